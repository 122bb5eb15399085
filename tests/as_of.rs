//! The instant that figures are for: a month says the same of itself on its last day, when
//! its report is signed, and later; a slip of the pen weighs the same with and without a
//! fixed instant; one site's figures can be asked for.
#![allow(clippy::disallowed_methods, reason = "the tests write projects")]

mod program;

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
