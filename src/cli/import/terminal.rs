//! How wide the terminal is, and texts that fit into so many of its columns, where a
//! Chinese character takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns where nobody says how many there are.
const USUAL: usize = 100;

/// Columns of the terminal: what `COLUMNS` says, else what the terminal says.
pub(super) fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse::<usize>().ok());
    told.or_else(asked).filter(|columns| *columns > 0).unwrap_or(USUAL).clamp(40, 240)
}

#[cfg(unix)]
fn asked() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    Some(usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn asked() -> Option<usize> {
    None
}

/// Columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text in at most so many columns, cut with `…`.
pub(super) fn fitted(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in text.chars() {
        let width = c.width().unwrap_or(0);
        if used + width + 1 > room {
            break;
        }
        out.push(c);
        used += width;
    }
    out.push('…');
    out
}

/// The text in exactly so many columns.
pub(super) fn padded(text: &str, room: usize) -> String {
    let mut out = fitted(text, room);
    let used = columns(&out);
    out.extend(std::iter::repeat_n(' ', room.saturating_sub(used)));
    out
}

/// The text in lines of at most so many columns, broken at blanks where there are any.
pub(super) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        for piece in pieces(word, room) {
            let line = lines.last_mut().expect("there is a first line");
            let gap = usize::from(!line.is_empty());
            if columns(line) + gap + columns(&piece) > room && !line.is_empty() {
                lines.push(piece);
            } else {
                if gap > 0 {
                    line.push(' ');
                }
                line.push_str(&piece);
            }
        }
    }
    lines
}

/// A word, or pieces of it where it is wider than a line.
fn pieces(word: &str, room: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in word.chars() {
        let last = out.last_mut().expect("there is a first piece");
        if columns(last) + c.width().unwrap_or(0) > room.max(2) {
            out.push(c.to_string());
        } else {
            last.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!(columns("设备A"), 5);
        assert_eq!(fitted("设备编号", 5), "设备…");
        assert_eq!(padded("设备", 6), "设备  ");
        assert_eq!(columns(&padded("设备编号长", 7)), 7);
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("设备编号", 4), ["设备", "编号"]);
    }
}
