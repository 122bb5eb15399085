//! Which few codes make most of the work, by number, by downtime and by cost
//! (`domain.md` §3.14). What has no category, and whose hours or cost nobody told, is
//! said and never dropped.

use super::figures::{alt, code_names};
use crate::analyse::ground::cost_of;
use crate::analyse::pareto::{Pareto, ParetoRow as Row};
use crate::analyse::{ScopeFacts, breakdown};
use crate::catalog::CodeIx;
use crate::chart::{ParetoKind, ParetoRow, ParetoSpec};
use crate::model::time::ReportPeriod;
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::sentences;
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Html, Native, Table};
use crate::site::Page;
use std::collections::BTreeMap;

/// Rows of a drawing; the table has all.
const ROWS: usize = 12;
/// Codes named of those whose weight is not told.
const NAMED: usize = 4;

/// Faults by code whose weight is not told.
type Untold = BTreeMap<Option<CodeIx>, u64>;

/// By number of faults.
pub(super) fn by_count(cx: &Cx<'_>, pareto: &Pareto<CodeIx>) -> Blocks {
    let answer = match pareto.rows.first() {
        Some(first) => sentences::pareto(cx, pareto, &full_name(cx, first.item)),
        None => Some(no_fault(cx).to_owned()),
    };
    Weighed {
        id: "pareto",
        question: cx.t("figure.pareto_question"),
        answer: answer.unwrap_or_default(),
        head: (cx.t("figure.unit_failures"), cx.t("figure.failures")),
        pareto,
        untold: None,
        value: &|value| decimal(value, 0),
        note: uncoded(cx, pareto, "figure.uncoded_warning"),
    }
    .figure(cx)
}

/// That there is none: where records were read, none was reported.
pub(super) fn no_fault<'a>(cx: &Cx<'a>) -> &'a str {
    cx.t(if cx.catalog().events().is_empty() { "figure.pareto_none" } else { "figure.no_fault" })
}

/// By downtime and by cost, of all time or of a month, quarter or year.
pub(super) fn further(
    cx: &Cx<'_>,
    scope: &ScopeFacts,
    report: Option<ReportPeriod>,
) -> [Blocks; 2] {
    [by_downtime(cx, scope), by_cost(cx, scope, report)]
}

fn by_downtime(cx: &Cx<'_>, scope: &ScopeFacts) -> Blocks {
    let pareto = &scope.pareto_codes.by_downtime;
    let mut untold = Untold::new();
    for &row in scope.availability.excluded.iter().flat_map(|left_out| &left_out.events) {
        *untold.entry(cx.catalog().links[row as usize].code).or_default() += 1;
    }
    let hours = |value: f64| decimal(value, 1);
    let keys = ["pareto.downtime_answer", "pareto.downtime_and_uncoded", "pareto.downtime_none"];
    let notes = ["pareto.downtime_told", "pareto.downtime_untold", "pareto.downtime_uncoded"];
    Weighed {
        id: "pareto-downtime",
        question: cx.t("pareto.downtime_question"),
        answer: answer(cx, pareto, keys, (&hours, told(scope, &untold))),
        head: (cx.t("pareto.hours"), cx.t("pareto.downtime_h")),
        pareto,
        note: note(cx, pareto, &untold, notes),
        untold: Some(untold),
        value: &hours,
    }
    .figure(cx)
}

fn by_cost(cx: &Cx<'_>, scope: &ScopeFacts, report: Option<ReportPeriod>) -> Blocks {
    let pareto = &scope.pareto_codes.by_cost;
    let untold = without_cost(cx, report);
    let money = |value: f64| cx.format().money(value);
    let keys = ["pareto.cost_answer", "pareto.cost_and_uncoded", "pareto.cost_none"];
    let notes = ["pareto.cost_told", "pareto.cost_untold", "pareto.cost_uncoded"];
    Weighed {
        id: "pareto-cost",
        question: cx.t("pareto.cost_question"),
        answer: answer(cx, pareto, keys, (&money, told(scope, &untold))),
        head: (cx.format().currency, cx.t("pareto.cost")),
        pareto,
        note: note(cx, pareto, &untold, notes),
        untold: Some(untold),
        value: &money,
    }
    .figure(cx)
}

/// Faults without a cost, by code.
fn without_cost(cx: &Cx<'_>, report: Option<ReportPeriod>) -> Untold {
    let catalog = cx.catalog();
    let mut untold = Untold::new();
    let mut look = |row: usize| {
        let links = &catalog.links[row];
        let told = !links.is_failure
            || !catalog.counts_for_ticket(row)
            || catalog.event(row).reported().is_none()
            || cost_of(catalog, row).is_some();
        if !told {
            *untold.entry(links.code).or_default() += 1;
        }
    };
    match report {
        Some(report) => breakdown::rows(catalog, report).for_each(&mut look),
        None => (0..catalog.events().len()).for_each(&mut look),
    }
    untold
}

/// One Pareto figure before it is drawn.
struct Weighed<'a> {
    id: &'a str,
    question: &'a str,
    answer: String,
    /// The unit over the bars, and the head of the table's column.
    head: (&'a str, &'a str),
    pareto: &'a Pareto<CodeIx>,
    untold: Option<Untold>,
    /// A weight as text.
    value: &'a dyn Fn(f64) -> String,
    note: String,
}

impl Weighed<'_> {
    fn figure(self, cx: &Cx<'_>) -> Blocks {
        let spec = ParetoSpec {
            alt: alt(cx, self.id, self.question, &self.answer),
            value_head: self.head.0.to_owned(),
            cumulative_head: cx.t("col.cumulative").to_owned(),
            rows: drawn(cx, self.pareto),
        };
        // Without a single weight the answer says what is missing.
        let empty = self.untold.is_some() && self.pareto.rows.is_empty();
        FigureView {
            question: self.question.to_owned(),
            drawing: if empty { Drawing::default() } else { Drawing::of(&spec, false) },
            note: if empty { String::new() } else { self.note.clone() },
            native: Some(Native::Pareto { counts: 2, cumulative: 4 }),
            show_table: cx.t("figure.show_table").to_owned(),
            table: (!empty).then(|| self.table(cx)),
            answer: self.answer,
        }
        .into()
    }

    fn table(&self, cx: &Cx<'_>) -> Table {
        let mut table = Table::new(self.question)
            .column(cx.t("col.code"))
            .column(cx.t("col.title"))
            .number(self.head.1)
            .number(cx.t("col.share"))
            .number(cx.t("col.cumulative"));
        if self.untold.is_some() {
            table = table.number(cx.t("pareto.untold"));
        }
        let format = cx.format();
        let untold = |code: Option<CodeIx>| {
            let untold = self.untold.as_ref()?;
            Some(Cell::num(&format.count(untold.get(&code).copied().unwrap_or_default())))
        };
        for row in &self.pareto.rows {
            let (code, title) = linked(cx, row.item);
            let cells = [
                Cell::html(code),
                Cell::text(&title),
                Cell::num(&(self.value)(row.value)),
                Cell::num(&format.percent(row.share)),
                Cell::num(&format.percent(row.cumulative)),
            ];
            table.row(cells.into_iter().chain(untold(row.item)));
        }
        let weighed = |code: &Option<CodeIx>| self.pareto.rows.iter().any(|row| row.item == *code);
        let rest = self.untold.iter().flatten().map(|(code, _)| *code).filter(|c| !weighed(c));
        for code in rest {
            let (name, title) = linked(cx, code);
            let unknown = [Cell::html(name), Cell::text(&title), Cell::num(""), Cell::num("")];
            table.row(unknown.into_iter().chain([Cell::num("")]).chain(untold(code)));
        }
        table
    }
}

/// A code's id, linked, and its title.
fn linked(cx: &Cx<'_>, item: Option<CodeIx>) -> (Html, String) {
    let (code, title) = code_names(cx, item);
    let code = match item {
        Some(ix) => Html::code(&cx.href(Page::Code(ix)), &code),
        None => Html::text(&code),
    };
    (code, title)
}

fn full_name(cx: &Cx<'_>, item: Option<CodeIx>) -> String {
    let (code, title) = code_names(cx, item);
    if title.is_empty() { code } else { format!("{code} {title}") }
}

fn drawn(cx: &Cx<'_>, pareto: &Pareto<CodeIx>) -> Vec<ParetoRow> {
    let row = |(at, row): (usize, &Row<CodeIx>)| ParetoRow {
        label: full_name(cx, row.item),
        n: row.value,
        cumulative: row.cumulative,
        kind: match row.item {
            None => ParetoKind::Uncoded,
            Some(_) if at < pareto.vital_few => ParetoKind::Vital,
            Some(_) => ParetoKind::Rest,
        },
        href: row.item.map(|ix| cx.href(Page::Code(ix))),
    };
    pareto.rows.iter().enumerate().take(ROWS).map(row).collect()
}

/// Faults whose weight is told, of all.
fn told(scope: &ScopeFacts, untold: &Untold) -> (u64, u64) {
    let unknown: u64 = untold.values().sum();
    (scope.failures.saturating_sub(unknown), scope.failures)
}

/// Which codes make most of it; where it is told of fewer than half, that as well.
fn answer(
    cx: &Cx<'_>,
    pareto: &Pareto<CodeIx>,
    [said, and_uncoded, none]: [&'static str; 3],
    (value, (told, all)): (&dyn Fn(f64) -> String, (u64, u64)),
) -> String {
    let last = pareto.rows.get(pareto.vital_few.max(1) - 1);
    let Some((first, last)) = pareto.rows.first().zip(last) else {
        return cx.t(none).to_owned();
    };
    // Faults without a code are none of the codes.
    let few = &pareto.rows[..pareto.vital_few];
    let k = few.iter().filter(|row| row.item.is_some()).count();
    let said = if k < few.len() { and_uncoded } else { said };
    let (k, pct) = (k.to_string(), cx.format().percent(last.cumulative));
    let (total, n, top) = (value(pareto.total), value(first.value), full_name(cx, first.item));
    let values = [("k", &*k), ("pct", &*pct), ("total", &*total), ("top", &*top), ("n", &*n)];
    let mut answer = cx.fill(said, &values);
    if told * 2 < all {
        let (n, m) = (cx.format().count(told), cx.format().count(all));
        cx.add_sentence(&mut answer, &cx.fill("pareto.told_of_few", &[("n", &n), ("m", &m)]));
    }
    answer
}

/// What the weight is, of how many faults it is not told, and how much is uncoded.
fn note(
    cx: &Cx<'_>,
    pareto: &Pareto<CodeIx>,
    untold: &Untold,
    [told_key, untold_key, uncoded_key]: [&'static str; 3],
) -> String {
    let n: u64 = untold.values().sum();
    let mut note = if n == 0 {
        cx.t(told_key).to_owned()
    } else {
        let (n, list) = (cx.format().count(n), untold_list(cx, untold));
        cx.fill(untold_key, &[("n", &n), ("list", &list)])
    };
    let uncoded = uncoded(cx, pareto, uncoded_key);
    if !uncoded.is_empty() {
        cx.add_sentence(&mut note, &uncoded);
    }
    note
}

/// The codes with most faults of which nothing is told, each with their number.
fn untold_list(cx: &Cx<'_>, untold: &Untold) -> String {
    let mut codes: Vec<_> = untold.iter().map(|(code, n)| (*code, *n)).collect();
    codes.sort_by_key(|&(code, n)| (std::cmp::Reverse(n), code.is_none(), code));
    let named = codes
        .iter()
        .take(NAMED)
        .map(|(code, n)| (code_names(cx, *code).0, cx.format().count(*n)))
        .map(|(code, n)| cx.fill("pareto.code_n", &[("code", &code), ("n", &n)]));
    let mut list: Vec<String> = named.collect();
    if codes.len() > NAMED {
        list.push(cx.fill("pareto.more", &[("n", &(codes.len() - NAMED).to_string())]));
    }
    list.join(cx.t("solution.list_separator"))
}

/// How much of the weight is of faults without a code.
fn uncoded(cx: &Cx<'_>, pareto: &Pareto<CodeIx>, key: &'static str) -> String {
    if !pareto.warns() {
        return String::new();
    }
    let share = cx.format().percent(pareto.uncoded_share());
    cx.fill(key, &[("pct", &share)])
}
