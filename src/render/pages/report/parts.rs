//! Spare parts: what was used and is worth how much, what old parts came back and what
//! became of them, what was issued and not cleared, what to keep in stock.

use super::{LISTED, Report, first_of};
use crate::analyse::breakdown;
use crate::analyse::parts::{AbcClass, Consumption, OldPart, old_parts};
use crate::catalog::PartIx;
use crate::render::format::decimal;
use crate::render::pages::{events, ledgers, spares};
use crate::render::view::{Blocks, Cell, Mark, Table};

/// Parts listed, the most valuable first; the data file has all.
const PARTS_SHOWN: usize = 40;

impl Report<'_, '_> {
    pub(super) fn parts(&self) -> Blocks {
        let mut blocks = self.used();
        if self.internal() {
            blocks.push(self.below("parts.old_sheet", self.old_parts()));
            blocks.push(self.below("parts.open_spares", self.open_spares()));
        }
        blocks.and(self.below("spares.title", spares::of_report(self.cx, self.of)))
    }

    fn used(&self) -> Blocks {
        let cx = self.cx;
        let mut table = Table::new(cx.t("nav.parts"))
            .column(cx.t("col.part"))
            .column("ABC")
            .only_if(self.internal())
            .number(cx.t("col.qty"))
            .number(cx.t("report.value"))
            .only_if(self.internal())
            .number(cx.t("parts.old_back"))
            .only_if(self.internal());
        let Some(used) = cx.facts().parts.of(self.report()) else {
            return table.or_noted(cx.t("report.no_parts"));
        };
        // Parts of class C are many and worth little: their sum says enough.
        let is_c = |ix: &PartIx| self.internal() && used.classes.get(ix) == Some(&AbcClass::C);
        let (minor, major): (Vec<_>, Vec<_>) = used.parts.iter().partition(|(ix, _)| is_c(ix));
        for (ix, of_part) in major.iter().take(PARTS_SHOWN) {
            let recovery = &of_part.recovery;
            let back = match recovery.d {
                0 => String::new(),
                d => format!("{}/{d}", recovery.n),
            };
            table.row([
                Cell::text(&ledgers::part_name(cx, *ix)),
                Cell::text(used.classes.get(ix).copied().map(AbcClass::as_str).unwrap_or_default()),
                Cell::num(&decimal(of_part.qty, 0)),
                Cell::num(&of_part.value.map(|v| cx.format().money(v)).unwrap_or_default()),
                Cell::num(&back),
            ]);
        }
        if !minor.is_empty() {
            let sum = |of: fn(&Consumption) -> f64| minor.iter().map(|(_, c)| of(c)).sum::<f64>();
            let value = sum(|of_part| of_part.value.unwrap_or(0.0));
            table.row([
                Cell::text(&cx.fill("report.minor_parts", &[("n", &minor.len().to_string())])),
                Cell::text("C"),
                Cell::num(&decimal(sum(|of_part| of_part.qty), 0)),
                Cell::num(&cx.format().money(value)),
                Cell::num(""),
            ]);
        }
        table.or_noted(cx.t("report.no_parts")).and(self.first_n(PARTS_SHOWN, major.len()))
    }

    /// The old-part sheet: what had to come back, and what became of it.
    fn old_parts(&self) -> Blocks {
        let (cx, catalog) = (self.cx, self.cx.catalog());
        let mut table = Table::new(cx.t("parts.old_sheet"))
            .column(cx.t("col.part"))
            .number(cx.t("col.qty"))
            .column(cx.t("col.device"))
            .column(cx.t("parts.removed"))
            .column(cx.t("col.ticket"))
            .column(cx.t("col.code"))
            .column(cx.t("parts.old"));
        let mut all = old_parts(catalog, breakdown::rows(catalog, self.report()));
        let count = all.len();
        if count > LISTED {
            // Of many, those that are still out are what somebody has to see.
            all.sort_by_key(|old| old.back);
        }
        for OldPart { event, part, qty, status, back } in all.into_iter().take(LISTED) {
            let event = catalog.records.events.get(event as usize);
            let removed = event.resolved().filter(|at| *at <= self.end());
            let removed = removed.map(|at| cx.format().zone.day(at).to_string());
            let word = cx.texts().word("old_part_status", status.map_or("pending", |s| s.as_str()));
            let mark = if back { Mark::Met } else { Mark::Pending };
            table.row([
                Cell::text(&ledgers::part_name(cx, part)),
                Cell::num(&decimal(qty, 0)),
                Cell::html(events::device(cx, event)),
                Cell::fixed(&removed.unwrap_or_default()),
                Cell::html(events::id(cx, event)),
                Cell::html(events::code(cx, event)),
                Cell::state(mark, word),
            ]);
        }
        Blocks::from(table).and(first_of(cx, count))
    }

    /// Spares issued and not cleared when the stretch was over (R10).
    fn open_spares(&self) -> Blocks {
        let (cx, day) = (self.cx, self.last_day());
        let open = cx.facts().parts.open_on(cx.catalog(), day);
        let count = open.len();
        let table = ledgers::open_spare_table(cx, open.into_iter().take(LISTED));
        Blocks::from(table).and(first_of(cx, count))
    }
}
