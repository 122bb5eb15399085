//! What was promised and kept, how long it took, and which devices stood still.

use super::{Report, Shown};
use crate::analyse::breakdown::ModelPart;
use crate::analyse::sla::ClockTally;
use crate::render::format::decimal;
use crate::render::pages::{deadlines, missed, scope, strips};
use crate::render::view::{Blocks, Cell, Cells, Html, Table};
use crate::site::Page;

/// Devices listed by their downtime; the data file has all.
const DEVICES_SHOWN: usize = 10;
/// Models listed by their faults.
const MODELS_SHOWN: usize = 20;

impl Report<'_, '_> {
    pub(super) fn sla(&self) -> Blocks {
        let cx = self.cx;
        let clocks = cx.facts().sla.of(self.report()).map_or(&[][..], |judged| &judged.clocks);
        let caption = cx.texts().word("report_section", "sla");
        let judged = deadlines::judged_clocks(cx, caption, clocks);
        let promised = !cx.facts().sla.total.iter().all(ClockTally::is_empty);
        let none = if promised { "report.no_limit" } else { "report.no_sla" };
        let mut blocks = judged.or_noted(cx.t(none));
        blocks.push(missed::in_report(cx, self.report()));
        if let Some(month) = self.report().month() {
            blocks.push(strips::of_month(cx, month));
        }
        blocks
    }

    pub(super) fn times(&self) -> Shown {
        let cx = self.cx;
        let mut cells = Cells::new();
        scope::availabilities(cx, self.of.scope, &mut cells);
        cells.html(cx.t("figure.mtbf"), &scope::mtbf(cx, &self.of.scope.mtbf));
        let times = scope::times_table(cx, self.of.scope, false);
        let below = Blocks::beside(times.and(self.by_model()), self.down());
        (Blocks::from(cells).and(below), Blocks::new())
    }

    fn by_model(&self) -> Blocks {
        let (cx, min_n) = (self.cx, self.cx.catalog().settings.min_n);
        if self.parts.models.len() < 2 {
            return Blocks::new();
        }
        let mut table = Table::new(cx.t("report.by_model"))
            .tight()
            .column(cx.t("col.model"))
            .number(cx.t("figure.failures"))
            .number(cx.t("report.restored"))
            .number(cx.t("col.median_h"))
            .number("P90 h");
        // Without enough restored faults a model has counts alone: all of these are one row.
        let (told, few): (Vec<_>, Vec<_>) =
            self.parts.models.iter().partition(|part| part.restore.n >= min_n);
        for part in told.iter().take(MODELS_SHOWN) {
            let name = match part.model {
                Some(ix) => {
                    let model = cx.catalog().model(ix);
                    Html::id(&cx.href(Page::Model(ix)), model.id.as_str())
                }
                None => Html::text(cx.t("report.no_model")),
            };
            let hours = |value: Option<f64>| value.map(|v| decimal(v, 1)).unwrap_or_default();
            table.row([
                Cell::html(name),
                Cell::num(&cx.format().count(part.failures)),
                Cell::num(&cx.format().count(part.restore.n)),
                Cell::num(&hours(part.restore.median)),
                Cell::num(&hours(part.restore.p90)),
            ]);
        }
        if !few.is_empty() {
            let sum = |of: fn(&ModelPart) -> u64| few.iter().map(|part| of(part)).sum();
            let name = cx.fill("report.few_models", &[("n", &few.len().to_string())]);
            table.row([
                Cell::text(&name),
                Cell::num(&cx.format().count(sum(|part| part.failures))),
                Cell::num(&cx.format().count(sum(|part| part.restore.n))),
                Cell::num(""),
                Cell::num(""),
            ]);
        }
        let few = cx.fill("report.few_hours", &[("n", &min_n.to_string())]);
        self.below("report.by_model", table).and(Blocks::remark(&few))
    }

    /// The devices that stood still, the longest first.
    fn down(&self) -> Blocks {
        let (cx, format) = (self.cx, self.cx.format());
        let down: Vec<_> = self.parts.devices.iter().filter(|part| part.down_h > 0.0).collect();
        if down.is_empty() {
            return Blocks::new();
        }
        let mut table = Table::new(cx.t("report.down"))
            .tight()
            .column(cx.t("col.device"))
            .number(cx.t("figure.failures"))
            .number(cx.t("report.down_h"))
            .number(cx.t("figure.availability"));
        for part in down.iter().take(DEVICES_SHOWN) {
            let id = cx.catalog().device(part.device).id.as_str();
            let share = part.availability().map(|share| format.percent(share));
            table.row([
                Cell::html(Html::id(&cx.href(Page::Device(part.device)), id)),
                Cell::num(&format.count(part.failures)),
                Cell::num(&decimal(part.down_h, 1)),
                Cell::num(&share.unwrap_or_default()),
            ]);
        }
        self.below("report.down", table).and(self.first_n(DEVICES_SHOWN, down.len()))
    }
}
