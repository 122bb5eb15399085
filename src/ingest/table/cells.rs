//! The cells of one row: ranges of its bytes, so that no cell is copied but one whose
//! doubled quotes have to be made single.

/// The cells of a row, whose memory the next row takes over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells<'a> {
    row: &'a str,
    /// Where each cell lies: in the row, or behind its end in `mended`.
    spans: Vec<(usize, usize)>,
    mended: String,
}

impl<'a> Cells<'a> {
    /// The row in which the cells lie.
    pub(crate) fn set_row(&mut self, row: &'a str) {
        self.row = row;
        self.mended.clear();
    }

    /// Cells that lie in no file.
    pub(crate) fn of<T: AsRef<str>>(cells: &[T]) -> Self {
        let mut all = Self::default();
        for cell in cells {
            all.push_mended(|text| text.push_str(cell.as_ref()));
        }
        all
    }

    /// The next cell, as it stands in the row.
    pub(crate) fn push(&mut self, from: usize, to: usize) {
        self.spans.push((from, to));
    }

    /// The next cell, which is written here.
    pub(crate) fn push_mended(&mut self, write: impl FnOnce(&mut String)) {
        let from = self.row.len() + self.mended.len();
        write(&mut self.mended);
        self.spans.push((from, self.row.len() + self.mended.len()));
    }

    /// No cell is left.
    pub(crate) fn clear(&mut self) {
        self.spans.clear();
    }

    /// Number of cells.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// A cell.
    pub(crate) fn get(&self, at: usize) -> Option<&str> {
        self.spans.get(at).map(|&span| self.text(span))
    }

    /// Every cell.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().map(|&span| self.text(span))
    }

    fn text(&self, (from, to): (usize, usize)) -> &str {
        let row = self.row.len();
        if to <= row { &self.row[from..to] } else { &self.mended[from - row..to - row] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_lie_in_the_row_or_beside_it() {
        let mut cells = Cells::default();
        cells.set_row("a,b,");
        cells.push(0, 1);
        cells.push_mended(|text| text.push_str("x\"y"));
        cells.push_mended(|_| {});
        cells.push(4, 4);
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["a", "x\"y", "", ""]);
        assert_eq!((cells.get(1), cells.get(4), cells.len()), (Some("x\"y"), None, 4));
        assert_eq!(Cells::of(&["", "z"]).iter().collect::<Vec<_>>(), ["", "z"]);
    }
}
