//! Derived dates of devices.

use super::support::{Build, day};
use crate::model::time::{Instant, Period};
use crate::model::{ComponentId, ServiceType, VisitKind};

fn vector(id: &str) -> Option<serde_json::Value> {
    #[allow(clippy::disallowed_methods, reason = "tests find the shared data by their environment")]
    let shared = std::env::var("FAULTBOOK_SHARED")
        .unwrap_or_else(|_| format!("{}/../shared", env!("CARGO_MANIFEST_DIR")));
    #[allow(clippy::disallowed_methods, reason = "the vectors are a file beside the sources")]
    let Ok(text) = std::fs::read_to_string(format!("{shared}/vectors.json")) else {
        eprintln!("NOT RUN: no vectors.json in {shared}; set FAULTBOOK_SHARED");
        return None;
    };
    let all: serde_json::Value = serde_json::from_str(&text).expect("vectors are JSON");
    let found = all["vectors"].as_array().into_iter().flatten().find(|v| v["id"] == id);
    Some(found.expect("the vector is listed").clone())
}

#[test]
fn visit_schedule() {
    let Some(vector) = vector("visit_schedule") else { return };
    let (inputs, want) = (&vector["inputs"], &vector["expected"]);
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let months = inputs["warranty_months"].as_u64().expect("a number") as u32;
    let catalog = Build::new()
        .model("M", |m| m.warranty_months = Some(months))
        .device("D", |d| {
            d.model = Some("M".into());
            d.commissioned_on = Some(day(&text(&inputs["commissioned"])));
            d.accepted_on = Some(day(&text(&inputs["accepted"])));
        })
        .link();
    let dates = &catalog.dates[0];
    let is = |day: Option<crate::model::Day>, key: &str| {
        assert_eq!(day.expect(key).to_string(), text(&want[key]), "{key}");
    };
    is(dates.warranty_start, "warranty_start");
    is(dates.warranty_end, "warranty_end");
    let due: Vec<_> = dates.planned_visits.iter().map(|v| (v.kind, v.due_from, v.due_to)).collect();
    assert_eq!(due.len(), 4);
    is(Some(due[0].2), "first_due");
    is(Some(due[1].2), "mid1_due");
    is(Some(due[2].2), "mid2_due");
    assert_eq!(due[3].0, VisitKind::Last);
    assert_eq!(due[3].1.to_string(), text(&want["last_window"][0]));
    assert_eq!(due[3].2.to_string(), text(&want["last_window"][1]));
}

#[test]
fn a_components_term_is_its_own_and_an_extension_moves_the_devices() {
    let catalog = Build::new()
        .model("M", |m| {
            m.warranty_months = Some(12);
            m.component_warranty_months.insert(ComponentId::from("lcd"), 6);
            m.component_warranty_months.insert(ComponentId::from("psu"), 24);
        })
        .device("D", |d| {
            d.model = Some("M".into());
            d.accepted_on = Some(day("2024-01-31"));
            d.extended_to = Some(day("2027-01-31"));
            d.component_warranty.insert(ComponentId::from("PSU"), day("2030-01-01"));
        })
        .link();
    let dates = &catalog.dates[0];
    assert_eq!(dates.warranty_end, Some(day("2027-01-31")));
    assert_eq!(dates.component_warranty.get("lcd"), Some(&day("2024-07-31")));
    assert_eq!(dates.component_warranty.len(), 2, "two spellings are one component");
    assert!(dates.component_warranty.values().any(|end| *end == day("2030-01-01")));
}

fn observed(catalog: &crate::catalog::Catalog, device: &str) -> Option<Period> {
    let dates = catalog.device_dates(catalog.index.find_device(device).expect("a device"));
    Some(Period { start: dates.observed_from?, end: dates.observed_to? })
}

#[test]
fn a_device_is_observed_within_its_life_and_what_the_logs_cover() {
    let build = Build::new()
        .device("early", |d| d.commissioned_on = Some(day("2020-01-01")))
        .device("late", |d| d.installed_on = Some(day("2026-02-10")))
        .device("gone", |d| {
            d.commissioned_on = Some(day("2020-01-01"));
            d.retired_on = Some(day("2026-02-01"));
        })
        .device("before", |d| {
            d.commissioned_on = Some(day("2019-01-01"));
            d.retired_on = Some(day("2020-01-01"));
        })
        .row(&[("ticket_id", "1"), ("device_id", "guessed"), ("reported_at", "2026-01-20T09:30")])
        .dated("2026-03-31T23:59");
    let at = |text: &str| build.at(text);
    let period = |from: &str, to: &str| Some(Period { start: at(from), end: at(to) });
    let catalog = build.clone().link();
    let as_of = "2026-03-31T23:59";
    assert_eq!(observed(&catalog, "early"), period("2026-01-01T00:00", as_of));
    assert_eq!(observed(&catalog, "late"), period("2026-02-10T00:00", as_of));
    assert_eq!(observed(&catalog, "gone"), period("2026-01-01T00:00", "2026-02-01T00:00"));
    assert_eq!(observed(&catalog, "before"), None);
    assert_eq!(observed(&catalog, "guessed"), period("2026-01-20T09:30", as_of));
    let guessed = catalog.index.find_device("guessed").expect("a stub");
    assert!(catalog.device_dates(guessed).start_guessed);

    let (from, to) = (at("2025-06-01T00:00"), at("2026-03-01T00:00"));
    let configured = build.clone().edit(|p| {
        p.sources[0].covers.from = Some(from);
        p.sources[0].covers.to = Some(to);
    });
    let catalog = configured.link();
    assert_eq!(observed(&catalog, "early"), Some(Period { start: from, end: to }));
}

#[test]
fn without_a_log_the_reports_are_what_is_covered() {
    let build = Build::new()
        .edit(|p| p.sources.clear())
        .device("D", |d| d.commissioned_on = Some(day("2020-01-01")))
        .report("FR-1", &["D"], "2026-02-15T10:00", "")
        .dated("2026-03-31T23:59");
    let start = build.at("2026-02-01T00:00");
    assert_eq!(build.link().dates[0].observed_from, Some(start));
}

#[test]
fn maintenance_is_next_due_an_interval_after_the_last() {
    let catalog = Build::new()
        .model("M", |m| m.maintenance_interval_days = Some(90))
        .device("D", |d| d.model = Some("M".into()))
        .device("W", |d| d.next_maintenance_on = Some(day("2026-12-01")))
        .row(&[("ticket_id", "1"), ("device_id", "D"), ("reported_at", "2026-01-01T09:00")])
        .edit(|p| {
            let mut draft = p.records.events.draft(0);
            draft.words.service_type = Some(ServiceType::Maintenance);
            p.records.events.push(&draft);
        })
        .link();
    assert_eq!(catalog.dates[0].next_maintenance_on, Some(day("2026-04-01")));
    assert_eq!(catalog.dates[1].next_maintenance_on, Some(day("2026-12-01")));
    assert_ne!(catalog.settings.as_of, Some(Instant(0)));
}
