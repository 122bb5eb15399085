//! Bytes that are text in one of the encodings people use here.

use std::borrow::Cow;

/// The text and its encoding's name; `None` where the bytes are no text.
pub(super) fn text(bytes: &[u8]) -> Option<(&'static str, Cow<'_, str>)> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes)
        && encoding != encoding_rs::UTF_8
    {
        return Some(("text in UTF-16", encoding.decode(bytes).0));
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        // A binary file may be ASCII by chance, but not without control characters.
        && is_text(text.as_bytes())
    {
        return Some(("text", Cow::Borrowed(text)));
    }
    if let Some(wide) = without_mark(bytes) {
        let text = wide.decode(bytes).0;
        let strange = text.chars().filter(|c| c.is_control() && !"\t\n\r".contains(*c)).count();
        return (strange * 200 <= text.len()).then_some(("text in UTF-16", text));
    }
    if is_text(bytes) {
        let (text, _, bad) = encoding_rs::GB18030.decode(bytes);
        if !bad {
            return Some(("text in GB18030", text));
        }
        return Some(("text", String::from_utf8_lossy(bytes)));
    }
    None
}

fn is_text(bytes: &[u8]) -> bool {
    let strange = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    // So few at a time that a byte counts them: the processor looks at many at once.
    let few = |part: &[u8]| part.iter().map(|&byte| u8::from(strange(byte))).sum::<u8>();
    let all: usize = bytes.chunks(255).map(|part| usize::from(few(part))).sum();
    all * 200 <= bytes.len()
}

/// UTF-16 without a mark: every other byte of western text is zero.
fn without_mark(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = head.len() / 6;
    if odd > enough && even * 8 < odd {
        Some(encoding_rs::UTF_16LE)
    } else if even > enough && odd * 8 < even {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}
