//! The home page: where to look, this month in numbers, what is open, what keeps
//! coming back, new and revised solutions.

use super::list::Chip;
use super::{ageing, events, figures, scope, solutions};
use crate::analyse::MonthFacts;
use crate::analyse::actions::ActionState;
use crate::analyse::due::Due;
use crate::analyse::visits::Closing;
use crate::catalog::SolutionIx;
use crate::diag::Diagnostic;
use crate::model::time::DAY_MS;
use crate::render::engine::{Cx, Head};
use crate::render::format::decimal;
use crate::render::view::{Cells, Html, Mark, WorkList, state};
use crate::site::Page;
use serde::Serialize;

/// Entries of each list.
const SHOWN: usize = 8;

/// The context of `home.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct HomePage {
    /// The heading.
    title: String,
    /// The introduction that the project writes.
    intro_html: Html,
    /// The lists, with how many records each has.
    indexes: Vec<Index>,
    /// Fault codes of late.
    codes: Vec<Chip>,
    /// What is overdue, with how many of each; empty where nothing is.
    overdue: Vec<Index>,
    /// The address of the list of what is due.
    due_href: String,
    /// The month in figures, by name; empty where nothing happened.
    month_title: String,
    /// The address of that month's report.
    report_href: String,
    /// Its figures against their targets.
    month_html: Html,
    /// Faults month by month, drawn.
    monthly_html: Html,
    /// Whose limits were missed most.
    late_html: Html,
    /// How long open tickets have been open.
    ageing_html: Html,
    /// The open tickets that need somebody first.
    open_html: Html,
    /// How many tickets are open.
    open_count: String,
    /// What keeps coming back.
    recurring_html: Html,
    /// New and revised solutions.
    solutions_html: Html,
}

/// One way to look something up.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Index {
    /// What is counted.
    label: String,
    /// The address of the list.
    href: String,
    /// How many there are.
    text: String,
}

impl Index {
    /// A list with its name and its number of entries.
    pub(super) fn new(cx: &Cx<'_>, key: &str, page: Page, n: usize) -> Self {
        let label = cx.texts().get(key).to_owned();
        Self { label, href: cx.href(page), text: cx.format().count(n as u64) }
    }
}

/// The home page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let last = last_month(cx).filter(|m| cx.plan().months.contains(&m.month));
    let has = |page| cx.plan().has(page);
    let context = HomePage {
        title: cx.name(&cx.catalog().settings.title).to_owned(),
        intro_html: super::free::introduction(cx, "")?,
        indexes: indexes(cx),
        codes: recent_codes(cx),
        overdue: if has(Page::Due) { overdue(cx) } else { Vec::new() },
        due_href: cx.href(Page::Due),
        month_title: last.map(|m| month_title(cx, m)).unwrap_or_default(),
        report_href: last.map(|m| cx.href(Page::Report(m.month.into()))).unwrap_or_default(),
        month_html: last.map(|m| month_cells(cx, m)).unwrap_or_default(),
        monthly_html: last.map(|m| monthly(cx, m)).unwrap_or_default(),
        late_html: super::deadlines::below_target(cx),
        ageing_html: last.map(|m| ageing(cx, m)).unwrap_or_default(),
        open_html: if has(Page::FaultIndex) { open(cx) } else { Html::default() },
        open_count: cx.format().count(cx.facts().fleet.open),
        recurring_html: if has(Page::Recurring) { recurring(cx) } else { Html::default() },
        solutions_html: newest_solutions(cx),
    };
    let head = Head {
        title: cx.t("nav.home").to_owned(),
        description: context.title.clone(),
        tab: "home",
        crumbs: Vec::new(),
    };
    cx.fill_template("home.html", &head, &context)
}

/// The newest month with a record: an empty month in progress says little.
fn last_month<'a>(cx: &Cx<'a>) -> Option<&'a MonthFacts> {
    let months = &cx.facts().months;
    months.iter().rev().find(|m| m.scope.events > 0).or(months.last())
}

fn month_title(cx: &Cx<'_>, month: &MonthFacts) -> String {
    let name = cx.format().month(month.month);
    if month.partial { cx.fill("home.month_so_far", &[("month", &name)]) } else { name }
}

fn indexes(cx: &Cx<'_>) -> Vec<Index> {
    let records = &cx.catalog().records;
    let months = cx.plan().months.len();
    [
        ("nav.solutions", Page::SolutionIndex, records.solutions.len()),
        ("nav.devices", Page::DeviceIndex, records.devices.len()),
        ("nav.codes", Page::CodeIndex, records.codes.len()),
        ("nav.models", Page::ModelIndex, records.models.len()),
        ("nav.customers", Page::CustomerIndex, records.customers.len()),
        ("nav.reports", Page::ReportIndex, months),
    ]
    .into_iter()
    .filter(|&(_, page, _)| cx.plan().has(page))
    .map(|(key, page, n)| Index::new(cx, key, page, n))
    .collect()
}

/// What should have happened by now: each leads to its rows.
fn overdue(cx: &Cx<'_>) -> Vec<Index> {
    let due = Due::of(cx.catalog(), cx.facts());
    let today = Closing::of(&cx.catalog().settings);
    let visits = today.map_or(0, |today| cx.facts().visits.overdue_on(today).len());
    let measures =
        cx.facts().actions.rows.iter().filter(|a| a.state == ActionState::Overdue).count();
    let call_backs = due.call_backs.iter().filter(|waits| waits.late).count();
    let all = [
        ("home.escalate", Page::Due, "#escalate", due.escalations.len()),
        ("home.call_backs", Page::Due, "#callback", call_backs),
        ("home.visits", Page::Visits, "", visits),
        ("home.measures", Page::Actions, "", measures),
    ];
    let index = |(key, page, anchor, n)| {
        let Index { label, href, text } = Index::new(cx, key, page, n);
        Index { label, href: href + anchor, text }
    };
    let some = all.into_iter().filter(|&(_, page, _, n)| n > 0 && cx.plan().has(page));
    some.map(index).collect()
}

/// The codes of the newest month, the most frequent first.
pub(super) fn recent_codes(cx: &Cx<'_>) -> Vec<Chip> {
    let Some(month) = last_month(cx) else { return Vec::new() };
    let rows = month.scope.pareto_codes.by_count.rows.iter();
    rows.filter_map(|row| {
        let ix = row.item?;
        let code = &cx.catalog().records.codes[ix.index()];
        let text = format!("{} × {}", code.id, decimal(row.value, 0));
        Some(Chip { href: cx.href(Page::Code(ix)), text, current: false })
    })
    .take(SHOWN)
    .collect()
}

fn month_cells(cx: &Cx<'_>, month: &MonthFacts) -> Html {
    let format = cx.format();
    let scope = &month.scope;
    let mut cells = Cells::new();
    let change = month.vs_previous.as_ref().map(|change| {
        let previous = change.failures.previous.to_string();
        let key = if month.partial { "home.month_before_partial" } else { "home.month_before" };
        cx.fill(key, &[("n", &previous)])
    });
    cells.html(
        cx.t("figure.failures"),
        &Html::value(&format.count(scope.failures), change.as_deref().unwrap_or_default()),
    );
    cells.html(cx.t("figure.restore_median"), &scope::distribution(cx, &scope.times.restore));
    let backlog = &scope.backlog;
    let [start, new, closed] =
        [backlog.open_start, backlog.new, backlog.closed].map(|n| format.count(n));
    let sum = cx.fill("home.open_sum", &[("start", &start), ("new", &new), ("closed", &closed)]);
    cells.html(cx.t("figure.open"), &Html::value(&format.count(backlog.open_end), &sum));
    cells.html(cx.t("home.devices"), &Html::value(&format.count(scope.devices), ""));
    if let Some(sla) = cx.facts().sla.of(month.month.into())
        && sla.timeliness.d > 0
    {
        let (value, detail) = format.rate_parts(&sla.timeliness);
        cells.html(cx.t("figure.timeliness"), &Html::value(&value, &detail));
    }
    if let Some(satisfaction) = cx.facts().satisfaction.of(month.month.into())
        && satisfaction.satisfied.d > 0
    {
        let (value, detail) = format.rate_parts(&satisfaction.satisfied);
        cells.html(cx.t("figure.satisfied"), &Html::value(&value, &detail));
    }
    cells.boxed()
}

fn monthly(cx: &Cx<'_>, month: &MonthFacts) -> Html {
    let question = cx.t("figure.monthly_question");
    figures::monthly(cx, "monthly", question, &cx.facts().fleet.monthly, month.month).html()
}

/// Open tickets, the oldest first.
fn open(cx: &Cx<'_>) -> Html {
    let Some(as_of) = cx.facts().as_of else { return Html::default() };
    let mut list = WorkList::new();
    for ticket in cx.facts().open_at(as_of.plus(1)).take(SHOWN) {
        let event = cx.catalog().records.events.get(ticket.event as usize);
        let days = as_of.since(ticket.reported) / DAY_MS;
        let word = cx.texts().word("status", event.status().as_str());
        let lead = Html::join([state(Mark::Pending, word), events::id(cx, event)], " ");
        let age = Html::text(&cx.fill("home.days_open", &[("n", &days.to_string())]));
        let below = Html::join(
            [events::device(cx, event), Html::text(events::what(event))]
                .into_iter()
                .filter(|h| !h.is_empty()),
            " ",
        );
        list.item(&lead, &age, &below);
    }
    list.or_note(cx.t("faults.none_open"))
}

/// Their ages, where the list cannot name every one.
fn ageing(cx: &Cx<'_>, last: &MonthFacts) -> Html {
    let backlog = &last.scope.backlog;
    if backlog.open_end <= SHOWN as u64 {
        return Html::default();
    }
    ageing::figure(cx, backlog).html()
}

/// What keeps coming back: chronic chains, the newest first.
fn recurring(cx: &Cx<'_>) -> Html {
    let chains = &cx.facts().recurrence.chains;
    let mut chronic: Vec<_> = chains.iter().filter(|c| c.chronic).collect();
    chronic.sort_by_key(|c| std::cmp::Reverse(c.links.last().map(|l| l.event)));
    let mut list = WorkList::new();
    for chain in chronic.into_iter().take(SHOWN) {
        let Some(newest) = chain.links.last() else { continue };
        let event = cx.catalog().records.events.get(newest.event as usize);
        let lead = Html::join([events::device(cx, event), events::code(cx, event)], " ");
        let times = cx.fill("home.times", &[("n", &chain.links.len().to_string())]);
        let below =
            Html::text(&format!("{} · {}", events::what(event), events::reported(cx, event)));
        list.item(
            &lead,
            &Html(format!("<b class=\"hot\">{}</b>", crate::render::escape::text(&times))),
            &below,
        );
    }
    list.or_note(cx.t("home.nothing_recurring"))
}

/// Solutions by the day they were written or checked, the newest first.
fn newest_solutions(cx: &Cx<'_>) -> Html {
    let solutions = &cx.catalog().records.solutions;
    let mut dated: Vec<_> = solutions
        .iter()
        .enumerate()
        .filter_map(|(i, s)| Some((s.verified.max(s.created)?, i)))
        .collect();
    dated.sort_by_key(|&(day, i)| (std::cmp::Reverse(day), i));
    let undated =
        (0..solutions.len()).map(|i| (None, i)).take(if dated.is_empty() { SHOWN } else { 0 });
    let shown: Vec<_> =
        dated.into_iter().map(|(day, i)| (Some(day), i)).chain(undated).take(SHOWN).collect();
    let mut list = WorkList::new();
    for (day, i) in shown {
        let ix = SolutionIx::new(i);
        let solution = &solutions[i];
        let lead = Html::join(
            [
                Html::id(&cx.href(Page::Solution(ix)), solution.id.as_str()),
                cx.link(Page::Solution(ix), solution.article.title_in(cx.lang())),
            ],
            " ",
        );
        let time = Html::text(&day.map(|d| d.to_string()).unwrap_or_default());
        let below = Html::join([solutions::codes(cx, ix), solutions::standing(cx, ix)], " ");
        list.item(&lead, &time, &below);
    }
    list.or_note(cx.t("solutions.none"))
}
