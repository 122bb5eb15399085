//! Visits and maintenance: what was done in its window, what is overdue, what is due in
//! the month after, and the trainings given.

use super::{LISTED, Report, first_of};
use crate::render::pages::ledgers;
use crate::render::view::{Blocks, Cells, Html};
use crate::site::DataFile;

impl Report<'_, '_> {
    pub(super) fn plan(&self) -> Blocks {
        let (cx, facts) = (self.cx, &self.cx.facts().visits);
        let trainings = self.below("visits.trainings", self.trainings());
        let Some(of) = facts.of(self.report()) else {
            return if trainings.is_empty() { self.note("visits.none") } else { trainings };
        };
        let mut cells = Cells::new();
        let told = |value: String| self.recorded(facts.tracked, || value);
        let early = (of.done_early > 0).then(|| of.done_early.to_string());
        let rows = [
            ("report.visits_done", told(of.carried_out.to_string())),
            ("report.visits_kept", told(cx.format().rate(&of.compliance))),
            ("report.visits_early", early.and_then(told)),
            ("report.visits_late", told(of.done_late.to_string())),
            ("report.visits_overdue", told(of.overdue_at_end.to_string())),
        ];
        for (key, value) in rows {
            if let Some(value) = value {
                cells.text(cx.t(key), &value);
            }
        }
        let mut blocks = Blocks::from(cells);
        let overdue = of.closing.map_or_else(Vec::new, |on| facts.overdue_on(on));
        let late = overdue.len();
        let overdue = ledgers::visit_table(cx, overdue.iter().take(LISTED), true);
        let overdue = if facts.tracked && !overdue.is_empty() {
            let table = Blocks::from(overdue.captioned(cx.t("report.overdue_visits")));
            self.below("report.overdue_visits", table.and(first_of(cx, late)))
        } else {
            Blocks::new()
        };
        let due_next = facts.due_next(self.report());
        let month = cx.format().month(self.report().last_month().next());
        let heading = cx.fill("report.due_next", &[("month", &month)]);
        let due = ledgers::visit_table(cx, due_next.iter().take(LISTED), true).captioned(&heading);
        let due = due.or_noted(cx.t("visits.none_due")).and(first_of(cx, due_next.len()));
        let due = Blocks::under(&heading, due);
        blocks.push(Blocks::beside(overdue, due));
        let calendar = Html::link(&cx.data_href(DataFile::VisitsCalendar), cx.t("report.calendar"));
        blocks.and(Blocks::ways(calendar)).and(trainings)
    }

    /// Trainings given in the stretch.
    fn trainings(&self) -> Blocks {
        let held = self.cx.catalog().records.trainings.iter().filter(|training| {
            training.held_on.is_some_and(|day| {
                day <= self.last_day() && self.report().like(day) == self.report()
            })
        });
        ledgers::training_table(self.cx, held).into()
    }
}
