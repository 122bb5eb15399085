//! Records that may be one job, and tickets that stand at two devices
//! (`domain.md` §2.4): told, never merged.

use super::super::findings::Findings;
use super::Checks;
use crate::diag::{Code, Diagnostic};
use crate::model::events::{Event, Origin, TextField};
use crate::model::time::Clock;
use rayon::prelude::*;

/// Two reports of one fault lie at most so far apart, in milliseconds.
const CLOSE_MS: i64 = 10 * 60 * 1000;

/// Device, symptom, time of the report, row.
type Reported = (usize, usize, i64, usize);

impl Checks<'_> {
    /// Rows of one device and symptom within ten minutes, with different ids.
    pub(super) fn jobs_alike(&self, found: &mut Findings) {
        let rows = (0..self.catalog.events().len()).into_par_iter();
        let mut reported: Vec<Reported> =
            rows.filter_map(|row| reported(self.event(row))).collect();
        reported.par_sort_unstable();
        let mut pairs: Vec<(usize, usize)> = reported
            .windows(2)
            .filter(|pair| {
                let [a, b] = [pair[0], pair[1]];
                (a.0, a.1) == (b.0, b.1) && b.2 - a.2 <= CLOSE_MS
            })
            .map(|pair| (pair[0].3.min(pair[1].3), pair[0].3.max(pair[1].3)))
            .filter(|&(a, b)| may_be_one(self.event(a), self.event(b)))
            .collect();
        pairs.sort_unstable_by_key(|&(a, b)| (b, a));
        found.add_all(Code::JobsAlike, pairs, |(first, row)| {
            let device = self.event(row).text(TextField::Device);
            let message = format!(
                "device `{device}` has the same symptom at the same time in {}: perhaps one job; both are counted",
                self.place(first, None)
            );
            Diagnostic::new(Code::JobsAlike, message)
                .at(self.place(row, None))
                .hint("give both the ticket id of the one job (with a column of ids a later export completes the earlier row), or leave them if they are two")
        });
    }

    /// One id at two devices gives two records.
    pub(super) fn tickets_shared(&self, found: &mut Findings) {
        let events = self.catalog.events();
        let mut first: Vec<Option<u32>> = vec![None; events.pool().len()];
        let mut shared = Vec::new();
        for event in events.iter() {
            let (ticket, device) = (event.sym(TextField::Ticket), event.sym(TextField::Device));
            let Some(slot) = ticket.index().and_then(|at| first.get_mut(at)) else { continue };
            if !device.is_some() {
                continue;
            }
            match *slot {
                None => *slot = Some(event.row() as u32),
                // One report on several devices is no slip.
                Some(row) if one_report(self.event(row as usize), event) => {}
                Some(row) => shared.push((row as usize, event.row())),
            }
        }
        found.add_all(Code::TicketShared, shared, |(first, row)| {
            let (one, other) = (self.event(first), self.event(row));
            let message = format!(
                "ticket `{}` stands at device `{}`, and at `{}` in {}; both are kept, as two jobs",
                other.ticket(),
                other.text(TextField::Device),
                one.text(TextField::Device),
                self.place(first, None)
            );
            Diagnostic::new(Code::TicketShared, message)
                .at(self.place(row, None))
                .hint("correct the id or the device if one of them is a mistake; else give each job an id of its own")
        });
    }
}

fn one_report(a: Event<'_>, b: Event<'_>) -> bool {
    a.report().is_some() && a.report() == b.report()
}

fn reported(event: Event<'_>) -> Option<Reported> {
    let (device, symptom) = (event.sym(TextField::Device), event.sym(TextField::Symptom));
    let stamp = event.stamp(Clock::ReportedAt)?;
    Some((device.index()?, symptom.index()?, stamp.at.0, event.row()))
}

/// True unless the two are told already, or are jobs of one day of which nothing
/// says that they were at one time.
fn may_be_one(a: Event<'_>, b: Event<'_>) -> bool {
    let by_day = |event: Event<'_>| event.stamp(Clock::ReportedAt).is_some_and(|s| s.date_only);
    let same_file = match (a.origin(), b.origin()) {
        (Origin::Row { source: a, .. }, Origin::Row { source: b, .. }) => a == b,
        _ => false,
    };
    let (made_a, made_b) = (made_id(a), made_id(b));
    let equal_rows = made_a.is_some() && made_a == made_b;
    let doubtful = (by_day(a) || by_day(b)) && (same_file || made_a.is_none() || made_b.is_none());
    a.ticket() != b.ticket() && !equal_rows && !doubtful
}

/// The id that was made of a row's content (`<device>-<day>T<time>-<hash>`), without
/// the number that tells equal rows apart.
fn made_id(event: Event<'_>) -> Option<&str> {
    const REST: usize = "-20260105T1000-abcdef".len();
    let (ticket, device) = (event.ticket(), event.text(TextField::Device));
    let made = ticket.get(..device.len() + REST)?;
    let rest = made.strip_prefix(device)?.as_bytes();
    (rest[0] == b'-' && rest[9] == b'T' && rest[14] == b'-').then_some(made)
}
