//! The built-in theme, inside the program, and a project's files laid over it one
//! by one.

use crate::diag::{Code, Diagnostic, Place};
use crate::model::artifact::ContentHash;
use crate::model::{Lang, ThemeFiles};
use std::borrow::Cow;
use std::collections::BTreeMap;

macro_rules! embedded {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../themes/default/", $folder, "/", $name)))),*]
    };
}

/// Built-in templates by name.
pub const TEMPLATES: &[(&str, &str)] = embedded!("templates":
    "base.html", "parts.html", "home.html", "list.html", "solution.html", "fault.html",
    "record.html", "report.html", "find.html", "search.html", "offline.html",
    "forms.html", "free.html", "code.html", "labels.html", "method.html", "404.html", "lock.html",
);

/// Built-in static files by path.
pub const STATICS: &[(&str, &str)] = embedded!("static":
    "faultbook.css", "forms.css", "labels.css", "icon.svg", "site.js", "ledger.js", "ticks.js", "search-page.js",
    "search.js", "search-facets.js", "search-marks.js", "search-near.js", "search-query.js", "search-tickets.js",
    "offline.js", "offline-page.js", "sw.js", "lock.js", "lock-plain.js",
);

/// Built-in texts by language.
pub const I18N: &[(&str, &str)] = embedded!("i18n": "en.toml", "zh-CN.toml");

fn edition(
    statics: &BTreeMap<String, Cow<'static, [u8]>>,
    i18n: &BTreeMap<String, String>,
) -> String {
    let builtin = I18N.iter().map(|&(name, text)| (name, text.as_bytes()));
    let own = i18n.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
    let files = statics.iter().map(|(name, bytes)| (name.as_str(), bytes.as_ref()));
    let mut hash = ContentHash::default();
    for (name, bytes) in files.chain(builtin).chain(own) {
        hash.add(name.as_bytes());
        hash.add(&(bytes.len() as u64).to_le_bytes());
        hash.add(bytes);
    }
    hash.finish().0
}

/// A theme: the built-in files with the project's laid over them.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Templates by name, with the place of each for messages.
    pub templates: BTreeMap<String, (String, Cow<'static, str>)>,
    /// Static files by path.
    pub statics: BTreeMap<String, Cow<'static, [u8]>>,
    /// Another where any of its files or words is another. Pages ask for its files by
    /// it, so that no cache on the way gives them those of another edition.
    pub edition: String,
    /// The department's own site has a page that shows it.
    pub style_page: bool,
    i18n: BTreeMap<String, String>,
    /// Templates for PDF and what they read, by path.
    #[cfg_attr(not(feature = "pdf"), allow(dead_code, reason = "only PDF is made of them"))]
    print: BTreeMap<String, Vec<u8>>,
    name: String,
}

impl Theme {
    /// Lays a project's theme files over the built-in ones.
    pub fn over_builtin(own: &ThemeFiles) -> Self {
        let builtin = |name: &str| format!("built-in theme, templates/{name}");
        let mut templates: BTreeMap<_, _> = TEMPLATES
            .iter()
            .map(|&(name, text)| (name.to_owned(), (builtin(name), Cow::Borrowed(text))))
            .collect();
        for (name, text) in &own.templates {
            let place = format!("themes/{}/templates/{name}", own.name);
            templates.insert(name.clone(), (place, Cow::Owned(text.clone())));
        }
        let figures = [("figures.css", crate::chart::FIGURES_CSS)];
        let mut statics: BTreeMap<_, _> = STATICS
            .iter()
            .chain(&figures)
            .map(|&(name, text)| (name.to_owned(), Cow::Borrowed(text.as_bytes())))
            .collect();
        for (name, bytes) in &own.statics {
            statics.insert(name.clone(), Cow::Owned(bytes.clone()));
        }
        let edition = edition(&statics, &own.i18n);
        let (i18n, name) = (own.i18n.clone(), own.name.clone());
        let print = own.print.clone();
        Self { templates, statics, edition, style_page: false, i18n, print, name }
    }

    /// The texts of a language: English beneath, the language over it, the
    /// project's own words on top.
    pub fn texts(&self, lang: Lang) -> Result<super::texts::Texts, Diagnostic> {
        let builtin = |lang: Lang| {
            let file = format!("{}.toml", lang.as_str());
            I18N.iter().find(|(name, _)| *name == file).map_or("", |(_, text)| text)
        };
        let own_path = format!("themes/{}/i18n/{}.toml", self.name, lang.as_str());
        let mut sources = vec![("built-in theme, i18n/en.toml", builtin(Lang::En))];
        if lang != Lang::En {
            sources.push(("built-in theme, i18n", builtin(lang)));
        }
        if let Some(own) = self.i18n.get(lang.as_str()) {
            sources.push((&own_path, own));
        }
        super::texts::Texts::read(lang, &sources)
    }

    /// The project's own files for PDF: where each lies, its path below `pdf/`, its bytes.
    #[cfg(feature = "pdf")]
    pub(super) fn print_files(&self) -> impl Iterator<Item = (String, &str, &[u8])> {
        let place = |path: &str| format!("themes/{}/pdf/{path}", self.name);
        self.print.iter().map(move |(path, bytes)| (place(path), path.as_str(), bytes.as_slice()))
    }

    /// A finding about one of this theme's templates.
    pub fn template_error(&self, template: &str, message: String) -> Diagnostic {
        let place = self.templates.get(template).map_or(template, |(place, _)| place.as_str());
        Diagnostic::new(Code::TemplateError, message).at(Place::file(place))
    }
}
