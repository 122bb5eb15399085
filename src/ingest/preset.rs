//! Presets: what the columns and words of exports of well-known products mean. Each
//! product has a file of data below this one, which names the document it rests on;
//! `docs/presets.md` says the same for people. Reading a table by it is the business of
//! [`log`](super::log) and `masters`.

mod atlas_cmms;
mod glpi;
mod jira;
mod osticket;
mod servicenow;
mod snipe_it;
mod zammad;

use super::columns::{self, Kind};
use super::config::{Reads, nearest};
use super::header::{self, same};
use super::mapping::SourceBlock;
use super::value::fold;
use crate::diag::{Code, Diagnostic};

/// Foreign words and what each of them means.
type Words = &'static [(&'static str, &'static str)];

/// The exports of one product.
#[derive(Debug)]
pub(super) struct Preset {
    /// Its name in `preset`.
    pub(super) name: &'static str,
    /// The product, as its makers write it.
    pub(super) product: &'static str,
    exports: &'static [Export],
}

/// One table that a product exports.
#[derive(Debug)]
pub(super) struct Export {
    /// What the table holds.
    pub(super) reads: Reads,
    /// Sets of headers, one a language or version: a file that has all of one set is
    /// such an export.
    hallmarks: &'static [&'static [&'static str]],
    /// Canonical field → headers, in every language and version that is known.
    columns: &'static [(&'static str, &'static [&'static str])],
    /// Canonical field → foreign words.
    values: &'static [(&'static str, Words)],
    /// Canonical field → value where the file gives none.
    default: Words,
    /// Headers that stay notes.
    aside: &'static [&'static str],
    /// Headers that may stand several times.
    repeats: &'static [&'static str],
}

const ALL: [&Preset; 7] = [
    &zammad::PRESET,
    &osticket::PRESET,
    &glpi::PRESET,
    &jira::PRESET,
    &servicenow::PRESET,
    &snipe_it::PRESET,
    &atlas_cmms::PRESET,
];

/// The names of all presets.
pub(super) fn names() -> Vec<&'static str> {
    ALL.iter().map(|preset| preset.name).collect()
}

/// The preset of a name, in any case.
pub(super) fn named(name: &str) -> Option<&'static Preset> {
    ALL.into_iter().find(|preset| preset.name.eq_ignore_ascii_case(name))
}

/// The finding of a name that no preset has.
pub(super) fn unknown(name: &str) -> Diagnostic {
    let finding = Diagnostic::new(Code::ConfigValue, format!("there is no preset `{name}`"))
        .raw(name)
        .expected(format!("one of {}", names().join(", ")));
    match nearest(name, &names()) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding.hint("docs/presets.md describes every preset"),
    }
}

/// The export that a header row belongs to.
pub(super) fn recognised(headers: &[String]) -> Option<(&'static Preset, &'static Export)> {
    let has = |name: &&str| headers.iter().any(|header| same(header, name));
    let exports =
        ALL.into_iter().flat_map(|preset| preset.exports.iter().map(move |e| (preset, e)));
    let fits = exports.filter_map(|(preset, export)| {
        let complete = export.hallmarks.iter().filter(|set| set.iter().all(&has));
        Some((complete.map(|set| set.len()).max()?, preset, export))
    });
    fits.max_by_key(|(size, _, _)| *size).map(|(_, preset, export)| (preset, export))
}

impl Preset {
    /// The export of a kind.
    pub(super) fn export(&self, reads: Reads) -> Option<&'static Export> {
        self.exports.iter().find(|export| export.reads == reads)
    }

    /// What its tables are, for messages.
    pub(super) fn describes(&self) -> String {
        let block = |reads| match reads {
            Reads::Log => "[[logs]]".to_owned(),
            Reads::Table(kind) => format!("[tables.{}]", Kind::name(kind)),
            Reads::Faults => "[[faults]]".to_owned(),
            Reads::Solutions => "[[solutions]]".to_owned(),
        };
        let blocks: Vec<String> = self.exports.iter().map(|export| block(export.reads)).collect();
        format!("`{}` in {}", self.name, blocks.join(" or "))
    }
}

impl Export {
    /// True where the preset knows a header.
    pub(super) fn knows(&self, header: &str) -> bool {
        let mapped = self.columns.iter().flat_map(|(_, headers)| headers.iter());
        mapped.chain(self.aside).any(|name| same(name, header))
    }

    /// Fills in what a block does not say itself.
    pub(super) fn fill(&self, block: &mut SourceBlock) {
        self.fill_columns(block);
        for (field, words) in self.values {
            let own = block.values.keys().find(|name| self.names(name, field)).cloned();
            let map = block.values.entry(own.unwrap_or_else(|| (*field).to_owned())).or_default();
            for (foreign, word) in *words {
                if !map.keys().any(|known| fold(known) == fold(foreign)) {
                    map.insert((*foreign).to_owned(), (*word).to_owned());
                }
            }
        }
        for (field, value) in self.default {
            if !block.default.keys().any(|name| self.names(name, field)) {
                block.default.insert((*field).to_owned(), (*value).to_owned());
            }
        }
        for name in self.repeats.iter().filter(|name| !block.may_repeat(name)).collect::<Vec<_>>() {
            block.repeats.push((*name).to_owned());
            block.assumed.insert((*name).to_owned());
        }
    }

    /// A column that the block maps is the block's, and a field that the block gives to
    /// a column is no other's.
    fn fill_columns(&self, block: &mut SourceBlock) {
        let own: Vec<String> = block.columns.keys().cloned().collect();
        let combined: Vec<String> = block.combine.values().flatten().cloned().collect();
        let is_own = |name: &str, list: &[String]| list.iter().any(|foreign| same(foreign, name));
        let taken: Vec<String> =
            block.columns.values().chain(block.combine.keys()).cloned().collect();
        let is_taken = |field: &str| taken.iter().any(|name| self.names(name, field));
        let pairs =
            self.columns.iter().flat_map(|(f, headers)| headers.iter().map(move |h| (f, h)));
        for (field, header) in pairs {
            if is_own(header, &own) || is_own(header, &combined) || block.is_aside(header) {
                continue;
            }
            block.assumed.insert((*header).to_owned());
            if is_taken(field) {
                block.aside.push((*header).to_owned());
            } else {
                block.columns.insert((*header).to_owned(), (*field).to_owned());
            }
        }
        for header in self.aside {
            if !is_own(header, &own) && !is_own(header, &combined) && !block.is_aside(header) {
                block.assumed.insert((*header).to_owned());
                block.aside.push((*header).to_owned());
            }
        }
    }

    /// True where a name of the configuration means a field.
    fn names(&self, name: &str, field: &str) -> bool {
        name == field
            || match self.reads {
                Reads::Table(kind) => {
                    kind.canonical(name) == Some(field)
                        || columns::fold(name) == columns::fold(field)
                }
                _ => header::canonical(name).is_some_and(|matched| matched.field == field),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::event_fields::EventField;
    use crate::model::events::EventWords;

    #[test]
    fn every_preset_names_fields_and_words_that_exist() {
        for (preset, export) in ALL.iter().flat_map(|p| p.exports.iter().map(move |e| (p, e))) {
            let fields = export.columns.iter().map(|(field, _)| *field);
            let fields = fields.chain(export.values.iter().map(|(field, _)| *field));
            for field in fields.chain(export.default.iter().map(|(field, _)| *field)) {
                let known = match export.reads {
                    Reads::Table(kind) => kind.canonical(field) == Some(field),
                    _ => EventField::named(field).is_some(),
                };
                assert!(known, "{}: {field}", preset.name);
            }
            for (field, words) in export.values.iter().filter(|_| export.reads == Reads::Log) {
                let Some(EventField::Word(to)) = EventField::named(field) else { continue };
                for (foreign, word) in words.iter().filter(|(_, word)| !word.is_empty()) {
                    let set = to.set(&mut EventWords::default(), word);
                    assert!(set.is_ok(), "{}: {field} {foreign} = {word}", preset.name);
                }
            }
        }
    }

    #[test]
    fn no_header_of_an_export_means_two_things() {
        for (preset, export) in ALL.iter().flat_map(|p| p.exports.iter().map(move |e| (p, e))) {
            let mapped = export.columns.iter().flat_map(|(_, headers)| headers.iter());
            let all: Vec<&str> = mapped.chain(export.aside).copied().collect();
            let twice = |at: &usize| all[..*at].iter().any(|seen| same(seen, all[*at]));
            let twice: Vec<&str> = (0..all.len()).filter(twice).map(|at| all[at]).collect();
            assert!(twice.is_empty(), "{}: {twice:?}", preset.name);
            for header in export.hallmarks.iter().flat_map(|set| set.iter()) {
                assert!(export.knows(header), "{}: hallmark {header}", preset.name);
            }
        }
    }

    #[test]
    fn an_export_is_recognised_by_its_own_headers_alone() {
        for (preset, export) in ALL.iter().flat_map(|p| p.exports.iter().map(move |e| (p, e))) {
            for set in export.hallmarks {
                let headers: Vec<String> = set.iter().map(|h| (*h).to_owned()).collect();
                let found = recognised(&headers).expect("recognised");
                assert_eq!((found.0.name, found.1.reads), (preset.name, export.reads), "{set:?}");
            }
        }
        let plain = ["ticket_id", "device_id", "reported_at", "symptom", "status", "priority"];
        assert!(recognised(&plain.map(str::to_owned)).is_none());
    }

    #[test]
    fn what_the_block_says_wins() {
        let mut block = SourceBlock::default();
        block.columns.insert("Machine".to_owned(), "device".to_owned());
        block.columns.insert("Short description".to_owned(), "notes".to_owned());
        block
            .values
            .entry("priority".to_owned())
            .or_default()
            .insert("1 - critical".to_owned(), "P2".to_owned());
        block.default.insert("service".to_owned(), "remote".to_owned());
        let export = named("ServiceNow").and_then(|p| p.export(Reads::Log)).expect("an export");
        export.fill(&mut block);
        assert_eq!(block.columns["Machine"], "device");
        assert!(block.is_aside("cmdb_ci") && !block.columns.contains_key("cmdb_ci"));
        assert_eq!(block.columns["Short description"], "notes");
        assert!(!block.columns.contains_key("short_description"));
        let priority = &block.values["priority"];
        assert_eq!(priority["1 - critical"], "P2");
        assert!(!priority.contains_key("1 - Critical") && priority["2 - High"] == "P2");
        assert_eq!(block.default.len(), 1);
    }
}
