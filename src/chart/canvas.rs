//! The drawing board of one figure: plotters areas on a shared sheet, shapes
//! and texts in units, and the boxes of the labels already placed, so that no
//! label ever lies on another.

use std::cell::RefCell;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{Cartesian2d, DrawingArea, IntoDrawingArea, IntoFont};
use plotters::style::TextStyle;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::backend::SvgBackend;
use super::ink::Ink;
use super::measure::{TEXT_SIZE, width};
use super::path::Tenths;
use super::sheet::{Anchor, Sheet};

/// A point in units.
pub(super) type At = (f64, f64);

/// The invariant behind every call into plotters.
const NEVER_FAILS: &str = "drawing into memory with a font-free backend cannot fail";

/// How a text is set: its ink and how it hangs on its point.
pub(super) type Hand = (Ink, Anchor);

/// A rectangle in units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Left edge.
    pub(super) left: f64,
    /// Top edge.
    pub(super) top: f64,
    /// Right edge.
    pub(super) right: f64,
    /// Bottom edge.
    pub(super) bottom: f64,
}

impl Frame {
    fn overlaps(&self, other: &Frame) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// The board: everything a figure draws goes through here.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SvgBackend<'a>, Shift>,
    sheet: &'a RefCell<Sheet>,
    taken: Vec<Frame>,
    width: f64,
    height: f64,
}

impl<'a> Canvas<'a> {
    /// A board of `size` units on `sheet`.
    pub(super) fn new(sheet: &'a RefCell<Sheet>, size: At) -> Self {
        let pixels = ((size.0 * 10.0) as u32, (size.1 * 10.0) as u32);
        let area = SvgBackend::new(sheet, pixels).into_drawing_area();
        Self { area, sheet, taken: Vec::new(), width: size.0, height: size.1 }
    }

    /// Width in units.
    pub(super) fn width(&self) -> f64 {
        self.width
    }

    /// A straight line.
    pub(super) fn line(&self, ink: Ink, a: At, b: At) {
        self.polyline(ink, &[a, b]);
    }

    /// A line through `points`.
    pub(super) fn polyline(&self, ink: Ink, points: &[At]) {
        let points: Vec<_> = points.iter().map(|p| tenths(*p)).collect();
        self.area.draw(&PathElement::new(points, ink.style())).expect(NEVER_FAILS);
    }

    /// A rectangle.
    pub(super) fn rect(&self, ink: Ink, frame: Frame) {
        let corners = [tenths((frame.left, frame.top)), tenths((frame.right, frame.bottom))];
        self.area.draw(&Rectangle::new(corners, ink.style())).expect(NEVER_FAILS);
    }

    /// A circle.
    pub(super) fn dot(&self, ink: Ink, at: At, radius: f64) {
        let radius = (radius * 10.0) as i32;
        self.area.draw(&Circle::new(tenths(at), radius, ink.style())).expect(NEVER_FAILS);
    }

    /// A closed shape, its corners given from `at`.
    pub(super) fn shape(&self, ink: Ink, at: At, corners: &[At]) {
        let corners: Vec<_> = corners.iter().map(|c| tenths((at.0 + c.0, at.1 + c.1))).collect();
        self.area.draw(&Polygon::new(corners, ink.style())).expect(NEVER_FAILS);
    }

    /// Half an ellipse on a level line; plotters has none, so it goes straight
    /// to the sheet.
    pub(super) fn bow(&self, ink: Ink, from: At, to: At, height: f64) {
        let height = (height * 10.0) as i32;
        self.sheet.borrow_mut().path(ink).bow(tenths(from), tenths(to), height);
    }

    /// A text whose middle line is at `at`, drawn in any case.
    pub(super) fn text(&mut self, hand: Hand, at: At, text: &str) {
        if text.is_empty() {
            return;
        }
        self.taken.push(text_frame(hand, at, text));
        let style: TextStyle<'_> = ("plate", TEXT_SIZE).into_font().color(&hand.0.colour());
        let style = style.pos(Pos::new(side(hand.1), VPos::Center));
        self.area.draw(&Text::new(text, tenths(at), style)).expect(NEVER_FAILS);
    }

    /// The same, but only where it meets no other label and stays on the
    /// board; says whether it was drawn.
    pub(super) fn text_if_free(&mut self, hand: Hand, at: At, text: &str) -> bool {
        let free = self.is_free(hand, at, text);
        if free {
            self.text(hand, at, text);
        }
        free
    }

    /// Keeps the labels to come so far from a text that two lines are not read as one.
    pub(super) fn keep_apart(&mut self, hand: Hand, at: At, text: &str) {
        let frame = text_frame(hand, at, text);
        let (top, bottom) = (frame.top - TEXT_SIZE, frame.bottom + TEXT_SIZE);
        self.taken.push(Frame { top, bottom, ..frame });
    }

    fn holds(&self, frame: &Frame) -> bool {
        let across = frame.left >= -HALO && frame.right <= self.width + HALO;
        across && frame.top >= 0.0 && frame.bottom <= self.height
    }

    /// Draws the text at the first of `places` that is free.
    pub(super) fn text_somewhere(&mut self, ink: Ink, places: &[(Anchor, At)], text: &str) -> bool {
        places.iter().any(|(anchor, at)| self.text_if_free((ink, *anchor), *at, text))
    }

    /// The same, but the text opens `href`, if there is one.
    pub(super) fn linked_somewhere(
        &mut self,
        href: Option<&str>,
        ink: Ink,
        places: &[(Anchor, At)],
        text: &str,
    ) -> bool {
        let place = places.iter().find(|(anchor, at)| self.is_free((ink, *anchor), *at, text));
        if let Some((anchor, at)) = place {
            self.linked(href, |canvas| canvas.text((ink, *anchor), *at, text));
        }
        place.is_some()
    }

    fn is_free(&self, hand: Hand, at: At, text: &str) -> bool {
        let frame = text_frame(hand, at, text);
        self.holds(&frame) && !self.taken.iter().any(|taken| taken.overlaps(&frame))
    }

    /// Names under their places at `y`, all of them or every second, third …
    /// counted from `origin`, so that the gaps stay even.
    pub(super) fn names(&mut self, ink: Ink, names: &[(f64, &str)], y: f64, origin: usize) {
        let total = self.width;
        let names: Vec<_> =
            names.iter().map(|(x, name)| (inside(total, *x, name), *name)).collect();
        let kept = |stride: usize| {
            let such = names.iter().enumerate();
            such.filter(move |(place, _)| place % stride == origin % stride).map(|(_, name)| *name)
        };
        let frame =
            |(x, name): (f64, &str)| text_frame((Ink::Strong, Anchor::Middle), (x, y), name);
        let fits = |stride: &usize| {
            let frames: Vec<_> = kept(*stride).map(frame).collect();
            frames.windows(2).all(|pair| !pair[0].overlaps(&pair[1]))
        };
        let stride = (1..names.len()).find(fits).unwrap_or(names.len().max(1));
        for (x, name) in kept(stride) {
            self.text_if_free((ink, Anchor::Middle), (x, y), name);
        }
    }

    /// Keeps labels off a mark.
    pub(super) fn keep_clear(&mut self, at: At, radius: f64) {
        self.taken.push(Frame {
            left: at.0 - radius,
            top: at.1 - radius,
            right: at.0 + radius,
            bottom: at.1 + radius,
        });
    }

    /// What `draw` draws opens `href`, if there is one that leads somewhere
    /// harmless.
    pub(super) fn linked(&mut self, href: Option<&str>, draw: impl FnOnce(&mut Self)) {
        let Some(href) = href.filter(|href| is_harmless(href)) else {
            return draw(self);
        };
        self.sheet.borrow_mut().open_link(href);
        draw(self);
        self.sheet.borrow_mut().close_link();
    }

    /// A plot with linear axes inside `frame`; `y.start` lies at the bottom.
    pub(super) fn plot(&self, frame: Frame, x: Range<f64>, y: Range<f64>) -> Plot<'a> {
        let pixel = |units: f64| (units * 10.0).round() as i32;
        let across = pixel(frame.left)..pixel(frame.right);
        let upwards = pixel(frame.bottom)..pixel(frame.top);
        let spec = Cartesian2d::new(x, y, (across, upwards));
        Plot { area: self.area.clone().apply_coord_spec(spec) }
    }
}

/// Data coordinates inside a frame. Callers cut their data at the ranges:
/// plotters would clamp points and bend lines. Not a `ChartBuilder`: that one
/// takes a pixel off the end of every range.
pub(super) struct Plot<'a> {
    area: DrawingArea<SvgBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
}

impl Plot<'_> {
    /// Where a point of the data lies on the board.
    pub(super) fn at(&self, x: f64, y: f64) -> At {
        let (x, y) = self.area.map_coordinate(&(x, y));
        (f64::from(x) / 10.0, f64::from(y) / 10.0)
    }

    /// A line through points of the data.
    pub(super) fn line(&self, ink: Ink, points: Vec<At>) {
        let line = PathElement::new(points, ink.style());
        self.area.draw(&line).expect(NEVER_FAILS);
    }

    /// A closed shape over points of the data.
    pub(super) fn area(&self, ink: Ink, corners: Vec<At>) {
        let shape = Polygon::new(corners, ink.style());
        self.area.draw(&shape).expect(NEVER_FAILS);
    }

    /// Bars between two corners each.
    pub(super) fn bars(&self, ink: Ink, bars: impl IntoIterator<Item = [At; 2]>) {
        for corners in bars {
            self.area.draw(&Rectangle::new(corners, ink.style())).expect(NEVER_FAILS);
        }
    }

    /// Round marks at points of the data.
    pub(super) fn dots(&self, ink: Ink, radius: f64, points: impl IntoIterator<Item = At>) {
        let radius = (radius * 10.0) as i32;
        for at in points {
            self.area.draw(&Circle::new(at, radius, ink.style())).expect(NEVER_FAILS);
        }
    }
}

/// Paper kept around a label.
const HALO: f64 = 2.0;

fn text_frame((ink, anchor): Hand, at: At, text: &str) -> Frame {
    let width = width(text, ink.is_bold());
    let left = match anchor {
        Anchor::Start => at.0,
        Anchor::Middle => at.0 - width / 2.0,
        Anchor::End => at.0 - width,
    };
    Frame {
        left: left - HALO,
        right: left + width + HALO,
        top: at.1 - TEXT_SIZE / 2.0,
        bottom: at.1 + TEXT_SIZE / 2.0,
    }
}

/// The middle of a bold label, moved so that it stays on a board of `total`.
pub(super) fn inside(total: f64, x: f64, label: &str) -> f64 {
    let half = (width(label, true) / 2.0).min(total / 2.0);
    x.clamp(half, total - half)
}

fn side(anchor: Anchor) -> HPos {
    match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    }
}

fn tenths(at: At) -> Tenths {
    debug_assert!(at.0.is_finite() && at.1.is_finite(), "a figure was given {at:?}");
    ((at.0 * 10.0).round() as i32, (at.1 * 10.0).round() as i32)
}

/// Relative addresses and the web; nothing that could run.
fn is_harmless(href: &str) -> bool {
    let head = href.split(['/', '?', '#']).next().unwrap_or_default();
    let scheme = head.split_once(':').map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
    matches!(scheme.as_deref(), None | Some("http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn board(draw: impl FnOnce(&mut Canvas<'_>)) -> String {
        let sheet = RefCell::new(Sheet::default());
        let mut canvas = Canvas::new(&sheet, (358.0, 100.0));
        draw(&mut canvas);
        drop(canvas);
        let mut out = String::new();
        sheet.borrow().write(&mut out);
        out
    }

    #[test]
    fn a_label_that_would_touch_another_is_left_out() {
        let out = board(|canvas| {
            let hand = (Ink::Text, Anchor::Start);
            assert!(canvas.text_if_free(hand, (10.0, 50.0), "故障信息"));
            assert!(!canvas.text_if_free(hand, (50.0, 50.0), "second"));
            assert!(canvas.text_if_free(hand, (70.0, 50.0), "third"));
            assert!(!canvas.text_if_free(hand, (340.0, 50.0), "over the edge"));
        });
        assert!(out.contains("third") && !out.contains("second") && !out.contains("edge"));
    }

    #[test]
    fn a_plot_puts_data_where_its_frame_says() {
        board(|canvas| {
            let frame = Frame { left: 40.0, top: 10.0, right: 340.0, bottom: 90.0 };
            let plot = canvas.plot(frame, 0.0..10.0, 0.0..100.0);
            assert_eq!(plot.at(0.0, 0.0), (40.0, 90.0));
            assert_eq!(plot.at(10.0, 100.0), (340.0, 10.0));
        });
    }

    #[test]
    fn links_that_could_run_are_not_drawn() {
        let out = board(|canvas| {
            for href in ["../code/E-104.html", "javascript:alert(1)", " JavaScript:x", "data:,x"] {
                canvas.linked(Some(href), |canvas| {
                    canvas.text((Ink::Text, Anchor::Start), (0.0, 20.0), "x");
                });
            }
        });
        assert_eq!(out.matches("<a ").count(), 1);
        assert_eq!(out.matches("<text").count(), 4);
    }
}
