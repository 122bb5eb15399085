//! The tree of facts over small fleets: which month has what, and how files add up.

use super::*;
use crate::analyse::analyse;
use crate::analyse::fixture::Fleet;
use crate::analyse::{Reason, check};
use crate::model::time::DAY_MS;

fn near(got: Option<f64>, want: f64) {
    let got = got.expect("a figure");
    assert!((got - want).abs() <= 1e-9 * want.abs(), "{got} is not {want}");
}

#[test]
fn a_month_counts_reports_resolutions_and_windows_each_by_its_own_instant() {
    let facts = analyse(&Fleet::sample().catalog());
    let names: Vec<String> = facts.months.iter().map(|m| m.month.to_string()).collect();
    assert_eq!(names, ["2024-01", "2024-02", "2024-03", "2024-04"]);
    let volume: Vec<u64> = facts.months.iter().map(|m| m.scope.events).collect();
    assert_eq!(volume, [3, 2, 0, 3]);
    // Resolved in January: 24 h and 48 h; the one of 31 January ends in February.
    near(facts.months[0].scope.times.restore.mean, 36.0);
    assert_eq!(facts.months[1].scope.times.restore.n, 3);
    // The window of the repair of 4 January ended on 3 February: one repeat.
    assert_eq!(facts.months[0].scope.repeat_30d.rate.d, 0);
    assert_eq!(facts.months[0].scope.repeat_30d.already_seen, [(0, 1)]);
    assert_eq!(facts.months[1].scope.repeat_30d.pairs, [(0, 1)]);
    assert_eq!(facts.months[1].scope.repeat_30d.rate.d, 2);
    let empty = &facts.months[2].scope;
    assert_eq!((empty.events, empty.times.restore.median), (0, None));
    assert!(empty.exposure_h > 0.0 && empty.mtbf.at_least_h.is_some());
    assert!(facts.months[3].partial && !facts.months[2].partial);
}

#[test]
fn exposure_ends_with_the_observation_and_the_opening_fault_is_not_counted() {
    let facts = analyse(&Fleet::sample().catalog());
    // 111 days to 20 April for two devices, 60 for the one first seen on 20 February.
    near(Some(facts.fleet.exposure_h), f64::from(2 * 110 + 60) * 24.0);
    assert_eq!(facts.fleet.failures, 8);
    assert_eq!(facts.fleet.failures_exposed, 6);
    let reasons: Vec<_> =
        facts.fleet.without_exposure.iter().map(|e| (e.reason, e.events.clone())).collect();
    assert_eq!(reasons, [(Reason::WithoutDevice, vec![5]), (Reason::OutsideObservation, vec![4])]);
    // Down: 24 + 48 + 48 + 4 + 24 + 6 h, and open from 10 to 20 April: 240 h.
    near(Some(facts.fleet.downtime_h), 394.0);
    near(facts.fleet.availability.value, 1.0 - 394.0 / 6720.0);
    near(facts.fleet.mtbf.hours.value, (6720.0 - 394.0) / 6.0);
    assert_eq!(facts.fleet.open, 1);
    assert_eq!(facts.open_at(facts.months[0].period.end).count(), 1);
}

#[test]
fn a_month_that_is_not_over_is_compared_up_to_the_same_day() {
    let facts = analyse(&Fleet::sample().catalog());
    let change = facts.months[3].vs_previous.unwrap();
    assert_eq!((change.days, change.failures.delta), (Some(19), 3));
    let rate = change.rate.unwrap();
    near(Some(rate.current), 2.0 / (3.0 * 19.0 * 24.0 / 730.5));
    assert_eq!(facts.months[1].vs_previous.unwrap().days, None);
    assert!(facts.months.iter().all(|m| m.vs_year.is_none()));
}

#[test]
fn a_code_knows_its_devices_months_and_repeats() {
    let facts = analyse(&Fleet::sample().catalog());
    let code = &facts.codes[0];
    assert_eq!((code.n, code.monthly.as_slice()), (3, [2, 0, 0, 1].as_slice()));
    assert_eq!(code.devices, [(DeviceIx::new(0), 3)]);
    assert_eq!(code.repeat_30d.rate.n, 1);
    let chain = facts.recurrence.chains[0].links.iter().map(|link| link.event);
    assert_eq!(chain.collect::<Vec<_>>(), [0, 1, 7]);
    assert_eq!(facts.keys.len(), 3);
    assert_eq!(facts.fleet.uncoded, 1);
}

#[test]
fn a_log_that_never_tells_an_end_has_no_backlog_and_no_downtime() {
    let mut fleet = Fleet::sample();
    for job in &mut fleet.jobs {
        job.resolved = None;
    }
    let catalog = fleet.catalog();
    let facts = analyse(&catalog);
    assert_eq!((facts.fleet.open, facts.fleet.availability.value), (0, None));
    assert_eq!(facts.fleet.mtbf.basis, crate::analyse::mtbf::Basis::Calendar);
    assert_eq!(facts.fleet.backlog.excluded[0].events.len(), 8);
    assert!(check(&facts, &catalog).is_empty());
}

#[test]
fn nothing_at_all_is_an_empty_tree() {
    let mut fleet = Fleet::sample();
    fleet.jobs.truncate(1);
    let catalog = fleet.catalog();
    assert!(check(&analyse(&catalog), &catalog).is_empty());
    fleet.as_of = fleet.jobs[0].reported.plus(-DAY_MS);
    let catalog = fleet.catalog();
    let facts = analyse(&catalog);
    assert_eq!((facts.undated.len(), facts.fleet.events), (1, 0));
    assert!(check(&facts, &catalog).is_empty(), "{:#?}", check(&facts, &catalog));
}

#[test]
fn a_large_fleet_adds_up_and_is_the_same_twice() {
    let catalog = Fleet::many(6_000).catalog();
    let facts = analyse(&catalog);
    let found = check(&facts, &catalog);
    assert!(found.is_empty(), "{:#?}", found.iter().take(5).collect::<Vec<_>>());
    let again = analyse(&catalog);
    assert_eq!(facts.fleet, again.fleet);
    assert_eq!(facts.devices, again.devices);
    assert_eq!(facts.codes, again.codes);
}
