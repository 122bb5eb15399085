//! Service-level clocks (`domain.md` §3.8): the tallies of every profile's clocks,
//! by month of the due instant, by customer, and timeliness (服务及时率). One
//! ticket's clocks are in `sla_plan`, business time in `business_time`, the
//! built-in profiles in `sla_profiles`.

mod tally;

pub use tally::{ClockTally, SlaState, TicketClock};

use super::figure::Rate;
use super::month_grid::{ByReport, Grids, MonthGrid};
use super::sla_plan::SlaPlan;
use super::sla_spread::ClockSpread;
use crate::catalog::{Catalog, CustomerIx, Groups, Restricted};
use crate::model::Status;
use crate::model::time::{Clock, Instant, ReportPeriod};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// A clock that passed its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Position of the ticket's event.
    pub event: u32,
    /// Position in [`SlaPlan::clocks`].
    pub clock: u16,
    /// When the limit ended.
    pub due: Instant,
    /// Milliseconds of wall time from `due` to the stop, or to `as_of`.
    pub over_ms: i64,
    /// Still running.
    pub open: bool,
}

/// The clocks whose limit ended in one month or year; evaluated at its end or at
/// `as_of`, whichever is earlier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlaMonth {
    /// By position in [`SlaPlan::clocks`]. Pending counts are those at the month's end.
    pub clocks: Vec<ClockTally>,
    /// How far along their limit these clocks were, by position in [`SlaPlan::clocks`].
    pub spreads: Vec<ClockSpread>,
    /// Tickets all of whose measured timeliness clocks were met, by the month of the
    /// last of these limits.
    pub timeliness: Rate,
    /// Range in [`SlaFacts::breaches`].
    pub breaches: Range<usize>,
}

/// Months of a customer's clocks that are told ticket by ticket.
pub const SPREAD_MONTHS: usize = 12;

/// Everything about service levels.
#[derive(Clone, Debug, Default)]
pub struct SlaFacts {
    /// Which clocks run for which ticket; states of one ticket on demand.
    pub plan: SlaPlan,
    /// Over everything, at `as_of`, by position in [`SlaPlan::clocks`].
    pub total: Vec<ClockTally>,
    /// Timeliness over everything.
    pub timeliness: Rate,
    /// By the month, quarter or year of the due instant.
    pub reports: ByReport<SlaMonth>,
    /// By customer, at `as_of`, by position in [`SlaPlan::clocks`]; only customers
    /// with a ticket on a clock.
    pub customers: BTreeMap<CustomerIx, Vec<ClockTally>>,
    /// How far along their limit the clocks of a customer were whose limit ended in the
    /// last [`SPREAD_MONTHS`] months, at `as_of`, by position in [`SlaPlan::clocks`];
    /// only customers with such a clock.
    pub customer_spreads: BTreeMap<CustomerIx, Vec<ClockSpread>>,
    /// Timeliness by customer, at `as_of`; only customers with a judged ticket.
    pub timely_customers: BTreeMap<CustomerIx, Rate>,
    /// Every breach, by (due, event, clock).
    pub breaches: Vec<Breach>,
    /// Positions in `breaches` by customer.
    pub breaches_of_customer: Groups,
    /// By event: timely or not; `None` where no clock of the set is measured.
    pub timely: Vec<Option<bool>>,
    /// Profiles named by a contract or a setting that exist nowhere.
    pub unknown_profiles: Vec<String>,
}

impl SlaFacts {
    /// Of a month, quarter or year.
    pub fn of(&self, report: ReportPeriod) -> Option<&SlaMonth> {
        self.reports.of(report)
    }
}

/// The service-level facts of a catalog; nothing without `as_of`.
pub fn sla(catalog: &Restricted<Catalog>) -> SlaFacts {
    let plan = SlaPlan::new(catalog);
    let unknown_profiles = plan.unknown.clone();
    let Some(as_of) = catalog.settings.as_of else {
        return SlaFacts { plan, unknown_profiles, ..SlaFacts::default() };
    };
    let Some(grids) = Grids::of(catalog).filter(|_| !plan.clocks.is_empty()) else {
        let timely = vec![None; catalog.records.events.len()];
        return SlaFacts { plan, timely, unknown_profiles, ..SlaFacts::default() };
    };
    let asked = Asked { catalog, plan: &plan, grids: &grids, as_of };
    let events = catalog.records.events.len();
    let chunks: Vec<Range<usize>> =
        (0..events).step_by(CHUNK).map(|from| from..(from + CHUNK).min(events)).collect();
    let parts: Vec<Sums> = chunks.into_par_iter().map(|rows| asked.fold(rows)).collect();
    let mut sums = Sums::new(plan.clocks.len(), &grids);
    for part in parts {
        sums.join(part);
    }
    let mut facts = sums.finish(&grids, plan, unknown_profiles);
    let breaches = &facts.breaches;
    let customer = |at: usize| catalog.links[breaches[at].event as usize].customer;
    facts.breaches_of_customer =
        Groups::build(catalog.records.customers.len(), breaches.len(), |at| {
            Some(customer(at)?.index())
        });
    facts
}

/// Events folded at a time.
const CHUNK: usize = 16_384;

/// What is asked of every event.
pub(crate) struct Asked<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) plan: &'a SlaPlan,
    pub(crate) grids: &'a Grids,
    pub(crate) as_of: Instant,
}

/// Sums of a part of the events.
struct Sums {
    total: Vec<ClockTally>,
    /// By month, quarter and year.
    by: [Judged; 3],
    /// By month.
    spreads: Vec<Vec<ClockSpread>>,
    customer_spreads: BTreeMap<CustomerIx, Vec<ClockSpread>>,
    timely_total: [u64; 2],
    customers: BTreeMap<CustomerIx, Vec<ClockTally>>,
    timely_customers: BTreeMap<CustomerIx, [u64; 2]>,
    breaches: Vec<Breach>,
    timely: Vec<Option<bool>>,
}

/// What was judged by month, quarter or year.
struct Judged {
    clocks: Vec<Vec<ClockTally>>,
    /// Running clocks that start (+) or cease (−) to be pending at a period's end, by
    /// period and clock: in time, and at risk.
    pending: Vec<Vec<[i64; 2]>>,
    timely: Vec<[u64; 2]>,
}

impl Judged {
    fn new(clocks: usize, periods: usize) -> Self {
        Self {
            clocks: vec![vec![ClockTally::default(); clocks]; periods],
            pending: vec![vec![[0; 2]; clocks]; periods + 1],
            timely: vec![[0; 2]; periods],
        }
    }

    fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.clocks.iter_mut().zip(&other.clocks) {
            add_all(mine, theirs);
        }
        for (mine, theirs) in self.pending.iter_mut().flatten().zip(other.pending.iter().flatten())
        {
            mine[0] += theirs[0];
            mine[1] += theirs[1];
        }
        for (mine, theirs) in self.timely.iter_mut().zip(&other.timely) {
            mine[0] += theirs[0];
            mine[1] += theirs[1];
        }
    }

    /// `breaches` are in order of their limits.
    fn finish(self, grid: &MonthGrid, breaches: &[Breach]) -> Vec<SlaMonth> {
        let mut running = vec![[0_i64; 2]; self.pending[0].len()];
        let mut out = Vec::with_capacity(self.clocks.len());
        for (position, mut clocks) in self.clocks.into_iter().enumerate() {
            for ((tally, running), change) in
                clocks.iter_mut().zip(&mut running).zip(&self.pending[position])
            {
                running[0] += change[0];
                running[1] += change[1];
                tally.pending = running[0].max(0).unsigned_abs();
                tally.pending_at_risk = running[1].max(0).unsigned_abs();
            }
            let period = grid.period(position);
            let upto = |at: Instant| breaches.partition_point(|b| b.due < at);
            let [timely, judged] = self.timely[position];
            out.push(SlaMonth {
                clocks,
                spreads: Vec::new(),
                timeliness: Rate::wilson(timely, judged),
                breaches: upto(period.start)..upto(period.end),
            });
        }
        out
    }
}

impl Sums {
    fn new(clocks: usize, grids: &Grids) -> Self {
        Self {
            total: vec![ClockTally::default(); clocks],
            by: grids.each().map(|grid| Judged::new(clocks, grid.len())),
            spreads: vec![vec![ClockSpread::default(); clocks]; grids.months().len()],
            customer_spreads: BTreeMap::new(),
            timely_total: [0; 2],
            customers: BTreeMap::new(),
            timely_customers: BTreeMap::new(),
            breaches: Vec::new(),
            timely: Vec::new(),
        }
    }

    fn join(&mut self, other: Self) {
        add_all(&mut self.total, &other.total);
        for (mine, theirs) in self.spreads.iter_mut().zip(&other.spreads) {
            ClockSpread::join_all(mine, theirs);
        }
        for (customer, theirs) in other.customer_spreads {
            let mine = self.customer_spreads.entry(customer);
            let none = || vec![ClockSpread::default(); theirs.len()];
            ClockSpread::join_all(mine.or_insert_with(none), &theirs);
        }
        for (mine, theirs) in self.by.iter_mut().zip(&other.by) {
            mine.join(theirs);
        }
        self.timely_total[0] += other.timely_total[0];
        self.timely_total[1] += other.timely_total[1];
        for (customer, tallies) in other.customers {
            let mine = self.customers.entry(customer);
            add_all(mine.or_insert_with(|| vec![ClockTally::default(); tallies.len()]), &tallies);
        }
        for (customer, [timely, judged]) in other.timely_customers {
            let mine = self.timely_customers.entry(customer).or_default();
            mine[0] += timely;
            mine[1] += judged;
        }
        self.breaches.extend(other.breaches);
        self.timely.extend(other.timely);
    }

    fn finish(mut self, grids: &Grids, plan: SlaPlan, unknown_profiles: Vec<String>) -> SlaFacts {
        self.breaches.sort_unstable_by_key(|b| (b.due, b.event, b.clock));
        let mut each = grids.each().into_iter();
        let mut judged = self.by.map(|by| {
            let grid = each.next().unwrap_or(grids.months());
            by.finish(grid, &self.breaches)
        });
        for (month, spreads) in judged[0].iter_mut().zip(self.spreads) {
            month.spreads = spreads;
        }
        SlaFacts {
            plan,
            total: self.total,
            timeliness: Rate::wilson(self.timely_total[0], self.timely_total[1]),
            reports: grids.reports_of(judged),
            customers: self.customers,
            customer_spreads: self.customer_spreads,
            timely_customers: rates(self.timely_customers),
            breaches: self.breaches,
            breaches_of_customer: Groups::default(),
            timely: self.timely,
            unknown_profiles,
        }
    }
}

fn rates(counts: BTreeMap<CustomerIx, [u64; 2]>) -> BTreeMap<CustomerIx, Rate> {
    counts.into_iter().map(|(c, [timely, judged])| (c, Rate::wilson(timely, judged))).collect()
}

fn add_all(to: &mut [ClockTally], from: &[ClockTally]) {
    for (to, from) in to.iter_mut().zip(from) {
        to.join(from);
    }
}

impl Asked<'_> {
    fn fold(&self, rows: Range<usize>) -> Sums {
        let mut sums = Sums::new(self.plan.clocks.len(), self.grids);
        for row in rows {
            let customer = self.catalog.links[row].customer;
            let (timely, due) = self.judge(row, |clock| {
                self.add(&mut sums, row as u32, customer, clock);
            });
            sums.timely.push(timely);
            if let Some(timely) = timely {
                sums.timely_total[0] += u64::from(timely);
                sums.timely_total[1] += 1;
                if let Some(customer) = customer {
                    let mine = sums.timely_customers.entry(customer).or_default();
                    mine[0] += u64::from(timely);
                    mine[1] += 1;
                }
                for (by, grid) in sums.by.iter_mut().zip(self.grids.each()) {
                    if let Some(at) = due.and_then(|due| grid.position(due)) {
                        by.timely[at][0] += u64::from(timely);
                        by.timely[at][1] += 1;
                    }
                }
            }
        }
        sums
    }

    /// Every clock of an event; whether its ticket was timely, and when the last of the
    /// limits that tell so ended.
    pub(crate) fn judge(
        &self,
        row: usize,
        mut each: impl FnMut(&TicketClock),
    ) -> (Option<bool>, Option<Instant>) {
        let (mut timely, mut due) = (None, None);
        if !self.catalog.counts_for_ticket(row) {
            return (timely, due);
        }
        let event = self.catalog.records.events.get(row);
        self.plan.each_state(self.catalog, event, self.as_of, |clock| {
            each(&clock);
            let planned = &self.plan.clocks[usize::from(clock.clock)];
            if planned.timeliness && clock.state.is_due() {
                timely = Some(timely.unwrap_or(true) && clock.state == SlaState::Met);
                due = due.max(clock.due.or(clock.stopped));
            }
        });
        (timely, due)
    }

    /// The month (or quarter or year) in which a judged clock counts, and how it stood when that
    /// ended.
    pub(crate) fn in_period(
        &self,
        grid: &MonthGrid,
        clock: &TicketClock,
    ) -> Option<(usize, SlaState)> {
        let due = clock.due.or(clock.stopped).filter(|_| clock.state.is_due())?;
        let at = grid.position(due)?;
        // A clock stopped only after the month was still open when the month ended.
        let still_open = clock.state == SlaState::BreachedClosed
            && clock.stopped > Some(grid.closing(at, self.as_of));
        Some((at, if still_open { SlaState::BreachedOpen } else { clock.state }))
    }

    /// The month (or quarter or year) in which the work was over, of a clock that nothing or
    /// no limit measures: it is counted there, beside those that were judged.
    pub(crate) fn unmeasured_in(
        &self,
        grid: &MonthGrid,
        row: usize,
        clock: &TicketClock,
    ) -> Option<usize> {
        if !clock.state.is_left_out() {
            return None;
        }
        let event = self.catalog.records.events.get(row);
        let over = || matches!(event.status(), Status::Resolved | Status::Closed);
        let end = event.resolved().or(event.at(Clock::ClosedAt));
        grid.position(end.or_else(|| event.reported().filter(|_| over()))?)
    }

    /// At which ends of months (or quarters or years) a clock was running and in time: from the first
    /// of these up to, without, the last; at risk from the middle one on.
    pub(crate) fn pending_in(&self, grid: &MonthGrid, clock: &TicketClock) -> Option<[usize; 3]> {
        let (start, due) = (clock.started?, clock.due?);
        let first_closing_from = |at: Instant| grid.first_closing(at, self.as_of);
        let from = first_closing_from(start);
        // One that was judged is no longer pending in the month of its due instant, not
        // even where that is the month's last: it counts there already.
        let in_time = if clock.state.is_due() { due } else { due.plus(1) };
        let stop = clock.stopped.unwrap_or(Instant(i64::MAX)).min(in_time);
        let to = first_closing_from(stop).max(from);
        let risk = clock.risk_from.map_or(to, |risk| first_closing_from(risk).clamp(from, to));
        Some([from, risk, to])
    }

    fn add(&self, sums: &mut Sums, row: u32, customer: Option<CustomerIx>, clock: &TicketClock) {
        let position = usize::from(clock.clock);
        sums.total[position].add(clock);
        if let Some(customer) = customer {
            let clocks = sums.total.len();
            let mine = sums.customers.entry(customer);
            mine.or_insert_with(|| vec![ClockTally::default(); clocks])[position].add(clock);
        }
        if clock.state.is_due() {
            self.add_due(sums, row, customer, clock);
        }
        for (by, grid) in sums.by.iter_mut().zip(self.grids.each()) {
            if let Some(at) = self.unmeasured_in(grid, row as usize, clock) {
                by.clocks[at][position].add(clock);
            }
        }
        self.add_pending(sums, clock);
    }

    /// Counts a clock whose limit has been judged in the month, quarter and year in which
    /// its limit ended.
    fn add_due(
        &self,
        sums: &mut Sums,
        row: u32,
        customer: Option<CustomerIx>,
        clock: &TicketClock,
    ) {
        let Some(due) = clock.due.or(clock.stopped) else { return };
        if clock.state != SlaState::Met {
            let open = clock.state == SlaState::BreachedOpen;
            let end = clock.stopped.unwrap_or(self.as_of);
            let over_ms = end.since(due).max(0);
            sums.breaches.push(Breach { event: row, clock: clock.clock, due, over_ms, open });
        }
        let position = usize::from(clock.clock);
        for (by, grid) in sums.by.iter_mut().zip(self.grids.each()) {
            if let Some((at, state)) = self.in_period(grid, clock) {
                by.clocks[at][position].add(&TicketClock { state, ..*clock });
            }
        }
        let Some((month, state)) = self.in_period(self.grids.months(), clock) else { return };
        // One that runs on has used more by now than by then.
        let runs = state == SlaState::BreachedOpen;
        let then = if runs { self.at_closing(row, month, clock) } else { *clock };
        sums.spreads[month][position].add(&then);
        let recent = month + SPREAD_MONTHS >= self.grids.months().len();
        if let Some(customer) = customer.filter(|_| recent) {
            let mine = sums.customer_spreads.entry(customer);
            let none = || vec![ClockSpread::default(); self.plan.clocks.len()];
            mine.or_insert_with(none)[position].add(clock);
        }
    }

    /// A clock as it stood when a month ended: what came later must not change the month.
    fn at_closing(&self, row: u32, month: usize, clock: &TicketClock) -> TicketClock {
        let event = self.catalog.records.events.get(row as usize);
        let closing = self.grids.months().closing(month, self.as_of);
        let then = self.plan.states(self.catalog, event, closing);
        then.into_iter().find(|c| c.clock == clock.clock).unwrap_or(*clock)
    }

    /// Marks the ends of months, quarters and years at which a clock was running and in time.
    fn add_pending(&self, sums: &mut Sums, clock: &TicketClock) {
        let position = usize::from(clock.clock);
        for (by, grid) in sums.by.iter_mut().zip(self.grids.each()) {
            let Some([from, risk, to]) = self.pending_in(grid, clock) else { return };
            by.pending[from][position][0] += 1;
            by.pending[risk][position][0] -= 1;
            by.pending[risk][position][1] += 1;
            by.pending[to][position][1] -= 1;
        }
    }
}

#[cfg(test)]
mod tests;
