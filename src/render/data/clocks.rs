//! The tallies of service-level clocks, a row a clock of the profiles in use.

use crate::analyse::Rate;
use crate::analyse::sla::ClockTally;
use crate::render::engine::Cx;
use serde::Serialize;

/// One clock; `pending` includes those at risk.
#[derive(Serialize)]
pub(super) struct ClockRow<'a> {
    profile: &'a str,
    clock: &'a str,
    met: u64,
    breached_closed: u64,
    breached_open: u64,
    pending: u64,
    compliance: Rate,
    pending_at_risk: u64,
    exempt: u64,
    unmeasurable: u64,
}

/// Every clock of the profiles in use, those without a ticket included.
pub(super) fn clocks<'a>(cx: &Cx<'a>, tallies: &[ClockTally]) -> Vec<ClockRow<'a>> {
    let clocks = cx.facts().sla.plan.clocks.iter().enumerate();
    let rows = clocks.map(|(at, clock)| {
        let tally = tallies.get(at).copied().unwrap_or_default();
        ClockRow {
            profile: &clock.profile,
            clock: &clock.clock.id,
            met: tally.met,
            breached_closed: tally.breached_closed,
            breached_open: tally.breached_open,
            pending: tally.pending + tally.pending_at_risk,
            compliance: tally.compliance(),
            pending_at_risk: tally.pending_at_risk,
            exempt: tally.exempt,
            unmeasurable: tally.unmeasurable,
        }
    });
    rows.collect()
}
