//! The engineer table: facts of the work, no ranking, no composite score.

use super::list::{ListPage, Section};
use crate::analyse::Rate;
use crate::analyse::team::EngineerFacts;
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Cell, Table};

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let facts = &cx.facts().team;
    let table = table(cx, &facts.engineers);
    let page = ListPage {
        title: cx.t("nav.team").to_owned(),
        lead: cx.fill("team.lead", &[("n", &facts.without_engineer.to_string())]),
        sections: vec![Section::new("all", "", table.or_note(cx.t("team.none")))],
        ..ListPage::default()
    };
    page.render(cx, "")
}

/// Engineers as a table.
pub(super) fn table(cx: &Cx<'_>, engineers: &[EngineerFacts]) -> Table {
    let mut table = Table::new(cx.t("nav.team"))
        .kept_in_order()
        .column(cx.t("col.engineer"))
        .number(cx.t("col.jobs"))
        .number(cx.t("team.shared"))
        .number(cx.t("figure.restore_median"))
        .number(cx.t("figure.timeliness"))
        .number(cx.t("team.single"))
        .number(cx.t("team.first_fix"))
        .number(cx.t("team.repeat"))
        .number(cx.t("fault.satisfaction"));
    for engineer in engineers {
        let name = engineer
            .name
            .clone()
            .unwrap_or_else(|| cx.fill("team.number", &[("n", &engineer.number.to_string())]));
        let rate = |rate: Rate| match engineer.shown(rate) {
            Some(rate) => Cell::rate(&cx.format(), &rate),
            None => Cell::num(&count(rate)),
        };
        let restore = engineer.restore_h.median.filter(|_| engineer.enough);
        let satisfaction = engineer.satisfaction.filter(|_| engineer.answers >= engineer.needed);
        table.row([
            Cell::text(&name),
            Cell::num(&engineer.jobs.to_string()),
            Cell::num(&engineer.shared.to_string()),
            Cell::num(&restore.map(|h| decimal(h, 1)).unwrap_or_default()),
            rate(engineer.timely),
            rate(engineer.single_visit),
            rate(engineer.first_time_fix),
            rate(engineer.repeat),
            Cell::num(&satisfaction.map(|s| decimal(s, 1)).unwrap_or_default()),
        ]);
    }
    table
}

fn count(rate: Rate) -> String {
    if rate.d == 0 { String::new() } else { format!("{}/{}", rate.n, rate.d) }
}
