//! What came back: repairs within the shorter and the longer window, and parts that
//! were replaced again on the same device (`domain.md` §3.7).

use super::{events, figures, ledgers, scope};
use crate::analyse::ScopeFacts;
use crate::analyse::repeat::{RepeatFacts, SamePart};
use crate::catalog::DeviceIx;
use crate::chart::{BarsSpec, ClassBar, ShareRow, SharesSpec};
use crate::model::Event;
use crate::model::time::DAY_MS;
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Blocks, Cell, Cells, Drawing, Table};
use crate::render::view::{FigureView, Html};
use std::collections::{BTreeMap, BTreeSet};

/// Repeats listed; the data file has all.
const LISTED: usize = 60;
/// Pairs below which a table says all.
const PAIRS_NEED: usize = 5;
/// Parts drawn; the table has all.
const PARTS_DRAWN: usize = 12;

/// A first repair and what followed it.
type Pair = (u32, u32);

/// How many come back within the shorter and within the longer window.
pub(super) fn windows(cx: &Cx<'_>, scope: &ScopeFacts) -> Html {
    let both = [&scope.repeat_30d, &scope.repeat_90d];
    let [short, long] = both.map(|repeat| repeat.window_days.to_string());
    let question = cx.fill("again.question", &[("a", &short), ("b", &long)]);
    let answer = windows_answer(cx, both);
    let min_n = cx.catalog().settings.min_n;
    let enough = both.iter().any(|repeat| repeat.rate.d >= min_n);
    let row = |repeat: &RepeatFacts| {
        let told = repeat.rate.d >= min_n;
        let (value, _) = cx.format().rate_parts(&repeat.rate);
        let counts = format!("{}/{}", repeat.rate.n, repeat.rate.d);
        ShareRow {
            label: cx.fill("figure.repeat_n", &[("n", &repeat.window_days.to_string())]),
            share: repeat.rate.value.filter(|_| told),
            lower: repeat.rate.lower.filter(|_| told),
            upper: repeat.rate.upper.filter(|_| told),
            number: if told { format!("{counts} · {value}") } else { counts },
            strong: true,
            href: None,
        }
    };
    let spec = SharesSpec {
        alt: figures::alt(cx, "again", &question, &answer),
        rows: both.into_iter().map(row).collect(),
    };
    FigureView {
        drawing: if enough { Drawing::of(&spec, false) } else { Drawing::default() },
        note: cx.t("again.note").to_owned(),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(windows_table(cx, &question, both)),
        question,
        answer,
    }
    .finish()
}

fn windows_answer(cx: &Cx<'_>, [short, long]: [&RepeatFacts; 2]) -> String {
    let min_n = cx.catalog().settings.min_n;
    if short.rate.d < min_n && long.rate.d < min_n {
        let (n, of) = (short.rate.d.to_string(), min_n.to_string());
        return cx.fill("again.few", &[("n", &n), ("of", &of)]);
    }
    let told = |repeat: &RepeatFacts| cx.format().rate(&repeat.rate);
    let (a, b) = (short.window_days.to_string(), long.window_days.to_string());
    let (first, further) = (told(short), told(long));
    let near = pairs(short);
    // Of those whose longer window has ended, as its rate counts them.
    let late = long.pairs.iter().filter(|pair| !near.contains(pair)).count().to_string();
    cx.fill(
        "again.answer",
        &[("first", &first), ("further", &further), ("late", &late), ("a", &a), ("b", &b)],
    )
}

/// Every pair, those whose window still runs included.
fn pairs(repeat: &RepeatFacts) -> BTreeSet<Pair> {
    repeat.pairs.iter().chain(&repeat.already_seen).copied().collect()
}

/// The pairs of the longer window that the shorter one does not have, the newest first.
fn later_only(short: &RepeatFacts, long: &RepeatFacts) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = pairs(long).difference(&pairs(short)).copied().collect();
    pairs.sort_unstable_by_key(|&(first, later)| std::cmp::Reverse((later, first)));
    pairs
}

fn windows_table(cx: &Cx<'_>, caption: &str, both: [&RepeatFacts; 2]) -> Table {
    let mut table = Table::new(caption)
        .column(cx.t("again.window"))
        .number(cx.t("col.share"))
        .number(cx.t("again.back"))
        .number(cx.t("again.mature"))
        .number(cx.t("again.immature"))
        .number(cx.t("again.seen"));
    for repeat in both {
        let (value, detail) = cx.format().rate_parts(&repeat.rate);
        let days = cx.fill("unit.days_n", &[("n", &repeat.window_days.to_string())]);
        let counts =
            [repeat.rate.n, repeat.mature, repeat.immature, repeat.already_seen.len() as u64];
        let counts = counts.map(|n| Cell::num(&cx.format().count(n)));
        table.row([Cell::text(&days), Cell::value(&value, &detail)].into_iter().chain(counts));
    }
    table
}

/// The repairs that came back only after the shorter window.
pub(super) fn later_table(cx: &Cx<'_>, scope: &ScopeFacts) -> Html {
    let pairs = later_only(&scope.repeat_30d, &scope.repeat_90d);
    if pairs.is_empty() {
        return Html::default();
    }
    let (a, b) = (scope.repeat_30d.window_days, scope.repeat_90d.window_days);
    let heading = cx.fill("again.later", &[("a", &a.to_string()), ("b", &b.to_string())]);
    let mut html = Html(format!("<h3>{}</h3>", crate::render::escape::text(&heading)));
    html.0.push_str(&pairs_table(cx, &heading, &pairs).finish().0);
    html.0.push_str(&shown(cx, pairs.len()).0);
    html
}

/// Repairs with what followed them, at most so many as are listed.
pub(super) fn pairs_table(cx: &Cx<'_>, caption: &str, pairs: &[Pair]) -> Table {
    table_of(cx, caption, pairs.iter().take(LISTED), true)
}

/// The same without what was tried first and how long it held.
pub(super) fn brief<'p>(
    cx: &Cx<'_>,
    caption: &str,
    pairs: impl Iterator<Item = &'p Pair>,
) -> Table {
    table_of(cx, caption, pairs, false)
}

fn table_of<'p>(
    cx: &Cx<'_>,
    caption: &str,
    pairs: impl Iterator<Item = &'p Pair>,
    whole: bool,
) -> Table {
    let mut table = Table::new(caption)
        .column(cx.t("recurring.first"))
        .column(cx.t("recurring.again"))
        .column(cx.t("col.device"))
        .column(cx.t("col.code"))
        .column(cx.t("col.what"))
        .column(cx.t("recurring.first_fix"))
        .only_if(whole)
        .number(cx.t("col.days"))
        .only_if(whole);
    for &(first, later) in pairs {
        let first = cx.catalog().records.events.get(first as usize);
        let later = cx.catalog().records.events.get(later as usize);
        table.row([
            Cell::html(events::id(cx, first)),
            Cell::html(events::id(cx, later)),
            Cell::html(events::device(cx, later)),
            Cell::html(events::code(cx, later)),
            Cell::long(events::what(later)),
            Cell::html(events::solution(cx, first)),
            Cell::num(&days(first, later)),
        ]);
    }
    table
}

/// Days from the resolution of the first to the report of the later.
fn days(first: Event<'_>, later: Event<'_>) -> String {
    let gap = first.resolved().zip(later.reported()).map(|(done, again)| again.since(done));
    gap.map(|ms| decimal(ms as f64 / DAY_MS as f64, 1)).unwrap_or_default()
}

/// How many of a long list are shown; nothing where all are.
fn shown(cx: &Cx<'_>, all: usize) -> Html {
    if all <= LISTED {
        return Html::default();
    }
    let (n, m) = (LISTED.to_string(), all.to_string());
    Html::small(&cx.fill("report.repeats_shown", &[("n", &n), ("m", &m)]))
}

/// Which parts were replaced again on the same device, over all devices.
pub(super) fn same_parts(cx: &Cx<'_>) -> Html {
    let pairs = &cx.facts().same_part;
    let window = cx.catalog().settings.repeat_window_days.to_string();
    let question = cx.fill("again.part_question", &[("n", &window)]);
    let parts = by_part(cx, pairs);
    let answer = parts_answer(cx, pairs.len(), &parts);
    if pairs.is_empty() {
        return FigureView { question, answer, ..FigureView::default() }.finish();
    }
    let bar =
        |(name, n): &(String, u64)| ClassBar { label: name.clone(), n: *n as f64, hot: false };
    let spec = BarsSpec {
        alt: figures::alt(cx, "same-part", &question, &answer),
        unit: cx.t("again.times").to_owned(),
        rows: parts.iter().take(PARTS_DRAWN).map(bar).collect(),
    };
    let mut table = Table::new(&question).column(cx.t("col.part")).number(cx.t("again.times"));
    for (name, n) in &parts {
        table.row([Cell::text(name), Cell::num(&cx.format().count(*n))]);
    }
    let enough = pairs.len() >= PAIRS_NEED;
    let mut html = FigureView {
        drawing: if enough { Drawing::of(&spec, false) } else { Drawing::default() },
        note: cx.t("again.part_note").to_owned(),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table),
        question: question.clone(),
        answer,
    }
    .finish();
    html.0.push_str(&part_table(cx, &question, pairs).finish().0);
    html.0.push_str(&shown(cx, pairs.len()).0);
    html
}

/// Parts by how often they were replaced again, the most often first.
fn by_part(cx: &Cx<'_>, pairs: &[SamePart]) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for pair in pairs {
        *counts.entry(part(cx, pair)).or_default() += 1;
    }
    let mut parts: Vec<(String, u64)> = counts.into_iter().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.1));
    parts
}

fn part(cx: &Cx<'_>, pair: &SamePart) -> String {
    let written = cx.catalog().records.events.get(pair.first as usize).resolve(pair.part);
    let known = cx.catalog().index.find_part(written);
    known.map_or_else(|| written.to_owned(), |ix| ledgers::part_name(cx, ix))
}

fn parts_answer(cx: &Cx<'_>, n: usize, parts: &[(String, u64)]) -> String {
    let Some((top, most)) = parts.first() else { return cx.t("again.part_none").to_owned() };
    let (n, k, most) = (n.to_string(), parts.len().to_string(), most.to_string());
    cx.fill("again.part_answer", &[("n", &n), ("k", &k), ("top", top), ("most", &most)])
}

fn part_table(cx: &Cx<'_>, caption: &str, pairs: &[SamePart]) -> Table {
    let mut pairs: Vec<&SamePart> = pairs.iter().collect();
    pairs.sort_unstable_by_key(|pair| std::cmp::Reverse((pair.later, pair.first)));
    let mut table = Table::new(caption)
        .column(cx.t("recurring.first"))
        .column(cx.t("recurring.again"))
        .column(cx.t("col.device"))
        .column(cx.t("col.part"))
        .number(cx.t("col.days"));
    for pair in pairs.into_iter().take(LISTED) {
        let first = cx.catalog().records.events.get(pair.first as usize);
        let later = cx.catalog().records.events.get(pair.later as usize);
        table.row([
            Cell::html(events::id(cx, first)),
            Cell::html(events::id(cx, later)),
            Cell::html(events::device(cx, later)),
            Cell::text(&part(cx, pair)),
            Cell::num(&days(first, later)),
        ]);
    }
    table
}

/// What came back on one device: both windows, the repairs with what followed them, and
/// the parts replaced again; nothing where nothing came back.
pub(super) fn of_device(cx: &Cx<'_>, ix: DeviceIx) -> Blocks {
    let scope = &cx.facts().device(ix).scope;
    let long = &scope.repeat_90d;
    let mut pairs: Vec<Pair> = long.pairs.iter().chain(&long.already_seen).copied().collect();
    pairs.sort_unstable_by_key(|&(first, later)| std::cmp::Reverse((later, first)));
    let mut blocks = Blocks::new();
    if !pairs.is_empty() {
        let mut cells = Cells::new();
        for repeat in [&scope.repeat_30d, long] {
            let days = repeat.window_days.to_string();
            let label = cx.fill("figure.repeat_n", &[("n", &days)]);
            cells.html(&label, &scope::repeat(cx, repeat));
        }
        blocks.push(cells);
        blocks.push(pairs_table(cx, cx.t("recurring.repeats"), &pairs));
    }
    let parts = same_part_of(cx, ix);
    if !parts.is_empty() {
        let heading = cx.t("again.part_title");
        blocks.push(Blocks::under(heading, part_table(cx, heading, parts)));
    }
    blocks
}

/// The parts replaced again on a device: the list goes device by device.
fn same_part_of<'a>(cx: &'a Cx<'_>, ix: DeviceIx) -> &'a [SamePart] {
    let all = &cx.facts().same_part;
    let device = |pair: &SamePart| cx.catalog().links[pair.first as usize].device;
    let from = all.partition_point(|pair| device(pair) < Some(ix));
    let to = all.partition_point(|pair| device(pair) <= Some(ix));
    &all[from..to]
}
