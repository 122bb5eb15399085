//! The quality board: why faults happened and who answers for it, what was decided
//! against them, what is due or overdue, and what a measure has brought.

use super::{Report, Shown};
use crate::catalog::CodeIx;
use crate::model::words::{CauseCategory, ResponsibleParty};
use crate::render::pages::measures::{self, Stood};
use crate::render::view::{Blocks, Cell, Html, Table};
use crate::site::Page;
use std::collections::BTreeMap;

/// Codes on the board, those with the most faults.
const CODES_SHOWN: usize = 8;

impl Report<'_, '_> {
    pub(super) fn causes(&self) -> Shown {
        let board = measures::board(self.cx, self.report());
        let mut blocks = self.cross_table().and(self.top_codes(&board));
        let table = measures::board_table(self.cx, board.into_iter());
        if !table.is_empty() {
            blocks.push(self.below("actions.title", table));
            blocks.push(Blocks::remark(self.cx.t("report.board_note")));
        }
        (blocks, Blocks::new())
    }

    /// Causes down, responsible parties across.
    fn cross_table(&self) -> Blocks {
        let (cx, causes) = (self.cx, &self.parts.causes);
        let mut parties: BTreeMap<Option<ResponsibleParty>, u64> = BTreeMap::new();
        let mut rows: BTreeMap<Option<CauseCategory>, u64> = BTreeMap::new();
        for (&(cause, party), n) in causes {
            *parties.entry(party).or_default() += n;
            *rows.entry(cause).or_default() += n;
        }
        let count = |n: u64| cx.format().count(n);
        let mut table = Table::new(cx.t("report.causes"))
            .column(cx.t("fault.cause"))
            .number(cx.t("figure.failures"));
        // Who answers for it is a column each, where anybody writes it down.
        let told = parties.keys().any(Option::is_some);
        let mut order: Vec<_> = parties.keys().copied().filter(|_| told).collect();
        order.sort_by_key(|party| (party.is_none(), *party));
        for party in &order {
            let word = party.map_or("unsaid", ResponsibleParty::as_str);
            table = table.number(cx.texts().word("responsible_party", word));
        }
        let mut causes_in_order: Vec<_> = rows.into_iter().collect();
        causes_in_order.sort_by_key(|(cause, n)| (cause.is_none(), std::cmp::Reverse(*n), *cause));
        for (cause, n) in causes_in_order {
            let word = cause.map_or("unsaid", CauseCategory::as_str);
            let of = |party: &Option<ResponsibleParty>| {
                let n = causes.get(&(cause, *party)).copied();
                Cell::num(&n.map(count).unwrap_or_default())
            };
            let mut cells =
                vec![Cell::text(cx.texts().word("cause_category", word)), Cell::num(&count(n))];
            cells.extend(order.iter().map(of));
            table.row(cells);
        }
        table.or_noted(cx.t("figure.no_data"))
    }

    /// The codes with the most faults: what causes them, and what is being done.
    fn top_codes(&self, board: &[Stood<'_>]) -> Blocks {
        let (cx, format) = (self.cx, self.cx.format());
        let rows = self.of.scope.pareto_codes.by_count.rows.iter();
        let top = rows.filter_map(|row| Some((row.item?, row.value as u64)));
        let mut table = Table::new(cx.t("report.board"))
            .column(cx.t("col.code"))
            .column(cx.t("col.title"))
            .number(cx.t("figure.failures"))
            .column(cx.t("fault.cause"))
            .column(cx.t("word.action_kind.corrective"))
            .column(cx.t("word.action_kind.preventive"));
        for (code, n) in top.take(CODES_SHOWN).filter(|(_, n)| *n > 1) {
            let record = cx.catalog().code(code);
            let of_kind = |kind: &str| {
                let about = board.iter().filter(|stood| stood.is_about(code));
                let wanted = about.filter(|stood| {
                    let action = &cx.catalog().records.actions[stood.row.action];
                    action.kind.as_str() == kind
                });
                Html::join(wanted.map(|stood| measures::link(cx, stood.row)), " ")
            };
            table.row([
                Cell::html(Html::code(&cx.href(Page::Code(code)), record.id.as_str())),
                Cell::text(cx.name(&record.title)),
                Cell::num(&format.count(n)),
                Cell::text(&self.causes_of(code)),
                Cell::html(of_kind("corrective")),
                Cell::html(of_kind("preventive")),
            ]);
        }
        self.below("report.board", table)
    }

    /// The causes of a code's faults, the most frequent first.
    fn causes_of(&self, code: CodeIx) -> String {
        let (cx, catalog) = (self.cx, self.cx.catalog());
        let mut causes: BTreeMap<CauseCategory, u64> = BTreeMap::new();
        for row in crate::analyse::breakdown::rows(catalog, self.report()) {
            let links = catalog.links[row];
            let event = catalog.records.events.get(row);
            let cause = event.words().cause_category;
            if let Some(cause) = cause.filter(|_| links.is_failure && links.code == Some(code)) {
                *causes.entry(cause).or_default() += 1;
            }
        }
        let mut causes: Vec<_> = causes.into_iter().collect();
        causes.sort_by_key(|(cause, n)| (std::cmp::Reverse(*n), *cause));
        let told = causes.into_iter().map(|(cause, n)| {
            let word = cx.texts().word("cause_category", cause.as_str());
            if n > 1 { format!("{word}\u{a0}×\u{a0}{n}") } else { word.to_owned() }
        });
        told.collect::<Vec<_>>().join(cx.t("solution.list_separator"))
    }
}
