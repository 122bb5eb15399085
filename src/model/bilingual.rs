//! Names written in both languages at once: `黑屏 / black screen`. A page of one
//! language shows its part; files for machines keep the whole.

use super::article::Lang;

/// What stands between the two parts.
const BETWEEN: &str = " / ";

/// The part of a name that is in a language; the whole name where it is not written
/// in two, one with Chinese characters and one without.
pub fn part_in(name: &str, lang: Lang) -> &str {
    let Some([chinese, other]) = halves(name) else { return name };
    match lang {
        Lang::Zh => chinese,
        Lang::En => other,
    }
}

/// The Chinese and the other half of a name that is written in two languages.
pub fn halves(name: &str) -> Option<[&str; 2]> {
    let (first, second) = name.split_once(BETWEEN)?;
    if second.contains(BETWEEN) || first.trim().is_empty() || second.trim().is_empty() {
        return None;
    }
    let halves = match (has_han(first), has_han(second)) {
        (true, false) => [first, second],
        (false, true) => [second, first],
        _ => return None,
    };
    Some(halves.map(str::trim))
}

fn has_han(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_two_languages_is_shown_in_one() {
        let name = "开机黑屏 / Black screen at power-on";
        assert_eq!(part_in(name, Lang::Zh), "开机黑屏");
        assert_eq!(part_in(name, Lang::En), "Black screen at power-on");
        assert_eq!(part_in("Black screen / 黑屏", Lang::Zh), "黑屏");
    }

    #[test]
    fn a_name_in_one_language_or_with_other_strokes_stays_whole() {
        for name in [
            "黑屏",
            "no display",
            "读/写 错误",
            "黑屏 / 花屏",
            "on / off",
            "黑屏 / a / b",
            "黑屏 / ",
        ] {
            assert_eq!(part_in(name, Lang::En), name);
            assert_eq!(part_in(name, Lang::Zh), name);
        }
    }
}
