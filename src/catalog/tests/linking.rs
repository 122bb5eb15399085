//! What references resolve to, and what is added for those that resolve to nothing.

use super::support::{Build, day};
use crate::model::events::{Event, TextField};
use crate::model::time::Month;
use crate::model::words::Readers;

fn ids<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    ids.collect()
}

#[test]
fn a_log_alone_gives_devices_models_codes_components_and_parts() {
    let catalog = Build::new()
        .row(&[
            ("ticket_id", "T1"),
            ("device_id", "X-10"),
            ("model", "M-A"),
            ("fault_code", "E-104"),
            ("component", "display"),
            ("part", "PSU-12V"),
            ("site", "Hall 3"),
            ("reported_at", "2026-03-05T10:00"),
        ])
        .row(&[("ticket_id", "T2"), ("device_id", "x-9"), ("reported_at", "2026-01-05T10:00")])
        .row(&[
            ("ticket_id", "T3"),
            ("device_id", "ｘ－１０"),
            ("fault_code", "e-104"),
            ("customer", "Acme"),
            ("reported_at", "2026-03-06T10:00"),
        ])
        .link();
    let r = &catalog.records;
    assert_eq!(ids(r.devices.iter().map(|d| d.id.as_str())), ["x-9", "X-10"]);
    assert!(r.devices.iter().all(|d| d.unregistered));
    assert_eq!(r.devices[1].model.as_ref().map(AsRef::as_ref), Some("M-A"));
    assert_eq!(ids(r.models.iter().map(|m| m.id.as_str())), ["M-A"]);
    assert_eq!(ids(r.codes.iter().map(|c| c.id.as_str())), ["E-104"]);
    assert_eq!(ids(r.parts.iter().map(|p| p.id.as_str())), ["PSU-12V"]);
    assert_eq!(ids(r.sites.iter().map(|s| s.id.as_str())), ["Hall 3"]);
    assert!(r.customers.is_empty(), "a customer named only in a log is none");
    assert_eq!(catalog.event(2).text(TextField::Customer), "Acme", "the text stays");
    assert_eq!(catalog.index.events_of_device.of(1), &[1, 2]);
    assert_eq!(catalog.index.events_of_code.of(0), &[1, 2]);
}

#[test]
fn events_stand_in_order_of_report_and_months_have_no_gap() {
    let catalog = Build::new()
        .row(&[("ticket_id", "late"), ("reported_at", "2026-05-01T00:00")])
        .row(&[("ticket_id", "never"), ("resolved_at", "2026-02-01T00:00")])
        .row(&[("ticket_id", "b"), ("reported_at", "2026-01-31T23:59")])
        .row(&[("ticket_id", "a"), ("reported_at", "2026-01-31T23:59")])
        .dated("2026-07-31T23:59")
        .link();
    let tickets: Vec<&str> = catalog.events().iter().map(Event::ticket).collect();
    assert_eq!(tickets, ["a", "b", "late", "never"]);
    let month = |text| Month::parse(text).expect("a month");
    assert_eq!(catalog.index.months, Some((month("2026-01"), month("2026-07"))));
    assert_eq!(catalog.index.events_of_month[&month("2026-01")], 0..2);
    assert_eq!(catalog.index.events_of_month[&month("2026-05")], 2..3);
    assert_eq!(catalog.index.without_device, 4);
}

#[test]
fn the_owner_at_the_time_has_the_event() {
    let catalog = Build::new()
        .customer("A")
        .customer("B")
        .owned("D1", "M", &[("A", "", "2026-03-14"), ("B", "2026-03-15", "")])
        .row(&[("ticket_id", "T1"), ("device_id", "D1"), ("reported_at", "2026-03-14T23:59")])
        .row(&[
            ("ticket_id", "T2"),
            ("device_id", "D1"),
            ("customer", "A"),
            ("reported_at", "2026-03-15T00:00"),
        ])
        .link();
    let owner = |row: usize| {
        let ix = catalog.links[row].customer.expect("an owner");
        catalog.customer(ix).id.as_str()
    };
    assert_eq!((owner(0), owner(1)), ("A", "B"));
    let site = catalog.links[1].site.expect("a site");
    assert_eq!(catalog.records.sites[site.index()].name, "B hall");
    let present = catalog.index.find_customer("b ltd").expect("by name");
    assert_eq!(catalog.index.devices_of_customer.of(present.index()), &[0]);
}

#[test]
fn a_code_is_found_by_alias_and_gives_its_component() {
    let catalog = Build::new()
        .code("E-104", "display")
        .row(&[
            ("ticket_id", "T"),
            ("fault_code", "ALIAS-e-104"),
            ("reported_at", "2026-03-01T00:00"),
        ])
        .link();
    let links = catalog.links[0];
    assert_eq!(catalog.code(links.code.expect("a code")).id.as_str(), "E-104");
    let component = links.component.expect("the code's component");
    assert_eq!(catalog.records.components[component.index()].id.as_str(), "display");
    assert!(links.is_failure);
}

#[test]
fn a_solution_is_found_by_id_path_or_address() {
    let host = "https://github.com/someone/Notes/blob/master";
    let catalog = Build::new()
        .solution("SOL-1", "content/solutions/hardware/pc/no-power.md", "", Readers::Internal)
        .solution("SOL-2", "content/solutions/读卡器/README.md", "", Readers::Internal)
        .row(&[
            ("ticket_id", "1"),
            ("solution", "sol-1; other"),
            ("reported_at", "2026-01-01T00:00"),
        ])
        .row(&[("ticket_id", "2"), ("solution", "no-power"), ("reported_at", "2026-01-02T00:00")])
        .row(&[
            ("ticket_id", "3"),
            ("notes", &format!("见[此文]({host}/pc/no-power.md)，已修")),
            ("reported_at", "2026-01-03T00:00"),
        ])
        .row(&[
            ("ticket_id", "4"),
            ("remark", &format!("{host}/%E8%AF%BB%E5%8D%A1%E5%99%A8/README.md#x")),
            ("reported_at", "2026-01-04T00:00"),
        ])
        .row(&[
            ("ticket_id", "5"),
            ("notes", &format!("{host}/other/README.md")),
            ("reported_at", "2026-01-05T00:00"),
        ])
        .row(&[
            ("ticket_id", "6"),
            ("notes", "https://example.org/no-power.md"),
            ("reported_at", "2026-01-06T00:00"),
        ])
        .link();
    let solution =
        |row: usize| catalog.links[row].solution.map(|s| catalog.solution(s).id.as_str());
    let found: Vec<_> = (0..6).map(solution).collect();
    assert_eq!(found, [Some("SOL-1"), Some("SOL-1"), Some("SOL-1"), Some("SOL-2"), None, None]);
}

#[test]
fn customers_come_from_the_device_table_only_without_a_table_of_their_own() {
    let without = Build::new().owned("D1", "M", &[("A", "", "")]).link();
    assert!(without.records.customers[0].derived);
    let with = Build::new().customer("B").owned("D1", "M", &[("A", "", "")]).link();
    assert_eq!(with.records.customers.len(), 1);
    assert_eq!(with.records.customers[0].id.as_str(), "B");
}

#[test]
fn linking_twice_adds_nothing() {
    let project = Build::new()
        .owned("D1", "M", &[("A", "", "")])
        .row(&[
            ("ticket_id", "1"),
            ("device_id", "A B"),
            ("component", "Engine / Pump"),
            ("reported_at", "2026-01-01T00:00"),
        ])
        .row(&[
            ("ticket_id", "2"),
            ("device_id", "A-B"),
            ("component", "engine-pump"),
            ("reported_at", "2026-01-02T00:00"),
        ])
        .report("FR-1", &["D1", "D7"], "2026-01-03T00:00", "# text");
    let once = project.clone().link();
    let mut again = project;
    again.0.records = once.records.clone();
    let twice = again.link();
    assert_eq!(once.records.devices, twice.records.devices);
    assert_eq!(once.records.components, twice.records.components);
    assert_eq!(once.links, twice.links);
    assert_eq!(once.records.components.len(), 1, "one address, one derived component");
    let stubs: Vec<_> = once.records.devices.iter().filter(|d| d.unregistered).collect();
    assert_eq!(stubs.len(), 3);
    let told_apart = stubs.iter().find(|d| !d.aliases.is_empty()).expect("a stub with an alias");
    assert_eq!(told_apart.aliases, ["A-B"]);
    assert!(told_apart.id.as_str().starts_with("A-B--"));
}

#[test]
fn the_date_of_the_build_is_the_end_of_the_last_stamps_day() {
    let build = Build::new()
        .row(&[
            ("ticket_id", "1"),
            ("reported_at", "2026-01-01T08:00"),
            ("resolved_at", "2026-01-20T08:00"),
        ])
        .row(&[("ticket_id", "2"), ("reported_at", "2026-01-15T08:00")]);
    let catalog = build.clone().link();
    let zone = &catalog.settings.zone;
    assert_eq!(zone.day(catalog.settings.as_of.expect("a date")), day("2026-01-20"));
    let outlier = build.row(&[("ticket_id", "3"), ("reported_at", "2062-01-15T08:00")]).link();
    assert_eq!(zone.day(outlier.settings.as_of.expect("a date")), day("2026-01-20"));
    let told = super::support::found(&outlier, crate::diag::Code::StampOutlier);
    assert!(told[0].starts_with("content/logs/a.csv:4: "), "{told:?}");
}

#[test]
fn a_name_in_two_languages_is_known_by_each_half_that_is_its_own() {
    let named = |p: &mut crate::model::Project, at: usize, name: &str| {
        name.clone_into(&mut p.records.customers[at].name);
    };
    let build = Build::new()
        .customer("C-1")
        .customer("C-2")
        .edit(|p| named(p, 0, "滨江医院 / Riverside Hospital"))
        .edit(|p| named(p, 1, "滨江医院 / Harbour Hospital"))
        .row(&[
            ("ticket_id", "1"),
            ("customer", "Riverside Hospital"),
            ("reported_at", "2026-01-02T00:00"),
        ])
        .row(&[("ticket_id", "2"), ("customer", "滨江医院"), ("reported_at", "2026-01-02T00:00")]);
    let catalog = build.link();
    let found =
        |text: &str| catalog.index.find_customer(text).map(crate::catalog::CustomerIx::index);
    assert_eq!(found("Riverside Hospital"), Some(0));
    assert_eq!(found("harbour hospital"), Some(1));
    assert_eq!(found("滨江医院"), None, "it is half of two names");
    assert_eq!(found("滨江医院 / Harbour Hospital"), Some(1));
    assert_eq!(catalog.links[0].customer.map(crate::catalog::CustomerIx::index), Some(0));
    assert_eq!(catalog.links[1].customer, None);
}
