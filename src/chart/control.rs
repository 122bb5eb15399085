//! The control chart: a rate by month against limits that follow the exposure
//! of each month, a dotted mean, signals filled red, the running month hollow.

use super::canvas::{At, Canvas, Frame, Plot};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::monthly::step_runs;
use super::scale::{ValueAxis, sound};
use super::sheet::Anchor;

/// A control chart by month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ControlChartSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Unit, once above the axis.
    pub unit: String,
    /// Months in order.
    pub months: Vec<ControlMonth>,
    /// Mean, as a dotted line.
    pub mean: Option<f64>,
    /// Name at the mean.
    pub mean_label: String,
    /// Name at the upper limit.
    pub limit_label: String,
}

/// One month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ControlMonth {
    /// Short name under the axis.
    pub label: String,
    /// The rate; none leaves a gap.
    pub rate: Option<f64>,
    /// Upper limit for this month's exposure.
    pub upper: Option<f64>,
    /// Lower limit; none or zero is not drawn.
    pub lower: Option<f64>,
    /// A test says that this month is no chance.
    pub signal: bool,
    /// The month is not over.
    pub partial: bool,
    /// Words at a signal, such as "9 seen, 1.6 expected".
    pub note: Option<String>,
}

const RADIUS: f64 = 4.2;

impl Draw for ControlChartSpec {
    fn draw(&self, form: Form) -> Figure {
        if !self.months.iter().any(|month| month.rate.is_some_and(|rate| sound(rate).is_some())) {
            return without_data(&self.alt, form, form.width());
        }
        let height = 212.0;
        let axis = ValueAxis::up_to(self.largest(), 4);
        let ticks = axis.ticks.iter().map(|(_, label)| width(label, false)).fold(0.0, f64::max);
        let frame = Frame {
            left: ticks + 8.0,
            top: if self.unit.is_empty() { 12.0 } else { 30.0 },
            right: form.width() - 2.0,
            bottom: height - 24.0,
        };
        let size = (form.width(), height);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, frame, &axis))
    }
}

impl ControlChartSpec {
    fn largest(&self) -> f64 {
        let months = self.months.iter().flat_map(|month| [month.rate, month.upper, month.lower]);
        months.chain([self.mean]).flatten().filter_map(sound).fold(0.0, f64::max)
    }

    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame, axis: &ValueAxis) {
        let months = self.months.len();
        let plot = canvas.plot(frame, 0.0..months as f64, 0.0..axis.top);
        grid(canvas, &plot, frame, axis);
        for values in [self.limits(|month| month.upper), self.limits(|month| month.lower)] {
            for run in step_runs(&values, months) {
                plot.line(Ink::Limit, run);
            }
        }
        if let Some(mean) = self.mean.and_then(sound) {
            plot.line(Ink::Guide, vec![(0.0, mean), (months as f64, mean)]);
        }
        for run in self.rate_runs() {
            plot.line(Ink::Thin, run);
        }
        for (signal, partial, ink) in MARKS {
            plot.dots(ink, RADIUS, self.points(signal, partial));
        }
        self.texts(canvas, &plot, frame);
    }

    /// A limit for each month, without the lines at zero that limit nothing.
    fn limits(&self, of: impl Fn(&ControlMonth) -> Option<f64>) -> Vec<Option<f64>> {
        self.months.iter().map(|month| of(month).filter(|limit| *limit > 0.0)).collect()
    }

    fn rate_at(&self, place: usize) -> Option<At> {
        let rate = self.months[place].rate.and_then(sound)?;
        Some((place as f64 + 0.5, rate))
    }

    /// The joining line, broken where a month has no rate.
    fn rate_runs(&self) -> Vec<Vec<At>> {
        let points: Vec<_> = (0..self.months.len()).map(|place| self.rate_at(place)).collect();
        let runs = points.split(Option::is_none).map(|run| run.iter().flatten().copied().collect());
        runs.filter(|run: &Vec<At>| run.len() > 1).collect()
    }

    fn points(&self, signal: bool, partial: bool) -> impl Iterator<Item = At> + '_ {
        let months = self.months.iter().enumerate();
        let such = months.filter(move |(_, m)| m.signal == signal && m.partial == partial);
        such.filter_map(|(place, _)| self.rate_at(place))
    }

    fn texts(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, frame: Frame) {
        let unit = fit(&self.unit, canvas.width(), false);
        canvas.text((Ink::Text, Anchor::Start), (0.0, 8.0), &unit);
        for place in 0..self.months.len() {
            if let Some((x, rate)) = self.rate_at(place) {
                canvas.keep_clear(plot.at(x, rate), RADIUS);
            }
        }
        for (place, month) in self.months.iter().enumerate() {
            if let (Some((x, rate)), Some(note)) = (self.rate_at(place), &month.note) {
                note_at(canvas, plot.at(x, rate), note);
            }
        }
        let middle = |place: usize| plot.at(place as f64 + 0.5, 0.0).0;
        let names = self.months.iter().enumerate();
        let names: Vec<_> = names.map(|(place, m)| (middle(place), m.label.as_str())).collect();
        canvas.names(Ink::Text, &names, frame.bottom + 14.0, self.months.len().saturating_sub(1));
        self.line_labels(canvas, plot, frame);
    }

    fn line_labels(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, frame: Frame) {
        let limits = self.limits(|month| month.upper);
        let heights: Vec<_> = limits.iter().flatten().map(|limit| plot.at(0.0, *limit).1).collect();
        if !heights.is_empty() {
            let slot = (frame.right - frame.left) / self.months.len() as f64;
            let reach = |of: Option<usize>| of.unwrap_or_default() as f64 * slot;
            let frame = Frame {
                left: frame.left + reach(limits.iter().position(Option::is_some)),
                right: frame.right - reach(limits.iter().rev().position(Option::is_some)),
                ..frame
            };
            let under = (width(&self.limit_label, false) / slot).ceil() as usize + 1;
            let left = span(heights.iter().take(under));
            let right = span(heights.iter().rev().take(under));
            let places = around_line(frame, left, right);
            canvas.text_somewhere(Ink::Text, &places, &self.limit_label);
        }
        if let Some(y) = self.mean.and_then(sound).map(|mean| plot.at(0.0, mean).1) {
            let mut places = around_line(frame, (y, y), (y, y));
            places.reverse();
            canvas.text_somewhere(Ink::Text, &places, &self.mean_label);
        }
    }
}

/// Top and bottom of some heights.
fn span<'a>(heights: impl Iterator<Item = &'a f64>) -> (f64, f64) {
    let widen = |(top, bottom): (f64, f64), y: &f64| (top.min(*y), bottom.max(*y));
    heights.fold((f64::INFINITY, f64::NEG_INFINITY), widen)
}

/// Signal, partial, and the mark they make.
const MARKS: [(bool, bool, Ink); 4] = [
    (false, false, Ink::Dot),
    (false, true, Ink::Ring),
    (true, false, Ink::HotDot),
    (true, true, Ink::HotRing),
];

/// Places for the name of a line: above and below its left and right part,
/// each given by its top and bottom, far enough for the halo to leave the line whole.
fn around_line(frame: Frame, left: (f64, f64), right: (f64, f64)) -> Vec<(Anchor, At)> {
    vec![
        (Anchor::Start, (frame.left + 4.0, left.0 - 10.0)),
        (Anchor::End, (frame.right, right.0 - 10.0)),
        (Anchor::Start, (frame.left + 4.0, left.1 + 11.0)),
        (Anchor::End, (frame.right, right.1 + 11.0)),
    ]
}

/// Words at a signal: beside it, else above it, else as near above as there
/// is room.
fn note_at(canvas: &mut Canvas<'_>, at: At, note: &str) {
    let beside = [(Anchor::End, (at.0 - 9.0, at.1)), (Anchor::Start, (at.0 + 9.0, at.1))];
    let rows = (1..=(at.1 / 13.0) as u32).map(|row| at.1 - 13.0 * f64::from(row));
    let above = rows.flat_map(|y| {
        [
            (Anchor::Middle, (at.0, y)),
            (Anchor::End, (at.0 + 6.0, y)),
            (Anchor::Start, (at.0 - 6.0, y)),
        ]
    });
    let below = [(Anchor::Middle, (at.0, at.1 + 13.0))];
    let places: Vec<_> = beside.into_iter().chain(above).chain(below).collect();
    canvas.text_somewhere(Ink::TextHot, &places, note);
}

/// Hairlines with their numbers, and the one ink baseline.
pub(super) fn grid(canvas: &mut Canvas<'_>, plot: &Plot<'_>, frame: Frame, axis: &ValueAxis) {
    for (value, _) in axis.ticks.iter().skip(1) {
        let y = plot.at(0.0, *value).1;
        canvas.line(Ink::Grid, (frame.left, y), (frame.right, y));
    }
    canvas.line(Ink::Axis, (frame.left, frame.bottom), (frame.right, frame.bottom));
    for (value, label) in &axis.ticks {
        let y = plot.at(0.0, *value).1;
        canvas.text((Ink::Text, Anchor::End), (frame.left - 6.0, y), label);
    }
}
