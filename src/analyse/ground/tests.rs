//! What every family reads about an event, on the sample fleet.

use crate::analyse::fixture::Fleet;
use crate::analyse::mtbf::Basis;
use crate::analyse::{Facts, Reason, analyse, check};
use crate::catalog::ModelIx;
use crate::model::Meta;
use crate::model::events::{EventDraft, FlagField};
use crate::model::ids::match_key;
use crate::model::records::DeviceModel;
use crate::model::time::{Clock, Stamp};
use crate::model::words::Status;
use std::collections::BTreeMap;

/// The facts of a fleet after a change to each of its tickets.
fn facts(fleet: &Fleet, mut change: impl FnMut(usize, &mut EventDraft)) -> Facts {
    let catalog = fleet.catalog_with(|c| {
        c.records.events = std::mem::take(&mut c.records.events).rebuild(|row, draft| {
            change(row, draft);
            true
        });
    });
    let facts = analyse(&catalog);
    assert!(check(&facts, &catalog).is_empty());
    facts
}

fn left_out(facts: &Facts) -> Vec<(Reason, Vec<u32>)> {
    let excluded = &facts.fleet.availability.excluded;
    excluded.iter().map(|e| (e.reason, e.events.clone())).collect()
}

#[test]
fn planned_work_counts_for_the_technical_availability_alone_and_only_if_flagged() {
    use crate::analyse::vectors::local;
    use crate::model::words::ServiceType;
    // The second repair of the first device becomes maintenance, ordered on 20 January
    // at 8, begun at 9, done on 22 January at 8; a failure of 4 hours lies inside.
    let mut fleet = Fleet::sample();
    fleet.jobs[3].reported = local("2024-01-21T08:00");
    fleet.jobs[3].resolved = Some(local("2024-01-21T12:00"));
    let work = |down: Option<bool>| {
        let catalog = fleet.catalog_with(|c| {
            c.links[1].is_failure = false;
            c.records.events = std::mem::take(&mut c.records.events).rebuild(|row, draft| {
                if row == 1 {
                    draft.words.service_type = Some(ServiceType::Maintenance);
                    draft.flags[FlagField::Down as usize] = down;
                }
                true
            });
        });
        analyse(&catalog)
    };
    let (without, with) = (work(None), work(Some(true)));
    for facts in [&without, &with] {
        let file = &facts.devices[0];
        // Repairs of 24, 4 and 6 hours.
        assert!((file.downtime_h - 34.0).abs() < 1e-9, "{}", file.downtime_h);
        let availability = file.availability.value.expect("observed");
        assert!((availability - (1.0 - 34.0 / file.exposure_h)).abs() < 1e-12);
    }
    let plain = &without.devices[0];
    assert_eq!(plain.technical_availability, plain.availability.value);
    let file = &with.devices[0];
    let technical = file.technical_availability.expect("observed");
    // 24 and 6 hours, and 47 of maintenance in which the other 4 lie.
    assert!((technical - (1.0 - 77.0 / file.exposure_h)).abs() < 1e-12, "{technical}");
    assert_eq!(with.devices[1].technical_availability, with.devices[1].availability.value);
    let january = with.month(crate::model::time::Month { year: 2024, month: 1 });
    let january = &january.expect("January").scope;
    assert!(january.technical_availability < january.availability.value);
}

#[test]
fn one_inverted_outage_is_left_out_and_the_others_keep_the_uptime() {
    let mut fleet = Fleet::sample();
    fleet.jobs[3].resolved = Some(fleet.jobs[3].reported.plus(-3_600_000));
    let facts = facts(&fleet, |_, _| {});
    assert_eq!(facts.fleet.mtbf.basis, Basis::Uptime);
    assert_eq!(left_out(&facts), [(Reason::Negative, vec![3])]);
    assert!((facts.fleet.downtime_h - 390.0).abs() < 1e-9);
    let repeats = &facts.fleet.repeat_30d.excluded;
    assert_eq!(repeats[0].reason, Reason::ClosedBeforeReported);
    assert_eq!(repeats[0].events, [3]);
}

#[test]
fn a_day_is_no_outage_of_hours_and_neither_is_more_than_a_year() {
    let mut fleet = Fleet::sample();
    fleet.jobs[0].reported = fleet.jobs[0].reported.plus_days(-400);
    let facts = facts(&fleet, |row, draft| {
        if row == 1 {
            let at = draft.stamp(Clock::ResolvedAt).expect("an end").at;
            draft.stamps[Clock::ResolvedAt as usize] = Some(Stamp::day(at));
        }
    });
    let want = [(Reason::DateOnly, vec![1]), (Reason::TooLong, vec![0])];
    assert_eq!(left_out(&facts), want);
}

#[test]
fn an_old_ticket_without_an_end_is_open_only_where_ends_are_told() {
    let mut fleet = Fleet::sample();
    for job in &mut fleet.jobs[..5] {
        job.resolved = None;
    }
    // Two of eight have an end; only the one of 10 April is fresh.
    assert_eq!(facts(&fleet, |_, _| {}).fleet.open, 1);
    let open = Some(Status::Open);
    let with_status = facts(&fleet, |_, draft| draft.words.status = open);
    assert_eq!(with_status.fleet.open, 6);
}

#[test]
fn an_end_said_to_be_unknown_is_not_open() {
    let lost = facts(&Fleet::sample(), |row, draft| {
        draft.flags[FlagField::EndUnknown as usize] = (row == 6).then_some(true);
    });
    assert_eq!(lost.fleet.open, 0);
    assert_eq!(left_out(&lost), [(Reason::Missing, vec![6])]);
}

#[test]
fn an_end_after_the_instant_of_the_figures_is_open_whatever_the_status_says() {
    let closed = |later: bool| {
        facts(&Fleet::sample(), |row, draft| {
            if row == 6 {
                draft.words.status = Some(Status::Closed);
                draft.flags[FlagField::EndAfterAsOf as usize] = later.then_some(true);
            }
        })
    };
    assert_eq!((closed(true).fleet.open, closed(false).fleet.open), (1, 0));
}

#[test]
fn duty_hours_shorten_both_bases() {
    for (told, basis) in [(true, Basis::Uptime), (false, Basis::Calendar)] {
        let mut fleet = Fleet::sample();
        for job in &mut fleet.jobs {
            job.resolved = job.resolved.filter(|_| told);
        }
        let mtbf = |hours: Option<f64>| {
            let catalog = fleet.catalog_with(|c| {
                for device in &mut c.records.devices {
                    device.model = Some("M".into());
                }
                c.records.models.push(model(hours));
                c.index.model.insert(match_key("M"), ModelIx::new(0));
            });
            analyse(&catalog).fleet.scope.mtbf
        };
        let (whole, half) = (mtbf(None), mtbf(Some(12.0)));
        assert_eq!((whole.basis, half.basis), (basis, basis));
        assert!((whole.exposure_h / 2.0 - half.exposure_h).abs() < 1e-6);
    }
}

fn model(duty_hours_per_day: Option<f64>) -> DeviceModel {
    DeviceModel {
        id: "M".into(),
        name: String::new(),
        family: None,
        components: Vec::new(),
        duty_hours_per_day,
        maintenance_interval_days: None,
        warranty_months: None,
        component_warranty_months: BTreeMap::new(),
        wear_parts: Vec::new(),
        derived: false,
        meta: Meta::default(),
    }
}
