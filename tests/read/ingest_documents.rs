//! Reading reports, articles, pages and what lies around them.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

use crate::support;

use faultbook::diag::Code;
use faultbook::model::events::{FlagField, TextField};
use faultbook::model::{
    ActionKind, CauseCategory, Clock, Confidence, Lang, Month, OldPartStatus, Project, Readers,
    SectionKind, Status,
};
use support::{ProjectBuilder, codes, findings, places};

const REPORT: &str = "---
id: FR-20240305-01
kind: fault_report
device: SIM-001
customer: C-01
reported_at: 2024-03-05T14:05
channel: phone
priority: P2
status: closed
responded_at: 2024-03-05T14:30
arrived_at: 2024-03-07T09:20
resolved_at: 2024-03-07T16:40
callback_at: 2024-03-08T10:00
service_type: repair
fault_code: E101
cause_category: wear
solution: SOL-0042
engineer: [李工, 张工]
parts: [{id: PSU-12V, qty: 2, old_part_status: returned_to_vendor}]
pauses:
  - {from: 2024-03-06T09:00, to: 2024-03-06T12:00, reason: waiting_customer}
satisfaction: 5
callback_ok: true
escalated_at: null
colour: blue
---
## Symptom / 故障现象
开机后黑屏。

More.

## Measures / 纠正预防措施
- [x] corrective: replace PSU batch @李工 due 2024-04-15
- [ ] 预防：每月检查风扇 @张工 截止 2024-05-01
";

fn zoned(project: &Project, at: Option<faultbook::model::Instant>) -> Option<String> {
    at.map(|at| project.settings.zone.iso(at))
}

#[test]
fn a_report_becomes_one_event_and_its_measures_actions() {
    let project = ProjectBuilder::new().file("content/faults/2024/a.md", REPORT).read();
    assert_eq!(codes(&project), [], "{:?}", project.diagnostics);
    let records = &project.records;
    let report = &records.reports[0];
    assert_eq!((report.id.as_str(), report.devices[0].as_str()), ("FR-20240305-01", "SIM-001"));
    assert_eq!(report.article.unknown, [("colour".to_owned(), "blue".to_owned())]);
    let event = records.events.get(0);
    assert_eq!((event.ticket(), event.text(TextField::Device)), ("FR-20240305-01", "SIM-001"));
    assert_eq!(event.text(TextField::Symptom), "开机后黑屏。");
    assert_eq!(event.engineers().collect::<Vec<_>>(), ["李工", "张工"]);
    assert_eq!(event.words().cause_category, Some(CauseCategory::Wear));
    assert_eq!(event.status(), Status::Closed);
    assert_eq!(event.flag(FlagField::CallbackOk), Some(true));
    assert_eq!(zoned(&project, event.reported()).as_deref(), Some("2024-03-05T14:05:00+08:00"));
    let part = event.parts()[0];
    assert_eq!((event.resolve(part.part), part.qty), ("PSU-12V", 2.0));
    assert_eq!(part.old_part_status, Some(OldPartStatus::ReturnedToVendor));
    assert_eq!(event.resolve(event.pauses()[0].reason), "waiting_customer");

    let actions: Vec<_> = records.actions.iter().collect();
    assert_eq!(actions.len(), 2);
    assert_eq!(actions[0].id.as_str(), "FR-20240305-01-A1");
    assert_eq!(
        (actions[0].kind, actions[0].title.as_str()),
        (ActionKind::Corrective, "replace PSU batch")
    );
    assert_eq!(actions[0].owner.as_deref(), Some("李工"));
    assert!(actions[0].done_on.is_some() && actions[1].done_on.is_none());
    assert_eq!(
        (actions[1].kind, actions[1].title.as_str()),
        (ActionKind::Preventive, "每月检查风扇")
    );
    assert_eq!(actions[1].due.map(|d| d.to_string()).as_deref(), Some("2024-05-01"));
    assert_eq!(actions[1].meta.place.line, Some(34));
}

#[test]
fn a_report_on_several_devices_is_one_report_and_an_event_each() {
    let text = "---\n设备编号: [A-1, A-2]\n报修时间: 2024-03-05 10:00\n---\n# 停机\n";
    let project = ProjectBuilder::new().file("content/faults/x.md", text).read();
    assert_eq!((project.records.reports.len(), project.records.events.len()), (1, 2));
    let second = project.records.events.get(1);
    assert_eq!((second.ticket(), second.text(TextField::Device)), ("x", "A-2"));
    assert_eq!(second.text(TextField::Symptom), "停机");
}

#[test]
fn a_report_without_device_or_time_is_still_a_record() {
    let project = ProjectBuilder::new()
        .file("content/faults/2024-03-05-pump.md", "# Pump leaks\n")
        .file("content/faults/later.md", "---\ndevice: A\n---\n# Fan loud\n")
        .read();
    assert_eq!(project.records.events.len(), 2);
    let dated = project.records.events.get(0);
    assert!(dated.stamp(Clock::ReportedAt).unwrap().date_only);
    assert_eq!(places(&project, Code::DeviceMissing), ["content/faults/2024-03-05-pump.md:1"]);
    assert_eq!(places(&project, Code::RecordField), ["content/faults/later.md:1"]);
}

#[test]
fn foreign_reports_are_mapped() {
    let project = ProjectBuilder::new()
        .config(
            "[[faults]]\npath = \"incidents/*.md\"\n\
             fields = { date = \"reported_at\", resolvedWhen = \"resolved_at\", affected = \"device\", severity = \"priority\" }\n\
             values = { priority = { down = \"P1\", notice = \"P4\" } }\ndefault = { service_type = \"remote\" }\n",
        )
        .file(
            "incidents/2024-01-02-x.md",
            "---\ntitle: API down\ndate: 2024-01-02T10:00:00Z\nresolved: true\nresolvedWhen: 2024-01-02T12:30:00Z\n\
             affected:\n  - API\n  - Web\nseverity: down\nsection: issue\n---\nWe are down.\n",
        )
        .read();
    assert_eq!(codes(&project), [], "{:?}", project.diagnostics);
    let events = &project.records.events;
    assert_eq!(events.len(), 2);
    let event = events.get(1);
    assert_eq!(event.text(TextField::Device), "Web");
    assert_eq!(event.words().priority, Some(faultbook::model::Priority::P1));
    assert_eq!(event.service_type(), faultbook::model::ServiceType::Remote);
    assert_eq!(event.resolved().unwrap().since(event.reported().unwrap()), 9_000_000);
    assert_eq!(project.records.reports[0].article.title, "API down");
}

#[test]
fn a_key_that_a_block_maps_wins_over_one_known_by_its_name() {
    let project = ProjectBuilder::new()
        .config(
            "[[faults]]\npath = \"inc/**/*.md\"\nfields = { date = \"reported_at\" }\ndefault = { device_id = \"{folder}\" }\n",
        )
        .file("inc/pump/a.md", "---\ndate: 2024-01-02T10:00\nreported_at: 2023-01-01\n---\n# A\n")
        .read();
    let event = project.records.events.get(0);
    assert_eq!(zoned(&project, event.reported()).as_deref(), Some("2024-01-02T10:00:00+08:00"));
    assert_eq!(event.text(TextField::Device), "pump");
    assert_eq!(project.records.reports[0].article.unknown.len(), 1);
}

#[test]
fn solutions_in_both_languages_of_keys() {
    let project = ProjectBuilder::new()
        .file(
            "content/solutions/sol.md",
            "---\nid: SOL-1\ntitle: 黑屏\nconfidence: validated\naudience: customer\nfault_codes: [E101, 007]\n\
             models: []\nduration_min: 40\nskill_level: 2\nremote_possible: false\ncreated: 2024-03-05\nmood: fine\n---\n## Issue\nx\n## Resolution\ny\n",
        )
        .file(
            "content/solutions/zh.md",
            "---\n编号: SOL-2\n标题: 无显示\n置信度: 已验证\n适用型号: M-A；M-B\n标签: [电源]\n作者: 张工\n核对日期: 2024年6月1日\n故障代码: E102\n---\n",
        )
        .file("content/solutions/open.md", "# Odd noise\n## Problem\nx\n")
        .file("content/solutions/draft.md", "---\ndraft: true\n---\n# Later\n")
        .file("content/solutions/_index.md", "# Our fixes\n")
        .file("content/solutions/img/a.png", "PNG")
        .read();
    assert_eq!(codes(&project), [Code::FileIgnored], "{:?}", project.diagnostics);
    let solutions = &project.records.solutions;
    let ids: Vec<_> = solutions.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["open", "SOL-1", "SOL-2"]);
    assert_eq!(solutions[0].confidence, Confidence::WorkInProgress);
    let first = &solutions[1];
    assert_eq!((first.confidence, first.audience), (Confidence::Validated, Readers::Customer));
    assert_eq!(first.codes[1].as_str(), "007");
    assert_eq!(
        (first.duration_min, first.skill_level, first.remote_possible),
        (Some(40.0), Some(2), Some(false))
    );
    assert_eq!(first.article.unknown, [("mood".to_owned(), "fine".to_owned())]);
    let second = &solutions[2];
    assert_eq!(second.models.len(), 2);
    assert_eq!(second.article.tags, ["电源"]);
    assert_eq!(second.verified.map(|d| d.to_string()).as_deref(), Some("2024-06-01"));
    assert_eq!(project.records.introductions["solutions"].title, "Our fixes");
    assert!(project.attachments.contains_key("content/solutions/img/a.png"));
    let with_drafts = ProjectBuilder::new()
        .file("content/solutions/d.md", "---\ndraft: true\n---\n# L\n")
        .drafts();
    assert_eq!(with_drafts.read().records.solutions.len(), 1);
}

#[test]
fn runbooks_without_front_matter_take_ids_from_their_paths() {
    let project = ProjectBuilder::new()
        .config(
            "[[solutions]]\npath = \"runbooks/**/*.md\"\n\
             default = { id = \"{stem}\", fault_codes = [\"{stem}\"], confidence = \"validated\" }\n",
        )
        .file("runbooks/a/CephDown.md", "# CephDown\n## Meaning\nx\n## Mitigation\ny\n")
        .file("runbooks/b/CephDown.md", "# CephDown\n")
        .file("runbooks/b/_index.md", "# Runbooks of b\n")
        .file("runbooks/README.md", "# Read me\n")
        .read();
    assert_eq!(codes(&project), [Code::IdDerivedCollision], "{:?}", project.diagnostics);
    let ids: Vec<_> = project.records.solutions.iter().map(|s| s.id.as_str()).collect();
    assert!(
        ids.contains(&"CephDown") && ids.contains(&"b--CephDown") && ids.contains(&"README"),
        "{ids:?}"
    );
    let first = project.records.solutions.iter().find(|s| s.id.as_str() == "CephDown").unwrap();
    assert_eq!(first.codes[0].as_str(), "CephDown");
    let kinds: Vec<_> = first.article.halves[0].sections.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [SectionKind::Cause, SectionKind::Resolution]);
}

#[test]
fn equal_ids_written_by_hand_stop_the_build() {
    let project = ProjectBuilder::new()
        .file("content/solutions/a.md", "---\nid: S-1\n---\n# A\n")
        .file("content/solutions/b.md", "---\nid: s-1\n---\n# B\n")
        .read();
    let found = findings(&project, Code::IdCollision);
    assert!(project.diagnostics.stops());
    assert!(found[0].message.contains("content/solutions/a.md"), "{}", found[0].message);
    assert_eq!(places(&project, Code::IdCollision), ["content/solutions/b.md:2"]);
}

#[test]
fn bad_front_matter_leaves_out_one_file_and_names_the_line() {
    let project = ProjectBuilder::new()
        .file("content/solutions/dup.md", "---\nid: A\nid: B\n---\n")
        .file("content/solutions/open.md", "---\nid: A\n")
        .file("content/solutions/tab.md", "---\na:\n\tb: 1\n---\n")
        .file("content/solutions/bom.md", "\u{feff}---\nid: GOOD\n---\n# Fine\n")
        .file("content/solutions/deep.md", &format!("{}x\n", "> ".repeat(200)))
        .file("content/solutions/long.md", &format!("![](data:{})\n", "A".repeat(2 << 20)))
        .file(
            "content/solutions/bad.md",
            "---\nid: OK\nduration_min: soon\nverified: 2026-02-30\n---\n# T\n",
        )
        .read();
    let ids: Vec<_> = project.records.solutions.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["OK", "GOOD"]);
    assert_eq!(places(&project, Code::FrontMatterDuplicate), ["content/solutions/dup.md:3:1"]);
    assert_eq!(places(&project, Code::FrontMatterUnclosed), ["content/solutions/open.md:1:1"]);
    assert_eq!(places(&project, Code::FrontMatterSyntax).len(), 1);
    assert_eq!(places(&project, Code::NestingTooDeep), ["content/solutions/deep.md:1"]);
    assert_eq!(places(&project, Code::FileTooLarge), ["content/solutions/long.md:1"]);
    assert_eq!(places(&project, Code::ValueNumber), ["content/solutions/bad.md:3:15"]);
    assert_eq!(places(&project, Code::ValueDate), ["content/solutions/bad.md:4:11"]);
}

#[test]
fn pages_commentaries_and_bilingual_articles() {
    let project = ProjectBuilder::new()
        .file("content/pages/about/us.md", "---\naudience: public\n---\n# About us\n")
        .file("content/reports/2026-10.md", "A quiet month.\n")
        .file("content/reports/notes.md", "x\n")
        .file(
            "content/solutions/two.md",
            "# Black screen\n## Solution\na\n---\n# 黑屏处理\n## 解决方法\nb\n",
        )
        .file("content/synonyms.csv", "黑屏,无显示,no display\nalone\n")
        .read();
    let page = &project.records.pages[0];
    assert_eq!((page.route.as_str(), page.audience), ("about/us", Readers::Public));
    assert!(project.records.commentaries.contains_key(&Month::parse("2026-10").unwrap().into()));
    assert_eq!(places(&project, Code::FileIgnored), ["content/reports/notes.md"]);
    let article = &project.records.solutions[0].article;
    assert_eq!(article.halves.len(), 2);
    assert_eq!(article.title_in(Lang::Zh), "黑屏处理");
    assert_eq!(project.records.synonyms, [["黑屏", "无显示", "no display"]]);
}

#[test]
fn ids_and_paths_that_lead_out_stop_the_build() {
    let project = ProjectBuilder::new()
        .config("[[logs]]\npath = \"../other/*.csv\"\n")
        .file("content/solutions/a.md", "---\nid: ../../etc/cron.d/x\n---\n# A\n")
        .file("content/faults/b.md", "---\ndevice: C:\\x\nreported_at: 2024-01-01\n---\n# B\n")
        .read();
    assert_eq!(findings(&project, Code::PathEscape).len(), 3, "{:?}", project.diagnostics);
    assert!(project.diagnostics.stops());
}

#[cfg(unix)]
#[test]
fn links_are_refused_and_litter_is_ignored() {
    let builder = ProjectBuilder::new()
        .file("content/solutions/a.md", "# A\n")
        .file("content/logs/~$log.csv", "x")
        .file("content/.DS_Store", "x")
        .file("content/logs/log.csv.tmp", "x");
    let content = builder.root().join("content");
    std::os::unix::fs::symlink("/etc/passwd", content.join("solutions/p.png")).unwrap();
    std::os::unix::fs::symlink("..", content.join("loop")).unwrap();
    let queue = content.join("logs/queue.csv");
    assert!(std::process::Command::new("mkfifo").arg(&queue).status().unwrap().success());
    let project = builder.read();
    assert_eq!(places(&project, Code::SymlinkRefused), ["content/loop", "content/solutions/p.png"]);
    assert_eq!(places(&project, Code::FileIgnored), ["content/logs/queue.csv"]);
    assert!(project.attachments.is_empty() && project.sources.is_empty());
}

#[test]
fn a_theme_is_read_file_by_file() {
    let project = ProjectBuilder::new()
        .config("[site]\ntheme = \"house\"\n")
        .file("content/solutions/a.md", "# A\n")
        .file("themes/house/templates/parts/head.html", "<b>")
        .file("themes/house/static/css/x.css", "b{}")
        .file("themes/house/i18n/en.toml", "a = \"b\"")
        .file("themes/house/theme.toml", "")
        .read();
    assert!(project.theme.templates.contains_key("parts/head.html"));
    assert!(
        project.theme.statics.contains_key("css/x.css") && project.theme.i18n.contains_key("en")
    );
    let gone = ProjectBuilder::new().config("[site]\ntheme = \"gone\"\n").read();
    assert_eq!(codes(&gone), [Code::NoInput, Code::ThemeFile]);
}

#[test]
fn an_empty_folder_says_so() {
    assert_eq!(codes(&ProjectBuilder::new().read()), [Code::NoInput]);
}
