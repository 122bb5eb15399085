//! What is planted is found, whatever it is written in or packed into; what is
//! nobody's or the reader's own is not.

use super::{Audited, Scanner, SearchedFile};
use crate::diag::Code;
use crate::model::events::{EventDraft, Origin, TextField};
use crate::model::records::{Customer, Device, FaultCode, FreePage, Meta, Ownership};
use crate::model::time::{Clock, Day, Stamp};
use crate::model::words::Readers;
use crate::model::{Article, CustomerId, Project};
use std::io::Write;

fn customer(id: &str, name: &str) -> Customer {
    Customer { name: name.to_owned(), derived: false, ..Customer::stub(id.into()) }
}

fn device(id: &str, serial: &str, owner: &str) -> Device {
    let owners = vec![Ownership { customer: Some(owner.into()), ..Ownership::default() }];
    Device {
        owners,
        serial: Some(serial.to_owned()),
        unregistered: false,
        ..Device::stub(id.into())
    }
}

fn row(project: &mut Project, fields: &[(TextField, &str)], on: &str) {
    let zone = project.settings.zone.clone();
    let events = &mut project.records.events;
    let line = events.len() as u32 + 2;
    let mut draft = EventDraft::new(Origin::Row { source: 0, line });
    for (field, text) in fields {
        draft.texts[*field as usize] = events.intern(text);
    }
    let day: Day = on.parse().unwrap();
    draft.stamps[Clock::ReportedAt as usize] = Some(Stamp::day(zone.start_of(day)));
    events.push(&draft);
}

/// Customer A with one device, customer B with a name, people and a device.
fn project() -> Project {
    let mut project = Project::default();
    let mut b = customer("C-02", "云岭地铁");
    b.aliases = vec!["Yunling Metro".to_owned()];
    b.contact = Some("运营中心 何静".to_owned());
    b.phone = Some("0871-5550-2202".to_owned());
    b.email = Some("duty@yunling-metro.example".to_owned());
    b.address = Some("昆明市滇源路8号".to_owned());
    project.records.customers = vec![customer("C-01", "子午飞行学院"), b];
    project.records.devices =
        vec![device("SIM-002", "FS7-2310-0104", "C-01"), device("LW-114", "LW25-2405-114", "C-02")];
    row(
        &mut project,
        &[(TextField::Ticket, "FR-2001"), (TextField::Device, "SIM-002")],
        "2026-01-02",
    );
    row(
        &mut project,
        &[(TextField::Ticket, "FR-2002"), (TextField::Device, "LW-114")],
        "2026-01-02",
    );
    project.settings.audit.canaries = vec!["KANARIENVOGEL".to_owned()];
    project
}

fn site_a(scanner: &Scanner) -> Audited {
    scanner.site("customers/C-01").unwrap()
}

fn search(scanner: &Scanner, path: &str, bytes: &[u8]) -> SearchedFile {
    scanner.file(site_a(scanner), path, bytes)
}

/// The identifiers found in a file of A's site, as written in the records.
fn found_by(scanner: &Scanner, path: &str, bytes: &[u8]) -> Vec<String> {
    let file = search(scanner, path, bytes);
    file.hits.iter().map(|hit| scanner.table.text(hit.identifier).to_owned()).collect()
}

fn found(text: &str) -> Vec<String> {
    found_by(&Scanner::new(&project(), &[]), "index.html", text.as_bytes())
}

// ------------------------------------------------------------------ packing

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap().into_inner()
}

fn workbook(text: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(3, 2, text).unwrap();
    book.save_to_buffer().unwrap()
}

fn pdf(about: &str, stream: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n1 0 obj\n<< /Length 9 ".to_vec();
    out.extend(about.as_bytes());
    out.extend(b" >>\nstream\n");
    out.extend(stream);
    out.extend(b"\nendstream\nendobj\n%%EOF");
    out
}

fn png(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8], body: &[u8]| {
        let size = (body.len() as u32).to_be_bytes();
        [&size[..], kind, body, &[0; 4]].concat()
    };
    let head = b"\x89PNG\r\n\x1a\n".to_vec();
    [head, chunk(b"IHDR", &[0; 13]), chunk(kind, body), chunk(b"IEND", &[])].concat()
}

fn jpeg(marker: u8, body: &[u8]) -> Vec<u8> {
    let size = (body.len() as u16 + 2).to_be_bytes();
    let points = [0xff, 0xda, 0, 2, 1, 2, 0xff, 0, 3, 0xff, 0xd9];
    [&[0xff, 0xd8, 0xff, marker][..], &size, body, &points].concat()
}

/// A name of B in every dress in which a file may wear it.
fn dressed() -> Vec<(&'static str, Vec<u8>)> {
    let name = "云岭地铁";
    let text = |text: &str| text.as_bytes().to_vec();
    let exif = [&b"Exif\0\0"[..], &utf16(name, u16::to_le_bytes)].concat();
    let keyed = [&b"Author\0\0"[..], &zlib(name.as_bytes())].concat();
    let glyphs = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
        4 beginbfchar <0001> <4E91> <0002> <5CAD> <0003> <5730> <0004> <94C1> endbfchar";
    let two = [
        pdf("/Filter /FlateDecode", &zlib(glyphs)),
        pdf("/Filter /FlateDecode", &zlib(b"BT [<00010002> -20 <00030004>] TJ ET"))[9..].to_vec(),
    ];
    vec![
        ("raw", text("<p>云岭地铁</p>")),
        ("parted by tags", text("<p>云岭<wbr>地<b>铁</b></p>")),
        ("in an attribute", text("<a title='云岭地铁'>x</a>")),
        ("in a comment", text("<!-- 云岭地铁 -->")),
        ("in entities", text("&#20113;&#x5cad;&#22320;&#38081;")),
        ("in an entity of an entity", text("&amp;#20113;岭地铁")),
        ("percent codes", text("<a href='/x?q=%E4%BA%91%E5%B2%AD%E5%9C%B0%E9%93%81'>x</a>")),
        ("percent codes of GBK", text("x?q=%D4%C6%C1%EB%B5%D8%CC%FA")),
        ("JSON escapes", text("{\"a\":\"\\u4e91\\u5cad\\u5730\\u94c1\"}")),
        ("full width", text("ＹＵＮＬＩＮＧ　ＭＥＴＲＯ")),
        ("another case", text("YUNLING-METRO")),
        ("blanks", text("云 岭\n地 铁")),
        ("invisible marks", text("云\u{200b}岭地\u{ad}铁")),
        (
            "text of a drawing",
            text("<svg><text><tspan>云岭</tspan><tspan>地铁</tspan></text></svg>"),
        ),
        (
            "base64",
            text(
                "url(data:text/plain;base64,VGhlIHN0YXRpb24gb2Yg5LqR5bKt5Zyw6ZOBIGluIHRoZSBub3J0aA==)",
            ),
        ),
        ("UTF-16 with a mark", [vec![0xff, 0xfe], utf16(name, u16::to_le_bytes)].concat()),
        ("UTF-16 among bytes", [vec![1, 0, 2], utf16(name, u16::to_be_bytes), vec![0, 3]].concat()),
        ("GB18030", encoding_rs::GB18030.encode("报修单位：云岭地铁").0.into_owned()),
        ("a calendar", text("BEGIN:VCALENDAR\r\nSUMMARY:Yunling Met\r\n ro\r\nEND:VCALENDAR")),
        ("gzip", gzip(name.as_bytes())),
        ("zlib", zlib(name.as_bytes())),
        ("zip", zipped("a.txt", name.as_bytes())),
        ("a name in a zip", zipped("云岭地铁.txt", b"x")),
        ("a workbook", workbook(name)),
        ("a workbook in a zip in gzip", gzip(&zipped("report.xlsx", &workbook(name)))),
        (
            "a document's parted runs",
            zipped(
                "word/document.xml",
                "<w:p><w:r><w:t>云岭</w:t></w:r><w:r><w:t>地铁</w:t></w:r></w:p>".as_bytes(),
            ),
        ),
        ("PDF, packed", pdf("/Filter /FlateDecode", &zlib(b"BT (Yunling) Tj ( Metro) Tj ET"))),
        ("PDF, hexadecimal", pdf("", b"BT <59756e6c696e67204d6574726f> Tj ET")),
        ("PDF, title", pdf("/Title <FEFF4E915CAD573094C1>", b"x")),
        ("PDF, glyphs", two.concat()),
        ("PNG, packed text", png(b"zTXt", &keyed)),
        ("PNG, text", png(b"tEXt", b"Comment\0Yunling Metro")),
        ("JPEG, EXIF", jpeg(0xe1, &exif)),
        ("JPEG, XMP", jpeg(0xe1, "<x:xmpmeta><dc:creator>云岭地铁".as_bytes())),
        ("JPEG, remark", jpeg(0xfe, b"Yunling Metro")),
        ("behind a picture", [jpeg(0xe0, b"JFIF"), zipped("a", name.as_bytes())].concat()),
    ]
}

#[test]
fn a_foreign_name_is_found_in_every_dress() {
    let scanner = Scanner::new(&project(), &[]);
    let missed: Vec<&str> = dressed()
        .into_iter()
        .filter(|(_, bytes)| search(&scanner, "files/x", bytes).is_clean())
        .map(|(dress, _)| dress)
        .collect();
    assert!(missed.is_empty(), "not found: {missed:?}");
}

#[test]
fn the_same_dresses_are_clean_on_the_site_of_the_name_itself() {
    let scanner = Scanner::new(&project(), &[]);
    let own = scanner.site("customers/C-02").unwrap();
    for (dress, bytes) in dressed() {
        let file = scanner.file(own, "files/x", &bytes);
        assert!(file.is_clean(), "{dress}");
        assert_eq!(file.unopened, [], "{dress}");
    }
}

#[test]
fn a_name_in_a_path_is_found() {
    let scanner = Scanner::new(&project(), &[]);
    for path in ["devices/LW-114/index.html", "files/yunling_metro.pdf", "a/%E4%BA%91岭地铁/x"] {
        let file = search(&scanner, path, b"");
        assert_eq!(file.hits.len(), 1, "{path}");
        assert_eq!(file.hits[0].at, None);
    }
}

// ------------------------------------------------------------------- whose

#[test]
fn everything_of_another_customer_is_foreign() {
    for (text, identifier) in [
        ("云岭地铁", "云岭地铁"),
        ("Yunling Metro", "Yunling Metro"),
        ("(何静)", "何静"),
        ("tel:+8687155502202", "8687155502202"),
        ("duty@yunling-metro.example", "duty@yunling-metro.example"),
        ("昆明市滇源路8号", "昆明市滇源路8号"),
        ("C-02", "C-02"),
        ("LW-114", "LW-114"),
        ("LW25-2405-114", "LW25-2405-114"),
        ("FR-2002", "FR-2002"),
        ("KANARIENVOGEL", "KANARIENVOGEL"),
    ] {
        assert!(found(text).iter().any(|f| f == identifier), "{text}: {:?}", found(text));
    }
}

#[test]
fn what_is_the_readers_own_is_no_finding() {
    let own = "子午飞行学院 C-01 SIM-002 FS7-2310-0104 FR-2001 and more";
    assert_eq!(found(own), Vec::<String>::new());
}

#[test]
fn a_device_that_changed_hands_is_of_both_and_its_tickets_are_of_each() {
    let mut project = project();
    let day = |text: &str| Some(text.parse::<Day>().unwrap());
    project.records.devices[1].owners = vec![
        Ownership { customer: Some("C-01".into()), to: day("2026-01-31"), ..Ownership::default() },
        Ownership {
            customer: Some("C-02".into()),
            from: day("2026-02-01"),
            ..Ownership::default()
        },
    ];
    row(
        &mut project,
        &[(TextField::Ticket, "FR-2003"), (TextField::Device, "LW-114")],
        "2026-02-02",
    );
    let scanner = Scanner::new(&project, &[]);
    let text = "LW-114: FR-2002 and FR-2003";
    assert_eq!(found_by(&scanner, "x", text.as_bytes()), ["FR-2003"]);
    let other = scanner.site("customers/C-02").unwrap();
    let hits = scanner.file(other, "x", text.as_bytes()).hits;
    assert_eq!(hits.len(), 1);
    assert_eq!(scanner.table.text(hits[0].identifier), "FR-2002");
}

#[test]
fn a_row_without_a_known_device_is_its_customers() {
    let mut project = project();
    let fields = [
        (TextField::Ticket, "FR-2009"),
        (TextField::Customer, "yunling metro"),
        (TextField::Contact, "Petra Kowalczyk"),
    ];
    row(&mut project, &fields, "2026-01-02");
    row(
        &mut project,
        &[(TextField::Ticket, "FR-2010"), (TextField::Customer, "Nobody Known Ltd")],
        "2026-01-02",
    );
    let scanner = Scanner::new(&project, &[]);
    let text = "FR-2009 Petra Kowalczyk FR-2010 Nobody Known";
    let mut hits = found_by(&scanner, "x", text.as_bytes());
    hits.sort();
    assert_eq!(hits, ["FR-2009", "FR-2010", "Nobody Known", "Petra Kowalczyk"]);
    let own = scanner.site("customers/C-02").unwrap();
    let hits = scanner.file(own, "x", text.as_bytes()).hits.len();
    assert_eq!(hits, 2, "what nobody is known to have is nobody's to see");
}

#[test]
fn a_canary_stands_on_no_site_even_where_the_reader_says_the_word() {
    let mut project = project();
    let fields = [(TextField::Ticket, "KANARIENVOGEL"), (TextField::Device, "SIM-002")];
    row(&mut project, &fields, "2026-01-02");
    project.settings.audit.allow = vec!["KANARIENVOGEL".to_owned()];
    let scanner = Scanner::new(&project, &["KANARIENVOGEL"]);
    assert_eq!(found_by(&scanner, "x", b"KANARIENVOGEL"), ["KANARIENVOGEL"]);
}

// ------------------------------------------------------------ false alarms

fn code(id: &str) -> FaultCode {
    FaultCode {
        id: id.into(),
        title: String::new(),
        component: None,
        severity: None,
        aliases: Vec::new(),
        symptoms: Vec::new(),
        models: Vec::new(),
        solutions: Vec::new(),
        derived: false,
        meta: Meta::default(),
    }
}

#[test]
fn a_shared_code_excuses_a_device_of_that_name_and_is_counted() {
    let mut project = project();
    project.records.devices.push(device("E-104", "0001", "C-02"));
    project.records.codes.push(code("E-104"));
    let scanner = Scanner::new(&project, &[]);
    assert_eq!(found_by(&scanner, "x", b"E-104 serial 0001"), Vec::<String>::new());
    let certificate = serde_json::to_value(scanner.certificate(Vec::new())).unwrap();
    let left = |name: &str| {
        let rules = certificate["left_out"].as_array().unwrap();
        let rule = rules.iter().find(|rule| rule["name"] == name).unwrap();
        rule["identifiers"].as_u64().unwrap()
    };
    assert_eq!((left("shared_table"), left("number")), (1, 1));
}

#[test]
fn free_text_excuses_plain_words_and_no_names() {
    let mut project = project();
    project.records.customers[1].aliases.push("Delta".to_owned());
    let text = "Delta wiring checked, compared with Yunling Metro and LW-114";
    let fields =
        [(TextField::Ticket, "FR-2004"), (TextField::Device, "SIM-002"), (TextField::Action, text)];
    row(&mut project, &fields, "2026-01-02");
    let scanner = Scanner::new(&project, &[]);
    let mut hits = found_by(&scanner, "x", text.as_bytes());
    hits.sort();
    assert_eq!(hits, ["LW-114", "Yunling Metro"]);
}

#[test]
fn an_article_excuses_no_name_of_a_customer_however_short() {
    let mut project = project();
    project.records.customers[1].aliases.extend(["Delta".to_owned(), "虎门".to_owned()]);
    let text = "Delta wiring. 虎门, 注意电源。";
    let article = Article {
        path: "content/pages/a.md".into(),
        title: String::new(),
        body: text.into(),
        cut: false,
        body_line: 1,
        halves: Vec::new(),
        unknown: Vec::new(),
        tags: Vec::new(),
        readers: Readers::Public,
    };
    let page = FreePage { route: "a".to_owned(), article, audience: Readers::Public };
    project.records.pages.push(page);
    let scanner = Scanner::new(&project, &[]);
    let mut hits = found_by(&scanner, "x", text.as_bytes());
    hits.sort();
    assert_eq!(hits, ["Delta", "虎门"]);
}

#[test]
fn a_name_inside_the_readers_own_name_is_theirs() {
    let mut project = project();
    project.records.customers[0].name = "云岭地铁飞行学院".to_owned();
    let scanner = Scanner::new(&project, &[]);
    assert_eq!(found_by(&scanner, "x", "云岭地铁飞行学院".as_bytes()), Vec::<String>::new());
}

#[test]
fn what_is_allowed_passes_and_nothing_around_it() {
    let mut project = project();
    project.settings.audit.allow = vec!["LW-114".to_owned(), "云岭地铁站".to_owned()];
    let scanner = Scanner::new(&project, &[]);
    assert_eq!(found_by(&scanner, "x", "LW-114 云岭地铁".as_bytes()), ["云岭地铁"]);
}

#[test]
fn words_of_the_theme_are_left_out() {
    let mut project = project();
    project.records.devices.push(device("Overview", "ZZ-9911", "C-02"));
    let scanner = Scanner::new(&project, &["<h1>Overview</h1>"]);
    assert_eq!(found_by(&scanner, "x", b"Overview of ZZ-9911"), ["ZZ-9911"]);
}

// ------------------------------------------------------- what is told of it

#[test]
fn a_finding_says_site_file_place_owner_and_what_to_do() {
    let scanner = Scanner::new(&project(), &[]);
    let site = site_a(&scanner);
    let pages = ["a.html", "b.html"];
    let mut files: Vec<SearchedFile> = pages
        .iter()
        .map(|path| scanner.file(site, path, b"<p>Seen at Yunling Metro, too.</p> Yunling Metro"))
        .collect();
    let account = scanner.searched("customers/C-01", site, &mut files);
    assert!(!account.is_clean());
    let findings = scanner.findings("customers/C-01", &files);
    assert_eq!(findings.len(), 1, "one for each identifier");
    let finding = findings.iter().next().unwrap();
    assert_eq!(finding.code, Code::Leak);
    assert_eq!(
        finding.message,
        "the site customers/C-01 shows `Yunling Metro` (the name of a customer of customer C-02) \
         at byte 11; it stands 4 times in 2 of its files"
    );
    assert_eq!(finding.raw.as_deref(), Some("Seen at Yunling Metro, too. Yunling Metro"));
    assert_eq!(&*finding.place.as_ref().unwrap().file, "customers/C-01/a.html");
    assert!(finding.hint.as_ref().unwrap().contains("allow"));
}

#[test]
fn what_cannot_be_opened_is_told() {
    let scanner = Scanner::new(&project(), &[]);
    let mut locked = zipped("a.txt", b"secret");
    // The bit that says "encrypted" in both heads.
    let central = locked.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    locked[6] |= 1;
    locked[central + 8] |= 1;
    for (bytes, why) in [
        (locked, "protected by a password"),
        (b"7z\xbc\xaf\x27\x1c rest".to_vec(), "an archive of a kind that is not opened"),
        (pdf("/Encrypt 3 0 R", b"x"), "an encrypted PDF"),
        (gzip(&[7; 5000])[..30].to_vec(), "damaged; searched as far as it could be unpacked"),
    ] {
        let files = [search(&scanner, "files/x", &bytes)];
        let findings = scanner.findings("customers/C-01", &files);
        let messages: Vec<&str> = findings.iter().map(|f| f.message.as_str()).collect();
        assert!(messages.iter().any(|m| m.ends_with(why)), "{why}: {messages:?}");
        assert!(!findings.stops());
    }
}

#[test]
fn the_certificate_does_not_depend_on_the_order_of_files() {
    let scanner = Scanner::new(&project(), &[]);
    let site = site_a(&scanner);
    let file = |path: &str| scanner.file(site, path, path.as_bytes());
    let one = scanner.searched("customers/C-01", site, &mut [file("a"), file("b")]);
    let other = scanner.searched("customers/C-01", site, &mut [file("b"), file("a")]);
    assert_eq!(one, other);
    let changed = scanner.searched("customers/C-01", site, &mut [file("a"), file("c")]);
    assert_ne!(one, changed);
}

#[test]
fn sites_are_known_by_their_folders() {
    let mut project = project();
    project.records.customers.push(customer("C 3/x", "Third"));
    let scanner = Scanner::new(&project, &[]);
    let at = |folder: &str| scanner.site(folder);
    assert_eq!(at("customers/C-3-x").and_then(|s| s.0.index()), Some(2));
    assert!(at("public").is_some());
    assert_eq!(at("internal"), None);
    assert_eq!(at("customers/C-99"), None);
    assert!(!scanner.file(at("public").unwrap(), "x", b"SIM-002").is_clean());
    let _: CustomerId = "C-01".into();
}
