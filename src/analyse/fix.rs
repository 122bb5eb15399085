//! Does a fix hold? (`domain.md` §4.6): Kaplan–Meier curves of the time until the
//! same fault comes back on the same device, by solution, and rival fixes of one
//! fault code side by side. An association, never a proof: solutions are not
//! assigned at random.

use super::figure::Rate;
use super::survival::{Curve, Followed, LogRank, Step, holm, log_rank};
use crate::catalog::{Catalog, CodeIx, DeviceIx, Restricted, SolutionIx};
use crate::model::time::{DAY_MS, Instant};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// One use of a solution, followed until the fault came back or nobody could see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixUse {
    /// The resolved failure.
    pub event: u32,
    /// The device.
    pub device: DeviceIx,
    /// The solution.
    pub solution: SolutionIx,
    /// Days followed; a recurrence on the day itself counts as half a day.
    pub days: f64,
    /// The failure that came back, if one did.
    pub recurred: Option<u32>,
}

/// The share that held so many days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Held {
    /// Kaplan–Meier share; `None` with fewer than 5 still at risk.
    pub value: Option<f64>,
    /// Lower limit; `None` where the share is 0 or 1.
    pub lower: Option<f64>,
    /// Upper limit; `None` where the share is 0 or 1.
    pub upper: Option<f64>,
    /// Uses still followed.
    pub at_risk: u64,
    /// Uses in all.
    pub uses: u64,
    /// Recurrences until then.
    pub events: u64,
}

/// Uses a curve needs.
pub const CURVE_NEEDS: u64 = 3;
/// Uses each solution needs for a comparison and a rank.
pub const COMPARE_NEEDS: u64 = 5;
/// Recurrences a comparison needs in all.
pub const COMPARE_EVENTS: u64 = 5;

/// How the fixes of one solution held, over all codes or within one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixEvidence {
    /// Uses.
    pub uses: u64,
    /// Devices it was used on.
    pub devices: u64,
    /// Recurrences seen.
    pub recurred: u64,
    /// The share that held 30 days.
    pub held_30d: Held,
    /// The share that held 90 days.
    pub held_90d: Held,
    /// The share that held 180 days.
    pub held_180d: Held,
    /// The curve; empty below [`CURVE_NEEDS`].
    pub curve: Vec<Step>,
    /// Days until half had come back; `None` where that was not reached.
    pub median_days: Option<f64>,
    /// The longest follow-up in days.
    pub followed_days: f64,
    /// The last day on which enough uses were followed for a share to be told.
    pub firm_days: f64,
    /// held / (held + recurred) among uses followed long enough: the rank is by its
    /// lower limit.
    pub ranking: Rate,
    /// The days that "long enough" means: 90, or 30 where fewer than 5 were.
    pub ranking_days: u32,
    /// One device gives more than 30 % of the uses: they are not independent.
    pub one_device_dominates: bool,
    /// When it was last used.
    pub last_used: Option<Instant>,
    /// At least [`COMPARE_NEEDS`] uses.
    pub enough: bool,
}

/// One of the solutions of a fault code.
#[derive(Clone, Debug, PartialEq)]
pub struct RivalFix {
    /// The solution.
    pub solution: SolutionIx,
    /// How it held for this code.
    pub evidence: FixEvidence,
    /// Mean days without recurrence up to the code's `tau`.
    pub mean_days: Option<f64>,
}

/// The solutions used for one fault code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeFixes {
    /// Best first: by the lower limit of `ranking`; below 5 uses after all others,
    /// by uses.
    pub fixes: Vec<RivalFix>,
    /// Days to which the mean days are counted: 180 or the shortest follow-up.
    pub tau_days: Option<f64>,
    /// The comparison; `None` below [`COMPARE_NEEDS`] and [`COMPARE_EVENTS`].
    pub log_rank: Option<LogRank>,
    /// Its p, corrected over all codes compared (Holm).
    pub p_corrected: Option<f64>,
}

/// Days after which the share that held is told.
pub const HELD_DAYS: [f64; 3] = [30.0, 90.0, 180.0];

impl FixEvidence {
    /// What held after each of [`HELD_DAYS`].
    pub fn held(&self) -> [(f64, &Held); 3] {
        let [first, second, third] = HELD_DAYS;
        [(first, &self.held_30d), (second, &self.held_90d), (third, &self.held_180d)]
    }

    /// Enough uses for a curve; without a recurrence it stays at the top.
    pub fn has_curve(&self) -> bool {
        self.uses >= CURVE_NEEDS
    }

    /// What held on the day of the repair: everything.
    pub fn at_start(&self) -> Held {
        Held { value: Some(1.0), at_risk: self.uses, uses: self.uses, ..Held::default() }
    }
}

/// Below this the difference between fixes is more than chance.
const ALPHA: f64 = 0.05;

impl CodeFixes {
    /// Whether the fixes differ by more than chance; `None` where they cannot be
    /// compared.
    pub fn differ(&self) -> Option<bool> {
        self.p_corrected.map(|p| p < ALPHA)
    }
}

/// Everything about fixes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixFacts {
    /// Every use, by (solution, event).
    pub uses: Vec<FixUse>,
    /// By solution, over all codes; only used ones.
    pub solutions: BTreeMap<SolutionIx, FixEvidence>,
    /// By fault code; only codes with a use.
    pub codes: BTreeMap<CodeIx, CodeFixes>,
}

impl FixFacts {
    /// The uses of one solution, in event order.
    pub fn uses_of(&self, solution: SolutionIx) -> &[FixUse] {
        let from = self.uses.partition_point(|u| u.solution < solution);
        let to = self.uses.partition_point(|u| u.solution <= solution);
        &self.uses[from..to]
    }

    /// The most telling of all codes.
    pub fn most_telling(&self) -> Option<(CodeIx, &CodeFixes)> {
        most_telling(&self.codes)
    }
}

/// The code whose solutions differ most clearly: the one of smallest corrected p, the
/// first by code among equals. Its p is to be told as corrected.
pub fn most_telling(codes: &BTreeMap<CodeIx, CodeFixes>) -> Option<(CodeIx, &CodeFixes)> {
    let compared = codes.iter().filter(|(_, fixes)| fixes.p_corrected.is_some());
    let p = |fixes: &CodeFixes| fixes.p_corrected.unwrap_or(f64::INFINITY);
    let best = compared.min_by(|a, b| p(a.1).total_cmp(&p(b.1)).then(a.0.cmp(b.0)));
    best.map(|(code, fixes)| (*code, fixes))
}

/// Uses that must still be followed for a share to be told.
pub const AT_RISK_NEEDS: u64 = 5;
/// A recurrence on the day of the repair counts as half a day.
const SAME_DAY: f64 = 0.5;

/// What happened on one device, for the follow-up of its repairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Episode {
    /// The event.
    pub event: u32,
    /// Its same-fault key.
    pub key: Option<u32>,
    /// When it was reported.
    pub reported: Instant,
    /// When it was resolved, if it was.
    pub resolved: Option<Instant>,
    /// The component whose part it replaced, if it replaced one.
    pub replaced: Option<u32>,
    /// The component it is about.
    pub component: Option<u32>,
}

/// How long a repair is followed: until the same fault is reported again, else until
/// its component is replaced for another fault, else until `until`.
/// `episodes` are one device's failures in order of report, `at` the repair among them.
pub fn follow(episodes: &[Episode], at: usize, until: Instant) -> Option<(f64, Option<u32>)> {
    let repair = episodes[at];
    let (resolved, key) = (repair.resolved?, repair.key?);
    let days = |to: Instant| to.since(resolved) as f64 / DAY_MS as f64;
    let mut end = until;
    for next in &episodes[at + 1..] {
        if next.reported < resolved {
            continue;
        }
        if next.reported >= end {
            break;
        }
        if next.key == Some(key) {
            let followed = days(next.reported);
            return Some((if followed > 0.0 { followed } else { SAME_DAY }, Some(next.event)));
        }
        let replaced = next.replaced.is_some() && next.replaced == repair.component;
        if let Some(done) = next.resolved.filter(|_| replaced) {
            end = end.min(done.max(resolved));
        }
    }
    (end >= resolved).then(|| (days(end), None))
}

/// The fixes of a catalog; `keys` is each event's same-fault key.
pub fn fixes(catalog: &Restricted<Catalog>, keys: &[Option<u32>]) -> FixFacts {
    let mut uses = uses(catalog, keys);
    uses.sort_by_key(|u| (u.solution, u.event));
    let mut by_solution: BTreeMap<SolutionIx, Vec<FixUse>> = BTreeMap::new();
    let mut by_code: BTreeMap<CodeIx, BTreeMap<SolutionIx, Vec<FixUse>>> = BTreeMap::new();
    for &used in &uses {
        by_solution.entry(used.solution).or_default().push(used);
        if let Some(code) = catalog.links[used.event as usize].code {
            by_code.entry(code).or_default().entry(used.solution).or_default().push(used);
        }
    }
    let last = |uses: &[FixUse]| {
        let resolved = |u: &FixUse| catalog.records.events.get(u.event as usize).resolved();
        uses.iter().filter_map(resolved).max()
    };
    let evidence_of = |uses: &[FixUse]| FixEvidence { last_used: last(uses), ..evidence(uses) };
    let solutions = by_solution.iter().map(|(&s, uses)| (s, evidence_of(uses))).collect();
    let mut codes: BTreeMap<CodeIx, CodeFixes> = by_code
        .into_iter()
        .map(|(code, rivals)| (code, rival_fixes(&rivals, &evidence_of)))
        .collect();
    correct(&mut codes);
    FixFacts { uses, solutions, codes }
}

/// The solutions of each fault code as they stood at an instant: what was used and what
/// had come back by then. Only codes on which two solutions had been used.
pub fn codes_at(catalog: &Catalog, facts: &FixFacts, at: Instant) -> BTreeMap<CodeIx, CodeFixes> {
    let mut by_code: BTreeMap<CodeIx, BTreeMap<SolutionIx, Vec<FixUse>>> = BTreeMap::new();
    let several = |code: &CodeIx| facts.codes.get(code).is_some_and(|c| c.fixes.len() >= 2);
    for used in &facts.uses {
        let code = catalog.links[used.event as usize].code.filter(several);
        let event = catalog.records.events.get(used.event as usize);
        let (Some(code), Some(resolved)) = (code, event.resolved().filter(|r| *r <= at)) else {
            continue;
        };
        let days = at.since(resolved) as f64 / DAY_MS as f64;
        let used = if used.days > days { FixUse { days, recurred: None, ..*used } } else { *used };
        by_code.entry(code).or_default().entry(used.solution).or_default().push(used);
    }
    by_code.retain(|_, rivals| rivals.len() >= 2);
    let fixes = by_code.into_iter().map(|(code, rivals)| (code, rival_fixes(&rivals, &evidence)));
    let mut codes = fixes.collect();
    correct(&mut codes);
    codes
}

/// Corrects the comparisons over all codes (Holm).
fn correct(codes: &mut BTreeMap<CodeIx, CodeFixes>) {
    let p: Vec<f64> =
        codes.values().filter_map(|c| c.log_rank.as_ref().map(|test| test.p)).collect();
    let compared = codes.values_mut().filter(|c| c.log_rank.is_some());
    for (code, corrected) in compared.zip(holm(&p)) {
        code.p_corrected = Some(corrected);
    }
}

fn uses(catalog: &Catalog, keys: &[Option<u32>]) -> Vec<FixUse> {
    let Some(as_of) = catalog.settings.as_of else { return Vec::new() };
    let devices: Vec<usize> = (0..catalog.records.devices.len()).collect();
    let of_device = |&position: &usize| {
        let device = DeviceIx::new(position);
        let rows = catalog.index.events_of_device.of(position);
        if !rows.iter().any(|&row| catalog.links[row as usize].solution.is_some()) {
            return Vec::new();
        }
        let episodes: Vec<Episode> =
            rows.iter().filter_map(|&row| episode(catalog, keys, row)).collect();
        let retired = catalog.records.devices[position].retired_on;
        let retired = retired.map(|day| catalog.settings.zone.start_of(day));
        let handed_on = catalog.dates.get(position).and_then(|dates| dates.theirs_to);
        let until = [retired, handed_on].into_iter().flatten().fold(as_of, Instant::min);
        let used = |at: usize| {
            let event = episodes[at].event;
            let solution = catalog.links[event as usize].solution?;
            let (days, recurred) = follow(&episodes, at, until)?;
            Some(FixUse { event, device, solution, days, recurred })
        };
        (0..episodes.len()).filter_map(used).collect()
    };
    devices.par_iter().map(of_device).collect::<Vec<_>>().concat()
}

fn episode(catalog: &Catalog, keys: &[Option<u32>], row: u32) -> Option<Episode> {
    let links = catalog.links[row as usize];
    let event = catalog.records.events.get(row as usize);
    let component = links.component.map(|c| c.index() as u32);
    Some(Episode {
        event: row,
        key: keys.get(row as usize).copied().flatten().filter(|_| links.is_failure),
        reported: event.reported().filter(|_| links.is_failure)?,
        resolved: event.resolved(),
        replaced: component.filter(|_| !event.parts().is_empty()),
        component,
    })
}

fn followed(uses: &[FixUse]) -> Vec<Followed> {
    let one = |u: &FixUse| Followed { time: u.days, event: u.recurred.is_some() };
    uses.iter().map(one).collect()
}

/// How the fixes held; without the day of the last use.
pub fn evidence(uses: &[FixUse]) -> FixEvidence {
    let curve = Curve::of(followed(uses));
    let count = uses.len() as u64;
    let mut devices: BTreeMap<DeviceIx, u64> = BTreeMap::new();
    for used in uses {
        *devices.entry(used.device).or_default() += 1;
    }
    let most = devices.values().copied().max().unwrap_or(0);
    let (ranking, ranking_days) = ranking(uses);
    FixEvidence {
        uses: count,
        devices: devices.len() as u64,
        recurred: curve.events_until(f64::INFINITY),
        held_30d: held(&curve, count, HELD_DAYS[0]),
        held_90d: held(&curve, count, HELD_DAYS[1]),
        held_180d: held(&curve, count, HELD_DAYS[2]),
        median_days: curve.median().filter(|_| count >= CURVE_NEEDS),
        followed_days: curve.longest().unwrap_or(0.0),
        firm_days: curve.last_with(AT_RISK_NEEDS as usize),
        ranking,
        ranking_days,
        // A single use is one device's by nature; dominance begins where there is a curve.
        one_device_dominates: count >= CURVE_NEEDS && most * 10 > count * 3,
        last_used: None,
        enough: count >= COMPARE_NEEDS,
        curve: if count >= CURVE_NEEDS { curve.steps } else { Vec::new() },
    }
}

fn held(curve: &Curve, uses: u64, days: f64) -> Held {
    let at_risk = curve.at_risk(days);
    let told = at_risk >= AT_RISK_NEEDS;
    let step = curve.step_at(days).filter(|_| told);
    Held {
        value: told.then(|| curve.share_at(days)),
        lower: step.and_then(|s| s.lower),
        upper: step.and_then(|s| s.upper),
        at_risk,
        uses,
        events: curve.events_until(days),
    }
}

/// Held / (held + recurred) among uses followed 90 days, or 30 where fewer than five
/// were.
fn ranking(uses: &[FixUse]) -> (Rate, u32) {
    let within = |days: f64| {
        let recurred = uses.iter().filter(|u| u.recurred.is_some() && u.days <= days).count();
        let held =
            uses.iter().filter(|u| u.days > days || (u.recurred.is_none() && u.days >= days));
        let held = held.count() as u64;
        Rate::wilson(held, held + recurred as u64)
    };
    let long = within(90.0);
    if long.d >= COMPARE_NEEDS { (long, 90) } else { (within(30.0), 30) }
}

fn rival_fixes(
    rivals: &BTreeMap<SolutionIx, Vec<FixUse>>,
    evidence_of: &impl Fn(&[FixUse]) -> FixEvidence,
) -> CodeFixes {
    let curves: Vec<Curve> = rivals.values().map(|uses| Curve::of(followed(uses))).collect();
    let shortest = curves.iter().filter_map(Curve::longest).min_by(f64::total_cmp);
    let tau = shortest.map(|days| days.min(180.0)).filter(|&tau| tau > 0.0);
    let mut fixes: Vec<RivalFix> = rivals
        .iter()
        .zip(&curves)
        .map(|((&solution, uses), curve)| RivalFix {
            solution,
            evidence: evidence_of(uses),
            mean_days: tau
                .filter(|_| uses.len() as u64 >= CURVE_NEEDS)
                .map(|tau| curve.restricted_mean(tau)),
        })
        .collect();
    fixes.sort_by(rank);
    let groups: Vec<Vec<Followed>> = rivals
        .values()
        .filter(|uses| uses.len() as u64 >= COMPARE_NEEDS)
        .map(|uses| followed(uses))
        .collect();
    let events = groups.iter().flatten().filter(|s| s.event).count() as u64;
    let log_rank = if events >= COMPARE_EVENTS { log_rank(&groups) } else { None };
    CodeFixes { fixes, tau_days: tau, log_rank, p_corrected: None }
}

/// Best first: five uses or more by the lower limit of what held, then the rest by uses.
fn rank(a: &RivalFix, b: &RivalFix) -> std::cmp::Ordering {
    let lower = |f: &RivalFix| f.evidence.ranking.lower.unwrap_or(0.0);
    let by_limit = match (a.evidence.enough, b.evidence.enough) {
        (true, true) => lower(b).total_cmp(&lower(a)),
        (a, b) => b.cmp(&a),
    };
    by_limit.then(b.evidence.uses.cmp(&a.evidence.uses)).then(a.solution.cmp(&b.solution))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::business_time::tests::instant;
    use crate::analyse::vectors::vectors;

    #[test]
    fn the_most_telling_code_has_the_smallest_corrected_p() {
        let compared = |p| CodeFixes { p_corrected: p, ..CodeFixes::default() };
        let codes = [(0, Some(0.2)), (1, Some(0.03)), (2, None), (3, Some(0.03))];
        let codes = codes.into_iter().map(|(n, p)| (CodeIx::new(n), compared(p)));
        let facts = FixFacts { codes: codes.collect(), ..FixFacts::default() };
        assert_eq!(facts.most_telling().map(|(code, _)| code), Some(CodeIx::new(1)));
        assert_eq!(FixFacts::default().most_telling(), None);
    }

    #[test]
    fn intervals_from_a_log() {
        for v in vectors("km_build") {
            let text = |x: &serde_json::Value| x.as_str().map(str::to_owned);
            let rows = v.input("events").0.as_array().unwrap();
            let as_of = instant(v.input("as_of").0.as_str().unwrap());
            let episode = |(i, row): (usize, &serde_json::Value)| Episode {
                event: i as u32,
                key: Some(u32::from(row["code"] == "E205")),
                reported: instant(row["reported"].as_str().unwrap()),
                resolved: row["resolved"].as_str().map(instant),
                replaced: None,
                component: None,
            };
            let mut got = Vec::new();
            for (i, row) in rows.iter().enumerate() {
                let Some(solution) = text(&row["solution"]) else { continue };
                let same = rows.iter().enumerate().filter(|(_, r)| r["device"] == row["device"]);
                let episodes: Vec<Episode> = same.map(episode).collect();
                let at = episodes.iter().position(|e| e.event == i as u32).unwrap();
                let device = row["device"].as_str().unwrap();
                let retired = v.input("retired").0[device].as_str().map(instant);
                let until = retired.map_or(as_of, |r| r.min(as_of));
                let (days, recurred) = follow(&episodes, at, until).unwrap();
                got.push((solution, device.to_owned(), days, recurred.is_some()));
            }
            let wants = v.want("intervals").0.as_array().unwrap();
            assert_eq!(got.len(), wants.len());
            for ((solution, device, days, event), want) in got.iter().zip(wants) {
                assert_eq!(
                    (text(&want["solution"]), text(&want["device"])),
                    (Some(solution.clone()), Some(device.clone()))
                );
                v.same_at(&want["days"], "days", Some(*days));
                assert_eq!(want["event"].as_u64(), Some(u64::from(*event)));
            }
        }
    }

    fn used(solution: usize, device: usize, days: f64, recurred: bool) -> FixUse {
        FixUse {
            event: 0,
            device: DeviceIx::new(device),
            solution: SolutionIx::new(solution),
            days,
            recurred: recurred.then_some(1),
        }
    }

    #[test]
    fn a_repair_on_the_same_day_counts_half_a_day_and_a_replaced_part_ends_it() {
        let episode = |event, key, from: i64, to: i64, replaced| Episode {
            event,
            key: Some(key),
            reported: Instant(from * DAY_MS),
            resolved: Some(Instant(to * DAY_MS)),
            replaced,
            component: Some(7),
        };
        let until = Instant(100 * DAY_MS);
        let again = [episode(0, 1, 0, 1, None), episode(1, 1, 1, 2, None)];
        assert_eq!(follow(&again, 0, until), Some((0.5, Some(1))));
        let replaced = [episode(0, 1, 0, 1, None), episode(1, 2, 5, 6, Some(7))];
        assert_eq!(follow(&replaced, 0, until), Some((5.0, None)));
        let other_part = [episode(0, 1, 0, 1, None), episode(1, 2, 5, 6, Some(8))];
        assert_eq!(follow(&other_part, 0, until), Some((99.0, None)));
    }

    #[test]
    fn few_uses_rank_last_and_show_no_curve() {
        let good: Vec<FixUse> = (0..6).map(|d| used(1, d, 200.0, d == 0)).collect();
        let rivals = BTreeMap::from([
            (SolutionIx::new(0), vec![used(0, 0, 300.0, false)]),
            (SolutionIx::new(1), good),
        ]);
        let got = rival_fixes(&rivals, &evidence);
        assert_eq!(got.fixes[0].solution, SolutionIx::new(1));
        assert_eq!((got.fixes[0].evidence.ranking.n, got.fixes[0].evidence.ranking.d), (6, 6));
        assert!(got.fixes[1].evidence.curve.is_empty() && !got.fixes[1].evidence.enough);
        assert_eq!(got.fixes[1].evidence.held_90d.value, None);
        assert_eq!(got.log_rank, None);
    }
}
