//! What all figures share: their three forms, the words around them, and the
//! `svg` element itself.

use std::cell::RefCell;

use super::canvas::{At, Canvas};
use super::ink::Ink;
use super::measure::fit;
use super::sheet::{Anchor, Sheet, escape};

/// The form in which a figure is drawn; a page carries several and its style
/// sheet shows one, so that text keeps its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// 358 units wide, for a phone and for half a sheet of paper; every page
    /// needs it, the other two come in addition.
    Compact,
    /// 600 units wide beside text; a timeline takes 1160.
    Wide,
    /// 500 units wide on paper, for figures that stand alone there; a timeline
    /// takes 700. In two columns of a sheet the compact form prints.
    Paper,
}

impl Form {
    /// Every form.
    pub const ALL: [Form; 3] = [Form::Compact, Form::Wide, Form::Paper];

    /// The form's name, part of its class (`chart--wide`).
    pub fn name(self) -> &'static str {
        match self {
            Form::Compact => "compact",
            Form::Wide => "wide",
            Form::Paper => "paper",
        }
    }

    /// Width in units of every figure but the timeline.
    pub(super) fn width(self) -> f64 {
        match self {
            Form::Compact => 358.0,
            Form::Wide => 600.0,
            Form::Paper => 500.0,
        }
    }
}

/// The words around a figure, for those who do not see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alt {
    /// Prefix of the figure's element ids; must differ between the figures of
    /// one page. The form's name is added, so all forms may share it.
    pub id: String,
    /// Short name of the figure.
    pub title: String,
    /// The finding in words.
    pub desc: String,
    /// What stands in place of a figure without data.
    pub no_data: String,
}

/// A drawn figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// An `svg` element to be put into a page as it is.
    pub svg: String,
    /// Width in units.
    pub width: f64,
    /// Height in units.
    pub height: f64,
}

/// A specification that can be drawn.
pub trait Draw {
    /// Draws the figure. Never fails: without usable data the figure says so
    /// in the caller's words ([`Alt::no_data`]).
    fn draw(&self, form: Form) -> Figure;
}

/// A figure of `size` units with what `paint` draws.
pub(super) fn drawn(
    alt: &Alt,
    form: Form,
    size: At,
    paint: impl FnOnce(&mut Canvas<'_>),
) -> Figure {
    let sheet = RefCell::new(Sheet::default());
    let mut canvas = Canvas::new(&sheet, size);
    paint(&mut canvas);
    drop(canvas);
    let svg = markup(alt, form, size, &sheet.borrow());
    Figure { svg, width: size.0, height: size.1 }
}

/// The figure of nothing: the caller's words instead of an empty axis.
pub(super) fn without_data(alt: &Alt, form: Form, width: f64) -> Figure {
    drawn(alt, form, (width, 40.0), |canvas| {
        let words = fit(&alt.no_data, width, false);
        canvas.text((Ink::Text, Anchor::Start), (0.0, 20.0), &words);
    })
}

fn markup(alt: &Alt, form: Form, size: At, sheet: &Sheet) -> String {
    let id = element_id(&alt.id, form);
    // An image hides what is in it from those who listen; links must not be.
    let role = if sheet.is_linked() { "group" } else { "img" };
    let long = if size.0 > Form::Wide.width() { " chart--long" } else { "" };
    let mut svg = format!(
        "<svg class=\"chart chart--{}{long}\" viewBox=\"0 0 {} {}\" role=\"{role}\" \
         aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">",
        form.name(),
        size.0.round(),
        size.1.round(),
    );
    escape(&mut svg, &alt.title);
    svg.push_str("</title><desc id=\"");
    svg.push_str(&id);
    svg.push_str("-d\">");
    escape(&mut svg, &alt.desc);
    svg.push_str("</desc>");
    sheet.write(&mut svg);
    svg.push_str("</svg>");
    svg
}

/// An id without signs that would break the list of ids or the markup.
fn element_id(id: &str, form: Form) -> String {
    let keep = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
    let id: String = id.chars().map(keep).collect();
    format!("{id}-{}", form.name())
}
