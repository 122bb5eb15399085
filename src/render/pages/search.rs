//! The search page: the box, where a script puts what it finds, and the ways to browse
//! that need no script.

use super::home::{self, Index};
use super::list::Chip;
use crate::diag::Diagnostic;
use crate::render::engine::{Cx, Head};
use crate::site::{Page, escape_path};
use serde::Serialize;

/// The context of `search.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct SearchPage {
    /// The heading.
    title: String,
    /// Fault codes of late, to begin with.
    codes: Vec<Chip>,
    /// The lists by which one can browse.
    indexes: Vec<Index>,
}

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let context = SearchPage {
        title: cx.t("find.title").to_owned(),
        codes: home::recent_codes(cx),
        indexes: browse(cx),
    };
    let head = Head { title: context.title.clone(), tab: "search", ..Head::default() };
    cx.fill_template("search.html", &head, &context)
}

/// A link that searches for faults with a device or model in mind, as a scanned label
/// does. `name` is `device` or `model`.
pub(super) fn scoped(cx: &Cx<'_>, name: &str, id: &str) -> Chip {
    let href = cx.href(Page::Search) + &query(name, id);
    Chip { href, text: cx.t("find.scoped").to_owned(), current: false }
}

/// What stands behind the search page's address for one device or model.
pub(super) fn query(name: &str, id: &str) -> String {
    format!("?{name}={}", escape_path(id).replace('&', "%26"))
}

/// The trees to browse, the way a person at a machine would ask first.
fn browse(cx: &Cx<'_>) -> Vec<Index> {
    let records = &cx.catalog().records;
    [
        ("nav.codes", Page::CodeIndex, records.codes.len()),
        ("nav.models", Page::ModelIndex, records.models.len()),
        ("nav.components", Page::ComponentIndex, records.components.len()),
        ("nav.solutions", Page::SolutionIndex, records.solutions.len()),
        ("nav.devices", Page::DeviceIndex, records.devices.len()),
        ("nav.customers", Page::CustomerIndex, records.customers.len()),
    ]
    .into_iter()
    .filter(|&(_, page, _)| cx.plan().has(page))
    .map(|(key, page, n)| Index::new(cx, key, page, n))
    .collect()
}
