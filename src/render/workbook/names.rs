//! Names of sheets: what a spreadsheet allows, and no two alike.

use crate::render::document::Section;
use std::collections::BTreeSet;

/// Characters of a sheet's name, as UTF-16 counts them.
const LONGEST: usize = 31;

/// The names given so far.
#[derive(Default)]
pub(super) struct SheetNames {
    given: BTreeSet<String>,
}

impl SheetNames {
    /// A section's name with its number.
    pub(super) fn of_section(&mut self, section: &Section) -> String {
        match section.n {
            Some(n) => self.name(&format!("{n} {}", section.heading)),
            None => self.name(&section.heading),
        }
    }

    /// A name for a sheet.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let allowed =
            |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
        let clean: String = wanted.chars().map(|c| if allowed(c) { c } else { ' ' }).collect();
        let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        let clean = clean.trim_matches('\'');
        let clean = if clean.is_empty() { "1" } else { clean };
        let mut name = cut(clean, LONGEST);
        let mut n = 2;
        while !self.given.insert(name.to_lowercase()) {
            let ending = format!(" {n}");
            name = cut(clean, LONGEST - ending.len()) + &ending;
            n += 1;
        }
        name
    }
}

fn cut(text: &str, units: usize) -> String {
    let mut left = units;
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    kept.collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_a_spreadsheet_allows_and_differ() {
        let mut names = SheetNames::default();
        assert_eq!(names.name("5 Cause: why?"), "5 Cause why");
        assert_eq!(names.name("5 cause WHY"), "5 cause WHY 2");
        let long = names.name(&"原因".repeat(30));
        assert_eq!(long.encode_utf16().count(), 30 + 1);
        assert_eq!(names.name(&"原因".repeat(30)).encode_utf16().count(), 31);
        assert_eq!(names.name("'''"), "1");
    }
}
