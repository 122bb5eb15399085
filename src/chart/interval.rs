//! Interval rows: ratios with their intervals on a doubling axis around 1,
//! what is more than chance filled, and red where somebody has to act, the rest hollow.

use super::canvas::{Canvas, Frame, Plot};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::sheet::Anchor;

/// Rows of ratios with intervals.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IntervalRowsSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Heads of the columns of numbers at the right.
    pub columns: Vec<String>,
    /// Rows in the caller's order.
    pub rows: Vec<IntervalRow>,
}

/// What the test of a ratio says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RatioVerdict {
    /// Within chance: hollow.
    #[default]
    Chance,
    /// More than chance, and nobody has to act: filled.
    Proved,
    /// More than chance, and somebody has to act: filled and red.
    Alarm,
}

/// One ratio.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IntervalRow {
    /// Name at the left.
    pub label: String,
    /// The ratio; none, or not above zero, draws no mark.
    pub estimate: Option<f64>,
    /// Lower end; none or zero runs off the axis.
    pub lower: Option<f64>,
    /// Upper end; none or infinite runs off the axis.
    pub upper: Option<f64>,
    /// What its test says.
    pub verdict: RatioVerdict,
    /// Numbers for the columns; the compact form keeps the last one.
    pub columns: Vec<String>,
    /// What the name opens.
    pub href: Option<String>,
}

const ROW: f64 = 26.0;
const TOP: f64 = 20.0;
const NAMES: [(f64, &str); 7] = [
    (-3.0, "0.125×"),
    (-2.0, "0.25×"),
    (-1.0, "0.5×"),
    (0.0, "1×"),
    (1.0, "2×"),
    (2.0, "4×"),
    (3.0, "8×"),
];

struct Layout {
    frame: Frame,
    reach: f64,
    columns: Vec<Column>,
    width: f64,
}

/// A column of numbers: which one, and its right edge.
struct Column {
    place: usize,
    right: f64,
}

impl Draw for IntervalRowsSpec {
    fn draw(&self, form: Form) -> Figure {
        if !self.rows.iter().any(|row| row.marks().is_some()) {
            return without_data(&self.alt, form, form.width());
        }
        let layout = self.layout(form);
        let height = layout.frame.bottom + 22.0;
        drawn(&self.alt, form, (form.width(), height), |canvas| self.paint(canvas, &layout))
    }
}

impl IntervalRow {
    /// Estimate, lower and upper end as doublings; open ends are infinite.
    /// None when there is nothing to draw.
    fn marks(&self) -> Option<(Option<f64>, f64, f64)> {
        let doublings = |ratio: Option<f64>| ratio.filter(|r| *r > 0.0).map(f64::log2);
        let estimate = doublings(self.estimate).filter(|at| at.is_finite());
        let lower = doublings(self.lower).unwrap_or(f64::NEG_INFINITY);
        let upper = doublings(self.upper).unwrap_or(f64::INFINITY);
        let bounded = lower.is_finite() || upper.is_finite();
        (estimate.is_some() || bounded && lower <= upper).then_some((estimate, lower, upper))
    }
}

impl IntervalRowsSpec {
    /// Two doublings either way, three when an estimate lies beyond.
    fn reach(&self) -> f64 {
        let beyond = |row: &IntervalRow| {
            row.marks().and_then(|marks| marks.0).is_some_and(|at| at.abs() > 2.0)
        };
        if self.rows.iter().any(beyond) { 3.0 } else { 2.0 }
    }

    fn layout(&self, form: Form) -> Layout {
        let total = form.width();
        let labels = self.rows.iter().map(|row| width(&row.label, true)).fold(0.0, f64::max);
        let left = labels.min(total * 0.3) + 14.0;
        let mut columns = Vec::new();
        let mut right = total;
        for place in self.kept_columns(form) {
            let room = self.column_width(place);
            if right - room < left + 120.0 {
                break;
            }
            columns.push(Column { place, right });
            right -= room + 14.0;
        }
        let bottom = TOP + ROW * self.rows.len() as f64;
        let frame = Frame { left, top: TOP, right: right.min(total - 12.0), bottom };
        Layout { frame, reach: self.reach(), columns, width: total }
    }

    /// Columns from the right; the compact form has room for the last one.
    fn kept_columns(&self, form: Form) -> impl Iterator<Item = usize> {
        let keep = if form == Form::Compact { 1 } else { self.columns.len() };
        (0..self.columns.len()).rev().take(keep)
    }

    fn column_width(&self, place: usize) -> f64 {
        let cells = self.rows.iter().filter_map(|row| row.columns.get(place));
        cells.chain(self.columns.get(place)).map(|text| width(text, true)).fold(0.0, f64::max)
    }

    fn paint(&self, canvas: &mut Canvas<'_>, layout: &Layout) {
        let (frame, reach) = (layout.frame, layout.reach);
        let rows = self.rows.len() as f64;
        let plot = canvas.plot(frame, -reach..reach, rows..0.0);
        axis(canvas, &plot, layout);
        for verdict in [RatioVerdict::Chance, RatioVerdict::Proved, RatioVerdict::Alarm] {
            self.whiskers(&plot, reach, verdict);
            self.arrows(canvas, layout, verdict);
            let ink = match verdict {
                RatioVerdict::Chance => Ink::Ring,
                RatioVerdict::Proved => Ink::Dot,
                RatioVerdict::Alarm => Ink::HotDot,
            };
            plot.dots(ink, 4.5, self.estimates(reach, verdict));
        }
        for column in &layout.columns {
            let head = &self.columns[column.place];
            canvas.text((Ink::Text, Anchor::End), (column.right, 8.0), head);
        }
        for (place, row) in self.rows.iter().enumerate() {
            row_text(canvas, layout, row, TOP + ROW * (place as f64 + 0.5));
        }
    }

    fn such(&self, verdict: RatioVerdict) -> impl Iterator<Item = (f64, &IntervalRow)> {
        let rows = self.rows.iter().enumerate().filter(move |(_, row)| row.verdict == verdict);
        rows.map(|(place, row)| (place as f64 + 0.5, row))
    }

    fn whiskers(&self, plot: &Plot<'_>, reach: f64, verdict: RatioVerdict) {
        let ink = if verdict == RatioVerdict::Alarm { Ink::WhiskerHot } else { Ink::Whisker };
        for (y, row) in self.such(verdict) {
            let Some((_, lower, upper)) = row.marks() else { continue };
            let (from, to) = (lower.max(-reach), upper.min(reach));
            if from < to {
                plot.line(ink, vec![(from, y), (to, y)]);
            }
        }
    }

    fn estimates(&self, reach: f64, verdict: RatioVerdict) -> impl Iterator<Item = (f64, f64)> {
        self.such(verdict).filter_map(move |(y, row)| {
            let at = row.marks()?.0?;
            (at.abs() <= reach).then_some((at, y))
        })
    }

    /// A small arrow wherever an interval goes on beyond the axis.
    fn arrows(&self, canvas: &Canvas<'_>, layout: &Layout, verdict: RatioVerdict) {
        let ink = if verdict == RatioVerdict::Alarm { Ink::HotDot } else { Ink::Dot };
        for (y, row) in self.such(verdict) {
            let Some((_, lower, upper)) = row.marks() else { continue };
            let y = TOP + ROW * y;
            if lower < -layout.reach {
                canvas.shape(ink, (layout.frame.left, y), &[(-5.0, 0.0), (1.0, -3.0), (1.0, 3.0)]);
            }
            if upper > layout.reach {
                canvas.shape(
                    ink,
                    (layout.frame.right, y),
                    &[(5.0, 0.0), (-1.0, 3.0), (-1.0, -3.0)],
                );
            }
        }
    }
}

fn axis(canvas: &mut Canvas<'_>, plot: &Plot<'_>, layout: &Layout) {
    let frame = layout.frame;
    let shown = NAMES.iter().filter(|(at, _)| at.abs() <= layout.reach);
    for (at, _) in shown.clone().filter(|(at, _)| *at != 0.0) {
        let x = plot.at(*at, 0.0).0;
        canvas.line(Ink::Grid, (x, frame.top), (x, frame.bottom));
    }
    let one = plot.at(0.0, 0.0).0;
    canvas.line(Ink::Axis, (one, frame.top), (one, frame.bottom));
    canvas.text((Ink::Strong, Anchor::Middle), (one, frame.bottom + 12.0), "1×");
    for (at, name) in shown {
        let at = (plot.at(*at, 0.0).0, frame.bottom + 12.0);
        canvas.text_if_free((Ink::Text, Anchor::Middle), at, name);
    }
}

fn row_text(canvas: &mut Canvas<'_>, layout: &Layout, row: &IntervalRow, y: f64) {
    let ink = if row.verdict == RatioVerdict::Alarm { Ink::Strong } else { Ink::Text };
    let label = fit(&row.label, layout.frame.left - 14.0, row.verdict == RatioVerdict::Alarm);
    canvas.linked(row.href.as_deref(), |canvas| {
        canvas.text((ink, Anchor::Start), (0.0, y), &label);
    });
    for column in &layout.columns {
        let last = column.right >= layout.width;
        let ink = if row.verdict == RatioVerdict::Alarm && last { Ink::TextHot } else { Ink::Text };
        let text = row.columns.get(column.place).map_or("", String::as_str);
        canvas.text((ink, Anchor::End), (column.right, y), text);
    }
}
