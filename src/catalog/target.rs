//! Where an address in a document leads: a page, an anchor, a file, another host,
//! nothing, or something that is never followed (`nasty.md` 68–70, 80, 94).

use super::documents::{DocumentPaths, LinkTarget, PageRef};
use super::index::Index;
use super::nearest::Nearest;
use crate::diag::Code;
use crate::model::Body;
use crate::model::markdown::{Form, wanted_anchor};
use crate::model::picture::FileKind;
use crate::model::project::Attachment;
use crate::model::records::Records;
use hashbrown::HashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Kinds of files that could carry script; they are never copied.
const ACTIVE: [&str; 12] =
    ["html", "htm", "xhtml", "xht", "shtml", "svg", "svgz", "js", "mjs", "xml", "xsl", "xslt"];

/// Pictures whose notes cannot be taken out; whatever is in them.
const NOTED: [&str; 7] = ["heic", "heif", "avif", "tif", "tiff", "dng", "arw"];
/// Pictures whose notes are.
const PICTURES: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];

/// The text of every document, by its path.
pub(super) type Bodies = HashMap<Arc<str>, Body>;

/// What addresses are resolved against.
pub(super) struct Targets<'a> {
    pub records: &'a Records,
    pub index: &'a Index,
    pub paths: &'a DocumentPaths,
    pub bodies: &'a Bodies,
    pub attachments: &'a BTreeMap<Arc<str>, Attachment>,
    /// Made when a reference leads nowhere.
    pub nearest: OnceLock<Nearest<'a>>,
}

/// An address with what is wrong with it, if anything.
pub(super) type Resolved = (LinkTarget, Option<Problem>);

/// What is wrong with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub code: Code,
    pub what: Cow<'static, str>,
    pub hint: Cow<'static, str>,
}

impl Problem {
    pub(super) const fn new(code: Code, what: &'static str, hint: &'static str) -> Self {
        Self { code, what: Cow::Borrowed(what), hint: Cow::Borrowed(hint) }
    }
}

impl Targets<'_> {
    /// Resolves `dest`, written in the document at `path`.
    pub(super) fn resolve(&self, path: &Arc<str>, dest: &str, form: Form) -> Resolved {
        if form == Form::Reference {
            return self.reference(dest);
        }
        let image = form == Form::Image;
        let dest: String = dest.trim().chars().filter(|c| !c.is_control()).collect();
        if let Some(fragment) = dest.strip_prefix('#') {
            return self.own_anchor(path, fragment);
        }
        let is_slash = |c: char| c == '/' || c == '\\';
        if dest.starts_with('\\') || (dest.starts_with('/') && dest[1..].starts_with(is_slash)) {
            return refused(
                "leads to another computer without saying how",
                "write the full address with https://",
            );
        }
        match scheme(&dest).as_deref() {
            Some("http" | "https") => self.remote(&dest, image),
            Some("mailto" | "tel") if !image => (LinkTarget::External(dest), None),
            Some(_) => refused(
                "uses a kind of address that is not allowed",
                "only http, https, mailto and tel are",
            ),
            None => self.local(path, &dest, image),
        }
    }

    fn own_anchor(&self, path: &Arc<str>, fragment: &str) -> Resolved {
        let wanted = wanted_anchor(&percent_decoded(fragment));
        match self.bodies.get(path).and_then(|body| anchor(body, &wanted)) {
            Some(anchor) => (LinkTarget::Anchor(anchor), None),
            None => (LinkTarget::Missing, Some(NO_ANCHOR)),
        }
    }

    fn remote(&self, dest: &str, image: bool) -> Resolved {
        if image {
            let problem = Problem::new(
                Code::ImageRemote,
                "is on another host and is not shown",
                "save the image beside the article and link to that file",
            );
            return (LinkTarget::Refused, Some(problem));
        }
        let Some(page) = self.paths.by_url(dest) else {
            return (LinkTarget::External(dest.to_owned()), None);
        };
        let fragment = dest.split_once('#').map(|(_, fragment)| fragment);
        // The other host's copy may have other headings: an unknown anchor there is
        // no mistake of this project.
        let (target, _) = self.page(page, fragment);
        (target, None)
    }

    fn local(&self, path: &str, dest: &str, image: bool) -> Resolved {
        let (rest, fragment) = match dest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (dest, None),
        };
        let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
        let wanted = percent_decoded(rest).replace('\\', "/");
        let Some(places) = places(path, &wanted) else {
            return refused("leads out of the project", "link to a file inside the project");
        };
        if !image && let Some(page) = self.known_page(&places, &wanted) {
            return self.page(page, fragment);
        }
        if let Some((file, kind)) = places.iter().find_map(|p| self.attachment(p)) {
            return attached(file, kind);
        }
        (LinkTarget::Missing, Some(missing(&wanted, image)))
    }

    fn known_page(&self, places: &[String], wanted: &str) -> Option<PageRef> {
        let by_path = || places.iter().find_map(|p| self.paths.by_path(p));
        let by_id = || self.by_id(wanted).filter(|_| !wanted.contains('/'));
        by_path().or_else(by_id)
    }

    fn by_id(&self, id: &str) -> Option<PageRef> {
        let index = self.index;
        let solution = index.find_solution(id).map(PageRef::Solution);
        solution
            .or_else(|| index.find_report(id).map(PageRef::Report))
            .or_else(|| index.find_device(id).map(PageRef::Device))
            .or_else(|| index.find_code(id).map(PageRef::Code))
            .or_else(|| index.find_model(id).map(PageRef::Model))
            .or_else(|| index.find_component(id).map(PageRef::Component))
            .or_else(|| index.find_customer(id).map(PageRef::Customer))
            .or_else(|| index.find_site(id).map(PageRef::Site))
    }

    pub(super) fn page(&self, page: PageRef, fragment: Option<&str>) -> Resolved {
        let Some(fragment) = fragment.filter(|f| !f.is_empty()) else {
            return (LinkTarget::Page(page, None), None);
        };
        let wanted = wanted_anchor(&percent_decoded(fragment));
        let body = self.paths.path_of(&page).and_then(|path| self.bodies.get(path));
        match body.and_then(|body| anchor(body, &wanted)) {
            Some(anchor) => (LinkTarget::Page(page, Some(anchor)), None),
            None => (LinkTarget::Page(page, None), Some(NO_ANCHOR)),
        }
    }

    fn attachment(&self, place: &str) -> Option<(Arc<str>, FileKind)> {
        self.attachments.get_key_value(place).map(|(path, file)| (path.clone(), file.kind))
    }
}

/// The anchor that is meant: the very one, or that of a heading in two languages by one of
/// them.
fn anchor(body: &Body, wanted: &str) -> Option<String> {
    let outline = body.outline()?;
    if outline.has_anchor(wanted) {
        return Some(wanted.to_owned());
    }
    outline.anchor_of_half(wanted).map(str::to_owned)
}

const NO_ANCHOR: Problem = Problem::new(
    Code::AnchorMissing,
    "names a heading that does not exist",
    "headings are named by their words in lower case with - for blanks",
);

fn refused(what: &'static str, hint: &'static str) -> Resolved {
    (LinkTarget::Refused, Some(Problem::new(Code::LinkRefused, what, hint)))
}

/// What becomes of a file by its name and by what is in it: a browser may follow either.
fn attached(file: Arc<str>, kind: FileKind) -> Resolved {
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    let called = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(extension));
    let problem = if kind == FileKind::Active || called(&ACTIVE) {
        Problem::new(
            Code::AttachmentRefused,
            "is a file that could run script and is not copied",
            "save it as PDF, PNG or JPEG",
        )
    } else if kind == FileKind::Noted || called(&NOTED) {
        Problem::new(
            Code::AttachmentRefused,
            "is a picture of a kind from which place and owner cannot be taken out, and is not \
             copied",
            "save it as JPEG, PNG or WebP",
        )
    } else if called(&PICTURES) && kind != FileKind::Picture {
        Problem::new(
            Code::AttachmentDamaged,
            "is called a picture, but holds none that can be shown",
            "open it in a picture program and save it anew as JPEG or PNG",
        )
    } else if called(&["pdf"]) && kind != FileKind::Pdf {
        Problem::new(
            Code::AttachmentDamaged,
            "is called a PDF, but holds none",
            "save it anew as PDF from the program that made it",
        )
    } else {
        let problem = (kind == FileKind::Authored).then_some(Problem::new(
            Code::AttachmentPersonal,
            "may name its author or a place in its properties, and is published as it is",
            "remove the properties in the program that wrote it, or attach a PDF",
        ));
        return (LinkTarget::Attachment(file), problem);
    };
    (LinkTarget::Refused, Some(problem))
}

/// Files of these kinds are what a project is made of.
const INSIDE: [&str; 7] = ["csv", "tsv", "xlsx", "xls", "xlsb", "ods", "toml"];

fn missing(wanted: &str, image: bool) -> Problem {
    let name = wanted.rsplit('/').next().unwrap_or(wanted);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let page = extension.as_deref().is_none_or(|extension| extension == "md");
    if extension.is_some_and(|extension| INSIDE.contains(&extension.as_str())) {
        return Problem::new(
            Code::AttachmentMissing,
            "names no file that goes to a site",
            "correct the path; tables, logs and the configuration of the project are never copied",
        );
    }
    let (code, what) = if image || !page {
        (Code::AttachmentMissing, "names a file that does not exist")
    } else {
        (Code::LinkMissing, "leads to nothing that has a page")
    };
    Problem::new(code, what, "correct the path, or name a record by its id")
}

/// The scheme of an address, in lower case.
fn scheme(dest: &str) -> Option<String> {
    let (scheme, _) = dest.split_once(':')?;
    let tight: String = scheme.chars().filter(|c| !c.is_whitespace()).collect();
    let first = tight.starts_with(|c: char| c.is_ascii_alphabetic());
    let rest = tight.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (first && rest).then(|| tight.to_ascii_lowercase())
}

/// Project paths that an address may mean, likeliest first; `None` where it climbs
/// out of the project.
fn places(path: &str, wanted: &str) -> Option<Vec<String>> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if let Some(absolute) = wanted.strip_prefix('/') {
        return Some(vec![joined("content", absolute)?, joined("", absolute)?]);
    }
    let near = joined(folder, wanted)?;
    let from_root = [joined("content", wanted), joined("", wanted)];
    Some(std::iter::once(near).chain(from_root.into_iter().flatten()).collect())
}

fn joined(folder: &str, relative: &str) -> Option<String> {
    let mut segments: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for segment in relative.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

/// `%E9%BB%91` as text; what is no such sequence stays.
pub(super) fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let pair = tail.get(..2).filter(|_| first == b'%');
        let digits = pair.and_then(|pair| std::str::from_utf8(pair).ok());
        let value = digits
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|d| u8::from_str_radix(d, 16).ok());
        bytes.push(value.unwrap_or(first));
        rest = if value.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
