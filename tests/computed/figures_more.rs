//! Further figures of analysis on the pages of a small project: deadlines, weights of
//! codes, wear, parts to bring, repeats and the year before. What is expected was
//! worked out by hand from the rows that each test writes.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{CONFIG, data, figure, list, page, project, rows, six_devices};
use std::fmt::Write as _;
use tempfile::TempDir;

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
    let folder = six_devices(CONFIG, &format!("{ARRIVALS}{}", arrivals("2025-12", &minutes)));
    let html = page(folder.path(), "reports/2025-12/index.html");
    let drawn = figure(&html, "Were we late in December 2025?");
    assert!(
        drawn.contains("4 of 8 limits were kept, 4 were passed, 1 of them still running."),
        "{drawn}"
    );
    // The open one waits since the eighth: 24 days of 10 hours each.
    let want = [["On site", "1", "1", "2", "1", "1", "2", "1", "57.6×"]];
    assert_eq!(rows(drawn), want);
    assert!(
        drawn.contains(">2 · 57.6×</text>") && drawn.contains(">4 of 8 kept</text>"),
        "{drawn}"
    );
    // Late ones are red triangles, hollow once closed; the one beyond the line that still runs
    // makes the arrow filled.
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
    let folder = six_devices(CONFIG, &log);
    let html = page(folder.path(), "reports/2025-11/index.html");
    let drawn = figure(&html, "Were we late in November 2025?");
    assert_eq!(rows(drawn), [["On site", "4", "0", "0", "0", "0", "1", "1", "2.40×"]]);
    let customer = page(folder.path(), "customers/C-1/index.html");
    let year = figure(&customer, "Were we late in the last 2 months?");
    assert_eq!(rows(year), [["On site", "4", "0", "0", "0", "0", "1", "0", "6.00×"]]);
}

#[test]
fn four_tickets_are_a_sentence_and_a_table_and_none_is_nothing() {
    let folder =
        six_devices(CONFIG, &format!("{ARRIVALS}{}", arrivals("2025-12", &[60, 60, 60, 900])));
    let html = page(folder.path(), "reports/2025-12/index.html");
    let few = figure(&html, "Were we late in December 2025?");
    assert!(few.contains("3 of 4 limits were kept, 1 was passed."), "{few}");
    assert!(few.contains("Too few for a drawing (4/5).") && !few.contains("<svg"), "{few}");
    assert_eq!(rows(few).len(), 1);
    let free = six_devices(
        &CONFIG.replace("default = \"own\"\n", ""),
        &format!("{ARRIVALS}{}", arrivals("2025-12", &[60])),
    );
    assert!(!page(free.path(), "reports/2025-12/index.html").contains("Were we late"));
}

#[test]
fn a_report_lists_the_limits_missed_and_a_page_has_the_rest() {
    // Eleven hours against ten, one a day; one excuses itself without having told the
    // caller, one was on the way after thirty hours, one still waits for parts.
    let mut log = String::from(
        "ticket_id,device_id,reported_at,arrived_at,resolved_at,fault_code,exemption,status\n",
    );
    for day in 1..=21 {
        let (at, why) = (format!("2025-12-{day:02}"), if day == 3 { "road closed" } else { "" });
        let (arrived, device) = (format!("{at} 11:00"), day % 6 + 1);
        let _ = writeln!(log, "L-{day},D-{device:02},{at} 00:00,{arrived},{arrived},E-1,{why},");
    }
    log.push_str("LONG,D-01,2025-12-22 00:00,2025-12-23 06:00,2025-12-23 06:00,E-1,,closed\n");
    log.push_str("OPEN,D-02,2025-12-31 00:00,,,E-1,,waiting_parts\n");
    log.push_str("KEPT,D-02,2025-12-05 00:00,2025-12-05 01:00,2025-12-05 01:00,E-1,,closed\n");
    let folder = six_devices(CONFIG, &log);
    let report = page(folder.path(), "reports/2025-12/index.html");
    let list = section(&report, "<h3>Missed deadlines</h3>");
    let listed = rows(list);
    assert_eq!(listed.len(), 20, "{list}");
    let open =
        ["OPEN", "14 h", "On site", "Late, open", "D-02", "2025-12-31 10:00", "waiting for parts"];
    assert_eq!(listed[0], open);
    let longest = ["LONG", "20 h", "On site", "Late, closed", "D-01", "2025-12-22 10:00", "—"];
    assert_eq!(listed[1], longest);
    assert!(listed.iter().any(|row| row[0] == "L-3" && row[6] == "road closed"), "{listed:?}");
    assert!(
        list.contains(
            "href=\"../../reports/2025-12/missed/index.html\">3 more: Missed limits, December 2025</a>"
        ),
        "{list}"
    );
    let all = page(folder.path(), "reports/2025-12/missed/index.html");
    assert!(all.contains("23 limits were missed, 1 still running at 2025-12-31 23:59."), "{all}");
    assert_eq!(rows(section(&all, "<table")).len(), 23);
    let quiet = six_devices(CONFIG, &format!("{ARRIVALS}{}", arrivals("2025-12", &[60])));
    assert!(!page(quiet.path(), "reports/2025-12/index.html").contains("Missed deadlines"));
}

#[test]
fn the_measures_of_a_report_stand_as_they_did_when_its_month_was_over() {
    // One done in November, one due in November and done in December, one due in December.
    let actions = "id,title,kind,due,done_on\n\
A-1,first,corrective,2025-11-10,2025-11-08\n\
A-2,second,corrective,2025-11-20,2025-12-02\n\
A-3,third,preventive,2025-12-20,\n";
    let log =
        format!("{ARRIVALS}{}{}", arrivals("2025-11", &[60, 60]), arrivals("2025-12", &[60, 60]));
    let files = [
        ("faultbook.toml", CONFIG),
        ("content/devices.csv", "id,accepted_on\nD-01,2025-01-01\nD-02,2025-01-01\n"),
        ("content/actions.csv", actions),
        ("content/logs/log.csv", log.as_str()),
    ];
    let folder = project(&files);
    let states = |month: &str| -> Vec<[String; 2]> {
        let report = page(folder.path(), &format!("reports/{month}/index.html"));
        let listed = rows(section(&report, "<h3>Corrective and preventive measures</h3>"));
        listed.into_iter().map(|row| [row[0].clone(), row[5].clone()]).collect()
    };
    // What is overdue stands first; what was done before the month and had nothing that
    // could be counted is no longer on its board.
    assert_eq!(states("2025-11"), [["A-2", "10 d overdue"], ["A-1", "closed"]]);
    assert_eq!(states("2025-12"), [["A-3", "11 d overdue"], ["A-2", "closed"]]);
    let report = page(folder.path(), "reports/2025-11/index.html");
    assert!(report.contains("1 of 2 measures are closed; overdue: A-2."), "{report}");
}

/// A page from a mark to the end of the next table and the note below it.
fn section<'a>(html: &'a str, mark: &str) -> &'a str {
    let start = html.find(mark).unwrap_or_else(|| panic!("{mark} in {html}"));
    let rest = &html[start..];
    let end = rest.find("</table>").expect("a table ends");
    let note = rest[end..].find("</p>").map_or(rest.len(), |at| end + at);
    &rest[..note]
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
    let folder = six_devices(CONFIG, &log);
    for path in ["recurring/index.html", "reports/2025-03/index.html"] {
        let html = page(folder.path(), path);
        let hours = figure(&html, "Which few codes keep the devices down longest?");
        assert!(
            hours.contains("1 code makes up 93.0% of 43.0 h of downtime; B leads with 40.0 h."),
            "{hours}"
        );
        assert!(
            hours.contains("Of 2 faults nothing tells") && hours.contains("(B: 1, C: 1)"),
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
    let none = six_devices(
        CONFIG,
        &format!("{WEIGHED}A1,D-01,2025-03-01 08:00,2025-03-01 09:00,A,closed,,,\n"),
    );
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
    let folder = six_devices(&format!("{CONFIG}{covers}"), &format!("{FAULTS}{}", wearing_out()));
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
    let folder = six_devices(CONFIG, &log);
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

/// Ten finished jobs of E-1 with their parts, two open ones; half on each of two models.
fn with_parts() -> TempDir {
    let mut devices = "id,model,accepted_on\n".to_owned();
    for n in 1..=6 {
        let _ = writeln!(devices, "D-{n:02},M-{},2025-01-01", 1 + n % 2);
    }
    let mut log =
        "ticket_id,device_id,reported_at,resolved_at,fault_code,solution,parts,status\n".to_owned();
    // On devices of M-2 and M-1 in turn: a supply unit on three of five of the former; fuses on
    // four of five of the latter, two each but for one job with five, and a supply unit on one.
    let parts = ["PSU", "Fuse*2", "PSU", "Fuse*2;PSU", "PSU", "Fuse*2", "", "Fuse*4;fuse", "", ""];
    for (at, parts) in parts.iter().enumerate() {
        let (day, device) = (at + 1, 1 + at % 6);
        let _ = writeln!(
            log,
            "P{at},D-{device:02},2025-03-{day:02} 08:00,2025-03-{day:02} 09:00,E-1,SOL-A,{parts},closed"
        );
    }
    let report = |id: &str, status: &str, done: &str| {
        format!(
            "---\nid: {id}\ndevice: D-01\nreported_at: 2025-06-01T08:00\n{done}status: {status}\n\
             fault_code: E-1\n---\n# {id}\n"
        )
    };
    let files = [
        ("faultbook.toml", CONFIG.to_owned()),
        ("content/devices.csv", devices),
        ("content/parts.csv", "id,name\nPSU,supply unit\n".to_owned()),
        (
            "content/solutions/SOL-A.md",
            "---\nid: SOL-A\ntitle: Fix\ncodes: [E-1]\nparts: [PSU]\n---\n# Fix\n".to_owned(),
        ),
        ("content/faults/FR-1.md", report("FR-1", "in_progress", "")),
        ("content/faults/FR-2.md", report("FR-2", "closed", "resolved_at: 2025-06-01T09:00\n")),
        ("content/logs/log.csv", log),
    ];
    project(&files.each_ref().map(|(path, text)| (*path, text.as_str())))
}

#[test]
fn an_engineer_reads_what_to_bring_with_the_jobs_behind_it() {
    let folder = with_parts();
    let html = page(folder.path(), "codes/E-1/index.html");
    let drawn = figure(&html, "Which parts to bring for E-1?");
    // FR-2 is a finished job without parts: eleven jobs, six on the model of D-01.
    assert!(
        drawn.contains("Of the finished jobs: Fuse in 4 of 11, PSU supply unit in 4 of 11."),
        "{drawn}"
    );
    let want = [
        ["all models", "Fuse", "36.4% 4/11 · 15–65%", "2"],
        ["all models", "PSU supply unit", "36.4% 4/11 · 15–65%", "1"],
        ["M-1", "Fuse", "80.0% 4/5 · 38–96%", "2"],
        ["M-1", "PSU supply unit", "20.0% 1/5 · 4–62%", "1"],
        ["M-2", "PSU supply unit", "50.0% 3/6 · 19–81%", "1"],
    ];
    assert_eq!(rows(drawn), want);
    assert!(drawn.contains(">4/11 · 36.4%</text>"), "{drawn}");
    let open = page(folder.path(), "faults/FR-1/index.html");
    let list = open.split("id=\"bring\"").nth(1).expect("a list to bring");
    let list = list.split("</section>").next().expect("its end");
    assert!(list.contains("<b>PSU supply unit</b>") && list.contains(">50.0%<"), "{list}");
    assert!(
        list.contains("3/6 · 19–81% · 1 piece") && list.contains("E-1 on M-2, 6 finished jobs")
    );
    assert!(!list.contains("Fuse"), "no job on that model used one: {list}");
    let done = page(folder.path(), "faults/FR-2/index.html");
    assert!(!done.contains("id=\"bring\""), "nothing is brought to what is done");
    let article = page(folder.path(), "solutions/SOL-A/index.html");
    assert!(article.contains("part · 40.0% of uses (4/10 · 17–69%)"), "{article}");
}

#[test]
fn the_parts_to_bring_stand_in_the_data_files() {
    let folder = with_parts();
    let code = &data(folder.path(), "codes.json")[0]["parts_to_bring"];
    assert_eq!((&code["jobs"], &code["parts"][0]["part"]), (&11.into(), &"Fuse".into()));
    assert_eq!(
        (&code["parts"][1]["part"], &code["parts"][1]["name"]),
        (&"PSU".into(), &"supply unit".into())
    );
    assert_eq!(
        (&code["models"][1]["model"], &code["models"][1]["jobs"]),
        (&"M-2".into(), &6.into())
    );
    assert_eq!(code["models"][0]["parts"][0]["used"]["n"], 4);
    assert_eq!(code["models"][0]["parts"][0]["pieces"], 2.0);
    let used = &data(folder.path(), "solutions.json")[0]["parts_used"];
    assert_eq!((&used["jobs"], &used["parts"][0]["used"]["d"]), (&10.into(), &10.into()));
}

#[test]
fn the_curves_of_figures_stand_in_the_data_files() {
    // SOL-A on three devices at New Year; the fault comes back after 10 and after 20 days.
    let mut log = "ticket_id,device_id,reported_at,resolved_at,fault_code,solution\n".to_owned();
    for device in 1..=3 {
        let _ = writeln!(log, "A{device},D-0{device},2025-01-01 00:00,2025-01-01 00:00,E-1,SOL-A");
    }
    log.push_str("B1,D-01,2025-01-11 00:00,2025-01-11 00:00,E-1,\n");
    log.push_str("B2,D-02,2025-01-21 00:00,2025-01-21 00:00,E-1,\n");
    let folder = six_devices(CONFIG, &log);
    let article = "---\nid: SOL-A\ntitle: Fix\ncodes: [E-1]\n---\n# Fix\n";
    std::fs::create_dir_all(folder.path().join("content/solutions")).expect("a folder");
    std::fs::write(folder.path().join("content/solutions/SOL-A.md"), article).expect("a file");
    assert!(built::run(folder.path(), &["build", "-q"]).status.success());
    let solution = &data(folder.path(), "solutions.json")[0];
    let steps = |curve: &serde_json::Value| -> Vec<(f64, u64, u64, f64)> {
        let number = |step: &serde_json::Value, key: &str| step[key].as_f64().expect("a number");
        let count = |step: &serde_json::Value, key: &str| step[key].as_u64().expect("a count");
        let curve = curve.as_array().expect("a curve").iter();
        let step =
            |s| (number(s, "day"), count(s, "at_risk"), count(s, "events"), number(s, "share"));
        curve.map(step).collect()
    };
    let want = [(10.0, 3, 1, 2.0 / 3.0), (20.0, 2, 1, 1.0 / 3.0)];
    assert_eq!(steps(&solution["curve"]).len(), 2);
    for (got, want) in steps(&solution["curve"]).into_iter().zip(want) {
        assert_eq!((got.0, got.1, got.2), (want.0, want.1, want.2));
        assert!((got.3 - want.3).abs() < 1e-12, "{got:?}");
    }
    let code = &data(folder.path(), "codes.json")[0]["solutions"][0];
    assert_eq!(code["curve"], solution["curve"]);
    // Six devices: three faults on the first day, the others alone.
    let model = &data(folder.path(), "models.json")[0];
    let points = model["by_age"]["points"].as_array().expect("points");
    let last = points.last().expect("a point");
    assert_eq!((&last["at_risk"], &last["events"]), (&6.into(), &1.into()));
    assert_eq!((&model["by_age"]["devices"], &model["by_age"]["failures"]), (&6.into(), &2.into()));
    assert!((last["mean"].as_f64().expect("a mean") - 2.0 / 6.0).abs() < 1e-12, "{last}");
    assert!(last["lower"].as_f64() < last["mean"].as_f64());
    assert_eq!(
        (&model["wear"]["devices"], &model["wear"]["shape"]),
        (&6.into(), &serde_json::Value::Null)
    );
}

#[test]
fn repairs_within_ninety_days_and_the_same_part_stand_with_their_tickets() {
    // Five first repairs on New Year's Day of March; one is back after 20 days with the same
    // part, one after 60.
    let mut log = "ticket_id,device_id,reported_at,resolved_at,fault_code,parts\n".to_owned();
    for device in 1..=5 {
        let _ = writeln!(log, "A{device},D-0{device},2025-03-01,2025-03-01,E-1,PSU");
    }
    log.push_str("B1,D-01,2025-03-21,2025-03-21,E-1,psu\nB2,D-02,2025-04-30,2025-04-30,E-1,PSU\n");
    let folder = six_devices(CONFIG, &log);
    let html = page(folder.path(), "recurring/index.html");
    let drawn = figure(&html, "How many repairs come back within 30 and within 90 days?");
    // The two that came back are repairs as well.
    assert!(drawn.contains("1 came back only after the 30 days."), "{drawn}");
    let want = [
        ["30 d", "14.3% 1/7 · 3–51%", "1", "7", "0", "0"],
        ["90 d", "28.6% 2/7 · 8–64%", "2", "7", "0", "0"],
    ];
    assert_eq!(rows(drawn), want);
    assert!(drawn.contains(">1/7 · 14.3%</text>") && drawn.contains(">2/7 · 28.6%</text>"));
    let after = html.split("Came back after 30, within 90 days</h3>").nth(1).expect("a list");
    let want = ["A2", "B2", "D-02", "E-1", "—", "—", "60.0"];
    assert_eq!(rows(after.split("</table>").next().expect("its end")), [want]);
    let parts = figure(&html, "Which parts were replaced again on the same device within 30 days?");
    assert!(
        parts.contains("1 time, 1 part; most often PSU (1).") && !parts.contains("<svg"),
        "{parts}"
    );
    let pair = html.split("most often PSU (1)").nth(1).expect("the figure");
    let pair = pair.split("</figure>").nth(1).expect("the list beneath it");
    assert_eq!(rows(pair), [["A1", "B1", "D-01", "PSU", "20.0"]]);
    let device = page(folder.path(), "devices/D-01/index.html");
    let again = device.split("id=\"again\"").nth(1).expect("what came back");
    assert!(
        again.contains("#e-A1\"") && again.contains("#e-B1\"") && again.contains(">PSU<"),
        "{again}"
    );
    assert!(!page(folder.path(), "devices/D-03/index.html").contains("id=\"again\""));
    let json = data(folder.path(), "recurring.json");
    assert_eq!((&json["repeat_90d"]["n"], &json["repeat_90d"]["d"]), (&2.into(), &7.into()));
    assert_eq!(json["repeats_90d"].as_array().expect("a list").len(), 2);
    let part = &json["same_part"];
    assert_eq!((part.as_array().expect("a list").len(), &part[0]["again"]), (1, &"B1".into()));
    assert_eq!((&part[0]["part"], &part[0]["days"]), (&"PSU".into(), &20.0.into()));
}

#[test]
fn a_code_that_names_its_models_counts_no_device_of_which_none_is_known() {
    let files = [
        ("faultbook.toml", "[site]\nlanguage = \"en\"\nas_of = \"2025-12-31T23:59:59\"\n"),
        ("content/devices.csv", "id,model,accepted_on\nD-1,M-1,2025-01-01\nD-2,,2025-01-01\n"),
        ("content/models.csv", "id,name\nM-1,One\n"),
        ("content/fault-codes.csv", "code,title,models\nE-1,Named,M-1\nE-2,Anywhere,\n"),
        (
            "content/logs/log.csv",
            "ticket_id,device_id,reported_at,resolved_at,fault_code\n\
             A,D-1,2025-02-01 08:00,2025-02-01 09:00,E-1\n\
             B,D-2,2025-03-01 08:00,2025-03-01 09:00,E-1\n\
             C,D-2,2025-04-01 08:00,2025-04-01 09:00,E-2\n",
        ),
    ];
    let folder = project(&files);
    let codes = data(folder.path(), "codes.json");
    let rate = |code: &str| {
        let row = list(&codes).iter().find(|row| row["code"] == code || row["id"] == code);
        row.expect("the code")["per_device_year"]["value"].as_f64().expect("a rate")
    };
    // The log begins with February: one device for 334 days, or both.
    let year = 334.0 / 365.25;
    assert!((rate("E-1") - 1.0 / year).abs() < 1e-6, "{}", rate("E-1"));
    assert!((rate("E-2") - 1.0 / (2.0 * year)).abs() < 1e-6, "{}", rate("E-2"));
}
