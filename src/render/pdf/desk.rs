//! The world that typst may see: templates, one document, the fonts. No disk, no network,
//! no packages, no clock.

use super::{Fonts, Templates, paper};
use std::collections::HashMap;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// The template that is the document.
const MAIN: &str = "document.typ";

/// Everything a document is made from.
pub(super) struct Desk<'a> {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: &'a Fonts,
    main: FileId,
    sources: HashMap<FileId, (Source, &'a str)>,
    files: HashMap<FileId, Bytes>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(templates: &'a Templates, fonts: &'a Fonts, document: Vec<u8>) -> Self {
        let mut desk = Self {
            // Row headings and descriptions of tables, for screen readers.
            library: LazyHash::new(
                Library::builder()
                    .with_features([Feature::A11yExtras].into_iter().collect())
                    .build(),
            ),
            book: fonts.book(),
            fonts,
            main: id(MAIN),
            sources: HashMap::new(),
            files: HashMap::new(),
        };
        for (name, sheet) in &templates.0 {
            match std::str::from_utf8(&sheet.bytes) {
                Ok(text) if id(name).vpath().extension() == Some("typ") => {
                    let source = Source::new(id(name), text.to_owned());
                    desk.sources.insert(id(name), (source, &sheet.place));
                }
                _ => {
                    desk.files.insert(id(name), Bytes::new(sheet.bytes.clone()));
                }
            }
        }
        // The last: no file of a theme takes the place of the document.
        desk.files.insert(id(paper::FILE), Bytes::new(document));
        desk
    }

    /// Where a person finds a file of the theme, and its text.
    pub(super) fn sheet(&self, id: FileId) -> Option<(&Source, &'a str)> {
        self.sources.get(&id).map(|(source, place)| (source, *place))
    }
}

/// The id of a file by its path below `pdf/`; what leads out of it is nothing.
fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).or_else(|_| VirtualPath::new("none"));
    let path = path.expect("a plain name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).map(|(source, _)| source.clone()).ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let source = || self.source(id).map(|source| Bytes::from_string(source.text().to_owned()));
        self.files.get(&id).map_or_else(source, |bytes| Ok(bytes.clone()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
