//! What customers said: answers and scores, call-backs, complaints.

use super::Report;
use crate::analyse::complaints::ComplaintSource;
use crate::analyse::satisfaction::Satisfaction;
use crate::render::format::decimal;
use crate::render::pages::{events, ledgers};
use crate::render::view::{Blocks, Cell, Cells, Table};

impl Report<'_, '_> {
    pub(super) fn voice(&self) -> Blocks {
        let mut cells = Cells::new();
        if let Some(said) = self.cx.facts().satisfaction.of(self.report()) {
            self.satisfaction(said, &mut cells);
        }
        self.complaints(&mut cells);
        let blocks = Blocks::from(cells).and(self.complaint_table());
        if blocks.is_empty() { self.note("report.no_voice") } else { blocks }
    }

    /// What nobody writes down is not recorded, never none. In a customer's edition it is
    /// left out: whether others were asked is none of that customer's business.
    pub(super) fn recorded(&self, known: bool, value: impl FnOnce() -> String) -> Option<String> {
        if known {
            return Some(value());
        }
        self.internal().then(|| self.cx.t("report.not_recorded").to_owned())
    }

    fn satisfaction(&self, said: &Satisfaction, cells: &mut Cells) {
        let (cx, format, facts) = (self.cx, self.cx.format(), &self.cx.facts().satisfaction);
        if said.jobs == 0 {
            return;
        }
        let answers = self.recorded(facts.answers_recorded, || format.rate(&said.response));
        if let Some(answers) = answers {
            cells.text(cx.t("report.answers"), &answers);
        }
        if let Some(mean) = said.mean {
            cells.text(cx.t("report.mean_score"), &decimal(mean, 2));
            cells.text(cx.t("figure.satisfied"), &format.rate(&said.satisfied));
            cells.text(cx.t("report.top_box"), &format.rate(&said.top_box));
        }
        if said.low_response && facts.answers_recorded {
            cells.text(cx.t("report.caution"), cx.t("report.low_response"));
        }
        let called = self.recorded(facts.callbacks_recorded, || format.rate(&said.called_back));
        if let Some(called) = called {
            cells.text(cx.t("report.called_back"), &called);
        }
        if facts.callbacks_recorded && said.callback_not_ok > 0 {
            cells.text(cx.t("report.callback_not_ok"), &format.count(said.callback_not_ok));
        }
    }

    fn complaints(&self, cells: &mut Cells) {
        let (cx, facts) = (self.cx, &self.cx.facts().complaints);
        let tally = facts.of(self.report()).cloned().unwrap_or_default();
        let Some(all) = self.recorded(facts.recorded, || tally.all.to_string()) else { return };
        cells.text(cx.t("report.complaints"), &all);
        if !facts.recorded {
            return;
        }
        if let Some(rate) = self.recorded(tally.is_judged(), || cx.format().rate(&tally.rate)) {
            cells.text(cx.t("report.complaint_rate"), &rate);
        }
    }

    /// The complaints in the customers' words, for the service department; those a log
    /// only flags are counted above.
    fn complaint_table(&self) -> Blocks {
        let cx = self.cx;
        let records = &cx.catalog().records.complaints;
        let rows = cx.facts().complaints.raised_in(self.report()).iter();
        let rows = rows.filter_map(|row| match row.source {
            ComplaintSource::Record(at) => Some((row, &records[at])),
            ComplaintSource::Event(_) => None,
        });
        let mut table = Table::new(cx.t("report.complaints"))
            .column(cx.t("col.record"))
            .column(cx.t("col.ticket"))
            .column(cx.t("col.device"))
            .column(cx.t("col.kind"))
            .column(cx.t("col.what"))
            .column(cx.t("col.status"));
        for (row, complaint) in rows.filter(|_| self.internal()) {
            let event = row.event.map(|at| cx.catalog().records.events.get(at as usize));
            let ticket = event.map(|event| events::id(cx, event));
            let device = match event {
                Some(event) => events::device(cx, event),
                None => ledgers::device_link(cx, complaint.device.as_ref()),
            };
            let standing = if row.closed { "closed" } else { "open" };
            table.row([
                Cell::text(complaint.id.as_str()).class("id"),
                Cell::html(ticket.unwrap_or_default()),
                Cell::html(device),
                Cell::text(cx.texts().word("complaint_kind", complaint.kind.as_str())),
                Cell::long(complaint.text.as_deref().unwrap_or_default()),
                Cell::text(cx.texts().word("status", standing)),
            ]);
        }
        table.into()
    }
}
