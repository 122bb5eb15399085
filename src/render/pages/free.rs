//! Free pages, introductions of list pages, and documents as HTML.

use crate::diag::Diagnostic;
use crate::model::Article;
use crate::render::engine::{Cx, Head};
use crate::render::markdown::{self, Rendered};
use crate::render::view::Html;
use serde::Serialize;

/// The context of `free.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct FreePage {
    /// The heading.
    title: String,
    /// The document, the page's own language first.
    halves: Vec<Half>,
}

/// One language's half of a document.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Half {
    /// The language of the half, as HTML names it; empty where it cannot be told.
    pub(super) lang: &'static str,
    /// Its own title.
    pub(super) title: String,
    /// Its text.
    pub(super) html: Html,
}

/// The context of `404.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct NotFound {
    /// The heading.
    title: String,
}

/// A free page.
pub(super) fn render(cx: &Cx<'_>, page: usize) -> Result<Vec<u8>, Diagnostic> {
    let article = &cx.catalog().records.pages[page].article;
    let rendered = document(cx, article)?;
    let context = FreePage {
        title: article.title_in(cx.lang()).to_owned(),
        halves: halves(cx, article, &rendered),
    };
    let head = Head { title: context.title.clone(), ..Head::default() };
    cx.fill_template("free.html", &head, &context)
}

/// The page for an address that does not exist.
pub(super) fn not_found(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let context = NotFound { title: cx.t("notfound.title").to_owned() };
    let head = Head { title: context.title.clone(), ..Head::default() };
    cx.fill_template("404.html", &head, &context)
}

/// A document as HTML blocks.
pub(in crate::render::pages) fn document(
    cx: &Cx<'_>,
    article: &Article,
) -> Result<Rendered, Diagnostic> {
    let headings = article.body.outline().map_or(&[][..], |outline| &outline.headings);
    markdown::render(article, cx.catalog().documents.of(&article.path), headings, cx)
}

/// The halves of a document, the page's own language first, each without its own
/// title.
pub(super) fn halves(cx: &Cx<'_>, article: &Article, rendered: &Rendered) -> Vec<Half> {
    let first = article.half(cx.lang());
    let rest = article.halves.iter().filter(|h| !std::ptr::eq(*h, first));
    let half = |h: &crate::model::Half| Half {
        lang: h.lang.map(crate::model::Lang::html).unwrap_or_default(),
        title: h.title.clone(),
        html: Html(rendered.html_without_title(&h.range)),
    };
    std::iter::once(first).chain(rest).map(half).collect()
}

/// A folder's own introduction, if it has one.
pub(super) fn introduction(cx: &Cx<'_>, kind: &str) -> Result<Html, Diagnostic> {
    let Some(article) = cx.catalog().records.introductions.get(kind) else {
        return Ok(Html::default());
    };
    let rendered = document(cx, article)?;
    Ok(Html(rendered.html_without_title(&article.half(cx.lang()).range)))
}
