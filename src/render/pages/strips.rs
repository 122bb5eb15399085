//! Were we late: the clocks of service levels on a common limit line (`domain.md`
//! §3.8), of a month's tickets and of a customer's last year.

use super::figures;
use crate::analyse::sla::SPREAD_MONTHS;
use crate::analyse::sla_spread::{ClockSpread, STEPS, StepCount};
use crate::catalog::CustomerIx;
use crate::chart::{STRIPS_SHOWN, Strip, StripStep, StripsSpec};
use crate::model::time::Month;
use crate::render::engine::Cx;
use crate::render::format::significant;
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Table};

/// Tickets below which a table says all.
const STRIPS_NEED: u64 = 5;

/// The clocks whose limit ended in a month, as they stood when it was over.
pub(super) fn of_month(cx: &Cx<'_>, month: Month) -> Blocks {
    let spreads = cx.facts().sla.of(month.into()).map_or(&[][..], |m| &m.spreads);
    let name = cx.format().month(month);
    figure(cx, &cx.fill("strips.month_question", &[("month", &name)]), spreads)
}

/// The clocks of one customer whose limit ended in the last year.
pub(super) fn of_customer(cx: &Cx<'_>, customer: CustomerIx) -> Blocks {
    let spreads = cx.facts().sla.customer_spreads.get(&customer).map_or(&[][..], |all| all);
    let months = SPREAD_MONTHS.min(cx.facts().months.len()).to_string();
    figure(cx, &cx.fill("strips.customer_question", &[("k", &months)]), spreads)
}

/// A clock that ran: its position among the plan's clocks, and its tickets.
type Clock<'a> = (usize, &'a ClockSpread);

/// The figure; nothing where no limit ended: the table above says so.
fn figure(cx: &Cx<'_>, question: &str, spreads: &[ClockSpread]) -> Blocks {
    let all: Vec<Clock<'_>> =
        spreads.iter().enumerate().filter(|(_, spread)| judged(spread) > 0).collect();
    if all.is_empty() {
        return Blocks::new();
    }
    let mut drawn = all.clone();
    // Which are drawn goes by the late ones, in what order they are drawn by the plan.
    drawn.sort_by_key(|&(at, spread)| (std::cmp::Reverse((spread.late(), judged(spread))), at));
    drawn.truncate(STRIPS_SHOWN);
    drawn.sort_by_key(|clock| clock.0);
    let n = all.iter().map(|clock| judged(clock.1)).sum::<u64>();
    let answer = answer(cx, &all, n);
    let enough = n >= STRIPS_NEED;
    FigureView {
        question: question.to_owned(),
        drawing: if enough {
            Drawing::of(&spec(cx, (question, &answer), &drawn), false)
        } else {
            Drawing::default()
        },
        answer,
        note: if enough { note(cx, all.len(), drawn.len()) } else { String::new() },
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, question, &all)),
    }
    .into()
}

fn judged(spread: &ClockSpread) -> u64 {
    spread.met() + spread.late()
}

fn answer(cx: &Cx<'_>, all: &[Clock<'_>], n: u64) -> String {
    let sum = |of: fn(&ClockSpread) -> u64| all.iter().map(|clock| of(clock.1)).sum::<u64>();
    let (late, open) = (sum(ClockSpread::late), sum(ClockSpread::open));
    let (n_text, met) = (cx.format().count(n), cx.format().count(n - late));
    let (late_text, open_text) = (cx.format().count(late), cx.format().count(open));
    let key = match (late, open) {
        (0, _) => "strips.all_kept",
        (_, 0) => "strips.late",
        _ => "strips.late_open",
    };
    let values = [("n", &*n_text), ("met", &*met), ("late", &*late_text), ("open", &*open_text)];
    let mut answer = cx.fill(key, &values);
    let furthest = |clock: &Clock<'_>| clock.1.furthest().unwrap_or(0.0);
    let latest = all.iter().filter(|clock| clock.1.late() > 0);
    if let Some(latest) =
        latest.max_by(|a, b| furthest(a).total_cmp(&furthest(b)).then(b.0.cmp(&a.0)))
    {
        let (clock, x) = (name(cx, latest.0), in_limits(furthest(latest)));
        cx.add_sentence(&mut answer, &cx.fill("strips.latest", &[("clock", &clock), ("x", &x)]));
    }
    if n < STRIPS_NEED {
        let of = STRIPS_NEED.to_string();
        cx.add_sentence(&mut answer, &cx.fill("strips.few", &[("n", &n_text), ("of", &of)]));
    }
    answer
}

/// Elapsed time in limits: `3.1×`.
fn times(limits: f64) -> String {
    format!("{}×", in_limits(limits))
}

/// Elapsed time in limits; just behind the limit it is never called the limit.
fn in_limits(limits: f64) -> String {
    if limits < 10.0 { format!("{limits:.2}") } else { significant(limits, 3) }
}

/// A clock's name; with its profile where the same clock runs in several.
fn name(cx: &Cx<'_>, position: usize) -> String {
    let clocks = &cx.facts().sla.plan.clocks;
    let planned = &clocks[position];
    let clock = cx.texts().word("clock", &planned.clock.id);
    let profiles = clocks.iter().any(|other| other.profile != planned.profile);
    if !profiles {
        return clock.to_owned();
    }
    format!("{clock} · {}", cx.texts().word("sla_profile", &planned.profile))
}

fn spec(cx: &Cx<'_>, (question, answer): (&str, &str), drawn: &[Clock<'_>]) -> StripsSpec {
    let step = |count: StepCount| StripStep { stopped: count.stopped, open: count.open };
    let strip = |&(at, spread): &Clock<'_>| {
        let (met, n) = (spread.met().to_string(), judged(spread).to_string());
        let furthest = spread.furthest().map(times).unwrap_or_default();
        Strip {
            label: name(cx, at),
            remark: cx.fill("strips.kept", &[("met", &met), ("n", &n)]),
            steps: spread.steps().iter().copied().map(step).collect(),
            beyond: step(spread.beyond()),
            beyond_label: format!("{} · {furthest}", spread.beyond().all()),
        }
    };
    StripsSpec {
        alt: figures::alt(cx, "strips", question, answer),
        limit: cx.t("strips.limit").to_owned(),
        strips: drawn.iter().map(strip).collect(),
    }
}

fn note(cx: &Cx<'_>, all: usize, drawn: usize) -> String {
    let mut note = cx.t("strips.note").to_owned();
    if all > drawn {
        let (k, m) = (drawn.to_string(), all.to_string());
        cx.add_sentence(&mut note, &cx.fill("strips.shown", &[("k", &k), ("m", &m)]));
    }
    note
}

/// Steps at which the columns of the table end: half the limit, 80% of it, the limit,
/// one and a half times and twice the limit.
const COLUMNS: [usize; 5] = [STEPS / 2, STEPS * 4 / 5, STEPS, STEPS + STEPS / 2, 2 * STEPS];

fn table(cx: &Cx<'_>, caption: &str, all: &[Clock<'_>]) -> Table {
    let mut table = Table::new(caption)
        .column(cx.t("report.clock"))
        .number(cx.t("strips.to_half"))
        .number(cx.t("strips.to_80"))
        .number(cx.t("strips.to_limit"))
        .number(cx.t("strips.to_150"))
        .number(cx.t("strips.to_200"))
        .number(cx.t("strips.beyond"))
        .number(cx.t("strips.open"))
        .number(cx.t("strips.longest"));
    for &(at, spread) in all {
        let starts = std::iter::once(0).chain(COLUMNS);
        let between = starts.zip(COLUMNS).map(|(from, to)| spread.between(from, to));
        let counts = between.chain([u64::from(spread.beyond().all()), spread.open()]);
        let counts = counts.map(|n| Cell::num(&cx.format().count(n)));
        let longest = Cell::num(&spread.furthest().map(times).unwrap_or_default());
        let row = std::iter::once(Cell::text(&name(cx, at))).chain(counts);
        table.row(row.chain(std::iter::once(longest)));
    }
    table
}
