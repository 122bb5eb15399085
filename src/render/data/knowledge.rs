//! `data/codes.json`, `data/solutions.json` and `data/knowledge.json`.

use super::curves::{HeldStep, UsedParts, held_curve, used_parts};
use super::json::{At, HeldRow, On, Rows, Summary, bytes};
use crate::analyse::knowledge::{KnowledgeMonth, Wanted, WantedFor};
use crate::analyse::{Estimate, Rate};
use crate::catalog::{CodeIx, SolutionIx};
use crate::diag::Diagnostic;
use crate::model::Confidence;
use crate::model::time::Month;
use crate::render::engine::Cx;
use crate::site::Page;
use serde::Serialize;

/// A fault code and its failures, all time within coverage.
#[derive(Serialize)]
struct CodeRow<'a> {
    id: &'a str,
    title: &'a str,
    component: Option<&'a str>,
    severity: Option<&'a str>,
    aliases: &'a [String],
    symptoms: &'a [String],
    models: Vec<&'a str>,
    failures: u64,
    open: u64,
    devices: usize,
    downtime_h: Option<f64>,
    restore_h: Summary,
    per_device_year: Estimate,
    repeat_30d: Rate,
    first_reported: At<'a>,
    last_reported: At<'a>,
    solutions: Vec<UseRow<'a>>,
    parts_to_bring: CodeParts<'a>,
    url: String,
}

/// How often a solution was used for a code, and how it held there.
#[derive(Serialize)]
struct UseRow<'a> {
    id: &'a str,
    uses: u64,
    held_90d: HeldRow,
    curve: Vec<HeldStep>,
}

/// The parts that jobs of a code used, on any model and by model.
#[derive(Default, Serialize)]
struct CodeParts<'a> {
    #[serde(flatten)]
    all: UsedParts<'a>,
    models: Vec<ModelParts<'a>>,
}

#[derive(Serialize)]
struct ModelParts<'a> {
    model: &'a str,
    #[serde(flatten)]
    list: UsedParts<'a>,
}

fn code_parts<'a>(cx: &Cx<'a>, ix: CodeIx) -> CodeParts<'a> {
    let Some(parts) = cx.facts().bring.codes.get(&ix) else { return CodeParts::default() };
    let models = parts.models.iter().map(|(model, list)| ModelParts {
        model: cx.catalog().records.models[model.index()].id.as_str(),
        list: used_parts(cx, list),
    });
    CodeParts { all: used_parts(cx, &parts.all), models: models.collect() }
}

/// The bytes of `data/codes.json`.
pub(super) fn codes(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let count = cx.catalog().records.codes.len();
    bytes("data/codes.json", &Rows(|| (0..count).map(|at| code_row(cx, CodeIx::new(at)))))
}

fn code_row<'a>(cx: &Cx<'a>, ix: CodeIx) -> CodeRow<'a> {
    let code = cx.catalog().code(ix);
    let facts = cx.facts().code(ix);
    let zone = &cx.catalog().settings.zone;
    let fixes = cx.facts().fixes.codes.get(&ix);
    let solutions = fixes.into_iter().flat_map(|f| &f.fixes).map(|fix| UseRow {
        id: cx.catalog().solution(fix.solution).id.as_str(),
        uses: fix.evidence.uses,
        held_90d: HeldRow::from(&fix.evidence.held_90d),
        curve: held_curve(&fix.evidence),
    });
    CodeRow {
        id: code.id.as_str(),
        title: &code.title,
        component: code.component.as_ref().map(crate::model::ComponentId::as_str),
        severity: code.severity.as_deref(),
        aliases: &code.aliases,
        symptoms: &code.symptoms,
        models: code.models.iter().map(crate::model::ModelId::as_str).collect(),
        failures: facts.n,
        open: facts.open,
        devices: facts.devices.len(),
        downtime_h: (facts.n > 0).then_some(facts.downtime_h),
        restore_h: Summary::from(&facts.restore),
        per_device_year: facts.failure_rate.per_year,
        repeat_30d: facts.repeat_30d.rate,
        first_reported: At { zone, at: facts.first },
        last_reported: At { zone, at: facts.last },
        solutions: solutions.collect(),
        parts_to_bring: code_parts(cx, ix),
        url: cx.plan().addresses.page(Page::Code(ix)),
    }
}

/// An article and how its fixes held.
#[derive(Serialize)]
struct SolutionRow<'a> {
    id: &'a str,
    title: &'a str,
    confidence: Confidence,
    supersedes: Option<&'a str>,
    superseded_by: Vec<&'a str>,
    uses: u64,
    devices: u64,
    held_30d: HeldRow,
    held_90d: HeldRow,
    held_180d: HeldRow,
    last_used: At<'a>,
    median_days: Option<f64>,
    fault_codes: Vec<&'a str>,
    components: Vec<&'a str>,
    models: Vec<&'a str>,
    parts: Vec<&'a str>,
    followed_d: Option<f64>,
    curve: Vec<HeldStep>,
    parts_used: UsedParts<'a>,
    created: On,
    verified: On,
    uses_12_months: u64,
    stale: bool,
    unused: bool,
    url: String,
}

/// What the knowledge base covers, and what it lacks.
#[derive(Serialize)]
struct Whole<M: Serialize, W: Serialize> {
    coverage: Rate,
    link_rate: Rate,
    months: M,
    wanted: W,
}

/// The knowledge base in one month.
#[derive(Serialize)]
struct MonthRow<'a> {
    month: Month,
    coverage: Rate,
    link_rate: Rate,
    new: Vec<&'a str>,
    revised: Vec<&'a str>,
    stale: Vec<&'a str>,
    wanted: Vec<&'a str>,
}

/// A fault that comes back and has no article: a code, or what similar symptoms say.
#[derive(Serialize)]
struct WantedRow<'a> {
    code: Option<&'a str>,
    symptom: Option<&'a str>,
    failures: u64,
    failures_12_months: u64,
    devices: u64,
    last: At<'a>,
}

/// The bytes of `data/knowledge.json`.
pub(super) fn whole(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let facts = &cx.facts().knowledge;
    let value = Whole {
        coverage: facts.coverage,
        link_rate: facts.link_rate,
        months: Rows(|| facts.reports.months.iter().map(|(month, of)| month_row(cx, *month, of))),
        wanted: Rows(|| facts.wanted.iter().map(|wanted| wanted_row(cx, wanted))),
    };
    bytes("data/knowledge.json", &value)
}

fn month_row<'a>(cx: &Cx<'a>, month: Month, of: &KnowledgeMonth) -> MonthRow<'a> {
    let ids = |list: &[SolutionIx]| {
        list.iter().map(|&ix| cx.catalog().solution(ix).id.as_str()).collect()
    };
    MonthRow {
        month,
        coverage: of.coverage,
        link_rate: of.link_rate,
        new: ids(&of.new),
        revised: ids(&of.revised),
        stale: ids(&of.stale),
        wanted: of.wanted.iter().map(|&ix| cx.catalog().code(ix).id.as_str()).collect(),
    }
}

fn wanted_row<'a>(cx: &Cx<'a>, wanted: &Wanted) -> WantedRow<'a> {
    let (code, symptom) = match wanted.subject {
        WantedFor::Code(ix) => (Some(cx.catalog().code(ix).id.as_str()), None),
        WantedFor::Cluster(at) => {
            let cluster = cx.facts().clusters.clusters.get(at as usize);
            (None, cluster.map(|cluster| cluster.title.as_str()))
        }
    };
    WantedRow {
        code,
        symptom,
        failures: wanted.failures,
        failures_12_months: wanted.failures_12_months,
        devices: wanted.devices,
        last: At { zone: &cx.catalog().settings.zone, at: wanted.last },
    }
}

/// The bytes of `data/solutions.json`.
pub(super) fn solutions(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let count = cx.catalog().records.solutions.len();
    bytes(
        "data/solutions.json",
        &Rows(|| (0..count).map(|at| solution_row(cx, SolutionIx::new(at)))),
    )
}

fn solution_row<'a>(cx: &Cx<'a>, ix: SolutionIx) -> SolutionRow<'a> {
    let solution = cx.catalog().solution(ix);
    let evidence = cx.facts().fixes.solutions.get(&ix);
    let article = cx.facts().knowledge.articles.get(ix.index());
    let held = |pick: fn(&crate::analyse::fix::FixEvidence) -> HeldRow| {
        evidence.map(pick).unwrap_or_default()
    };
    let id = |ix: SolutionIx| cx.catalog().solution(ix).id.as_str();
    let index = &cx.catalog().index;
    let later = index.later_solutions.of(ix.index());
    let former = solution.supersedes.as_ref().and_then(|id| index.find_solution(id.as_str()));
    SolutionRow {
        id: solution.id.as_str(),
        title: solution.article.whole_title(cx.lang()),
        confidence: solution.confidence,
        supersedes: former.filter(|former| *former != ix).map(id),
        superseded_by: later.iter().map(|&at| id(SolutionIx::new(at as usize))).collect(),
        uses: evidence.map_or(0, |e| e.uses),
        devices: evidence.map_or(0, |e| e.devices),
        held_30d: held(|e| HeldRow::from(&e.held_30d)),
        held_90d: held(|e| HeldRow::from(&e.held_90d)),
        held_180d: held(|e| HeldRow::from(&e.held_180d)),
        last_used: At { zone: &cx.catalog().settings.zone, at: evidence.and_then(|e| e.last_used) },
        median_days: evidence.and_then(|e| e.median_days),
        fault_codes: solution.codes.iter().map(crate::model::CodeId::as_str).collect(),
        components: solution.components.iter().map(crate::model::ComponentId::as_str).collect(),
        models: solution.models.iter().map(crate::model::ModelId::as_str).collect(),
        parts: solution.parts.iter().map(crate::model::PartId::as_str).collect(),
        followed_d: evidence.map(|e| e.followed_days),
        curve: evidence.map(held_curve).unwrap_or_default(),
        parts_used: cx
            .facts()
            .bring
            .solutions
            .get(&ix)
            .map(|list| used_parts(cx, list))
            .unwrap_or_default(),
        created: On(solution.created),
        verified: On(solution.verified),
        uses_12_months: article.map_or(0, |article| article.uses_12_months),
        stale: article.is_some_and(|article| article.stale),
        unused: article.is_some_and(|article| article.unused),
        url: cx.plan().addresses.page(Page::Solution(ix)),
    }
}
