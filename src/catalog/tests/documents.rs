//! Where links of documents lead.

use super::support::{Build, found};
use crate::catalog::{Catalog, LinkTarget, PageRef};
use crate::diag::Code;
use crate::model::words::Readers;

const HERE: &str = "content/solutions/display/SOL-1.md";

fn linked(body: &str) -> Catalog {
    Build::new()
        .solution("SOL-1", HERE, body, Readers::Internal)
        .solution(
            "SOL-0042",
            "content/solutions/电源/黑屏 检查.md",
            "## Cause / 故障原因\n",
            Readers::Internal,
        )
        .device("D 1", |_| {})
        .attachment("content/solutions/display/photo.jpg")
        .attachment("content/solutions/display/page.html")
        .attachment("content/manuals/m.pdf")
        .link()
}

fn target(address: &str) -> (LinkTarget, Vec<Code>) {
    let image = address.starts_with('!');
    let dest = address.trim_start_matches('!');
    let body = format!("# Safety\n\n{}[x](<{dest}>)\n", if image { "!" } else { "" });
    let catalog = linked(&body);
    let links = catalog.documents.of(HERE);
    assert_eq!(links.len(), 1, "{address}");
    assert_eq!(links[0].image, image);
    let codes = catalog.diagnostics.iter().map(|d| d.code);
    let of_links = codes.filter(|code| (610..=615).contains(&code.number()));
    (links[0].target.clone(), of_links.collect())
}

fn page(solution: &str, anchor: Option<&str>) -> LinkTarget {
    let catalog = linked("");
    let ix = catalog.index.find_solution(solution).expect("a solution");
    LinkTarget::Page(PageRef::Solution(ix), anchor.map(str::to_owned))
}

#[test]
fn a_page_is_found_by_relative_absolute_and_encoded_path_by_id_and_by_address() {
    for address in [
        "../电源/黑屏 检查.md",
        "../%E7%94%B5%E6%BA%90/%E9%BB%91%E5%B1%8F%20%E6%A3%80%E6%9F%A5.md",
        "/solutions/电源/黑屏 检查.md",
        "/content/solutions/电源/黑屏 检查.md",
        "solutions/电源/黑屏 检查.md",
        "..\\电源\\黑屏 检查.md",
        "SOL-0042",
        "sol-0042",
        "https://github.com/o/r/blob/main/电源/黑屏 检查.md",
    ] {
        assert_eq!(target(address), (page("SOL-0042", None), vec![]), "{address}");
    }
}

#[test]
fn anchors_are_those_of_the_headings() {
    let cause = Some("h-cause--故障原因");
    assert_eq!(target("SOL-0042#cause--故障原因"), (page("SOL-0042", cause), vec![]));
    for half in ["cause", "故障原因"] {
        assert_eq!(target(&format!("SOL-0042#{half}")), (page("SOL-0042", cause), vec![]));
    }
    assert_eq!(target("#Safety"), (LinkTarget::Anchor("h-safety".to_owned()), vec![]));
    assert_eq!(target("#nowhere"), (LinkTarget::Missing, vec![Code::AnchorMissing]));
    assert_eq!(target("SOL-0042#nowhere"), (page("SOL-0042", None), vec![Code::AnchorMissing]));
}

#[test]
fn files_are_attached_unless_they_could_run() {
    let file = |path: &str| LinkTarget::Attachment(path.into());
    assert_eq!(target("!photo.jpg"), (file("content/solutions/display/photo.jpg"), vec![]));
    assert_eq!(target("../../manuals/m.pdf"), (file("content/manuals/m.pdf"), vec![]));
    assert_eq!(target("page.html"), (LinkTarget::Refused, vec![Code::AttachmentRefused]));
    assert_eq!(target("!none.png"), (LinkTarget::Missing, vec![Code::AttachmentMissing]));
    assert_eq!(target("none.md"), (LinkTarget::Missing, vec![Code::LinkMissing]));
}

#[test]
fn other_hosts_are_linked_but_their_images_not_shown() {
    for address in ["https://example.org/a.md", "mailto:a@b.example", "tel:+86-21-1"] {
        assert_eq!(target(address), (LinkTarget::External(address.to_owned()), vec![]));
    }
    assert_eq!(target("!https://evil/p.png"), (LinkTarget::Refused, vec![Code::ImageRemote]));
}

#[test]
fn script_files_and_network_shares_are_refused() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt&colon;alert(1)",
        "java&Tab;script:alert(1)",
        "data:text/html,x",
        "!data:image/svg+xml,x",
        "vbscript:x",
        "file:///etc/passwd",
        "C:\\\\x",
        "//evil.example/x",
        "/\\\\evil.example/x",
        "\\\\\\\\server\\\\share",
        "../../../../../etc/passwd",
    ] {
        let (target, codes) = target(address);
        assert_eq!(target, LinkTarget::Refused, "{address}");
        assert_eq!(codes, [Code::LinkRefused], "{address}");
    }
}

#[test]
fn a_finding_names_line_and_column_and_shows_the_line() {
    let catalog = linked("第一行\n见[说明](没有.md)和[y](z.md)\n");
    let missing = found(&catalog, Code::LinkMissing);
    assert!(missing[0].starts_with(&format!("{HERE}:6:2: ")), "{missing:?}");
    assert!(missing[1].starts_with(&format!("{HERE}:6:14: ")), "{missing:?}");
    let finding = catalog.diagnostics.iter().find(|d| d.code == Code::LinkMissing);
    let excerpt = finding.and_then(|d| d.excerpt.as_ref()).expect("a line");
    assert_eq!((excerpt.from, excerpt.to), (1, 12));
    assert_eq!(excerpt.text, "见[说明](没有.md)和[y](z.md)");
}

#[test]
fn a_text_that_the_parser_gives_up_on_is_told_and_stops_no_other() {
    let catalog = linked("\u{c}\n:<\n{}\n -\n");
    let links = catalog.documents.of(HERE);
    assert!(links.is_empty());
    assert_eq!(catalog.records.solutions.len(), 2);
}

#[test]
fn a_reference_leads_to_the_record_of_its_id_whatever_its_kind() {
    let catalog = Build::new()
        .solution(
            "SOL-1",
            HERE,
            "[[D 1]] [[sol-0042#Cause|w]] [[设备：D 1]] [[Pump #3]]\n",
            Readers::Internal,
        )
        .solution("SOL-0042", "content/solutions/a.md", "## Cause\n", Readers::Internal)
        .device("D 1", |_| {})
        .device("Pump #3", |_| {})
        .link();
    let index = &catalog.index;
    let device = |id: &str| PageRef::Device(index.find_device(id).expect("a device"));
    let solution = PageRef::Solution(index.find_solution("SOL-0042").expect("a solution"));
    let targets: Vec<_> = catalog.documents.of(HERE).iter().map(|l| l.target.clone()).collect();
    let want = [
        LinkTarget::Page(device("D 1"), None),
        LinkTarget::Page(solution, Some("h-cause".to_owned())),
        LinkTarget::Page(device("D 1"), None),
        LinkTarget::Page(device("Pump #3"), None),
    ];
    assert_eq!(targets, want);
    assert_eq!(found(&catalog, Code::LinkMissing), Vec::<String>::new());
}

#[test]
fn a_dead_reference_is_told_with_line_column_and_the_nearest_id() {
    let catalog = linked("第一行\n见[[SOL-0043]]。`[[no]]`\n");
    let told = found(&catalog, Code::LinkMissing);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with(&format!("{HERE}:6:2: the reference `[[SOL-0043]]` leads to no")));
    let finding = catalog.diagnostics.iter().find(|d| d.code == Code::LinkMissing);
    let hint = finding.and_then(|d| d.hint.clone()).expect("a hint");
    assert!(hint.contains("write [[SOL-0042]]"), "{hint}");
    assert_eq!(catalog.documents.of(HERE)[0].target, LinkTarget::Missing);
}

#[test]
fn an_id_of_two_records_leads_to_neither_until_it_says_which() {
    let body = "[[E-104]] [[device:E-104]] [[code:E-104|c]]\n";
    let catalog = Build::new()
        .solution("SOL-1", HERE, body, Readers::Internal)
        .device("E-104", |_| {})
        .code("E-104", "")
        .link();
    let targets: Vec<_> = catalog.documents.of(HERE).iter().map(|l| &l.target).collect();
    assert_eq!(targets[0], &LinkTarget::Missing);
    assert!(matches!(targets[1], LinkTarget::Page(PageRef::Device(_), None)));
    assert!(matches!(targets[2], LinkTarget::Page(PageRef::Code(_), None)));
    let told = found(&catalog, Code::ReferenceAmbiguous);
    assert!(told[0].contains("may mean the device or the code of that id"), "{told:?}");
    let finding = catalog.diagnostics.iter().find(|d| d.code == Code::ReferenceAmbiguous);
    let hint = finding.and_then(|d| d.hint.clone()).expect("a hint");
    assert_eq!(hint, "say which: [[device:E-104]] or [[code:E-104]]");
}

#[test]
fn a_mark_of_a_warning_that_is_not_known_is_told() {
    let catalog = linked("> [!WARNNG]\n> x\n\n> [!警告]\n> x\n");
    let told = found(&catalog, Code::AdmonitionUnknown);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with(&format!("{HERE}:5:1: `[!WARNNG]`")), "{told:?}");
}
