//! Often or long: the jack-knife view of the codes (`domain.md` §4.8).

use super::figures;
use crate::analyse::jackknife::{JackKnife, JackKnifePoint, Quadrant, VIEW_NEEDS};
use crate::catalog::CodeIx;
use crate::chart::{JackKnifeMark, JackKnifeSpec, MARKS_SHOWN};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Html, Table};
use crate::site::Page;

/// Codes named in the answer.
const NAMED: usize = 5;

type Point = JackKnifePoint<CodeIx>;

/// The figure.
pub(super) fn figure(cx: &Cx<'_>, view: &JackKnife<CodeIx>) -> Blocks {
    let mut points: Vec<&Point> = view.points.iter().collect();
    points.sort_by(|a, b| b.downtime_h.total_cmp(&a.downtime_h).then(a.item.cmp(&b.item)));
    let question = cx.t("recurring.jackknife_question");
    let answer = answer(cx, view, &points);
    FigureView {
        question: question.to_owned(),
        drawing: if view.enough() {
            Drawing::of(&spec(cx, question, &answer, view, &points), false)
        } else {
            Drawing::default()
        },
        answer,
        note: note(cx, view),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, &points)),
    }
    .into()
}

fn id<'a>(cx: &'a Cx<'_>, point: &Point) -> &'a str {
    cx.catalog().records.codes[point.item.index()].id.as_str()
}

fn spec(
    cx: &Cx<'_>,
    question: &str,
    answer: &str,
    view: &JackKnife<CodeIx>,
    points: &[&Point],
) -> JackKnifeSpec {
    let name = |quadrant: Quadrant| cx.texts().word("quadrant", quadrant.as_str()).to_owned();
    let marks = points.iter().map(|point| JackKnifeMark {
        label: id(cx, point).to_owned(),
        n: point.n as f64,
        mean: point.mean_h,
        href: Some(cx.href(Page::Code(point.item))),
    });
    JackKnifeSpec {
        alt: figures::alt(cx, "jackknife", question, answer),
        often_unit: cx.t("recurring.jackknife_often").to_owned(),
        long_unit: cx.t("recurring.jackknife_long").to_owned(),
        total_unit: cx.t("recurring.jackknife_total").to_owned(),
        often_from: view.limit_n.unwrap_or_default(),
        long_from: view.limit_h.unwrap_or_default(),
        often: name(Quadrant::Chronic),
        long: name(Quadrant::Acute),
        both: name(Quadrant::Both),
        points: marks.collect(),
    }
}

fn answer(cx: &Cx<'_>, view: &JackKnife<CodeIx>, points: &[&Point]) -> String {
    let Some(first) = points.first().filter(|_| view.enough()) else {
        let (n, of) = (points.len().to_string(), VIEW_NEEDS.to_string());
        return cx.fill("recurring.jackknife_few", &[("n", &n), ("of", &of)]);
    };
    let both: Vec<&str> =
        points.iter().filter(|p| p.quadrant == Quadrant::Both).map(|p| id(cx, p)).collect();
    let list = both[..both.len().min(NAMED)].join(cx.t("solution.list_separator"));
    let key = match both.len() {
        0 => "recurring.jackknife_none",
        n if n > NAMED => "recurring.jackknife_many",
        _ => "recurring.jackknife_both",
    };
    let more = both.len().saturating_sub(NAMED).to_string();
    let hours = decimal(first.downtime_h, 0);
    cx.fill(key, &[("list", &list), ("more", &more), ("top", id(cx, first)), ("h", &hours)])
}

fn note(cx: &Cx<'_>, view: &JackKnife<CodeIx>) -> String {
    let Some((n, h)) = view.limit_n.zip(view.limit_h).filter(|_| view.enough()) else {
        return String::new();
    };
    let (n, h) = (decimal(n, 1), decimal(h, 1));
    let drawn = view.points.iter().filter(|point| point.mean_h > 0.0).count();
    let (shown, all) = (drawn.min(MARKS_SHOWN).to_string(), view.points.len().to_string());
    cx.fill("recurring.jackknife_note", &[("n", &n), ("h", &h), ("k", &shown), ("m", &all)])
}

fn table(cx: &Cx<'_>, points: &[&Point]) -> Table {
    let mut table = Table::new(cx.t("recurring.jackknife"))
        .column(cx.t("col.code"))
        .column(cx.t("col.title"))
        .number("n")
        .number(cx.t("col.mean_h"))
        .number(cx.t("recurring.total_h"))
        .column(cx.t("recurring.quadrant"));
    for point in points {
        let (code, title) = figures::code_names(cx, Some(point.item));
        table.row([
            Cell::html(Html::code(&cx.href(Page::Code(point.item)), &code)),
            Cell::text(&title),
            Cell::num(&point.n.to_string()),
            Cell::num(&decimal(point.mean_h, 1)),
            Cell::num(&decimal(point.downtime_h, 1)),
            Cell::text(cx.texts().word("quadrant", point.quadrant.as_str())),
        ]);
    }
    table
}
