//! What customers answered, opened.

use super::figure::Answers;
use super::{Formula, Note, Opened, Opener, Row, Value};
use crate::analyse::month_grid::Grids;
use crate::analyse::satisfaction::{called_back, found_not_ok, full, is_satisfied, job, score};
use crate::model::events::{Event, FlagField, NumField};
use crate::model::time::ReportPeriod;

impl Opener<'_> {
    /// The answers about the jobs that were closed in a month or year.
    pub(super) fn open_answers(&self, report: ReportPeriod, which: Answers) -> Option<Opened> {
        let whole = &self.facts.satisfaction;
        let stated = whole.of(report).cloned().unwrap_or_default();
        let (value, formula) = match which {
            Answers::Jobs => (Value::Count(stated.jobs), Formula::Count),
            Answers::Answers => (Value::Count(stated.response.n), Formula::Count),
            Answers::Response => (Value::Rate(stated.response), Formula::Share),
            Answers::Mean => (Value::Number(stated.mean), Formula::Mean),
            Answers::TopBox => (Value::Rate(stated.top_box), Formula::Share),
            Answers::Satisfied => (Value::Rate(stated.satisfied), Formula::Share),
            Answers::CalledBack => (Value::Rate(stated.called_back), Formula::Share),
            Answers::CallbackNotOk => (Value::Count(stated.callback_not_ok), Formula::Count),
            Answers::Score(score) => {
                let at = usize::from(score).checked_sub(1);
                let n = at.and_then(|at| stated.scores.get(at)).copied().unwrap_or_default();
                (Value::Count(n), Formula::Count)
            }
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
        let as_of = self.catalog.settings.as_of?;
        let grids = Grids::of(self.catalog)?;
        let grid = grids.like(report);
        for event in self.catalog.records.events.iter() {
            let Some(resolved) = job(self.catalog, event, as_of) else { continue };
            let (due, made) = called_back(event, resolved);
            let counts_at = match which {
                Answers::CalledBack => due,
                Answers::CallbackNotOk => match found_not_ok(event, resolved, as_of) {
                    Some(at) => at,
                    None => continue,
                },
                _ => resolved,
            };
            let position = grid.position(counts_at).filter(|at| grid.report_period(*at) == report);
            if position.is_none() || counts_at > as_of {
                continue;
            }
            if let Some(value) = answer(event, which, made) {
                opened.rows.push(Row::noted(event.row() as u32, value, Note::None));
            }
        }
        Some(opened)
    }
}

/// What a closed job adds; `None` where it does not enter.
fn answer(event: Event<'_>, which: Answers, made: bool) -> Option<f64> {
    let given = score(event.num(NumField::Satisfaction));
    let yes = |is: bool| f64::from(u8::from(is));
    match which {
        Answers::Jobs | Answers::CallbackNotOk => Some(1.0),
        Answers::Answers => given.map(|_| 1.0),
        Answers::Response => Some(yes(given.is_some())),
        Answers::Mean => given,
        Answers::TopBox => given.map(|score| yes(full(score) == 5)),
        Answers::Satisfied => {
            given.map(|score| yes(is_satisfied(score, event.flag(FlagField::Satisfied))))
        }
        Answers::CalledBack => Some(yes(made)),
        Answers::Score(wanted) => given.filter(|score| full(*score) == wanted).map(|_| 1.0),
    }
}
