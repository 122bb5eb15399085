//! Files of codes, components and fault keys: which devices and models, how long,
//! how often again, what helped.

use super::facts::{FaultFacts, KeyFacts};
use super::ground::Ground;
use super::job::{Flags, Job, Stand};
use super::keys::FaultKey;
use super::mtbf::FailureRate;
use super::recurrence::rows_by_key;
use super::repeat::Repeats;
use super::scope::{Base, Exposed, Series};
use super::stats::{Sum, sum};
use super::times::{Differing, RESTORE};
use crate::catalog::{DeviceIx, ModelIx};
use crate::model::ids::{ModelId, match_key};
use crate::model::time::{HOUR_MS, Instant, Period};
use rayon::prelude::*;

/// Files of codes, components and keys.
pub(crate) struct FaultFiles {
    pub(crate) codes: Vec<FaultFacts>,
    pub(crate) components: Vec<FaultFacts>,
    pub(crate) keys: Vec<KeyFacts>,
}

/// Observed hours by model and of the fleet.
struct Exposures {
    fleet_h: f64,
    by_model: Vec<f64>,
}

impl FaultFiles {
    pub(crate) fn new(base: &Base, failures: &[u32]) -> Self {
        let (records, index) = (&base.ground.catalog.records, &base.ground.catalog.index);
        let exposures = Exposures::new(base);
        let only = |rows: &[u32]| -> Vec<u32> {
            let counts = |row: &u32| {
                let row = *row as usize;
                base.ground.is_failure(row) && base.ground.reported(row).is_some()
            };
            rows.iter().copied().filter(counts).collect()
        };
        let file =
            |rows: &[u32], models: &[usize]| fault_file(base, &exposures, only(rows), models);
        let listed = codes_models(base);
        let codes: Vec<FaultFacts> = (0..records.codes.len())
            .into_par_iter()
            .map(|n| file(index.events_of_code.of(n), &listed[n]))
            .collect();
        let containing = components_models(base);
        let components: Vec<FaultFacts> = (0..records.components.len())
            .into_par_iter()
            .map(|n| file(index.events_of_component.of(n), &containing[n]))
            .collect();
        let keys = rows_by_key(&base.ground, failures)
            .into_par_iter()
            .map(|(id, rows)| {
                let key = base.ground.keys.key(id);
                let facts = match key {
                    FaultKey::Code(code) => codes[code.index()].clone(),
                    FaultKey::Component(c) => file(&rows, &containing[c.index()]),
                    FaultKey::Cluster(_) => file(&rows, &[]),
                };
                KeyFacts { id, key, facts }
            })
            .collect();
        Self { codes, components, keys }
    }
}

impl Exposures {
    fn new(base: &Base) -> Self {
        let records = &base.ground.catalog.records;
        let whole = Period { start: Instant(i64::MIN), end: base.ground.end };
        let hours = |devices: Vec<usize>| {
            let spans = base.service.spans(devices, whole);
            base.service.exposure(&spans).observed_ms as f64 / HOUR_MS as f64
        };
        let of_model = |m: usize| {
            let devices = base.ground.catalog.index.devices_of_model.of(m);
            hours(devices.iter().map(|d| *d as usize).collect())
        };
        Self {
            fleet_h: hours((0..records.devices.len()).collect()),
            by_model: (0..records.models.len()).map(of_model).collect(),
        }
    }

    /// The hours of the models on which a fault is possible: those listed and
    /// those on which it occurred; the fleet's where none is listed.
    fn possible_h(&self, listed: &[usize], occurred: &[(ModelIx, u64)]) -> f64 {
        let Some(models) = possible_models(listed, occurred) else { return self.fleet_h };
        sum(models.into_iter().filter_map(|m| self.by_model.get(m).copied()))
    }
}

/// The models on which a fault is possible; `None` is all of the fleet.
pub(crate) fn possible_models(listed: &[usize], occurred: &[(ModelIx, u64)]) -> Option<Vec<usize>> {
    if listed.is_empty() {
        return None;
    }
    let mut models: Vec<usize> = listed.to_vec();
    models.extend(occurred.iter().map(|(m, _)| m.index()));
    models.sort_unstable();
    models.dedup();
    Some(models)
}

fn positions(base: &Base, ids: &[ModelId]) -> Vec<usize> {
    let find = |id: &ModelId| base.ground.catalog.index.model.get(&match_key(id.as_str()));
    ids.iter().filter_map(find).map(|m| m.index()).collect()
}

pub(crate) fn codes_models(base: &Base) -> Vec<Vec<usize>> {
    base.ground.catalog.records.codes.iter().map(|code| positions(base, &code.models)).collect()
}

pub(crate) fn components_models(base: &Base) -> Vec<Vec<usize>> {
    let (records, index) = (&base.ground.catalog.records, &base.ground.catalog.index);
    let mut models = vec![Vec::new(); records.components.len()];
    for (n, model) in records.models.iter().enumerate() {
        for component in &model.components {
            if let Some(at) = index.component.get(&component.key()) {
                models[at.index()].push(n);
            }
        }
    }
    models
}

fn fault_file(
    base: &Base,
    exposures: &Exposures,
    events: Vec<u32>,
    listed: &[usize],
) -> FaultFacts {
    let ground = &base.ground;
    let mut gathered = Gathered::new(base, events.len());
    ground.each_job(&events, |event, job| {
        gathered.add(ground, event, job);
        gathered.exposed +=
            u64::from(job.is(Flags::EXPOSED) && is_possible(base, listed, job.device));
    });
    let link = |row: &u32| ground.link(*row as usize);
    let models = most_first(events.iter().filter_map(|r| link(r).model));
    FaultFacts {
        n: events.len() as u64,
        devices: most_first(gathered.devices.into_iter()),
        solutions: most_first(events.iter().filter_map(|r| link(r).solution)),
        open: gathered.open,
        downtime_h: gathered.down_ms as f64 / HOUR_MS as f64,
        cost: gathered.cost.value(),
        restore: gathered.restore.finish(),
        failure_rate: FailureRate::of(gathered.exposed, exposures.possible_h(listed, &models)),
        repeat_30d: gathered.repeats.finish(),
        monthly: gathered.monthly.failures,
        first: gathered.first,
        last: gathered.last,
        models,
        events,
    }
}

/// The failures of a file while they are gathered.
struct Gathered {
    devices: Vec<DeviceIx>,
    exposed: u64,
    open: u64,
    down_ms: i64,
    cost: Sum,
    restore: Differing,
    repeats: Repeats,
    monthly: Series,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Gathered {
    fn new(base: &Base, events: usize) -> Self {
        Self {
            devices: Vec::with_capacity(events),
            exposed: 0,
            open: 0,
            down_ms: 0,
            cost: Sum::default(),
            restore: Differing::default(),
            repeats: Repeats::new(base.windows()[0], base.ground.end),
            monthly: Series::new(base.ground.months.len()),
            first: None,
            last: None,
        }
    }

    fn add(&mut self, ground: &Ground, event: u32, job: &Job) {
        self.devices.extend(job.device);
        self.open += u64::from(job.standing == Stand::Open);
        self.down_ms += job.down_ms(ground, event, ground.end);
        job.cost().into_iter().for_each(|cost| self.cost.add(cost));
        self.restore.add(event, job.differences[RESTORE]);
        if let Some(fault) = job.index_fault(event) {
            self.repeats.ended(&fault);
            self.repeats.resolved(&fault);
        }
        self.monthly.count(job);
        let at = job.reported();
        self.first = self.first.or(at).min(at.or(self.first));
        self.last = self.last.max(at);
    }
}

/// Whether a device's hours stand under the failures of a fault: where the fault names its
/// models, those of a device of which no model is known do not.
fn is_possible(base: &Base, listed: &[usize], device: Option<DeviceIx>) -> bool {
    listed.is_empty() || device.is_some_and(|device| base.service.has_model(device.index()))
}

/// How a failure stands to the exposure under a fault that is possible on the models
/// listed, over all time.
pub(crate) fn exposed_by_own(base: &Base, row: u32, listed: &[usize]) -> Exposed {
    let whole = Period { start: Instant(i64::MIN), end: base.ground.end };
    let row = row as usize;
    let device = base.ground.link(row).device;
    if device.is_some() && !is_possible(base, listed, device) {
        return Exposed::Outside;
    }
    let span = device.and_then(|device| base.service.span(device.index(), whole));
    match base.ground.reported(row) {
        Some(at) => base.exposed(span.as_slice(), row, at),
        None => Exposed::Outside,
    }
}

/// How often each occurs, the most frequent first, ties by position.
fn most_first<T: Ord + Copy>(items: impl Iterator<Item = T>) -> Vec<(T, u64)> {
    let mut all: Vec<T> = items.collect();
    all.sort_unstable();
    let mut counts: Vec<(T, u64)> =
        all.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u64)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first() {
        assert_eq!(most_first([3, 1, 3, 2, 1].into_iter()), [(1, 2), (3, 2), (2, 1)]);
    }
}
