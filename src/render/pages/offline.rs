//! The page that keeps the site on a device: what is kept, how much it is, why a
//! browser may refuse, and the other way, one file to take along.

use crate::diag::Diagnostic;
use crate::render::engine::{Cx, Head};
use serde::Serialize;

/// The context of `offline.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct OfflinePage {
    /// The heading.
    title: String,
}

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let context = OfflinePage { title: cx.t("offline.title").to_owned() };
    let head = Head { title: context.title.clone(), ..Head::default() };
    cx.fill_template("offline.html", &head, &context)
}
