//! The tree of facts: the fleet, every month, and a file for every device, model,
//! customer, site, code, component and fault key.

use super::change::MonthChange;
use super::codes::FaultFiles;
use super::exposure::Span;
use super::figure::Distribution;
use super::ground::Ground;
use super::holdings::Holdings;
use super::keys::{FaultKey, FaultKeys, KeyId};
use super::months::months;
use super::mtbf::FailureRate;
use super::open_set::Ticket;
use super::repeat::{Chain, RepeatFacts, SamePart};
use super::scope::{Base, ScopeFacts, Series};
use crate::catalog::{Catalog, Groups, Restricted};
use crate::catalog::{CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, SiteIx, SolutionIx};
use crate::model::time::{Instant, Month, Period};
use rayon::prelude::*;

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

/// The facts of a catalog, without clusters of similar symptoms.
pub fn analyse(catalog: &Restricted<Catalog>) -> Facts {
    analyse_with(catalog, None)
}

/// The facts of a catalog. `clusters` names, by event, the cluster of similar
/// symptoms that stands in for a missing code and component.
pub fn analyse_with(catalog: &Restricted<Catalog>, clusters: Option<&[Option<u32>]>) -> Facts {
    let keys = FaultKeys::build(catalog, clusters);
    let Some(ground) = Ground::new(catalog, keys) else { return Facts::without_time(catalog) };
    let base = Base::new(ground);
    let count = catalog.records.events.len() as u32;
    let dated = |row: &u32| base.ground.reported(*row as usize).is_some();
    let (rows, undated): (Vec<u32>, Vec<u32>) = (0..count).partition(dated);
    let failures: Vec<u32> =
        rows.iter().copied().filter(|row| base.ground.is_failure(*row as usize)).collect();
    let (months, open_tickets) = months(&base);
    let files = Files::new(&base, &rows);
    let faults = FaultFiles::new(&base, &failures);
    Facts {
        as_of: catalog.settings.as_of,
        months,
        fleet: files.fleet,
        devices: files.devices,
        models: files.models,
        customers: files.customers,
        sites: files.sites,
        codes: faults.codes,
        components: faults.components,
        keys: faults.keys,
        fault_keys: base.ground.keys,
        chains: base.recurrence.chains,
        same_part: base.recurrence.same_part,
        same_component: base.recurrence.same_component,
        open_tickets,
        undated,
    }
}

impl Facts {
    /// A catalog in which nothing has a stamp: every file is there and empty.
    fn without_time(catalog: &Catalog) -> Self {
        let records = &catalog.records;
        Self {
            devices: vec![FileFacts::default(); records.devices.len()],
            models: vec![FileFacts::default(); records.models.len()],
            customers: vec![FileFacts::default(); records.customers.len()],
            sites: vec![FileFacts::default(); records.sites.len()],
            codes: vec![FaultFacts::default(); records.codes.len()],
            components: vec![FaultFacts::default(); records.components.len()],
            fault_keys: FaultKeys::build(catalog, None),
            chains: vec![Vec::new(); records.devices.len()],
            undated: (0..records.events.len() as u32).collect(),
            ..Self::default()
        }
    }
}

/// The files of everything that has devices.
struct Files {
    fleet: FileFacts,
    devices: Vec<FileFacts>,
    models: Vec<FileFacts>,
    customers: Vec<FileFacts>,
    sites: Vec<FileFacts>,
}

impl Files {
    fn new(base: &Base, rows: &[u32]) -> Self {
        let (records, index) = (&base.ground.catalog.records, &base.ground.catalog.index);
        let whole = Period { start: Instant(i64::MIN), end: base.ground.end };
        let spans =
            |devices: &[u32]| base.service.spans(devices.iter().map(|d| *d as usize), whole);
        let held = Holdings::new(base);
        let all: Vec<u32> = (0..records.devices.len() as u32).collect();
        let files = |events: &Groups, count: usize, spans: &(dyn Fn(usize) -> Vec<Span> + Sync)| {
            (0..count).into_par_iter().map(|n| file(base, events.of(n), &spans(n))).collect()
        };
        Self {
            fleet: file(base, rows, &spans(&all)),
            devices: files(&index.events_of_device, records.devices.len(), &|n| spans(&[n as u32])),
            models: files(&index.events_of_model, records.models.len(), &|n| {
                spans(index.devices_of_model.of(n))
            }),
            customers: files(&index.events_of_customer, records.customers.len(), &|n| {
                held.customers[n].clone()
            }),
            sites: files(&index.events_of_site, records.sites.len(), &|n| held.sites[n].clone()),
        }
    }
}

fn file(base: &Base, rows: &[u32], spans: &[Span]) -> FileFacts {
    FileFacts { scope: base.all_time(rows, spans), monthly: base.series(rows) }
}
