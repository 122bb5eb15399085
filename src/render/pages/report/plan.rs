//! Visits and maintenance: what was done in its window, what is overdue, what is due in
//! the month after, and the trainings given.

use super::{LISTED, Report, first_of, under_heading};
use crate::render::pages::ledgers;
use crate::render::view::{Cells, Html};
use crate::site::DataFile;

impl Report<'_, '_> {
    pub(super) fn plan(&self) -> Html {
        let (cx, facts) = (self.cx, &self.cx.facts().visits);
        let trainings = self.below("visits.trainings", self.trainings());
        let Some(of) = facts.of(self.report()) else {
            return if trainings.is_empty() { self.note("visits.none") } else { trainings };
        };
        let mut cells = Cells::new();
        let told = |value: String| self.recorded(facts.tracked, || value);
        let rows = [
            ("report.visits_done", told(of.carried_out.to_string())),
            ("report.visits_kept", told(cx.format().rate(&of.compliance))),
            ("report.visits_late", told(of.done_late.to_string())),
            ("report.visits_overdue", told(of.overdue_at_end.to_string())),
        ];
        for (key, value) in rows {
            if let Some(value) = value {
                cells.text(cx.t(key), &value);
            }
        }
        let mut html = cells.boxed();
        let overdue = facts.overdue_on(self.last_day());
        let late = overdue.len();
        let overdue = ledgers::visit_table(cx, overdue.iter().take(LISTED), true);
        let overdue = if facts.tracked && !overdue.is_empty() {
            let table = overdue.captioned(cx.t("report.overdue_visits")).finish();
            let table = Html::join([table, first_of(cx, late)], "");
            self.below("report.overdue_visits", table)
        } else {
            Html::default()
        };
        let due_next = facts.due_next(self.report());
        let month = cx.format().month(self.report().last_month().next());
        let heading = cx.fill("report.due_next", &[("month", &month)]);
        let due = ledgers::visit_table(cx, due_next.iter().take(LISTED), true).captioned(&heading);
        let due =
            Html::join([due.or_note(cx.t("visits.none_due")), first_of(cx, due_next.len())], "");
        let due = under_heading(&heading, due);
        // A visit that was made early brings columns of its own: there is no room beside it.
        let made = due_next.iter().any(|row| row.done_on.is_some());
        let both = if made { Html::join([overdue, due], "") } else { Html::beside(&overdue, &due) };
        html.0.push_str(&both.0);
        let calendar = Html::link(&cx.data_href(DataFile::VisitsCalendar), cx.t("report.calendar"));
        html.0.push_str(&format!("<p class=\"more\">{}</p>", calendar.0));
        html.0.push_str(&trainings.0);
        html
    }

    /// Trainings given in the stretch.
    fn trainings(&self) -> Html {
        let held = self.cx.catalog().records.trainings.iter().filter(|training| {
            training.held_on.is_some_and(|day| {
                day <= self.last_day() && self.report().like(day) == self.report()
            })
        });
        let table = ledgers::training_table(self.cx, held);
        if table.is_empty() { Html::default() } else { table.finish() }
    }
}
