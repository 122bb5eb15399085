//! `faultbook explain`: every figure that can be opened has the value of its data file,
//! and the rows and stretches listed make that value when they are put together by
//! the code of this file alone; of the demonstration and of a generated project.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;
use crate::generator;
use crate::program;

use built::{Site, copy_tree, list, run, text};
use faultbook::analyse::explain::{
    BUCKETS, Entry, Figure, Formula, Note, Opened, Opener, Row, Scope, Value as Told,
};
use faultbook::analyse::mtbf::Basis;
use faultbook::analyse::sla::SlaState;
use faultbook::analyse::{Facts, Rate, analyse};
use faultbook::catalog::{
    Catalog, CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, Restricted, SiteIx, SolutionIx,
    link, restrict,
};
use faultbook::ingest::{self, ReadOptions};
use faultbook::model::time::ReportPeriod;
use generator::Recipe;
use program::Place;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static DEMO: LazyLock<Site> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    copy_tree(&root.join("content"), &folder.path().join("content"));
    std::fs::copy(root.join("faultbook.toml"), folder.path().join("faultbook.toml"))
        .expect("the configuration");
    built(folder)
});

static CORPUS: LazyLock<Site> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let recipe =
        Recipe { pages: 40, devices: 40, events: 1500, months: 18, seed: 5, ..Recipe::default() };
    generator::write(&recipe, folder.path()).expect("a corpus");
    built(folder)
});

fn built(folder: tempfile::TempDir) -> Site {
    let output = run(folder.path(), &["build", "-q"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "it builds cleanly\n{words}");
    Site { root: folder.path().join("output/internal"), folder }
}

// ------------------------------------------------------------ every figure

#[test]
fn every_figure_of_the_demonstration_is_made_of_its_rows() {
    let counts = every_figure(&DEMO);
    for (name, least) in [
        ("restore_h", 80),
        ("availability", 80),
        ("mtbf_h", 80),
        ("repeat_30d", 80),
        ("first_time_fix", 20),
        ("held_90d", 20),
        ("rate_ratio", 100),
        ("timeliness", 20),
        ("satisfaction.mean", 20),
        ("satisfaction.called_back", 20),
        ("jobs.repair", 20),
        ("pareto.E-104", 15),
        ("backlog.open_end", 10),
        ("complaints.all", 5),
        ("complaints.rate", 20),
        ("parts.value", 20),
        ("parts.old_parts", 15),
        ("charges.amount", 20),
        ("charges.shares.paid.lines", 20),
        ("charges.mismatches", 5),
        ("visits.compliance", 15),
        ("visits.due_next_month", 10),
        ("actions.closed", 5),
        ("single_visit", 3),
        ("per_device_year", 60),
        ("downtime_h", 60),
    ] {
        let seen = counts.get(name).copied().unwrap_or_default();
        assert!(seen >= least, "{name} was opened {seen} times with a value");
    }
    assert!(counts.keys().filter(|name| name.starts_with("sla.")).count() >= 10, "{counts:?}");
}

#[test]
fn every_figure_of_a_generated_project_is_made_of_its_rows() {
    let counts = every_figure(&CORPUS);
    assert!(counts["restore_h"] > 60 && counts["rate_ratio"] > 60, "{counts:?}");
}

#[test]
fn what_a_year_counts_is_the_sum_of_its_months() {
    for site in [&*DEMO, &*CORPUS] {
        let months = list(&site.data("site.json")["months"]).clone();
        let years: BTreeSet<&str> = months.iter().map(|month| &text(month)[..4]).collect();
        for year in years {
            let whole = site.data(&format!("reports/{year}.json"));
            let mine = months.iter().map(text).filter(|month| month.starts_with(year));
            let mine: Vec<Value> =
                mine.map(|month| site.data(&format!("reports/{month}.json"))).collect();
            for field in SUMMED {
                let of = |file: &Value| added(file, field);
                let sum: f64 = mine.iter().map(of).sum();
                assert!(near(of(&whole), sum), "{year}{field}: {} is not {sum}", of(&whole));
            }
        }
    }
}

/// What adds up, whatever the end at which it is judged.
const SUMMED: [&str; 19] = [
    "/records",
    "/faults_reported",
    "/resolved",
    "/without_device",
    "/exposure_device_months",
    "/repeat_30d/d",
    "/repeat_30d/n",
    "/first_time_fix/d",
    "/timeliness/d",
    "/backlog/new",
    "/backlog/closed",
    "/satisfaction/jobs",
    "/satisfaction/answers",
    "/complaints/all",
    "/complaints/attributable",
    "/parts/qty",
    "/parts/value",
    "/charges/amount",
    "/visits/carried_out",
];

fn added(file: &Value, field: &str) -> f64 {
    let found = file.pointer(field).unwrap_or_else(|| panic!("{field} is missing"));
    found.as_f64().unwrap_or(0.0)
}

/// Opens every figure of every scope; how often each was opened with a value.
fn every_figure(site: &Site) -> BTreeMap<String, u64> {
    let catalog = catalog(site.folder.path());
    let facts = analyse(&catalog);
    let opener = Opener::new(&catalog, &facts);
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for (scope, name, file) in scopes(site, &catalog, &facts) {
        if let (Scope::Report(_), Some(file)) = (&scope, &file) {
            let entries = opener.entries(&scope);
            let closed = leaves("", file).into_iter().filter(|leaf| !is_opened(leaf, &entries));
            wrong.extend(closed.map(|leaf| format!("{name} {leaf}: cannot be opened")));
        }
        for entry in opener.entries(&scope) {
            let whose = format!("{name} {}", entry.name);
            let answer = opener.open(&scope, entry.figure).unwrap_or_else(|| panic!("{whose}"));
            if let Err(why) = agrees(&answer, &entry, file.as_ref()) {
                wrong.push(format!("{whose}: {why}"));
            }
            if let Err(why) = recomputed(&answer) {
                wrong.push(format!("{whose}: {why}"));
            }
            if !answer.rows.is_empty() || !answer.terms.is_empty() {
                *counts.entry(entry.name).or_insert(0) += 1;
            }
        }
    }
    let first: Vec<&String> = wrong.iter().take(20).collect();
    assert!(wrong.is_empty(), "{} figures are not made of their rows: {first:#?}", wrong.len());
    counts
}

fn catalog(folder: &Path) -> Restricted<Catalog> {
    restrict::internal(link(ingest::read(folder, &ReadOptions::default())))
}

/// Every scope with its name, and what its data file says of it.
fn scopes(
    site: &Site,
    catalog: &Restricted<Catalog>,
    facts: &Facts,
) -> Vec<(Scope, String, Option<Value>)> {
    let records = &catalog.records;
    let mut all = vec![(Scope::Site, "site".to_owned(), None)];
    for month in &facts.months {
        let file = site.data(&format!("reports/{}.json", month.month));
        all.push((Scope::Report(month.month.into()), month.month.to_string(), Some(file)));
    }
    for longer in &facts.longer {
        let file = site.data(&format!("reports/{}.json", longer.report));
        let named = if let ReportPeriod::Year(year) = longer.report {
            file["year"] == year
        } else {
            file["quarter"] == longer.report.to_string()
        };
        assert!(named, "{}", longer.report);
        assert_eq!(file["partial"], longer.partial);
        all.push((Scope::Report(longer.report), longer.report.to_string(), Some(file)));
    }
    let files = |file: &str| list(&site.data(file)).clone();
    for (at, file) in files("devices.json").into_iter().enumerate() {
        let id = records.devices[at].id.to_string();
        assert_eq!(file["id"], *id);
        all.push((Scope::Device(DeviceIx::new(at)), id, Some(file)));
    }
    for (at, file) in files("customers.json").into_iter().enumerate() {
        let id = records.customers[at].id.to_string();
        all.push((Scope::Customer(CustomerIx::new(at)), id, Some(file)));
    }
    for (at, file) in files("places.json").into_iter().enumerate() {
        let id = records.sites[at].id.to_string();
        assert_eq!(file["id"], *id);
        all.push((Scope::Place(SiteIx::new(at)), id, Some(file)));
    }
    for (engineer, file) in facts.team.engineers.iter().zip(files("team.json")) {
        let name = engineer.name.clone().expect("names are shown");
        assert_eq!((text(&file["name"]), &file["number"]), (&*name, &engineer.number.into()));
        all.push((Scope::Engineer(engineer.number), name, Some(file)));
    }
    for (at, file) in files("codes.json").into_iter().enumerate() {
        let id = records.codes[at].id.to_string();
        all.push((Scope::Code(CodeIx::new(at)), id, Some(file)));
    }
    for (at, file) in files("solutions.json").into_iter().enumerate() {
        let id = records.solutions[at].id.to_string();
        all.push((Scope::Solution(SolutionIx::new(at)), id, Some(file)));
    }
    for at in 0..records.models.len() {
        let id = records.models[at].id.to_string();
        all.push((Scope::Model(ModelIx::new(at)), id, None));
    }
    for at in 0..records.components.len() {
        let id = records.components[at].id.to_string();
        all.push((Scope::Component(ComponentIx::new(at)), id, None));
    }
    let mut spots = list(&site.data("recurring.json")["hotspots"]).clone().into_iter();
    for family in &facts.hotspots.families {
        for row in &family.rows {
            let file = spots.next().expect("a group of the data file");
            let name = format!("{}:{}", text(&file["family"]), text(&file["group"]));
            all.push((Scope::HotSpot(family.family, row.group.clone()), name, Some(file)));
        }
    }
    all
}

/// The fields of a data file that are numbers, or lists or objects of the shapes that are
/// opened whole.
fn leaves(of: &str, value: &Value) -> Vec<String> {
    let inside = |name: &str| if of.is_empty() { name.to_owned() } else { format!("{of}.{name}") };
    match value {
        Value::Object(fields)
            if !fields.contains_key("value") && !fields.contains_key("median") =>
        {
            fields.iter().flat_map(|(name, value)| leaves(&inside(name), value)).collect()
        }
        _ => vec![of.to_owned()],
    }
}

/// What tells of the file itself, or is text.
const NO_FIGURES: [&str; 18] = [
    "month",
    "quarter",
    "year",
    "partial",
    "sentences",
    // Ids.
    "new_codes",
    "satisfaction.answers_recorded",
    "satisfaction.callbacks_recorded",
    "complaints.recorded",
    // The same figures as they were frozen.
    "restated",
    // Which month it is held against, or that there is none.
    "vs_previous",
    "vs_previous.against",
    "vs_previous.days",
    "vs_previous.up_to_day",
    "vs_year",
    "vs_year.against",
    "vs_year.days",
    "vs_year.up_to_day",
];

/// Whether a field is opened, or each of its rows.
fn is_opened(leaf: &str, entries: &[Entry]) -> bool {
    let rows = format!("{leaf}.");
    let lists = ["sla", "pareto", "charges.shares", "parts.items"];
    let opened = |entry: &Entry| {
        entry.name == leaf
            || entry.name.starts_with(&rows)
            || leaf.strip_prefix(&entry.name).is_some_and(|field| field.starts_with('.'))
    };
    NO_FIGURES.contains(&leaf) || lists.contains(&leaf) || entries.iter().any(opened)
}

/// Figures that are opened though no data file of their scope has them.
const BESIDE: [&str; 12] = [
    "response_h",
    "onsite_h",
    "repair_h",
    "first_time_fix",
    "per_device_year",
    "exposure_h",
    "downtime_h",
    "mtbf_h",
    "restore_h",
    "repeat_30d",
    "events",
    "timeliness",
];

/// Whether the value is the one of the data file.
fn agrees(opened: &Opened, entry: &Entry, file: Option<&Value>) -> Result<(), String> {
    let Some(file) = file else { return Ok(()) };
    let told = serde_json::to_value(opened.value).expect("a value");
    let row = |at: &str, key: &str, wanted: &str| {
        let wanted = if wanted == "null" { Value::Null } else { Value::from(wanted) };
        list(file.pointer(at)?).iter().find(|row| row[key] == wanted)
    };
    let found = if entry.figure == Figure::HotSpot {
        Some(file)
    } else if let Some(part) = entry.name.strip_prefix("parts.items.") {
        row("/parts/items", "part", part)
    } else if let Some(share) = entry.name.strip_prefix("charges.shares.") {
        let (charge, field) = share.split_once('.').expect("a field of a share");
        row("/charges/shares", "charge", charge).map(|row| &row[field])
    } else if let Some(score) = entry.name.strip_prefix("satisfaction.scores.") {
        let at = score.parse::<usize>().expect("a score") - 1;
        file.pointer(&format!("/satisfaction/scores/{at}"))
    } else if let Some(days) = entry.name.strip_prefix("backlog.age_buckets.") {
        let at = BUCKETS.iter().position(|bucket| *bucket == days).expect("a bucket");
        file.pointer(&format!("/backlog/age_buckets/{at}"))
    } else if let Some(clock) = entry.name.strip_prefix("sla.") {
        let rows = list(&file["sla"]).iter();
        let name = |row: &&Value| format!("{}.{}", text(&row["profile"]), text(&row["clock"]));
        rows.into_iter().find(|row| name(row) == clock)
    } else if let Some(key) = entry.name.strip_prefix("pareto.") {
        row("/pareto", "key", key).map(|row| &row["n"])
    } else if let Some(channel) = entry.name.strip_prefix("channels.") {
        row("/channels", "channel", channel).map(|row| &row["records"])
    } else if let Some(both) = entry.name.strip_prefix("causes.") {
        let rows = list(&file["causes"]).iter();
        let word = |value: &Value| value.as_str().unwrap_or("null").to_owned();
        let name = |row: &&Value| format!("{}.{}", word(&row["cause"]), word(&row["responsible"]));
        rows.into_iter().find(|row| name(row) == both).map(|row| &row["failures"])
    } else if let Some(model) = entry.name.strip_prefix("models.") {
        row("/models", "model", model).map(|row| &row["failures"])
    } else if let Some(device) = entry.name.strip_prefix("devices.") {
        row("/devices", "device", device).map(|row| &row["failures"])
    } else {
        file.pointer(&format!("/{}", entry.name.replace('.', "/")))
    };
    match found {
        Some(found) if same(&told, found) => Ok(()),
        Some(found) => Err(format!("{told} is {found} in the data file")),
        None if BESIDE.contains(&entry.name.as_str()) => Ok(()),
        None => Err("the data file has no such field".to_owned()),
    }
}

/// Equal, numbers up to the last digits; of an object the fields of the first.
fn same(told: &Value, found: &Value) -> bool {
    match (told, found) {
        (Value::Object(told), Value::Object(found)) => {
            told.iter().all(|(key, value)| found.get(key).is_some_and(|f| same(value, f)))
        }
        // Of a list of records their number is told.
        (Value::Number(told), Value::Array(found)) => told.as_u64() == Some(found.len() as u64),
        (Value::Number(a), Value::Number(b)) => {
            near(a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN))
        }
        _ => told == found,
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3)
}

// ------------------------------------------------- the value from the rows alone

/// A month against another one: its own rows are 1, the other's −1.
fn compared(opened: &Opened) -> Result<(), String> {
    let n = opened.rows.len() as f64;
    let now = opened.rows.iter().filter(|row| row.value > 0.0).count() as f64;
    match (&opened.formula, opened.value) {
        (Formula::Difference, Told::Change(told)) => {
            equal(told.current as f64, now)?;
            equal(told.previous as f64, n - now)?;
            equal(told.delta as f64, opened.rows.iter().map(|row| row.value).sum())
        }
        (Formula::RateRatio(from), Told::RateChange(told)) => {
            let months = |own: bool| {
                let terms = opened.terms.iter().filter(|t| (t.period.start >= *from) == own);
                terms.map(|t| t.observed_h).sum::<f64>() / 730.5
            };
            equal(told.current, now / months(true))?;
            equal(told.previous, (n - now) / months(false))?;
            some(told.ratio.value, (n > now).then(|| told.current / told.previous))
        }
        (Formula::RateRatio(_), Told::Number(None)) => Ok(()),
        (formula, told) => Err(format!("{formula:?} makes no {told:?}")),
    }
}

fn recomputed(opened: &Opened) -> Result<(), String> {
    let (rows, terms) = (&opened.rows, &opened.terms);
    let mut values: Vec<f64> = rows.iter().map(|row| row.value).collect();
    values.sort_by(f64::total_cmp);
    let n = rows.len() as f64;
    let added: f64 = values.iter().sum();
    let observed: f64 = terms.iter().map(|t| t.observed_h).sum();
    let down: f64 = terms.iter().map(|t| t.downtime_h).sum();
    match (&opened.formula, opened.value) {
        (Formula::Count, Told::Count(told)) => equal(told as f64, n),
        (Formula::Difference | Formula::RateRatio(_), _) => compared(opened),
        (Formula::Summary, Told::Summary(told)) => {
            equal(told.n as f64, n)?;
            some(told.median, quantile(&values, 0.5))?;
            some(told.p90, quantile(&values, 0.9))?;
            some(told.mean, (n > 0.0).then(|| added / n))
        }
        (Formula::Median, Told::Number(told)) => some(told, quantile(&values, 0.5)),
        (Formula::Mean, Told::Number(told)) => some(told, (n > 0.0).then(|| added / n)),
        (Formula::Greatest, Told::Number(told)) => some(told, values.last().copied()),
        (Formula::Sum, Told::Number(told)) => equal(told.unwrap_or(0.0), added),
        (Formula::Share, Told::Rate(told)) => share(told, rows),
        (Formula::Observed(unit), Told::Number(told)) => {
            equal(told.unwrap_or(0.0), observed / unit)
        }
        (Formula::Downtime, Told::Number(told)) => {
            equal(told.unwrap_or(0.0), down)?;
            equal(down, added)
        }
        (Formula::Availability, Told::Number(told)) => {
            equal(down, added)?;
            told.map_or(Ok(()), |told| equal(told, 1.0 - added / observed))
        }
        (Formula::Between(basis), Told::Estimate(told)) => {
            let uptime: f64 = terms.iter().map(|t| t.uptime_h).sum();
            let duty: f64 = terms.iter().map(|t| t.duty_h).sum();
            let hours = if *basis == Basis::Uptime { uptime } else { duty };
            some(told.value, (n > 0.0 && hours > 0.0).then(|| hours / n))
        }
        (Formula::PerExposure(unit), Told::Estimate(told)) => {
            some(told.value, (observed > 0.0).then(|| n / (observed / unit)))
        }
        (Formula::Held(days, _), Told::Held(told)) => {
            let at_risk = values.iter().filter(|v| **v >= *days).count();
            let back = rows.iter().filter(|r| came_back(r) && r.value <= *days).count();
            equal(told.uses as f64, n)?;
            equal(told.events as f64, back as f64)?;
            some(told.value, (at_risk >= 5).then(|| kaplan_meier(rows, *days)))
        }
        (Formula::HalfBack(_), Told::Number(told)) => {
            let half = values.iter().copied().find(|day| kaplan_meier(rows, *day) <= 0.5 + 1e-12);
            some(told, half.filter(|_| rows.len() >= 3))
        }
        (Formula::Clock, Told::Clock(told)) => {
            let in_state = |states: &[SlaState]| {
                let is = |r: &&Row| matches!(r.note, Note::State(s) if states.contains(&s));
                rows.iter().filter(is).count() as f64
            };
            equal(told.met as f64, in_state(&[SlaState::Met]))?;
            equal(told.breached_closed as f64, in_state(&[SlaState::BreachedClosed]))?;
            equal(told.breached_open as f64, in_state(&[SlaState::BreachedOpen]))?;
            equal(told.pending_at_risk as f64, in_state(&[SlaState::PendingAtRisk]))?;
            let pending = [SlaState::Pending, SlaState::PendingAtRisk];
            equal(told.pending as f64, in_state(&pending))
        }
        (Formula::HotSpot(of), Told::HotSpot(told)) => {
            equal(told.failures as f64, n)?;
            equal(told.exposure_device_years, observed / 8766.0)?;
            let rest = (of.part.total_c as f64 - n) / (of.part.total_e - observed / 8766.0);
            let ratio = n / (observed / 8766.0) / rest;
            told.rate_ratio.map_or(Ok(()), |told| equal(told, ratio))
        }
        (Formula::Against, Told::Rate(told)) => {
            let jobs = rows.iter().filter(|row| row.note == Note::ClosedJob).count() as f64;
            equal(told.d as f64, jobs)?;
            equal(told.n as f64, added.min(jobs))
        }
        (Formula::Recovery, Told::Rate(told)) => {
            let required =
                |row: &Row| if let Note::Required(pieces) = row.note { pieces } else { 0.0 };
            let required: f64 = rows.iter().map(required).sum();
            equal(told.n as f64, added.round())?;
            equal(told.d as f64, required.round())
        }
        (Formula::Used, Told::Used(told)) => {
            let cost = |row: &Row| if let Note::Costs(cost) = row.note { cost } else { None };
            let worth = |row: &Row| cost(row).map(|cost| cost * row.value);
            let known: Vec<f64> = rows.iter().filter_map(worth).collect();
            let mut records: Vec<_> = rows.iter().map(|row| row.record).collect();
            records.dedup();
            equal(told.qty, added)?;
            equal(told.events as f64, records.len() as f64)?;
            some(told.value, (!known.is_empty()).then(|| known.iter().sum()))
        }
        (formula, value) => Err(format!("{formula:?} does not make {value:?}")),
    }
}

fn share(told: Rate, rows: &[Row]) -> Result<(), String> {
    let yes = rows.iter().filter(|row| row.value > 0.0).count() as f64;
    equal(told.n as f64, yes)?;
    equal(told.d as f64, rows.len() as f64)?;
    some(told.value, (!rows.is_empty()).then(|| yes / rows.len() as f64))
}

fn came_back(row: &Row) -> bool {
    matches!(row.note, Note::CameBack(_))
}

/// The share of uses without a return up to a day, all endings of a day after its
/// returns.
fn kaplan_meier(rows: &[Row], until: f64) -> f64 {
    let mut days: Vec<f64> = rows.iter().filter(|r| came_back(r)).map(|r| r.value).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let step = |day: f64| {
        let at_risk = rows.iter().filter(|r| r.value >= day).count() as f64;
        let back = rows.iter().filter(|r| came_back(r) && r.value.total_cmp(&day).is_eq()).count();
        1.0 - back as f64 / at_risk
    };
    days.into_iter().filter(|day| *day <= until).map(step).product()
}

fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = last as f64 * q;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(below + (at - at.floor()) * (above - below))
}

fn some(told: Option<f64>, made: Option<f64>) -> Result<(), String> {
    match (told, made) {
        (None, None) => Ok(()),
        (Some(told), Some(made)) => equal(told, made),
        _ => Err(format!("told {told:?}, of the rows {made:?}")),
    }
}

fn equal(told: f64, made: f64) -> Result<(), String> {
    if near(told, made) { Ok(()) } else { Err(format!("told {told}, of the rows {made}")) }
}

// ------------------------------------------------------------- as a person asks

const LOG: &str = "\
工单号,设备编号,报修时间,到达时间,完成时间,故障代码,状态,工程师,配件
T-1,D-1,2026-03-01 08:00,2026-03-01 09:00,2026-03-01 10:00,E-1,已完成,Zhang,风扇*2
T-2,D-1,2026-03-05 08:00,,2026-03-05 14:00,E-1,已完成,Zhang;Lisi,
T-3,D-2,2026-03-07 08:00,2026-03-07 12:00,2026-03-07 17:00,E-2,已完成,Lisi,风扇*1;电源
T-4,D-2,2026-03-20 08:00,2026-03-20 07:00,,E-2,处理中,,
";

const MAINTENANCE: &str = "\
工单号,设备编号,服务类型,报修时间,到达时间,完成时间,停机
M-1,D-1,保养,2026-03-10 08:00,2026-03-10 09:00,2026-03-10 19:00,是
";

fn project() -> Place {
    let place = Place::new();
    place.write("content/logs/a.csv", LOG);
    place
}

fn asked(place: &Place, words: &str) -> program::Answer {
    let words: Vec<&str> = std::iter::once("explain").chain(words.split(' ')).collect();
    place.run(&words)
}

#[test]
fn a_median_is_told_with_its_durations_and_every_row_with_file_and_line() {
    let place = project();
    let answer = asked(&place, "report 2026-03 restore_median");
    assert_eq!((answer.exit, answer.err.as_str()), (0, ""));
    for words in ["median of 3 durations: 2.0, 6.0, 9.0 -> 6.0 h", "included: 3 rows", "a.csv:3"] {
        assert!(answer.out.contains(words), "{words}:\n{}", answer.out);
    }
    assert!(!answer.out.contains("mean: "), "only the median was asked for:\n{}", answer.out);
    let onsite = asked(&place, "report 2026-03 onsite").out;
    assert!(
        onsite.contains("left out: 1 row") && onsite.contains("no time of arrival"),
        "{onsite}"
    );
    let repeat = asked(&place, "report 2026-03 repeat").out;
    assert!(repeat.contains("came back as T-2"), "{repeat}");
}

#[test]
fn a_year_an_engineer_and_what_only_a_report_has_are_opened_with_file_and_line() {
    let place = project();
    place.write("content/visits.csv", "id,device,kind,due_to,done_on\nV-1,D-1,first,2026-03-09,\n");
    place.write("content/logs/b.csv", MAINTENANCE);
    for (words, told) in [
        ("year 2026 restore_median", "median of 3 durations: 2.0, 6.0, 9.0 -> 6.0 h"),
        ("report 2026 faults_reported", "4 rows counted"),
        ("engineer ZHANG restore", "median of 2 durations: 2.0, 6.0 -> 4.0 h"),
        ("engineer Lisi jobs", "2 rows counted"),
        ("year 2026 parts.qty", "sum of 3 lines: 1.0, 1.0, 2.0 -> 4.0 pieces"),
        ("report 2026-03 parts.items.风扇", "sum of 2 lines: 1.0, 2.0 -> 3.0 pieces"),
        ("report 2026-03 visits.overdue", "content/visits.csv:2"),
        ("report 2026-03 actions.closed", "n/a"),
        ("device D-1 technical_availability", "1 - 18.0 h down / 472.0 h observed = 96.2 %"),
        ("device D-1 availability", "1 - 8.0 h down / 472.0 h observed = 98.3 %"),
    ] {
        let answer = asked(&place, words);
        assert_eq!((answer.exit, answer.err.as_str()), (0, ""), "{words}");
        assert!(answer.out.contains(told), "{words}: {told}:\n{}", answer.out);
    }
}

#[test]
fn a_job_with_paid_and_free_parts_is_split_by_line() {
    let place = Place::new();
    let log = "工单号,设备编号,报修时间,完成时间,收费方式,配件,配件保内,金额\n\
        C-1,D-1,2026-03-12 08:00,2026-03-12 09:00,有偿,风扇;电源,是;否,80\n\
        C-2,D-1,2026-03-14 08:00,2026-03-14 09:00,保内免费,,,\n\
        C-3,D-1,2026-03-15 08:00,2026-03-15 09:00,保内免费,风扇;电源,perhaps,5\n";
    place.write("content/logs/c.csv", log);
    for (figure, told) in [
        ("free_warranty.lines", "4 of 5 = 80.0 %"),
        ("paid.lines", "1 of 5 = 20.0 %"),
        ("paid.jobs", "1 of 3 = 33.3 %"),
        ("paid.amount", "sum of 1 amounts: 80.0 -> 80.0"),
    ] {
        let answer = asked(&place, &format!("report 2026-03 charges.shares.{figure}"));
        assert!(answer.out.contains(told), "{figure}: {told}:\n{}", answer.out);
    }
    let found = place.run(&["check"]);
    let told = "\"perhaps\" does not say which parts were under warranty";
    assert!(found.out.contains(told) || found.err.contains(told), "{}{}", found.out, found.err);
}

#[test]
fn the_document_has_every_row() {
    let place = project();
    let answer = asked(&place, "device D-1 restore --json");
    let document: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(document["value"]["median"], 4.0);
    assert_eq!(list(&document["rows"]).len(), 2);
    assert_eq!(document["rows"][1]["id"], "T-2");
    assert_eq!(document["rows"][1]["line"], 3);
    assert_eq!(document["exit"], answer.exit);
    let listing = asked(&place, "device D-1 --json");
    let listing: Value = serde_json::from_str(&listing.out).expect("JSON");
    assert!(
        list(&listing["figures"]).iter().any(|f| f["name"] == "mtbf_h" && f["value"].is_object())
    );
}

#[test]
fn a_name_that_is_not_known_is_met_with_the_nearest_and_the_list() {
    let place = project();
    for (words, told) in [
        ("device D-9", "D-1, D-2"),
        ("device D-1 mtfb", "mtbf_h"),
        ("device D-1 luck", "It has: failures, open"),
        ("report 2026-13", "2026-03"),
        ("weather", "explain report 2026-10"),
        ("engineer Zhong", "the nearest known names are Zhang"),
        ("place nowhere", "the project has none"),
        ("year 2025", "the nearest known names are 2026"),
        ("year 2026-03", "the project has no year `2026-03`"),
        ("hotspot model:none", "there are"),
        ("report 2026-03 parts", "did you mean parts"),
    ] {
        let answer = asked(&place, words);
        assert_eq!((answer.exit, answer.out.as_str()), (2, ""), "{words}");
        assert!(answer.err.contains(told), "{words}: {told}:\n{}", answer.err);
    }
}

#[test]
fn a_code_of_a_finding_is_explained_without_a_project() {
    let answer = asked(&Place::new(), "fb0310");
    assert_eq!(answer.exit, 0);
    assert!(answer.out.contains("more or fewer cells"), "{}", answer.out);
}
