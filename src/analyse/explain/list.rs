//! Which figures a scope has, under the names of the data files.

use super::figure::{
    Against, Answers, BUCKETS, Backlog, Changed, Charged, Complained, Figure, Measures, Parted,
    PartsOf, Visited, Work,
};
use super::{Facts, Scope, ScopeFacts, changes, parted};
use crate::analyse::breakdown::breakdown;
use crate::analyse::visits::VisitState;
use crate::catalog::{Catalog, CodeIx};
use crate::model::ChargeType;
use crate::model::time::{MONTH_H, ReportPeriod, YEAR_H};

/// A figure of a scope under its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// As in the data files; a field inside a field behind a dot.
    pub name: String,
    /// What it is.
    pub figure: Figure,
}

const RESPONSE: Figure = Figure::Time(0);
const REPLY_PLAN: Figure = Figure::Time(1);
const ONSITE: Figure = Figure::Time(2);
const RESTORE: Figure = Figure::Time(3);
const REPAIR: Figure = Figure::Time(4);

const REPORT: &[(&str, Figure)] = &[
    ("faults_reported", Figure::Failures),
    ("resolved", Figure::Resolved),
    ("restore_h", RESTORE),
    ("response_h", RESPONSE),
    ("onsite_h", ONSITE),
    ("reply_plan_h", REPLY_PLAN),
    ("repair_h", REPAIR),
    ("repeat_30d", Figure::Repeat),
    ("repeat_90d", Figure::FurtherRepeat),
    ("single_visit", Figure::SingleVisit),
    ("first_time_fix", Figure::FirstTimeFix),
    ("availability", Figure::Availability),
    ("technical_availability", Figure::TechnicalAvailability),
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
    ("satisfaction.callback_not_ok", Figure::Answers(Answers::CallbackNotOk)),
    ("complaints.all", Figure::Complaints(Complained::All)),
    ("complaints.attributable", Figure::Complaints(Complained::Attributable)),
    ("complaints.unknown", Figure::Complaints(Complained::Unknown)),
    ("complaints.rate", Figure::Complaints(Complained::Rate)),
    ("parts.qty", Figure::Parts(PartsOf::Qty)),
    ("parts.value", Figure::Parts(PartsOf::Value)),
    ("parts.qty_without_cost", Figure::Parts(PartsOf::WithoutCost)),
    ("parts.old_parts", Figure::Parts(PartsOf::OldParts)),
    ("charges.amount", Figure::Charges(Charged::Amount)),
    ("charges.goodwill", Figure::Charges(Charged::Goodwill)),
    ("charges.mismatches", Figure::Charges(Charged::Mismatches)),
    ("charges.expected_unknown", Figure::Charges(Charged::ExpectedUnknown)),
    ("visits.done", Figure::Visits(Visited::State(VisitState::Done))),
    ("visits.done_early", Figure::Visits(Visited::State(VisitState::DoneEarly))),
    ("visits.done_late", Figure::Visits(Visited::State(VisitState::DoneLate))),
    ("visits.overdue", Figure::Visits(Visited::State(VisitState::Overdue))),
    ("visits.pending", Figure::Visits(Visited::State(VisitState::Pending))),
    ("visits.compliance", Figure::Visits(Visited::Compliance)),
    ("visits.carried_out", Figure::Visits(Visited::CarriedOut)),
    ("visits.overdue_at_end", Figure::Visits(Visited::OverdueAtEnd)),
    ("visits.due_next_month", Figure::Visits(Visited::DueNextMonth)),
    ("actions.closed", Figure::Actions(Measures::Closed)),
    ("actions.closed_in_month", Figure::Actions(Measures::ClosedInPeriod)),
    ("actions.overdue", Figure::Actions(Measures::Overdue)),
];

/// Of the site, a device, a model, a place: all time within coverage.
const FILE: &[(&str, Figure)] = &[
    ("failures", Figure::Failures),
    ("open", Figure::Backlog(Backlog::OpenEnd)),
    ("exposure_h", Figure::Exposure(1.0)),
    ("downtime_h", Figure::Downtime),
    ("availability", Figure::Availability),
    ("technical_availability", Figure::TechnicalAvailability),
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

const WORK: &[(&str, Figure)] = &[
    ("jobs", Figure::Work(Work::Jobs)),
    ("shared", Figure::Work(Work::Shared)),
    ("restore_h", Figure::Work(Work::Restore)),
    ("timeliness", Figure::Work(Work::Timely)),
    ("single_visit", Figure::Work(Work::SingleVisit)),
    ("first_time_fix", Figure::Work(Work::FirstTimeFix)),
    ("repeat_30d", Figure::Work(Work::Repeat)),
    ("satisfaction", Figure::Work(Work::Satisfaction)),
    ("answers", Figure::Work(Work::Answers)),
];

/// What can be asked for of a scope.
pub(super) fn entries(catalog: &Catalog, facts: &Facts, scope: &Scope) -> Vec<Entry> {
    let lists: &[&[(&str, Figure)]] = match scope {
        Scope::Report(_) => &[REPORT],
        Scope::Site | Scope::Device(_) | Scope::Model(_) | Scope::Place(_) => &[FILE],
        Scope::Customer(_) => &[FILE, CUSTOMER],
        Scope::Code(_) | Scope::Component(_) => &[FAULT],
        Scope::Solution(_) => &[SOLUTION],
        Scope::Engineer(_) => &[WORK],
        Scope::HotSpot(..) => &[&[("rate_ratio", Figure::HotSpot)]],
    };
    let open = |(name, figure): &(&str, Figure)| entry((*name).to_owned(), *figure);
    let mut all: Vec<Entry> = lists.iter().flat_map(|list| list.iter().map(open)).collect();
    if matches!(scope, Scope::Report(_) | Scope::Customer(_)) {
        let clocks = facts.sla.plan.clocks.iter().enumerate();
        all.extend(clocks.map(|(at, clock)| {
            let name = format!("sla.{}.{}", clock.profile, clock.clock.id);
            entry(name, Figure::Clock(at as u16))
        }));
    }
    if let Scope::Report(report) = scope {
        all.extend((1..=5).map(|score| {
            let figure = Figure::Answers(Answers::Score(score));
            entry(format!("satisfaction.scores.{score}"), figure)
        }));
        all.extend(BUCKETS.iter().enumerate().map(|(at, days)| {
            entry(format!("backlog.age_buckets.{days}"), Figure::Backlog(Backlog::Bucket(at)))
        }));
        all.extend(facts.report(*report).into_iter().flat_map(|of| counted(catalog, of.scope)));
        all.extend(told(catalog, facts, *report));
        all.extend(compared(facts, *report));
    }
    all
}

/// A month, quarter or year against the one before and the same a year before, where
/// there are such.
fn compared(facts: &Facts, report: ReportPeriod) -> Vec<Entry> {
    let Some(reported) = facts.report(report) else { return Vec::new() };
    let of = |(name, against): (&str, Against)| {
        let held = changes::of(reported, against).map(|_| {
            [
                ("records", Changed::Records),
                ("failures", Changed::Failures),
                ("rate", Changed::Rate),
            ]
        });
        let named = held.into_iter().flatten();
        let entries = named.map(|(what, changed)| {
            entry(format!("{name}.{what}"), Figure::Change(against, changed))
        });
        entries.collect::<Vec<_>>()
    };
    [("vs_previous", Against::Previous), ("vs_year", Against::Year)]
        .into_iter()
        .flat_map(of)
        .collect()
}

fn entry(name: String, figure: Figure) -> Entry {
    Entry { name, figure }
}

/// The lines of the Pareto table, the jobs by kind, and the charges.
fn counted(catalog: &Catalog, scope: &ScopeFacts) -> Vec<Entry> {
    let id = |ix: CodeIx| catalog.code(ix).id.as_str();
    let codes = scope.pareto_codes.by_count.rows.iter().map(|row| {
        let name = format!("pareto.{}", row.item.map_or(WITHOUT, id));
        entry(name, Figure::Code(row.item))
    });
    let jobs =
        scope.jobs.keys().map(|kind| entry(format!("jobs.{}", kind.as_str()), Figure::Jobs(*kind)));
    let charges = scope.charges.shares.iter().flat_map(|share| {
        let of = share.charge;
        let word = of.map_or(WITHOUT, ChargeType::as_str);
        [
            ("jobs", Charged::Jobs(of)),
            ("lines", Charged::Lines(of)),
            ("amount", Charged::AmountOf(of)),
        ]
        .map(|(field, figure)| {
            entry(format!("charges.shares.{word}.{field}"), Figure::Charges(figure))
        })
    });
    codes.chain(jobs).chain(charges).collect()
}

/// Complaints by kind, and parts.
fn told(catalog: &Catalog, facts: &Facts, report: ReportPeriod) -> Vec<Entry> {
    let kinds = facts.complaints.of(report).into_iter().flat_map(|tally| tally.kinds.keys());
    let kinds = kinds.map(|kind| {
        let name = format!("complaints.kinds.{}", kind.as_str());
        entry(name, Figure::Complaints(Complained::Kind(*kind)))
    });
    let parts = facts.parts.of(report).into_iter().flat_map(|of| &of.parts);
    let parts = parts.map(|(ix, _)| {
        let name = format!("parts.items.{}", catalog.records.parts[ix.index()].id);
        entry(name, Figure::Parts(PartsOf::Item(*ix)))
    });
    kinds.chain(parts).chain(self::parts(catalog, facts, report)).collect()
}

/// The parts of a report: by channel, by cause and responsible party, by model, by device.
fn parts(catalog: &Catalog, facts: &Facts, report: ReportPeriod) -> Vec<Entry> {
    let parts = breakdown(catalog, facts, report);
    let channels = parts.channels.keys().map(|&channel| Parted::Channel(channel));
    let causes = parts.causes.keys().map(|&(cause, party)| Parted::Cause(cause, party));
    let models = parts.models.iter().map(|of| Parted::Model(of.model));
    let devices = parts.devices.iter().map(|of| Parted::Device(of.device));
    let all = channels.chain(causes).chain(models).chain(devices);
    all.map(|part| entry(parted::name(catalog, part), Figure::Part(part))).collect()
}

/// The line of a table for what has no code, or no charge; `null` in the data file.
const WITHOUT: &str = "null";
