//! The paper under a sheet: on its side where the columns ask for it, and broken where a
//! figure would be cut in two. That its columns fit is the spreadsheet's own doing.

/// Points across and down an A4 sheet between our margins, upright.
const ACROSS: f64 = 595.0 - 72.0;
const DOWN: f64 = 842.0 - 100.0;
/// The same on its side.
const ACROSS_LYING: f64 = 842.0 - 72.0;
const DOWN_LYING: f64 = 595.0 - 100.0;
/// Points of a row.
const ROW: f64 = 15.0;
/// A chart is so wide.
const CHART: f64 = 490.0;
/// Rows that are higher than others take so much of a page.
const SURE: f64 = 0.92;
/// Smaller than this nobody reads.
const SMALLEST: f64 = 0.4;

/// How a sheet is printed.
#[derive(Default)]
pub(super) struct Paper {
    /// On its side.
    pub(super) lies: bool,
    /// Rows before which a page begins.
    pub(super) breaks: Vec<u32>,
    /// Rows that fit on a page.
    rows: u32,
    /// The first row of the page.
    top: u32,
}

impl Paper {
    /// The paper for columns of these widths, in characters.
    pub(super) fn of(widths: &[usize]) -> Self {
        // A character is seven pixels of three quarters of a point, a column has five more.
        let points: f64 = widths.iter().map(|width| (*width as f64 * 7.0 + 5.0) * 0.75).sum();
        let points = points.max(CHART) * 1.02;
        let lies = points > ACROSS * 1.15;
        let (across, down) = if lies { (ACROSS_LYING, DOWN_LYING) } else { (ACROSS, DOWN) };
        let scale = (across / points).clamp(SMALLEST, 1.0);
        let rows = (down / scale / ROW * SURE).floor() as u32;
        Self { lies, breaks: Vec::new(), rows, top: 0 }
    }

    /// True for rows that take less than half a page.
    pub(super) fn is_short(&self, rows: u32) -> bool {
        rows * 2 < self.rows
    }

    /// Begins a page before rows that fit on one, but no longer on this one.
    pub(super) fn keep_together(&mut self, from: u32, rows: u32) {
        // Pages that a long table has filled on the way.
        while self.rows > 0 && from >= self.top + self.rows {
            self.top += self.rows;
        }
        let fits = from + rows <= self.top + self.rows;
        if !fits && rows <= self.rows && from > self.top + 1 {
            self.breaks.push(from);
            self.top = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_tables_lie_and_shrink_and_figures_are_not_cut() {
        assert!(!Paper::of(&[20, 12, 12, 12]).lies);
        let mut wide = Paper::of(&[40; 8]);
        assert!(wide.lies && wide.rows > 50, "{}", wide.rows);
        let rows = wide.rows;
        wide.keep_together(2, 10);
        assert!(wide.breaks.is_empty());
        wide.keep_together(rows - 5, 10);
        wide.keep_together(rows + 5, 10);
        assert_eq!(wide.breaks, [rows - 5]);
        // What is longer than a page is cut in any case.
        wide.keep_together(rows + 20, rows + 1);
        assert_eq!(wide.breaks.len(), 1);
    }
}
