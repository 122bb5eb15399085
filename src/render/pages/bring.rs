//! What to bring: the parts that the jobs of a code, a model or a solution used, as
//! shares with their intervals, on the pages an engineer reads before leaving.

use super::figures;
use super::ledgers::part_name;
use crate::analyse::parts_to_bring::{BringList, BringPart};
use crate::catalog::{CodeIx, ModelIx, SolutionIx};
use crate::chart::{ShareRow, SharesSpec};
use crate::model::{Event, Status};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Cell, Drawing, FigureView, Html, Table, WorkList};
use crate::site::Page;

/// Parts drawn, named in an answer, and listed beside a job.
const DRAWN: usize = 8;
const NAMED: usize = 3;
const LISTED: usize = 6;
/// A list to take along leaves out what fewer than one job in ten used; figures and data
/// files have all.
const WORTH_BRINGING: f64 = 0.1;

/// The figure of a code; nothing where no log tells of parts or no job is done.
pub(super) fn of_code(cx: &Cx<'_>, ix: CodeIx) -> Html {
    let Some(parts) = cx.facts().bring.codes.get(&ix) else { return Html::default() };
    let id = cx.catalog().records.codes[ix.index()].id.as_str();
    let question = cx.fill("bring.question", &[("code", id)]);
    let answer = answer(cx, &parts.all);
    let enough = parts.all.enough(min_n(cx)) && !parts.all.parts.is_empty();
    let mut table = table(cx, &question);
    push_rows(cx, &mut table, None, &parts.all);
    for (&model, list) in &parts.models {
        push_rows(cx, &mut table, Some(model), list);
    }
    FigureView {
        drawing: if enough {
            Drawing::of(&spec(cx, (&question, &answer), &parts.all), false)
        } else {
            Drawing::default()
        },
        note: cx.t("bring.note").to_owned(),
        native: None,
        show_table: cx.t("bring.by_model").to_owned(),
        table: Some(table).filter(|_| !parts.all.parts.is_empty()),
        question,
        answer,
    }
    .finish()
}

fn min_n(cx: &Cx<'_>) -> u64 {
    cx.catalog().settings.min_n
}

fn answer(cx: &Cx<'_>, list: &BringList) -> String {
    let (n, of) = (list.jobs.to_string(), min_n(cx).to_string());
    if !list.enough(min_n(cx)) {
        return cx.fill("bring.few", &[("n", &n), ("of", &of)]);
    }
    if list.parts.is_empty() {
        return cx.fill("bring.none", &[("n", &n)]);
    }
    let named = list.parts.iter().take(NAMED).map(|part| {
        let (k, n) = (part.used.n.to_string(), part.used.d.to_string());
        cx.fill("bring.part_in", &[("part", &name(cx, part)), ("k", &k), ("n", &n)])
    });
    let named = named.collect::<Vec<_>>().join(cx.t("solution.list_separator"));
    cx.fill("bring.answer", &[("list", &named)])
}

/// A part's name: by the table of parts, else as it was written.
fn name(cx: &Cx<'_>, part: &BringPart) -> String {
    part.part.map_or_else(|| part.written.clone(), |ix| part_name(cx, ix))
}

fn spec(cx: &Cx<'_>, (question, answer): (&str, &str), list: &BringList) -> SharesSpec {
    let row = |part: &BringPart| {
        let (value, _) = cx.format().rate_parts(&part.used);
        ShareRow {
            label: name(cx, part),
            share: part.used.value,
            lower: part.used.lower,
            upper: part.used.upper,
            number: format!("{}/{} · {value}", part.used.n, part.used.d),
            strong: part.used.value.is_some_and(|share| share >= WORTH_BRINGING),
            href: None,
        }
    };
    SharesSpec {
        alt: figures::alt(cx, "bring", question, answer),
        rows: list.parts.iter().take(DRAWN).map(row).collect(),
    }
}

fn table(cx: &Cx<'_>, caption: &str) -> Table {
    Table::new(caption)
        .column(cx.t("col.model"))
        .column(cx.t("col.part"))
        .number(cx.t("bring.used"))
        .number(cx.t("bring.pieces"))
}

fn push_rows(cx: &Cx<'_>, table: &mut Table, model: Option<ModelIx>, list: &BringList) {
    for part in &list.parts {
        let of = match model {
            Some(ix) => {
                cx.link(Page::Model(ix), cx.catalog().records.models[ix.index()].id.as_str())
            }
            None => Html::text(cx.t("bring.any_model")),
        };
        table.row([
            Cell::html(of),
            Cell::text(&name(cx, part)),
            Cell::rate(&cx.format(), &part.used),
            Cell::num(&decimal(part.pieces, 0)),
        ]);
    }
}

/// What the uses of a solution say of one of its parts; nothing where they are too few.
pub(super) fn of_solution_part(cx: &Cx<'_>, ix: SolutionIx, part: &BringPart) -> Option<String> {
    let list = cx.facts().bring.solutions.get(&ix)?;
    list.enough(min_n(cx)).then(|| in_jobs(cx, part))
}

fn in_jobs(cx: &Cx<'_>, part: &BringPart) -> String {
    let (value, detail) = cx.format().rate_parts(&part.used);
    cx.fill("bring.in_jobs", &[("pct", &value), ("detail", &detail)])
}

/// Parts worth bringing that the uses of a solution tell of.
pub(super) fn of_solution<'a>(cx: &'a Cx<'_>, ix: SolutionIx) -> &'a [BringPart] {
    cx.facts().bring.solutions.get(&ix).map_or(&[], |list| &list.parts)
}

/// Whether so many jobs used a part that it is to be taken along.
pub(super) fn is_worth_bringing(part: &BringPart) -> bool {
    part.used.value.is_some_and(|share| share >= WORTH_BRINGING)
}

/// What to bring to an open fault: by its code on its model, else on any model; nothing
/// for a fault that is done or has no code.
pub(super) fn to_open_fault(cx: &Cx<'_>, event: Event<'_>) -> Html {
    let links = cx.catalog().links[event.row()];
    let over = matches!(
        event.status(),
        Status::Resolved | Status::Closed | Status::Cancelled | Status::Duplicate
    );
    let Some(code) = links.code.filter(|_| !over && cx.facts().bring.recorded) else {
        return Html::default();
    };
    let none = BringList::default();
    let found = cx.facts().bring.codes.get(&code);
    let (list, model) = found.map_or((&none, None), |parts| parts.best(links.model, min_n(cx)));
    let id = cx.catalog().records.codes[code.index()].id.as_str();
    if !list.enough(min_n(cx)) {
        return Html(note(&answer(cx, list)));
    }
    let mut rows = WorkList::new().to_bring();
    for part in list.parts.iter().filter(|part| is_worth_bringing(part)).take(LISTED) {
        let (value, detail) = cx.format().rate_parts(&part.used);
        let name = Html(format!("<b>{}</b>", crate::render::escape::text(&name(cx, part))));
        let pieces = cx.fill("bring.pieces_n", &[("n", &decimal(part.pieces, 0))]);
        rows.item(&name, &Html::text(&value), &Html::text(&format!("{detail} · {pieces}")));
    }
    let n = list.jobs.to_string();
    let basis = match model {
        Some(ix) => {
            let model = cx.catalog().records.models[ix.index()].id.as_str();
            cx.fill("bring.basis_model", &[("code", id), ("model", model), ("n", &n)])
        }
        None => cx.fill("bring.basis", &[("code", id), ("n", &n)]),
    };
    let mut html = rows.or_note(&cx.fill("bring.nothing", &[("n", &n)]));
    html.0.push_str(&Html::small(&basis).0);
    html
}

fn note(text: &str) -> String {
    format!("<p class=\"note\">{}</p>", crate::render::escape::text(text))
}
