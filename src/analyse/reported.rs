//! One view of everything of which there is a report: a month, a quarter or a year.

use super::change::PeriodChange;
use super::facts::{Facts, MonthFacts};
use super::figure::Rate;
use super::longer::LongerFacts;
use super::scope::ScopeFacts;
use crate::model::time::{Period, ReportPeriod};

/// A month, quarter or year of which there is a report.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// Which.
    pub report: ReportPeriod,
    /// True where `as_of` lies inside it.
    pub partial: bool,
    /// From its first instant to its end, or to `as_of`.
    pub period: Period,
    /// Its figures.
    pub scope: &'a ScopeFacts,
    /// Against the one before.
    pub vs_previous: Option<&'a PeriodChange>,
    /// Against the same one a year before.
    pub vs_year: Option<&'a PeriodChange>,
    /// Its months.
    pub months: &'a [MonthFacts],
}

impl<'a> From<&'a MonthFacts> for Reported<'a> {
    fn from(of: &'a MonthFacts) -> Self {
        Self {
            report: of.month.into(),
            partial: of.partial,
            period: of.period,
            scope: &of.scope,
            vs_previous: of.vs_previous.as_ref(),
            vs_year: of.vs_year.as_ref(),
            months: std::slice::from_ref(of),
        }
    }
}

impl<'a> Reported<'a> {
    pub(super) fn longer(of: &'a LongerFacts, months: &'a [MonthFacts]) -> Self {
        Self {
            months,
            report: of.report,
            partial: of.partial,
            period: of.period,
            scope: &of.scope,
            vs_previous: of.vs_previous.as_ref(),
            vs_year: of.vs_year.as_ref(),
        }
    }

    /// False where the records reach back to a part of it only.
    pub fn is_whole(&self) -> bool {
        self.months.first().is_some_and(|first| first.month == self.report.first_month())
    }

    /// The rates that may have a target, by the name of the target.
    pub fn targeted(&self, facts: &Facts) -> Vec<(&'static str, Rate)> {
        let report = self.report;
        let timely = facts.sla.of(report).map(|sla| sla.timeliness);
        let mut all = vec![
            ("timeliness", timely.unwrap_or_default()),
            ("repeat_30d", self.scope.repeat_30d.rate),
            ("first_time_fix", self.scope.first_time_fix.rate),
        ];
        if facts.satisfaction.answers_recorded {
            let said = facts.satisfaction.of(report);
            all.push(("satisfaction", said.map(|said| said.satisfied).unwrap_or_default()));
        }
        // Complaints of unknown responsibility make the share unknown as well.
        if let Some(tally) = facts.complaints.of(report).filter(|tally| tally.unknown == 0) {
            all.push(("complaints", tally.rate));
        }
        all
    }
}
