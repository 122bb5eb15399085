//! One ticket, one event: re-exports, later rows that complete earlier ones, and
//! contradictions (`domain.md` §2.4), over all logs and reports in natural order
//! of path.

mod combine;
mod owners;

use super::log::findings::Findings;
use super::log::{LogRead, RowMark};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::events::{EventDraft, Events, TextField};
use crate::model::ids::match_key;
use crate::model::ledger::{RowChange, SkipReason};
use crate::model::project::{RejectedRow, SourceReport};
use crate::model::text::{Sym, TextPool};
use crate::model::time::{Clock, Zone};
use combine::{Change, complete, differences};
use hashbrown::HashMap;
use owners::Named;
pub(crate) use owners::Owners;
use std::collections::{BTreeMap, BTreeSet};

/// All logs as one.
#[derive(Debug, Default)]
pub struct Merged {
    /// The events, one a ticket and device.
    pub events: Events,
    /// The accounts, with merged rows moved to skipped or repaired.
    pub sources: Vec<SourceReport>,
    /// Rejected rows of all logs.
    pub rejected: Vec<RejectedRow>,
    /// What was found.
    pub diagnostics: Diagnostics,
}

/// Merges logs (in natural order of path) and the events of Markdown reports. A
/// report and a log row of one ticket and device are one event: the report's
/// values win, the log's fill what is empty. `dedupe[i]` belongs to `logs[i]`.
///
/// The account: a row that says nothing new is skipped. Where a later row
/// completes or contradicts an earlier one the later counts as repaired and the
/// earlier as skipped, so that accepted and repaired rows are the events.
#[allow(clippy::needless_pass_by_value, reason = "a merge uses up what it merges")]
pub(crate) fn merge(
    logs: Vec<LogRead>,
    dedupe: &[bool],
    reports: Events,
    owners: &Owners,
    zone: &Zone,
) -> Merged {
    let mut merge = Merge::new(owners, zone);
    let mut out = Merged::default();
    for (at, log) in logs.into_iter().enumerate() {
        out.rejected.extend(log.rejected);
        out.diagnostics.append(log.diagnostics);
        out.sources.push(log.report);
        let base = merge.events.len() as u32;
        if dedupe.get(at).copied().unwrap_or(false) {
            let again = log.duplicates.iter().map(|(row, first)| (base + row, base + first));
            merge.repeated.extend(again);
        }
        merge.logs.push((base, log.block_line));
        merge.marks.extend(log.marks);
        if merge.events.is_empty() {
            merge.events = log.events;
        } else {
            merge.events.append(&log.events);
        }
    }
    merge.rows = merge.events.len();
    merge.events.append(&reports);
    merge.run(&mut out.sources);
    let findings = merge.findings.into_diagnostics(&Place::default(), &[]);
    out.diagnostics.append(findings);
    out.events = if merge.changed.is_empty() && merge.dropped.is_empty() {
        merge.events
    } else {
        let (changed, dropped) = (merge.changed, merge.dropped);
        merge.events.rebuild(|row, draft| {
            if let Some(new) = changed.get(&(row as u32)) {
                draft.clone_from(new);
            }
            !dropped.contains(&(row as u32))
        })
    };
    out
}

/// The state of a merge. Rows are positions among the events of all logs, then
/// of all reports.
struct Merge<'a> {
    owners: &'a Owners,
    /// The zone in which times are told.
    zone: Zone,
    events: Events,
    /// How many events come from logs.
    rows: usize,
    marks: Vec<RowMark>,
    /// First row and block of each log.
    logs: Vec<(u32, u32)>,
    /// Rows to be left out as equal to an earlier one of their file.
    repeated: BTreeMap<u32, u32>,
    changed: BTreeMap<u32, EventDraft>,
    /// The later row that stands for an event in the accounts.
    holders: BTreeMap<u32, u32>,
    dropped: BTreeSet<u32>,
    findings: Findings,
}

/// Where the rows of each ticket are.
struct Index {
    /// First row by ticket symbol.
    first: Vec<u32>,
    /// All rows of tickets that have several.
    more: HashMap<usize, Vec<u32>>,
    /// Tickets by their folded spelling, where that is not itself a ticket.
    folded: HashMap<String, usize>,
}

const NO_ROW: u32 = u32::MAX;

impl Index {
    fn new(texts: usize) -> Self {
        Self { first: vec![NO_ROW; texts], more: HashMap::new(), folded: HashMap::new() }
    }

    /// One number for all spellings of a ticket id.
    fn ticket(&mut self, sym: Sym, pool: &TextPool) -> Option<usize> {
        let index = sym.index()?;
        let text = pool.get(sym);
        if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_lowercase()) {
            return Some(index);
        }
        let key = match_key(text);
        match pool.find(&key).index() {
            Some(same) => Some(same),
            None => Some(*self.folded.entry(key).or_insert(index)),
        }
    }

    /// The earlier rows of a ticket.
    fn rows(&self, ticket: usize) -> &[u32] {
        match self.first.get(ticket) {
            None | Some(&NO_ROW) => &[],
            Some(first) => {
                self.more.get(&ticket).map_or(std::slice::from_ref(first), Vec::as_slice)
            }
        }
    }

    fn add(&mut self, ticket: usize, row: u32) {
        if self.first.len() <= ticket {
            self.first.resize(ticket + 1, NO_ROW);
        }
        if self.first[ticket] == NO_ROW {
            self.first[ticket] = row;
        } else {
            let first = self.first[ticket];
            self.more.entry(ticket).or_insert_with(|| vec![first]).push(row);
        }
    }
}

impl<'a> Merge<'a> {
    fn new(owners: &'a Owners, zone: &Zone) -> Self {
        Self {
            owners,
            zone: zone.clone(),
            events: Events::default(),
            rows: 0,
            marks: Vec::new(),
            logs: Vec::new(),
            repeated: BTreeMap::new(),
            changed: BTreeMap::new(),
            holders: BTreeMap::new(),
            dropped: BTreeSet::new(),
            findings: Findings::default(),
        }
    }

    fn run(&mut self, sources: &mut [SourceReport]) {
        let mut index = Index::new(self.events.pool().len());
        for row in 0..self.events.len() as u32 {
            if self.repeated.contains_key(&row) {
                self.dropped.insert(row);
                self.leave_out(row, SkipReason::Repeated, sources);
                continue;
            }
            let sym = self.events.get(row as usize).sym(TextField::Ticket);
            let Some(ticket) = index.ticket(sym, self.events.pool()) else { continue };
            let partner =
                index.rows(ticket).iter().copied().find(|&other| self.is_same(other, row));
            match partner {
                None => index.add(ticket, row),
                Some(other) if self.differs_by_block(other, row) => {
                    let renamed = self.rename(row);
                    let ticket = index.ticket(renamed, self.events.pool());
                    if let Some(ticket) = ticket {
                        index.add(ticket, row);
                    }
                }
                Some(other) if row as usize >= self.rows => self.join_report(other, row, sources),
                Some(other) => self.join_earlier(other, row, sources),
            }
        }
    }

    /// True where two rows of a ticket name the same device, or one names none, and both
    /// may be of one customer. Two reports are never one.
    fn is_same(&self, a: u32, b: u32) -> bool {
        if self.dropped.contains(&a) || (a as usize >= self.rows && b as usize >= self.rows) {
            return false;
        }
        let named = |row: u32| {
            let text = |field| match self.changed.get(&row) {
                Some(draft) => self.events.pool().get(draft.text(field)),
                None => self.events.get(row as usize).text(field),
            };
            Named {
                device: text(TextField::Device),
                customer: text(TextField::Customer),
                reported: match self.changed.get(&row) {
                    Some(draft) => draft.stamp(Clock::ReportedAt).map(|stamp| stamp.at),
                    None => self.events.get(row as usize).reported(),
                },
            }
        };
        let (a, b) = (named(a), named(b));
        let same = a.device.is_empty()
            || b.device.is_empty()
            || a.device == b.device
            || match_key(a.device) == match_key(b.device);
        same && !self.owners.differ(a, b)
    }

    fn log_of(&self, row: u32) -> usize {
        self.logs.partition_point(|(base, _)| *base <= row).saturating_sub(1)
    }

    /// Ids made of content mean the same row only within one source.
    fn differs_by_block(&self, a: u32, b: u32) -> bool {
        let made = |row: u32| self.marks.get(row as usize).is_some_and(|mark| mark.unnamed);
        made(a) && made(b) && self.logs[self.log_of(a)].1 != self.logs[self.log_of(b)].1
    }

    fn rename(&mut self, row: u32) -> Sym {
        let id = self.events.get(row as usize).ticket().to_owned();
        let free = (2..).map(|n| format!("{id}-{n}"));
        let pool = self.events.pool();
        let name = free.into_iter().find(|name| !pool.find(name).is_some());
        let name = name.expect("a pool of texts is finite");
        self.events.set_text(row as usize, TextField::Ticket, &name);
        self.events.pool().find(&name)
    }

    fn draft(&self, row: u32) -> EventDraft {
        self.changed.get(&row).cloned().unwrap_or_else(|| self.events.draft(row as usize))
    }

    /// A later row of a log into an earlier one.
    fn join_earlier(&mut self, other: u32, row: u32, sources: &mut [SourceReport]) {
        let mut draft = self.draft(other);
        let before = draft.clone();
        let later = self.events.draft(row as usize);
        let change = complete(&mut draft, &later, self.events.pool());
        self.dropped.insert(row);
        let holder = self.holder(other);
        if change.is_none() {
            self.leave_out(row, SkipReason::Repeated, sources);
            self.tell(Code::DuplicateReexport, &change, (holder, row), sources);
            return;
        }
        let contradicts = !change.conflicts.is_empty();
        let code = if contradicts { Code::TicketConflict } else { Code::TicketMerged };
        self.tell(code, &change, (holder, row), sources);
        self.leave_out(holder, SkipReason::Completed, sources);
        self.mend(row, sources);
        self.note(row, code, (&before, &draft), sources);
        self.holders.insert(other, row);
        draft.origin = later.origin;
        self.changed.insert(other, draft);
    }

    /// The row that stands for an event in the accounts.
    fn holder(&self, event: u32) -> u32 {
        self.holders.get(&event).copied().unwrap_or(event)
    }

    /// A log's row into the report of the same ticket: the report's values win.
    fn join_report(&mut self, other: u32, report: u32, sources: &mut [SourceReport]) {
        let mut draft = self.draft(other);
        let before = draft.clone();
        let holder = self.holder(other);
        let told = self.events.draft(report as usize);
        let change = complete(&mut draft, &told, self.events.pool());
        if !change.is_none() {
            self.mend(holder, sources);
            self.note(holder, Code::TicketMerged, (&before, &draft), sources);
        }
        draft.origin = told.origin;
        draft.texts[TextField::Ticket as usize] = told.text(TextField::Ticket);
        self.dropped.insert(other);
        self.changed.insert(report, draft);
    }

    /// The account of the log a row stands in, and whether the row was repaired.
    fn source<'s>(
        &self,
        row: u32,
        sources: &'s mut [SourceReport],
    ) -> Option<(&'s mut SourceReport, bool)> {
        let repaired = self.marks.get(row as usize)?.repaired;
        Some((sources.get_mut(self.log_of(row))?, repaired))
    }

    /// Notes in the ledger of a row's log what the event became.
    fn note(
        &self,
        row: u32,
        code: Code,
        (before, after): (&EventDraft, &EventDraft),
        sources: &mut [SourceReport],
    ) {
        let line = super::log::line_of(&self.events, row);
        let Some((report, _)) = self.source(row, sources) else { return };
        let mut changes = differences(before, after, (self.events.pool(), &self.zone));
        if changes.is_empty() {
            // What is no text of its own, such as the reason of a part.
            changes.push(("", String::new(), String::new()));
        }
        for (field, from, to) in changes {
            report.ledger.change(|| RowChange { line, field: field.into(), from, to, code });
        }
    }

    fn leave_out(&mut self, row: u32, reason: SkipReason, sources: &mut [SourceReport]) {
        let line = super::log::line_of(&self.events, row);
        if let Some((report, repaired)) = self.source(row, sources) {
            report.ledger.skip(line, reason);
            if repaired {
                report.ledger.forget(line);
            }
            *(if repaired { &mut report.rows_repaired } else { &mut report.rows_accepted }) -= 1;
            report.rows_skipped += 1;
        }
    }

    fn mend(&mut self, row: u32, sources: &mut [SourceReport]) {
        if let Some((report, false)) = self.source(row, sources) {
            report.rows_accepted -= 1;
            report.rows_repaired += 1;
        }
        if let Some(mark) = self.marks.get_mut(row as usize) {
            mark.repaired = true;
        }
    }

    fn tell(
        &mut self,
        code: Code,
        change: &Change,
        (earlier, later): (u32, u32),
        sources: &[SourceReport],
    ) {
        if !self.findings.wants(code, None) {
            return;
        }
        let (before, at) = (self.place(earlier, sources), self.place(later, sources));
        let message = match code {
            Code::TicketConflict => format!(
                "{at} and {before} are one ticket but differ in {}; the later value was used",
                change.conflicts.join(", ")
            ),
            Code::TicketMerged => format!("the row completes the ticket of {before}"),
            _ => format!("the row says nothing that {before} does not say; it was read once"),
        };
        let finding = Diagnostic::new(code, message).at(at);
        let finding = match code {
            Code::TicketConflict => finding.hint(
                "correct the row that is wrong, or give the second job a ticket id of its own",
            ),
            _ => finding,
        };
        self.findings.keep(None, finding);
    }

    fn place(&self, row: u32, sources: &[SourceReport]) -> Place {
        let report = sources.get(self.log_of(row));
        let place = report.map(SourceReport::place).unwrap_or_default();
        place.on_line(super::log::line_of(&self.events, row))
    }
}

#[cfg(test)]
mod tests;
