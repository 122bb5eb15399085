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
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    let number = |t: &str, dot: bool| {
        !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || (dot && b == b'.'))
    };
    number(mantissa, true)
        && number(exponent, false)
        && exponent.parse::<u32>().is_ok_and(|e| e >= 10)
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
