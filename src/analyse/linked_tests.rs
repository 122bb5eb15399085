//! Facts of projects that went through linking, as a build makes them.

use super::hotspot::Family;
use super::vectors::local;
use super::{Facts, analyse, check};
use crate::catalog::link::link;
use crate::catalog::restrict::internal;
use crate::diag::Place;
use crate::model::article::{Article, Half};
use crate::model::events::{EventDraft, FlagField, NumField, Origin, PartUse, TextField};
use crate::model::records::{FaultCode, FaultReport};
use crate::model::time::{Clock, Stamp, Zone};
use crate::model::{
    Action, ActionKind, Device, DeviceId, Meta, Ownership, Project, SourceReport, Sym,
};

/// Device, code, reported, resolved.
type Row = (&'static str, &'static str, &'static str, &'static str);

fn project(rows: &[Row]) -> Project {
    let mut project = Project::default();
    project.settings.zone = Zone::utc();
    project.sources =
        vec![SourceReport { path: "log.csv".into(), is_log: true, ..SourceReport::default() }];
    let events = &mut project.records.events;
    for (n, (device, code, reported, resolved)) in rows.iter().enumerate() {
        let mut draft = EventDraft::new(Origin::Row { source: 0, line: n as u32 + 2 });
        let texts = [
            (TextField::Ticket, format!("T{n}")),
            (TextField::Device, (*device).to_owned()),
            (TextField::Code, (*code).to_owned()),
        ];
        for (field, text) in texts {
            draft.texts[field as usize] = events.intern(&text);
        }
        let stamp = |text: &str| (!text.is_empty()).then(|| Stamp::exact(local(text)));
        draft.stamps[Clock::ReportedAt as usize] = stamp(reported);
        draft.stamps[Clock::ResolvedAt as usize] = stamp(resolved);
        events.push(&draft);
    }
    project
}

fn facts(project: Project) -> (Facts, Vec<String>) {
    let catalog = internal(link(project));
    let facts = analyse(&catalog);
    let found = check(&facts, &catalog);
    assert!(found.is_empty(), "{found:#?}");
    (facts, catalog.records.customers.iter().map(|c| c.id.to_string()).collect())
}

#[test]
fn a_customer_answers_only_for_the_time_it_had_the_device() {
    let mut project = project(&[
        ("D1", "E1", "2026-03-03T08:00", "2026-03-03T20:00"),
        ("D1", "E1", "2026-03-20T08:00", "2026-03-20T10:00"),
        ("D1", "E2", "2026-03-30T08:00", "2026-03-30T10:00"),
    ]);
    let mut device = Device::stub(DeviceId::from("D1"));
    device.unregistered = false;
    device.commissioned_on = "2025-01-01".parse().ok();
    let had = |customer: &str, from: &str, to: &str| Ownership {
        customer: Some(customer.into()),
        site: None,
        from: from.parse().ok(),
        to: to.parse().ok(),
    };
    device.owners = vec![had("A", "", "2026-03-15"), had("B", "2026-03-16", "")];
    project.records.devices.push(device);
    let (facts, customers) = facts(project);
    assert_eq!(customers, ["A", "B"]);
    let hours: Vec<f64> = facts.customers.iter().map(|c| c.exposure_h.round()).collect();
    assert_eq!(hours, [15.0 * 24.0, 15.0 * 24.0]);
    let failures: Vec<u64> = facts.customers.iter().map(|c| c.failures_exposed).collect();
    assert_eq!(failures, [1, 2]);
    assert_eq!(facts.fleet.repeat_30d.rate.d, 0);
    assert_eq!(facts.fleet.repeat_30d.already_seen, [(0, 1)]);
    assert_eq!(facts.recurrence.chains[0].links[1].gap_days, Some(16.5));
    let held = facts.hotspots.family(Family::Customer).expect("customers");
    let mut counts: Vec<u64> = held.rows.iter().map(|row| row.part.c).collect();
    counts.sort_unstable();
    assert_eq!((held.groups, held.failures, counts), (2, 3, vec![1, 2]));
}

#[test]
fn a_measure_on_a_code_is_judged_over_the_devices_that_can_have_it() {
    let mut project = project(&[
        ("D1", "E1", "2026-03-03T08:00", "2026-03-03T20:00"),
        ("D2", "E2", "2026-03-20T08:00", "2026-03-20T10:00"),
    ]);
    project.settings.as_of = Some(local("2026-05-31"));
    for (device, model) in [("D1", "M1"), ("D2", "M2"), ("D3", "M2")] {
        let mut device = Device::stub(DeviceId::from(device));
        device.commissioned_on = "2025-01-01".parse().ok();
        device.model = Some(model.into());
        project.records.devices.push(device);
    }
    project.records.codes.push(FaultCode {
        id: "E1".into(),
        title: String::new(),
        component: None,
        severity: None,
        aliases: Vec::new(),
        symptoms: Vec::new(),
        models: vec!["M1".into()],
        solutions: Vec::new(),
        derived: false,
        meta: Meta::default(),
    });
    project.records.actions.push(Action {
        id: "A1".into(),
        kind: ActionKind::Corrective,
        title: String::new(),
        source: None,
        code: Some("E1".into()),
        model: None,
        device: None,
        owner: None,
        due: None,
        done_on: "2026-03-31".parse().ok(),
        effect_metric: None,
        meta: Meta::default(),
    });
    let (facts, _) = facts(project);
    let effect = facts.actions.rows[0].effect.as_ref().expect("a measure on a code");
    // D1 alone; the build is for the first instant of 31 May, 60 days after.
    assert!((effect.exposure_after - 60.0 / (365.25 / 12.0)).abs() < 1e-9, "{effect:?}");
    assert_eq!((effect.failures_before, effect.failures_after), (1, 0));
}

fn article(path: &str) -> Article {
    Article {
        path: path.into(),
        title: String::new(),
        body: crate::model::Body::default(),
        cut: false,
        body_line: 1,
        halves: vec![Half { lang: None, title: String::new(), range: 0..0, sections: Vec::new() }],
        unknown: Vec::new(),
        tags: Vec::new(),
        readers: crate::model::words::Readers::Internal,
    }
}

#[test]
fn a_report_of_two_devices_is_one_ticket_of_two_failures() {
    let mut project = project(&[]);
    project.records.reports.push(FaultReport {
        id: "R1".into(),
        article: article("reports/R1.md"),
        devices: vec!["D1".into(), "D2".into()],
        keys: Vec::new(),
        place: Place::default(),
    });
    let events = &mut project.records.events;
    for device in ["D1", "D2"] {
        let mut draft = EventDraft::new(Origin::Report(0));
        draft.texts[TextField::Ticket as usize] = events.intern("R1");
        draft.texts[TextField::Report as usize] = events.intern("R1");
        draft.texts[TextField::Device as usize] = events.intern(device);
        draft.texts[TextField::Engineers as usize] = events.intern("A");
        draft.stamps[Clock::ReportedAt as usize] = Some(Stamp::exact(local("2026-03-03T08:00")));
        draft.stamps[Clock::ResolvedAt as usize] = Some(Stamp::exact(local("2026-03-03T20:00")));
        draft.nums[NumField::Amount as usize] = Some(300.0);
        draft.nums[NumField::Satisfaction as usize] = Some(4.0);
        draft.flags[FlagField::Complaint as usize] = Some(true);
        draft.extra.parts = vec![PartUse {
            part: events.intern("P1"),
            qty: 2.0,
            reason: Sym::NONE,
            old_part_required: None,
            old_part_status: None,
            issued_on: None,
            cleared_on: None,
            warranty_covered: None,
        }];
        events.push(&draft);
    }
    project.settings.sla_default = Some("device_contract".to_owned());
    let (facts, _) = facts(project);
    assert_eq!((facts.fleet.failures, facts.fleet.devices), (2, 2));
    assert!((facts.fleet.cost - 300.0).abs() < 1e-9);
    assert!((facts.fleet.charges.amount - 300.0).abs() < 1e-9);
    assert_eq!(facts.fleet.charges.shares[0].jobs.n, 1);
    assert!((facts.parts.total.qty - 2.0).abs() < 1e-9);
    assert_eq!((facts.satisfaction.total.jobs, facts.complaints.total.all), (1, 1));
    assert_eq!(facts.team.engineers[0].jobs, 1);
    let resolve = facts.sla.plan.clocks.iter().position(|c| c.clock.id == "resolve").unwrap();
    assert_eq!(facts.sla.total[resolve].due(), 1);
}

#[test]
fn an_empty_project_and_one_without_a_stamp_add_up() {
    let (nothing, _) = facts(project(&[]));
    assert!(nothing.months.is_empty() && nothing.fleet.mtbf.hours.value.is_none());
    let (undated, _) = facts(project(&[("D1", "E1", "", "")]));
    assert_eq!((undated.undated.len(), undated.devices.len()), (1, 1));
}
