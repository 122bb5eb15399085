//! Repeat repair and first-time fix (`domain.md` §3.6, §3.7): an index failure has a
//! repeat if a later one of the same device and key was reported within N days of
//! its resolution.

use super::figure::{Excluded, Rate, Reason};
use crate::model::time::Instant;
use serde::Serialize;

/// Repeat repairs within a window.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RepeatFacts {
    /// Days of the window.
    pub window_days: u32,
    /// Index events with a repeat of mature index events.
    pub rate: Rate,
    /// Index events whose window has ended.
    pub mature: u64,
    /// Index events whose window has not.
    pub immature: u64,
    /// Repeats of immature ones: index event and its repeat.
    pub already_seen: Vec<(u32, u32)>,
    /// Repeats of mature ones: index event and its repeat.
    pub pairs: Vec<(u32, u32)>,
    /// Resolved failures without a key or device.
    pub uncoded: Vec<u32>,
    /// What was left out: failures closed before they were reported.
    pub excluded: Vec<Excluded>,
}

/// First-time fix.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FirstTimeFix {
    /// Fixed with one visit, no follow-up and no repeat, of mature tickets with a visit.
    pub rate: Rate,
    /// Resolved with a single visit, of resolved ones with a visit: says nothing
    /// about the fault staying away.
    pub single_visit: Rate,
    /// Events fixed first time.
    pub fixed: Vec<u32>,
    /// What was left out: unknown visits, no key.
    pub excluded: Vec<Excluded>,
}

/// The same part replaced again on the same device inside the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SamePart {
    /// The first event.
    pub first: u32,
    /// The later event.
    pub later: u32,
    /// The part as written, a symbol of the events' pool.
    pub part: crate::model::Sym,
}

/// A failure among those of one device and key, in order of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The event.
    pub event: u32,
    /// When it was reported.
    pub reported: Instant,
    /// When it was resolved, if it was.
    pub resolved: Option<Instant>,
}

/// For each of a device's faults of one key, in order of report, the first that was
/// reported after its resolution.
pub fn recurrences(faults: &[Fault]) -> impl Iterator<Item = (Fault, Option<Fault>)> {
    faults.iter().enumerate().map(|(n, fault)| {
        let later = &faults[n + 1..];
        let next = fault
            .resolved
            .and_then(|resolved| later.get(later.partition_point(|f| f.reported <= resolved)));
        (*fault, next.copied())
    })
}

/// A resolved failure as an index event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexFault {
    /// The event.
    pub event: u32,
    /// When it was resolved.
    pub resolved: Instant,
    /// The first later failure of the same device and key: event and report.
    pub next: Option<(u32, Instant)>,
    /// False where it has no key or device.
    pub keyed: bool,
    /// The first instant at which nobody would tell of a recurrence: its device left its
    /// owner.
    pub told_until: Instant,
    /// Visits, if known.
    pub visits: Option<u64>,
    /// A follow-up is needed.
    pub followup: bool,
}

impl IndexFault {
    /// The instant its window of `days` ends; never, where it is cut off before.
    pub fn window_end(&self, days: u32) -> Instant {
        let end = self.resolved.plus_days(i64::from(days));
        if end < self.told_until { end } else { Instant(i64::MAX) }
    }

    /// What it says for repeats within `days`, as things stood before `end`.
    pub fn repeat_verdict(&self, days: u32, end: Instant) -> RepeatVerdict {
        if self.window_end(days) < end {
            return if self.keyed {
                RepeatVerdict::Mature(self.repeat_within(days))
            } else {
                RepeatVerdict::Uncoded
            };
        }
        if !self.keyed || self.resolved >= end {
            return RepeatVerdict::Silent;
        }
        let seen = self.next.is_some_and(|(_, reported)| reported < end);
        RepeatVerdict::Immature(self.repeat_within(days).filter(|_| seen))
    }

    /// What it says for first-time fix within `days`, as things stood before `end`.
    pub fn first_time_verdict(&self, days: u32, end: Instant) -> FirstTimeVerdict {
        if self.window_end(days) >= end {
            return FirstTimeVerdict::Immature;
        }
        match self.visits {
            None => FirstTimeVerdict::VisitsUnknown,
            Some(0) => FirstTimeVerdict::NoVisit,
            Some(_) if !self.keyed => FirstTimeVerdict::Uncoded,
            Some(visits) if visits > 1 => FirstTimeVerdict::SeveralVisits(visits),
            Some(_) if self.followup => FirstTimeVerdict::FollowUp,
            Some(_) => match self.repeat_within(days) {
                Some((_, later)) => FirstTimeVerdict::CameBack(later),
                None => FirstTimeVerdict::Fixed,
            },
        }
    }

    pub(crate) fn repeat_within(&self, days: u32) -> Option<(u32, u32)> {
        let (later, reported) = self.next?;
        (reported <= self.resolved.plus_days(i64::from(days))).then_some((self.event, later))
    }
}

/// What a resolved failure says for repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatVerdict {
    /// Its window has ended; index event and repeat, if it had one.
    Mature(Option<(u32, u32)>),
    /// Its window has not ended; index event and the repeat already seen.
    Immature(Option<(u32, u32)>),
    /// Its window has ended, and nothing tells which fault would be the same.
    Uncoded,
    /// It says nothing yet.
    Silent,
}

/// What a resolved failure says for first-time fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstTimeVerdict {
    /// Fixed with one visit, and it stayed away.
    Fixed,
    /// It took so many visits.
    SeveralVisits(u64),
    /// A follow-up was needed.
    FollowUp,
    /// The same fault came back as this event.
    CameBack(u32),
    /// Its window has not ended.
    Immature,
    /// How many visits it took is unknown.
    VisitsUnknown,
    /// Nobody had to go there.
    NoVisit,
    /// Nothing tells which fault would be the same.
    Uncoded,
}

impl FirstTimeVerdict {
    /// Whether it was fixed first time; `None` where it is not in the figure.
    pub fn told(self) -> Option<bool> {
        match self {
            Self::Fixed => Some(true),
            Self::SeveralVisits(_) | Self::FollowUp | Self::CameBack(_) => Some(false),
            Self::Immature | Self::VisitsUnknown | Self::NoVisit | Self::Uncoded => None,
        }
    }
}

/// Repeats while they are counted: every resolved failure once as one whose window may
/// have ended, once as one counted as immature where it has not.
pub(crate) struct Repeats {
    facts: RepeatFacts,
    end: Instant,
}

impl Repeats {
    /// Within `days`, as things stood before `end`.
    pub(crate) fn new(days: u32, end: Instant) -> Self {
        Self { facts: RepeatFacts { window_days: days, ..RepeatFacts::default() }, end }
    }

    pub(crate) fn ended(&mut self, fault: &IndexFault) {
        match fault.repeat_verdict(self.facts.window_days, self.end) {
            RepeatVerdict::Uncoded => self.facts.uncoded.push(fault.event),
            RepeatVerdict::Mature(repeat) => {
                self.facts.mature += 1;
                self.facts.pairs.extend(repeat);
            }
            RepeatVerdict::Immature(_) | RepeatVerdict::Silent => {}
        }
    }

    pub(crate) fn resolved(&mut self, fault: &IndexFault) {
        let verdict = fault.repeat_verdict(self.facts.window_days, self.end);
        if let RepeatVerdict::Immature(seen) = verdict {
            self.facts.immature += 1;
            self.facts.already_seen.extend(seen);
        }
    }

    pub(crate) fn finish(mut self) -> RepeatFacts {
        let facts = &mut self.facts;
        facts.rate = Rate::wilson(facts.pairs.len() as u64, facts.mature);
        self.facts
    }
}

/// Repeats within `days`. `ended` are resolved failures whose window may have ended
/// before `end`; `resolved` those counted as immature where it has not.
pub fn repeats<'a>(
    days: u32,
    ended: impl IntoIterator<Item = &'a IndexFault>,
    resolved: impl IntoIterator<Item = &'a IndexFault>,
    end: Instant,
) -> RepeatFacts {
    let mut repeats = Repeats::new(days, end);
    ended.into_iter().for_each(|fault| repeats.ended(fault));
    resolved.into_iter().for_each(|fault| repeats.resolved(fault));
    repeats.finish()
}

/// First-time fixes while they are counted.
pub(crate) struct FirstTimeFixes {
    days: u32,
    end: Instant,
    of: u64,
    fixed: Vec<u32>,
    unknown: Vec<u32>,
    uncoded: Vec<u32>,
    single: u64,
    visited: u64,
}

impl FirstTimeFixes {
    /// Within `days`, as things stood before `end`.
    pub(crate) fn new(days: u32, end: Instant) -> Self {
        let none = Vec::new;
        let (fixed, unknown, uncoded) = (none(), none(), none());
        Self { days, end, of: 0, fixed, unknown, uncoded, single: 0, visited: 0 }
    }

    /// A resolved failure whose window may have ended.
    pub(crate) fn ended(&mut self, fault: &IndexFault) {
        let verdict = fault.first_time_verdict(self.days, self.end);
        match verdict {
            FirstTimeVerdict::VisitsUnknown => self.unknown.push(fault.event),
            FirstTimeVerdict::Uncoded => self.uncoded.push(fault.event),
            _ => {}
        }
        self.of += u64::from(verdict.told().is_some());
        self.fixed.extend((verdict == FirstTimeVerdict::Fixed).then_some(fault.event));
    }

    /// A resolved failure, for the single visits.
    pub(crate) fn resolved(&mut self, fault: &IndexFault) {
        let visits = fault.visits.filter(|visits| fault.resolved < self.end && *visits > 0);
        self.visited += u64::from(visits.is_some());
        self.single += u64::from(visits == Some(1));
    }

    pub(crate) fn finish(self) -> FirstTimeFix {
        FirstTimeFix {
            rate: Rate::wilson(self.fixed.len() as u64, self.of),
            single_visit: Rate::wilson(self.single, self.visited),
            fixed: self.fixed,
            excluded: Excluded::list([
                (Reason::Missing, self.unknown),
                (Reason::Uncoded, self.uncoded),
            ]),
        }
    }
}

/// First-time fix within `days` of those among `ended` whose window ended before
/// `end`, and single visits among all `resolved`.
pub fn first_time_fix<'a>(
    days: u32,
    ended: impl IntoIterator<Item = &'a IndexFault>,
    resolved: impl IntoIterator<Item = &'a IndexFault>,
    end: Instant,
) -> FirstTimeFix {
    let mut fixes = FirstTimeFixes::new(days, end);
    ended.into_iter().for_each(|fault| fixes.ended(fault));
    resolved.into_iter().for_each(|fault| fixes.resolved(fault));
    fixes.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{Vector, local, vectors};
    use crate::model::time::DAY_MS;
    use std::collections::BTreeMap;

    type Groups = BTreeMap<(String, String), Vec<Fault>>;

    fn text<'a>(v: &'a Vector, event: u32, field: &str) -> Option<&'a str> {
        v.input("events").0[event as usize][field].as_str()
    }

    fn groups(v: &Vector) -> Groups {
        let mut groups = Groups::new();
        for event in 0..v.input("events").0.as_array().unwrap().len() as u32 {
            let key = text(v, event, "code").map_or_else(
                || format!("comp:{}", text(v, event, "component").unwrap()),
                Into::into,
            );
            let fault = Fault {
                event,
                reported: local(text(v, event, "reported").unwrap()),
                resolved: text(v, event, "resolved").map(local),
            };
            let device = text(v, event, "device").unwrap().to_owned();
            groups.entry((device, key)).or_default().push(fault);
        }
        groups
    }

    fn index_faults(v: &Vector) -> Vec<IndexFault> {
        let groups = groups(v);
        let index = |(fault, next): (Fault, Option<Fault>)| {
            Some(IndexFault {
                event: fault.event,
                resolved: fault.resolved?,
                next: next.map(|n| (n.event, n.reported)),
                keyed: true,
                told_until: Instant(i64::MAX),
                visits: v.input("events").0[fault.event as usize]["visits"].as_u64(),
                followup: false,
            })
        };
        groups.values().flat_map(|faults| recurrences(faults)).filter_map(index).collect()
    }

    #[test]
    fn repeat_and_first_time_fix() {
        for v in vectors("repeat_ftf") {
            let days = v.input("window_days").as_u64() as u32;
            let end = local(v.input("as_of").0.as_str().unwrap()).plus(1);
            let faults = index_faults(&v);
            let got = repeats(days, &faults, &faults, end);
            let names = |pairs: &[(u32, u32)]| -> serde_json::Value {
                let name = |e: u32| text(&v, e, "id").unwrap().to_owned();
                pairs.iter().map(|(a, b)| vec![name(*a), name(*b)]).collect()
            };
            assert_eq!(&names(&got.pairs), v.want("repeats").0);
            assert_eq!(&names(&got.already_seen), v.want("immature_repeats_seen").0);
            assert_eq!(got.mature as usize, v.want("mature").0.as_array().unwrap().len());
            assert_eq!(got.immature as usize, v.want("immature").0.as_array().unwrap().len());
            v.same("repeat_rate", got.rate.value);
            v.same_at(&v.want("repeat_ci").0[0], "lower", got.rate.lower);
            v.same_at(&v.want("repeat_ci").0[1], "upper", got.rate.upper);
            let fix = first_time_fix(days, &faults, &faults, end);
            let fixed: Vec<_> = fix.fixed.iter().map(|e| text(&v, *e, "id").unwrap()).collect();
            assert_eq!(&serde_json::json!(fixed), v.want("ftf_ids").0);
            v.same("ftf_rate", fix.rate.value);
            v.same_at(&v.want("ftf_ci").0[0], "lower", fix.rate.lower);
            v.same_at(&v.want("ftf_ci").0[1], "upper", fix.rate.upper);
            v.same("ftf_simple_rate", fix.single_visit.value);
            v.same("ftf_simple_n", Some(fix.single_visit.d as f64));
        }
    }

    #[test]
    fn the_last_instant_of_the_window_still_counts_and_the_resolution_does_not() {
        let index = |reported| IndexFault {
            event: 0,
            resolved: Instant(0),
            next: Some((1, Instant(reported))),
            keyed: true,
            told_until: Instant(i64::MAX),
            visits: None,
            followup: false,
        };
        let gone = IndexFault { told_until: Instant(20 * DAY_MS), next: None, ..index(0) };
        let verdict = |days| gone.repeat_verdict(days, Instant(99 * DAY_MS));
        assert_eq!(verdict(19), RepeatVerdict::Mature(None));
        assert_eq!(verdict(20), RepeatVerdict::Immature(None), "its owner gave it away");
        let n = |f: IndexFault| repeats(30, [&f], [&f], Instant(i64::MAX)).rate.n;
        assert_eq!(n(index(30 * DAY_MS)), 1);
        assert_eq!(n(index(30 * DAY_MS + 1)), 0);
        let fault = |event, at| Fault { event, reported: Instant(at), resolved: Some(Instant(9)) };
        let pair = [fault(0, 1), fault(1, 9)];
        assert!(recurrences(&pair).all(|(_, next)| next.is_none()));
    }
}
