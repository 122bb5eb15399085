//! Service-level clocks and timeliness opened.

use super::{ClockValue, Figure, Formula, LeftOut, Note, Opened, Opener, Row, Scope, Value, Why};
use crate::analyse::month_grid::Grids;
use crate::analyse::sla::{Asked, ClockTally, SlaState, TicketClock};
use crate::model::time::ReportPeriod;

impl Opener<'_> {
    pub(super) fn open_deadline(&self, scope: &Scope, figure: Figure) -> Option<Opened> {
        let sla = &self.facts.sla;
        let value = match (scope, figure) {
            (Scope::Report(report), Figure::Timeliness) => {
                Value::Rate(sla.of(*report).map(|m| m.timeliness).unwrap_or_default())
            }
            (Scope::Customer(ix), Figure::Timeliness) => {
                Value::Rate(sla.timely_customers.get(ix).copied().unwrap_or_default())
            }
            (Scope::Report(report), Figure::Clock(at)) => {
                clock_value(sla.of(*report).map(|m| &m.clocks[..]), at)
            }
            (Scope::Customer(ix), Figure::Clock(at)) => {
                clock_value(sla.customers.get(ix).map(|c| &c[..]), at)
            }
            _ => return None,
        };
        let formula = if figure == Figure::Timeliness { Formula::Share } else { Formula::Clock };
        let mut opened = Opened::new(value, formula);
        let grids = Grids::of(self.catalog)?;
        let asked = Asked {
            catalog: self.catalog,
            plan: &sla.plan,
            grids: &grids,
            as_of: self.catalog.settings.as_of?,
        };
        for row in 0..self.catalog.records.events.len() {
            match figure {
                Figure::Clock(at) => self.add_clock(&asked, scope, (row, at), &mut opened),
                _ => self.add_ticket(&asked, scope, row, &mut opened),
            }
        }
        Some(opened)
    }

    fn add_ticket(&self, asked: &Asked<'_>, scope: &Scope, row: usize, opened: &mut Opened) {
        let (Some(timely), due) = asked.judge(row, |_| {}) else { return };
        let inside = match scope {
            Scope::Report(report) => {
                let grid = asked.grids.like(*report);
                let at = due.and_then(|due| grid.position(due));
                at.is_some_and(|at| grid.report_period(at) == *report)
            }
            Scope::Customer(ix) => self.catalog.links[row].customer == Some(*ix),
            _ => false,
        };
        if inside {
            let value = f64::from(u8::from(timely));
            opened.rows.push(Row::noted(row as u32, value, Note::None));
        }
    }

    fn add_clock(
        &self,
        asked: &Asked<'_>,
        scope: &Scope,
        (row, at): (usize, u16),
        opened: &mut Opened,
    ) {
        let event = row as u32;
        let customer = self.catalog.links[row].customer;
        asked.judge(row, |clock| {
            if clock.clock != at {
                return;
            }
            let state = match scope {
                Scope::Report(report) => in_period(asked, row, clock, *report),
                Scope::Customer(ix) => Some(clock.state).filter(|_| customer == Some(*ix)),
                _ => None,
            };
            match state {
                None | Some(SlaState::NotApplicable) => {}
                Some(state) if state.is_left_out() => {
                    opened.left_out.push(LeftOut::of(event, Why::State(state)));
                }
                Some(state) => {
                    let value = f64::from(u8::from(state == SlaState::Met));
                    opened.rows.push(Row::noted(event, value, Note::State(state)));
                }
            }
        });
    }
}

/// How a clock stands for a month or year: judged in it, or running at its end.
fn in_period(
    asked: &Asked<'_>,
    row: usize,
    clock: &TicketClock,
    report: ReportPeriod,
) -> Option<SlaState> {
    let grid = asked.grids.like(report);
    let is = |position: usize| grid.report_period(position) == report;
    let judged = asked.in_period(grid, clock);
    if let Some((_, state)) = judged.filter(|(position, _)| is(*position)) {
        return Some(state);
    }
    if let Some(at) = asked.unmeasured_in(grid, row, clock) {
        return Some(clock.state).filter(|_| is(at));
    }
    let [from, risk, to] = asked.pending_in(grid, clock)?;
    let at = (from..to.min(grid.len())).find(|at| is(*at))?;
    Some(if at >= risk { SlaState::PendingAtRisk } else { SlaState::Pending })
}

fn clock_value(tallies: Option<&[ClockTally]>, at: u16) -> Value {
    let tally = tallies.and_then(|all| all.get(usize::from(at))).copied().unwrap_or_default();
    Value::Clock(ClockValue::from(&tally))
}
