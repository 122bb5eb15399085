//! The two getting-started pages, walked through literally: every command of theirs is
//! run on a small messy export, in order, and what they promise to be shown is shown.
#![allow(clippy::disallowed_methods, reason = "the test reads the pages and prepares folders")]
#![cfg(unix)]

use crate::program;

use encoding_rs::GB18030;
use program::{Answer, Place};
use std::path::Path;
use std::process::Command;

const EN_MARCH: &str = "\
Harbour pumps - repairs in March 2026;;;;;
Kept by: J. Webb;;;;;
Ticket;Device;Reported;Back in use;Problem;Cost
=\"T-0301\";P-101;2026-03-04 08:30;2026-03-04 11:40;leaks;260
=\"T-0302\";P-102;2026-03-06;2026-03-07;noisy;0
=\"T-0303\";p-101;2026-03-18 14:10;2026-03-18 17:20;leaks;260
=\"T-0304\";P-203;March 20th;;does not start;
=\"T-0305\";P-201;2026-03-25 09:00;;\"does not start, panel dark\";
Total;;;;;520
";
const EN_APRIL: &str = "\
Ticket;Device;Reported;Back in use;Problem;Cost
T-0305;P-201;2026-03-25 09:00;2026-04-01 10:00;;90
T-0401;P-101;2026-04-07 10:00;2026-04-07 12:00;leaks;260
";
const ZH_MARCH: &str = "\
清河泵业售后服务中心 2026年3月维修登记表,,,,,,,,,
制表人：内勤小王,,,,,,,,,
工单号,设备编号,报修时间,到场时间,修好时刻,故障现象,处理措施,停机时长(小时),费用（元）,派单员
=\"GD-0301\",P-101,2026年3月4日 8时30分,2026年3月4日 10时05分,2026年3月4日 11时40分,漏水,更换密封,3.2,260,小王
=\"GD-0302\",P-102,2026年3月6日,2026年3月7日,2026年3月7日,异响,紧固地脚,,0,小王
=\"GD-0303\",p-101,2026年3月18日 14时10分,2026年3月18日 15时,2026年3月18日 17时20分,漏水,更换密封,3.2,260,小李
=\"GD-0304\",P-203,3月20日,,,不启动,,,,小李
=\"GD-0305\",P-201,2026年3月25日 9时,,,不启动，面板无显示,,,,小王
合计,,,,,,,6.4,520,
";
const ZH_APRIL: &str = "\
工单号,设备编号,报修时间,到场时间,修好时刻,故障现象,处理措施,停机时长(小时),费用（元）,派单员
GD-0305,P-201,2026年3月25日 9时,,2026年4月1日 10时,,换保险,,90,小王
GD-0401,P-101,2026年4月7日 10时,,2026年4月7日 12时,漏水,更换密封,,260,小李
";

/// A fenced block of a page.
struct Block {
    kind: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    let text = std::fs::read_to_string(path).expect("the page");
    let fenced = text.split("```").skip(1).step_by(2);
    fenced
        .map(|block| {
            let (kind, text) = block.split_once('\n').expect("a block has lines");
            Block { kind: kind.to_owned(), text: text.to_owned() }
        })
        .collect()
}

/// The page as one script for the shell: commands as they stand, and the
/// configuration written where it is told to be written.
fn script(blocks: &[Block]) -> String {
    let mut script = String::from("set -e\n");
    for block in blocks {
        match block.kind.as_str() {
            "sh" => script.push_str(&block.text),
            "toml" => {
                script.push_str(&format!("cat > faultbook.toml <<'END'\n{}END\n", block.text));
            }
            "text" => {}
            other => panic!("a block of kind `{other}` is neither run nor compared"),
        }
    }
    script
}

fn walk(page: &str, exports: [(&str, Vec<u8>); 2]) -> (Place, Answer) {
    let place = Place::new();
    for (name, bytes) in exports {
        place.write(name, bytes);
    }
    let program = Path::new(env!("CARGO_BIN_EXE_faultbook")).parent().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program.to_owned()).chain(std::env::split_paths(&path));
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script(&blocks(page))).current_dir(place.at("."));
    shell.env("PATH", std::env::join_paths(paths).expect("a path"));
    let answer: Answer = shell.output().expect("a shell").into();
    (place, answer)
}

fn promises_are_kept(page: &str, place: &Place, answer: &Answer) {
    assert_eq!(answer.exit, 0, "{page}: {}{}", answer.out, answer.err);
    for block in blocks(page).iter().filter(|block| block.kind == "text") {
        for line in block.text.lines() {
            assert!(answer.out.contains(line), "{page} promises `{line}`:\n{}", answer.out);
        }
    }
    for path in ["index.html", "data-quality/index.html", "reports/2026-03/index.html"] {
        assert!(place.at("my-service/output/internal").join(path).is_file(), "{page}: {path}");
    }
    let seen = place.run(&["inspect", "P-101", "-r", "my-service"]).out;
    assert!(
        seen.contains("content/devices.csv:2") && seen.contains("2025-02-20"),
        "{page}: {seen}"
    );
    let again = place.run(&["check", "--json", "-r", "my-service"]);
    let value: serde_json::Value = serde_json::from_str(&again.out).expect("JSON");
    assert_eq!(value["rows_reconcile"], true, "{page}");
    let unknown = value["by_code"].as_array().expect("codes").iter();
    let unknown = unknown.filter(|kind| kind["code"] == "FB0303").count();
    let left = usize::from(page.contains("zh")); // the dispatcher's name stays a note
    assert_eq!(unknown, left, "{page}: the column is recognised");
}

/// The April export completes a row of March, as the pages promise, although March has
/// its number as `="…"`: the end is April's, the symptom March's.
fn completed_later(place: &Place, ticket: &str, symptom: &str) {
    let seen = place.run(&["inspect", ticket, "-r", "my-service"]).out;
    let records = seen.lines().filter(|line| line.starts_with("ticket ")).count();
    assert_eq!(records, 1, "one record: {seen}");
    for line in ["resolved_at           2026-04-01T10:00", symptom] {
        assert!(seen.contains(line), "{line}: {seen}");
    }
}

#[test]
fn the_english_page_can_be_followed_to_the_letter() {
    let page = "getting-started.md";
    let exports = [
        ("export-2026-03.csv", EN_MARCH.replace('\n', "\r\n").into_bytes()),
        ("export-2026-04.csv", EN_APRIL.as_bytes().to_vec()),
    ];
    let (place, answer) = walk(page, exports);
    promises_are_kept(page, &place, &answer);
    completed_later(&place, "T-0305", "does not start, panel dark");
}

#[test]
fn the_chinese_page_can_be_followed_to_the_letter() {
    let page = "getting-started.zh-CN.md";
    let encoded = |text: &str| GB18030.encode(&text.replace('\n', "\r\n")).0.into_owned();
    let exports =
        [("导出-2026-03.csv", encoded(ZH_MARCH)), ("导出-2026-04.csv", encoded(ZH_APRIL))];
    let (place, answer) = walk(page, exports);
    promises_are_kept(page, &place, &answer);
    completed_later(&place, "GD-0305", "不启动，面板无显示");
    let article = place.read("my-service/content/solutions/SOL-0001.md");
    assert!(article.contains("## 处理步骤\n"), "{article}");
}

#[test]
fn both_pages_teach_the_same_commands() {
    let commands = |page: &str| -> Vec<String> {
        let shell = blocks(page).into_iter().filter(|block| block.kind == "sh");
        let text: String = shell.map(|block| block.text).collect();
        let first_two = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        text.lines().filter(|line| line.starts_with("faultbook ")).map(first_two).collect()
    };
    let english = commands("getting-started.md");
    assert!(english.len() > 10, "{english:?}");
    assert_eq!(english, commands("getting-started.zh-CN.md"));
}
