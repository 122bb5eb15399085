//! Workbooks as logs and as tables: the same rows as from text, whatever kind of
//! workbook they stand in, with sheet and cell in every finding.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

use crate::support;

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
    let project = with_log("content/logs/log.xls", include_bytes!("../workbooks/log.xls"));
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

/// Made by SheetJS, which writes cells without their columns where they stand beside the cell
/// before, as Excel reads and never writes them.
#[test]
fn a_binary_workbook_of_another_program_is_read_whole() {
    let short = include_bytes!("../workbooks/short_cells.xlsb");
    let project = with_log("content/logs/log.xlsb", short);
    reconciles(&project);
    let events = &project.records.events;
    let texts = |field| events.iter().map(|e| e.text(field).to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(TextField::Ticket), ["W-1", "W-2", "W-3"]);
    assert_eq!(texts(TextField::Device), ["SIM-001", "SIM-001", "SIM-002"]);
    assert_eq!(texts(TextField::Customer), ["甲公司", "甲公司", "乙公司"]);
    assert_eq!(texts(TextField::Symptom), ["黑屏, 重启无效", "舵机异响", ""]);
    let zone = &project.settings.zone;
    let at: Vec<String> = events.iter().map(|e| zone.iso(e.reported().unwrap())).collect();
    assert!(at[1].starts_with("2026-03-05T09:00:00"), "{at:?}");
    let hours: Vec<_> = events.iter().map(|e| e.num(NumField::LabourH)).collect();
    assert_eq!(hours, [Some(1.5), None, Some(0.25)]);
    let cell = "content/logs/log.xlsb [记录!G3]";
    assert_eq!(places(&project, Code::ValueExcelError), [cell]);
    assert_eq!(project.sources[0].encoding, "xlsb");
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
         <table:table-cell office:value-type=\"string\" table:number-rows-spanned=\"4\"><text:p>甲</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-03-04T14:05:00\"><text:p>4.3.26</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>黑屏</text:p><text:p>重启<text:span>无效</text:span></text:p></table:table-cell>\
         <table:table-cell office:value-type=\"currency\" office:value=\"120.5\"><text:p>¥120.50</text:p></table:table-cell>\
         </table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row>\
         <table:table-cell office:value-type=\"string\"><text:p>T-2</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>A</text:p></table:table-cell>\
         <table:covered-table-cell/>\
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
    assert_eq!(events.get(1).text(TextField::Customer), "甲");
    assert!(findings(&project, Code::CellsMerged)[0].message.contains("\"客户\" (1)"));
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
    assert_eq!(places(&project, Code::ValueDate), ["content/devices.xlsx [台账!D5]"]);
    assert_eq!(account(&project.sources[0]), [3, 0, 1, 1, 1]);
    assert!(findings(&project, Code::SheetIgnored)[0].message.contains("说明"));
}

fn log_rows(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let mut all: Vec<&[&str]> = vec![&HEAD];
    all.extend(rows);
    sheet(&mut book, "2026", 0, &all);
    book.save_to_buffer().unwrap()
}

const ROW: [&str; 6] = ["T-1", "A", "甲", "2026-01-05 08:00", "黑屏", "1"];

#[test]
fn a_value_merged_over_several_rows_counts_for_each_but_a_figure_only_once() {
    let mut book = Workbook::new();
    let none = Format::new();
    let sheet = sheet(
        &mut book,
        "2026",
        0,
        &[
            &["工单号", "设备编号", "客户", "时间", "", "故障现象", "费用"],
            &["", "", "", "报修时间", "到场时间"],
            &["T-1", "A", "", "2026-01-05 08:00", "2026-01-05 09:00", "黑屏"],
            &["T-2", "B", "", "2026-01-06 08:00", "2026-01-06 09:00", "死机"],
            &["T-3", "C", "乙", "2026-01-07 08:00", "2026-01-07 09:00", "花屏"],
        ],
    );
    for column in [0, 1, 2, 5, 6] {
        let name = ["工单号", "设备编号", "客户", "", "", "故障现象", "费用"][column as usize];
        sheet.merge_range(0, column, 1, column, name, &none).unwrap();
    }
    sheet.merge_range(0, 3, 0, 4, "时间", &none).unwrap();
    sheet.merge_range(2, 2, 3, 2, "甲", &none).unwrap();
    sheet.merge_range(2, 6, 3, 6, "", &none).unwrap();
    sheet.write_number(2, 6, 100).unwrap();
    let project = with_log("content/logs/a.xlsx", &book.save_to_buffer().unwrap());
    reconciles(&project);
    let events = &project.records.events;
    let customers: Vec<_> = events.iter().map(|e| e.text(TextField::Customer)).collect();
    assert_eq!(customers, ["甲", "甲", "乙"]);
    let amounts: Vec<_> = events.iter().map(|e| e.num(NumField::Amount)).collect();
    assert_eq!(amounts, [Some(100.0), None, None]);
    assert!(events.iter().all(|e| e.at(Clock::ArrivedAt).is_some()));
    let told = findings(&project, Code::CellsMerged);
    assert_eq!(told.len(), 1);
    assert!(told[0].message.contains("read for each row in \"客户\" (1)"), "{}", told[0].message);
    assert!(told[0].message.contains("in the first row, in \"费用\" (1)"), "{}", told[0].message);
}

#[test]
fn dates_of_a_1904_workbook_need_no_configuration() {
    let mut book = Workbook::new();
    let at = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let sheet = sheet(&mut book, "2026", 0, &[&HEAD, &["T-1", "A", "甲", "", "黑屏"]]);
    // 2026-01-05 08:00 counted from 1904, once with and once without a format of dates.
    sheet.write_number_with_format(1, 3, 46_027.0 - 1462.0 + 8.0 / 24.0, &at).unwrap();
    sheet.write_string(2, 0, "T-2").unwrap();
    sheet.write_number(2, 3, 46_027.0 - 1462.0 + 8.0 / 24.0).unwrap();
    let bytes = rezip(&book.save_to_buffer().unwrap(), |name, text| match name {
        "xl/workbook.xml" => {
            assert!(text.contains("<workbookPr "), "{text}");
            text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
        }
        _ => text,
    });
    let project = with_log("content/logs/a.xlsx", &bytes);
    let zone = &project.settings.zone;
    let at: Vec<_> =
        project.records.events.iter().map(|e| zone.iso(e.reported().unwrap())).collect();
    assert_eq!(at, ["2026-01-05T08:00:00+08:00", "2026-01-05T08:00:00+08:00"]);
}

#[test]
fn digits_that_excel_kept_stay_and_those_it_lost_are_told() {
    let mut book = Workbook::new();
    let rows: [&[&str]; 2] =
        [&["工单号", "设备编号", "报修时间", "故障现象"], &["T-1", "", "2026-01-05", "黑屏"]];
    let sheet = sheet(&mut book, "2026", 0, &rows);
    sheet.write_number(1, 1, 123_456_789_012_345_680.0).unwrap();
    for (row, number) in [(2, 123_456_789_012.0), (3, 7.0)] {
        sheet.write_string(row, 0, format!("T-{row}")).unwrap();
        sheet.write_number(row, 1, number).unwrap();
        sheet.write_string(row, 2, "2026-01-06").unwrap();
    }
    let project = with_log("content/logs/a.xlsx", &book.save_to_buffer().unwrap());
    let devices: Vec<_> =
        project.records.events.iter().map(|e| e.text(TextField::Device).to_owned()).collect();
    assert_eq!(devices, ["", "123456789012", "7"]);
    assert_eq!(places(&project, Code::ValueDigitsLost), ["content/logs/a.xlsx [2026!B2]"]);
}

#[test]
fn a_formula_gives_its_stored_result_or_is_told() {
    let mut book = Workbook::new();
    let sheet = sheet(&mut book, "2026", 0, &[&HEAD, &ROW[..5]]);
    sheet.write_formula(1, 5, Formula::new("2*3").set_result("6")).unwrap();
    let whole = book.save_to_buffer().unwrap();
    let amount = |p: &Project| p.records.events.get(0).num(NumField::Amount);
    assert_eq!(amount(&with_log("content/logs/a.xlsx", &whole)), Some(6.0));
    let bare = rezip(&whole, |_, text| text.replace("<v>6</v>", ""));
    let project = with_log("content/logs/a.xlsx", &bare);
    assert_eq!(amount(&project), None);
    let told = findings(&project, Code::ValueExcelError);
    assert!(told[0].message.contains("no stored result"), "{}", told[0].message);
    assert_eq!(places(&project, Code::ValueExcelError), ["content/logs/a.xlsx [2026!F2]"]);
    assert_eq!(account(&project.sources[0]), [1, 0, 0, 1, 0]);
}

#[test]
fn rich_and_inline_texts_are_texts() {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = sheet(&mut book, "2026", 0, &[&HEAD, &ROW[..4]]);
    sheet.write_rich_string(1, 4, &[(&Format::new(), "黑"), (&bold, "屏")]).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let project = with_log("content/logs/a.xlsx", &bytes);
    assert_eq!(project.records.events.get(0).text(TextField::Symptom), "黑屏");
    let inline = rezip(&bytes, |name, text| match name {
        "xl/worksheets/sheet1.xml" => {
            let at = text.find("<c r=\"E2\"").unwrap();
            let end = at + text[at..].find("</c>").unwrap() + 4;
            let cell = "<c r=\"E2\" t=\"inlineStr\"><is><r><t>死</t></r><r><t>机</t></r></is></c>";
            format!("{}{cell}{}", &text[..at], &text[end..])
        }
        _ => text,
    });
    let project = with_log("content/logs/a.xlsx", &inline);
    assert_eq!(project.records.events.get(0).text(TextField::Symptom), "死机");
}

#[test]
fn repeated_headers_totals_and_blank_rows_are_accounted_for_as_in_text() {
    let bytes = log_rows(&[&ROW, &[], &HEAD, &["合计", "", "", "", "", "1"], &["T-2", "A"]]);
    let project = with_log("content/logs/a.xlsx", &bytes);
    reconciles(&project);
    assert_eq!(account(&project.sources[0]), [5, 1, 1, 0, 3]);
    assert_eq!(places(&project, Code::RowRepeatedHeader), ["content/logs/a.xlsx [2026!4]"]);
    assert_eq!(places(&project, Code::RowTotal), ["content/logs/a.xlsx [2026!5]"]);
    assert_eq!(places(&project, Code::RowNoStamp), ["content/logs/a.xlsx [2026!6]"]);
    assert_eq!(project.rejected.len(), 3);
    assert_eq!(project.rejected[2].raw, "T-2,A,,,,");
}

#[test]
fn a_workbook_alone_in_a_folder_is_a_project() {
    let bytes = log_rows(&[&ROW]);
    let project = with_log("维修.xlsx", &bytes);
    assert_eq!(project.records.events.len(), 1);
    let lock = ProjectBuilder::new().bytes("维修.xlsx", &bytes).bytes("~$维修.xlsx", b"x").read();
    assert_eq!((lock.sources.len(), codes(&lock)), (1, Vec::new()));
}

#[test]
fn rows_of_a_sheet_that_sums_up_the_others_are_read_once() {
    let mut book = Workbook::new();
    let other: [&str; 6] = ["", "A", "甲", "2026-02-05 08:00", "死机", "1"];
    let one: [&str; 6] = ["", "A", "甲", "2026-01-05 08:00", "黑屏", "1"];
    sheet(&mut book, "1月", 0, &[&HEAD, &one]);
    sheet(&mut book, "2月", 0, &[&HEAD, &other]);
    sheet(&mut book, "全部", 0, &[&HEAD, &one, &other]);
    let project = with_log("content/logs/a.xlsx", &book.save_to_buffer().unwrap());
    reconciles(&project);
    assert_eq!(project.records.events.len(), 2);
    assert_eq!(account(&project.sources[2]), [2, 2, 0, 0, 0]);
}

#[test]
fn words_that_mean_the_same_may_stand_in_a_workbook() {
    let mut book = Workbook::new();
    sheet(&mut book, "Sheet1", 0, &[&["黑屏", "无显示", "no display"], &["死机", "卡死"], &["x"]]);
    let bytes = book.save_to_buffer().unwrap();
    let project = ProjectBuilder::new()
        .bytes("content/synonyms.xlsx", &bytes)
        .bytes("content/logs/a.xlsx", &log_rows(&[&ROW]))
        .read();
    assert_eq!(
        project.records.synonyms,
        [vec!["黑屏", "无显示", "no display"], vec!["死机", "卡死"]]
    );
}

#[test]
fn files_with_a_wrong_name_are_told_what_they_are() {
    let workbook = log_rows(&[&ROW]);
    let csv = format!("{}\n{}\n", HEAD.join(","), ROW.join(","));
    let tsv = format!("{}\n{}\n", HEAD.join("\t"), ROW.join("\t"));
    let (gbk, _, _) = encoding_rs::GB18030.encode(&tsv);
    let html = "<html><table><tr><td>工单号</td></tr></table></html>";
    let xml = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"></Workbook>";
    let mut locked = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("photo.jpg", SimpleFileOptions::default()).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    for (name, bytes, code, severity, events, words) in [
        ("a.csv", &workbook[..], Code::FileWrongFormat, Severity::Error, 0, "an Excel workbook"),
        ("a.xls", &workbook, Code::FileWrongFormat, Severity::Warning, 1, "of the kind xlsx"),
        ("a.xlsx", csv.as_bytes(), Code::FileWrongFormat, Severity::Warning, 1, "a table of text"),
        ("a.xls", &gbk, Code::FileWrongFormat, Severity::Warning, 1, "a table of text"),
        ("a.xls", html.as_bytes(), Code::FileWrongFormat, Severity::Error, 0, "HTML"),
        (
            "a.xls",
            xml.as_bytes(),
            Code::FileWrongFormat,
            Severity::Error,
            0,
            "XML Spreadsheet 2003",
        ),
        ("a.xlsx", &locked, Code::FileUnreadable, Severity::Error, 0, "password"),
        ("a.xlsx", &zip, Code::FileWrongFormat, Severity::Error, 0, "no workbook"),
        ("a.xlsx", b"\x1f\x8b\x08", Code::FileWrongFormat, Severity::Error, 0, "compressed"),
        ("a.xlsx", b"%PDF-1.7", Code::FileWrongFormat, Severity::Error, 0, "PDF"),
        ("a.xlsx", b"", Code::FileEmpty, Severity::Error, 0, "empty"),
        (
            "a.xlsx",
            &workbook[..workbook.len() / 2],
            Code::FileUnreadable,
            Severity::Error,
            0,
            "cut off",
        ),
        (
            "a.xls",
            &[0xd0, 0xcf, 0x11, 0xe0, 0xa1],
            Code::FileUnreadable,
            Severity::Error,
            0,
            "damaged",
        ),
    ] {
        let project = with_log(&format!("content/logs/{name}"), bytes);
        let found = findings(&project, code);
        assert_eq!(found.len(), 1, "{name} {words}: {:?}", project.diagnostics);
        assert_eq!(
            (found[0].severity, project.records.events.len()),
            (severity, events),
            "{words}"
        );
        assert!(found[0].message.contains(words), "{words}: {}", found[0].message);
        assert!(found[0].hint.is_some());
    }
}

#[test]
fn a_workbook_that_would_burst_the_memory_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "xl/workbook.xml"] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<x/>").unwrap();
    }
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).unwrap();
    for _ in 0..40 {
        zip.write_all(&"<si/>".repeat(1 << 18).into_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    let project = with_log("content/logs/a.xlsx", &bytes);
    let found = findings(&project, Code::FileTooLarge);
    assert!(found[0].message.contains("1024 MB"), "{}", found[0].message);
}

#[test]
fn a_sheet_wider_than_a_table_may_be_is_told() {
    let mut book = Workbook::new();
    sheet(&mut book, "2026", 0, &[&HEAD, &ROW]).write_string(1, 16_000, "x").unwrap();
    let project = with_log("content/logs/a.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(places(&project, Code::FileTooLarge), ["content/logs/a.xlsx [2026]"]);
}

#[test]
fn a_workbook_whose_only_table_is_hidden_is_told_as_left_out() {
    let mut book = Workbook::new();
    sheet(&mut book, "封面", 0, &[]);
    sheet(&mut book, "旧", 0, &[&HEAD, &ROW]).set_hidden(true);
    let bytes = book.save_to_buffer().unwrap();
    let project = with_log("content/logs/a.xlsx", &bytes);
    assert_eq!(findings(&project, Code::FileEmpty)[0].severity, Severity::Error);
    assert!(findings(&project, Code::SheetIgnored)[0].message.contains("旧"));
    let named = "[[logs]]\npath = \"log.xlsx\"\nsheet = \"旧\"\n";
    let project = ProjectBuilder::new().bytes("log.xlsx", &bytes).config(named).read();
    assert_eq!(project.records.events.len(), 1);
}

/// A small generator of the same numbers everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

/// Reads damaged workbooks; none may bring the program down or keep it waiting.
fn survive(path: &str, damaged: impl Iterator<Item = Vec<u8>>) {
    for bytes in damaged {
        let start = std::time::Instant::now();
        let project = with_log(path, &bytes);
        reconciles(&project);
        let sound = !project.records.events.is_empty() || !project.diagnostics.is_empty();
        assert!(sound, "{path}: neither rows nor a finding");
        assert!(start.elapsed().as_secs() < 2, "{path}: {:?}", start.elapsed());
    }
}

fn flipped(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(out.len());
        out[at] = dice.roll(256) as u8;
    }
    if dice.roll(8) == 0 {
        out.truncate(dice.roll(out.len()));
    }
    out
}

#[test]
fn no_damaged_workbook_stops_a_build() {
    let mut dice = Dice(0x2026_1126);
    let (_, xlsx) = twins();
    let ods = ods_log();
    let xls = include_bytes!("../workbooks/log.xls");
    let binary = include_bytes!("../workbooks/short_cells.xlsb");
    for (path, bytes) in
        [("a.xlsx", &xlsx[..]), ("a.ods", &ods), ("a.xls", xls), ("a.xlsb", &binary[..])]
    {
        let damaged = (0..150).map(|_| flipped(bytes, &mut dice));
        survive(path, damaged.collect::<Vec<_>>().into_iter());
    }
}

#[test]
fn no_damaged_part_of_a_sound_archive_stops_a_build() {
    let mut dice = Dice(0x1904_1900);
    let (_, xlsx) = twins();
    let ods = ods_log();
    for (path, bytes) in [("a.xlsx", &xlsx[..]), ("a.ods", &ods)] {
        let damaged = (0..150).map(|_| {
            let target = dice.roll(ZipArchive::new(Cursor::new(bytes)).unwrap().len());
            let (a, b, c) = (dice.roll(1 << 20), dice.roll(96), dice.roll(8));
            let at = std::cell::Cell::new(0);
            rezip(bytes, |_, text| {
                let here = at.replace(at.get() + 1) == target;
                if here { spoilt(&text, (a, b, c)) } else { text }
            })
        });
        survive(path, damaged.collect::<Vec<_>>().into_iter());
    }
}

/// The same bytes in the parts of a binary workbook, where cells are records of numbers.
#[test]
fn no_damaged_part_of_a_binary_workbook_stops_a_build() {
    let rounds = std::env::var("FAULTBOOK_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let mut dice = Dice(0x2007_0001);
    let bytes = include_bytes!("../workbooks/short_cells.xlsb");
    let mut parts = Vec::new();
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    let damaged = (0..rounds).map(|_| {
        let target = dice.roll(parts.len());
        let mut to = ZipWriter::new(Cursor::new(Vec::new()));
        for (at, (name, content)) in parts.iter().enumerate() {
            let whole = at != target || content.is_empty();
            let content = if whole { content.clone() } else { flipped(content, &mut dice) };
            to.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            to.write_all(&content).unwrap();
        }
        to.finish().unwrap().into_inner()
    });
    survive("a.xlsb", damaged);
}

/// A part of an archive with one character changed, doubled up to the limit of a
/// number, or cut off.
fn spoilt(text: &str, (at, sign, kind): (usize, usize, usize)) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = at % chars.len().max(1);
    let (before, after) = (&chars[..at], &chars[(at + 1).min(chars.len())..]);
    let before: String = before.iter().collect();
    let after: String = after.iter().collect();
    match kind {
        0 => before,
        1 | 2 => {
            // The next number becomes one that no sheet has.
            let digit = after.find(|c: char| c.is_ascii_digit());
            let digit = digit.unwrap_or(after.len());
            format!("{before}{}4294967295{}", &after[..digit], &after[digit..])
        }
        _ => format!("{before}{}{after}", (b' ' + (sign % 95) as u8) as char),
    }
}
