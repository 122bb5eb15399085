//! Repeat repair and first-time fix (`domain.md` §3.6, §3.7): an index failure has a
//! repeat if a later one of the same device and key was reported within N days of
//! its resolution.

use super::figure::{Excluded, Rate};
use super::keys::KeyId;
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

/// Faults of one key on one device, in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The key.
    pub key: KeyId,
    /// The events, in order of report; two or more.
    pub events: Vec<u32>,
    /// Days from each resolution to the next report; one fewer than events; `None`
    /// where it was not resolved by then.
    pub gaps_d: Vec<Option<f64>>,
    /// How many index events have a repeat inside the first window.
    pub repeats: u32,
    /// Three or more in 180 days, or two inside 30.
    pub chronic: bool,
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
