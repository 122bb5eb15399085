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
    #[serde(rename = "meaning")]
    told: Vec<(String, String)>,
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
                told: pairs,
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
        meaning.told.iter().try_for_each(|(header, text)| writeln!(out, "  {header:<16}{text}"))
    });
    Exit::Done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn every_code_has_a_meaning_and_nothing_else_has_one() {
        for code in Code::ALL {
            let meaning = find(&code.to_string().to_lowercase()).expect("a row of the page");
            assert_eq!(meaning.code, code.to_string());
            assert!(meaning.told.iter().any(|(header, text)| !header.is_empty() && text.len() > 5));
        }
        assert_eq!(find("FB9999"), None);
        assert_eq!(find("FBX"), None);
    }
}
