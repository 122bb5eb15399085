//! What a result shows: cards in files of thirty-two, in the order of the records.

use super::documents::{Document, Source};
use super::excerpt::excerpt;
use super::order::evidence;
use super::place::Place;
use super::shards::{Family, Put, write};
use crate::model::Lang;
use rayon::prelude::*;
use serde_json::{Value, json};

/// Cards of one file.
pub(super) const CARDS: usize = 32;

/// Writes the cards of every record.
pub(super) fn cards(source: &Source<'_>, places: &[Place], put: &Put<'_>) -> Family {
    let scripts = places
        .par_chunks(CARDS)
        .map(|places| {
            let cards: Vec<Value> = places.iter().map(|&place| card(source, place)).collect();
            Value::Array(cards).to_string()
        })
        .collect();
    write('c', scripts, put)
}

/// `[kind, id, address, titles, excerpts, model, code, customer, status, year, evidence]`;
/// a title or excerpt that is the same in every language stands once.
fn card(source: &Source<'_>, place: Place) -> Value {
    let document = source.document(place);
    let records = &source.catalog.records;
    let facets = &document.facets;
    let excerpts: Vec<String> =
        source.languages().iter().map(|&lang| excerpt(&document, lang)).collect();
    let titles = document.titles.iter().map(ToString::to_string).collect();
    let mut card = vec![
        json!(place.kind()),
        json!(document.id),
        json!(source.addresses.address(place)),
        once(titles),
        once(excerpts),
        json!(facets.models.first().map_or("", |m| records.models[m.index()].id.as_str())),
        json!(facets.codes.first().map_or("", |c| records.codes[c.index()].id.as_str())),
        names(source, &document),
        json!(facets.status),
        json!(facets.year.unwrap_or(0)),
        figures(source, place),
    ];
    while card.last().is_some_and(|v| v.is_null() || v == "" || v == 0) {
        card.pop();
    }
    Value::Array(card)
}

fn names(source: &Source<'_>, document: &Document<'_>) -> Value {
    let Some(customer) = document.facets.customer else { return json!("") };
    let name = source.catalog.customer(customer).name.as_str();
    let part = |&lang: &Lang| crate::model::bilingual::part_in(name, lang).to_owned();
    once(source.languages().iter().map(part).collect())
}

fn once(mut texts: Vec<String>) -> Value {
    if texts.iter().all(|text| *text == texts[0]) {
        texts.truncate(1);
        return json!(texts.pop().unwrap_or_default());
    }
    json!(texts)
}

/// `[uses, share held for 90 days, its lower and upper limit, uses behind the share]`, in
/// thousandths; a share that cannot be told is -1.
fn figures(source: &Source<'_>, place: Place) -> Value {
    let Place::Solution(at) = place else { return Value::Null };
    let (uses, evidence) = evidence(source, at);
    let Some(held) = evidence.map(|e| &e.held_90d) else { return json!([uses]) };
    let thousandths = |share: Option<f64>| share.map_or(-1, |s| (s * 1000.0).round() as i64);
    json!([
        uses,
        thousandths(held.value),
        thousandths(held.lower),
        thousandths(held.upper),
        held.uses
    ])
}
