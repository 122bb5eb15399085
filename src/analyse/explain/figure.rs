//! What can be opened.

use crate::analyse::visits::VisitState;
use crate::catalog::{CodeIx, DeviceIx, ModelIx, PartIx};
use crate::model::words::{
    CauseCategory, Channel, ChargeType, ComplaintKind, ResponsibleParty, ServiceType,
};

/// A figure that can be opened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Records reported.
    Records,
    /// Failures reported.
    Failures,
    /// Failures resolved.
    Resolved,
    /// A time of tickets, by position in [`super::super::times::Differences`].
    Time(usize),
    /// Resolved failures of which no time to restore can be told.
    RestoreLeftOut,
    /// Records without a device.
    WithoutDevice,
    /// Observed hours, over so many a unit.
    Exposure(f64),
    /// Merged hours down.
    Downtime,
    /// Availability.
    Availability,
    /// Availability, planned work that stopped a device included.
    TechnicalAvailability,
    /// Time between failures.
    Mtbf,
    /// Failures per so many observed hours.
    Rate(f64),
    /// Repeats inside the first window.
    Repeat,
    /// Repeats inside the further window.
    FurtherRepeat,
    /// Resolved with a single visit.
    SingleVisit,
    /// First-time fix.
    FirstTimeFix,
    /// A count or age of the backlog.
    Backlog(Backlog),
    /// Devices with a failure.
    Devices,
    /// The share of fixes that held so many days.
    Held(u16),
    /// Uses of a solution.
    Uses,
    /// Days until half had come back.
    MedianDays,
    /// A group against the rest.
    HotSpot,
    /// A service-level clock, by position in the plan.
    Clock(u16),
    /// Tickets that met all their timeliness clocks.
    Timeliness,
    /// Failures of a code; `None` are those without one.
    Code(Option<CodeIx>),
    /// Records of a kind of job.
    Jobs(ServiceType),
    /// What customers answered.
    Answers(Answers),
    /// Complaints.
    Complaints(Complained),
    /// Spare parts.
    Parts(PartsOf),
    /// Charges.
    Charges(Charged),
    /// Planned visits.
    Visits(Visited),
    /// Measures.
    Actions(Measures),
    /// An engineer's work.
    Work(Work),
    /// A month against another one.
    Change(Against, Changed),
    /// A part of a report.
    Part(Parted),
}

/// A part of the records of a month, quarter or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parted {
    /// Records that came in so.
    Channel(Option<Channel>),
    /// Failures of a cause for which somebody answers.
    Cause(Option<CauseCategory>, Option<ResponsibleParty>),
    /// Failures of a model.
    Model(Option<ModelIx>),
    /// Failures of a device.
    Device(DeviceIx),
}

/// Which month another one is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The one before.
    Previous,
    /// The same a year before.
    Year,
}

/// What is compared of two months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Records.
    Records,
    /// Failures.
    Failures,
    /// Failures a device-month.
    Rate,
}

/// What customers answered about the jobs of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Closed jobs.
    Jobs,
    /// Answers.
    Answers,
    /// The share that answered.
    Response,
    /// Mean score.
    Mean,
    /// The share of full scores.
    TopBox,
    /// The share of satisfied ones.
    Satisfied,
    /// The share of due call-backs that were made.
    CalledBack,
    /// Call-backs that found the fault not gone.
    CallbackNotOk,
    /// Answers of a score.
    Score(u8),
}

/// A count or age of the backlog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backlog {
    /// Open at the start.
    OpenStart,
    /// Reported inside.
    New,
    /// Closed inside.
    Closed,
    /// Open at the end.
    OpenEnd,
    /// Median age of those open at the end.
    MedianAge,
    /// Age of the oldest.
    Oldest,
    /// Open at the end and of an age, by position in [`BUCKETS`].
    Bucket(usize),
}

/// The ages of open tickets, by the days that they do not exceed.
pub const BUCKETS: [&str; 5] = ["1", "3", "7", "30", "more"];

/// Complaints raised in a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complained {
    /// Every one.
    All,
    /// Service is to blame.
    Attributable,
    /// Nothing tells who is to blame.
    Unknown,
    /// Those that service is to blame for, over closed jobs.
    Rate,
    /// About something.
    Kind(ComplaintKind),
}

/// Parts used in records of a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartsOf {
    /// Pieces.
    Qty,
    /// Their value.
    Value,
    /// Pieces without a cost.
    WithoutCost,
    /// Old parts that came back.
    OldParts,
    /// One part.
    Item(PartIx),
}

/// Charges of the jobs of a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charged {
    /// The sum of the amounts.
    Amount,
    /// The share of goodwill of the jobs out of warranty.
    Goodwill,
    /// Jobs charged otherwise than expected.
    Mismatches,
    /// Jobs of which the expected charge cannot be told.
    ExpectedUnknown,
    /// Jobs of a charge; `None` are those that do not say.
    Jobs(Option<ChargeType>),
    /// Lines of a charge.
    Lines(Option<ChargeType>),
    /// The amount of a charge.
    AmountOf(Option<ChargeType>),
}

/// Visits of a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visited {
    /// Due in it, by where they stood at its end.
    State(VisitState),
    /// The share done in time.
    Compliance,
    /// Carried out in it.
    CarriedOut,
    /// Overdue at its end.
    OverdueAtEnd,
    /// Due in the month after it.
    DueNextMonth,
}

/// Measures of a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measures {
    /// The share that is done.
    Closed,
    /// Done in it.
    ClosedInPeriod,
    /// Overdue at its end.
    Overdue,
}

/// An engineer's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Jobs.
    Jobs,
    /// Jobs with others.
    Shared,
    /// Time to restore.
    Restore,
    /// Timely jobs.
    Timely,
    /// Resolved with a single visit.
    SingleVisit,
    /// Fixed first time.
    FirstTimeFix,
    /// Came back.
    Repeat,
    /// Mean score.
    Satisfaction,
    /// Scores.
    Answers,
}
