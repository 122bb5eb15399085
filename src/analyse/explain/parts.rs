//! Spare parts opened: a row a part line.

use super::figure::PartsOf;
use super::{Formula, LeftOut, Note, Opened, Opener, Row, UsedValue, Value, Why};
use crate::analyse::month_grid::Grids;
use crate::analyse::parts::{Consumption, Line, each_line};
use crate::model::time::ReportPeriod;

impl Opener<'_> {
    /// The part lines of the records reported in a month or year.
    pub(super) fn open_parts(&self, report: ReportPeriod, which: PartsOf) -> Option<Opened> {
        let stated = self.facts.parts.of(report).cloned().unwrap_or_default();
        let total = &stated.total;
        let (value, formula) = match which {
            PartsOf::Qty => (Value::Number(Some(total.qty)), Formula::Sum),
            PartsOf::Value => (Value::Number(total.value), Formula::Sum),
            PartsOf::WithoutCost => (Value::Number(Some(total.qty_without_cost)), Formula::Sum),
            PartsOf::OldParts => (Value::Rate(total.recovery), Formula::Recovery),
            PartsOf::Item(ix) => {
                let of_part = stated.parts.iter().find(|(part, _)| *part == ix).map(|(_, of)| of);
                (Value::Used(used(of_part.copied().unwrap_or_default())), Formula::Used)
            }
        };
        let mut opened = Opened::new(value, formula);
        let grids = Grids::of(self.catalog)?;
        let grid = grids.like(report);
        each_line(self.catalog, |event, _, line| {
            let at = event.reported().and_then(|at| grid.position(at));
            if at.is_none_or(|at| grid.report_period(at) != report) {
                return;
            }
            let row = event.row() as u32;
            match line.map_or(Err(Why::UnknownPart), |line| enters(&line, which)) {
                Ok(Some((value, note))) => opened.rows.push(Row::noted(row, value, note)),
                Ok(None) => {}
                Err(why) => opened.left_out.push(LeftOut::of(row, why)),
            }
        });
        Some(opened)
    }
}

fn used(of: Consumption) -> UsedValue {
    UsedValue { qty: of.qty, value: of.value, events: of.events }
}

/// What a line adds.
fn enters(line: &Line, which: PartsOf) -> Result<Option<(f64, Note)>, Why> {
    match which {
        PartsOf::Qty => Ok(Some((line.qty, Note::None))),
        PartsOf::Value => {
            let cost = line.cost.ok_or(Why::NoCost)?;
            Ok(Some((line.qty * cost, Note::Costs(Some(cost)))))
        }
        PartsOf::WithoutCost => Ok(line.cost.is_none().then_some((line.qty, Note::None))),
        PartsOf::OldParts => {
            let back = if line.back { line.qty } else { 0.0 };
            Ok(line.required.then_some((back, Note::Required(line.qty))))
        }
        PartsOf::Item(part) => {
            Ok((line.part == part).then_some((line.qty, Note::Costs(line.cost))))
        }
    }
}
