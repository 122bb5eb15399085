//! The records whose pages are documents as well, for workbooks and printing: reports and
//! device files.

use crate::render::document::Document;
use crate::render::engine::Cx;
use crate::render::organisation::Organisation;

/// A document without its content: language, heading, organisation, date of the figures.
pub(super) fn document(cx: &Cx<'_>, id: String, title: String) -> Document {
    let settings = &cx.catalog().settings;
    let organisation = Organisation::of(settings, cx.texts());
    Document {
        lang: cx.lang().as_str(),
        name: title.clone(),
        id,
        title,
        organisation: std::iter::once(organisation.name).chain(organisation.lines).collect(),
        detail: cx.t("report.basis").to_owned(),
        as_of: cx.facts().as_of.map(|at| settings.zone.iso(at)),
        ..Document::default()
    }
}
