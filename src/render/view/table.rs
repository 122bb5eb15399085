//! Tables: the first cell is the row's heading, numbers stand right, a missing
//! value is a dash; on a phone the rows become entries.

use super::{Html, Mark, state};
use crate::analyse::Rate;
use crate::render::escape;
use crate::render::format::{Format, MISSING};
use std::fmt::Write as _;

/// From so many rows on a table is long: a script offers to sort and filter it.
const LONG: usize = 10;

/// One cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    html: String,
    class: &'static str,
    exact: Option<f64>,
    mark: Option<Mark>,
    is_span: bool,
    /// A value and what stands small behind it.
    parts: Option<Box<(String, String)>>,
}

impl Cell {
    /// Text; a dash where it is blank.
    pub fn text(text: &str) -> Self {
        Self::html(if text.is_empty() { Html(MISSING.to_owned()) } else { Html::text(text) })
    }

    /// Text that is cut on a wide page and shown whole on its own page.
    pub fn long(text: &str) -> Self {
        Self { class: "w ell", ..Self::text(text) }
    }

    /// A short text that never breaks: a date, an id.
    pub fn fixed(text: &str) -> Self {
        Self { class: "nb", ..Self::text(text) }
    }

    /// A number, right.
    pub fn num(text: &str) -> Self {
        Self { class: "num", ..Self::text(text) }
    }

    /// A value with its n and interval, right.
    pub fn value(value: &str, detail: &str) -> Self {
        let parts = Some(Box::new((value.to_owned(), detail.to_owned())));
        Self { class: "num", parts, ..Self::html(Html::value(value, detail)) }
    }

    /// A share with its n and interval, right; sorted by the share, also where it is told
    /// as a count.
    pub fn rate(format: &Format<'_>, rate: &Rate) -> Self {
        let (value, detail) = format.rate_parts(rate);
        Self::value(&value, &detail).exact(rate.value)
    }

    /// Finished HTML; a dash where it is blank.
    pub fn html(html: Html) -> Self {
        let html = if html.is_empty() { MISSING.to_owned() } else { html.0 };
        Self { html, class: "", ..Self::default() }
    }

    /// A state as shape and word.
    pub fn state(mark: Mark, word: &str) -> Self {
        Self { mark: Some(mark), ..Self::html(state(mark, word)) }
    }

    /// What it says, without what only a page can show.
    pub fn plain(&self) -> String {
        Html::plain_of(&self.html)
    }

    /// The value and what stands small behind it, where they are told apart.
    pub fn parts(&self) -> Option<(&str, &str)> {
        self.parts.as_ref().map(|parts| (parts.0.as_str(), parts.1.as_str()))
    }

    /// True for a cell of numbers.
    pub fn is_number(&self) -> bool {
        self.class.contains("num")
    }

    /// The number behind it, where it was given one.
    pub fn number(&self) -> Option<f64> {
        self.exact
    }

    /// The state it shows.
    pub fn mark(&self) -> Option<Mark> {
        self.mark
    }

    /// The same cell with the number it is sorted by, where what is shown does not sort:
    /// a duration in words, a share that is told as a count.
    #[must_use]
    pub fn exact(mut self, value: Option<f64>) -> Self {
        self.exact = value.filter(|v| v.is_finite());
        self
    }

    /// The same cell, whose number is a span in milliseconds.
    #[must_use]
    pub fn lasting(mut self, ms: Option<i64>) -> Self {
        self.is_span = ms.is_some();
        self.exact(ms.map(|ms| ms as f64))
    }

    /// True where the number is a span in milliseconds.
    pub fn is_span(&self) -> bool {
        self.is_span
    }

    /// The same cell with a class of the theme.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }
}

/// One row: its anchor, its class (`bad`, `warn`, `tot`) and its cells.
#[derive(Clone, Debug)]
struct Row {
    id: String,
    class: &'static str,
    cells: Vec<Cell>,
}

/// A table under construction.
#[derive(Clone, Debug)]
pub struct Table {
    caption: String,
    class: &'static str,
    columns: Vec<(String, &'static str)>,
    /// Positions, among the cells of a row, of columns that this site does not show.
    hidden: Vec<usize>,
    rows: Vec<Row>,
    /// Its order is part of what it says.
    kept_in_order: bool,
}

impl Table {
    /// A table with a caption for screen readers.
    pub fn new(caption: &str) -> Self {
        Self {
            caption: caption.to_owned(),
            class: "lab",
            columns: Vec::new(),
            hidden: Vec::new(),
            rows: Vec::new(),
            kept_in_order: false,
        }
    }

    /// A table that nobody is to sort, however long it is: of people no ranking is made.
    #[must_use]
    pub fn kept_in_order(mut self) -> Self {
        self.kept_in_order = true;
        self
    }

    /// The same table under another caption, where a page has two of a kind.
    #[must_use]
    pub fn captioned(mut self, caption: &str) -> Self {
        caption.clone_into(&mut self.caption);
        self
    }

    /// A long list of records: dense, with a head that stays in view.
    #[must_use]
    pub fn ledger(mut self) -> Self {
        self.class = "ledger stack";
        self
    }

    /// A long list with many short columns: dense, and on a phone each value with its head.
    #[must_use]
    pub fn book(mut self) -> Self {
        self.class = "lab ledger";
        self
    }

    /// Measures with their target and verdict: on a phone two lines each.
    #[must_use]
    pub fn measures(mut self) -> Self {
        self.class = "kpi";
        self
    }

    /// Few short columns: it stays a table on a phone as well.
    #[must_use]
    pub fn tight(mut self) -> Self {
        self.class = "tight";
        self
    }

    /// A column of numbers that a phone leaves out.
    #[must_use]
    pub fn side_number(mut self, head: &str) -> Self {
        self.columns.push((head.to_owned(), " class=\"num x\""));
        self
    }

    /// Many short numbers a row: on a phone two of them share a line.
    #[must_use]
    pub fn pairs(mut self) -> Self {
        self.class = "lab lab2";
        self
    }

    /// A column of text.
    #[must_use]
    pub fn column(mut self, head: &str) -> Self {
        self.columns.push((head.to_owned(), ""));
        self
    }

    /// A column that a phone and a sheet of paper leave out.
    #[must_use]
    pub fn side_column(mut self, head: &str) -> Self {
        self.columns.push((head.to_owned(), " class=\"x\""));
        self
    }

    /// The same table without the column added last, where it does not belong on this
    /// site. Rows are given all cells all the same.
    #[must_use]
    pub fn only_if(mut self, shown: bool) -> Self {
        if !shown {
            let kept = self.columns.len() - 1;
            self.columns.truncate(kept);
            self.hidden.push(kept + self.hidden.len());
        }
        self
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(mut self, head: &str) -> Self {
        self.columns.push((head.to_owned(), " class=\"num\""));
        self
    }

    /// The same table without the columns in which no row says anything; the first stays.
    #[must_use]
    pub fn without_empty_columns(mut self) -> Self {
        let says = |row: &Row, at: usize| row.cells.get(at).is_some_and(|c| c.html != MISSING);
        let kept: Vec<bool> = (0..self.columns.len())
            .map(|at| at == 0 || self.rows.iter().any(|row| says(row, at)))
            .collect();
        let mut at = kept.iter();
        self.columns.retain(|_| *at.next().unwrap_or(&true));
        for row in &mut self.rows {
            let mut at = kept.iter();
            row.cells.retain(|_| *at.next().unwrap_or(&true));
        }
        self
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.marked_row("", "", cells);
    }

    /// Adds a row with an anchor and a class (`bad`, `warn`, `tot`).
    pub fn marked_row(
        &mut self,
        id: &str,
        class: &'static str,
        cells: impl IntoIterator<Item = Cell>,
    ) {
        let mut kept = Vec::with_capacity(self.columns.len());
        let shown = cells.into_iter().enumerate().filter(|(at, _)| !self.hidden.contains(at));
        kept.extend(shown.map(|(_, cell)| cell));
        self.rows.push(Row { id: id.to_owned(), class, cells: kept });
    }

    fn push_row(&self, row: &Row, out: &mut String) {
        out.push_str("<tr");
        if !row.id.is_empty() {
            out.push_str(" id=\"");
            escape::push_text(out, &row.id);
            out.push('"');
        }
        if !row.class.is_empty() {
            let _ = write!(out, " class=\"{}\"", row.class);
        }
        out.push('>');
        for (at, cell) in row.cells.iter().enumerate() {
            self.push_cell(at, cell, out);
        }
        out.push_str("</tr>\n");
    }

    fn push_cell(&self, at: usize, cell: &Cell, out: &mut String) {
        out.push_str(if at == 0 { "<th scope=\"row\"" } else { "<td" });
        if !cell.class.is_empty() {
            out.push_str(" class=\"");
            out.push_str(cell.class);
            out.push('"');
        }
        if let Some(exact) = cell.exact {
            let _ = write!(out, " data-v=\"{exact}\"");
        }
        if at > 0
            && self.class.starts_with("lab")
            && let Some((head, _)) = self.columns.get(at)
        {
            out.push_str(" data-l=\"");
            escape::push_text(out, head);
            out.push('"');
        }
        out.push('>');
        out.push_str(&cell.html);
        out.push_str(if at == 0 { "</th>" } else { "</td>" });
    }

    /// What it is called.
    pub fn caption(&self) -> &str {
        &self.caption
    }

    /// Its columns: the head of each, and whether it holds numbers.
    pub fn columns(&self) -> impl Iterator<Item = (&str, bool)> {
        self.columns.iter().map(|(head, class)| (head.as_str(), class.contains("num")))
    }

    /// For each column whether a phone and a sheet of paper leave it out.
    pub fn sides(&self) -> impl Iterator<Item = bool> {
        self.columns.iter().map(|(_, class)| class.contains("\"x\""))
    }

    /// Its rows: the class and the cells of each.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, &[Cell])> {
        self.rows.iter().map(|row| (row.class, row.cells.as_slice()))
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, or where it has no rows a note that says what would fill it.
    pub fn or_note(self, note: &str) -> Html {
        if self.is_empty() {
            return Html(format!("<p class=\"note\">{}</p>", escape::text(note)));
        }
        self.finish()
    }

    /// The table.
    pub fn finish(self) -> Html {
        self.html()
    }

    /// The table, which stays to be read in another form.
    pub fn html(&self) -> Html {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        let length: usize = cells.map(|cell| cell.html.len() + 48).sum();
        let mut out = String::with_capacity(length + 512);
        let _ = write!(
            out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table class=\"{1}\"{2}><caption class=\"vh\">{0}</caption><thead><tr>",
            escape::text(&self.caption),
            self.class,
            if self.len() < LONG || self.kept_in_order { "" } else { " data-long" }
        );
        for (head, class) in &self.columns {
            let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escape::text(head));
        }
        out.push_str("</tr></thead><tbody>\n");
        for row in &self.rows {
            self.push_row(row, &mut out);
        }
        out.push_str("</tbody></table></div>");
        Html(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_is_not_shown_takes_its_cells_along() {
        let mut table = Table::new("t")
            .column("a")
            .column("b")
            .only_if(false)
            .column("c")
            .only_if(false)
            .column("d");
        table.row(["1", "2", "3", "4"].map(Cell::text));
        let html = table.finish().0;
        for gone in [">b<", ">c<", ">2<", ">3<"] {
            assert!(!html.contains(gone), "{html}");
        }
        assert!(html.contains("data-l=\"d\">4<"), "{html}");
    }

    #[test]
    fn a_column_in_which_nothing_is_said_is_left_out() {
        let mut table = Table::new("t").column("a").column("b").column("c");
        table.row(["", "", "1"].map(Cell::text));
        table.row(["x", "", ""].map(Cell::text));
        let table = table.without_empty_columns();
        let heads: Vec<_> = table.columns().map(|(head, _)| head).collect();
        assert_eq!(heads, ["a", "c"]);
        assert!(table.rows().all(|(_, cells)| cells.len() == 2));
    }

    #[test]
    fn a_table_escapes_its_cells_and_says_what_is_missing() {
        let mut table = Table::new("Devices").column("Device").number("n");
        table.row([Cell::text("<b>"), Cell::num("3")]);
        table.row([Cell::text(""), Cell::num("")]);
        let html = table.finish().0;
        assert!(
            html.contains("<th scope=\"row\">&lt;b&gt;</th><td class=\"num\" data-l=\"n\">3</td>")
        );
        assert!(html.contains("<th scope=\"row\">—</th>"));
    }

    #[test]
    fn a_long_table_says_so_and_a_cell_tells_the_number_it_is_sorted_by() {
        let of_rows = |rows: usize| {
            let mut table = Table::new("t").column("a").column("b");
            for _ in 0..rows {
                table.row([Cell::text("x"), Cell::fixed("1 d 4 h").exact(Some(100_800_000.0))]);
            }
            table.finish().0
        };
        assert!(of_rows(LONG).contains("<table class=\"lab\" data-long>"));
        assert!(!of_rows(LONG - 1).contains("data-long"));
        let mut people = Table::new("t").column("a").kept_in_order();
        (0..LONG).for_each(|_| people.row([Cell::text("x")]));
        assert!(!people.finish().0.contains("data-long"));
        assert!(of_rows(1).contains(" class=\"nb\" data-v=\"100800000\""));
        let unknown = Cell::num("").exact(Some(f64::NAN));
        assert_eq!(unknown.exact, None);
    }

    #[test]
    fn a_table_without_rows_is_a_note() {
        let html = Table::new("x").column("y").or_note("Add a visit").0;
        assert_eq!(html, "<p class=\"note\">Add a visit</p>");
    }
}
