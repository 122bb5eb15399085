//! Does a fix hold: the curves of the fixes of one code, and of one solution over
//! all its codes (`domain.md` §4.6).

use super::figures;
use super::solution::held_cell;
use super::solutions::held;
use crate::analyse::fix::{
    AT_RISK_NEEDS, CURVE_NEEDS, CodeFixes, FixEvidence, HELD_DAYS, Held, RivalFix,
};
use crate::catalog::{CodeIx, SolutionIx};
use crate::chart::{CURVES_SHOWN, Curve, CurveSpec, CurveStep};
use crate::render::engine::Cx;
use crate::render::format::{decimal, probability_is};
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Html, Table};
use crate::site::Page;

/// Short names of the curves before their numbers at risk.
const SHORT: [&str; CURVES_SHOWN] = ["A", "B", "C"];

/// Which fix of a code holds; nothing where no solution was used for it.
pub(super) fn of_code(cx: &Cx<'_>, ix: CodeIx) -> Blocks {
    let fixes = cx.facts().fixes.codes.get(&ix);
    fixes.map(|fixes| of_fixes(cx, ix, fixes)).unwrap_or_default()
}

/// Which of the fixes of a code holds.
pub(super) fn of_fixes(cx: &Cx<'_>, ix: CodeIx, fixes: &CodeFixes) -> Blocks {
    let code = cx.catalog().records.codes[ix.index()].id.as_str();
    let question = cx.fill("solution.rival_question", &[("code", code)]);
    let all: Vec<_> = fixes.fixes.iter().map(|f| (f.solution, &f.evidence)).collect();
    figure(cx, &question, rival_answer(cx, fixes), &all)
}

/// Whether one solution holds, over all its codes.
pub(super) fn of_solution(cx: &Cx<'_>, ix: SolutionIx, evidence: &FixEvidence) -> Blocks {
    let answer = single_answer(cx, ix, evidence);
    figure(cx, cx.t("solution.curve_question"), answer, &[(ix, evidence)])
}

type Fix<'a> = (SolutionIx, &'a FixEvidence);

fn figure(cx: &Cx<'_>, question: &str, answer: String, all: &[Fix<'_>]) -> Blocks {
    let drawn: Vec<Fix<'_>> =
        all.iter().filter(|f| f.1.has_curve()).take(CURVES_SHOWN).copied().collect();
    let drawing = if drawn.is_empty() || horizon(&drawn) <= 0.0 {
        Drawing::default()
    } else {
        Drawing::of(&spec(cx, question, &answer, &drawn), false)
    };
    FigureView {
        question: question.to_owned(),
        answer,
        note: if drawing.is_empty() { String::new() } else { note(cx, all, &drawn) },
        drawing,
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, question, all)),
    }
    .into()
}

/// The days shown: to the last share told, or to the longest follow-up before it.
fn horizon(drawn: &[Fix<'_>]) -> f64 {
    let longest = drawn.iter().map(|f| f.1.followed_days).fold(0.0, f64::max);
    longest.min(HELD_DAYS[HELD_DAYS.len() - 1])
}

fn spec(cx: &Cx<'_>, question: &str, answer: &str, drawn: &[Fix<'_>]) -> CurveSpec {
    let horizon = horizon(drawn);
    let marks = std::iter::once(0.0).chain(HELD_DAYS).filter(|day| *day <= horizon);
    let names = if drawn.len() > 1 { SHORT } else { [""; CURVES_SHOWN] };
    let curves = drawn.iter().zip(names).map(|(fix, short)| curve(cx, fix, short));
    CurveSpec {
        alt: figures::alt(cx, "holds", question, answer),
        unit: cx.t("solution.days").to_owned(),
        horizon,
        marks: marks.collect(),
        at_risk_head: cx.t("solution.at_risk").to_owned(),
        curves: curves.collect(),
    }
}

fn curve(cx: &Cx<'_>, &(ix, evidence): &Fix<'_>, short: &str) -> Curve {
    let id = name(cx, ix);
    let step = |step: &crate::analyse::survival::Step| CurveStep {
        at: step.time,
        share: step.share,
        lower: step.lower,
        upper: step.upper,
    };
    let watched = evidence.held().map(|(_, held)| Some(held.at_risk));
    Curve {
        label: if short.is_empty() { id.to_owned() } else { format!("{short} {id}") },
        short: short.to_owned(),
        steps: evidence.curve.iter().map(step).collect(),
        until: evidence.followed_days,
        few_from: Some(evidence.firm_days),
        at_risk: std::iter::once(Some(evidence.uses)).chain(watched).collect(),
    }
}

fn name<'a>(cx: &'a Cx<'_>, ix: SolutionIx) -> &'a str {
    cx.catalog().records.solutions[ix.index()].id.as_str()
}

fn rival_answer(cx: &Cx<'_>, fixes: &CodeFixes) -> String {
    let drawn: Vec<&RivalFix> = fixes.fixes.iter().filter(|f| f.evidence.has_curve()).collect();
    match drawn.as_slice() {
        [] => {
            let most = fixes.fixes.iter().map(|f| f.evidence.uses).max().unwrap_or(0);
            too_few(cx, most)
        }
        [only] => single_answer(cx, only.solution, &only.evidence),
        several => compared(cx, fixes, several),
    }
}

fn too_few(cx: &Cx<'_>, uses: u64) -> String {
    let (n, of) = (uses.to_string(), CURVE_NEEDS.to_string());
    cx.fill("solution.curve_few", &[("n", &n), ("of", &of)])
}

/// Several fixes: what held of each, and whether that is more than chance.
fn compared(cx: &Cx<'_>, fixes: &CodeFixes, several: &[&RivalFix]) -> String {
    let compared = fixes.differ().is_some();
    // A comparison speaks only of the fixes that went into it.
    let told = several.iter().filter(|f| !compared || f.evidence.enough);
    let told = told.map(|f| {
        let share = held(cx, &f.evidence);
        let share = if share.is_empty() { cx.t("solution.none_back").to_owned() } else { share };
        format!("{} {share}", name(cx, f.solution))
    });
    let separator = cx.t("solution.list_separator");
    let list = told.collect::<Vec<_>>().join(separator);
    let p = fixes.p_corrected.map(probability_is).unwrap_or_default();
    let key = match fixes.differ() {
        Some(true) => "solution.rival_differ",
        Some(false) => "solution.rival_alike",
        None => "solution.rival_few",
    };
    cx.fill(key, &[("list", &list), ("p", &p)])
}

/// One fix: the longest share that can still be told.
fn single_answer(cx: &Cx<'_>, ix: SolutionIx, evidence: &FixEvidence) -> String {
    if !evidence.has_curve() {
        return too_few(cx, evidence.uses);
    }
    let told = evidence.held().into_iter().rev().find_map(|(days, h)| Some((days, h, h.value?)));
    let (sol, n) = (name(cx, ix), evidence.uses.to_string());
    let Some((days, held, share)) = told else {
        let k = evidence.recurred.to_string();
        let of = AT_RISK_NEEDS.to_string();
        return cx.fill("solution.curve_short", &[("sol", sol), ("k", &k), ("n", &n), ("of", &of)]);
    };
    let mut pct = cx.format().percent(share);
    if let Some(limits) = limits(held) {
        pct = cx.format().with_detail(&pct, &limits);
    }
    let days = decimal(days, 0);
    cx.fill("solution.curve_held", &[("sol", sol), ("pct", &pct), ("n", &n), ("d", &days)])
}

/// The interval of a share as whole percent.
pub(super) fn limits(held: &Held) -> Option<String> {
    let (lower, upper) = held.lower.zip(held.upper)?;
    Some(format!("{:.0}–{:.0}%", lower * 100.0, upper * 100.0))
}

fn note(cx: &Cx<'_>, all: &[Fix<'_>], drawn: &[Fix<'_>]) -> String {
    let uses: u64 = drawn.iter().map(|f| f.1.uses).sum();
    let first = name(cx, drawn[0].0);
    let few = AT_RISK_NEEDS.to_string();
    let mut note = cx
        .fill("solution.curve_note", &[("n", &uses.to_string()), ("first", first), ("few", &few)]);
    let half = drawn.iter().map(|(ix, e)| {
        let days = e.median_days.map(|d| cx.fill("unit.days_n", &[("n", &decimal(d, 0))]));
        let days = days.unwrap_or_else(|| cx.t("solution.not_reached").to_owned());
        format!("{} {days}", name(cx, *ix))
    });
    let half = half.collect::<Vec<_>>().join(cx.t("solution.list_separator"));
    let mut also = vec![cx.fill("solution.half_back", &[("list", &half)])];
    if all.len() > drawn.len() {
        let (m, k) = (all.len().to_string(), drawn.len().to_string());
        also.push(cx.fill("solution.curves_of", &[("m", &m), ("k", &k)]));
    }
    if drawn.iter().any(|f| f.1.one_device_dominates) {
        also.push(cx.t("solution.one_device").to_owned());
    }
    for sentence in also {
        cx.add_sentence(&mut note, &sentence);
    }
    note
}

fn table(cx: &Cx<'_>, caption: &str, all: &[Fix<'_>]) -> Table {
    let mut table = Table::new(caption)
        .column(cx.t("col.solution"))
        .number(cx.t("solution.held"))
        .number(cx.t("col.share"))
        .number(cx.t("solution.at_risk"))
        .number(cx.t("solution.came_back"));
    for &(ix, evidence) in all {
        let start = (0.0, evidence.at_start());
        let rows = std::iter::once((start.0, &start.1)).chain(evidence.held());
        for (days, held) in rows {
            let days = cx.fill("unit.days_n", &[("n", &decimal(days, 0))]);
            table.row([
                Cell::html(Html::id(&cx.href(Page::Solution(ix)), name(cx, ix))),
                Cell::num(&days),
                held_cell(cx, held),
                Cell::num(&held.at_risk.to_string()),
                Cell::num(&held.events.to_string()),
            ]);
        }
    }
    table
}
