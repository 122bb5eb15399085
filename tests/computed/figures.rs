//! The figures of analysis on the pages of a small project: the numbers of the table
//! are the truth that was written into the log, and where the rule of a figure is not
//! met a sentence says how many are missing instead of an empty drawing.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{figure, page, project, rows};
use std::fmt::Write as _;

/// A built project of a log, with devices of one or two models and two articles.
fn site(log: &str) -> tempfile::TempDir {
    let mut devices = "id,model,accepted_on\n".to_owned();
    for n in 1..=12 {
        let model = if n <= 6 { "M-1" } else { "M-2" };
        let _ = writeln!(devices, "D-{n:02},{model},2025-01-01");
    }
    let article =
        |id: &str| format!("---\nid: {id}\ntitle: Fix {id}\ncodes: [E-1]\n---\n# Fix {id}\n");
    let files = [
        ("faultbook.toml", "[site]\nlanguage = \"en\"\nas_of = \"2026-01-01\"\n".to_owned()),
        ("content/devices.csv", devices),
        ("content/solutions/SOL-A.md", article("SOL-A")),
        ("content/solutions/SOL-B.md", article("SOL-B")),
        ("content/logs/log.csv", log.to_owned()),
    ];
    project(&files.each_ref().map(|(path, text)| (*path, text.as_str())))
}

const HEAD: &str = "ticket_id,device_id,reported_at,resolved_at,fault_code,solution,symptom\n";

fn job(id: &str, device: u32, day: &str, code: &str, solution: &str) -> String {
    format!("{id},D-{device:02},{day} 08:00,{day} 08:00,{code},{solution},stops\n")
}

/// Six repairs by either fix; those by SOL-B come back after 20 days.
fn two_fixes(uses: u32) -> String {
    let mut log = HEAD.to_owned();
    for n in 1..=uses {
        log.push_str(&job(&format!("A{n}"), n, "2025-03-01", "E-1", "SOL-A"));
        log.push_str(&job(&format!("B{n}"), n + 6, "2025-03-01", "E-1", "SOL-B"));
        log.push_str(&job(&format!("C{n}"), n + 6, "2025-03-21", "E-1", ""));
    }
    log
}

#[test]
fn rival_fixes_stand_side_by_side_with_their_numbers_at_risk() {
    let folder = site(&two_fixes(6));
    let html = page(folder.path(), "codes/E-1/index.html");
    let figure = figure(&html, "Which fix of E-1 holds?");
    assert!(figure.contains("SOL-A 100.0%, SOL-B 6 of 6 came back. The difference is more than"));
    assert!(figure.contains(">A SOL-A</text>") && figure.contains(">B SOL-B</text>"), "{figure}");
    let want = [
        ["SOL-A", "0 d", "100.0%", "6", "0"],
        ["SOL-A", "30 d", "100.0%", "6", "0"],
        ["SOL-A", "90 d", "100.0%", "6", "0"],
        ["SOL-A", "180 d", "100.0%", "6", "0"],
        ["SOL-B", "0 d", "100.0%", "6", "0"],
        ["SOL-B", "30 d", "—", "0", "6"],
        ["SOL-B", "90 d", "—", "0", "6"],
        ["SOL-B", "180 d", "—", "0", "6"],
    ];
    assert_eq!(rows(figure), want);
    let own = page(folder.path(), "solutions/SOL-A/index.html");
    assert!(own.contains("SOL-A: 100.0% of 6 uses held 180 days."), "{own}");
}

#[test]
fn four_uses_are_drawn_but_not_compared_and_two_are_not_drawn() {
    let four = site(&two_fixes(4));
    let html = page(four.path(), "codes/E-1/index.html");
    let drawn = figure(&html, "Which fix of E-1 holds?");
    assert!(drawn.contains("<svg") && drawn.contains("Too few to compare"), "{drawn}");
    assert!(!drawn.contains("log-rank"), "{drawn}");
    let two = site(&two_fixes(2));
    let html = page(two.path(), "codes/E-1/index.html");
    let named = figure(&html, "Which fix of E-1 holds?");
    assert!(
        !named.contains("<svg") && named.contains("Too few uses for a curve (2/3)."),
        "{named}"
    );
}

/// Two faults on each device of the first model, one on each of the second.
fn by_age(devices: u32) -> String {
    let mut log = HEAD.to_owned();
    for n in 1..=devices {
        log.push_str(&job(&format!("A{n}"), n, "2025-03-01", "E-1", ""));
        log.push_str(&job(&format!("B{n}"), n, "2025-10-01", "E-2", ""));
        log.push_str(&job(&format!("C{n}"), n + 6, "2025-06-01", "E-1", ""));
    }
    log
}

#[test]
fn a_models_faults_by_age_stand_beside_those_of_the_others() {
    let folder = site(&by_age(6));
    let html = page(folder.path(), "models/M-1/index.html");
    let figure = figure(&html, "Do faults of M-1 come faster with age?");
    assert!(figure.contains(">M-1</text>") && figure.contains(">other models</text>"), "{figure}");
    assert!(figure.contains("No trend is proved"), "{figure}");
    assert!(figure.contains(
        "a device has had 2.0 faults, one of the other models 1.0: the difference is more than chance."
    ));
    let rows = rows(figure);
    assert_eq!(rows[0][..2], ["59 d", "6"], "59 days from New Year to March 1");
    assert!(rows[0][2].starts_with("1.00 ") && rows[0][3] == "—", "{rows:?}");
    let last = rows.last().expect("a row");
    assert_eq!(last[..2], ["273 d", "6"]);
    assert!(last[2].starts_with("2.00 ") && last[3].starts_with("1.00 "), "{rows:?}");
}

#[test]
fn a_model_with_too_few_faults_by_age_gets_a_sentence() {
    let folder = site(&by_age(2));
    let html = page(folder.path(), "models/M-1/index.html");
    let figure = figure(&html, "Do faults of M-1 come faster with age?");
    assert!(figure.contains("Too few for a curve: 6 devices and 4 faults, 5 of each needed."));
    assert!(!figure.contains("<svg") && !figure.contains("<table"), "{figure}");
}

#[test]
fn the_heat_map_has_every_month_of_a_code_and_its_sum() {
    let folder = site(&two_fixes(6));
    let html = page(folder.path(), "recurring/index.html");
    let figure = figure(&html, "In which months does each code come?");
    assert!(figure.contains("E-1 in March 2025 with 18 of its 18 faults"), "{figure}");
    let rows = rows(figure);
    assert_eq!((rows.len(), rows[0][0].as_str()), (1, "E-1"));
    let numbers: Vec<u32> = rows[0][1..].iter().map(|n| n.parse().expect("a number")).collect();
    let (sum, months) = numbers.split_last().expect("a sum");
    assert_eq!((*sum, months.iter().sum::<u32>(), months.iter().max()), (18, 18, Some(&18)));
    assert!(
        figure.contains("class=\"h4\">18<")
            && figure.contains("Shades: 1–5, 6–10, 11–15, 16 and more.")
    );
}

/// Faults of so many codes: A often, B long, C both, each with its hours.
fn often_and_long(codes: &[(&str, u32, u32)]) -> String {
    let mut log = HEAD.to_owned();
    for (code, times, hours) in codes {
        for n in 0..*times {
            let _ = writeln!(
                log,
                "{code}{n},D-{:02},2025-{:02}-01 01:00,2025-{:02}-01 {:02}:00,{code},,stops",
                n % 12 + 1,
                n % 9 + 1,
                n % 9 + 1,
                1 + hours
            );
        }
    }
    log
}

#[test]
fn codes_lie_where_their_number_and_hours_put_them() {
    let folder = site(&often_and_long(&[("A", 20, 1), ("B", 2, 20), ("C", 15, 10)]));
    let html = page(folder.path(), "recurring/index.html");
    let figure = figure(&html, "Which codes come often, and which take long?");
    assert!(
        figure.contains("Both often and long: C. Most hours in all: C with 150 h."),
        "{figure}"
    );
    let want = [
        ["C", "—", "15", "10.0", "150.0", "often and long"],
        ["B", "—", "2", "20.0", "40.0", "long"],
        ["A", "—", "20", "1.0", "20.0", "often"],
    ];
    assert_eq!(rows(figure), want);
    assert!(figure.contains(">100 h</text>") && figure.contains("class=\"ph\""), "{figure}");
}

#[test]
fn two_codes_are_not_set_against_each_other() {
    let folder = site(&often_and_long(&[("A", 20, 1), ("B", 2, 20)]));
    let html = page(folder.path(), "recurring/index.html");
    let figure = figure(&html, "Which codes come often, and which take long?");
    assert!(figure.contains("(2/3)") && !figure.contains("<svg"), "{figure}");
}

#[test]
fn open_tickets_stand_by_how_long_they_have_waited() {
    let mut log = HEAD.replace('\n', ",status\n");
    // At the end of 31 December 2025: half a day, two days, five, and seven times more than thirty.
    for (id, day) in
        [("A", "2025-12-31 12:00"), ("B", "2025-12-30 00:00"), ("C", "2025-12-27 00:00")]
    {
        let _ = writeln!(log, "{id},D-01,{day},,E-1,,stops,in_progress");
    }
    for n in 1..=7 {
        let _ = writeln!(log, "O{n},D-02,2025-0{n}-01 00:00,,E-1,,stops,in_progress");
    }
    let folder = site(&log);
    for path in ["index.html", "reports/2025-12/index.html"] {
        let html = page(folder.path(), path);
        let figure = figure(&html, "How long have the open tickets waited?");
        assert!(figure.contains("10 open, 7 of them for more than 30 days"), "{figure}");
        let rows = rows(figure);
        let counts: Vec<&str> = rows.iter().map(|row| row[1].as_str()).collect();
        assert_eq!(counts, ["1", "1", "1", "0", "7"], "{path}");
        assert!(figure.contains("class=\"hr\""), "{figure}");
    }
    let few = site(&log.split_inclusive('\n').take(3).collect::<String>());
    let html = page(few.path(), "reports/2025-12/index.html");
    let two = figure(&html, "How long have the open tickets waited?");
    assert!(two.contains("2 open, none for more than 30 days") && !two.contains("<svg"), "{two}");
    assert_eq!(rows(two).len(), 5);
    let none = site(&two_fixes(1));
    let html = page(none.path(), "reports/2025-12/index.html");
    let figure = figure(&html, "How long have the open tickets waited?");
    assert!(figure.contains("No ticket is open.") && !figure.contains("<svg"), "{figure}");
}

#[test]
fn the_models_stand_over_the_months_with_every_number() {
    let folder = site(&by_age(6));
    let html = page(folder.path(), "models/index.html");
    let figure = figure(&html, "How did the faults of each model go over the months?");
    // Both have twelve and six faults in all, the first being the one that breaks twice.
    assert!(figure.contains("M-1 has the most: 12 of 18 faults"), "{figure}");
    assert!(figure.contains("For no model is it proved"), "{figure}");
    let rows = rows(figure);
    let row = |month: &str| rows.iter().find(|row| row[0] == month).expect("a month")[1..].to_vec();
    assert_eq!(row("2025-03"), ["6", "0"]);
    assert_eq!(row("2025-06"), ["0", "6"]);
    assert_eq!(row("2025-10"), ["6", "0"]);
}
