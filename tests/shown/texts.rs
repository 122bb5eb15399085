//! The words of the built-in theme are complete: every key that a page or a
//! template asks for has a text, both languages have the same keys with the same
//! placeholders, no text is left that nothing asks for, and every word of the
//! domain's closed lists has a name in both. The code is read as text; how a
//! text is looked up is tested beside `render::texts`.
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use faultbook::model::{
    ActionKind, CauseCategory, Channel, ChargeType, ComplaintKind, Confidence, DeviceStatus,
    OldPartStatus, PartOrigin, Personal, Priority, Readers, ResponsibleParty, ServiceType, Status,
    VisitKind,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Sections whose keys are put together while a page is made.
const DYNAMIC: [&str; 5] = ["word.", "month.", "mon.", "say.", "method."];

type Texts = BTreeMap<String, String>;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The files below a folder that end so, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            out.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// A theme's table, flat: `section.key`.
fn texts(language: &str) -> Texts {
    let path = project(&format!("themes/default/i18n/{language}.toml"));
    let table: toml::Table =
        read(&path).parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut out = Texts::new();
    flatten("", &table, &mut out);
    out
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut Texts) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, out),
            toml::Value::String(text) => {
                out.insert(path, text.clone());
            }
            other => panic!("{path} is not a text: {other}"),
        }
    }
}

fn section(key: &str) -> &str {
    key.split_once('.').map_or(key, |(section, _)| section)
}

fn is_section(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `section.name`, and no file of the theme.
fn is_key(text: &str) -> bool {
    let named =
        |(section, name)| is_section(section) && is_name(name) && !["js", "json"].contains(&name);
    text.split_once('.').is_some_and(named)
}

/// The string literals of a source that look like keys, its unit tests left out.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    code.split('"').filter(|text| is_key(text))
}

/// The keys a template asks for: `t.section.key`.
fn template_keys(source: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    source
        .split(|c| !word(c))
        .filter_map(|path| path.strip_prefix("t."))
        .filter(|key| is_key(key))
        .map(str::to_owned)
        .collect()
}

/// The keys that a script asks for: those in quotes, and all that begin with what stands
/// before a value, as in `find.kind_${hit.kind}`.
fn script_keys(source: &str, known: &Texts) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for text in source.split('\'').filter(|text| is_key(text)) {
        if ["find", "ledger", "offline", "ticks"].contains(&section(text)) {
            out.insert(text.to_owned());
        }
    }
    for text in source.split('`').filter_map(|text| text.split_once("${")) {
        let begun = text.0;
        if is_section(section(begun)) && begun.contains('.') {
            out.extend(known.keys().filter(|key| key.starts_with(begun)).cloned());
        }
    }
    out
}

/// Every key that the pages, templates and scripts name, with a file that does.
fn asked(known: &Texts) -> BTreeMap<String, PathBuf> {
    let sections: BTreeSet<&str> = known.keys().map(|key| section(key)).collect();
    let templates = files(&project("themes/default/templates"), ".html");
    let names: BTreeSet<String> = templates
        .iter()
        .filter_map(|p| Some(p.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let mut out = BTreeMap::new();
    for path in files(&project("src/render"), ".rs") {
        for key in literals(&read(&path)) {
            if sections.contains(section(key)) && !names.contains(key) {
                out.insert(key.to_owned(), path.clone());
            }
        }
    }
    for path in templates {
        for key in template_keys(&read(&path)) {
            out.insert(key, path.clone());
        }
    }
    for path in files(&project("themes/default/static"), ".js") {
        for key in script_keys(&read(&path), known) {
            out.insert(key, path.clone());
        }
    }
    out
}

/// The `{name}` placeholders of a text, also of `{name:one|more}`.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let pieces = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let names = pieces.map(|(inside, _)| inside.split_once(':').map_or(inside, |(name, _)| name));
    names.filter(|name| is_name(name)).collect()
}

#[test]
fn every_key_that_a_page_asks_for_has_an_english_text() {
    let english = texts("en");
    let missing: Vec<String> = asked(&english)
        .into_iter()
        .filter(|(key, _)| !english.contains_key(key))
        .map(|(key, path)| format!("{key} ({})", path.display()))
        .collect();
    assert!(missing.is_empty(), "add to themes/default/i18n/en.toml: {missing:#?}");
}

#[test]
fn both_languages_have_the_same_keys() {
    let (english, chinese) = (texts("en"), texts("zh-CN"));
    let keys = |texts: &Texts| -> BTreeSet<String> {
        texts.keys().filter(|key| section(key) != "code").cloned().collect()
    };
    let (english, chinese) = (keys(&english), keys(&chinese));
    let untranslated: Vec<_> = english.difference(&chinese).collect();
    let only_chinese: Vec<_> = chinese.difference(&english).collect();
    assert!(untranslated.is_empty(), "add to zh-CN.toml: {untranslated:#?}");
    assert!(only_chinese.is_empty(), "add to en.toml: {only_chinese:#?}");
}

#[test]
fn a_text_has_the_same_placeholders_in_both_languages() {
    let (english, chinese) = (texts("en"), texts("zh-CN"));
    let different: Vec<_> = english
        .iter()
        .filter_map(|(key, text)| Some((key, text, chinese.get(key)?)))
        .filter(|(_, en, zh)| placeholders(en) != placeholders(zh))
        .collect();
    assert!(different.is_empty(), "{different:#?}");
}

#[test]
fn a_template_asks_for_no_text_with_a_placeholder_because_it_fills_none() {
    let english = texts("en");
    for path in files(&project("themes/default/templates"), ".html") {
        for key in template_keys(&read(&path)) {
            let unfilled = english.get(&key).is_some_and(|text| !placeholders(text).is_empty());
            assert!(!unfilled, "{}: {key}", path.display());
        }
    }
}

#[test]
fn no_text_is_blank_or_unused() {
    let english = texts("en");
    let asked = asked(&english);
    let unused: Vec<_> = english
        .keys()
        .filter(|key| !DYNAMIC.iter().any(|prefix| key.starts_with(prefix)))
        .filter(|key| !asked.contains_key(*key))
        .collect();
    assert!(unused.is_empty(), "nothing asks for {unused:#?}");
    for language in ["en", "zh-CN"] {
        let blank: Vec<_> =
            texts(language).into_iter().filter(|(_, text)| text.trim().is_empty()).collect();
        assert!(blank.is_empty(), "{language}: {blank:#?}");
    }
}

#[test]
fn every_word_of_the_domain_has_a_name_in_both_languages() {
    macro_rules! words {
        ($($list:literal: $words:ty),* $(,)?) => {
            [$(($list, <$words>::ALL.iter().map(|word| word.as_str()).collect::<Vec<&str>>()),)*]
        };
    }
    let lists = words! {
        "service_type": ServiceType, "charge_type": ChargeType, "cause_category": CauseCategory,
        "status": Status, "priority": Priority, "channel": Channel,
        "responsible_party": ResponsibleParty, "old_part_status": OldPartStatus,
        "confidence": Confidence, "readers": Readers, "visit_kind": VisitKind,
        "personal": Personal,
        "action_kind": ActionKind, "complaint_kind": ComplaintKind,
        "device_status": DeviceStatus, "part_origin": PartOrigin,
    };
    for language in ["en", "zh-CN"] {
        let texts = texts(language);
        for (list, words) in &lists {
            for word in words {
                let key = format!("word.{list}.{word}");
                assert!(texts.contains_key(&key), "{language}.toml lacks {key}");
            }
        }
    }
}

#[test]
fn questions_end_in_a_question_mark() {
    for (language, mark) in [("en", "?"), ("zh-CN", "？")] {
        for (key, text) in texts(language) {
            if key.ends_with("question") {
                assert!(text.ends_with(mark), "{language}: {key} = {text}");
            }
        }
    }
}

#[test]
fn chinese_texts_leave_no_space_and_no_half_width_sign_beside_a_chinese_letter() {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for (key, text) in texts("zh-CN") {
        let letters: Vec<char> = text.chars().collect();
        for pair in letters.windows(2) {
            let wrong = (is_han(pair[0]) && matches!(pair[1], '(' | ',' | ';' | '?' | '!'))
                || (matches!(pair[0], ')' | ',' | ';') && is_han(pair[1]));
            assert!(!wrong, "{key}: {text}");
        }
        for three in letters.windows(3).filter(|three| three[1] == ' ') {
            let placed = three[0] == '}' && is_han(three[2]) || is_han(three[0]) && three[2] == '{';
            let after_a_stop = matches!(three[0], '。' | '，' | '；' | '：');
            assert!(!placed && !after_a_stop, "{key}: {text}");
        }
    }
}
