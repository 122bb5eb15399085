//! Ruled label and value cells: the facts of a record.

use super::Html;
use crate::render::escape;

/// Cells under construction; a blank value leaves its cell out.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    facts: Vec<(String, Html)>,
}

impl Cells {
    /// No cells yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A label and a text.
    pub fn text(&mut self, label: &str, value: &str) {
        self.html(label, &Html::text(value));
    }

    /// A label and a text, if there is one.
    pub fn some(&mut self, label: &str, value: Option<&str>) {
        self.text(label, value.unwrap_or_default());
    }

    /// A label and finished HTML.
    pub fn html(&mut self, label: &str, value: &Html) {
        if !value.is_empty() {
            self.facts.push((label.to_owned(), value.clone()));
        }
    }

    /// True without a cell.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// The label and the value of each cell.
    pub fn facts(&self) -> impl Iterator<Item = (&str, &Html)> {
        self.facts.iter().map(|(label, value)| (label.as_str(), value))
    }

    /// The cells in the box of a title block; nothing where there are none.
    pub fn finish(&self) -> Html {
        self.wrap("cells")
    }

    /// The cells in a box of their own.
    pub fn boxed(&self) -> Html {
        self.wrap("cells cells--box fill")
    }

    fn wrap(&self, class: &str) -> Html {
        if self.is_empty() {
            return Html::default();
        }
        let mut html = format!("<dl class=\"{class}\">");
        for (label, value) in &self.facts {
            let label = escape::text(label);
            html.push_str(&format!("<div><dt>{label}</dt><dd>{}</dd></div>", value.0));
        }
        html.push_str("</dl>");
        Html(html)
    }
}
