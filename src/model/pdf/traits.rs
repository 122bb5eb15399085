//! What a PDF says of itself, where it cannot be taken out: told to the person who decides
//! whether its readers may know.

use super::scrub;
use lopdf::{Dictionary, Document, Object};
use std::fmt;

/// What stands in a PDF beside its pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Who wrote it, under what title, with what program: words of the file.
    pub names: Vec<(&'static str, String)>,
    /// It holds scripts or starts something.
    pub runs: bool,
    /// Files inside.
    pub files: usize,
}

/// Entries of the document information, and what they are called in a message.
const NAMED: [(&[u8], &str); 6] = [
    (b"Author", "author"),
    (b"Title", "title"),
    (b"Subject", "subject"),
    (b"Keywords", "keywords"),
    (b"Creator", "written with"),
    (b"Company", "company"),
];
/// As much of a word as a message shows.
const SHOWN: usize = 60;

impl Traits {
    pub(super) fn of(document: &Document) -> Self {
        let mut traits = Self::default();
        let info = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict);
        if let Ok(info) = info {
            traits.names = NAMED.iter().filter_map(|(key, name)| said(info, key, name)).collect();
        }
        let doomed = scrub::doomed(document);
        traits.runs = document.objects.iter().any(|(id, object)| {
            let mut runs = doomed.actions.contains(id);
            scrub::each(object, &mut |dict| runs |= dict.has(b"XFA") || scrub::is_action(dict));
            runs
        });
        for object in document.objects.values() {
            scrub::each(object, &mut |dict| traits.files += usize::from(dict.has(b"EF")));
        }
        traits
    }

    /// True where a reader may run something or open a file from inside.
    pub fn is_active(&self) -> bool {
        self.runs || self.files > 0
    }
}

fn said(info: &Dictionary, key: &[u8], name: &'static str) -> Option<(&'static str, String)> {
    let text = lopdf::decode_text_string(info.get(key).ok()?).ok()?;
    let plain: String = text.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    (!plain.trim().is_empty()).then_some((name, plain))
}

impl fmt::Display for Traits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> =
            self.names.iter().map(|(name, text)| format!("{name} “{text}”")).collect();
        parts.extend(self.runs.then(|| "scripts or actions that start something".to_owned()));
        match self.files {
            0 => {}
            1 => parts.push("a file inside".to_owned()),
            n => parts.push(format!("{n} files inside")),
        }
        if parts.is_empty() {
            return f.write_str("it names neither author nor title");
        }
        write!(f, "it has: {}", parts.join(", "))
    }
}
