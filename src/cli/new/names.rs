//! Names given on the command line against those that the project knows. A known one
//! is written as the project writes it. One that is missing from the project's own list
//! is refused with the nearest, because a slip would part the record from its device
//! without a sound; without a list it is written and noted.

use crate::catalog::{Catalog, Nearest};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::ids::match_key;

/// How many known names are listed where none is near.
const LISTED: usize = 8;

/// Names as they are looked up, and what came of it.
pub(super) struct Names<'a> {
    catalog: &'a Catalog,
    allow_unknown: bool,
    refused: Diagnostics,
    /// What the person should know of names that were written all the same.
    pub(super) notes: Vec<String>,
}

/// A known record: how it is written, and whether only another record names it.
#[derive(Clone, Copy)]
struct Known<'a> {
    id: &'a str,
    only_named: bool,
}

/// A name to be settled.
#[derive(Clone, Copy)]
struct Asked<'t> {
    /// What it is a name of.
    word: &'static str,
    /// The name as given.
    text: &'t str,
    /// True where the project keeps a list of them. What is known from logs alone is
    /// never complete, so there a new name is only noted.
    listed: bool,
}

macro_rules! lookups {
    ($($(#[$doc:meta])* $name:ident: $word:literal, $find:ident in $list:ident, $only:ident;)*) => {
        impl Names<'_> {$(
            $(#[$doc])*
            pub(super) fn $name(&mut self, text: &str) -> String {
                let records = &self.catalog.records.$list;
                let found = self.catalog.index.$find(text).map(|ix| &records[ix.index()]);
                let found = found.map(|r| Known { id: r.id.as_str(), only_named: r.$only });
                let listed = records.iter().any(|r| !r.$only);
                let known = || records.iter().map(|r| r.id.as_str()).collect();
                self.settle(Asked { word: $word, text, listed }, found, &known)
            }
        )*}
    };
}

lookups! {
    /// A device, by id or alias.
    device: "device", find_device in devices, unregistered;
    /// A model, by id or name.
    model: "model", find_model in models, derived;
    /// A customer, by id, name or alias.
    customer: "customer", find_customer in customers, derived;
    /// A site, by id or name.
    site: "site", find_site in sites, derived;
    /// A fault code, by id or alias.
    code: "fault code", find_code in codes, derived;
    /// A component, by id or name.
    component: "component", find_component in components, derived;
    /// A part, by id or name.
    part: "part", find_part in parts, derived;
}

impl<'a> Names<'a> {
    pub(super) fn new(catalog: &'a Catalog, allow_unknown: bool) -> Self {
        Self { catalog, allow_unknown, refused: Diagnostics::new(), notes: Vec::new() }
    }

    /// A solution, by id.
    pub(super) fn solution(&mut self, text: &str) -> String {
        let records = &self.catalog.records.solutions;
        let found = self.catalog.index.find_solution(text).map(|ix| &records[ix.index()]);
        let found = found.map(|r| Known { id: r.id.as_str(), only_named: false });
        let known = || records.iter().map(|r| r.id.as_str()).collect();
        self.settle(Asked { word: "solution", text, listed: true }, found, &known)
    }

    /// A ticket of a log or a fault report.
    pub(super) fn ticket(&mut self, text: &str) -> String {
        let catalog = self.catalog;
        let tickets = || catalog.events().iter().map(crate::model::Event::ticket);
        let key = match_key(text);
        let found = tickets().find(|ticket| match_key(ticket) == key);
        let found = found.map(|id| Known { id, only_named: false });
        self.settle(Asked { word: "ticket", text, listed: true }, found, &|| tickets().collect())
    }

    fn settle(
        &mut self,
        asked: Asked<'_>,
        found: Option<Known<'_>>,
        known: &dyn Fn() -> Vec<&'a str>,
    ) -> String {
        let Asked { word, text, listed } = asked;
        if let Some(Known { id, only_named }) = found {
            if only_named {
                self.notes.push(format!("{word} `{id}` is only named by other records so far"));
            }
            return id.to_owned();
        }
        let known = known();
        if known.is_empty() {
            return text.to_owned(); // there is no list of them, so nothing to check against
        }
        let nearest = Nearest::of(known.iter().copied()).to(text);
        if self.allow_unknown || !listed {
            let near = nearest.map(|id| format!("; the nearest known one is `{id}`"));
            let near = near.unwrap_or_default();
            self.notes.push(format!("{word} `{text}` is not known to the project{near}"));
            return text.to_owned();
        }
        self.refused.push(unknown(word, text, nearest, &known));
        text.to_owned()
    }

    /// What was refused, all at once; else the notes.
    pub(super) fn finish(self) -> Result<Vec<String>, Diagnostics> {
        if self.refused.is_empty() { Ok(self.notes) } else { Err(self.refused) }
    }
}

fn unknown(word: &str, text: &str, nearest: Option<&str>, known: &[&str]) -> Diagnostic {
    let anyway = "to write it all the same, add --allow-unknown";
    let hint = if let Some(id) = nearest {
        format!("did you mean `{id}`? Else, {anyway}")
    } else {
        let more = if known.len() > LISTED { ", …" } else { "" };
        let shown = known.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
        format!("known are {shown}{more}; {anyway}")
    };
    Diagnostic::new(Code::NameUnknown, format!("the project knows no {word} `{text}`")).hint(hint)
}
