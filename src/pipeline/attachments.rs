//! The files that documents show or lead to: only what some document of the site
//! names is copied, pictures and PDFs without what was written beside what is seen.

use crate::catalog::LinkTarget;
use crate::model::artifact::PdfReaders;
use crate::model::picture::FileKind;
use crate::model::{Artifact, Content};
use crate::render::Renderer;
use std::collections::BTreeSet;

/// One copy for every file that a document of the site names, and large pictures in fewer
/// pixels.
pub(super) fn copies<'r>(renderer: &'r Renderer<'_>) -> impl Iterator<Item = Artifact> + 'r {
    let links = renderer.catalog.documents.by_path.values().flatten();
    let named: BTreeSet<_> = links
        .filter_map(|link| match &link.target {
            LinkTarget::Attachment(path) => Some(path.clone()),
            _ => None,
        })
        .collect();
    let readers = if renderer.catalog.is_internal() { PdfReaders::Own } else { PdfReaders::Others };
    let addresses = &renderer.plan.addresses;
    named.into_iter().flat_map(move |path| {
        let attachment = renderer.catalog.attachments.get(&path);
        attachment.into_iter().flat_map(move |attachment| {
            let from = &attachment.path;
            let whole = Artifact {
                path: addresses.attachment(&path),
                content: match attachment.kind {
                    FileKind::Picture => Content::PictureOf(from.clone()),
                    FileKind::Pdf => Content::PdfOf(from.clone(), readers),
                    _ => Content::CopyOf(from.clone()),
                },
            };
            let path = path.clone();
            let narrower = attachment.widths().map(move |width| Artifact {
                path: addresses.narrower(&path, width),
                content: Content::NarrowerOf(from.clone(), width),
            });
            std::iter::once(whole).chain(narrower)
        })
    })
}
