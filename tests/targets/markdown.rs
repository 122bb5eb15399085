//! Any text as the body of an article, linked and rendered.

use super::html;
use faultbook::catalog::{self, LinkTarget};
use faultbook::model::picture::FileKind;
use faultbook::model::records::FreePage;
use faultbook::model::{Article, Attachment, Half, Project, Readers};
use faultbook::render::markdown::{self, Host, RecordName};
use std::sync::Arc;

const PATH: &str = "content/pages/a.md";

/// Where the links of the article lead, in words that `html` knows.
struct Leads;

impl Host for Leads {
    fn href(&self, target: &LinkTarget) -> Option<String> {
        match target {
            LinkTarget::Page(..) => Some("page:".to_owned()),
            LinkTarget::Anchor(anchor) => Some(format!("#{anchor}")),
            LinkTarget::Attachment(path) => Some(format!("file-of/{path}")),
            LinkTarget::External(address) => Some(address.clone()),
            LinkTarget::Missing | LinkTarget::Refused => None,
        }
    }

    fn name(&self, target: &LinkTarget) -> Option<RecordName> {
        let name = RecordName { id: "<A>".to_owned(), title: "\"&'".to_owned() };
        matches!(target, LinkTarget::Page(..)).then_some(name)
    }

    fn word(&self, key: &'static str) -> &str {
        key
    }
}

/// Links and renders the text.
pub fn check(bytes: &[u8]) {
    rendered(&String::from_utf8_lossy(bytes));
}

/// The HTML of a text; `None` where it is refused, with a line of it.
pub fn rendered(body: &str) -> Option<String> {
    let mut project = Project::default();
    project.records.pages.push(page(body));
    for name in ["photo.png", "a b.pdf", "page.html"] {
        let attachment =
            Attachment { path: name.into(), size: 1, kind: FileKind::Picture, measures: None };
        project.attachments.insert(format!("content/pages/{name}").into(), attachment);
    }
    let catalog = catalog::link(project);
    let article = &catalog.records.pages[0].article;
    let headings = article.body.outline().map_or(&[][..], |outline| &outline.headings);
    match markdown::render(article, catalog.documents.of(PATH), headings, &Leads) {
        Ok(rendered) => {
            let all = rendered.all();
            html::is_safe(&all);
            Some(all)
        }
        Err(finding) => {
            let place = finding.place.expect("a refusal has a place");
            let line = place.line.unwrap_or(1);
            assert!((1..=super::account::lines_of(body.as_bytes())).contains(&line));
            None
        }
    }
}

fn page(body: &str) -> FreePage {
    let half =
        Half { lang: None, title: String::new(), range: 0..body.len(), sections: Vec::new() };
    let path: Arc<str> = PATH.into();
    let article = Article {
        path,
        title: "A".to_owned(),
        body: body.into(),
        cut: false,
        body_line: 1,
        halves: vec![half],
        unknown: Vec::new(),
        tags: Vec::new(),
        readers: faultbook::model::words::Readers::Internal,
    };
    FreePage { route: "a".to_owned(), article, audience: Readers::Internal }
}
