//! The one order in which ids are listed: as a person would, `E-9` before `E-10`.

use std::cmp::Ordering;

/// Compares runs of digits as numbers and all else without regard to case; texts
/// that are equal so far are ordered by their characters.
pub fn natural_cmp(a: &str, b: &str) -> Ordering {
    folded(a, b).then_with(|| a.cmp(b))
}

fn folded(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let (Some(left), Some(right)) = (a.chars().next(), b.chars().next()) else {
            return a.len().cmp(&b.len());
        };
        let order = if left.is_ascii_digit() && right.is_ascii_digit() {
            let numbers = (digits(a), digits(b));
            (a, b) = (&a[numbers.0.len()..], &b[numbers.1.len()..]);
            compare_numbers(numbers.0, numbers.1)
        } else {
            (a, b) = (&a[left.len_utf8()..], &b[right.len_utf8()..]);
            left.to_lowercase().cmp(right.to_lowercase())
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

fn compare_numbers(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_listed_as_a_person_would() {
        let mut ids =
            ["E-10", "e-9", "E-9", "E-009", "设备2", "设备10", "E-", "D-99999999999999999999"];
        ids.sort_by(|a, b| natural_cmp(a, b));
        let want =
            ["D-99999999999999999999", "E-", "E-009", "E-9", "e-9", "E-10", "设备2", "设备10"];
        assert_eq!(ids, want);
    }
}
