//! Missed limits ticket by ticket (`domain.md` §5, section 3): which clock, when its
//! limit ended, by how much it was passed, the reason where the record tells one, and
//! whether it still runs. The counts by clock are in `deadlines`.

use super::events;
use super::list::{Chip, ListPage, Section};
use crate::analyse::sla::{Breach, SlaState};
use crate::diag::Diagnostic;
use crate::model::events::{Event, SideStamp, TextField};
use crate::model::time::{Instant, Month, ReportPeriod};
use crate::model::words::Status;
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::view::{Block, Blocks, Cell, Html, Mark, Table};
use crate::site::Page;

/// Missed limits listed where a page of their own has them all.
pub(super) const MISSED_SHOWN: usize = 20;

/// The reason of a pause that was granted.
const EXEMPTION: &str = "exemption";

/// A table of missed limits.
pub(super) fn table<'a>(cx: &Cx<'_>, missed: impl IntoIterator<Item = &'a Breach>) -> Table {
    let mut table = Table::new(cx.t("deadlines.missed"))
        .ledger()
        .column(cx.t("col.ticket"))
        .number(cx.t("deadlines.over"))
        .column(cx.t("report.clock"))
        .column(cx.t("col.status"))
        .column(cx.t("col.device"))
        .column(cx.t("deadlines.limit_ended"))
        .column(cx.t("deadlines.reason"));
    for breach in missed {
        let event = cx.catalog().records.events.get(breach.event as usize);
        let clock = &cx.facts().sla.plan.clocks[usize::from(breach.clock)].clock.id;
        let reason = reason(cx, event, breach);
        // On a phone three lines a ticket, and a fourth only where there is a reason.
        let place = if reason.is_empty() { "none" } else { "w" };
        table.row([
            Cell::html(events::id(cx, event)),
            Cell::num(&cx.format().span(breach.over_ms))
                .class("num r")
                .lasting(Some(breach.over_ms)),
            Cell::text(cx.texts().word("clock", clock)),
            standing(cx, breach).class("r"),
            Cell::html(events::device(cx, event)),
            Cell::fixed(&cx.format().minute(breach.due)).class("nb r"),
            Cell::text(&reason).class(place),
        ]);
    }
    table
}

fn standing(cx: &Cx<'_>, breach: &Breach) -> Cell {
    let (mark, key) =
        if breach.open { (Mark::Late, "report.late_open") } else { (Mark::Past, "report.late") };
    Cell::state(mark, cx.t(key))
}

/// Why, as far as the record tells: the exemption that was asked for, what was waited for
/// while the clock ran, or that the delay was told. Whether it excuses is another
/// question: what excuses is not in the list.
fn reason(cx: &Cx<'_>, event: Event<'_>, breach: &Breach) -> String {
    let word = |reason: &str| match reason {
        EXEMPTION => cx.t("deadlines.exempted").to_owned(),
        waited_for => cx.texts().word("status", waited_for).to_owned(),
    };
    let mut told: Vec<String> =
        event.some_text(TextField::Exemption).map(str::to_owned).into_iter().collect();
    let end = breach.due.plus(breach.over_ms);
    for pause in event.pauses().iter().filter(|pause| pause.from < end) {
        told.push(word(event.resolve(pause.reason)));
    }
    let waits = matches!(event.status(), Status::WaitingParts | Status::WaitingCustomer);
    if breach.open && waits {
        told.push(word(event.status().as_str()));
    }
    if told.is_empty() && event.side(SideStamp::DelayNotifiedAt).is_some() {
        told.push(cx.t("deadlines.delay_told").to_owned());
    }
    told.sort();
    told.dedup();
    told.join(cx.t("solution.list_separator"))
}

/// The limits missed in a month, quarter or year as they stood when it was over: those
/// still running in front, then the longest over.
fn missed_in(cx: &Cx<'_>, report: ReportPeriod) -> Vec<Breach> {
    let sla = &cx.facts().sla;
    let Some(range) = sla.of(report).map(|m| m.breaches.clone()) else { return Vec::new() };
    let Some(at) = end_of(cx, report) else { return Vec::new() };
    let mut missed: Vec<Breach> =
        sla.breaches[range].iter().filter_map(|breach| at_instant(cx, breach, at)).collect();
    missed.sort_by_key(|b| (!b.open, std::cmp::Reverse(b.over_ms), b.event, b.clock));
    missed
}

/// When it was over, or what is known so far of one that is not.
fn end_of(cx: &Cx<'_>, report: ReportPeriod) -> Option<Instant> {
    let end = cx.facts().report(report)?.period.end.plus(-1);
    Some(cx.facts().as_of.map_or(end, |as_of| as_of.min(end)))
}

/// A missed limit as it stood at an instant.
fn at_instant(cx: &Cx<'_>, breach: &Breach, at: Instant) -> Option<Breach> {
    let event = cx.catalog().records.events.get(breach.event as usize);
    let states = cx.facts().sla.plan.states(cx.catalog(), event, at);
    let clock = states.iter().find(|clock| clock.clock == breach.clock)?;
    let due = clock.due?;
    let (open, until) = match clock.state {
        SlaState::BreachedOpen => (true, at),
        SlaState::BreachedClosed => (false, clock.stopped?),
        _ => return None,
    };
    Some(Breach { due, over_ms: until.since(due), open, ..*breach })
}

/// The list in a report; the rest is a link away.
pub(super) fn in_report(cx: &Cx<'_>, report: ReportPeriod) -> Blocks {
    let missed = missed_in(cx, report);
    if missed.is_empty() {
        return Blocks::new();
    }
    let shown = table(cx, missed.iter().take(MISSED_SHOWN));
    let mut blocks = Blocks::under(cx.t("deadlines.missed"), shown);
    if missed.len() > MISSED_SHOWN {
        let (n, rest) = (MISSED_SHOWN.to_string(), (missed.len() - MISSED_SHOWN).to_string());
        let shown = escape::text(&cx.fill("deadlines.first", &[("n", &n)]));
        let more = if let Some(month) = report.month() {
            let all = title(cx, month);
            let more = cx.fill("deadlines.more", &[("n", &rest), ("list", &all)]);
            cx.link(Page::MissedMonth(month), &more)
        } else {
            let months = report.first_month().to(report.last_month());
            let planned = months.filter(|m| cx.plan().months.binary_search(m).is_ok());
            let links = planned.map(|m| cx.link(Page::MissedMonth(m), &cx.format().month(m)));
            let all = Html::join(links, " · ");
            Html(format!("{} {}", escape::text(cx.t("deadlines.all_by_month")), all.0))
        };
        let remark = Html(format!("{shown}{}{}", cx.sentence_gap(), more.0));
        blocks.push(Block::Remark(remark));
    }
    blocks
}

fn title(cx: &Cx<'_>, month: Month) -> String {
    cx.fill("deadlines.missed_in", &[("month", &cx.format().month(month))])
}

/// Every limit missed in a month.
pub(super) fn page(cx: &Cx<'_>, month: Month) -> Result<Vec<u8>, Diagnostic> {
    let missed = missed_in(cx, month.into());
    let planned = |m: Month| cx.plan().months.binary_search(&m).is_ok();
    let neighbour = |m: Month, text: String| {
        planned(m).then(|| Chip { href: cx.href(Page::MissedMonth(m)), text, current: false })
    };
    let (before, after) = (month.plus(-1), month.next());
    let chips = [
        neighbour(before, format!("← {before}")),
        Some(Chip {
            href: cx.href(Page::MissedMonth(month)),
            text: month.to_string(),
            current: true,
        }),
        neighbour(after, format!("{after} →")),
    ];
    let open = missed.iter().filter(|breach| breach.open).count().to_string();
    let n = missed.len().to_string();
    let at = end_of(cx, month.into()).map(|at| cx.format().minute(at)).unwrap_or_default();
    let page = ListPage {
        title: title(cx, month),
        lead: cx.fill("deadlines.missed_lead", &[("n", &n), ("open", &open), ("at", &at)]),
        chips: chips.into_iter().flatten().collect(),
        files: vec![cx.crumb(Page::Report(month.into()), cx.t("nav.report"))],
        sections: vec![Section::new(
            "missed",
            "",
            table(cx, &missed).or_note(cx.t("deadlines.none_missed")),
        )],
        ..ListPage::default()
    };
    page.render(cx, "reports")
}
