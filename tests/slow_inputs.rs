//! Inputs made to take for ever: up to a megabyte of what makes a reader look back
//! again and again (`nasty.md` 77–79, 82). Each ends within two seconds, read or
//! refused.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

mod targets;

use targets::trial::{LARGE, corpus, in_time, none_of, target};

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
        ("links in a line", filled("[a](b.md) ")),
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
    let mut broken = Vec::new();
    for (name, input) in [
        ("an alias bomb", yaml(&lol)),
        (
            "aliases of a long text",
            yaml(&format!("a: &a {}\nb: [{}]", filled("x"), filled("*a, "))),
        ),
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
        ("TOML errors", toml(&filled("=\n"))),
        ("TOML values in a line", toml(&format!("a = [{}]", filled("1, ")))),
        ("TOML dotted keys", toml(&format!("{} = 1", filled("a.")))),
        ("engineers", yaml(&format!("author: [{}]", filled("a, ")))),
        ("parts", yaml(&format!("parts: \"{}\"", filled("a*2;")))),
        ("a symptom of a megabyte", yaml(&format!("symptoms: [\"{}\"]", filled("a;")))),
    ] {
        broken.extend(in_time(name, check, input));
    }
    none_of(&broken);
}

#[test]
fn tables_made_to_be_slow_end_in_time() {
    let (_, check) = target("tables");
    let head = "\0device,reported_at,symptom\n";
    let log = |rows: &str| format!("{head}{rows}").into_bytes();
    let md = |text: &str| format!("\u{1}{text}").into_bytes();
    let mut broken = Vec::new();
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
        (
            "a pipe table of many rows",
            md(&format!("|device|date|\n|-|-|\n{}", filled("|a|2024-01-02|\n"))),
        ),
        ("a pipe table of many cells", md(&format!("|device|date|\n|-|-|\n|{}", filled("a|")))),
        ("fences", md(&filled("```\n"))),
    ] {
        broken.extend(in_time(name, check, input));
    }
    none_of(&broken);
}

#[test]
fn values_made_to_be_slow_end_in_time() {
    let (_, check) = target("values");
    let mut broken = Vec::new();
    for piece in [
        "9",
        "-",
        "2024-01-02-",
        "1天",
        "a*",
        "、",
        "年",
        ".",
        ",1",
        " ",
        "\u{feff}",
        "=\"",
        "éa",
        "周",
    ] {
        let input = filled(piece).into_bytes();
        broken.extend(in_time(piece, check, input));
    }
    none_of(&broken);
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
    let wide =
        |n: &str| ods.replace("columns-repeated=\"3\"", &format!("columns-repeated=\"{n}\""));
    let mut broken = Vec::new();
    for (name, input) in [
        ("rows repeated very often", repeated("10000")),
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
        (
            "merged cells",
            xlsx.replace(
                "</sheetData>",
                &format!(
                    "</sheetData><mergeCells>{}</mergeCells>",
                    filled("<mergeCell ref=\"A1:C3\"/>")
                ),
            ),
        ),
    ] {
        broken.extend(in_time(name, check, input.into_bytes()));
    }
    none_of(&broken);
}
