//! Further figures of analysis on the pages of a small project: deadlines, weights of
//! codes, wear, parts to bring, repeats and the year before. What is expected was
//! worked out by hand from the rows that each test writes.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

mod built;

use built::{figure, page, project, rows};
use std::fmt::Write as _;
use tempfile::TempDir;

/// A promise of ten hours to be on site, for everybody.
const CONFIG: &str = "[site]\nlanguage = \"en\"\nas_of = \"2025-12-31\"\n\n[sla]\ndefault = \"own\"\n\n\
[sla.profiles.own]\nclocks = [{ id = \"onsite\", limit = \"10h\" }]\n";

/// Six devices of one customer, of one model, in service since New Year 2025.
fn built(config: &str, log: &str) -> TempDir {
    let mut devices = "id,model,customer,accepted_on\n".to_owned();
    for n in 1..=6 {
        let _ = writeln!(devices, "D-{n:02},M-1,C-1,2025-01-01");
    }
    let files = [
        ("faultbook.toml", config),
        ("content/devices.csv", devices.as_str()),
        ("content/customers.csv", "id,name\nC-1,First\n"),
        ("content/logs/log.csv", log),
    ];
    project(&files)
}

/// Tickets reported at the first instant of days of a month, on site after so many minutes;
/// 0 is nobody there yet.
fn arrivals(month: &str, minutes: &[u32]) -> String {
    let mut log = String::new();
    for (at, minutes) in minutes.iter().enumerate() {
        let (day, device) = (at + 1, at % 6 + 1);
        let (later, rest) = (minutes / 1440, minutes % 1440);
        let there = day + later as usize;
        let arrived = match minutes {
            0 => String::new(),
            _ => format!("{month}-{there:02} {:02}:{:02}", rest / 60, rest % 60),
        };
        let resolved = if arrived.is_empty() { "" } else { arrived.as_str() };
        let _ = writeln!(
            log,
            "T{month}-{at},D-{device:02},{month}-{day:02} 00:00,{arrived},{resolved},E-1"
        );
    }
    log
}

const ARRIVALS: &str = "ticket_id,device_id,reported_at,arrived_at,resolved_at,fault_code\n";

#[test]
fn every_ticket_lies_on_the_common_line_at_the_share_of_its_limit() {
    // Of 600 minutes: 5, 50, 80, 100 and 101 %, twice the limit, five times, and nobody there.
    let minutes = [30, 300, 480, 600, 606, 1200, 3000, 0];
    let folder = built(CONFIG, &format!("{ARRIVALS}{}", arrivals("2025-12", &minutes)));
    let html = page(folder.path(), "reports/2025-12/index.html");
    let drawn = figure(&html, "Were we late in December 2025?");
    assert!(
        drawn.contains("4 of 8 limits were kept, 4 were passed, 1 of them on a ticket still open."),
        "{drawn}"
    );
    // The open one waits since the eighth: 24 days of 10 hours each.
    let want = [["On site", "1", "1", "2", "1", "1", "2", "1", "57.6×"]];
    assert_eq!(rows(drawn), want);
    assert!(
        drawn.contains(">2 · 57.6×</text>") && drawn.contains(">4 of 8 kept</text>"),
        "{drawn}"
    );
    // Late ones are red triangles, the one beyond the line that still runs makes the arrow hollow.
    assert!(drawn.contains("class=\"ph\"") && drawn.contains("class=\"pr\""), "{drawn}");
    let customer = page(folder.path(), "customers/C-1/index.html");
    let year = figure(&customer, "Were we late in the last 1 month?");
    assert_eq!(rows(year), want);
}

#[test]
fn a_month_that_is_over_shows_what_was_open_when_it_ended() {
    // Reported on 30 November, on site after two and a half days: open at the month's end,
    // 24 hours of 10 used.
    let mut log = format!("{ARRIVALS}{}", arrivals("2025-11", &[60, 60, 60, 60]));
    log.push_str("L,D-01,2025-11-30 00:00,2025-12-02 12:00,2025-12-02 12:00,E-1\n");
    let folder = built(CONFIG, &log);
    let html = page(folder.path(), "reports/2025-11/index.html");
    let drawn = figure(&html, "Were we late in November 2025?");
    assert_eq!(rows(drawn), [["On site", "4", "0", "0", "0", "0", "1", "1", "2.40×"]]);
    let customer = page(folder.path(), "customers/C-1/index.html");
    let year = figure(&customer, "Were we late in the last 2 months?");
    assert_eq!(rows(year), [["On site", "4", "0", "0", "0", "0", "1", "0", "6.00×"]]);
}

#[test]
fn four_tickets_are_a_sentence_and_a_table_and_none_is_nothing() {
    let folder = built(CONFIG, &format!("{ARRIVALS}{}", arrivals("2025-12", &[60, 60, 60, 900])));
    let html = page(folder.path(), "reports/2025-12/index.html");
    let few = figure(&html, "Were we late in December 2025?");
    assert!(few.contains("3 of 4 limits were kept, 1 was passed."), "{few}");
    assert!(few.contains("Too few for a drawing (4/5).") && !few.contains("<svg"), "{few}");
    assert_eq!(rows(few).len(), 1);
    let free = built(
        &CONFIG.replace("default = \"own\"\n", ""),
        &format!("{ARRIVALS}{}", arrivals("2025-12", &[60])),
    );
    assert!(!page(free.path(), "reports/2025-12/index.html").contains("Were we late"));
}

const WEIGHED: &str =
    "ticket_id,device_id,reported_at,resolved_at,fault_code,status,cost_labour,cost_parts,amount\n";

#[test]
fn codes_stand_by_their_hours_and_by_their_cost_and_what_is_not_told_is_said() {
    // A: three times one hour. B: once 40 hours, once never told. C: a day alone, no hours.
    let log = format!(
        "{WEIGHED}\
A1,D-01,2025-03-01 08:00,2025-03-01 09:00,A,closed,10,5,99\n\
A2,D-02,2025-03-02 08:00,2025-03-02 09:00,A,closed,,,20\n\
A3,D-03,2025-03-03 08:00,2025-03-03 09:00,A,closed,,,\n\
B1,D-04,2025-03-04 00:00,2025-03-05 16:00,B,closed,100,,\n\
B2,D-05,2025-03-06 08:00,,B,closed,,,\n\
C1,D-06,2025-03-07,2025-03-07,C,closed,,,\n"
    );
    let folder = built(CONFIG, &log);
    for path in ["recurring/index.html", "reports/2025-03/index.html"] {
        let html = page(folder.path(), path);
        let hours = figure(&html, "Which few codes keep the devices down longest?");
        assert!(
            hours.contains("1 code makes up 93.0% of 43.0 h of downtime; B leads with 40.0 h."),
            "{hours}"
        );
        assert!(
            hours.contains("Of 2 faults nothing tells") && hours.contains("(B 1, C 1)"),
            "{hours}"
        );
        let want = [
            ["B", "—", "40.0", "93.0%", "93.0%", "1"],
            ["A", "—", "3.0", "7.0%", "100.0%", "0"],
            ["C", "—", "—", "—", "—", "1"],
        ];
        assert_eq!(rows(hours), want, "{path}");
        // A: 10 + 5, and the amount where nothing else is told; an amount beside costs is no cost.
        let cost = figure(&html, "Which few codes cost most?");
        let want = [
            ["B", "—", "¥100.00", "74.1%", "74.1%", "1"],
            ["A", "—", "¥35.00", "25.9%", "100.0%", "1"],
            ["C", "—", "—", "—", "—", "1"],
        ];
        assert_eq!(rows(cost), want, "{path}");
        assert!(!cost.contains("Told of only"), "{cost}");
    }
    let none =
        built(CONFIG, &format!("{WEIGHED}A1,D-01,2025-03-01 08:00,2025-03-01 09:00,A,closed,,,\n"));
    let html = page(none.path(), "recurring/index.html");
    let cost = figure(&html, "Which few codes cost most?");
    assert!(cost.contains("No cost is known.") && !cost.contains("<svg"), "{cost}");
}

const FAULTS: &str = "ticket_id,device_id,reported_at,resolved_at,fault_code\n";

/// Faults of a device so many minutes after New Year 2025, each resolved at once.
fn faults(device: &str, minutes: &[u32]) -> String {
    const MONTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut log = String::new();
    for (at, minutes) in minutes.iter().enumerate() {
        let (mut day, mut month) = (minutes / 1440, 0);
        while day >= MONTHS[month] {
            day -= MONTHS[month];
            month += 1;
        }
        let clock = format!("{:02}:{:02}", minutes % 1440 / 60, minutes % 60);
        let when = format!("2025-{:02}-{:02} {clock}", month + 1, day + 1);
        let _ = writeln!(log, "{device}-{at},{device},{when},{when},E-1");
    }
    log
}

/// The wear-out set of the shared vectors, 800 units stretched to a year of 8,760 h.
fn wearing_out() -> String {
    let set = [220, 410, 560, 640, 690, 730, 760, 780, 795];
    faults("D-01", &set.map(|unit| unit * 657))
}

#[test]
fn a_device_that_wears_out_is_told_by_how_much() {
    let covers = "\n[[logs]]\npath = \"content/logs/*.csv\"\ncovers_from = \"2025-01-01\"\n";
    let folder = built(&format!("{CONFIG}{covers}"), &format!("{FAULTS}{}", wearing_out()));
    let html = page(folder.path(), "devices/D-01/index.html");
    let drawn = figure(&html, "Is D-01 wearing out?");
    assert!(drawn.contains("Yes: faults come faster with age (both trend tests)."), "{drawn}");
    // 28.3 and 88.9 units of 10.95 h.
    assert!(drawn.contains("fails every 309 h now, against every 973 h over"), "{drawn}");
    assert!(drawn.contains("shape β 3.15 (95% 1.44–5.51;"), "{drawn}");
    assert!(drawn.contains(">seen</text>") && drawn.contains(">law</text>"), "{drawn}");
    let table = rows(drawn);
    assert_eq!(table.first().expect("a row")[..], ["100 d", "1.00", "0.16"]);
    assert_eq!(table.last().expect("a row")[..2], ["363 d", "9.00"]);
    let model = page(folder.path(), "models/M-1/index.html");
    let six = figure(&model, "Are the devices of M-1 wearing out?");
    // The same law, shared by six devices of which five never failed.
    assert!(six.contains("fails every 1,857 h now, against every 5,840 h over"), "{six}");
    assert!(six.contains("9 faults by age of 6 devices") && six.contains("β 3.15 (95% 1.44–5.51;"));
    assert_eq!(rows(six).last().expect("a row")[..2], ["363 d", "1.50"]);
}

#[test]
fn where_no_law_fits_or_too_little_is_seen_a_sentence_stands_instead() {
    let crowd: Vec<u32> = (0..12).map(|n| 182 * 1440 + n * 60).collect();
    let four = [1000, 90_000, 200_000, 400_000];
    let mut log = format!("{FAULTS}{}{}", faults("D-01", &crowd), faults("D-02", &four));
    log.push_str(&faults("X-1", &[50_000, 100_000, 150_000, 200_000, 250_000, 300_000]));
    let folder = built(CONFIG, &log);
    let said = |device: &str| {
        let html = page(folder.path(), &format!("devices/{device}/index.html"));
        let told = figure(&html, &format!("Is {device} wearing out?")).to_owned();
        assert!(!told.contains("<svg") && !told.contains("<table"), "{told}");
        told
    };
    assert!(said("D-01").contains("no power law describes these faults"));
    assert!(said("D-02").contains("Too few faults for a law (4/5)."));
    assert!(said("X-1").contains("it is not observed since it was put to use"));
    let html = page(folder.path(), "devices/D-03/index.html");
    assert!(!html.contains("wearing out?"), "a device without a fault asks nothing");
}
