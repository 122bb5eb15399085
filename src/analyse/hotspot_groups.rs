//! The groups of a catalog that may be hot spots, with their failures and exposure
//! (`domain.md` §4.5). The tests are in `hotspot`.

use super::history::{Failure, Histories, History};
use super::holdings::held;
use super::hotspot::{Family, Group, HotSpotFacts, HotSpotFamily, Part, family};
use super::observation::YEAR_MS;
use super::sla_clock::joined;
use crate::catalog::{Catalog, CodeIx, ComponentIx, DeviceIx, Ends, ModelIx, Restricted};
use crate::model::records::Ownership;
use crate::model::time::{DAY_MS, Instant, Period};
use crate::model::{ComponentId, ModelId, ServiceType};
use std::collections::BTreeMap;

/// Days after commissioning that are early life.
const EARLY_DAYS: i64 = 90;
/// Days after maintenance in which it may have caused a failure.
const AFTER_MAINTENANCE_DAYS: i64 = 7;

/// The hot spots of histories.
pub fn hotspots(histories: &Histories<'_>) -> HotSpotFacts {
    let fleet = Fleet::new(histories);
    let families = vec![
        fleet.partition(Family::Model),
        fleet.partition(Family::Device),
        fleet.held(Family::Site),
        fleet.held(Family::Customer),
        fleet.partition(Family::Batch),
        fleet.code_models(),
        fleet.component_models(),
        fleet.stretch(Family::EarlyLife),
        fleet.stretch(Family::AfterMaintenance),
    ];
    HotSpotFacts { families: families.into_iter().filter(|f| f.groups > 0).collect() }
}

/// What one device adds to a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The device.
    pub device: DeviceIx,
    /// When it was observed as part of the group, in order of time.
    pub periods: Vec<Period>,
    /// Its counted failures in that time.
    pub failures: Vec<u32>,
}

impl Member {
    /// Device-years it adds.
    pub fn years(&self) -> f64 {
        years(&self.periods)
    }
}

fn years(periods: &[Period]) -> f64 {
    periods.iter().map(|p| p.ms()).sum::<i64>() as f64 / YEAR_MS
}

/// The devices of a group of a family, in order, each with what it adds.
pub fn members(catalog: &Restricted<Catalog>, which: Family, group: &Group) -> Vec<Member> {
    let histories = Histories::new(catalog);
    let fleet = Fleet::new(&histories);
    let member = |device| fleet.member(which, group, device);
    fleet.devices.iter().filter_map(member).collect()
}

/// Every observed device.
struct Fleet<'a> {
    catalog: &'a Catalog,
    devices: Vec<History<'a>>,
    ends: Ends,
}

fn years_of(device: &History<'_>) -> f64 {
    device.window.ms() as f64 / YEAR_MS
}

impl<'a> Fleet<'a> {
    fn new(histories: &'a Histories<'a>) -> Self {
        let catalog = histories.catalog;
        let ends = Ends::of(&catalog.records.events);
        Self { catalog, devices: histories.iter().collect(), ends }
    }

    /// What a device adds to a group.
    fn member(&self, which: Family, group: &Group, device: &History<'_>) -> Option<Member> {
        let whole = || vec![device.window];
        let those = |wanted: &dyn Fn(&Failure) -> bool| -> Vec<u32> {
            device.failures.iter().filter(|f| wanted(f)).map(|f| f.event).collect()
        };
        let (periods, failures) = match group {
            Group::CodeModel(code, model) if device.model == Some(*model) => {
                (whole(), those(&|f| f.code == Some(*code)))
            }
            Group::ComponentModel(component, model) if device.model == Some(*model) => {
                (whole(), those(&|f| f.component == Some(*component)))
            }
            Group::CodeModel(..) | Group::ComponentModel(..) => return None,
            Group::Site(_) | Group::Customer(_) => {
                let periods = self.holdings(which, device).remove(group)?;
                let failures = those(&|f| is_inside(f, &periods));
                (periods, failures)
            }
            Group::Stretch => {
                let periods = self.stretches(which, device);
                let failures = those(&|f| is_inside(f, &periods));
                (periods, failures)
            }
            Group::Model(_) | Group::Device(_) | Group::Batch(_) => {
                self.group_of(which, device).filter(|own| own == group)?;
                (whole(), those(&|_| true))
            }
        };
        Some(Member { device: device.device, periods, failures })
    }

    /// The group of a device in a family that shares out whole devices.
    fn group_of(&self, which: Family, device: &History<'_>) -> Option<Group> {
        match which {
            Family::Model => device.model.map(Group::Model),
            Family::Device => Some(Group::Device(device.device)),
            Family::Batch => {
                let record = &self.catalog.records.devices[device.device.index()];
                record.batch.clone().map(Group::Batch)
            }
            _ => None,
        }
    }

    /// The group of an owner of a device.
    fn group_of_owner(&self, which: Family, owner: &Ownership) -> Option<Group> {
        let index = &self.catalog.index;
        match which {
            Family::Site => {
                let site = index.site.get(&owner.site.as_ref()?.key())?;
                Some(Group::Site(*site))
            }
            Family::Customer => {
                let customer = index.customer.get(&owner.customer.as_ref()?.key())?;
                Some(Group::Customer(*customer))
            }
            _ => None,
        }
    }

    /// When which group had a device.
    fn holdings(&self, which: Family, device: &History<'_>) -> BTreeMap<Group, Vec<Period>> {
        let zone = &self.catalog.settings.zone;
        let mut times: BTreeMap<Group, Vec<Period>> = BTreeMap::new();
        for owner in &self.catalog.records.devices[device.device.index()].owners {
            let period = held(owner, zone).overlap(device.window);
            if let (Some(group), Some(period)) = (self.group_of_owner(which, owner), period) {
                times.entry(group).or_default().push(period);
            }
        }
        for periods in times.values_mut() {
            *periods = joined(std::mem::take(periods));
        }
        times
    }

    /// A family whose groups share out the exposure of the devices in them.
    fn partition(&self, which: Family) -> HotSpotFamily {
        let mut groups: BTreeMap<Group, (u64, f64)> = BTreeMap::new();
        let (mut total_c, mut total_e) = (0, 0.0);
        for device in &self.devices {
            let Some(group) = self.group_of(which, device) else { continue };
            let sums = groups.entry(group).or_default();
            sums.0 += device.failures.len() as u64;
            sums.1 += years_of(device);
            total_c += device.failures.len() as u64;
            total_e += years_of(device);
        }
        let part = |(c, e)| Part { c, e, total_c, total_e };
        family(which, groups.into_iter().map(|(g, sums)| (g, part(sums))).collect(), true)
    }

    /// A family whose groups have each device for a time: who had it answers for that
    /// time alone.
    fn held(&self, which: Family) -> HotSpotFamily {
        let mut groups: BTreeMap<Group, (u64, f64)> = BTreeMap::new();
        for device in &self.devices {
            for (group, periods) in self.holdings(which, device) {
                let sums = groups.entry(group).or_default();
                sums.0 += inside(device, &periods);
                sums.1 += years(&periods);
            }
        }
        let total_c = groups.values().map(|sums| sums.0).sum();
        let total_e = groups.values().map(|sums| sums.1).sum();
        let part = |(c, e)| Part { c, e, total_c, total_e };
        family(which, groups.into_iter().map(|(g, sums)| (g, part(sums))).collect(), true)
    }

    /// Years of exposure by model.
    fn model_years(&self) -> BTreeMap<ModelIx, f64> {
        let mut years = BTreeMap::new();
        for device in &self.devices {
            if let Some(model) = device.model {
                *years.entry(model).or_insert(0.0) += years_of(device);
            }
        }
        years
    }

    /// Failures by what they are about and by model.
    fn by_model<K: Ord + Copy>(
        &self,
        key: impl Fn(&Failure) -> Option<K>,
    ) -> BTreeMap<K, BTreeMap<ModelIx, u64>> {
        let mut pairs: Vec<(K, ModelIx)> = Vec::new();
        for device in &self.devices {
            let Some(model) = device.model else { continue };
            pairs.extend(device.failures.iter().filter_map(|f| Some((key(f)?, model))));
        }
        pairs.sort_unstable();
        let mut counts: BTreeMap<K, BTreeMap<ModelIx, u64>> = BTreeMap::new();
        for run in pairs.chunk_by(|a, b| a == b) {
            let (key, model) = run[0];
            counts.entry(key).or_default().insert(model, run.len() as u64);
        }
        counts
    }

    fn code_models(&self) -> HotSpotFamily {
        let years = self.model_years();
        let counts = self.by_model(|f| f.code);
        let mut groups = Vec::new();
        for (code, by_model) in counts {
            let possible = |model: &ModelIx| self.code_is_possible(code, *model, &by_model);
            groups.extend(crossed(&years, &by_model, possible, |m| Group::CodeModel(code, m)));
        }
        family(Family::CodeModel, groups, false)
    }

    /// A code is possible on the models its record names, on all if it names none,
    /// and wherever it has been seen.
    fn code_is_possible(
        &self,
        code: CodeIx,
        model: ModelIx,
        seen: &BTreeMap<ModelIx, u64>,
    ) -> bool {
        let models = &self.catalog.records.codes[code.index()].models;
        let key = |m: &ModelId| self.catalog.index.model.get(&m.key()).copied();
        models.is_empty()
            || seen.contains_key(&model)
            || models.iter().any(|m| key(m) == Some(model))
    }

    fn component_models(&self) -> HotSpotFamily {
        let years = self.model_years();
        let counts = self.by_model(|f| f.component);
        let mut groups = Vec::new();
        for (component, by_model) in counts {
            let has =
                |model: &ModelIx| by_model.contains_key(model) || self.model_has(*model, component);
            groups.extend(crossed(&years, &by_model, has, |m| Group::ComponentModel(component, m)));
        }
        family(Family::ComponentModel, groups, false)
    }

    /// A model that lists no components may have any.
    fn model_has(&self, model: ModelIx, component: ComponentIx) -> bool {
        let listed = &self.catalog.records.models[model.index()].components;
        let key = |c: &ComponentId| self.catalog.index.component.get(&c.key()).copied();
        listed.is_empty() || listed.iter().any(|c| key(c) == Some(component))
    }

    /// The stretches of a device's life that a family asks about.
    fn stretches(&self, which: Family, device: &History<'_>) -> Vec<Period> {
        let asked = match which {
            Family::EarlyLife => early_life(self.catalog, device),
            Family::AfterMaintenance => self.after_maintenance(device),
            _ => Vec::new(),
        };
        joined(asked).iter().filter_map(|p| p.overlap(device.window)).collect()
    }

    /// The days after each maintenance of a device that was done.
    fn after_maintenance(&self, device: &History<'_>) -> Vec<Period> {
        let catalog = self.catalog;
        let now = catalog.settings.as_of.map_or(Instant(i64::MAX), |as_of| as_of.plus(1));
        let events = catalog.index.events_of_device.of(device.device.index()).iter();
        let events = events.map(|&row| catalog.records.events.get(row as usize));
        let maintenance = events.filter(|e| e.service_type() == ServiceType::Maintenance);
        let done = maintenance.filter_map(|event| self.ends.done_at(event, now));
        done.map(|end| after(end, AFTER_MAINTENANCE_DAYS)).collect()
    }

    /// A stretch of each device's life against the rest of it.
    fn stretch(&self, which: Family) -> HotSpotFamily {
        let mut part = Part::default();
        for device in &self.devices {
            let stretches = self.stretches(which, device);
            part.e += years(&stretches);
            part.total_e += years_of(device);
            part.total_c += device.failures.len() as u64;
            part.c += inside(device, &stretches);
        }
        family(which, vec![(Group::Stretch, part)], false)
    }
}

fn is_inside(failure: &Failure, stretches: &[Period]) -> bool {
    stretches.iter().any(|p| p.contains(failure.at))
}

/// How many of a device's failures were reported inside some stretches.
fn inside(device: &History<'_>, stretches: &[Period]) -> u64 {
    device.failures.iter().filter(|f| is_inside(f, stretches)).count() as u64
}

/// Pairs of one subject with every model on which it is possible.
fn crossed(
    years: &BTreeMap<ModelIx, f64>,
    counts: &BTreeMap<ModelIx, u64>,
    possible: impl Fn(&ModelIx) -> bool,
    group: impl Fn(ModelIx) -> Group,
) -> Vec<(Group, Part)> {
    let models: Vec<(ModelIx, f64)> =
        years.iter().filter(|(m, _)| possible(m)).map(|(m, e)| (*m, *e)).collect();
    let total_e = models.iter().map(|m| m.1).sum();
    let total_c = counts.values().sum();
    let part = |model, e| {
        let c = counts.get(&model).copied().unwrap_or(0);
        Part { c, e, total_c, total_e }
    };
    models.into_iter().map(|(model, e)| (group(model), part(model, e))).collect()
}

/// The first days of a device, where its start is on record.
fn early_life(catalog: &Catalog, device: &History<'_>) -> Vec<Period> {
    let record = &catalog.records.devices[device.device.index()];
    let start = record.commissioned_on.or(record.accepted_on).or(record.installed_on);
    let start = start.map(|day| catalog.settings.zone.start_of(day));
    start.map(|start| after(start, EARLY_DAYS)).into_iter().collect()
}

fn after(start: Instant, days: i64) -> Period {
    Period { start, end: start.plus(days * DAY_MS) }
}
