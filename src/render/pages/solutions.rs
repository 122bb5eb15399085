//! Every solution, with how sure it is and how often it was used.

use super::list::{ListPage, Section};
use crate::analyse::fix::FixEvidence;
use crate::catalog::SolutionIx;
use crate::diag::Diagnostic;
use crate::model::Confidence;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Html, Mark, Table, state};
use crate::site::{DataFile, Page};

/// The index of solutions.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let count = cx.catalog().records.solutions.len();
    let all = (0..count).map(SolutionIx::new);
    let table = table(cx, cx.t("nav.solutions"), all);
    let page = ListPage {
        title: cx.t("nav.solutions").to_owned(),
        lead: cx.fill("solutions.lead", &[("n", &cx.format().count(count as u64))]),
        intro_html: super::free::introduction(cx, "solutions")?,
        files: vec![cx.file(DataFile::Solutions, "JSON")],
        sections: vec![Section::new("all", "", table.or_note(cx.t("solutions.none")))],
        ..ListPage::default()
    };
    page.render(cx, "solutions")
}

/// Solutions as a table, each with all its uses.
pub(super) fn table(
    cx: &Cx<'_>,
    caption: &str,
    solutions: impl Iterator<Item = SolutionIx>,
) -> Table {
    let used = |ix: SolutionIx| {
        let evidence = cx.facts().fixes.solutions.get(&ix);
        Used { solution: ix, uses: evidence.map_or(0, |e| e.uses), evidence }
    };
    table_of(cx, caption, solutions.map(used))
}

/// A solution with the uses that a page is about.
pub(super) struct Used<'a> {
    pub(super) solution: SolutionIx,
    pub(super) uses: u64,
    pub(super) evidence: Option<&'a FixEvidence>,
}

/// Solutions as a table, each with some of its uses.
pub(super) fn table_of<'a>(
    cx: &Cx<'_>,
    caption: &str,
    solutions: impl Iterator<Item = Used<'a>>,
) -> Table {
    let mut table = Table::new(caption)
        .column(cx.t("col.solution"))
        .column(cx.t("col.title"))
        .column(cx.t("col.code"))
        .column(cx.t("col.confidence"))
        .number(cx.t("col.uses"))
        .only_if(cx.tells_events())
        .number(cx.t("col.held90"))
        .only_if(cx.tells_events())
        .column(cx.t("col.last_used"))
        .only_if(cx.tells_events());
    let format = cx.format();
    for Used { solution: ix, uses, evidence } in solutions {
        let solution = &cx.catalog().records.solutions[ix.index()];
        let held = evidence.map(|e| held(cx, e)).unwrap_or_default();
        let last = evidence.and_then(|e| e.last_used);
        table.row([
            Cell::html(Html::id(&cx.href(Page::Solution(ix)), solution.id.as_str())),
            Cell::html(cx.link(Page::Solution(ix), solution.article.title_in(cx.lang()))),
            Cell::html(codes(cx, ix)),
            Cell::html(standing(cx, ix)),
            Cell::num(&format.count(uses)),
            Cell::num(&held),
            Cell::fixed(
                &last.map(|at| cx.catalog().settings.zone.day(at).to_string()).unwrap_or_default(),
            ),
        ]);
    }
    table
}

/// The share that held 90 days; where too few are still followed, how many came
/// back by then, so that a fix that fails early does not look like one without evidence.
pub(super) fn held(cx: &Cx<'_>, evidence: &FixEvidence) -> String {
    match evidence.held_90d.value {
        Some(value) => cx.format().percent(value),
        None if evidence.held_90d.events > 0 => {
            let n = evidence.held_90d.events.to_string();
            let of = evidence.uses.to_string();
            cx.fill("solution.came_back_n", &[("n", &n), ("of", &of)])
        }
        None => String::new(),
    }
}

/// The codes a solution is for, linked.
pub(super) fn codes(cx: &Cx<'_>, ix: SolutionIx) -> Html {
    let solution = &cx.catalog().records.solutions[ix.index()];
    let codes = solution.codes.iter().map(|code| match cx.catalog().index.code.get(&code.key()) {
        Some(&code_ix) => Html::code(&cx.href(Page::Code(code_ix)), code.as_str()),
        None => Html::text(code.as_str()),
    });
    Html::join(codes, " ")
}

/// The solutions that replace one.
pub(super) fn later<'a>(cx: &Cx<'a>, ix: SolutionIx) -> impl Iterator<Item = SolutionIx> + use<'a> {
    let later = cx.catalog().index.later_solutions.of(ix.index());
    later.iter().map(|&at| SolutionIx::new(at as usize))
}

/// How far an article can be relied on, shape and word: how sure it is, and whether there is
/// a later one instead.
pub(super) fn standing(cx: &Cx<'_>, ix: SolutionIx) -> Html {
    let sure = confidence(cx, cx.catalog().solution(ix).confidence);
    if later(cx, ix).next().is_none() {
        return sure;
    }
    Html::join([state(Mark::NotMet, cx.t("word.confidence.superseded")), sure], " ")
}

fn confidence(cx: &Cx<'_>, confidence: Confidence) -> Html {
    let mark = match confidence {
        Confidence::Validated => Mark::Met,
        Confidence::NotValidated => Mark::Chance,
        Confidence::WorkInProgress => Mark::Pending,
        Confidence::Archived => Mark::None,
    };
    state(mark, cx.texts().word("confidence", confidence.as_str()))
}
