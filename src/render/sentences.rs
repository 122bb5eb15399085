//! The sentences of a month's report (`domain.md` §5): each only where its minimum
//! rule holds, else its fallback. The report page and its JSON say the same.
//!
//! What is known only for the whole stretch up to the date of the figures (hot
//! spots, fixes, trends, effects of measures) is said in the last month alone.

use super::engine::Cx;
use super::format::{decimal, significant};
use crate::analyse::complaints::verdict;
use crate::analyse::control_chart::Signal;
use crate::analyse::fix::{CodeFixes, RivalFix};
use crate::analyse::hotspot::{Family, Group};
use crate::analyse::parts::AbcClass;
use crate::analyse::trend::{Trend, TrendVerdict};
use crate::analyse::warranty::ExpiryKind;
use crate::analyse::{MonthFacts, Rate};
use crate::model::settings::{Target, TargetSense};
use crate::model::time::{Clock, Month};
use std::collections::BTreeSet;

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its key in the specification.
    pub key: &'static str,
    /// The sentence in the page's language.
    pub text: String,
    /// The section it belongs to.
    pub section: u8,
}

/// Names in a list before it is cut.
const NAMED: usize = 5;
/// Sentences of one kind.
const OF_A_KIND: usize = 3;
/// Months of data that a trend needs.
const TREND_MONTHS: usize = 12;
/// Days ahead in which an ending warranty is announced.
const WARRANTY_DAYS: i64 = 60;

/// The sentences of a month, in order of section.
pub fn sentences(cx: &Cx<'_>, month: Month) -> Vec<Sentence> {
    let Some(facts) = cx.facts().month(month) else { return Vec::new() };
    let mut say = Speaker { cx, facts, out: Vec::new() };
    say.volume();
    say.chart();
    say.sla();
    say.times();
    say.pareto();
    say.repeat();
    if cx.facts().months.last().is_some_and(|last| last.month == month) {
        say.hotspots();
        say.fixes();
        say.trends();
        say.effects();
    }
    say.actions();
    say.parts();
    say.warranty();
    say.voice();
    say.visits();
    say.left_out();
    say.out.sort_by_key(|sentence| sentence.section);
    say.out
}

struct Speaker<'c, 'a> {
    cx: &'c Cx<'a>,
    facts: &'a MonthFacts,
    out: Vec<Sentence>,
}

impl Speaker<'_, '_> {
    /// Adds the sentence `say.<text>` under the specification's key.
    fn say_as(&mut self, section: u8, key: &'static str, text: &str, values: &[(&str, &str)]) {
        let text = self.cx.fill(&format!("say.{text}"), values);
        self.out.push(Sentence { key, text, section });
    }

    fn say(&mut self, section: u8, key: &'static str, values: &[(&str, &str)]) {
        self.say_as(section, key, key, values);
    }

    fn enough(&self, n: u64) -> bool {
        n > 0 && n >= self.cx.catalog().settings.min_n
    }

    fn percent(&self, share: Option<f64>) -> String {
        let format = self.cx.format();
        share.map_or_else(|| format.not_applicable().to_owned(), |share| format.percent(share))
    }

    /// Some names, the rest as a number.
    fn list(&self, names: &[String]) -> String {
        if names.is_empty() {
            return self.cx.t("say.nothing").to_owned();
        }
        let mut text =
            names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(self.cx.t("say.comma"));
        if names.len() > NAMED {
            let more = (names.len() - NAMED).to_string();
            text.push_str(&self.cx.fill("say.and_more", &[("n", &more)]));
        }
        text
    }

    fn volume(&mut self) {
        let scope = &self.facts.scope;
        if scope.events == 0 && scope.failures == 0 {
            return self.say(1, "none", &[]);
        }
        let rate = scope.failure_rate.per_100_months.value;
        let rate = rate
            .map_or_else(|| self.cx.format().not_applicable().to_owned(), |r| significant(r, 2));
        let month = self.cx.format().month(self.facts.month);
        let n = self.cx.format().count(scope.failures);
        let Some(change) = &self.facts.vs_previous else {
            return self.say_as(
                2,
                "volume",
                "volume_first",
                &[("n", &n), ("month", &month), ("rate", &rate)],
            );
        };
        let (now, before) = (change.failures.current, change.failures.previous);
        let Some(percent) =
            change.failures.percent.filter(|_| self.enough(now) && self.enough(before))
        else {
            return self.say(2, "volume_small", &[("n", &n), ("m", &before.to_string())]);
        };
        let sign = if percent > 0.0 { "+" } else { "" };
        let pct = format!("{sign}{}%", decimal(percent, 1));
        let prev = self.cx.format().month(change.against);
        self.say(
            2,
            "volume",
            &[("n", &n), ("month", &month), ("pct", &pct), ("prev", &prev), ("rate", &rate)],
        );
    }

    fn chart(&mut self) {
        let Some(point) = self.cx.facts().control_chart.of(self.facts.month) else { return };
        let number = |v: Option<f64>| v.map(|v| decimal(v, 1)).unwrap_or_default();
        let p = |p: Option<f64>| p.map(|p| significant(p, 2)).unwrap_or_default();
        let (e, c) = (number(point.limits.expected), point.count.count.to_string());
        let (high, low) = (p(point.limits.p_upper), p(point.limits.p_lower));
        let months = point.baseline.months.to_string();
        match point.signal {
            Signal::High => self.say(2, "chart_high", &[("e", &e), ("c", &c), ("p", &high)]),
            Signal::Low => self.say(2, "chart_low", &[("e", &e), ("c", &c), ("p", &low)]),
            Signal::WarningHigh => {
                self.say(2, "chart_warning_high", &[("e", &e), ("c", &c), ("p", &high)]);
            }
            Signal::WarningLow => {
                self.say(2, "chart_warning_low", &[("e", &e), ("c", &c), ("p", &low)]);
            }
            Signal::Normal => self.say(2, "chart_ok", &[("k", &months)]),
            Signal::NoVerdict => {}
        }
    }

    fn target(&self, name: &str, rate: Rate) -> Option<(String, String)> {
        let target = *self.cx.catalog().settings.targets.get(name)?;
        let verdict = verdict(rate, target)?;
        let key = match (verdict.met, verdict.clear) {
            (true, true) => "say.verdict_met",
            (true, false) => "say.verdict_met_chance",
            (false, true) => "say.verdict_missed",
            (false, false) => "say.verdict_missed_chance",
        };
        Some((self.target_text(target), self.cx.t(key).to_owned()))
    }

    fn target_text(&self, target: Target) -> String {
        let sense = match target.sense {
            TargetSense::AtLeast => "≥",
            TargetSense::AtMost => "≤",
            TargetSense::Below => "<",
        };
        format!("{sense} {}", self.cx.format().percent(target.value))
    }

    fn sla(&mut self) {
        let sla = &self.cx.facts().sla;
        let Some(month) = sla.months.get(&self.facts.month) else { return };
        let clocks = sla.plan.clocks.iter().zip(&month.clocks);
        let onsite = clocks.filter(|(clock, _)| clock.clock.stop == Clock::ArrivedAt);
        let (met, due) = onsite.fold((0, 0), |(met, due), (_, t)| (met + t.met, due + t.due()));
        let rate = Rate::wilson(met, due);
        if self.enough(due) {
            let (met, due) = (met.to_string(), due.to_string());
            let pct = self.percent(rate.value);
            let (lo, hi) = (self.percent(rate.lower), self.percent(rate.upper));
            let values =
                [("met", &*met), ("due", &*due), ("pct", &*pct), ("lo", &*lo), ("hi", &*hi)];
            match self.target("timeliness", rate) {
                Some((target, verdict)) => {
                    let more = [("target", &*target), ("verdict", &*verdict)];
                    self.say(3, "sla", &[&values[..], &more[..]].concat());
                }
                None => self.say_as(3, "sla", "sla_no_target", &values),
            }
        }
        let late = self.late_tickets().to_string();
        let risk: u64 = month.clocks.iter().map(|t| t.pending_at_risk).sum();
        if late != "0" || risk > 0 {
            self.say(3, "sla_open", &[("k", &late), ("r", &risk.to_string())]);
        }
    }

    /// Tickets that were past a limit and still open when the month ended.
    fn late_tickets(&self) -> usize {
        let (sla, end) = (&self.cx.facts().sla, self.facts.period.end);
        let due = sla.breaches.partition_point(|b| b.due < end);
        let running = sla.breaches[..due].iter().filter(|b| b.open || b.due.plus(b.over_ms) >= end);
        running.map(|b| b.event).collect::<BTreeSet<_>>().len()
    }

    fn times(&mut self) {
        let scope = &self.facts.scope;
        let restore = &scope.times.restore;
        if self.enough(restore.n) {
            let hours = |h: Option<f64>| h.map(|h| decimal(h, 1)).unwrap_or_default();
            let (med, mean, p90) = (hours(restore.median), hours(restore.mean), hours(restore.p90));
            self.say(4, "mttr", &[("med", &med), ("mean", &mean), ("p90", &p90)]);
        }
        if let Some(x) = scope.mtbf.at_least_h.filter(|_| scope.failures == 0) {
            let h = decimal(scope.mtbf.exposure_h, 0);
            self.say(4, "zero_fail", &[("h", &h), ("x", &decimal(x, 0))]);
        }
    }

    fn pareto(&mut self) {
        let table = &self.facts.scope.pareto_codes.by_count;
        let Some(top) = table.rows.first().filter(|_| self.enough(table.total as u64)) else {
            return;
        };
        let k = table.vital_few;
        let share =
            k.checked_sub(1).and_then(|last| table.rows.get(last)).map(|row| row.cumulative);
        let name = match top.item {
            Some(ix) => self.cx.catalog().code(ix).id.to_string(),
            None => self.cx.t("say.uncoded").to_owned(),
        };
        let pct = self.percent(share);
        let n = decimal(top.value, 0);
        self.say(5, "pareto", &[("k", &k.to_string()), ("pct", &pct), ("top", &name), ("n", &n)]);
    }

    fn repeat(&mut self) {
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

    fn hotspots(&mut self) {
        let Some(family) = self.cx.facts().hotspots.family(Family::Model) else { return };
        for row in family.rows.iter().filter(|row| row.contrast.flagged).take(OF_A_KIND) {
            let Group::Model(ix) = row.group else { continue };
            let contrast = &row.contrast;
            let two = |v: Option<f64>| v.map(|v| significant(v, 2)).unwrap_or_default();
            let name = self.cx.catalog().model(ix).id.to_string();
            let (rr, lo, hi) = (two(contrast.ratio), two(contrast.lower), two(contrast.upper));
            let q = significant(contrast.q, 2);
            self.say(
                6,
                "hotspot",
                &[("g", &name), ("rr", &rr), ("lo", &lo), ("hi", &hi), ("q", &q)],
            );
        }
    }

    fn fixes(&mut self) {
        let codes = self.cx.facts().fixes.codes.values();
        for fixes in codes.filter(|f| f.fixes.len() >= 2).take(OF_A_KIND) {
            match rivals(fixes) {
                Some((first, second)) => self.rival_fixes(fixes, first, second),
                None => self.few_uses(fixes),
            }
        }
    }

    fn rival_fixes(&mut self, fixes: &CodeFixes, first: &RivalFix, second: &RivalFix) {
        let name = |fix: &RivalFix| self.cx.catalog().solution(fix.solution).id.to_string();
        let held = |fix: &RivalFix| self.percent(fix.evidence.held_90d.value);
        let p = fixes.p_corrected.or(fixes.log_rank.as_ref().map(|test| test.p));
        let p = p.map(|p| significant(p, 2)).unwrap_or_default();
        let test = self.cx.fill("say.log_rank", &[("p", &p)]);
        let (sol, sol2, s90, s90b) = (name(first), name(second), held(first), held(second));
        self.say(
            6,
            "fix",
            &[("sol", &sol), ("s90", &s90), ("sol2", &sol2), ("s90b", &s90b), ("test", &test)],
        );
    }

    fn few_uses(&mut self, fixes: &CodeFixes) {
        let Some(fix) = fixes.fixes.iter().find(|fix| !fix.evidence.enough) else { return };
        let sol = self.cx.catalog().solution(fix.solution).id.to_string();
        self.say(6, "fix_few", &[("sol", &sol), ("n", &fix.evidence.uses.to_string())]);
    }

    fn trends(&mut self) {
        let facts = self.cx.facts();
        if facts.months.len() < TREND_MONTHS {
            return;
        }
        let moving = |t: &&Trend| matches!(t.verdict, TrendVerdict::Rising | TrendVerdict::Falling);
        if let Some(trend) = Some(&facts.trends.fleet).filter(moving) {
            let fleet = self.cx.t("say.all_devices").to_owned();
            self.trend(&fleet, trend);
        }
        for (ix, trend) in facts.trends.models.iter().filter(|(_, t)| moving(t)).take(OF_A_KIND) {
            let name = self.cx.catalog().model(*ix).id.to_string();
            self.trend(&name, trend);
        }
    }

    fn trend(&mut self, name: &str, trend: &Trend) {
        let text =
            if trend.verdict == TrendVerdict::Rising { "trend_rising" } else { "trend_falling" };
        let u = trend.laplace_u.map(|u| decimal(u, 2)).unwrap_or_default();
        let p = trend.laplace_p.map(|p| significant(p, 2)).unwrap_or_default();
        self.say_as(6, "trend", text, &[("g", name), ("u", &u), ("p", &p)]);
    }

    fn actions(&mut self) {
        let Some(month) = self.cx.facts().actions.months.get(&self.facts.month) else { return };
        if month.closed.d == 0 {
            return;
        }
        let records = &self.cx.catalog().records.actions;
        let overdue: Vec<String> =
            month.overdue.iter().map(|&at| records[at].id.to_string()).collect();
        let (a, b, list) =
            (month.closed.n.to_string(), month.closed.d.to_string(), self.list(&overdue));
        self.say(7, "action", &[("a", &a), ("b", &b), ("list", &list)]);
    }

    fn effects(&mut self) {
        for row in &self.cx.facts().actions.rows {
            let action = &self.cx.catalog().records.actions[row.action];
            let Some(effect) = row.effect.as_ref().filter(|e| e.enough) else { continue };
            let (Some(before), Some(after), Some(p), Some(done)) =
                (effect.rate_before, effect.rate_after, effect.p, action.done_on)
            else {
                continue;
            };
            let (r0, r1, p) = (significant(before, 2), significant(after, 2), significant(p, 2));
            let (id, date) = (action.id.to_string(), done.to_string());
            self.say(
                7,
                "action_effect",
                &[("id", &id), ("date", &date), ("r0", &r0), ("r1", &r1), ("p", &p)],
            );
        }
    }

    fn parts(&mut self) {
        let facts = &self.cx.facts().parts;
        let Some(month) = facts.months.get(&self.facts.month).filter(|m| m.total.qty > 0.0) else {
            return;
        };
        let is_a = |ix| facts.parts.iter().any(|p| p.part == ix && p.class == Some(AbcClass::A));
        let used = month.parts.iter().filter(|(ix, _)| is_a(*ix));
        let names: Vec<String> = used
            .map(|(ix, _)| self.cx.catalog().records.parts[ix.index()].id.to_string())
            .collect();
        let format = self.cx.format();
        let v = month
            .total
            .value
            .map_or_else(|| format.not_applicable().to_owned(), |v| format.money(v));
        let (r, q) = (month.total.recovery.n.to_string(), month.total.recovery.d.to_string());
        let list = self.list(&names);
        self.say(8, "parts", &[("v", &v), ("list", &list), ("r", &r), ("q", &q)]);
    }

    fn warranty(&mut self) {
        let zone = &self.cx.catalog().settings.zone;
        let day = zone.day(self.facts.period.end.plus(-1));
        let ending = self.cx.facts().warranty.ending(day, WARRANTY_DAYS).iter();
        let devices = ending.filter(|e| e.kind == ExpiryKind::Warranty).filter_map(|e| e.device);
        let names: Vec<String> =
            devices.map(|ix| self.cx.catalog().device(ix).id.to_string()).collect();
        if !names.is_empty() {
            let list = self.list(&names);
            self.say(9, "warranty", &[("k", &names.len().to_string()), ("list", &list)]);
        }
    }

    fn voice(&mut self) {
        let month = self.facts.month;
        if let Some(facts) = self.cx.facts().satisfaction.months.get(&month)
            && let Some(mean) = facts.mean.filter(|_| self.enough(facts.response.n))
        {
            let (n, resp) = (facts.response.n.to_string(), self.percent(facts.response.value));
            self.say(10, "satisf", &[("mean", &decimal(mean, 2)), ("n", &n), ("resp", &resp)]);
        }
        let Some(tally) = self.cx.facts().complaints.months.get(&month) else { return };
        if !self.enough(tally.rate.d) {
            return;
        }
        let (k, pct) = (tally.rate.n.to_string(), self.percent(tally.rate.value));
        match self.target("complaints", tally.rate) {
            Some((t, verdict)) => {
                self.say(
                    10,
                    "complaint",
                    &[("k", &k), ("pct", &pct), ("t", &t), ("verdict", &verdict)],
                );
            }
            None => {
                self.say_as(10, "complaint", "complaint_no_target", &[("k", &k), ("pct", &pct)]);
            }
        }
    }

    fn visits(&mut self) {
        let visits = &self.cx.facts().visits;
        let Some(month) = visits.months.get(&self.facts.month) else { return };
        let overdue = if visits.tracked { month.overdue_at_end } else { 0 };
        if !month.due_next.is_empty() || overdue > 0 {
            let (k, o) = (month.due_next.len().to_string(), overdue.to_string());
            self.say(11, "visit", &[("k", &k), ("o", &o)]);
        }
    }

    /// Resolved failures whose time to restore could not be told.
    fn left_out(&mut self) {
        let restore = &self.facts.scope.times.restore;
        let x: usize = restore.excluded.iter().map(|e| e.events.len()).sum();
        if x == 0 {
            return;
        }
        let reason = |e: &crate::analyse::Excluded| {
            format!("{} {}", e.events.len(), self.cx.texts().word("reason", reason_word(e.reason)))
        };
        let reasons: Vec<String> = restore.excluded.iter().map(reason).collect();
        let n = restore.n + x as u64;
        let list = self.list(&reasons);
        self.say(14, "dataq", &[("x", &x.to_string()), ("n", &n.to_string()), ("reasons", &list)]);
    }
}

/// The reasons for which a time is left out.
fn reason_word(reason: crate::analyse::Reason) -> &'static str {
    use crate::analyse::Reason;
    match reason {
        Reason::Negative => "negative",
        Reason::DateOnly => "date_only",
        Reason::TooLong => "too_long",
        _ => "missing",
    }
}

/// The two best fixes of a code, where both were used often enough to be held
/// against each other.
fn rivals(fixes: &CodeFixes) -> Option<(&RivalFix, &RivalFix)> {
    let judged = |fix: &&RivalFix| fix.evidence.enough && fix.evidence.held_90d.value.is_some();
    let mut enough = fixes.fixes.iter().filter(judged);
    fixes.log_rank.as_ref()?;
    enough.next().zip(enough.next())
}
