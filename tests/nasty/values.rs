//! Cases 51 to 65: values, and what several rows say of one thing.

use crate::case::{Case, HEAD, Outcome, told};
use faultbook::catalog::restrict;
use faultbook::diag::{Code, Severity};
use faultbook::model::events::{NumField, TextField};
use faultbook::model::time::Clock;
use std::fmt::Write as _;

/// A log with one further column.
fn column(header: &str, cells: &[&str]) -> Outcome {
    let mut text = format!("工单号,设备编号,报修时间,{header}\n");
    for (n, cell) in cells.iter().enumerate() {
        writeln!(text, "T{n},A,2024-03-05,\"{cell}\"").unwrap();
    }
    Case::log(text).read()
}

/// The reported times of a log of dates.
fn dates(cells: &[&str]) -> Outcome {
    let mut text = "设备编号,报修时间\n".to_owned();
    for cell in cells {
        writeln!(text, "A,\"{cell}\"").unwrap();
    }
    Case::log(text).read()
}

#[test]
fn case_51_excel_serials_are_dates_and_a_day_that_never_was_is_none() {
    let got = dates(&["45992", "45992.75", "60"]);
    assert_eq!(got.times(Clock::ReportedAt), ["2025-12-01", "2025-12-01 18:00:00"]);
    assert_eq!((got.account(), got.exit), ([3, 0, 2, 0, 1], 0));
    let finding = got.finding(Code::ValueDate);
    assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:4:3");
    assert!(finding.message.contains("1900-02-29"), "{}", finding.message);
    let told1904 = Case::log("设备编号,报修时间\nA,44530\n").block("date1904 = true").read();
    assert_eq!(told1904.times(Clock::ReportedAt), ["2025-12-01"]);
}

#[test]
fn case_51_dates_four_years_early_are_told() {
    let early = Case::log("设备编号,报修时间,故障现象\nA,44400,x\nA,44430,y\nB,44530,z\n")
        .file("content/devices.csv", "id,model,accepted_on\nA,M,2025-01-01\nB,M,2025-02-01\n")
        .read();
    let catalog = early.linked();
    let found = catalog.diagnostics.iter().find(|d| d.code == Code::DatesEarly).expect("a finding");
    assert_eq!(found.severity, Severity::Warning);
    assert!(found.message.contains("1,462 days"), "{}", found.message);
    assert!(found.hint.as_ref().unwrap().contains("date1904 = true"));
    let plain = Case::log("设备编号,报修时间,故障现象\nA,44400,x\nA,45992,y\nB,45990,z\n")
        .file("content/devices.csv", "id,model,accepted_on\nA,M,2025-01-01\nB,M,2025-02-01\n")
        .read();
    assert!(plain.linked().diagnostics.iter().all(|d| d.code != Code::DatesEarly));
}

#[test]
fn case_52_day_and_month_are_decided_by_the_column_or_refused() {
    let got = dates(&["03/04/2026", "25/04/2026"]);
    assert_eq!(got.times(Clock::ReportedAt), ["2026-04-03", "2026-04-25"]);
    let finding = got.finding(Code::DateOrderGuessed);
    assert_eq!(finding.raw.as_deref(), Some("25/04/2026"));
    assert!(finding.message.contains("day before month") && finding.message.contains("25/04/2026"));
    assert_eq!((got.account(), got.exit), ([2, 0, 2, 0, 0], 0));
    let refused = dates(&["03/04/2026"]);
    assert_eq!((refused.account(), refused.exit), ([1, 0, 0, 0, 1], 0));
    let finding = refused.finding(Code::DateOrderUnknown);
    assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:2:3");
    assert!(
        finding.message.contains("2026-03-04") && finding.message.contains("2026-04-03"),
        "{}",
        finding.message
    );
    assert!(finding.hint.as_ref().unwrap().contains("date_order"));
    let torn = dates(&["03/04/2026", "25/04/2026", "04/25/2026"]);
    assert_eq!(torn.account(), [3, 0, 2, 0, 1], "a column that says both decides nothing");
    let keyed =
        Case::log("设备编号,报修时间\nA,03/04/2026\n").block("date_order = \"month_first\"").read();
    assert_eq!(keyed.times(Clock::ReportedAt), ["2026-03-04"]);
}

#[test]
fn case_53_dates_as_people_write_them() {
    let got = dates(&[
        "2026年3月4日",
        "2026.3.4",
        "3-Mar-26",
        "2026年3月4日 下午2:05",
        "20260304",
        "26-3-4",
        "2026-03-04T14:05:00+08:00",
        "2026/3/4 9:05",
    ]);
    assert_eq!(got.told(), [""; 0]);
    assert_eq!(
        got.times(Clock::ReportedAt),
        [
            "2026-03-04",
            "2026-03-04",
            "2026-03-03",
            "2026-03-04 14:05:00",
            "2026-03-04",
            "2026-03-04",
            "2026-03-04 14:05:00",
            "2026-03-04 09:05:00"
        ]
    );
}

#[test]
fn case_54_days_that_no_calendar_has_and_the_future_are_refused() {
    for cell in ["2026-02-30", "0000-00-00", "2026-13-01", "0026-01-02", "20266-01-02"] {
        let got = dates(&[cell, "2026-01-01"]);
        assert_eq!((got.account(), got.exit), ([2, 0, 1, 0, 1], 0), "{cell}");
        let finding = got.finding(Code::ValueDate);
        assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:2:3", "{cell}");
        assert_eq!(finding.raw.as_deref(), Some(cell));
        assert_eq!(got.rejected(), [(Code::RowNoStamp, Some(2))]);
    }
    let future = Case::log(format!("{HEAD}T1,A,2026-03-05,x\nT2,A,2062-03-05,y\n"))
        .config("[site]\nas_of = \"2026-03-31T23:59:59+08:00\"\n")
        .read();
    let finding = future.finding(Code::StampFuture);
    assert_eq!(finding.place.as_ref().unwrap().line, Some(3));
    assert_eq!(future.times(Clock::ReportedAt), ["2026-03-05", "-"], "it counts in no month");
    assert_eq!((future.account(), future.exit), ([2, 0, 1, 1, 0], 0));
}

#[test]
fn case_55_hours_that_the_clocks_skip_or_repeat() {
    let got = Case::log(
        "设备编号,报修时间\nA,2024-03-10 02:30\nA,2024-11-03 01:30\nA,2024-11-03 12:00\n",
    )
    .config("[site]\ntimezone = \"America/New_York\"\n")
    .read();
    assert_eq!((got.account(), got.exit), ([3, 0, 3, 0, 0], 0));
    assert_eq!(
        got.times(Clock::ReportedAt),
        ["2024-03-10 03:30:00", "2024-11-03 01:30:00", "2024-11-03 12:00:00"]
    );
}

#[test]
fn case_56_destroyed_digits_are_repaired_only_where_one_device_fits() {
    let log = "工单号,序列号,报修时间\nT1,8.93912E+18,2024-03-05\n";
    let alone = Case::log(log).read();
    assert_eq!((alone.account(), alone.exit), ([1, 0, 0, 1, 0], 0));
    let finding = alone.finding(Code::ValueDigitsLost);
    assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:2:4");
    assert!(finding.message.contains("Excel destroyed the digits"), "{}", finding.message);
    assert!(finding.hint.as_ref().unwrap().contains("Text"));
    assert_eq!(alone.texts(TextField::Device), [""]);
    let one = Case::log(log)
        .file(
            "content/devices.csv",
            "id,serial,model\nSIM-1,8939123456789012345,M\nSIM-2,8939223456789012345,M\n",
        )
        .read();
    assert_eq!(one.texts(TextField::Device), ["SIM-1"]);
    assert_eq!(one.account(), [1, 0, 0, 1, 0]);
    let finding = one.finding(Code::ValueDigitsLost);
    assert!(
        finding.message.contains("SIM-1") && finding.message.contains("only"),
        "{}",
        finding.message
    );
    let two = Case::log(log)
        .file(
            "content/devices.csv",
            "id,serial,model\nSIM-1,8939123456789012345,M\nSIM-2,8939120000000000000,M\n",
        )
        .read();
    assert_eq!(two.texts(TextField::Device), [""]);
    let finding = two.finding(Code::ValueDigitsLost);
    assert!(
        finding.message.contains("SIM-1") && finding.message.contains("SIM-2"),
        "{}",
        finding.message
    );
}

#[test]
fn case_57_leading_zeros_are_kept_told_and_given_back_where_one_device_fits() {
    let both = Case::log(format!("{HEAD}T1,00123,2024-03-05,x\nT2,123,2024-03-06,y\n")).read();
    assert_eq!(both.texts(TextField::Device), ["00123", "123"]);
    let finding = both.finding(Code::ValueDigitsLost);
    assert!(finding.message.contains("differ only in leading zeros"), "{}", finding.message);
    assert_eq!((both.account(), both.exit), ([2, 0, 2, 0, 0], 0));
    let log = format!("{HEAD}T1,123,2024-03-05,x\n");
    let one = Case::log(&log).file("content/devices.csv", "id,model\n00123,M\n00124,M\n").read();
    assert_eq!(one.texts(TextField::Device), ["00123"]);
    assert_eq!(one.account(), [1, 0, 0, 1, 0]);
    let finding = one.finding(Code::ValueDigitsLost);
    assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:2:4");
    assert!(finding.message.contains("00123"), "{}", finding.message);
    let two = Case::log(&log).file("content/devices.csv", "id,model\n00123,M\n0123,M\n").read();
    assert_eq!(two.texts(TextField::Device), ["123"]);
    assert!(two.finding(Code::ValueDigitsLost).message.contains("0123"));
    let known = Case::log(&log).file("content/devices.csv", "id,model\n00123,M\n123,M\n").read();
    assert_eq!(
        (known.account(), known.told().len()),
        ([1, 0, 1, 0, 0], 0),
        "it is registered itself"
    );
}

#[test]
fn case_58_excels_error_values_are_no_values() {
    for cell in ["#REF!", "#N/A", "#DIV/0!", "########"] {
        let got = column("费用", &[cell]);
        assert_eq!((got.account(), got.exit), ([1, 0, 0, 1, 0], 0), "{cell}");
        let finding = got.finding(Code::ValueExcelError);
        assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:2:17");
        assert_eq!(finding.raw.as_deref(), Some(cell));
        assert_eq!(got.first().num(NumField::Amount), None);
    }
}

#[test]
fn case_59_words_for_nothing_are_empty() {
    for header in ["费用", "故障现象", "完成时间", "服务类型", "维修时长"] {
        let got = column(header, &["-", "无", "N/A", "/", "——", " "]);
        assert_eq!(got.told(), [""; 0], "{header}");
        assert_eq!(got.account(), [6, 0, 6, 0, 0]);
    }
}

#[test]
fn case_60_money_of_every_locale_and_what_is_none() {
    let got = column(
        "费用",
        &["1,234.50", "1.234,50", "￥1 234", "12３", "−5", "30元", "US$ 20.5", "1.234.567"],
    );
    let amounts: Vec<_> = got
        .project
        .records
        .events
        .iter()
        .map(|e| e.num(NumField::Amount).unwrap_or(f64::NAN))
        .collect();
    assert_eq!(amounts, [1234.5, 1234.5, 1234.0, 123.0, -5.0, 30.0, 20.5, 1_234_567.0]);
    assert_eq!(got.told(), [""; 0]);
    let german = column("费用", &["1,234", "1.234", "12,5", "1.234,50"]);
    let amounts: Vec<_> =
        german.project.records.events.iter().filter_map(|e| e.num(NumField::Amount)).collect();
    assert_eq!(amounts, [1.234, 1234.0, 12.5, 1234.5], "one value shows what the comma means");
    assert!(german.finding(Code::HeaderAmbiguous).message.contains("12,5"));
    for cell in ["NaN", "inf", "1e400", "1,23,4"] {
        let got = column("费用", &[cell]);
        assert_eq!(got.account(), [1, 0, 0, 1, 0], "{cell}");
        assert_eq!(
            got.finding(Code::ValueNumber).place.as_ref().unwrap().to_string(),
            "content/logs/a.csv:2:17"
        );
    }
}

#[test]
fn case_61_a_size_that_excel_made_a_date() {
    for cell in ["1/2", "2-Mar"] {
        let got = column("费用", &[cell]);
        let finding = got.finding(Code::ValueNumber);
        assert!(finding.hint.as_ref().unwrap().contains("into a date"), "{:?}", finding.hint);
        assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:2:17");
        assert_eq!((got.account(), got.exit), ([1, 0, 0, 1, 0], 0));
    }
}

#[test]
fn case_62_durations_and_times_that_end_before_they_begin() {
    let got = Case::log("设备编号,报修时间,维修时长\nA,2024-03-05 08:00,25:30\nA,2024-03-05 08:00,90 min\nA,2024-03-05 08:00,1.5小时\n").read();
    assert_eq!(
        got.times(Clock::ResolvedAt),
        ["2024-03-06 09:30:00", "2024-03-05 09:30:00", "2024-03-05 09:30:00"]
    );
    assert_eq!(got.told(), [""; 0]);
    let got = Case::log("工单号,设备编号,报修时间,完成时间\nT1,A,2024-03-05 08:00,2024-03-04 08:00\nT2,A,2020-03-05 08:00,2024-03-05 09:00\n").read();
    assert_eq!((got.account(), got.exit), ([2, 0, 2, 0, 0], 0));
    let catalog = got.linked();
    let order = catalog.diagnostics.iter().filter(|d| d.code == Code::StampOrder);
    assert_eq!(told(order), ["FB0410 a.csv:2"]);
    let internal = restrict::internal(catalog);
    let facts = faultbook::analyse::analyse(&internal);
    let notes = faultbook::analyse::notes(&facts, &internal);
    let long = notes.iter().filter(|d| d.code == Code::DurationLong);
    assert_eq!(told(long), ["FB0413 a.csv:3"]);
    let restore = &facts.fleet.times.restore;
    assert!(restore.excluded.iter().any(|e| e.events.len() == 1), "the difference is left out");
}

#[test]
fn case_63_one_ticket_in_two_files_is_one_event() {
    let head = "工单号,设备编号,报修时间,完成时间,故障现象\n";
    let first = format!(
        "{head}T1,A,2024-03-05,,黑屏\nT2,A,2024-03-06,2024-03-07,x\nT3,A,2024-03-06,,风扇\n"
    );
    let later = format!(
        "{head}T1,A,2024-03-05,2024-03-08,黑屏\nT2,A,2024-03-06,2024-03-07,x\nT3,A,2024-03-06,,电源\n"
    );
    let got = Case::log(first).file("content/logs/b.csv", later).read();
    assert_eq!((got.project.records.events.len(), got.exit), (3, 0));
    assert_eq!(got.account(), [3, 2, 1, 0, 0]);
    let b = &got.project.sources[1];
    assert_eq!([b.rows_skipped, b.rows_accepted, b.rows_repaired], [1, 0, 2]);
    assert_eq!(
        got.finding(Code::TicketMerged).place.as_ref().unwrap().to_string(),
        "content/logs/b.csv:2"
    );
    assert_eq!(got.finding(Code::DuplicateReexport).place.as_ref().unwrap().line, Some(3));
    let conflict = got.finding(Code::TicketConflict);
    assert_eq!(conflict.severity, Severity::Warning);
    for words in ["content/logs/b.csv:4", "content/logs/a.csv:4", "symptom"] {
        assert!(conflict.message.contains(words), "{}", conflict.message);
    }
    let mut symptoms = got.texts(TextField::Symptom);
    symptoms.sort_unstable();
    assert_eq!(symptoms, ["x", "电源", "黑屏"], "the later file's value wins");
}

#[test]
fn case_64_what_no_table_knows_is_kept_and_told_with_the_nearest() {
    let got = Case::log("工单号,设备编号,报修时间,故障代码,客户\nT1,SIM-01O,2024-03-05,E-140,Elsewhere\nT2,SIM-010,2024-03-06,E-104,\n")
        .file("content/devices.csv", "id,model,customer\nSIM-010,M,C-1\n")
        .file("content/fault-codes.csv", "code,title\nE-104,No picture\n")
        .file("content/customers.csv", "id,name\nC-1,One\n")
        .read();
    assert_eq!((got.account(), got.exit), ([2, 0, 2, 0, 0], 0));
    let catalog = got.linked();
    let stub = catalog.records.devices.iter().find(|d| d.unregistered).expect("a stub");
    assert_eq!(stub.id.as_str(), "SIM-01O");
    for (code, near) in [(Code::DeviceUnregistered, "SIM-010"), (Code::CodeUnknown, "E-104")] {
        let found = catalog.diagnostics.iter().find(|d| d.code == code).expect("a finding");
        assert_eq!(found.place.as_ref().unwrap().line, Some(2));
        assert!(found.hint.as_ref().unwrap().contains(near), "{:?}", found.hint);
    }
    assert_eq!(catalog.records.customers.len(), 1, "no site for a customer named only in a log");
    assert!(catalog.links.iter().any(|links| links.customer.is_none()));
}

#[test]
fn case_65_a_device_that_changes_hands_has_two_histories() {
    let log = "工单号,设备编号,报修时间,故障现象\nT1,SN-OLD,2024-03-05,canary-first\nT2,SN-NEW,2024-03-20,canary-second\n";
    let devices = "id,model,serial,customer,site,customer_from,customer_to\nSIM-1,M,SN-OLD,C-1,Plant,,2024-03-15\nSIM-1,M,SN-NEW,C-2,Yard,2024-03-16,\n";
    let catalog = Case::log(log)
        .file("content/devices.csv", devices)
        .file("content/customers.csv", "id,name\nC-1,One\nC-2,Two\n")
        .read()
        .linked();
    assert_eq!(catalog.records.devices.len(), 1, "both serials are the one device");
    let texts = |customer: usize| {
        let id = catalog.records.customers[customer].id.clone();
        let restricted = restrict::customer(&catalog, &id).expect("a customer");
        let symptoms = restricted.events().iter().map(|e| e.text(TextField::Symptom).to_owned());
        (symptoms.collect::<Vec<_>>(), format!("{:?}", restricted.records))
    };
    for (customer, own, other, serial) in [
        (0, "canary-first", "canary-second", "SN-NEW"),
        (1, "canary-second", "canary-first", "SN-OLD"),
    ] {
        let (symptoms, everything) = texts(customer);
        assert_eq!(symptoms, [own]);
        for secret in [other, serial] {
            assert!(
                !everything.contains(secret),
                "customer {customer} sees {secret}: {everything}"
            );
        }
    }
}

#[test]
fn case_65_a_serial_number_that_came_to_another_device_means_who_had_it() {
    let devices = "id,model,serial,serial_from,serial_to\n\
                   SIM-1,M,BOARD-7,,2024-03-15\nSIM-1,M,BOARD-9,2024-03-16,\n\
                   SIM-2,M,BOARD-7,2024-04-01,\n";
    let log = "工单号,序列号,报修时间\nT1,BOARD-7,2024-03-05\nT2,board-9,2024-03-20\n\
               T3,BOARD-7,2024-03-25\nT4,BOARD-7,2024-04-02\n";
    let got = Case::log(log).file("content/devices.csv", devices).read();
    assert_eq!((got.account(), got.exit), ([4, 0, 4, 0, 0], 0));
    let catalog = got.linked();
    assert_eq!(catalog.records.devices.len(), 2, "no stub");
    let device = |row: usize| catalog.device(catalog.links[row].device.unwrap()).id.as_str();
    let of_ticket: Vec<_> =
        catalog.events().iter().map(|e| (e.ticket(), device(e.row()))).collect();
    assert_eq!(
        of_ticket,
        [("T1", "SIM-1"), ("T2", "SIM-1"), ("T3", "SIM-1"), ("T4", "SIM-2")],
        "on the shelf it is still the board of its last device"
    );
    assert!(catalog.diagnostics.iter().all(|d| d.code != Code::SerialShared));
}
