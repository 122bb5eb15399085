//! The sentences of the service around the repairs: measures, parts, warranty, the
//! customer's voice, visits, and what was left out (sections 7 to 14).

use super::Speaker;
use crate::analyse::complaints::ComplaintTally;
use crate::analyse::parts::{AbcClass, Consumption};
use crate::analyse::warranty::ExpiryKind;
use crate::catalog::PartIx;
use crate::model::time::Day;
use crate::render::format::{decimal, probability, significant};

/// Days ahead in which an ending warranty is announced.
const WARRANTY_DAYS: i64 = 60;
/// Days after a measure in which its effect is told.
const WATCHED_DAYS: i64 = 365;
/// A rise of which chance is below this is told as one.
const WORSE_P: f64 = 0.05;

impl Speaker<'_, '_> {
    pub(super) fn actions(&mut self) {
        let Some(month) = self.cx.facts().actions.of(self.facts.report) else { return };
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

    pub(super) fn effects(&mut self) {
        let Some(known) = self.cx.facts().actions.of(self.facts.report) else { return };
        for (at, effect) in &known.effects {
            let action = &self.cx.catalog().records.actions[*at];
            if !effect.enough || !self.is_watched(action.done_on) {
                continue;
            }
            let (Some(before), Some(after), Some(p), Some(done)) =
                (effect.rate_before, effect.rate_after, effect.p, action.done_on)
            else {
                continue;
            };
            let (r0, r1, p) = (significant(before, 2), significant(after, 2), probability(p));
            let (id, date) = (action.id.to_string(), done.to_string());
            // Only after a fall is a fall by chance worth a word.
            let text = match (after < before, effect.p.is_some_and(|p| p < WORSE_P)) {
                (true, _) => "action_effect",
                (false, true) => "action_effect_worse",
                (false, false) => "action_effect_rose",
            };
            let values = [("id", &*id), ("date", &*date), ("r0", &*r0), ("r1", &*r1), ("p", &*p)];
            self.say_as(7, "action_effect", text, &values);
        }
    }

    /// An effect is told while it is still watched: for a year after the measure.
    fn is_watched(&self, done: Option<Day>) -> bool {
        let from = self.last_day().saturating_sub(jiff::Span::new().days(WATCHED_DAYS));
        done.is_some_and(|done| done >= from)
    }

    /// Only what is known is said: a value where a price is, class A where there is
    /// one, old parts where one was to come back.
    pub(super) fn parts(&mut self) {
        let facts = &self.cx.facts().parts;
        let Some(month) = facts.of(self.facts.report).filter(|m| m.total.qty > 0.0) else {
            return;
        };
        let mut said = self.parts_used(&month.total);
        let is_a = |ix: &PartIx| month.classes.get(ix) == Some(&AbcClass::A);
        let used = month.parts.iter().map(|(ix, _)| ix).filter(|ix| is_a(ix));
        let names: Vec<String> =
            used.map(|ix| self.cx.catalog().records.parts[ix.index()].id.to_string()).collect();
        if !names.is_empty() {
            said.push(self.cx.fill("say.parts_a", &[("list", &self.list(&names))]));
        }
        let back = month.total.recovery;
        // What becomes of old parts is the department's own business.
        if back.d > 0 && self.cx.catalog().is_internal() {
            let (r, q) = (back.n.to_string(), back.d.to_string());
            said.push(self.cx.fill("say.parts_back", &[("r", &r), ("q", &q)]));
        }
        let said = said.join(self.cx.t("say.semicolon"));
        self.say(8, "parts", &[("said", &said)]);
    }

    fn parts_used(&self, total: &Consumption) -> Vec<String> {
        let fill = |key: &str, qty: f64| self.cx.fill(key, &[("n", &decimal(qty, 0))]);
        let Some(value) = total.value else { return vec![fill("say.parts_qty", total.qty)] };
        let v = self.cx.format().money(value);
        let mut said = vec![self.cx.fill("say.parts_value", &[("v", &v)])];
        if total.qty_without_cost > 0.0 {
            said.push(fill("say.parts_unpriced", total.qty_without_cost));
        }
        said
    }

    pub(super) fn warranty(&mut self) {
        let day = self.last_day();
        let ending = self.cx.facts().warranty.ending(day, WARRANTY_DAYS).iter();
        let devices = ending.filter(|e| e.kind == ExpiryKind::Warranty).filter_map(|e| e.device);
        let names: Vec<String> =
            devices.map(|ix| self.cx.catalog().device(ix).id.to_string()).collect();
        if !names.is_empty() {
            let list = self.list(&names);
            self.say(9, "warranty", &[("k", &names.len().to_string()), ("list", &list)]);
        }
    }

    pub(super) fn voice(&mut self) {
        let report = self.facts.report;
        if let Some(facts) = self.cx.facts().satisfaction.of(report)
            && let Some(mean) = facts.mean.filter(|_| self.enough(facts.response.n))
        {
            let (n, resp) = (facts.response.n.to_string(), self.percent(facts.response.value));
            self.say(10, "satisf", &[("mean", &decimal(mean, 2)), ("n", &n), ("resp", &resp)]);
        }
        if let Some(tally) = self.cx.facts().complaints.of(report) {
            self.complaints(tally);
        }
    }

    /// Complaints of unknown responsibility make the share unknown as well.
    fn complaints(&mut self, tally: &ComplaintTally) {
        if tally.unknown > 0 {
            let (n, u) = (tally.all.to_string(), tally.unknown.to_string());
            return self.say_as(10, "complaint", "complaint_unsaid", &[("n", &n), ("u", &u)]);
        }
        if !self.enough(tally.rate.d) {
            return;
        }
        let (k, pct) = (tally.rate.n.to_string(), self.percent(tally.rate.value));
        let values = [("k", &*k), ("pct", &*pct)];
        match self.target("complaints", tally.rate) {
            Some((t, verdict)) => {
                let more = [("t", &*t), ("verdict", &*verdict)];
                self.say(10, "complaint", &[&values[..], &more[..]].concat());
            }
            None => self.say_as(10, "complaint", "complaint_no_target", &values),
        }
    }

    /// Nothing is overdue that nobody keeps a record of.
    pub(super) fn visits(&mut self) {
        let visits = &self.cx.facts().visits;
        let Some(month) = visits.of(self.facts.report) else { return };
        let (due, overdue) = (month.due_next.len().to_string(), month.overdue_at_end.to_string());
        let next = self.cx.format().month(self.facts.report.last_month().next());
        if visits.tracked && (!month.due_next.is_empty() || month.overdue_at_end > 0) {
            self.say(11, "visit", &[("k", &due), ("o", &overdue), ("month", &next)]);
        } else if !month.due_next.is_empty() {
            self.say_as(11, "visit", "visit_untracked", &[("k", &due), ("month", &next)]);
        }
    }

    /// Resolved failures whose time to restore could not be told.
    pub(super) fn left_out(&mut self) {
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
