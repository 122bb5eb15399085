//! The row ledger of a built site: every row that was not taken as it is, with file,
//! line, reason and what was changed, on the page and in the data files.

use crate::case::{HEAD, LOG};
use crate::support::ProjectBuilder;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

fn built() -> tempfile::TempDir {
    let log = format!(
        "{}T1,00A,2024-03-05,x,2024-02-30\nT2,123,2024-03-05,y,\n,,,,\n,,,,\nT3,A\nT4,A,2024-03-06,,\n",
        HEAD.replace("故障现象", "故障现象,完成时间")
    );
    let later = "工单号,设备编号,报修时间,故障现象\nT4,A,2024-03-06,风扇\nT2,00123,2024-03-05,y\n";
    let project = ProjectBuilder::new()
        .file(LOG, &log)
        .file("content/logs/b.csv", later)
        .file("content/devices.csv", "id,model\n00123,M\nA,M\n");
    let site = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_faultbook"));
    command.args(["build", "-q", "-o"]).arg(site.path()).current_dir(project.root());
    assert!(command.status().unwrap().success());
    site
}

fn text(site: &Path, path: &str) -> String {
    std::fs::read_to_string(site.join("internal").join(path)).unwrap()
}

#[test]
fn the_ledger_tells_what_was_changed_skipped_and_rejected() {
    let site = built();
    let quality: Value = serde_json::from_str(&text(site.path(), "data/quality.json")).unwrap();
    let change = |file: &str, line: u32, field: &str, values: [&str; 2], code: &str| {
        json!({"file": file, "sheet": null, "line": line, "field": field,
               "from": values[0], "to": values[1], "code": code})
    };
    let b = "content/logs/b.csv";
    assert_eq!(
        quality["repaired"],
        json!([
            change(LOG, 2, "完成时间", ["2024-02-30", ""], "FB0401"),
            change(LOG, 3, "设备编号", ["123", "00123"], "FB0406"),
            change(b, 2, "symptom", ["", "风扇"], "FB0503"),
        ])
    );
    let skipped = |file: &str, from: u32, to: u32, rows: u64, reason: &str| {
        json!({"file": file, "sheet": null, "from_line": from, "to_line": to,
               "rows": rows, "reason": reason})
    };
    assert_eq!(
        quality["skipped"],
        json!([
            skipped(LOG, 4, 5, 2, "blank"),
            skipped(LOG, 7, 7, 1, "completed_later"),
            skipped(b, 3, 3, 1, "repeated"),
        ])
    );
    assert_eq!(quality["rejected"][0]["raw"], "T3,A");
    assert_eq!(quality["totals"]["reconciles"], true);
    assert!(text(site.path(), "data/rejected-rows.csv").contains("\"T3,A\""));
}

#[test]
fn a_file_and_an_outcome_are_chosen_on_the_page_without_a_script() {
    let site = built();
    let page = text(site.path(), "data-quality/index.html");
    for wanted in [
        "href=\"#source-2-repaired\"",
        "id=\"source-2-repaired\"",
        "href=\"#source-2-rejected\"",
        "id=\"source-2-skipped\"",
        "2024-02-30",
        "href=\"#FB0401\"",
        "id=\"FB0401\"",
        "T3,A",
    ] {
        assert!(page.contains(wanted), "{wanted} is not on the page");
    }
    // The scripts of the search stand on every page; the ledger's own part has none.
    let own = page.split("<main").nth(1).and_then(|rest| rest.split("</main>").next());
    assert!(!own.expect("the page's own part").contains("<script"), "nothing here needs one");
}
