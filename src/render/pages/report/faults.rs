//! Which faults it was: codes by number, downtime and cost, components, what is new, and
//! which come often or take long.

use super::{Report, Shown};
use crate::analyse::breakdown;
use crate::analyse::jackknife;
use crate::render::format::decimal;
use crate::render::pages::{often_long, pareto};
use crate::render::view::{Blocks, Cell, Html, Table};
use crate::site::Page;

/// Components listed, those with the most faults.
const COMPONENTS_SHOWN: usize = 10;

impl Report<'_, '_> {
    pub(super) fn faults(&self) -> Shown {
        let (cx, scope) = (self.cx, self.of.scope);
        let rows = breakdown::rows(cx.catalog(), self.report());
        let view = jackknife::jackknife_of(cx.catalog(), rows, Some(self.end()));
        let [downtime, cost] = pareto::further(cx, scope, Some(self.report()));
        let by_count = pareto::by_count(cx, &scope.pareto_codes.by_count);
        let often = if view.enough() { often_long::figure(cx, &view) } else { Blocks::new() };
        (by_count.and(self.components()).and(cost), downtime.and(often))
    }

    fn components(&self) -> Blocks {
        let (cx, format) = (self.cx, self.cx.format());
        let pareto = &self.of.scope.pareto_components.by_count;
        if pareto.rows.iter().all(|row| row.item.is_none()) {
            return Blocks::new();
        }
        let mut table = Table::new(cx.t("report.components"))
            .tight()
            .column(cx.t("col.component"))
            .number(cx.t("figure.failures"))
            .number(cx.t("col.share"))
            .number(cx.t("col.cumulative"));
        for row in pareto.rows.iter().take(COMPONENTS_SHOWN) {
            let name = match row.item {
                Some(ix) => {
                    let name = &cx.catalog().records.components[ix.index()].name;
                    cx.link(Page::Component(ix), cx.name(name))
                }
                None => Html::text(cx.t("report.no_component")),
            };
            table.row([
                Cell::html(name),
                Cell::num(&decimal(row.value, 0)),
                Cell::num(&format.percent(row.share)),
                Cell::num(&format.percent(row.cumulative)),
            ]);
        }
        let more = self.first_n(COMPONENTS_SHOWN, pareto.rows.len());
        self.below("report.components", table).and(more)
    }
}
