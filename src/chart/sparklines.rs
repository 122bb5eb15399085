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
    /// A number a month, none of them negative.
    pub values: Vec<f64>,
    /// What the name opens.
    pub href: Option<String>,
}

const TOP: f64 = 24.0;
const ROW: f64 = 34.0;
/// Height of a line within its row.
const RISE: f64 = 24.0;
const RADIUS: f64 = 2.6;

struct Layout {
    frame: Frame,
    peaks: f64,
    sums: f64,
}

impl Draw for SparklinesSpec {
    fn draw(&self, form: Form) -> Figure {
        if !self.rows.iter().any(|row| row.line().len() > 1) {
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
        let widest = |head: &str, of: fn(&SparkRow) -> f64| {
            let numbers = self.rows.iter().map(|row| width(&number(of(row)), true));
            numbers.fold(width(head, false), f64::max).min(total * 0.15)
        };
        let labels = self.rows.iter().map(|row| width(&row.label, true)).fold(0.0, f64::max);
        let sums = total;
        let peaks = sums - widest(&self.sum_head, SparkRow::sum) - 12.0;
        let right = peaks - widest(&self.peak_head, SparkRow::peak) - 12.0;
        let bottom = TOP + ROW * self.rows.len() as f64;
        let left = labels.min(total * 0.3) + 10.0;
        Layout { frame: Frame { left, top: TOP, right, bottom }, peaks, sums }
    }

    fn paint(&self, canvas: &mut Canvas<'_>, layout: &Layout) {
        let frame = layout.frame;
        for (head, right) in [(&self.peak_head, layout.peaks), (&self.sum_head, layout.sums)] {
            let head = fit(head, canvas.width() * 0.15, false);
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
        let points = points(&row.line(), row.peak(), frame, base);
        canvas.polyline(Ink::Thin, &points);
        if let Some(last) = points.last() {
            canvas.dot(if self.partial { Ink::Ring } else { Ink::Dot }, *last, RADIUS);
        }
        let label = fit(&row.label, frame.left - 10.0, true);
        canvas.linked(row.href.as_deref(), |canvas| {
            canvas.text((Ink::Strong, Anchor::Start), (0.0, middle), &label);
        });
        let (peak, sum) = (number(row.peak()), number(row.sum()));
        let room = canvas.width() * 0.15;
        canvas.text((Ink::Text, Anchor::End), (layout.peaks, middle), &fit(&peak, room, false));
        canvas.text((Ink::Strong, Anchor::End), (layout.sums, middle), &fit(&sum, room, true));
    }
}

/// The months of a row on the board; a mark's radius stays free at the right.
fn points(line: &[f64], peak: f64, frame: Frame, base: f64) -> Vec<At> {
    if line.len() < 2 {
        return Vec::new();
    }
    let stride = (frame.right - RADIUS - frame.left) / (line.len() - 1) as f64;
    let height = |value: f64| if peak > 0.0 { value / peak * RISE } else { 0.0 };
    let months = line.iter().enumerate();
    months.map(|(at, value)| (frame.left + stride * at as f64, base - height(*value))).collect()
}
