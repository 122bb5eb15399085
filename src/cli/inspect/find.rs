//! Every record that answers to a name, whatever its kind, and the names that are
//! nearest to one that nothing answers to.

use super::book::Book;
use super::sheet::Sheet;
use crate::model::ids::match_key;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many near names are shown.
const NEAREST: usize = 5;

/// A known name that is like the one asked for.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Near {
    /// Kind of its record.
    pub(super) kind: &'static str,
    /// Its id.
    pub(super) id: String,
}

/// All records of a name.
pub(super) fn records(book: Book<'_>, text: &str) -> Vec<Sheet> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let (index, records) = (&book.catalog.index, &book.catalog.records);
    let key = match_key(text);
    let mut sheets = Vec::new();
    sheets.extend(index.find_device(text).map(|ix| book.device(ix)));
    sheets.extend(book.events_of(&key).into_iter().map(|row| book.event(row)));
    sheets.extend(index.find_code(text).map(|ix| book.code(ix)));
    sheets.extend(index.find_solution(text).map(|ix| book.solution(ix)));
    sheets.extend(index.find_model(text).map(|ix| book.model(ix)));
    sheets.extend(index.find_customer(text).map(|ix| book.customer(ix)));
    sheets.extend(index.find_site(text).map(|ix| book.site(ix)));
    sheets.extend(index.find_component(text).map(|ix| book.component(ix)));
    sheets.extend(index.find_part(text).map(|ix| book.part(ix)));
    macro_rules! listed {
        ($($list:ident as $sheet:ident;)*) => {$(
            let same = records.$list.iter().filter(|record| record.id.key() == key);
            sheets.extend(same.map(|record| book.$sheet(record)));
        )*};
    }
    listed! {
        contracts as contract;
        visits as visit;
        actions as action;
        complaints as complaint;
        trainings as training;
        loaners as loaner;
        part_orders as part_order;
    }
    sheets
}

/// The known names that are nearest to a text: a slip of a few letters, or a part.
pub(super) fn nearest(book: Book<'_>, text: &str) -> Vec<Near> {
    let wanted = match_key(text);
    let length = wanted.chars().count();
    let mut near: Vec<(usize, Reverse<usize>, Near)> = Vec::new();
    for ((key, kind), id) in names(book) {
        let distance = strsim::damerau_levenshtein(&key, &wanted);
        let part = length >= 3 && (key.contains(&wanted) || wanted.contains(&key));
        if distance * 3 <= length.max(3) || part && key.chars().count() >= 3 {
            let alike = key.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
            near.push((distance, Reverse(alike), Near { kind, id }));
        }
    }
    near.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
    near.into_iter().take(NEAREST).map(|(_, _, near)| near).collect()
}

/// Every id, once a kind.
fn names(book: Book<'_>) -> BTreeMap<(String, &'static str), String> {
    let records = &book.catalog.records;
    let mut names = BTreeMap::new();
    let mut add = |kind, id: &str| {
        names.entry((match_key(id), kind)).or_insert_with(|| id.to_owned());
    };
    macro_rules! listed {
        ($($kind:literal in $list:ident;)*) => {$(
            records.$list.iter().for_each(|record| add($kind, record.id.as_str()));
        )*};
    }
    listed! {
        "device" in devices; "fault_code" in codes; "solution" in solutions;
        "model" in models; "customer" in customers; "site" in sites;
        "component" in components; "part" in parts; "contract" in contracts;
        "visit" in visits; "action" in actions; "complaint" in complaints;
        "training" in trainings; "loaner" in loaners; "part_order" in part_orders;
    }
    for event in book.catalog.events().iter() {
        let kind = if event.report().is_some() { "fault_report" } else { "ticket" };
        add(kind, event.ticket());
    }
    names
}
