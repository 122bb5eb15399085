//! Cases 66 to 83: formulas, HTML, Markdown. That nothing of it runs is shown in a browser
//! (`tests/hostile`); here stands what each gets and where it is told.

use crate::site::{ARTICLE, Site, article};
use crate::support::ProjectBuilder;
use std::time::{Duration, Instant};

#[test]
fn case_66_no_cell_of_any_exported_table_is_a_formula() {
    let cells =
        ["=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(1)", " =1", "\u{A0}=1", "＝1", "a\n=1", "\t=1"];
    let rows: Vec<String> = cells
        .iter()
        .enumerate()
        .map(|(n, cell)| format!("F{n},A-1,2024-03-06,\"{cell}\",-12.5\n"))
        .collect();
    let rows = rows.concat();
    let log = format!("工单号,设备编号,报修时间,故障现象,amount\n{rows}");
    let site = Site::of(ProjectBuilder::new().file("content/logs/f.csv", &log));
    let csv = site.text("data/faults/2024-03.csv");
    for cell in cells.iter().map(|cell| cell.trim_end()) {
        let shown = cell.trim_start_matches(['\t', ' ', '\u{A0}']);
        assert!(!csv.contains(&format!("\"{shown}")), "{cell:?} begins a cell of\n{csv}");
        assert!(csv.contains(shown), "{cell:?} is lost in\n{csv}");
    }
    assert!(csv.contains(",-12.5"), "a real number stays one:\n{csv}");
}

#[test]
fn case_67_markup_in_any_cell_or_title_is_text_on_every_surface() {
    let markup = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let log = format!("工单号,设备编号,报修时间,故障现象\nT9,{markup},2024-03-05,{markup}\n");
    let site = Site::of(
        ProjectBuilder::new()
            .config(&format!("[site]\ntitle = \"{markup}\"\nbase_url = \"https://a.example/\"\n"))
            .file("content/logs/m.csv", &log)
            .file("content/solutions/<img src=x onerror=alert(1)>.md", &format!("# {markup}\n")),
    );
    let surfaces = site.files();
    assert!(surfaces.len() > 40, "{}", surfaces.len());
    for path in surfaces {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let harmless = path.extension().is_some_and(|e| e == "csv" || e == "ics" || e == "js");
        if harmless {
            continue;
        }
        for bad in ["<script>alert", "<img src=x"] {
            assert!(!text.contains(bad), "{} holds {bad}", path.display());
        }
    }
}

#[test]
fn case_68_to_70_addresses_that_run_or_lead_elsewhere_have_no_link_and_are_told_with_their_line() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt&colon;alert(1)",
        "java&Tab;script:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "\\\\\\\\server\\\\share",
    ] {
        let site = Site::of(article(&format!("# A\n\n[x]({address})\n")));
        let page = site.text(ARTICLE);
        let body = page.split("class=\"crumb\"").nth(1).unwrap_or(&page);
        assert!(body.contains("<span class=\"nolink\">x</span>"), "{address}:\n{page}");
        let told = site.lines("FB0612");
        assert!(told.len() == 1 && told[0].contains("s.md:6:1"), "{address}: {}", site.told);
        assert_eq!(site.exit, 0, "{address}");
    }
}

#[test]
fn case_69_a_picture_of_another_host_is_not_loaded() {
    let body = "# A\n\n<img src=https://evil.example/p.png>\n\n![p](https://evil.example/q.png)\n\n<a href=//evil.example>x</a>\n";
    let site = Site::of(article(body));
    assert!(!site.text(ARTICLE).contains("evil"), "{}", site.text(ARTICLE));
    assert!(site.lines("FB0613")[0].contains("s.md:8:1"), "{}", site.told);
}

#[test]
fn case_71_and_72_data_files_cannot_be_left() {
    let title = "a</script><script>]]>&\u{2028}";
    let site = Site::of(
        ProjectBuilder::new()
            .config("[site]\nbase_url = \"https://a.example/\"\n")
            .file("content/solutions/s.md", &format!("---\nid: S-1\ntitle: '{title}'\n---\nx\n")),
    );
    let json = site.text("data/solutions.json");
    assert!(!json.contains('<') && !json.contains('\u{2028}'), "{json}");
    let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(parsed.to_string().contains("</script><script>]]>&"), "{json}");
    for xml in ["feed.xml", "sitemap.xml"] {
        let text = site.text(xml);
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            use quick_xml::events::Event;
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    assert_ne!(tag.local_name().as_ref(), "script", "{xml}: {text}");
                }
                Ok(_) => {}
                Err(error) => panic!("{xml}: {error}\n{text}"),
            }
        }
    }
}

#[test]
fn case_73_to_76_templates_stay_text_and_only_plain_structure_of_html_stays() {
    let body = "# A\n\n{{ 7*7 }} {% include \"/etc/passwd\" %} ${x} {{< shortcode >}}\n\n\
        <div id=\"cookie\" name=\"location\" class=\"admin-banner\" style=\"position:fixed\">kept</div>\n\n\
        <svg><a><set attributeName=href to=javascript:alert(1)></svg>\n\n<math><mi>x</math>\n";
    let page = Site::of(article(body)).text(ARTICLE);
    for words in ["{{ 7*7 }}", "{% include &quot;/etc/passwd&quot; %}", "${x}", "kept"] {
        assert!(page.contains(words), "{words} is lost in\n{page}");
    }
    let body = page.split("</header>").nth(1).unwrap();
    for bad in ["cookie", "admin-banner", "position:fixed", "attributeName", "<math", "root:x"] {
        assert!(!body.contains(bad), "{bad} stands in\n{body}");
    }
}

#[test]
fn case_77_what_trips_the_parser_costs_one_page_at_most() {
    let started = Instant::now();
    let project = article("# A\n\n\u{C}\n:<\n{}\n -\n")
        .file("content/solutions/t.md", "---\nid: S-2\n---\n# B\n\n[x](nowhere.md)\n");
    let site = Site::of(project);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(site.exit <= 1, "{}", site.told);
    assert!(site.text("solutions/S-2/index.html").contains('B'));
    assert_eq!(site.lines("FB0610").len(), 1, "{}", site.told);
}

#[test]
fn case_78_nesting_is_refused_with_its_line_before_anything_is_rendered() {
    for deep in ["> ".repeat(20_000), format!("<div>{}", "<b>".repeat(100_000))] {
        let started = Instant::now();
        let site = Site::of(article(&format!("# A\n\n{deep}\n")));
        let told = site.lines("FB0617");
        assert!(told.iter().any(|line| line.contains("s.md:6")), "{}", site.told);
        assert_eq!(site.exit, 1);
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
        assert!(!site.root().join("output/internal").join(ARTICLE).exists());
    }
}

#[test]
fn case_78_a_text_that_would_make_a_page_without_end_is_cut_and_told_with_its_line() {
    const MOST: usize = 40 << 20;
    let large = (8 << 20) - 20_000;
    for (what, piece) in [
        ("cells of a letter", "|a|b\n"),
        ("references", "[[S-1]] \n\n"),
        ("tasks", "- [ ] a\n"),
        ("notes", "> [!NOTE]\n> a\n\n"),
        ("headings", "# a\n"),
        ("quotes", "\"\"\"\"\"\"\"\"\n\n"),
        ("controls", "\u{1}\u{1}\u{1}\u{1}\n\n"),
    ] {
        let head = if piece.starts_with('|') { "|a|b\n|-|-\n" } else { "" };
        let started = Instant::now();
        let body = format!("# A\n\nThe beginning.\n\n{head}{}", piece.repeat(large / piece.len()));
        let title = format!("---\ntitle: \"{}\"\n", "&".repeat(10_000));
        let project = article(&body);
        let text = std::fs::read_to_string(project.root().join("content/solutions/s.md")).unwrap();
        let site =
            Site::of(project.file("content/solutions/s.md", &text.replacen("---\n", &title, 1)));
        assert_eq!(site.exit, 1, "{what}: {}", site.told);
        let told = site.lines("FB0627");
        assert!(told.len() == 1 && told[0].contains("s.md:"), "{what}: {}", site.told);
        let page = site.text(ARTICLE);
        let says = ["too large to be shown", "过大"].iter().any(|words| page.contains(words));
        assert!(page.contains("The beginning.") && says, "{what}");
        assert!(page.len() < MOST, "{what}: {} bytes", page.len());
        assert!(started.elapsed() < Duration::from_mins(1), "{what}: {:?}", started.elapsed());
    }
    let whole = Site::of(article(&format!("# A\n\n{}", "word ".repeat(200_000))));
    assert!(whole.exit == 0 && whole.lines("FB0627").is_empty(), "{}", whole.told);
}

#[test]
fn case_79_front_matter_that_cannot_be_read_costs_its_file_and_names_the_line() {
    let bomb: Vec<String> =
        (1..30).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
    let bomb = bomb.concat();
    for (text, code, place) in [
        ("---\nid: S-1\n# A\n".to_owned(), "FB0602", "s.md"),
        ("---\nid: S-1\nid: S-2\n---\n# A\n".to_owned(), "FB0603", "s.md:3"),
        ("---\nid: S-1\n\ttags: x\n---\n# A\n".to_owned(), "FB0601", "s.md:3"),
        (format!("---\na0: &a0 [x]\n{bomb}---\n# A\n"), "FB0601", "s.md"),
        (format!("---\na: {}\n---\n# A\n", "x".repeat(1 << 20)), "FB0208", "s.md"),
    ] {
        let site = Site::of(ProjectBuilder::new().file("content/solutions/s.md", &text));
        let told = site.lines(code);
        assert!(told.iter().any(|line| line.contains(place)), "{code} {place}: {}", site.told);
        assert_eq!(site.exit, 1, "{code}");
    }
    let site = Site::of(
        ProjectBuilder::new().file("content/solutions/s.md", "\u{FEFF}---\nid: S-1\n---\n# A\n"),
    );
    assert!(site.exit == 0 && site.text(ARTICLE).contains("S-1"), "{}", site.told);
}

#[test]
fn case_80_a_link_to_nothing_keeps_its_text_and_is_listed() {
    let site = Site::of(article("# A\n\n[the other](other.md)\n"));
    assert!(site.text(ARTICLE).contains("<span class=\"nolink\">the other</span>"));
    assert!(site.lines("FB0610")[0].contains("s.md:6:1"), "{}", site.told);
    assert!(site.text("data-quality/index.html").contains("other.md"));
}

#[test]
fn case_81_a_comment_reaches_no_file() {
    let site = Site::of(article("# A\n\n<!-- 客户很难缠 -->\n\ntext <!-- 很难缠 --> more\n"));
    for path in site.files() {
        let bytes = std::fs::read(&path).unwrap();
        assert!(memchr::memmem::find(&bytes, "难缠".as_bytes()).is_none(), "{}", path.display());
    }
}

#[test]
fn case_82_a_picture_inside_a_line_is_refused_by_its_size() {
    let site =
        Site::of(article(&format!("# A\n\n![p](data:image/png;base64,{})\n", "A".repeat(5 << 20))));
    assert_eq!(site.exit, 1);
    assert!(site.told.contains("s.md:6") && site.told.contains("1 MB"), "{}", site.told);
}

#[test]
fn case_83_odd_characters_are_shown_or_replaced() {
    let site = Site::of(article("# A\n\n🧑‍🔧 &#xD800; &#0; &#x110000; \u{202E}abc\n"));
    let page = site.text(ARTICLE);
    assert!(page.contains("🧑‍🔧 \u{FFFD} \u{FFFD} \u{FFFD} [U+202E]abc"), "{page}");
}
