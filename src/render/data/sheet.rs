//! CSV that Excel opens as it should: UTF-8 with a byte-order mark, every text
//! quoted, and no cell that a spreadsheet could take for a formula (`nasty.md` 66).

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A table under construction.
pub(super) struct Sheet {
    out: csv::Writer<Vec<u8>>,
}

impl Sheet {
    /// A table with these headers.
    pub(super) fn new<'h>(headers: impl IntoIterator<Item = &'h str>) -> Self {
        let out = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::NonNumeric)
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer("\u{FEFF}".as_bytes().to_vec());
        let mut sheet = Self { out };
        for header in headers {
            sheet.raw(header);
        }
        sheet.end_row();
        sheet
    }

    /// A cell of text; what could be a formula is made text.
    pub(super) fn text(&mut self, text: &str) {
        self.raw(&inert(text));
    }

    /// A cell of text, or an empty one.
    pub(super) fn some(&mut self, text: Option<&str>) {
        self.text(text.unwrap_or_default());
    }

    /// A number, as it is; nothing where it is not known.
    pub(super) fn number(&mut self, value: Option<f64>) {
        match value.filter(|v| v.is_finite()) {
            Some(value) => self.raw(&value.to_string()),
            None => self.raw(""),
        }
    }

    /// A count.
    pub(super) fn count(&mut self, value: u64) {
        self.raw(&value.to_string());
    }

    /// The end of a row.
    pub(super) fn end_row(&mut self) {
        self.out.write_record(None::<&[u8]>).expect("writing to memory does not fail");
    }

    /// The bytes of the table.
    pub(super) fn finish(self) -> Vec<u8> {
        self.out.into_inner().expect("writing to memory does not fail")
    }

    fn raw(&mut self, cell: &str) {
        self.out.write_field(cell).expect("writing to memory does not fail");
    }
}

/// Text that a spreadsheet does not compute: a leading `'` where the text, or a
/// line in it, could begin a formula.
pub(super) fn inert(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let lines = text.split(is_line_break);
    if steers(text) || lines.skip(1).any(starts_formula) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// True for what most cells are: ASCII on one line, begun by a letter or a digit.
fn is_plain(text: &str) -> bool {
    text.bytes().next().is_none_or(|b| b.is_ascii_alphanumeric())
        && text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// True where a text begins with a formula or, after blanks, with a control that
/// a spreadsheet drops before it looks for one.
fn steers(text: &str) -> bool {
    let start = text.trim_start_matches(|c| is_blank(c) && !matches!(c, '\t' | '\r' | '\n'));
    start.starts_with(['\t', '\r', '\n']) || starts_formula(text)
}

fn starts_formula(line: &str) -> bool {
    let first = line.trim_start_matches(is_blank).chars().next();
    first.is_some_and(|c| {
        std::iter::once(c).nfkc().any(|c| matches!(c, '=' | '+' | '-' | '@' | '−'))
    })
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        for cell in [
            "=cmd|'/c calc'!A0",
            "+1+1",
            "-2+3",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "\u{A0}=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "\u{3000}＝1",
            "ok\n=1",
            "ok\r\n  +1",
            "\u{200B}=1",
            "\t",
            "-",
        ] {
            assert_eq!(inert(cell), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["", "E-104", "黑屏", "a=b", "1-2", "ok\nfine", "(=1)"] {
            assert_eq!(inert(cell), cell);
        }
    }

    #[test]
    fn text_is_quoted_and_numbers_stay_numbers() {
        let mut sheet = Sheet::new(["id", "amount"]);
        sheet.text("=1+1");
        sheet.number(Some(-12.5));
        sheet.end_row();
        sheet.text("黑屏, \"x\"");
        sheet.number(None);
        sheet.end_row();
        let text = String::from_utf8(sheet.finish()).unwrap();
        assert_eq!(
            text,
            "\u{FEFF}\"id\",\"amount\"\r\n\"'=1+1\",-12.5\r\n\"黑屏, \"\"x\"\"\",\"\"\r\n"
        );
    }
}
