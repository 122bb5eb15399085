//! What a report says, and what it leaves unsaid, over a small project.

use crate::catalog::{link, restrict};
use crate::model::events::{EventDraft, FlagField, TextField};
use crate::model::{Lang, Project, Sym};
use crate::render::data::tests::{all_files, json, project};
use serde_json::Value;

/// The project with every event changed.
fn changed(mut change: impl FnMut(&mut EventDraft)) -> Project {
    let mut project = project();
    let events = std::mem::take(&mut project.records.events);
    project.records.events = events.rebuild(|_, draft| {
        change(draft);
        true
    });
    project
}

fn report(project: Project, month: &str) -> Value {
    let files = all_files(&restrict::internal(link(project)));
    json(&files, &format!("data/reports/{month}.json"))
}

/// The sentence with a key.
fn said(report: &Value, key: &str) -> Option<String> {
    let sentences = report["sentences"].as_array().unwrap();
    let found = sentences.iter().find(|s| s["key"] == key)?;
    Some(found["text"].as_str().unwrap().to_owned())
}

fn in_english(mut project: Project) -> Project {
    project.settings.languages = vec![Lang::En];
    project.settings.min_n = 1;
    project
}

#[test]
fn no_sentence_tells_of_nothing_or_keeps_a_brace() {
    let longer = ["2026-Q3", "2026-Q4", "2026"];
    for month in ["2026-07", "2026-08", "2026-09", "2026-10"].into_iter().chain(longer) {
        for lang in [Lang::En, Lang::Zh] {
            let mut project = in_english(project());
            project.settings.languages = vec![lang];
            for sentence in report(project, month)["sentences"].as_array().unwrap() {
                let text = sentence["text"].as_str().unwrap();
                for wrong in ["n/a", "无数据（", "—", "0 of 0", "{", "|", "  ", "()"] {
                    assert!(!text.contains(wrong), "{month}: {text}");
                }
            }
        }
    }
}

#[test]
fn one_is_singular() {
    let october = report(in_english(project()), "2026-10");
    let volume = said(&october, "volume").unwrap();
    assert!(volume.starts_with("1 fault was reported in October 2026"), "{volume}");
    let september = report(in_english(project()), "2026-09");
    let first = said(&september, "volume_small").unwrap();
    assert!(first.starts_with("2 faults in September 2026 against 0"), "{first}");
}

#[test]
fn parts_without_a_price_have_no_value() {
    let parts = said(&report(in_english(project()), "2026-09"), "parts").unwrap();
    assert_eq!(parts, "4 parts were used; 0 of 4 old parts are back.");
    let free = changed(|draft| {
        for part in &mut draft.extra.parts {
            part.old_part_required = None;
        }
    });
    let parts = said(&report(in_english(free), "2026-09"), "parts").unwrap();
    assert_eq!(parts, "4 parts were used.");
}

#[test]
fn faults_without_code_lead_nothing() {
    let pareto = |project| said(&report(in_english(project), "2026-09"), "pareto").unwrap();
    assert_eq!(pareto(project()), "All the faults carry one code: E-104 (2).");
    let uncoded = changed(|draft| draft.texts[TextField::Code as usize] = Sym::NONE);
    assert_eq!(pareto(uncoded), "Of 2 faults, none carries a code.");
    let mut coded = false;
    let even = changed(|draft| {
        coded = !coded;
        if !coded {
            draft.texts[TextField::Code as usize] = draft.texts[TextField::Ticket as usize];
        }
    });
    assert_eq!(
        pareto(even),
        "2 codes make up 100.0% of faults; 2 are level at the top with 1 each."
    );
    let mut coded = false;
    let half = changed(|draft| {
        coded = !coded;
        if !coded {
            draft.texts[TextField::Code as usize] = Sym::NONE;
        }
    });
    assert_eq!(
        pareto(half),
        "1 code and the faults without a code make up 100.0% of faults; E-104 leads with 1."
    );
}

#[test]
fn what_nobody_writes_down_is_not_none() {
    let silent = report(in_english(project()), "2026-09");
    assert_eq!(said(&silent, "complaint"), None);
    assert_eq!(silent["complaints"]["recorded"], false);
    assert_eq!(silent["complaints"]["rate"]["value"], Value::Null);
    assert_eq!(silent["satisfaction"]["called_back"]["value"], Value::Null);
    assert_eq!(silent["satisfaction"]["response"]["value"], Value::Null);
    let asked = changed(|draft| draft.flags[FlagField::Complaint as usize] = Some(false));
    let asked = report(in_english(asked), "2026-09");
    assert_eq!(asked["complaints"]["rate"]["value"], 0.0);
    let text = said(&asked, "complaint").unwrap();
    assert!(text.starts_with("0 service-attributable complaints (0.0%)"), "{text}");
}

#[test]
fn a_complaint_of_unknown_blame_is_no_zero() {
    let flagged = changed(|draft| draft.flags[FlagField::Complaint as usize] = Some(true));
    let text = said(&report(in_english(flagged), "2026-10"), "complaint").unwrap();
    assert!(text.starts_with("1 complaint; for 1 of them it is not recorded"), "{text}");
}

#[test]
fn late_tickets_are_among_those_open_at_the_month_s_end() {
    // Nobody arrived anywhere: a clock that runs for a ticket long repaired is no
    // open ticket.
    for month in ["2026-07", "2026-09"] {
        let report = report(in_english(project()), month);
        assert_eq!(report["backlog"]["open_end"], 0, "{month}");
        assert_eq!(said(&report, "sla_open"), None, "{month}");
    }
}
