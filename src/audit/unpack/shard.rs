//! Scripts of the site's own search, in which each word says only what it has beyond
//! the one before: `fr-2002` behind `fr-2001` is a `2`. The words are put together
//! again; the format is that of `search::encode`, read here once more by other code.

use super::{Opener, Trust};

const CALL: &str = "faultbook.shard(\"";

impl Opener<'_, '_> {
    /// Hands on the words of a dictionary of the search, where a text is one.
    pub(super) fn shard(&mut self, text: &str) {
        let Some(rest) = text.strip_prefix(CALL) else { return };
        let Some((_, keys)) = rest.split_once("\",\"") else { return };
        let keys = keys.split('"').next().unwrap_or_default();
        if let Some(words) = words(keys) {
            self.count("search dictionary");
            self.text(&words, Trust::Text);
        }
    }
}

/// The words of a dictionary, a line each; `None` where the text is something else.
fn words(keys: &str) -> Option<String> {
    let units: Vec<u16> = keys.encode_utf16().collect();
    let mut at = 0;
    let mut word: Vec<u16> = Vec::new();
    let mut out = String::new();
    while at < units.len() {
        let (same, added) = (number(&units, &mut at)?, number(&units, &mut at)?);
        if same > word.len() {
            return None;
        }
        word.truncate(same);
        word.extend(units.get(at..at.checked_add(added)?)?);
        at += added;
        number(&units, &mut at)?;
        let text = String::from_utf16_lossy(&word);
        // In one dictionary a letter and a length stand before each word.
        let bare: String = text.chars().skip(2).collect();
        out.extend([text.as_str(), "\0", bare.as_str(), "\0"]);
    }
    Some(out)
}

/// A number: digits of 64 at the end, of 29 before it.
fn number(units: &[u16], at: &mut usize) -> Option<usize> {
    let mut high = 0_usize;
    loop {
        let sign = u8::try_from(*units.get(*at)?).ok().filter(|sign| (32..127).contains(sign))?;
        *at += 1;
        let digit = usize::from(sign - 32 - u8::from(sign > b'"') - u8::from(sign > b'\\'));
        if digit < 64 {
            return high.checked_mul(64)?.checked_add(digit);
        }
        high = high.checked_mul(29)?.checked_add(digit - 63)?;
    }
}

#[cfg(test)]
mod tests {
    use super::super::open;

    #[test]
    fn words_of_a_dictionary_are_put_together_again() {
        // `alpha` (0 kept, 5 new), `alpine` (3 kept, 3 new), values of two signs each.
        let script = "faultbook.shard(\"t/0\",\" &alpha#$$ine#\",\"xyxy\");\n";
        let mut all = Vec::new();
        let account = open(script.as_bytes(), &mut |text, _, _| all.push(text.to_owned()));
        assert!(all.iter().any(|text| text.contains("alpine\0")), "{all:?}");
        assert_eq!(account.formats["search dictionary"], 1);
    }

    #[test]
    fn cards_and_other_scripts_are_no_dictionary() {
        for script in
            ["faultbook.shard(\"c/0\",[[\"x\",\"y\"]]);", "alert(1)", "faultbook.shard(\"t/0\",\"~"]
        {
            let account = open(script.as_bytes(), &mut |_, _, _| {});
            assert!(!account.formats.contains_key("search dictionary"), "{script}");
        }
    }
}
