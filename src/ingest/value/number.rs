//! Numbers and yes-or-no words of cells.

use super::fold;

/// A finite number in any of the forms spreadsheets write: `1,234.50`,
/// `1.234,50`, `￥1 234`, `12３`, `−5`, `30元`.
pub fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return plain(text).or_else(|| plain(&separated(text)?));
    }
    let folded = fold(text);
    let bare = folded
        .trim_start_matches(['¥', '￥', '$', '€', '£'])
        .trim_end_matches(['元', '¥', '€', '$'])
        .trim_start_matches("rmb")
        .trim_start_matches("cny")
        .trim_start_matches("us$");
    let (sign, digits) = match bare.trim().strip_prefix(['-', '−', '–']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, bare.trim().strip_prefix('+').unwrap_or(bare.trim())),
    };
    let digits = digits.trim_start_matches(['¥', '$', '€', '£']);
    Some(sign * plain(&separated(digits)?)?)
}

/// The same where the column writes a comma before its decimals: `1,234` is one and a
/// bit there, `1.234` more than a thousand.
pub fn parse_with_comma(text: &str) -> Option<f64> {
    if text.contains(',') || (text.contains('.') && grouped_alone(bare(text), '.')) {
        let dots = text.replace('.', "");
        return if dots.matches(',').count() <= 1 { parse(&dots.replace(',', ".")) } else { None };
    }
    parse(text)
}

/// The sign that a number shows to stand before its decimals, if it can be no other.
pub fn decimal_mark(text: &str) -> Option<char> {
    let digits = bare(text);
    let mark = digits.rfind([',', '.'])?;
    let (whole, rest) = (&digits[..mark], &digits[mark + 1..]);
    let sound = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'-'));
    let mark = digits[mark..].chars().next()?;
    let told = rest.len() != 3 || whole.contains(if mark == ',' { '.' } else { ',' });
    (sound && told && !rest.is_empty() && !whole.contains(mark)).then_some(mark)
}

/// A number without its currency.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.' | '-'))
}

fn plain(digits: &str) -> Option<f64> {
    let shaped = digits.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'+' | b'-'));
    if !shaped {
        return None;
    }
    digits.parse().ok().filter(|n: &f64| n.is_finite())
}

/// The digits with a decimal point and without thousands marks; `None` where the
/// marks do not stand where they should.
fn separated(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\'')).collect();
    let (comma, dot) = (text.rfind(','), text.rfind('.'));
    match (comma, dot) {
        (None, Some(_)) if text.matches('.').count() > 1 => {
            grouped_alone(&text, '.').then(|| text.replace('.', ""))
        }
        (None, _) => Some(text),
        (Some(c), Some(d)) if c < d => grouped(&text, ',').then(|| text.replace(',', "")),
        (Some(_), Some(_)) => grouped(&text, '.').then(|| text.replace('.', "").replace(',', ".")),
        (Some(_), None) if grouped(&text, ',') => Some(text.replace(',', "")),
        (Some(_), None) if text.matches(',').count() == 1 => Some(text.replace(',', ".")),
        _ => None,
    }
}

/// True where every mark stands before exactly three digits.
fn grouped(text: &str, mark: char) -> bool {
    let whole = text.split(if mark == ',' { '.' } else { ',' }).next().unwrap_or("");
    let mut groups = whole.split(mark);
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3)
}

/// True where a mark that stands several times separates nothing but thousands.
fn grouped_alone(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3)
}

/// Yes or no: 是/否, 有/无, Y/N, 1/0, √/×.
pub fn yes_no(text: &str) -> Option<bool> {
    answer(text).or_else(|| answer(&fold(text)))
}

fn answer(word: &str) -> Option<bool> {
    match word {
        "是" | "有" | "y" | "yes" | "true" | "t" | "1" | "√" | "✓" | "✔" | "对" | "已" | "on" => {
            Some(true)
        }
        "否" | "无" | "無" | "没有" | "n" | "no" | "false" | "f" | "0" | "×" | "✗" | "✘" | "x"
        | "未" | "不是" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_locale() {
        for (text, want) in [
            ("1,234.50", 1234.5),
            ("1.234,50", 1234.5),
            ("￥1 234", 1234.0),
            ("12３", 123.0),
            ("−5", -5.0),
            ("1,234,567", 1_234_567.0),
            ("3,5", 3.5),
            ("30元", 30.0),
            ("¥1,200", 1200.0),
            ("1e3", 1000.0),
            ("407.4", 407.4),
        ] {
            assert_eq!(parse(text), Some(want), "{text}");
        }
        for text in ["NaN", "inf", "1e400", "1/2", "2-Mar", "", "-", "1,23,4", "abc", "."] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_comma_before_decimals_is_told_by_other_values_of_its_column() {
        for (text, mark) in [
            ("12,5", Some(',')),
            ("1.234,50 €", Some(',')),
            ("12.50", Some('.')),
            ("1,234.5", Some('.')),
            ("1,234", None),
            ("1.234", None),
            ("1,234,567", None),
            ("12", None),
        ] {
            assert_eq!(decimal_mark(text), mark, "{text}");
        }
        for (text, want) in [
            ("1,234", 1.234),
            ("1.234", 1234.0),
            ("1.234,5", 1234.5),
            ("12", 12.0),
            ("€ 0,125", 0.125),
        ] {
            assert_eq!(parse_with_comma(text), Some(want), "{text}");
        }
        assert_eq!(parse_with_comma("1,2,3"), None);
    }

    #[test]
    fn yes_and_no() {
        assert_eq!(yes_no("√"), Some(true));
        assert_eq!(yes_no("无"), Some(false));
        assert_eq!(yes_no("Ｙ"), Some(true));
        assert_eq!(yes_no("maybe"), None);
    }
}
