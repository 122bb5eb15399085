//! Two rows of one ticket as one event: the later completes the earlier and wins
//! where they differ.

use crate::model::events::{EventDraft, EventWords, FlagField, NumField, SideStamp, TextField};
use crate::model::text::TextPool;
use crate::model::time::{Clock, Instant, Zone};
use crate::model::words::{
    CauseCategory, Channel, ChargeType, ComplaintKind, Priority, ResponsibleParty, ServiceType,
    Status,
};

/// What a later row adds to an earlier one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// Something that was missing was filled in, or went its expected way.
    pub completed: bool,
    /// Fields in which the two contradict each other.
    pub conflicts: Vec<&'static str>,
}

impl Change {
    /// True where the later row says nothing new.
    pub(crate) fn is_none(&self) -> bool {
        !self.completed && self.conflicts.is_empty()
    }

    fn one<T: PartialEq + Copy>(
        &mut self,
        name: &'static str,
        earlier: &mut Option<T>,
        later: Option<T>,
    ) {
        match (*earlier, later) {
            (_, None) => return,
            (None, Some(_)) => self.completed = true,
            (Some(a), Some(b)) if a == b => return,
            (Some(_), Some(_)) => self.conflicts.push(name),
        }
        *earlier = later;
    }
}

/// Puts what `later` says into `earlier`.
pub(crate) fn complete(earlier: &mut EventDraft, later: &EventDraft, pool: &TextPool) -> Change {
    let mut change = Change::default();
    texts(&mut change, earlier, later, pool);
    for field in NumField::ALL {
        let at = *field as usize;
        change.one(field.as_str(), &mut earlier.nums[at], later.nums[at]);
    }
    for field in FlagField::ALL {
        let at = *field as usize;
        change.one(field.as_str(), &mut earlier.flags[at], later.flags[at]);
    }
    for clock in Clock::ALL {
        let at = clock as usize;
        change.one(clock.as_str(), &mut earlier.stamps[at], later.stamps[at]);
    }
    for field in SideStamp::ALL {
        let at = *field as usize;
        change.one(field.as_str(), &mut earlier.side[at], later.side[at]);
    }
    words(&mut change, earlier, later);
    lists(&mut change, earlier, later);
    change
}

fn texts(change: &mut Change, earlier: &mut EventDraft, later: &EventDraft, pool: &TextPool) {
    for field in TextField::ALL.iter().filter(|f| **f != TextField::Ticket) {
        let (mine, theirs) = (earlier.text(*field), later.text(*field));
        if !theirs.is_some() || mine == theirs {
            continue;
        }
        // A text that was written on is no contradiction.
        if !mine.is_some() || pool.get(theirs).starts_with(pool.get(mine)) {
            change.completed = true;
        } else {
            change.conflicts.push(field.as_str());
        }
        earlier.texts[*field as usize] = theirs;
    }
}

fn words(change: &mut Change, earlier: &mut EventDraft, later: &EventDraft) {
    let (mine, theirs) = (&mut earlier.words, &later.words);
    change.one("service_type", &mut mine.service_type, theirs.service_type);
    change.one("charge_type", &mut mine.charge_type, theirs.charge_type);
    change.one("cause_category", &mut mine.cause_category, theirs.cause_category);
    change.one("priority", &mut mine.priority, theirs.priority);
    change.one("channel", &mut mine.channel, theirs.channel);
    change.one("responsible_party", &mut mine.responsible_party, theirs.responsible_party);
    change.one("complaint_kind", &mut mine.complaint_kind, theirs.complaint_kind);
    // An open ticket that is closed a week later went its way.
    let unfinished =
        !matches!(mine.status, Some(Status::Closed | Status::Cancelled | Status::Duplicate));
    if unfinished && theirs.status.is_some() && mine.status != theirs.status {
        mine.status = theirs.status;
        change.completed = true;
    }
    change.one("status", &mut mine.status, theirs.status);
}

fn lists(change: &mut Change, earlier: &mut EventDraft, later: &EventDraft) {
    let (mine, theirs) = (&mut earlier.extra, &later.extra);
    if !theirs.parts.is_empty() && mine.parts != theirs.parts {
        if mine.parts.is_empty() {
            change.completed = true;
        } else {
            change.conflicts.push("parts");
        }
        mine.parts.clone_from(&theirs.parts);
    }
    if !theirs.pauses.is_empty() && mine.pauses != theirs.pauses {
        change.completed = true;
        mine.pauses.clone_from(&theirs.pauses);
    }
    for cell in &theirs.cells {
        match mine.cells.iter_mut().find(|known| known.0 == cell.0) {
            Some(known) if known.1 == cell.1 => continue,
            Some(known) => *known = *cell,
            None => mine.cells.push(*cell),
        }
        change.completed = true;
    }
}

/// The fields in which an event differs from what it was: name, before, after.
pub(crate) fn differences(
    before: &EventDraft,
    after: &EventDraft,
    (pool, zone): (&TextPool, &Zone),
) -> Vec<(&'static str, String, String)> {
    let mut out = Vec::new();
    let mut add = |name: &'static str, before: String, after: String| {
        if before != after {
            out.push((name, before, after));
        }
    };
    for field in TextField::ALL {
        let text = |draft: &EventDraft| pool.get(draft.text(*field)).to_owned();
        add(field.as_str(), text(before), text(after));
    }
    for field in NumField::ALL {
        let num = |draft: &EventDraft| shown(draft.nums[*field as usize]);
        add(field.as_str(), num(before), num(after));
    }
    for field in FlagField::ALL {
        let flag = |draft: &EventDraft| shown(draft.flags[*field as usize]);
        add(field.as_str(), flag(before), flag(after));
    }
    for clock in Clock::ALL {
        let stamp = |draft: &EventDraft| draft.stamp(clock).map(|s| zone.iso(s.at));
        add(clock.as_str(), shown(stamp(before)), shown(stamp(after)));
    }
    for field in SideStamp::ALL {
        let at = |draft: &EventDraft| draft.side[*field as usize].map(|at| zone.iso(at));
        add(field.as_str(), shown(at(before)), shown(at(after)));
    }
    for (name, word) in WORDS {
        add(name, word(&before.words), word(&after.words));
    }
    let parts = |draft: &EventDraft| {
        let names =
            draft.extra.parts.iter().map(|part| format!("{}*{}", pool.get(part.part), part.qty));
        names.collect::<Vec<_>>().join(";")
    };
    add("parts", parts(before), parts(after));
    let pauses = |draft: &EventDraft| {
        let at = |at: Option<Instant>| shown(at.map(|at| zone.iso(at)));
        let pauses = draft.extra.pauses.iter();
        pauses
            .map(|p| format!("{} – {}", at(Some(p.from)), at(p.to)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    add("pauses", pauses(before), pauses(after));
    let cells = |draft: &EventDraft| {
        let cells = draft.extra.cells.iter();
        cells
            .map(|&(h, v)| format!("{}: {}", pool.get(h), pool.get(v)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    add("notes", cells(before), cells(after));
    out
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

type WordOf = fn(&EventWords) -> String;

/// The closed words of an event by name.
const WORDS: [(&str, WordOf); 8] = [
    ("service_type", |w| shown(w.service_type.map(ServiceType::as_str))),
    ("charge_type", |w| shown(w.charge_type.map(ChargeType::as_str))),
    ("cause_category", |w| shown(w.cause_category.map(CauseCategory::as_str))),
    ("status", |w| shown(w.status.map(Status::as_str))),
    ("priority", |w| shown(w.priority.map(Priority::as_str))),
    ("channel", |w| shown(w.channel.map(Channel::as_str))),
    ("responsible_party", |w| shown(w.responsible_party.map(ResponsibleParty::as_str))),
    ("complaint_kind", |w| shown(w.complaint_kind.map(ComplaintKind::as_str))),
];
