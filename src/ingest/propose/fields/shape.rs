//! Ids, codes, names, money and prose, told by how the values are built.

use super::{Draft, MOST, NOTHING};
use crate::ingest::header::normal;
use crate::ingest::propose::facts::Facts;
use crate::ingest::propose::languages;
use crate::ingest::value::duration::unit_hours;

impl Draft<'_> {
    /// Ids, codes, names, money and prose, by how the values are built.
    pub(super) fn by_shape(&mut self) {
        self.ticket();
        self.best("fault_code", |facts| {
            (facts.share(facts.code_like) >= MOST && facts.distinct() > 1).then(|| {
                format!(
                    "{} of {} values look like codes on a display",
                    facts.code_like, facts.filled
                )
            })
        });
        self.best("device_id", |facts| {
            let repeats = facts.distinct() * 10 <= facts.filled * 9 && facts.distinct() > 1;
            let ids = facts.share(facts.id_like) >= MOST && facts.dates == 0 && facts.money == 0;
            let figures = facts.share(facts.numbers) >= 0.5;
            (repeats && ids && !figures).then(|| {
                format!("{} different ids that repeat over {} rows", facts.distinct(), facts.filled)
            })
        });
        self.best("engineer", |facts| {
            (facts.share(facts.names) >= MOST && facts.distinct() * 2 <= facts.filled).then(|| {
                format!(
                    "{} names of people that repeat over {} rows",
                    facts.distinct(),
                    facts.filled
                )
            })
        });
        self.best("amount", |facts| {
            (facts.share(facts.money) >= 0.5)
                .then(|| format!("{} of {} values are sums of money", facts.money, facts.filled))
        });
        self.symptom();
        for at in self.open() {
            let facts = self.facts(at);
            let said = if facts.is_running() {
                "it counts the rows; a re-export would count anew, so it is no id"
            } else if facts.share(facts.durations) >= MOST || self.is_timed(at) {
                "its values are durations, but nothing says of what"
            } else if facts.share(facts.mails) >= MOST {
                "its values are mail addresses"
            } else if facts.share(facts.clocks) >= MOST {
                "its values are times of day without a date"
            } else if facts.share(facts.numbers) >= MOST {
                "its values are numbers, but nothing says of what"
            } else {
                continue;
            };
            if self.mapping.columns[at].because == NOTHING {
                said.clone_into(&mut self.mapping.columns[at].because);
            }
        }
    }

    /// True where a unit of time stands in brackets behind the header.
    fn is_timed(&self, at: usize) -> bool {
        let unit = normal(self.header(at)).unit;
        unit.is_some_and(|unit| unit_hours(&unit).is_some() || languages::unit(&unit).is_some())
    }

    fn best(&mut self, field: &'static str, fits: impl Fn(&Facts) -> Option<String>) {
        if !self.is_free(field) {
            return;
        }
        let open = self.open();
        let found = open.into_iter().find_map(|at| Some((at, fits(self.facts(at))?)));
        if let Some((at, because)) = found {
            self.set(at, field, because);
        }
    }

    fn ticket(&mut self) {
        let rows = self.subject.facts.rows;
        self.best("ticket_id", |facts| {
            let whole = facts.filled == rows && rows > 1 && facts.is_unique();
            let ids = facts.share(facts.id_like) >= MOST && facts.dates == 0 && facts.clocks == 0;
            let figure =
                facts.values.keys().any(|v| v.contains('.')) && facts.share(facts.numbers) >= MOST;
            (whole && ids && !figure && facts.money == 0 && !facts.is_running())
                .then(|| "every row has an id of its own".to_owned())
        });
    }

    fn symptom(&mut self) {
        if !self.is_free("symptom") {
            return;
        }
        let prose = |at: &usize| {
            let facts = self.facts(*at);
            let wide = facts.samples.iter().any(|s| s.chars().any(|c| c >= '\u{2e80}'));
            let long = facts.length() >= if wide { 4.0 } else { 10.0 };
            long && facts.distinct() * 2 > facts.filled
                && facts.dates == 0
                && facts.share(facts.mails) < 0.5
                && facts.share(facts.id_like) < 0.5
        };
        let all: Vec<usize> = self.open().into_iter().filter(prose).collect();
        let Some((first, rest)) = all.split_first() else { return };
        self.set(*first, "symptom", "it is the first column of prose".to_owned());
        for at in rest {
            "prose, but nothing says whether it is a cause, a measure or a remark"
                .clone_into(&mut self.mapping.columns[*at].because);
        }
    }
}
