//! By what results are narrowed down: for each value of each facet the records that
//! have it, in files of their own that are fetched when a facet is opened.

use super::documents::{Facets, Source};
use super::encode::ascending;
use super::place::{KINDS, Place};
use super::shards::{Family, Put, write};
use crate::model::natural_cmp;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The facets, in the order of their files.
pub(super) const NAMES: [&str; 7] =
    ["kind", "model", "code", "component", "customer", "status", "year"];

/// Bytes of one file.
const BYTES: usize = 40_000;

/// The files of the facets and how many each of [`NAMES`] has.
pub(super) fn facets(source: &Source<'_>, places: &[Place], put: &Put<'_>) -> (Family, Vec<usize>) {
    let all: Vec<Facets> = places.par_iter().map(|&place| source.document(place).facets).collect();
    let mut scripts = Vec::new();
    let mut counts = Vec::new();
    for facet in 0..NAMES.len() {
        let before = scripts.len();
        files(&values(source, facet, places, &all), &mut scripts);
        counts.push(scripts.len() - before);
    }
    (write('f', scripts, put), counts)
}

/// A value, how it is shown, and its records.
type Values = BTreeMap<String, (Value, Vec<u32>)>;

fn values(source: &Source<'_>, facet: usize, places: &[Place], all: &[Facets]) -> Values {
    let records = &source.catalog.records;
    let mut values = Values::new();
    for (at, (place, facets)) in places.iter().zip(all).enumerate() {
        let mut add = |value: &str, label: &str| {
            if value.is_empty() {
                return;
            }
            let entry = values
                .entry(value.to_owned())
                .or_insert_with(|| (labels(source, label), Vec::new()));
            if entry.1.last() != Some(&(at as u32)) {
                entry.1.push(at as u32);
            }
        };
        match NAMES[facet] {
            "kind" => add(KINDS[place.kind()], ""),
            "model" => facets.models.iter().for_each(|ix| {
                let model = &records.models[ix.index()];
                add(model.id.as_str(), &model.name);
            }),
            "code" => facets.codes.iter().for_each(|ix| {
                let code = &records.codes[ix.index()];
                add(code.id.as_str(), &code.title);
            }),
            "component" => facets.components.iter().for_each(|ix| {
                let component = &records.components[ix.index()];
                add(component.id.as_str(), &component.name);
            }),
            "customer" => facets.customer.iter().for_each(|ix| {
                let customer = &records.customers[ix.index()];
                add(customer.id.as_str(), &customer.name);
            }),
            "status" => add(facets.status, ""),
            _ => facets.year.iter().for_each(|year| add(&year.to_string(), "")),
        }
    }
    values
}

/// A name in each language, once where they are the same.
fn labels(source: &Source<'_>, label: &str) -> Value {
    let part = |lang| crate::model::bilingual::part_in(label, lang);
    let parts: Vec<&str> = source.languages().iter().map(|&lang| part(lang)).collect();
    if parts.iter().all(|p| *p == parts[0]) { json!(parts.first()) } else { json!(parts) }
}

fn files(values: &Values, scripts: &mut Vec<String>) {
    let mut ids: Vec<&String> = values.keys().collect();
    ids.sort_by(|a, b| natural_cmp(a, b));
    let mut file: Vec<Value> = Vec::new();
    let mut size = 0;
    for id in ids {
        let (label, records) = &values[id];
        let mut list = String::new();
        ascending(&mut list, records.iter().copied());
        size += list.len() + id.len() + 20;
        if size > BYTES && !file.is_empty() {
            scripts.push(Value::Array(std::mem::take(&mut file)).to_string());
            size = list.len();
        }
        file.push(json!([id, label, list]));
    }
    if !file.is_empty() {
        scripts.push(Value::Array(file).to_string());
    }
}
