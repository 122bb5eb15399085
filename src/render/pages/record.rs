//! `record.html`: the sheet of one record, with a title block, figures, sections
//! and a side column.

use super::list::{Chip, Section};
use crate::diag::Diagnostic;
use crate::render::engine::{Cx, Head, Link};
use crate::render::view::Html;
use serde::Serialize;

/// The context of `record.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct RecordPage {
    /// What kind of record.
    pub(super) kind: String,
    /// Its id.
    pub(super) id: String,
    /// Its title.
    pub(super) title: String,
    /// What stands beneath the title.
    pub(super) under_html: Html,
    /// Its state.
    pub(super) state_html: Html,
    /// Facts in the title block.
    pub(super) cells_html: Html,
    /// Figures beneath the title block.
    pub(super) sums_html: Html,
    /// Drawings over the whole width.
    pub(super) figure_html: Html,
    /// Links to other views.
    pub(super) chips: Vec<Chip>,
    /// Sections of the main column.
    pub(super) sections: Vec<Section>,
    /// Sections of the side column.
    pub(super) aside: Vec<Section>,
    /// Where the record was read.
    pub(super) source: String,
}

impl RecordPage {
    /// Renders the page.
    pub(super) fn render(
        &self,
        cx: &Cx<'_>,
        tab: &'static str,
        crumbs: Vec<Link>,
    ) -> Result<Vec<u8>, Diagnostic> {
        let title = if self.title == self.id || self.id.is_empty() {
            self.title.clone()
        } else {
            format!("{} {}", self.id, self.title)
        };
        let head = Head { title, description: String::new(), tab, crumbs };
        cx.fill_template("record.html", &head, self)
    }
}
