//! `data/places.json`: the figures of each place of a customer. No address: the file is
//! for figures.

use super::json::{Rows, Summary, bytes};
use crate::analyse::{Estimate, Rate};
use crate::catalog::SiteIx;
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use crate::site::Page;
use serde::Serialize;

/// A place and its figures, all time within coverage.
#[derive(Serialize)]
struct PlaceRow<'a> {
    id: &'a str,
    name: &'a str,
    customer: Option<&'a str>,
    failures: u64,
    open: u64,
    exposure_h: Option<f64>,
    downtime_h: Option<f64>,
    availability: Option<f64>,
    technical_availability: Option<f64>,
    mtbf_h: Estimate,
    restore_h: Summary,
    repeat_30d: Rate,
    events: u64,
    response_h: Summary,
    onsite_h: Summary,
    repair_h: Summary,
    first_time_fix: Rate,
    per_device_year: Estimate,
    url: String,
}

/// The bytes of `data/places.json`.
pub(super) fn list(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let all = || (0..cx.catalog().records.sites.len()).map(SiteIx::new);
    bytes("data/places.json", &Rows(|| all().map(|ix| row(cx, ix))))
}

fn row<'a>(cx: &Cx<'a>, ix: SiteIx) -> PlaceRow<'a> {
    let place = &cx.catalog().records.sites[ix.index()];
    let facts = cx.facts().site(ix);
    let times = &facts.times;
    // Where nothing was ever observed the hours are unknown, not nought.
    let observed = facts.exposure_h > 0.0;
    PlaceRow {
        id: place.id.as_str(),
        name: &place.name,
        customer: place.customer.as_ref().map(crate::model::CustomerId::as_str),
        failures: facts.failures,
        open: facts.open,
        exposure_h: observed.then_some(facts.exposure_h),
        downtime_h: observed.then_some(facts.downtime_h),
        availability: facts.availability.value,
        technical_availability: facts.technical_availability,
        mtbf_h: facts.mtbf.hours,
        restore_h: Summary::from(&times.restore),
        repeat_30d: facts.repeat_30d.rate,
        events: facts.events,
        response_h: Summary::from(&times.response),
        onsite_h: Summary::from(&times.onsite),
        repair_h: Summary::from(&times.repair),
        first_time_fix: facts.first_time_fix.rate,
        per_device_year: facts.failure_rate.per_year,
        url: cx.plan().addresses.page(Page::Site(ix)),
    }
}
