//! The tree of facts: the fleet, every month, and a file for every device, model,
//! customer, site, code, component and fault key.

use super::change::MonthChange;
use super::figure::Distribution;
use super::keys::{FaultKey, FaultKeys, KeyId};
use super::mtbf::FailureRate;
use super::open_set::Ticket;
use super::repeat::{Chain, RepeatFacts, SamePart};
use super::scope::{ScopeFacts, Series};
use crate::catalog::{CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, SiteIx, SolutionIx};
use crate::model::time::{Instant, Month, Period};

/// Everything the records add up to. Lists by position run beside the catalog's.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The instant the figures are for; `None` where nothing has a stamp.
    pub as_of: Option<Instant>,
    /// Every month from the first record to `as_of`, those without records too.
    pub months: Vec<MonthFacts>,
    /// All devices, all time within coverage.
    pub fleet: FileFacts,
    /// By [`DeviceIx`].
    pub devices: Vec<FileFacts>,
    /// By [`ModelIx`].
    pub models: Vec<FileFacts>,
    /// By [`CustomerIx`].
    pub customers: Vec<FileFacts>,
    /// By [`SiteIx`].
    pub sites: Vec<FileFacts>,
    /// By [`CodeIx`].
    pub codes: Vec<FaultFacts>,
    /// By [`ComponentIx`].
    pub components: Vec<FaultFacts>,
    /// Every key that occurs, in order of key.
    pub keys: Vec<KeyFacts>,
    /// Which key each event has.
    pub fault_keys: FaultKeys,
    /// Chains of the same fault, by [`DeviceIx`].
    pub chains: Vec<Vec<Chain>>,
    /// The same part replaced again on one device inside the first window.
    pub same_part: Vec<SamePart>,
    /// The same component of one device failing again inside the first window,
    /// with another code.
    pub same_component: Vec<(u32, u32)>,
    /// Tickets open at the end of any month or now, in order of report.
    pub open_tickets: Vec<Ticket>,
    /// Records without a stamp of report, or reported after `as_of`: in no figure.
    pub undated: Vec<u32>,
}

impl Facts {
    /// A device's file.
    pub fn device(&self, at: DeviceIx) -> &FileFacts {
        &self.devices[at.index()]
    }
    /// A model's file.
    pub fn model(&self, at: ModelIx) -> &FileFacts {
        &self.models[at.index()]
    }
    /// A customer's file.
    pub fn customer(&self, at: CustomerIx) -> &FileFacts {
        &self.customers[at.index()]
    }
    /// A site's file.
    pub fn site(&self, at: SiteIx) -> &FileFacts {
        &self.sites[at.index()]
    }
    /// A code's file.
    pub fn code(&self, at: CodeIx) -> &FaultFacts {
        &self.codes[at.index()]
    }
    /// A component's file.
    pub fn component(&self, at: ComponentIx) -> &FaultFacts {
        &self.components[at.index()]
    }
    /// A month, if the records reach it.
    pub fn month(&self, month: Month) -> Option<&MonthFacts> {
        let first = self.months.first()?.month;
        usize::try_from(month.since(first)).ok().and_then(|n| self.months.get(n))
    }
    /// The chains of a device.
    pub fn chains_of(&self, at: DeviceIx) -> &[Chain] {
        &self.chains[at.index()]
    }
    /// The tickets that stood open at the end of a month, or now: reported before
    /// `at` and not closed before it.
    pub fn open_at(&self, at: Instant) -> impl Iterator<Item = &Ticket> {
        self.open_tickets.iter().filter(move |t| t.is_open_at(at))
    }
}

/// The file of a device, model, customer, site or the fleet: all time within
/// coverage, and month by month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileFacts {
    /// Its figures.
    pub scope: ScopeFacts,
    /// Its counts by month.
    pub monthly: Series,
}

impl std::ops::Deref for FileFacts {
    type Target = ScopeFacts;
    fn deref(&self) -> &ScopeFacts {
        &self.scope
    }
}

/// One month: records by report, times by resolution, repeats by the end of their
/// window, every state at the end of the month or `as_of`.
#[derive(Clone, Debug)]
pub struct MonthFacts {
    /// The month.
    pub month: Month,
    /// True where `as_of` lies inside it.
    pub partial: bool,
    /// From its first instant to its end, or to `as_of`.
    pub period: Period,
    /// Its figures.
    pub scope: ScopeFacts,
    /// Against the month before.
    pub vs_previous: Option<MonthChange>,
    /// Against the same month a year before, where that lies fully inside the
    /// observation.
    pub vs_year: Option<MonthChange>,
}

/// The file of a code, component or key; failures only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaultFacts {
    /// How many failures.
    pub n: u64,
    /// The failures, in order of report.
    pub events: Vec<u32>,
    /// Devices, the most afflicted first.
    pub devices: Vec<(DeviceIx, u64)>,
    /// Models, the most afflicted first.
    pub models: Vec<(ModelIx, u64)>,
    /// Failures that are still open.
    pub open: u64,
    /// Hours of downtime, each failure's own.
    pub downtime_h: f64,
    /// Cost.
    pub cost: f64,
    /// Time to restore, in hours.
    pub restore: Distribution,
    /// Failures against the exposure of the models on which it is possible.
    pub failure_rate: FailureRate,
    /// Repeats inside the first window.
    pub repeat_30d: RepeatFacts,
    /// Failures by month.
    pub monthly: Vec<u32>,
    /// Solutions used, the most used first.
    pub solutions: Vec<(SolutionIx, u64)>,
    /// First report.
    pub first: Option<Instant>,
    /// Last report.
    pub last: Option<Instant>,
}

/// The file of a fault key.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyFacts {
    /// Its number.
    pub id: KeyId,
    /// What it stands for.
    pub key: FaultKey,
    /// Its figures.
    pub facts: FaultFacts,
}
