//! PDFs without what stands in them beside their pages: who wrote them with what, earlier
//! versions, comments' authors, files inside, and whatever a reader might run. Pages,
//! bookmarks, links, form fields and tags stay. A file is taken apart and written anew by
//! `lopdf`; what cannot be, or must not be, is told apart: it is left as it is, with what
//! it holds.

mod guard;
mod kept;
mod scrub;
#[cfg(test)]
mod tests;
mod traits;

use super::picture;
use lopdf::{Document, Object, SaveOptions};
pub use traits::Traits;

/// The largest PDF that is taken apart.
pub const MAX_BYTES: u64 = 64 << 20;

/// Why a PDF is not written anew.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfFault {
    /// A signature would be void.
    #[error("it is signed, so that nothing in it may be changed; {0}")]
    Signed(Traits),
    /// What is in it can be read by nobody without its key.
    #[error("it is encrypted or protected, so that nobody can say what it holds")]
    Locked,
    /// It is no PDF as the standard wants it: nobody can say what a reader makes of it.
    #[error("it is damaged or oddly made, so that nobody can say what it holds")]
    Damaged,
    /// It is too large to be taken apart.
    #[error("it is larger than {} MB, so that it was not looked through", MAX_BYTES >> 20)]
    TooLarge,
}

impl PdfFault {
    /// True where it may reach readers outside the department as it is.
    pub fn is_harmless(&self) -> bool {
        matches!(self, Self::Signed(traits) if !traits.is_active())
    }

    /// How to mend it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Signed(_) => {
                "attach a copy without signature (print it to PDF), or keep it as it is if its \
                 readers may know what it names"
            }
            Self::Locked => "remove the protection in the program that made it, or print it to PDF",
            Self::Damaged => "open it in a PDF reader, print it to PDF and attach that file",
            Self::TooLarge => "make its pictures smaller, or part it",
        }
    }
}

/// What was made of the PDFs of this run.
static KEPT: kept::Kept = kept::Kept::new();

/// A PDF without anything but its pages and what leads through them. Equal bytes give equal
/// bytes.
///
/// # Errors
/// Where it must not or cannot be written anew.
pub fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, PdfFault> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(PdfFault::TooLarge);
    }
    KEPT.or(bytes, |bytes| {
        let cleaned = super::guarded::guarded(|| clean(bytes));
        cleaned.unwrap_or(Err(PdfFault::Damaged))
    })
}

fn clean(bytes: &[u8]) -> Result<Vec<u8>, PdfFault> {
    let mut document = guard::load(bytes)?;
    if document.was_encrypted() || document.is_encrypted() {
        return Err(PdfFault::Locked);
    }
    if is_signed(&document) {
        return Err(PdfFault::Signed(Traits::of(&document)));
    }
    if has_lost(&document) {
        return Err(PdfFault::Damaged);
    }
    let pages = document.page_iter().count();
    scrub::scrub(&mut document);
    document.prune_objects();
    if pages == 0 || document.page_iter().count() != pages {
        return Err(PdfFault::Damaged);
    }
    // Numbers of what is gone are free again, so that a clean file stays as it is.
    document.max_id = document.objects.keys().next_back().map_or(0, |id| id.0);
    let mut out = Vec::with_capacity(bytes.len());
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true);
    let options = options.compression_level(6).build();
    document.save_with_options(&mut out, options).map_err(|_| PdfFault::Damaged)?;
    Ok(out)
}

/// True where a signature stands in it, of whatever kind: each says which bytes it is over.
fn is_signed(document: &Document) -> bool {
    let mut signed = false;
    for object in document.objects.values() {
        scrub::each(object, &mut |dict| signed |= dict.has(b"ByteRange"));
    }
    signed
}

/// True where something that is named could not be read: its page would lack it. What the
/// file itself does not list is nothing, by the standard.
fn has_lost(document: &Document) -> bool {
    let mut lost = false;
    for object in document.objects.values().chain([&Object::Dictionary(document.trailer.clone())]) {
        scrub::references(object, &mut |id| {
            use lopdf::xref::XrefEntry::{Compressed, Normal};
            let entry = document.reference_table.get(id.0);
            let listed = matches!(entry, Some(Normal { .. } | Compressed { .. }));
            lost |= listed && !document.has_object(id);
        });
    }
    lost
}
