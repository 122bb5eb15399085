//! The data contract: the figures of the pages for machines, and the feeds. Every
//! file and field is described in `docs/data.md`; a name that stands there stays.
//!
//! Not here: what a figure is (`analyse`), how a page words it (`pages`).

mod actions;
mod broken;
mod canonical;
mod clocks;
mod curves;
mod customers;
mod devices;
mod events;
mod faults;
mod figures;
mod json;
mod keys;
mod knowledge;
mod models;
mod open;
mod places;
mod quality;
mod recurring;
mod reports;
mod sheet;
mod site;
mod tables;
mod team;
#[cfg(test)]
pub(super) mod tests;
mod visits;
mod xml;

pub use canonical::canonical_log;

use super::engine::Cx;
use super::{pages, workbook};
use crate::catalog::{Catalog, Restricted};
use crate::diag::Diagnostic;
use crate::model::time::ReportPeriod;
use crate::site::DataFile;

/// One record of a log or report, as it stands in every data file (`docs/data.md`, "A
/// record").
pub fn record_row(catalog: &Restricted<Catalog>, row: usize) -> impl serde::Serialize {
    let row = u32::try_from(row).expect("events are counted in 32 bits");
    events::Scribe::new(catalog).row(row)
}

/// The data file of a report as a value.
pub fn report_value(cx: &Cx<'_>, of: ReportPeriod) -> serde_json::Value {
    reports::value(cx, of)
}

/// The bytes of a data file.
pub fn render(cx: &Cx<'_>, file: DataFile) -> Result<Vec<u8>, Diagnostic> {
    match file {
        DataFile::Site => site::render(cx),
        DataFile::Devices => devices::list(cx),
        DataFile::DevicesCsv => Ok(devices::csv(cx)),
        DataFile::Device(ix) => devices::file(cx, ix),
        DataFile::Customers => customers::list(cx),
        DataFile::Models => models::list(cx),
        DataFile::Faults => faults::index(cx),
        DataFile::FaultMonth(month) => faults::month(cx, month),
        DataFile::FaultMonthCsv(month) => Ok(faults::month_csv(cx, month)),
        DataFile::Codes => knowledge::codes(cx),
        DataFile::Solutions => knowledge::solutions(cx),
        DataFile::Report(report) => reports::render(cx, report),
        DataFile::ReportWorkbook(report, _) => {
            workbook::bytes(&pages::report_document(cx, report)?)
        }
        DataFile::ReportCsv(report) => Ok(tables::csv(&pages::report_document(cx, report)?)),
        DataFile::LedgerCsv(ledger) => Ok(tables::plain(&pages::ledger_table(cx, ledger))),
        DataFile::LedgerMonthCsv(ledger, month) => {
            Ok(tables::plain(&pages::ledger_month_table(cx, ledger, month)))
        }
        DataFile::Places => places::list(cx),
        DataFile::Team => team::list(cx),
        DataFile::Open => open::render(cx),
        DataFile::Visits => visits::list(cx),
        DataFile::Knowledge => knowledge::whole(cx),
        DataFile::Recurring => recurring::render(cx),
        DataFile::Actions => actions::render(cx),
        DataFile::Quality => quality::render(cx),
        DataFile::RejectedRows => Ok(quality::rejected(cx)),
        DataFile::Feed => Ok(xml::feed(cx)),
        DataFile::ReportFeed => Ok(xml::reports(cx)),
        DataFile::Sitemap => Ok(xml::sitemap(cx)),
        DataFile::VisitsCalendar => Ok(visits::calendar(cx)),
    }
}
