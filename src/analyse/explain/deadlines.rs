//! Service-level clocks and timeliness opened.

use super::{ClockValue, Figure, Formula, LeftOut, Note, Opened, Opener, Row, Scope, Value, Why};
use crate::analyse::month_grid::MonthGrid;
use crate::analyse::sla::{Asked, ClockTally, SlaState, TicketClock};

impl Opener<'_> {
    pub(super) fn open_deadline(&self, scope: &Scope, figure: Figure) -> Option<Opened> {
        let sla = &self.facts.sla;
        let value = match (scope, figure) {
            (Scope::Report(month), Figure::Timeliness) => {
                Value::Rate(sla.months.get(month).map(|m| m.timeliness).unwrap_or_default())
            }
            (Scope::Customer(ix), Figure::Timeliness) => {
                Value::Rate(sla.timely_customers.get(ix).copied().unwrap_or_default())
            }
            (Scope::Report(month), Figure::Clock(at)) => {
                clock_value(sla.months.get(month).map(|m| &m.clocks[..]), at)
            }
            (Scope::Customer(ix), Figure::Clock(at)) => {
                clock_value(sla.customers.get(ix).map(|c| &c[..]), at)
            }
            _ => return None,
        };
        let formula = if figure == Figure::Timeliness { Formula::Share } else { Formula::Clock };
        let mut opened = Opened::new(value, formula);
        let grid = MonthGrid::of(self.catalog)?;
        let asked = Asked {
            catalog: self.catalog,
            plan: &sla.plan,
            grid: &grid,
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
            Scope::Report(month) => due
                .and_then(|due| asked.grid.position(due))
                .is_some_and(|at| asked.grid.month(at) == *month),
            Scope::Customer(ix) => self.catalog.links[row].customer == Some(*ix),
            _ => false,
        };
        if inside {
            let value = f64::from(u8::from(timely));
            opened.rows.push(Row { event: row as u32, value, note: Note::None });
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
                Scope::Report(month) => {
                    in_month(asked, clock, |position| asked.grid.month(position) == *month)
                }
                Scope::Customer(ix) => Some(clock.state).filter(|_| customer == Some(*ix)),
                _ => None,
            };
            match state {
                None | Some(SlaState::NotApplicable) => {}
                Some(
                    state @ (SlaState::Exempt | SlaState::Unmeasurable | SlaState::NoDistance),
                ) => opened.left_out.push(LeftOut { event, why: Why::State(state) }),
                Some(state) => {
                    let value = f64::from(u8::from(state == SlaState::Met));
                    opened.rows.push(Row { event, value, note: Note::State(state) });
                }
            }
        });
    }
}

/// How a clock stands for a month: judged in it, or running at its end.
fn in_month(
    asked: &Asked<'_>,
    clock: &TicketClock,
    is: impl Fn(usize) -> bool,
) -> Option<SlaState> {
    if let Some((_, state)) = asked.in_month(clock).filter(|(position, _)| is(*position)) {
        return Some(state);
    }
    let [from, risk, to] = asked.pending_months(clock)?;
    let at = (from..to.min(asked.grid.len())).find(|at| is(*at))?;
    Some(if at >= risk { SlaState::PendingAtRisk } else { SlaState::Pending })
}

fn clock_value(tallies: Option<&[ClockTally]>, at: u16) -> Value {
    let tally = tallies.and_then(|all| all.get(usize::from(at))).copied().unwrap_or_default();
    Value::Clock(ClockValue {
        met: tally.met,
        breached_closed: tally.breached_closed,
        breached_open: tally.breached_open,
        pending: tally.pending + tally.pending_at_risk,
        compliance: tally.compliance(),
        pending_at_risk: tally.pending_at_risk,
    })
}
