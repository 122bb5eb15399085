//! The renderer of one site: templates and texts prepared once a language, then
//! any page from any thread.

mod cx;
mod sealed;

pub use cx::{Cx, Head, Link};

use super::document::Document;
use super::escape;
use super::format::Format;
use super::frozen::{self, InWords, Restated};
use super::hosting;
use super::nav::Nav;
use super::organisation::Organisation;
use super::scripts;
use super::texts::Texts;
use super::theme::Theme;
use crate::analyse::Facts;
use crate::catalog::{Audience, Catalog, DeviceIx, Restricted};
use crate::diag::{Code, Diagnostic};
use crate::model::bilingual::part_in;
use crate::model::frozen::Frozen;
use crate::model::time::{Month, ReportPeriod};
use crate::model::{Artifact, Content, Lang};
use crate::seal::SiteKey;
use crate::site::{DataFile, Page, SitePlan};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that the pages of one site are made from.
pub struct Renderer<'a> {
    /// What is known.
    pub catalog: &'a Restricted<Catalog>,
    /// What it adds up to.
    pub facts: &'a Facts,
    /// Which pages there are.
    pub plan: &'a SitePlan,
    /// What the site is sealed with: addresses that are printed or scanned are then the
    /// sealed ones.
    pub key: Option<&'a SiteKey>,
    theme: &'a Theme,
    languages: Arc<[Language]>,
    /// Reports that differ from what was frozen of them.
    restated: Arc<BTreeMap<ReportPeriod, Restated>>,
}

/// What a renderer had to prepare, for another one of the same site.
#[derive(Clone)]
pub struct Prepared {
    languages: Arc<[Language]>,
    restated: Arc<BTreeMap<ReportPeriod, Restated>>,
}

struct Language {
    texts: Texts,
    tera: tera::Tera,
    /// Folder of the language below the site's folder, with `/`; empty for the first.
    folder: String,
}

/// The words of the site that do not change from page to page.
#[derive(Serialize)]
struct SiteShell<'a> {
    /// The name of the site.
    title: String,
    /// The time up to which the figures go; empty on the public site.
    as_of: String,
    /// The customer whose site it is.
    owner: String,
    /// Who runs the service.
    organisation: Organisation,
    /// How many rows were read.
    rows_read: String,
    /// The department's own site.
    internal: bool,
    /// By which pages ask for the theme's files.
    edition: &'a str,
    /// What the browser may do with a page of it.
    policy: &'static str,
    /// Search engines may list it.
    public: bool,
    /// The ways through the site.
    nav: Nav,
    /// The site has a page on how figures are made.
    has_method: bool,
}

impl<'a> Renderer<'a> {
    /// Prepares templates and texts. A template that cannot be used is a finding.
    pub fn new(
        catalog: &'a Restricted<Catalog>,
        facts: &'a Facts,
        plan: &'a SitePlan,
        theme: &'a Theme,
    ) -> Result<Self, Diagnostic> {
        let mut renderer = Self {
            catalog,
            facts,
            plan,
            key: None,
            theme,
            languages: Arc::default(),
            restated: Arc::default(),
        };
        let languages: Vec<_> = catalog.settings.languages.iter().enumerate().collect();
        let languages = languages.into_par_iter();
        let made =
            languages.map(|(at, &lang)| renderer.language(lang, plan.addresses.language(at)));
        renderer.languages = made.collect::<Result<_, _>>()?;
        Ok(renderer)
    }

    /// What was prepared here, to be taken up by [`Renderer::again`].
    pub fn prepared(&self) -> Prepared {
        Prepared { languages: self.languages.clone(), restated: self.restated.clone() }
    }

    /// The renderer of a site for which everything was prepared before.
    pub fn again(
        catalog: &'a Restricted<Catalog>,
        facts: &'a Facts,
        plan: &'a SitePlan,
        theme: &'a Theme,
        Prepared { languages, restated }: Prepared,
    ) -> Self {
        Self { catalog, facts, plan, key: None, theme, languages, restated }
    }

    fn language(&self, lang: Lang, folder: &str) -> Result<Language, Diagnostic> {
        let texts = self.theme.texts(lang)?.advising(self.catalog.is_internal());
        let mut tera = tera::Tera::new();
        let templates =
            self.theme.templates.iter().map(|(name, (_, text))| (name.as_str(), text.as_ref()));
        tera.add_raw_templates(templates).map_err(|e| {
            Diagnostic::new(
                Code::TemplateError,
                format!("a template cannot be used: {}", reasons(&e)),
            )
            .hint("mend the template in your theme, or remove it to fall back to the built-in one")
        })?;
        tera.global_context().insert("t", &texts.nested());
        let site = self.site_shell(&texts);
        tera.global_context().insert("site", &site);
        Ok(Language { texts, tera, folder: folder.to_owned() })
    }

    fn site_shell(&self, texts: &Texts) -> SiteShell<'_> {
        let settings = &self.catalog.settings;
        let format = self.format(texts);
        // Nothing that happened is told to everyone, so no date is due.
        let dated = *self.catalog.audience() != Audience::Public;
        SiteShell {
            title: part_in(&settings.title, texts.lang).to_owned(),
            as_of: settings.as_of.filter(|_| dated).map(|at| format.minute(at)).unwrap_or_default(),
            owner: self
                .owner()
                .map(|name| part_in(name, texts.lang).to_owned())
                .unwrap_or_default(),
            organisation: Organisation::of(settings, texts),
            rows_read: format.count(self.catalog.sources.iter().map(|s| s.rows_read).sum()),
            internal: self.catalog.is_internal(),
            edition: &self.theme.edition,
            policy: hosting::PAGE_POLICY,
            public: *self.catalog.audience() == Audience::Public,
            nav: Nav::of(self.catalog, self.plan, texts),
            has_method: self.plan.has(Page::Method),
        }
    }

    fn owner(&self) -> Option<&str> {
        let Audience::Customer(_) = self.catalog.audience() else { return None };
        self.catalog.records.customers.first().map(|customer| customer.name.as_str())
    }

    fn format<'f>(&'f self, texts: &'f Texts) -> Format<'f> {
        let settings = &self.catalog.settings;
        Format { texts, zone: &settings.zone, min_n: settings.min_n, currency: &settings.currency }
    }

    /// The languages of the site, by position.
    pub fn languages(&self) -> usize {
        self.languages.len()
    }

    /// The same by name.
    pub fn langs(&self) -> Vec<Lang> {
        self.languages.iter().map(|language| language.texts.lang).collect()
    }

    /// One page in one language.
    pub fn page(&self, page: Page, language: usize) -> Result<Artifact, Diagnostic> {
        let language = &self.languages[language];
        let path = format!("{}{}", language.folder, self.plan.addresses.page(page));
        let cx = Cx { renderer: self, language, page, path: &path };
        let bytes = super::pages::render(&cx)?;
        Ok(Artifact { path, content: Content::Bytes(bytes) })
    }

    /// One file for machines.
    pub fn data(&self, file: DataFile) -> Result<Artifact, Diagnostic> {
        let path = self.plan.addresses.data(file);
        let language = &self.languages[file.language()];
        let cx = Cx { renderer: self, language, page: Page::Home, path: &path };
        let bytes = super::data::render(&cx, file)?;
        Ok(Artifact { path, content: Content::Bytes(bytes) })
    }

    /// Compares the site's reports with what was frozen of them. From here on pages and
    /// data files tell what differs; so do the findings.
    pub fn compare(&mut self, frozen: &[Frozen]) -> Vec<Diagnostic> {
        let this = &*self;
        let restated: Vec<Restated> =
            frozen.par_iter().filter_map(|report| frozen::compare(this, report)).collect();
        let findings = restated.iter().map(Restated::finding).collect();
        self.restated = Arc::new(restated.into_iter().map(|of| (of.period(), of)).collect());
        findings
    }

    /// The data file of a report as a value.
    pub(super) fn report_value(&self, period: ReportPeriod) -> serde_json::Value {
        super::data::report_value(&self.cx_of_data(), period)
    }

    /// A report in the words of the site's first language.
    pub fn report_in_words(&self, period: ReportPeriod) -> InWords {
        frozen::in_words(&self.cx_of_data(), &self.report_value(period))
    }

    /// A report as a document, in a language by position.
    pub fn report_document(
        &self,
        period: ReportPeriod,
        language: usize,
    ) -> Result<Document, Diagnostic> {
        let (language, page) = (&self.languages[language], Page::Report(period));
        super::pages::report_document(&Cx { renderer: self, language, page, path: "" }, period)
    }

    /// The theme's templates for PDF.
    #[cfg(feature = "pdf")]
    pub fn print_templates(&self) -> super::pdf::Templates {
        super::pdf::Templates::of(self.theme)
    }

    /// A device's file as a document, in a language by position.
    pub fn device_document(&self, ix: DeviceIx, language: usize) -> Result<Document, Diagnostic> {
        let (language, page) = (&self.languages[language], Page::Device(ix));
        super::pages::device_document(&Cx { renderer: self, language, page, path: "" }, ix)
    }

    fn cx_of_data(&self) -> Cx<'_> {
        Cx { renderer: self, language: &self.languages[0], page: Page::Home, path: "" }
    }

    /// The title of a monthly report in a language, by position.
    pub(super) fn month_title(&self, month: Month, language: usize) -> String {
        let language = &self.languages[language];
        let page = Page::Report(month.into());
        Cx { renderer: self, language, page, path: "" }.report_title(month.into())
    }

    /// Addresses of what a browser keeps of the site in any case: the way to search, the
    /// page that says how to keep more, and the looks and scripts of both.
    pub fn shell(&self) -> Vec<String> {
        let pages = [Page::Home, Page::Search, Page::Offline];
        let in_language = |language: &Language| {
            pages.map(|page| format!("{}{}", language.folder, self.plan.addresses.page(page)))
        };
        let mut shell: Vec<String> = self.languages.iter().flat_map(in_language).collect();
        let looks = |path: &String| {
            path.rsplit_once('.').is_some_and(|(_, ending)| matches!(ending, "css" | "js" | "svg"))
        };
        shell.extend(self.statics().map(|artifact| artifact.path).filter(looks));
        match self.key {
            Some(key) => shell.iter().flat_map(|path| key.files(path)).collect(),
            None => shell,
        }
    }

    /// What the site's folder tells its host, where the configuration asks for it.
    pub fn host_files(&self) -> impl Iterator<Item = Artifact> {
        let openness = match self.key {
            Some(_) => hosting::Openness::Encrypted,
            None => hosting::Openness::of(self.catalog.audience()),
        };
        hosting::host_files(openness, &self.catalog.settings.host_files)
    }

    /// The theme's static files, and the words that its scripts say.
    pub fn statics(&self) -> impl Iterator<Item = Artifact> + '_ {
        // What asks for a passphrase is only where there is one.
        let locked = |name: &str| matches!(name, "lock.js" | "lock-plain.js");
        let statics = self.theme.statics.iter();
        let statics = statics.filter(move |(name, _)| self.key.is_some() || !locked(name));
        let files = statics.map(|(name, bytes)| Artifact {
            path: static_path(name),
            content: Content::Bytes(bytes.to_vec()),
        });
        files.chain(self.languages.iter().map(|language| Artifact {
            path: format!("assets/words.{}.js", language.texts.lang.html()),
            content: Content::Bytes(scripts::words(&language.texts)),
        }))
    }
}

/// A service worker answers for the folder it lies in, so it lies at the site's root.
fn static_path(name: &str) -> String {
    if name == "sw.js" { name.to_owned() } else { format!("assets/{name}") }
}

/// All of an error's causes in one line.
fn reasons(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Escapes text, for modules that write HTML by hand.
pub fn escaped(text: &str) -> String {
    escape::text(text)
}
