//! The groups of a catalog that may be hot spots, with their failures and exposure
//! (`domain.md` §4.5). The tests are in `hotspot`.

use super::holdings::held;
use super::hotspot::{Family, Group, HotSpotFacts, HotSpotFamily, Part, family};
use super::observation::{YEAR_MS, counted, window};
use super::sla_clock::joined;
use super::trend::model_of;
use crate::catalog::{Catalog, CodeIx, ComponentIx, DeviceIx, ModelIx, Restricted};
use crate::model::records::Ownership;
use crate::model::time::{DAY_MS, Instant, Period};
use crate::model::{ComponentId, ModelId, ServiceType};
use std::collections::BTreeMap;

/// Days after commissioning that are early life.
const EARLY_DAYS: i64 = 90;
/// Days after maintenance in which it may have caused a failure.
const AFTER_MAINTENANCE_DAYS: i64 = 7;

/// The hot spots of a catalog.
pub fn hotspots(catalog: &Restricted<Catalog>) -> HotSpotFacts {
    let fleet = Fleet::new(catalog);
    let families = vec![
        fleet.partition(Family::Model, |d| d.model.map(Group::Model)),
        fleet.partition(Family::Device, |d| Some(Group::Device(d.device))),
        fleet.held(Family::Site, |owner| {
            let site = catalog.index.site.get(&owner.site.as_ref()?.key())?;
            Some(Group::Site(*site))
        }),
        fleet.held(Family::Customer, |owner| {
            let customer = catalog.index.customer.get(&owner.customer.as_ref()?.key())?;
            Some(Group::Customer(*customer))
        }),
        fleet.partition(Family::Batch, |d| {
            let batch = catalog.records.devices[d.device.index()].batch.clone();
            batch.map(Group::Batch)
        }),
        fleet.code_models(),
        fleet.component_models(),
        fleet.stretch(Family::EarlyLife, |d| early_life(catalog, d)),
        fleet.stretch(Family::AfterMaintenance, |d| after_maintenance(catalog, d)),
    ];
    HotSpotFacts { families: families.into_iter().filter(|f| f.groups > 0).collect() }
}

/// One observed device.
struct Observed {
    device: DeviceIx,
    model: Option<ModelIx>,
    window: Period,
    years: f64,
    /// Its counted failures.
    failures: Vec<u32>,
}

/// Every observed device.
struct Fleet<'a> {
    catalog: &'a Catalog,
    devices: Vec<Observed>,
}

impl<'a> Fleet<'a> {
    fn new(catalog: &'a Catalog) -> Self {
        let counted = counted(catalog);
        let observed = |position: usize| {
            let device = DeviceIx::new(position);
            let window = window(catalog.dates.get(position)?)?;
            let events = catalog.index.events_of_device.of(position).iter().copied();
            Some(Observed {
                device,
                model: model_of(catalog, device),
                window,
                years: window.ms() as f64 / YEAR_MS,
                failures: events.filter(|&row| counted[row as usize]).collect(),
            })
        };
        let devices = (0..catalog.records.devices.len()).filter_map(observed).collect();
        Self { catalog, devices }
    }

    /// A family whose groups share out the exposure of the devices in them.
    fn partition(
        &self,
        which: Family,
        group: impl Fn(&Observed) -> Option<Group>,
    ) -> HotSpotFamily {
        let mut groups: BTreeMap<Group, (u64, f64)> = BTreeMap::new();
        let (mut total_c, mut total_e) = (0, 0.0);
        for device in &self.devices {
            let Some(group) = group(device) else { continue };
            let sums = groups.entry(group).or_default();
            sums.0 += device.failures.len() as u64;
            sums.1 += device.years;
            total_c += device.failures.len() as u64;
            total_e += device.years;
        }
        let part = |(c, e)| Part { c, e, total_c, total_e };
        family(which, groups.into_iter().map(|(g, sums)| (g, part(sums))).collect(), true)
    }

    /// A family whose groups have each device for a time: who had it answers for that
    /// time alone.
    fn held(&self, which: Family, group: impl Fn(&Ownership) -> Option<Group>) -> HotSpotFamily {
        let zone = &self.catalog.settings.zone;
        let mut groups: BTreeMap<Group, (u64, f64)> = BTreeMap::new();
        for device in &self.devices {
            let mut times: BTreeMap<Group, Vec<Period>> = BTreeMap::new();
            for owner in &self.catalog.records.devices[device.device.index()].owners {
                let period = held(owner, zone).overlap(device.window);
                if let (Some(group), Some(period)) = (group(owner), period) {
                    times.entry(group).or_default().push(period);
                }
            }
            for (group, periods) in times {
                let periods = joined(periods);
                let sums = groups.entry(group).or_default();
                sums.0 += self.inside(device, &periods);
                sums.1 += periods.iter().map(|p| p.ms()).sum::<i64>() as f64 / YEAR_MS;
            }
        }
        let total_c = groups.values().map(|sums| sums.0).sum();
        let total_e = groups.values().map(|sums| sums.1).sum();
        let part = |(c, e)| Part { c, e, total_c, total_e };
        family(which, groups.into_iter().map(|(g, sums)| (g, part(sums))).collect(), true)
    }

    /// A device's failures reported inside some stretches.
    fn inside(&self, device: &Observed, stretches: &[Period]) -> u64 {
        let in_it = |row: &&u32| {
            let at = self.catalog.records.events.get(**row as usize).reported();
            at.is_some_and(|at| stretches.iter().any(|p| p.contains(at)))
        };
        device.failures.iter().filter(in_it).count() as u64
    }

    /// Years of exposure by model.
    fn model_years(&self) -> BTreeMap<ModelIx, f64> {
        let mut years = BTreeMap::new();
        for device in &self.devices {
            if let Some(model) = device.model {
                *years.entry(model).or_insert(0.0) += device.years;
            }
        }
        years
    }

    /// Failures by what they are about and by model.
    fn by_model<K: Ord>(
        &self,
        key: impl Fn(u32) -> Option<K>,
    ) -> BTreeMap<K, BTreeMap<ModelIx, u64>> {
        let mut counts: BTreeMap<K, BTreeMap<ModelIx, u64>> = BTreeMap::new();
        for device in &self.devices {
            let Some(model) = device.model else { continue };
            for &row in &device.failures {
                if let Some(key) = key(row) {
                    *counts.entry(key).or_default().entry(model).or_default() += 1;
                }
            }
        }
        counts
    }

    fn code_models(&self) -> HotSpotFamily {
        let years = self.model_years();
        let counts = self.by_model(|row| self.catalog.links[row as usize].code);
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
        let counts = self.by_model(|row| self.catalog.links[row as usize].component);
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

    /// A stretch of each device's life against the rest of it.
    fn stretch(
        &self,
        which: Family,
        stretches: impl Fn(&Observed) -> Vec<Period>,
    ) -> HotSpotFamily {
        let mut part = Part::default();
        for device in &self.devices {
            let inside = joined(stretches(device));
            let inside: Vec<Period> =
                inside.iter().filter_map(|p| p.overlap(device.window)).collect();
            part.e += inside.iter().map(|p| p.ms()).sum::<i64>() as f64 / YEAR_MS;
            part.total_e += device.years;
            part.total_c += device.failures.len() as u64;
            part.c += self.inside(device, &inside);
        }
        family(which, vec![(Group::Stretch, part)], false)
    }
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
fn early_life(catalog: &Catalog, device: &Observed) -> Vec<Period> {
    let record = &catalog.records.devices[device.device.index()];
    let start = record.commissioned_on.or(record.accepted_on).or(record.installed_on);
    let start = start.map(|day| catalog.settings.zone.start_of(day));
    start.map(|start| after(start, EARLY_DAYS)).into_iter().collect()
}

/// The days after each maintenance of a device.
fn after_maintenance(catalog: &Catalog, device: &Observed) -> Vec<Period> {
    let events = catalog.index.events_of_device.of(device.device.index()).iter();
    let events = events.map(|&row| catalog.records.events.get(row as usize));
    let done = events.filter(|e| e.service_type() == ServiceType::Maintenance);
    let ends = done.filter_map(|e| e.resolved().or(e.reported()));
    ends.map(|end| after(end, AFTER_MAINTENANCE_DAYS)).collect()
}

fn after(start: Instant, days: i64) -> Period {
    Period { start, end: start.plus(days * DAY_MS) }
}
