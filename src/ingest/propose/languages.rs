//! Words of German, Dutch, French, Spanish and Japanese tables: headers, units of time
//! and states; the words themselves are in `languages.txt`. They serve proposals only;
//! a build reads what a block says.

use crate::ingest::columns::Kind;
use crate::ingest::header::normal;
use crate::ingest::value::fold;
use hashbrown::HashMap;
use std::sync::LazyLock;

const TEXT: &str = include_str!("languages.txt");

/// A header of another language: what it means and which language it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// Canonical field.
    pub(super) field: &'static str,
    /// Name of the language.
    pub(super) language: &'static str,
}

/// All words, by section. Only looked up, never iterated.
#[derive(Default)]
struct Words {
    /// Headers of logs.
    events: HashMap<String, Foreign>,
    /// Headers of master tables; a word serves every table that has the field.
    records: HashMap<String, Vec<Foreign>>,
    /// Headers of the ids of records: table, header.
    ids: HashMap<(&'static str, String), ()>,
    /// Words of closed lists: field, word.
    lists: HashMap<(&'static str, String), &'static str>,
    /// Units of time.
    units: HashMap<String, &'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for (section, field, language, word) in entries() {
        words.take(section, field, language, word);
    }
    words
});

/// Section, the two names of its line, and one word of it, for every word of the text.
fn entries() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static str)> {
    let mut section = "";
    let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.flat_map(move |line| {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
            return Vec::new();
        }
        let mut parts = line.splitn(3, ' ');
        let mut part = || parts.next().unwrap_or_default();
        let (field, language, words) = (part(), part(), part());
        words.split(';').map(|word| (section, field, language, word.trim())).collect()
    })
}

impl Words {
    fn take(
        &mut self,
        section: &str,
        field: &'static str,
        language: &'static str,
        word: &'static str,
    ) {
        let foreign = Foreign { field, language };
        match section {
            "event" => {
                self.events.entry(normal(word).key).or_insert(foreign);
            }
            "record" => self.records.entry(normal(word).key).or_default().push(foreign),
            "id" => {
                self.ids.insert((field, normal(word).key), ());
            }
            "words" => {
                self.lists.insert((field, word.to_owned()), language);
            }
            _ => {
                self.units.insert(word.to_owned(), field);
            }
        }
    }
}

/// The field of an event that a header of another language means.
pub(super) fn event(header: &str) -> Option<Foreign> {
    WORDS.events.get(&normal(header).key).copied()
}

/// The field of a master table that a header of another language means.
pub(super) fn record(kind: Kind, header: &str) -> Option<Foreign> {
    let key = normal(header).key;
    if WORDS.ids.contains_key(&(kind.name(), key.clone())) {
        return Some(Foreign { field: "id", language: "a known word of another language" });
    }
    let found = WORDS.records.get(&key)?;
    found.iter().copied().find(|foreign| kind.canonical(foreign.field) == Some(foreign.field))
}

/// The canonical word that a word of another language stands for.
pub(super) fn word(field: &'static str, text: &str) -> Option<&'static str> {
    WORDS.lists.get(&(field, fold(text).into_owned())).copied()
}

/// The unit that a word in brackets means, where the reader does not know it.
pub(super) fn unit(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    WORDS.units.get(folded.trim_end_matches('.')).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::event_fields::EventField;
    use crate::ingest::value::duration::unit_hours;
    use crate::model::events::EventWords;

    #[test]
    fn every_word_leads_to_a_field_or_a_word_that_exists() {
        let mut count = 0;
        for (section, field, language, word) in entries() {
            count += 1;
            assert!(!word.is_empty(), "{section} {field} {language}");
            let known = match section {
                "event" => EventField::named(field).is_some(),
                "record" => Kind::TABLES.iter().any(|k| k.canonical(field) == Some(field)),
                "id" => Kind::TABLES.iter().any(|kind| kind.name() == field),
                "units" => unit_hours(field).is_some(),
                "words" => match EventField::named(field) {
                    Some(EventField::Word(to)) => {
                        assert_eq!(fold(word), word, "{word} is not folded");
                        to.set(&mut EventWords::default(), language).is_ok()
                    }
                    _ => false,
                },
                _ => false,
            };
            assert!(known, "[{section}] {field} {language} {word}");
        }
        assert!(count > 600, "{count} words");
    }

    #[test]
    fn one_header_means_one_thing_in_all_languages() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (_, field, _, word) in entries().filter(|entry| entry.0 == "event") {
            let before = seen.insert(normal(word).key, field);
            assert!(before.is_none_or(|b| b == field), "{word}: {before:?} and {field}");
        }
    }

    #[test]
    fn headers_are_found_in_any_spelling() {
        assert_eq!(event("MELDEDATUM").map(|f| f.field), Some("reported_at"));
        assert_eq!(event("gemeld op").map(|f| f.language), Some("Dutch"));
        assert_eq!(event("受付日時").map(|f| f.language), Some("Japanese"));
        assert_eq!(record(Kind::Devices, "Kunde").map(|f| f.field), Some("customer"));
        assert_eq!(record(Kind::Parts, "Artikelnummer").map(|f| f.field), Some("id"));
        assert_eq!(record(Kind::Parts, "Inbetriebnahme"), None);
        assert_eq!((unit("Std."), unit("uur"), unit("kg")), (Some("h"), Some("h"), None));
        assert_eq!(word("status", "In Bearbeitung"), Some("in_progress"));
    }
}
