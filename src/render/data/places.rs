//! `data/places.json`: the figures of each place of a customer. No address: the file is
//! for figures.

use super::figures::Figures;
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
    #[serde(flatten)]
    figures: Figures,
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
    PlaceRow {
        id: place.id.as_str(),
        name: &place.name,
        customer: place.customer.as_ref().map(crate::model::CustomerId::as_str),
        figures: Figures::from(&facts.scope),
        events: facts.events,
        response_h: Summary::from(&times.response),
        onsite_h: Summary::from(&times.onsite),
        repair_h: Summary::from(&times.repair),
        first_time_fix: facts.first_time_fix.rate,
        per_device_year: facts.failure_rate.per_year,
        url: cx.plan().addresses.page(Page::Site(ix)),
    }
}
