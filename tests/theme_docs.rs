//! `docs/theme.md` says what every template is given. Its lists are made from the structs
//! themselves, so that they cannot go stale: this test fails when they differ, and
//! `FAULTBOOK_WRITE_DOCS=1 cargo test --test theme_docs` writes them anew. It also holds
//! that no template asks for what its struct does not offer.
#![allow(clippy::disallowed_methods, reason = "a test reads and writes the project's own pages")]

use faultbook::render::theme::{STATICS, TEMPLATES};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const BEGIN: &str = "<!-- made from the code by tests/theme_docs.rs: do not edit below -->\n";

/// A struct that templates read.
#[derive(Debug, Default)]
struct Struct {
    name: String,
    doc: String,
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    name: String,
    of: String,
    doc: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every struct of the rendering room that is written into a template, by name.
fn structs() -> BTreeMap<String, Struct> {
    let beside = ["engine.rs", "engine/cx.rs", "nav.rs", "organisation.rs"];
    let mut files = beside.map(|file| root().join("src/render").join(file)).to_vec();
    let pages = std::fs::read_dir(root().join("src/render/pages")).expect("the pages");
    for path in pages.map(|entry| entry.expect("a readable entry").path()) {
        // A page of many parts is a folder.
        match std::fs::read_dir(&path) {
            Ok(parts) => files.extend(parts.map(|part| part.expect("a readable part").path())),
            Err(_) => files.push(path),
        }
    }
    files.sort();
    let mut out = BTreeMap::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
        for found in structs_of(&read(file)) {
            let name = found.name.clone();
            assert!(out.insert(name.clone(), found).is_none(), "two structs are called {name}");
        }
    }
    out
}

fn structs_of(source: &str) -> Vec<Struct> {
    let mut out: Vec<Struct> = Vec::new();
    let (mut doc, mut serialized, mut inside) = (String::new(), false, false);
    for line in source.lines() {
        let text = line.trim();
        if let Some(words) = text.strip_prefix("///") {
            doc = format!("{doc}{words}");
        } else if text.starts_with("#[") {
            serialized =
                text.contains("Serialize") || (serialized && !text.contains("transparent"));
        } else if let Some(name) = struct_name(line).filter(|_| serialized) {
            out.push(Struct { name, doc: std::mem::take(&mut doc), fields: Vec::new() });
            (serialized, inside) = (false, true);
        } else if inside && let Some((name, of)) = field(text) {
            let last = out.last_mut().expect("a field stands in a struct");
            last.fields.push(Field { name, of, doc: std::mem::take(&mut doc) });
        } else {
            inside &= line != "}";
            serialized = false;
            doc.clear();
        }
    }
    out
}

fn struct_name(line: &str) -> Option<String> {
    let after = line.split_once("struct ").filter(|(before, _)| !before.contains("//"))?.1;
    let name = after.strip_suffix(" {")?;
    Some(name.split('<').next().unwrap_or(name).to_owned())
}

fn field(line: &str) -> Option<(String, String)> {
    let line = line.strip_prefix("pub(super) ").or(line.strip_prefix("pub ")).unwrap_or(line);
    let (name, of) = line.strip_suffix(',')?.split_once(": ")?;
    Some((name.to_owned(), of.to_owned()))
}

/// A type in words; a struct's name as a link.
fn in_words(of: &str, known: &BTreeMap<String, Struct>) -> String {
    let of = of.trim_start_matches('&').trim_start_matches("'a ").trim_start_matches("'static ");
    if let Some(inner) = inner(of, "Vec") {
        return format!("list of {}", in_words(inner, known));
    }
    if let Some(inner) = inner(of, "Option") {
        return format!("{}, or nothing", in_words(inner, known));
    }
    match of {
        "str" | "String" | "Cow<'a, str>" => "text".to_owned(),
        "Html" => "HTML".to_owned(),
        "bool" => "true or false".to_owned(),
        "usize" => "whole number".to_owned(),
        name if known.contains_key(name) => format!("[{name}](#{})", name.to_lowercase()),
        other => panic!("say in words what {other} is"),
    }
}

fn inner<'a>(of: &'a str, outer: &str) -> Option<&'a str> {
    of.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')
}

fn table(of: &Struct, known: &BTreeMap<String, Struct>) -> String {
    let mut out = String::from("\n| field | what it is | meaning |\n| --- | --- | --- |\n");
    for Field { name, of: kind, doc } in &of.fields {
        assert!(!doc.trim().is_empty(), "{}.{name} has no line that says what it means", of.name);
        let kind = in_words(kind, known);
        writeln!(out, "| `{name}` | {kind} | {} |", doc.trim()).expect("into a text");
    }
    out
}

/// The template that a struct's words name.
fn template_of(doc: &str) -> Option<&str> {
    let after = doc.split_once("The context of `")?.1;
    after.split('`').next()
}

fn blocks(template: &str) -> Vec<&str> {
    let starts = template.split("{%").skip(1);
    let named = starts.filter_map(|tag| tag.trim_start_matches(['-', ' ']).strip_prefix("block "));
    named.filter_map(|rest| rest.split([' ', '-', '%']).next()).collect()
}

/// The lists of the page, as the code has them.
fn made() -> String {
    let known = structs();
    let mut out = String::from(BEGIN);
    out.push_str("\n## `site`: the same on every page\n");
    out.push_str(&table(&known["SiteShell"], &known));
    out.push_str("\n## `page`: the page that is shown\n");
    out.push_str(&table(&known["Shell"], &known));
    out.push_str("\n## `body`: by template\n");
    let contexts: BTreeMap<&str, &Struct> =
        known.values().filter_map(|of| Some((template_of(&of.doc)?, of))).collect();
    let mut used = BTreeSet::from(["SiteShell".to_owned(), "Shell".to_owned()]);
    for (name, text) in TEMPLATES {
        writeln!(out, "\n### `{name}`\n").expect("into a text");
        let blocks = blocks(text);
        let blocks: Vec<String> = blocks.iter().map(|block| format!("`{block}`")).collect();
        match contexts.get(name) {
            Some(of) => {
                used.insert(of.name.clone());
                writeln!(out, "Blocks: {}.", blocks.join(", ")).expect("into a text");
                out.push_str(&table(of, &known));
            }
            None if blocks.is_empty() => out.push_str("A part that other templates include.\n"),
            None => writeln!(out, "Blocks: {}. It has no `body` of its own.", blocks.join(", "))
                .expect("into a text"),
        }
    }
    out.push_str("\n## What stands in the fields above\n");
    for of in known.values().filter(|of| !used.contains(&of.name)) {
        writeln!(out, "\n### {}\n\n{}", of.name, of.doc.trim()).expect("into a text");
        out.push_str(&table(of, &known));
    }
    out.push_str("\n## Static files\n\n");
    for (name, _) in STATICS.iter().chain(&[("figures.css", "")]) {
        writeln!(out, "- `{name}`").expect("into a text");
    }
    out
}

#[test]
fn the_page_on_themes_says_what_the_templates_are_given() {
    let path = root().join("docs/theme.md");
    let page = read(&path);
    let (prose, written) = page.split_once(BEGIN).expect("the mark before the lists");
    let made = made();
    if std::env::var_os("FAULTBOOK_WRITE_DOCS").is_some() {
        std::fs::write(&path, format!("{prose}{made}")).expect("docs/theme.md is written");
        return;
    }
    let written = format!("{BEGIN}{written}");
    let differs = made.lines().zip(written.lines()).find(|(now, then)| now != then);
    assert_eq!(
        made, written,
        "docs/theme.md is not what the code says, first at {differs:?}; \
         write it anew with FAULTBOOK_WRITE_DOCS=1 cargo test --test theme_docs"
    );
}

#[test]
fn no_template_asks_for_what_its_struct_does_not_offer() {
    let known = structs();
    let fields = |of: &Struct| of.fields.iter().map(|f| f.name.clone()).collect::<BTreeSet<_>>();
    let mut wrong = Vec::new();
    for (name, text) in TEMPLATES {
        let body = known.values().find(|of| template_of(&of.doc) == Some(name));
        for (root, offered) in [
            ("body.", body.map(fields).unwrap_or_default()),
            ("page.", fields(&known["Shell"])),
            ("site.", fields(&known["SiteShell"])),
        ] {
            let asked = asked(text, root);
            let missing = asked.into_iter().filter(|field| !offered.contains(field));
            wrong.extend(missing.map(|field| format!("{name}: {root}{field}")));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The fields of `root` that a template names.
fn asked(template: &str, root: &str) -> BTreeSet<String> {
    // with what stands in addresses, so that the file site.js is no field
    let word = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    let paths = template.split(|c| !word(c)).filter_map(|path| path.strip_prefix(root));
    paths.map(|path| path.split('.').next().unwrap_or(path).to_owned()).collect()
}

#[test]
fn the_examples_of_the_page_name_what_exists() {
    let page = read(&root().join("docs/theme.md"));
    for name in ["404.html", "en.toml", "static/faultbook.css"] {
        assert!(page.contains(name), "{name}");
    }
    let css = STATICS.iter().find(|(name, _)| *name == "faultbook.css").expect("the style sheet").1;
    let tokens = page.split("`--").skip(1).filter_map(|rest| rest.split('`').next());
    for token in tokens {
        assert!(css.contains(&format!("--{token}:")), "the style sheet has no token --{token}");
    }
}
