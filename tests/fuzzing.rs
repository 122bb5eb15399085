//! Any input at all: what is stored in `tests/targets/corpus/`, what a small mutator
//! makes of it from fixed seeds, and inputs made to take for ever. Nothing may panic,
//! lose a row, point beside a file, let script through, or take longer than two
//! seconds. `tests/fuzz` looks for more such inputs, by hand and for hours.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use targets::{TARGETS, Target};

/// What an input of a megabyte may take. A test build is slow, so it is given an
/// eighth of each large input.
const LIMIT: Duration = Duration::from_secs(2);
const LARGE: usize = if cfg!(debug_assertions) { 1 << 17 } else { 1 << 20 };
/// An input that takes this long is given up.
const HUNG: Duration = Duration::from_secs(60);
/// Inputs that the mutator makes for each target.
const MUTANTS: u64 = 400;

fn target(name: &str) -> Target {
    *TARGETS.iter().find(|(target, _)| *target == name).unwrap()
}

/// The stored inputs of a target with their names, in order of name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut inputs: Vec<_> = entries
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (format!("{target}/{name}"), std::fs::read(&path).unwrap())
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 5, "{} holds the seeds", folder.display());
    inputs
}

/// Gives a target one input and says what went wrong with it, if anything did, and
/// how long it took.
fn run(check: fn(&[u8]), input: &[u8]) -> (Duration, Option<String>) {
    let began = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| check(input)));
    let took = began.elapsed();
    let broken = outcome.err().map(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|&s| s.to_owned())).unwrap_or_default()
    });
    (took, broken)
}

/// The quickest of three runs, so that a busy machine is no finding; a run that does
/// not end is one.
fn in_time(name: &str, check: fn(&[u8]), input: Vec<u8>) -> Option<String> {
    let (done, outcome) = mpsc::channel();
    std::thread::spawn(move || {
        for _ in 0..3 {
            let (took, broken) = run(check, &input);
            if took <= LIMIT || broken.is_some() {
                return done.send(broken);
            }
        }
        done.send(Some(format!("takes longer than {} s", LIMIT.as_secs())))
    });
    let outcome = outcome.recv_timeout(HUNG).unwrap_or_else(|_| Some("does not end".to_owned()));
    outcome.map(|what| format!("{name}: {what}"))
}

fn none_of(broken: &[String]) {
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n"));
}

fn replay(name: &str) {
    let (name, check) = target(name);
    let inputs = corpus(name).into_iter();
    let broken: Vec<_> = inputs.filter_map(|(name, input)| in_time(&name, check, input)).collect();
    none_of(&broken);
}

#[test]
fn stored_documents_keep_every_promise() {
    replay("documents");
}

#[test]
fn stored_markdown_keeps_every_promise() {
    replay("markdown");
}

#[test]
fn stored_tables_keep_every_promise() {
    replay("tables");
}

#[test]
fn stored_values_keep_every_promise() {
    replay("values");
}

#[test]
fn stored_workbooks_keep_every_promise() {
    replay("workbooks");
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.throw() % n.max(1) as u64) as usize
    }
}

/// Pieces that mean something to one reader or another.
const PIECES: [&str; 32] = [
    "\n", "\r\n", ",", ";", "\t", "\"", "\"\"", "|", "---\n", "+++\n", "> ", "[", "](", "*", "_",
    "`", "<b>", "</b>", "<!--", "[^1]", "\u{feff}", "\0", "9999999999", "-1", "1e309", "年", ": ",
    "&a ", "*a ", "<", "/>", "\u{202e}",
];

/// A stored input, changed in one to four places.
fn mutant(dice: &mut Dice, inputs: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = inputs[dice.below(inputs.len())].1.clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + 1 + dice.below(12)).min(bytes.len());
        match dice.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = PIECES[dice.below(PIECES.len())].bytes();
                drop(bytes.splice(at..at, piece));
            }
            3 => {
                let again = bytes[at..end].repeat(1 + dice.below(40));
                drop(bytes.splice(at..at, again));
            }
            4 => {
                let other = &inputs[dice.below(inputs.len())].1;
                let from = dice.below(other.len() + 1);
                let to = (from + 1 + dice.below(60)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].iter().copied()));
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

fn mutate(name: &str) {
    let (name, check) = target(name);
    let inputs = corpus(name);
    let mut dice = Dice(0xfb);
    let broken = (0..MUTANTS).filter_map(|at| {
        let input = mutant(&mut dice, &inputs);
        let (_, broken) = run(check, &input);
        broken.map(|what| format!("mutant {at} of {name}: {what}\n  input {}", shown(&input)))
    });
    none_of(&broken.collect::<Vec<_>>());
}

/// The bytes as they can be copied into a test.
fn shown(input: &[u8]) -> String {
    format!("b\"{}\"", input.escape_ascii())
}

#[test]
fn changed_documents_keep_every_promise() {
    mutate("documents");
}

#[test]
fn changed_markdown_keeps_every_promise() {
    mutate("markdown");
}

#[test]
fn changed_tables_keep_every_promise() {
    mutate("tables");
}

#[test]
fn changed_values_keep_every_promise() {
    mutate("values");
}

#[test]
fn changed_workbooks_keep_every_promise() {
    mutate("workbooks");
}

/// A piece again and again, up to the size of a large input.
fn filled(piece: &str) -> String {
    piece.repeat(LARGE / piece.len())
}

fn document(choice: u8, text: &str) -> Vec<u8> {
    [&[choice], text.as_bytes()].concat()
}

fn numbered(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect()
}

/// Bodies that make a reader of Markdown look back again and again.
fn slow_bodies() -> Vec<(&'static str, String)> {
    let scale = |n: usize| n * LARGE / (1 << 20);
    vec![
        ("20,000 quotations", "> ".repeat(scale(20_000))),
        ("a megabyte of quotations", filled("> ")),
        ("quotations line by line", filled("> > > a\n\n")),
        ("lists inside lists", numbered(scale(2_000), |n| format!("{}- a\n", " ".repeat(n)))),
        ("opening brackets", filled("[")),
        ("opening images", filled("![")),
        ("brackets of links", filled("[a](")),
        ("emphasis and brackets", filled("*_a[")),
        ("emphasis left open", filled("*a _b ")),
        ("emphasis closed", filled("a**b*c* ")),
        ("open footnotes", filled("[^\n")),
        ("open footnotes in a line", filled("[^a")),
        ("bold tags", format!("<div>{}", filled("<b>"))),
        ("bold tags in running text", format!("a {}", filled("<b>"))),
        ("raw lists", format!("<div>{}", filled("<ul><li>"))),
        ("raw tables", format!("<div>{}", filled("<table><td>"))),
        ("raw blocks", filled("<div>\n\n")),
        ("open comments", filled("<!-- ")),
        ("open instructions", filled("a <? ")),
        ("open declarations", filled("a <!A ")),
        ("open marked sections", filled("a <![CDATA[ ")),
        ("ticks", numbered(scale(1_400), |n| format!("a{}", "`".repeat(n)))),
        ("a wide table", wide_table(scale(5_000))),
        ("a wide table of many short rows", format!("{}{}", wide_table(400), filled("|a\n"))),
        ("footnotes", footnotes(scale(10_000))),
        ("as many footnotes as fit", footnotes(LARGE / 24)),
        ("headings", filled("# a\n")),
        ("headings that differ", numbered(LARGE / 8, |n| format!("# {n}\n"))),
        ("links", filled("[a](b.md)\n")),
        ("definitions", numbered(LARGE / 24, |n| format!("[a{n}]: b\n[a{n}]\n"))),
        ("entities", filled("&amp;&#0;&x")),
        ("backslashes", filled("\\")),
        ("a single line", filled("a")),
        ("rules", filled("***\n")),
        ("underlined headings", filled("a\n=\n")),
    ]
}

fn wide_table(columns: usize) -> String {
    format!("|{}\n|{}\n|{}\n", "a|".repeat(columns), "-|".repeat(columns), "b|".repeat(columns))
}

fn footnotes(n: usize) -> String {
    let uses = numbered(n, |n| format!("[^n{n}] "));
    format!("{uses}\n\n{}", numbered(n, |n| format!("[^n{n}]: a\n\n")))
}

#[test]
fn markdown_made_to_be_slow_ends_in_time() {
    let (_, check) = target("markdown");
    let slow = slow_bodies().into_iter();
    none_of(&slow.filter_map(|(name, body)| in_time(name, check, body.into())).collect::<Vec<_>>());
}

#[test]
fn articles_made_to_be_slow_end_in_time() {
    let (_, check) = target("documents");
    let slow = slow_bodies().into_iter().map(|(name, body)| (name, document(1, &body)));
    none_of(&slow.filter_map(|(name, body)| in_time(name, check, body)).collect::<Vec<_>>());
}

#[test]
fn front_matter_made_to_be_slow_ends_in_time() {
    let (_, check) = target("documents");
    let yaml = |text: &str| document(1, &format!("---\n{text}\n---\n# A\n"));
    let toml = |text: &str| document(1, &format!("+++\n{text}\n+++\n# A\n"));
    let lol = numbered(30, |n| match n {
        0 => "a0: &a0 [x, x]\n".to_owned(),
        n => format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1),
    });
    let deep = LARGE / 64;
    for (name, input) in [
        ("an alias bomb", yaml(&lol)),
        ("aliases of a long text", yaml(&format!("a: &a {}\nb: [{}]", filled("x"), filled("*a, ")))),
        ("a megabyte of keys", yaml(&numbered(LARGE / 16, |n| format!("key{n}: value\n")))),
        ("one key of a megabyte", yaml(&format!("a: {}", filled("x")))),
        ("lists in lists", yaml(&format!("a: {}", "[".repeat(deep)))),
        ("maps in maps", yaml(&format!("a: {}", "{a: ".repeat(deep)))),
        ("dashes", yaml(&"- ".repeat(deep))),
        ("questions", yaml(&"? ".repeat(deep))),
        ("open quotes", yaml(&format!("a: \"{}", filled("x\n")))),
        ("tags", yaml(&filled("!a "))),
        ("comments", yaml(&filled("# a\n"))),
        ("fences", document(1, &filled("---\n"))),
        ("TOML lists in lists", toml(&format!("a = {}", "[".repeat(deep)))),
        ("TOML tables", toml(&numbered(LARGE / 16, |n| format!("[a{n}]\nb = 1\n")))),
        ("TOML dotted keys", toml(&format!("{} = 1", filled("a.")))),
        ("engineers", yaml(&format!("author: [{}]", filled("a, ")))),
        ("parts", yaml(&format!("parts: \"{}\"", filled("a*2;")))),
        ("a symptom of a megabyte", yaml(&format!("symptoms: [\"{}\"]", filled("a;")))),
    ] {
        none_of(&in_time(name, check, input).into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn tables_made_to_be_slow_end_in_time() {
    let (_, check) = target("tables");
    let head = "\0device,reported_at,symptom\n";
    let log = |rows: &str| format!("{head}{rows}").into_bytes();
    let md = |text: &str| format!("\u{1}{text}").into_bytes();
    for (name, input) in [
        ("quotes", log(&filled("\""))),
        ("quotes in pairs after text", log(&filled("a\"\","))),
        ("rows that open a quote", log(&filled("A,2024-01-02,\"x\n"))),
        ("cells", log(&filled(","))),
        ("a header of a megabyte", format!("\0{}", filled("device,")).into_bytes()),
        ("a header of one cell", format!("\0{}", filled("device")).into_bytes()),
        ("blank rows", log(&filled(",,\n"))),
        ("empty lines", log(&filled("\n"))),
        ("equal rows", log(&filled("A,2024-01-02,x\n"))),
        ("rows without a time", log(&filled("A,,x\n"))),
        ("ids that differ", log(&numbered(LARGE / 24, |n| format!("{n},2024-01-02,x\n")))),
        ("ids with zeros", log(&numbered(LARGE / 24, |n| format!("0{n},2024-01-02,x\n")))),
        ("a cell of a megabyte", log(&format!("A,2024-01-02,{}\n", filled("x")))),
        ("a quoted cell of a megabyte", log(&format!("A,2024-01-02,\"{}\"\n", filled("x\n")))),
        ("a date of a megabyte", log(&format!("A,{},x\n", filled("1")))),
        ("hidden characters", log(&format!("A,2024-01-02,{}\n", filled("\u{202e}")))),
        ("pipe tables", md(&filled("|a|\n|-|\n"))),
        ("a pipe table of many rows", md(&format!("|device|date|\n|-|-|\n{}", filled("|a|2024-01-02|\n")))),
        ("a pipe table of many cells", md(&format!("|device|date|\n|-|-|\n|{}", filled("a|")))),
        ("fences", md(&filled("```\n"))),
    ] {
        none_of(&in_time(name, check, input).into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn values_made_to_be_slow_end_in_time() {
    let (_, check) = target("values");
    for piece in ["9", "-", "2024-01-02-", "1天", "a*", "、", "年", ".", ",1", " ", "\u{feff}", "=\"", "éa", "周"] {
        let input = filled(piece).into_bytes();
        none_of(&in_time(piece, check, input).into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn workbooks_made_to_be_slow_end_in_time() {
    let (_, check) = target("workbooks");
    let stored = |name: &str| {
        let inputs = corpus("workbooks");
        let name = format!("workbooks/{name}");
        let (_, bytes) = inputs.into_iter().find(|(stored, _)| *stored == name).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let (ods, xlsx) = (stored("ods"), stored("xlsx-inline"));
    let repeated = |n: &str| ods.replace("rows-repeated=\"2\"", &format!("rows-repeated=\"{n}\""));
    let wide = |n: &str| ods.replace("columns-repeated=\"3\"", &format!("columns-repeated=\"{n}\""));
    for (name, input) in [
        ("rows repeated to the end", repeated("1048576")),
        ("rows repeated without end", repeated("4294967295")),
        ("columns repeated without end", wide("4294967295")),
        ("a cell far below", xlsx.replace("r=\"A3\"", "r=\"A1048576\"")),
        ("a cell far to the right", xlsx.replace("r=\"B3\"", "r=\"XFD3\"")),
        ("a cell nowhere", xlsx.replace("r=\"B3\"", "r=\"ZZZZZZ99999999999\"")),
        ("a wide dimension", xlsx.replace("A1:C3", "A1:XFD1048576")),
        ("a dimension upside down", xlsx.replace("A1:C3", "C3:A1")),
        ("empty rows", xlsx.replace("<sheetData>", &format!("<sheetData>{}", filled("<row/>")))),
        ("elements in elements", xlsx.replace("<sheetData>", &filled("<a>"))),
        ("attributes", xlsx.replace("<sheetData>", &format!("<sheetData {}>", filled("a=\"\" ")))),
        ("merged cells", xlsx.replace("</sheetData>", &format!("</sheetData><mergeCells>{}</mergeCells>", filled("<mergeCell ref=\"A1:C3\"/>")))),
    ] {
        none_of(&in_time(name, check, input.into_bytes()).into_iter().collect::<Vec<_>>());
    }
}
#[test]
fn zz_one() {
    let name = std::env::var("ONE").unwrap();
    let (name, check) = target(&name);
    let inputs = corpus(name);
    let mut dice = Dice(0xfb);
    for at in 0..MUTANTS {
        let input = mutant(&mut dice, &inputs);
        std::fs::write("/tmp/last-input", &input).unwrap();
        let began = Instant::now();
        run(check, &input);
        if began.elapsed().as_millis() > 500 { eprintln!("{at} took {:?}", began.elapsed()); }
    }
}
