//! Hot spots with false-discovery control (`domain.md` §4.5): does a group fail
//! more often than the rest of the fleet? Shrunk rates order tables in which small
//! groups would shout. Which groups a catalog has is `hotspot_groups`' business.

use super::stats::{binomial_at_least, rate_ratio, sum};
use crate::catalog::{CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, SiteIx};

/// A family of groups; each has its own correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Models.
    Model,
    /// Devices.
    Device,
    /// Sites.
    Site,
    /// Customers.
    Customer,
    /// Batches.
    Batch,
    /// A fault code on a model, against that code on all models it can befall.
    CodeModel,
    /// A component on a model, likewise.
    ComponentModel,
    /// The first 90 days of service against later.
    EarlyLife,
    /// The 7 days after maintenance against the rest.
    AfterMaintenance,
}

impl Family {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Device => "device",
            Self::Site => "site",
            Self::Customer => "customer",
            Self::Batch => "batch",
            Self::CodeModel => "code_model",
            Self::ComponentModel => "component_model",
            Self::EarlyLife => "early_life",
            Self::AfterMaintenance => "after_maintenance",
        }
    }
}

/// What a group is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A model.
    Model(ModelIx),
    /// A device.
    Device(DeviceIx),
    /// A site.
    Site(SiteIx),
    /// A customer.
    Customer(CustomerIx),
    /// A batch.
    Batch(String),
    /// A code on a model.
    CodeModel(CodeIx, ModelIx),
    /// A component on a model.
    ComponentModel(ComponentIx, ModelIx),
    /// The stretch after commissioning or maintenance.
    Stretch,
}

/// Failures and exposure of a group, and of the whole it is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// Failures of the group.
    pub c: u64,
    /// Device-years of the group.
    pub e: f64,
    /// Failures of the whole.
    pub total_c: u64,
    /// Device-years of the whole.
    pub total_e: f64,
}

/// One group held against the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contrast {
    /// Failures per device-year.
    pub rate: Option<f64>,
    /// The rest's.
    pub rest_rate: Option<f64>,
    /// Rate / rest's rate; `None` where the rest has no failure.
    pub ratio: Option<f64>,
    /// Lower limit of the ratio.
    pub lower: Option<f64>,
    /// Upper limit of the ratio.
    pub upper: Option<f64>,
    /// One-sided exact p.
    pub p: f64,
    /// p corrected over the family (Benjamini–Hochberg).
    pub q: f64,
    /// q ≤ 0.10, at least 3 failures, ratio ≥ 1.5.
    pub flagged: bool,
}

impl Contrast {
    /// More than chance explains, and yet not half as often again as the rest.
    pub fn is_slight(&self) -> bool {
        !self.flagged && self.q <= FLAG_Q && self.ratio.is_some_and(|ratio| ratio < FLAG_RATIO)
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpot {
    /// The group.
    pub group: Group,
    /// Its failures and exposure.
    pub part: Part,
    /// Against the rest.
    pub contrast: Contrast,
    /// The shrunk rate; only where groups partition the fleet.
    pub shrunk: Option<f64>,
}

/// One family's table.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpotFamily {
    /// Which.
    pub family: Family,
    /// Groups with exposure, all of them tested and corrected for.
    pub groups: u64,
    /// Failures of the family.
    pub failures: u64,
    /// At least 10 failures and 3 groups (2 for a stretch): a verdict is possible.
    pub enough: bool,
    /// By p, then group; at most [`MAX_ROWS`] of them.
    pub rows: Vec<HotSpot>,
    /// With nothing flagged: the smallest ratio at which one of the three groups with most
    /// faults by chance would have been.
    pub ratio_needed: Option<f64>,
}

/// The longest table a family keeps; all groups are tested.
pub const MAX_ROWS: usize = 200;
/// Failures a family needs.
pub const FAMILY_FAILURES: u64 = 10;
/// Groups a family needs.
pub const FAMILY_GROUPS: u64 = 3;

/// Every family's table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HotSpotFacts {
    /// In order of family; families without group are left out.
    pub families: Vec<HotSpotFamily>,
}

impl HotSpotFacts {
    /// A family's table.
    pub fn family(&self, family: Family) -> Option<&HotSpotFamily> {
        self.families.iter().find(|f| f.family == family)
    }

    /// Everything flagged, by family.
    pub fn flagged(&self) -> impl Iterator<Item = (Family, &HotSpot)> {
        let rows = self.families.iter().flat_map(|f| f.rows.iter().map(|r| (f.family, r)));
        rows.filter(|(_, row)| row.contrast.flagged)
    }
}

/// Empirical-Bayes rates (Marshall).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shrunk {
    /// The overall rate.
    pub overall: f64,
    /// Weighted variance of the rates.
    pub s2: f64,
    /// Variance between groups.
    pub between: f64,
    /// The shrunk rate of each group, in the given order.
    pub rates: Vec<f64>,
}

/// Flagged from this corrected p on.
const FLAG_Q: f64 = 0.10;
/// Flagged from so many failures on.
const FLAG_FAILURES: u64 = 3;
/// Flagged from this rate ratio on.
const FLAG_RATIO: f64 = 1.5;

/// Tests groups against the rest and corrects over all of them.
pub fn contrasts(parts: &[Part]) -> Vec<Contrast> {
    let mut out: Vec<Contrast> = parts.iter().map(tested).collect();
    let p: Vec<f64> = out.iter().map(|c| c.p).collect();
    for ((contrast, q), part) in out.iter_mut().zip(benjamini_hochberg(&p)).zip(parts) {
        contrast.q = q;
        let ratio = contrast.ratio.unwrap_or(f64::INFINITY);
        contrast.flagged = q <= FLAG_Q && part.c >= FLAG_FAILURES && ratio >= FLAG_RATIO;
    }
    out
}

/// The test of one group, without correction and without limits.
fn tested(part: &Part) -> Contrast {
    let (c, rest_c) = (part.c as f64, part.total_c.saturating_sub(part.c) as f64);
    let rest_e = part.total_e - part.e;
    if part.e <= 0.0 || rest_e <= 0.0 {
        let rate = (part.e > 0.0).then(|| c / part.e);
        return Contrast { rate, p: 1.0, q: 1.0, ..Contrast::default() };
    }
    let (rate, rest_rate) = (c / part.e, rest_c / rest_e);
    Contrast {
        rate: Some(rate),
        rest_rate: Some(rest_rate),
        ratio: (rest_c > 0.0).then(|| rate / rest_rate),
        p: binomial_at_least(part.c, part.total_c, part.e / part.total_e),
        q: 1.0,
        ..Contrast::default()
    }
}

/// Adds the limits of the ratio, which cost more than the test.
fn with_limits(mut contrast: Contrast, part: &Part) -> Contrast {
    let ratio = rate_ratio(
        part.c,
        part.e,
        part.total_c.saturating_sub(part.c),
        (part.total_e - part.e).max(0.0),
    );
    (contrast.lower, contrast.upper) = (ratio.lower, ratio.upper);
    contrast
}

/// q-values of p-values, in the given order (Benjamini–Hochberg).
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut out = vec![1.0; p.len()];
    let mut lowest = 1.0_f64;
    for (rank, &at) in order.iter().enumerate().rev() {
        lowest = lowest.min(p[at] * p.len() as f64 / (rank + 1) as f64);
        out[at] = lowest;
    }
    out
}

/// Shrunk rates of groups of (failures, exposure); `None` without exposure.
pub fn shrink(groups: &[(u64, f64)]) -> Option<Shrunk> {
    let exposed = || groups.iter().filter(|g| g.1 > 0.0);
    let count = exposed().count() as f64;
    let exposure = sum(exposed().map(|g| g.1));
    if exposure <= 0.0 {
        return None;
    }
    let overall = sum(exposed().map(|g| g.0 as f64)) / exposure;
    let off = |g: &(u64, f64)| g.0 as f64 / g.1 - overall;
    let s2 = sum(exposed().map(|g| g.1 * off(g) * off(g))) / exposure;
    let between = (s2 - overall / (exposure / count)).max(0.0);
    let rate = |g: &(u64, f64)| {
        if g.1 <= 0.0 {
            return overall;
        }
        let noise = between + overall / g.1;
        let weight = if noise > 0.0 { between / noise } else { 0.0 };
        overall + weight * off(g)
    };
    Some(Shrunk { overall, s2, between, rates: groups.iter().map(rate).collect() })
}

/// One family's table from its groups.
pub fn family(family: Family, groups: Vec<(Group, Part)>, partition: bool) -> HotSpotFamily {
    let groups: Vec<(Group, Part)> = groups.into_iter().filter(|g| g.1.e > 0.0).collect();
    let parts: Vec<Part> = groups.iter().map(|g| g.1).collect();
    // Some are one stretch against all other time: all failures are judged.
    let alone = matches!(family, Family::EarlyLife | Family::AfterMaintenance);
    let failures = if partition || alone {
        parts.first().map_or(0, |p| p.total_c)
    } else {
        parts.iter().map(|p| p.c).sum()
    };
    let counts: Vec<(u64, f64)> = parts.iter().map(|p| (p.c, p.e)).collect();
    let shrunk = if partition { shrink(&counts) } else { None };
    let tested = contrasts(&parts);
    let needed = if alone { 1 } else { FAMILY_GROUPS };
    let enough = failures >= FAMILY_FAILURES && groups.len() as u64 >= needed;
    let count = groups.len() as u64;
    let mut rows: Vec<HotSpot> = Vec::with_capacity(groups.len());
    for (at, ((group, part), mut contrast)) in groups.into_iter().zip(tested).enumerate() {
        contrast.flagged &= enough;
        let shrunk = shrunk.as_ref().map(|s| s.rates[at]);
        rows.push(HotSpot { group, part, contrast, shrunk });
    }
    rows.sort_by(|a, b| a.contrast.p.total_cmp(&b.contrast.p).then_with(|| a.group.cmp(&b.group)));
    rows.truncate(MAX_ROWS);
    for row in &mut rows {
        row.contrast = with_limits(row.contrast, &row.part);
    }
    let none_flagged = !rows.iter().any(|r| r.contrast.flagged);
    let ratio_needed = (enough && none_flagged).then(|| ratio_needed(&rows, count)).flatten();
    HotSpotFamily { family, groups: count, failures, enough, rows, ratio_needed }
}

/// Groups that are asked which ratio they would have needed.
const WIDEST: usize = 3;

/// The smallest ratio at which one of [`WIDEST`] groups would have been flagged as the only one of its
/// family.
fn ratio_needed(rows: &[HotSpot], groups: u64) -> Option<f64> {
    let of = |row: &HotSpot| {
        let Part { e, total_c, total_e, .. } = row.part;
        let rest_e = total_e - e;
        if rest_e <= 0.0 {
            return None;
        }
        let suspicious =
            |c: u64| binomial_at_least(c, total_c, e / total_e) * groups as f64 <= FLAG_Q;
        // The more, the more suspicious.
        let (mut unsuspicious, mut c) = (FLAG_FAILURES - 1, total_c);
        if c <= unsuspicious || !suspicious(c) {
            return None;
        }
        while unsuspicious + 1 < c {
            let middle = u64::midpoint(unsuspicious, c);
            if suspicious(middle) { c = middle } else { unsuspicious = middle }
        }
        let rest = total_c - c;
        (rest > 0).then(|| (c as f64 / e) / (rest as f64 / rest_e)).map(|r| r.max(FLAG_RATIO))
    };
    // The more faults a group would have by chance, the smaller a ratio shows.
    let by_chance = |row: &HotSpot| row.part.total_c as f64 * row.part.e / row.part.total_e;
    let mut rows: Vec<&HotSpot> = rows.iter().collect();
    rows.sort_unstable_by(|a, b| by_chance(b).total_cmp(&by_chance(a)));
    rows.into_iter().take(WIDEST).filter_map(of).min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{Vector, vectors};

    fn groups(v: &Vector) -> Vec<(String, Part)> {
        let groups = v.input("groups").0.as_object().unwrap();
        let c = |x: &serde_json::Value| x["failures"].as_u64().unwrap();
        let e = |x: &serde_json::Value| x["device_years"].as_f64().unwrap();
        let total_c = groups.values().map(c).sum();
        let total_e = groups.values().map(e).sum();
        let part = |x| Part { c: c(x), e: e(x), total_c, total_e };
        groups.iter().map(|(name, x)| (name.clone(), part(x))).collect()
    }

    #[test]
    fn groups_against_the_rest() {
        for v in vectors("hotspot") {
            let groups = groups(&v);
            let parts: Vec<Part> = groups.iter().map(|g| g.1).collect();
            assert_eq!(parts[0].total_c, v.want("total_failures").as_u64());
            v.near("total_exposure", parts[0].total_e, v.want("total_exposure").as_f64());
            let mut flagged = Vec::new();
            for ((name, part), got) in groups.iter().zip(contrasts(&parts)) {
                let got = with_limits(got, part);
                let want = &v.want("groups").0[name];
                v.same_at(&want["c"], "c", Some(part.c as f64));
                v.same_at(&want["e"], "e", Some(part.e));
                v.same_at(&want["rate"], "rate", got.rate);
                v.same_at(&want["rest_rate"], "rest_rate", got.rest_rate);
                v.same_at(&want["rr"], "rr", got.ratio);
                v.same_at(&want["rr_lo"], "rr_lo", got.lower);
                v.same_at(&want["rr_hi"], "rr_hi", got.upper);
                v.same_at(&want["p"], "p", Some(got.p));
                v.same_at(&want["q"], "q", Some(got.q));
                if got.flagged {
                    flagged.push(name.as_str());
                }
            }
            assert_eq!(v.want("flagged").0, &serde_json::json!(flagged));
        }
    }

    #[test]
    fn shrunk_rates() {
        for v in vectors("eb_shrink") {
            let groups = groups(&v);
            let counts: Vec<(u64, f64)> = groups.iter().map(|g| (g.1.c, g.1.e)).collect();
            let got = shrink(&counts).unwrap();
            v.same("overall", Some(got.overall));
            v.same("s2", Some(got.s2));
            v.same("between_var", Some(got.between));
            for ((name, _), rate) in groups.iter().zip(&got.rates) {
                v.same_at(&v.want("shrunk").0[name], name, Some(*rate));
            }
        }
    }

    #[test]
    fn a_family_too_small_flags_nothing() {
        let part = |c| Part { c, e: 1.0, total_c: 9, total_e: 2.0 };
        let groups = vec![(Group::Batch("a".into()), part(9)), (Group::Batch("b".into()), part(0))];
        let got = family(Family::Batch, groups, true);
        assert!(!got.enough && got.rows.iter().all(|r| !r.contrast.flagged));
        assert_eq!(got.rows[0].contrast.ratio, None);
    }

    #[test]
    fn a_quiet_family_says_what_it_would_have_taken() {
        let part = |c| Part { c, e: 10.0, total_c: 30, total_e: 30.0 };
        let batch = |name: &str, c| (Group::Batch(name.into()), part(c));
        let got = family(Family::Batch, vec![batch("a", 10), batch("b", 11), batch("c", 9)], true);
        assert!(got.enough && got.ratio_needed.is_some_and(|r| r > 1.5 && r < 4.0));
    }
}
