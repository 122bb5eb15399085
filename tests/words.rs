//! What findings say, they say in Chinese, too: every text that is written where a finding
//! is made has its line in `diag/words`. Texts that are put together are looked for in
//! whatever the tests of reading find (`support`) and the program answers (`program`).
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use faultbook::diag::{Code, in_chinese};
use std::path::Path;
use walkdir::WalkDir;

/// Where a text of a finding stands.
const PLACES: [&str; 3] = [".hint(", ".expected(", "Diagnostic::new("];

/// Rooms whose findings no person reads in the language of a site or a terminal.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = WalkDir::new(&root).sort_by_file_name().into_iter().filter_map(Result::ok);
    let code = files.filter(|file| {
        let path = file.path().to_string_lossy();
        path.ends_with(".rs") && !path.contains("tests")
    });
    code.map(|file| {
        let text = std::fs::read_to_string(file.path()).expect("a source");
        let own = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
        (file.path().strip_prefix(&root).expect("below").display().to_string(), own)
    })
    .collect()
}

/// The texts without a gap that are given to a finding right where it is made.
fn plain_texts(source: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for place in PLACES {
        for (at, _) in source.match_indices(place) {
            let mut rest = source[at + place.len()..].trim_start();
            if place == "Diagnostic::new(" {
                let Some((code, behind)) = rest.split_once(',') else { continue };
                if code.contains(['(', ')', ';']) {
                    continue;
                }
                rest = behind.trim_start();
            }
            let Some(literal) = rest.strip_prefix('"') else { continue };
            texts.push(unescaped(literal));
        }
    }
    texts
}

/// A literal up to its closing quote, as the program has it.
fn unescaped(literal: &str) -> String {
    let mut out = String::new();
    let mut letters = literal.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => match letters.next() {
                Some('\n') => while letters.next_if(|next| next.is_whitespace()).is_some() {},
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => break,
            },
            other => out.push(other),
        }
    }
    out
}

#[test]
fn what_is_said_where_a_finding_is_made_is_said_in_chinese() {
    let mut lacking = Vec::new();
    let mut looked_at = 0;
    for (path, source) in sources() {
        for text in plain_texts(&source).into_iter().filter(|text| !text.is_empty()) {
            looked_at += 1;
            if in_chinese(&text).is_none() {
                lacking.push(format!("{path}: {text:?}"));
            }
        }
    }
    assert!(looked_at > 200, "only {looked_at} texts are found: the sources look different now");
    assert!(lacking.is_empty(), "no line in src/diag/words:\n{}", lacking.join("\n"));
}

#[test]
fn every_code_has_a_chinese_title() {
    let lacking: Vec<&str> =
        Code::ALL.iter().map(|code| code.title()).filter(|t| in_chinese(t).is_none()).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}
