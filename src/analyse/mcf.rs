//! The mean cumulative function of repairs (`domain.md` §4.1, Nelson): failures per
//! device by age, with robust limits (Lawless–Nadeau).

use super::history::{Histories, History};
use super::stats::Z95;
use super::trend::System;
use crate::catalog::{Catalog, ModelIx};
use crate::model::time::DAY_MS;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// One step of the function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McfPoint {
    /// Age.
    pub age: f64,
    /// Systems observed then.
    pub at_risk: u64,
    /// Failures then.
    pub events: u64,
    /// Failures per system up to then.
    pub mean: f64,
    /// Robust variance.
    pub variance: f64,
    /// Variance were failures a Poisson process.
    pub variance_poisson: f64,
    /// Lower limit, on the log scale.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Systems and failures the figure needs.
pub const MCF_NEEDS: u64 = 5;
/// Below so many at risk the curve is dotted.
pub const DOTTED_BELOW: u64 = 3;

/// The function of one group; ages in days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mcf {
    /// Devices.
    pub systems: u64,
    /// Failures.
    pub events: u64,
    /// Steps; at most [`MAX_STEPS`] of them for a large fleet.
    pub points: Vec<McfPoint>,
    /// At least [`MCF_NEEDS`] devices and failures.
    pub enough: bool,
    /// The age beyond which fewer than [`DOTTED_BELOW`] are observed.
    pub until: f64,
}

impl Mcf {
    /// The step that holds at an age; `None` before the first failure. Of a thinned curve
    /// it is the last step kept.
    pub fn at(&self, age: f64) -> Option<&McfPoint> {
        let next = self.points.partition_point(|p| p.age <= age);
        next.checked_sub(1).map(|at| &self.points[at])
    }
}

/// The most steps kept; a longer curve keeps evenly spaced ones and the last, and beside
/// these the steps that hold where it is asked.
pub const MAX_STEPS: usize = 400;

/// By group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct McfFacts {
    /// All devices.
    pub fleet: Mcf,
    /// By model.
    pub models: BTreeMap<ModelIx, ModelMcf>,
}

/// A model against all other devices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelMcf {
    /// The model's devices.
    pub own: Mcf,
    /// All others; empty where the model itself has too few.
    pub rest: Mcf,
}

/// How two functions differ at one age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McfDifference {
    /// The age.
    pub age: f64,
    /// Failures per system of the first.
    pub own: f64,
    /// Failures per system of the second.
    pub other: f64,
    /// Lower limit of the difference.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl ModelMcf {
    /// The difference at the last age to which both are observed well enough; `None`
    /// where one of them has too few devices or failures.
    pub fn difference(&self) -> Option<McfDifference> {
        if !(self.own.enough && self.rest.enough) {
            return None;
        }
        let age = self.own.until.min(self.rest.until);
        let (own, other) = (self.own.at(age)?, self.rest.at(age)?);
        let half = Z95 * (own.variance + other.variance).sqrt();
        let between = own.mean - other.mean;
        Some(McfDifference {
            age,
            own: own.mean,
            other: other.mean,
            lower: between - half,
            upper: between + half,
        })
    }
}

impl McfDifference {
    /// Whether the difference is more than chance.
    pub fn proved(&self) -> bool {
        self.lower > 0.0 || self.upper < 0.0
    }
}

/// The function of systems. A system is at risk at age t while start < t ≤ end, so a
/// failure at t comes before the end of observation at t.
pub fn mcf(systems: &[System]) -> Vec<McfPoint> {
    Ordered::new(systems).function(usize::MAX, &[], |_| true)
}

/// An age, and the system to which something happens then.
type At = (f64, u32);

/// Systems with everything that happens to them in order of age, so that the
/// functions of many parts of one fleet need one sorting.
#[derive(Clone, Default)]
struct Ordered {
    failures: Vec<At>,
    starts: Vec<At>,
    ends: Vec<At>,
    /// One more than the highest number of a system.
    count: usize,
}

impl Ordered {
    fn new(systems: &[System]) -> Self {
        let ordered = |mut all: Vec<At>| {
            all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            all
        };
        let mut failures: Vec<At> = Vec::new();
        for (system, s) in (0..).zip(systems) {
            let inside = s.events.iter().filter(|&&t| s.start < t && t <= s.end);
            failures.extend(inside.map(|&t| (t, system)));
        }
        let each = |at: fn(&System) -> f64| systems.iter().map(at).zip(0..).collect();
        Self {
            failures: ordered(failures),
            starts: ordered(each(|s| s.start)),
            ends: ordered(each(|s| s.end)),
            count: systems.len(),
        }
    }

    /// The systems of each part; those without one are left out.
    fn parted(&self, parts: usize, part_of: impl Fn(u32) -> Option<usize>) -> Vec<Self> {
        let mut all = vec![Self { count: self.count, ..Self::default() }; parts];
        let mut deal = |from: &[At], to: fn(&mut Self) -> &mut Vec<At>| {
            for &at in from {
                if let Some(part) = part_of(at.1) {
                    to(&mut all[part]).push(at);
                }
            }
        };
        deal(&self.failures, |part| &mut part.failures);
        deal(&self.starts, |part| &mut part.starts);
        deal(&self.ends, |part| &mut part.ends);
        all
    }

    /// The function of those systems that are kept, in at most so many steps: evenly
    /// spaced ones and the last, and those that hold at some ascending ages.
    fn function(&self, most: usize, ages: &[f64], kept: impl Fn(u32) -> bool) -> Vec<McfPoint> {
        let part = |all: &[At]| all.iter().copied().filter(|e| kept(e.1)).collect();
        let mut spread = Spread::new(part(&self.starts), part(&self.ends), self.count);
        let steps = Steps::new(self.ages(&kept), most);
        let mut asked = Asked(ages);
        let (mut mean, mut poisson) = (0.0, 0.0);
        let mut out = Vec::new();
        let mut step = 0;
        let mut failures = self.failures.iter().filter(|e| kept(e.1)).peekable();
        while let Some(&(age, _)) = failures.peek().copied() {
            let at_risk = spread.advance(age);
            let r = at_risk as f64;
            let mut events = 0;
            // Ascending: not above means equal.
            while let Some(&(_, system)) = failures.next_if(|e| e.0 <= age) {
                spread.fail(system, r);
                events += 1;
            }
            let d = events as f64;
            spread.lose(d, r);
            mean += d / r;
            poisson += d / (r * r);
            let next = failures.peek().map_or(f64::INFINITY, |e| e.0);
            let holds = asked.holds(age, next);
            if steps.keep(step) || holds {
                out.push(point((age, at_risk, events), mean, spread.variance(), poisson));
            }
            step += 1;
        }
        out
    }

    /// How many different ages of failure those that are kept have.
    fn ages(&self, kept: impl Fn(u32) -> bool) -> usize {
        let mut last = f64::NEG_INFINITY;
        let different = |e: &&At| kept(e.1) && std::mem::replace(&mut last, e.0) < e.0;
        self.failures.iter().filter(different).count()
    }

    /// The figure of those systems that are kept, with the steps that hold at some
    /// ascending ages whatever else is thinned out.
    fn figure(&self, kept: impl Fn(u32) -> bool, ages: &[f64]) -> Mcf {
        let events = self.failures.iter().filter(|e| kept(e.1)).count() as u64;
        let (systems, until) = self.followed(&kept);
        Mcf {
            systems,
            events,
            enough: systems >= MCF_NEEDS && events >= MCF_NEEDS,
            until,
            points: self.function(MAX_STEPS, ages, kept),
        }
    }

    /// How many systems are kept, and the age beyond which fewer than three are at risk:
    /// the third-longest observation.
    fn followed(&self, kept: impl Fn(u32) -> bool) -> (u64, f64) {
        let ends: Vec<f64> = self.ends.iter().filter(|e| kept(e.1)).map(|e| e.0).collect();
        let few = ends.len().checked_sub(DOTTED_BELOW as usize);
        (ends.len() as u64, few.map_or(0.0, |at| ends[at]))
    }

    /// A part of the systems against all others. Both curves hold the step at which they
    /// are compared, and the second one those that stand beside the first one's.
    fn against_rest(&self, part: &Self, of_rest: impl Fn(u32) -> bool) -> ModelMcf {
        let compared_at = part.followed(|_| true).1.min(self.followed(&of_rest).1);
        let own = part.figure(|_| true, &[compared_at]);
        // Without a curve of its own nothing is laid over the rest.
        if !own.enough {
            return ModelMcf { own, rest: Mcf::default() };
        }
        let mut ages: Vec<f64> = own.points.iter().map(|p| p.age).collect();
        ages.push(compared_at);
        ages.sort_by(f64::total_cmp);
        let rest = self.figure(of_rest, &ages);
        ModelMcf { own, rest }
    }
}

fn point(
    (age, at_risk, events): (f64, u64, u64),
    mean: f64,
    variance: f64,
    variance_poisson: f64,
) -> McfPoint {
    let factor = (Z95 * variance.sqrt() / mean).exp();
    let (lower, upper) = (mean / factor, mean * factor);
    McfPoint { age, at_risk, events, mean, variance, variance_poisson, lower, upper }
}

/// Which of many steps are kept.
struct Steps {
    all: usize,
    most: usize,
}

impl Steps {
    fn new(all: usize, most: usize) -> Self {
        Self { all, most }
    }

    /// The n-th kept step is the one at `n · last / (most − 1)`, rounded down.
    fn keep(&self, step: usize) -> bool {
        let (last, spaces) = (self.all.saturating_sub(1), self.most.saturating_sub(1));
        self.all <= self.most || (step * spaces).div_ceil(last) * last / spaces == step
    }
}

/// Ascending ages at which a curve is asked, those ahead.
struct Asked<'a>(&'a [f64]);

impl Asked<'_> {
    /// Whether a step that stands from one age to before the next is asked for; steps
    /// in order.
    fn holds(&mut self, from: f64, next: f64) -> bool {
        self.pass(from);
        self.pass(next)
    }

    /// Passes the ages before one; whether there were any.
    fn pass(&mut self, age: f64) -> bool {
        let mut passed = false;
        while let [first, ahead @ ..] = self.0 {
            if *first >= age {
                break;
            }
            self.0 = ahead;
            passed = true;
        }
        passed
    }
}

/// The Lawless–Nadeau variance, kept up to date event by event: each system's
/// residual is what it had itself less what the mean had while it was at risk. With
/// `shared` the running mean that every system at risk has lost, Σ residual² needs
/// only the sum and the sum of squares of the residuals' own parts.
struct Spread {
    starts: Vec<At>,
    ends: Vec<At>,
    next_start: usize,
    next_end: usize,
    /// A system's residual is `own − shared` while at risk, and `own` once it is over.
    own: Vec<f64>,
    shared: f64,
    live: u64,
    live_sum: f64,
    live_squares: f64,
    over_squares: f64,
}

impl Spread {
    fn new(starts: Vec<At>, ends: Vec<At>, systems: usize) -> Self {
        Self {
            starts,
            ends,
            next_start: 0,
            next_end: 0,
            own: vec![0.0; systems],
            shared: 0.0,
            live: 0,
            live_sum: 0.0,
            live_squares: 0.0,
            over_squares: 0.0,
        }
    }

    /// Lets systems in that start before an age and out that end before it.
    fn advance(&mut self, age: f64) -> u64 {
        while let Some(&(_, system)) = self.starts.get(self.next_start).filter(|s| s.0 < age) {
            self.own[system as usize] = self.shared;
            self.live += 1;
            self.live_sum += self.shared;
            self.live_squares += self.shared * self.shared;
            self.next_start += 1;
        }
        while let Some(&(_, system)) = self.ends.get(self.next_end).filter(|e| e.0 < age) {
            let own = self.own[system as usize];
            let residual = own - self.shared;
            self.live -= 1;
            self.live_sum -= own;
            self.live_squares -= own * own;
            self.over_squares += residual * residual;
            self.next_end += 1;
        }
        self.live
    }

    /// A failure adds 1/r to its system.
    fn fail(&mut self, system: u32, r: f64) {
        let own = &mut self.own[system as usize];
        let next = *own + 1.0 / r;
        self.live_sum += next - *own;
        self.live_squares += next * next - *own * *own;
        *own = next;
    }

    /// For d failures of one age all at risk lose d/r².
    fn lose(&mut self, d: f64, r: f64) {
        self.shared += d / (r * r);
    }

    fn variance(&self) -> f64 {
        let live = self.live_squares - 2.0 * self.shared * self.live_sum
            + self.live as f64 * self.shared * self.shared;
        (live + self.over_squares).max(0.0)
    }
}

/// The functions of histories. A device joins at the age at which its observation
/// begins, and ages since it was first put to use.
pub fn mcfs(histories: &Histories<'_>) -> McfFacts {
    let (systems, model_at): (Vec<System>, Vec<Option<ModelIx>>) =
        histories.iter().map(|history| (aged(histories.catalog, &history), history.model)).unzip();
    let fleet = Ordered::new(&systems);
    let mut models: Vec<ModelIx> = model_at.iter().copied().flatten().collect();
    models.sort_unstable();
    models.dedup();
    let model_at: Vec<Option<usize>> =
        model_at.iter().map(|at| models.binary_search(&(*at)?).ok()).collect();
    let own = fleet.parted(models.len(), |system| model_at[system as usize]);
    let of_model = |(n, own): (usize, &Ordered)| {
        let of_rest = |system: u32| model_at[system as usize] != Some(n);
        (models[n], fleet.against_rest(own, of_rest))
    };
    let of_models: Vec<(ModelIx, ModelMcf)> = own.par_iter().enumerate().map(of_model).collect();
    McfFacts { fleet: fleet.figure(|_| true, &[]), models: of_models.into_iter().collect() }
}

/// A device's window by age in days.
fn aged(catalog: &Catalog, history: &History<'_>) -> System {
    let mut system = history.system();
    let record = &catalog.records.devices[history.device.index()];
    let start = record.commissioned_on.or(record.accepted_on).or(record.installed_on);
    let start = start.map(|day| catalog.settings.zone.start_of(day));
    let observed = history.window.start;
    let entry = start.map_or(0, |start| observed.since(start).max(0)) as f64 / DAY_MS as f64;
    system.end = system.end / 24.0 + entry;
    system.start = entry;
    for age in &mut system.events {
        *age = *age / 24.0 + entry;
    }
    system
}

/// A long curve with evenly spaced steps and its last.
pub(crate) fn thinned<T>(points: Vec<T>) -> Vec<T> {
    let steps = Steps::new(points.len(), MAX_STEPS);
    let kept = points.into_iter().enumerate().filter(|(n, _)| steps.keep(*n));
    kept.map(|(_, point)| point).collect()
}

#[cfg(test)]
mod tests;
