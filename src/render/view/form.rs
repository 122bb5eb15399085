//! A paper form: labelled fields with what is known and a line for the rest, choices to
//! tick, tables with blank rows, lines on which people sign.

use super::Html;
use crate::render::escape;
use std::fmt::Write as _;

/// A form under construction.
#[derive(Clone, Debug, Default)]
pub struct Form {
    html: String,
    open: bool,
}

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// A heading between parts.
    pub fn part(&mut self, heading: &str) {
        self.end_fields();
        let _ = write!(self.html, "<h3>{}</h3>", escape::text(heading));
    }

    /// A field: its value, or a line to write on.
    pub fn field(&mut self, label: &str, value: &str) {
        self.push_field(label, value, "");
    }

    /// A field over the whole width.
    pub fn wide(&mut self, label: &str, value: &str) {
        self.push_field(label, value, " class=\"w\"");
    }

    fn push_field(&mut self, label: &str, value: &str, class: &str) {
        if !self.open {
            self.html.push_str("<dl class=\"ff\">");
            self.open = true;
        }
        let (label, value) = (escape::text(label), escape::text(value));
        let _ = write!(self.html, "<div{class}><dt>{label}</dt><dd>{value}</dd></div>");
    }

    fn end_fields(&mut self) {
        if self.open {
            self.html.push_str("</dl>");
            self.open = false;
        }
    }

    /// Room to write in, so many lines high; what is known stands in it.
    pub fn room(&mut self, label: &str, known: &str, lines: usize) {
        self.end_fields();
        let (label, known) = (escape::text(label), escape::text(known));
        let _ = write!(
            self.html,
            "<div class=\"room r{lines}\"><span>{label}</span><p>{known}</p></div>"
        );
    }

    /// Choices to tick, the known one ticked.
    pub fn choice<'c>(
        &mut self,
        label: &str,
        choices: impl IntoIterator<Item = &'c str>,
        chosen: &str,
    ) {
        self.end_fields();
        let _ = write!(self.html, "<p class=\"pick\"><span>{}</span>", escape::text(label));
        for choice in choices {
            let mark = if choice == chosen && !chosen.is_empty() { "☑" } else { "☐" };
            let _ = write!(self.html, " <b><i>{mark}</i>\u{a0}{}</b>", escape::text(choice));
        }
        self.html.push_str("</p>");
    }

    /// A table with its known rows and blank ones, so many in all.
    pub fn table(&mut self, heads: &[&str], known: &[Vec<String>], rows: usize) {
        self.end_fields();
        self.html.push_str("<table class=\"blank\"><thead><tr>");
        for head in heads {
            let _ = write!(self.html, "<th scope=\"col\">{}</th>", escape::text(head));
        }
        self.html.push_str("</tr></thead><tbody>");
        for at in 0..rows.max(known.len()) {
            self.html.push_str("<tr>");
            for column in 0..heads.len() {
                let cell = known.get(at).and_then(|row| row.get(column));
                let cell = escape::text(cell.map(String::as_str).unwrap_or_default());
                let _ = write!(self.html, "<td>{cell}</td>");
            }
            self.html.push_str("</tr>");
        }
        self.html.push_str("</tbody></table>");
    }

    /// A statement that somebody signs.
    pub fn statement(&mut self, text: &str) {
        self.end_fields();
        let _ = write!(self.html, "<p>{}</p>", escape::text(text));
    }

    /// Lines on which people sign.
    pub fn signed<'l>(&mut self, labels: impl IntoIterator<Item = &'l str>, name_date: &str) {
        self.end_fields();
        self.html.push_str("<div class=\"sign\">");
        for label in labels {
            let (label, line) = (escape::text(label), escape::text(name_date));
            let _ = write!(self.html, "<div><span>{label}</span><b>{line}</b></div>");
        }
        self.html.push_str("</div>");
    }

    /// The form.
    pub fn finish(mut self) -> Html {
        self.end_fields();
        Html(self.html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_shows_what_is_known_and_leaves_room_for_the_rest() {
        let mut form = Form::new();
        form.field("Device", "D<1>");
        form.field("Place", "");
        form.choice("Charge", ["free", "paid"], "paid");
        form.choice("Fixed", ["yes", "no"], "");
        form.table(&["Part", "n"], &[vec!["fan".to_owned()]], 2);
        form.signed(["Customer"], "name, date");
        let html = form.finish().0;
        assert!(html.starts_with("<dl class=\"ff\"><div><dt>Device</dt><dd>D&lt;1&gt;</dd></div>"));
        assert!(html.contains("<dt>Place</dt><dd></dd></div></dl>"));
        assert!(html.contains("☐</i>\u{a0}free") && html.contains("☑</i>\u{a0}paid"));
        assert!(html.contains("☐</i>\u{a0}yes") && html.contains("☐</i>\u{a0}no"));
        assert_eq!(html.matches("<tr>").count(), 3, "{html}");
        assert!(html.contains("<td>fan</td><td></td>"));
    }
}
