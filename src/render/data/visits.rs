//! Visits as rows.

use super::json::{On, Rows, bytes};
use crate::analyse::Rate;
use crate::analyse::visits::{VisitRow, VisitSource};
use crate::diag::Diagnostic;
use crate::model::VisitKind;
use crate::render::engine::Cx;
use serde::Serialize;

/// One visit, planned or entered.
#[derive(Serialize)]
pub(super) struct VisitLine<'a> {
    id: Option<&'a str>,
    device: Option<&'a str>,
    site: Option<&'a str>,
    customer: Option<&'a str>,
    kind: VisitKind,
    due_from: On,
    due_to: On,
    done_on: On,
    on_site: Option<bool>,
    state: Option<&'static str>,
    planned_only: bool,
    ticket: Option<&'a str>,
}

/// The visit at a position of the facts.
pub(super) fn visit_line<'a>(cx: &Cx<'a>, row: &VisitRow) -> VisitLine<'a> {
    let catalog = cx.catalog();
    let records = &catalog.records;
    VisitLine {
        id: match row.source {
            VisitSource::Record(at) => Some(records.visits[at].id.as_str()),
            VisitSource::Plan | VisitSource::Event(_) => None,
        },
        device: row.device.map(|ix| records.devices[ix.index()].id.as_str()),
        site: row.site.map(|ix| records.sites[ix.index()].id.as_str()),
        customer: row.customer.map(|ix| records.customers[ix.index()].id.as_str()),
        kind: row.kind,
        due_from: On(row.due_from),
        due_to: On(row.due_to),
        done_on: On(row.done_on),
        on_site: row.on_site,
        state: row.state.map(crate::analyse::visits::VisitState::as_str),
        planned_only: row.source == VisitSource::Plan,
        ticket: match row.source {
            VisitSource::Event(event) => Some(catalog.event(event as usize).ticket()),
            VisitSource::Record(_) | VisitSource::Plan => None,
        },
    }
}

#[derive(Serialize)]
struct Every<V: Serialize> {
    tracked: bool,
    compliance: Rate,
    first_in_a_month: Rate,
    maintenance: Rate,
    visits: V,
}

/// The bytes of `data/visits.json`.
pub(super) fn list(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let facts = &cx.facts().visits;
    let value = Every {
        tracked: facts.tracked,
        compliance: facts.compliance,
        first_in_a_month: facts.first_in_a_month,
        maintenance: facts.maintenance,
        visits: Rows(|| facts.rows.iter().map(|row| -> VisitLine<'_> { visit_line(cx, row) })),
    };
    bytes("data/visits.json", &value)
}
