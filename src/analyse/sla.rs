//! Service-level clocks (`domain.md` §3.8): the tallies of every profile's clocks,
//! by month of the due instant, by customer, and timeliness (服务及时率). One
//! ticket's clocks are in `sla_plan`, business time in `business_time`, the
//! built-in profiles in `sla_profiles`.

use super::figure::Rate;
use super::sla_plan::SlaPlan;
use crate::catalog::{Catalog, CustomerIx, Restricted};
use crate::model::time::{Instant, Month};
use std::collections::BTreeMap;

/// Where one clock of one ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlaState {
    /// Stopped within the limit; exactly on it counts.
    Met,
    /// Stopped after the limit.
    BreachedClosed,
    /// Still running, past the limit.
    BreachedOpen,
    /// Still running, within the limit.
    Pending,
    /// Still running, past 80 % of the limit.
    PendingAtRisk,
    /// The clock does not concern this ticket, or has not started.
    NotApplicable,
    /// Excused: a delay on the way was told, with a reason (R22).
    Exempt,
    /// A stamp is missing, inverted, or only a date where hours matter.
    Unmeasurable,
    /// The limit depends on a distance or an agreed time that is not known.
    NoDistance,
}

impl SlaState {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::BreachedClosed => "breached_closed",
            Self::BreachedOpen => "breached_open",
            Self::Pending => "pending",
            Self::PendingAtRisk => "pending_at_risk",
            Self::NotApplicable => "not_applicable",
            Self::Exempt => "exempt",
            Self::Unmeasurable => "unmeasurable",
            Self::NoDistance => "no_distance",
        }
    }
}

/// One clock of one ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketClock {
    /// Position in [`SlaPlan::clocks`].
    pub clock: u16,
    /// Where it stands.
    pub state: SlaState,
    /// When it started.
    pub started: Option<Instant>,
    /// When it stopped, if it had by then.
    pub stopped: Option<Instant>,
    /// When its limit ends; accepted pauses have moved it.
    pub due: Option<Instant>,
    /// From when on it is at risk: 80 % of the limit used.
    pub risk_from: Option<Instant>,
    /// Milliseconds of its calendar used, without accepted pauses.
    pub elapsed_ms: Option<i64>,
    /// Whole days only: a stamp of a day-level clock is a date alone.
    pub coarse: bool,
}

/// How many tickets stand where, on one clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockTally {
    /// Within the limit.
    pub met: u64,
    /// Stopped too late.
    pub breached_closed: u64,
    /// Running and late.
    pub breached_open: u64,
    /// Running and in time, without those at risk.
    pub pending: u64,
    /// Running, past 80 % of the limit.
    pub pending_at_risk: u64,
    /// Excused (R22).
    pub exempt: u64,
    /// Not measurable, those without distance included.
    pub unmeasurable: u64,
    /// Of the unmeasurable, those without distance or agreed time.
    pub no_distance: u64,
    /// Of the measured, those known to the day only.
    pub coarse: u64,
}

impl ClockTally {
    /// Tickets in the denominator: met or breached.
    pub fn due(&self) -> u64 {
        self.met + self.breached_closed + self.breached_open
    }

    /// met / (met + breached), with the Wilson interval.
    pub fn compliance(&self) -> Rate {
        Rate::wilson(self.met, self.due())
    }

    /// True where no ticket was ever on this clock.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A clock that passed its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Position of the ticket's event.
    pub event: u32,
    /// Position in [`SlaPlan::clocks`].
    pub clock: u16,
    /// When the limit ended.
    pub due: Instant,
    /// Milliseconds of wall time from `due` to the stop, or to `as_of`.
    pub over_ms: i64,
    /// Still running.
    pub open: bool,
}

/// The clocks whose limit ended in one month; the month evaluated at its end or at
/// `as_of`, whichever is earlier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlaMonth {
    /// By position in [`SlaPlan::clocks`]. Pending counts are those at the month's end.
    pub clocks: Vec<ClockTally>,
    /// Tickets all of whose measured timeliness clocks were met, by the month of the
    /// last of these limits.
    pub timeliness: Rate,
    /// Range in [`SlaFacts::breaches`].
    pub breaches: std::ops::Range<usize>,
}

/// Everything about service levels.
#[derive(Clone, Debug, Default)]
pub struct SlaFacts {
    /// Which clocks run for which ticket; states of one ticket on demand.
    pub plan: SlaPlan,
    /// Over everything, at `as_of`, by position in [`SlaPlan::clocks`].
    pub total: Vec<ClockTally>,
    /// Timeliness over everything.
    pub timeliness: Rate,
    /// By month of the due instant.
    pub months: BTreeMap<Month, SlaMonth>,
    /// By customer, at `as_of`, by position in [`SlaPlan::clocks`]; only customers
    /// with a ticket on a clock.
    pub customers: BTreeMap<CustomerIx, Vec<ClockTally>>,
    /// Every breach, by (due, event, clock).
    pub breaches: Vec<Breach>,
    /// By event: timely or not; `None` where no clock of the set is measured.
    pub timely: Vec<Option<bool>>,
    /// Profiles named by a contract or a setting that exist nowhere.
    pub unknown_profiles: Vec<String>,
}

/// The service-level facts of a catalog.
pub fn sla(_catalog: &Restricted<Catalog>) -> SlaFacts {
    SlaFacts::default()
}
