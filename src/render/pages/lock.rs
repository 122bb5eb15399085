//! The page that stands before a sealed site: a form for the passphrase in every language
//! of the site, and nothing of what is behind it.

use crate::diag::Diagnostic;
use crate::render::engine::{Cx, Head};
use crate::render::hosting;
use crate::seal::{HASH_GAP, ROUNDS, SiteKey, hex};
use serde::Serialize;

/// The context of `lock.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct LockPage {
    /// What the browser may do with the page, and with the one that it opens.
    policy: &'static str,
    /// The hash of the file that the page opens.
    hash: &'static str,
    /// The salt of the passphrase, in hexadecimal digits.
    salt: String,
    /// The rounds by which the key is made of the passphrase.
    rounds: String,
    /// The words of the page, a language each.
    languages: Vec<LockWords>,
}

/// The words of the page before a sealed site, in one language.
#[derive(Clone, Debug, Default, Serialize)]
struct LockWords {
    /// The language, as HTML names it.
    lang: &'static str,
    /// The heading.
    title: String,
    /// What to do.
    lead: String,
    /// The name of the field.
    field: String,
    /// The button.
    open: String,
    /// The box that has the browser remember the key.
    remember: String,
    /// Where the browser runs no script.
    no_script: String,
    /// What the script says, by key.
    said: Vec<LockSaid>,
}

/// A text of the script before a sealed site.
#[derive(Clone, Debug, Default, Serialize)]
struct LockSaid {
    /// Its key.
    key: &'static str,
    /// The text.
    text: String,
}

/// What `lock.js` says, by the key that it uses.
const SAID: [(&str, &str); 7] = [
    ("working", "lock.working"),
    ("wrong", "lock.wrong"),
    ("missing", "lock.missing"),
    ("broken", "lock.broken"),
    ("old", "lock.old"),
    ("forget", "lock.forget"),
    ("saved", "lock.saved"),
];

/// The page before a sealed site. It knows nothing of the site but its salt.
pub(in crate::render) fn gate(cx: &Cx<'_>, key: &SiteKey) -> Result<Vec<u8>, Diagnostic> {
    let languages = cx.all_texts().map(|texts| {
        let word = |key: &str| texts.get(key).to_owned();
        LockWords {
            lang: texts.lang.html(),
            title: word("lock.title"),
            lead: word("lock.lead"),
            field: word("lock.field"),
            open: word("lock.open"),
            remember: word("lock.remember"),
            no_script: word("lock.no_script"),
            said: SAID.iter().map(|&(key, text)| LockSaid { key, text: word(text) }).collect(),
        }
    });
    let context = LockPage {
        policy: hosting::LOCK_POLICY,
        hash: HASH_GAP,
        salt: hex(key.salt()),
        rounds: ROUNDS.to_string(),
        languages: languages.collect(),
    };
    cx.fill_template("lock.html", &Head::default(), &context)
}
