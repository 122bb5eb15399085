//! One view of everything of which there is a report: a month, a quarter or a year.

use super::change::PeriodChange;
use super::facts::MonthFacts;
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
}
