//! What findings say, they say in Chinese, too: every text that is written where a finding
//! is made has its line in `diag/words`. Texts that are put together are looked for in
//! whatever the tests of reading find (`support`) and the program answers (`program`).
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use crate::program;

use faultbook::diag::{Code, in_chinese};
use program::Place;
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

/// A log with a row that no one can read, and a title of the site in Chinese.
fn project() -> Place {
    let place = Place::new();
    place.write("p/faultbook.toml", "[site]\ntitle = \"维修记录\"\nlanguage = \"zh-CN\"\n");
    place.write(
        "p/content/logs/log.csv",
        "工单号,设备编号,报修时间,故障现象\nT-1,D-1,2026-03-01 08:00,漏水\nT-2,D-1,昨天,异响\n合计,2,,\n",
    );
    place
}

#[test]
fn the_page_of_data_quality_speaks_the_language_of_its_site() {
    let place = project();
    let built = place.run(&["build", "-q", "-r", "p", "-o", "out"]);
    assert_eq!(built.exit, 0, "{}", built.err);
    let page = place.read("out/internal/data-quality/index.html");
    for told in ["该行像是合计行", "该行没有可识别的时间"] {
        assert!(page.contains(told), "{told}");
    }
    assert!(!page.contains("the row looks like a total"));
    let table = place.read("out/internal/data/rejected-rows.csv");
    assert!(table.contains("the row looks like a total"), "files for machines keep one language");
}

#[test]
fn the_terminal_speaks_the_language_of_the_system() {
    let place = project();
    let said = |locale: &str| {
        let mut command = place.command(&["check", "-r", "p"]);
        command.env("LC_ALL", locale);
        String::from_utf8(command.output().expect("it runs").stdout).expect("UTF-8")
    };
    let (chinese, english) = (said("zh_CN.UTF-8"), said("C.UTF-8"));
    assert!(english.contains("rows:      3 read"), "{english}");
    for told in ["拒收的行[FB0315]", "行数：", "每一行都有着落", "检查完毕：没有写入任何内容"]
    {
        assert!(chinese.contains(told), "{told}: {chinese}");
    }
    let left: Vec<&str> = english
        .lines()
        .filter(|line| line.contains(" the ") && chinese.contains(line.trim()))
        .collect();
    assert!(left.is_empty(), "still English: {left:?}");
}
