//! Which figures a scope has, under the names of the data files.

use super::{Facts, Scope, ScopeFacts};
use crate::catalog::{Catalog, CodeIx};
use crate::model::ServiceType;
use crate::model::time::{MONTH_H, YEAR_H};

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
    /// Time between failures.
    Mtbf,
    /// Failures per so many observed hours.
    Rate(f64),
    /// Repeats inside the first window.
    Repeat,
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
}

/// A figure of a scope under its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// As in the data files; a field inside a field behind a dot.
    pub name: String,
    /// What it is; `None` where it cannot be opened row by row yet.
    pub figure: Option<Figure>,
}

const RESPONSE: Figure = Figure::Time(0);
const ONSITE: Figure = Figure::Time(2);
const RESTORE: Figure = Figure::Time(3);
const REPAIR: Figure = Figure::Time(4);

const REPORT: &[(&str, Figure)] = &[
    ("faults_reported", Figure::Failures),
    ("resolved", Figure::Resolved),
    ("restore_h", RESTORE),
    ("response_h", RESPONSE),
    ("onsite_h", ONSITE),
    ("repeat_30d", Figure::Repeat),
    ("first_time_fix", Figure::FirstTimeFix),
    ("availability", Figure::Availability),
    ("mtbf_h", Figure::Mtbf),
    ("per_100_device_months", Figure::Rate(MONTH_H * 100.0)),
    ("exposure_device_months", Figure::Exposure(MONTH_H)),
    ("records", Figure::Records),
    ("without_device", Figure::WithoutDevice),
    ("restore_left_out", Figure::RestoreLeftOut),
    ("backlog.open_start", Figure::Backlog(Backlog::OpenStart)),
    ("backlog.new", Figure::Backlog(Backlog::New)),
    ("backlog.closed", Figure::Backlog(Backlog::Closed)),
    ("backlog.open_end", Figure::Backlog(Backlog::OpenEnd)),
    ("backlog.median_age_d", Figure::Backlog(Backlog::MedianAge)),
    ("backlog.oldest_d", Figure::Backlog(Backlog::Oldest)),
    ("timeliness", Figure::Timeliness),
    ("satisfaction.jobs", Figure::Answers(Answers::Jobs)),
    ("satisfaction.answers", Figure::Answers(Answers::Answers)),
    ("satisfaction.response", Figure::Answers(Answers::Response)),
    ("satisfaction.mean", Figure::Answers(Answers::Mean)),
    ("satisfaction.top_box", Figure::Answers(Answers::TopBox)),
    ("satisfaction.satisfied", Figure::Answers(Answers::Satisfied)),
    ("satisfaction.called_back", Figure::Answers(Answers::CalledBack)),
];

/// Named in a report's data file and not opened yet.
const REPORT_CLOSED: &[&str] = &["complaints", "parts", "charges", "visits", "actions"];

/// Of the site, a device, a model: all time within coverage.
const FILE: &[(&str, Figure)] = &[
    ("failures", Figure::Failures),
    ("open", Figure::Backlog(Backlog::OpenEnd)),
    ("exposure_h", Figure::Exposure(1.0)),
    ("downtime_h", Figure::Downtime),
    ("availability", Figure::Availability),
    ("mtbf_h", Figure::Mtbf),
    ("restore_h", RESTORE),
    ("repeat_30d", Figure::Repeat),
    ("events", Figure::Records),
    ("response_h", RESPONSE),
    ("onsite_h", ONSITE),
    ("repair_h", REPAIR),
    ("first_time_fix", Figure::FirstTimeFix),
    ("per_device_year", Figure::Rate(YEAR_H)),
];

const CUSTOMER: &[(&str, Figure)] = &[("timeliness", Figure::Timeliness)];

const FAULT: &[(&str, Figure)] = &[
    ("failures", Figure::Failures),
    ("open", Figure::Backlog(Backlog::OpenEnd)),
    ("devices", Figure::Devices),
    ("downtime_h", Figure::Downtime),
    ("restore_h", RESTORE),
    ("per_device_year", Figure::Rate(YEAR_H)),
    ("repeat_30d", Figure::Repeat),
];

const SOLUTION: &[(&str, Figure)] = &[
    ("uses", Figure::Uses),
    ("devices", Figure::Devices),
    ("held_30d", Figure::Held(30)),
    ("held_90d", Figure::Held(90)),
    ("held_180d", Figure::Held(180)),
    ("median_days", Figure::MedianDays),
];

/// What can be asked for of a scope.
pub(super) fn entries(catalog: &Catalog, facts: &Facts, scope: &Scope) -> Vec<Entry> {
    let lists: &[&[(&str, Figure)]] = match scope {
        Scope::Report(_) => &[REPORT],
        Scope::Site | Scope::Device(_) | Scope::Model(_) => &[FILE],
        Scope::Customer(_) => &[FILE, CUSTOMER],
        Scope::Code(_) | Scope::Component(_) => &[FAULT],
        Scope::Solution(_) => &[SOLUTION],
        Scope::HotSpot(..) => &[&[("rate_ratio", Figure::HotSpot)]],
    };
    let open =
        |(name, figure): &(&str, Figure)| Entry { name: (*name).to_owned(), figure: Some(*figure) };
    let mut all: Vec<Entry> = lists.iter().flat_map(|list| list.iter().map(open)).collect();
    if matches!(scope, Scope::Report(_) | Scope::Customer(_)) {
        let clocks = facts.sla.plan.clocks.iter().enumerate();
        all.extend(clocks.map(|(at, clock)| Entry {
            name: format!("sla.{}.{}", clock.profile, clock.clock.id),
            figure: Some(Figure::Clock(at as u16)),
        }));
    }
    if let Scope::Report(month) = scope {
        all.extend(facts.month(*month).into_iter().flat_map(|of| counted(catalog, &of.scope)));
        let closed = |name: &&str| Entry { name: (*name).to_owned(), figure: None };
        all.extend(REPORT_CLOSED.iter().map(closed));
    }
    all
}

/// The lines of the Pareto table and of the jobs by kind.
fn counted(catalog: &Catalog, scope: &ScopeFacts) -> Vec<Entry> {
    let id = |ix: CodeIx| catalog.code(ix).id.as_str();
    let codes = scope.pareto_codes.by_count.rows.iter().map(|row| Entry {
        name: format!("pareto.{}", row.item.map_or(WITHOUT_CODE, id)),
        figure: Some(Figure::Code(row.item)),
    });
    let jobs = scope.jobs.keys().map(|kind| Entry {
        name: format!("jobs.{}", kind.as_str()),
        figure: Some(Figure::Jobs(*kind)),
    });
    codes.chain(jobs).collect()
}

/// The line of the Pareto table for what has no code; `null` in the data file.
const WITHOUT_CODE: &str = "null";
