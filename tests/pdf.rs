//! Reports and device files as PDF, as a person meets them: what they say, what a reader of
//! PDF finds in them, what is told where one cannot be made. Built with the feature `pdf`
//! only, so `tests/long` runs them; they ask poppler (`pdftotext`, `pdfinfo`) and qpdf.
#![cfg(feature = "pdf")]
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read files")]

mod built;

use built::{copy_tree, run};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

/// The demonstration, built.
static DEMO: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = demo("");
    let output = run(folder.path(), &["build", "-q", "--audience", "internal"]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    folder
});

/// A copy of the demonstration with more lines of configuration.
fn demo(config: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy_tree(&root.join("content"), &folder.path().join("content"));
    let own = std::fs::read_to_string(root.join("faultbook.toml")).expect("a configuration");
    std::fs::write(folder.path().join("faultbook.toml"), own + config).expect("written");
    folder
}

fn words(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Makes a PDF and gives its path.
fn made(folder: &Path, arguments: &[&str]) -> PathBuf {
    let path = tempfile::Builder::new().suffix(".pdf").tempfile_in(folder).expect("a name");
    let path = path.into_temp_path().to_path_buf();
    let name = path.to_str().expect("a name");
    let output = run(folder, &[&["report", "--pdf", name], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    path
}

/// What a tool says of a file. A tool that is not there is no reason to skip.
fn asked(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool).args(arguments).output();
    let output = output.unwrap_or_else(|e| panic!("{tool}: {e}; install poppler-utils and qpdf"));
    assert!(output.status.success(), "{tool} {arguments:?}: {}", words(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn text(pdf: &Path) -> String {
    asked("pdftotext", &[pdf.to_str().expect("a path"), "-"])
}

/// The objects of a file, unpacked.
fn objects(pdf: &Path) -> String {
    asked("qpdf", &["--qdf", "--object-streams=disable", pdf.to_str().expect("a path"), "-"])
}

// ---------------------------------------------------------------- what it says

/// How often each number stands in a text.
fn numbers(text: &str) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for number in text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')) {
        let number = number.trim_matches(['.', ',']);
        if !number.is_empty() {
            *all.entry(number.to_owned()).or_default() += 1;
        }
    }
    all
}

/// The words of a page that its print-out shows: without the tables behind figures, the
/// figures, ways to elsewhere and what a sheet of paper leaves out.
fn shown(html: &str) -> String {
    let (_, main) = html.split_once("<header class=\"tb\"").expect("a title block");
    let (main, _) = main.split_once("</main>").expect("its end");
    let mut out = main.to_owned();
    let left_out = [
        ("<details", "</details>"),
        ("<svg", "</svg>"),
        ("<nav", "</nav>"),
        ("<p class=\"chips", "</p>"),
        ("<p class=\"more\"", "</p>"),
        ("<a class=\"src\"", "</a>"),
        ("<td class=\"x", "</td>"),
        ("<th class=\"x", "</th>"),
        ("<aside", "</aside>"),
        ("<div class=\"tb__qr", "</div>"),
    ];
    for (start, end) in left_out {
        while let Some(at) = out.find(start) {
            let length = out[at..].find(end).map_or(out.len() - at, |to| to + end.len());
            out.replace_range(at..at + length, " ");
        }
    }
    let mut text = String::new();
    for piece in out.split('<') {
        let (tag, said) = piece.split_once('>').unwrap_or(("", piece));
        // Cells and paragraphs part numbers, spans within them do not.
        let within = ["span", "/span", "b>", "/b", "a ", "/a", "strong", "/strong", "wbr"];
        text.push_str(if within.iter().any(|name| tag.starts_with(name)) { "" } else { " " });
        text.push_str(said);
    }
    text.replace("&#39;", "'")
}

#[test]
fn a_report_has_every_number_of_its_page_in_both_languages() {
    for (language, folder) in [("zh-CN", ""), ("en", "en/")] {
        for period in ["2026-10", "2026-Q3"] {
            let page =
                DEMO.path().join(format!("output/internal/{folder}reports/{period}/index.html"));
            let page = numbers(&shown(&std::fs::read_to_string(page).expect("a page")));
            let sheet = numbers(&text(&made(DEMO.path(), &[period, "--lang", language])));
            assert!(page.len() > 150, "{} numbers on the page", page.len());
            let lost: Vec<_> = page
                .iter()
                .filter(|(number, n)| sheet.get(*number).copied().unwrap_or_default() < **n)
                .collect();
            assert!(lost.is_empty(), "{period} in {language} lacks {lost:?}");
        }
    }
}

#[test]
fn a_device_file_has_its_title_its_events_and_its_figures() {
    for (language, title) in [("zh-CN", "LW-25 户外"), ("en", "LW-25")] {
        let said = text(&made(DEMO.path(), &["--device", "lw-208", "--lang", language]));
        for wanted in ["LW-208", title, "FR-20261027-01", "LW25-2405-208", "2026-06-18", "L-031"] {
            assert!(said.contains(wanted), "{wanted} in {language}: {said}");
        }
    }
}

#[test]
fn text_of_records_is_never_code_and_never_changed() {
    let hostile = "#panic() #eval(\"1+1\") $x^2$ *bold* _it_ `raw` @ref <label> [x] // no \\u{41} -- ~ 'q' \"r\" #{1}";
    let folder = demo("");
    let config = folder.path().join("faultbook.toml");
    let mut own = std::fs::read_to_string(&config).expect("a configuration");
    let quoted = hostile.replace('\\', "\\\\").replace('"', "\\\"");
    own = own.replace("address = \"杭州市东坞路18号3幢\"", &format!("address = \"{quoted}\""));
    std::fs::write(&config, own).expect("written");
    let mut comment = "# x\n\n".to_owned();
    for c in hostile.chars() {
        let _ = if c.is_ascii_punctuation() {
            write!(comment, "\\{c}")
        } else {
            write!(comment, "{c}")
        };
    }
    comment.push_str("\n\n## 2 服务量\n\n- #import \"/etc/passwd\": *\n");
    std::fs::write(folder.path().join("content/reports/2026-10.md"), comment).expect("written");
    let said = text(&made(folder.path(), &["2026-10"]));
    let said: String = said.split_whitespace().collect();
    let wanted: String = hostile.split_whitespace().collect();
    // At the foot of every page, and once among the remarks.
    let pages = said.matches("spares@tuolan.example").count();
    assert!(pages > 4 && said.matches(&wanted).count() > pages, "{said}");
    assert!(said.contains("#import\"/etc/passwd\":*"), "{said}");
}

// ---------------------------------------------------------------- what it is

#[test]
fn the_same_figures_give_the_same_bytes_wherever_they_are_typeset() {
    let first = std::fs::read(made(DEMO.path(), &["2026-10", "-j", "1"])).expect("a file");
    let elsewhere = demo("");
    let path = elsewhere.path().join("other name.pdf");
    let output = Command::new(env!("CARGO_BIN_EXE_faultbook"))
        .args(["report", "2026-10", "-j", "4", "--pdf"])
        .arg(&path)
        .current_dir(elsewhere.path())
        .env("TZ", "Asia/Kathmandu")
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    assert!(first == std::fs::read(path).expect("a file"), "two files of one report differ");
}

#[test]
fn a_report_is_tagged_accessible_and_has_outline_date_and_language() {
    let pdf = made(DEMO.path(), &["2026-10", "--lang", "en"]);
    let path = pdf.to_str().expect("a path");
    asked("qpdf", &["--check", path]);
    let info = asked("pdfinfo", &["-isodates", path]);
    let fields = [
        "Tagged:          yes",
        "Service report, October 2026",
        "Tuolan Equipment Service",
        "A4",
        "faultbook",
    ];
    for field in fields {
        assert!(info.contains(field), "{field}: {info}");
    }
    // The instant of the figures, not of the making.
    assert!(
        info.contains("2026-10-31T10:00:00Z") || info.contains("2026-10-31T18:00:00+08"),
        "{info}"
    );
    let objects = objects(&pdf);
    for part in ["/StructTreeRoot", "/Outlines", "/Lang", "pdfuaid:part", "/TH", "/Table", "/Alt"] {
        assert!(objects.contains(part), "{part}");
    }
    assert_eq!(objects.matches("/S /H1\n").count(), 15, "headings of sections");
}

#[test]
fn the_light_form_says_the_same_without_tags_and_is_smaller() {
    let (full, light) =
        (made(DEMO.path(), &["2026-10"]), made(DEMO.path(), &["2026-10", "--light"]));
    assert_eq!(numbers(&text(&full)), numbers(&text(&light)));
    assert!(!objects(&light).contains("/StructTreeRoot"));
    let size = |path: &Path| std::fs::metadata(path).expect("a file").len();
    assert!(size(&light) * 4 < size(&full) * 3, "{} of {}", size(&light), size(&full));
}

#[test]
fn heads_of_tables_repeat_and_every_page_has_its_number() {
    let pdf = made(DEMO.path(), &["--device", "LW-208", "--lang", "en"]);
    let pages: Vec<String> = text(&pdf).split('\u{c}').map(str::to_owned).collect();
    let of = pages.len() - 1;
    assert!(of >= 3, "{of} pages");
    for (at, page) in pages.iter().take(of).enumerate() {
        let joined: String = page.split_whitespace().collect();
        assert!(joined.contains(&format!("{}/{of}", at + 1)), "{page}");
    }
    // The list of events goes on from the first page to the second.
    assert!(pages[0].contains("What happened") && pages[1].contains("What happened"), "{pages:?}");
    assert!(pages[1].contains("Device LW-208"), "a running head: {}", pages[1]);
}

// ---------------------------------------------------------------- what is told

#[test]
fn a_character_that_no_font_has_is_told_with_its_place_and_nothing_is_written() {
    let folder = demo("");
    let file = folder.path().join("content/reports/2026-10.md");
    std::fs::write(file, "# x\n\n## 2 服务量\n\nA sign \u{f3a7} of no font.\n").expect("written");
    let output = run(folder.path(), &["report", "2026-10", "--pdf", "a.pdf"]);
    let told = words(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    for part in ["FB1003", "U+F3A7", "the commentary of section 2", "服务量", "[reports]"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!folder.path().join("a.pdf").exists());
}

#[test]
fn a_theme_changes_the_looks_and_its_mistakes_have_a_place() {
    let folder = demo("");
    let config = folder.path().join("faultbook.toml");
    let own = std::fs::read_to_string(&config).expect("a configuration");
    std::fs::write(&config, own.replacen("[site]\n", "[site]\ntheme = \"house\"\n", 1))
        .expect("written");
    let theme = folder.path().join("themes/house/pdf");
    std::fs::create_dir_all(&theme).expect("a folder");
    let builtin = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/pdf");
    let template = |name: &str| std::fs::read_to_string(builtin.join(name)).expect("a template");
    let write = |name: &str, text: String| std::fs::write(theme.join(name), text).expect("written");

    write("document.typ", template("document.typ") + "\nSigned by #read(\"motto.txt\")\n");
    write("motto.txt", "the house of Tuolan".to_owned());
    assert!(text(&made(folder.path(), &["2026-10"])).contains("Signed by the house of Tuolan"));

    write("document.typ", template("document.typ") + "\n\u{f3a7}\n");
    let told = words(&run(folder.path(), &["report", "2026-10", "--pdf", "a.pdf"]));
    assert!(
        told.contains("FB1003") && told.contains("U+F3A7") && told.contains("on page"),
        "{told}"
    );

    write("document.typ", "#let x = 1\n#nothing-of-that-name\n".to_owned());
    let told = words(&run(folder.path(), &["report", "2026-10", "--pdf", "a.pdf"]));
    assert!(told.contains("FB0701") && told.contains("themes/house/pdf/document.typ:2"), "{told}");

    // What a template does outside of its theme is nothing.
    write("document.typ", "#read(\"/etc/passwd\")\n#read(\"../../../faultbook.toml\")".to_owned());
    let told = words(&run(folder.path(), &["report", "2026-10", "--pdf", "a.pdf"]));
    assert!(told.contains("FB0701") && !told.contains("root:"), "{told}");
    write("document.typ", "#import \"@preview/cetz:0.3.0\"".to_owned());
    let told = words(&run(folder.path(), &["report", "2026-10", "--pdf", "a.pdf"]));
    assert!(told.contains("FB0701"), "{told}");
    assert!(!folder.path().join("a.pdf").exists());
}

#[test]
fn an_image_without_words_is_refused_as_not_accessible() {
    let folder = demo("");
    let config = folder.path().join("faultbook.toml");
    let own = std::fs::read_to_string(&config).expect("a configuration");
    std::fs::write(&config, own.replacen("[site]\n", "[site]\ntheme = \"house\"\n", 1))
        .expect("written");
    let theme = folder.path().join("themes/house/pdf");
    std::fs::create_dir_all(&theme).expect("a folder");
    let builtin = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/pdf/document.typ");
    let own = std::fs::read_to_string(builtin).expect("a template");
    let icon =
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>";
    std::fs::write(theme.join("icon.svg"), icon).expect("written");
    std::fs::write(theme.join("document.typ"), own + "\n#image(\"icon.svg\")\n").expect("written");
    let output = run(folder.path(), &["report", "2026-10", "--pdf", "a.pdf"]);
    let told = words(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("FB1004") && told.contains("accessible") && told.contains("--light"),
        "{told}"
    );
    made(folder.path(), &["2026-10", "--light"]);
}

#[test]
fn nothing_but_a_pdf_is_replaced_and_names_follow_the_document() {
    let folder = demo("");
    let report = |arguments: &[&str]| run(folder.path(), &[&["report"], arguments].concat());
    std::fs::write(folder.path().join("faults.csv"), "id\n1\n").expect("written");
    let refused = report(&["2026-10", "--pdf", "faults.csv"]);
    assert!(words(&refused).contains("FB0110"), "{}", words(&refused));
    assert_eq!(std::fs::read_to_string(folder.path().join("faults.csv")).expect("kept"), "id\n1\n");

    // A period behind --pdf is a period.
    let done = report(&["--pdf", "2026-10"]);
    assert!(words(&done).starts_with("report-2026-10.pdf  internal · "), "{}", words(&done));
    let again = report(&["2026-10", "--pdf", "--lang", "en", "--audience", "C-03", "--json"]);
    let line: serde_json::Value = serde_json::from_slice(&again.stdout).expect("JSON");
    assert_eq!(line["files"][0]["file"], "report-2026-10-C-03-en.pdf", "{line}");
    assert!(line["files"][0]["pages"].as_u64().is_some_and(|n| n > 2), "{line}");
    let piped = report(&["2026-10", "--pdf", "-"]);
    let written = std::fs::read(folder.path().join("report-2026-10.pdf")).expect("a file");
    assert!(piped.stdout == written, "what is piped differs from what is written");
    for (wrong, part) in [
        (["2026-10", "--lang", "fr"], "zh-CN, en"),
        (["2031-10", "--lang", "en"], "no report of 2031-10"),
    ] {
        let told = words(&report(&[&wrong[..], &["--pdf", "b.pdf"]].concat()));
        assert!(told.contains("FB0114") && told.contains(part), "{told}");
    }
    let unknown = words(&report(&["--device", "LW-2O8", "--pdf"]));
    assert!(unknown.contains("did you mean LW-208"), "{unknown}");
}

#[test]
fn a_customers_report_names_no_other_customer() {
    let said = text(&made(DEMO.path(), &["2026-10", "--audience", "C-03"]));
    let customers =
        std::fs::read_dir(DEMO.path().join("output/internal/customers")).expect("pages");
    assert!(customers.count() > 3);
    for other in ["LW-208", "云岭地铁", "SIM-007"] {
        assert!(!said.contains(other), "{other}: {said}");
    }
}
