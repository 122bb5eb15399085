//! No leak (`design.md` §4, promise 6): a customer's site depends on nothing that is
//! not theirs. Shown by non-interference: whatever is changed, added or taken away of
//! others, the site stays the same, byte for byte.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read files")]
#![allow(clippy::print_stdout, reason = "a property test tells how much it tried")]

mod audience;

use audience::changes::change;
use audience::world::{Whose, World};
use audience::{Dice, Files, build, difference};

/// Changes tried; `FAULTBOOK_CHANGES` asks for more.
fn changes() -> u64 {
    let asked = std::env::var("FAULTBOOK_CHANGES").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(100)
}

/// The sites that are named, of a project in memory.
fn sites(world: &World, names: &[&str]) -> std::collections::BTreeMap<String, Files> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    world.write(folder.path());
    build(folder.path(), names)
}

fn of_a(world: &World) -> Files {
    sites(world, &["A"]).remove("customers/A").expect("the site of A")
}

/// One project after another, each changed ten times, one change upon the other.
#[test]
fn what_others_have_does_not_reach_a_customers_site() {
    const EACH: u64 = 10;
    let (mut tried, mut seen_inside, mut compared_inside) = (0, 0, 0);
    for seed in 0..changes().div_ceil(EACH) {
        let mut dice = Dice::new(seed);
        let mut world = World::random(&mut dice);
        let before = of_a(&world);
        assert!(before.len() > 100, "{} files", before.len());
        for step in 0..EACH {
            let former = world.clone();
            let told = change(&mut world, &mut dice);
            if let Some(found) = difference(&before, &of_a(&world)) {
                panic!("seed {seed}, change {step}: {told}\n{found}");
            }
            tried += 1;
            // The changes are real: the department's own site shows nearly all of them.
            if step == 0 {
                let inside = |world| sites(world, &["internal"]).remove("internal");
                compared_inside += 1;
                seen_inside += u64::from(inside(&former) != inside(&world));
            }
        }
    }
    println!("{tried} changes, none seen by A; {seen_inside} of {compared_inside} seen inside");
    assert!(seen_inside * 10 >= compared_inside * 8, "{seen_inside} of {compared_inside}");
}

/// The same at its end: every line and document that is not A's is gone.
#[test]
fn a_customers_site_is_that_of_a_project_without_the_others() {
    for seed in 1000..1000 + changes().div_ceil(10) {
        let mut dice = Dice::new(seed);
        let world = World::random(&mut dice);
        let mut alone = world.clone();
        for table in alone.tables.values_mut() {
            table.lines.retain(|line| line.whose == Whose::Ours);
        }
        alone.documents.retain(|_, document| document.whose != Whose::Others);
        if let Some(found) = difference(&of_a(&world), &of_a(&alone)) {
            panic!("seed {seed}: {found}");
        }
    }
}

/// What the house notes of a customer's own rows changes nothing on their site.
#[test]
fn notes_of_their_own_rows_are_not_shown() {
    // A row without a ticket number is called by a hash of all its cells, told in docs.
    for seed in 2000..2004 {
        let world = World::random(&mut Dice::new(seed));
        let mut noted = world.clone();
        for table in noted.tables.values_mut() {
            let Some(at) = table
                .inner
                .iter()
                .find(|name| **name == "notes")
                .and_then(|name| table.head.iter().position(|column| column == name))
            else {
                continue;
            };
            for line in table
                .lines
                .iter_mut()
                .filter(|line| line.whose == Whose::Ours && !line.cells[0].is_empty())
            {
                line.cells[at] = "another note".to_owned();
            }
        }
        if let Some(found) = difference(&of_a(&world), &of_a(&noted)) {
            panic!("seed {seed}: {found}");
        }
    }
}

/// What is written for customers is there, what is not is not.
#[test]
fn a_customer_reads_what_is_written_for_customers() {
    let site = of_a(&World::random(&mut Dice::new(3)));
    let page = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    assert!(page("devices/A-1/index.html").contains("Words for A."));
    assert!(!page("devices/A-2/index.html").contains("Words of the house"));
    assert!(page("pages/about/index.html").contains("Us."));
    assert!(page("faults/FR-A/index.html").contains("Dark again."));
    assert!(page("solutions/SOL-1/index.html").contains("Reset."));
    // Who is to see to it is the house's affair, in the report and in the index.
    assert!(page("faults/FR-A/index.html").contains("seal it"));
    for (path, bytes) in &site {
        assert!(!String::from_utf8_lossy(bytes).contains("Wang"), "{path}");
    }
    assert!(page("reports/2026-05/index.html").contains("客户版"));
    for path in
        ["team/index.html", "knowledge/index.html", "data-quality/index.html", "data/quality.json"]
    {
        assert!(!site.contains_key(path), "{path}");
    }
    let dates = &site["data/devices/A-3.json"];
    assert!(String::from_utf8_lossy(dates).contains("2026-04-30"), "their last day");
}

/// With the comparison on, others reach the site by one rate a model and by nothing else.
#[test]
fn a_comparison_with_others_is_one_rate() {
    let mut world = World::random(&mut Dice::new(11));
    let devices = world.tables.get_mut("content/devices.csv").expect("the devices");
    for (n, owner) in ["B", "C", "D", "E"].into_iter().enumerate() {
        let id = format!("X-{n}");
        let cells = [&id, &id, "M-1", owner, "", "", "", "2025-01-15", "x"].map(str::to_owned);
        devices.lines.push(audience::world::Line { whose: Whose::Others, cells: cells.to_vec() });
    }
    let customers = world.tables.get_mut("content/customers.csv").expect("the customers");
    for owner in ["D", "E"] {
        let mut cells = vec![owner.to_owned(), format!("Customer {owner}")];
        cells.resize(customers.head.len(), String::new());
        customers.lines.push(audience::world::Line { whose: Whose::Others, cells });
    }
    let told = |world: &World, on: bool| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        world.write(folder.path());
        let path = folder.path().join("faultbook.toml");
        let config = std::fs::read_to_string(&path).expect("the configuration");
        std::fs::write(path, format!("{config}fleet_comparison = {on}\n")).expect("written");
        build(folder.path(), &["A"]).remove("customers/A").expect("the site of A")
    };
    let rate = |files: &Files| {
        let models: serde_json::Value =
            serde_json::from_slice(&files["data/models.json"]).expect("JSON");
        let list = models.as_array().expect("a list").clone();
        let model = list.into_iter().find(|model| model["id"] == "M-1").expect("M-1");
        model["others_per_device_year"].clone()
    };
    let (off, on) = (told(&world, false), told(&world, true));
    assert!(rate(&off).is_null());
    assert!(rate(&on)["value"].is_number(), "{}", rate(&on));
    // The lists by which a browser keeps the site name every file.
    let pages = on.keys().filter(|path| !path.starts_with("offline"));
    let differing: Vec<&String> = pages.filter(|path| off.get(*path) != on.get(*path)).collect();
    let expected = ["data/models.json", "en/models/M-1/index.html", "models/M-1/index.html"]
        .map(str::to_owned);
    assert_eq!(differing, expected.iter().collect::<Vec<_>>());
    // One of them has too much of it.
    let devices = world.tables.get_mut("content/devices.csv").expect("the devices");
    for line in &mut devices.lines {
        if line.cells[0].starts_with("X-") {
            line.cells[3] = "B".to_owned();
        }
    }
    assert!(rate(&told(&world, true)).is_null());
}

/// The search for leaks, which shares no code with the restriction, agrees with it: it
/// finds nothing on any site, and on the department's own, taken for a customer's, the
/// names, devices, tickets and people of the others.
#[test]
fn an_independent_search_agrees_with_the_restriction() {
    use faultbook::audit::Scanner;
    use faultbook::ingest::{self, ReadOptions};
    for seed in 2000..2000 + changes().div_ceil(20) {
        let world = World::random(&mut Dice::new(seed));
        let folder = tempfile::tempdir().expect("a temporary folder");
        world.write(folder.path());
        let scanner = Scanner::new(&ingest::read(folder.path(), &ReadOptions::default()), &[]);
        let built = build(folder.path(), &[]);
        let found = |site: &str, files: &Files| {
            let reader = scanner.site(site).expect("a site of the project");
            let searched: Vec<_> =
                files.iter().map(|(path, bytes)| scanner.file(reader, path, bytes)).collect();
            let findings = scanner.findings(site, &searched);
            findings.iter().map(|found| found.message.clone()).collect::<Vec<_>>()
        };
        for (site, files) in built.iter().filter(|(site, _)| *site != "internal") {
            let leaks = found(site, files);
            assert!(leaks.is_empty(), "seed {seed}: {leaks:#?}");
        }
        let leaks = found("customers/A", &built["internal"]);
        for word in ["`Beta 集团`", "`Gamma`", "`B-T0", "`CT-B`", "a-late.csv`"] {
            assert!(
                leaks.iter().any(|leak| leak.contains(word)),
                "seed {seed}: {word}: {leaks:#?}"
            );
        }
    }
}

/// Nothing that happened is on the public site, and nobody's name.
#[test]
fn the_public_site_tells_nothing_of_anyone() {
    let world = World::random(&mut Dice::new(7));
    let public = sites(&world, &["public"]).remove("public").expect("the public site");
    assert!(public.contains_key("solutions/SOL-P/index.html"));
    let canaries = [
        "Alpha 公司",
        "贝塔",
        "Beta",
        "A-1",
        "B-1",
        "T-001",
        "李工",
        "0417",
        "SOL-I",
        "2026-05",
        "reports/",
    ];
    for (path, bytes) in &public {
        let text = String::from_utf8_lossy(bytes);
        for canary in canaries {
            assert!(!text.contains(canary) && !path.contains(canary), "{canary} in {path}");
        }
    }
}
