//! What a customer should keep in stock: the spare stocking proposal (`domain.md` §1.1),
//! for the customer's own report and page.

use super::ledgers;
use crate::analyse::Reported;
use crate::analyse::spare_proposal::{Proposal, proposals};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Blocks, Cell, Table};

/// The proposal in a customer's report, as of its end; the department sees each
/// customer's on the customer's page.
pub(super) fn of_report(cx: &Cx<'_>, of: Reported<'_>) -> Blocks {
    if cx.catalog().is_internal() {
        return Blocks::new();
    }
    let last = of.period.end.plus(-1);
    let end = cx.facts().as_of.map_or(last, |as_of| as_of.min(last));
    let proposed = proposals(cx.catalog(), end);
    proposed.values().next().map(|list| table(cx, list)).unwrap_or_default()
}

/// The proposals as a table with the rule they follow.
pub(super) fn table(cx: &Cx<'_>, proposals: &[Proposal]) -> Blocks {
    if proposals.is_empty() {
        return Blocks::new();
    }
    let mut table = Table::new(cx.t("spares.title"))
        .column(cx.t("col.part"))
        .number(cx.t("parts.qty12"))
        .number(cx.t("spares.keep"))
        .number(cx.t("report.value"))
        .only_if(cx.catalog().is_internal());
    for proposal in proposals {
        table.row([
            Cell::text(&ledgers::part_name(cx, proposal.part)),
            Cell::num(&decimal(proposal.used, 0)),
            Cell::num(&proposal.keep.to_string()),
            Cell::num(&proposal.value.map(|v| cx.format().money(v)).unwrap_or_default()),
        ]);
    }
    Blocks::from(table).and(Blocks::remark(cx.t("spares.rule")))
}
