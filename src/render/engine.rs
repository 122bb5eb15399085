//! The renderer of one site: templates and texts prepared once a language, then
//! any page from any thread.

mod sealed;

use super::document::Document;
use super::escape;
use super::format::Format;
use super::frozen::{self, InWords, Restated};
use super::hosting;
use super::nav::Nav;
use super::organisation::Organisation;
use super::qr;
use super::scripts;
use super::texts::Texts;
use super::theme::Theme;
use super::view::Html;
use crate::analyse::Facts;
use crate::catalog::{Audience, Catalog, DeviceIx, Restricted};
use crate::diag::{Code, Diagnostic};
use crate::model::bilingual::part_in;
use crate::model::frozen::Frozen;
use crate::model::time::{Month, ReportPeriod};
use crate::model::{Artifact, Content, Lang};
use crate::seal::SiteKey;
use crate::site::{DataFile, Page, SitePlan, escape_path, push_escaped_path, relative};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

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
    languages: Vec<Language>,
    /// Reports that differ from what was frozen of them.
    restated: BTreeMap<ReportPeriod, Restated>,
}

struct Language {
    texts: Texts,
    tera: tera::Tera,
    /// Folder of the language below the site's folder, with `/`; empty for the first.
    folder: String,
}

/// A link with its text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Link {
    /// The address, relative to the page; empty where there is none.
    pub href: String,
    /// The text.
    pub text: String,
}

/// What every template gets beside its own context.
#[derive(Clone, Debug, Default, Serialize)]
struct Shell<'a> {
    /// The title in the browser, without that of the site.
    title: &'a str,
    /// One sentence for those who link to it.
    description: &'a str,
    /// The language, as HTML names it.
    lang: &'static str,
    /// Way to the site's folder.
    root: String,
    /// Way to the language's folder.
    home: String,
    /// The main tab that is current.
    tab: &'static str,
    /// The way from the home page.
    crumbs: Vec<&'a Link>,
    /// The same page in the other languages.
    alternates: Vec<Alternate>,
    /// The full address, where the site knows its own.
    canonical: Option<String>,
    /// The page's own address as a code, on sheets that people carry to a machine or sign.
    qr_html: Html,
    /// The code stands on the screen as well.
    qr_shown: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Alternate {
    /// The address of the page in that language.
    href: String,
    /// The language, as HTML names it.
    lang: &'static str,
    /// The name of the language in itself.
    label: String,
}

/// What a page's own module says about the page.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The title in the browser.
    pub title: String,
    /// One sentence for those who link to it.
    pub description: String,
    /// The main tab it belongs to.
    pub tab: &'static str,
    /// The way from the home page.
    pub crumbs: Vec<Link>,
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
            languages: Vec::new(),
            restated: BTreeMap::new(),
        };
        for (at, &lang) in catalog.settings.languages.iter().enumerate() {
            let language = renderer.language(lang, plan.addresses.language(at))?;
            renderer.languages.push(language);
        }
        Ok(renderer)
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
        self.restated = restated.into_iter().map(|of| (of.period(), of)).collect();
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

/// One page being made: the renderer, the language, and where the page stands.
pub struct Cx<'a> {
    renderer: &'a Renderer<'a>,
    language: &'a Language,
    /// The page.
    pub page: Page,
    path: &'a str,
}

impl<'a> Cx<'a> {
    /// What is known.
    pub fn catalog(&self) -> &'a Restricted<Catalog> {
        self.renderer.catalog
    }

    /// What it adds up to.
    pub fn facts(&self) -> &'a Facts {
        self.renderer.facts
    }

    /// True where the site tells what happened to devices; the public one does not.
    pub fn tells_events(&self) -> bool {
        *self.catalog().audience() != Audience::Public
    }

    /// Which pages there are.
    pub fn plan(&self) -> &'a SitePlan {
        self.renderer.plan
    }

    /// The style sheet of the theme in force; empty where it is no text.
    pub fn style_sheet(&self) -> &'a str {
        let css = self.renderer.theme.statics.get("faultbook.css");
        css.and_then(|css| std::str::from_utf8(css).ok()).unwrap_or_default()
    }

    /// The page's language.
    pub fn lang(&self) -> Lang {
        self.language.texts.lang
    }

    /// What stands between two sentences: Chinese leaves no space.
    pub fn sentence_gap(&self) -> &'static str {
        if self.lang() == Lang::Zh { "" } else { " " }
    }

    /// Adds a sentence to those before it.
    pub fn add_sentence(&self, text: &mut String, sentence: &str) {
        if !text.is_empty() {
            text.push_str(self.sentence_gap());
        }
        text.push_str(sentence);
    }

    /// A name in the page's language, where it is written in both (`黑屏 / no display`).
    pub fn name<'n>(&self, name: &'n str) -> &'n str {
        part_in(name, self.lang())
    }

    /// The texts of the page's language.
    pub fn texts(&self) -> &'a Texts {
        &self.language.texts
    }

    /// A text of the page's language.
    pub fn t(&self, key: &'a str) -> &'a str {
        self.language.texts.get(key)
    }

    /// A text with `{name}` replaced.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.language.texts.fill(key, values)
    }

    /// The title of the report of a month, quarter or year.
    pub fn report_title(&self, report: ReportPeriod) -> String {
        let key = match report {
            ReportPeriod::Month(_) => "report.title",
            ReportPeriod::Quarter(..) => "report.title_quarter",
            ReportPeriod::Year(_) => "report.title_year",
        };
        self.fill(key, &[("period", &self.format().report(report))])
    }

    /// How a report differs from what was frozen of it, where it does.
    pub fn restated(&self, period: ReportPeriod) -> Option<&'a Restated> {
        self.renderer.restated.get(&period)
    }

    /// How numbers and times are written.
    pub fn format(&self) -> Format<'a> {
        let settings = &self.renderer.catalog.settings;
        Format {
            texts: &self.language.texts,
            zone: &settings.zone,
            min_n: settings.min_n,
            currency: &settings.currency,
        }
    }

    /// The address of a page from here, in the same language.
    pub fn href(&self, page: Page) -> String {
        let route = self.renderer.plan.addresses.page(page);
        let root = relative(self.path);
        let folder = &self.language.folder;
        let mut out = String::with_capacity(root.len() + folder.len() + route.len() + 40);
        out.push_str(&root);
        push_escaped_path(&mut out, folder);
        push_escaped_path(&mut out, &route);
        out
    }

    /// The address of an anchor on a page.
    pub fn href_at(&self, page: Page, anchor: &str) -> String {
        let mut out = if page == self.page { String::new() } else { self.href(page) };
        out.push('#');
        push_escaped_path(&mut out, anchor);
        out
    }

    /// Where the page's language stands among the site's.
    pub fn language_at(&self) -> u8 {
        let own = |language: &Language| language.texts.lang == self.lang();
        self.renderer.languages.iter().position(own).unwrap_or_default() as u8
    }

    /// The address of a data file from here.
    pub fn data_href(&self, file: DataFile) -> String {
        let path = self.renderer.plan.addresses.data(file);
        format!("{}{}", relative(self.path), escape_path(&path))
    }

    /// The address of a copied file from here.
    pub fn attachment_href(&self, project_path: &str) -> String {
        let path = self.renderer.plan.addresses.attachment(project_path);
        format!("{}{}", relative(self.path), escape_path(&path))
    }

    /// The page's own address as a code, where its print-out is carried about.
    fn own_code(&self) -> Html {
        let carried = matches!(
            self.page,
            Page::Device(_) | Page::Solution(_) | Page::Fault(_) | Page::Report(_)
        );
        let address = self.published(self.page).filter(|_| carried);
        address.map(|address| qr::svg(&address, self.t("site.own_code"))).unwrap_or_default()
    }

    /// A link to a page; its text alone where the site has no such page.
    pub fn link(&self, page: Page, text: &str) -> Html {
        if !self.plan().has(page) {
            return Html::text(text);
        }
        Html::link(&self.href(page), text)
    }

    /// A crumb; without an address where the site has no such page.
    pub fn crumb(&self, page: Page, text: &str) -> Link {
        let href = if self.plan().has(page) { self.href(page) } else { String::new() };
        Link { href, text: text.to_owned() }
    }

    /// A link to a file of the same figures; without an address where the site tells
    /// no figures.
    pub fn file(&self, file: DataFile, text: &str) -> Link {
        if !self.tells_events() {
            return Link::default();
        }
        Link { href: self.data_href(file), text: text.to_owned() }
    }

    /// Fills a template with a page's context.
    pub fn fill_template<C: Serialize>(
        &self,
        template: &str,
        head: &Head,
        context: &C,
    ) -> Result<Vec<u8>, Diagnostic> {
        let mut values = tera::Context::new();
        values.insert("page", &self.shell(head));
        values.insert("body", context);
        let mut out = Vec::with_capacity(16 * 1024);
        let rendered = self.language.tera.render_to(template, &values, &mut out);
        rendered.map_err(|e| {
            let message = format!("the page {} cannot be filled: {}", self.path, reasons(&e));
            self.renderer.theme.template_error(template, message)
        })?;
        Ok(out)
    }

    fn shell<'s>(&self, head: &'s Head) -> Shell<'s> {
        let root = relative(self.path);
        let route = self.renderer.plan.addresses.page(self.page);
        let others = self.renderer.languages.iter().filter(|l| l.texts.lang != self.lang());
        let alternates = others
            .map(|l| Alternate {
                href: escape_path(&format!("{root}{}{route}", l.folder)),
                lang: l.texts.lang.html(),
                label: l.texts.get("site.language").to_owned(),
            })
            .collect();
        let base = self.renderer.catalog.settings.base_url.as_ref();
        // A server shows this page at any address, where a relative way leads nowhere.
        let root = match base {
            Some(base) if self.page == Page::NotFound => base.clone(),
            _ => root,
        };
        Shell {
            title: &head.title,
            description: &head.description,
            lang: self.lang().html(),
            home: format!("{root}{}", self.language.folder),
            root,
            tab: head.tab,
            crumbs: head.crumbs.iter().filter(|crumb| !crumb.href.is_empty()).collect(),
            alternates,
            canonical: base.map(|b| format!("{b}{}", self.renderer.found_at(self.path))),
            qr_html: self.own_code(),
            qr_shown: matches!(self.page, Page::Device(_)),
        }
    }
}

/// Escapes text, for modules that write HTML by hand.
pub fn escaped(text: &str) -> String {
    escape::text(text)
}
