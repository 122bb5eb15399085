//! `truth.json`: what was planted, with its true parameters, so that the verdicts of
//! the program can be judged. It lies outside `content/` and is never read by it.

use super::Recipe;
use super::calendar::YEAR_DAYS;
use super::fleet::{Device, Fleet, Measure};
use super::process::held_shares;
use super::row::Solutions;
use super::words::COMPONENTS;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Writes the truths.
pub fn write(fleet: &Fleet, recipe: &Recipe, solutions: &Solutions, dir: &Path) -> io::Result<()> {
    let mut value = json!({
        "recipe": recipe,
        "as_of": "2026-10-31T23:59:59+08:00",
        "bad_batch": bad_batch(fleet, recipe),
        "fixes": fixes(fleet, recipe, solutions),
        "measures": {
            "real": measure(fleet, &fleet.real),
            "useless": measure(fleet, &fleet.useless),
        },
        "groups": groups(fleet),
        "not_null": not_null(fleet),
        "customers": customers(fleet),
    });
    if !fleet.unrest.is_none() {
        value["unrest"] = fleet.unrest.truth(&fleet.models, &fleet.devices, &fleet.calendar);
    }
    let mut text = serde_json::to_string_pretty(&value)?;
    text.push('\n');
    std::fs::write(dir.join("truth.json"), text)
}

fn bad_batch(fleet: &Fleet, recipe: &Recipe) -> Value {
    let of_batch = |d: &&Device| d.batch == fleet.bad_batch;
    let devices: Vec<&str> = fleet.devices.iter().filter(of_batch).map(|d| d.id.as_str()).collect();
    json!({
        "batch": fleet.batches[fleet.bad_batch],
        "model": fleet.models[fleet.bad_batch / super::fleet::BATCHES],
        "rate_ratio": recipe.batch_ratio,
        "devices": devices,
    })
}

fn fixes(fleet: &Fleet, recipe: &Recipe, solutions: &Solutions) -> Value {
    let fix = |good: bool, held_90d: f64| {
        let [held_30d, held_90d, held_180d] = held_shares(recipe, held_90d);
        json!({
            "solution": solutions.planted(good),
            "held_30d": held_30d,
            "held_90d": held_90d,
            "held_180d": held_180d,
        })
    };
    json!({
        "code": fleet.codes[fleet.fixed_code()].id,
        "good": fix(true, recipe.fix_good),
        "bad": fix(false, recipe.fix_bad),
    })
}

fn measure(fleet: &Fleet, measure: &Measure) -> Value {
    json!({
        "id": measure.id,
        "code": fleet.codes[measure.code].id,
        "model": fleet.models[measure.model],
        "done_on": fleet.calendar.day(measure.done),
        "rate_ratio": measure.ratio,
    })
}

/// Device-years and expected failures, the latter in those of an ordinary device-year.
#[derive(Default)]
struct Share {
    years: f64,
    weighted: f64,
}

/// The true rate ratio of each group against the rest, by family.
fn groups(fleet: &Fleet) -> Value {
    let mut families: BTreeMap<&str, BTreeMap<String, Share>> = BTreeMap::new();
    for device in &fleet.devices {
        let mut add = |family, group: &str, days: i64| {
            let share = families.entry(family).or_default().entry(group.to_owned()).or_default();
            share.years += days as f64 / YEAR_DAYS;
            share.weighted += days as f64 / YEAR_DAYS * device.weight;
        };
        let (from, to) = device.observed(&fleet.calendar);
        add("batch", &fleet.batches[device.batch], to - from);
        add("model", &fleet.models[device.model], to - from);
        let moved = device.later.map_or(to, |(moved, _)| moved.clamp(from, to));
        for (from, to) in [(from, moved), (moved, to)] {
            if from < to {
                add("customer", &fleet.customer(device, from).id, to - from);
                add("site", &fleet.site(device, from).id, to - from);
            }
        }
    }
    let family = |groups: BTreeMap<String, Share>| {
        let years: f64 = groups.values().map(|s| s.years).sum();
        let weighted: f64 = groups.values().map(|s| s.weighted).sum();
        let row = |(id, s): (String, Share)| {
            let rest = (weighted - s.weighted) / (years - s.years);
            (id, json!({ "device_years": s.years, "rate_ratio": s.weighted / s.years / rest }))
        };
        Value::Object(groups.into_iter().map(row).collect::<Map<_, _>>())
    };
    Value::Object(
        families.into_iter().map(|(name, groups)| (name.to_owned(), family(groups))).collect(),
    )
}

/// Of pairs `code / model` and `component / model`, those that name one of these are
/// not equal to the rest; all others are.
fn not_null(fleet: &Fleet) -> Value {
    let real = &fleet.codes[fleet.real.code];
    json!({
        "models": [fleet.models[fleet.bad_batch / super::fleet::BATCHES], fleet.models[fleet.real.model]],
        "codes": [real.id],
        "components": [COMPONENTS[real.component].0],
    })
}

fn customers(fleet: &Fleet) -> Value {
    let one = |(position, customer): (usize, &super::fleet::Customer)| {
        let has = |d: &&Device| {
            d.first.customer == position
                || d.later.is_some_and(|(_, later)| later.customer == position)
        };
        let devices: Vec<&str> = fleet.devices.iter().filter(has).map(|d| d.id.as_str()).collect();
        let sites: Vec<&str> = customer.sites.iter().map(|s| s.id.as_str()).collect();
        let canaries: BTreeMap<&str, &str> = customer.canaries.all().collect();
        (customer.id.clone(), json!({ "devices": devices, "sites": sites, "canaries": canaries }))
    };
    Value::Object(fleet.customers.iter().enumerate().map(one).collect())
}
