//! Level bars of a few classes in a given order, each with its number at the end.

use super::canvas::{Canvas, Frame};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::{number, sound};
use super::sheet::Anchor;

/// Bars of classes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BarsSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Unit of the numbers, once above the bars. May be empty.
    pub unit: String,
    /// Bars from top to bottom.
    pub rows: Vec<ClassBar>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClassBar {
    /// Name of the class, at the left.
    pub label: String,
    /// Its number, not negative.
    pub n: f64,
    /// A reader must act on it.
    pub hot: bool,
}

const ROW: f64 = 26.0;
const BAR: f64 = 17.0;

impl Draw for BarsSpec {
    fn draw(&self, form: Form) -> Figure {
        let largest = self.rows.iter().filter_map(|row| sound(row.n)).fold(0.0, f64::max);
        if largest <= 0.0 {
            return without_data(&self.alt, form, form.width());
        }
        let labels = self.rows.iter().map(|row| width(&row.label, false)).fold(0.0, f64::max);
        let numbers = self.rows.iter().map(|row| width(&number(row.n), true)).fold(0.0, f64::max);
        let top = if self.unit.is_empty() { 4.0 } else { 22.0 };
        let frame = Frame {
            left: labels.min(form.width() * 0.35) + 8.0,
            top,
            right: form.width() - numbers.min(form.width() * 0.3) - 8.0,
            bottom: top + ROW * self.rows.len() as f64,
        };
        let size = (form.width(), frame.bottom + 4.0);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, frame, largest))
    }
}

impl BarsSpec {
    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame, largest: f64) {
        let unit = fit(&self.unit, canvas.width() - frame.left, false);
        canvas.text((Ink::Text, Anchor::Start), (frame.left, 8.0), &unit);
        let plot = canvas.plot(frame, 0.0..largest, self.rows.len() as f64..0.0);
        let inset = (1.0 - BAR / ROW) / 2.0;
        for (hot, ink) in [(false, Ink::Bar), (true, Ink::Hot)] {
            let rows = self.rows.iter().enumerate().filter(|(_, row)| row.hot == hot);
            let bars = rows.filter_map(|(place, row)| {
                let (n, top) = (sound(row.n).filter(|n| *n > 0.0)?, place as f64 + inset);
                Some([(0.0, top), (n, top + BAR / ROW)])
            });
            plot.bars(ink, bars.collect::<Vec<_>>());
        }
        canvas.line(Ink::Axis, (frame.left, frame.top), (frame.left, frame.bottom));
        for (place, row) in self.rows.iter().enumerate() {
            let y = plot.at(0.0, place as f64 + 0.5).1;
            let label = fit(&row.label, frame.left - 8.0, false);
            canvas.text((Ink::Text, Anchor::End), (frame.left - 6.0, y), &label);
            let n = sound(row.n);
            let ink = if row.hot { Ink::TextHot } else { Ink::Strong };
            let shown = n.map_or_else(|| "—".to_owned(), number);
            let end = plot.at(n.unwrap_or_default(), 0.0).0 + 5.0;
            let shown = fit(&shown, canvas.width() - end, true);
            canvas.text((ink, Anchor::Start), (end, y), &shown);
        }
    }
}
