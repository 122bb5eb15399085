//! What the figures say about the records: jobs charged otherwise than expected, and
//! durations no one believes. Notes to the keeper of the data; identities that must
//! hold are in `check`.

use super::facts::Facts;
use super::figure::Reason;
use crate::catalog::{Catalog, Restricted, place_of};
use crate::diag::{Code, Diagnostic, Diagnostics};

/// Findings of one kind that are told one by one.
const TOLD: usize = 100;

/// The notes on the records behind the figures.
pub fn notes(facts: &Facts, catalog: &Restricted<Catalog>) -> Diagnostics {
    let mut found = Diagnostics::default();
    let left_out = facts.fleet.times.restore.excluded.iter();
    let too_long = left_out.filter(|e| e.reason == Reason::TooLong);
    let too_long: Vec<u32> = too_long.flat_map(|e| e.events.iter().copied()).collect();
    tell(&mut found, catalog, &too_long, |ticket| {
        let message = format!(
            "ticket {ticket}: more than a year lies between report and end; it is in no time and \
             no downtime"
        );
        Diagnostic::new(Code::DurationLong, message).hint("check the year of both dates")
    });
    let charged = |although_free: bool| -> Vec<u32> {
        let all = facts.fleet.charges.mismatches.iter();
        all.filter(move |m| m.charged_although_free() == although_free).map(|m| m.event).collect()
    };
    let hint = "correct the charge, the cause or the warranty date, whichever is wrong";
    tell(&mut found, catalog, &charged(false), |ticket| {
        let message = format!("ticket {ticket} was free although payment was expected");
        Diagnostic::new(Code::FreeExpectedPaid, message).hint(hint)
    });
    tell(&mut found, catalog, &charged(true), |ticket| {
        let message = format!("ticket {ticket} was charged although it was expected to be free");
        Diagnostic::new(Code::PaidExpectedFree, message).hint(hint)
    });
    found
}

/// One finding an event; beyond a hundred the rest together.
fn tell(
    found: &mut Diagnostics,
    catalog: &Catalog,
    events: &[u32],
    finding: impl Fn(&str) -> Diagnostic,
) {
    for &row in events.iter().take(TOLD) {
        let event = catalog.event(row as usize);
        let place = place_of(event, &catalog.sources, &catalog.records.reports);
        found.push(finding(event.ticket()).at(place));
    }
    if let Some(more) = events.len().checked_sub(TOLD).filter(|more| *more > 0) {
        let code = finding("").code;
        found.push(Diagnostic::new(code, format!("{more} more tickets like these")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::analyse;
    use crate::analyse::fixture::Fleet;
    use crate::model::words::{CauseCategory, ChargeType};

    #[test]
    fn unexpected_charges_and_endless_repairs_are_told() {
        let mut fleet = Fleet::sample();
        fleet.jobs[0].reported = fleet.jobs[0].reported.plus_days(-400);
        let catalog = fleet.catalog_with(|c| {
            c.records.events = std::mem::take(&mut c.records.events).rebuild(|row, draft| {
                if row == 1 {
                    draft.words.cause_category = Some(CauseCategory::User);
                    draft.words.charge_type = Some(ChargeType::FreeWarranty);
                }
                if row == 3 {
                    draft.words.charge_type = Some(ChargeType::Paid);
                }
                true
            });
            c.dates[0].warranty_end = "2030-01-01".parse().ok();
        });
        let found = notes(&analyse(&catalog), &catalog);
        let codes: Vec<Code> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::DurationLong, Code::FreeExpectedPaid, Code::PaidExpectedFree]);
    }
}
