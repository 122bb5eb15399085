//! Monthly bars: the value above each bar, the axis from zero, limits or the
//! year before as lines across.

use super::canvas::{Canvas, Frame, Plot};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
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
            right: form.width(),
            bottom: height - 22.0,
        };
        drawn(&self.alt, form, (form.width(), height), |canvas| self.paint(canvas, frame))
    }
}

impl MonthlyBarsSpec {
    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame) {
        let count = self.months.len() as f64;
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
        canvas.text((Ink::Text, Anchor::Start), (0.0, 8.0), &self.unit);
        self.texts(canvas, &plot, frame);
        for line in &self.lines {
            line_label(canvas, &plot, line);
        }
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

    /// Numbers and names; where there is no room for all, the current month
    /// comes first and then the latest.
    fn texts(&self, canvas: &mut Canvas<'_>, plot: &Plot<'_>, frame: Frame) {
        let mut order: Vec<_> = self.months.iter().enumerate().rev().collect();
        order.sort_by_key(|(_, month)| month.state != MonthState::Current);
        for (place, month) in order {
            let ink = if month.state == MonthState::Current { Ink::Strong } else { Ink::Text };
            let value = value_of(month);
            let at = plot.at(place as f64 + 0.5, value.unwrap_or(0.0));
            let shown = value.map_or_else(|| "—".to_owned(), number);
            canvas.text_if_free((ink, Anchor::Middle), (at.0, at.1 - 9.0), &shown);
            let name_at = (at.0, frame.bottom + 13.0);
            canvas.text_if_free((ink, Anchor::Middle), name_at, &month.label);
        }
    }
}

fn line_label(canvas: &mut Canvas<'_>, plot: &Plot<'_>, line: &MonthLine) {
    let drawn = |(place, value): (usize, &Option<f64>)| Some((place, value.and_then(sound)?));
    let Some((place, value)) = line.values.iter().enumerate().find_map(drawn) else { return };
    let at = plot.at(place as f64, value);
    let end = plot.at(line.values.len() as f64, value).0;
    let places = [
        (Anchor::Start, (at.0 + 2.0, at.1 - 8.0)),
        (Anchor::Start, (at.0 + 2.0, at.1 + 9.0)),
        (Anchor::End, (end - 2.0, at.1 - 8.0)),
        (Anchor::End, (end - 2.0, at.1 + 9.0)),
        (Anchor::End, (end, 8.0)),
    ];
    canvas.text_somewhere(Ink::Text, &places, &line.label);
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
