//! The complete list of a site's pages and data files, before any is rendered.

use super::address::Addresses;
use super::ledgers::Ledgers;
use super::page::{DataFile, Page};
use super::tags::Tags;
use crate::catalog::{
    Audience, Catalog, CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, ReportIx, Restricted,
    SiteIx, SolutionIx,
};
use crate::model::settings::ReportFile;
use crate::model::time::{Clock, Month, ReportPeriod};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Events of a device that stand on its own page; older ones stand by year.
pub const NEWEST_EVENTS: usize = 200;
/// Labels of one page: whole sheets of 24, of 14 and of 40.
pub const LABELS: usize = 840;
/// Rows of one part of a ledger month.
pub const LEDGER_ROWS: usize = 500;

/// Everything a site consists of, apart from theme files and attachments.
#[derive(Clone, Debug)]
pub struct SitePlan {
    /// Pages, in order; each is rendered once a language.
    pub pages: Vec<Page>,
    /// Files for machines.
    pub data: Vec<DataFile>,
    /// Addresses of both.
    pub addresses: Addresses,
    /// Tags.
    pub tags: Tags,
    /// Months with a report, first to last.
    pub months: Vec<Month>,
    /// By device: its events that do not stand on its own page, by year.
    pub older: Vec<BTreeMap<i16, Vec<u32>>>,
    /// The ledgers that the procedures name.
    pub ledgers: Ledgers,
    /// The pages that are about no single record, in order.
    fixed: Vec<Page>,
}

impl SitePlan {
    /// True where the site has a page. Every record of a restricted catalog has one;
    /// of the others, which there are depends on the audience.
    pub fn has(&self, page: Page) -> bool {
        !page.is_fixed() || self.fixed.contains(&page)
    }

    /// Adds the style page, which no reader of a site gets.
    pub fn add_style_page(&mut self) {
        self.fixed.push(Page::Style);
        self.pages.push(Page::Style);
    }

    /// Parts of a ledger month.
    pub fn ledger_parts(catalog: &Catalog, month: Month) -> u32 {
        let rows = catalog.index.events_of_month.get(&month).map_or(0, ExactSizeIterator::len);
        rows.div_ceil(LEDGER_ROWS).max(1) as u32
    }
}

/// Plans the site of a restricted catalog.
pub fn plan(catalog: &Restricted<Catalog>) -> SitePlan {
    let tags = Tags::collect(catalog);
    let addresses = Addresses::of(catalog, &tags);
    let months = catalog.index.months.filter(|_| *catalog.audience() != Audience::Public);
    let months: Vec<Month> =
        months.map(|(first, last)| first.to(last).collect()).unwrap_or_default();
    let devices = 0..catalog.records.devices.len();
    let older: Vec<_> = devices.into_par_iter().map(|i| older(catalog, DeviceIx::new(i))).collect();
    let ledgers = Ledgers::of(catalog);
    let mut fixed = fixed_pages(catalog.audience());
    fixed.extend(ledger_pages(&ledgers));
    fixed.extend(label_pages(catalog));
    let mut pages = fixed.clone();
    record_pages(catalog, &older, &mut pages);
    pages.extend((0..tags.list.len()).map(|t| Page::Tag(t as u32)));
    for &month in &months {
        let parts = SitePlan::ledger_parts(catalog, month);
        pages.extend((1..=parts).map(|part| Page::FaultMonth(month, part)));
        pages.push(Page::MissedMonth(month));
    }
    let reports = months.first().zip(months.last());
    let reports =
        reports.map(|(&first, &last)| ReportPeriod::between(first, last)).unwrap_or_default();
    pages.extend(reports.iter().copied().map(Page::Report));
    let mut data = data_files(catalog, &months);
    data.extend(ledger_files(&ledgers));
    for report in reports {
        data.push(DataFile::Report(report));
        data.extend(report_files(catalog, report));
    }
    SitePlan { pages, data, addresses, tags, months, older, ledgers, fixed }
}

/// The pages about no single record. What an audience is not named for here, it does
/// not get.
fn fixed_pages(audience: &Audience) -> Vec<Page> {
    let anyone = [
        Page::Home,
        Page::SolutionIndex,
        Page::CodeIndex,
        Page::ComponentIndex,
        Page::TagIndex,
        Page::ModelIndex,
        Page::Search,
        Page::Offline,
        Page::NotFound,
    ];
    let customers = [
        Page::FaultIndex,
        Page::DeviceIndex,
        Page::SiteIndex,
        Page::Recurring,
        Page::ReportIndex,
        Page::Parts,
        Page::Visits,
        Page::Actions,
        Page::Warranty,
        Page::Method,
    ];
    let department =
        [Page::CustomerIndex, Page::Knowledge, Page::Team, Page::Due, Page::DataQuality];
    let mut pages = anyone.to_vec();
    if *audience != Audience::Public {
        pages.extend(customers);
    }
    if *audience == Audience::Internal {
        pages.extend(department);
    }
    pages
}

/// Ledgers that have rows, with their months.
fn ledger_pages(ledgers: &Ledgers) -> Vec<Page> {
    let mut pages = Vec::new();
    for ledger in ledgers.kinds() {
        pages.push(Page::Ledger(ledger));
        pages.extend(ledgers.months(ledger).map(|month| Page::LedgerMonth(ledger, month)));
    }
    if !pages.is_empty() {
        pages.insert(0, Page::LedgerIndex);
    }
    pages
}

fn ledger_files(ledgers: &Ledgers) -> Vec<DataFile> {
    let mut files = Vec::new();
    for ledger in ledgers.kinds() {
        if ledger.is_of_tickets() {
            files.extend(ledgers.months(ledger).map(|m| DataFile::LedgerMonthCsv(ledger, m)));
        } else {
            files.push(DataFile::LedgerCsv(ledger));
        }
    }
    files
}

/// Labels of the devices. The department is told where the codes' address is missing; a
/// customer could not mend it, and the public has no devices.
fn label_pages(catalog: &Restricted<Catalog>) -> impl Iterator<Item = Page> + use<> {
    let told = match catalog.audience() {
        Audience::Internal => true,
        Audience::Customer(_) => catalog.settings.base_url.is_some(),
        Audience::Public => false,
    };
    let devices = if told { catalog.records.devices.len() } else { 0 };
    (1..=devices.div_ceil(LABELS) as u32).map(Page::Labels)
}

fn record_pages(
    catalog: &Restricted<Catalog>,
    older: &[BTreeMap<i16, Vec<u32>>],
    pages: &mut Vec<Page>,
) {
    let records = &catalog.records;
    pages.extend((0..records.solutions.len()).map(|i| Page::Solution(SolutionIx::new(i))));
    pages.extend((0..records.reports.len()).map(|i| Page::Fault(ReportIx::new(i))));
    pages.extend((0..records.codes.len()).map(|i| Page::Code(CodeIx::new(i))));
    pages.extend((0..records.components.len()).map(|i| Page::Component(ComponentIx::new(i))));
    pages.extend((0..records.models.len()).map(|i| Page::Model(ModelIx::new(i))));
    pages.extend((0..records.customers.len()).map(|i| Page::Customer(CustomerIx::new(i))));
    pages.extend((0..records.sites.len()).map(|i| Page::Site(SiteIx::new(i))));
    pages.extend((0..records.pages.len()).map(Page::Free));
    for (i, years) in older.iter().enumerate() {
        let device = DeviceIx::new(i);
        pages.push(Page::Device(device));
        pages.extend(years.keys().map(|&year| Page::DeviceYear(device, year)));
    }
}

/// A device's events that do not stand on its own page, by year.
fn older(catalog: &Catalog, device: DeviceIx) -> BTreeMap<i16, Vec<u32>> {
    let events = catalog.index.events_of_device.of(device.index());
    let zone = &catalog.settings.zone;
    let mut years: BTreeMap<i16, Vec<u32>> = BTreeMap::new();
    for &row in &events[..events.len().saturating_sub(NEWEST_EVENTS)] {
        let event = catalog.records.events.get(row as usize);
        if let Some(at) = Clock::ALL.iter().find_map(|&clock| event.at(clock)) {
            years.entry(zone.day(at).year()).or_default().push(row);
        }
    }
    years
}

/// The files that the page of a report leads to.
fn report_files(catalog: &Restricted<Catalog>, report: ReportPeriod) -> Vec<DataFile> {
    let settings = &catalog.settings;
    let mut files = Vec::new();
    for file in settings.files_of_reports(catalog.is_internal()) {
        match file {
            ReportFile::Csv => files.push(DataFile::ReportCsv(report)),
            ReportFile::Workbook => {
                let languages = 0..settings.languages.len() as u8;
                files.extend(languages.map(|at| DataFile::ReportWorkbook(report, at)));
            }
        }
    }
    files
}

/// The files for machines. What an audience is not named for here, it does not get.
fn data_files(catalog: &Restricted<Catalog>, months: &[Month]) -> Vec<DataFile> {
    let audience = catalog.audience();
    let mut data = vec![DataFile::Site, DataFile::Feed];
    if *audience != Audience::Public {
        data.extend([
            DataFile::Models,
            DataFile::Codes,
            DataFile::Solutions,
            DataFile::Devices,
            DataFile::DevicesCsv,
            DataFile::Customers,
            DataFile::Places,
            DataFile::Open,
            DataFile::Visits,
            DataFile::Faults,
            DataFile::Recurring,
            DataFile::Actions,
            DataFile::VisitsCalendar,
            DataFile::ReportFeed,
        ]);
    }
    if *audience == Audience::Internal {
        data.extend([
            DataFile::Knowledge,
            DataFile::Team,
            DataFile::Quality,
            DataFile::RejectedRows,
        ]);
    }
    if catalog.settings.base_url.is_some() {
        data.push(DataFile::Sitemap);
    }
    data.extend((0..catalog.records.devices.len()).map(|i| DataFile::Device(DeviceIx::new(i))));
    for &month in months {
        data.extend([DataFile::FaultMonth(month), DataFile::FaultMonthCsv(month)]);
    }
    data
}
