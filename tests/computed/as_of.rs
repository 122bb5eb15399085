//! The instant that figures are for: a month says the same of itself on its last day, when
//! its report is signed, and later; a slip of the pen weighs the same with and without a
//! fixed instant; one site's figures can be asked for.
#![allow(clippy::disallowed_methods, reason = "the tests write projects")]

use crate::program;

use program::Place;
use serde_json::Value;

const CONFIG: &str = "[site]\ntimezone = \"Asia/Shanghai\"\n\n[audiences]\ncustomers = true\n\n\
    [sla]\ndefault = \"p\"\n\n[sla.profiles.p]\nclocks = [{ id = \"resolve\", day_end = 3 }]\n";

/// T-1 is in time; T-2 was late on the month's last day and ended after it; T-3 is late from
/// the month's last instant on.
const LOG: &str = "ticket_id,device_id,customer,reported_at,resolved_at,status,fault_code,symptom\n\
    T-1,D-1,C-01,2026-03-02 08:00,2026-03-02 10:00,closed,E-1,fan stands still\n\
    T-2,D-2,C-02,2026-03-10 08:00,2026-04-02 09:00,closed,E-1,pump leaks\n\
    T-3,D-1,C-01,2026-03-28 08:00,,open,E-2,belt torn\n\
    T-4,D-2,C-02,2026-04-10 08:00,2026-04-10 09:00,closed,,belt torn\n";

fn project(log: &str) -> Place {
    let place = Place::new();
    place.write("p/faultbook.toml", CONFIG);
    place.write("p/content/customers.csv", "id,name\nC-01,Harbour Blue\nC-02,Northgate\n");
    place.write("p/content/devices.csv", "id,customer,model\nD-1,C-01,MX\nD-2,C-02,MX\n");
    place.write("p/content/logs/log.csv", log);
    place
}

fn explained(place: &Place, figure: &[&str], further: &[&str]) -> Value {
    let asked = [&["explain", "-r", "p", "--json"], figure, further].concat();
    let answer = place.run(&asked);
    assert_eq!(answer.exit, 0, "{}", answer.err);
    serde_json::from_str(&answer.out).expect("JSON")
}

/// What is said of a figure, without what a fixed instant changes by itself.
fn formula(place: &Place, figure: &[&str], further: &[&str]) -> String {
    explained(place, figure, further)["formula"].to_string()
}

#[test]
fn a_month_says_on_its_last_day_what_it_says_of_that_day_later() {
    let place = project(LOG);
    let figure = ["report", "2026-03", "sla.p.resolve"];
    let signed = formula(&place, &figure, &["--as-of", "2026-03-31"]);
    let later = formula(&place, &figure, &["--as-of", "2026-04-30"]);
    assert_eq!(signed, later);
    assert!(signed.contains("1 met / (1 met + 0 late and closed + 2 late and open)"), "{signed}");
}

#[test]
fn a_limit_that_ends_when_the_office_shuts_is_over_that_evening() {
    let log = "ticket_id,device_id,reported_at,resolved_at,status,symptom\n\
        T-1,D-1,2026-03-31 06:00,2026-04-01 10:00,closed,fan stands still\n\
        T-2,D-2,2026-03-31 06:00,2026-03-31 17:00,closed,pump leaks\n";
    let place = project(log);
    let config = CONFIG.replace("day_end = 3", "limit = \"8 h\", calendar = \"office\"")
        + "\n[calendars.office]\nhours = [\"09:00-17:00\"]\n";
    place.write("p/faultbook.toml", config);
    let figure = ["report", "2026-03", "sla.p.resolve"];
    let signed = formula(&place, &figure, &["--as-of", "2026-03-31"]);
    assert_eq!(signed, formula(&place, &figure, &["--as-of", "2026-04-30"]));
    assert!(signed.contains("1 met / (1 met + 0 late and closed + 1 late and open)"), "{signed}");
}

#[test]
fn a_report_that_was_signed_on_its_last_day_is_not_restated_by_the_next_one() {
    let place = project(LOG);
    let freeze = ["report", "2026-03", "--freeze", "-r", "p", "--as-of", "2026-03-31"];
    let answer = place.run(&freeze);
    assert_eq!(answer.exit, 0, "{}{}", answer.out, answer.err);
    let answer = place.run(&["report", "--check-frozen", "-r", "p", "--as-of", "2026-04-30"]);
    assert_eq!(answer.exit, 0, "{}{}", answer.out, answer.err);
}

#[test]
fn a_year_mistyped_weighs_the_same_with_and_without_a_fixed_instant() {
    let mut log = LOG.replace("closed,,belt", "closed,E-2,belt");
    for day in 11..26 {
        let ticket = format!(
            "T-{day},D-1,C-01,2026-03-{day} 08:00,2026-03-{day} 09:00,closed,E-3,lamp dark\n"
        );
        log.push_str(&ticket);
    }
    log.push_str("T-90,D-2,C-02,2026-04-20 08:00,2062-04-20 09:00,closed,E-4,door stuck\n");
    log.push_str("T-91,D-2,C-02,2026-04-30 08:00,2026-04-30 09:00,closed,E-5,door loud\n");
    let place = project(&log);
    for figure in ["downtime_h", "open"] {
        let figure = ["site", figure];
        let free = formula(&place, &figure, &[]);
        assert_eq!(free, formula(&place, &figure, &["--as-of", "2026-04-30"]), "{figure:?}");
    }
}

#[test]
fn a_customers_figure_is_explained_from_what_that_customer_sees() {
    let place = project(LOG);
    let all = explained(&place, &["site", "failures"], &[]).to_string();
    let theirs = explained(&place, &["site", "failures"], &["--audience", "C-01"]).to_string();
    assert!(all.contains("T-2") && all.contains("T-3"), "{all}");
    assert!(theirs.contains("T-3") && !theirs.contains("T-2"), "{theirs}");
    let two = ["explain", "site", "failures", "-r", "p", "--audience", "customers"];
    let answer = place.run(&two);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("one site can be asked about at a time"), "{}", answer.err);
}

#[test]
fn the_uncoded_of_a_report_are_those_without_a_fault_code() {
    let place = project(&LOG.replace(",symptom\n", ",component\n"));
    let answer = place.run(&["build", "-q", "-r", "p"]);
    assert!(answer.exit <= 1, "{}", answer.err);
    let page = place.read("p/output/internal/reports/2026-04/index.html");
    let quality = page.rsplit("id=\"quality\"").next().expect("a section");
    assert!(quality.contains("1/1"), "T-4 has a component, but no code: {quality}");
}

/// Maintenance every 30 days: on its day in February, two weeks late in March, not at all in
/// April. A quarter's visit that nobody made is due with the quarter's last day.
fn maintained() -> Place {
    let place = project(
        "ticket_id,device_id,service_type,reported_at,resolved_at,status\n\
         M-1,D-1,maintenance,2026-01-05 09:00,2026-01-05 10:00,closed\n\
         M-2,D-1,maintenance,2026-02-04 09:00,2026-02-04 10:00,closed\n\
         M-3,D-1,maintenance,2026-03-20 09:00,2026-03-20 10:00,closed\n\
         M-4,D-1,maintenance,2026-05-02 09:00,2026-05-02 10:00,closed\n\
         M-5,D-1,maintenance,2026-05-12 09:00,,cancelled\n",
    );
    place.write("p/content/models.csv", "id,name,maintenance_interval\nMX,Mixer,30 d\n");
    place.write(
        "p/content/visits.csv",
        "id,device,kind,due_from,due_to,done_on\nV-1,D-1,quarterly,2026-03-01,2026-03-31,\n",
    );
    place
}

#[test]
fn maintenance_is_due_an_interval_after_the_one_before_and_stays_so() {
    let place = maintained();
    let states = |month: &str, as_of: &str| {
        ["done", "done_late", "overdue", "pending"].map(|state| {
            let figure = ["report", month, &format!("visits.{state}")].map(str::to_owned);
            let figure: Vec<&str> = figure.iter().map(String::as_str).collect();
            explained(&place, &figure, &["--as-of", as_of])["value"].as_u64()
        })
    };
    for as_of in ["2026-03-31", "2026-05-31"] {
        assert_eq!(states("2026-02", as_of), [Some(1), Some(0), Some(0), Some(0)], "{as_of}");
        // 6 March, done on the 20th; the quarter's visit was not made.
        assert_eq!(states("2026-03", as_of), [Some(0), Some(1), Some(1), Some(0)], "{as_of}");
    }
    for as_of in ["2026-04-30", "2026-05-31"] {
        // 19 April: done in May, which April does not know.
        assert_eq!(states("2026-04", as_of), [Some(0), Some(0), Some(1), Some(0)], "{as_of}");
    }
    // On its last day at noon the visit may still be made.
    assert_eq!(states("2026-03", "2026-03-31T12:00")[3], Some(1));
}

/// The words of a page, without its drawings and the way to the next month.
fn words(place: &Place, page: &str) -> Vec<String> {
    let html = place.read(page);
    let main = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next());
    let mut out = Vec::new();
    for (at, piece) in main.expect("a main part").split("<svg").enumerate() {
        let text = if at == 0 { piece } else { piece.split("</svg>").nth(1).unwrap_or_default() };
        let words = text.split('<').map(|tag| tag.split('>').nth(1).unwrap_or_default().trim());
        out.extend(words.filter(|w| !w.is_empty() && !w.ends_with('→')).map(str::to_owned));
    }
    out
}

#[test]
fn a_later_date_changes_no_word_of_an_earlier_report() {
    let demo = env!("CARGO_MANIFEST_DIR");
    let small = maintained();
    let small_root = small.at("p").display().to_string();
    for (root, dates, reports) in [
        (demo, ["2026-08-31", "2026-09-30"], &["2026-08", "2026-06", "2026-Q2", "2025"][..]),
        (&small_root, ["2026-04-30", "2026-05-31"], &["2026-04", "2026-03", "2026-Q1"]),
    ] {
        let place = Place::in_memory();
        for date in dates {
            let built = place.run(&["build", "-q", "-r", root, "-o", date, "--as-of", date]);
            assert!(built.exit < 2, "{}", built.err);
        }
        for report in reports {
            let [signed, later] = dates
                .map(|date| words(&place, &format!("{date}/internal/reports/{report}/index.html")));
            let differs = signed.iter().zip(&later).find(|(then, now)| then != now);
            assert!(signed == later, "{report} of {root}, first at {differs:?}");
            assert!(signed.len() > 50);
        }
    }
}
