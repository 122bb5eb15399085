//! A figure: a question, its answer, the drawing, the terms, and the same numbers
//! as a table (`visual.md` §6).

use super::{Drawing, Html, Table};
use crate::render::escape;

/// A chart that a spreadsheet can draw from a figure's table, by the table's columns; the
/// first column names the categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Native {
    /// Upright bars of one column.
    Columns(usize),
    /// Lying bars of one column.
    Bars(usize),
    /// A line a column.
    Lines(&'static [usize]),
    /// Bars and their cumulative share.
    Pareto {
        /// The column of the bars.
        counts: usize,
        /// The column of the line.
        cumulative: usize,
    },
}

/// A figure under construction.
#[derive(Clone, Debug, Default)]
pub struct FigureView {
    /// The question, ending in a question mark.
    pub question: String,
    /// The answer in one sentence.
    pub answer: String,
    /// The drawing in its forms; the style sheet shows the one that fits.
    pub drawing: Drawing,
    /// n, exposure, rule, test.
    pub note: String,
    /// How a spreadsheet draws the table itself.
    pub native: Option<Native>,
    /// The label of the table's opener.
    pub show_table: String,
    /// The same numbers as a table.
    pub table: Option<Table>,
}

impl FigureView {
    /// The figure as HTML; without a drawing question, answer and table remain.
    pub fn finish(&self) -> Html {
        let mut out = String::from("<figure class=\"fig\"><figcaption>");
        out.push_str(&format!("<p class=\"fig__q\">{}</p>", Html::sentence(&self.question).0));
        if !self.answer.is_empty() {
            out.push_str(&format!("<p class=\"fig__a\">{}</p>", Html::sentence(&self.answer).0));
        }
        out.push_str("</figcaption>");
        out.push_str(&format!("<div class=\"fig__d\">{}</div>", self.drawing.html()));
        if !self.note.is_empty() {
            out.push_str(&format!("<p class=\"fig__n\">{}</p>", Html::sentence(&self.note).0));
        }
        if let Some(table) = self.table.as_ref().filter(|table| !table.is_empty()) {
            out.push_str(&format!(
                "<details><summary>{}</summary>{}</details>",
                escape::text(&self.show_table),
                table.html().0
            ));
        }
        out.push_str("</figure>");
        Html(out)
    }
}
