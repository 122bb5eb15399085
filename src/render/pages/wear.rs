//! Is it wearing out or settling down: the Crow–AMSAA law of a device and of a model's
//! devices over their age (`domain.md` §4.3), the verdict by the trend tests of §4.2.

use super::figures;
use crate::analyse::crow::{Growth, PowerLaw, SHAPE_NEEDS, cvm_critical};
use crate::analyse::trend::{Trend, TrendVerdict, VERDICT_NEEDS};
use crate::catalog::{DeviceIx, ModelIx};
use crate::chart::GrowthSpec;
use crate::render::engine::Cx;
use crate::render::format::{decimal, significant};
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Table};

/// Rows of the table: steps at even distances, and the last.
const TABLE_ROWS: usize = 12;
/// Hours from which ages are told in years.
const IN_YEARS_FROM: f64 = 17_520.0;

/// The figure of a device; nothing where it never failed in sight. A device that is not
/// observed since it was put to use is told apart from one with few faults.
pub(super) fn of_device(cx: &Cx<'_>, ix: DeviceIx) -> Blocks {
    let id = cx.catalog().records.devices[ix.index()].id.as_str();
    let question = cx.fill("wear.device_question", &[("id", id)]);
    match cx.facts().crow.devices.get(&ix) {
        Some(growth) => {
            Wear { cx, question, growth, trend: cx.facts().trends.devices.get(&ix) }.figure()
        }
        None if cx.facts().device(ix).failures > 0 => {
            let answer = cx.t("wear.late_start").to_owned();
            FigureView { question, answer, ..FigureView::default() }.into()
        }
        None => Blocks::new(),
    }
}

/// The figure of a model; nothing where none of its devices failed in sight.
pub(super) fn of_model(cx: &Cx<'_>, ix: ModelIx) -> Blocks {
    let id = cx.catalog().records.models[ix.index()].id.as_str();
    let question = cx.fill("wear.model_question", &[("id", id)]);
    match cx.facts().crow.models.get(&ix) {
        Some(growth) => {
            Wear { cx, question, growth, trend: cx.facts().trends.models.get(&ix) }.figure()
        }
        None if cx.facts().model(ix).failures > 0 => {
            let answer = cx.t("wear.late_start_model").to_owned();
            FigureView { question, answer, ..FigureView::default() }.into()
        }
        None => Blocks::new(),
    }
}

/// One figure before it is drawn.
struct Wear<'a> {
    cx: &'a Cx<'a>,
    question: String,
    growth: &'a Growth,
    trend: Option<&'a Trend>,
}

impl Wear<'_> {
    fn figure(self) -> Blocks {
        let (cx, question) = (self.cx, self.question.clone());
        let Some(law) = &self.growth.law else {
            let (n, of) = (self.growth.failures.to_string(), SHAPE_NEEDS.to_string());
            let answer = cx.fill("wear.few", &[("n", &n), ("of", &of)]);
            return FigureView { question, answer, ..FigureView::default() }.into();
        };
        if law.fits != Some(true) {
            let answer = cx.fill("wear.poor", &[("fit", &fit(law))]);
            return FigureView { question, answer, ..FigureView::default() }.into();
        }
        let answer = self.answer(law);
        FigureView {
            drawing: Drawing::of(&self.spec(law, &answer), false),
            note: self.note(law),
            native: None,
            show_table: cx.t("figure.show_table").to_owned(),
            table: Some(self.table(law)),
            question,
            answer,
        }
        .into()
    }

    /// What the trend tests say, and how often it fails now against all its life.
    fn answer(&self, law: &PowerLaw) -> String {
        let (cx, n, of) = (self.cx, law.n.to_string(), VERDICT_NEEDS.to_string());
        let key = match self.trend.map(|trend| trend.verdict).unwrap_or_default() {
            TrendVerdict::TooFew => "wear.verdict_few",
            TrendVerdict::None => "wear.steady",
            TrendVerdict::Rising => "wear.rising",
            TrendVerdict::Falling => "wear.falling",
        };
        let verdict = cx.fill(key, &[("n", &n), ("of", &of)]);
        let hours = |h: Option<f64>| h.map(|h| decimal(h, 0)).unwrap_or_default();
        let (now, all) = (hours(law.mtbf_now), hours(law.mtbf_cumulative));
        let between = cx.fill("wear.between", &[("now", &now), ("all", &all)]);
        format!("{verdict}{}{between}", cx.sentence_gap())
    }

    fn in_years(&self) -> bool {
        self.growth.until >= IN_YEARS_FROM
    }

    fn age(&self, hours: f64) -> f64 {
        if self.in_years() { hours / crate::model::time::YEAR_H } else { hours / 24.0 }
    }

    fn spec(&self, law: &PowerLaw, answer: &str) -> GrowthSpec {
        let (cx, growth) = (self.cx, self.growth);
        let unit = if growth.systems > 1 { "models.per_device" } else { "figure.unit_failures" };
        GrowthSpec {
            alt: figures::alt(cx, "wear", &self.question, answer),
            unit: cx.t(unit).to_owned(),
            age_unit: cx
                .t(if self.in_years() { "models.years" } else { "solution.days" })
                .to_owned(),
            seen: cx.t("wear.seen").to_owned(),
            law: cx.t("wear.law").to_owned(),
            steps: growth.steps.iter().map(|&(at, n)| (self.age(at), n)).collect(),
            until: self.age(growth.until),
            law_end: law.lambda * growth.until.powf(law.beta),
            shape: law.beta,
        }
    }

    fn note(&self, law: &PowerLaw) -> String {
        let three = |v: Option<f64>| v.map(|v| significant(v, 3)).unwrap_or_default();
        let (n, d) = (law.n.to_string(), self.growth.systems.to_string());
        let (beta, fit) = (significant(law.beta, 3), fit(law));
        let (lower, upper) = (three(law.beta_lower), three(law.beta_upper));
        let key = if self.growth.systems > 1 { "wear.note_model" } else { "wear.note" };
        self.cx.fill(
            key,
            &[
                ("n", &n),
                ("d", &d),
                ("beta", &beta),
                ("lower", &lower),
                ("upper", &upper),
                ("fit", &fit),
            ],
        )
    }

    fn table(&self, law: &PowerLaw) -> Table {
        let cx = self.cx;
        let mut table = Table::new(&self.question)
            .number(cx.t("models.age"))
            .number(cx.t("wear.seen"))
            .number(cx.t("wear.law"));
        let steps = &self.growth.steps;
        let mut rows: Vec<usize> =
            (1..=TABLE_ROWS).map(|row| (steps.len() * row).div_ceil(TABLE_ROWS) - 1).collect();
        rows.dedup();
        let (key, decimals) =
            if self.in_years() { ("models.years_n", 2) } else { ("unit.days_n", 0) };
        for &(at, n) in rows.into_iter().filter_map(|row| steps.get(row)) {
            table.row([
                Cell::num(&cx.fill(key, &[("n", &decimal(self.age(at), decimals))])),
                Cell::num(&decimal(n, 2)),
                Cell::num(&decimal(law.lambda * at.powf(law.beta), 2)),
            ]);
        }
        table
    }
}

/// The statistic of the fit against its limit.
fn fit(law: &PowerLaw) -> String {
    let two = |v: Option<f64>| v.map(|v| significant(v, 2)).unwrap_or_default();
    format!("{} / {}", two(law.cvm), two(cvm_critical(law.n)))
}
