//! The files that documents show or lead to: only what some document of the site
//! names is copied, pictures and PDFs without what was written beside what is seen.

use crate::catalog::LinkTarget;
use crate::model::artifact::PdfReaders;
use crate::model::picture::FileKind;
use crate::model::{Artifact, Content};
use crate::render::Renderer;
use std::collections::BTreeSet;

/// One copy for every file that a document of the site names.
pub(super) fn copies<'r>(renderer: &'r Renderer<'_>) -> impl Iterator<Item = Artifact> + 'r {
    let links = renderer.catalog.documents.by_path.values().flatten();
    let named: BTreeSet<_> = links
        .filter_map(|link| match &link.target {
            LinkTarget::Attachment(path) => Some(path.clone()),
            _ => None,
        })
        .collect();
    let readers = if renderer.catalog.is_internal() { PdfReaders::Own } else { PdfReaders::Others };
    named.into_iter().filter_map(move |path| {
        let attachment = renderer.catalog.attachments.get(&path)?;
        let from = attachment.path.clone();
        Some(Artifact {
            path: renderer.plan.addresses.attachment(&path),
            content: match attachment.kind {
                FileKind::Picture => Content::PictureOf(from),
                FileKind::Pdf => Content::PdfOf(from, readers),
                _ => Content::CopyOf(from),
            },
        })
    })
}
