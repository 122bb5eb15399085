//! Labels and codes as built pages have them: whose devices they name, where they lead,
//! and what is said where the site's address is not known. That a phone reads them is
//! tested in a browser.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use std::fmt::Write as _;
use std::path::Path;

const TWO: &str = "[site]\nlanguage = [\"zh-CN\", \"en\"]\nas_of = \"2026-03-31\"\nbase_url = \"https://in.example/\"\n\
[audiences]\ncustomers = true\npublic = true\n";

fn built(config: &str, devices: &str) -> tempfile::TempDir {
    built::project(&[
        ("faultbook.toml", config),
        ("content/customers.csv", "id,name\nC-1,First Works\nC-2,Second Works\n"),
        ("content/sites.csv", "id,customer,name\nS-1,C-1,Hall one\n"),
        ("content/devices.csv", devices),
    ])
}

const DEVICES: &str = "id,model,customer,site,serial,accepted_on\nA & 1/2,M-1,C-1,S-1,XJ-0042-7731,2025-01-01\n\
浙B-7,M-1,C-1,S-1,,2025-01-01\nB-1,M-1,C-2,,SN-9,2025-01-01\n";

fn read(folder: &Path, path: &str) -> Option<String> {
    std::fs::read_to_string(folder.join("output").join(path)).ok()
}

fn labels(html: &str) -> usize {
    html.matches("<li><svg class=\"qr\"").count()
}

#[test]
fn each_site_has_labels_of_its_own_devices_and_the_public_has_none() {
    let config = TWO.replace("public = true", "public = true\ncustomer_base_url = \"https://c.example/{customer}/\"\npublic_base_url = \"https://p.example/\"");
    let folder = built(&config, DEVICES);
    let internal = read(folder.path(), "internal/labels/index.html").expect("labels");
    assert_eq!(labels(&internal), 3);
    let own = read(folder.path(), "customers/C-1/en/labels/index.html").expect("labels");
    assert_eq!(labels(&own), 2, "{own}");
    assert!(own.contains("A &amp; 1/2") && own.contains("…7731") && own.contains("Hall one"));
    assert!(!own.contains("0042"), "no more of a serial number than its end");
    assert!(!own.contains("B-1<") && !own.contains("Second"));
    for site in ["public", "public/en"] {
        assert!(read(folder.path(), &format!("{site}/labels/index.html")).is_none());
    }
    let list = read(folder.path(), "customers/C-1/devices/index.html").expect("the list");
    assert!(list.contains("href=\"../labels/index.html\""), "the list leads to the labels");
}

#[test]
fn without_an_address_the_department_is_told_and_a_customer_sees_nothing_of_it() {
    let folder = built(&TWO.replace("base_url = \"https://in.example/\"\n", ""), DEVICES);
    let told = read(folder.path(), "internal/en/labels/index.html").expect("the page");
    assert!(told.contains("base_url") && labels(&told) == 0, "{told}");
    assert!(read(folder.path(), "customers/C-1/labels/index.html").is_none());
    let list = read(folder.path(), "customers/C-1/devices/index.html").expect("the list");
    assert!(!list.contains("labels/index.html"), "a link to a page that is not there");
    let device = read(folder.path(), "internal/devices/B-1/index.html").expect("a device");
    assert!(!device.contains("class=\"qr\""));
}

#[test]
fn many_devices_have_several_pages_of_whole_sheets() {
    let mut devices = "id,model,customer,accepted_on\n".to_owned();
    for n in 1..=841 {
        let _ = writeln!(devices, "D-{n:04},M-1,C-1,2025-01-01");
    }
    let config = "[site]\nlanguage = \"en\"\nbase_url = \"https://in.example/\"\n";
    let folder = built(config, &devices);
    let first = read(folder.path(), "internal/labels/index.html").expect("the first page");
    let second = read(folder.path(), "internal/labels/2/index.html").expect("the second page");
    assert_eq!((labels(&first), labels(&second)), (840, 1));
    assert!(first.contains("href=\"../labels/2/index.html\"") && first.contains(">841–841</a>"));
    for sheet in [24, 14, 40] {
        assert_eq!(840 % sheet, 0, "a page ends with a whole sheet of {sheet}");
    }
}
