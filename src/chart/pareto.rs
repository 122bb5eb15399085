//! The Pareto figure: which few make most of the work. Bars with the number at
//! their end, the cumulative share as a column of numbers (never a second
//! axis), a red line under the vital few.

use super::canvas::{Canvas, Frame, Plot};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::{number, percent, sound};
use super::sheet::Anchor;

/// A Pareto figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ParetoSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Head above the bars: the unit of `n`. May be empty.
    pub value_head: String,
    /// Head of the column of cumulative shares. May be empty.
    pub cumulative_head: String,
    /// Rows from the largest to the smallest.
    pub rows: Vec<ParetoRow>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ParetoRow {
    /// Name at the left of the bar.
    pub label: String,
    /// Length of the bar: a count or an amount, not negative.
    pub n: f64,
    /// Share of the sum down to and including this row, 0 to 1.
    pub cumulative: f64,
    /// What the row is.
    pub kind: ParetoKind,
    /// What the name opens.
    pub href: Option<String>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParetoKind {
    /// One of the vital few, above the red line.
    Vital,
    /// One of the many.
    #[default]
    Rest,
    /// Faults nobody has coded: grey, wherever it stands.
    Uncoded,
}

const ROW: f64 = 26.0;
const BAR: f64 = 17.0;

struct Layout {
    width: f64,
    top: f64,
    left: f64,
    bars_end: f64,
    largest: f64,
}

impl Draw for ParetoSpec {
    fn draw(&self, form: Form) -> Figure {
        let largest = self.rows.iter().filter_map(|row| sound(row.n)).fold(0.0, f64::max);
        if largest <= 0.0 {
            return without_data(&self.alt, form, form.width());
        }
        let layout = self.layout(form, largest);
        let height = layout.top + ROW * self.rows.len() as f64 + 4.0;
        drawn(&self.alt, form, (layout.width, height), |canvas| self.paint(canvas, &layout))
    }
}

impl ParetoSpec {
    fn layout(&self, form: Form, largest: f64) -> Layout {
        let total = form.width();
        let bold = |row: &ParetoRow| row.kind == ParetoKind::Vital;
        let labels = self.rows.iter().map(|row| width(&row.label, bold(row))).fold(0.0, f64::max);
        let values = self
            .rows
            .iter()
            .filter_map(|row| sound(row.n))
            .map(|n| width(&number(n), true))
            .fold(0.0, f64::max);
        let headed = !self.value_head.is_empty() || !self.cumulative_head.is_empty();
        Layout {
            width: total,
            top: if headed { 20.0 } else { 4.0 },
            left: labels.min(total * 0.4) + 8.0,
            bars_end: total - width("100%", true) - values - 20.0,
            largest,
        }
    }

    fn paint(&self, canvas: &mut Canvas<'_>, layout: &Layout) {
        let rows = self.rows.len() as f64;
        let bottom = layout.top + ROW * rows;
        let frame = Frame { left: layout.left, top: layout.top, right: layout.bars_end, bottom };
        let plot = canvas.plot(frame, 0.0..layout.largest, rows..0.0);
        for kind in [ParetoKind::Vital, ParetoKind::Rest, ParetoKind::Uncoded] {
            plot.bars(ink_of(kind), self.bars(kind));
        }
        canvas.line(Ink::Axis, (layout.left, layout.top), (layout.left, bottom));
        if let Some(y) = self.cut().map(|row| layout.top + ROW * row as f64) {
            canvas.line(Ink::Cut, (layout.left, y), (layout.width, y));
        }
        self.heads(canvas, layout);
        for place in 0..self.rows.len() {
            self.row_text(canvas, layout, &plot, place);
        }
    }

    fn bars(&self, kind: ParetoKind) -> impl Iterator<Item = [(f64, f64); 2]> + '_ {
        let rows = self.rows.iter().enumerate().filter(move |(_, row)| row.kind == kind);
        rows.filter_map(|(place, row)| {
            let n = sound(row.n).filter(|n| *n > 0.0)?;
            let middle = place as f64 + 0.5;
            let half = BAR / ROW / 2.0;
            Some([(0.0, middle - half), (n, middle + half)])
        })
    }

    /// Number of rows above the red line; none when it would part nothing.
    fn cut(&self) -> Option<usize> {
        let last = self.rows.iter().rposition(|row| row.kind == ParetoKind::Vital)?;
        (last + 1 < self.rows.len()).then_some(last + 1)
    }

    fn heads(&self, canvas: &mut Canvas<'_>, layout: &Layout) {
        let head = fit(&self.cumulative_head, layout.width * 0.45, false);
        canvas.text((Ink::Text, Anchor::End), (layout.width, 8.0), &head);
        canvas.text_if_free((Ink::Text, Anchor::Start), (layout.left, 8.0), &self.value_head);
    }

    fn row_text(&self, canvas: &mut Canvas<'_>, layout: &Layout, plot: &Plot<'_>, place: usize) {
        let row = &self.rows[place];
        let y = layout.top + ROW * (place as f64 + 0.5);
        let vital = row.kind == ParetoKind::Vital;
        let ink = if vital { Ink::Strong } else { Ink::Text };
        let label = fit(&row.label, layout.left - 8.0, vital);
        canvas.linked(row.href.as_deref(), |canvas| {
            canvas.text((ink, Anchor::End), (layout.left - 8.0, y), &label);
        });
        match sound(row.n) {
            Some(n) => {
                let end = plot.at(n, 0.0).0;
                canvas.text((Ink::Strong, Anchor::Start), (end + 6.0, y), &number(n));
            }
            None => canvas.text((Ink::Text, Anchor::Start), (layout.left + 6.0, y), "—"),
        }
        let at_cut = self.cut() == Some(place + 1);
        let ink = if at_cut { Ink::Strong } else { Ink::Text };
        let share = sound(row.cumulative).map_or_else(|| "—".to_owned(), percent);
        canvas.text((ink, Anchor::End), (layout.width, y), &share);
    }
}

fn ink_of(kind: ParetoKind) -> Ink {
    match kind {
        ParetoKind::Vital => Ink::Bar,
        ParetoKind::Rest => Ink::Bar2,
        ParetoKind::Uncoded => Ink::Unknown,
    }
}
