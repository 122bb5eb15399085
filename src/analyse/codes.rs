//! Files of codes, components and fault keys: which devices and models, how long,
//! how often again, what helped.

use super::facts::{FaultFacts, KeyFacts};
use super::ground::Standing;
use super::keys::FaultKey;
use super::mtbf::FailureRate;
use super::recurrence::rows_by_key;
use super::repeat::{IndexFault, repeats};
use super::scope::{Base, Exposed};
use super::stats::sum;
use super::times::restore_of_rows;
use crate::catalog::ModelIx;
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
    let link = |row: &u32| ground.link(*row as usize);
    let mut facts = FaultFacts {
        n: events.len() as u64,
        devices: most_first(events.iter().filter_map(|r| link(r).device)),
        models: most_first(events.iter().filter_map(|r| link(r).model)),
        solutions: most_first(events.iter().filter_map(|r| link(r).solution)),
        monthly: base.failures_by_month(&events),
        restore: restore_of_rows(ground, &events),
        ..FaultFacts::default()
    };
    let inside = |row: &&u32| exposed_by_own(base, **row) == Exposed::Inside;
    let exposed = events.iter().filter(inside).count() as u64;
    facts.failure_rate = FailureRate::of(exposed, exposures.possible_h(listed, &facts.models));
    let mut down_ms = 0;
    for &row in &events {
        let row = row as usize;
        facts.open += u64::from(ground.standing(row) == Standing::Open);
        down_ms += ground.own_downtime_ms(row, ground.end).unwrap_or(0);
    }
    facts.downtime_h = down_ms as f64 / HOUR_MS as f64;
    facts.cost = sum(events.iter().filter_map(|row| ground.cost(*row as usize)));
    let index = |row: &u32| base.index_fault(*row);
    let resolved: Vec<IndexFault> = events.iter().filter_map(index).collect();
    facts.repeat_30d = repeats(base.windows()[0], &resolved, &resolved, ground.end);
    facts.first = events.iter().filter_map(|row| ground.reported(*row as usize)).min();
    facts.last = events.iter().filter_map(|row| ground.reported(*row as usize)).max();
    facts.events = events;
    facts
}

/// How a failure stands to the exposure of its own device over all time.
pub(crate) fn exposed_by_own(base: &Base, row: u32) -> Exposed {
    let whole = Period { start: Instant(i64::MIN), end: base.ground.end };
    let row = row as usize;
    let device = base.ground.link(row).device;
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
