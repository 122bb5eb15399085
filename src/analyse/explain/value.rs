//! A figure with everything it is made of: the value in the shape of the data files, how
//! it follows from rows and terms, and what is to be said of each row.

use crate::analyse::actions::ActionState;
use crate::analyse::change::{CountChange, RateChange};
use crate::analyse::figure::{Distribution, Estimate, Rate, Reason};
use crate::analyse::fix::Held;
use crate::analyse::hotspot::{Contrast, HotSpot, Part};
use crate::analyse::mtbf::Basis;
use crate::analyse::sla::{ClockTally, SlaState};
use crate::analyse::survival::Step;
use crate::analyse::visits::VisitState;
use crate::catalog::DeviceIx;
use crate::model::ChargeType;
use crate::model::time::{Instant, Period};
use serde::Serialize;

/// A figure with everything it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// As pages and data files have it.
    pub value: Value,
    /// How it is made.
    pub formula: Formula,
    /// Observed devices, where hours enter.
    pub terms: Vec<Term>,
    /// Rows that enter.
    pub rows: Vec<Row>,
    /// Rows left out.
    pub left_out: Vec<LeftOut>,
}

/// A value in the shape that it has in the data files.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A number of things.
    Count(u64),
    /// An amount; `None` where it is not known.
    Number(Option<f64>),
    /// A share with its interval.
    Rate(Rate),
    /// An amount with its interval.
    Estimate(Estimate),
    /// Several amounts.
    Summary(Summary),
    /// A Kaplan–Meier share.
    Held(Held),
    /// A service-level clock.
    Clock(ClockValue),
    /// A group against the rest.
    HotSpot(HotSpotValue),
    /// A part's use.
    Used(UsedValue),
    /// A count against another month's.
    Change(CountChange),
    /// A rate against another month's.
    RateChange(RateChange),
}

/// How much of a part was used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct UsedValue {
    /// Pieces.
    pub qty: f64,
    /// Their value; `None` where the part has no cost.
    pub value: Option<f64>,
    /// Records that used it.
    pub events: u64,
}

/// `{n, mean, median, p90}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// How many.
    pub n: u64,
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// 90th percentile.
    pub p90: Option<f64>,
}

/// How many tickets stand where on a clock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClockValue {
    /// Within the limit.
    pub met: u64,
    /// Stopped after it.
    pub breached_closed: u64,
    /// Running and late.
    pub breached_open: u64,
    /// Running and in time, those at risk included.
    pub pending: u64,
    /// The share within the limit.
    pub compliance: Rate,
    /// Running, past 80 % of the limit.
    pub pending_at_risk: u64,
    /// Excused (R22).
    pub exempt: u64,
    /// Not measurable.
    pub unmeasurable: u64,
}

impl From<&ClockTally> for ClockValue {
    fn from(tally: &ClockTally) -> Self {
        Self {
            met: tally.met,
            breached_closed: tally.breached_closed,
            breached_open: tally.breached_open,
            pending: tally.pending + tally.pending_at_risk,
            compliance: tally.compliance(),
            pending_at_risk: tally.pending_at_risk,
            exempt: tally.exempt,
            unmeasurable: tally.unmeasurable,
        }
    }
}

/// A group against the rest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HotSpotValue {
    /// c
    pub failures: u64,
    /// e
    pub exposure_device_years: f64,
    /// Against the rest.
    pub rate_ratio: Option<f64>,
    /// Its lower limit.
    pub lower: Option<f64>,
    /// Its upper limit.
    pub upper: Option<f64>,
    /// One-sided.
    pub p: f64,
    /// Corrected over the family.
    pub q: f64,
    /// Stands out.
    pub flagged: bool,
    /// A device-year.
    pub rate: Option<f64>,
    /// The rest's.
    pub rest_rate: Option<f64>,
    /// Shrunk towards the fleet's.
    pub shrunk_rate: Option<f64>,
}

impl From<&HotSpot> for HotSpotValue {
    fn from(row: &HotSpot) -> Self {
        let contrast = &row.contrast;
        Self {
            failures: row.part.c,
            exposure_device_years: row.part.e,
            rate_ratio: contrast.ratio,
            lower: contrast.lower,
            upper: contrast.upper,
            p: contrast.p,
            q: contrast.q,
            flagged: contrast.flagged,
            rate: contrast.rate,
            rest_rate: contrast.rest_rate,
            shrunk_rate: row.shrunk,
        }
    }
}

/// How a value follows from rows and terms.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// The number of rows.
    Count,
    /// Mean, median and 90th percentile of the rows' values.
    Summary,
    /// The median of the rows' values.
    Median,
    /// The mean of the rows' values.
    Mean,
    /// The greatest of the rows' values.
    Greatest,
    /// The sum of the rows' values.
    Sum,
    /// Rows of value 1 of all rows.
    Share,
    /// Observed hours of the terms, over so many hours a unit.
    Observed(f64),
    /// Hours down of the terms.
    Downtime,
    /// 1 − hours down / observed hours of the terms.
    Availability,
    /// Hours of the terms over the number of rows.
    Between(Basis),
    /// The number of rows over the terms' observed hours, of which so many are a unit.
    PerExposure(f64),
    /// The product of a curve's steps until a day.
    Held(f64, Vec<Step>),
    /// The day at which a curve falls to one half.
    HalfBack(Vec<Step>),
    /// Tickets by the state of a clock.
    Clock,
    /// A group against the rest of its family.
    HotSpot(Contrasted),
    /// Complaints that service is to blame for over closed jobs ([`Note::ClosedJob`]).
    Against,
    /// Pieces of the rows, times their cost, and the records they stand in.
    Used,
    /// Pieces that came back, over pieces required ([`Note::Required`]).
    Recovery,
    /// Rows of this month (1) less those of the other (−1).
    Difference,
    /// Rows of this month (1) over the terms from this instant on, against the other rows
    /// (−1) over the other terms.
    RateRatio(Instant),
}

/// What a group is held against, and what decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrasted {
    /// c, C, e, E.
    pub part: Part,
    /// Result.
    pub contrast: Contrast,
    /// Groups tested in the family.
    pub groups: u64,
    /// Failures of the family.
    pub family_failures: u64,
    /// The family is large enough for a verdict.
    pub enough: bool,
    /// Where nothing stands out: the ratio it would have taken.
    pub ratio_needed: Option<f64>,
}

/// An observed device, or one stretch of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The device.
    pub device: DeviceIx,
    /// From when until when it was observed here.
    pub period: Period,
    /// Hours observed.
    pub observed_h: f64,
    /// Of these, merged hours down.
    pub downtime_h: f64,
    /// Hours of operation by duty hours.
    pub uptime_h: f64,
    /// Observed hours by duty hours.
    pub duty_h: f64,
}

/// What a row was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Record {
    /// A row of a log, or a device of a report: position of the event.
    Event(u32),
    /// A complaint: position in `Records::complaints`.
    Complaint(usize),
    /// A visit, planned or entered: position in `VisitFacts::rows`.
    Visit(usize),
    /// A measure: position in `Records::actions`.
    Action(usize),
}

impl From<u32> for Record {
    fn from(event: u32) -> Self {
        Self::Event(event)
    }
}

/// A row that enters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// What it is.
    pub record: Record,
    /// What it adds: 1 or 0, hours, days.
    pub value: f64,
    /// What is to be said of it.
    pub note: Note,
}

/// What is to be said of a row that enters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Note {
    /// Nothing.
    None,
    /// The same fault came back as this event.
    CameBack(u32),
    /// It took so many visits.
    SeveralVisits(u64),
    /// A follow-up was needed.
    FollowUp,
    /// Followed until then without a return.
    Followed,
    /// Where its clock stands.
    State(SlaState),
    /// A closed job, which complaints are held against.
    ClosedJob,
    /// A piece of it costs so much; `None` where that is not known.
    Costs(Option<f64>),
    /// So many pieces of it had to come back.
    Required(f64),
    /// Dates and cause call for one charge, the record says another.
    Charge(ChargeType, ChargeType),
    /// Where the visit stood.
    Visit(VisitState),
    /// Where the measure stood.
    Measure(ActionState),
    /// Others worked on it, too.
    Shared,
}

/// A row left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeftOut {
    /// What it is.
    pub record: Record,
    /// Why.
    pub why: Why,
}

/// Why a row is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A reason that the figure itself keeps.
    Reason(Reason),
    /// It is no failure.
    NoFailure,
    /// Cancelled or a duplicate.
    Void,
    /// Nobody reported a fault.
    NoFault,
    /// It is still open.
    Open,
    /// It has a device.
    HasDevice,
    /// Its window has not ended, and the same fault came back as this event already.
    AlreadySeen(u32),
    /// How many visits it took is unknown.
    VisitsUnknown,
    /// Nobody had to go there.
    NoVisit,
    /// It did not stop its device.
    NoStop,
    /// Where its clock stands.
    State(SlaState),
    /// Nothing tells who is to blame.
    BlameUnknown,
    /// Service is not to blame.
    NotToBlame,
    /// The part has no cost.
    NoCost,
    /// Names no part of the project.
    UnknownPart,
    /// Its window is not over.
    NotDue,
    /// Dates and cause do not tell which charge is due.
    ExpectedUnknown,
    /// Nobody records such things.
    NotRecorded,
    /// It tells no time to restore a failure.
    NoRestore,
    /// No clock of the timeliness set was measured.
    NoDeadline,
    /// Not a repair whose window has ended, or nothing says which fault would be the same.
    NotJudged,
    /// It has no score.
    NoScore,
}

impl From<&Distribution> for Summary {
    fn from(of: &Distribution) -> Self {
        Self { n: of.n, mean: of.mean, median: of.median, p90: of.p90 }
    }
}

impl From<&Distribution> for Value {
    fn from(of: &Distribution) -> Self {
        Self::Summary(Summary::from(of))
    }
}

impl Row {
    pub(super) fn one(record: impl Into<Record>) -> Self {
        Self::noted(record, 1.0, Note::None)
    }

    pub(super) fn noted(record: impl Into<Record>, value: f64, note: Note) -> Self {
        Self { record: record.into(), value, note }
    }
}

impl LeftOut {
    pub(super) fn of(record: impl Into<Record>, why: Why) -> Self {
        Self { record: record.into(), why }
    }
}

impl Opened {
    pub(super) fn new(value: Value, formula: Formula) -> Self {
        Self { value, formula, terms: Vec::new(), rows: Vec::new(), left_out: Vec::new() }
    }
}
