//! Data of persons on the data-quality page: how often each kind was found in each
//! field, and on which sites it is masked.

use crate::model::Personal;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Html, Table};

/// The table, or that nothing was found.
pub(super) fn render(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("quality.personal"))
        .column(cx.t("quality.personal_place"))
        .column(cx.t("quality.personal_kind"))
        .number(cx.t("quality.personal_n"))
        .column(cx.t("quality.personal_masked"));
    for (&(place, kind), &count) in &cx.catalog().personal {
        table.row([
            Cell::text(cx.texts().word("personal_place", place)),
            Cell::text(cx.texts().word("personal", kind.as_str())),
            Cell::num(&cx.format().count(count)),
            Cell::text(cx.t(masked_on(cx, kind))),
        ]);
    }
    table.or_note(cx.t("quality.personal_none"))
}

/// Which sites mask a kind; what the department's own masks, every site does.
fn masked_on(cx: &Cx<'_>, kind: Personal) -> &'static str {
    let mask = &cx.catalog().settings.audiences.mask;
    let (customers, public) = (mask.customers.contains(&kind), mask.public.contains(&kind));
    match (mask.internal.contains(&kind), customers, public) {
        (true, ..) => "quality.masked_everywhere",
        (_, true, true) => "quality.masked_outside",
        (_, true, false) => "quality.masked_customers",
        (_, false, true) => "quality.masked_public",
        (_, false, false) => "quality.masked_nowhere",
    }
}
