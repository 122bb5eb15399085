//! The plotters backend of this crate: drawing calls in tenths of a unit go to
//! a [`Sheet`], sentinel colours become classes, text stays text. No rasters:
//! pixels and bitmaps are not part of a figure.

use std::cell::RefCell;
use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::ink::Ink;
use super::measure::{self, TEXT_SIZE};
use super::sheet::{Anchor, Sheet};

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// From the middle, top or bottom of a text to its baseline, in tenths:
/// numbers, because `dominant-baseline` differs between readers of SVG.
const FROM_TOP: i32 = 100;
const FROM_MIDDLE: i32 = 42;
const FROM_BOTTOM: i32 = -28;

/// A backend that writes to a sheet it shares with the figure.
pub(super) struct SvgBackend<'a> {
    sheet: &'a RefCell<Sheet>,
    size: (u32, u32),
}

impl<'a> SvgBackend<'a> {
    /// A backend of `size` tenths of a unit.
    pub(super) fn new(sheet: &'a RefCell<Sheet>, size: (u32, u32)) -> Self {
        Self { sheet, size }
    }
}

/// The ink of a colour. Anything but a sentinel is a mistake of ours: tests
/// stop there, a reader gets plain ink.
fn ink_of(colour: BackendColor) -> Ink {
    match Ink::of(colour.rgb) {
        Some(ink) => ink,
        None if cfg!(test) => panic!("the colour {:?} is no ink", colour.rgb),
        None => Ink::Axis,
    }
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        self.sheet.borrow_mut().path(ink_of(colour)).rect(at, (at.0 + 1, at.1 + 1));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, s: &S) -> Drawn {
        self.sheet.borrow_mut().path(ink_of(s.color())).polyline(&[a, b]);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        _filled: bool,
    ) -> Drawn {
        self.sheet.borrow_mut().path(ink_of(style.color())).rect(a, b);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<_> = path.into_iter().collect();
        self.sheet.borrow_mut().path(ink_of(style.color())).polyline(&points);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        _filled: bool,
    ) -> Drawn {
        self.sheet.borrow_mut().path(ink_of(style.color())).circle(centre, radius as i32);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<_> = corners.into_iter().collect();
        self.sheet.borrow_mut().path(ink_of(style.color())).polygon(&points);
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        let shift = match style.anchor().v_pos {
            VPos::Top => FROM_TOP,
            VPos::Center => FROM_MIDDLE,
            VPos::Bottom => FROM_BOTTOM,
        };
        self.sheet.borrow_mut().text(ink_of(style.color()), anchor, (at.0, at.1 + shift), text);
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = measure::width(text, ink_of(style.color()).is_bold());
        Ok(((width * 10.0).ceil() as u32, (TEXT_SIZE * 10.0) as u32))
    }
}

#[cfg(test)]
mod tests {
    use plotters::prelude::*;

    use super::*;

    fn drawn(draw: impl FnOnce(&DrawingArea<SvgBackend<'_>, plotters::coord::Shift>)) -> String {
        let sheet = RefCell::new(Sheet::default());
        let area = SvgBackend::new(&sheet, (3580, 1000)).into_drawing_area();
        draw(&area);
        drop(area);
        let mut out = String::new();
        sheet.borrow().write(&mut out);
        out
    }

    #[test]
    fn plotters_elements_become_classes_and_tenths() {
        let out = drawn(|area| {
            area.draw(&Rectangle::new([(100, 200), (305, 400)], Ink::Bar.style())).unwrap();
        });
        assert_eq!(out, "<path class=\"d\" d=\"M10 20h20.5v20h-20.5z\"/>");
    }

    #[test]
    fn chinese_text_is_estimated_at_one_em() {
        drawn(|area| {
            let style = ("plate", 120).into_font().color(&Ink::Text.colour());
            assert_eq!(area.estimate_text_size("故障单", &style).unwrap(), (360, 120));
        });
    }

    #[test]
    #[should_panic(expected = "is no ink")]
    fn a_colour_that_is_no_ink_stops_the_tests() {
        drawn(|area| {
            area.draw(&PathElement::new([(0, 0), (10, 10)], RED)).unwrap();
        });
    }
}
