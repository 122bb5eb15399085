//! Monthly bars: the value above each bar, the axis from zero, limits or the
//! year before as lines across.

use super::canvas::{Canvas, Frame, Plot, inside};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::{number, sound};
use super::sheet::Anchor;

/// Bars by month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MonthlyBarsSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Unit, once above the axis. May be empty.
    pub unit: String,
    /// Months in order.
    pub months: Vec<MonthBar>,
    /// Lines across the months.
    pub lines: Vec<MonthLine>,
}

/// One month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MonthBar {
    /// Short name under the bar.
    pub label: String,
    /// The value; none prints "—".
    pub value: Option<f64>,
    /// Which month it is.
    pub state: MonthState,
}

/// Which month a bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MonthState {
    /// An earlier month.
    #[default]
    Past,
    /// The month the question is about.
    Current,
    /// A month that is not over: hollow.
    Partial,
}

/// A line with one value for each month.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthLine {
    /// Name at the line.
    pub label: String,
    /// One value for each month; none leaves a gap.
    pub values: Vec<Option<f64>>,
    /// What the line is.
    pub kind: MonthLineKind,
}

/// What a line across the months is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonthLineKind {
    /// A limit: solid ink.
    Limit,
    /// The mean: dotted.
    Mean,
    /// The same months a year before: dashed.
    PreviousYear,
}

/// Months that the width is made for at least.
const FEWEST: usize = 6;

const STATES: [(MonthState, Ink); 3] = [
    (MonthState::Past, Ink::Band),
    (MonthState::Current, Ink::Bar),
    (MonthState::Partial, Ink::BarHollow),
];

impl Draw for MonthlyBarsSpec {
    fn draw(&self, form: Form) -> Figure {
        if !self.months.iter().any(|month| value_of(month).is_some()) {
            return without_data(&self.alt, form, form.width());
        }
        let height = if form == Form::Compact { 190.0 } else { 210.0 };
        let frame = Frame {
            left: 0.0,
            top: if self.unit.is_empty() { 22.0 } else { 38.0 },
            right: form.width() - self.label_room(form),
            bottom: height - 22.0,
        };
        drawn(&self.alt, form, (form.width(), height), |canvas| self.paint(canvas, frame))
    }
}

impl MonthlyBarsSpec {
    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame) {
        // A single month is a bar, not a wall.
        let count = self.months.len().max(FEWEST) as f64;
        let plot = canvas.plot(frame, 0.0..count, 0.0..self.largest());
        for (state, ink) in STATES {
            plot.bars(ink, self.bars(state));
        }
        for line in &self.lines {
            for run in step_runs(&line.values, self.months.len()) {
                plot.line(line_ink(line.kind), run);
            }
        }
        canvas.line(Ink::Axis, (frame.left, frame.bottom), (frame.right, frame.bottom));
        let unit = fit(&self.unit, canvas.width(), false);
        canvas.text((Ink::Text, Anchor::Start), (0.0, 8.0), &unit);
        self.texts(canvas, &plot, frame);
        self.line_labels(canvas, &plot, frame);
    }

    fn largest(&self) -> f64 {
        let bars = self.months.iter().filter_map(value_of);
        let lines = self.lines.iter().flat_map(|line| &line.values);
        let lines = lines.filter_map(|value| value.and_then(sound));
        let largest = bars.chain(lines).fold(0.0, f64::max);
        if largest > 0.0 { largest } else { 1.0 }
    }

    fn bars(&self, state: MonthState) -> impl Iterator<Item = [(f64, f64); 2]> + '_ {
        let months = self.months.iter().enumerate().filter(move |(_, m)| m.state == state);
        months.filter_map(|(place, month)| {
            let value = value_of(month).filter(|value| *value > 0.0)?;
            let x = place as f64;
            Some([(x + 0.11, 0.0), (x + 0.89, value)])
        })
    }

    /// Room for the names of the lines at their right ends.
    fn label_room(&self, form: Form) -> f64 {
        let widest = self.lines.iter().map(|line| width(&line.label, false)).fold(0.0, f64::max);
        if widest > 0.0 { (widest + 8.0).min(form.width() * 0.25) } else { 0.0 }
    }

    /// Numbers and names; where there is no room for all, the current month
    /// comes first and then the latest.
    fn texts(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, frame: Frame) {
        let current = self.months.iter().rposition(|m| m.state == MonthState::Current);
        let mut order: Vec<_> = self.months.iter().enumerate().rev().collect();
        order.sort_by_key(|(place, _)| Some(*place) != current);
        for (place, month) in order {
            let value = value_of(month);
            let at = plot.at(place as f64 + 0.5, value.unwrap_or(0.0));
            let shown = value.map_or_else(|| "—".to_owned(), number);
            let hand = (ink_of(month.state), Anchor::Middle);
            canvas.text_if_free(hand, (at.0, at.1 - 9.0), &shown);
        }
        let y = frame.bottom + 13.0;
        let middle = |place: usize| plot.at(place as f64 + 0.5, 0.0).0;
        if let Some(place) = current {
            let label = &self.months[place].label;
            let x = inside(canvas.width(), middle(place), label);
            canvas.text_if_free((Ink::Strong, Anchor::Middle), (x, y), label);
        }
        let names = self.months.iter().enumerate();
        let names: Vec<_> = names.map(|(place, m)| (middle(place), m.label.as_str())).collect();
        let origin = current.unwrap_or(names.len() - 1);
        canvas.names(Ink::Text, &names, y, origin);
    }

    /// Names at the right ends of the lines, moved apart where they are close.
    fn line_labels(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, frame: Frame) {
        for line in &self.lines {
            let values = line.values.iter().take(self.months.len()).rev();
            let Some(last) = values.copied().flatten().find_map(sound) else { continue };
            let at = (frame.right + 5.0, plot.at(0.0, last).1);
            let shifts = [0.0, 7.0, -7.0, 14.0, -14.0, 28.0, -28.0];
            let places = shifts.map(|shift| (Anchor::Start, (at.0, at.1 + shift)));
            let label = fit(&line.label, canvas.width() - at.0, false);
            canvas.text_somewhere(Ink::Text, &places, &label);
        }
    }
}

fn ink_of(state: MonthState) -> Ink {
    if state == MonthState::Current { Ink::Strong } else { Ink::Text }
}

/// The value of a month, if it can be drawn.
fn value_of(month: &MonthBar) -> Option<f64> {
    month.value.and_then(sound)
}

fn line_ink(kind: MonthLineKind) -> Ink {
    match kind {
        MonthLineKind::Limit => Ink::Limit,
        MonthLineKind::Mean => Ink::Guide,
        MonthLineKind::PreviousYear => Ink::Rival,
    }
}

/// A value by month as level steps, broken where a month has none.
pub(super) fn step_runs(values: &[Option<f64>], months: usize) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open = false;
    for (place, value) in values.iter().take(months).enumerate() {
        let Some(value) = value.and_then(sound) else {
            open = false;
            continue;
        };
        if !open {
            runs.push(Vec::new());
        }
        open = true;
        let x = place as f64;
        if let Some(run) = runs.last_mut() {
            run.extend([(x, value), (x + 1.0, value)]);
        }
    }
    runs
}
