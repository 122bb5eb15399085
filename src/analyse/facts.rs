//! The tree of facts: the fleet, every month, and a file for every device, model,
//! customer, site, code, component and fault key.

use super::change::PeriodChange;
use super::codes::FaultFiles;
use super::exposure::Span;
use super::figure::{Distribution, Estimate};
use super::ground::Ground;
use super::holdings::Holdings;
use super::keys::{FaultKey, FaultKeys, KeyId};
use super::longer::{LongerFacts, longer};
use super::months::{ByMonth, months};
use super::mtbf::FailureRate;
use super::open_set::Ticket;
use super::repeat::{RepeatFacts, RepeatVerdict, SamePart};
use super::reported::Reported;
use super::scope::{Base, Observed, ScopeFacts, Scratch, Series};
use crate::catalog::{Catalog, Groups, Restricted};
use crate::catalog::{CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, SiteIx, SolutionIx};
use crate::model::time::{Instant, Month, Period, ReportPeriod};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Everything the records add up to. Lists by position run beside the catalog's.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The instant the figures are for; `None` where nothing has a stamp.
    pub as_of: Option<Instant>,
    /// Every month from the first record to `as_of`, those without records too.
    pub months: Vec<MonthFacts>,
    /// Every calendar quarter with one of these months, then every year.
    pub longer: Vec<LongerFacts>,
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
    /// The same part replaced again on one device inside the first window.
    pub same_part: Vec<SamePart>,
    /// The same component of one device failing again inside the first window,
    /// with another code.
    pub same_component: Vec<(u32, u32)>,
    /// Tickets open at the end of any month or now, in order of report.
    pub open_tickets: Vec<Ticket>,
    /// Records without a stamp of report, or reported after `as_of`: in no figure.
    pub undated: Vec<u32>,
    /// What became of each event's repair.
    pub outcomes: Outcomes,
    /// Service levels (§3.8).
    pub sla: super::sla::SlaFacts,
    /// Satisfaction (§3.9).
    pub satisfaction: super::satisfaction::SatisfactionFacts,
    /// Complaints (§3.10).
    pub complaints: super::complaints::ComplaintFacts,
    /// Spare parts (§3.13).
    pub parts: super::parts::PartsFacts,
    /// What each customer should keep in stock.
    pub spare_proposals: BTreeMap<CustomerIx, Vec<super::spare_proposal::Proposal>>,
    /// Parts to bring to a fault.
    pub bring: super::parts_to_bring::BringFacts,
    /// The engineer table (§3.16).
    pub team: super::team::TeamFacts,
    /// Visits and maintenance (§3.17).
    pub visits: super::visits::VisitFacts,
    /// What stands in calendars.
    pub calendar: super::calendar::CalendarFacts,
    /// The knowledge base (§3.18).
    pub knowledge: super::knowledge::KnowledgeFacts,
    /// What runs out when.
    pub warranty: super::warranty::WarrantyFacts,
    /// Corrective and preventive measures.
    pub actions: super::actions::ActionsFacts,
    /// Trends (§4.2).
    pub trends: super::trend::TrendFacts,
    /// What was known when each month was over.
    pub then: BTreeMap<Month, super::then::Then>,
    /// On a customer's site, where it may say so: failures a device-year at other
    /// customers, by model.
    pub others: BTreeMap<ModelIx, Estimate>,
    /// Mean cumulative failures by age (§4.1).
    pub mcf: super::mcf::McfFacts,
    /// Wear and settling of devices and models (§4.3).
    pub crow: super::crow::CrowFacts,
    /// The monthly control chart (§4.4).
    pub control_chart: super::control_chart::ControlChart,
    /// Hot spots (§4.5).
    pub hotspots: super::hotspot::HotSpotFacts,
    /// How fixes hold (§4.6).
    pub fixes: super::fix::FixFacts,
    /// Similar symptoms without code (§4.7).
    pub clusters: super::cluster::ClusterFacts,
    /// Often or long (§4.8).
    pub jackknife: super::jackknife::JackKnife<CodeIx>,
    /// The recurrence ledger (§4.9).
    pub recurrence: super::chains::ChainFacts,
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
    /// A calendar quarter or year, if the records reach it.
    pub fn longer(&self, report: ReportPeriod) -> Option<&LongerFacts> {
        self.longer.iter().find(|facts| facts.report == report)
    }
    /// A month, quarter or year, if the records reach it.
    pub fn report(&self, report: ReportPeriod) -> Option<Reported<'_>> {
        match report {
            ReportPeriod::Month(month) => self.month(month).map(Reported::from),
            longer => self.longer(longer).map(|of| Reported::longer(of, self.months_of(longer))),
        }
    }
    /// Every month, quarter and year of which there is a report.
    pub fn reports(&self) -> impl Iterator<Item = Reported<'_>> {
        let longer = self.longer.iter();
        let longer = longer.map(|of| Reported::longer(of, self.months_of(of.report)));
        self.months.iter().map(Reported::from).chain(longer)
    }
    /// The months of a quarter or year.
    fn months_of(&self, report: ReportPeriod) -> &[MonthFacts] {
        let from = self.months.partition_point(|m| m.month < report.first_month());
        let to = self.months.partition_point(|m| m.month <= report.last_month());
        &self.months[from..to]
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

/// What became of each repair, by event; `None` where it is no index event whose
/// window has ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Whether the same fault came back inside the first window.
    pub repeated: Vec<Option<bool>>,
    /// Whether it was fixed first time.
    pub first_time_fix: Vec<Option<bool>>,
}

impl Outcomes {
    fn new(base: &Base<'_>, failures: &[u32], events: usize) -> Self {
        let settings = &base.ground.catalog.settings;
        let (days, end) = (settings.repeat_window_days, base.ground.end);
        let mut all = Self { repeated: vec![None; events], first_time_fix: vec![None; events] };
        for &row in failures {
            let Some(fault) = base.index_fault(row) else { continue };
            if let RepeatVerdict::Mature(repeat) = fault.repeat_verdict(days, end) {
                all.repeated[row as usize] = Some(repeat.is_some());
                all.first_time_fix[row as usize] = fault.first_time_verdict(days, end).told();
            }
        }
        all
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
    pub vs_previous: Option<PeriodChange>,
    /// Against the same month a year before, where that lies fully inside the
    /// observation.
    pub vs_year: Option<PeriodChange>,
    /// How many milliseconds each device was down in it, those only that were.
    pub down: Vec<(DeviceIx, i64)>,
    /// The failures restored in it: model, and milliseconds it took.
    pub restored: Vec<(Option<ModelIx>, i64)>,
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

/// The facts of a catalog. `clusters` names, by event, the cluster of similar
/// symptoms that stands in for a missing code and component.
pub(crate) fn analyse_with(
    catalog: &Restricted<Catalog>,
    clusters: Option<&[Option<u32>]>,
) -> Facts {
    let keys = FaultKeys::build(catalog, clusters);
    let Some(ground) = Ground::new(catalog, keys) else { return Facts::without_time(catalog) };
    let base = Base::new(ground);
    let count = catalog.records.events.len() as u32;
    let dated = |row: &u32| base.ground.reported(*row as usize).is_some();
    let (rows, undated): (Vec<u32>, Vec<u32>) = (0..count).partition(dated);
    let failures: Vec<u32> =
        rows.iter().copied().filter(|row| base.ground.is_failure(*row as usize)).collect();
    let by_month = ByMonth::new(&base);
    let (months, open_tickets) = months(&base, &by_month);
    let longer = longer(&base, &by_month, &months);
    let files = Files::new(&base, &rows);
    let faults = FaultFiles::new(&base, &failures);
    let outcomes = Outcomes::new(&base, &failures, count as usize);
    Facts {
        as_of: catalog.settings.as_of,
        months,
        longer,
        fleet: files.fleet,
        devices: files.devices,
        models: files.models,
        customers: files.customers,
        sites: files.sites,
        codes: faults.codes,
        components: faults.components,
        keys: faults.keys,
        fault_keys: base.ground.keys,
        same_part: base.recurrence.same_part,
        same_component: base.recurrence.same_component,
        open_tickets,
        undated,
        outcomes,
        ..Facts::default()
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
        let held = Holdings::new(base);
        let files = |events: &Groups, count: usize, owner: &(dyn Fn(usize) -> Owner + Sync)| {
            let one = |scratch: &mut Scratch, n| {
                let owner = owner(n);
                let spans = owner.spans(base, &held);
                let observed = match owner {
                    Owner::Device(_) => Observed::Everywhere(base.service.exposure(&spans)),
                    _ => Observed::Spans(&spans),
                };
                file(base, events.of(n), observed, scratch)
            };
            (0..count).into_par_iter().map_init(|| base.scratch(), one).collect()
        };
        let fleet = base.service.exposure(&Owner::Fleet.spans(base, &held));
        Self {
            fleet: file(base, rows, Observed::Everywhere(fleet), &mut base.scratch()),
            devices: files(&index.events_of_device, records.devices.len(), &|n| {
                Owner::Device(DeviceIx::new(n))
            }),
            models: files(&index.events_of_model, records.models.len(), &|n| {
                Owner::Model(ModelIx::new(n))
            }),
            customers: files(&index.events_of_customer, records.customers.len(), &|n| {
                Owner::Customer(CustomerIx::new(n))
            }),
            sites: files(&index.events_of_site, records.sites.len(), &|n| {
                Owner::Site(SiteIx::new(n))
            }),
        }
    }
}

/// Whose file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Fleet,
    Device(DeviceIx),
    Model(ModelIx),
    Customer(CustomerIx),
    Site(SiteIx),
}

impl Owner {
    /// Where its devices are observed for it, over all time.
    pub(crate) fn spans(self, base: &Base, held: &Holdings) -> Vec<Span> {
        let whole = Period { start: Instant(i64::MIN), end: base.ground.end };
        let catalog = base.ground.catalog;
        match self {
            Self::Fleet => base.service.spans(0..catalog.records.devices.len(), whole),
            Self::Device(ix) => base.service.spans([ix.index()], whole),
            Self::Model(ix) => {
                let devices = catalog.index.devices_of_model.of(ix.index());
                base.service.spans(devices.iter().map(|d| *d as usize), whole)
            }
            Self::Customer(ix) => held.customers[ix.index()].clone(),
            Self::Site(ix) => held.sites[ix.index()].clone(),
        }
    }
}

fn file(base: &Base, rows: &[u32], observed: Observed, scratch: &mut Scratch) -> FileFacts {
    let (scope, monthly) = base.all_time(rows, observed, scratch);
    FileFacts { scope, monthly }
}

#[cfg(test)]
mod tests;
