//! Fonts in the order in which they are asked for a letter. Of a collection that holds the
//! letters of several regions the Chinese ones come first, and faces of fixed width last.

use std::collections::BTreeSet;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

/// From this weight a face is bold.
const BOLD: u16 = 600;

/// The fonts of a document.
#[derive(Clone, Debug, Default)]
pub struct Fonts {
    fonts: Vec<Font>,
    /// Names in the order in which they are asked.
    families: Vec<String>,
}

impl Fonts {
    /// No fonts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the faces of a font file. False where it is none.
    pub fn add(&mut self, file: Vec<u8>) -> bool {
        let mut faces: Vec<Font> = Font::iter(Bytes::new(file)).collect();
        faces.sort_by_key(|face| rank(&face.info().family));
        // A collection has the same letters several times, each as another region writes
        // them: those of the first family are enough, in all its weights.
        let Some(first) = faces.first().map(|face| face.info().family.clone()) else {
            return false;
        };
        faces.retain(|face| face.info().family == first);
        if !self.families.contains(&first) {
            self.families.push(first);
        }
        self.fonts.extend(faces);
        true
    }

    /// Takes other fonts behind these.
    pub fn append(&mut self, other: Self) {
        let known = &self.families;
        let new = other.families.into_iter().filter(|family| !known.contains(family));
        let new: Vec<String> = new.collect();
        self.families.extend(new);
        self.fonts.extend(other.fonts);
    }

    /// True without a font.
    pub fn is_empty(&self) -> bool {
        self.fonts.is_empty()
    }

    /// Those of `letters` that no font has.
    pub fn lacking(&self, letters: &BTreeSet<char>) -> BTreeSet<char> {
        let covered = |c: &char| self.fonts.iter().any(|font| has(font.info(), *c));
        letters.iter().filter(|c| !covered(c)).copied().collect()
    }

    /// Names in the order in which they are asked.
    pub(super) fn families(&self) -> &[String] {
        &self.families
    }

    /// Whether the first family has a bold face; where not, the template thickens strokes.
    pub(super) fn is_bold(&self) -> bool {
        let bold = |font: &Font| {
            let info = font.info();
            let varies = info.axes.iter().any(|axis| axis.tag.to_bytes() == *b"wght");
            self.families.first() == Some(&info.family)
                && (varies || info.variant.weight.to_number() >= BOLD)
        };
        self.fonts.iter().any(bold)
    }

    pub(super) fn get(&self, index: usize) -> Option<&Font> {
        self.fonts.get(index)
    }

    pub(super) fn book(&self) -> LazyHash<FontBook> {
        LazyHash::new(FontBook::from_fonts(&self.fonts))
    }
}

fn has(info: &FontInfo, c: char) -> bool {
    info.coverage.contains(u32::from(c))
}

/// What is asked first: simplified Chinese, then the rest, other regions, fixed width.
fn rank(family: &str) -> u8 {
    let mut words = family.split(' ');
    let is = |wanted: &[&str]| words.clone().any(|word| wanted.contains(&word));
    match () {
        () if is(&["Mono", "Code"]) => 3,
        () if is(&["JP", "KR", "TC", "HK", "MO", "TW"]) => 2,
        () if is(&["SC", "CN", "GB"]) => 0,
        () => u8::from(words.next().is_some()),
    }
}
