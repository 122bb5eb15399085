//! Durations as people write them, in hours (`domain.md` §2.4).

use super::fold;
use super::number;

/// The hours of one unit; `None` for a word that is no unit of time.
pub fn unit_hours(unit: &str) -> Option<f64> {
    Some(match fold(unit).as_ref() {
        "s" | "sec" | "secs" | "second" | "seconds" | "秒" | "秒钟" => 1.0 / 3600.0,
        "m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟" => 1.0 / 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" | "时" | "小时" | "个小时" | "钟头" => 1.0,
        "d" | "day" | "days" | "天" | "日" => 24.0,
        "w" | "week" | "weeks" | "周" | "星期" => 168.0,
        _ => return None,
    })
}

/// True where the text itself names a unit of time or is `h:mm`.
pub fn names_unit(text: &str) -> bool {
    let folded = fold(text);
    hours(&folded, 1.0).is_some() && number::parse(&folded).is_none()
}

/// A duration in hours. A bare number counts in units of `bare_unit_h` hours.
/// Negative durations are none.
pub fn parse(text: &str, bare_unit_h: f64) -> Option<f64> {
    hours(&fold(text), bare_unit_h).filter(|h| h.is_finite() && *h >= 0.0)
}

fn hours(text: &str, bare_unit_h: f64) -> Option<f64> {
    if let Some(n) = number::parse(text) {
        return Some(n * bare_unit_h);
    }
    if text.contains(':') {
        return clock(text);
    }
    let mut rest = text.trim();
    let mut total = 0.0;
    let mut parts = 0;
    while !rest.is_empty() {
        let (amount, after) = amount(rest)?;
        let after = after.trim_start();
        let is_unit = |c: char| c.is_alphabetic();
        let end = after.find(|c| !is_unit(c)).unwrap_or(after.len());
        let (unit, left) = unit_at(&after[..end])?;
        total += amount * unit;
        parts += 1;
        rest = after[end - left..].trim_start_matches([' ', ',', '、', '零', '又']);
    }
    (parts > 0).then_some(total)
}

/// `2:30` and `25:30` are hours and minutes, `1:02:03` adds seconds.
fn clock(text: &str) -> Option<f64> {
    let parts: Option<Vec<f64>> =
        text.split(':').map(|p| p.trim().parse::<u32>().ok().map(f64::from)).collect();
    match parts?.as_slice() {
        [h, m] if *m < 60.0 => Some(h + m / 60.0),
        [h, m, s] if *m < 60.0 && *s < 60.0 => Some(h + m / 60.0 + s / 3600.0),
        _ => None,
    }
}

fn amount(text: &str) -> Option<(f64, &str)> {
    if let Some(rest) = text.strip_prefix('半') {
        return Some((0.5, rest.strip_prefix('个').unwrap_or(rest)));
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let value = text[..end].parse().ok()?;
    Some((value, text[end..].trim_start().trim_start_matches('个')))
}

/// The longest unit at the start of a run of letters, and how many bytes of the
/// run are left over (`小时半`).
fn unit_at(run: &str) -> Option<(f64, usize)> {
    let mut ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    ends.reverse();
    ends.into_iter().find_map(|end| unit_hours(&run[..end]).map(|h| (h, run.len() - end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vector_duration_parse() {
        let Some(vector) = crate::ingest::vectors::by_id("duration_parse") else { return };
        let values = vector["inputs"]["values"].as_array().expect("values");
        for (i, value) in values.iter().enumerate() {
            let got = parse(value.as_str().expect("a text"), 1.0);
            match vector["expected"]["hours"][i].as_f64() {
                Some(want) => assert!(got.is_some_and(|g| (g - want).abs() < 1e-9), "{value}"),
                None => assert_eq!(got, None, "{value}"),
            }
        }
    }

    #[test]
    fn durations_of_every_form() {
        for (text, want) in [
            ("25:30", 25.5),
            ("90 min", 1.5),
            ("1.5小时", 1.5),
            ("1个半小时", f64::NAN),
            ("2小时", 2.0),
            ("2", 2.0),
            ("１.5h", 1.5),
            ("2h30m", 2.5),
            ("1天2小时30分钟", 26.5),
        ] {
            match parse(text, 1.0) {
                Some(got) => assert!((got - want).abs() < 1e-9, "{text}: {got}"),
                None => assert!(want.is_nan(), "{text}"),
            }
        }
        assert_eq!(parse("-2", 1.0), None);
        assert_eq!(parse("abc", 1.0), None);
        assert_eq!(parse("30", 1.0 / 60.0), Some(0.5));
    }

    #[test]
    fn a_bare_number_names_no_unit() {
        assert!(names_unit("2小时") && names_unit("2:30") && names_unit("90 min"));
        assert!(!names_unit("2") && !names_unit("2024-01-02"));
    }
}
