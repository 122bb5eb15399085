//! What Excel does to cells: error values, destroyed digits, dates that were sizes.

/// Stands for a formula whose result the workbook does not hold.
pub const NO_RESULT: &str = "#NORESULT!";

/// True for `#REF!`, `#N/A`, `########`, LibreOffice's `Err:502` and their like.
pub fn is_error(text: &str) -> bool {
    if let Some(number) = text.strip_prefix("Err:") {
        return number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit());
    }
    let Some(rest) = text.strip_prefix('#') else { return false };
    let hashes = text.len() >= 3 && text.bytes().all(|b| b == b'#');
    hashes
        || matches!(
            rest.to_ascii_uppercase().as_str(),
            "REF!"
                | "N/A"
                | "DIV/0!"
                | "VALUE!"
                | "NAME?"
                | "NULL!"
                | "NUM!"
                | "SPILL!"
                | "CALC!"
                | "DATA!"
                | "NORESULT!"
        )
}

/// True for `1.23457E+15`: a long number of which only six digits are left.
pub fn lost_digits(text: &str) -> bool {
    digits_left(text).is_some()
}

/// The digits that are left of `1.23457E+15`, and how many there were.
pub(crate) fn digits_left(text: &str) -> Option<(String, usize)> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let exponent = exponent.strip_prefix('+')?;
    let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 1 || !all(whole) || !all(rest) || !all(exponent) || rest.len() > 17 {
        return None;
    }
    let exponent: usize = exponent.parse().ok().filter(|e| (10..=40).contains(e))?;
    let digits = format!("{whole}{}", rest.trim_end_matches('0'));
    Some((digits, exponent + 1))
}

/// True for day 60 of Excel's count, the 29th of February of a year that had none.
pub fn is_leap_day_of_1900(text: &str) -> bool {
    text == "60" || text.strip_prefix("60.").is_some_and(|f| f.bytes().all(|b| b.is_ascii_digit()))
}

/// True for `1/2` or `2-Mar`, into which Excel turns sizes and fractions.
pub fn looks_like_auto_date(text: &str) -> bool {
    let Some((first, second)) = text.split_once(['/', '-', '月']) else { return false };
    let short = |t: &str| !t.is_empty() && t.len() <= 2 && t.bytes().all(|b| b.is_ascii_digit());
    let second = second.trim_end_matches('日');
    let month = second.len() == 3 && second.bytes().all(|b| b.is_ascii_alphabetic());
    short(first) && (short(second) || month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excels_marks_are_known() {
        for text in ["#REF!", "#N/A", "#DIV/0!", "########"] {
            assert!(is_error(text), "{text}");
        }
        assert!(!is_error("#3 pump") && !is_error("#1"));
        assert!(lost_digits("1.23457E+15") && !lost_digits("E+104") && !lost_digits("1E+3"));
        assert!(looks_like_auto_date("1/2") && looks_like_auto_date("2-Mar"));
        assert!(!looks_like_auto_date("2024/1/2") && !looks_like_auto_date("A-1"));
    }
}
