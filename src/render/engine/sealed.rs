//! Addresses as the world outside knows them, printed, scanned or linked to: those of a
//! sealed site are other ones than its pages know of each other. And the page before it.

use super::{Cx, Renderer};
use crate::diag::Diagnostic;
use crate::render::texts::Texts;
use crate::seal::{Gate, SiteKey};
use crate::site::{Page, escape_path};

impl Renderer<'_> {
    /// The page that asks for a sealed site's passphrase.
    pub fn gate(&self, key: &SiteKey) -> Result<Gate, Diagnostic> {
        let at = |path| {
            let language = &self.languages[0];
            crate::render::pages::gate(
                &Cx { renderer: self, language, page: Page::Home, path },
                key,
            )
        };
        Ok(Gate { first: at("index.html")?, inner: at("a/index.html")? })
    }

    /// The texts of every language of the site.
    pub(super) fn all_texts(&self) -> impl Iterator<Item = &Texts> {
        self.languages.iter().map(|language| &language.texts)
    }

    /// Where a path of the site is found: in a sealed one under another name.
    pub(super) fn found_at(&self, path: &str) -> String {
        self.key.map_or_else(|| escape_path(path), |key| key.address(path))
    }
}

impl<'a> Cx<'a> {
    /// The address at which a page is published, in the same language; nothing where the
    /// site's own is not known.
    pub fn published(&self, page: Page) -> Option<String> {
        let base = self.catalog().settings.base_url.as_ref()?;
        let path = format!("{}{}", self.language.folder, self.renderer.plan.addresses.page(page));
        Some(format!("{base}{}", self.renderer.found_at(&path)))
    }

    /// The same with a query, such as `?device=SIM-007`. A sealed site keeps it behind the
    /// `#`, which no host is told; `lock.js` hands it to the page.
    pub fn published_with(&self, page: Page, query: &str) -> Option<String> {
        let mark = if self.renderer.key.is_some() { "#" } else { "" };
        self.published(page).map(|address| format!("{address}{mark}{query}"))
    }

    /// The texts of every language of the site.
    pub(in crate::render) fn all_texts(&self) -> impl Iterator<Item = &'a Texts> {
        self.renderer.all_texts()
    }
}
