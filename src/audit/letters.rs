//! A text as the search reads it: nothing but letters and digits, folded (width,
//! case, accents), each with what stood before it. `SIM‑007`, `sim_007` and
//! `ＳＩＭ－００７` are the same letters; only the gaps differ. Which gaps are let pass
//! is for the pattern to say ([`super::pattern`]).

use unicode_normalization::UnicodeNormalization;

/// What stood between two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing that a reader would see.
    None,
    /// A tag that ends no line: `<b>`, `<span>`. It may part words or not.
    Soft,
    /// One mark such as a blank, a hyphen or a point; all dashes are one.
    Mark(char),
    /// Two or three of such marks: ` / `.
    Few,
    /// What parts two values: a comma, a quote, a cell's border, a long stretch.
    Hard,
}

/// A letter or digit of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Folded.
    pub(super) c: char,
    /// True where it was a capital.
    pub(super) capital: bool,
    /// What stood before it.
    pub(super) gap: Gap,
    /// Byte of the text where it stands.
    pub(super) at: u32,
}

/// Stands for a tag that ends no line, in a text that was markup.
pub(super) const SOFT_TAG: char = '\u{e000}';
/// Stands for a tag that ends a cell or a paragraph.
pub(super) const HARD_TAG: char = '\u{e001}';

/// Letters of a text, in order.
#[derive(Clone, Debug)]
pub(super) struct Letters {
    /// The letters.
    pub(super) list: Vec<Letter>,
    /// Positions of those with which a word may begin.
    pub(super) starts: Vec<u32>,
    gap: Gap,
    marks: u8,
}

impl Default for Letters {
    fn default() -> Self {
        Self { list: Vec::new(), starts: Vec::new(), gap: Gap::Hard, marks: 0 }
    }
}

/// The letters of a short text.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut letters = Letters::default();
    letters.read(text, 0);
    letters.list
}

impl Letters {
    /// Forgets what was read; the memory stays.
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.starts.clear();
        (self.gap, self.marks) = (Gap::Hard, 0);
    }

    /// Reads a piece of text that begins at byte `at` of the whole.
    pub(super) fn read(&mut self, text: &str, at: usize) {
        let mut done = 0;
        while done < text.len() {
            let run = self.plain(&text.as_bytes()[done..], at + done);
            done += run;
            let Some(c) = text[done..].chars().next() else { return };
            self.push(c, at + done);
            done += c.len_utf8();
        }
    }

    /// Reads small letters and digits up to the first other byte: most of a text.
    fn plain(&mut self, bytes: &[u8], at: usize) -> usize {
        let run = bytes.iter().take_while(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9')).count();
        let Some((first, rest)) = bytes[..run].split_first() else { return 0 };
        self.letter(char::from(*first), false, at);
        let from = u32::try_from(at + 1).unwrap_or(u32::MAX);
        self.list.extend(rest.iter().zip(from..).map(|(&byte, at)| Letter {
            c: char::from(byte),
            capital: false,
            gap: Gap::None,
            at,
        }));
        run
    }

    fn push(&mut self, c: char, at: usize) {
        if c.is_ascii() {
            return self.push_ascii(c, at);
        }
        match c {
            '\u{3400}'..='\u{9fff}' => self.letter(c, false, at),
            SOFT_TAG => self.soften(),
            HARD_TAG => self.gap = Gap::Hard,
            c if unseen(c) => {}
            c if dash(c) => self.mark('-'),
            c if hard(c) => self.gap = Gap::Hard,
            c if c.is_whitespace() => self.mark(' '),
            c => self.fold(c, at),
        }
    }

    fn push_ascii(&mut self, c: char, at: usize) {
        match c {
            'a'..='z' | '0'..='9' => self.letter(c, false, at),
            'A'..='Z' => self.letter(c.to_ascii_lowercase(), true, at),
            ' ' | '\n' | '\r' => self.mark(' '),
            '"' | ',' | ';' | '|' | '<' | '>' | '{' | '}' | '[' | ']' | '=' | '\t' | '\0' => {
                self.gap = Gap::Hard;
            }
            c if c.is_ascii_control() => self.gap = Gap::Hard,
            c => self.mark(c),
        }
    }

    /// A letter outside the common ones: width, case and accents go.
    fn fold(&mut self, c: char, at: usize) {
        let capital = c.is_uppercase();
        let mut any = false;
        for c in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
            if c.is_ascii() && !c.is_ascii_alphanumeric() {
                self.push_ascii(c, at);
                any = true;
            } else if c.is_alphanumeric() {
                self.letter(c, capital, at);
                any = true;
            } else if combining(c) {
                any = true;
            }
        }
        if !any {
            self.mark(c);
        }
    }

    fn letter(&mut self, c: char, capital: bool, at: usize) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        self.marks = 0;
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let joined = gap == Gap::None && !unspaced(c);
        if !joined || self.list.last().is_none_or(|before| unspaced(before.c)) {
            self.starts.push(self.list.len() as u32);
        }
        self.list.push(Letter { c, capital, gap, at });
    }

    fn mark(&mut self, c: char) {
        self.gap = match self.gap {
            Gap::None | Gap::Soft => Gap::Mark(c),
            // A stretch of blanks is one.
            Gap::Mark(' ') if c == ' ' => return,
            Gap::Few if c == ' ' && self.marks >= 3 => return,
            Gap::Mark(_) | Gap::Few if self.marks < 3 => Gap::Few,
            Gap::Mark(_) | Gap::Few | Gap::Hard => Gap::Hard,
        };
        self.marks = self.marks.saturating_add(1);
    }

    fn soften(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Soft;
        }
    }
}

/// What a character of a text is, as far as it can be told from itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A letter or digit of ASCII, folded, or a common Chinese character.
    Letter(char),
    /// It parts what is beside it.
    Gap,
    /// Nobody sees it.
    Unseen,
    /// Whatever folding makes of it.
    Other,
}

/// What a character is.
pub(super) fn sort(c: char) -> Sort {
    match c {
        'a'..='z' | '0'..='9' | '\u{3400}'..='\u{9fff}' => Sort::Letter(c),
        'A'..='Z' => Sort::Letter(c.to_ascii_lowercase()),
        c if c.is_ascii() => Sort::Gap,
        SOFT_TAG | HARD_TAG => Sort::Gap,
        c if unseen(c) => Sort::Unseen,
        c if dash(c) || hard(c) || c.is_whitespace() => Sort::Gap,
        _ => Sort::Other,
    }
}

/// True where folding leaves a letter or digit of a character.
pub(super) fn has_letter(c: char) -> bool {
    matches!(sort(c), Sort::Letter(_))
        || sort(c) == Sort::Other && std::iter::once(c).nfkd().any(char::is_alphanumeric)
}

/// True for scripts that write words without gaps.
pub(super) fn unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

/// Soft hyphens, joiners and marks of direction: a reader does not see them.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{180e}')
        || combining(c)
}

fn combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Marks that part two values in Chinese text.
fn hard(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '；' | '、' | '！' | '？' | '“' | '”' | '「' | '」' | '【' | '】' | '\u{85}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        letters(text).iter().map(|l| l.c).collect()
    }

    #[test]
    fn spellings_of_one_name_have_the_same_letters() {
        for text in
            ["SIM-007", "sim_007", "ＳＩＭ－００７", "SIM\u{2011}007", "S\u{ad}IM 0\u{200b}07"]
        {
            assert_eq!(folded(text), "sim007", "{text:?}");
        }
        assert_eq!(folded("Élan Tōkyō"), folded("E\u{301}lan Tokyo"));
        assert_eq!(folded("云岭\u{200b}地铁"), "云岭地铁");
        assert_eq!(folded("①號 ﬁne"), "1號fine");
    }

    #[test]
    fn gaps_are_told_apart() {
        let gaps = |text: &str| letters(text).iter().skip(1).map(|l| l.gap).collect::<Vec<_>>();
        assert_eq!(gaps("a b"), [Gap::Mark(' ')]);
        assert_eq!(gaps("a  \n b"), [Gap::Mark(' ')]);
        assert_eq!(gaps("a–b"), [Gap::Mark('-')]);
        assert_eq!(gaps("a / b"), [Gap::Few]);
        assert_eq!(gaps("a, b"), [Gap::Hard]);
        assert_eq!(gaps("a - - - b"), [Gap::Hard]);
        assert_eq!(gaps(&format!("a{SOFT_TAG}b")), [Gap::Soft]);
        assert_eq!(gaps(&format!("a{HARD_TAG}b")), [Gap::Hard]);
    }

    #[test]
    fn a_letter_knows_its_byte() {
        let at: Vec<u32> = letters("甲 b").iter().map(|l| l.at).collect();
        assert_eq!(at, [0, 4]);
    }
}
