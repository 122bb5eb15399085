//! Does a fix hold? (`domain.md` §4.6): Kaplan–Meier curves of the time until the
//! same fault comes back on the same device, by solution, and rival fixes of one
//! fault code side by side. An association, never a proof: solutions are not
//! assigned at random.

use super::figure::Rate;
use super::survival::{LogRank, Step};
use crate::catalog::{Catalog, CodeIx, DeviceIx, Restricted, SolutionIx};
use crate::model::time::Instant;
use std::collections::BTreeMap;

/// One use of a solution, followed until the fault came back or nobody could see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixUse {
    /// The resolved failure.
    pub event: u32,
    /// The device.
    pub device: DeviceIx,
    /// The solution.
    pub solution: SolutionIx,
    /// Days followed; a recurrence on the day itself counts as half a day.
    pub days: f64,
    /// The failure that came back, if one did.
    pub recurred: Option<u32>,
}

/// The share that held so many days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Held {
    /// Kaplan–Meier share; `None` with fewer than 5 still at risk.
    pub value: Option<f64>,
    /// Lower limit; `None` where the share is 0 or 1.
    pub lower: Option<f64>,
    /// Upper limit; `None` where the share is 0 or 1.
    pub upper: Option<f64>,
    /// Uses still followed.
    pub at_risk: u64,
    /// Uses in all.
    pub uses: u64,
    /// Recurrences until then.
    pub events: u64,
}

/// Uses a curve needs.
pub const CURVE_NEEDS: u64 = 3;
/// Uses each solution needs for a comparison and a rank.
pub const COMPARE_NEEDS: u64 = 5;
/// Recurrences a comparison needs in all.
pub const COMPARE_EVENTS: u64 = 5;

/// How the fixes of one solution held, over all codes or within one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixEvidence {
    /// Uses.
    pub uses: u64,
    /// Devices it was used on.
    pub devices: u64,
    /// Recurrences seen.
    pub recurred: u64,
    /// The share that held 30 days.
    pub held_30d: Held,
    /// The share that held 90 days.
    pub held_90d: Held,
    /// The share that held 180 days.
    pub held_180d: Held,
    /// The curve; empty below [`CURVE_NEEDS`].
    pub curve: Vec<Step>,
    /// Days until half had come back; `None` where that was not reached.
    pub median_days: Option<f64>,
    /// The longest follow-up in days.
    pub followed_days: f64,
    /// held / (held + recurred) among uses followed long enough: the rank is by its
    /// lower limit.
    pub ranking: Rate,
    /// The days that "long enough" means: 90, or 30 where fewer than 5 were.
    pub ranking_days: u32,
    /// One device gives more than 30 % of the uses: they are not independent.
    pub one_device_dominates: bool,
    /// When it was last used.
    pub last_used: Option<Instant>,
    /// At least [`COMPARE_NEEDS`] uses.
    pub enough: bool,
}

/// One of the solutions of a fault code.
#[derive(Clone, Debug, PartialEq)]
pub struct RivalFix {
    /// The solution.
    pub solution: SolutionIx,
    /// How it held for this code.
    pub evidence: FixEvidence,
    /// Mean days without recurrence up to the code's `tau`.
    pub mean_days: Option<f64>,
}

/// The solutions used for one fault code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeFixes {
    /// Best first: by the lower limit of `ranking`; below 5 uses after all others,
    /// by uses.
    pub fixes: Vec<RivalFix>,
    /// Days to which the mean days are counted: 180 or the shortest follow-up.
    pub tau_days: Option<f64>,
    /// The comparison; `None` below [`COMPARE_NEEDS`] and [`COMPARE_EVENTS`].
    pub log_rank: Option<LogRank>,
    /// Its p, corrected over all codes compared (Holm).
    pub p_corrected: Option<f64>,
}

/// Everything about fixes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixFacts {
    /// Every use, by (solution, event).
    pub uses: Vec<FixUse>,
    /// By solution, over all codes; only used ones.
    pub solutions: BTreeMap<SolutionIx, FixEvidence>,
    /// By fault code; only codes with a use.
    pub codes: BTreeMap<CodeIx, CodeFixes>,
}

impl FixFacts {
    /// The uses of one solution, in event order.
    pub fn uses_of(&self, solution: SolutionIx) -> &[FixUse] {
        let from = self.uses.partition_point(|u| u.solution < solution);
        let to = self.uses.partition_point(|u| u.solution <= solution);
        &self.uses[from..to]
    }
}

/// The fixes of a catalog; `keys` is each event's same-fault key.
pub fn fixes(_catalog: &Restricted<Catalog>, _keys: &[Option<u32>]) -> FixFacts {
    FixFacts::default()
}
