//! The ways through a site that stand on every page: the tabs, the menu at the foot
//! and the dock of the phone. Only pages that the site has are in them.

use super::texts::Texts;
use crate::catalog::{Audience, Catalog, CustomerIx, Restricted};
use crate::site::{Page, SitePlan, escape_path};
use serde::Serialize;

/// The lists of one language.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Nav {
    /// The main pages.
    tabs: Vec<Way>,
    /// Every page about no single record.
    menu: Vec<Way>,
    /// The main pages with their icons, as far as a thumb reaches.
    dock: Vec<Way>,
}

/// One way.
#[derive(Clone, Debug, Default, Serialize)]
struct Way {
    /// The main tab that the page belongs to.
    tab: &'static str,
    /// Address below the language's folder.
    href: String,
    /// The name of the page.
    label: String,
    /// Name of the icon in `parts.html`, where it has one.
    icon: &'static str,
}

/// A page, the key of its name, its tab and its icon.
type Entry = (Page, &'static str, &'static str, &'static str);

const MENU: [Entry; 21] = [
    (Page::SolutionIndex, "nav.solutions", "solutions", "i-sol"),
    (Page::FaultIndex, "nav.faults", "faults", "i-flt"),
    (Page::CodeIndex, "nav.codes", "codes", "i-flt"),
    (Page::ComponentIndex, "nav.components", "components", ""),
    (Page::TagIndex, "nav.tags", "tags", ""),
    (Page::DeviceIndex, "nav.devices", "devices", "i-dev"),
    (Page::ModelIndex, "nav.models", "models", "i-dev"),
    (Page::CustomerIndex, "nav.customers", "customers", ""),
    (Page::SiteIndex, "nav.sites", "sites", ""),
    (Page::Recurring, "nav.recurring", "recurring", ""),
    (Page::ReportIndex, "nav.reports", "reports", ""),
    (Page::Parts, "nav.parts", "parts", ""),
    (Page::Visits, "nav.visits", "visits", ""),
    (Page::Actions, "nav.actions", "actions", ""),
    (Page::LedgerIndex, "nav.ledgers", "ledgers", ""),
    (Page::Due, "nav.due", "due", ""),
    (Page::Warranty, "nav.warranty", "warranty", ""),
    (Page::Team, "nav.team", "team", ""),
    (Page::Knowledge, "nav.knowledge", "knowledge", ""),
    (Page::DataQuality, "nav.quality", "quality", ""),
    (Page::Style, "nav.style", "", ""),
];

/// The tabs, in order, of an audience whose site has them.
const TABS: [Page; 6] = [
    Page::SolutionIndex,
    Page::FaultIndex,
    Page::DeviceIndex,
    Page::Recurring,
    Page::ReportIndex,
    Page::DataQuality,
];
const PUBLIC_TABS: [Page; 4] =
    [Page::SolutionIndex, Page::CodeIndex, Page::ComponentIndex, Page::ModelIndex];
/// Places of the dock between home and menu.
const DOCK: [Page; 3] = [Page::SolutionIndex, Page::FaultIndex, Page::DeviceIndex];
const PUBLIC_DOCK: [Page; 3] = [Page::SolutionIndex, Page::CodeIndex, Page::ModelIndex];

impl Nav {
    /// The ways through the site of an audience.
    pub(super) fn of(catalog: &Restricted<Catalog>, plan: &SitePlan, texts: &Texts) -> Self {
        let way = |&(page, name, tab, icon): &Entry| Way {
            tab,
            href: escape_path(&plan.addresses.page(page)),
            label: texts.get(name).to_owned(),
            icon,
        };
        let of_page = |page: &Page| MENU.iter().find(|entry| entry.0 == *page);
        let some = |pages: &[Page]| -> Vec<Way> {
            let there = pages.iter().filter(|page| plan.has(**page));
            there.filter_map(of_page).map(way).collect()
        };
        let (tabs, dock) = match catalog.audience() {
            Audience::Public => (some(&PUBLIC_TABS), some(&PUBLIC_DOCK)),
            _ => (some(&TABS), some(&DOCK)),
        };
        let mut menu: Vec<Way> = MENU.iter().filter(|entry| plan.has(entry.0)).map(way).collect();
        if let Audience::Customer(_) = catalog.audience() {
            let own = Page::Customer(CustomerIx::new(0));
            menu.insert(0, way(&(own, "nav.own", "customers", "")));
        }
        Self { tabs, menu, dock }
    }
}
