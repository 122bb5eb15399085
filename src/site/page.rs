//! The closed lists of pages and of files for machines (`design.md` §3).

use super::ledgers::Ledger;
use crate::catalog::{
    CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, ReportIx, SiteIx, SolutionIx,
};
use crate::model::time::{Month, ReportPeriod};

/// One page of a site, in any of its languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// The home page.
    Home,
    /// Every solution.
    SolutionIndex,
    /// A solution article.
    Solution(SolutionIx),
    /// The fault ledger's months, and every Markdown report.
    FaultIndex,
    /// A month of the fault ledger; further parts of a long month count from 2.
    FaultMonth(Month, u32),
    /// A Markdown fault report.
    Fault(ReportIx),
    /// Every fault code.
    CodeIndex,
    /// A fault code.
    Code(CodeIx),
    /// The component tree.
    ComponentIndex,
    /// A component.
    Component(ComponentIx),
    /// Every tag.
    TagIndex,
    /// A tag, by its position in [`super::Tags`].
    Tag(u32),
    /// Every device.
    DeviceIndex,
    /// Labels with codes to stick on devices; further parts of many count from 2.
    Labels(u32),
    /// A device file.
    Device(DeviceIx),
    /// A device's events of a year.
    DeviceYear(DeviceIx, i16),
    /// Every model.
    ModelIndex,
    /// A model.
    Model(ModelIx),
    /// Every customer.
    CustomerIndex,
    /// A customer.
    Customer(CustomerIx),
    /// Every site.
    SiteIndex,
    /// A site.
    Site(SiteIx),
    /// Recurring faults.
    Recurring,
    /// Every service report.
    ReportIndex,
    /// The service report of a month, quarter or year.
    Report(ReportPeriod),
    /// Every limit missed in a month.
    MissedMonth(Month),
    /// Spare parts.
    Parts,
    /// Visits and maintenance.
    Visits,
    /// Corrective and preventive measures.
    Actions,
    /// Every ledger that the procedures name.
    LedgerIndex,
    /// One of them: its newest month, and the way to the others.
    Ledger(Ledger),
    /// A month of a ledger of tickets.
    LedgerMonth(Ledger, Month),
    /// What is due: escalations, call-backs, open spares.
    Due,
    /// Blank forms.
    Forms,
    /// The forms of an open ticket, by its event.
    TicketForms(u32),
    /// Warranty ledger.
    Warranty,
    /// Workload of the engineers; internal only.
    Team,
    /// Wanted, stale and unused articles.
    Knowledge,
    /// Every row accounted for; internal only.
    DataQuality,
    /// A free page, by position in `Records::pages`.
    Free(usize),
    /// How the figures are made.
    Method,
    /// Search: results, filters, and the ways to browse.
    Search,
    /// How to keep the site on a device that has no signal.
    Offline,
    /// Every component and colour of the theme; with `--drafts` only.
    Style,
    /// What a web server shows for an address that does not exist.
    NotFound,
}

impl Page {
    /// True for a page that is about no single record.
    pub fn is_fixed(self) -> bool {
        match self {
            Self::Home
            | Self::SolutionIndex
            | Self::FaultIndex
            | Self::CodeIndex
            | Self::ComponentIndex
            | Self::TagIndex
            | Self::DeviceIndex
            | Self::Labels(_)
            | Self::ModelIndex
            | Self::CustomerIndex
            | Self::SiteIndex
            | Self::Recurring
            | Self::ReportIndex
            | Self::Parts
            | Self::Visits
            | Self::Actions
            | Self::LedgerIndex
            | Self::Ledger(_)
            | Self::LedgerMonth(..)
            | Self::Due
            | Self::Forms
            | Self::Warranty
            | Self::Team
            | Self::Knowledge
            | Self::DataQuality
            | Self::Method
            | Self::Search
            | Self::Offline
            | Self::Style
            | Self::NotFound => true,
            Self::Solution(_)
            | Self::FaultMonth(..)
            | Self::Fault(_)
            | Self::Code(_)
            | Self::Component(_)
            | Self::Tag(_)
            | Self::Device(_)
            | Self::DeviceYear(..)
            | Self::Model(_)
            | Self::Customer(_)
            | Self::Site(_)
            | Self::Report(_)
            | Self::MissedMonth(_)
            | Self::TicketForms(_)
            | Self::Free(_) => false,
        }
    }
}

/// One file for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataFile {
    /// `data/site.json`
    Site,
    /// `data/devices.json`
    Devices,
    /// `data/devices.csv`
    DevicesCsv,
    /// `data/devices/<id>.json`
    Device(DeviceIx),
    /// `data/customers.json`
    Customers,
    /// `data/models.json`
    Models,
    /// `data/faults.json`
    Faults,
    /// `data/faults/<YYYY-MM>.json`
    FaultMonth(Month),
    /// `data/faults/<YYYY-MM>.csv`
    FaultMonthCsv(Month),
    /// `data/codes.json`
    Codes,
    /// `data/solutions.json`
    Solutions,
    /// `data/reports/<YYYY-MM>.json`, `data/reports/<YYYY>-Q<n>.json` and
    /// `data/reports/<YYYY>.json`
    Report(ReportPeriod),
    /// `reports/<period>/report-<period>.xlsx` below a language's folder, by the position of
    /// the language; where the configuration asks for it.
    ReportWorkbook(ReportPeriod, u8),
    /// `reports/<period>/report-<period>.csv`
    ReportCsv(ReportPeriod),
    /// `data/ledgers/<ledger>.csv`: a ledger that is a table of its own.
    LedgerCsv(Ledger),
    /// `data/ledgers/<ledger>/<YYYY-MM>.csv`
    LedgerMonthCsv(Ledger, Month),
    /// `data/places.json`
    Places,
    /// `data/team.json`; internal only.
    Team,
    /// `data/open.json`
    Open,
    /// `data/visits.json`
    Visits,
    /// `data/knowledge.json`
    Knowledge,
    /// `data/recurring.json`
    Recurring,
    /// `data/actions.json`
    Actions,
    /// `data/quality.json`; internal only.
    Quality,
    /// `data/rejected-rows.csv`; internal only.
    RejectedRows,
    /// `feed.xml`
    Feed,
    /// `reports/feed.xml`
    ReportFeed,
    /// `sitemap.xml`, where the site's address is known.
    Sitemap,
    /// `visits/visits.ics`
    VisitsCalendar,
    /// `warranty/expiries.ics`
    ExpiryCalendar,
    /// `customers/<id>/service.ics`
    CustomerCalendar(CustomerIx),
    /// `sites/<id>/service.ics`
    PlaceCalendar(SiteIx),
}

impl DataFile {
    /// The position of the language in which it is written: the first, but of files that a
    /// page of each language has beside it.
    pub fn language(self) -> usize {
        match self {
            Self::ReportWorkbook(_, language) => usize::from(language),
            _ => 0,
        }
    }
}

impl From<ReportPeriod> for DataFile {
    fn from(period: ReportPeriod) -> Self {
        Self::Report(period)
    }
}
