//! Pipe tables of a Markdown file, with the lines of their rows.

use crate::diag::Code;
use crate::ingest::table::verdict::Rejection;
use crate::ingest::value::date::{self, DateRules};

/// A pipe table.
#[derive(Debug)]
pub(crate) struct PipeTable<'a> {
    /// Headers, trimmed.
    pub headers: Vec<String>,
    /// Physical line of the header.
    pub line: u32,
    /// Rows below the line of dashes.
    pub rows: Vec<PipeRow<'a>>,
}

/// A row of a pipe table.
#[derive(Debug)]
pub(crate) struct PipeRow<'a> {
    /// Physical line.
    pub line: u32,
    /// The line as written.
    pub raw: &'a str,
    /// Its cells, `\|` undone, trimmed.
    pub cells: Vec<String>,
}

/// All pipe tables outside fenced code.
pub(crate) fn tables(text: &str) -> Vec<PipeTable<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = Vec::new();
    let (mut at, mut fenced) = (0, false);
    while at < lines.len() {
        if is_fence(lines[at]) {
            fenced = !fenced;
        }
        let ruled = lines.get(at + 1).is_some_and(|next| is_rule(next));
        if fenced || !ruled || !lines[at].contains('|') {
            at += 1;
            continue;
        }
        let line = at as u32 + 1;
        let rows: Vec<PipeRow<'_>> = lines[at + 2..]
            .iter()
            .take_while(|row| row.contains('|') && !is_fence(row))
            .zip(line + 2..)
            .map(|(raw, line)| PipeRow { line, raw, cells: cells(raw) })
            .collect();
        at += 2 + rows.len();
        out.push(PipeTable { headers: cells(lines[line as usize - 1]), line, rows });
    }
    out
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut out = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                out.last_mut().expect("there is always a cell").push('|');
            }
            '|' => out.push(String::new()),
            c => out.last_mut().expect("there is always a cell").push(c),
        }
    }
    if line.ends_with('|') && !line.ends_with("\\|") {
        out.pop();
    }
    out.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Brings a row to the width of its header: true where it was filled up.
///
/// # Errors
/// Where it has surplus cells that hold something.
pub(crate) fn fit(row: &mut PipeRow<'_>, width: usize) -> Result<bool, Rejection> {
    let found = row.cells.len();
    if found < width {
        row.cells.resize(width, String::new());
        return Ok(true);
    }
    if row.cells[width..].iter().all(String::is_empty) {
        row.cells.truncate(width);
        return Ok(false);
    }
    let message = format!("the row has {found} cells, the header has {width}");
    let rejection = Rejection::new(Code::RowLength, message);
    let dated = |cell: &String| date::parse(cell, DateRules::default()).is_ok();
    let glued = row.cells.iter().enumerate().skip(1).find(|(_, cell)| dated(cell));
    Err(match glued {
        Some((at, _)) if at >= width => {
            let last =
                row.cells[..at].iter().rposition(|c| !c.is_empty()).map_or(at, |last| last + 1);
            rejection.hint(format!("looks like two rows glued together: split after cell {last}"))
        }
        _ => rejection.hint("write a | inside a cell as \\|"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 日志\n\n| 日期 | 故障 | 备注 |\n| --- | :-- | --- |\n| 2016/10/12 | a\\|b | |\n| 2016/10/13 | c\n| 2016/10/14 | d | e |  | 2016/10/15 | f | g |\n\n```\n| x | y |\n| - | - |\n```\n";

    #[test]
    fn a_pipe_table_with_its_lines() {
        let all = tables(TEXT);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].headers, ["日期", "故障", "备注"]);
        let lines: Vec<u32> = all[0].rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [5, 6, 7]);
        assert_eq!(all[0].rows[0].cells, ["2016/10/12", "a|b", ""]);
    }

    #[test]
    fn short_rows_are_filled_up_and_glued_rows_refused() {
        let mut all = tables(TEXT);
        let rows = &mut all[0].rows;
        assert!(!fit(&mut rows[0], 3).expect("it fits"));
        assert!(fit(&mut rows[1], 3).expect("it is filled up"));
        let refused = fit(&mut rows[2], 3).expect_err("it is too long");
        assert!(refused.hint.is_some_and(|h| h.contains("split after cell 3")));
    }
}
