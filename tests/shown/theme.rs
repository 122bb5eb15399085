//! A project's own theme replaces the built-in one file by file: a text, a style
//! sheet, a template; what it does not name stays.
#![allow(clippy::disallowed_methods, reason = "a test writes its own small project")]

use std::io::Write;
use std::path::Path;
use std::process::Command;

fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder made");
    std::fs::write(file, text).expect("a file written");
}

fn project(root: &Path) {
    write(
        root,
        "faultbook.toml",
        "[site]\ntitle = \"Pumps\"\nlanguage = \"en\"\ntheme = \"own\"\n",
    );
    let log = "ticket_id,device_id,reported_at,resolved_at,symptom\nT1,P-1,2026-03-01 08:00,2026-03-01 10:00,leaks\n";
    write(root, "content/logs/log.csv", log);
}

fn build(root: &Path) -> (Option<i32>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_faultbook"))
        .args(["build", "-q", "--message-format", "short", "-r"])
        .arg(root)
        .output()
        .expect("the program runs");
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

fn page(root: &Path, path: &str) -> String {
    std::fs::read_to_string(root.join("output/internal").join(path)).expect("a page")
}

#[test]
fn own_files_replace_the_built_in_ones_of_their_name_and_no_others() {
    let dir = tempfile::tempdir().expect("a folder");
    project(dir.path());
    write(dir.path(), "themes/own/i18n/en.toml", "[nav]\ndevices = \"Machines\"\n");
    write(dir.path(), "themes/own/static/faultbook.css", "body{color:teal}");
    let missing = "{% extends \"base.html\" %}{% block main %}<p>Lost? {{ site.title }}</p>{% endblock main %}";
    write(dir.path(), "themes/own/templates/404.html", missing);
    assert_eq!(build(dir.path()), (Some(0), String::new()));
    let home = page(dir.path(), "index.html");
    assert!(home.contains(">Machines</a>") && home.contains(">Solutions</a>"), "{home}");
    assert_eq!(page(dir.path(), "assets/faultbook.css"), "body{color:teal}");
    assert!(page(dir.path(), "assets/figures.css").contains(".chart"));
    assert!(page(dir.path(), "404.html").contains("<p>Lost? Pumps</p>"));
}

#[test]
fn the_style_page_is_built_with_drafts_on_the_departments_own_site_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    project(dir.path());
    let config = "[site]\ntitle = \"Pumps\"\nlanguage = [\"en\", \"zh-CN\"]\nas_of = \"2026-04-01\"\n\
                  base_url = \"https://service.example/\"\n\n[audiences]\ncustomers = true\npublic = true\n";
    write(dir.path(), "faultbook.toml", config);
    write(dir.path(), "content/customers.csv", "id,name\nC-1,Alpha\n");
    write(dir.path(), "content/devices.csv", "id,customer\nP-1,C-1\n");
    assert_eq!(build(dir.path()).0, Some(0));
    let style = |site: &str, path: &str| dir.path().join("output").join(site).join(path).exists();
    assert!(!style("internal", "style/index.html"), "not without --drafts");
    let done = Command::new(env!("CARGO_BIN_EXE_faultbook"))
        .args(["build", "-q", "--drafts", "-r"])
        .arg(dir.path())
        .status()
        .expect("the program runs");
    assert!(done.success());
    for path in ["style/index.html", "zh-CN/style/index.html"] {
        let shown = page(dir.path(), path);
        for part in ["var(--blue)", "#s-late", "class=\"safety\"", "<svg", "class=\"tot\""] {
            assert!(shown.contains(part), "{path} lacks {part}");
        }
        for site in ["customers/C-1", "public"] {
            assert!(!style(site, path), "{site} has {path}");
        }
    }
    assert!(page(dir.path(), "index.html").contains("style/index.html"), "the foot leads there");
    assert!(!page(dir.path(), "sitemap.xml").contains("style"));
}

#[test]
fn a_broken_template_stops_the_build_and_names_its_file() {
    let dir = tempfile::tempdir().expect("a folder");
    project(dir.path());
    write(dir.path(), "themes/own/static/own.css", "");
    assert_eq!(build(dir.path()).0, Some(0));
    let before = page(dir.path(), "index.html");
    write(
        dir.path(),
        "themes/own/templates/home.html",
        "{% extends \"base.html\" %}{% block main %}{{ ",
    );
    let (code, said) = build(dir.path());
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("FB0701") && said.contains("home.html"), "{said}");
    assert_eq!(page(dir.path(), "index.html"), before, "the former site stays");
}

/// A file of the built-in theme as it stands in the project.
fn built_in(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn the_looks_and_scripts_of_a_page_stay_small_enough_for_a_phone_at_a_machine() {
    let looks = ["themes/default/static/faultbook.css", "themes/default/static/labels.css"];
    let looks = looks.into_iter().chain(["src/chart/figures.css"]);
    let bytes: usize = looks.map(|path| built_in(path).len()).sum();
    assert!(bytes <= 40_960, "all style sheets together are {bytes} bytes");
    let packed = |name: &str| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(&built_in(&format!("themes/default/static/{name}"))).expect("memory");
        out.finish().expect("memory").len()
    };
    let bytes: usize = ["site.js", "ledger.js", "ticks.js"].into_iter().map(packed).sum();
    assert!(bytes <= 10_240, "the scripts without the search are {bytes} bytes in gzip");
    // Only encrypted sites have it; the second one only where browsers withhold Web Crypto.
    let bytes = packed("lock.js");
    assert!(bytes <= 6_000, "the script that opens encrypted sites is {bytes} bytes in gzip");
    let bytes = packed("lock-plain.js");
    assert!(bytes <= 2_500, "what it has instead of Web Crypto is {bytes} bytes in gzip");
}
