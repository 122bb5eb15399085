//! Quotations that begin with `[!WARNING]`, `[!警告]` and the like: notes, and what may
//! hurt a person or a machine. The words are GitHub's and those that service manuals use.

/// What an admonition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admonition {
    /// Something to know.
    Note,
    /// Something that makes the work easier.
    Tip,
    /// Something without which the work fails.
    Important,
    /// May hurt: ANSI Z535 and GB 2894 rank danger over warning over caution.
    Caution,
    /// Can hurt badly, or break the machine.
    Warning,
    /// Will hurt badly.
    Danger,
    /// Measures before any work.
    Safety,
}

const WORDS: [(&str, Admonition); 31] = [
    ("note", Admonition::Note),
    ("info", Admonition::Note),
    ("注", Admonition::Note),
    ("备注", Admonition::Note),
    ("说明", Admonition::Note),
    ("信息", Admonition::Note),
    ("tip", Admonition::Tip),
    ("hint", Admonition::Tip),
    ("提示", Admonition::Tip),
    ("技巧", Admonition::Tip),
    ("建议", Admonition::Tip),
    ("important", Admonition::Important),
    ("重要", Admonition::Important),
    ("重点", Admonition::Important),
    ("必读", Admonition::Important),
    ("caution", Admonition::Caution),
    ("attention", Admonition::Caution),
    ("注意", Admonition::Caution),
    ("小心", Admonition::Caution),
    ("当心", Admonition::Caution),
    ("注意事项", Admonition::Caution),
    ("warning", Admonition::Warning),
    ("警告", Admonition::Warning),
    ("danger", Admonition::Danger),
    ("危险", Admonition::Danger),
    ("禁止", Admonition::Danger),
    ("严禁", Admonition::Danger),
    ("safety", Admonition::Safety),
    ("安全", Admonition::Safety),
    ("安全注意", Admonition::Safety),
    ("安全注意事项", Admonition::Safety),
];

impl Admonition {
    /// Of the word in `[!…]`, in any case.
    pub fn of(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }

    /// The known word that an unknown one is a slip of.
    pub fn nearest(word: &str) -> Option<&'static str> {
        let word = word.trim().to_lowercase();
        let far = |known: &str| strsim::damerau_levenshtein(known, &word);
        let (known, _) = WORDS.iter().min_by_key(|(known, _)| far(known))?;
        let short = known.chars().count().max(word.chars().count());
        (far(known) * 2 < short).then_some(*known)
    }

    /// True for what the reader must heed before going on.
    pub fn is_safety(self) -> bool {
        matches!(self, Self::Caution | Self::Warning | Self::Danger | Self::Safety)
    }
}

/// The line of a quotation that says which admonition it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// The word as written.
    pub word: &'a str,
    /// What it means; `None` for a word that is not known.
    pub known: Option<Admonition>,
    /// First byte of the text after it.
    pub(super) end: usize,
}

/// The head of the quotation that begins at a byte. What stands behind an unknown word
/// must be nothing: `[!]` may begin a sentence.
pub fn head(text: &str, start: usize) -> Option<Head<'_>> {
    let quoted = after_mark(text.get(start..)?)?;
    // of quotations inside each other only the innermost has words on its line, so that
    // no line is looked through again and again
    let line = quoted.strip_prefix("[!")?.lines().next()?;
    let (word, rest) = line.split_once(']')?;
    let known = Admonition::of(word);
    let plain = !word.is_empty() && word.chars().all(char::is_alphanumeric);
    if known.is_none() && !(plain && rest.trim().is_empty()) || rest.starts_with(['(', '[']) {
        return None;
    }
    let blanks = rest.len() - rest.trim_start().len();
    let end = (text.len() - quoted.len()) + "[!]".len() + word.len() + blanks;
    let newline = rest.trim().is_empty() && end < text.len();
    Some(Head { word, known, end: end + usize::from(newline) })
}

/// What follows the `>` of a quotation and a few blanks.
fn after_mark(quotation: &str) -> Option<&str> {
    const BLANKS: usize = 4;
    let trimmed = |text: &'_ str| text.bytes().take(BLANKS).take_while(|b| *b == b' ').count();
    let quotation = &quotation[trimmed(quotation)..];
    let quoted = quotation.strip_prefix('>')?;
    Some(&quoted[trimmed(quoted)..])
}
