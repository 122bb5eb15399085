//! Where a figure comes from: its value, the formula it is made by, the rows that
//! enter it with what each adds, and the rows left out with the reason. The value is
//! the one of [`Facts`]; the rows are asked by the same functions the folds ask.
//!
//! Not here: the words (`cli`).

mod answers;
mod counts;
mod deadlines;
mod faults;
mod fixes;
mod list;
mod rates;
mod times;

pub use list::{Answers, Backlog, Entry, Figure};

use super::exposure::{Exposure, Span};
use super::facts::{Facts, FaultFacts, Owner};
use super::figure::{Distribution, Estimate, Rate, Reason};
use super::fix::Held;
use super::ground::{Ground, Outage, Standing};
use super::holdings::Holdings;
use super::hotspot::{Contrast, Family, Group, Part};
use super::months::{self, ByMonth};
use super::mtbf::Basis;
use super::scope::{Base, ScopeFacts};
use super::sla::SlaState;
use super::survival::Step;
use crate::catalog::{
    Catalog, CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, Restricted, SolutionIx,
};
use crate::model::time::{Instant, Month, Period};
use serde::Serialize;

/// Whose figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A month's report.
    Report(Month),
    /// Everything, all time within coverage.
    Site,
    /// A device.
    Device(DeviceIx),
    /// A model.
    Model(ModelIx),
    /// A customer.
    Customer(CustomerIx),
    /// A fault code.
    Code(CodeIx),
    /// A component.
    Component(ComponentIx),
    /// A solution.
    Solution(SolutionIx),
    /// A group of a family of hot spots.
    HotSpot(Family, Group),
}

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

/// A row that enters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The event.
    pub event: u32,
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
}

/// A row left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeftOut {
    /// The event.
    pub event: u32,
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
}

/// Opens the figures of a catalog.
pub struct Opener<'a> {
    catalog: &'a Restricted<Catalog>,
    facts: &'a Facts,
    base: Option<Asked<'a>>,
}

/// What the figures of scopes are made from, once more.
struct Asked<'a> {
    base: Base<'a>,
    by_month: ByMonth,
    held: Holdings,
    /// Every event with a stamp of report.
    dated: Vec<u32>,
}

/// The events and devices of a scope, and where its backlog begins and ends.
struct Chosen<'s> {
    volume: &'s [u32],
    resolved: &'s [u32],
    ended: &'s [u32],
    spans: Vec<Span>,
    /// All events, of which the tickets open between the bounds are its backlog.
    tickets: Vec<u32>,
    bounds: Vec<Instant>,
    /// The position of its own stretch between the bounds.
    at: usize,
    end: Instant,
}

impl<'a> Opener<'a> {
    /// Of a catalog and its facts.
    pub fn new(catalog: &'a Restricted<Catalog>, facts: &'a Facts) -> Self {
        let base = Ground::new(catalog, facts.fault_keys.clone()).map(|ground| {
            let base = Base::new(ground);
            let dated = |row: &u32| base.ground.reported(*row as usize).is_some();
            let dated = (0..catalog.records.events.len() as u32).filter(dated).collect();
            Asked { dated, by_month: ByMonth::new(&base), held: Holdings::new(&base), base }
        });
        Self { catalog, facts, base }
    }

    /// What can be asked for of a scope.
    pub fn entries(&self, scope: &Scope) -> Vec<Entry> {
        list::entries(self.catalog, self.facts, scope)
    }

    /// A figure opened; `None` where the scope has no such figure.
    pub fn open(&self, scope: &Scope, figure: Figure) -> Option<Opened> {
        let asked = self.base.as_ref()?;
        match scope {
            Scope::Code(_) | Scope::Component(_) => self.open_fault(asked, scope, figure),
            Scope::Solution(ix) => self.open_fix(*ix, figure),
            Scope::HotSpot(family, group) => self.open_hotspot(asked, *family, group),
            Scope::Report(_)
            | Scope::Site
            | Scope::Device(_)
            | Scope::Model(_)
            | Scope::Customer(_) => {
                if let Figure::Clock(_) | Figure::Timeliness = figure {
                    return self.open_deadline(scope, figure);
                }
                if let (Scope::Report(month), Figure::Answers(which)) = (scope, figure) {
                    return self.open_answers(*month, which);
                }
                let (facts, chosen) = (self.scope_facts(scope)?, self.chosen(asked, scope)?);
                open_scope(asked, facts, &chosen, figure)
            }
        }
    }

    fn scope_facts(&self, scope: &Scope) -> Option<&'a ScopeFacts> {
        let facts = self.facts;
        Some(match scope {
            Scope::Report(month) => &facts.month(*month)?.scope,
            Scope::Site => &facts.fleet.scope,
            Scope::Device(ix) => &facts.device(*ix).scope,
            Scope::Model(ix) => &facts.model(*ix).scope,
            Scope::Customer(ix) => &facts.customer(*ix).scope,
            _ => return None,
        })
    }

    fn fault_facts(&self, scope: &Scope) -> Option<&'a FaultFacts> {
        match scope {
            Scope::Code(ix) => Some(self.facts.code(*ix)),
            Scope::Component(ix) => Some(self.facts.component(*ix)),
            _ => None,
        }
    }

    fn chosen<'s>(&'s self, asked: &'s Asked<'a>, scope: &Scope) -> Option<Chosen<'s>> {
        let ground = &asked.base.ground;
        let index = &self.catalog.index;
        let (rows, owner) = match scope {
            Scope::Report(month) => return self.chosen_month(asked, *month),
            Scope::Device(ix) => (index.events_of_device.of(ix.index()), Owner::Device(*ix)),
            Scope::Model(ix) => (index.events_of_model.of(ix.index()), Owner::Model(*ix)),
            Scope::Customer(ix) => (index.events_of_customer.of(ix.index()), Owner::Customer(*ix)),
            Scope::Site => (&[][..], Owner::Fleet),
            _ => return None,
        };
        let all = |rows: &'s [u32], tickets: Vec<u32>| Chosen {
            volume: rows,
            resolved: rows,
            ended: rows,
            spans: owner.spans(&asked.base, &asked.held),
            tickets,
            bounds: vec![ground.whole().start, ground.end],
            at: 0,
            end: ground.end,
        };
        if *scope != Scope::Site {
            return Some(all(rows, rows.to_vec()));
        }
        Some(all(&asked.dated, asked.dated.clone()))
    }

    fn chosen_month<'s>(&'s self, asked: &'s Asked<'a>, month: Month) -> Option<Chosen<'s>> {
        let ground = &asked.base.ground;
        let at = self.facts.months.iter().position(|m| m.month == month)?;
        let spans = months::spans(&asked.base, months::period(ground, at));
        let of = months::selection(&asked.by_month, at, Exposure::default(), ground);
        Some(Chosen {
            volume: of.volume,
            resolved: of.resolved,
            ended: of.ended[0],
            end: of.end,
            spans,
            tickets: (0..self.catalog.records.events.len() as u32).collect(),
            bounds: ground.bounds.clone(),
            at,
        })
    }
}

fn open_scope(
    asked: &Asked<'_>,
    facts: &ScopeFacts,
    of: &Chosen<'_>,
    figure: Figure,
) -> Option<Opened> {
    let base = &asked.base;
    Some(match figure {
        Figure::Records => counts::records(base, facts, of),
        Figure::Failures => counts::failures(base, facts, of),
        Figure::WithoutDevice => counts::without_device(base, facts, of),
        Figure::Resolved => times::resolved(base, facts, of),
        Figure::Time(which) => times::time(base, facts, of, which),
        Figure::RestoreLeftOut => times::restore_left_out(base, facts, of),
        Figure::Exposure(per) => rates::exposure(base, facts, of, per),
        Figure::Downtime => rates::downtime(base, facts, of),
        Figure::Availability => rates::availability(base, facts, of),
        Figure::Mtbf => rates::mtbf(base, facts, of),
        Figure::Rate(per) => rates::failure_rate(base, facts, of, per),
        Figure::Repeat => rates::repeat(base, facts, of),
        Figure::FirstTimeFix => rates::first_time_fix(base, facts, of),
        Figure::Backlog(which) => counts::backlog(base, facts, of, which),
        Figure::Code(code) => counts::of_code(base, facts, of, code),
        Figure::Jobs(kind) => counts::jobs(base, facts, of, kind),
        Figure::Answers(_)
        | Figure::Devices
        | Figure::Held(_)
        | Figure::Uses
        | Figure::MedianDays
        | Figure::HotSpot
        | Figure::Clock(_)
        | Figure::Timeliness => return None,
    })
}

impl From<&Distribution> for Value {
    fn from(of: &Distribution) -> Self {
        Self::Summary(Summary { n: of.n, mean: of.mean, median: of.median, p90: of.p90 })
    }
}

impl Row {
    fn one(event: u32) -> Self {
        Self { event, value: 1.0, note: Note::None }
    }
}

impl Opened {
    fn new(value: Value, formula: Formula) -> Self {
        Self { value, formula, terms: Vec::new(), rows: Vec::new(), left_out: Vec::new() }
    }
}

/// Sorts rows into those that enter and those left out.
fn sorted(
    opened: &mut Opened,
    rows: impl IntoIterator<Item = u32>,
    ask: impl Fn(u32) -> Result<Option<(f64, Note)>, Why>,
) {
    for event in rows {
        match ask(event) {
            Ok(Some((value, note))) => opened.rows.push(Row { event, value, note }),
            Ok(None) => {}
            Err(why) => opened.left_out.push(LeftOut { event, why }),
        }
    }
}

/// Why a row is no failure.
fn no_failure(ground: &Ground<'_>, row: u32) -> Why {
    if ground.is_void(row as usize) { Why::Void } else { Why::NoFailure }
}
