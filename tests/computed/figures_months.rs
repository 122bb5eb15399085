//! Figures over the months on the pages of a small project: a month beside others, and
//! the small multiples. What is expected was worked out by hand from the rows that each
//! test writes.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{CONFIG, data, figure, page, project, rows, six_devices};
use std::fmt::Write as _;

const FAULTS: &str = "ticket_id,device_id,reported_at,resolved_at,fault_code\n";

/// Faults at eight in the morning of so many days of a month.
fn on_days(month: &str, days: impl Iterator<Item = u32>) -> String {
    let mut log = String::new();
    for (at, day) in days.enumerate() {
        let when = format!("{month}-{:02} 08:00", 1 + (day - 1) % 28);
        let _ = writeln!(log, "Y{month}-{at},D-{:02},{when},{when},E-1", at % 6 + 1);
    }
    log
}

#[test]
fn a_month_stands_beside_the_same_month_of_the_year_before() {
    let config = CONFIG.replace("2025-12-31", "2026-03-15");
    let covers = "\n[[logs]]\npath = \"content/logs/*.csv\"\ncovers_from = \"2025-01-01\"\n";
    let log = [
        FAULTS.to_owned(),
        on_days("2025-01", 1..=2),
        on_days("2025-02", 1..=1),
        // Four by the fifteenth, three after it.
        on_days("2025-03", [1, 5, 9, 13, 20, 22, 24].into_iter()),
        on_days("2026-01", 1..=20),
        on_days("2026-02", 1..=1),
        on_days("2026-03", 2..=10),
    ];
    let folder = six_devices(&format!("{config}{covers}"), &log.concat());
    let read = |month: &str| page(folder.path(), &format!("reports/{month}/index.html"));
    let march = read("2026-03");
    let running = figure(&march, "More or fewer faults in March 2026 than before?");
    assert!(running.contains("9 faults against 4 in March 2025. Not distinguishable from chance:"));
    assert!(running.contains("2.25 times the rate (95% 0.628–10.00, p = 0.27)."), "{running}");
    assert!(running.contains("Still in progress: of both, the first 15 days are counted."));
    let row = &rows(running)[1];
    assert_eq!(row[..4], ["March 2025", "9", "4", "+125.0%"]);
    assert_eq!((row[6].as_str(), row[7].as_str()), ("2.25 0.628–10.00", "0.27"));
    let january = read("2026-01");
    let rose = figure(&january, "More or fewer faults in January 2026 than before?");
    assert!(
        rose.contains("20 faults against 2 in January 2025. More than chance: 10.0 times"),
        "{rose}"
    );
    assert!(rose.contains("class=\"ph\"") && !rose.contains("in progress"), "{rose}");
    let february = read("2026-02");
    let few = figure(&february, "More or fewer faults in February 2026 than before?");
    assert!(few.contains("1 fault against 1 in February 2025. Too few for a comparison (2/5)."));
    let june = read("2025-06");
    let none = figure(&june, "More or fewer faults in June 2025 than before?");
    assert!(none.contains("June 2024 does not lie wholly inside the observation."), "{none}");
    let json = data(folder.path(), "reports/2026-03.json");
    let year = &json["vs_year"];
    assert_eq!((&year["against"], &year["up_to_day"]), (&"2025-03".into(), &15.into()));
    assert_eq!((&year["failures"]["previous"], &year["failures"]["delta"]), (&4.into(), &5.into()));
    assert_eq!(year["rate"]["distinguishable"], false);
    assert!((year["rate"]["ratio"]["value"].as_f64().expect("a ratio") - 2.25).abs() < 1e-6);
    assert!(data(folder.path(), "reports/2025-06.json")["vs_year"].is_null());
}

/// The points of a path of lines, as absolute places.
fn points(path: &str) -> Vec<(f64, f64)> {
    let mut numbers = Vec::new();
    let (mut letter, mut text) = ('M', String::new());
    let mut tokens: Vec<(char, Vec<f64>)> = Vec::new();
    for sign in path.chars().chain([' ']) {
        if !sign.is_ascii_digit() && sign != '.' && !text.is_empty() && text != "-" {
            numbers.push(text.parse::<f64>().expect("a number"));
            text.clear();
        }
        match sign {
            'a'..='z' | 'A'..='Z' => {
                tokens.push((letter, std::mem::take(&mut numbers)));
                letter = sign;
            }
            '0'..='9' | '.' | '-' => text.push(sign),
            _ => {}
        }
    }
    tokens.push((letter, numbers));
    let (mut at, mut out) = ((0.0, 0.0), Vec::new());
    for (letter, numbers) in tokens {
        let steps: Vec<(f64, f64)> = match letter {
            'h' => numbers.iter().map(|x| (*x, 0.0)).collect(),
            'v' => numbers.iter().map(|y| (0.0, *y)).collect(),
            _ => numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect(),
        };
        for step in steps {
            at = if letter == 'M' { step } else { (at.0 + step.0, at.1 + step.1) };
            out.push(at);
        }
    }
    out
}

#[test]
fn each_line_of_the_small_multiples_rises_as_its_months_do() {
    let log = [
        FAULTS.to_owned(),
        on_days("2025-03", 1..=8),
        on_days("2025-05", 1..=2),
        on_days("2025-06", 1..=4),
    ];
    let folder = six_devices(&CONFIG.replace("2025-12-31", "2025-08-31"), &log.concat());
    let html = page(folder.path(), "models/index.html");
    let drawn = figure(&html, "How did the faults of each model go over the months?");
    for form in drawn.split("<svg").skip(1) {
        let path = form.split("class=\"ln3\" d=\"").nth(1).expect("a line");
        let points = points(path.split('"').next().expect("its end"));
        // March to August: 8, 0, 2, 4, 0, 0 of a peak of 8, from left to right.
        let base = points[1].1;
        let peak = base - points[0].1;
        let heights: Vec<f64> = points.iter().map(|point| (base - point.1) / peak * 8.0).collect();
        assert_eq!(heights.len(), 6, "{heights:?}");
        for (height, want) in heights.iter().zip([8.0, 0.0, 2.0, 4.0, 0.0, 0.0]) {
            assert!((height - want).abs() < 0.1, "{heights:?}");
        }
        assert!(points.windows(2).all(|pair| pair[0].0 < pair[1].0), "{points:?}");
        assert!(form.contains(">8</text>") && form.contains(">14</text>"), "peak and sum: {form}");
    }
}

#[test]
fn planned_stops_and_few_answers_are_told_in_the_report() {
    let mut log =
        "ticket_id,device_id,reported_at,resolved_at,service_type,down,status,satisfaction\n\
                   M-1,D-01,2025-03-03 00:00,2025-03-04 00:00,maintenance,yes,closed,\n"
            .to_owned();
    for n in 1..=10 {
        let score = if n == 1 { "5" } else { "" };
        let day = format!("2025-03-{:02}", 9 + n);
        let _ = writeln!(log, "F-{n},D-02,{day} 08:00,{day} 20:00,repair,,closed,{score}");
    }
    let folder = six_devices(CONFIG, &log);
    let march = page(folder.path(), "reports/2025-03/index.html");
    // 120 h of faults on six devices in 31 days; with the planned day 144 h.
    assert!(march.contains("97.3%") && march.contains("Technical availability"), "{march}");
    assert!(march.contains("96.8%") && march.contains("planned stops included"), "{march}");
    assert!(march.contains("fewer than 30 % answered"), "{march}");
    let april = page(folder.path(), "reports/2025-04/index.html");
    assert!(!april.contains("Technical availability") && !april.contains("30 % answered"));
}

#[test]
fn chinese_sentences_follow_each_other_without_a_space() {
    // Two uses: how often, and that they are too few for a verdict.
    let mut log = "ticket_id,device_id,reported_at,resolved_at,fault_code,solution\n".to_owned();
    for day in [1, 9] {
        let _ = writeln!(log, "Z-{day},D-01,2025-03-0{day},2025-03-0{day},E-1,SOL-1");
    }
    let config = CONFIG.replace("language = \"en\"", "language = \"zh-CN\"");
    let article = "---\nid: SOL-1\ntitle: 更换\nfault_codes: [E-1]\n---\n# 更换\n";
    let folder = project(&[
        ("faultbook.toml", config.as_str()),
        ("content/devices.csv", "id,accepted_on\nD-01,2025-01-01\n"),
        ("content/solutions/SOL-1.md", article),
        ("content/logs/log.csv", log.as_str()),
    ]);
    let html = page(folder.path(), "solutions/SOL-1/index.html");
    assert!(html.contains("最近一次2025-03-09。仅应用2次，暂不作结论。"), "{html}");
    for path in ["solutions/SOL-1", "reports/2025-03", "recurring", "codes/E-1", "devices/D-01"] {
        let html = page(folder.path(), &format!("{path}/index.html"));
        assert!(!html.contains("。 "), "{path}: {html}");
    }
}

#[test]
fn the_table_of_a_codes_fixes_counts_the_uses_that_its_curves_do() {
    // SOL-1 holds on E-1, six times; on E-2 it comes back within a week, each time.
    let mut log = "ticket_id,device_id,reported_at,resolved_at,fault_code,solution\n".to_owned();
    for device in 1..=6 {
        let _ = writeln!(log, "H-{device},D-{device:02},2025-01-02,2025-01-02,E-1,SOL-1");
        for day in [1, 8] {
            let when = format!("2025-05-{day:02}");
            let _ = writeln!(log, "B-{device}-{day},D-{device:02},{when},{when},E-2,SOL-1");
        }
    }
    let mut devices = "id,accepted_on\n".to_owned();
    for n in 1..=6 {
        let _ = writeln!(devices, "D-{n:02},2025-01-01");
    }
    let folder = project(&[
        ("faultbook.toml", CONFIG),
        ("content/devices.csv", devices.as_str()),
        ("content/solutions/SOL-1.md", "---\nid: SOL-1\ntitle: Seal\nfault_codes: [E-1]\n---\n"),
        ("content/logs/log.csv", log.as_str()),
    ]);
    let code = page(folder.path(), "codes/E-1/index.html");
    let told = figure(&code, "Which fix of E-1 holds?");
    assert!(told.contains("100.0%") && told.contains("6 uses"), "{told}");
    let table = &code[code.find("id=\"solutions\"").expect("the fixes")..];
    assert_eq!(rows(table)[0][4..6], ["6", "100.0%"], "{table}");
}
