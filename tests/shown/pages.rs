//! What stands on single pages of small projects: nothing an article warns of is
//! lost, and a customer whose deadlines are missed is named where one looks.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{page, project as site};
use serde_json::Value;

const BOTH: &str = "[site]\nlanguage = [\"zh-CN\", \"en\"]\n";

#[test]
fn the_warnings_of_both_languages_stand_on_the_page() {
    let article = "---\nid: SOL-1\ntitle: 换板 / Replace the board\n---\n# 换板\n\n## 处理步骤\n1. 换板。\n\n\
        ## 安全注意\n断电后电容五分钟内有电。\n\n# Replace the board\n\n## Resolution\n1. Replace it.\n\n\
        ## Safety\nThe capacitors hold 380 V for five minutes.\n";
    let folder = site(&[("faultbook.toml", BOTH), ("content/solutions/SOL-1.md", article)]);
    for language in ["", "en/"] {
        let html = page(folder.path(), &format!("{language}solutions/SOL-1/index.html"));
        for warning in ["断电后电容五分钟内有电", "The capacitors hold 380 V"] {
            assert_eq!(html.matches(warning).count(), 1, "{language}: {warning}");
        }
    }
}

#[test]
fn a_warning_that_only_the_other_language_has_is_boxed() {
    let article = "---\nid: SOL-1\ntitle: 换板 / Replace the board\n---\n# 换板\n\n## 处理步骤\n1. 换板。\n\n\
        # Replace the board\n\n## Safety\nThe capacitors hold 380 V.\n";
    let folder = site(&[("faultbook.toml", BOTH), ("content/solutions/SOL-1.md", article)]);
    let html = page(folder.path(), "solutions/SOL-1/index.html");
    let boxed = html.split("class=\"safety\"").nth(1).expect("a safety box");
    assert!(boxed.contains("The capacitors hold 380 V."), "{html}");
    assert_eq!(html.matches("The capacitors hold 380 V.").count(), 1);
}

#[test]
fn steps_of_the_fix_are_told_apart_in_each_language_and_no_word_is_lost() {
    let article = "---\nid: SOL-1\ntitle: 换板 / Replace the board\n---\n# 换板\n\n## 诊断步骤\n1. 测量。\n\n## 处理步骤\n\
        先断电。\n\n1. 拆。\n2. 装。\n\n## 验证\n亮。\n\n# Replace the board\n\n## Diagnosis\n1. Measure.\n\n## Resolution\n1. Out.\n2. In.\n\n\
        ## Safety\nWait five minutes.\n\n## Verification\nLit.\n";
    let folder = site(&[
        ("faultbook.toml", "[site]\nlanguage = [\"zh-CN\", \"en\"]\n"),
        ("content/solutions/SOL-1.md", article),
    ]);
    for language in ["", "en/"] {
        let html = page(folder.path(), &format!("{language}solutions/SOL-1/index.html"));
        let steps: Vec<&str> = html
            .split("<div class=\"fix\">")
            .skip(1)
            .filter_map(|s| s.split("</div>").next())
            .collect();
        assert_eq!(steps.len(), 2, "{html}");
        for steps in steps {
            assert_eq!(steps.matches("<li>").count(), 2, "{steps}");
            assert!(!steps.contains("Measure") && !steps.contains("测量"), "{steps}");
        }
        for word in ["测量。", "先断电。", "拆。", "亮。", "Measure.", "Out.", "Lit.", "Wait five"]
        {
            assert_eq!(html.matches(word).count(), 1, "{language} {word}");
        }
    }
}

/// Twelve jobs of each of two customers: all of the near one in time, of the far one two.
fn two_customers() -> tempfile::TempDir {
    let mut log = "ticket_id,device_id,reported_at,arrived_at,resolved_at,symptom\n".to_owned();
    for day in 1..=12 {
        let far = if day <= 2 { "09:30" } else { "16:00" };
        for (device, arrived) in [("N-1", "09:30"), ("F-1", far)] {
            log.push_str(&format!(
                "{device}-{day},{device},2026-03-{day:02} 08:00,2026-03-{day:02} {arrived},2026-03-{day:02} 18:00,stops\n"
            ));
        }
    }
    let config = "[site]\nlanguage = \"en\"\n[sla]\ndefault = \"device_contract\"\n[targets]\ntimeliness = \">= 95 %\"\n";
    site(&[
        ("faultbook.toml", config),
        ("content/customers.csv", "id,name\nC-N,Near Works\nC-F,Far Works\n"),
        (
            "content/devices.csv",
            "id,customer,accepted_on\nN-1,C-N,2025-01-01\nF-1,C-F,2025-01-01\n",
        ),
        ("content/logs/log.csv", &log),
    ])
}

#[test]
fn the_customer_whose_deadlines_are_missed_is_named_at_home() {
    let folder = two_customers();
    let home = page(folder.path(), "index.html");
    let block = home.split("On time too rarely").nth(1).expect("the block");
    let block = block.split("</section>").next().expect("its end");
    assert!(block.contains("Far Works") && block.contains("10 jobs late · 2/12"), "{block}");
    assert!(!block.contains("Near Works"), "{block}");
    let index = page(folder.path(), "customers/index.html");
    assert!(index.contains("16.7%") && index.contains("100.0%"), "{index}");
}

#[test]
fn missed_deadlines_stand_on_the_customers_page_with_their_delay() {
    let folder = two_customers();
    let far = page(folder.path(), "customers/C-F/index.html");
    let section = far.split("id=\"deadlines\"").nth(1).expect("the section");
    assert!(section.contains("F-1-12") && section.contains("2026-03-12 12:00"), "{section}");
    assert!(section.contains("4 h"), "from noon to four o'clock");
    let near = page(folder.path(), "customers/C-N/index.html");
    assert!(near.contains("id=\"deadlines\"") && !near.contains("Missed deadlines"));
    let data: serde_json::Value =
        serde_json::from_str(&page(folder.path(), "data/customers.json")).expect("json");
    let far = data.as_array().expect("a list").iter().find(|c| c["id"] == "C-F").expect("C-F");
    assert_eq!((&far["timeliness"]["n"], &far["timeliness"]["d"]), (&2.into(), &12.into()));
    let onsite = far["sla"].as_array().expect("clocks").iter().find(|c| c["clock"] == "onsite");
    assert_eq!(onsite.expect("the on-site clock")["breached_closed"], 10);
}

#[test]
fn a_report_tells_when_it_waited_and_when_it_was_signed() {
    let report = "---\nid: FR-1\ntitle: Stops\nreported_at: 2026-03-02 08:00\noccurred_at: 2026-03-02 07:10\n\
        arrived_at: 2026-03-02 10:00\nresolved_at: 2026-03-06 09:00\nsigned_off_at: 2026-03-06 09:40\nstatus: closed\n\
        pauses: [{from: 2026-03-02 11:00, to: 2026-03-06 08:00, reason: waiting_parts}]\n---\n## Symptom\nstops\n";
    let config = "[site]\nlanguage = \"en\"\n";
    let folder = site(&[("faultbook.toml", config), ("content/faults/FR-1.md", report)]);
    let html = page(folder.path(), "faults/FR-1/index.html");
    for words in ["occurred", "2026-03-02 07:10", "signed off", "2026-03-06 09:40"] {
        assert!(html.contains(words), "{words}");
    }
    let waited = html.split("id=\"pauses\"").nth(1).expect("the stretches of waiting");
    for words in ["2026-03-02 11:00", "2026-03-06 08:00", "waiting for parts"] {
        assert!(waited.contains(words), "{words}");
    }
    assert!(!html.contains("id=\"parts\""), "nothing was changed, and nobody is told to enter it");
}

#[test]
fn what_a_visit_found_and_a_customer_complained_of_can_be_read() {
    let folder = site(&[
        ("faultbook.toml", "[site]\nlanguage = \"en\"\nas_of = \"2026-03-31\"\n"),
        ("content/devices.csv", "id,customer,accepted_on\nP-1,C-1,2025-01-01\n"),
        (
            "content/visits.csv",
            "id,device,kind,due_from,due_to,done_on,findings,engineer\n\
             V-1,P-1,mid,2026-03-01,2026-03-31,2026-03-10,seal is weeping,Li Jun\n",
        ),
        (
            "content/complaints.csv",
            "id,ticket,device,customer,raised_at,type,text\n\
             CP-1,T-1,P-1,C-1,2026-03-12 09:00,delay,nobody called back\n",
        ),
        (
            "content/logs/log.csv",
            "ticket_id,device_id,reported_at,resolved_at,symptom\nT-1,P-1,2026-03-11 08:00,2026-03-11 18:00,leaks\n",
        ),
    ]);
    for path in ["visits/index.html", "devices/P-1/index.html"] {
        assert!(page(folder.path(), path).contains("seal is weeping · Li Jun"), "{path}");
    }
    let report = page(folder.path(), "reports/2026-03/index.html");
    for words in ["CP-1", "nobody called back", ">T-1<"] {
        assert!(report.contains(words), "{words}");
    }
}

#[test]
fn no_page_grows_without_end_where_one_device_has_ten_thousand_events_of_one_fault() {
    use std::fmt::Write;
    let mut log = "ticket_id,device_id,reported_at,resolved_at,symptom,fault_code\n".to_owned();
    for n in 0..12_000 {
        let day = 1 + n % 28;
        writeln!(log, "T{n},P-1,2026-03-{day:02} 08:00,2026-03-{day:02} 09:00,leaks,E1")
            .expect("text");
    }
    let folder =
        site(&[("faultbook.toml", "[site]\nlanguage = \"en\"\n"), ("content/logs/a.csv", &log)]);
    let walk = walkdir::WalkDir::new(folder.path()).into_iter().filter_map(Result::ok);
    for entry in walk.filter(|e| e.path().extension().is_some_and(|ending| ending == "html")) {
        let size = entry.metadata().expect("a file").len();
        assert!(size < 4 << 20, "{} has {size} bytes", entry.path().display());
    }
    let device = page(folder.path(), "devices/P-1/index.html");
    assert!(device.contains("11800 more; the data file holds all."), "chains are cut and told");
    let year = page(folder.path(), "devices/P-1/2026/index.html");
    assert!(year.contains("5000 of 1"), "a year is cut and told");
    assert_eq!(year.matches("id=\"e-").count(), 5000);
}

#[test]
fn search_engines_are_told_what_a_public_page_is_and_where_its_other_language_is() {
    let model = "id,name\nM-1,Press\n";
    let article = "---\nid: SOL-1\ntitle: 换板 / Replace the board\naudience: public\nmodels: [M-1]\n---\n# 换板\n\n## 处理步骤\n1. 换板。\n";
    let built = |address: &str| {
        let config =
            format!("{BOTH}title = \"档案 / File\"\n[audiences]\npublic = true\n{address}");
        site(&[
            ("faultbook.toml", &config),
            ("content/models.csv", model),
            ("content/solutions/SOL-1.md", article),
        ])
    };
    let read = |folder: &std::path::Path, path: &str| {
        std::fs::read_to_string(folder.join("output").join(path)).expect(path)
    };
    let known = built("public_base_url = \"https://help.example/f/\"\n");
    let html = read(known.path(), "public/models/M-1/index.html");
    let other = "<link rel=\"alternate\" hreflang=\"en\" href=\"https://help.example/f/en/models/M-1/index.html\">";
    assert!(html.contains(other), "{html}");
    let described = "<meta name=\"description\" content=\"M-1 Press · 型号 · 档案\">";
    assert!(html.contains(described), "{html}");
    let internal = read(known.path(), "internal/models/M-1/index.html");
    assert!(!internal.contains("name=\"description\""), "nobody lists it");
    // A relative way is none to them.
    let unknown = built("");
    let html = read(unknown.path(), "public/models/M-1/index.html");
    assert!(!html.contains("hreflang=") && html.contains("href=\"../../en/models/M-1/"), "{html}");
}

/// A photograph of so many pixels, noisy enough to be as large as one.
fn photograph(width: u16, height: u16) -> Vec<u8> {
    let mut state = 1_u32;
    let pixels: Vec<u8> = (0..u32::from(width) * u32::from(height) * 3)
        .map(|at| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (at / 40_000) as u8 ^ (state >> 28) as u8
        })
        .collect();
    let mut out = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut out, 90);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).expect("a picture");
    out
}

/// A report with a large picture, a linked one and a small one, for two customers.
fn pictured() -> tempfile::TempDir {
    let folder = site(&[
        ("faultbook.toml", "[site]\nlanguage = \"en\"\n\n[audiences]\ncustomers = true\n"),
        ("content/customers.csv", "id,name\nC-1,First\nC-2,Second\n"),
        ("content/devices.csv", "id,customer\nD-1,C-1\nD-2,C-2\n"),
        (
            "content/solutions/S-1.md",
            "---\nid: S-1\ntitle: Replace the board\naudience: customer\n---\n## Resolution\n\n\
             ![The board](board.jpg \"Where it sits\")\n\n[![The board](board.jpg)](https://example.org/)\n\n\
             ![](board.jpg)\n\n![A screw](screw.jpg)\n\n![Same](board--960w.jpg)\n\n![Same](board-960w)\n",
        ),
    ]);
    let photograph = photograph(2100, 1400);
    assert!(photograph.len() > 200_000);
    let content = folder.path().join("content/solutions");
    std::fs::write(content.join("board.jpg"), photograph).expect("written");
    // Files of the project that are called as those which are made, or nearly so.
    for name in ["board--960w.jpg", "board-960w"] {
        std::fs::write(content.join(name), self::photograph(70, 50)).expect("written");
    }
    std::fs::write(content.join("screw.jpg"), self::photograph(80, 60)).expect("written");
    folder
}

#[test]
fn a_large_picture_comes_in_the_pixels_of_the_screen_and_whole_by_a_tap() {
    let folder = pictured();
    let built = || {
        let output = built::run(folder.path(), &["build", "-q"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    };
    built();
    let html = page(folder.path(), "solutions/S-1/index.html");
    let files = "../../files/content/solutions";
    let shown = format!(
        "<img loading=\"lazy\" src=\"{files}/board--1600w.jpg\" width=\"2100\" height=\"1400\" \
         srcset=\"{files}/board--480w.jpg 480w,{files}/board--960w.jpg 960w,{files}/board--1600w.jpg 1600w\" \
         sizes=\"(max-width:48rem) 100vw,44rem\" alt=\"The board\">"
    );
    let tapped = format!("<a class=\"whole\" href=\"{files}/board.jpg\">{shown}</a>");
    assert!(html.contains(&format!("<figure>{tapped}<figcaption>Where it sits")), "{html}");
    assert_eq!(html.matches(&shown).count(), 2, "a link of the text's own leads where it says");
    assert_eq!(html.matches("aria-label=\"Picture in full size\"").count(), 1, "without words");
    let small = format!("src=\"{files}/screw.jpg\" width=\"80\" height=\"60\" alt=\"A screw\">");
    assert!(html.contains(&small), "{html}");
    // Of every width a file that a browser can show, on every site that shows the text.
    let below = |site: &str, name: &str| {
        folder.path().join("output").join(site).join("files/content/solutions").join(name)
    };
    let bytes = |site: &str, name: &str| std::fs::read(below(site, name)).expect(name);
    for site in ["internal", "customers/C-1", "customers/C-2"] {
        let mut least = bytes(site, "board.jpg").len();
        for width in [1600, 960, 480_u32] {
            let narrower = bytes(site, &format!("board--{width}w.jpg"));
            assert!(narrower.starts_with(&[0xFF, 0xD8]) && narrower.len() * 5 < least * 4);
            least = narrower.len();
        }
        assert!(!below(site, "screw--480w.jpg").exists());
    }
    let stored =
        || std::fs::read_dir(folder.path().join(".faultbook/pictures")).expect("it").count();
    assert_eq!(stored(), 3, "each made once, for all sites");
    // Made anew from the cache, and without it, they are the same.
    let before = bytes("customers/C-1", "board--960w.jpg");
    for forgotten in ["output", ".faultbook"] {
        std::fs::remove_dir_all(folder.path().join(forgotten)).expect("removed");
        built();
        assert_eq!(bytes("customers/C-1", "board--960w.jpg"), before, "without {forgotten}");
    }
    // Another picture of the same name is another one in every width.
    let path = folder.path().join("content/solutions/board.jpg");
    std::fs::write(path, photograph(1400, 2100)).expect("written");
    built();
    assert_ne!(bytes("customers/C-1", "board--960w.jpg"), before);
    assert!(!below("internal", "board--1600w.jpg").exists(), "it is too narrow for that");
}

#[test]
fn a_damaged_picture_is_told_once_and_not_for_every_width() {
    let folder = pictured();
    let path = folder.path().join("content/solutions/board.jpg");
    let mut bytes = std::fs::read(&path).expect("it");
    bytes.truncate(bytes.len() / 2);
    std::fs::write(path, bytes).expect("written");
    let output = built::run(folder.path(), &["build", "-q"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(words.matches("FB0623").count(), 3, "once a site: {words}");
    assert!(!words.contains("480w"), "{words}");
}

#[test]
fn the_report_of_a_past_month_knows_nothing_of_later_uses_of_its_articles() {
    let folder = site(&[
        ("faultbook.toml", "[site]\nlanguage = \"en\"\nas_of = \"2025-06-30\"\n"),
        ("content/devices.csv", "id,accepted_on\nD-1,2025-01-01\n"),
        (
            "content/logs/log.csv",
            "ticket_id,device_id,reported_at,resolved_at,code,solution_id\n\
             T-1,D-1,2025-03-04 08:00,2025-03-04 12:00,E-1,S-1\n\
             T-2,D-1,2025-05-17 08:00,2025-05-17 12:00,E-1,S-1\n",
        ),
        (
            "content/solutions/S-1.md",
            "---\nid: S-1\ntitle: Replace the board\nfault_codes: [E-1]\ncreated: 2025-03-10\nverified: 2025-06-02\n---\n",
        ),
    ]);
    let html = page(folder.path(), "reports/2025-03/index.html");
    let articles = html
        .split("<caption class=\"vh\">New and revised solutions")
        .nth(1)
        .expect("a table of articles");
    let articles = articles.split("</table>").next().unwrap_or_default();
    assert!(articles.contains("S-1") && articles.contains("2025-03-10"), "{articles}");
    assert!(!articles.contains("2025-05-17") && !articles.contains("2025-06-02"), "{articles}");
    let june = page(folder.path(), "reports/2025-06/index.html");
    assert!(june.contains("2025-06-02"), "checked in June");
}

#[test]
fn a_device_that_is_overdue_or_out_of_warranty_says_so() {
    let folder = site(&[
        ("faultbook.toml", "[site]\nlanguage = \"en\"\nas_of = \"2025-06-30\"\n"),
        ("content/models.csv", "id,warranty_months\nM-1,4\nM-2,24\n"),
        (
            "content/devices.csv",
            "id,model,accepted_on,next_maintenance_on\nD-1,M-1,2025-01-01,2025-06-01\nD-2,M-2,2025-01-01,2025-06-30\n",
        ),
    ]);
    let late = page(folder.path(), "devices/D-1/index.html");
    assert!(late.contains("2025-05-01 (ended)"), "{late}");
    assert!(late.contains("2025-06-01 <") && late.contains("29 days overdue"), "{late}");
    let fine = page(folder.path(), "devices/D-2/index.html");
    assert!(!fine.contains("ended)") && !fine.contains("days overdue"), "{fine}");
}

#[test]
fn home_says_what_is_overdue_and_leads_there() {
    let log = |reported: &str| {
        format!(
            "ticket_id,device_id,customer,reported_at,resolved_at,status\nT-1,D-1,C-1,{reported},,open\n"
        )
    };
    let built = |reported: &str| {
        site(&[
            (
                "faultbook.toml",
                "[site]\nlanguage = \"en\"\nas_of = \"2025-06-30\"\n\n[audiences]\ncustomers = true\n",
            ),
            ("content/customers.csv", "id,name\nC-1,First\n"),
            ("content/devices.csv", "id,customer,accepted_on\nD-1,C-1,2025-01-01\n"),
            ("content/logs/log.csv", log(reported).as_str()),
        ])
    };
    let late = built("2025-06-01 08:00");
    let told = "<dt>Jobs to escalate</dt><dd><a class=\"hot\" href=\"due/index.html#escalate\"><b>1</b></a>";
    assert!(page(late.path(), "index.html").contains(told));
    let customers = late.path().join("output/customers/C-1/index.html");
    let theirs = std::fs::read_to_string(customers).expect("a page");
    assert!(!theirs.contains("to escalate") && !theirs.contains("due/index.html"), "{theirs}");
    let fresh = built("2025-06-29 08:00");
    assert!(!page(fresh.path(), "index.html").contains("to escalate"));
}

#[test]
fn maintenance_that_is_not_over_was_not_done() {
    let folder = site(&[
        ("faultbook.toml", "[site]\nas_of = \"2026-10-01\"\n"),
        ("content/models.csv", "id,maintenance_interval\nM,90d\n"),
        ("content/devices.csv", "id,model,accepted_on\nD-1,M,2026-01-05\n"),
        (
            "content/logs/a.csv",
            "ticket,device,reported_at,resolved_at,service_type,status\n\
             T-1,D-1,2026-03-01 08:00,2026-03-01 10:00,maintenance,closed\n\
             T-2,D-1,2026-09-01 08:00,,maintenance,open\n",
        ),
    ]);
    let visits: Value = serde_json::from_str(&page(folder.path(), "data/visits.json")).unwrap();
    let state = |v: &Value| (v["due_to"].as_str().map(str::to_owned), v["state"].clone());
    let all: Vec<_> = visits["visits"].as_array().unwrap().iter().map(state).collect();
    assert!(all.contains(&(Some("2026-05-30".to_owned()), "overdue".into())), "{visits}");
    let device = page(folder.path(), "devices/D-1/index.html");
    assert!(device.contains("2026-05-30") && !device.contains("2026-11-30"), "{device}");
}

/// Four uses of a fix that each came back after 151 days, and a job without a fault.
fn late_returns() -> tempfile::TempDir {
    let mut log = "ticket,device,code,reported_at,resolved_at,service_type,status,cause_category,solution,cause,notes,colour\n".to_owned();
    for device in 1..=4 {
        for (n, from) in ["2025-01-10", "2025-06-10"].into_iter().enumerate() {
            log.push_str(&format!(
                "T-{device}-{n},D-{device},E-1,{from} 08:00,{from} 10:00,repair,closed,wear,{},jaguar,hippo,tornado\n",
                if n == 0 { "SOL-1" } else { "" }
            ));
        }
    }
    log.push_str("T-9,D-1,E-1,2025-08-01 08:00,2025-08-01 09:00,repair,closed,nff,SOL-1,,,\n");
    site(&[
        ("faultbook.toml", "[site]\nlanguage = \"en\"\nas_of = \"2026-10-01\"\n"),
        (
            "content/devices.csv",
            "id,accepted_on\nD-1,2025-01-05\nD-2,2025-01-05\nD-3,2025-01-05\nD-4,2025-01-05\n",
        ),
        (
            "content/solutions/SOL-1.md",
            "---\nid: SOL-1\ntitle: Clean it\nfault_codes: [E-1]\n---\n# Clean it\nClean.\n",
        ),
        ("content/logs/a.csv", &log),
    ])
}

#[test]
fn what_came_back_after_90_days_held_90_days() {
    let folder = late_returns();
    for path in ["solutions/index.html", "codes/E-1/index.html", "solutions/SOL-1/index.html"] {
        let html = page(folder.path(), path);
        assert!(!html.contains("4 of 4 came back"), "{path}");
    }
}

#[test]
fn uses_are_counted_alike_on_every_page() {
    let folder = late_returns();
    let all: Value = serde_json::from_str(&page(folder.path(), "data/solutions.json")).unwrap();
    assert_eq!(all[0]["uses"], 4);
    let list = page(folder.path(), "solutions/index.html");
    assert!(list.contains(">4<") && !list.contains(">5<"), "{list}");
    let own = page(folder.path(), "solutions/SOL-1/index.html");
    assert!(own.contains("5 records name it; 4 of them are repairs that ended"), "{own}");
}

#[test]
fn why_a_device_failed_and_what_was_noted_stands_in_its_history() {
    let folder = late_returns();
    let device = page(folder.path(), "devices/D-1/index.html");
    for word in ["jaguar", "hippo", "colour: tornado"] {
        assert!(device.contains(word), "{word}: {device}");
    }
    assert!(page(folder.path(), "faults/2025-01/index.html").contains("jaguar"));
}

#[test]
fn an_article_that_a_later_one_replaces_says_so_and_leads_there() {
    let article = |id: &str, more: &str| {
        format!(
            "---\nid: {id}\ntitle: 换板 {id} / Board {id}\nconfidence: validated\nfault_codes: [E1]\n{more}---\n# 换板\n\n## 处理步骤\n1. 换。\n"
        )
    };
    let folder = site(&[
        ("faultbook.toml", BOTH),
        ("content/solutions/SOL-1.md", &article("SOL-1", "supersedes: SOL-1\n")),
        ("content/solutions/SOL-2.md", &article("SOL-2", "supersedes: sol-1\n")),
    ]);
    for (language, by, instead, state) in [
        ("", "已被取代，请看", "取代", "已被取代"),
        ("en/", "Superseded by", "Supersedes", "superseded"),
    ] {
        let html = |id: &str| page(folder.path(), &format!("{language}solutions/{id}/index.html"));
        let (old, new) = (html("SOL-1"), html("SOL-2"));
        let leads = |html: &str, label: &str, to: &str| {
            let cell = html.split(&format!(">{label}<")).nth(1).unwrap_or_default();
            cell.split("</dd>")
                .next()
                .is_some_and(|cell| cell.contains(&format!("{to}/index.html")))
        };
        assert!(leads(&old, by, "SOL-2"), "{old}");
        assert!(old.contains(&format!("{state}</")), "{old}");
        assert!(leads(&new, instead, "SOL-1"), "{new}");
        assert!(!new.contains(&format!("{state}</")) && !new.contains(by), "{new}");
        // It does not replace itself, whatever it says.
        assert!(!leads(&old, instead, "SOL-1"), "{old}");
        for list in ["solutions/index.html", "codes/E1/index.html"] {
            let html = page(folder.path(), &format!("{language}{list}"));
            assert_eq!(html.matches(&format!("{state}</")).count(), 1, "{list}: {html}");
        }
    }
    let solutions: Value =
        serde_json::from_str(&page(folder.path(), "data/solutions.json")).expect("JSON");
    let [old, new] = [&solutions[0], &solutions[1]];
    assert_eq!((&old["superseded_by"][0], &new["supersedes"]), (&"SOL-2".into(), &"SOL-1".into()));
}
