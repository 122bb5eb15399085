//! How wide a text will be, without a font: a table of letter classes for the
//! plate faces, leaning to the wide side so that labels placed by it never
//! touch, and one em for every full-width sign.

/// Size of figure text in units; figures are shown near 1:1, so this is the
/// smallest size a reader meets.
pub const TEXT_SIZE: f64 = 12.0;

/// Width of `text` in units at [`TEXT_SIZE`].
pub fn width(text: &str, bold: bool) -> f64 {
    let ems: f64 = text.chars().map(ems).sum();
    let weight = if bold { 1.06 } else { 1.0 };
    ems * weight * TEXT_SIZE
}

/// `text` cut to at most `room` units, the cut marked by "…". Empty when not
/// even one letter would fit.
pub fn fit(text: &str, room: f64, bold: bool) -> String {
    if width(text, bold) <= room {
        return text.to_owned();
    }
    let room = room - width("…", bold);
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if width(&kept, bold) > room {
            kept.pop();
            break;
        }
    }
    let kept = kept.trim_end();
    if kept.is_empty() { String::new() } else { format!("{kept}…") }
}

fn ems(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '·' => 0.28,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' | ' ' | '"' | '\u{a0}' => 0.35,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.89,
        'A'..='Z' => 0.68,
        '…' | '—' => 1.0,
        _ if is_combining(letter) => 0.0,
        _ if is_full_width(letter) => 1.0,
        _ if letter.is_ascii() => 0.56,
        _ => 0.66,
    }
}

fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_full_width(letter: char) -> bool {
    matches!(letter,
        '\u{1100}'..='\u{115f}' | '\u{2460}'..='\u{27bf}' | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f000}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} is not {b}");
    }

    #[test]
    fn a_chinese_letter_is_one_em() {
        close(width("故障", false), 24.0);
        close(width("（一）", false), 36.0);
    }

    #[test]
    fn latin_is_about_half_an_em_and_bold_a_little_more() {
        let plain = width("E-104 channel", false);
        assert!(plain > 12.0 * 13.0 * 0.4 && plain < 12.0 * 13.0 * 0.6, "{plain}");
        assert!(width("E-104 channel", true) > plain);
    }

    #[test]
    fn a_cut_text_fits_and_says_that_it_was_cut() {
        let long = "通道二黑屏重启后恢复但一小时后再次发生";
        let cut = fit(long, 100.0, false);
        assert!(cut.ends_with('…') && width(&cut, false) <= 100.0, "{cut}");
        assert_eq!(fit("short", 100.0, false), "short");
        assert_eq!(fit("故障", 10.0, false), "");
    }
}
