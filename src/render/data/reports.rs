//! `data/reports/<YYYY-MM>.json`, `data/reports/<YYYY>-Q<n>.json` and
//! `data/reports/<YYYY>.json`: the figures behind the service report of a month, quarter
//! or year.

use super::broken::Broken;
use super::clocks::{ClockRow, clocks};
use super::events::{Number, Scribe};
use super::json::{Summary, bytes, left_out};
use super::visits::{VisitLine, visit_line};
use crate::analyse::breakdown::breakdown;
use crate::analyse::change::{CountChange, PeriodChange, RateChange};
use crate::analyse::charge::{ChargeShare, Charges};
use crate::analyse::pareto::Pareto;
use crate::analyse::{Estimate, Rate, ScopeFacts};
use crate::catalog::CodeIx;
use crate::diag::Diagnostic;
use crate::model::time::{MONTH_H, Month, ReportPeriod};
use crate::model::words::{ChargeType, ComplaintKind, ServiceType};
use crate::render::engine::Cx;
use crate::render::frozen::Restated;
use crate::render::sentences::sentences;
use crate::site::DataFile;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Report<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<Month>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quarter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
    partial: bool,
    faults_reported: u64,
    resolved: u64,
    restore_h: Summary,
    sla: Vec<ClockRow<'a>>,
    repeat_30d: Rate,
    first_time_fix: Rate,
    satisfaction: SatisfactionRow,
    complaints: ComplaintRow,
    backlog: BacklogRow,
    pareto: Vec<ParetoLine<'a>>,
    parts: PartsRow<'a>,
    charges: ChargesRow<'a>,
    visits: VisitsRow<'a>,
    actions: ActionsRow<'a>,
    sentences: Vec<SentenceRow>,
    records: u64,
    jobs: BTreeMap<ServiceType, u64>,
    timeliness: Rate,
    response_h: Summary,
    onsite_h: Summary,
    reply_plan_h: Summary,
    repair_h: Summary,
    repeat_90d: Rate,
    single_visit: Rate,
    exposure_device_months: Option<f64>,
    per_100_device_months: Estimate,
    availability: Option<f64>,
    technical_availability: Option<f64>,
    mtbf_h: Estimate,
    without_device: u64,
    restore_left_out: u64,
    vs_previous: Option<ChangeRow>,
    vs_year: Option<ChangeRow>,
    #[serde(flatten)]
    breakdown: Broken<'a>,
    restated: Option<&'a Restated>,
}

/// A month, quarter or year against another one.
#[derive(Serialize)]
struct ChangeRow {
    against: String,
    up_to_day: Option<i64>,
    days: Option<i64>,
    records: CountChange,
    failures: CountChange,
    rate: Option<RateRow>,
}

/// The change of failures a device-month.
#[derive(Serialize)]
struct RateRow {
    #[serde(flatten)]
    change: RateChange,
    distinguishable: bool,
}

impl From<&PeriodChange> for ChangeRow {
    fn from(of: &PeriodChange) -> Self {
        let rate =
            |change: RateChange| RateRow { distinguishable: change.is_distinguishable(), change };
        Self {
            against: of.against.to_string(),
            up_to_day: of.days.filter(|_| of.against.month().is_some()),
            days: of.days,
            records: of.events,
            failures: of.failures,
            rate: of.rate.map(rate),
        }
    }
}

/// The bytes of the report of a month, quarter or year.
pub(super) fn render(cx: &Cx<'_>, of: ReportPeriod) -> Result<Vec<u8>, Diagnostic> {
    let empty = ScopeFacts::default();
    let scope = cx.facts().report(of).map_or(&empty, |known| known.scope);
    let file = cx.plan().addresses.data(DataFile::Report(of));
    bytes(&file, &report(cx, of, scope))
}

/// The same as a value, of which the figures are taken that are frozen.
pub(super) fn value(cx: &Cx<'_>, of: ReportPeriod) -> serde_json::Value {
    let empty = ScopeFacts::default();
    let scope = cx.facts().report(of).map_or(&empty, |known| known.scope);
    let value = serde_json::to_value(report(cx, of, scope));
    value.expect("a report is made of texts, numbers, lists and tables with keys of text")
}

fn report<'a>(cx: &Cx<'a>, of: ReportPeriod, scope: &ScopeFacts) -> Report<'a> {
    let restore = &scope.times.restore;
    let sla = cx.facts().sla.of(of);
    let observed = scope.exposure_h > 0.0;
    let known = cx.facts().report(of);
    let broken = breakdown(cx.catalog(), cx.facts(), of);
    Report {
        month: of.month(),
        quarter: matches!(of, ReportPeriod::Quarter(..)).then(|| of.to_string()),
        year: if let ReportPeriod::Year(year) = of { Some(year) } else { None },
        partial: known.is_some_and(|known| known.partial),
        faults_reported: scope.failures,
        resolved: restore.n + left_out(&restore.excluded),
        restore_h: Summary::from(restore),
        sla: clocks(cx, sla.map_or(&[][..], |judged| &judged.clocks)),
        repeat_30d: scope.repeat_30d.rate,
        first_time_fix: scope.first_time_fix.rate,
        satisfaction: satisfaction(cx, of),
        complaints: complaints(cx, of),
        backlog: BacklogRow::of(scope),
        pareto: pareto(cx, &scope.pareto_codes.by_count),
        parts: parts(cx, of),
        charges: charges(cx, &scope.charges),
        visits: visits(cx, of),
        actions: actions(cx, of),
        sentences: sentences(cx, of)
            .into_iter()
            .map(|s| SentenceRow { key: s.key, text: s.text })
            .collect(),
        records: scope.events,
        jobs: scope.jobs.clone(),
        timeliness: sla.map(|s| s.timeliness).unwrap_or_default(),
        response_h: Summary::from(&scope.times.response),
        onsite_h: Summary::from(&scope.times.onsite),
        reply_plan_h: Summary::from(&scope.times.reply_plan),
        repair_h: Summary::from(&scope.times.repair),
        repeat_90d: scope.repeat_90d.rate,
        single_visit: scope.first_time_fix.single_visit,
        exposure_device_months: observed.then_some(scope.exposure_h / MONTH_H),
        per_100_device_months: scope.failure_rate.per_100_months,
        availability: scope.availability.value,
        technical_availability: scope.technical_availability,
        mtbf_h: scope.mtbf.hours,
        without_device: scope.without_device,
        restore_left_out: left_out(&restore.excluded),
        vs_previous: known.and_then(|f| f.vs_previous).map(ChangeRow::from),
        vs_year: known.and_then(|f| f.vs_year).map(ChangeRow::from),
        breakdown: Broken::of(cx, &broken),
        restated: cx.restated(of),
    }
}

#[derive(Serialize)]
struct SentenceRow {
    key: &'static str,
    text: String,
}

#[derive(Serialize)]
struct SatisfactionRow {
    jobs: u64,
    answers: u64,
    response: Rate,
    mean: Option<f64>,
    top_box: Rate,
    satisfied: Rate,
    scores: [u64; 5],
    called_back: Rate,
    callback_not_ok: u64,
    answers_recorded: bool,
    callbacks_recorded: bool,
}

fn satisfaction(cx: &Cx<'_>, of: ReportPeriod) -> SatisfactionRow {
    let whole = &cx.facts().satisfaction;
    let facts = whole.of(of).cloned().unwrap_or_default();
    SatisfactionRow {
        jobs: facts.jobs,
        answers: facts.response.n,
        response: facts.response,
        mean: facts.mean,
        top_box: facts.top_box,
        satisfied: facts.satisfied,
        scores: facts.scores,
        called_back: facts.called_back,
        callback_not_ok: facts.callback_not_ok,
        answers_recorded: whole.answers_recorded,
        callbacks_recorded: whole.callbacks_recorded,
    }
}

#[derive(Serialize)]
struct ComplaintRow {
    all: u64,
    attributable: u64,
    unknown: u64,
    rate: Rate,
    kinds: BTreeMap<ComplaintKind, u64>,
    recorded: bool,
}

fn complaints(cx: &Cx<'_>, of: ReportPeriod) -> ComplaintRow {
    let tally = cx.facts().complaints.of(of).cloned().unwrap_or_default();
    ComplaintRow {
        all: tally.all,
        attributable: tally.attributable,
        unknown: tally.unknown,
        rate: tally.rate,
        kinds: tally.kinds,
        recorded: cx.facts().complaints.recorded,
    }
}

#[derive(Serialize)]
struct BacklogRow {
    open_start: u64,
    new: u64,
    closed: u64,
    open_end: u64,
    age_buckets: [u64; 5],
    median_age_d: Option<f64>,
    oldest_d: Option<f64>,
}

impl BacklogRow {
    fn of(scope: &ScopeFacts) -> Self {
        let backlog = &scope.backlog;
        Self {
            open_start: backlog.open_start,
            new: backlog.new,
            closed: backlog.closed,
            open_end: backlog.open_end,
            age_buckets: backlog.buckets,
            median_age_d: backlog.median_age_d,
            oldest_d: backlog.oldest_d,
        }
    }
}

/// One fault code of a Pareto table; `null` is what has no code.
#[derive(Serialize)]
pub(super) struct ParetoLine<'a> {
    key: Option<&'a str>,
    n: u64,
    share: f64,
    cumulative: f64,
}

/// Every category of a Pareto table by count.
pub(super) fn pareto<'a>(cx: &Cx<'a>, table: &Pareto<CodeIx>) -> Vec<ParetoLine<'a>> {
    let rows = table.rows.iter().map(|row| ParetoLine {
        key: row.item.map(|ix| cx.catalog().code(ix).id.as_str()),
        n: row.value as u64,
        share: row.share,
        cumulative: row.cumulative,
    });
    rows.collect()
}

#[derive(Serialize)]
struct PartsRow<'a> {
    qty: Number,
    value: Option<f64>,
    qty_without_cost: Number,
    /// What becomes of old parts is the department's own business.
    old_parts: Option<Rate>,
    items: Vec<PartLine<'a>>,
}

#[derive(Serialize)]
struct PartLine<'a> {
    part: &'a str,
    name: &'a str,
    qty: Number,
    value: Option<f64>,
    class: Option<&'static str>,
    events: u64,
}

fn parts<'a>(cx: &Cx<'a>, of: ReportPeriod) -> PartsRow<'a> {
    let facts = &cx.facts().parts;
    let known = facts.of(of).cloned().unwrap_or_default();
    let items = known.parts.iter().map(|(ix, used)| {
        let part = &cx.catalog().records.parts[ix.index()];
        PartLine {
            part: part.id.as_str(),
            name: &part.name,
            qty: Number(used.qty),
            value: used.value,
            class: known.classes.get(ix).map(|class| class.as_str()),
            events: used.events,
        }
    });
    PartsRow {
        qty: Number(known.total.qty),
        value: known.total.value,
        qty_without_cost: Number(known.total.qty_without_cost),
        old_parts: cx.catalog().is_internal().then_some(known.total.recovery),
        items: items.collect(),
    }
}

#[derive(Serialize)]
struct ChargesRow<'a> {
    shares: Vec<ChargeShare>,
    amount: f64,
    goodwill: Rate,
    /// Told to the service department alone: it checks itself by them.
    mismatches: Option<Vec<MismatchRow<'a>>>,
    expected_unknown: u64,
}

#[derive(Serialize)]
struct MismatchRow<'a> {
    id: &'a str,
    expected: ChargeType,
    found: ChargeType,
}

fn charges<'a>(cx: &Cx<'a>, charges: &Charges) -> ChargesRow<'a> {
    let scribe = Scribe::new(cx.catalog());
    let mismatches = charges.mismatches.iter().map(|m| MismatchRow {
        id: scribe.ticket(m.event),
        expected: m.expected,
        found: m.found,
    });
    ChargesRow {
        shares: charges.shares.clone(),
        amount: charges.amount,
        goodwill: charges.goodwill,
        mismatches: cx.catalog().is_internal().then(|| mismatches.collect()),
        expected_unknown: charges.expected_unknown,
    }
}

#[derive(Serialize)]
struct VisitsRow<'a> {
    done: u64,
    done_early: u64,
    done_late: u64,
    overdue: u64,
    pending: u64,
    compliance: Rate,
    carried_out: u64,
    overdue_at_end: u64,
    due_next_month: Vec<VisitLine<'a>>,
}

fn visits<'a>(cx: &Cx<'a>, of: ReportPeriod) -> VisitsRow<'a> {
    let known = cx.facts().visits.of(of).cloned().unwrap_or_default();
    let due_next = cx.facts().visits.due_next(of);
    VisitsRow {
        done: known.done,
        done_early: known.done_early,
        done_late: known.done_late,
        overdue: known.overdue,
        pending: known.pending,
        compliance: known.compliance,
        carried_out: known.carried_out,
        overdue_at_end: known.overdue_at_end,
        due_next_month: due_next.iter().map(|row| visit_line(cx, row)).collect(),
    }
}

#[derive(Serialize)]
struct ActionsRow<'a> {
    closed: Rate,
    closed_in_month: Vec<&'a str>,
    overdue: Vec<&'a str>,
}

fn actions<'a>(cx: &Cx<'a>, of: ReportPeriod) -> ActionsRow<'a> {
    let known = cx.facts().actions.of(of).cloned().unwrap_or_default();
    let records = &cx.catalog().records.actions;
    let ids = |list: &[usize]| list.iter().map(|&at| records[at].id.as_str()).collect();
    ActionsRow {
        closed: known.closed,
        closed_in_month: ids(&known.closed_in_month),
        overdue: ids(&known.overdue),
    }
}
