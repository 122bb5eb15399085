//! A picture in a text: as large as it is shown from the start, so that nothing moves when
//! it comes, in as many pixels as the reader's screen has, and the whole of it by a tap.

use super::Picture;
use super::writer::Writer;
use crate::catalog::LinkTarget;
use crate::model::picture::WIDTHS;
use crate::render::escape::push_text;
use std::fmt::Write as _;
use std::ops::Range;

/// How wide a picture is shown: a phone is filled, a column of text is 44 letters wide.
const SIZES: &str = "(max-width:48rem) 100vw,44rem";

/// A picture of which the words are being read.
#[derive(Default)]
pub(super) struct Image {
    src: String,
    shown: Option<Picture>,
    pub(super) alt: String,
    title: String,
}

impl Writer<'_> {
    pub(super) fn open_image(&mut self, range: &Range<usize>, title: &str) {
        if self.image.is_some() {
            return;
        }
        let target = self.link_at(range).map(|l| &l.target);
        let target = target.filter(|t| matches!(t, LinkTarget::Attachment(_)));
        let src = target.and_then(|t| self.host.href(t)).unwrap_or_default();
        let shown = target.and_then(|t| self.host.picture(t));
        self.image = Some(Image { src, shown, title: title.to_owned(), ..Image::default() });
    }

    pub(super) fn close_image(&mut self) {
        let Some(Image { src, shown, alt, title }) = self.image.take() else { return };
        if src.is_empty() {
            self.out.push_str("<span class=\"noimg\">");
            push_text(&mut self.out, if alt.is_empty() { "—" } else { &alt });
            self.out.push_str("</span>");
            return;
        }
        let alone = self.out.len() == self.paragraph.start + "<p>".len();
        self.push_image(&src, shown.as_ref(), &alt);
        if alone && !title.trim().is_empty() {
            self.paragraph.figure = Some((self.out.len(), title));
        }
    }

    fn push_image(&mut self, src: &str, shown: Option<&Picture>, alt: &str) {
        let narrower = shown.map_or(&[][..], |picture| &picture.narrower);
        // A link of the text's own leads where it says.
        let whole = !narrower.is_empty() && self.open.is_empty();
        let out = &mut self.out;
        if whole {
            out.push_str("<a class=\"whole\" href=\"");
            push_text(out, src);
            if alt.is_empty() {
                out.push_str("\" aria-label=\"");
                push_text(out, self.host.word("doc.whole_picture"));
            }
            out.push_str("\">");
        }
        out.push_str("<img loading=\"lazy\" src=\"");
        push_text(out, narrower.last().map_or(src, |(address, _)| address));
        if let Some(picture) = shown {
            push_sizes(out, src, picture);
        }
        out.push_str("\" alt=\"");
        push_text(out, alt);
        out.push_str(if whole { "\"></a>" } else { "\">" });
    }
}

/// The measures, and the addresses for screens of more and fewer pixels.
fn push_sizes(out: &mut String, src: &str, picture: &Picture) {
    let Picture { measures, narrower } = picture;
    let _ = write!(out, "\" width=\"{}\" height=\"{}", measures.width, measures.height);
    let Some((_, widest)) = narrower.last() else { return };
    out.push_str("\" srcset=\"");
    for (address, width) in narrower {
        push_text(out, address);
        let _ = write!(out, " {width}w,");
    }
    // One that is hardly wider than these is for sharp screens; a larger one is looked at by
    // itself.
    if WIDTHS.last() > Some(widest) {
        push_text(out, src);
        let _ = write!(out, " {}w", measures.width);
    } else {
        out.pop();
    }
    let _ = write!(out, "\" sizes=\"{SIZES}");
}
