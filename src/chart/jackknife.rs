//! The jack-knife view: how often against how long, both on logarithmic axes, cut
//! into four by two limits; along a dotted line the hours in all are equal.

use super::canvas::{At, Canvas, Frame, Plot};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::grouped;
use super::sheet::Anchor;

/// Points over a field of four.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JackKnifeSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Unit of the count, below the axis.
    pub often_unit: String,
    /// Unit of the mean, once above the axis.
    pub long_unit: String,
    /// Unit of the lines of equal total ("h").
    pub total_unit: String,
    /// From here on the right.
    pub often_from: f64,
    /// From here on the top.
    pub long_from: f64,
    /// Name at the bottom right.
    pub often: String,
    /// Name at the top left.
    pub long: String,
    /// Name at the top right, where a reader must act.
    pub both: String,
    /// Points, the weightiest first: it is the first to get its name. Points
    /// without a positive count and mean are left out.
    pub points: Vec<JackKnifeMark>,
}

/// One point.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JackKnifeMark {
    /// Name beside the point.
    pub label: String,
    /// How often.
    pub n: f64,
    /// How long on average.
    pub mean: f64,
    /// What the point opens.
    pub href: Option<String>,
}

/// Points drawn; the rest stands in the table.
pub const MARKS_SHOWN: usize = 60;

const TOP: f64 = 30.0;
const PLOT_HEIGHT: f64 = 230.0;
const RADIUS: f64 = 4.2;
/// More ticks than these would crowd; then only the powers of ten remain.
const TICKS: usize = 7;
/// Where a line of equal total may have its name, as parts of its length.
const ON_THE_LINE: [f64; 8] = [0.5, 0.35, 0.65, 0.22, 0.78, 0.12, 0.88, 0.43];
/// A value beyond these is a mistake of its source.
const SOUND: std::ops::RangeInclusive<f64> = 1e-6..=1e9;

impl Draw for JackKnifeSpec {
    fn draw(&self, form: Form) -> Figure {
        if self.marks().next().is_none() {
            return without_data(&self.alt, form, form.width());
        }
        let x = LogAxis::over(self.marks().map(|mark| mark.n).chain([self.often_from]));
        let y = LogAxis::over(self.marks().map(|mark| mark.mean).chain([self.long_from]));
        let ticks = y.ticks.iter().map(|(_, label)| width(label, false)).fold(0.0, f64::max);
        let frame = Frame {
            left: ticks + 8.0,
            top: TOP,
            right: form.width() - 14.0,
            bottom: TOP + PLOT_HEIGHT,
        };
        let size = (form.width(), frame.bottom + 42.0);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, frame, &x, &y))
    }
}

impl JackKnifeSpec {
    fn marks(&self) -> impl Iterator<Item = &JackKnifeMark> {
        let fine = |mark: &&JackKnifeMark| SOUND.contains(&mark.n) && SOUND.contains(&mark.mean);
        self.points.iter().filter(fine).take(MARKS_SHOWN)
    }

    fn is_both(&self, mark: &JackKnifeMark) -> bool {
        mark.n >= self.often_from && mark.mean >= self.long_from
    }

    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame, x: &LogAxis, y: &LogAxis) {
        let plot = canvas.plot(frame, x.low..x.high, y.low..y.high);
        axes(canvas, &plot, frame, x, y);
        let totals = totals(x, y);
        for (_, ends) in &totals {
            plot.line(Ink::Guide, ends.to_vec());
        }
        if SOUND.contains(&self.often_from) {
            let at = self.often_from.log2();
            plot.line(Ink::Limit, vec![(at, y.low), (at, y.high)]);
        }
        if SOUND.contains(&self.long_from) {
            let at = self.long_from.log2();
            plot.line(Ink::Limit, vec![(x.low, at), (x.high, at)]);
        }
        self.units(canvas, frame);
        self.names(canvas, frame);
        self.points(canvas, &plot);
        for (hand, at, name) in self.corners(frame) {
            canvas.keep_apart(hand, at, &name);
        }
        for (total, ends) in &totals {
            let label = format!("{} {}", plain(*total), self.total_unit);
            let (left, right) = (plot.at(ends[0].0, ends[0].1), plot.at(ends[1].0, ends[1].1));
            let between = |part: f64| {
                let (dx, dy) = (right.0 - left.0, right.1 - left.1);
                (Anchor::Middle, (left.0 + part * dx, left.1 + part * dy))
            };
            let places = ON_THE_LINE.map(between);
            canvas.text_somewhere(Ink::Text, &places, &fit(&label, 90.0, false));
        }
    }

    fn units(&self, canvas: &mut Canvas<'_>, frame: Frame) {
        let above = fit(&self.long_unit, canvas.width(), false);
        canvas.text((Ink::Text, Anchor::Start), (0.0, 8.0), &above);
        let below = fit(&self.often_unit, frame.right, false);
        canvas.text((Ink::Text, Anchor::End), (frame.right, frame.bottom + 32.0), &below);
    }

    fn names(&self, canvas: &mut Canvas<'_>, frame: Frame) {
        for (hand, at, name) in self.corners(frame) {
            canvas.text_if_free(hand, at, &name);
        }
    }

    /// The names of three of the four fields, each in its outer corner; the fourth
    /// needs no attention.
    fn corners(&self, frame: Frame) -> [((Ink, Anchor), At, String); 3] {
        let room = (frame.right - frame.left) / 2.0 - 8.0;
        let alarm = self.marks().any(|mark| self.is_both(mark));
        let (left, right) = (frame.left + 5.0, frame.right - 4.0);
        let (top, bottom) = (frame.top + 10.0, frame.bottom - 10.0);
        let both = if alarm { Ink::TextHot } else { Ink::Strong };
        let name = |name: &str| fit(name, room, true);
        [
            ((Ink::Strong, Anchor::Start), (left, top), name(&self.long)),
            ((both, Anchor::End), (right, top), name(&self.both)),
            ((Ink::Strong, Anchor::End), (right, bottom), name(&self.often)),
        ]
    }

    fn points(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>) {
        let at = |mark: &JackKnifeMark| (mark.n.log2(), mark.mean.log2());
        for (both, ink) in [(false, Ink::Dot), (true, Ink::HotDot)] {
            plot.dots(ink, RADIUS, self.marks().filter(|m| self.is_both(m) == both).map(at));
        }
        for mark in self.marks() {
            let (x, y) = at(mark);
            canvas.keep_clear(plot.at(x, y), RADIUS);
        }
        for mark in self.marks() {
            let (x, y) = at(mark);
            let (x, y) = plot.at(x, y);
            let places = [
                (Anchor::Start, (x + 8.0, y)),
                (Anchor::End, (x - 8.0, y)),
                (Anchor::Middle, (x, y - 12.0)),
                (Anchor::Middle, (x, y + 12.0)),
            ];
            let ink = if self.is_both(mark) { Ink::TextHot } else { Ink::Text };
            let label = fit(&mark.label, 90.0, ink.is_bold());
            canvas.linked_somewhere(mark.href.as_deref(), ink, &places, &label);
        }
    }
}

/// A logarithmic axis in doublings.
struct LogAxis {
    low: f64,
    high: f64,
    /// Place in doublings, and the number.
    ticks: Vec<(f64, String)>,
}

impl LogAxis {
    /// From the step at or below the smallest value to the one at or above the
    /// largest.
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.filter(|value| SOUND.contains(value)).collect();
        let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = values.iter().copied().fold(0.0, f64::max);
        let steps = steps();
        let first = steps.iter().rposition(|step| *step <= smallest).unwrap_or(0);
        let last = steps.iter().position(|step| *step > largest).unwrap_or(steps.len() - 1);
        let mut shown = steps[first..=last.max(first + 1)].to_vec();
        let (low, high) = (shown[0].log2(), shown[shown.len() - 1].log2());
        if shown.len() > TICKS {
            shown.retain(|step| powers().any(|power| power.total_cmp(step).is_eq()));
        }
        let ticks = shown.into_iter().map(|step| (step.log2(), plain(step))).collect();
        Self { low, high, ticks }
    }
}

/// Powers of ten, written out: a computed one would not be exact.
fn powers() -> impl Iterator<Item = f64> {
    [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]
        .into_iter()
}

/// 1, 2, 5, 10, 20 … over everything that is sound.
fn steps() -> Vec<f64> {
    powers().flat_map(|power| [power, 2.0 * power, 5.0 * power]).collect()
}

/// A step of an axis without an exponent.
fn plain(step: f64) -> String {
    if step >= 1.0 {
        grouped(&format!("{step:.0}"))
    } else {
        format!("{step:.6}").trim_end_matches('0').to_owned()
    }
}

/// The lines of equal total that cross the field, with their ends in doublings,
/// the left one first.
fn totals(x: &LogAxis, y: &LogAxis) -> Vec<(f64, [At; 2])> {
    let line = |total: f64| {
        let sum = total.log2();
        let left = x.low.max(sum - y.high);
        let right = x.high.min(sum - y.low);
        (right - left > 0.5).then_some((total, [(left, sum - left), (right, sum - right)]))
    };
    powers().filter_map(line).collect()
}

fn axes(canvas: &mut Canvas<'_>, plot: &Plot<'_>, frame: Frame, x: &LogAxis, y: &LogAxis) {
    for (at, label) in &y.ticks {
        let level = plot.at(x.low, *at).1;
        if level < frame.bottom {
            canvas.line(Ink::Grid, (frame.left, level), (frame.right, level));
        }
        canvas.text((Ink::Text, Anchor::End), (frame.left - 6.0, level), label);
    }
    for (at, label) in &x.ticks {
        let across = plot.at(*at, y.low).0;
        canvas.line(Ink::Grid, (across, frame.top), (across, frame.bottom));
        let hand = (Ink::Text, Anchor::Middle);
        canvas.text_if_free(hand, (across, frame.bottom + 14.0), label);
    }
    canvas.line(Ink::Axis, (frame.left, frame.bottom), (frame.right, frame.bottom));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64]) -> Vec<String> {
        LogAxis::over(values.iter().copied()).ticks.into_iter().map(|tick| tick.1).collect()
    }

    #[test]
    fn a_logarithmic_axis_covers_its_values_with_round_steps() {
        assert_eq!(labels(&[3.0, 16.0]), ["2", "5", "10", "20"]);
        assert_eq!(labels(&[1.0]), ["1", "2"]);
        assert_eq!(labels(&[0.3, 0.8]), ["0.2", "0.5", "1"]);
        assert_eq!(labels(&[1.0, 900.0]), ["1", "10", "100", "1,000"]);
    }

    #[test]
    fn along_a_line_of_equal_total_often_times_long_is_the_same() {
        let (x, y) =
            (LogAxis::over([1.0, 50.0].into_iter()), LogAxis::over([1.0, 90.0].into_iter()));
        let lines = totals(&x, &y);
        assert!(lines.iter().any(|line| line.0.total_cmp(&100.0).is_eq()), "{lines:?}");
        for (total, ends) in lines {
            for (often, long) in ends {
                assert!((often.exp2() * long.exp2() / total - 1.0).abs() < 1e-9);
                assert!(often >= x.low - 1e-9 && long <= y.high + 1e-9);
            }
        }
    }
}
