//! Corrective and preventive measures: the ledger of all, and the board of a report.

use super::ledgers::day;
use super::list::{ListPage, Section};
use crate::analyse::actions::{ActionEffect, ActionFacts, ActionState, action_state};
use crate::catalog::CodeIx;
use crate::diag::Diagnostic;
use crate::model::records::Action;
use crate::model::time::ReportPeriod;
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Cell, Html, Mark, Table, state};
use crate::site::Page;

/// Corrective and preventive measures.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let closed = &cx.facts().actions.closed;
    let page = ListPage {
        title: cx.t("actions.title").to_owned(),
        lead: cx
            .fill("actions.lead", &[("a", &closed.n.to_string()), ("b", &closed.d.to_string())]),
        sections: vec![Section::new("all", "", all(cx).or_note(cx.t("actions.none")))],
        ..ListPage::default()
    };
    page.render(cx, "")
}

/// Measures as they stand now.
fn all(cx: &Cx<'_>) -> Table {
    let rows = cx.facts().actions.rows.iter();
    let stood = rows.map(|row| Stood {
        row,
        state: row.state,
        days_over: row.days_over,
        effect: row.effect.as_ref(),
    });
    table(cx, stood, true)
}

/// Days after it was done in which a measure's effect is still watched.
const WATCHED_DAYS: i64 = 180;

/// The board of a month, quarter or year: the measures known by its end that were open or
/// overdue then, were done in it, or had been done so short a time before that their
/// effect was still being watched. Overdue ones come first.
pub(super) fn board<'a>(cx: &Cx<'a>, report: ReportPeriod) -> Vec<Stood<'a>> {
    let facts = &cx.facts().actions;
    let Some(as_of) = cx.facts().as_of else { return Vec::new() };
    let end = report.last_day(cx.catalog().settings.zone.day(as_of));
    let watched_from = end.saturating_sub(jiff::Span::new().days(WATCHED_DAYS));
    let effects = facts.of(report).map_or(&[][..], |known| &known.effects);
    let stood = |row: &'a ActionFacts| {
        let action = &cx.catalog().records.actions[row.action];
        let state = action_state(action.due, action.done_on, end);
        let over = action.due.filter(|_| state == ActionState::Overdue);
        let days_over = over.map(|due| due.duration_until(end).as_hours() / 24);
        let effect = effects.iter().find(|(at, _)| *at == row.action).map(|(_, effect)| effect);
        let done = action.done_on.filter(|_| state == ActionState::Closed);
        let shown = done.is_none_or(|day| {
            report.like(day) == report || (effect.is_some() && day >= watched_from)
        });
        shown.then_some(Stood { row, state, days_over, effect })
    };
    let known = facts.rows.iter().filter(|row| row.is_known_on(end));
    let mut board: Vec<Stood<'a>> = known.filter_map(stood).collect();
    let order = |state: ActionState| match state {
        ActionState::Overdue => 0,
        ActionState::Open => 1,
        ActionState::Closed => 2,
    };
    board.sort_by_key(|stood| (order(stood.state), std::cmp::Reverse(stood.days_over)));
    board
}

/// A measure and where it stood.
pub(super) struct Stood<'a> {
    pub(super) row: &'a ActionFacts,
    state: ActionState,
    days_over: Option<i64>,
    effect: Option<&'a ActionEffect>,
}

impl Stood<'_> {
    /// True where it is about a code.
    pub(super) fn is_about(&self, code: CodeIx) -> bool {
        self.row.code == Some(code)
    }
}

/// A measure by its number, linked to its row.
pub(super) fn link(cx: &Cx<'_>, row: &ActionFacts) -> Html {
    let id = cx.catalog().records.actions[row.action].id.as_str();
    Html::id(&cx.href_at(Page::Actions, crate::model::slug::slug(id).as_str()), id)
}

/// The measures of a board, what each is about beside it, unless its report says so: on
/// paper that leaves room for its words.
pub(super) fn board_table<'a>(cx: &Cx<'_>, board: impl Iterator<Item = Stood<'a>>) -> Table {
    table(cx, board, false)
}

fn table<'a>(cx: &Cx<'_>, measures: impl Iterator<Item = Stood<'a>>, about_apart: bool) -> Table {
    let mut table = Table::new(cx.t("actions.title"))
        .column(cx.t("col.record"))
        .column(cx.t("actions.measure"))
        .side_column(cx.t("col.kind"))
        .column(cx.t("actions.about"))
        .only_if(about_apart)
        .column(cx.t("actions.owner"))
        .column(cx.t("actions.due"))
        .column(cx.t("actions.state_effect"));
    for Stood { row, state, days_over, effect: brought } in measures {
        let action = &cx.catalog().records.actions[row.action];
        // A single device is never watched for as many months as a verdict needs.
        let brought = brought
            .filter(|_| state == ActionState::Closed)
            .filter(|brought| brought.enough || row.device.is_none());
        let effect = brought.map(|brought| Html::small(&effect(cx, brought)));
        let (title, about) = (Html::text(cx.name(&action.title)), about(cx, row));
        let stands = std::iter::once(standing(cx, state, days_over)).chain(effect);
        table.marked_row(
            &crate::model::slug::slug(action.id.as_str()).to_string(),
            if state == ActionState::Overdue { "bad" } else { "" },
            [
                Cell::text(action.id.as_str()).class("id"),
                Cell::html(if about_apart || of_report(cx, action) {
                    title
                } else {
                    Html::join([title, about.clone()], " ")
                }),
                Cell::fixed(cx.texts().word("action_kind", action.kind.as_str())).class("nb x"),
                Cell::html(about),
                Cell::fixed(action.owner.as_deref().unwrap_or_default()),
                Cell::fixed(&day(action.due)),
                Cell::html(Html::join(stands, " ")),
            ],
        );
    }
    table
}

/// True for a measure of a fault report, whose id says what it is about.
fn of_report(cx: &Cx<'_>, action: &Action) -> bool {
    let source = action.source.as_deref();
    source.is_some_and(|id| {
        action.id.as_str().starts_with(id) && cx.catalog().index.find_report(id).is_some()
    })
}

fn about(cx: &Cx<'_>, row: &ActionFacts) -> Html {
    let records = &cx.catalog().records;
    let code = row
        .code
        .map(|ix| Html::code(&cx.href(Page::Code(ix)), records.codes[ix.index()].id.as_str()));
    let model = row
        .model
        .map(|ix| Html::id(&cx.href(Page::Model(ix)), records.models[ix.index()].id.as_str()));
    let device = row
        .device
        .map(|ix| Html::id(&cx.href(Page::Device(ix)), records.devices[ix.index()].id.as_str()));
    Html::join([code, model, device].into_iter().flatten(), " ")
}

fn standing(cx: &Cx<'_>, action: ActionState, days_over: Option<i64>) -> Html {
    let (mark, word) = match action {
        ActionState::Closed => (Mark::Met, cx.t("actions.closed").to_owned()),
        ActionState::Open => (Mark::Pending, cx.t("actions.open").to_owned()),
        ActionState::Overdue => {
            let days = days_over.unwrap_or_default().to_string();
            (Mark::Late, cx.fill("actions.overdue", &[("d", &days)]))
        }
    };
    state(mark, &word)
}

fn effect(cx: &Cx<'_>, effect: &ActionEffect) -> String {
    // The rates of a single device, of a fault or none, would say what nobody knows.
    let told = effect.rate_before.zip(effect.rate_after).zip(effect.p).filter(|_| effect.enough);
    let Some(((before, after), p)) = told else { return cx.t("figure.too_few").to_owned() };
    let (before, after) = (decimal(before, 1), decimal(after, 1));
    let p = crate::render::format::probability(p);
    cx.fill("actions.effect_n", &[("r0", &before), ("r1", &after), ("p", &p)])
}
