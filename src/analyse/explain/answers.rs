//! What customers answered, opened.

use super::list::Answers;
use super::{Formula, Note, Opened, Opener, Row, Value};
use crate::analyse::month_grid::MonthGrid;
use crate::analyse::satisfaction::{called_back, full, is_satisfied, job, score};
use crate::model::events::{Event, FlagField, NumField};
use crate::model::time::{Instant, Month};

impl Opener<'_> {
    /// The answers about the jobs that were closed in a month.
    pub(super) fn open_answers(&self, month: Month, which: Answers) -> Option<Opened> {
        let whole = &self.facts.satisfaction;
        let stated = whole.months.get(&month).cloned().unwrap_or_default();
        let (value, formula) = match which {
            Answers::Jobs => (Value::Count(stated.jobs), Formula::Count),
            Answers::Answers => (Value::Count(stated.response.n), Formula::Count),
            Answers::Response => (Value::Rate(stated.response), Formula::Share),
            Answers::Mean => (Value::Number(stated.mean), Formula::Mean),
            Answers::TopBox => (Value::Rate(stated.top_box), Formula::Share),
            Answers::Satisfied => (Value::Rate(stated.satisfied), Formula::Share),
            Answers::CalledBack => (Value::Rate(stated.called_back), Formula::Share),
        };
        let mut opened = Opened::new(value, formula);
        // What nobody writes down is unknown, not none.
        let unknown = match which {
            Answers::Response => !whole.answers_recorded,
            Answers::CalledBack => !whole.callbacks_recorded,
            _ => false,
        };
        if unknown {
            return Some(opened);
        }
        let (grid, as_of) = (MonthGrid::of(self.catalog)?, self.catalog.settings.as_of?);
        for event in self.catalog.records.events.iter() {
            let Some(resolved) = job(self.catalog, event, as_of) else { continue };
            let position = grid.position(resolved).filter(|at| grid.month(*at) == month);
            let Some(position) = position else { continue };
            let on = grid.closing(position, as_of);
            if let Some(value) = answer(event, which, resolved, on) {
                opened.rows.push(Row { event: event.row() as u32, value, note: Note::None });
            }
        }
        Some(opened)
    }
}

/// What a closed job adds; `None` where it does not enter.
fn answer(event: Event<'_>, which: Answers, resolved: Instant, on: Instant) -> Option<f64> {
    let given = score(event.num(NumField::Satisfaction));
    let yes = |is: bool| f64::from(u8::from(is));
    match which {
        Answers::Jobs => Some(1.0),
        Answers::Answers => given.map(|_| 1.0),
        Answers::Response => Some(yes(given.is_some())),
        Answers::Mean => given,
        Answers::TopBox => given.map(|score| yes(full(score) == 5)),
        Answers::Satisfied => {
            given.map(|score| yes(is_satisfied(score, event.flag(FlagField::Satisfied))))
        }
        Answers::CalledBack => called_back(event, resolved, on).map(yes),
    }
}
