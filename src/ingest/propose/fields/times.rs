//! Which column of dates is the report and which its end, and which times of day belong
//! to a day in another column.

use super::{Column, Draft, MOST};
use crate::ingest::propose::Evidence;

impl Draft<'_> {
    /// Columns of dates: the earliest of a row is the report, the latest its end.
    pub(super) fn by_dates(&mut self) {
        let dated = |at: &usize| {
            let facts = self.facts(*at);
            facts.share(facts.dates) >= MOST
        };
        let mut open: Vec<usize> = self.open().into_iter().filter(dated).collect();
        if open.is_empty() {
            return;
        }
        if self.is_free("reported_at") {
            let first = open.iter().copied().max_by_key(|&at| {
                (self.wins(at, &open), self.facts(at).filled, std::cmp::Reverse(at))
            });
            if let Some(first) = first {
                let because = match open.iter().find(|other| **other != first) {
                    Some(other) => self.earlier_text(first, *other),
                    None => "its values are dates, and no other column says when it was reported"
                        .to_owned(),
                };
                self.set(first, "reported_at", because);
                open.retain(|at| *at != first);
            }
        }
        if let (Some(first), true) = (self.holder("reported_at"), self.is_free("resolved_at")) {
            let later =
                |at: &usize| self.subject.facts.earlier.get(&(first, *at)).copied().unwrap_or(0);
            let before =
                |at: &usize| self.subject.facts.earlier.get(&(*at, first)).copied().unwrap_or(0);
            let fits =
                open.iter().copied().filter(|at| later(at) > 0 && later(at) >= 4 * before(at));
            let last = fits.max_by_key(|&at| (self.losses(at, &open), std::cmp::Reverse(at)));
            if let Some(last) = last {
                let because = self.later_text(last, first);
                self.set(last, "resolved_at", because);
                open.retain(|at| *at != last);
            }
        }
        for at in open {
            "its values are dates, but nothing says of what"
                .clone_into(&mut self.mapping.columns[at].because);
        }
    }

    fn wins(&self, at: usize, all: &[usize]) -> usize {
        let earlier = &self.subject.facts.earlier;
        all.iter().filter_map(|other| earlier.get(&(at, *other))).sum()
    }

    fn losses(&self, at: usize, all: &[usize]) -> usize {
        let earlier = &self.subject.facts.earlier;
        all.iter().filter_map(|other| earlier.get(&(*other, at))).sum()
    }

    fn earlier_text(&self, first: usize, other: usize) -> String {
        let count = |a, b| self.subject.facts.earlier.get(&(a, b)).copied().unwrap_or(0);
        let (before, after) = (count(first, other), count(other, first));
        format!(
            "its values are dates, earlier than \"{}\" in {before} rows and later in {after}",
            self.header(other)
        )
    }

    fn later_text(&self, last: usize, first: usize) -> String {
        let count = |a, b| self.subject.facts.earlier.get(&(a, b)).copied().unwrap_or(0);
        let (after, before) = (count(first, last), count(last, first));
        format!(
            "its values are dates, later than \"{}\" in {after} rows and earlier in {before}",
            self.header(first)
        )
    }

    /// A day in one column and a time of day in another are one instant.
    pub(super) fn clocks_beside_days(&mut self) {
        let clock = |at: &usize| {
            let facts = self.facts(*at);
            let field = self.mapping.columns[*at].field;
            facts.share(facts.clocks) >= MOST && (field.is_none() || field == Some("reported_at"))
        };
        let clocks: Vec<usize> = (0..self.mapping.columns.len()).filter(clock).collect();
        let days = |field: &str, not: usize| {
            self.mapping.columns.iter().enumerate().find_map(|(at, c)| {
                let facts = self.facts(at);
                let day = c.field == Some(field) && at != not && facts.share(facts.dates) >= 0.5;
                (day && facts.timed * 2 < facts.dates).then_some(at)
            })
        };
        let pair = clocks.iter().find_map(|&clock| Some((days("reported_at", clock)?, clock)));
        let Some((day, clock)) = pair.filter(|(_, clock)| clocks.first() == Some(clock)) else {
            return;
        };
        self.mapping.combine = Some(("reported_at", [day, clock]));
        let (date, time) = (self.header(day).to_owned(), self.header(clock).to_owned());
        self.mapping.columns[day].because.push_str(&format!("; together with \"{time}\""));
        let because = format!("times of day that belong to \"{date}\"");
        self.mapping.columns[clock] = Column::is("reported_at", Evidence::Values, because);
    }
}
