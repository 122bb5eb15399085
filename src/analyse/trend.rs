//! Trend tests (`domain.md` §4.2): do failures of a group come faster or slower?
//! Laplace and MIL-HDBK-189 over windows pooled across systems; a trend only where
//! both agree. Models of the trend are in `crow`, its picture in `mcf`.

use super::history::{Histories, History, observed};
use super::stats::{chi2_cdf, chi2_sf, normal_two_sided};
use crate::catalog::{Catalog, CodeIx, DeviceIx, ModelIx};
use crate::model::time::Instant;
use std::collections::BTreeMap;

/// One system's stretch of observation `(start, end]` and its failures in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct System {
    /// Where observation begins.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// Failures, ascending.
    pub events: Vec<f64>,
}

/// What the two tests say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrendVerdict {
    /// Fewer failures than a verdict needs.
    #[default]
    TooFew,
    /// No trend is proved.
    None,
    /// Failures become more frequent.
    Rising,
    /// Failures become less frequent.
    Falling,
}

impl TrendVerdict {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooFew => "too_few",
            Self::None => "none",
            Self::Rising => "rising",
            Self::Falling => "falling",
        }
    }
}

/// Failures needed for a p-value.
pub const P_NEEDS: u64 = 4;
/// Failures needed for a verdict.
pub const VERDICT_NEEDS: u64 = 8;

/// Both trend tests of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trend {
    /// Failures.
    pub n: u64,
    /// Systems with a failure.
    pub systems: u64,
    /// Laplace U; positive is deteriorating.
    pub laplace_u: Option<f64>,
    /// Its two-sided p; `None` below [`P_NEEDS`].
    pub laplace_p: Option<f64>,
    /// MIL-HDBK-189 statistic; small is deteriorating.
    pub mil_x: Option<f64>,
    /// Its degrees of freedom.
    pub mil_df: u64,
    /// Its two-sided p; `None` below [`P_NEEDS`].
    pub mil_p: Option<f64>,
    /// Failures at the very start of a window, left out of the second test.
    pub dropped: u64,
    /// Both together; needs [`VERDICT_NEEDS`].
    pub verdict: TrendVerdict,
}

/// Trends of the fleet and of its groups; groups without failure are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendFacts {
    /// All devices together.
    pub fleet: Trend,
    /// By model.
    pub models: BTreeMap<ModelIx, Trend>,
    /// By device, from four failures on.
    pub devices: BTreeMap<DeviceIx, Trend>,
    /// By fault code, over the devices it befell.
    pub codes: BTreeMap<CodeIx, Trend>,
}

/// Both tests over systems observed to a fixed time; failures outside their window
/// are not counted.
pub fn trend_tests(systems: &[System]) -> Trend {
    let mut sums = TrendSums::default();
    for system in systems {
        sums.add(system);
    }
    sums.finish()
}

/// Running sums of both tests; those of several groups of systems can be joined.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TrendSums {
    n: u64,
    systems: u64,
    dropped: u64,
    /// Σ (t − middle of its window).
    off_middle: f64,
    /// Σ n (b − a)² / 12.
    spread: f64,
    /// 2 ΣΣ ln((b − a)/(t − a)).
    x: f64,
}

impl TrendSums {
    /// Adds a system.
    pub fn add(&mut self, system: &System) {
        let length = system.end - system.start;
        let inside = |t: &&f64| **t >= system.start && **t <= system.end;
        let mut events = 0_u64;
        for t in system.events.iter().filter(inside) {
            let age = t - system.start;
            events += 1;
            self.off_middle += age - length / 2.0;
            if age > 0.0 {
                self.x += 2.0 * (length / age).ln();
            } else {
                self.dropped += 1;
            }
        }
        self.n += events;
        self.systems += u64::from(events > 0);
        self.spread += events as f64 * length * length / 12.0;
    }

    /// The sums of one system that began at 0, from those of its failures' ages and of
    /// the logarithms of these; `dropped` failures had no age.
    pub(super) fn gathered(
        n: u64,
        dropped: u64,
        length: f64,
        (ages, logarithms): (f64, f64),
    ) -> Self {
        let told = (n - dropped) as f64;
        Self {
            n,
            systems: u64::from(n > 0),
            dropped,
            off_middle: ages - n as f64 * length / 2.0,
            spread: n as f64 * length * length / 12.0,
            x: 2.0 * (told * length.ln() - logarithms),
        }
    }

    /// Adds the sums of other systems.
    pub fn join(&mut self, other: &Self) {
        self.n += other.n;
        self.systems += other.systems;
        self.dropped += other.dropped;
        self.off_middle += other.off_middle;
        self.spread += other.spread;
        self.x += other.x;
    }

    /// What the tests say.
    pub fn finish(&self) -> Trend {
        let mil_df = 2 * (self.n - self.dropped);
        let laplace_u = (self.spread > 0.0).then(|| self.off_middle / self.spread.sqrt());
        let mil_x = (mil_df > 0).then_some(self.x);
        let shown = self.n >= P_NEEDS;
        let laplace_p = laplace_u.filter(|_| shown).map(normal_two_sided);
        let mil_p = mil_x.filter(|_| shown).map(|x| {
            let df = mil_df as f64;
            (2.0 * chi2_cdf(x, df).min(chi2_sf(x, df))).min(1.0)
        });
        let rising = laplace_u.is_some_and(|u| u > 0.0);
        let agree = rising == mil_x.is_some_and(|x| x < mil_df as f64);
        let proved = [laplace_p, mil_p].iter().all(|p| p.is_some_and(|p| p < 0.05));
        let verdict = match (self.n >= VERDICT_NEEDS, proved && agree) {
            (false, _) => TrendVerdict::TooFew,
            (true, false) => TrendVerdict::None,
            (true, true) if rising => TrendVerdict::Rising,
            (true, true) => TrendVerdict::Falling,
        };
        Trend {
            n: self.n,
            systems: self.systems,
            laplace_u,
            laplace_p,
            mil_x,
            mil_df,
            mil_p,
            dropped: self.dropped,
            verdict,
        }
    }
}

/// A system whose last failure ended its observation: that failure is dropped.
#[must_use]
pub fn failure_truncated(mut events: Vec<f64>) -> System {
    let end = events.pop().unwrap_or_default();
    System { start: 0.0, end, events }
}

/// The trends of histories. What a device adds is worked out once and joined to the
/// sums of its model and of all.
pub fn trends(histories: &Histories<'_>) -> TrendFacts {
    let mut fleet = TrendSums::default();
    let mut models: BTreeMap<ModelIx, TrendSums> = BTreeMap::new();
    let mut codes = vec![TrendSums::default(); histories.catalog.records.codes.len()];
    let mut out = TrendFacts::default();
    for history in histories.iter().filter(|history| !history.failures.is_empty()) {
        let mut own = TrendSums::default();
        own.add(&history.system());
        fleet.join(&own);
        if let Some(model) = history.model {
            models.entry(model).or_default().join(&own);
        }
        if history.failures.len() as u64 >= P_NEEDS {
            out.devices.insert(history.device, own.finish());
        }
        for (code, system) in by_code(&history) {
            codes[code.index()].add(&system);
        }
    }
    out.fleet = fleet.finish();
    out.models = models.iter().map(|(&model, sums)| (model, sums.finish())).collect();
    let codes = codes.iter().enumerate().filter(|(_, sums)| sums.n > 0);
    out.codes = codes.map(|(code, sums)| (CodeIx::new(code), sums.finish())).collect();
    out
}

/// A device's model.
pub(crate) fn model_of(catalog: &Catalog, device: DeviceIx) -> Option<ModelIx> {
    let model = catalog.records.devices.get(device.index())?.model.as_ref()?;
    catalog.index.model.get(&model.key()).copied()
}

/// The observation of a device with the failures of one code, code by code.
fn by_code<'h>(history: &'h History<'h>) -> impl Iterator<Item = (CodeIx, System)> + 'h {
    let coded = history.failures.iter().filter_map(|f| Some((f.code?, f.at, f.event)));
    let mut coded: Vec<(CodeIx, Instant, u32)> = coded.collect();
    coded.sort_unstable_by_key(|(code, _, event)| (*code, *event));
    let runs: Vec<(CodeIx, System)> = coded
        .chunk_by(|a, b| a.0 == b.0)
        .map(|run| (run[0].0, observed(history.window, run.iter().map(|(_, at, _)| *at))))
        .collect();
    runs.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{Field, Vector, vectors};
    use serde_json::Value;

    pub(crate) fn system(value: &Value) -> System {
        System {
            start: value["start"].as_f64().unwrap_or(0.0),
            end: value["end"].as_f64().unwrap(),
            events: Field(&value["events"]).as_numbers(),
        }
    }

    fn systems(v: &Vector) -> Vec<System> {
        if let Some(systems) = v.input("systems").0.as_array() {
            return systems.iter().map(system).collect();
        }
        let events = v.input("events").as_numbers();
        if v.input("failure_truncated").0.as_bool() == Some(true) {
            return vec![failure_truncated(events)];
        }
        vec![System { start: 0.0, end: v.input("end").as_f64(), events }]
    }

    #[test]
    fn laplace_and_mil() {
        for v in vectors("trend_") {
            let got = trend_tests(&systems(&v));
            v.same("laplace_u", got.laplace_u);
            v.same("laplace_p", got.laplace_p);
            v.same("mil_chi2", got.mil_x);
            v.same("mil_df", Some(got.mil_df as f64));
            v.same("mil_p", got.mil_p);
        }
    }

    #[test]
    fn a_verdict_needs_eight_failures_and_both_tests() {
        let wearing_out = [220., 410., 560., 640., 690., 730., 760., 780., 795.];
        let system = |events: &[f64]| System { start: 0.0, end: 800.0, events: events.to_vec() };
        assert_eq!(trend_tests(&[system(&wearing_out)]).verdict, TrendVerdict::Rising);
        assert_eq!(trend_tests(&[system(&wearing_out[2..])]).verdict, TrendVerdict::TooFew);
        assert_eq!(trend_tests(&[system(&wearing_out[6..])]).laplace_p, None);
        assert_eq!(trend_tests(&[]).laplace_u, None);
    }

    #[test]
    fn a_failure_at_the_very_start_is_told() {
        let got = trend_tests(&[System { start: 0.0, end: 10.0, events: vec![0.0, 5.0] }]);
        assert_eq!((got.n, got.dropped, got.mil_df), (2, 1, 2));
    }
}
