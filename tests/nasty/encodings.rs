//! Cases 1 to 29: bytes and encodings.

use crate::case::{Case, HEAD, told};
use faultbook::diag::{Code, Severity};
use faultbook::model::events::TextField;
use std::fmt::Write as _;

const BOM: &[u8] = b"\xef\xbb\xbf";

fn with(mark: &[u8], text: impl AsRef<[u8]>) -> Vec<u8> {
    [mark, text.as_ref()].concat()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let bytes = |u: u16| if little { u.to_le_bytes() } else { u.to_be_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

fn encoded(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

#[test]
fn case_01_a_bom_before_a_quoted_header_is_no_part_of_it() {
    let got = Case::log(with(BOM, "\"设备\",报修时间\nA,2024-03-05\n")).read();
    got.is_fine();
    assert_eq!(got.source().columns[0].header, "设备");
    assert_eq!(got.source().encoding, "UTF-8 BOM");
    assert_eq!(got.texts(TextField::Device), ["A"]);
}

#[test]
fn case_02_a_bom_in_the_middle_is_dropped_and_the_second_header_told() {
    let export = "\u{feff}设备,报修时间\n\u{feff}A,2024-03-05\n";
    let got = Case::log(format!("{export}{}", export.replace('A', "B"))).read();
    assert_eq!((got.account(), got.exit), ([3, 0, 2, 0, 1], 0));
    assert_eq!(got.texts(TextField::Device), ["A", "B"]);
    assert_eq!(got.rejected(), [(Code::RowRepeatedHeader, Some(3))]);
    assert_eq!(got.only_rejected().reason, "the header of line 1 is repeated");
}

#[test]
fn case_03_utf_16_with_a_bom_and_tabs_as_excel_writes_unicode_text() {
    let text = "设备编号\t报修时间\t故障现象\r\nA\t2024-03-05\t黑屏\r\n";
    let got = Case::log(with(&[0xff, 0xfe], utf16(text, true))).read();
    got.is_fine();
    assert_eq!((got.source().encoding.as_str(), got.source().delimiter), ("UTF-16LE", Some('\t')));
    assert_eq!(got.texts(TextField::Symptom), ["黑屏"]);
}

#[test]
fn case_04_utf_16_without_a_bom_is_told_by_its_zero_bytes_or_refused() {
    let got = Case::log(utf16("device_id,date\nA,2024-03-05\n", true)).read();
    got.is_fine();
    assert_eq!(got.source().encoding, "UTF-16LE");
    let mostly_chinese =
        format!("设备编号,报修时间,故障现象\nA1,2024-03-05,{}\n", "屏幕黑屏重启无效".repeat(9));
    let got = Case::log(utf16(&mostly_chinese, true)).read();
    let finding = got.left_out(Code::EncodingUnknown);
    assert!(finding.message.contains("UTF-16 without a byte order mark"), "{}", finding.message);
    assert!(finding.hint.as_ref().unwrap().contains("CSV UTF-8"));
    let named = Case::log(utf16(&mostly_chinese, true)).block("encoding = \"UTF-16LE\"").read();
    named.is_fine();
}

#[test]
fn case_05_utf_16_of_the_other_byte_order() {
    let got =
        Case::log(with(&[0xfe, 0xff], utf16(&format!("{HEAD}T1,A,2024-03-05,黑屏\n"), false)));
    let got = got.read();
    got.is_fine();
    assert_eq!(got.source().encoding, "UTF-16BE");
    assert_eq!(got.texts(TextField::Symptom), ["黑屏"]);
}

#[test]
fn case_06_utf_32_is_refused_by_name() {
    let got = Case::log(b"\xff\xfe\0\0a\0\0\0,\0\0\0").read();
    assert!(got.left_out(Code::EncodingUnknown).message.contains("UTF-32 is not supported"));
}

#[test]
fn case_07_gb18030_is_told_once_with_samples_and_read_without_loss() {
    let symptoms = ["屏幕不亮，重启后恢复", "电源板烧毁，已更换", "按键失灵"];
    let mut text = HEAD.to_owned();
    for (n, symptom) in symptoms.iter().enumerate() {
        writeln!(text, "T{n},A,2024-03-05,{symptom}").unwrap();
    }
    let got = Case::log(encoded(encoding_rs::GB18030, &text)).read();
    assert_eq!((got.account(), got.exit), ([3, 0, 3, 0, 0], 0));
    assert_eq!(got.texts(TextField::Symptom), symptoms);
    assert_eq!(got.told(), ["FB0205 a.csv"]);
    let finding = got.finding(Code::EncodingGuessed);
    assert!(finding.message.contains("decoded as GB18030"), "{}", finding.message);
    let hint = finding.hint.as_ref().unwrap();
    assert!(hint.contains("工单号 | 设备编号 | 报修时间") && hint.contains("`encoding`"), "{hint}");
}

#[test]
fn case_08_four_byte_characters_of_gb18030_come_out_as_they_went_in() {
    let text = format!("{HEAD}T1,A,2024-03-05,𠮷㐂的电源板损坏\n");
    let got = Case::log(encoded(encoding_rs::GB18030, &text)).read();
    assert_eq!(got.texts(TextField::Symptom), ["𠮷㐂的电源板损坏"]);
}

#[test]
fn case_09_utf_8_wins_where_the_bytes_are_gbk_as_well() {
    let text = "device_id,date,symptom\nA,2024-03-05,联络\n";
    assert!(!encoding_rs::GBK.decode(text.as_bytes()).2, "the bytes must decode as GBK");
    let got = Case::log(text).read();
    got.is_fine();
    assert_eq!(
        (got.source().encoding.as_str(), got.texts(TextField::Symptom)),
        ("UTF-8", vec!["联络"])
    );
}

#[test]
fn case_10_other_chinese_and_japanese_encodings_are_guessed_aloud_and_overruled() {
    let text =
        "設備編號,報修時間,故障現象\nA,2024-03-05,開機無顯示請檢查電源\nB,2024-03-06,螢幕閃爍\n";
    let japanese = "device_id,date,symptom\nA,2024-03-05,電源が入らない\nB,2024-03-06,画面がちらつく\nC,2024-03-07,音が出ない\n";
    for (encoding, text) in [(encoding_rs::BIG5, text), (encoding_rs::SHIFT_JIS, japanese)] {
        let bytes = encoded(encoding, text);
        let guessed = Case::log(&bytes).read();
        let finding = guessed.finding(Code::EncodingGuessed);
        assert!(finding.message.contains("decoded as "), "{}", finding.message);
        assert!(finding.hint.as_ref().unwrap().matches(" | ").count() == 2, "{:?}", finding.hint);
        assert_eq!(guessed.exit, 0);
        let named = Case::log(&bytes).block(&format!("encoding = \"{}\"", encoding.name())).read();
        assert_eq!(named.told(), [""; 0]);
        let symptom = text.lines().nth(1).unwrap().rsplit(',').next().unwrap();
        assert_eq!(named.texts(TextField::Symptom)[0], symptom);
        assert_eq!(named.source().encoding, encoding.name());
    }
}

#[test]
fn case_11_windows_1252_is_guessed_aloud_and_right_when_named() {
    let bytes = b"Ger\xe4t;Datum;St\xf6rung\nA;2024-03-05;K\xfchlung aus\n";
    let keys = "columns = { \"Gerät\" = \"device_id\", \"Datum\" = \"reported_at\", \"Störung\" = \"symptom\" }";
    let guessed = Case::log(bytes).block(keys).read();
    assert_eq!(guessed.finding(Code::EncodingGuessed).severity, Severity::Warning);
    let named = Case::log(bytes).block(&format!("{keys}\nencoding = \"windows-1252\"")).read();
    named.is_fine();
    assert_eq!(named.texts(TextField::Symptom), ["Kühlung aus"]);
}

#[test]
fn case_12_one_bad_byte_costs_its_row_and_no_other() {
    let mut bytes = HEAD.as_bytes().to_vec();
    for n in 2..=40_100 {
        let text = if n == 40_000 { &b"\xff"[..] } else { "黑屏".as_bytes() };
        bytes.extend_from_slice(format!("T{n},A,2024-03-05,").as_bytes());
        bytes.extend_from_slice(text);
        bytes.push(b'\n');
    }
    let got = Case::log(bytes).read();
    assert_eq!((got.account(), got.exit), ([40_099, 0, 40_098, 0, 1], 0));
    assert_eq!(got.source().encoding, "UTF-8");
    let row = got.only_rejected();
    assert_eq!(
        (row.code, row.place.to_string().as_str()),
        (Code::RowUndecodable, "content/logs/a.csv:40000:21")
    );
    assert_eq!(row.raw, "T40000,A,2024-03-05,\\xFF");
    assert!(row.reason.contains("byte 21") && row.reason.contains("0xFF"), "{}", row.reason);
}

#[test]
fn case_13_rows_pasted_from_another_encoding_are_rejected_by_themselves() {
    let mut bytes = HEAD.as_bytes().to_vec();
    for n in 1..=200 {
        let row = format!("T{n},A,2024-03-05,黑屏\n");
        let gbk = n > 100;
        bytes.extend(if gbk { encoded(encoding_rs::GBK, &row) } else { row.into_bytes() });
    }
    let got = Case::log(bytes).read();
    assert_eq!((got.account(), got.exit), ([200, 0, 100, 0, 100], 0));
    let row = &got.project.rejected[0];
    assert_eq!(
        (row.code, row.place.line, row.place.column),
        (Code::RowUndecodable, Some(102), Some(19))
    );
    assert!(row.reason.contains("UTF-8") && row.reason.contains("GB18030"), "{}", row.reason);
    assert_eq!(row.raw, "T101,A,2024-03-05,\\xBA\\xDA\\xC6\\xC1");
}

#[test]
fn case_14_a_nul_in_a_cell_costs_the_row() {
    let got = Case::log(format!("{HEAD}T1,A,2024-03-05,1\0\nT2,A,2024-03-05,2\n")).read();
    assert_eq!((got.account(), got.exit), ([2, 0, 1, 0, 1], 0));
    let row = got.only_rejected();
    assert_eq!(
        (row.code, row.place.to_string().as_str()),
        (Code::RowControl, "content/logs/a.csv:2:18")
    );
    assert!(row.reason.contains("control character U+0000"), "{}", row.reason);
}

#[test]
fn case_15_hidden_characters_forbid_an_id_and_are_shown_in_text() {
    for (c, name) in [
        ('\u{1}', "U+0001"),
        ('\u{9b}', "U+009B"),
        ('\u{202e}', "U+202E"),
        ('\u{200b}', "U+200B"),
        ('\u{feff}', "U+FEFF"),
    ] {
        let got = Case::log(format!("{HEAD}T1,A{c}1,2024-03-05,x\nT2,A,2024-03-05,a{c}b\n")).read();
        assert_eq!((got.account(), got.exit), ([2, 0, 1, 0, 1], 0), "{name}");
        let row = got.only_rejected();
        let place = row.place.to_string();
        assert_eq!(
            (row.code, place.as_str()),
            (Code::RowControl, "content/logs/a.csv:2:5"),
            "{name}"
        );
        assert!(row.reason.contains(name), "{}", row.reason);
        assert_eq!(got.texts(TextField::Symptom), [format!("a[{name}]b")]);
    }
}

#[test]
fn case_16_one_name_in_two_letter_forms_is_one_key_and_told() {
    let got = Case::log(
        "工单号,设备编号,报修时间,客户\nT1,Ａ０１,2024-03-05,Cafe\u{301} Nord\nT2,A01,2024-03-06,Café Nord\n",
    )
    .file("content/devices.csv", "id,model\nA01,M\n")
    .file("content/customers.csv", "id,name\nC-1,Café Nord\n")
    .read();
    assert_eq!((got.account(), got.exit), ([2, 0, 2, 0, 0], 0));
    assert_eq!(got.texts(TextField::Device), ["Ａ０１", "A01"], "the display text stays");
    let catalog = got.linked();
    assert_eq!(catalog.records.devices.len(), 1);
    assert!(catalog.links.iter().all(|l| l.device == catalog.links[0].device));
    assert!(catalog.links.iter().all(|l| l.customer.is_some()));
    let alike = catalog.diagnostics.iter().filter(|d| d.code == Code::IdsAlike);
    assert_eq!(told(alike), ["FB0526 a.csv:2", "FB0526 a.csv:2"]);
}

#[test]
fn case_17_an_empty_file_is_told() {
    for bytes in [&b""[..], BOM] {
        let got = Case::log(bytes).read();
        assert_eq!(got.left_out(Code::FileEmpty).message, "the file is empty");
    }
}

#[test]
fn case_18_a_header_alone_is_a_warning() {
    let got = Case::log(HEAD).read();
    assert_eq!((got.account(), got.exit), ([0; 5], 0));
    let finding = got.finding(Code::TableNoRows);
    assert_eq!(finding.severity, Severity::Warning);
    assert!(finding.message.contains("0 rows"), "{}", finding.message);
}

#[test]
fn case_19_blank_rows_are_left_aside_and_counted() {
    let got = Case::log(format!("{HEAD},,,\n\n,,,\nT1,A,2024-03-05,x\n , ,,\n")).read();
    assert_eq!((got.account(), got.exit), ([4, 3, 1, 0, 0], 0));
    let only = Case::log("\n\n,,,,\n\n").read();
    assert_eq!(only.exit, 0);
    assert_eq!(only.told(), ["FB0307 a.csv"]);
}

#[test]
fn case_20_a_last_line_without_its_end() {
    Case::log(format!("{HEAD}T1,A,2024-03-05,x")).read().is_fine();
}

#[test]
fn case_21_a_file_cut_off_in_mid_row_loses_that_row() {
    let got = Case::log(format!("{HEAD}T1,A,2024-03-05,x\nT2,A,2024-")).read();
    assert_eq!((got.account(), got.exit), ([2, 0, 1, 0, 1], 0));
    assert_eq!(got.rejected(), [(Code::RowLength, Some(3))]);
    assert_eq!(got.only_rejected().raw, "T2,A,2024-");
    assert!(got.finding(Code::RowLength).hint.as_ref().unwrap().contains("cut off"));
}

#[test]
fn case_22_a_file_that_ends_inside_a_quote_loses_the_row_of_the_quote() {
    let text = format!("{HEAD}T1,A,2024-03-05,x\nT2,A,2024-03-06,\"y\nT3,A,2024-03-07,z\n");
    let got = Case::log(text).read();
    assert_eq!(got.exit, 1, "an error, never silent");
    let finding = got.finding(Code::TableStructure);
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.place.as_ref().unwrap().to_string(), "content/logs/a.csv:3:17");
    assert!(
        finding.message.contains("the quote opened at line 3 is never closed"),
        "{}",
        finding.message
    );
    assert_eq!(got.account(), [3, 0, 2, 0, 1]);
    assert_eq!(got.texts(TextField::Ticket), ["T1", "T3"]);
    assert_eq!(got.only_rejected().raw, "T2,A,2024-03-06,\"y");
}

#[test]
fn case_23_line_ends_of_an_old_mac() {
    let got = Case::log(format!("{HEAD}T1,A,2024-03-05,x\n").replace('\n', "\r")).read();
    got.is_fine();
    let bad = Case::log(format!("{HEAD}T1,A,2024-03-05,x\nT2,A\n").replace('\n', "\r")).read();
    assert_eq!(bad.rejected(), [(Code::RowLength, Some(3))]);
}

#[test]
fn case_24_line_ends_of_both_kinds() {
    let got = Case::log("设备,报修时间\r\nA,2024-03-05\nB,2024-03-06\r\nC\n").read();
    assert_eq!(got.account(), [3, 0, 2, 0, 1]);
    assert_eq!(got.rejected(), [(Code::RowLength, Some(4))]);
    assert_eq!(got.texts(TextField::Device), ["A", "B"]);
}

#[test]
fn case_25_rare_line_separators_stay_in_their_cell() {
    for c in ['\u{2028}', '\u{b}', '\u{c}', '\u{85}'] {
        let got = Case::log(format!("{HEAD}T1,A,2024-03-05,a{c}b\n")).read();
        got.is_fine();
        assert_eq!(got.texts(TextField::Symptom), [format!("a{c}b")]);
    }
}

#[test]
fn case_26_a_log_is_read_in_pieces_whatever_its_size() {
    // 80 MB of rows that `keep` leaves aside: what stays in memory is the reader's own.
    let row = format!("T1,A,2024-03-05,note,{}\n", "x".repeat(8_000));
    let mut text = String::from("工单号,设备编号,报修时间,kind,故障现象\n");
    text.extend(std::iter::repeat_n(row.as_str(), 10_000));
    text.push_str("T2,B,2024-03-06,fault,y\n");
    let got = Case::log(&text).block("keep = { kind = [\"fault\"] }").measure();
    assert_eq!(got.rows, "10,001 read: 1 accepted, 0 repaired, 10,000 skipped, 0 rejected");
    assert!(got.peak_mib < 110, "{} MiB for a log of 80 MB", got.peak_mib);
}

#[test]
fn case_27_a_cell_of_more_than_a_mebibyte_costs_its_row() {
    // Without optimisation ten million characters take minutes.
    let bytes = if cfg!(debug_assertions) { 2 << 20 } else { 10 << 20 };
    for quote in ["", "\""] {
        let essay = "x y\u{2028}".repeat(bytes >> 2);
        let got =
            Case::log(format!("{HEAD}T1,A,2024-03-05,{quote}{essay}{quote}\nT2,A,2024-03-05,x\n"))
                .read();
        assert_eq!((got.account(), got.exit), ([2, 0, 1, 0, 1], 0));
        assert_eq!(got.rejected(), [(Code::FileTooLarge, Some(2))]);
        assert!(got.only_rejected().reason.contains("1 MiB"), "{}", got.only_rejected().reason);
    }
}

#[test]
fn case_28_a_hundred_thousand_columns_are_refused() {
    let wide = (0..100_000).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    let got = Case::log(format!("{wide}\n{}\n", ",".repeat(99_999))).read();
    let finding = got.left_out(Code::FileTooLarge);
    assert!(finding.message.contains("more than 512 columns"), "{}", finding.message);
}

#[test]
fn case_29_the_used_range_of_excel_costs_nothing() {
    // Without optimisation five million rows take a minute.
    let blank = if cfg!(debug_assertions) { 500_000 } else { 5_000_000 };
    let mut text = format!("{HEAD}T1,A,2024-03-05,x\n");
    text.push_str(&",,,\n".repeat(blank));
    let got = Case::log(text).read();
    assert_eq!((got.account(), got.exit), ([blank as u64 + 1, blank as u64, 1, 0, 0], 0));
    assert_eq!(got.told(), [""; 0]);
}
