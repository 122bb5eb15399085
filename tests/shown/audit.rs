//! `faultbook audit` and the search for leaks within `build` and `check`, as a person
//! meets them: what stops, what is said, what the certificate holds.
#![allow(clippy::disallowed_methods, reason = "the test prepares and inspects folders")]

use crate::program;

use program::{Answer, Place};
use serde_json::Value;
use std::fs;
use std::path::Path;

const CERTIFICATE: &str = "p/output/.faultbook-audit.json";

/// Two customers with a device and a ticket each; `action` is what was done for A.
fn write_project(place: &Place, action: &str) {
    place.write(
        "p/faultbook.toml",
        "[site]\nlanguage = \"en\"\nas_of = \"2026-03-31\"\n\n[audiences]\ncustomers = true\n\
         public = true\n",
    );
    place.write(
        "p/content/customers.csv",
        "id,name,contact,phone\nC-01,Meridian Flight Academy,Ann Smith,0571-5550-2101\n\
         C-02,Yunling Metro,Petra Kowalczyk,0871-5550-2202\n",
    );
    place.write(
        "p/content/devices.csv",
        "id,serial,model,customer,accepted_on\nSIM-002,FS7-2310-0104,FS-700,C-01,2025-01-01\n\
         LW-114,LW25-2405-114,LW-25,C-02,2025-01-01\n",
    );
    place.write(
        "p/content/logs/service-desk.csv",
        format!(
            "ticket_id,device_id,reported_at,resolved_at,symptom,action_taken\n\
             FR-2001,SIM-002,2026-01-05 10:00,2026-01-05 12:00,black screen,{action}\n\
             FR-2002,LW-114,2026-01-06 10:00,2026-01-06 12:00,column dark,cable replaced\n"
        ),
    );
}

fn built(action: &str) -> (Place, Answer) {
    let place = Place::new();
    write_project(&place, action);
    let answer = place.run(&["build", "-r", "p"]);
    (place, answer)
}

fn certificate(place: &Place) -> Value {
    serde_json::from_str(&place.read(CERTIFICATE)).expect("JSON")
}

#[test]
fn a_build_searches_every_site_and_writes_the_certificate_that_audit_writes() {
    let (place, answer) = built("supply board replaced");
    assert_eq!(answer.exit, 0, "{}{}", answer.out, answer.err);
    assert!(answer.out.contains("searched:  3 sites"), "{}", answer.out);
    assert!(answer.out.contains("nothing on any site belongs to somebody else"), "{}", answer.out);
    let by_build = place.read(CERTIFICATE);
    let audit = place.run(&["audit", "-r", "p"]);
    assert_eq!(audit.exit, 0, "{}{}", audit.out, audit.err);
    assert_eq!(place.read(CERTIFICATE), by_build, "the same sites give the same bytes");
    let value = certificate(&place);
    assert_eq!(value["result"], "clean");
    let sites: Vec<&str> =
        value["sites"].as_array().unwrap().iter().map(|s| s["site"].as_str().unwrap()).collect();
    assert_eq!(sites, ["customers/C-01", "customers/C-02", "public"]);
    let inside = walkdir::WalkDir::new(place.at("p/output/customers"))
        .into_iter()
        .any(|entry| entry.unwrap().file_name() == ".faultbook-audit.json");
    assert!(!inside, "the certificate lies outside every site");
    let json = place.run(&["audit", "-r", "p", "--json"]);
    assert_eq!(json.out, by_build);
}

#[test]
fn a_name_in_another_customers_ticket_stops_the_build_and_the_check() {
    let (place, answer) = built("supply board replaced");
    assert_eq!(answer.exit, 0);
    let before = place.tree();
    let sites = |tree: &[(std::path::PathBuf, Option<Vec<u8>>)]| {
        let out = Path::new("output");
        let of_sites =
            tree.iter().filter(|(path, _)| path.components().any(|c| c.as_os_str() == out));
        of_sites.cloned().collect::<Vec<_>>()
    };
    write_project(&place, "board taken from Yunling Metro (LW-114)");
    for command in ["build", "check"] {
        let answer = place.run(&[command, "-r", "p", "--message-format", "short"]);
        assert_eq!(answer.exit, 2, "{command}: {}{}", answer.out, answer.err);
        let said = answer.out + &answer.err;
        for word in ["FB0901", "customers/C-01", "`Yunling Metro`", "`LW-114`", "customer C-02"] {
            assert!(said.contains(word), "{command} does not say {word}: {said}");
        }
    }
    assert_eq!(sites(&place.tree()), sites(&before), "the former sites are as they were");
    let allowed =
        place.read("p/faultbook.toml") + "\n[audit]\nallow = [\"Yunling Metro\", \"LW-114\"]\n";
    place.write("p/faultbook.toml", allowed);
    assert_eq!(place.run(&["build", "-r", "p"]).exit, 0);
    assert_eq!(certificate(&place)["allowed"], serde_json::json!(["Yunling Metro", "LW-114"]));
}

#[test]
fn what_somebody_put_into_a_site_is_found_by_audit() {
    let (place, _) = built("supply board replaced");
    let planted = "p/output/customers/C-01/files/note.txt";
    place.write(planted, "ask petra kowalczyk (0871) 5550 2202");
    let audit = place.run(&["audit", "-r", "p", "--message-format", "short"]);
    assert_eq!(audit.exit, 2);
    assert!(audit.out.contains("LEAKS on customers/C-01"), "{}", audit.out);
    assert!(audit.err.contains("customers/C-01/files/note.txt"), "{}", audit.err);
    let value = certificate(&place);
    assert_eq!(value["result"], "leak");
    let leaks = value["sites"][0]["leaks"].as_array().unwrap();
    let kinds: Vec<&str> = leaks.iter().map(|leak| leak["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"contact") && kinds.contains(&"phone"), "{kinds:?}");
    assert!(leaks.iter().all(|leak| leak["owner"] == "C-02"));
    fs::remove_file(place.at(planted)).expect("removed");
    assert_eq!(place.run(&["audit", "-r", "p"]).exit, 0);
}

#[test]
fn a_canary_in_a_page_for_customers_stops_the_build() {
    let place = Place::new();
    write_project(&place, "x");
    let canary = place.read("p/faultbook.toml") + "\n[audit]\ncanaries = [\"blue heron 4711\"]\n";
    place.write("p/faultbook.toml", canary);
    let page = |audience: &str| {
        format!("---\ntitle: Hours\naudience: {audience}\n---\n\nDesk: Blue&nbsp;Heron *4711*.\n")
    };
    place.write("p/content/pages/hours.md", page("internal"));
    assert_eq!(place.run(&["build", "-r", "p"]).exit, 0, "the internal site may hold it");
    place.write("p/content/pages/hours.md", page("customer"));
    let answer = place.run(&["build", "-r", "p"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("canary"), "{}", answer.err);
}

#[test]
fn audit_says_what_it_cannot_search() {
    let place = Place::new();
    write_project(&place, "x");
    let nothing = place.run(&["audit", "-r", "p"]);
    assert_eq!(nothing.exit, 2);
    assert!(nothing.err.contains("FB0904"), "{}", nothing.err);
    assert_eq!(place.run(&["build", "-r", "p"]).exit, 0);
    place.write("p/output/customers/C-01/files/x.7z", b"7z\xbc\xaf\x27\x1c....");
    let locked = place.run(&["audit", "-r", "p"]);
    assert_eq!(locked.exit, 0, "{}", locked.err);
    assert!(locked.err.contains("FB0902"), "{}", locked.err);
    assert_eq!(certificate(&place)["sites"][0]["unopened"][0]["file"], "files/x.7z");
    assert_eq!(place.run(&["audit", "-r", "p", "--strict"]).exit, 2);
    let customers = place.read("p/content/customers.csv");
    place.write("p/content/customers.csv", customers.replace("C-02", "C-07"));
    let devices = place.read("p/content/devices.csv");
    place.write("p/content/devices.csv", devices.replace("C-02", "C-07"));
    let stray = place.run(&["audit", "-r", "p"]);
    assert_eq!(stray.exit, 2);
    assert!(stray.err.contains("FB0903") && stray.err.contains("customers/C-02"), "{}", stray.err);
}

#[test]
fn the_certificate_goes_with_the_sites() {
    let (place, _) = built("x");
    assert!(place.at(CERTIFICATE).is_file());
    let config = place.read("p/faultbook.toml").replace("true", "false");
    place.write("p/faultbook.toml", &config);
    assert_eq!(place.run(&["build", "-r", "p"]).exit, 0);
    assert!(!place.at(CERTIFICATE).exists(), "it would speak of sites that are gone");
    let (place, _) = built("x");
    assert_eq!(place.run(&["clean", "-r", "p"]).exit, 0);
    assert!(!place.at(CERTIFICATE).exists());
}

#[cfg(unix)]
#[test]
fn a_link_in_a_site_is_not_followed_and_stops() {
    let (place, _) = built("x");
    let link = place.at("p/output/customers/C-01/link.txt");
    std::os::unix::fs::symlink(place.at("p/content/devices.csv"), link).expect("a link");
    let audit = place.run(&["audit", "-r", "p"]);
    assert_eq!(audit.exit, 2);
    assert!(audit.err.contains("link.txt"), "{}", audit.err);
}
