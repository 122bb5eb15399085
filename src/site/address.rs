//! Addresses: one function from a page to its path below the site's folder. Every
//! internal link is relative and names `index.html`, so that a site opens from a
//! folder.

use super::page::{DataFile, Page};
use super::tags::Tags;
use crate::catalog::{Catalog, PageRef};
use crate::model::Lang;
use crate::model::slug::slug;
use std::collections::{BTreeMap, BTreeSet};

/// The slugs of every record, computed once.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    solutions: Vec<String>,
    reports: Vec<String>,
    codes: Vec<String>,
    components: Vec<String>,
    devices: Vec<String>,
    models: Vec<String>,
    customers: Vec<String>,
    sites: Vec<String>,
    tags: Vec<String>,
    pages: Vec<String>,
    /// The folder of each language, in order.
    languages: Vec<String>,
    /// Tickets that have forms, by event.
    forms: BTreeMap<u32, String>,
}

/// The first language stands at the root, each further one in a folder.
fn folders(languages: &[Lang]) -> Vec<String> {
    let folder = |(at, lang): (usize, &Lang)| {
        if at == 0 { String::new() } else { format!("{}/", lang.as_str()) }
    };
    languages.iter().enumerate().map(folder).collect()
}

fn slugs<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    ids.map(|id| slug(id).as_str().to_owned()).collect()
}

impl Addresses {
    /// The addresses of a catalog's records.
    pub fn of(catalog: &Catalog, tags: &Tags) -> Self {
        let records = &catalog.records;
        Self {
            solutions: slugs(records.solutions.iter().map(|r| r.id.as_str())),
            reports: slugs(records.reports.iter().map(|r| r.id.as_str())),
            codes: slugs(records.codes.iter().map(|r| r.id.as_str())),
            components: slugs(records.components.iter().map(|r| r.id.as_str())),
            devices: slugs(records.devices.iter().map(|r| r.id.as_str())),
            models: slugs(records.models.iter().map(|r| r.id.as_str())),
            customers: slugs(records.customers.iter().map(|r| r.id.as_str())),
            sites: slugs(records.sites.iter().map(|r| r.id.as_str())),
            tags: slugs(tags.list.iter().map(|t| t.name.as_str())),
            pages: records.pages.iter().map(|p| free_route(&p.route)).collect(),
            languages: folders(&catalog.settings.languages),
            forms: BTreeMap::new(),
        }
    }

    /// Gives the forms of tickets their addresses: the ticket's id, which no two open
    /// tickets share, else the event as well.
    pub fn add_forms(&mut self, catalog: &Catalog, rows: &[u32]) {
        let mut given = BTreeSet::new();
        for &row in rows {
            let own = slug(catalog.event(row as usize).ticket()).as_str().to_owned();
            let own = if given.insert(own.clone()) { own } else { format!("{own}-{row}") };
            self.forms.insert(row, own);
        }
    }

    /// The folder of a language by position, with a `/` at its end.
    pub fn language(&self, at: usize) -> &str {
        &self.languages[at]
    }

    /// The path of a page below its language's folder.
    pub fn page(&self, page: Page) -> String {
        match page {
            Page::Home => "index.html".to_owned(),
            Page::SolutionIndex => index("solutions"),
            Page::Solution(ix) => record("solutions", &self.solutions[ix.index()]),
            Page::FaultIndex => index("faults"),
            Page::FaultMonth(month, 1) => format!("faults/{month}/index.html"),
            Page::FaultMonth(month, part) => format!("faults/{month}/{part}/index.html"),
            Page::Fault(ix) => record("faults", &self.reports[ix.index()]),
            Page::CodeIndex => index("codes"),
            Page::Code(ix) => record("codes", &self.codes[ix.index()]),
            Page::ComponentIndex => index("components"),
            Page::Component(ix) => record("components", &self.components[ix.index()]),
            Page::TagIndex => index("tags"),
            Page::Tag(tag) => record("tags", &self.tags[tag as usize]),
            Page::DeviceIndex => index("devices"),
            Page::Labels(1) => index("labels"),
            Page::Labels(part) => format!("labels/{part}/index.html"),
            Page::Device(ix) => record("devices", &self.devices[ix.index()]),
            Page::DeviceYear(ix, year) => {
                format!("devices/{}/{year}/index.html", self.devices[ix.index()])
            }
            Page::ModelIndex => index("models"),
            Page::Model(ix) => record("models", &self.models[ix.index()]),
            Page::CustomerIndex => index("customers"),
            Page::Customer(ix) => record("customers", &self.customers[ix.index()]),
            Page::SiteIndex => index("sites"),
            Page::Site(ix) => record("sites", &self.sites[ix.index()]),
            Page::Recurring => index("recurring"),
            Page::ReportIndex => index("reports"),
            Page::Report(report) => format!("reports/{report}/index.html"),
            Page::MissedMonth(month) => format!("reports/{month}/missed/index.html"),
            Page::Parts => index("parts"),
            Page::Visits => index("visits"),
            Page::Actions => index("actions"),
            Page::LedgerIndex => index("ledgers"),
            Page::Ledger(ledger) => record("ledgers", ledger.as_str()),
            Page::LedgerMonth(ledger, month) => {
                format!("ledgers/{}/{month}/index.html", ledger.as_str())
            }
            Page::Due => index("due"),
            Page::Forms => index("forms"),
            Page::TicketForms(row) => record("forms", &self.forms[&row]),
            Page::Warranty => index("warranty"),
            Page::Team => index("team"),
            Page::Knowledge => index("knowledge"),
            Page::DataQuality => index("data-quality"),
            Page::Method => index("method"),
            Page::Search => index("search"),
            Page::Offline => index("offline"),
            Page::Style => index("style"),
            Page::Free(page) => format!("pages/{}/index.html", self.pages[page]),
            Page::NotFound => "404.html".to_owned(),
        }
    }

    /// The path of a data file below the site's folder.
    pub fn data(&self, file: DataFile) -> String {
        match file {
            DataFile::Site => "data/site.json".to_owned(),
            DataFile::Devices => "data/devices.json".to_owned(),
            DataFile::DevicesCsv => "data/devices.csv".to_owned(),
            DataFile::Device(ix) => format!("data/devices/{}.json", self.devices[ix.index()]),
            DataFile::Customers => "data/customers.json".to_owned(),
            DataFile::Models => "data/models.json".to_owned(),
            DataFile::Faults => "data/faults.json".to_owned(),
            DataFile::FaultMonth(month) => format!("data/faults/{month}.json"),
            DataFile::FaultMonthCsv(month) => format!("data/faults/{month}.csv"),
            DataFile::Codes => "data/codes.json".to_owned(),
            DataFile::Solutions => "data/solutions.json".to_owned(),
            DataFile::Report(report) => format!("data/reports/{report}.json"),
            DataFile::ReportWorkbook(report, language) => {
                let folder = &self.languages[usize::from(language)];
                format!("{folder}reports/{report}/report-{report}.xlsx")
            }
            DataFile::ReportCsv(report) => format!("reports/{report}/report-{report}.csv"),
            DataFile::LedgerCsv(ledger) => format!("data/ledgers/{}.csv", ledger.as_str()),
            DataFile::LedgerMonthCsv(ledger, month) => {
                format!("data/ledgers/{}/{month}.csv", ledger.as_str())
            }
            DataFile::Places => "data/places.json".to_owned(),
            DataFile::Open => "data/open.json".to_owned(),
            DataFile::Visits => "data/visits.json".to_owned(),
            DataFile::Knowledge => "data/knowledge.json".to_owned(),
            DataFile::Team => "data/team.json".to_owned(),
            DataFile::Recurring => "data/recurring.json".to_owned(),
            DataFile::Actions => "data/actions.json".to_owned(),
            DataFile::Quality => "data/quality.json".to_owned(),
            DataFile::RejectedRows => "data/rejected-rows.csv".to_owned(),
            DataFile::Feed => "feed.xml".to_owned(),
            DataFile::ReportFeed => "reports/feed.xml".to_owned(),
            DataFile::Sitemap => "sitemap.xml".to_owned(),
            DataFile::VisitsCalendar => "visits/visits.ics".to_owned(),
            DataFile::ExpiryCalendar => "warranty/expiries.ics".to_owned(),
            DataFile::CustomerCalendar(ix) => {
                format!("customers/{}/service.ics", self.customers[ix.index()])
            }
            DataFile::PlaceCalendar(ix) => {
                format!("sites/{}/service.ics", self.sites[ix.index()])
            }
        }
    }

    /// The path of a copied picture in fewer pixels: beside the whole one, with the width
    /// in front of the ending. No file of the project can be called so: in a slug two
    /// hyphens stand beside each other only before four hexadecimal digits.
    pub fn narrower(&self, project_path: &str, width: u32) -> String {
        let mut out = self.attachment(project_path);
        let name = out.rfind('/').map_or(0, |at| at + 1);
        let at = out[name..].rfind('.').map_or(out.len(), |dot| name + dot);
        out.insert_str(at, &format!("--{width}w"));
        out
    }

    /// The path of a copied attachment below the site's folder: its project path,
    /// each segment made safe.
    pub fn attachment(&self, project_path: &str) -> String {
        let mut out = "files".to_owned();
        for segment in project_path.split('/') {
            let (stem, ending) = segment.rsplit_once('.').unwrap_or((segment, ""));
            out.push('/');
            out.push_str(slug(stem).as_str());
            if !ending.is_empty() {
                out.push('.');
                out.push_str(&slug(ending).as_str().to_lowercase());
            }
        }
        out
    }
}

/// The page a document's link leads to.
pub fn page_of(target: &PageRef) -> Page {
    match *target {
        PageRef::Solution(ix) => Page::Solution(ix),
        PageRef::Report(ix) => Page::Fault(ix),
        PageRef::Device(ix) => Page::Device(ix),
        PageRef::Model(ix) => Page::Model(ix),
        PageRef::Customer(ix) => Page::Customer(ix),
        PageRef::Site(ix) => Page::Site(ix),
        PageRef::Code(ix) => Page::Code(ix),
        PageRef::Component(ix) => Page::Component(ix),
        PageRef::Part(_) => Page::Parts,
        PageRef::Page(page) => Page::Free(page),
    }
}

fn index(kind: &str) -> String {
    format!("{kind}/index.html")
}

fn record(kind: &str, slug: &str) -> String {
    [kind, "/", slug, "/index.html"].concat()
}

fn free_route(route: &str) -> String {
    route.split('/').map(|s| slug(s).as_str().to_owned()).collect::<Vec<_>>().join("/")
}

/// The way from the folder of `from` to the root of the site: `../` for each
/// folder. `relative("a/b/index.html") == "../../"`.
pub fn relative(from: &str) -> String {
    "../".repeat(from.matches('/').count())
}

/// A path as it stands in a link: letters of any script stay readable, what has a
/// meaning in an address is escaped.
pub fn escape_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    push_escaped_path(&mut out, path);
    out
}

/// Appends a path as it stands in a link.
pub fn push_escaped_path(out: &mut String, path: &str) {
    let mut plain = 0;
    for (at, byte) in path.bytes().enumerate() {
        let replacement = match byte {
            b' ' => "%20",
            b'%' => "%25",
            b'#' => "%23",
            b'?' => "%3F",
            b'+' => "%2B",
            _ => continue,
        };
        out.push_str(&path[plain..at]);
        out.push_str(replacement);
        plain = at + 1;
    }
    out.push_str(&path[plain..]);
}
