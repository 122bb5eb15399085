//! Where a figure comes from: its value, the formula it is made by, the rows that
//! enter it with what each adds, and the rows left out with the reason. The value is
//! the one of [`Facts`]; the rows are asked by the same functions the folds ask.
//!
//! Not here: the words (`cli`).

mod answers;
mod changes;
mod charges;
mod complaints;
mod counts;
mod deadlines;
mod faults;
mod figure;
mod fixes;
mod list;
mod parted;
mod parts;
mod plans;
mod rates;
mod times;
mod value;
mod work;

pub use figure::{
    Against, Answers, BUCKETS, Backlog, Changed, Charged, Complained, Figure, Measures, Parted,
    PartsOf, Visited, Work,
};
pub use list::Entry;
pub use value::{
    ClockValue, Contrasted, Formula, HotSpotValue, LeftOut, Note, Opened, Record, Row, Summary,
    Term, UsedValue, Value, Why,
};

use super::exposure::{Exposure, Span};
use super::facts::{Facts, FaultFacts, Owner};
use super::ground::{Ground, Outage, Standing};
use super::holdings::Holdings;
use super::hotspot::{Family, Group};
use super::longer;
use super::months::{self, ByMonth};
use super::scope::{Base, Exposed, ScopeFacts};
use crate::catalog::{
    Catalog, CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, Restricted, SiteIx, SolutionIx,
};
use crate::model::time::{Instant, Period, ReportPeriod};

/// Whose figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The report of a month or year.
    Report(ReportPeriod),
    /// Everything, all time within coverage.
    Site,
    /// A device.
    Device(DeviceIx),
    /// A model.
    Model(ModelIx),
    /// A customer.
    Customer(CustomerIx),
    /// A place of a customer.
    Place(SiteIx),
    /// An engineer, by number.
    Engineer(u32),
    /// A fault code.
    Code(CodeIx),
    /// A component.
    Component(ComponentIx),
    /// A solution.
    Solution(SolutionIx),
    /// A group of a family of hot spots.
    HotSpot(Family, Group),
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
    /// By the end of the first and of the further window.
    ended: [&'s [u32]; 2],
    spans: Vec<Span>,
    /// All events, of which the tickets open in the period are its backlog.
    tickets: Vec<u32>,
    /// From when until when its backlog is counted.
    whole: Period,
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
            Scope::Engineer(number) => self.open_work(*number, figure),
            Scope::Report(report) if told_by_report(figure) => self.open_told(*report, figure),
            Scope::Report(report) if matches!(figure, Figure::Change(..)) => {
                let Figure::Change(against, changed) = figure else { return None };
                changes::open(asked, self.facts, *report, (against, changed))
            }
            Scope::Report(_)
            | Scope::Site
            | Scope::Device(_)
            | Scope::Model(_)
            | Scope::Customer(_)
            | Scope::Place(_) => {
                if let Figure::Clock(_) | Figure::Timeliness = figure {
                    return self.open_deadline(scope, figure);
                }
                let (facts, chosen) = (self.scope_facts(scope)?, self.chosen(asked, scope)?);
                open_scope(asked, facts, &chosen, figure)
            }
        }
    }

    /// What only reports have, and other records than those of faults make.
    fn open_told(&self, report: ReportPeriod, figure: Figure) -> Option<Opened> {
        match figure {
            Figure::Answers(which) => self.open_answers(report, which),
            Figure::Complaints(which) => self.open_complaints(report, which),
            Figure::Parts(which) => self.open_parts(report, which),
            Figure::Visits(which) => self.open_visits(report, which),
            Figure::Actions(which) => self.open_actions(report, which),
            Figure::Part(which) => self.open_part(report, which),
            _ => None,
        }
    }

    fn scope_facts(&self, scope: &Scope) -> Option<&'a ScopeFacts> {
        let facts = self.facts;
        Some(match scope {
            Scope::Report(report) => facts.report(*report)?.scope,
            Scope::Site => &facts.fleet.scope,
            Scope::Device(ix) => &facts.device(*ix).scope,
            Scope::Model(ix) => &facts.model(*ix).scope,
            Scope::Customer(ix) => &facts.customer(*ix).scope,
            Scope::Place(ix) => &facts.site(*ix).scope,
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
            Scope::Report(report) => return self.chosen_report(asked, *report),
            Scope::Device(ix) => (index.events_of_device.of(ix.index()), Owner::Device(*ix)),
            Scope::Model(ix) => (index.events_of_model.of(ix.index()), Owner::Model(*ix)),
            Scope::Customer(ix) => (index.events_of_customer.of(ix.index()), Owner::Customer(*ix)),
            Scope::Place(ix) => (index.events_of_site.of(ix.index()), Owner::Site(*ix)),
            Scope::Site => (&[][..], Owner::Fleet),
            _ => return None,
        };
        let all = |rows: &'s [u32], tickets: Vec<u32>| Chosen {
            volume: rows,
            resolved: rows,
            ended: [rows, rows],
            spans: owner.spans(&asked.base, &asked.held),
            tickets,
            whole: ground.whole(),
            end: ground.end,
        };
        if *scope != Scope::Site {
            return Some(all(rows, rows.to_vec()));
        }
        Some(all(&asked.dated, asked.dated.clone()))
    }

    fn chosen_report<'s>(
        &'s self,
        asked: &'s Asked<'a>,
        report: ReportPeriod,
    ) -> Option<Chosen<'s>> {
        let ground = &asked.base.ground;
        let range = longer::months_of(ground, report)?;
        let whole = longer::period(ground, &range);
        let of = months::selection_of(&asked.by_month, range, Exposure::default(), ground);
        Some(Chosen {
            volume: of.volume,
            resolved: of.resolved,
            ended: of.ended,
            end: of.end,
            spans: months::spans(&asked.base, whole),
            tickets: (0..self.catalog.records.events.len() as u32).collect(),
            whole,
        })
    }
}

fn told_by_report(figure: Figure) -> bool {
    matches!(
        figure,
        Figure::Answers(_)
            | Figure::Complaints(_)
            | Figure::Parts(_)
            | Figure::Visits(_)
            | Figure::Actions(_)
            | Figure::Part(_)
    )
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
        Figure::TechnicalAvailability => rates::technical_availability(base, facts, of),
        Figure::Mtbf => rates::mtbf(base, facts, of),
        Figure::Rate(per) => rates::failure_rate(base, facts, of, per),
        Figure::Repeat => rates::repeat(base, facts, of),
        Figure::FurtherRepeat => rates::further_repeat(base, facts, of),
        Figure::SingleVisit => rates::single_visit(base, facts, of),
        Figure::FirstTimeFix => rates::first_time_fix(base, facts, of),
        Figure::Backlog(which) => counts::backlog(base, facts, of, which),
        Figure::Code(code) => counts::of_code(base, facts, of, code),
        Figure::Jobs(kind) => counts::jobs(base, facts, of, kind),
        Figure::Charges(which) => charges::open(base, facts, of, which),
        Figure::Answers(_)
        | Figure::Complaints(_)
        | Figure::Parts(_)
        | Figure::Visits(_)
        | Figure::Actions(_)
        | Figure::Part(_)
        | Figure::Work(_)
        | Figure::Change(..)
        | Figure::Devices
        | Figure::Held(_)
        | Figure::Uses
        | Figure::MedianDays
        | Figure::HotSpot
        | Figure::Clock(_)
        | Figure::Timeliness => return None,
    })
}

/// Sorts rows into those that enter and those left out.
fn sorted(
    opened: &mut Opened,
    rows: impl IntoIterator<Item = u32>,
    ask: impl Fn(u32) -> Result<Option<(f64, Note)>, Why>,
) {
    for event in rows {
        match ask(event) {
            Ok(Some((value, note))) => opened.rows.push(Row::noted(event, value, note)),
            Ok(None) => {}
            Err(why) => opened.left_out.push(LeftOut::of(event, why)),
        }
    }
}

/// Why a row is no failure.
fn no_failure(ground: &Ground<'_>, row: u32) -> Why {
    if ground.is_void(row as usize) { Why::Void } else { Why::NoFailure }
}
