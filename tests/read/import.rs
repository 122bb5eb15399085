//! `import` on tables that nobody has described: what is proposed, that the written
//! block reads exactly what the dry run promised, and that nothing else is touched.
#![allow(clippy::disallowed_methods, reason = "the tests prepare and inspect folders")]
#![allow(clippy::unwrap_used, reason = "a test that cannot prepare its files fails")]
#![allow(clippy::print_stdout, reason = "a test that cannot run says so")]

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

// ---------------------------------------------------------------- a project to import into

struct Place(tempfile::TempDir);

struct Answer {
    exit: i32,
    out: Vec<u8>,
    err: String,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

impl Place {
    /// A project whose only content is one file.
    fn with(path: &str, bytes: &[u8]) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.file("faultbook.toml", b"[site]\ntitle = \"x\"\ntimezone = \"Europe/Berlin\"\n");
        place.file(path, bytes);
        place
    }

    fn file(&self, path: &str, bytes: &[u8]) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn run(&self, args: &[&str]) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faultbook"));
        command.args(args).current_dir(self.0.path()).env("COLUMNS", "120");
        let output = command.output().unwrap();
        Answer {
            exit: output.status.code().unwrap(),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Writes the proposal, and asserts that a check reads what the dry run promised and
    /// that the configuration is otherwise as it was. The proposal.
    fn round_trip(&self, file: &str, more: &[&str]) -> Proposal {
        let before = fs::read(self.at("faultbook.toml")).unwrap();
        let args = [&["import", file, "--write", "--json"], more].concat();
        let answer = self.run(&args);
        let document = answer.json();
        assert_eq!(answer.exit, 0, "{document:#}");
        assert!(document["written"].is_string());
        let proposal = document["proposal"].clone();
        let after = fs::read(self.at("faultbook.toml")).unwrap();
        assert!(after.starts_with(&before), "what stood in the configuration was touched");
        let block = proposal["block"].as_str().unwrap();
        assert!(String::from_utf8(after).unwrap().ends_with(block));
        let checked = self.run(&["check", "--json"]).json();
        let source = checked["sources"].as_array().unwrap().iter().find(|s| s["path"] == file);
        let source = source.unwrap_or_else(|| panic!("{file} was not read: {checked:#}"));
        for (promised, read) in [
            ("read", "rows_read"),
            ("skipped", "rows_skipped"),
            ("accepted", "rows_accepted"),
            ("repaired", "rows_repaired"),
            ("rejected", "rows_rejected"),
        ] {
            assert_eq!(proposal["rehearsal"][promised], source[read], "{promised}\n{block}");
        }
        let told = |code: &str| {
            let list = checked["diagnostics"].as_array().unwrap();
            list.iter().filter(|d| d["code"] == code).cloned().collect::<Vec<_>>()
        };
        for code in ["FB0102", "FB0103", "FB0104", "FB0105", "FB0303"] {
            assert_eq!(told(code), Vec::<Value>::new(), "{block}");
        }
        Proposal(proposal)
    }
}

struct Proposal(Value);

impl Proposal {
    /// Header → field of every mapped column.
    fn fields(&self) -> BTreeMap<String, String> {
        let columns = self.0["columns"].as_array().unwrap();
        let mapped = columns.iter().filter(|c| !c["field"].is_null());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        mapped.map(|c| (text(&c["header"]), text(&c["field"]))).collect()
    }

    fn assert_fields(&self, want: &[(&str, &str)]) {
        let fields = self.fields();
        for (header, field) in want {
            assert_eq!(
                fields.get(*header).map(String::as_str),
                Some(*field),
                "{header} in {fields:#?}"
            );
        }
    }

    fn accepted(&self) -> u64 {
        self.0["rehearsal"]["accepted"].as_u64().unwrap()
    }

    fn column(&self, header: &str) -> &Value {
        let columns = self.0["columns"].as_array().unwrap();
        columns.iter().find(|c| c["header"] == header).unwrap()
    }
}

// ---------------------------------------------------------------- logs of our own making

const GERMAN: &str = "Auftragsnummer;Meldedatum;Uhrzeit;Maschinennummer;Maschine;Kunde;Störungsbeschreibung;Maßnahme;Erledigt am;Techniker;Status;Priorität;Arbeitszeit (Std);Kosten;Bemerkung\n\
A-1001;03/04/2026;08:15;M-17;Fräse groß;Huber GmbH;Spindel vibriert stark;Lager getauscht;04/04/2026 10:00;Anna Weber;erledigt;hoch;2,5;120,50 €;\n\
A-1002;25/04/2026;14:40;M-18;Presse;Maier AG;Öl läuft aus;;;Tom Kuhn;offen;niedrig;;;\n\
A-1003;26/04/2026;09:05;M-17;Fräse groß;Huber GmbH;Anzeige dunkel;Netzteil;26/04/2026 12:00;Anna Weber;in Bearbeitung;mittel;1;15,00 €;prüfen\n";

#[test]
fn a_german_log_with_day_and_time_in_two_columns() {
    let place = Place::with("content/logs/auftraege.csv", GERMAN.as_bytes());
    let proposal = place.round_trip("content/logs/auftraege.csv", &[]);
    proposal.assert_fields(&[
        ("Auftragsnummer", "ticket_id"),
        ("Meldedatum", "reported_at"),
        ("Uhrzeit", "reported_at"),
        ("Maschinennummer", "device_id"),
        ("Maschine", "device_name"),
        ("Störungsbeschreibung", "symptom"),
        ("Erledigt am", "resolved_at"),
        ("Arbeitszeit (Std)", "labour_h"),
        ("Kosten", "amount"),
    ]);
    assert_eq!(proposal.accepted(), 3);
    assert_eq!(proposal.column("Arbeitszeit (Std)")["unit"], "h");
    assert_eq!(proposal.0["date_order"]["order"], "day_first");
    assert!(proposal.0["date_order"]["because"].as_str().unwrap().contains("25/04/2026"));
    let csv = place.run(&["import", "content/logs/auftraege.csv", "--to", "csv"]);
    let text = csv.text();
    assert!(text.starts_with('\u{feff}'));
    assert!(text.contains("2026-04-03T08:15:00+02:00"), "{text}");
    assert!(text.contains("\"in_progress\"") && text.contains("\"P4\""), "{text}");
}

#[test]
fn headers_that_say_nothing() {
    let text = "Col1,Col2,Col3,Col4,Col5,Col6,Col7,Col8\n\
        1,K-77,2026-01-05 08:00,PRS-01,Hydraulic hose leaks at the cylinder,Anna Weber,2026-01-05 11:30,done\n\
        2,K-78,2026-01-06 09:10,PRS-02,Door does not close any more,Tom Kuhn,2026-01-07 10:00,done\n\
        3,K-79,2026-01-08 07:30,PRS-01,Emergency stop cannot be released,Anna Weber,,open\n\
        4,K-80,2026-01-09 13:00,PRS-03,Noise from the gearbox under load,Tom Kuhn,2026-01-12 16:20,done\n\
        5,K-81,2026-01-11 10:00,PRS-02,Panel shows nothing after restart,Anna Weber,2026-01-11 12:00,done\n";
    let place = Place::with("content/logs/x [1].csv", text.as_bytes());
    let proposal = place.round_trip("content/logs/x [1].csv", &[]);
    proposal.assert_fields(&[
        ("Col2", "ticket_id"),
        ("Col3", "reported_at"),
        ("Col4", "device_id"),
        ("Col5", "symptom"),
        ("Col6", "engineer"),
        ("Col7", "resolved_at"),
        ("Col8", "status"),
    ]);
    assert_eq!(proposal.column("Col1")["field"], Value::Null);
    assert!(proposal.column("Col1")["because"].as_str().unwrap().contains("counts the rows"));
    assert_eq!(proposal.column("Col3")["evidence"], "values");
    assert_eq!(proposal.accepted(), 5);
}

#[test]
fn guesses_from_values_are_never_used_by_a_build() {
    let text = "Col1,Col2,Col3\nK-77,2026-01-05 08:00,PRS-01\nK-78,2026-01-06 09:10,PRS-02\nK-79,2026-01-07 09:10,PRS-01\n";
    let place = Place::with("content/logs/x.csv", text.as_bytes());
    assert_eq!(place.run(&["import", "content/logs/x.csv"]).exit, 0);
    let checked = place.run(&["check", "--json"]).json();
    assert_eq!(checked["rows"]["accepted"], 0, "{checked:#}");
}

#[test]
fn a_dutch_log_in_windows_1252_between_tabs() {
    let text = "Werkbon\tGemeld op\tMachinenummer\tKlant\tStoring\tOorzaak\tWerkzaamheden\tGereed op\tMonteur\tStatus\tReistijd (uur)\tOpmerking\n\
        W1\t3-4-2026\tB-12\tZuivel B.V.\tTransportband loopt scheef; geïrriteerde klant\tslijtage\trol vervangen\t4-4-2026\tJan de Wit\topgelost\t1,5\t\n\
        W2\t5-4-2026\tB-13\tCafé Noord\tMotor te heet\t\t\t\tPiet Bos\tin behandeling\t0,5\tcoördinatie nodig\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let place = Place::with("content/logs/bonnen.txt", &bytes);
    let proposal = place.round_trip("content/logs/bonnen.txt", &[]);
    proposal.assert_fields(&[
        ("Werkbon", "ticket_id"),
        ("Gemeld op", "reported_at"),
        ("Gereed op", "resolved_at"),
        ("Storing", "symptom"),
        ("Reistijd (uur)", "travel_h"),
    ]);
    assert_eq!(proposal.0["encoding_guessed"], true);
    assert_eq!(proposal.0["delimiter"], "tab");
    // No value decides which number is the month, but the headers are Dutch.
    assert_eq!(proposal.0["date_order"]["order"], "day_first");
    assert!(proposal.0["date_order"]["because"].as_str().unwrap().contains("Dutch"));
    assert_eq!(proposal.accepted(), 2);
}

#[test]
fn a_japanese_log_in_shift_jis() {
    let text = "受付番号,受付日時,機器番号,機種,顧客名,症状,原因,処置内容,完了日時,担当者,状態,備考\n\
        R-001,2026/04/03 09:10,SN-1001,MX-20,山本製作所,電源が入らない,基板不良,基板を交換した,2026/04/04 15:00,佐藤太郎,完了,\n\
        R-002,2026/04/05 13:30,SN-1002,MX-30,田中工業,異音がする,ベルト摩耗,ベルトを交換,2026/04/05 17:20,鈴木一郎,完了,次回点検\n\
        R-003,2026/04/07 08:00,SN-1001,MX-20,山本製作所,画面が暗い,,,,佐藤太郎,部品待ち,\n";
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let place = Place::with("content/logs/修理.csv", &bytes);
    let proposal = place.round_trip("content/logs/修理.csv", &[]);
    proposal.assert_fields(&[
        ("受付番号", "ticket_id"),
        ("受付日時", "reported_at"),
        ("機器番号", "device_id"),
        ("症状", "symptom"),
        ("完了日時", "resolved_at"),
        ("担当者", "engineer"),
    ]);
    assert_eq!(proposal.0["encoding"], "Shift_JIS");
    let block = proposal.0["block"].as_str().unwrap();
    assert!(block.contains("\"部品待ち\" = \"waiting_parts\""), "{block}");
    assert_eq!(proposal.accepted(), 3);
}

#[test]
fn a_french_log_below_two_titles_with_a_column_that_contradicts_its_header() {
    let text = "\u{feff}Suivi des interventions;;;;;\nAnnée 2026;;;;;\n\
        N° intervention;Date d'appel;Machine;Panne;Clôturé le;Temps passé (heures)\n\
        I-1;14/04/2026 08:05;TR-1;Moteur bloqué;voir dossier;1,5\n\
        I-2;15/04/2026 10:30;TR-2;Fuite d'huile;voir dossier;2\n\
        I-3;16/04/2026 07:00;TR-1;Capteur muet;voir dossier;0,5\n";
    let place = Place::with("content/logs/suivi.csv", text.as_bytes());
    let proposal = place.round_trip("content/logs/suivi.csv", &[]);
    assert_eq!(proposal.0["header_line"], 3);
    proposal.assert_fields(&[("Panne", "symptom"), ("Temps passé (heures)", "labour_h")]);
    assert_eq!(proposal.column("Clôturé le")["field"], Value::Null);
    assert!(proposal.column("Clôturé le")["because"].as_str().unwrap().contains("no times"));
    assert_eq!(proposal.accepted(), 3);
}

#[test]
fn a_spanish_log_between_bars_with_strange_and_repeated_headers() {
    let text = "Orden de trabajo|Fecha de aviso|Equipo|Descripción de la falla|Nota \"libre\"|Comentario X|Comentario X|Zz\\q\n\
        O-1|2026-04-03|E-9|No arranca el motor|a|b|c|7\nO-2|2026-04-05|E-9|Ruido en la caja|a||d|9\n";
    let place = Place::with("content/logs/ordenes.csv", text.as_bytes());
    let proposal = place.round_trip("content/logs/ordenes.csv", &[]);
    proposal.assert_fields(&[("Orden de trabajo", "ticket_id"), ("Equipo", "device_id")]);
    let block = proposal.0["block"].as_str().unwrap();
    assert!(block.contains("repeats = [\"Comentario X\"]"), "{block}");
    assert!(block.contains("delimiter = \"|\""), "{block}");
    assert_eq!(proposal.accepted(), 2);
}

#[test]
fn a_sheet_of_a_workbook_with_japanese_headers() {
    let mut book = Workbook::new();
    let dates = Format::new().set_num_format("yyyy/mm/dd hh:mm");
    for name in ["集計", "2026年"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        if name == "集計" {
            sheet.write(0, 0, "合計").unwrap();
            sheet.write(0, 1, 12).unwrap();
            continue;
        }
        for (at, header) in
            ["管理番号", "受付日", "号機", "不具合内容", "完了日"].iter().enumerate()
        {
            sheet.write(0, at as u16, *header).unwrap();
        }
        for row in 1..=4_u32 {
            sheet.write(row, 0, format!("K{row:03}")).unwrap();
            let day = |d: u32| ExcelDateTime::from_ymd(2026, 5, d as u8).unwrap();
            sheet.write_with_format(row, 1, day(row), &dates).unwrap();
            sheet.write(row, 2, format!("A-{}", row % 2)).unwrap();
            sheet.write(row, 3, format!("異常停止 {row}")).unwrap();
            sheet.write_with_format(row, 4, day(row + 2), &dates).unwrap();
        }
    }
    let place = Place::with("content/logs/保全.xlsx", &book.save_to_buffer().unwrap());
    let proposal = place.round_trip("content/logs/保全.xlsx", &["--sheet", "2026年"]);
    proposal.assert_fields(&[
        ("受付日", "reported_at"),
        ("号機", "device_id"),
        ("完了日", "resolved_at"),
    ]);
    assert_eq!(proposal.0["sheet"], "2026年");
    assert_eq!(proposal.accepted(), 4);
}

#[test]
fn a_preset_is_recognised_and_what_it_does_not_know_is_added() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/presets/osticket/tickets.csv");
    let place = Place::with("content/logs/t.csv", &fs::read(sample).unwrap());
    place.file("content/devices.csv", b"id,model\nCV-04,CV\nCV-02,CV\nSC-11,SC\n");
    let proposal = place.round_trip("content/logs/t.csv", &[]);
    assert_eq!(proposal.0["preset"]["name"], "osticket");
    assert_eq!(proposal.column("Machine No")["field"], "device_id");
    assert!(
        proposal.column("Machine No")["because"]
            .as_str()
            .unwrap()
            .contains("devices of this project")
            || proposal.column("Machine No")["evidence"] == "header"
    );
    assert_eq!(proposal.accepted(), 8);
}

// ---------------------------------------------------------------- other kinds of tables

#[test]
fn tables_of_other_kinds_are_told_apart() {
    for (file, text, kind, fields) in [
        (
            "content/geraete.csv",
            "Gerätenummer;Seriennummer;Bezeichnung;Typ;Kunde;Standort;Inbetriebnahme;Garantie bis\nG-1;0017;Presse;P-9;Huber;Werk 1;01.02.2024;01.02.2026\nG-2;0018;Säge;S-1;Maier;Werk 2;05.03.2024;05.03.2026\n",
            "devices",
            &[
                ("Gerätenummer", "id"),
                ("Seriennummer", "serial"),
                ("Inbetriebnahme", "commissioned_on"),
            ][..],
        ),
        (
            "content/klanten.csv",
            "Klantnummer,Klantnaam,Adres,Telefoon,E-mail,Contactpersoon\n17,Zuivel B.V.,Dorpsstraat 1,010-123,a@b.nl,Jan\n18,Bakker,Kerkstraat 2,010-124,c@d.nl,Piet\n",
            "customers",
            &[("Klantnummer", "id"), ("Klantnaam", "name"), ("Adres", "address")][..],
        ),
        (
            "content/buhin.csv",
            "部品番号,部品名,単価,仕入先\nP-1,基板,12000,山本\nP-2,ベルト,800,田中\n",
            "parts",
            &[("部品番号", "id"), ("単価", "unit_cost")][..],
        ),
        (
            "content/rounds.csv",
            "visit_id,device,type,due_from,due_to,done_on,engineer,findings\nV1,A,quarterly,2026-01-01,2026-01-31,2026-01-20,Ann,none\nV2,B,quarterly,2026-01-01,2026-01-31,,Bob,\n",
            "visits",
            &[("type", "kind"), ("due_to", "due_to")][..],
        ),
    ] {
        let place = Place::with(file, text.as_bytes());
        let proposal = place.round_trip(file, &[]);
        assert_eq!(proposal.0["holds"], kind, "{file}: {}", proposal.0["holds_because"]);
        proposal.assert_fields(fields);
        assert_eq!(proposal.accepted(), 2, "{file}");
        let again = place.run(&["import", file, "--write"]);
        assert_eq!(again.exit, 2, "{}", again.text());
        assert!(
            again.err.contains("names content/") && again.err.contains("already"),
            "{}",
            again.err
        );
    }
}

// ---------------------------------------------------------------- what is refused

#[test]
fn nothing_is_written_for_a_file_outside_the_project() {
    let place = Place::with("content/logs/a.csv", b"ticket,date\nT1,2026-01-02\n");
    let other = tempfile::tempdir().unwrap();
    let foreign = other.path().join("b.csv");
    fs::write(&foreign, GERMAN).unwrap();
    let before = fs::read(place.at("faultbook.toml")).unwrap();
    let answer = place.run(&["import", foreign.to_str().unwrap(), "--write"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("content/logs/b.csv"), "{}", answer.err);
    assert_eq!(fs::read(place.at("faultbook.toml")).unwrap(), before);
    let shown = place.run(&["import", foreign.to_str().unwrap()]);
    assert_eq!(shown.exit, 0);
    assert!(shown.text().contains("lies outside the project"), "{}", shown.text());
}

#[test]
fn a_configuration_that_does_not_exist_is_made_and_a_broken_one_left_alone() {
    let place = Place::with("content/logs/a.csv", GERMAN.as_bytes());
    fs::remove_file(place.at("faultbook.toml")).unwrap();
    assert_eq!(place.run(&["import", "content/logs/a.csv", "--write"]).exit, 0);
    let made = fs::read_to_string(place.at("faultbook.toml")).unwrap();
    assert!(made.starts_with("[site]\n") && made.contains("[[logs]]"), "{made}");
    assert_eq!(place.run(&["check"]).exit, 0);
    place.file("faultbook.toml", b"[site]\ntitle = \n");
    let broken = place.run(&["import", "content/logs/a.csv", "--write"]);
    assert_eq!(broken.exit, 2);
    assert_eq!(fs::read(place.at("faultbook.toml")).unwrap(), b"[site]\ntitle = \n");
}

#[test]
fn a_table_block_of_the_same_kind_is_not_written_twice() {
    let place = Place::with(
        "content/g.csv",
        "Gerätenummer;Seriennummer;Typ\nG-1;1;P\nG-2;2;P\n".as_bytes(),
    );
    let config = b"[site]\ntitle = \"x\"\n[tables.devices]\npath = \"other.csv\"\n";
    place.file("faultbook.toml", config);
    place.file("other.csv", b"id,model\nA,M\n");
    let answer = place.run(&["import", "content/g.csv", "--write"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("there is already a [tables.devices]"), "{}", answer.err);
    assert_eq!(fs::read(place.at("faultbook.toml")).unwrap(), config);
}

#[test]
fn a_block_by_which_nothing_would_be_read_is_not_written() {
    let place = Place::with("content/logs/a.csv", b"Zahl;Rest\n1;2\n3;4\n");
    let before = fs::read(place.at("faultbook.toml")).unwrap();
    let shown = place.run(&["import", "content/logs/a.csv"]);
    assert_eq!(shown.exit, 1);
    assert!(shown.text().contains("FB0304") || shown.text().contains("FB0301"), "{}", shown.text());
    let answer = place.run(&["import", "content/logs/a.csv", "--write"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("not one row"), "{}", answer.err);
    assert_eq!(fs::read(place.at("faultbook.toml")).unwrap(), before);
}

#[test]
fn a_file_that_is_no_table_says_what_it_is() {
    let place = Place::with("x.csv", b"\x1f\x8b\x08gz");
    for (args, said) in [
        (&["import", "x.csv"][..], "x.csv"),
        (&["import", "nothing.csv"][..], "cannot be read"),
        (&["import", "x.csv", "--preset", "zamad"][..], "zammad"),
    ] {
        let answer = place.run(args);
        assert_eq!(answer.exit, 2, "{args:?}");
        assert!(answer.err.contains(said), "{}", answer.err);
    }
    let json = place.run(&["import", "nothing.csv", "--json"]);
    assert_eq!(json.json()["diagnostics"][0]["code"], "FB0201");
    assert_eq!(json.json()["proposal"], Value::Null);
}

// ---------------------------------------------------------------- the canonical log

#[test]
fn the_canonical_log_needs_no_mapping_any_more() {
    let place = Place::with("content/logs/auftraege.csv", GERMAN.as_bytes());
    let made =
        place.run(&["import", "content/logs/auftraege.csv", "--to", "csv", "--out", "out.csv"]);
    assert_eq!(made.exit, 0, "{}", made.err);
    let again =
        place.run(&["import", "content/logs/auftraege.csv", "--to", "csv", "--out", "out.csv"]);
    assert_eq!(again.exit, 2, "a file that is there is never replaced");
    let csv = fs::read(place.at("out.csv")).unwrap();
    let other = Place::with("content/logs/log.csv", &csv);
    let checked = other.run(&["check", "--json"]).json();
    assert_eq!(checked["rows"]["accepted"], 3, "{checked:#}");
    let unknown =
        checked["diagnostics"].as_array().unwrap().iter().filter(|d| d["code"] == "FB0303");
    assert_eq!(unknown.count(), 0);
    let twice = other.run(&["import", "content/logs/log.csv", "--to", "csv"]);
    assert_eq!(String::from_utf8(twice.out).unwrap(), String::from_utf8(csv).unwrap());
}

#[test]
fn no_cell_of_the_canonical_log_is_a_formula_and_notes_stay_notes() {
    let text = "ticket,date,device,symptom,Resolution,Load\nT1,2026-01-02,A,\"=cmd|'/c calc'!A0\",=1+1,7\n";
    let place = Place::with("a.csv", text.as_bytes());
    place.file("faultbook.toml", b"[site]\ntitle = \"x\"\n");
    let csv = place.run(&["import", "a.csv", "--to", "csv"]);
    let text = csv.text();
    assert!(text.contains("\"'=cmd|"), "{text}");
    assert!(text.contains("\"note: Load\""), "{text}");
    let holds = place.run(&["import", "a.csv", "--to", "csv", "--sheet", "2"]);
    assert_eq!(holds.exit, 0, "a sheet of a text is the text");
}

// ---------------------------------------------------------------- real logs

fn shared(path: &str) -> Option<Vec<u8>> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("FAULTBOOK_SHARED").map_or(default, PathBuf::from);
    let file = root.join("data").join(path);
    if file.exists() {
        return Some(fs::read(file).unwrap());
    }
    println!("SKIPPED: {} is not here; set FAULTBOOK_SHARED", file.display());
    None
}

#[test]
fn real_logs_are_proposed_and_read() {
    for (path, kept) in [
        ("excavators_nist/excavators.csv", 5485),
        ("excavators_nist/excavators-cleaned.csv", 5485),
        ("excavators_mwo/case_study_pdl.csv", 5485),
        ("shchnmz_worklog/derived_maintain_utf8.csv", 80),
        ("shchnmz_worklog/derived_maintain_gb18030.csv", 80),
        ("shchnmz_worklog/derived_maintain_utf16.csv", 80),
        ("shchnmz_worklog/derived_purchase_utf8.csv", 125),
        ("shchnmz_worklog/hardware-and-network/log/maintain.md", 80),
        ("shchnmz_worklog/hardware-and-network/log/work.md", 59),
    ] {
        let Some(bytes) = shared(path) else { return };
        let name = format!("content/logs/{}", path.rsplit('/').next().unwrap());
        let place = Place::with(&name, &bytes);
        let proposal = place.round_trip(&name, &[]);
        assert_eq!(proposal.0["holds"], "log", "{path}");
        let repaired = proposal.0["rehearsal"]["repaired"].as_u64().unwrap();
        assert_eq!(proposal.accepted() + repaired, kept, "{path}");
        assert!(proposal.fields().values().any(|field| field == "reported_at"), "{path}");
    }
}
