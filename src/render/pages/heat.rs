//! Codes by month: the most frequent codes of the last year, a shade a step, the
//! number always inside. The drawing is a table, so it needs no twin.

use super::figures;
use crate::analyse::MonthFacts;
use crate::catalog::CodeIx;
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::view::{Drawing, FigureView, Html};
use crate::site::Page;
use std::fmt::Write as _;

/// Codes shown.
const CODES: usize = 15;
/// Months shown.
const MONTHS: usize = 12;
/// Shades above none.
const SHADES: u32 = 4;

/// What is shown: the last months, and the codes with their numbers in them.
struct Map<'a> {
    months: &'a [MonthFacts],
    codes: Vec<(CodeIx, &'a [u32])>,
    /// Numbers that one shade stands for.
    step: u32,
}

impl<'a> Map<'a> {
    /// The map; `None` where no coded fault was read.
    fn of(cx: &'a Cx<'_>) -> Option<Self> {
        let months = &cx.facts().months;
        let start = months.len().saturating_sub(MONTHS);
        let rows = &cx.facts().fleet.pareto_codes.by_count.rows;
        let codes = rows.iter().filter_map(|row| row.item).take(CODES);
        let counts = |ix: CodeIx| cx.facts().code(ix).monthly.get(start..).unwrap_or_default();
        let codes: Vec<_> = codes.map(|ix| (ix, counts(ix))).collect();
        let largest = codes.iter().flat_map(|code| code.1).copied().max()?;
        Some(Self { months: &months[start..], codes, step: step(largest) })
    }

    /// The fullest cell, the first by code and month among equals.
    fn fullest(&self) -> Option<(CodeIx, &MonthFacts, u32)> {
        let cells = self.codes.iter().flat_map(|&(ix, counts)| {
            self.months.iter().zip(counts).map(move |(month, n)| (ix, month, *n))
        });
        let fuller = |best: Option<(CodeIx, &'a MonthFacts, u32)>, cell: (_, _, u32)| match best {
            Some(best) if best.2 >= cell.2 => Some(best),
            _ => Some(cell),
        };
        cells.filter(|cell| cell.2 > 0).fold(None, fuller)
    }
}

/// Numbers that one shade stands for, so that the largest has the last shade.
fn step(largest: u32) -> u32 {
    largest.div_ceil(SHADES).max(1)
}

/// The shade of a number: 0 is none.
fn shade(n: u32, step: u32) -> u32 {
    n.div_ceil(step).min(SHADES)
}

/// The figure.
pub(super) fn figure(cx: &Cx<'_>) -> Html {
    let Some(map) = Map::of(cx) else {
        let none = escape::text(super::pareto::no_fault(cx));
        return Html(format!("<p class=\"note\">{none}</p>"));
    };
    let question = cx.t("recurring.heat_question");
    FigureView {
        question: question.to_owned(),
        answer: answer(cx, &map),
        drawing: Drawing { compact: drawing(cx, question, &map), ..Drawing::default() },
        note: note(cx, &map),
        ..FigureView::default()
    }
    .finish()
}

fn answer(cx: &Cx<'_>, map: &Map<'_>) -> String {
    let Some((ix, month, n)) = map.fullest() else { return cx.t("recurring.heat_none").to_owned() };
    let code = cx.catalog().records.codes[ix.index()].id.as_str();
    let counts = map.codes.iter().find(|code| code.0 == ix).map_or(&[][..], |code| code.1);
    let cells = map.codes.iter().flat_map(|code| code.1);
    let others = cells.filter(|count| **count == n).count() - 1;
    let total: u32 = counts.iter().sum();
    let (n, total, m) = (n.to_string(), total.to_string(), map.months.len().to_string());
    let month = cx.format().month(month.month);
    let answer = cx.fill(
        "recurring.heat_answer",
        &[("code", code), ("month", &month), ("n", &n), ("total", &total), ("m", &m)],
    );
    if others == 0 {
        return answer;
    }
    let tied = cx.fill("recurring.heat_tied", &[("k", &others.to_string()), ("n", &n)]);
    format!("{answer}{}{tied}", cx.sentence_gap())
}

/// What the shades stand for, what is not shown, and that the last month may go on.
fn note(cx: &Cx<'_>, map: &Map<'_>) -> String {
    let shades = (1..=SHADES).map(|shade| {
        let (from, to) = ((shade - 1) * map.step + 1, shade * map.step);
        if shade == SHADES {
            cx.fill("recurring.heat_more", &[("n", &from.to_string())])
        } else if from == to {
            from.to_string()
        } else {
            format!("{from}–{to}")
        }
    });
    let shades = shades.collect::<Vec<_>>().join(cx.t("solution.list_separator"));
    let k = map.codes.len().to_string();
    let partial = map.months.last().is_some_and(|month| month.partial);
    let key = if partial { "recurring.heat_note_partial" } else { "recurring.heat_note" };
    cx.fill(key, &[("shades", &shades), ("k", &k)])
}

fn drawing(cx: &Cx<'_>, caption: &str, map: &Map<'_>) -> String {
    let caption = escape::text(caption);
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table class=\"heat\"><caption class=\"vh\">{caption}</caption><thead><tr><th scope=\"col\">{}</th>",
        escape::text(cx.t("col.code"))
    );
    for month in map.months {
        let name =
            cx.link(Page::FaultMonth(month.month, 1), &figures::month_label(cx, month.month));
        let _ = write!(out, "<th scope=\"col\">{}</th>", name.0);
    }
    let _ = write!(out, "<th scope=\"col\">{}</th>", escape::text(cx.t("recurring.heat_sum")));
    out.push_str("</tr></thead><tbody>");
    for &(ix, counts) in &map.codes {
        let id = cx.catalog().records.codes[ix.index()].id.as_str();
        let code = Html::code(&cx.href(Page::Code(ix)), id);
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", code.0);
        for n in counts {
            let _ = write!(out, "<td class=\"h{}\">{n}</td>", shade(*n, map.step));
        }
        let _ = write!(out, "<td><b>{}</b></td></tr>", counts.iter().sum::<u32>());
    }
    out.push_str("</tbody></table></div>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shades_reach_from_one_to_the_largest() {
        let shades =
            |largest: u32| (0..=largest).map(|n| shade(n, step(largest))).collect::<Vec<_>>();
        assert_eq!(shades(4), [0, 1, 2, 3, 4]);
        assert_eq!(shades(8), [0, 1, 1, 2, 2, 3, 3, 4, 4]);
        assert_eq!(shades(1), [0, 1]);
        assert_eq!((shade(0, step(0)), shade(900, step(4))), (0, 4));
    }
}
