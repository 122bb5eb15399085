//! Dates that a whole log has wrong: day numbers of a workbook that counts from 1904,
//! exported without saying so, lie four years and a day too early.

use super::super::dates::first_day;
use super::super::findings::Findings;
use super::Checks;
use crate::diag::{Code, Diagnostic};
use crate::model::events::Origin;
use crate::model::time::{DAY_MS, Instant};

/// Days between the two systems.
const APART_MS: i64 = 1462 * DAY_MS;
/// Fewer rows prove nothing.
const ENOUGH: usize = 3;

impl Checks<'_> {
    /// Logs whose dates are numbers and all lie before their devices were in service,
    /// though 1,462 days later none of them would.
    pub(super) fn dates_early(&self, found: &mut Findings) {
        let sources = &self.catalog.sources;
        if !sources.iter().any(|source| source.dates_are_numbers) {
            return;
        }
        let mut judged: Vec<Option<usize>> =
            sources.iter().map(|source| source.dates_are_numbers.then_some(0)).collect();
        for event in self.catalog.events().iter() {
            let Origin::Row { source, .. } = event.origin() else { continue };
            let Some(slot) = judged.get_mut(usize::from(source)) else { continue };
            let Some((reported, start)) = event.reported().zip(self.start_of(event.row())) else {
                continue;
            };
            let later = Instant(reported.0 + APART_MS);
            let early = reported < start && later >= start;
            *slot = slot.filter(|_| early).map(|count| count + 1);
        }
        for (source, count) in sources.iter().zip(judged) {
            let Some(count) = count.filter(|&count| count >= ENOUGH) else { continue };
            let message = format!(
                "all {count} dates of this log lie before their devices were in service; 1,462 days later none would: the workbook may count its days from 1904"
            );
            found.push(
                Diagnostic::new(Code::DatesEarly, message)
                    .at(source.place())
                    .hint("set `date1904 = true` in the file's block of faultbook.toml"),
            );
        }
    }

    fn start_of(&self, row: usize) -> Option<Instant> {
        let device = self.catalog.device(self.catalog.links[row].device?);
        first_day(device).map(|day| self.catalog.settings.zone.start_of(day))
    }
}
