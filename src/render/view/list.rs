//! A work list: state and id left, time right, what and who beneath.

use super::Html;
use crate::render::escape;

/// A list under construction.
#[derive(Clone, Debug, Default)]
pub struct WorkList {
    html: String,
    items: usize,
    to_bring: bool,
}

impl WorkList {
    /// No entries yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A list of things to bring, which are ticked off.
    #[must_use]
    pub fn to_bring(mut self) -> Self {
        self.to_bring = true;
        self
    }

    /// A heading between groups.
    pub fn heading(&mut self, text: &str) {
        self.html.push_str(&format!("<li class=\"hd\"><h3>{}</h3></li>\n", escape::text(text)));
    }

    /// An entry.
    pub fn item(&mut self, lead: &Html, time: &Html, below: &Html) {
        self.items += 1;
        self.html
            .push_str(&format!("<li><span>{}</span><span class=\"t\">{}</span>", lead.0, time.0));
        if !below.is_empty() {
            self.html.push_str(&format!("<span class=\"w sub\">{}</span>", below.0));
        }
        self.html.push_str("</li>\n");
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.items
    }

    /// True without entries.
    pub fn is_empty(&self) -> bool {
        self.items == 0
    }

    /// The list, or a note that says what would fill it.
    pub fn or_note(self, note: &str) -> Html {
        if self.is_empty() {
            return Html(format!("<p class=\"note\">{}</p>", escape::text(note)));
        }
        let class = if self.to_bring { "log bring" } else { "log" };
        Html(format!("<ul class=\"{class}\">{}</ul>", self.html))
    }
}
