//! The files of a search index: the same in every run, on any number of threads, and,
//! for one customer, those of a project in which no other customer exists. What is found
//! in them is asked by the loader's own script, in `tests/search/`.

use crate::support;

use faultbook::analyse;
use faultbook::catalog::{self, Catalog, Restricted};
use faultbook::model::{Artifact, Content, CustomerId, Month};
use faultbook::search::{self, Addresses, EventPlace, Place, Shared};
use std::collections::BTreeMap;
use std::sync::Mutex;
use support::ProjectBuilder;

/// A site whose pages are where their places say.
struct Plain;

impl Addresses for Plain {
    fn address(&self, place: Place) -> String {
        format!("{place:?}")
    }

    fn event(&self, row: usize) -> Option<EventPlace> {
        Some(EventPlace { device: 0, year: None, anchor: format!("e-{row}") })
    }

    fn month_title(&self, month: Month, _: usize) -> String {
        month.to_string()
    }
}

type Files = BTreeMap<String, String>;

fn index(catalog: &Restricted<Catalog>, threads: usize) -> Files {
    index_with(catalog, threads, None)
}

fn index_with(catalog: &Restricted<Catalog>, threads: usize, shared: Option<&Shared>) -> Files {
    let files = Mutex::new(Files::new());
    let put = |artifact: Artifact| {
        let Content::Bytes(bytes) = artifact.content else { panic!("a copy in an index") };
        let text = String::from_utf8(bytes).expect("text");
        assert!(files.lock().expect("one").insert(artifact.path, text).is_none(), "written twice");
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| search::write(catalog, &analyse::analyse(catalog), &Plain, shared, &put));
    files.into_inner().expect("one")
}

/// Customer A, alone or beside B, of whom every name says so.
fn project(with_b: bool) -> ProjectBuilder {
    let b = |text: &'static str| if with_b { text } else { "" };
    ProjectBuilder::new()
        .config("[site]\nlanguage = [\"zh-CN\", \"en\"]\nas_of = \"2026-06-30\"\n")
        .file("content/customers.csv", &["id,name\nA,First\n", b("B,Zqcanary Aviation\n")].concat())
        .file(
            "content/devices.csv",
            &["id,model,customer,serial\nA-1,M-1,A,SN-100\n", b("B-1,M-1,B,SN-200\nB-2,M-Z,B,SN-201\n")]
                .concat(),
        )
        .file("content/models.csv", &["id,name\nM-1,Screen\n", b("M-Z,Zqcanary Mover\n")].concat())
        .file(
            "content/logs/log.csv",
            &[
                "ticket_id,device_id,reported_at,symptom\nT-1001,A-1,2026-02-01,黑屏\n",
                b("T-2002,B-1,2026-02-02,zqcanary 漏油\nT-2003,B-2,2026-03-02,卡滞\n"),
            ]
            .concat(),
        )
        .file("content/synonyms.csv", "黑屏,no display\nzqcanary,Zqcanary Aviation\n")
        .file(
            "content/solutions/S-1.md",
            "---\nid: S-1\ntitle: 黑屏\nconfidence: validated\naudience: customer\nmodels: [M-1]\n---\n\nReplace the `fuse`.\n",
        )
        .file(
            "content/solutions/S-2.md",
            "---\nid: S-2\ntitle: Zqcanary only\naudience: internal\n---\n\nText.\n",
        )
}

fn of_a(with_b: bool) -> Files {
    let catalog = catalog::link::link(project(with_b).read());
    let restricted = catalog::restrict::customer(&catalog, &CustomerId::new("A"));
    index(&restricted.expect("customer A"), 2)
}

fn internal(with_b: bool, threads: usize) -> Files {
    let catalog = catalog::link::link(project(with_b).read());
    index(&catalog::restrict::internal(catalog), threads)
}

fn says(files: &Files, word: &str) -> bool {
    files.values().any(|text| text.to_lowercase().contains(word))
}

#[test]
fn an_index_is_the_same_on_any_number_of_threads() {
    let once = internal(true, 1);
    assert_eq!(once, internal(true, 4));
    assert!(once.contains_key("search/manifest.js") && once.len() > 8, "{:?}", once.keys());
}

#[test]
fn a_customers_index_is_that_of_a_project_without_the_others() {
    let files = of_a(true);
    assert_eq!(files, of_a(false));
    assert!(says(&files, "黑屏") && says(&files, "t1001"));
    assert!(!says(&files, "zqcanary") && !says(&files, "2002") && !says(&files, "漏油"));
    // The comparison can fail: the service department's own index holds all of it.
    let all = internal(true, 2);
    assert_ne!(all, internal(false, 2));
    assert!(says(&all, "zqcanary") && says(&all, "漏油"));
}

#[test]
fn a_file_is_named_after_its_content() {
    let (one, two) = (internal(true, 2), internal(false, 2));
    let both = one.keys().filter(|path| two.contains_key(*path));
    for path in both.filter(|path| *path != "search/manifest.js") {
        assert_eq!(one[path], two[path], "{path} is in both, and differs");
    }
}

#[test]
fn a_site_without_records_has_an_index_that_finds_nothing() {
    let catalog = catalog::link::link(ProjectBuilder::new().config("").read());
    let files = index(&catalog::restrict::internal(catalog), 1);
    assert!(files["search/manifest.js"].contains("\"n\":0"), "{}", files["search/manifest.js"]);
}

#[test]
fn what_sites_share_changes_no_index() {
    let catalog = catalog::link::link(project(true).read());
    let shared = Shared::of(&catalog);
    for customer in ["B", "A", "A"] {
        let restricted = catalog::restrict::customer(&catalog, &CustomerId::new(customer));
        let restricted = restricted.expect("a customer of the project");
        assert_eq!(
            index_with(&restricted, 2, Some(&shared)),
            index(&restricted, 2),
            "the index of {customer}"
        );
    }
}
