//! The first section: the measures that a manager is judged by, each with its number
//! now and before, its change, its target and a verdict that says whether chance alone
//! could explain it.

use super::{Report, Shown};
use crate::analyse::change::percentage_points;
use crate::analyse::complaints::{Verdict, verdict};
use crate::analyse::{Rate, Reported};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::pages::reports;
use crate::render::sentences::target_text;
use crate::render::view::{Blocks, Cell, Html, Mark, Table};

/// The verdict on a measure whose target is set and whose sample is large enough.
pub(super) fn verdict_on(cx: &Cx<'_>, name: &str, rate: Rate) -> Option<Verdict> {
    let settings = &cx.catalog().settings;
    let target = *settings.targets.get(name)?;
    verdict(rate, target).filter(|_| rate.d >= settings.min_n)
}

/// A verdict as shape and words.
pub(in crate::render::pages) fn shown(cx: &Cx<'_>, verdict: &Verdict) -> Cell {
    let (mark, key) = match (verdict.met, verdict.clear) {
        (true, true) => (Mark::Met, "say.verdict_met"),
        (true, false) => (Mark::Chance, "say.verdict_met_chance"),
        (false, false) => (Mark::Chance, "say.verdict_missed_chance"),
        (false, true) => (Mark::NotMet, "say.verdict_missed"),
    };
    Cell::state(mark, cx.t(key))
}

/// How many targets are missed, for the head of the report.
pub(super) fn missed(cx: &Cx<'_>, of: Reported<'_>) -> Option<(Mark, String)> {
    let verdicts =
        of.targeted(cx.facts()).into_iter().filter_map(|(name, r)| verdict_on(cx, name, r));
    let verdicts: Vec<Verdict> = verdicts.collect();
    if verdicts.is_empty() {
        return None;
    }
    let missed = verdicts.iter().filter(|v| !v.met).count();
    if missed == 0 {
        return Some((Mark::Met, cx.t("report.all_met").to_owned()));
    }
    let clear = verdicts.iter().filter(|v| !v.met && v.clear).count();
    let words = cx.fill(
        if clear == missed { "report.missed_n" } else { "report.missed_chance" },
        &[("n", &missed.to_string()), ("chance", &(missed - clear).to_string())],
    );
    Some((if clear > 0 { Mark::NotMet } else { Mark::Chance }, words))
}

impl Report<'_, '_> {
    pub(super) fn headline(&self) -> Shown {
        let mut blocks = Blocks::from(self.measures());
        if self.of.months.len() > 1 {
            let months: Vec<_> = self.of.months.iter().rev().collect();
            blocks.push(self.below("reports.months", reports::brief(self.cx, &months)));
        }
        (blocks, Blocks::new())
    }

    fn measures(&self) -> Table {
        let (cx, format) = (self.cx, self.cx.format());
        // A first stretch that the records cover in part is held against nothing.
        let before = cx.facts().report(self.report().plus(-1)).filter(Reported::is_whole);
        let name = |of: Reported<'_>| format.report(of.report);
        let head = before.map_or_else(|| cx.t("report.before").to_owned(), name);
        let mut table = Table::new(&self.heading("headline"))
            .measures()
            .column(cx.t("report.measure"))
            .number(&format.report(self.report()))
            .column(cx.t("report.basis"))
            .side_number(&head)
            .side_number(cx.t("compared.change"))
            .number(cx.t("report.target"))
            .column(cx.t("report.verdict"));
        self.counts(before, &mut table);
        self.rates(before, &mut table);
        table
    }

    fn counts(&self, before: Option<Reported<'_>>, table: &mut Table) {
        let (cx, format) = (self.cx, self.cx.format());
        let mut counted = |key: &'static str, value: &dyn Fn(Reported<'_>) -> u64| {
            let now = value(self.of);
            // A stretch that is not over is held against nothing but its like.
            let then = before.map(value);
            let change = then.filter(|_| !self.of.partial).map(|then| signed(now, then));
            table.row([
                Cell::text(cx.t(key)),
                Cell::value(&format.count(now), ""),
                Cell::text("").class("e"),
                Cell::num(&then.map(|n| format.count(n)).unwrap_or_default()).class("num x"),
                Cell::num(&change.unwrap_or_default()).class("num x"),
                Cell::num("").class("num e"),
                Cell::html(Html::default()).class("e"),
            ]);
        };
        counted("figure.failures", &|of| of.scope.failures);
        counted("report.records", &|of| of.scope.events);
        counted("report.open_end", &|of| of.scope.backlog.open_end);
        let median = |of: Reported<'_>| {
            let restore = &of.scope.times.restore;
            restore.median.filter(|_| restore.n >= cx.catalog().settings.min_n)
        };
        let (now, then) = (median(self.of), before.and_then(median));
        let change = now.zip(then).map(|(now, then)| {
            let by = now - then;
            (by, format!("{}{} h", if by > 0.0 { "+" } else { "" }, decimal(by, 1)))
        });
        let (by, change) = change.map_or((None, String::new()), |(by, told)| (Some(by), told));
        table.row([
            Cell::text(cx.t("figure.restore_median")),
            Cell::value(&format.hours(now), "").exact(now),
            Cell::text(&format!("n\u{a0}{}", self.of.scope.times.restore.n)).class("g"),
            Cell::num(&format.hours(then)).class("num x").exact(then),
            Cell::num(&change).class("num x").exact(by),
            Cell::num("").class("num e"),
            Cell::html(Html::default()).class("e"),
        ]);
    }

    fn rates(&self, before: Option<Reported<'_>>, table: &mut Table) {
        let (cx, format) = (self.cx, self.cx.format());
        let earlier = before.map(|of| of.targeted(cx.facts())).unwrap_or_default();
        for (name, rate) in self.of.targeted(cx.facts()) {
            let then = earlier.iter().find(|(of, _)| *of == name).map(|(_, rate)| *rate);
            let (value, detail) = format.rate_parts(&rate);
            let min_n = cx.catalog().settings.min_n;
            let told = |rate: &Rate| rate.d >= min_n && rate.d > 0;
            let points = then.filter(|then| told(then) && told(&rate));
            let points = points.and_then(|then| percentage_points(rate, then));
            let target = cx.catalog().settings.targets.get(name);
            let verdict = verdict_on(cx, name, rate);
            let class =
                if verdict.as_ref().is_some_and(|v| !v.met && v.clear) { "bad" } else { "" };
            table.marked_row(
                "",
                class,
                [
                    Cell::text(&self.measure_name(name)),
                    Cell::value(&value, "").exact(rate.value),
                    Cell::text(&detail).class("g"),
                    Cell::num(&then.map(|then| format.rate_parts(&then).0).unwrap_or_default())
                        .class("num x")
                        .exact(then.and_then(|then| then.value)),
                    Cell::num(&points.map(|by| self.points(by)).unwrap_or_default())
                        .class("num x")
                        .exact(points),
                    Cell::num(&target.map(|t| target_text(cx, *t)).unwrap_or_default()),
                    verdict.map_or_else(|| Cell::text(""), |v| shown(cx, &v)),
                ],
            );
        }
    }

    fn measure_name(&self, name: &str) -> String {
        let cx = self.cx;
        match name {
            "timeliness" => cx.t("figure.timeliness").to_owned(),
            "repeat_30d" => {
                let days = self.of.scope.repeat_30d.window_days.to_string();
                cx.fill("figure.repeat_n", &[("n", &days)])
            }
            "first_time_fix" => cx.t("figure.first_time_fix").to_owned(),
            "satisfaction" => cx.t("figure.satisfied").to_owned(),
            _ => cx.t("report.complaint_rate").to_owned(),
        }
    }

    fn points(&self, by: f64) -> String {
        let sign = if by > 0.0 { "+" } else { "" };
        self.cx.fill("report.points", &[("n", &format!("{sign}{}", decimal(by, 1)))])
    }
}

fn signed(now: u64, then: u64) -> String {
    let by = now as i64 - then as i64;
    match by {
        0 => "0".to_owned(),
        up if up > 0 => format!("+{up}"),
        down => format!("−{}", down.unsigned_abs()),
    }
}
