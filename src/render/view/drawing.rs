//! A drawing in the forms that a page carries: its style sheet shows the one that fits.

use crate::chart::{Draw, Form};

/// A drawing as SVG, each form in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// For a phone and for half a sheet of paper.
    pub compact: String,
    /// Beside text and across a sheet.
    pub wide: String,
    /// Alone on paper, where the wide form would not do.
    pub paper: String,
}

impl Drawing {
    /// Draws a specification; `paper` asks for the third form.
    pub fn of(spec: &impl Draw, paper: bool) -> Self {
        let draw = |form| spec.draw(form).svg;
        Self {
            compact: draw(Form::Compact),
            wide: draw(Form::Wide),
            paper: if paper { draw(Form::Paper) } else { String::new() },
        }
    }

    /// True where nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.compact.is_empty()
    }

    /// The forms one after the other.
    pub fn html(&self) -> String {
        [self.compact.as_str(), &self.wide, &self.paper].concat()
    }
}
