//! What a customer should keep in stock: the spare stocking proposal (`domain.md` §1.1),
//! for the customer's own report and page.

use super::ledgers;
use crate::analyse::Reported;
use crate::analyse::spare_proposal::{Proposal, proposals};
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::format::decimal;
use crate::render::view::{Cell, Html, Table};

/// The proposal in a customer's report, as of its end; the department sees each
/// customer's on the customer's page.
pub(super) fn of_report(cx: &Cx<'_>, of: Reported<'_>) -> Html {
    if cx.catalog().is_internal() {
        return Html::default();
    }
    let last = of.period.end.plus(-1);
    let end = cx.facts().as_of.map_or(last, |as_of| as_of.min(last));
    let proposed = proposals(cx.catalog(), end);
    proposed.values().next().map(|list| table(cx, list)).unwrap_or_default()
}

/// The proposals as a table with the rule they follow.
pub(super) fn table(cx: &Cx<'_>, proposals: &[Proposal]) -> Html {
    if proposals.is_empty() {
        return Html::default();
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
    let mut html = table.finish();
    let rule = escape::text(cx.t("spares.rule"));
    html.0.push_str(&format!("<p class=\"fig__n\">{rule}</p>"));
    html
}
