//! A project in memory in which every line knows whose it is.

use super::Dice;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Whose a line or a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The first customer's, or a shared entry that theirs name.
    Ours,
    /// Another customer's, or an entry that only others name.
    Others,
    /// The house's own, which records of all customers may name: it may be rewritten.
    House,
}

/// One line of a table.
#[derive(Clone, Debug)]
pub struct Line {
    /// Whose.
    pub whose: Whose,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A table file.
#[derive(Clone, Debug)]
pub struct Table {
    /// Column names.
    pub head: &'static [&'static str],
    /// Its lines.
    pub lines: Vec<Line>,
    /// Columns of the first customer's own lines that no customer is shown.
    pub inner: &'static [&'static str],
}

/// A Markdown file.
#[derive(Clone, Debug)]
pub struct Document {
    /// Whose.
    pub whose: Whose,
    /// Its text.
    pub text: String,
}

/// A project.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Tables by path.
    pub tables: BTreeMap<String, Table>,
    /// Markdown by path.
    pub documents: BTreeMap<String, Document>,
    others: usize,
}

const LOG: &[&str] = &[
    "ticket_id",
    "device_id",
    "customer",
    "site",
    "reported_at",
    "arrived_at",
    "resolved_at",
    "service_type",
    "fault_code",
    "component",
    "symptom",
    "cause",
    "action_taken",
    "parts",
    "solution",
    "engineer",
    "satisfaction",
    "amount",
    "cost_labour",
    "contact",
    "phone",
    "notes",
    "odd column",
];
/// Columns of a log that a customer is not shown of their own rows.
const INNER: &[&str] = &["engineer", "cost_labour", "contact", "phone", "notes", "odd column"];

const SYMPTOMS: [&str; 6] =
    ["黑屏", "no display", "drives forwards only", "噪声大", "fan loud", "leaks oil at the pump"];
const WORDS: [&str; 6] = ["reset", "replaced", "cleaned", "拧紧", "升级固件", "nothing found"];

fn day(dice: &mut Dice) -> String {
    format!("2026-{:02}-{:02}", 1 + dice.below(9), 1 + dice.below(28))
}

fn stamp(dice: &mut Dice) -> String {
    format!("{}T{:02}:{:02}", day(dice), 6 + dice.below(12), dice.below(60))
}

impl World {
    /// A project of the customers A, B and C.
    pub fn random(dice: &mut Dice) -> Self {
        let mut world = Self::default();
        world.masters(dice);
        world.events(dice);
        world.further(dice);
        world.articles(dice);
        world
    }

    fn table(
        &mut self,
        path: &str,
        head: &'static [&'static str],
        lines: &[(Whose, &[&str])],
    ) -> &mut Table {
        let line = |&(whose, cells): &(Whose, &[&str])| Line {
            whose,
            cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
        };
        let lines = lines.iter().map(line).collect();
        self.tables.insert(path.to_owned(), Table { head, lines, inner: &[] });
        self.tables.get_mut(path).expect("just put in")
    }

    fn masters(&mut self, dice: &mut Dice) {
        use Whose::{Others, Ours};
        self.table(
            "content/customers.csv",
            &["id", "name", "aliases", "contact", "phone", "dealer"],
            &[
                (Ours, &["A", "Alpha 公司", "", "Ms A", "0571-5550-0001", ""]),
                (Others, &["B", "Beta 集团", "贝塔", "Mr B", "0571-5550-0002", "D1"]),
                (Others, &["C", "Gamma", "", "", "", ""]),
            ],
        );
        self.table(
            "content/sites.csv",
            &["id", "customer", "name", "distance_km"],
            &[
                (Ours, &["S-A", "A", "Hall 1", "12"]),
                (Others, &["S-B", "B", "Hall 1 of B", "99"]),
                (Others, &["S-B2", "B", "Plant 贝", "5"]),
            ],
        );
        self.table(
            "content/models.csv",
            &["id", "name", "family", "components", "warranty_months", "wear_parts"],
            &[
                (Ours, &["M-1", "Model one", "F", "display;pump", "24", "P-1"]),
                (Ours, &["M-2", "Model two", "F", "pump", "12", ""]),
                (Others, &["M-B", "Model of B", "G", "gearbox", "12", "P-B"]),
            ],
        );
        self.table(
            "content/parts.csv",
            &["id", "name", "unit_cost", "vendor"],
            &[
                (Ours, &["P-1", "fuse", "3.5", "V"]),
                (Ours, &["P-2", "power supply", "420", "V"]),
                (Others, &["P-B", "gear of B", "99", "W"]),
            ],
        )
        .inner = &["unit_cost", "vendor"];
        self.table(
            "content/components.csv",
            &["id", "name", "parent"],
            &[
                (Ours, &["display", "Display", ""]),
                (Ours, &["pump", "Pump", ""]),
                (Others, &["gearbox", "Gearbox", ""]),
            ],
        );
        self.table(
            "content/fault-codes.csv",
            &["code", "title", "component", "severity", "symptoms"],
            &[
                (Ours, &["E-1", "dark / 黑屏", "display", "major", "黑屏"]),
                (Ours, &["E-2", "leak", "pump", "", ""]),
                (Others, &["E-9", "gear of B", "gearbox", "", ""]),
            ],
        );
        self.table(
            "content/contracts.csv",
            &["id", "customer", "start", "end", "covers", "devices"],
            &[
                (Ours, &["CT-A", "A", "2025-01-01", "2026-12-31", "*", "A-1"]),
                (Others, &["CT-B", "B", "2025-06-01", "2026-12-31", "pump", "B-1"]),
            ],
        );
        self.devices(dice);
    }

    fn devices(&mut self, dice: &mut Dice) {
        use Whose::{Others, Ours};
        let head = &[
            "id",
            "serial",
            "model",
            "customer",
            "site",
            "customer_from",
            "customer_to",
            "accepted_on",
            "batch",
        ];
        let mut lines: Vec<Line> = Vec::new();
        let mut add = |whose, cells: [&str; 9]| {
            lines.push(Line { whose, cells: cells.map(str::to_owned).to_vec() });
        };
        add(Ours, ["A-1", "0417-1", "M-1", "A", "S-A", "", "", "2025-02-01", "x"]);
        add(Ours, ["A-2", "0417-2", "M-2", "A", "S-A", "", "", "2025-03-01", "x"]);
        add(Ours, ["A-3", "0417-3", "M-1", "A", "Yard", "", "2026-04-30", "2025-03-01", "y"]);
        // A device that A gave to B.
        add(Others, ["A-3", "0417-3", "M-1", "B", "S-B", "2026-05-01", "", "2025-03-01", "y"]);
        for n in 1..=3 + dice.below(3) {
            let id = format!("B-{n}");
            let serial = format!("9{n}417");
            let model = dice.of(&["M-1", "M-2", "M-B"]);
            let owner = dice.of(&["B", "B", "C"]);
            // C's device at B's site is a mistake that the search for leaks stops.
            let sites: &[&str] =
                if owner == "B" { &["S-B", "S-B2", "depot of B", "Yard"] } else { &["", "Yard"] };
            let site = dice.of(sites);
            add(Others, [&id, &serial, model, owner, site, "", "", "2025-01-15", "x"]);
        }
        self.tables.insert("content/devices.csv".to_owned(), Table { head, lines, inner: &[] });
    }

    fn events(&mut self, dice: &mut Dice) {
        let mut mixed = Table { head: LOG, lines: Vec::new(), inner: INNER };
        for n in 0..18 + dice.below(10) {
            let device = dice.of(&["A-1", "A-1", "A-2", "A-3", ""]);
            mixed.lines.push(ours(dice, n, device));
        }
        for _ in 0..18 + dice.below(12) {
            let at = dice.below(mixed.lines.len() + 1);
            let line = self.other_event(dice);
            mixed.lines.insert(at, line);
        }
        let mut second = Table { head: LOG, lines: Vec::new(), inner: INNER };
        for n in 100..104 {
            second.lines.push(ours(dice, n, "A-2"));
        }
        for _ in 0..6 {
            let line = self.other_event(dice);
            second.lines.push(line);
        }
        self.tables.insert("content/logs/b-2026.csv".to_owned(), mixed);
        self.tables.insert("content/logs/a-late.csv".to_owned(), second);
    }

    /// An event of another customer.
    pub fn other_event(&mut self, dice: &mut Dice) -> Line {
        self.others += 1;
        // A ticket number that A uses, too, now and then; none at all at times.
        let ticket = match dice.below(10) {
            0 => format!("T-{:03}", dice.below(20)),
            1 => String::new(),
            _ => format!("B-T{:03}", self.others),
        };
        let device = dice.of(&["B-1", "B-2", "B-3", "B-7", "A-3", ""]);
        let customer = if device.is_empty() { dice.of(&["B", "贝塔", "C", "Delta"]) } else { "" };
        let reported = if device == "A-3" {
            format!("2026-0{}-1{}T09:00", 6 + dice.below(3), dice.below(9))
        } else {
            stamp(dice)
        };
        let code = dice.of(&["E-1", "E-2", "E-9", "E-77", ""]);
        let part = dice.of(&["P-1", "P-B*2", "gear of B", ""]);
        let solution = dice.of(&["SOL-1", "SOL-B", "SOL-I", ""]);
        let symptom = dice.of(&SYMPTOMS);
        let resolved = stamp(dice);
        let cells: [&str; 23] = [
            &ticket,
            device,
            customer,
            dice.of(&["", "S-B", "corner of B", "Yard"]),
            &reported,
            "",
            &resolved,
            dice.of(&["repair", "repair", "remote", "maintenance"]),
            code,
            dice.of(&["", "gearbox", "pump", "odd piece of B"]),
            symptom,
            "wear",
            dice.of(&WORDS),
            part,
            solution,
            dice.of(&["李工", "Zhang", "B's own"]),
            dice.of(&["", "5", "1"]),
            "77.5",
            "10",
            "Mr B",
            "13900000002",
            "secret of B",
            "odd of B",
        ];
        Line { whose: Whose::Others, cells: cells.map(str::to_owned).to_vec() }
    }

    fn further(&mut self, dice: &mut Dice) {
        use Whose::{Others, Ours};
        let (due, done) = (day(dice), day(dice));
        self.table(
            "content/visits.csv",
            &[
                "id", "device", "site", "kind", "due_from", "due_to", "done_on", "findings",
                "engineer",
            ],
            &[
                (
                    Ours,
                    &[
                        "V-1",
                        "A-1",
                        "",
                        "quarterly",
                        "2026-03-01",
                        "2026-03-31",
                        &due,
                        "fine",
                        "李工",
                    ],
                ),
                (
                    Others,
                    &[
                        "V-2",
                        "B-1",
                        "",
                        "quarterly",
                        "2026-03-01",
                        "2026-03-31",
                        &done,
                        "of B",
                        "Zhang",
                    ],
                ),
                (
                    Others,
                    &["V-3", "", "S-B", "monthly", "2026-05-01", "2026-05-31", "", "", "Zhang"],
                ),
            ],
        )
        .inner = &["engineer"];
        self.table(
            "content/complaints.csv",
            &["id", "ticket", "device", "customer", "raised_at", "kind", "owner", "text"],
            &[
                (
                    Ours,
                    &["CP-1", "T-001", "", "A", "2026-03-03T10:00", "delay", "Wang", "too late"],
                ),
                (
                    Others,
                    &["CP-2", "", "B-1", "B", "2026-03-04T10:00", "delay", "Wang", "B is cross"],
                ),
            ],
        )
        .inner = &["owner"];
        self.table(
            "content/loaners.csv",
            &["id", "unit", "device", "customer", "out_at", "back_at"],
            &[
                (Ours, &["L-1", "U-1", "A-1", "A", "2026-02-01T10:00", "2026-02-20T10:00"]),
                (Others, &["L-2", "U-2", "B-1", "B", "2026-02-02T10:00", ""]),
            ],
        );
        self.orders();
    }

    fn orders(&mut self) {
        use Whose::{Others, Ours};
        self.table(
            "content/part-orders.csv",
            &["id", "part", "qty", "device", "requested_on", "shipped_on", "requested_by"],
            &[
                (Ours, &["PO-1", "P-2", "1", "A-1", "2026-02-01", "2026-02-03", "Wang"]),
                (Others, &["PO-2", "P-B", "9", "B-1", "2026-02-01", "", "Wang"]),
            ],
        )
        .inner = &["requested_by"];
        self.table(
            "content/trainings.csv",
            &["id", "device", "customer", "held_on", "participants", "trainer", "topic"],
            &[
                (Ours, &["TR-1", "A-1", "A", "2026-02-01", "4", "Zhang", "start"]),
                (Others, &["TR-2", "B-1", "B", "2026-02-02", "9", "Zhang", "of B"]),
            ],
        )
        .inner = &["trainer"];
        self.table(
            "content/actions.csv",
            &["id", "kind", "title", "source", "code", "device", "owner", "due", "done_on"],
            &[
                (
                    Ours,
                    &[
                        "AC-1",
                        "corrective",
                        "seal",
                        "FR-B",
                        "E-1",
                        "",
                        "Wang",
                        "2026-04-01",
                        "2026-04-02",
                    ],
                ),
                (
                    Others,
                    &["AC-2", "corrective", "of B", "FR-B", "E-9", "", "Wang", "2026-04-01", ""],
                ),
                (
                    Others,
                    &["AC-3", "preventive", "for B-1", "", "", "B-1", "Wang", "2026-08-01", ""],
                ),
            ],
        )
        .inner = &["source", "owner"];
    }

    fn articles(&mut self, dice: &mut Dice) {
        use Whose::{House, Others, Ours};
        let mut put = |whose, path: &str, front: &str, body: &str| {
            let text = format!("---\n{front}\n---\n{body}\n");
            self.documents.insert(path.to_owned(), Document { whose, text });
        };
        let symptom = dice.of(&SYMPTOMS);
        put(
            Ours,
            "content/solutions/dark.md",
            "id: SOL-1\ntitle: Dark / 黑屏\naudience: customer\nmodels: [M-1, M-B]\nfault_codes: [E-1, E-9]\ntags: [light]",
            "## Resolution\n\nReset. See [b](of-b.md) and [i](inside.md), [[A-1]], [[E-1|the code]], [[P-1]],\n\
             [[E-9|another]], [[SOL-I|one of ours]], [[P-B|a part]] and [[M-B|a model]].\n\n\
             > [!WARNING]\n> [[customer:Beta 集团|A customer]] got hurt.\n",
        );
        put(
            Ours,
            "content/solutions/anyone.md",
            "id: SOL-P\ntitle: For anyone\naudience: public\nparts: [P-1, P-B]",
            "## Issue\n\nA leak.\n",
        );
        put(
            Others,
            "content/solutions/of-b.md",
            "id: SOL-B\ntitle: Gear of B\naudience: customer\nmodels: [M-B]\ntags: [light, heavy]",
            "## Resolution\n\nB only.\n",
        );
        put(
            House,
            "content/solutions/inside.md",
            "id: SOL-I\ntitle: Of the house\naudience: internal\nfault_codes: [E-1]",
            "## Cause\n\nOurs alone.\n",
        );
        put(
            Ours,
            "content/faults/2026/FR-A.md",
            &format!(
                "id: FR-A\ndevice: A-1\nreported_at: 2026-05-05T10:00\nresolved_at: 2026-05-06T10:00\nfault_code: E-1\nsolution: SOL-1\nsymptom: {symptom}"
            ),
            "## Symptom\n\nDark again.\n\n## Measures\n\n- [ ] corrective: seal it @Wang due 2026-07-01\n",
        );
        put(
            Others,
            "content/faults/2026/FR-B.md",
            "id: FR-B\ndevice: B-1\nreported_at: 2026-05-05T10:00\nfault_code: E-1\nsolution: SOL-I",
            "## Symptom\n\nSecret of B.\n\n## Measures\n\n- [ ] corrective: for B @Wang due 2026-07-01\n",
        );
        put(Ours, "content/devices/A-1.md", "id: A-1\naudience: customer", "Words for A.\n");
        put(House, "content/devices/A-2.md", "id: A-2", "Words of the house about A-2.\n");
        put(Others, "content/devices/B-1.md", "id: B-1", "Words about B-1.\n");
        put(House, "content/reports/2026-05.md", "", "Remarks of the house.\n");
        put(House, "content/solutions/_index.md", "", "For the department.\n");
        put(Ours, "content/pages/about.md", "title: About\naudience: customer", "Us.\n");
        put(House, "content/pages/inner.md", "title: Inner", "Not for customers.\n");
    }

    /// Writes the project.
    pub fn write(&self, root: &Path) {
        let put = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder made");
            std::fs::write(path, text).expect("a file written");
        };
        put("faultbook.toml", CONFIG);
        put("content/synonyms.csv", "黑屏,no display,dark\n");
        for (path, table) in &self.tables {
            let mut text = table.head.join(",");
            text.push('\n');
            for line in &table.lines {
                let cells: Vec<String> =
                    line.cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
                let _ = writeln!(text, "{}", cells.join(","));
            }
            put(path, &text);
        }
        for (path, document) in &self.documents {
            put(path, &document.text);
        }
    }
}

/// The date is fixed, as it must be where customers have sites.
const CONFIG: &str = "[site]\ntitle = \"Service / 服务\"\nlanguage = [\"zh-CN\", \"en\"]\n\
timezone = \"Asia/Shanghai\"\nas_of = \"2026-10-15\"\n\n\
[sla]\ndefault = \"generic\"\nby_model = { M-1 = \"device_contract\" }\n\n\
[targets]\ntimeliness = \">= 95 %\"\n\n[rules]\nold_part_value = 300\n\n\
[audiences]\ncustomers = true\npublic = true\n";

/// An event of A.
fn ours(dice: &mut Dice, n: usize, device: &str) -> Line {
    let customer = if device.is_empty() { "Alpha 公司" } else { "" };
    let reported = if device == "A-3" {
        format!("2026-0{}-1{}T09:00", 3 + dice.below(2), dice.below(9))
    } else {
        // Theirs begin later than others', so that the stretch covered tells them apart.
        let (month, day) = (3 + dice.below(7), 1 + dice.below(28));
        format!("2026-{month:02}-{day:02}T{:02}:{:02}", 6 + dice.below(3), dice.below(60))
    };
    let hour = 10 + dice.below(9);
    let (day, _) = reported.split_once('T').expect("a time");
    let arrived = format!("{day}T{hour}:05");
    let resolved = format!("{day}T{hour}:50");
    // Where nothing else is said, the department's own site shows its note.
    let silent = dice.chance(20);
    let said = |word: &'static str| if silent { "" } else { word };
    let ticket = if dice.chance(10) { String::new() } else { format!("T-{n:03}") };
    let cells: [&str; 23] = [
        &ticket,
        device,
        customer,
        dice.of(&["", "S-A", "Yard"]),
        &reported,
        dice.of(&["", &arrived]),
        dice.of(&["", &resolved, &resolved, &resolved]),
        dice.of(&["repair", "repair", "repair", "remote", "maintenance"]),
        dice.of(&["E-1", "E-1", "E-2", "E-55", ""]),
        dice.of(&["", "pump", "hinge"]),
        said(dice.of(&SYMPTOMS)),
        said(dice.of(&["wear", "user", ""])),
        said(dice.of(&WORDS)),
        dice.of(&["P-1", "P-2*2", "", "a hinge"]),
        dice.of(&["SOL-1", "SOL-P", "SOL-I", ""]),
        dice.of(&["李工", "Zhang"]),
        dice.of(&["", "5", "4"]),
        dice.of(&["", "120"]),
        "40",
        "Ms A",
        "13900000001",
        "note of the house",
        "odd of A",
    ];
    Line { whose: Whose::Ours, cells: cells.map(str::to_owned).to_vec() }
}
