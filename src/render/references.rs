//! What the links and references of a document become on the page that shows it: an
//! address from there, and the name of the record in the page's language.

use super::engine::Cx;
use super::markdown::{Host, Picture, RecordName};
use crate::catalog::{LinkTarget, PageRef};
use crate::site::page_of;

impl Host for Cx<'_> {
    fn href(&self, target: &LinkTarget) -> Option<String> {
        match target {
            LinkTarget::Page(page, anchor) => {
                let page = page_of(page);
                self.plan().has(page).then(|| match anchor {
                    Some(anchor) => self.href_at(page, anchor),
                    None => Cx::href(self, page),
                })
            }
            LinkTarget::Anchor(anchor) => Some(format!("#{}", crate::site::escape_path(anchor))),
            LinkTarget::Attachment(path) => Some(self.attachment_href(path)),
            LinkTarget::External(url) => Some(url.clone()),
            LinkTarget::Missing | LinkTarget::Refused => None,
        }
    }

    fn picture(&self, target: &LinkTarget) -> Option<Picture> {
        let LinkTarget::Attachment(path) = target else { return None };
        Cx::picture(self, path)
    }

    fn name(&self, target: &LinkTarget) -> Option<RecordName> {
        let LinkTarget::Page(page, _) = target else { return None };
        let records = &self.catalog().records;
        let lang = self.lang();
        let (id, title) = match *page {
            PageRef::Solution(ix) => {
                let solution = &records.solutions[ix.index()];
                (solution.id.as_str(), solution.article.title_in(lang))
            }
            PageRef::Report(ix) => {
                let report = &records.reports[ix.index()];
                (report.id.as_str(), report.article.title_in(lang))
            }
            PageRef::Device(ix) => {
                let device = &records.devices[ix.index()];
                (device.id.as_str(), self.name_of(device.name.as_deref()))
            }
            PageRef::Code(ix) => {
                let code = &records.codes[ix.index()];
                (code.id.as_str(), Cx::name(self, &code.title))
            }
            PageRef::Part(ix) => {
                let part = &records.parts[ix.index()];
                (part.id.as_str(), Cx::name(self, &part.name))
            }
            PageRef::Model(ix) => {
                let record = &records.models[ix.index()];
                self.known_by_name(record.id.as_str(), &record.name)
            }
            PageRef::Customer(ix) => {
                let record = &records.customers[ix.index()];
                self.known_by_name(record.id.as_str(), &record.name)
            }
            PageRef::Site(ix) => {
                let record = &records.sites[ix.index()];
                self.known_by_name(record.id.as_str(), &record.name)
            }
            PageRef::Component(ix) => {
                let record = &records.components[ix.index()];
                self.known_by_name(record.id.as_str(), &record.name)
            }
            PageRef::Page(page) => ("", records.pages[page].article.title_in(lang)),
        };
        let title = if title == id { "" } else { title };
        Some(RecordName { id: id.to_owned(), title: title.to_owned() })
    }

    fn word(&self, key: &'static str) -> &str {
        self.t(key)
    }
}

impl Cx<'_> {
    /// Of a record that people call by its name; by its id where it has none.
    fn known_by_name<'n>(&self, id: &'n str, name: &'n str) -> (&'n str, &'n str) {
        if name.trim().is_empty() { (id, "") } else { ("", Cx::name(self, name)) }
    }

    fn name_of<'n>(&self, name: Option<&'n str>) -> &'n str {
        name.map_or("", |name| Cx::name(self, name))
    }
}
