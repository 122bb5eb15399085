//! The sentences of the month's work: how much came in, what fell due, how long it
//! took, which faults it was (sections 1 to 5).

use super::{Sentence, Speaker};
use crate::analyse::change::{CountChange, PeriodChange};
use crate::analyse::control_chart::{ChartPoint, Signal};
use crate::analyse::pareto::{Pareto, ParetoRow};
use crate::analyse::sla::SlaState;
use crate::analyse::{Rate, breakdown};
use crate::catalog::CodeIx;
use crate::model::time::{Clock, DAY_MS, ReportPeriod};
use crate::render::engine::Cx;
use crate::render::format::{decimal, probability, significant};

impl Speaker<'_, '_> {
    pub(super) fn volume(&mut self) {
        let scope = self.facts.scope;
        if scope.events == 0 && scope.failures == 0 {
            let text = if self.facts.report.month().is_some() { "none" } else { "none_longer" };
            return self.say_as(1, "none", text, &[]);
        }
        let change = self.facts.vs_previous;
        // Nothing against nothing is no comparison, not even a small one.
        let change = change.filter(|c| c.failures.current + c.failures.previous > 0);
        let Some(change) = change else { return self.volume_alone() };
        let CountChange { current, previous, percent, .. } = change.failures;
        let told = percent.filter(|_| self.enough(current) && self.enough(previous));
        let Some(percent) = told else {
            let (n, m) = (current.to_string(), previous.to_string());
            let format = self.cx.format();
            let (now, prev) = (format.report(self.facts.report), self.held_against(change));
            let values = [("n", &*n), ("m", &*m), ("month", &*now), ("prev", &*prev)];
            return self.say(2, "volume_small", &values);
        };
        let sign = if percent > 0.0 { "+" } else { "" };
        let pct = format!("{sign}{}%", decimal(percent, 1));
        let prev = self.held_against(change);
        // What a month is against the one before has another name than what a year is.
        let yearly = matches!(self.facts.report, ReportPeriod::Year(_));
        let text = if yearly { "volume_year" } else { "volume" };
        self.volume_and_rate(text, &[("pct", &pct), ("prev", &prev)]);
    }

    /// What the stretch is held against; of one in progress as many days of the one before.
    fn held_against(&self, change: &PeriodChange) -> String {
        let name = self.cx.format().report(change.against);
        let before = self.cx.facts().report(change.against);
        let all = before.map_or(0, |of| (of.period.ms() + DAY_MS / 2) / DAY_MS);
        match change.days.filter(|days| *days < all) {
            Some(days) => {
                let days = days.to_string();
                self.cx.fill("say.first_days", &[("d", &days), ("prev", &name)])
            }
            None => name,
        }
    }

    fn volume_alone(&mut self) {
        self.volume_and_rate("volume_first", &[]);
    }

    /// The month's number, with the rate where devices were observed.
    fn volume_and_rate(&mut self, text: &str, more: &[(&str, &str)]) {
        let format = self.cx.format();
        let scope = self.facts.scope;
        let n = format.count(scope.failures);
        let month = format.report(self.facts.report);
        let values = [&[("n", &*n), ("month", &*month)], more].concat();
        match scope.failure_rate.per_100_months.value {
            Some(rate) => {
                let rate = significant(rate, 2);
                let values = [&values[..], &[("rate", &*rate)]].concat();
                self.say_as(2, "volume", text, &values);
            }
            None => self.say_as(2, "volume", &format!("{text}_no_rate"), &values),
        }
    }

    pub(super) fn chart(&mut self) {
        let month = self.facts.report.month();
        let Some(point) = month.and_then(|m| self.cx.facts().control_chart.of(m)) else { return };
        self.signal(point);
        match point.shifted() {
            Some(true) => self.say(2, "chart_run_high", &[]),
            Some(false) => self.say(2, "chart_run_low", &[]),
            None => {}
        }
    }

    fn signal(&mut self, point: &ChartPoint) {
        let (key, p) = match point.signal {
            Signal::High => ("chart_high", point.limits.p_upper),
            Signal::Low => ("chart_low", point.limits.p_lower),
            Signal::WarningHigh => ("chart_warning_high", point.limits.p_upper),
            Signal::WarningLow => ("chart_warning_low", point.limits.p_lower),
            Signal::Normal => {
                let months = point.baseline.months.to_string();
                return self.say(2, "chart_ok", &[("k", &months)]);
            }
            Signal::NoVerdict => return,
        };
        let (Some(expected), Some(p)) = (point.limits.expected, p) else { return };
        let (e, c, p) = (decimal(expected, 1), point.count.count.to_string(), probability(p));
        self.say(2, key, &[("e", &e), ("c", &c), ("p", &p)]);
    }

    pub(super) fn sla(&mut self) {
        let sla = &self.cx.facts().sla;
        let Some(month) = sla.of(self.facts.report) else { return };
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
    }

    /// The tickets that stood open when the month ended, or stand open now, and were
    /// past a limit or close to one: never more than the backlog counts.
    pub(super) fn sla_open(&mut self) {
        let (late, risk) = self.late_and_at_risk();
        if late + risk == 0 {
            return;
        }
        let text = match (self.facts.partial, late, risk) {
            (true, _, 0) => "sla_open_late",
            (true, 0, _) => "sla_open_close",
            (true, ..) => "sla_open",
            (false, _, 0) => "sla_then_late",
            (false, 0, _) => "sla_then_close",
            (false, ..) => "sla_open_then",
        };
        let ended = self.cx.format().report(self.facts.report);
        let (k, r) = (late.to_string(), risk.to_string());
        self.say_as(3, "sla_open", text, &[("k", &k), ("r", &r), ("month", &ended)]);
    }

    fn late_and_at_risk(&self) -> (u64, u64) {
        let (catalog, plan) = (self.cx.catalog(), &self.cx.facts().sla.plan);
        let end = self.facts.period.end;
        let (mut late, mut risk) = (0, 0);
        for ticket in self.cx.facts().open_at(end) {
            let event = catalog.records.events.get(ticket.event as usize);
            let clocks = plan.states(catalog, event, end.plus(-1));
            let any = |state| clocks.iter().any(|clock| clock.state == state);
            if any(SlaState::BreachedOpen) {
                late += 1;
            } else if any(SlaState::PendingAtRisk) {
                risk += 1;
            }
        }
        (late, risk)
    }

    pub(super) fn times(&mut self) {
        let scope = self.facts.scope;
        let restore = &scope.times.restore;
        if self.enough(restore.n)
            && let (Some(med), Some(mean), Some(p90)) = (restore.median, restore.mean, restore.p90)
        {
            let [med, mean, p90] = [med, mean, p90].map(|hours| decimal(hours, 1));
            self.say(4, "mttr", &[("med", &med), ("mean", &mean), ("p90", &p90)]);
        }
        if let Some(x) = scope.mtbf.at_least_h.filter(|_| scope.failures == 0) {
            let h = decimal(scope.mtbf.exposure_h, 0);
            self.say(4, "zero_fail", &[("h", &h), ("x", &decimal(x, 0))]);
        }
    }

    pub(super) fn pareto(&mut self) {
        let table = &self.facts.scope.pareto_codes.by_count;
        if !self.enough(table.total as u64) {
            return;
        }
        let top = table.rows.first().and_then(|row| row.item);
        let top = top.map(|ix| self.cx.catalog().code(ix).id.to_string()).unwrap_or_default();
        if let Some(text) = pareto(self.cx, table, &top) {
            let behind = self.behind("pareto");
            self.out.push(Sentence { key: "pareto", text, section: 5, behind });
        }
    }
}

impl Speaker<'_, '_> {
    /// Faults without a code.
    pub(super) fn uncoded(&mut self) {
        let (uncoded, all) = (self.facts.scope.uncoded, self.facts.scope.failures);
        if uncoded == 0 || !self.enough(all) {
            return;
        }
        let share = self.percent(Some(uncoded as f64 / all as f64));
        let (n, all) = (uncoded.to_string(), all.to_string());
        self.say(5, "uncoded", &[("n", &n), ("all", &all), ("pct", &share)]);
    }

    /// Codes that were never seen before.
    pub(super) fn new_codes(&mut self) {
        let facts = self.cx.facts();
        let Some(codes) = breakdown::new_codes(facts, self.facts) else { return };
        let names: Vec<String> =
            codes.iter().map(|&ix| self.cx.catalog().code(ix).id.to_string()).collect();
        if !names.is_empty() {
            let (n, list) = (names.len().to_string(), self.list(&names));
            self.say(5, "new_codes", &[("n", &n), ("list", &list)]);
        }
    }
}

/// Which few codes make most of the faults, `top` being the name of the first:
/// nothing without a fault, and nothing about few or most where there is one row.
pub fn pareto(cx: &Cx<'_>, table: &Pareto<CodeIx>, top: &str) -> Option<String> {
    let first = table.rows.first()?;
    let coded = |rows: &[ParetoRow<CodeIx>]| rows.iter().filter(|row| row.item.is_some()).count();
    let level = table.rows.iter().take_while(|row| row.value >= first.value).count();
    let (k, even) = (coded(&table.rows[..table.vital_few]), coded(&table.rows[..level]));
    // Those without a code are none, and not counted as one.
    let uncoded = k < table.vital_few;
    let key = match (first.item, table.rows.len(), table.vital_few) {
        (None, 1, _) => "say.pareto_no_code",
        (None, ..) => "say.pareto_uncoded",
        (Some(_), 1, _) => "say.pareto_all",
        (Some(_), _, 1) => "say.pareto_one",
        _ if even > 1 && uncoded => "say.pareto_even_and_uncoded",
        _ if even > 1 => "say.pareto_even",
        _ if uncoded => "say.pareto_and_uncoded",
        _ => "say.pareto",
    };
    // A row of its own says its share, the vital few say theirs together.
    let last = if first.item.is_some() { table.vital_few.saturating_sub(1) } else { 0 };
    let pct = cx.format().percent(table.rows.get(last)?.cumulative);
    let (k, n) = (k.to_string(), decimal(first.value, 0));
    let all = decimal(table.total, 0);
    let even = even.to_string();
    let values =
        [("k", &*k), ("pct", &*pct), ("top", top), ("n", &*n), ("all", &*all), ("even", &*even)];
    Some(cx.fill(key, &values))
}
