//! Visits as rows, and the calendar of those that are due.

use super::json::{On, Rows, bytes};
use crate::analyse::Rate;
use crate::analyse::visits::{VisitRow, VisitSource};
use crate::diag::Diagnostic;
use crate::model::VisitKind;
use crate::model::time::{Day, Instant};
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

/// The calendar of visits that are due or overdue (RFC 5545).
pub(super) fn calendar(cx: &Cx<'_>) -> Vec<u8> {
    let facts = &cx.facts().visits;
    let mut out = Calendar(Vec::new());
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//faultbook//visits//EN");
    out.line("CALSCALE:GREGORIAN");
    out.line("METHOD:PUBLISH");
    let title = &cx.catalog().settings.title;
    out.text("X-WR-CALNAME", &format!("{title} · {}", cx.t("nav.visits")));
    let stamp = utc(cx.facts().as_of.unwrap_or(Instant(0)));
    for &at in &facts.due {
        event(cx, &mut out, &facts.rows[at], &stamp);
    }
    out.line("END:VCALENDAR");
    out.0
}

fn event(cx: &Cx<'_>, out: &mut Calendar, row: &VisitRow, stamp: &str) {
    let Some(last) = row.due_to.or(row.due_from) else { return };
    let first = row.due_from.unwrap_or(last).min(last);
    let records = &cx.catalog().records;
    let device = row.device.map(|ix| records.devices[ix.index()].id.as_str());
    let site = row.site.map(|ix| &records.sites[ix.index()]);
    let customer = row.customer.map(|ix| records.customers[ix.index()].name.as_str());
    let kind = cx.texts().word("visit_kind", row.kind.as_str());
    let what: Vec<&str> = [Some(kind), device, customer].into_iter().flatten().collect();
    out.line("BEGIN:VEVENT");
    out.text("UID", &uid(cx, row, last));
    out.line(&format!("DTSTAMP:{stamp}"));
    out.line(&format!("DTSTART;VALUE=DATE:{}", date(first)));
    out.line(&format!("DTEND;VALUE=DATE:{}", date(last.tomorrow().unwrap_or(last))));
    out.text("SUMMARY", &what.join(" · "));
    if let Some(site) = site {
        let address = site.address.as_deref().filter(|a| *a != site.name);
        let place: Vec<&str> = [Some(site.name.as_str()), address].into_iter().flatten().collect();
        out.text("LOCATION", &place.join(", "));
    }
    if let Some(state) = row.state {
        out.text("DESCRIPTION", cx.texts().word("visit_state", state.as_str()));
    }
    out.line("TRANSP:TRANSPARENT");
    out.line("END:VEVENT");
}

/// A name that is the same on every build: of the record, else of what is planned.
fn uid(cx: &Cx<'_>, row: &VisitRow, last: Day) -> String {
    let records = &cx.catalog().records;
    match row.source {
        VisitSource::Record(at) => format!("visit-{}@faultbook", records.visits[at].id),
        VisitSource::Plan | VisitSource::Event(_) => {
            let device = row.device.map_or("", |ix| records.devices[ix.index()].id.as_str());
            format!("plan-{device}-{}-{last}@faultbook", row.kind.as_str())
        }
    }
}

fn date(day: Day) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn utc(at: Instant) -> String {
    crate::model::Zone::utc().local(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Lines of a calendar: CRLF, folded at 75 octets between characters.
struct Calendar(Vec<u8>);

impl Calendar {
    fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' => line.push_str("\\n"),
                c if c.is_control() => line.push(' '),
                c => line.push(c),
            }
        }
        self.line(&line);
    }

    fn line(&mut self, line: &str) {
        const OCTETS: usize = 75;
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > OCTETS {
                self.0.extend_from_slice(b"\r\n ");
                used = 1;
            }
            let mut octets = [0; 4];
            self.0.extend_from_slice(c.encode_utf8(&mut octets).as_bytes());
            used += c.len_utf8();
        }
        self.0.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_fold_between_characters() {
        let mut calendar = Calendar(Vec::new());
        calendar.text("SUMMARY", &"巡访".repeat(40));
        let text = String::from_utf8(calendar.0).unwrap();
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "巡访".repeat(40)));
    }

    #[test]
    fn text_is_escaped() {
        let mut calendar = Calendar(Vec::new());
        calendar.text("SUMMARY", "a,b;c\\d\ne\rf");
        assert_eq!(calendar.0, b"SUMMARY:a\\,b\\;c\\\\d\\ne f\r\n");
    }
}
