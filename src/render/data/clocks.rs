//! The tallies of service-level clocks, a row a clock of the profiles in use.

use crate::analyse::explain::ClockValue;
use crate::analyse::sla::ClockTally;
use crate::render::engine::Cx;
use serde::Serialize;

/// One clock; `pending` includes those at risk.
#[derive(Serialize)]
pub(super) struct ClockRow<'a> {
    profile: &'a str,
    clock: &'a str,
    #[serde(flatten)]
    tally: ClockValue,
}

/// Every clock of the profiles in use, those without a ticket included.
pub(super) fn clocks<'a>(cx: &Cx<'a>, tallies: &[ClockTally]) -> Vec<ClockRow<'a>> {
    let clocks = cx.facts().sla.plan.clocks.iter().enumerate();
    let rows = clocks.map(|(at, clock)| ClockRow {
        profile: &clock.profile,
        clock: &clock.clock.id,
        tally: ClockValue::from(&tallies.get(at).copied().unwrap_or_default()),
    });
    rows.collect()
}
