//! `data/open.json`: the tickets that are open now.

use super::json::{At, Rows, Summary, bytes};
use crate::analyse::waiting::{OpenTicket, waiting};
use crate::diag::Diagnostic;
use crate::model::words::{Priority, Status};
use crate::render::engine::Cx;
use serde::Serialize;

#[derive(Serialize)]
struct Open<T: Serialize> {
    waiting_parts_d: Summary,
    past_limit: u64,
    tickets: T,
}

/// One open ticket.
#[derive(Serialize)]
struct TicketRow<'a> {
    id: &'a str,
    device: Option<&'a str>,
    customer: Option<&'a str>,
    reported_at: At<'a>,
    status: Option<Status>,
    priority: Option<Priority>,
    age_d: f64,
    waits_for_parts: bool,
    past_limit_h: Option<f64>,
}

/// The bytes of `data/open.json`.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let facts = waiting(cx.catalog(), cx.facts());
    let value = Open {
        waiting_parts_d: Summary::from(&facts.for_parts),
        past_limit: facts.over,
        tickets: Rows(|| facts.tickets.iter().map(|ticket| row(cx, ticket))),
    };
    bytes("data/open.json", &value)
}

fn row<'a>(cx: &Cx<'a>, ticket: &OpenTicket) -> TicketRow<'a> {
    let catalog = cx.catalog();
    let event = catalog.event(ticket.event as usize);
    let links = catalog.links[ticket.event as usize];
    let customer = links.customer.map(|ix| &catalog.records.customers[ix.index()]);
    TicketRow {
        id: event.ticket(),
        device: links.device.map(|ix| catalog.device(ix).id.as_str()),
        customer: customer.map(|customer| customer.id.as_str()),
        reported_at: At { zone: &catalog.settings.zone, at: event.reported() },
        status: event.words().status,
        priority: event.words().priority,
        age_d: ticket.age_d,
        waits_for_parts: ticket.waits_for_parts,
        past_limit_h: ticket.over_h,
    }
}
