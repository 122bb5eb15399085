//! Exports of well-known products, read by their presets: events, times, words and the
//! account of rows. The samples below `tests/presets/` are our own, written from each
//! product's documentation with the traps of its export; `docs/presets.md` cites it.
#![allow(clippy::disallowed_methods, reason = "these tests read the samples")]
#![allow(clippy::unwrap_used, reason = "a sample that cannot be read fails the test")]

use crate::support;

use faultbook::diag::Code;
use faultbook::model::events::{Event, NumField, TextField};
use faultbook::model::time::{Clock, Zone};
use faultbook::model::words::{Channel, ChargeType, Priority, ServiceType, Status};
use faultbook::model::{Project, SourceReport};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::path::Path;
use support::{ProjectBuilder, findings};

// ---------------------------------------------------------------- reading a sample

fn sample(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/presets").join(path)).unwrap()
}

/// A project with one sample, read by a block with these lines.
fn project(blocks: &[(&str, &str, &str)]) -> Project {
    let mut config = "[site]\ntitle = \"x\"\ntimezone = \"Europe/Paris\"\n".to_owned();
    let mut builder = ProjectBuilder::new();
    for (sample_path, header, lines) in blocks {
        let name = sample_path.replace('/', "-");
        config.push_str(&format!("\n{header}\npath = \"{name}\"\n{lines}\n"));
        builder = builder.bytes(&name, &sample(sample_path));
    }
    builder.config(&config).read()
}

fn log(path: &str, lines: &str) -> Project {
    project(&[(path, "[[logs]]", lines)])
}

fn account(source: &SourceReport) -> [u64; 5] {
    let account = [
        source.rows_read,
        source.rows_skipped,
        source.rows_accepted,
        source.rows_repaired,
        source.rows_rejected,
    ];
    assert_eq!(account[0], account[1..].iter().sum::<u64>(), "the rows do not add up");
    account
}

fn event<'p>(project: &'p Project, ticket: &str) -> Event<'p> {
    let found = project.records.events.iter().find(|event| event.ticket() == ticket);
    found.unwrap_or_else(|| panic!("no ticket {ticket}"))
}

/// A clock as a local time in Paris.
fn at(event: Event<'_>, clock: Clock) -> String {
    let zone = Zone::named("Europe/Paris").unwrap();
    event.at(clock).map_or_else(|| "-".to_owned(), |at| zone.iso(at))
}

fn tickets(project: &Project, is: impl Fn(Event<'_>) -> bool) -> Vec<&str> {
    let events = project.records.events.iter();
    events.filter(|event| is(*event)).map(Event::ticket).collect()
}

fn failures(project: &Project) -> Vec<&str> {
    let events = project.records.events.iter();
    events.filter(|event| event.is_failure()).map(Event::ticket).collect()
}

fn with_status(project: &Project, status: Status) -> Vec<&str> {
    tickets(project, |event| event.words().status == Some(status))
}

fn with_priority(project: &Project, priority: Priority) -> Vec<&str> {
    tickets(project, |event| event.words().priority == Some(priority))
}

/// No column of the sample is unknown, and no word.
fn assert_understood(project: &Project) {
    for code in [Code::HeaderUnknown, Code::ValueWord, Code::ConfigNoMatch, Code::ValueDate] {
        let found = findings(project, code);
        assert!(found.is_empty(), "{found:#?}");
    }
}

// ---------------------------------------------------------------- Zammad

/// The workbook that Zammad's reporting gives: a title, an empty row, the header, and
/// real date cells.
fn zammad_workbook() -> Vec<u8> {
    let text = String::from_utf8(sample("zammad/tickets.tsv")).unwrap();
    let mut book = Workbook::new();
    let dates = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Tickets: 2026-03").unwrap();
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split('\t').enumerate() {
            let (row, column) = (row as u32 + 2, column as u16);
            match ExcelDateTime::parse_from_str(cell) {
                Ok(date) if cell.len() == 16 => {
                    sheet.write_with_format(row, column, &date, &dates).unwrap();
                }
                _ => {
                    sheet.write(row, column, cell).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn zammad_tickets_of_a_workbook() {
    let config = "[site]\ntitle = \"x\"\ntimezone = \"Europe/Paris\"\n[[logs]]\npath = \"t.xlsx\"\n\
                  preset = \"zammad\"\ncolumns = { Machine = \"device_id\" }\n";
    let builder = ProjectBuilder::new().config(config).bytes("t.xlsx", &zammad_workbook());
    let project = builder.read();
    assert_understood(&project);
    assert_eq!(account(&project.sources[0]), [8, 0, 8, 0, 0]);
    let first = event(&project, "42001");
    assert_eq!(first.text(TextField::Device), "FM-101");
    assert_eq!(first.text(TextField::Customer), "Brauhaus Süd");
    assert_eq!(first.text(TextField::Reporter), "Jo Brandt");
    assert_eq!(first.text(TextField::Engineers), "Anna Weber");
    assert_eq!(at(first, Clock::ReportedAt), "2026-03-02T08:15:00+01:00");
    assert_eq!(at(first, Clock::RespondedAt), "2026-03-02T08:40:00+01:00");
    assert_eq!(at(first, Clock::ResolvedAt), "2026-03-03T15:40:00+01:00");
    assert_eq!(first.words().channel, Some(Channel::Mail));
    // The night in which the clocks are set forward.
    assert_eq!(at(event(&project, "42005"), Clock::RespondedAt), "2026-03-29T09:00:00+02:00");
    assert_eq!(with_status(&project, Status::Closed), ["42001", "42002", "42003", "42008"]);
    assert_eq!(with_status(&project, Status::Duplicate), ["42004"]);
    assert_eq!(with_status(&project, Status::WaitingCustomer), ["42006"]);
    assert_eq!(with_status(&project, Status::Open), ["42007"]);
    assert_eq!(with_priority(&project, Priority::P2), ["42002", "42004", "42007"]);
    assert_eq!(with_priority(&project, Priority::P4), ["42003"]);
    // A merged ticket is no second fault; an owner "-" is nobody.
    assert_eq!(failures(&project).len(), 7);
    assert_eq!(event(&project, "42007").text(TextField::Engineers), "");
}

#[test]
fn zammad_tickets_in_german() {
    let project = log("zammad/suche.csv", "preset = \"zammad\"");
    assert_understood(&project);
    assert_eq!(account(&project.sources[0]), [3, 0, 3, 0, 0]);
    let first = event(&project, "43001");
    assert_eq!(at(first, Clock::ResolvedAt), "2026-03-03T15:40:00+01:00");
    assert_eq!(first.words().priority, Some(Priority::P2));
    assert_eq!(with_status(&project, Status::Duplicate), ["43003"]);
}

// ---------------------------------------------------------------- osTicket

#[test]
fn osticket_tickets_with_american_times() {
    let lines = "preset = \"osticket\"\ncolumns = { \"Machine No\" = \"device_id\" }";
    let project = log("osticket/tickets.csv", lines);
    assert_understood(&project);
    assert_eq!(account(&project.sources[0]), [8, 0, 8, 0, 0]);
    let night = event(&project, "104234");
    assert_eq!(at(night, Clock::ReportedAt), "2026-01-13T00:20:00+01:00");
    assert_eq!(at(night, Clock::ResolvedAt), "2026-01-13T05:10:00+01:00");
    assert_eq!(night.words().priority, Some(Priority::P1));
    let noon = event(&project, "104235");
    assert_eq!(at(noon, Clock::ReportedAt), "2026-01-14T12:45:00+01:00");
    let quoted = event(&project, "104236");
    assert!(quoted.text(TextField::Symptom).contains('\n'));
    // The first column called Priority counts, the form's own is a note.
    assert_eq!(quoted.words().priority, Some(Priority::P3));
    assert!(quoted.cells().any(|cell| cell == ("Priority", "High")));
    assert_eq!(event(&project, "000017").text(TextField::Device), "CV-02");
    // Questions and praise are no faults, a topic of the desk's own is one, a deleted
    // ticket is none.
    assert_eq!(failures(&project), ["104233", "104234", "104236", "104238", "000017"]);
    assert_eq!(with_status(&project, Status::Cancelled), ["104240"]);
}

// ---------------------------------------------------------------- GLPI

#[test]
fn glpi_tickets_in_french_and_their_computers() {
    let project = project(&[
        ("glpi/tickets.csv", "[[logs]]", "preset = \"glpi\""),
        ("glpi/computers.csv", "[tables.devices]", "preset = \"glpi\""),
    ]);
    assert_understood(&project);
    let source = |end: &str| project.sources.iter().find(|s| s.path.ends_with(end)).unwrap();
    assert_eq!(account(source("tickets.csv")), [8, 0, 8, 0, 0]);
    assert_eq!(account(source("computers.csv")), [4, 0, 4, 0, 0]);
    // GLPI groups the digits of an id by no-break spaces; they are kept.
    let first = event(&project, "5\u{a0}732\u{a0}943");
    assert_eq!(at(first, Clock::ReportedAt), "2026-01-05T16:24:00+01:00");
    assert_eq!(at(first, Clock::ResolvedAt), "2026-01-06T10:00:00+01:00");
    assert_eq!(at(first, Clock::ClosedAt), "2026-01-09T09:00:00+01:00");
    assert_eq!(first.text(TextField::Action), "Rouleau remplacé ; tête nettoyée");
    let two = event(&project, "5\u{a0}732\u{a0}950");
    assert_eq!(two.engineers().collect::<Vec<_>>(), ["Martin Alice", "Roux Karim"]);
    assert_eq!(two.words().status, Some(Status::Resolved));
    assert_eq!(failures(&project).len(), 6);
    assert_eq!(with_priority(&project, Priority::P1).len(), 2);
    assert_eq!(with_priority(&project, Priority::P4).len(), 3);
    let order = findings(&project, Code::DateOrderGuessed);
    assert!(order.iter().any(|d| d.message.contains("13-01-2026 09:00")), "{order:#?}");
    let device = |id: &str| project.records.devices.iter().find(|d| d.id.as_str() == id).unwrap();
    assert_eq!(device("PC-104").serial.as_deref(), Some("8FJ2K33"));
    assert!(findings(&project, Code::DeviceUnregistered).is_empty());
}

// ---------------------------------------------------------------- Jira

#[test]
fn jira_issues_with_repeated_columns() {
    let project = log("jira-service-management/issues.csv", "preset = \"jira-service-management\"");
    assert_understood(&project);
    assert_eq!(account(&project.sources[0]), [8, 0, 8, 0, 0]);
    let first = event(&project, "SUP-101");
    assert_eq!(at(first, Clock::ReportedAt), "2024-05-11T15:26:00+02:00");
    assert_eq!(at(first, Clock::ResolvedAt), "2024-05-13T09:05:00+02:00");
    assert_eq!(first.text(TextField::Device), "CNC-07");
    assert_eq!(first.text(TextField::Component), "Spindle");
    assert_eq!(first.num(NumField::Satisfaction), Some(5.0));
    let notes: Vec<_> = first.cells().filter(|(header, _)| *header == "Comment").collect();
    assert_eq!(notes.len(), 2);
    assert!(first.cells().any(|cell| cell == ("Component/s", "Drive")));
    assert!(first.cells().any(|cell| cell == ("Resolution", "Done")), "no measure but a note");
    assert_eq!(at(event(&project, "SUP-102"), Clock::ReportedAt), "2024-05-12T00:10:00+02:00");
    assert_eq!(at(event(&project, "SUP-104"), Clock::ReportedAt), "2024-05-14T12:30:00+02:00");
    assert_eq!(failures(&project), ["SUP-101", "SUP-102", "SUP-104", "SUP-106", "SUP-108"]);
    let changes = tickets(&project, |e| e.words().service_type == Some(ServiceType::Upgrade));
    assert_eq!(changes, ["SUP-105"]);
    assert_eq!(with_priority(&project, Priority::P4), ["SUP-103", "SUP-106", "SUP-107"]);
}

// ---------------------------------------------------------------- ServiceNow

#[test]
fn servicenow_incidents_with_names_in_windows_1252() {
    let lines = "preset = \"servicenow\"\nencoding = \"windows-1252\"\ntimezone = \"UTC\"";
    let project = log("servicenow/incident.csv", lines);
    assert_understood(&project);
    assert_eq!(account(&project.sources[0]), [8, 0, 8, 0, 0]);
    let first = event(&project, "INC0010001");
    assert_eq!(first.text(TextField::Engineers), "José Núñez");
    assert_eq!(first.text(TextField::Site), "Genève");
    assert_eq!(at(first, Clock::ReportedAt), "2026-02-03T09:15:10+01:00");
    let end = first.resolved().unwrap().since(first.reported().unwrap());
    assert_eq!(end, 3 * 3_600_000 + 30 * 60_000);
    assert_eq!(at(first, Clock::ClosedAt), "2026-02-06T13:00:00+01:00");
    assert_eq!(first.text(TextField::Action), "Power supply replaced");
    assert_eq!(with_priority(&project, Priority::P1), ["INC0010001"]);
    assert_eq!(with_priority(&project, Priority::P4), ["INC0010003", "INC0010004"]);
    assert_eq!(with_status(&project, Status::WaitingParts), ["INC0010007"]);
    assert_eq!(with_status(&project, Status::Cancelled), ["INC0010004"]);
    assert_eq!(failures(&project).len(), 7);
    assert_eq!(event(&project, "INC0010007").words().channel, Some(Channel::Monitoring));
}

#[test]
fn servicenow_incidents_with_labels() {
    let project = log("servicenow/labels.csv", "preset = \"servicenow\"");
    assert_understood(&project);
    assert_eq!(account(&project.sources[0]), [2, 0, 2, 0, 0]);
    assert_eq!(event(&project, "INC0010012").text(TextField::Device), "POS-0042");
}

// ---------------------------------------------------------------- Snipe-IT

#[test]
fn snipe_it_maintenances_and_assets() {
    let project = project(&[
        ("snipe-it/maintenances.csv", "[[logs]]", "preset = \"snipe-it\""),
        ("snipe-it/assets.csv", "[tables.devices]", "preset = \"snipe-it\""),
    ]);
    assert_understood(&project);
    let source = |end: &str| project.sources.iter().find(|s| s.path.ends_with(end)).unwrap();
    assert_eq!(account(source("maintenances.csv")), [8, 0, 8, 0, 0]);
    assert_eq!(account(source("assets.csv")), [4, 0, 4, 0, 0]);
    let first = event(&project, "1");
    assert_eq!(first.text(TextField::Device), "AT-00012");
    assert_eq!(first.words().charge_type, Some(ChargeType::FreeWarranty));
    let reported = first.stamp(Clock::ReportedAt).unwrap();
    assert!(reported.date_only);
    assert_eq!(event(&project, "3").num(NumField::Amount), Some(1240.5));
    assert_eq!(event(&project, "3").words().charge_type, None);
    assert_eq!(failures(&project), ["1", "3", "5", "8"]);
    let kind = |ticket| event(&project, ticket).words().service_type;
    assert_eq!(kind("2"), Some(ServiceType::Maintenance));
    assert_eq!(kind("4"), Some(ServiceType::Visit));
    let devices = &project.records.devices;
    let pump = devices.iter().find(|d| d.id.as_str() == "AT-00012").unwrap();
    assert_eq!(pump.serial.as_deref(), Some("0012345"), "a leading zero stays");
    assert_eq!(pump.warranty_end.map(|d| d.to_string()).as_deref(), Some("2026-05-01"));
}

// ---------------------------------------------------------------- Atlas CMMS

#[test]
fn atlas_work_orders_and_assets() {
    let project = project(&[
        ("atlas-cmms/work-orders.csv", "[[logs]]", "preset = \"atlas-cmms\"\ntimezone = \"UTC\""),
        ("atlas-cmms/assets.csv", "[tables.devices]", "preset = \"atlas-cmms\""),
    ]);
    assert_understood(&project);
    let source = |end: &str| project.sources.iter().find(|s| s.path.ends_with(end)).unwrap();
    assert_eq!(account(source("work-orders.csv")), [8, 0, 8, 0, 0]);
    assert_eq!(account(source("assets.csv")), [4, 0, 4, 0, 0]);
    let first = event(&project, "501");
    assert_eq!(at(first, Clock::ReportedAt), "2024-11-04T10:15:00+01:00");
    assert_eq!(at(first, Clock::ResolvedAt), "2024-11-04T16:40:00+01:00");
    assert_eq!(first.text(TextField::Action), "Condenser cleaned");
    // The two ways in which Java writes a time.
    assert_eq!(at(event(&project, "503"), Clock::ReportedAt), "2024-11-07T08:30:00+01:00");
    assert_eq!(event(&project, "503").engineers().count(), 2);
    // An unknown category is a fault, an inspection and preventive work are none.
    assert_eq!(failures(&project), ["501", "503", "504", "506", "507", "508"]);
    assert_eq!(with_status(&project, Status::WaitingCustomer), ["506"]);
    assert!(findings(&project, Code::DeviceUnregistered).is_empty());
}

// ---------------------------------------------------------------- the key itself

#[test]
fn an_unknown_preset_is_told_at_its_place_with_the_nearest() {
    let project = log("osticket/tickets.csv", "preset = \"osticked\"");
    let found = findings(&project, Code::ConfigValue);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.as_ref().unwrap().to_string(), "faultbook.toml:7:10");
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `osticket`?"));
}

#[test]
fn a_preset_of_another_table_is_told() {
    let project = project(&[("glpi/computers.csv", "[tables.parts]", "preset = \"glpi\"")]);
    let found = findings(&project, Code::ConfigValue);
    assert!(found[0].message.contains("does not describe such a table"), "{found:#?}");
    let expected = found[0].expected.as_deref().unwrap_or_default();
    assert!(expected.contains("[[logs]] or [tables.devices]"), "{expected}");
}

#[test]
fn what_stands_beside_the_preset_wins() {
    let lines = "preset = \"osticket\"\ncolumns = { From = \"customer\", \"Machine No\" = \"device_id\" }\n\
                 values = { service_type = { Feedback = \"complaint\", \"*\" = \"remote\" } }\n\
                 keep = { Department = [\"Support\"] }";
    let project = log("osticket/tickets.csv", lines);
    let praise = event(&project, "104237");
    assert_eq!(praise.text(TextField::Customer), "Ira Moss");
    assert_eq!(praise.words().service_type, Some(ServiceType::Complaint));
    assert_eq!(event(&project, "104236").words().service_type, Some(ServiceType::Remote));
    assert_eq!(event(&project, "104233").words().service_type, Some(ServiceType::Repair));
}
