//! Which characters are written without spaces between words, and which are their
//! punctuation.

/// A Chinese character or kana.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Punctuation of full width.
pub(super) fn is_wide_mark(c: char) -> bool {
    matches!(c,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301f}' | '\u{30fb}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}')
}

/// Punctuation that Chinese shares with other scripts: quotation marks, dashes, dots.
pub(super) fn is_shared_mark(c: char) -> bool {
    matches!(c, '\u{2014}' | '\u{2015}' | '\u{2018}'..='\u{201d}' | '\u{2026}' | '\u{00b7}')
}

/// Signs that the parser takes for punctuation, too: ℃, ×, −, ≤.
pub(super) fn is_sign(c: char) -> bool {
    matches!(c,
        '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b4}' | '\u{b6}' | '\u{b8}' | '\u{bb}'
        | '\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2010}'..='\u{205e}' | '\u{20a0}'..='\u{20cf}'
        | '\u{2100}'..='\u{214f}' | '\u{2190}'..='\u{2bff}')
}
