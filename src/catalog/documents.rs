//! Links, images and anchors in Markdown documents: what each leads to
//! (`nasty.md` 68–70, 80, 91–94).

use super::findings::Findings;
use super::index::Index;
use super::places::Places;
use super::target::{Bodies, Problem, Resolved, Targets, percent_decoded};
use super::{
    CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, PartIx, ReportIx, SiteIx, SolutionIx,
};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::article::Article;
use crate::model::ids::DeviceId;
use crate::model::markdown::{Admonition, Form, WrittenLink};
use crate::model::project::Attachment;
use crate::model::records::Records;
use hashbrown::HashMap;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use unicode_normalization::UnicodeNormalization;

/// A page that a link in a document can lead to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageRef {
    /// A solution article.
    Solution(SolutionIx),
    /// A fault report.
    Report(ReportIx),
    /// A device.
    Device(DeviceIx),
    /// A model.
    Model(ModelIx),
    /// A customer.
    Customer(CustomerIx),
    /// A site.
    Site(SiteIx),
    /// A fault code.
    Code(CodeIx),
    /// A component.
    Component(ComponentIx),
    /// A part, among the spare parts.
    Part(PartIx),
    /// A free page, by position in `Records::pages`.
    Page(usize),
}

/// What a link or image leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A page of the site, with an anchor.
    Page(PageRef, Option<String>),
    /// An anchor of the same document.
    Anchor(String),
    /// A file that is copied, by project path.
    Attachment(Arc<str>),
    /// Another host, over http, https, mailto or tel.
    External(String),
    /// Nothing that exists: the text stays, without address.
    Missing,
    /// Something that is never followed (script, file, another host's image, UNC).
    Refused,
}

/// One link or image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLink {
    /// Bytes of the body that the whole link takes.
    pub range: Range<usize>,
    /// The address as written.
    pub dest: String,
    /// True for an image.
    pub image: bool,
    /// What it leads to.
    pub target: LinkTarget,
}

/// The links of every document, by the document's path.
#[derive(Clone, Debug, Default)]
pub struct DocumentLinks {
    /// In order of place in the body.
    pub by_path: BTreeMap<Arc<str>, Vec<DocumentLink>>,
    /// Which page shows which document.
    pub paths: DocumentPaths,
}

impl DocumentLinks {
    /// The links of one document.
    pub fn of(&self, path: &str) -> &[DocumentLink] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }
}

/// Every document with the page that shows it; `None` where it has no page of its
/// own (an introduction, a month's commentary).
fn documents<'a>(records: &'a Records, index: &Index) -> Vec<(&'a Article, Option<PageRef>)> {
    let mut list: Vec<(&Article, Option<PageRef>)> = Vec::new();
    macro_rules! shown {
        ($($records:ident as $page:ident, $ix:ident;)*) => {$(
            for (at, record) in records.$records.iter().enumerate() {
                let page = || PageRef::$page($ix::new(at));
                list.extend(record.meta.article.as_deref().map(|a| (a, Some(page()))));
            }
        )*};
    }
    for (at, report) in records.reports.iter().enumerate() {
        list.push((&report.article, Some(PageRef::Report(ReportIx::new(at)))));
    }
    for (at, solution) in records.solutions.iter().enumerate() {
        list.push((&solution.article, Some(PageRef::Solution(SolutionIx::new(at)))));
    }
    shown! {
        devices as Device, DeviceIx;
        models as Model, ModelIx;
        customers as Customer, CustomerIx;
        sites as Site, SiteIx;
        codes as Code, CodeIx;
        components as Component, ComponentIx;
    }
    macro_rules! of_device {
        ($($records:ident)*) => {$(
            for record in &records.$records {
                let page = device_page(index, record.device.as_ref());
                list.extend(record.meta.article.as_deref().map(|a| (a, page.clone())));
            }
        )*};
    }
    of_device!(visits trainings complaints actions loaners part_orders);
    let pages = records.pages.iter().enumerate();
    list.extend(pages.map(|(at, page)| (&page.article, Some(PageRef::Page(at)))));
    list.extend(records.introductions.values().map(|article| (article, None)));
    list.extend(records.commentaries.values().map(|article| (article, None)));
    list
}

fn device_page(index: &Index, device: Option<&DeviceId>) -> Option<PageRef> {
    index.find_device(device?.as_str()).map(PageRef::Device)
}

/// Which page shows which document, by path, by file name and by the path's end.
#[derive(Clone, Debug, Default)]
pub struct DocumentPaths {
    page: HashMap<String, PageRef>,
    by_name: HashMap<String, Vec<(String, PageRef)>>,
    path: BTreeMap<PageRef, Arc<str>>,
}

/// Names that say nothing of what is inside.
const COMMON_NAMES: [&str; 3] = ["readme.md", "index.md", "_index.md"];

impl DocumentPaths {
    /// The paths of all documents that have a page.
    pub(super) fn of(records: &Records, index: &Index) -> Self {
        let mut paths = Self::default();
        for (article, page) in documents(records, index) {
            let Some(page) = page else { continue };
            let key = folded(&article.path);
            let name = key.rsplit('/').next().unwrap_or(&key).to_owned();
            paths.by_name.entry(name).or_default().push((key.clone(), page.clone()));
            paths.path.entry(page.clone()).or_insert_with(|| article.path.clone());
            paths.page.entry(key).or_insert(page);
        }
        paths
    }

    /// The page of the document at a project path; `.md` and the name of a folder's
    /// own document may be left out.
    pub fn by_path(&self, path: &str) -> Option<PageRef> {
        let key = folded(path);
        let inside = ["", ".md", "/readme.md", "/index.md", "/_index.md"];
        inside.iter().find_map(|end| self.page.get(&format!("{key}{end}"))).cloned()
    }

    /// The page of the document whose file name, without `.md`, is this.
    pub fn by_stem(&self, stem: &str) -> Option<PageRef> {
        match self.by_name.get(&format!("{}.md", folded(stem)))?.as_slice() {
            [(_, page)] => Some(page.clone()),
            _ => None,
        }
    }

    /// The page of the one document whose path ends most like that of an address
    /// such as `https://host/owner/repository/blob/main/a/b.md`. A common file name
    /// needs its folder to agree as well.
    pub fn by_url(&self, url: &str) -> Option<PageRef> {
        let path = url.split(['#', '?']).next().unwrap_or(url);
        let hosted = path.contains("://");
        if hosted && !["/blob/", "/raw/", "/src/", "/tree/"].iter().any(|m| path.contains(m)) {
            return None;
        }
        let path = folded(&percent_decoded(path));
        let name = path.rsplit('/').next()?;
        let found = self.by_name.get(name)?;
        let alike = |known: &str| {
            known.rsplit('/').zip(path.rsplit('/')).take_while(|(a, b)| a == b).count()
        };
        let best = found.iter().map(|(known, _)| alike(known)).max()?;
        let mut best_ones = found.iter().filter(|(known, _)| alike(known) == best);
        let (_, page) = best_ones.next()?;
        let vague = best < 2 && COMMON_NAMES.contains(&name);
        (best_ones.next().is_none() && !vague).then(|| page.clone())
    }

    /// The path of the document that a page shows.
    pub fn path_of(&self, page: &PageRef) -> Option<&Arc<str>> {
        self.path.get(page)
    }
}

/// Paths meet in one Unicode form and without regard to case, as they do on the
/// file systems of those who wrote them.
fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfc().flat_map(char::to_lowercase).collect()
}

/// Resolves the links of every document, and says which lead nowhere.
pub(super) fn link(
    records: &Records,
    index: &Index,
    paths: DocumentPaths,
    attachments: &BTreeMap<Arc<str>, Attachment>,
) -> (DocumentLinks, Diagnostics) {
    let articles: Vec<&Article> =
        documents(records, index).into_iter().map(|(article, _)| article).collect();
    let bodies = articles.iter().map(|article| (article.path.clone(), article.body.clone()));
    let bodies: Bodies = bodies.collect();
    let targets = Targets {
        records,
        index,
        paths: &paths,
        bodies: &bodies,
        attachments,
        nearest: OnceLock::new(),
    };
    let linked: Vec<(Vec<DocumentLink>, Findings)> =
        articles.par_iter().map(|article| link_one(article, &targets)).collect();
    let mut findings = Findings::default();
    let mut by_path = BTreeMap::new();
    for (article, (links, found)) in articles.iter().zip(linked) {
        by_path.insert(article.path.clone(), links);
        findings.absorb(found);
    }
    (DocumentLinks { by_path, paths }, findings.finish())
}

fn link_one(article: &Article, targets: &Targets<'_>) -> (Vec<DocumentLink>, Findings) {
    let mut found = Findings::default();
    let Some(scan) = article.body.outline() else {
        let message = format!("the Markdown of {} cannot be parsed", article.path);
        let finding = Diagnostic::new(Code::RenderError, message)
            .at(Place::file(article.path.clone()))
            .hint("look for form feeds or other control characters in the text");
        found.push(finding);
        return (Vec::new(), found);
    };
    // A document leads to few places, often many times.
    let mut known: HashMap<(&str, Form), Resolved> = HashMap::new();
    let mut places = Places::of(article);
    let links = scan.links.iter().map(|written| {
        let WrittenLink { range, dest, form } = written.clone();
        let resolve = || targets.resolve(&article.path, &written.dest, form);
        let (target, problem) = known.entry((&written.dest, form)).or_insert_with(resolve).clone();
        if let Some(problem) = problem {
            found.add(problem.code, || places.at(&range, link_finding(written, &problem)));
        }
        DocumentLink { range, dest, image: form == Form::Image, target }
    });
    let links = links.collect();
    let mut places = Places::of(article);
    for (range, word) in &scan.unknown {
        found.add(Code::AdmonitionUnknown, || places.at(range, admonition_finding(word)));
    }
    (links, found)
}

fn link_finding(link: &WrittenLink, problem: &Problem) -> Diagnostic {
    let dest = &link.dest;
    let written = match link.form {
        Form::Link => format!("the link `{dest}`"),
        Form::Image => format!("the image `{dest}`"),
        Form::Reference => format!("the reference `[[{dest}]]`"),
    };
    Diagnostic::new(problem.code, format!("{written} {}", problem.what))
        .raw(dest.clone())
        .hint(problem.hint.clone())
}

fn admonition_finding(word: &str) -> Diagnostic {
    let hint = match Admonition::nearest(word) {
        Some(near) => format!("the nearest word is `{near}`: write > [!{near}]"),
        None => "the words are note, tip, important, caution, warning, danger, safety and their \
                 Chinese (docs/records.md)"
            .to_owned(),
    };
    let message = format!("`[!{word}]` is no word that marks a note or a warning");
    Diagnostic::new(Code::AdmonitionUnknown, message).raw(word.to_owned()).hint(hint)
}
