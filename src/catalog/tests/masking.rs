//! Masking of whole records: what is hidden, what stays, what is counted.

use super::support::Build;
use crate::catalog::mask::{Cover, Exempt, Rules, covered, mask};
use crate::catalog::{link, restrict};
use crate::model::Personal;
use crate::model::events::TextField;
use crate::model::settings::Mask;
use crate::model::words::Readers;

const TEXT: &str = "叫王师傅13912345678到杭州市云栖路66号，浙A·12345，见a.b@x.example";

fn project() -> Build {
    Build::new()
        .customer("A")
        .owned("浙FD10237", "M-1", &[("A", "", "")])
        .row(&[
            ("ticket_id", "T1"),
            ("device_id", "浙FD10237"),
            ("symptom", TEXT),
            (
                "action_taken",
                "浙FD10237已修，回电0571-5550-2101或400-555-0136，身份证11010519491231002X",
            ),
            ("reported_at", "2026-01-10T10:00"),
        ])
        .edit(|p| {
            p.records.customers[0].phone = Some("0571-55502101".to_owned());
            p.settings.organisation.hotline = Some("400 555 0136".to_owned());
        })
        .solution("SOL-1", "content/solutions/a.md", "**Call** 13912345678 now", Readers::Public)
        .dated("2026-06-30T23:59")
}

fn text(catalog: &crate::catalog::Catalog, field: TextField) -> String {
    catalog.event(0).text(field).to_owned()
}

#[test]
fn a_customers_site_hides_others_data_and_keeps_its_own() {
    let catalog = link(project().0);
    let site = restrict::customer(&catalog, &"A".into()).unwrap();
    assert_eq!(
        text(&site, TextField::Symptom),
        "叫王师傅139####5678到杭州市＃＃＃##＃，浙A·#####，见a.#@#.example"
    );
    assert_eq!(
        text(&site, TextField::Action),
        "浙FD10237已修，回电0571-5550-2101或400-555-0136，身份证##################"
    );
    assert_eq!(site.records.customers[0].phone.as_deref(), Some("0571-55502101"));
    assert_eq!(site.records.solutions[0].article.body.to_string(), "**Call** 139####5678 now");
}

#[test]
fn the_departments_site_hides_identity_numbers_alone() {
    let catalog = link(project().0);
    assert_eq!(text(&catalog, TextField::Symptom), TEXT);
    assert!(text(&catalog, TextField::Action).ends_with("身份证##################"));
}

#[test]
fn the_public_site_shows_nothing_of_a_number() {
    let catalog = link(project().0);
    let site = restrict::public(&catalog);
    assert_eq!(site.records.solutions[0].article.body.to_string(), "**Call** ########### now");
}

#[test]
fn the_configuration_decides_and_the_departments_mask_holds_everywhere() {
    let mut project = project();
    project.0.settings.audiences.mask =
        Mask { internal: vec![Personal::Phone], customers: Vec::new(), public: Vec::new() };
    let catalog = link(project.0);
    assert_eq!(catalog.records.customers[0].phone.as_deref(), Some("0571-######01"));
    let site = restrict::customer(&catalog, &"A".into()).unwrap();
    assert_eq!(text(&site, TextField::Symptom), TEXT.replace("13912345678", "139####5678"));
}

#[test]
fn everything_found_is_counted_by_place_and_kind() {
    let catalog = link(project().0);
    let count = |place, kind| catalog.personal.get(&(place, kind)).copied().unwrap_or_default();
    for (place, kind, n) in [
        ("symptom", Personal::Phone, 1),
        ("symptom", Personal::Plate, 1),
        ("symptom", Personal::Email, 1),
        ("symptom", Personal::Address, 1),
        ("action_taken", Personal::Identity, 1),
        // The customer's number; the department's own is nobody's data.
        ("action_taken", Personal::Phone, 1),
        ("action_taken", Personal::Plate, 0),
        ("customers", Personal::Phone, 1),
        ("solutions", Personal::Phone, 1),
    ] {
        assert_eq!(count(place, kind), n, "{place} {kind:?}");
    }
}

#[test]
fn a_text_that_many_rows_say_is_masked_in_each() {
    let row =
        [("device_id", "D"), ("symptom", "ring 13912345678"), ("reported_at", "2026-01-10T10:00")];
    let mut build = Build::new();
    for ticket in ["T1", "T2", "T3"] {
        build = build.row(&[&[("ticket_id", ticket)][..], &row].concat());
    }
    let mut records = build.0.records;
    let exempt = Exempt::default();
    let rules = Rules { kinds: Personal::ALL, cover: Cover::Partly, exempt: &exempt };
    let counts = mask(&mut records, &rules);
    assert_eq!(counts[&("symptom", Personal::Phone)], 3);
    assert!(records.events.iter().all(|e| e.text(TextField::Symptom) == "ring 139####5678"));
}

#[test]
fn a_mask_has_the_bytes_of_what_it_hides() {
    for (kind, text) in [
        (Personal::Phone, "139 1234 5678"),
        (Personal::Phone, "（0571）55502101"),
        (Personal::Email, "jürgen.müller@x.example"),
        (Personal::Plate, "浙A·12345"),
        (Personal::Address, "云栖路66号"),
        (Personal::Address, "12 Baker Street"),
        (Personal::Identity, "11010519491231002X"),
    ] {
        for cover in [Cover::Partly, Cover::Whole] {
            let masked = covered(kind, text, cover);
            assert_eq!(masked.len(), text.len(), "{text} → {masked}");
            assert!(
                !masked.starts_with("# ") && !masked.contains("## #"),
                "{masked} is no heading"
            );
        }
    }
}
