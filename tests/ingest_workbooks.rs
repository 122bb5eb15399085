//! Workbooks as logs and as tables: the same rows as from text, whatever kind of
//! workbook they stand in, with sheet and cell in every finding.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

mod support;

use faultbook::diag::{Code, Severity};
use faultbook::model::events::{NumField, TextField};
use faultbook::model::time::Clock;
use faultbook::model::{Project, SourceReport};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::{Cursor, Read, Write};
use support::{ProjectBuilder, codes, findings, places};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const HEAD: [&str; 6] = ["工单号", "设备编号", "客户", "报修时间", "故障现象", "费用"];

/// Adds a sheet whose rows begin at a row, all cells as text.
fn sheet<'b>(book: &'b mut Workbook, name: &str, top: u32, rows: &[&[&str]]) -> &'b mut Worksheet {
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(top + row as u32, column as u16, *cell).unwrap();
        }
    }
    sheet
}

fn stamp(y: u16, m: u8, d: u8, hour: u16, minute: u8) -> ExcelDateTime {
    ExcelDateTime::from_ymd(y, m, d).unwrap().and_hms(hour, minute, 0).unwrap()
}

fn with_log(path: &str, bytes: &[u8]) -> Project {
    ProjectBuilder::new().bytes(path, bytes).read()
}

/// Every file of a zip archive, changed by name.
fn rezip(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        to.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        to.write_all(change(&name, text).as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

fn reconciles(project: &Project) {
    for s in &project.sources {
        let parts = s.rows_skipped + s.rows_accepted + s.rows_repaired + s.rows_rejected;
        assert_eq!(s.rows_read, parts, "{s:?}");
    }
    let logs = project.sources.iter().filter(|s| s.is_log);
    let kept: u64 = logs.map(|s| s.rows_accepted + s.rows_repaired).sum();
    assert_eq!(project.records.events.len() as u64, kept);
}

/// Everything an event says but where it stands.
fn told(project: &Project) -> Vec<String> {
    let events = project.records.events.iter();
    let one = |event: faultbook::model::events::Event<'_>| {
        let texts = TextField::ALL.iter().map(|&field| event.text(field)).collect::<Vec<_>>();
        let nums = NumField::ALL.iter().map(|&field| event.num(field)).collect::<Vec<_>>();
        let stamps = Clock::ALL.iter().map(|&clock| event.stamp(clock)).collect::<Vec<_>>();
        let cells = event.cells().collect::<Vec<_>>();
        let (words, parts) = (event.words(), event.parts().len());
        format!("{texts:?} {nums:?} {stamps:?} {cells:?} {words:?} {parts}")
    };
    events.map(one).collect()
}

fn account(source: &SourceReport) -> [u64; 5] {
    let s = source;
    [s.rows_read, s.rows_skipped, s.rows_accepted, s.rows_repaired, s.rows_rejected]
}

/// The log as Chinese Excel exports it to CSV, and as the workbook it came from.
fn twins() -> (Vec<u8>, Vec<u8>) {
    let csv = "模拟器维修记录,,,,,,\n\
         工单号,设备编号,客户,报修时间,故障现象,费用,停机时长(h)\n\
         T-1,SIM-001,上海公司,2026/3/4 14:05,\"黑屏,\n重启无效\",120.50,1.5\n\
         T-2,0042,上海公司,2026/3/5 8:00,\"报\"\"E-104\"\"\",0,2:30\n\
         ,,,,,,\n\
         T-3,123,北京公司,2026/3/6 0:00,#REF!,80,\n\
         T-4,124,北京公司,2026/3/7 9:59,花屏,#REF!,36\n\
         合计,,,,,280.5,\n";
    let (csv, _, lossy) = encoding_rs::GB18030.encode(csv);
    assert!(!lossy);
    let mut book = Workbook::new();
    let at = Format::new().set_num_format("yyyy/m/d h:mm");
    let money = Format::new().set_num_format("¥#,##0.00");
    let long = Format::new().set_num_format("[h]:mm");
    let rows: [&[&str]; 8] = [
        &[],
        &["工单号", "设备编号", "客户", "报修时间", "故障现象", "费用", "停机时长(h)"],
        &["T-1", "SIM-001", "上海公司", "", "黑屏,\n重启无效"],
        &["T-2", "", "上海公司", "", "报\"E-104\""],
        &[],
        &["T-3", "", "北京公司", "", "#REF!"],
        &["T-4", "", "北京公司", "", "花屏"],
        &["合计"],
    ];
    let sheet = sheet(&mut book, "2026", 0, &rows);
    sheet.merge_range(0, 0, 0, 6, "模拟器维修记录", &Format::new()).unwrap();
    for (row, at_) in [
        (2, stamp(2026, 3, 4, 14, 5)),
        (3, stamp(2026, 3, 5, 8, 0)),
        (5, stamp(2026, 3, 6, 0, 0)),
        (6, stamp(2026, 3, 7, 9, 59)),
    ] {
        sheet.write_datetime_with_format(row, 3, at_, &at).unwrap();
    }
    let padded = Format::new().set_num_format("0000");
    sheet.write_number_with_format(3, 1, 42, &padded).unwrap();
    sheet.write_number(5, 1, 123).unwrap().write_number(6, 1, 124).unwrap();
    sheet.write_number_with_format(2, 5, 120.5, &money).unwrap();
    sheet.write_number(3, 5, 0).unwrap().write_number(5, 5, 80).unwrap();
    sheet.write_formula(6, 5, Formula::new("1/0").set_result("#REF!")).unwrap();
    sheet.write_formula(7, 5, Formula::new("SUM(F3:F7)").set_result("280.5")).unwrap();
    sheet.write_number(2, 6, 1.5).unwrap().write_number(6, 6, 36).unwrap();
    sheet.write_number_with_format(3, 6, 2.5 / 24.0, &long).unwrap();
    (csv.into_owned(), book.save_to_buffer().unwrap())
}

#[test]
fn a_log_as_gbk_csv_and_as_workbook_gives_equal_events() {
    let (csv, xlsx) = twins();
    let text = with_log("content/logs/维修.csv", &csv);
    let book = with_log("content/logs/维修.xlsx", &xlsx);
    reconciles(&text);
    reconciles(&book);
    assert_eq!(told(&text), told(&book));
    assert_eq!(text.records.events.len(), 4);
    assert_eq!(account(&text.sources[0]), account(&book.sources[0]));
    assert_eq!(account(&book.sources[0]), [6, 1, 2, 2, 1]);
    assert_eq!(text.settings.as_of, book.settings.as_of);
    assert_eq!(book.sources[0].sheet.as_deref(), Some("2026"));
    assert_eq!(book.sources[0].encoding, "xlsx");
    let place = "content/logs/维修.xlsx [2026!F7]";
    assert_eq!(places(&book, Code::ValueExcelError), ["content/logs/维修.xlsx [2026!E6]", place]);
    assert_eq!(places(&text, Code::ValueExcelError).len(), 2);
    assert_eq!(places(&book, Code::RowTotal), ["content/logs/维修.xlsx [2026!8]"]);
    let found = findings(&book, Code::ValueExcelError)[1];
    let at = found.place.as_ref().unwrap();
    assert_eq!((at.line, at.column, at.header.as_deref()), (Some(7), Some(6), Some("费用")));
    assert_eq!((at.sheet.as_deref(), at.cell.as_deref()), (Some("2026"), Some("F7")));
    assert_eq!(found.raw.as_deref(), Some("#REF!"));
}

#[test]
fn an_old_workbook_is_read_like_a_new_one() {
    let project = with_log("content/logs/log.xls", include_bytes!("workbooks/log.xls"));
    reconciles(&project);
    let events = &project.records.events;
    let texts = |field| events.iter().map(|e| e.text(field).to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(TextField::Device), ["SIM-001", "SIM-002", "123"]);
    assert_eq!(texts(TextField::Customer), ["上海公司", "上海公司", "北京公司"]);
    assert_eq!(texts(TextField::Symptom)[0], "黑屏,\n重启无效");
    let zone = &project.settings.zone;
    let at: Vec<String> = events.iter().map(|e| zone.iso(e.reported().unwrap())).collect();
    assert!(at[0].starts_with("2026-03-04T14:05:00"), "{at:?}");
    assert_eq!(account(&project.sources[0]), [5, 1, 3, 0, 1]);
    assert_eq!(project.sources[0].encoding, "xls");
}

#[test]
fn a_sheet_a_month_is_read_whole_and_the_rest_is_told_once() {
    let mut book = Workbook::new();
    sheet(&mut book, "封面", 0, &[&["2026年维修台账"], &["编制", "张三"]]);
    sheet(&mut book, "1月", 0, &[&HEAD, &["T-1", "A", "甲", "2026-01-05", "黑屏", "1"]]);
    sheet(&mut book, "2月", 2, &[&HEAD, &["T-2", "A", "甲", "2026-02-05", "黑屏", "1"]]);
    sheet(&mut book, "统计", 0, &[&["设备编号", "次数"], &["A", "2"]]);
    sheet(&mut book, "空", 0, &[]);
    sheet(&mut book, "旧", 0, &[&HEAD, &["T-9", "A", "甲", "2025-01-05", "黑屏", "1"]])
        .set_hidden(true);
    let project = with_log("content/logs/a.xlsx", &book.save_to_buffer().unwrap());
    reconciles(&project);
    assert_eq!(project.records.events.len(), 2);
    let sheets: Vec<_> = project.sources.iter().filter_map(|s| s.sheet.as_deref()).collect();
    assert_eq!(sheets, ["1月", "2月"]);
    let told = findings(&project, Code::SheetIgnored);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].severity, Severity::Warning);
    for name in ["封面", "统计", "空", "旧"] {
        assert!(told[0].message.contains(name), "{}", told[0].message);
    }
    assert_eq!(codes(&project), [Code::SheetIgnored]);
}

#[test]
fn the_sheets_of_a_block_are_read_by_name_or_number() {
    let mut book = Workbook::new();
    sheet(&mut book, "2025", 0, &[&HEAD, &["T-1", "A", "甲", "2025-01-05", "黑屏", "1"]]);
    sheet(&mut book, "2026", 0, &[&HEAD, &["T-2", "A", "甲", "2026-02-05", "黑屏", "1"]]);
    let bytes = book.save_to_buffer().unwrap();
    let read = |sheet: &str| {
        let config = format!("[[logs]]\npath = \"log.xlsx\"\nsheet = {sheet}\n");
        ProjectBuilder::new().bytes("log.xlsx", &bytes).config(&config).read()
    };
    for (sheet, tickets) in [
        ("\"2026\"", vec!["T-2"]),
        ("2026", vec!["T-2"]),
        ("1", vec!["T-1"]),
        ("[\"2025\", 2]", vec!["T-1", "T-2"]),
    ] {
        let project = read(sheet);
        let got: Vec<_> = project.records.events.iter().map(|e| e.ticket().to_owned()).collect();
        assert_eq!(got, tickets, "{sheet}");
    }
    let project = read("\"2027\"");
    let missing = findings(&project, Code::FileUnreadable);
    assert!(missing[0].expected.as_deref().unwrap().contains("2025, 2026"));
}

/// A workbook as LibreOffice writes it, of table rows in OpenDocument.
fn ods(tables: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mime = "application/vnd.oasis.opendocument.spreadsheet";
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("mimetype", stored).unwrap();
    zip.write_all(mime.as_bytes()).unwrap();
    zip.start_file("META-INF/manifest.xml", SimpleFileOptions::default()).unwrap();
    let manifest = format!(
        "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:m\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{mime}\"/></manifest:manifest>"
    );
    zip.write_all(manifest.as_bytes()).unwrap();
    zip.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:o\" xmlns:table=\"urn:t\" xmlns:text=\"urn:x\" xmlns:style=\"urn:s\"><office:automatic-styles><style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip.write_all(content.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A row of text cells.
fn ods_row(cells: &[&str]) -> String {
    let cells = cells.iter().map(|cell| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>")
    });
    format!("<table:table-row>{}</table:table-row>", cells.collect::<String>())
}

/// A log of one sheet with every kind of cell.
fn ods_log() -> Vec<u8> {
    let head = ods_row(&HEAD);
    let hidden = ods_row(&["型号"]);
    ods(&format!(
        "<table:table table:name=\"2026\">{head}<table:table-row>\
         <table:table-cell office:value-type=\"string\"><text:p>T-1</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"123\"><text:p>123</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\" table:number-rows-spanned=\"2\"><text:p>甲</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-03-04T14:05:00\"><text:p>4.3.26</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>黑屏</text:p><text:p>重启<text:span>无效</text:span></text:p></table:table-cell>\
         <table:table-cell office:value-type=\"currency\" office:value=\"120.5\"><text:p>¥120.50</text:p></table:table-cell>\
         </table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row>\
         <table:table-cell office:value-type=\"string\"><text:p>T-2</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>A</text:p></table:table-cell>\
         <table:table-cell/>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-03-05\"><text:p>5.3.26</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>死机</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\" xmlns:calcext=\"urn:c\"><text:p>#REF!</text:p></table:table-cell>\
         </table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         </table:table><table:table table:name=\"列表\" table:style-name=\"ta2\">{hidden}</table:table>"
    ))
}

#[test]
fn an_open_document_is_read_like_a_workbook_of_excel() {
    let project = with_log("content/logs/log.ods", &ods_log());
    reconciles(&project);
    let events = &project.records.events;
    assert_eq!(account(&project.sources[0]), [4, 2, 1, 1, 0]);
    let first = events.get(0);
    assert_eq!(first.text(TextField::Device), "123");
    assert_eq!(first.text(TextField::Symptom), "黑屏\n重启无效");
    assert_eq!(first.num(NumField::Amount), Some(120.5));
    let zone = &project.settings.zone;
    assert!(zone.iso(first.reported().unwrap()).starts_with("2026-03-04T14:05:00"));
    assert!(events.get(1).stamp(Clock::ReportedAt).unwrap().date_only);
    assert_eq!(places(&project, Code::ValueExcelError), ["content/logs/log.ods [2026!F5]"]);
    assert!(findings(&project, Code::SheetIgnored)[0].message.contains("列表"));
}

#[test]
fn every_table_may_be_a_workbook() {
    let mut devices = Workbook::new();
    let rows: [&[&str]; 5] = [
        &["设备台账"],
        &["设备编号", "型号", "客户名称", "验收日期", "颜色"],
        &["SIM-001", "M-A", "上海公司", "", "红"],
        &["", "M-A", "上海公司", "", ""],
        &["SIM-002", "M-B", "北京公司", "soon", ""],
    ];
    let accepted = Format::new().set_num_format("yyyy-mm-dd");
    sheet(&mut devices, "台账", 0, &rows)
        .write_datetime_with_format(2, 3, stamp(2024, 1, 31, 0, 0), &accepted)
        .unwrap();
    sheet(&mut devices, "说明", 0, &[&["填写说明:每台设备一行"]]);
    let mut parts = Workbook::new();
    sheet(&mut parts, "Sheet1", 0, &[&["id", "name", "unit_cost"], &["P-1", "电源板"]])
        .write_number(1, 2, 99.5)
        .unwrap();
    let project = ProjectBuilder::new()
        .bytes("content/devices.xlsx", &devices.save_to_buffer().unwrap())
        .bytes("content/parts.xlsx", &parts.save_to_buffer().unwrap())
        .read();
    reconciles(&project);
    let records = &project.records;
    assert_eq!(records.devices.len(), 2);
    assert_eq!(records.devices[0].accepted_on.unwrap().to_string(), "2024-01-31");
    assert_eq!(records.parts[0].unit_cost, Some(99.5));
    assert_eq!(places(&project, Code::RowNoId), ["content/devices.xlsx [台账!4]"]);
    assert_eq!(places(&project, Code::ValueDate), ["content/devices.xlsx [台账!5]"]);
    assert_eq!(account(&project.sources[0]), [3, 0, 1, 1, 1]);
    assert!(findings(&project, Code::SheetIgnored)[0].message.contains("说明"));
}
