//! Cases 30 to 50: the structure of separated text.

use crate::case::{Case, HEAD, LOG};
use faultbook::diag::{Code, Severity};
use faultbook::model::events::TextField;
use std::io::Write as _;

/// A log of two rows of which the second is doubtful.
fn doubtful(row: &str) -> crate::case::Outcome {
    Case::log(format!("{HEAD}T1,A,2024-03-05,x\n{row}\nT9,A,2024-03-09,z\n")).read()
}

#[test]
fn case_30_a_short_row_is_rejected_with_both_counts() {
    let got = doubtful("T2,A");
    assert_eq!((got.account(), got.exit), ([3, 0, 2, 0, 1], 0));
    assert_eq!(got.rejected(), [(Code::RowLength, Some(3))]);
    assert_eq!(got.only_rejected().reason, "the row has 2 cells, the header has 4");
    assert_eq!(got.only_rejected().raw, "T2,A");
}

#[test]
fn case_31_a_long_row_is_rejected_unless_the_surplus_is_empty() {
    let got = doubtful("T2,A,2024-03-06,x,y");
    assert_eq!(
        (got.account(), got.rejected()),
        ([3, 0, 2, 0, 1], vec![(Code::RowLength, Some(3))])
    );
    assert_eq!(got.only_rejected().reason, "the row has 5 cells, the header has 4");
    let got = doubtful("T2,A,2024-03-06,x,, ,");
    assert_eq!((got.account(), got.exit), ([3, 0, 3, 0, 0], 0));
    assert_eq!(got.told(), [""; 0]);
}

#[test]
fn case_32_rows_swallowed_by_an_open_quote_are_found_and_given_back() {
    let got = Case::log("报修时间,故障现象\n2024-03-05,w\n2024-03-06,\"x\n2024-03-07,y\n2024-03-08,z\"\n2024-03-09,a\n").read();
    assert_eq!(got.exit, 1);
    let finding = got.finding(Code::TableStructure);
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:3:12");
    assert!(finding.message.contains("unclosed quote probably at line 3"), "{}", finding.message);
    assert_eq!(got.rejected(), [(Code::TableStructure, Some(3))]);
    assert_eq!(got.texts(TextField::Symptom), ["w", "y", "z\"", "a"]);
    assert_eq!(got.source().rows_rejected, 1);
}

#[test]
fn case_32_a_quote_that_the_next_quoted_cell_closes_is_found_too() {
    let text = format!("{HEAD}T1,A,2024-03-05,\"x\nT2,A,2024-03-06,\"y, y\"\nT3,A,2024-03-07,z\n");
    let got = Case::log(text).read();
    let finding = got.finding(Code::TableStructure);
    assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:2:17");
    assert_eq!(got.texts(TextField::Ticket), ["T2", "T3"]);
    assert_eq!(got.texts(TextField::Symptom), ["y, y", "z"]);
    assert_eq!(got.account(), [3, 0, 2, 0, 1]);
}

#[test]
fn case_32_a_cell_of_more_than_twenty_lines_is_doubted_as_one_row() {
    let essay = (1..=22).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n");
    let got = doubtful(&format!("T2,A,2024-03-06,\"{essay}\""));
    assert_eq!(got.exit, 1);
    assert_eq!(got.finding(Code::TableStructure).place.as_ref().unwrap().line, Some(3));
    assert_eq!(got.rejected(), [(Code::TableStructure, Some(3))]);
    assert!(got.only_rejected().raw.ends_with("line 22\""));
    assert_eq!(got.texts(TextField::Ticket), ["T1", "T9"]);
    let got = doubtful("T2,A,2024-03-06,\"one, two\nthree, four\nfive, six\nseven, eight\"");
    assert_eq!((got.account(), got.exit), ([3, 0, 3, 0, 0], 0), "prose is no row");
}

#[test]
fn case_33_text_after_a_closing_quote_costs_the_row() {
    let got = doubtful("T2,A,2024-03-06,\"x\"y");
    assert_eq!((got.account(), got.exit), ([3, 0, 2, 0, 1], 0));
    let row = got.only_rejected();
    assert_eq!(
        (row.code, row.place.to_string().as_str()),
        (Code::RowQuoting, "content/logs/a.csv:3:20")
    );
    assert!(row.reason.contains("text after a closing quote"), "{}", row.reason);
}

#[test]
fn case_34_a_quote_inside_a_bare_cell_is_a_character() {
    let got = doubtful("T2,A,2024-03-06,24\" LCD");
    assert_eq!((got.account(), got.exit), ([3, 0, 3, 0, 0], 0));
    assert_eq!(got.texts(TextField::Symptom)[1], "24\" LCD");
}

#[test]
fn case_35_backslash_quotes_are_explained() {
    for row in
        ["T2,A,2024-03-06,\"say \\\"no\\\" now\"", "T2,A,2024-03-06,\"say \\\"no, or\\\" now\""]
    {
        let got = doubtful(row);
        assert_eq!((got.account(), got.exit), ([3, 0, 2, 0, 1], 0), "{row}");
        let code = got.only_rejected().code;
        let hint = got.finding(code).hint.as_ref().unwrap();
        assert!(hint.contains("written \"\", not \\\""), "{hint}");
        assert_eq!(got.only_rejected().place.line, Some(3));
    }
}

#[test]
fn case_36_a_quoted_cell_may_hold_everything_and_lines_stay_physical() {
    let text =
        "工单号,设备编号,报修时间,故障现象\r\nT1,A,2024-03-05,\"a, \"\"b\"\"\r\nc\"\r\nT2,A\r\n";
    let got = Case::log(text).read();
    assert_eq!(got.account(), [2, 0, 1, 0, 1]);
    assert_eq!(got.texts(TextField::Symptom), ["a, \"b\"\r\nc"]);
    assert_eq!(got.rejected(), [(Code::RowLength, Some(4))]);
}

#[test]
fn case_37_semicolons_are_found_and_other_separators_named() {
    let got = Case::log("设备编号;报修时间;故障现象\nA;2024-03-05;a, b, c\n").read();
    got.is_fine();
    assert_eq!(got.source().delimiter, Some(';'));
    assert_eq!(got.texts(TextField::Symptom), ["a, b, c"]);
    let pipes = Case::log("设备编号|报修时间|故障现象\nA|2024-03-05|x\n").read();
    pipes.is_fine();
    assert_eq!(pipes.source().delimiter, Some('|'));
    let got = Case::log("设备编号^报修时间^故障现象\nA^2024-03-05^x\n").read();
    let finding = got.left_out(Code::HeaderMissing);
    assert!(finding.message.contains("only one column was found; the separator looks like '^'"));
    Case::log("设备编号^报修时间\nA^2024-03-05\n").block("delimiter = \"^\"").read().is_fine();
}

#[test]
fn case_38_the_separator_line_of_excel_is_consumed() {
    let got = Case::log("sep=;\r\n设备编号;报修时间\r\nA;2024-03-05\r\nB\r\n").read();
    assert_eq!(got.account(), [2, 0, 1, 0, 1]);
    assert_eq!(got.rejected(), [(Code::RowLength, Some(4))]);
    assert_eq!(got.source().columns.len(), 2);
    Case::log("\"sep=,\"\n设备编号,报修时间\nA,2024-03-05\n").read().is_fine();
}

#[test]
fn case_39_tabs_in_a_file_called_csv() {
    let got = Case::log("设备编号\t报修时间\nA\t2024-03-05\n").read();
    got.is_fine();
    assert_eq!(got.source().delimiter, Some('\t'));
}

#[test]
fn case_40_two_columns_of_one_name_are_named_both() {
    let got = Case::log("设备编号,报修时间,备注,备注\nA,2024-03-05,x,y\n").read();
    let finding = got.left_out(Code::HeaderDuplicate);
    assert_eq!(finding.message, "columns 3 and 4 are both called \"备注\"");
    assert_eq!(finding.place.as_ref().unwrap().line, Some(1));
}

#[test]
fn case_41_a_column_without_a_name_may_hold_nothing() {
    let got = Case::log("设备编号,,报修时间\nA,,2024-03-05\nB,x,2024-03-06\n").read();
    let finding = got.left_out(Code::HeaderMissing);
    assert_eq!(finding.message, "column 2 has no name, but line 3 has a value in it");
    Case::log("设备编号,,报修时间\nA,,2024-03-05\n").read().is_fine();
}

#[test]
fn case_42_headers_match_through_blanks_breaks_and_wide_colons() {
    let got = Case::log("设备编号：,\"报修时间\n \",  故障现象*\nA,2024-03-05,x\n").read();
    got.is_fine();
    let fields: Vec<_> = got.source().columns.iter().map(|c| c.field.as_deref().unwrap()).collect();
    assert_eq!(fields, ["device_id", "reported_at", "symptom"]);
}

#[test]
fn case_43_a_header_without_a_needed_column_names_what_was_found() {
    let got = Case::log("设备编号,故障现象\nA,x\n").read();
    let finding = got.left_out(Code::HeaderRequired);
    assert_eq!(finding.raw.as_deref(), Some("设备编号, 故障现象"));
    assert_eq!(finding.place.as_ref().unwrap().line, Some(1));
    let got = Case::log("devcie_id,repotred_at\nA,2024-03-05\n").read();
    let hint = got.left_out(Code::HeaderMissing).hint.as_ref().unwrap().clone();
    assert!(hint.contains("is \"devcie_id\" meant to be \"device_id\"?"), "{hint}");
}

#[test]
fn case_44_an_unknown_column_is_told_once_and_kept() {
    let got = Case::log("设备编号,报修时间,湿度\nA,2024-03-05,40%\nA,2024-03-06,41%\n").read();
    assert_eq!((got.account(), got.exit), ([2, 0, 2, 0, 0], 0));
    assert_eq!(got.told(), ["FB0303 a.csv:1"]);
    assert_eq!(
        got.finding(Code::HeaderUnknown).place.as_ref().unwrap().header.as_deref(),
        Some("湿度")
    );
    assert_eq!(got.first().cells().collect::<Vec<_>>(), [("湿度", "40%")]);
}

#[test]
fn case_45_title_rows_above_the_header() {
    let got =
        Case::log(format!("2024年维修记录,,,\n制表：李工,,,\n{HEAD}T1,A,2024-03-05,x\nT2,A\n"))
            .read();
    assert_eq!((got.account(), got.exit), ([2, 0, 1, 0, 1], 0));
    assert_eq!(got.rejected(), [(Code::RowLength, Some(5))]);
    let ragged = Case::log(format!("2024年维修记录\n\n{HEAD}T1,A,2024-03-05,x\n")).read();
    ragged.is_fine();
    let far = Case::log(format!("{}{HEAD}T1,A,2024-03-05,x\n", "标题,,,\n".repeat(10))).read();
    let finding = far.left_out(Code::HeaderMissing);
    assert!(finding.message.contains("first 10"), "{}", finding.message);
}

#[test]
fn case_46_a_total_row_is_told_as_one_whatever_it_counts() {
    for row in [
        "合计,,,123",
        ",合计,,",
        "小计：,,,130 次",
        "总计,3 台,,共 130 次",
        "Total,,,12 jobs",
        "SUM,,,",
    ] {
        let got = doubtful(row);
        assert_eq!((got.account(), got.exit), ([3, 0, 2, 0, 1], 0), "{row}");
        assert_eq!(got.rejected(), [(Code::RowTotal, Some(3))], "{row}");
        assert!(got.only_rejected().reason.contains("looks like a total"));
        assert_eq!(got.only_rejected().raw, row);
    }
    let got = doubtful("Total station 7,A,2024-03-06,x");
    assert_eq!(got.account(), [3, 0, 3, 0, 0], "a row with a time is a row");
}

#[test]
fn case_47_columns_in_another_order_mean_the_same() {
    let got = Case::log("故障现象,报修时间,工单号,设备编号\nx,2024-03-05,T1,A\n")
        .file("content/logs/b.csv", format!("{HEAD}T1,A,2024-03-05,x\n"))
        .read();
    assert_eq!(got.project.records.events.len(), 1, "the other month's file says the same");
    assert_eq!(
        (got.texts(TextField::Device), got.texts(TextField::Symptom)),
        (vec!["A"], vec!["x"])
    );
}

#[test]
fn case_48_a_workbook_called_csv_is_named() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "设备编号").unwrap();
    let got = Case::log(book.save_to_buffer().unwrap()).read();
    let finding = got.left_out(Code::FileWrongFormat);
    assert!(finding.message.contains("this is an Excel workbook"), "{}", finding.message);
    assert!(finding.hint.as_ref().unwrap().contains("CSV UTF-8"));
}

#[test]
fn case_49_other_formats_are_named() {
    for (bytes, what) in [
        (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], "Excel workbook"),
        (b"<html><body><table><tr><td>x</td></tr></table>", "HTML"),
        (b"\x1f\x8b\x08\0\0", "compressed archive"),
        (b"%PDF-1.7", "PDF"),
    ] {
        let got = Case::log(bytes).read();
        let finding = got.left_out(Code::FileWrongFormat);
        assert!(finding.message.contains(what), "{}", finding.message);
    }
}

#[test]
fn case_98_a_log_that_grows_while_it_is_read_is_told() {
    let mut log = HEAD.to_owned();
    for n in 0..20_000 {
        log.push_str(&format!("T{n},A,2024-03-05 08:00,x\n"));
    }
    let case = Case::log(&log);
    let path = case.root().join(LOG);
    let still = std::sync::atomic::AtomicBool::new(true);
    let got = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
            while still.load(std::sync::atomic::Ordering::Relaxed) {
                file.write_all(b"T,A,2024-03-05 08:00,x\n").unwrap();
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let got = case.read();
        still.store(false, std::sync::atomic::Ordering::Relaxed);
        got
    });
    let grown = got.finding(Code::FileChanged);
    assert_eq!((grown.severity, got.exit), (Severity::Error, 1));
    assert!(grown.message.contains("changed while it was read: it had "), "{}", grown.message);
    assert!(grown.hint.as_ref().unwrap().contains("run the command again"));
}

#[test]
fn case_50_lock_files_are_left_aside_and_a_second_copy_counts_once() {
    let log = format!("{HEAD}T1,A,2024-03-05,x\n");
    let got = Case::log(&log)
        .file("content/logs/~$a.csv", "\u{15}user")
        .file("content/logs/.DS_Store", "\0\0\0\u{1}Bud1")
        .file("content/logs/Thumbs.db", "x")
        .file("content/logs/a.csv.tmp", "x")
        .file("content/logs/a (1).csv", &log)
        .read();
    assert_eq!(got.exit, 0);
    let read: Vec<_> = got.project.sources.iter().map(|s| &*s.path).collect();
    assert_eq!(read.len(), 2, "{read:?}");
    assert!(read.contains(&LOG) && read.contains(&"content/logs/a (1).csv"));
    assert_eq!(got.project.records.events.len(), 1);
    let copy = got.finding(Code::FileCopied);
    assert_eq!(copy.severity, Severity::Warning);
    assert_eq!(copy.place.as_ref().unwrap().file.as_ref(), "content/logs/a (1).csv");
    assert!(copy.message.contains(LOG), "{}", copy.message);
}
