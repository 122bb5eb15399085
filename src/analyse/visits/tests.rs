//! States of visits, and which entered visit takes which planned one.

use super::planned::belongs;
use super::*;
use crate::analyse::business_time::tests::day;
use crate::analyse::vectors::vectors;
use crate::catalog::dates::PlannedVisit;

#[test]
fn states_and_compliance() {
    for v in vectors("visit_compliance") {
        let as_of = Closing { day: day(v.input("as_of").0.as_str().unwrap()), over: false };
        let state = |visit: &serde_json::Value| {
            let at = |name: &str| visit[name].as_str().map(day);
            visit_state((at("due_from"), at("due_to")), at("done"), as_of).unwrap()
        };
        let states: Vec<VisitState> =
            v.input("visits").0.as_array().unwrap().iter().map(state).collect();
        let words: Vec<&str> = states.iter().map(|s| s.as_str()).collect();
        assert_eq!(v.want("states").0, &serde_json::json!(words));
        v.same("compliance", compliance(states).value);
    }
}

#[test]
fn a_visit_without_window_is_done_or_nothing() {
    let today = Closing::over(day("2024-06-30"));
    assert_eq!(visit_state((None, None), None, today), None);
    let done = visit_state((None, None), Some(day("2024-06-01")), today);
    assert_eq!(done, Some(VisitState::Done));
}

#[test]
fn a_visit_done_later_is_still_due_at_the_end_of_the_month_before() {
    let may = Month::parse("2024-05").unwrap();
    let row = VisitRow {
        device: None,
        site: None,
        customer: None,
        kind: VisitKind::Mid,
        due_from: Some(day("2024-06-01")),
        due_to: Some(day("2024-06-10")),
        done_on: Some(day("2024-06-05")),
        on_site: Some(true),
        state: Some(VisitState::Done),
        known_from: None,
        retired_on: None,
        source: VisitSource::Event(3),
    };
    let month =
        VisitMonth { due_next: vec![0], ..VisitMonth::until(Closing::over(day("2024-05-31"))) };
    let mut reports = ByReport::default();
    reports.insert(may.into(), month);
    let facts = VisitFacts { rows: vec![row], reports, ..VisitFacts::default() };
    let stood = &facts.due_next(may)[0];
    assert_eq!((stood.state, stood.done_on), (Some(VisitState::Pending), None));
    assert_eq!((stood.on_site, stood.source), (None, VisitSource::Plan));
}

#[test]
fn an_entered_visit_takes_the_window_it_belongs_to() {
    let row = |done: &str| VisitRow {
        device: None,
        site: None,
        customer: None,
        kind: VisitKind::Mid,
        due_from: None,
        due_to: None,
        done_on: Some(day(done)),
        on_site: None,
        state: None,
        known_from: None,
        retired_on: None,
        source: VisitSource::Record(0),
    };
    let mid = PlannedVisit {
        kind: VisitKind::Mid,
        due_from: day("2024-06-02"),
        due_to: day("2024-06-02"),
    };
    let next = Some(day("2024-10-02"));
    assert!(belongs(&row("2024-05-25"), &mid, next));
    assert!(belongs(&row("2024-08-01"), &mid, next));
    assert!(!belongs(&row("2024-10-05"), &mid, next));
    assert!(!belongs(&row("2024-04-01"), &mid, next));
}
