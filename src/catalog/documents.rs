//! Links, images and anchors in Markdown documents: what each leads to
//! (`nasty.md` 68–70, 80, 91–94).

use super::{CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, ReportIx, SiteIx, SolutionIx};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A page that a link in a document can lead to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageRef {
    /// A solution article.
    Solution(SolutionIx),
    /// A fault report.
    Report(ReportIx),
    /// A device.
    Device(DeviceIx),
    /// A model.
    Model(ModelIx),
    /// A customer.
    Customer(CustomerIx),
    /// A site.
    Site(SiteIx),
    /// A fault code.
    Code(CodeIx),
    /// A component.
    Component(ComponentIx),
    /// A free page, by position in `Records::pages`.
    Page(usize),
}

/// What a link or image leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A page of the site, with an anchor.
    Page(PageRef, Option<String>),
    /// An anchor of the same document.
    Anchor(String),
    /// A file that is copied, by project path.
    Attachment(Arc<str>),
    /// Another host, over http, https, mailto or tel.
    External(String),
    /// Nothing that exists: the text stays, without address.
    Missing,
    /// Something that is never followed (script, file, another host's image, UNC).
    Refused,
}

/// One link or image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLink {
    /// Bytes of the body that the whole link takes.
    pub range: Range<usize>,
    /// The address as written.
    pub dest: String,
    /// True for an image.
    pub image: bool,
    /// What it leads to.
    pub target: LinkTarget,
}

/// The links of every document, by the document's path.
#[derive(Clone, Debug, Default)]
pub struct DocumentLinks {
    /// In order of place in the body.
    pub by_path: BTreeMap<Arc<str>, Vec<DocumentLink>>,
}

impl DocumentLinks {
    /// The links of one document.
    pub fn of(&self, path: &str) -> &[DocumentLink] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }
}

/// A heading of a document and the id it gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingAnchor {
    /// Bytes of the heading.
    pub range: Range<usize>,
    /// Level, 1 to 6.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// Its id.
    pub anchor: String,
}

/// The headings of a document with the ids they get.
pub fn heading_anchors(_markdown: &str) -> Vec<HeadingAnchor> {
    Vec::new()
}
