//! Which faults it was: codes by number, downtime and cost, components, what is new, and
//! which come often or take long.

use super::{Report, Shown, remark};
use crate::analyse::breakdown;
use crate::analyse::jackknife;
use crate::render::format::decimal;
use crate::render::pages::{often_long, pareto};
use crate::render::view::{Cell, Html, Table};
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
        let often = if view.enough() { often_long::figure(cx, &view) } else { Html::default() };
        (Html::join([by_count, self.components(), cost], ""), Html::join([downtime, often], ""))
    }

    fn components(&self) -> Html {
        let (cx, format) = (self.cx, self.cx.format());
        let pareto = &self.of.scope.pareto_components.by_count;
        if pareto.rows.iter().all(|row| row.item.is_none()) {
            return Html::default();
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
        let mut html = self.below("report.components", table.finish());
        if pareto.rows.len() > COMPONENTS_SHOWN {
            let (n, m) = (COMPONENTS_SHOWN.to_string(), pareto.rows.len().to_string());
            html.0.push_str(&remark(&cx.fill("report.first_n", &[("n", &n), ("m", &m)])).0);
        }
        html
    }
}
