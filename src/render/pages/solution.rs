//! A solution article: what to do first, what to bring, did it hold, where it was
//! used.

use super::list::Section;
use super::solutions::{codes, later, standing};
use super::{bring, events, holding};
use crate::analyse::fix::{FixEvidence, Held};
use crate::analyse::parts_to_bring::BringPart;
use crate::catalog::SolutionIx;
use crate::diag::Diagnostic;
use crate::model::records::Solution;
use crate::model::{Half, SectionKind};
use crate::render::engine::{Cx, Head};
use crate::render::format::decimal;
use crate::render::markdown::Rendered;
use crate::render::view::{Blocks, Cell, Cells, Html, Table};
use crate::site::Page;
use serde::Serialize;
use std::ops::Range;

/// Uses listed in the article; the code's page has all.
const USES_SHOWN: usize = 30;

/// The context of `solution.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct SolutionPage {
    /// The id of the article.
    id: String,
    /// Its title in the page's language.
    title: String,
    /// Its title in the other language.
    under: String,
    /// How far it is validated, and whether there is a later one.
    state_html: Html,
    /// Facts in the title block.
    cells_html: Html,
    /// What to heed before any work.
    safety_html: Html,
    /// The article, the page's own language first, without what stands in the safety box.
    halves: Vec<HalfView>,
    /// Parts and tools.
    bring: Vec<Bring>,
    /// How many uses held 30, 90 and 180 days.
    evidence_html: Html,
    /// How long the fix held, drawn.
    holds_html: Html,
    /// How often and where it was used; empty where uses are not told.
    evidence_note: String,
    /// Sections of the side column: other fixes, uses, tags.
    aside: Vec<Section>,
    /// Where it was read: file and line; empty on other sites than the department's.
    source: String,
}

/// One language of the article, the resolution in front where it is known.
#[derive(Clone, Debug, Default, Serialize)]
struct HalfView {
    /// The language of the half, as HTML names it; empty where it cannot be told.
    lang: &'static str,
    /// Its own title.
    title: String,
    /// Its text.
    html: Html,
}

/// Something to bring.
#[derive(Clone, Debug, Default, Serialize)]
struct Bring {
    /// The part or tool.
    name: String,
    /// Which of both, and how many uses took it.
    remark: String,
}

/// The page of one solution.
pub(super) fn render(cx: &Cx<'_>, ix: SolutionIx) -> Result<Vec<u8>, Diagnostic> {
    let solution = &cx.catalog().records.solutions[ix.index()];
    let article = &solution.article;
    let rendered = super::free::document(cx, article)?;
    let first = article.half(cx.lang());
    let rest = article.halves.iter().filter(|h| !std::ptr::eq(*h, first));
    let halves = std::iter::once(first).chain(rest);
    // What stands in the box leaves its half; the other language's warning stays in place.
    let boxed = halves.clone().find(|h| safety_sections(h).next().is_some());
    let evidence = cx.facts().fixes.solutions.get(&ix);
    let context = SolutionPage {
        id: solution.id.to_string(),
        title: article.title_in(cx.lang()).to_owned(),
        under: under(solution, cx),
        state_html: standing(cx, ix),
        cells_html: cells(cx, ix, solution),
        safety_html: boxed.map(|h| safety(h, &rendered)).unwrap_or_default(),
        halves: halves.map(|h| half(h, &rendered, boxed)).collect(),
        bring: to_bring(cx, ix, solution),
        evidence_html: evidence.map(|e| evidence_table(cx, e)).unwrap_or_default(),
        holds_html: evidence.map(|e| holding::of_solution(cx, ix, e).html()).unwrap_or_default(),
        evidence_note: if cx.tells_events() { evidence_note(cx, evidence) } else { String::new() },
        aside: aside(cx, ix, solution),
        source: if cx.catalog().is_internal() {
            cx.fill("record.source", &[("place", &solution.place.to_string())])
        } else {
            String::new()
        },
    };
    let head = Head {
        title: format!("{} {}", context.id, context.title),
        description: solution.symptoms.join("、"),
        tab: "solutions",
        crumbs: vec![cx.crumb(Page::SolutionIndex, cx.t("nav.solutions"))],
    };
    cx.fill_template("solution.html", &head, &context)
}

/// The other language's title.
fn under(solution: &Solution, cx: &Cx<'_>) -> String {
    let article = &solution.article;
    let shown = article.title_in(cx.lang());
    let other =
        article.halves.iter().map(|h| h.title.as_str()).find(|t| !t.is_empty() && *t != shown);
    other.unwrap_or_default().to_owned()
}

fn safety_sections(half: &Half) -> impl Iterator<Item = &crate::model::article::Section> {
    half.sections.iter().filter(|s| s.kind == SectionKind::Safety)
}

fn half(half: &Half, rendered: &Rendered, boxed: Option<&Half>) -> HalfView {
    let in_box = boxed.is_some_and(|boxed| std::ptr::eq(boxed, half));
    let safety: Vec<_> =
        safety_sections(half).filter(|_| in_box).map(|s| s.range.clone()).collect();
    let html = strip_title(&with_steps(half, rendered, &safety));
    HalfView {
        lang: half.lang.map(crate::model::Lang::html).unwrap_or_default(),
        title: half.title.clone(),
        html: Html(html),
    }
}

/// The half without its boxed warnings; what stands below a heading of the fix is told
/// apart, because its steps are ticked off.
fn with_steps(half: &Half, rendered: &Rendered, boxed: &[Range<usize>]) -> String {
    let mut html = String::new();
    let mut from = half.range.start;
    for fix in half.sections.iter().filter(|s| s.kind == SectionKind::Resolution) {
        let steps = rendered.html_without(&fix.content, boxed);
        html.push_str(&rendered.html_without(&(from..fix.content.start), boxed));
        html.push_str(&format!("<div class=\"fix\">{steps}</div>\n"));
        from = fix.content.end;
    }
    html.push_str(&rendered.html_without(&(from..half.range.end), boxed));
    html
}

/// Drops a leading level-one heading, which the title block shows.
fn strip_title(html: &str) -> String {
    match html.find("</h2>") {
        Some(end) if html.starts_with("<h2") => html[end + 5..].to_owned(),
        _ => html.to_owned(),
    }
}

fn safety(half: &Half, rendered: &Rendered) -> Html {
    let html: String = safety_sections(half).map(|s| rendered.html(&s.content)).collect();
    Html(html)
}

fn cells(cx: &Cx<'_>, ix: SolutionIx, solution: &Solution) -> Html {
    let mut cells = Cells::new();
    let id = |ix: SolutionIx| {
        Html::id(&cx.href(Page::Solution(ix)), cx.catalog().solution(ix).id.as_str())
    };
    let article = |ix: SolutionIx| {
        let title = cx.catalog().solution(ix).article.title_in(cx.lang());
        Html::join([id(ix), Html::text(title)], " ")
    };
    let separator = cx.t("solution.list_separator");
    cells.html(cx.t("solution.superseded_by"), &Html::join(later(cx, ix).map(article), separator));
    cells.html(cx.t("col.code"), &codes(cx, ix));
    let models = solution.models.iter().map(|m| match cx.catalog().index.model.get(&m.key()) {
        Some(&model) => cx.link(Page::Model(model), m.as_str()),
        None => Html::text(m.as_str()),
    });
    cells.html(cx.t("col.model"), &Html::join(models, cx.t("solution.list_separator")));
    let components =
        solution.components.iter().map(|c| match cx.catalog().index.component.get(&c.key()) {
            Some(&component) => cx.link(Page::Component(component), c.as_str()),
            None => Html::text(c.as_str()),
        });
    cells.html(cx.t("col.component"), &Html::join(components, cx.t("solution.list_separator")));
    let minutes = solution.duration_min.map(|m| format!("{} {}", decimal(m, 0), cx.t("unit.min")));
    cells.some(cx.t("solution.duration"), minutes.as_deref());
    let skill = solution.skill_level.map(|s| s.to_string());
    let skill = skill.as_deref().map(|s| cx.texts().word("skill", s));
    cells.some(cx.t("solution.skill"), skill);
    let remote =
        solution.remote_possible.map(|r| if r { cx.t("word.yes") } else { cx.t("word.no") });
    cells.some(cx.t("solution.remote"), remote);
    cells.text(cx.t("solution.risk"), &solution.risk.join(cx.t("solution.list_separator")));
    cells.some(cx.t("solution.author"), solution.author.as_deref());
    cells.some(cx.t("solution.created"), solution.created.map(|d| d.to_string()).as_deref());
    cells.some(cx.t("solution.verified"), solution.verified.map(|d| d.to_string()).as_deref());
    let former = solution.supersedes.as_ref();
    let former = former.and_then(|id| cx.catalog().index.find_solution(id.as_str()));
    let former = former.filter(|former| *former != ix);
    cells.html(cx.t("solution.supersedes"), &former.map(id).unwrap_or_default());
    cells.finish()
}

/// Parts and tools of the article, with how many uses took the part; then parts that
/// the uses took though the article does not name them.
fn to_bring(cx: &Cx<'_>, ix: SolutionIx, solution: &Solution) -> Vec<Bring> {
    let used = bring::of_solution(cx, ix);
    let named: Vec<_> =
        solution.parts.iter().map(|p| (p, cx.catalog().index.find_part(p.as_str()))).collect();
    let parts = named.iter().map(|(id, known)| {
        let told = used.iter().find(|part| known.is_some() && part.part == *known);
        Bring {
            name: known.map_or_else(|| id.to_string(), |ix| super::ledgers::part_name(cx, ix)),
            remark: remark(cx, ix, "solution.part", told),
        }
    });
    let further = used.iter().filter_map(|part| {
        let known = part.part.filter(|ix| named.iter().all(|(_, named)| *named != Some(*ix)))?;
        let told = bring::of_solution_part(cx, ix, part).filter(|_| bring::is_worth_bringing(part));
        told.is_some().then(|| Bring {
            name: super::ledgers::part_name(cx, known),
            remark: remark(cx, ix, "bring.not_in_article", Some(part)),
        })
    });
    let tools = solution
        .tools
        .iter()
        .map(|t| Bring { name: t.clone(), remark: cx.t("solution.tool").to_owned() });
    parts.chain(further).chain(tools).collect()
}

fn remark(cx: &Cx<'_>, ix: SolutionIx, kind: &'static str, part: Option<&BringPart>) -> String {
    let kind = cx.t(kind);
    let told = part.and_then(|part| bring::of_solution_part(cx, ix, part));
    told.map_or_else(|| kind.to_owned(), |told| format!("{kind} · {told}"))
}

fn evidence_table(cx: &Cx<'_>, evidence: &FixEvidence) -> Html {
    let mut table = Table::new(cx.t("solution.held"))
        .column(cx.t("solution.held"))
        .number(cx.t("col.share"))
        .number(cx.t("solution.at_risk"))
        .number(cx.t("solution.came_back"));
    let rows = [
        ("solution.days30", &evidence.held_30d),
        ("solution.days90", &evidence.held_90d),
        ("solution.days180", &evidence.held_180d),
    ];
    for (key, held) in rows {
        table.row([
            Cell::text(cx.t(key)),
            held_cell(cx, held),
            Cell::num(&held.at_risk.to_string()),
            Cell::num(&held.events.to_string()),
        ]);
    }
    table.finish()
}

pub(super) fn held_cell(cx: &Cx<'_>, held: &Held) -> Cell {
    let Some(value) = held.value else { return Cell::num("") };
    let limits = super::holding::limits(held).unwrap_or_default();
    Cell::value(&cx.format().percent(value), &limits)
}

fn evidence_note(cx: &Cx<'_>, evidence: Option<&FixEvidence>) -> String {
    let Some(evidence) = evidence else { return cx.t("solution.never_used").to_owned() };
    let uses = evidence.uses.to_string();
    let devices = evidence.devices.to_string();
    let last = evidence.last_used.map(|at| cx.catalog().settings.zone.day(at).to_string());
    let mut note = cx.fill(
        "solution.uses_n",
        &[("n", &uses), ("d", &devices), ("last", last.as_deref().unwrap_or("—"))],
    );
    if !evidence.enough {
        cx.add_sentence(&mut note, &cx.fill("solution.few", &[("n", &uses)]));
    }
    if evidence.one_device_dominates {
        cx.add_sentence(&mut note, cx.t("solution.one_device"));
    }
    note
}

fn aside(cx: &Cx<'_>, ix: SolutionIx, solution: &Solution) -> Vec<Section> {
    let mut aside = Vec::new();
    if cx.tells_events() {
        aside.push(Section::new("rivals", cx.t("solution.rivals"), rivals(cx, ix)));
        aside.push(Section::new("uses", cx.t("solution.uses"), uses(cx, ix)));
    }
    if !solution.article.tags.is_empty() {
        aside.push(Section::new(
            "tags",
            cx.t("nav.tags"),
            super::tags::links(cx, &solution.article.tags),
        ));
    }
    if cx.catalog().is_internal() && !solution.article.unknown.is_empty() {
        let mut cells = Cells::new();
        for (key, value) in &solution.article.unknown {
            cells.text(key, value);
        }
        aside.push(Section::new("more", cx.t("record.more_fields"), cells.finish()));
    }
    aside
}

/// The other fixes of the same codes, side by side.
fn rivals(cx: &Cx<'_>, ix: SolutionIx) -> Html {
    let mut table = Table::new(cx.t("solution.rivals"))
        .column(cx.t("col.code"))
        .column(cx.t("col.solution"))
        .number(cx.t("col.uses"))
        .number(cx.t("solution.days90"));
    for (&code, fixes) in &cx.facts().fixes.codes {
        if !fixes.fixes.iter().any(|f| f.solution == ix) || fixes.fixes.len() < 2 {
            continue;
        }
        let code_id = cx.catalog().records.codes[code.index()].id.as_str();
        for fix in &fixes.fixes {
            let id = cx.catalog().records.solutions[fix.solution.index()].id.as_str();
            table.marked_row(
                "",
                if fix.solution == ix { "on" } else { "" },
                [
                    Cell::html(Html::code(&cx.href(Page::Code(code)), code_id)),
                    Cell::html(Html::id(&cx.href(Page::Solution(fix.solution)), id)),
                    Cell::num(&fix.evidence.uses.to_string()),
                    Cell::num(&super::solutions::held(cx, &fix.evidence)),
                ],
            );
        }
    }
    table.or_note(cx.t("solution.no_rivals"))
}

fn uses(cx: &Cx<'_>, ix: SolutionIx) -> Html {
    let mut table = Table::new(cx.t("solution.uses"))
        .column(cx.t("col.reported"))
        .column(cx.t("col.record"))
        .column(cx.t("col.device"))
        .column(cx.t("col.code"));
    let events = cx.catalog().index.events_of_solution.of(ix.index());
    for &row in events.iter().rev().take(USES_SHOWN) {
        let event = cx.catalog().records.events.get(row as usize);
        table.row([
            Cell::fixed(&events::reported(cx, event)),
            Cell::html(events::id(cx, event)),
            Cell::html(events::device(cx, event)),
            Cell::html(events::code(cx, event)),
        ]);
    }
    let mut html = table.or_note(cx.t("solution.no_uses"));
    // A job that found no fault, an open one or a maintenance names it, too.
    let uses = cx.facts().fixes.solutions.get(&ix).map_or(0, |evidence| evidence.uses);
    if uses != events.len() as u64 {
        let (m, n) = (events.len().to_string(), uses.to_string());
        let note = cx.fill("solution.uses_named", &[("m", &m), ("n", &n)]);
        html.0.push_str(&Blocks::note(&note).html().0);
    }
    html
}
