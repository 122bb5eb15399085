//! What a code of a finding means, as `docs/diagnostics.md` has it.

use crate::cli::Exit;
use crate::cli::console::{self, Console, Stream};
use serde::Serialize;

const PAGE: &str = include_str!("../../../docs/diagnostics.md");

/// A row of the page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Meaning {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    code: String,
    /// The row's cells by the table's headers.
    meaning: Vec<(String, String)>,
}

/// The meaning of a code such as `FB0310`.
pub(super) fn find(word: &str) -> Option<Meaning> {
    let wanted = word.to_ascii_uppercase();
    if !wanted.starts_with("FB") || wanted.len() != 6 {
        return None;
    }
    let mut headers: Vec<String> = Vec::new();
    let mut before: Vec<String> = Vec::new();
    for line in PAGE.lines() {
        let Some(cells) = cells(line) else { continue };
        if cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| c == '-')) {
            headers = std::mem::take(&mut before);
            continue;
        }
        if cells.first().is_some_and(|cell| cell.trim_matches('`') == wanted) {
            let pairs = headers.iter().cloned().zip(cells).skip(1).collect();
            return Some(Meaning {
                faultbook: env!("CARGO_PKG_VERSION"),
                command: "explain",
                exit: Exit::Done as u8,
                code: wanted,
                meaning: pairs,
            });
        }
        before = cells;
    }
    None
}

fn cells(line: &str) -> Option<Vec<String>> {
    let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inside.split('|').map(|cell| cell.trim().to_owned()).collect())
}

/// Writes it.
pub(super) fn show(meaning: &Meaning, console: Console) -> Exit {
    console::write(Stream::Out, |out| {
        if console.json {
            serde_json::to_writer_pretty(&mut *out, meaning)?;
            return writeln!(out);
        }
        writeln!(out, "{}", meaning.code)?;
        meaning.meaning.iter().try_for_each(|(header, text)| writeln!(out, "  {header:<14}{text}"))
    });
    Exit::Done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn every_code_has_a_meaning_and_nothing_else_has_one() {
        let meaning = find("fb0401").expect("a code");
        assert_eq!(meaning.code, Code::from_number(401).expect("a code").to_string());
        assert!(meaning.meaning.iter().all(|(header, text)| !header.is_empty() && text.len() > 2));
        assert_eq!(find("FB9999"), None);
        assert_eq!(find("FBX"), None);
    }
}
