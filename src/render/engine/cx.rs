//! One page in the making: what its module asks for of the site, the ways to other
//! pages, and filling its template.

use super::{Language, Renderer, reasons};
use crate::analyse::Facts;
use crate::catalog::{Audience, Catalog, Restricted};
use crate::diag::{self, Diagnostic};
use crate::model::Lang;
use crate::model::bilingual::part_in;
use crate::model::time::ReportPeriod;
use crate::render::format::Format;
use crate::render::frozen::Restated;
use crate::render::markdown::Picture;
use crate::render::qr;
use crate::render::texts::Texts;
use crate::render::view::Html;
use crate::site::{DataFile, Page, SitePlan, escape_path, push_escaped_path, relative};
use serde::Serialize;
use std::borrow::Cow;

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
    /// One sentence for those who link to it; on the public site every page has one.
    description: Cow<'a, str>,
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
    /// The same in full, where the site knows its own; search engines take no other.
    full: Option<String>,
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

/// One page being made: the renderer, the language, and where the page stands.
pub struct Cx<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) language: &'a Language,
    /// The page.
    pub page: Page,
    pub(super) path: &'a str,
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

    /// A text of a finding, which is told in English where the language has no other words.
    pub fn finding<'t>(&self, english: &'t str) -> Cow<'t, str> {
        let told = match self.language.texts.lang {
            Lang::Zh => diag::in_chinese(english),
            Lang::En => None,
        };
        told.map_or(Cow::Borrowed(english), Cow::Owned)
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

    /// How a copied picture is shown from here: also in fewer pixels, where there are such.
    pub fn picture(&self, project_path: &str) -> Option<Picture> {
        let attachment = self.catalog().attachments.get(project_path)?;
        let addresses = &self.renderer.plan.addresses;
        let narrower = attachment.widths().map(|width| {
            let path = addresses.narrower(project_path, width);
            (format!("{}{}", relative(self.path), escape_path(&path)), width)
        });
        Some(Picture { measures: attachment.measures?, narrower: narrower.collect() })
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

    /// What the page's module says of it. On the public site, which search engines list, a
    /// page of which nothing is said has its title, the way to it and the site.
    fn description<'s>(&self, head: &'s Head) -> Cow<'s, str> {
        if !head.description.is_empty() || *self.catalog().audience() != Audience::Public {
            return Cow::Borrowed(&head.description);
        }
        let site = self.name(&self.catalog().settings.title);
        let way = head.crumbs.iter().rev().map(|crumb| crumb.text.as_str());
        let all: Vec<&str> =
            std::iter::once(head.title.as_str()).chain(way).chain([site]).collect();
        Cow::Owned(all.join(" · "))
    }

    fn shell<'s>(&self, head: &'s Head) -> Shell<'s> {
        let root = relative(self.path);
        let route = self.renderer.plan.addresses.page(self.page);
        let others = self.renderer.languages.iter().filter(|l| l.texts.lang != self.lang());
        let base = self.renderer.catalog.settings.base_url.as_ref();
        let alternates = others
            .map(|l| {
                let path = format!("{}{route}", l.folder);
                Alternate {
                    full: base.map(|b| format!("{b}{}", self.renderer.found_at(&path))),
                    href: escape_path(&format!("{root}{path}")),
                    lang: l.texts.lang.html(),
                    label: l.texts.get("site.language").to_owned(),
                }
            })
            .collect();
        // A server shows this page at any address, where a relative way leads nowhere.
        let root = match base {
            Some(base) if self.page == Page::NotFound => base.clone(),
            _ => root,
        };
        Shell {
            title: &head.title,
            description: self.description(head),
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
