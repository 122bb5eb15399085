//! A customer's catalog is that of a project in which nobody else exists
//! (`design.md` §4, promise 6).

use super::support::{Build, Row, article, day, portrait};
use crate::catalog::restrict::{self, Audience};
use crate::catalog::{Catalog, LinkTarget};
use crate::model::events::{Event, TextField};
use crate::model::records::{Action, Complaint, Contract, FreePage, Meta, Ownership, Visit};
use crate::model::words::{ActionKind, ComplaintKind, Readers, VisitKind};
use crate::model::{CustomerId, Project};

/// Words that belong to customer B alone.
const CANARY: &str = "KANARI";

fn b(text: &str) -> String {
    format!("{CANARY}-{text}")
}

fn rows_of_a(build: Build) -> Build {
    let rows: [Row<'_>; 4] = [
        &[
            ("ticket_id", "T1"),
            ("device_id", "a1"),
            ("fault_code", "E-1"),
            ("component", "engine-pump"),
            ("model", "M-A"),
            ("part", "FUSE"),
            ("site", "A hall"),
            ("reported_at", "2026-01-10T10:00"),
            ("resolved_at", "2026-01-11T10:00"),
            ("solution", "SOL-A"),
        ],
        &[
            ("ticket_id", "T2"),
            ("device_id", "S1"),
            ("fault_code", "E-1"),
            ("reported_at", "2026-03-14T23:00"),
        ],
        &[("ticket_id", "T3"), ("customer", "a ltd"), ("reported_at", "2026-02-01T10:00")],
        &[
            ("ticket_id", "T4"),
            ("device_id", "A1"),
            ("customer", "B"),
            ("reported_at", "2026-02-02T10:00"),
            ("odd column", "a note of the house"),
        ],
    ];
    rows.into_iter().fold(build, Build::row)
}

/// The records of A and the tables that all share.
fn only_a() -> Build {
    let build = Build::new()
        .edit(|p| p.settings.title = "Service".to_owned())
        .customer("A")
        .model("M-A", |m| m.warranty_months = Some(12))
        .model("M-B", |m| m.family = Some(b("family")))
        .code("E-1", "display")
        .code("E-2", "")
        .owned("A1", "M-A", &[("A", "", "")])
        .owned("S1", "M-A", &[("A", "2025-02-01", "2026-03-14")])
        .owned("A2", "M-A", &[("A", "", "")])
        .edit(|p| stand(p, "A2", "Depot 7"))
        .solution("SOL-A", "content/solutions/a.md", "![p](p.jpg) [b](b.md)", Readers::Customer)
        .solution("SOL-I", "content/solutions/i.md", "of the house", Readers::Internal)
        .attachment("content/solutions/p.jpg")
        .attachment("content/solutions/q.jpg")
        .report("FR-9", &["A1"], "2026-02-20T10:00", "see [S1](S1) and [i](../solutions/i.md)")
        .edit(|p| p.records.contracts.push(contract("A", &["A1"])))
        .edit(|p| p.records.visits.push(visit("V2", "S1", "2026-03-01")))
        .edit(|p| p.records.actions.push(action("E-1")))
        .edit(|p| p.records.complaints.push(complaint("T1")));
    rows_of_a(build).dated("2026-06-30T23:59")
}

fn with_b() -> Build {
    let text = b("B1");
    let mut build = only_a()
        .customer("B")
        .owned(&text, "M-B", &[("B", "", "")])
        .solution(&b("SOL-B"), "content/solutions/b.md", "![q](q.jpg)", Readers::Customer)
        .report("FR-1", &[&text], "2025-12-01T10:00", CANARY)
        .row(&[
            ("ticket_id", &b("T")),
            ("device_id", &text),
            ("fault_code", "E-2"),
            ("component", "Engine / Pump"),
            ("part", &b("part")),
            ("contact", &b("contact")),
            ("reported_at", "2025-06-01T10:00"),
        ])
        .row(&[("ticket_id", &b("U")), ("device_id", "S1"), ("reported_at", "2026-03-15T00:30")])
        .row(&[("ticket_id", &b("V")), ("customer", "B"), ("reported_at", "2025-07-01T10:00")])
        .row(&[
            ("ticket_id", &b("W")),
            ("device_id", &b("stub")),
            ("customer", "A"),
            ("reported_at", "2025-07-01T10:00"),
        ])
        .edit(|p| p.records.contracts.push(contract("B", &["A1"])))
        .edit(|p| p.records.visits.push(visit(&b("V1"), "S1", "2026-04-01")))
        .edit(|p| p.records.actions.push(action("E-2")))
        .edit(|p| p.records.complaints.push(complaint(&b("T"))))
        .edit(share_the_device)
        .edit(|p| stand(p, &b("B1"), "depot-7"))
        .edit(|p| p.records.solutions[2].models = vec!["M-B".into()]);
    build.0.settings.sla_by_customer.insert(CustomerId::from("B"), "gold".to_owned());
    // Another place among all records must change nothing.
    build.0.records.solutions.reverse();
    build.0.records.devices.reverse();
    build
}

fn stand(project: &mut Project, device: &str, site: &str) {
    let mut devices = project.records.devices.iter_mut();
    let device = devices.find(|d| d.id.as_str() == device).expect("the device");
    device.owners[0].site = Some(site.into());
}

fn share_the_device(project: &mut Project) {
    let shared = project.records.devices.iter_mut().find(|d| d.id.as_str() == "S1");
    shared.expect("the shared device").owners.push(Ownership {
        customer: Some("B".into()),
        site: Some(b("site").into()),
        from: Some(day("2026-03-15")),
        to: None,
    });
}

fn contract(customer: &str, devices: &[&str]) -> Contract {
    Contract {
        id: format!("CT-{customer}").into(),
        customer: customer.into(),
        start: None,
        end: None,
        covers: vec!["*".to_owned()],
        excludes: Vec::new(),
        sla_profile: None,
        devices: devices.iter().map(|d| (*d).into()).collect(),
        meta: Meta::default(),
    }
}

fn visit(id: &str, device: &str, on: &str) -> Visit {
    Visit {
        id: id.into(),
        device: Some(device.into()),
        site: None,
        kind: VisitKind::Mid,
        due_from: None,
        due_to: None,
        done_on: Some(day(on)),
        on_site: None,
        findings: None,
        engineer: None,
        meta: Meta::default(),
    }
}

fn action(code: &str) -> Action {
    Action {
        id: format!("ACT-{code}").into(),
        kind: ActionKind::Corrective,
        title: format!("mend {code}"),
        source: Some(b("report")),
        code: Some(code.into()),
        model: None,
        device: None,
        owner: None,
        due: None,
        done_on: None,
        effect_metric: None,
        meta: Meta::default(),
    }
}

fn complaint(ticket: &str) -> Complaint {
    Complaint {
        id: format!("CP-{ticket}").into(),
        ticket: Some(ticket.to_owned()),
        device: None,
        customer: None,
        raised_at: None,
        kind: ComplaintKind::Delay,
        attributable_to_service: None,
        owner: None,
        replied_at: None,
        closed_at: None,
        text: None,
        compensation: None,
        meta: Meta::default(),
    }
}

fn of_a(catalog: &Catalog) -> Catalog {
    (*restrict::customer(catalog, &CustomerId::from("A")).expect("A is known")).clone()
}

#[test]
fn a_customers_catalog_is_that_of_a_project_without_the_others() {
    let (all, alone) = (with_b().link(), only_a().link());
    let seen = portrait(&of_a(&all));
    assert_eq!(seen, portrait(&of_a(&alone)));
    assert!(!seen.contains(CANARY), "{seen}");
    // The comparison can fail: unrestricted, the two differ and B is seen.
    assert_ne!(portrait(&all), portrait(&alone));
    assert!(portrait(&all).contains(CANARY));
}

#[test]
fn a_customer_sees_what_is_theirs() {
    let catalog = of_a(&with_b().link());
    let r = &catalog.records;
    let tickets: Vec<&str> = catalog.events().iter().map(Event::ticket).collect();
    assert_eq!(tickets, ["T1", "T3", "T4", "FR-9", "T2"]);
    assert_eq!(r.devices.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["A1", "A2", "S1"]);
    assert_eq!(r.models.iter().map(|m| m.id.as_str()).collect::<Vec<_>>(), ["M-A"]);
    assert_eq!(r.codes.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["E-1"]);
    assert_eq!(
        r.components.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(),
        ["display", "engine-pump"]
    );
    assert_eq!(r.reports.len(), 1);
    assert_eq!(r.visits.len(), 1);
    assert_eq!((r.actions.len(), r.contracts.len(), r.complaints.len()), (1, 1, 1));
    assert_eq!(
        catalog.attachments.keys().map(AsRef::as_ref).collect::<Vec<&str>>(),
        ["content/solutions/p.jpg"]
    );
    let of_report = catalog.documents.of("content/faults/FR-9.md");
    assert!(matches!(of_report[0].target, LinkTarget::Page(..)));
    assert_eq!(of_report[1].target, LinkTarget::Missing, "the text stays, without address");
    assert!(catalog.sources.is_empty() && catalog.diagnostics.is_empty());
    assert_eq!(catalog.event(2).cells().count(), 0);
    assert_eq!(catalog.event(2).text(TextField::Customer), "", "another's name on their row");
    let sites: Vec<&str> = r.sites.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(sites, ["A hall", "Depot 7"], "as they write it");
    let shared = catalog.index.find_device("S1").expect("S1");
    let end = catalog.device_dates(shared).observed_to.expect("observed");
    assert_eq!(catalog.settings.zone.day(end), day("2026-03-15"));
}

#[test]
fn a_report_about_two_customers_devices_is_shown_to_neither() {
    let both = Build::new()
        .customer("A")
        .customer("B")
        .owned("A1", "M", &[("A", "", "")])
        .owned("B1", "M", &[("B", "", "")])
        .report("FR-1", &["A1", "B1"], "2026-01-01T00:00", "about both")
        .link();
    for id in ["A", "B"] {
        let theirs = restrict::customer(&both, &CustomerId::from(id)).expect("known");
        assert!(theirs.records.reports.is_empty());
        assert_eq!(theirs.events().len(), 1, "the event itself is theirs");
        assert_eq!(theirs.event(0).report(), None);
        assert_eq!(theirs.audience(), &Audience::Customer(CustomerId::from(id)));
    }
    assert!(restrict::customer(&both, &CustomerId::from("C")).is_none());
}

#[test]
fn anyone_sees_public_articles_and_nothing_that_happened() {
    let catalog = with_b()
        .solution("SOL-P", "content/solutions/p.md", "[a](a.md)", Readers::Public)
        .edit(|p| {
            let public = p.records.solutions.last_mut().expect("just added");
            public.codes = vec!["E-2".into()];
            let route = "about".to_owned();
            let article = article("content/pages/about.md", "us");
            p.records.pages.push(FreePage { route, article, audience: Readers::Internal });
        })
        .link();
    let public = restrict::public(&catalog);
    assert_eq!(public.audience(), &Audience::Public);
    assert!(public.events().is_empty() && public.records.devices.is_empty());
    assert!(public.records.customers.is_empty() && public.records.pages.is_empty());
    assert_eq!(public.records.solutions.len(), 1);
    assert_eq!(public.records.codes[0].title, "meaning of E-2");
    assert_eq!(public.documents.of("content/solutions/p.md")[0].target, LinkTarget::Missing);
    assert_eq!(public.settings.as_of, catalog.settings.as_of);
    assert!(!portrait(&public).contains(CANARY));
}

#[test]
fn a_file_named_after_anothers_device_stops_the_build() {
    let body = "![own](A1/1.jpg) ![other](B1.jpg)";
    let catalog = Build::new()
        .customer("A")
        .customer("B")
        .owned("A1", "M", &[("A", "", "")])
        .owned("B1", "M", &[("B", "", "")])
        .attachment("content/faults/A1/1.jpg")
        .attachment("content/faults/B1.jpg")
        .report("FR-1", &["A1"], "2026-01-01T00:00", body)
        .link();
    let theirs = restrict::customer(&catalog, &CustomerId::from("A")).expect("known");
    let found = restrict::crossings(&catalog, &theirs);
    assert_eq!(found.len(), 1);
    assert!(found.stops());
    let all = restrict::internal(catalog.clone());
    assert!(restrict::crossings(&catalog, &all).is_empty());
}
