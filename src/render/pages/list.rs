//! `list.html`: a page that is a list, with an introduction, figures and sections.

use crate::diag::Diagnostic;
use crate::render::engine::{Cx, Head, Link};
use crate::render::view::Html;
use serde::Serialize;

/// The context of `list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct ListPage {
    /// The heading.
    pub(super) title: String,
    /// A remark beside it.
    pub(super) lead: String,
    /// The folder's own introduction.
    pub(super) intro_html: Html,
    /// Links to other views.
    pub(super) chips: Vec<Chip>,
    /// Files of the same figures.
    pub(super) files: Vec<Link>,
    /// Sections in order.
    pub(super) sections: Vec<Section>,
}

/// A link to a built view.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Chip {
    /// The address of the view.
    pub(super) href: String,
    /// Its name.
    pub(super) text: String,
    /// The view that is shown.
    pub(super) current: bool,
}

/// A section of a page.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Section {
    /// Its anchor.
    pub(super) id: String,
    /// Its heading; none where the page's own heading says it.
    pub(super) heading: String,
    /// A remark at the right of the heading.
    pub(super) remark_html: Html,
    /// Its body.
    pub(super) html: Html,
}

impl Section {
    /// A section with a heading.
    pub(super) fn new(id: &str, heading: &str, html: impl Into<Html>) -> Self {
        Self {
            id: id.to_owned(),
            heading: heading.to_owned(),
            remark_html: Html::default(),
            html: html.into(),
        }
    }

    /// The same section with a remark.
    pub(super) fn remark(mut self, remark: Html) -> Self {
        self.remark_html = remark;
        self
    }
}

impl ListPage {
    /// Renders the page under a main tab.
    pub(super) fn render(mut self, cx: &Cx<'_>, tab: &'static str) -> Result<Vec<u8>, Diagnostic> {
        let head = Head {
            title: self.title.clone(),
            description: self.lead.clone(),
            tab,
            crumbs: Vec::new(),
        };
        self.files.retain(|file| !file.href.is_empty());
        cx.fill_template("list.html", &head, &self)
    }
}
