//! Four times the project takes about four times as long: the pages and files of which there
//! is one a customer, a place, a month or a device do not look through everything for each
//! of them. What did took the build of a million rows from one minute to ten.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and take time")]

use crate::generator;

use faultbook::analyse::{Facts, analyse};
use faultbook::catalog::{Catalog, Restricted, link, restrict};
use faultbook::ingest::{self, ReadOptions};
use faultbook::model::ThemeFiles;
use faultbook::render::Renderer;
use faultbook::render::theme::Theme;
use faultbook::site::{DataFile, Page, SitePlan, plan};
use generator::Recipe;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many times larger the second project is.
const TIMES: usize = 4;
/// What is linear takes four times as long, what is quadratic sixteen times; in between
/// there is room for caches and a busy machine.
const MOST: f64 = 9.0;
/// Shorter than this is too short to be compared.
const LEAST: Duration = Duration::from_millis(4);

struct Project {
    catalog: Restricted<Catalog>,
    facts: Facts,
    plan: SitePlan,
}

fn project(times: usize) -> Project {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let recipe = Recipe {
        pages: 40,
        devices: 120 * times,
        customers: Some(20 * times),
        events: 3_000 * times as u64,
        months: 18,
        ..Recipe::default()
    };
    generator::write(&recipe, folder.path()).expect("a corpus");
    let catalog = restrict::internal(link(ingest::read(folder.path(), &ReadOptions::default())));
    let facts = analyse(&catalog);
    let plan = plan(&catalog);
    Project { catalog, facts, plan }
}

/// What a page or file belongs to; each kind is compared with itself.
fn kind(page: Page) -> Option<&'static str> {
    Some(match page {
        Page::Ledger(ledger) | Page::LedgerMonth(ledger, _) => ledger.as_str(),
        Page::LedgerIndex => "list of ledgers",
        Page::Due => "what is due",
        Page::TicketForms(_) => "forms",
        Page::Device(_) => "devices",
        Page::Customer(_) => "customers",
        Page::Site(_) => "places",
        _ => return None,
    })
}

fn data_kind(file: DataFile) -> Option<&'static str> {
    Some(match file {
        DataFile::LedgerCsv(_) | DataFile::LedgerMonthCsv(..) => "files of ledgers",
        DataFile::CustomerCalendar(_) => "calendars of customers",
        DataFile::PlaceCalendar(_) => "calendars of places",
        DataFile::VisitsCalendar | DataFile::ExpiryCalendar => "calendars",
        DataFile::Device(_) => "files of devices",
        _ => return None,
    })
}

/// The shortest of three times, by kind.
fn times(of: &Project) -> BTreeMap<&'static str, Duration> {
    let theme = Theme::over_builtin(&ThemeFiles::default());
    let renderer = Renderer::new(&of.catalog, &of.facts, &of.plan, &theme).expect("templates");
    let mut best: BTreeMap<&'static str, Duration> = BTreeMap::new();
    for _ in 0..3 {
        let mut took: BTreeMap<&'static str, Duration> = BTreeMap::new();
        for &page in &of.plan.pages {
            let Some(kind) = kind(page) else { continue };
            let start = Instant::now();
            renderer.page(page, 0).expect("a page");
            *took.entry(kind).or_default() += start.elapsed();
        }
        for &file in &of.plan.data {
            let Some(kind) = data_kind(file) else { continue };
            let start = Instant::now();
            renderer.data(file).expect("a file");
            *took.entry(kind).or_default() += start.elapsed();
        }
        for (kind, took) in took {
            let known = best.entry(kind).or_insert(took);
            *known = took.min(*known);
        }
    }
    best
}

#[test]
fn what_there_is_one_of_for_each_grows_with_the_project() {
    let (small, large) = (times(&project(1)), times(&project(TIMES)));
    let mut compared = 0;
    for (kind, took) in &small {
        let later = large[kind];
        println!("{kind}: {took:?}, {later:?}");
        if *took >= LEAST {
            compared += 1;
            let ratio = later.as_secs_f64() / took.as_secs_f64();
            assert!(ratio < MOST, "{kind}: {took:?} became {later:?}, {ratio:.1} times as long");
        }
    }
    assert!(compared >= 6, "too little took long enough: {small:?}");
}
