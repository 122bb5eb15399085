//! What the search must know of the pages: where each record and each log row is shown.

use super::engine::Renderer;
use super::pages::{events, ledgers};
use crate::catalog::{
    CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, ReportIx, SiteIx, SolutionIx,
};
use crate::model::Month;
use crate::search::{Addresses, EventPlace, Place};
use crate::site::{Page, escape_path};

impl Renderer<'_> {
    fn page_of(&self, place: Place) -> Page {
        let at = |position: u32| position as usize;
        match place {
            Place::Solution(p) => Page::Solution(SolutionIx::new(at(p))),
            Place::Fault(p) => Page::Fault(ReportIx::new(at(p))),
            Place::Code(p) => Page::Code(CodeIx::new(at(p))),
            Place::Component(p) => Page::Component(ComponentIx::new(at(p))),
            Place::Device(p) => Page::Device(DeviceIx::new(at(p))),
            Place::Model(p) => Page::Model(ModelIx::new(at(p))),
            Place::Customer(p) => Page::Customer(CustomerIx::new(at(p))),
            Place::Site(p) => Page::Site(SiteIx::new(at(p))),
            Place::Page(p) => Page::Free(at(p)),
            Place::Report(p) => Page::Report(self.facts.months[at(p)].month.into()),
            Place::Part(_) => Page::Parts,
        }
    }
}

impl Addresses for Renderer<'_> {
    fn address(&self, place: Place) -> String {
        let page = escape_path(&self.plan.addresses.page(self.page_of(place)));
        match place {
            Place::Part(part) => {
                let anchor = ledgers::part_anchor(&self.catalog.records.parts[part as usize]);
                [page.as_str(), "#", &escape_path(&anchor)].concat()
            }
            _ => page,
        }
    }

    fn event(&self, row: usize) -> Option<EventPlace> {
        let device = self.catalog.links[row].device?;
        let event = self.catalog.event(row);
        let year = match events::device_page_of(self.catalog, device, event) {
            Page::DeviceYear(_, year) => Some(year),
            _ => None,
        };
        Some(EventPlace { device: device.index() as u32, year, anchor: events::anchor(event) })
    }

    fn month_title(&self, month: Month, language: usize) -> String {
        Renderer::month_title(self, month, language)
    }
}
