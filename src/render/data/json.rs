//! JSON as the contract wants it: compact, a line end at the end, streamed row by
//! row, safe inside a page, and with the few shapes that every file shares.

use crate::analyse::fix::Held;
use crate::analyse::{Distribution, Excluded};
use crate::diag::{Code, Diagnostic};
use crate::model::time::{Day, Instant, Zone};
use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};
use std::io;

/// Text in which nothing can end a script element or a script's line.
struct PageSafe;

impl Formatter for PageSafe {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let (mut plain, mut at) = (0, 0);
        // U+2028 and U+2029 begin with the byte E2.
        while let Some(step) = memchr::memchr2(b'<', 0xE2, &text.as_bytes()[at..]) {
            let found = at + step;
            let c = text[found..].chars().next().unwrap_or_default();
            at = found + c.len_utf8();
            if matches!(c, '<' | '\u{2028}' | '\u{2029}') {
                CompactFormatter.write_string_fragment(out, &text[plain..found])?;
                write!(out, "\\u{:04x}", u32::from(c))?;
                plain = at;
            }
        }
        CompactFormatter.write_string_fragment(out, &text[plain..])
    }
}

/// A value as the bytes of a file. Numbers that are not finite become `null`.
pub(super) fn bytes<T: Serialize>(file: &str, value: &T) -> Result<Vec<u8>, Diagnostic> {
    let mut out = Vec::with_capacity(4096);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, PageSafe);
    value.serialize(&mut serializer).map_err(|error| {
        Diagnostic::new(
            Code::RenderError,
            format!("the data file {file} cannot be written: {error}"),
        )
        .hint("this is a fault of the program; please report it")
    })?;
    out.push(b'\n');
    Ok(out)
}

/// Rows made one at a time while they are written.
pub(super) struct Rows<F>(pub F);

impl<F, I> Serialize for Rows<F>
where
    F: Fn() -> I,
    I: IntoIterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// An instant as ISO 8601 with offset.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub zone: &'a Zone,
    pub at: Option<Instant>,
}

impl Serialize for At<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.at {
            Some(at) => serializer.serialize_str(&self.zone.iso(at)),
            None => serializer.serialize_none(),
        }
    }
}

/// A calendar day, `2026-10-31`.
#[derive(Clone, Copy)]
pub(super) struct On(pub Option<Day>);

impl Serialize for On {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(day) => serializer.collect_str(&day),
            None => serializer.serialize_none(),
        }
    }
}

/// `{n, mean, median, p90}` of a distribution, in its unit.
#[derive(Serialize)]
pub(super) struct Summary {
    n: u64,
    mean: Option<f64>,
    median: Option<f64>,
    p90: Option<f64>,
}

impl From<&Distribution> for Summary {
    fn from(of: &Distribution) -> Self {
        Self { n: of.n, mean: of.mean, median: of.median, p90: of.p90 }
    }
}

/// How many events a list of exclusions holds.
pub(super) fn left_out(excluded: &[Excluded]) -> u64 {
    excluded.iter().map(|e| e.events.len() as u64).sum()
}

/// The share of fixes that held so many days.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct HeldRow {
    value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    at_risk: u64,
    uses: u64,
    events: u64,
}

impl From<&Held> for HeldRow {
    fn from(held: &Held) -> Self {
        Self {
            value: held.value,
            lower: held.lower,
            upper: held.upper,
            at_risk: held.at_risk,
            uses: held.uses,
            events: held.events,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_a_script_element() {
        let out = bytes("x.json", &["</script><script>", "a\u{2028}b\u{2029}", "黑屏 \"ok\"\n"]);
        let text = String::from_utf8(out.unwrap()).unwrap();
        assert_eq!(
            text,
            "[\"\\u003c/script>\\u003cscript>\",\"a\\u2028b\\u2029\",\"黑屏 \\\"ok\\\"\\n\"]\n"
        );
        let back: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(back[0], "</script><script>");
    }

    #[test]
    fn what_is_not_a_number_is_null() {
        let out = bytes("x.json", &[f64::NAN, f64::INFINITY, 0.1, 3.0]).unwrap();
        assert_eq!(out, b"[null,null,0.1,3.0]\n");
    }
}
