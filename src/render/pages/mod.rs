//! One module a kind of page: its context struct and how it is filled. A template
//! reaches for nothing that its struct does not offer.

mod again;
mod ageing;
mod bring;
mod by_age;
mod code;
mod compared;
mod component;
mod customer;
mod deadlines;
mod device;
mod due;
pub(super) mod events;
mod fault;
mod faults;
mod figures;
mod forms;
mod free;
mod headlines;
mod heat;
mod holding;
mod home;
mod knowledge;
mod labels;
mod ledger;
pub(super) mod ledgers;
mod list;
mod lock;
mod measures;
mod method;
mod missed;
mod model;
mod offline;
mod often_long;
mod pareto;
mod people;
mod personal;
mod printed;
mod quality;
mod record;
mod recurring;
mod report;
mod reports;
mod restated;
mod row_ledger;
mod scope;
mod search;
mod solution;
mod solutions;
mod spares;
mod sparks;
mod strips;
mod style;
mod tags;
mod timeline;
mod warranty;
mod wear;

pub(super) use lock::gate;

use super::engine::Cx;
use crate::diag::Diagnostic;
use crate::site::Page;

pub(super) use device::document as device_document;
pub(super) use ledger::{month_table as ledger_month_table, whole_table as ledger_table};
pub(super) use report::document as report_document;

/// The bytes of a page.
pub fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    match cx.page {
        Page::Home => home::render(cx),
        Page::SolutionIndex => solutions::render(cx),
        Page::Solution(ix) => solution::render(cx, ix),
        Page::FaultIndex => faults::index(cx),
        Page::FaultMonth(month, part) => faults::month(cx, month, part),
        Page::Fault(ix) => fault::render(cx, ix),
        Page::CodeIndex => code::index(cx),
        Page::Code(ix) => code::render(cx, ix),
        Page::ComponentIndex => component::index(cx),
        Page::Component(ix) => component::render(cx, ix),
        Page::TagIndex => tags::index(cx),
        Page::Tag(tag) => tags::render(cx, tag),
        Page::DeviceIndex => device::index(cx),
        Page::Labels(part) => labels::render(cx, part),
        Page::Device(ix) => device::render(cx, ix),
        Page::DeviceYear(ix, year) => device::year(cx, ix, year),
        Page::ModelIndex => model::index(cx),
        Page::Model(ix) => model::render(cx, ix),
        Page::CustomerIndex => customer::index(cx),
        Page::Customer(ix) => customer::render(cx, ix),
        Page::SiteIndex => customer::site_index(cx),
        Page::Site(ix) => customer::site(cx, ix),
        Page::Recurring => recurring::render(cx),
        Page::ReportIndex => reports::index(cx),
        Page::Report(report) => report::render(cx, report),
        Page::MissedMonth(month) => missed::page(cx, month),
        Page::Parts => ledgers::parts(cx),
        Page::Visits => ledgers::visits(cx),
        Page::Actions => measures::render(cx),
        Page::LedgerIndex => ledger::index(cx),
        Page::Ledger(of) => ledger::render(cx, of),
        Page::LedgerMonth(of, month) => ledger::month(cx, of, month),
        Page::Due => due::render(cx),
        Page::Forms => forms::blank(cx),
        Page::TicketForms(row) => forms::of_ticket(cx, row),
        Page::Warranty => warranty::render(cx),
        Page::Team => people::render(cx),
        Page::Knowledge => knowledge::render(cx),
        Page::DataQuality => quality::render(cx),
        Page::Free(page) => free::render(cx, page),
        Page::Method => method::render(cx),
        Page::Search => search::render(cx),
        Page::Style => style::render(cx),
        Page::Offline => offline::render(cx),
        Page::NotFound => free::not_found(cx),
    }
}
