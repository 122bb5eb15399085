//! Logs as people export them, and the bad ones of the nasty list.

use super::*;
use crate::model::time::Clock;
use std::fmt::Write as _;

fn log_of(path: &str, bytes: impl AsRef<[u8]>, block: &SourceBlock) -> LogRead {
    let zone = Zone::named("Asia/Shanghai").expect("a known zone");
    let file = SourceFile::new(path, bytes.as_ref().to_vec());
    let log = read(&file, block, &zone, &crate::ingest::registry::Registry::default()).remove(0);
    let r = &log.report;
    assert_eq!(
        r.rows_read,
        r.rows_skipped + r.rows_accepted + r.rows_repaired + r.rows_rejected,
        "every row is accounted for"
    );
    assert_eq!(log.events.len() as u64, r.rows_accepted + r.rows_repaired);
    log
}

fn csv(text: &str) -> LogRead {
    log_of("logs/a.csv", text, &SourceBlock::default())
}

fn codes(log: &LogRead) -> Vec<Code> {
    log.diagnostics.iter().map(|d| d.code).collect()
}

fn account(log: &LogRead) -> (u64, u64, u64, u64, u64) {
    let r = &log.report;
    (r.rows_read, r.rows_skipped, r.rows_accepted, r.rows_repaired, r.rows_rejected)
}

const HEAD: &str = "工单号,设备编号,报修时间,故障现象\n";

#[test]
fn a_plain_log() {
    let log = csv(&format!("{HEAD}T1,A-01,2024-03-05 14:05,黑屏\nT2,A-02,45356.75,\"a\nb\"\n"));
    assert_eq!(account(&log), (2, 0, 2, 0, 0));
    assert_eq!(codes(&log), []);
    let event = log.events.get(1);
    assert_eq!((event.ticket(), event.text(TextField::Symptom)), ("T2", "a\nb"));
    assert_eq!(event.origin(), Origin::Row { source: 0, line: 3 });
}

#[test]
fn bad_rows_are_listed_and_the_good_ones_kept() {
    let text = format!(
        "{HEAD}T1,A-01,2024-03-05,黑屏\nT2,A-01\nT3,A-01,2024-03-05,x,,\nT4,A-01,2024-03-05,x,y\n\
         {HEAD}T5,\"A\"x,2024-03-05,x\nT6,A\u{202e}1,2024-03-05,x\nT7,A-01,,x\n合计,,,123\n,,,\nT8,A\0,2024-03-05,x\n"
    );
    let log = csv(&text);
    assert_eq!(account(&log), (11, 1, 2, 0, 8));
    let rejected: Vec<_> = log.rejected.iter().map(|r| (r.place.line, r.code)).collect();
    assert_eq!(
        rejected,
        [
            (Some(3), Code::RowLength),
            (Some(5), Code::RowLength),
            (Some(6), Code::RowRepeatedHeader),
            (Some(7), Code::RowQuoting),
            (Some(8), Code::RowControl),
            (Some(9), Code::RowNoStamp),
            (Some(10), Code::RowTotal),
            (Some(12), Code::RowControl),
        ]
    );
    assert_eq!(log.rejected[0].raw, "T2,A-01");
}

#[test]
fn an_unreadable_value_is_placed_and_the_row_repaired() {
    let text = format!("{HEAD}T1,A-01,2024-03-05,黑屏\n")
        .replace("故障现象", "故障现象,完成时间,费用,服务类型")
        .replace("黑屏", "黑屏,2026-02-30,#REF!,repiar");
    let log = csv(&text);
    assert_eq!(account(&log), (1, 0, 0, 1, 0));
    assert_eq!(codes(&log), [Code::ValueDate, Code::ValueExcelError, Code::ValueWord]);
    let found = log.diagnostics.iter().next().expect("a finding");
    let place = found.place.as_ref().expect("a place");
    assert_eq!(
        (place.to_string().as_str(), place.header.as_deref()),
        ("logs/a.csv:2:23", Some("完成时间"))
    );
    let excerpt = found.excerpt.as_ref().expect("an excerpt");
    assert_eq!((excerpt.from, excerpt.to), (22, 32));
    assert!(found.hint.is_some() && found.expected.is_some());
    let cells: Vec<_> = log.events.get(0).cells().collect();
    assert_eq!(cells, [("服务类型", "repiar")]);
}

#[test]
fn files_that_cannot_be_used_say_why() {
    for (bytes, code) in [
        (&b""[..], Code::FileEmpty),
        (b"PK\x03\x04xxxx", Code::FileWrongFormat),
        (b"\xd0\xcf\x11\xe0", Code::FileWrongFormat),
        (b"\x1f\x8b\x08", Code::FileWrongFormat),
        (b"<html><table>", Code::FileWrongFormat),
        (b"\xff\xfe\0\0a\0\0\0", Code::EncodingUnknown),
        (b"a,b,c\n1,2,3\n", Code::HeaderMissing),
        ("设备编号,设备编号,日期\n".as_bytes(), Code::HeaderDuplicate),
        ("设备编号,故障现象\nA,b\n".as_bytes(), Code::HeaderRequired),
        ("设备编号,日期,\nA,2024-03-05,x\n".as_bytes(), Code::HeaderMissing),
    ] {
        let log = log_of("a.csv", bytes, &SourceBlock::default());
        assert_eq!(codes(&log), [code], "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(codes(&csv(HEAD)), [Code::TableNoRows]);
    assert_eq!(account(&csv(&format!("{HEAD},,,\n\n,,,\n"))), (2, 2, 0, 0, 0));
}

#[test]
fn separators_titles_and_marks() {
    for text in [
        "设备编号;日期;故障\nA;2024-03-05;x\n",
        "设备编号\t日期\t故障\nA\t2024-03-05\tx\n",
        "sep=;\n设备编号;日期;故障\nA;2024-03-05;x\n",
        "维修记录表,,\n2024年,,\n设备编号：,日期 *,故障\nA,2024-03-05,x\n",
        "\u{feff}\"设备编号\",日期,故障\nA,2024-03-05,x",
        "设备编号,日期,故障\rA,2024-03-05,x\r",
        "设备编号,日期,故障,\n\u{feff}A,2024-03-05,x,\n",
        "日期,故障,设备编号\r\n2024-03-05,x,A\n",
    ] {
        let log = csv(text);
        assert_eq!(account(&log), (1, 0, 1, 0, 0), "{text}");
        let event = log.events.get(0);
        assert_eq!(
            (event.text(TextField::Device), event.text(TextField::Symptom)),
            ("A", "x"),
            "{text}"
        );
        assert!(event.stamp(Clock::ReportedAt).is_some_and(|s| s.date_only));
    }
}

#[test]
fn lines_are_those_an_editor_shows() {
    for (text, lines) in [
        ("设备编号,日期\r\nA,2024-03-05\r\n\r\nB,2024-03-06\r\n", [2, 4]),
        ("sep=;\r\n设备编号;日期\r\nA;2024-03-05\r\nB;2024-03-06", [3, 4]),
        ("\"设备\n编号\",日期\nA,2024-03-05\nB,2024-03-06\n", [3, 4]),
        ("设备编号,日期,备注\r\nA,2024-03-05,\"一\r\n二\"\r\nB,2024-03-06,\n", [2, 4]),
        ("设备编号,日期\rA,2024-03-05\rB,2024-03-06\r", [2, 3]),
    ] {
        let log = csv(text);
        let got: Vec<u32> = (0..2).map(|row| line_of(&log.events, row)).collect();
        assert_eq!(got, lines, "{text:?}");
    }
}

#[test]
fn one_bad_byte_costs_one_row() {
    let mut bytes = format!("{HEAD}T1,A-01,2024-03-05,黑屏\n").into_bytes();
    bytes.extend_from_slice(b"T2,A-01,2024-03-05,\xffx\nT3,A-01,2024-03-05,y\n");
    let log = log_of("a.csv", &bytes, &SourceBlock::default());
    assert_eq!(account(&log), (3, 0, 2, 0, 1));
    assert_eq!(log.rejected[0].raw, "T2,A-01,2024-03-05,\\xFFx");
    assert!(log.rejected[0].reason.contains("byte 20") && log.rejected[0].reason.contains("0xFF"));
}

#[test]
fn a_part_that_was_used_no_times_is_none() {
    let log =
        csv("设备编号,日期,更换配件,数量\nA,2024-03-05,电源板;风扇,0;2\nA,2024-03-06,灯泡,-1\n");
    let parts = |row| {
        let event = log.events.get(row);
        event.parts().iter().map(|p| (event.resolve(p.part), p.qty)).collect::<Vec<_>>()
    };
    assert_eq!((parts(0), parts(1)), (vec![("风扇", 2.0)], vec![]));
    assert_eq!(codes(&log), [Code::ValueNumber, Code::ValueNumber]);
    assert_eq!(log.events.get(1).cells().collect::<Vec<_>>(), [("更换配件", "灯泡")]);
}

#[test]
fn unknown_columns_are_kept_and_told_once() {
    let text = "设备编号,日期,湿度\nA,2024-03-05,40%\nA,2024-03-06,41%\n";
    let log = csv(text);
    assert_eq!(codes(&log), [Code::HeaderUnknown]);
    assert_eq!(log.events.get(1).cells().collect::<Vec<_>>(), [("湿度", "41%")]);
    assert_eq!(log.report.columns[2].examples, ["40%", "41%"]);
    assert_eq!(log.report.columns[1].field.as_deref(), Some("reported_at"));
}

#[test]
fn an_english_log_needs_no_configuration() {
    let text = "log_id,opened_at,closed_at,device_id,site,line,fault_code,severity,technician,hours_to_resolve,parts_used,cost,status,summary,notes\n\
        SL00000000,2019-03-02T10:11:12,2019-03-02T14:11:12,dev-001,leeds,L3,E104,high,tech07,4.00,2,120.50,closed,fan is loud,\"a, b\"\n";
    let log = csv(text);
    assert_eq!(codes(&log), [Code::HeaderUnknown]);
    assert_eq!(account(&log), (1, 0, 1, 0, 0));
    let event = log.events.get(0);
    let gap = event.resolved().zip(event.reported()).map(|(a, b)| a.since(b));
    assert_eq!(gap, Some(4 * 3_600_000));
    assert_eq!(event.num(crate::model::events::NumField::Amount), Some(120.5));
    assert_eq!(
        (event.text(TextField::Severity), event.text(TextField::Symptom)),
        ("high", "fan is loud")
    );
    assert_eq!(event.cells().collect::<Vec<_>>(), [("line", "L3"), ("parts_used", "2")]);
}

#[test]
fn a_foreign_log_is_read_by_its_block() {
    let pairs = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let block = SourceBlock {
        keep: [("update_type".to_owned(), vec!["Break".to_owned()])].into(),
        columns: pairs(&[
            ("unit_id", "device_id"),
            ("Line", "site"),
            ("Min Delay", "repair_h"),
            ("update_type", "service_type"),
        ]),
        values: [("Service Type".to_owned(), pairs(&[("Break", "repair")]))].into(),
        default: pairs(&[("service_type", "repair"), ("customer", "{stem}")]),
        combine: [("reported_at".to_owned(), vec!["Date".to_owned(), "Time".to_owned()])].into(),
        units: pairs(&[("Min Delay", "min")]),
        missing: [("Line".to_owned(), vec!["None".to_owned()])].into(),
        timezone: Zone::named("America/New_York"),
        ..SourceBlock::default()
    };
    let text = "unit_id,Date,Time,Min Delay,Line,update_type\nU1,2024-07-01,08:30,90,None,Break\nU2,2024-07-01,09:00,5,BD,Note\n";
    let log = log_of("logs/ttc.csv", text, &block);
    assert_eq!(account(&log), (2, 1, 1, 0, 0));
    let event = log.events.get(0);
    assert_eq!(event.text(TextField::Customer), "ttc");
    assert_eq!(event.words().service_type, Some(crate::model::words::ServiceType::Repair));
    assert_eq!(event.text(TextField::Site), "");
    let reported = event.reported().expect("a time");
    assert_eq!(Zone::utc().iso(reported), "2024-07-01T12:30:00+00:00");
    assert_eq!(event.resolved().map(|r| r.since(reported)), Some(90 * 60_000));
    assert!(event.ticket().starts_with("U1-20240701T0830-"), "{}", event.ticket());
}

#[test]
fn the_columns_values_decide_what_headers_leave_open() {
    let text = "设备编号,日期,响应时间\nA,03/04/2026,2小时\nA,25/04/2026,30分钟\n";
    let log = csv(text);
    assert_eq!(codes(&log), [Code::HeaderAmbiguous, Code::DateOrderGuessed]);
    let event = log.events.get(0);
    let gap = event.at(Clock::RespondedAt).zip(event.reported()).map(|(a, b)| a.since(b));
    assert_eq!(gap, Some(7_200_000));
    assert!(event.ticket().starts_with("A-20260403T0000-"), "{}", event.ticket());
    let undecided = csv("设备编号,日期,完成时间\nA,03/04/2026,2026-04-05\n");
    assert_eq!(codes(&undecided), [Code::DateOrderUnknown]);
    assert_eq!(account(&undecided), (1, 0, 0, 1, 0));
}

#[test]
fn a_date_and_a_time_in_two_columns_are_one_stamp() {
    for text in ["时间,日期,设备\n08:30,2024-03-05,A\n", "Date,Time,Vehicle\n2024-03-05,8:30,A\n"]
    {
        let log = csv(text);
        assert_eq!(codes(&log), []);
        assert!(log.events.get(0).ticket().starts_with("A-20240305T0830-"), "{text}");
    }
}

#[test]
fn two_exports_put_end_to_end() {
    let text = "设备编号,日期\nA,2024-03-05\n\u{feff}\"设备编号\",日期\nB,2024-03-06\n";
    let log = csv(text);
    assert_eq!(account(&log), (3, 0, 2, 0, 1));
    assert_eq!(log.rejected[0].code, Code::RowRepeatedHeader);
    assert!(log.rejected[0].reason.contains("line 1"));
}

#[test]
fn ids_that_excel_damaged_are_told() {
    let log = csv("序列号,日期\n1.23457E+15,2024-03-05\n00123,2024-03-06\n123,2024-03-07\n");
    assert_eq!(codes(&log), [Code::ValueDigitsLost, Code::ValueDigitsLost]);
    assert_eq!(log.events.get(1).text(TextField::Device), "00123");
    assert_eq!(account(&log), (3, 0, 2, 1, 0));
}

#[test]
fn parts_of_a_row_come_together() {
    let text = "设备编号,日期,更换配件,数量,旧件处理\nA,2024-03-05,电源板*2;风扇×1,,返厂\nA,2024-03-06,保险丝,3,\nA,2024-03-07,4,,\n";
    let log = csv(text);
    let parts = |row: usize| {
        let event = log.events.get(row);
        event.parts().iter().map(|p| (event.resolve(p.part), p.qty)).collect::<Vec<_>>()
    };
    assert_eq!(parts(0), [("电源板", 2.0), ("风扇", 1.0)]);
    assert_eq!(parts(1), [("保险丝", 3.0)]);
    assert_eq!(parts(2), []);
    assert_eq!(log.events.get(2).cells().collect::<Vec<_>>(), [("更换配件", "4")]);
}

#[test]
fn many_equal_mistakes_are_capped_but_rows_stay_complete() {
    let mut text = HEAD.to_owned();
    for n in 0..1500 {
        writeln!(text, "T{n},A,2024-13-01,x").expect("a string takes text");
    }
    let log = csv(&text);
    assert_eq!(account(&log), (1500, 0, 0, 0, 1500));
    assert_eq!(log.rejected.len(), 1500);
    assert_eq!(log.diagnostics.len(), 2 * (findings::KEPT as usize + 1));
}

#[test]
fn pieces_change_nothing() {
    let mut text = HEAD.to_owned();
    for n in 0..30_000 {
        let device = n % 7;
        writeln!(text, "T{n},A-{device},2024-03-05 14:05,\"黑屏, {n}\n第二行\"")
            .expect("a string takes text");
    }
    let log = csv(&text);
    assert_eq!(account(&log), (30_000, 0, 30_000, 0, 0));
    assert_eq!(log.events.get(29_999).origin(), Origin::Row { source: 0, line: 2 + 29_999 * 2 });
    assert_eq!(log.events.get(29_999).ticket(), "T29999");
}

/// A log of words that come again, now and then and never; some rows are bad.
fn random_log(seed: u64, rows: u64) -> String {
    let mut state = seed;
    let mut below = |n: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut text = "工单号,设备编号,报修时间,故障现象,处理结果,费用,车间,备注\n".to_owned();
    let (tickets, devices) = (1 + below(400), 1 + below(60));
    for n in 0..rows {
        let ticket =
            if below(40) == 0 { String::new() } else { format!("T-{:05}", below(tickets)) };
        let time = if below(50) == 0 {
            "无".to_owned()
        } else {
            format!("2024-03-{:02} 14:05", 1 + below(28))
        };
        let device = format!("A-{}", below(devices));
        let (symptom, fix) =
            (below(30), "又一次更换了同一个部件并且记录下来".repeat(below(3) as usize));
        let note = if below(2) == 0 {
            format!("说明 {n}")
        } else {
            format!("\"第{}组\n夜班\"", below(4))
        };
        let (cost, shop) = (below(900), below(9));
        // In some logs two columns say ever new things, and then words that came before.
        let (symptom, shop) =
            if seed.is_multiple_of(8) && n < 2000 { (n, n / 2 * 3) } else { (symptom, shop) };
        writeln!(text, "{ticket},{device},{time},现象{symptom},{fix},{cost},{shop}车间,{note}")
            .expect("a string takes text");
    }
    text
}

/// What came of a log read in pieces of so many bytes by so many threads.
fn in_pieces(text: &str, size: usize, threads: usize) -> impl PartialEq + std::fmt::Debug {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| {
        lanes::TRIED.set(size);
        let log = csv(text);
        lanes::TRIED.set(usize::MAX);
        let rejected: Vec<_> = log.rejected.iter().map(|row| (row.place.line, row.code)).collect();
        let cells: Vec<Vec<(String, String)>> = log
            .events
            .iter()
            .map(|e| {
                e.cells().map(|(header, value)| (header.to_owned(), value.to_owned())).collect()
            })
            .collect();
        (
            told(&log),
            cells,
            rejected,
            account(&log),
            log.duplicates.len(),
            log.diagnostics.by_code(),
        )
    })
}

#[test]
fn pieces_and_threads_change_nothing_in_what_a_log_says() {
    for seed in 0..12 {
        let text = random_log(seed, if seed % 4 == 0 { 3000 } else { 300 });
        let whole = in_pieces(&text, usize::MAX, 1);
        for (size, threads) in [(1, 2), (700, 1), (700, 3), (20_000, 2)] {
            let pieces = in_pieces(&text, size, threads);
            assert!(pieces == whole, "seed {seed}, pieces of {size} bytes, {threads} threads");
        }
    }
}

fn shared(path: &str) -> Option<Vec<u8>> {
    let file = crate::ingest::vectors::shared()?.join("data").join(path);
    Some(std::fs::read(file).expect("shared data can be read"))
}

#[test]
fn the_excavator_log_has_5485_events_of_which_358_are_listed() {
    let Some(bytes) = shared("excavators_nist/excavators.csv") else { return };
    let log = log_of("excavators.csv", bytes, &SourceBlock::default());
    assert_eq!(log.events.len(), 5485);
    assert_eq!(log.duplicates.len(), 358);
    assert_eq!(log.diagnostics.by_code().get(&Code::DuplicateRow), Some(&358));
    let mut ids: Vec<&str> = log.events.iter().map(crate::model::Event::ticket).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5485);
}

fn told(log: &LogRead) -> Vec<(String, String, Option<crate::model::Stamp>)> {
    let texts = |e: crate::model::Event<'_>| {
        let all = TextField::ALL.iter().map(|f| e.text(*f).to_owned());
        all.collect::<Vec<_>>().join("|")
    };
    let row = |e| (texts(e), e.ticket().to_owned(), e.stamp(Clock::ResolvedAt));
    log.events.iter().map(row).collect()
}

#[test]
fn one_worklog_in_four_encodings_and_as_markdown() {
    let folder = "shchnmz_worklog";
    let read = |name: &str| {
        shared(&format!("{folder}/{name}"))
            .map(|bytes| log_of(name, bytes, &SourceBlock::default()))
    };
    let Some(utf8) = read("derived_maintain_utf8.csv") else { return };
    assert_eq!(utf8.report.encoding, "UTF-8");
    assert_eq!(utf8.events.len(), 80);
    for (name, encoding) in [
        ("derived_maintain_utf8bom.csv", "UTF-8 BOM"),
        ("derived_maintain_gb18030.csv", "GB18030"),
        ("derived_maintain_utf16.csv", "UTF-16LE"),
    ] {
        let log = read(name).expect("present");
        assert_eq!(log.report.encoding, encoding);
        assert_eq!(told(&log), told(&utf8), "{name}");
    }
    let markdown = read("hardware-and-network/log/maintain.md").expect("present");
    assert_eq!(told(&markdown), told(&utf8));
    let by_code = markdown.diagnostics.by_code();
    assert_eq!(by_code.get(&Code::StampOrder), Some(&1));
    assert_eq!(by_code.get(&Code::RowPadded), Some(&1));
    let resolved = utf8.events.get(14).stamp(Clock::ResolvedAt).expect("the end of a range");
    assert!(resolved.date_only);
}

#[test]
fn a_glued_row_of_the_purchase_log_is_refused_with_advice() {
    let Some(bytes) = shared("shchnmz_worklog/hardware-and-network/log/purchase.md") else {
        return;
    };
    let log = log_of("purchase.md", bytes, &SourceBlock::default());
    assert_eq!((log.events.len(), log.rejected.len()), (124, 1));
    assert_eq!(log.rejected[0].place.line, Some(10));
    let found = log.diagnostics.iter().find(|d| d.code == Code::RowLength).expect("a finding");
    assert!(
        found
            .hint
            .as_ref()
            .is_some_and(|h| h.contains("two rows glued together: split after cell 5")),
        "{found:?}"
    );
    let Some(bytes) = shared("shchnmz_worklog/hardware-and-network/log/work.md") else { return };
    assert_eq!(log_of("work.md", bytes, &SourceBlock::default()).events.len(), 59);
}

#[test]
fn a_log_whose_report_time_is_not_known_names_its_columns_of_dates() {
    let log = csv("ticket,device,Notified,resolved\nT1,A,2024-03-05 10:00,2024-03-06\n");
    let finding = log.diagnostics.iter().find(|d| d.code == Code::HeaderRequired);
    let finding = finding.expect("a finding of the file");
    assert_eq!(finding.severity, Severity::Warning);
    assert!(finding.message.contains("\"Notified\""));
    let hint = finding.hint.as_deref().unwrap_or("");
    assert!(hint.contains("columns = { \"Notified\" = \"reported_at\" }"), "{hint}");
}

#[test]
fn keep_that_leaves_out_every_row_is_told() {
    let mut block = SourceBlock::default();
    block.keep.insert("故障现象".to_owned(), vec!["停机".to_owned()]);
    let log = log_of("logs/a.csv", format!("{HEAD}T1,A,2024-03-05,黑屏\n"), &block);
    let told: Vec<_> = log.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert!(told.iter().any(|m| m.contains("`keep`")) && told.len() == 1, "{told:?}");
}

#[test]
fn a_day_with_a_bad_time_keeps_the_day() {
    let mut block = SourceBlock::default();
    let columns = vec!["Date".to_owned(), "Time".to_owned()];
    block.combine.insert("reported_at".to_owned(), columns);
    let text = "ticket,device,Date,Time\nT1,A,2024-03-05,afternoon\nT2,A,2024-03-05,7.45pm\n\
                T3,A,2024-03-05,7:45 PM\nT4,A,2024-03-05,19h45\n";
    let log = log_of("logs/a.csv", text, &block);
    assert_eq!(account(&log), (4, 0, 3, 1, 0));
    let finding = log.diagnostics.iter().find(|d| d.code == Code::ValueDate).expect("a finding");
    let place = finding.place.as_ref().expect("a place");
    assert_eq!((place.line, place.header.as_deref()), (Some(2), Some("Time")));
    let stamps: Vec<_> =
        log.events.iter().map(|e| e.stamp(Clock::ReportedAt).expect("a time")).collect();
    assert!(stamps[0].date_only);
    assert!(stamps[1..].iter().all(|s| *s == stamps[1] && !s.date_only));
}
