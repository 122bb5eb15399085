//! Where texts stand that people write as they like, and columns that hold data of
//! persons.

use super::Masker;
use crate::model::events::{Events, TextField};
use crate::model::personal::Found;
use crate::model::records::Records;
use crate::model::{Article, Personal, Sym};
use rayon::prelude::*;
use std::collections::HashMap;

/// Free text of an event.
const PROSE: [TextField; 6] = [
    TextField::Symptom,
    TextField::Cause,
    TextField::Action,
    TextField::Exemption,
    TextField::Notes,
    TextField::Contact,
];

/// What was found in a text, and its masked form where it has one.
type Seen = (Vec<Found>, Option<String>);

/// Texts of events; one that many rows say is read once and counted for each.
pub(super) fn events(events: &mut Events, masker: &mut Masker<'_>) {
    let prose = prose(events, masker);
    let mut changed: Vec<(usize, TextField, String)> = Vec::new();
    for event in events.iter() {
        for field in PROSE {
            let Some((all, hidden)) = prose.get(&event.sym(field)) else { continue };
            masker.count(field.as_str(), all);
            changed.extend(hidden.clone().map(|text| (event.row(), field, text)));
        }
        if let Some(written) = event.some_text(TextField::Phone) {
            let mut cell = Some(written.to_owned());
            masker.column("phone", Personal::Phone, &mut cell);
            let hidden = cell.filter(|text| text != written);
            changed.extend(hidden.map(|text| (event.row(), TextField::Phone, text)));
        }
    }
    for (row, field, text) in changed {
        events.set_text(row, field, &text);
    }
}

/// Every text of the events in which something was found.
fn prose(events: &Events, masker: &Masker<'_>) -> HashMap<Sym, Seen> {
    let mut known = vec![false; events.pool().len()];
    let mut texts: Vec<Sym> = Vec::new();
    for event in events.iter() {
        for sym in PROSE.map(|field| event.sym(field)) {
            if sym.index().is_some_and(|at| !std::mem::replace(&mut known[at], true)) {
                texts.push(sym);
            }
        }
    }
    let look = |&sym: &Sym| {
        let text = events.pool().get(sym);
        let all = masker.found(text);
        let hidden = masker.hidden(text, &all);
        (!all.is_empty()).then_some((sym, (all, hidden)))
    };
    texts.par_iter().filter_map(look).collect()
}

/// Markdown: title, headings and body.
pub(super) fn documents(records: &mut Records, masker: &mut Masker<'_>) {
    for report in &mut records.reports {
        article("faults", &mut report.article, masker);
    }
    for solution in &mut records.solutions {
        article("solutions", &mut solution.article, masker);
        for text in solution.symptoms.iter_mut().chain(&mut solution.risk) {
            masker.text("solutions", text);
        }
    }
    for page in &mut records.pages {
        article("pages", &mut page.article, masker);
    }
    for written in records.introductions.values_mut().chain(records.commentaries.values_mut()) {
        article("pages", written, masker);
    }
    for device in &mut records.devices {
        if let Some(written) = &mut device.meta.article {
            article("devices", written, masker);
        }
    }
}

fn article(place: &'static str, article: &mut Article, masker: &mut Masker<'_>) {
    masker.body(place, &mut article.body);
    // The same words as in the body or the front matter: masked, not counted again.
    let counts = masker.counts.clone();
    masker.text(place, &mut article.title);
    for half in &mut article.halves {
        masker.text(place, &mut half.title);
        half.sections.iter_mut().for_each(|section| masker.text(place, &mut section.heading));
    }
    masker.counts = counts;
}

/// Rows of tables.
pub(super) fn tables(records: &mut Records, masker: &mut Masker<'_>) {
    for customer in &mut records.customers {
        masker.column("customers", Personal::Phone, &mut customer.phone);
        masker.column("customers", Personal::Email, &mut customer.email);
        masker.column("customers", Personal::Address, &mut customer.address);
        masker.optional("customers", &mut customer.contact);
    }
    for site in &mut records.sites {
        masker.column("sites", Personal::Address, &mut site.address);
    }
    for visit in &mut records.visits {
        masker.optional("visits", &mut visit.findings);
    }
    for training in &mut records.trainings {
        masker.optional("trainings", &mut training.topic);
    }
    for complaint in &mut records.complaints {
        masker.optional("complaints", &mut complaint.text);
    }
    for action in &mut records.actions {
        masker.text("actions", &mut action.title);
    }
}
