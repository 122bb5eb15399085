//! Value axes from zero with own round ticks, and numbers as figures print
//! them. No logarithms and no powers: equal data give equal bytes everywhere.

/// A value axis from zero.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ValueAxis {
    /// Upper end, at or above every value.
    pub(super) top: f64,
    /// Ticks with their labels, from zero upwards.
    pub(super) ticks: Vec<(f64, String)>,
}

/// Largest value a figure takes; beyond it a number is a mistake of its source
/// and would only flatten the rest.
const LARGEST: f64 = 1e15;

/// A value as a figure takes it: finite, not negative, not absurd.
pub(super) fn sound(value: f64) -> Option<f64> {
    (value.is_finite() && (0.0..=LARGEST).contains(&value)).then_some(value)
}

impl ValueAxis {
    /// The axis for values up to `largest`, with about `count` ticks above zero.
    pub(super) fn up_to(largest: f64, count: u32) -> Self {
        let largest = if largest > 0.0 { largest } else { 1.0 };
        let (step, decimals) = round_step(largest / f64::from(count));
        // The small allowance keeps 0.3 / 0.1 from asking for a fourth step.
        let steps = (largest / step - 1e-9).ceil().max(1.0) as u32;
        let label = |value: f64| grouped(&format!("{value:.decimals$}"));
        let tick = |i: u32| (f64::from(i) * step, label(f64::from(i) * step));
        Self { top: f64::from(steps) * step, ticks: (0..=steps).map(tick).collect() }
    }
}

/// The smallest of 1, 2, 5, 10, 20 … that is at least `raw`, with the decimals
/// that its multiples need.
fn round_step(raw: f64) -> (f64, usize) {
    let (mut unit, mut decimals) = (1.0_f64, 0_usize);
    while raw > 10.0 * unit {
        unit *= 10.0;
    }
    while raw <= unit / 10.0 && decimals < 9 {
        unit /= 10.0;
        decimals += 1;
    }
    if decimals > 0 || raw <= 1.0 {
        unit /= 10.0;
        decimals += 1;
    }
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|f| f * unit >= raw * (1.0 - 1e-9));
    let factor = factor.unwrap_or(10.0);
    (factor * unit, decimals - usize::from(factor >= 10.0 && decimals > 0))
}

/// A value at a mark: whole when it is whole, else with one decimal; thousands
/// separated, as in the sentences and tables beside the figure.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    grouped(text.strip_suffix(".0").unwrap_or(&text))
}

/// A written number with its thousands separated.
pub(super) fn grouped(text: &str) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut out = String::with_capacity(text.len() + whole / 3);
    for (at, digit) in text.char_indices() {
        let behind_a_digit = out.ends_with(|c: char| c.is_ascii_digit());
        if at < whole && (whole - at).is_multiple_of(3) && behind_a_digit {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A cumulative share in whole percent; only the full sum is called 100%.
pub(super) fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    let whole = if whole >= 100.0 && share < 1.0 - 1e-9 { 99.0 } else { whole };
    format!("{whole:.0}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(largest: f64) -> Vec<String> {
        ValueAxis::up_to(largest, 5).ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_and_cover_the_data() {
        assert_eq!(labels(19.0), ["0", "5", "10", "15", "20"]);
        assert_eq!(labels(5.0), ["0", "1", "2", "3", "4", "5"]);
        assert_eq!(labels(0.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(0.3), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(labels(0.07), ["0.00", "0.02", "0.04", "0.06", "0.08"]);
        assert_eq!(labels(431.0), ["0", "100", "200", "300", "400", "500"]);
        assert_eq!(labels(2900.0), ["0", "1,000", "2,000", "3,000"]);
    }

    #[test]
    fn every_axis_reaches_its_largest_value() {
        let mut largest = 1e-8;
        while largest < LARGEST {
            let axis = ValueAxis::up_to(largest, 5);
            assert!(axis.top >= largest * (1.0 - 1e-6), "{largest}: {axis:?}");
            assert!((2..=11).contains(&axis.ticks.len()), "{largest}: {axis:?}");
            largest *= 1.37;
        }
    }

    #[test]
    fn numbers_drop_an_empty_decimal() {
        assert_eq!([number(17.0), number(9.04), number(1.25)], ["17", "9", "1.2"]);
        assert_eq!([number(999.0), number(-100.0)], ["999", "-100"]);
        assert_eq!([number(15_270.0), number(4_438.12)], ["15,270", "4,438.1"]);
        assert_eq!(number(1_234_567.0), "1,234,567");
    }

    #[test]
    fn a_share_short_of_everything_is_not_called_everything() {
        assert_eq!([percent(0.998), percent(1.0), percent(0.276)], ["99%", "100%", "28%"]);
    }

    #[test]
    fn unsound_values_are_refused() {
        assert_eq!([f64::NAN, f64::INFINITY, -1.0, 1e300].map(sound), [None; 4]);
        assert_eq!(sound(0.0), Some(0.0));
    }
}
