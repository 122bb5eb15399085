//! The site's own words in one language: the theme's `i18n/<lang>.toml`, a flat
//! table of `section.key`. A key that is missing falls back to English, then to
//! the key itself, so that nothing is ever blank.

use crate::diag::{Code, Diagnostic, Place};
use crate::model::Lang;
use std::collections::BTreeMap;

/// From here on a text speaks to those who write the records.
const ADVICE: &str = "{advice}";

/// The words of one language.
#[derive(Clone, Debug)]
pub struct Texts {
    /// The language.
    pub lang: Lang,
    table: BTreeMap<String, String>,
    /// Display words by list and word.
    words: BTreeMap<String, BTreeMap<String, String>>,
}

impl Texts {
    /// Reads a language's table over the tables it falls back to. Later sources
    /// win.
    pub fn read(lang: Lang, sources: &[(&str, &str)]) -> Result<Self, Diagnostic> {
        let mut table = BTreeMap::new();
        for (path, source) in sources {
            let parsed: toml::Table = source.parse().map_err(|e: toml::de::Error| {
                Diagnostic::new(
                    Code::ThemeFile,
                    format!("the texts cannot be read: {}", e.message()),
                )
                .at(Place::file(*path))
                .hint("write the file as TOML tables of `key = \"text\"`")
            })?;
            flatten("", &parsed, &mut table);
        }
        let words = words(&table);
        Ok(Self { lang, table, words })
    }

    /// The same words for readers of a site: what stands after `{advice}` tells those
    /// who write the records how to fill a gap, and is told to nobody else.
    #[must_use]
    pub fn advising(mut self, writers: bool) -> Self {
        for text in self.table.values_mut() {
            if let Some((fact, advice)) = text.split_once(ADVICE) {
                *text = if writers { format!("{fact}{advice}") } else { fact.to_owned() };
            }
        }
        self
    }

    /// The text of a key.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.table.get(key).map_or(key, String::as_str)
    }

    /// The text of a key, if the table has one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.table.get(key).map(String::as_str)
    }

    /// The text of a key with `{name}` replaced by its value, and `{name:one|more}` by
    /// the first word where the value is 1, else by the second: `{n} {n:fault|faults}`.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(key);
        let mut out = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let placed = after
                .split_once('}')
                .and_then(|(inside, next)| Some((placed(inside, values)?, next)));
            if let Some((text, next)) = placed {
                out.push_str(text);
                rest = next;
            } else {
                out.push('{');
                rest = after;
            }
        }
        out.push_str(rest);
        out
    }

    /// The display word of a closed word, such as `service_type` `repair`.
    pub fn word<'a>(&'a self, list: &str, word: &'a str) -> &'a str {
        self.words.get(list).and_then(|words| words.get(word)).map_or(word, String::as_str)
    }

    /// The keys below a prefix such as `find.` or `word.status.`, with their texts.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let keys = self.table.range(prefix.to_owned()..);
        let below = keys.take_while(move |(key, _)| key.starts_with(prefix));
        below.map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// The whole table, nested, for templates.
    pub fn nested(&self) -> BTreeMap<&str, BTreeMap<&str, &str>> {
        let mut out: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for (key, text) in &self.table {
            if let Some((section, name)) = key.split_once('.') {
                out.entry(section).or_default().insert(name, text);
            }
        }
        out
    }
}

fn words(table: &BTreeMap<String, String>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut words: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (key, text) in table {
        let name = key.strip_prefix("word.").and_then(|rest| rest.split_once('.'));
        if let Some((list, word)) = name {
            words.entry(list.to_owned()).or_default().insert(word.to_owned(), text.clone());
        }
    }
    words
}

/// What stands for the inside of a pair of braces; nothing where no value has its name.
fn placed<'a>(inside: &'a str, values: &[(&str, &'a str)]) -> Option<&'a str> {
    let (name, forms) =
        inside.split_once(':').map_or((inside, None), |(name, forms)| (name, Some(forms)));
    let (_, value) = values.iter().find(|(known, _)| *known == name)?;
    let Some(forms) = forms else { return Some(value) };
    let (one, more) = forms.split_once('|')?;
    Some(if *value == "1" { one } else { more })
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, out),
            toml::Value::String(text) => {
                out.insert(path, text.clone());
            }
            other => {
                out.insert(path, other.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_for_those_who_write_the_records() {
        let source = "[a]\nnone = \"Nothing yet.{advice} Add a file.\"";
        let texts = Texts::read(Lang::En, &[("en.toml", source)]).expect("a valid table");
        assert_eq!(texts.clone().advising(true).get("a.none"), "Nothing yet. Add a file.");
        assert_eq!(texts.advising(false).get("a.none"), "Nothing yet.");
    }

    #[test]
    fn a_missing_text_falls_back_and_braces_are_filled() {
        let sources = [
            ("en.toml", "[nav]\nhome = \"Home\"\n[say]\nn = \"{n} faults\""),
            ("zh.toml", "[nav]\nhome = \"首页\""),
        ];
        let texts = Texts::read(Lang::Zh, &sources).expect("valid tables");
        assert_eq!(texts.get("nav.home"), "首页");
        assert_eq!(texts.fill("say.n", &[("n", "3")]), "3 faults");
        assert_eq!(texts.get("no.such"), "no.such");
    }

    #[test]
    fn a_word_agrees_with_its_number() {
        let source = "[say]\nn = \"{n} {n:fault was|faults were} seen in {month}, {odd}\"";
        let texts = Texts::read(Lang::En, &[("x.toml", source)]).unwrap();
        let say = |n| texts.fill("say.n", &[("n", n), ("month", "{n}")]);
        assert_eq!(say("1"), "1 fault was seen in {n}, {odd}");
        assert_eq!(say("0"), "0 faults were seen in {n}, {odd}");
        assert_eq!(say("1,001"), "1,001 faults were seen in {n}, {odd}");
    }

    #[test]
    fn a_broken_table_names_its_file() {
        let error = Texts::read(Lang::En, &[("x.toml", "[")]).expect_err("broken");
        assert_eq!(error.place.map(|p| p.file.to_string()), Some("x.toml".to_owned()));
    }
}
