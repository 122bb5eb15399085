//! Shares with their intervals on a line from 0 to 100%: a dot, its interval, and the
//! numbers behind it at the right. Filled is enough to be told, hollow is not.

use super::canvas::{Canvas, Frame};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::sheet::Anchor;

/// Rows of shares.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SharesSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Rows from top to bottom; beyond [`SHARES_SHOWN`] they are left out.
    pub rows: Vec<ShareRow>,
}

/// One share.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShareRow {
    /// Name above the line.
    pub label: String,
    /// The share, 0 to 1; none draws no dot.
    pub share: Option<f64>,
    /// Lower end of its interval.
    pub lower: Option<f64>,
    /// Upper end of its interval.
    pub upper: Option<f64>,
    /// Numbers at the right, such as "12/20 · 60%".
    pub number: String,
    /// The first row to look at is bold.
    pub strong: bool,
    /// What the name opens.
    pub href: Option<String>,
}

/// Rows drawn; the rest stands in the table.
pub const SHARES_SHOWN: usize = 12;

const ROW: f64 = 36.0;
const RADIUS: f64 = 4.2;

impl Draw for SharesSpec {
    fn draw(&self, form: Form) -> Figure {
        if !self.shown().any(|row| row.share.and_then(part).is_some()) {
            return without_data(&self.alt, form, form.width());
        }
        let bottom = 4.0 + ROW * self.shown().count() as f64;
        let frame = Frame { left: RADIUS + 2.0, top: 4.0, right: form.width() - 10.0, bottom };
        let size = (form.width(), bottom + 20.0);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, frame))
    }
}

/// A share as it can be drawn.
fn part(share: f64) -> Option<f64> {
    (0.0..=1.0).contains(&share).then_some(share)
}

impl SharesSpec {
    fn shown(&self) -> impl Iterator<Item = &ShareRow> {
        self.rows.iter().take(SHARES_SHOWN)
    }

    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame) {
        let at = |share: f64| frame.left + (frame.right - frame.left) * share;
        for (place, row) in self.shown().enumerate() {
            let top = frame.top + ROW * place as f64;
            words(canvas, row, top + 10.0);
            let y = top + 26.0;
            canvas.line(Ink::Grid, (at(0.0), y), (at(1.0), y));
            for tick in [0.0, 0.5, 1.0] {
                canvas.line(Ink::Grid, (at(tick), y - 4.0), (at(tick), y + 4.0));
            }
            let ends = row.lower.and_then(part).zip(row.upper.and_then(part));
            if let Some((lower, upper)) = ends.filter(|(lower, upper)| lower < upper) {
                canvas.line(Ink::Whisker, (at(lower), y), (at(upper), y));
            }
            if let Some(share) = row.share.and_then(part) {
                let ink = if row.strong { Ink::Dot } else { Ink::Ring };
                canvas.dot(ink, (at(share), y), RADIUS);
            }
        }
        for (share, name) in [(0.0, "0"), (0.5, "50%"), (1.0, "100%")] {
            let x = super::canvas::inside(canvas.width(), at(share), name);
            canvas.text_if_free((Ink::Text, Anchor::Middle), (x, frame.bottom + 10.0), name);
        }
    }
}

fn words(canvas: &mut Canvas<'_>, row: &ShareRow, y: f64) {
    let total = canvas.width();
    let number = fit(&row.number, total * 0.5, true);
    let room = total - width(&number, true) - 12.0;
    let label = fit(&row.label, room, true);
    let ink = if row.strong { Ink::Strong } else { Ink::Text };
    canvas.linked(row.href.as_deref(), |canvas| {
        canvas.text((ink, Anchor::Start), (0.0, y), &label);
    });
    canvas.text((ink, Anchor::End), (total, y), &number);
}
