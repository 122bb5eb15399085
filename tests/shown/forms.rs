//! The forms of open tickets: filled in as far as the record knows, one sheet each, for the
//! department alone.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{page, project};

const CONFIG: &str = "[site]\nlanguage = [\"en\", \"zh-CN\"]\nas_of = \"2026-03-31T18:00\"\n\n[audiences]\ncustomers = true\n";
const DEVICES: &str = "id,model,serial,customer,site,accepted_on,warranty_end,produced_on\n\
     D-1,M-1,SN-0815,C-1,S-1,2025-01-01,2027-01-01,2024-11-05\n";
const LOG: &str = "\
ticket_id,device_id,reported_at,resolved_at,service_type,charge_type,symptom,cause_category,parts,status,engineer,tampered\n\
T-1,D-1,2026-03-30 09:00,,repair,paid,grinds <loudly>,wear,fan*2,open,Li Wei,no\n\
T-2,D-1,2026-03-29 09:00,,rescue,,tyre,,,waiting_parts,Wu,\n\
T-3,D-1,2026-03-01 09:00,2026-03-02 09:00,repair,,done,,,resolved,Wu,\n";

fn site() -> tempfile::TempDir {
    project(&[
        ("faultbook.toml", CONFIG),
        ("content/devices.csv", DEVICES),
        ("content/customers.csv", "id,name\nC-1,First & Sons\n"),
        ("content/sites.csv", "id,name,customer\nS-1,Hall 7,C-1\n"),
        ("content/logs/log.csv", LOG),
    ])
}

/// One form of a page.
fn form<'h>(html: &'h str, id: &str) -> &'h str {
    let (_, rest) = html.split_once(&format!("<section class=\"form\" id=\"{id}\">")).expect(id);
    rest.split("</section>").next().expect("its end")
}

/// What stands in a field.
fn field<'h>(form: &'h str, label: &str) -> &'h str {
    let (_, rest) = form.split_once(&format!("<dt>{label}</dt><dd>")).expect(label);
    rest.split("</dd>").next().expect("its end")
}

#[test]
fn what_the_record_knows_is_filled_in_and_the_rest_is_a_line() {
    let folder = site();
    let html = page(folder.path(), "forms/T-1/index.html");
    let sheet = form(&html, "service");
    for (label, value) in [
        ("Customer", "First &amp; Sons"),
        ("Site", "Hall 7"),
        ("Device", "D-1"),
        ("Serial", "SN-0815"),
        ("Reported", "2026-03-30 09:00"),
        ("Warranty to", "2027-01-01"),
        ("Engineer", "Li Wei"),
        ("Finished", ""),
        ("Contact, telephone", ""),
    ] {
        assert_eq!(field(sheet, label), value, "{label}");
    }
    assert!(sheet.contains("<p>grinds &lt;loudly&gt;</p>"), "{sheet}");
    assert!(sheet.contains("☑</i>\u{a0}paid") && sheet.contains("☐</i>\u{a0}contract"), "{sheet}");
    assert!(sheet.contains("☑</i>\u{a0}wear"), "{sheet}");
    assert!(sheet.contains("<td>fan</td><td>2</td>"), "{sheet}");
    let opened = sheet.split_once("Opened by others before</span>").expect("a choice").1;
    assert!(opened.starts_with(" <b><i>☐</i>\u{a0}yes</b> <b><i>☑</i>\u{a0}no</b>"), "{opened}");
    assert_eq!(field(form(&html, "dispatch"), "Produced"), "2024-11-05");
    assert!(!html.contains("id=\"rescue\""), "it is no rescue");
    let chinese = page(folder.path(), "zh-CN/forms/T-1/index.html");
    assert!(form(&chinese, "certificate").contains("配件免费更换证明"));
}

#[test]
fn open_tickets_have_forms_and_nobody_else_sees_any() {
    let folder = site();
    let root = folder.path().join("output");
    let rescue = page(folder.path(), "forms/T-2/index.html");
    assert!(form(&rescue, "rescue").contains("Roadside assistance job sheet"));
    assert!(!root.join("internal/forms/T-3").exists(), "it is over");
    let blank = page(folder.path(), "forms/index.html");
    for id in ["dispatch", "service", "parts", "certificate", "survey", "rescue"] {
        let form = form(&blank, id);
        assert!(!form.contains("☑") && !form.contains("D-1"), "{form}");
    }
    assert!(blank.contains("T-1/index.html") && blank.contains("T-2/index.html"));
    assert!(root.join("customers/C-1/index.html").exists());
    assert!(!root.join("customers/C-1/forms").exists());
}
