//! What is doubtful, and where it is said to be.

use super::support::{Build, day, found};
use crate::diag::{Code, Severity};
use crate::model::project::ColumnReport;
use crate::model::words::{Readers, Status};

const REPORTED: (&str, &str) = ("reported_at", "2026-01-05T10:00");

#[test]
fn unknown_references_name_their_first_line_and_the_nearest_known_id() {
    let catalog = Build::new()
        .customer("C-01")
        .model("M-A", |_| {})
        .device("SIM-001", |d| d.model = Some("M-B".into()))
        .code("E-104", "")
        .solution("SOL-0042", "content/solutions/a.md", "", Readers::Internal)
        .row(&[("ticket_id", "1"), ("device_id", "SIM-001"), ("fault_code", "E-104"), REPORTED])
        .row(&[
            ("ticket_id", "2"),
            ("device_id", "SIM-01"),
            ("fault_code", "E104"),
            ("solution", "SOL-0043"),
            ("customer", "C-1"),
            REPORTED,
        ])
        .row(&[("ticket_id", "3"), ("device_id", "SIM-01"), ("fault_code", "E-140"), REPORTED])
        .edit(|p| {
            let column = ColumnReport {
                header: "故障代码".to_owned(),
                field: Some("fault_code".to_owned()),
                examples: Vec::new(),
            };
            p.sources[0].columns.push(column);
        })
        .link();
    let log = "content/logs/a.csv";
    assert_eq!(
        found(&catalog, Code::DeviceUnregistered),
        [format!("{log}:3: device `SIM-01` is not in the device table, 2 times")]
    );
    assert_eq!(
        found(&catalog, Code::CodeUnknown),
        [
            format!("{log}:4: fault code `E-140` is not in the code table"),
            format!("{log}:3: fault code `E104` is not in the code table"),
        ]
    );
    assert_eq!(
        found(&catalog, Code::SolutionUnknown),
        [format!("{log}:3: solution `SOL-0043` does not exist")]
    );
    assert_eq!(
        found(&catalog, Code::CustomerUnknown),
        [format!("{log}:3: customer `C-1` is not in the customer table")]
    );
    assert_eq!(
        found(&catalog, Code::ModelUnknown),
        ["content/devices.csv:2: model `M-B` is not in the model table"]
    );
    let expected = |code: Code| {
        let mut of_code = catalog.diagnostics.iter().filter(|d| d.code == code);
        of_code.next().and_then(|d| d.expected.clone())
    };
    assert_eq!(expected(Code::DeviceUnregistered).as_deref(), Some("SIM-001"));
    assert_eq!(expected(Code::CodeUnknown).as_deref(), Some("E-104"));
    assert_eq!(expected(Code::SolutionUnknown).as_deref(), Some("SOL-0042"));
    assert_eq!(expected(Code::CustomerUnknown).as_deref(), Some("C-01"));
    let code = catalog.diagnostics.iter().find(|d| d.code == Code::CodeUnknown);
    let place = code.and_then(|d| d.place.as_ref()).expect("a place");
    assert_eq!(place.header.as_deref(), Some("故障代码"));
}

#[test]
fn a_table_that_does_not_exist_is_missed_once() {
    let mut build = Build::new();
    for n in 0..50 {
        let id = format!("D{n}");
        build = build.row(&[("ticket_id", &id), ("device_id", &id), ("fault_code", &id), REPORTED]);
    }
    let catalog = build.link();
    assert_eq!(found(&catalog, Code::DeviceUnregistered).len(), 1);
    assert!(found(&catalog, Code::CodeUnknown).is_empty());
}

#[test]
fn devices_without_start_retired_ones_in_use_and_shared_serials_are_told() {
    let catalog = Build::new()
        .device("A", |d| d.serial = Some("s-1".to_owned()))
        .device("B", |d| {
            d.serial = Some("S-1".to_owned());
            d.commissioned_on = Some(day("2020-01-01"));
            d.retired_on = Some(day("2026-01-04"));
        })
        .row(&[("ticket_id", "1"), ("device_id", "B"), ("reported_at", "2026-01-04T10:00")])
        .row(&[("ticket_id", "2"), ("device_id", "B"), REPORTED])
        .link();
    assert!(
        found(&catalog, Code::DeviceNoStart)[0].starts_with("content/devices.csv:2: device `A`")
    );
    assert_eq!(
        found(&catalog, Code::DeviceRetiredUsed),
        ["content/logs/a.csv:3: device `B` was retired but has later events"]
    );
    assert_eq!(
        found(&catalog, Code::SerialShared),
        ["content/devices.csv:3: devices A, B have the same serial number `s-1`"]
    );
}

#[test]
fn ids_that_look_alike_are_told() {
    let catalog = Build::new()
        .device("00123", |_| {})
        .device("123", |_| {})
        .device("Ａ０１", |_| {})
        .row(&[("ticket_id", "1"), ("device_id", "a01"), REPORTED])
        .link();
    let alike = found(&catalog, Code::IdsAlike);
    assert_eq!(alike.len(), 2, "{alike:?}");
    assert!(alike[0].ends_with("devices 00123, 123 differ only in leading zeros"), "{alike:?}");
    assert!(alike[1].starts_with("content/logs/a.csv:2: `a01` was taken"), "{alike:?}");
}

#[test]
fn times_in_the_wrong_order_are_told_once_a_ticket() {
    let catalog = Build::new()
        .row(&[
            ("ticket_id", "1"),
            REPORTED,
            ("arrived_at", "2026-01-05T12:00"),
            ("resolved_at", "2026-01-04T12:00"),
            ("callback_at", "2026-01-04T09:00"),
        ])
        .row(&[
            ("ticket_id", "2"),
            REPORTED,
            ("resolved_at", "2026-01-05T12:00"),
            ("closed_at", "2026-01-09T12:00"),
            ("callback_at", "2026-01-06T12:00"),
        ])
        .link();
    let order = found(&catalog, Code::StampOrder);
    assert_eq!(order.len(), 1, "{order:?}");
    assert!(
        order[0]
            .ends_with("`resolved_at` 2026-01-04 12:00 lies before `arrived_at` 2026-01-05 12:00"),
        "{order:?}"
    );
}

#[test]
fn unexplained_and_forgotten_tickets_are_told() {
    let closed = ("closed_at", "2026-01-06T10:00");
    let resolved = ("resolved_at", "2026-01-06T10:00");
    let catalog = Build::new()
        .row(&[("ticket_id", "1"), REPORTED, resolved, closed])
        .row(&[
            ("ticket_id", "2"),
            ("cause", "fuse"),
            REPORTED,
            resolved,
            closed,
            ("callback_at", "2026-01-07T10:00"),
        ])
        .row(&[("ticket_id", "3"), REPORTED])
        .dated("2026-02-01T00:00")
        .link();
    assert_eq!(
        found(&catalog, Code::ResolvedUnexplained),
        ["content/logs/a.csv:2: ticket `1` is resolved but names neither cause nor solution"]
    );
    assert_eq!(
        found(&catalog, Code::NotCalledBack),
        ["content/logs/a.csv:2: ticket `1` was closed and not called back within two days"]
    );
    assert_eq!(catalog.event(0).status(), Status::Closed);
}

#[test]
fn two_pages_of_one_address_stop_the_build_and_both_are_named() {
    let catalog = Build::new()
        .solution("Pump", "content/solutions/Pump.md", "", Readers::Internal)
        .solution("pump.", "content/solutions/pump.md", "", Readers::Internal)
        .solution("a b", "content/solutions/1.md", "", Readers::Internal)
        .solution("a-b", "content/solutions/2.md", "", Readers::Internal)
        .link();
    let collisions = found(&catalog, Code::SlugCollision);
    assert_eq!(collisions.len(), 2, "{collisions:?}");
    assert!(
        collisions.iter().any(|c| c.contains("solutions/1.md") && c.contains("solutions/2.md"))
    );
    assert_eq!(catalog.diagnostics.worst(), Some(Severity::Stop));
}

#[test]
fn ids_that_steer_a_path_or_are_taken_stop_the_build() {
    for id in ["../../etc/cron.d/x", "..\\..\\x", "/abs", "C:\\x", "a/../../b", "%2e%2e%2f"] {
        let catalog = Build::new().device(id, |_| {}).link();
        assert_eq!(found(&catalog, Code::PathEscape).len(), 1, "{id}");
    }
    for id in ["index", "404", "Assets", "search-index", "manifest.json"] {
        let catalog = Build::new().device(id, |_| {}).link();
        assert_eq!(found(&catalog, Code::SlugReserved).len(), 1, "{id}");
    }
    let harmless = Build::new()
        .row(&[("ticket_id", "1"), ("component", "../../x"), ("device_id", "404"), REPORTED])
        .link();
    assert!(!harmless.diagnostics.stops(), "what only a log names gets a harmless address");
}

#[test]
fn rows_that_may_be_one_job_are_told_and_kept() {
    let row = |ticket, symptom, at| {
        [("ticket_id", ticket), ("device_id", "A"), ("symptom", symptom), ("reported_at", at)]
    };
    let catalog = Build::new()
        .row(&row("1", "dark", "2026-01-05T10:00"))
        .row(&row("2", "dark", "2026-01-05T10:08"))
        .row(&row("3", "dark", "2026-01-05T10:30"))
        .row(&row("4", "loud", "2026-01-05T10:31"))
        .link();
    let alike = found(&catalog, Code::JobsAlike);
    assert_eq!(alike.len(), 1, "{alike:?}");
    assert!(alike[0].starts_with("content/logs/a.csv:3: device `A`"), "{alike:?}");
    assert!(alike[0].contains("in content/logs/a.csv:2"), "{alike:?}");
    assert_eq!(catalog.events().len(), 4);
}

#[test]
fn a_ticket_that_stands_at_two_devices_is_told() {
    let catalog = Build::new()
        .row(&[("ticket_id", "T1"), ("device_id", "A"), REPORTED])
        .row(&[("ticket_id", "T1"), ("device_id", "B"), REPORTED])
        .link();
    assert_eq!(
        found(&catalog, Code::TicketShared),
        [
            "content/logs/a.csv:3: ticket `T1` stands at device `B`, and at `A` in content/logs/a.csv:2; both are kept, as two jobs"
        ]
    );
}

#[test]
fn an_article_for_others_that_names_a_customer_or_a_device_is_told() {
    let body = "First line.\nSeen at Yunling Metro on LW-114 and 浙FD10237,\nserial lw25-2405-114; E-104 is a code.\n";
    let build = |readers| {
        Build::new()
            .customer("C-02")
            .edit(|p| p.records.customers[0].aliases = vec!["Yunling Metro".to_owned()])
            .code("E-104", "")
            .owned("LW-114", "M-1", &[("C-02", "", "")])
            .owned("E-104", "M-1", &[("C-02", "", "")])
            .owned("浙FD10237", "M-1", &[("C-02", "", "")])
            .edit(|p| {
                p.records.devices[0].serials.push(crate::model::SerialSpan {
                    serial: "LW25-2405-114".to_owned(),
                    from: None,
                    to: None,
                });
            })
            .solution("SOL-1", "content/solutions/a.md", body, readers)
    };
    let told = |readers| {
        let catalog = build(readers).link();
        let all = catalog.diagnostics.iter().filter(|d| d.code == Code::ArticleNames);
        all.map(|d| {
            let place = d.place.clone().unwrap();
            (place.line.unwrap(), place.column.unwrap(), d.raw.clone().unwrap())
        })
        .collect::<Vec<_>>()
    };
    let want =
        [(6, 9, "Yunling Metro"), (6, 26, "LW-114"), (6, 37, "浙FD10237"), (7, 8, "lw25-2405-114")];
    assert_eq!(told(Readers::Customer), want.map(|(l, c, raw)| (l, c, raw.to_owned())));
    assert_eq!(told(Readers::Public).len(), 4);
    assert_eq!(told(Readers::Internal), []);
}

#[test]
fn an_article_for_others_names_a_customer_by_id_by_half_and_by_two_characters() {
    let body = "# t\n\nAsk Harbour Metro, 海港地铁 or C-02.\n虎门, 电话。在虎门外\n";
    let catalog = Build::new()
        .customer("C-02")
        .edit(|p| {
            let customer = &mut p.records.customers[0];
            customer.name = "海港地铁 / Harbour Metro".to_owned();
            customer.aliases = vec!["虎门".to_owned()];
        })
        .solution("SOL-1", "content/solutions/a.md", body, Readers::Public)
        .link();
    let all = catalog.diagnostics.iter().filter(|d| d.code == Code::ArticleNames);
    let raw: Vec<_> = all.map(|d| d.raw.clone().unwrap()).collect();
    // Inside another word the two characters may be any.
    assert_eq!(raw, ["Harbour Metro", "海港地铁", "C-02", "虎门"]);
}

#[test]
fn what_articles_and_the_code_table_name_and_nobody_knows_is_told() {
    let catalog = Build::new()
        .code("E-104", "")
        .solution("SOL-0042", "content/solutions/a.md", "", Readers::Internal)
        .edit(|p| {
            let article = &mut p.records.solutions[0];
            article.codes = vec!["E-104".into(), "E-140".into()];
            article.supersedes = Some("SOL-0024".into());
            p.records.codes[0].solutions = vec!["SOL-0042".into(), "SOL-0404".into()];
        })
        .link();
    let told = |code: Code| {
        let all = catalog.diagnostics.iter().filter(|d| d.code == code);
        all.map(|d| (d.raw.clone().unwrap(), d.expected.clone())).collect::<Vec<_>>()
    };
    assert_eq!(told(Code::CodeUnknown), [("E-140".to_owned(), Some("E-104".to_owned()))]);
    let solutions: Vec<String> =
        told(Code::SolutionUnknown).into_iter().map(|(raw, _)| raw).collect();
    assert_eq!(solutions, ["SOL-0024", "SOL-0404"]);
}

#[test]
fn a_record_with_several_solutions_counts_for_the_first_and_says_so() {
    let build = |solution: &str| {
        Build::new()
            .device("SIM-001", |_| {})
            .solution("SOL-1", "content/solutions/a.md", "", Readers::Internal)
            .solution("SOL-2", "content/solutions/b.md", "", Readers::Internal)
            .row(&[("ticket_id", "1"), ("device_id", "SIM-001"), ("solution", solution), REPORTED])
            .link()
    };
    for several in ["SOL-1; SOL-2", "SOL-1、SOL-2", "SOL-1 / SOL-2", "SOL-1,SOL-2"] {
        let catalog = build(several);
        let first = catalog.links[0].solution.map(|ix| catalog.solution(ix).id.to_string());
        assert_eq!(first.as_deref(), Some("SOL-1"), "{several}");
        assert_eq!(found(&catalog, Code::SolutionsSeveral).len(), 1, "{several}");
    }
    for one in ["SOL-1", "SOL-1; SOL-1", "see SOL-2"] {
        assert_eq!(found(&build(one), Code::SolutionsSeveral), Vec::<String>::new(), "{one}");
    }
    // An id may have a stroke of its own.
    let catalog = Build::new()
        .device("SIM-001", |_| {})
        .solution("KB/12", "content/solutions/a.md", "", Readers::Internal)
        .row(&[("ticket_id", "1"), ("device_id", "SIM-001"), ("solution", "KB/12; x"), REPORTED])
        .link();
    assert!(catalog.links[0].solution.is_some());
}
