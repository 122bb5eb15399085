//! The known id that an unknown one is probably a slip of: one letter wrong,
//! missing, too many or exchanged, separators aside. Looked up, never searched
//! through, so that a log full of slips costs no more than one without.

use crate::model::ids::match_key;
use hashbrown::HashMap;
use std::collections::BTreeSet;

/// Known ids by every form with at most one letter left out.
pub(crate) struct Nearest<'a> {
    known: Vec<&'a str>,
    forms: HashMap<String, Vec<u32>>,
    /// By what they look like.
    looks: HashMap<String, Vec<u32>>,
}

/// Longer ids are names or sentences; a slip in those is not looked for.
const LONGEST: usize = 40;

impl<'a> Nearest<'a> {
    /// Of these known ids.
    pub(crate) fn of(known: impl Iterator<Item = &'a str>) -> Self {
        let (forms_of, looks) = (HashMap::new(), HashMap::new());
        let mut nearest = Self { known: known.collect(), forms: forms_of, looks };
        for (at, id) in nearest.known.iter().enumerate() {
            nearest.looks.entry(look(id)).or_default().push(at as u32);
            for form in forms(id) {
                nearest.forms.entry(form).or_default().push(at as u32);
            }
        }
        nearest
    }

    /// The nearest known id; none where several are equally near: of serial numbers
    /// one digit apart, any is as likely as the next.
    pub(crate) fn to(&self, text: &str) -> Option<&'a str> {
        // Before any other slip: a letter O in the place of a zero.
        if let Some([alike]) = self.looks.get(&look(text)).map(Vec::as_slice) {
            return Some(self.known[*alike as usize]);
        }
        let plain = plain(text);
        let near = forms(text).into_iter().filter_map(|form| self.forms.get(&form)).flatten();
        let near = near.map(|&at| {
            let distance =
                strsim::damerau_levenshtein(&plain, &self::plain(self.known[at as usize]));
            (distance, at)
        });
        let near: BTreeSet<(usize, u32)> = near.collect();
        let &(distance, at) = near.first()?;
        let alone = near.iter().filter(|&&(other, _)| other == distance).count() == 1;
        let likely = distance == 0 || (alone && (distance == 1 || plain.chars().count() > 4));
        likely.then(|| self.known[at as usize])
    }
}

fn plain(id: &str) -> String {
    match_key(id).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The same for ids that are hard to tell apart on a screen.
fn look(id: &str) -> String {
    let alike = |c| match c {
        'o' | 'O' => '0',
        'i' | 'I' | 'l' | 'L' => '1',
        'z' | 'Z' => '2',
        's' | 'S' => '5',
        'b' | 'B' => '8',
        other => other,
    };
    plain(id).chars().map(alike).collect()
}

fn forms(id: &str) -> Vec<String> {
    let letters: Vec<char> = plain(id).chars().collect();
    if letters.is_empty() || letters.len() > LONGEST {
        return Vec::new();
    }
    let without = |skip: usize| {
        letters.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, c)| c).collect()
    };
    let shorter = (0..letters.len()).map(without).filter(|form: &String| !form.is_empty());
    std::iter::once(letters.iter().collect()).chain(shorter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_o_for_a_zero_is_told_among_ids_one_digit_apart() {
        let nearest = Nearest::of(["LJ-101", "LJ-104", "LJ-106"].into_iter());
        assert_eq!(nearest.to("LJ-1O4"), Some("LJ-104"));
        assert_eq!(nearest.to("LJ-1o1"), Some("LJ-101"));
        assert_eq!(nearest.to("LJ-1X4"), Some("LJ-104"), "as before, by the last digit");
        assert_eq!(nearest.to("LJ-10X"), None, "any is as likely as the next");
    }

    #[test]
    fn a_slip_finds_its_id() {
        let nearest = Nearest::of(["E-104", "E-201", "SIM-001"].into_iter());
        for (text, want) in [
            ("E104", Some("E-104")),
            ("e-140", Some("E-104")),
            ("E-14", Some("E-104")),
            ("SIM 0001", Some("SIM-001")),
            ("X-999", None),
            ("", None),
        ] {
            assert_eq!(nearest.to(text), want, "{text}");
        }
    }

    #[test]
    fn among_serial_numbers_one_digit_apart_nothing_is_guessed() {
        let known = ["SOL-0064", "SOL-0083", "SOL-0085", "SIM-007"];
        let nearest = Nearest::of(known.into_iter());
        assert_eq!(nearest.to("SOL-0084"), None, "as near to one as to the others");
        assert_eq!(nearest.to("SIM-077"), Some("SIM-007"));
    }
}
