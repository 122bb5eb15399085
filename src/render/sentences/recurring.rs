//! The sentences of what comes back: repeats, hot spots, fixes, trends (section 6).

use super::{OF_A_KIND, Speaker};
use crate::analyse::fix::{CodeFixes, RivalFix};
use crate::analyse::hotspot::{Contrast, Group};
use crate::analyse::trend::{Trend, TrendVerdict};
use crate::render::format::{decimal, probability, probability_is, significant};

/// Months of data that a trend needs.
const TREND_MONTHS: i32 = 12;

impl Speaker<'_, '_> {
    pub(super) fn repeat(&mut self) {
        let repeat = &self.facts.scope.repeat_30d;
        if !self.enough(repeat.rate.d) {
            return;
        }
        let catalog = self.cx.catalog();
        let name = |&(first, _): &(u32, u32)| {
            let link = catalog.links[first as usize];
            let device = link.device.map(|ix| catalog.device(ix).id.as_str());
            let code = link.code.map(|ix| catalog.code(ix).id.as_str());
            [device, code].into_iter().flatten().collect::<Vec<_>>().join(" ")
        };
        let names: Vec<String> = repeat.pairs.iter().map(name).filter(|n| !n.is_empty()).collect();
        let (k, n) = (repeat.rate.n.to_string(), repeat.rate.d.to_string());
        let (days, pct) = (repeat.window_days.to_string(), self.percent(repeat.rate.value));
        if repeat.rate.n == 0 {
            return self.say_as(6, "repeat", "repeat_none", &[("n", &n), ("N", &days)]);
        }
        let list = self.list(&names);
        self.say(
            6,
            "repeat",
            &[("k", &k), ("n", &n), ("N", &days), ("pct", &pct), ("list", &list)],
        );
    }

    pub(super) fn hotspots(&mut self) {
        let facts = self.cx.facts();
        let Some(known) = facts.then.get(&self.last_month()) else { return };
        for row in known.hotspots.iter().take(OF_A_KIND) {
            let Group::Model(ix) = row.group else { continue };
            let name = self.cx.catalog().model(ix).id.to_string();
            self.hotspot(&name, &row.contrast);
        }
    }

    /// Where the rest has no failure the ratio has a lower limit only.
    fn hotspot(&mut self, name: &str, contrast: &Contrast) {
        let Some(lower) = contrast.lower else { return };
        let (lo, q) = (significant(lower, 2), probability_is(contrast.q));
        if let Some((ratio, upper)) = contrast.ratio.zip(contrast.upper) {
            let (rr, hi) = (significant(ratio, 2), significant(upper, 2));
            let values = [("g", name), ("rr", &rr), ("lo", &lo), ("hi", &hi), ("q", &q)];
            self.say(6, "hotspot", &values);
        } else {
            let values = [("g", name), ("lo", &*lo), ("q", &*q)];
            self.say_as(6, "hotspot", "hotspot_only", &values);
        }
    }

    pub(super) fn fixes(&mut self) {
        let Some(known) = self.cx.facts().then.get(&self.last_month()) else { return };
        for (code, fixes) in known.fixes.iter().take(OF_A_KIND) {
            let code = self.cx.catalog().records.codes[code.index()].id.to_string();
            match &rivals(fixes)[..] {
                [] | [_] => self.few_uses(&code, fixes),
                [first, second] => self.rival_fixes(&code, fixes, (first, second)),
                more => self.many_fixes(&code, fixes, more),
            }
        }
    }

    fn rival_fixes(
        &mut self,
        code: &str,
        fixes: &CodeFixes,
        (first, second): (&RivalFix, &RivalFix),
    ) {
        let name = |fix: &RivalFix| self.cx.catalog().solution(fix.solution).id.to_string();
        let held = |fix: &RivalFix| self.percent(fix.evidence.held_90d.value);
        let Some(p) = fixes.p_corrected.map(probability) else { return };
        let test = self.cx.fill("say.log_rank", &[("p", &p)]);
        let (sol, sol2, s90, s90b) = (name(first), name(second), held(first), held(second));
        self.say(
            6,
            "fix",
            &[
                ("code", code),
                ("sol", &sol),
                ("s90", &s90),
                ("sol2", &sol2),
                ("s90b", &s90b),
                ("test", &test),
            ],
        );
    }

    /// The test is one of all of them, so all of them are told.
    fn many_fixes(&mut self, code: &str, fixes: &CodeFixes, all: &[&RivalFix]) {
        let Some(p) = fixes.p_corrected.map(probability) else { return };
        let test = self.cx.fill("say.log_rank", &[("p", &p)]);
        let told = |fix: &&RivalFix| {
            let sol = self.cx.catalog().solution(fix.solution).id.to_string();
            let held = self.percent(fix.evidence.held_90d.value);
            self.cx.fill("say.fix_held", &[("sol", &sol), ("s90", &held)])
        };
        let list = all.iter().map(told).collect::<Vec<_>>().join(self.cx.t("say.comma"));
        let k = all.len().to_string();
        self.say_as(
            6,
            "fix",
            "fix_many",
            &[("code", code), ("k", &k), ("list", &list), ("test", &test)],
        );
    }

    fn few_uses(&mut self, code: &str, fixes: &CodeFixes) {
        let Some(fix) =
            fixes.fixes.iter().find(|fix| !fix.evidence.enough && fix.evidence.uses > 0)
        else {
            return;
        };
        let sol = self.cx.catalog().solution(fix.solution).id.to_string();
        let n = fix.evidence.uses.to_string();
        self.say(6, "fix_few", &[("code", code), ("sol", &sol), ("n", &n)]);
    }

    pub(super) fn trends(&mut self) {
        let facts = self.cx.facts();
        let Some(known) = facts.then.get(&self.last_month()) else { return };
        let seen = facts.months.first().map_or(0, |first| self.last_month().since(first.month) + 1);
        if seen < TREND_MONTHS {
            return;
        }
        let moving = |t: &&Trend| matches!(t.verdict, TrendVerdict::Rising | TrendVerdict::Falling);
        if let Some(trend) = Some(&known.trend).filter(moving) {
            let fleet = self.cx.t("say.all_devices").to_owned();
            self.trend(&fleet, trend);
        }
        for (ix, trend) in known.trends.iter().take(OF_A_KIND) {
            let name = self.cx.catalog().model(*ix).id.to_string();
            self.trend(&name, trend);
        }
    }

    fn trend(&mut self, name: &str, trend: &Trend) {
        let text =
            if trend.verdict == TrendVerdict::Rising { "trend_rising" } else { "trend_falling" };
        let Some((u, p)) = trend.laplace_u.zip(trend.laplace_p) else { return };
        let (u, p) = (decimal(u, 2), probability(p));
        self.say_as(6, "trend", text, &[("g", name), ("u", &u), ("p", &p)]);
    }
}

/// The fixes of a code that were held against each other, the best first: none where there
/// was no test, or where of two one is not followed long enough to say a share.
fn rivals(fixes: &CodeFixes) -> Vec<&RivalFix> {
    if fixes.log_rank.is_none() {
        return Vec::new();
    }
    let tested: Vec<&RivalFix> = fixes.fixes.iter().filter(|fix| fix.evidence.enough).collect();
    let told = |fix: &&RivalFix| fix.evidence.held_90d.value.is_some();
    if tested.iter().filter(|fix| told(fix)).count() < 2 {
        return Vec::new();
    }
    tested
}
