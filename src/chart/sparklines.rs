//! Small multiples: a row a group with its months as a line from zero to its own
//! peak, the peak and the sum as numbers.

use super::canvas::{At, Canvas, Frame};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::{number, sound};
use super::sheet::Anchor;

/// Lines of several groups over the same months.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparklinesSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Head of the peaks.
    pub peak_head: String,
    /// Head of the sums.
    pub sum_head: String,
    /// Name of the first month.
    pub from: String,
    /// Name of the last month.
    pub to: String,
    /// The last month is not over: its mark is hollow.
    pub partial: bool,
    /// Rows from top to bottom.
    pub rows: Vec<SparkRow>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparkRow {
    /// Its name.
    pub label: String,
    /// A number a month, none of them negative. What is no number counts as none, or
    /// parts the line where the row tells its own numbers.
    pub values: Vec<f64>,
    /// What stands in the two columns instead of the peak and the sum.
    pub told: Option<[String; 2]>,
    /// What the name opens.
    pub href: Option<String>,
}

const TOP: f64 = 24.0;
const ROW: f64 = 34.0;
/// Height of a line within its row.
const RISE: f64 = 24.0;
const RADIUS: f64 = 2.6;
/// The widest a column of numbers may be, of the whole.
const COLUMN: f64 = 0.17;

struct Layout {
    frame: Frame,
    peaks: f64,
    sums: f64,
}

impl Draw for SparklinesSpec {
    fn draw(&self, form: Form) -> Figure {
        if !self.rows.iter().any(|row| row.values.len() > 1) {
            return without_data(&self.alt, form, form.width());
        }
        let layout = self.layout(form);
        let size = (form.width(), layout.frame.bottom + 24.0);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, &layout))
    }
}

impl SparkRow {
    /// The months as they can be drawn; one that cannot counts as none.
    fn line(&self) -> Vec<f64> {
        self.values.iter().map(|value| sound(*value).unwrap_or(0.0)).collect()
    }

    /// What stands in the two columns.
    fn columns(&self) -> [String; 2] {
        self.told.clone().unwrap_or_else(|| [self.peak(), self.sum()].map(number))
    }

    /// The stretches of the line, each with the place of its first month.
    fn runs(&self) -> Vec<(usize, Vec<f64>)> {
        if self.told.is_none() {
            return vec![(0, self.line())];
        }
        let mut runs: Vec<(usize, Vec<f64>)> = Vec::new();
        for (at, value) in self.values.iter().map(|value| sound(*value)).enumerate() {
            let Some(value) = value else { continue };
            match runs.last_mut().filter(|(from, run)| from + run.len() == at) {
                Some((_, run)) => run.push(value),
                None => runs.push((at, vec![value])),
            }
        }
        runs
    }

    fn peak(&self) -> f64 {
        self.line().into_iter().fold(0.0, f64::max)
    }

    fn sum(&self) -> f64 {
        self.line().into_iter().sum()
    }
}

impl SparklinesSpec {
    fn layout(&self, form: Form) -> Layout {
        let total = form.width();
        let widest = |head: &str, column: usize| {
            let numbers = self.rows.iter().map(|row| width(&row.columns()[column], true));
            numbers.fold(width(head, false), f64::max).min(total * COLUMN)
        };
        let labels = self.rows.iter().map(|row| width(&row.label, true)).fold(0.0, f64::max);
        let sums = total;
        let peaks = sums - widest(&self.sum_head, 1) - 12.0;
        let right = peaks - widest(&self.peak_head, 0) - 12.0;
        let bottom = TOP + ROW * self.rows.len() as f64;
        let left = labels.min(total * 0.3) + 10.0;
        Layout { frame: Frame { left, top: TOP, right, bottom }, peaks, sums }
    }

    fn paint(&self, canvas: &mut Canvas<'_>, layout: &Layout) {
        let frame = layout.frame;
        for (head, right) in [(&self.peak_head, layout.peaks), (&self.sum_head, layout.sums)] {
            let head = fit(head, canvas.width() * COLUMN, false);
            canvas.text((Ink::Text, Anchor::End), (right, 8.0), &head);
        }
        for (place, row) in self.rows.iter().enumerate() {
            let base = frame.top + ROW * place as f64 + f64::midpoint(ROW, RISE);
            self.row(canvas, layout, row, base);
        }
        let y = frame.bottom + 12.0;
        let room = (frame.right - frame.left) / 2.0 - 4.0;
        canvas.text((Ink::Text, Anchor::Start), (frame.left, y), &fit(&self.from, room, false));
        canvas.text((Ink::Text, Anchor::End), (frame.right, y), &fit(&self.to, room, false));
    }

    fn row(&self, canvas: &mut Canvas<'_>, layout: &Layout, row: &SparkRow, base: f64) {
        let frame = layout.frame;
        let middle = base - RISE / 2.0;
        canvas.line(Ink::Grid, (frame.left, base), (frame.right, base));
        let months = row.values.len();
        for (from, run) in row.runs() {
            let points = points((from, &run, months), row.peak(), frame, base);
            if points.len() > 1 {
                canvas.polyline(Ink::Thin, &points);
            }
            let ends = from + run.len() == months;
            if let Some(last) = points.last().filter(|_| ends || points.len() == 1) {
                let ink = if self.partial && ends { Ink::Ring } else { Ink::Dot };
                canvas.dot(ink, *last, if ends { RADIUS } else { RADIUS / 2.0 });
            }
        }
        let label = fit(&row.label, frame.left - 10.0, true);
        canvas.linked(row.href.as_deref(), |canvas| {
            canvas.text((Ink::Strong, Anchor::Start), (0.0, middle), &label);
        });
        let [peak, sum] = row.columns();
        let room = canvas.width() * COLUMN;
        canvas.text((Ink::Text, Anchor::End), (layout.peaks, middle), &fit(&peak, room, false));
        canvas.text((Ink::Strong, Anchor::End), (layout.sums, middle), &fit(&sum, room, true));
    }
}

/// A stretch of the months of a row on the board; a mark's radius stays free at the right.
fn points(
    (from, line, months): (usize, &[f64], usize),
    peak: f64,
    frame: Frame,
    base: f64,
) -> Vec<At> {
    if months < 2 {
        return Vec::new();
    }
    let stride = (frame.right - RADIUS - frame.left) / (months - 1) as f64;
    let height = |value: f64| if peak > 0.0 { value / peak * RISE } else { 0.0 };
    let places = line.iter().zip(from..).map(|(value, at)| (at, value));
    places.map(|(at, value)| (frame.left + stride * at as f64, base - height(*value))).collect()
}
