//! The words that the theme's scripts say, a file a language: no script stands inside
//! a page, and no page carries words that only a script needs.

use super::texts::Texts;
use std::collections::BTreeMap;

/// What the scripts name, by the beginning of its keys.
const SPOKEN: [&str; 7] =
    ["find.", "ledger.", "ticks.", "offline.", "kind.", "word.status.", "word.confidence."];

/// A script that puts the words of a language into `faultbook.words`.
pub(super) fn words(texts: &Texts) -> Vec<u8> {
    let words: BTreeMap<&str, &str> = SPOKEN.iter().flat_map(|p| texts.below(p)).collect();
    let words = serde_json::to_string(&words).expect("texts are strings, which JSON can hold");
    format!("(self.faultbook = self.faultbook || {{}}).words = {words};\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    #[test]
    fn scripts_get_their_own_words_and_no_others() {
        let source = "[find]\nnone = \"Nothing \\\"found\\\"\"\n[home]\nopen = \"Open\"\n\
            [word.status]\nclosed = \"closed\"";
        let texts = Texts::read(Lang::En, &[("x.toml", source)]).unwrap();
        let script = String::from_utf8(words(&texts)).unwrap();
        assert_eq!(
            script,
            "(self.faultbook = self.faultbook || {}).words = \
             {\"find.none\":\"Nothing \\\"found\\\"\",\"word.status.closed\":\"closed\"};\n"
        );
    }
}
