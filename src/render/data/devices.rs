//! `data/devices.json`, `data/devices.csv` and a file for every device.

use super::curves::WearRow;
use super::events::{Number, Scribe};
use super::figures::Figures;
use super::json::{At, On, Rows, bytes};
use super::keys::KeyName;
use super::sheet::Sheet;
use super::visits::{VisitLine, visit_line};
use crate::analyse::FileFacts;
use crate::catalog::{DeviceIx, PartIx};
use crate::diag::Diagnostic;
use crate::model::records::Device;
use crate::model::time::Instant;
use crate::render::engine::Cx;
use crate::site::Page;
use serde::Serialize;
use std::collections::BTreeMap;

/// A device and its figures, all time within coverage.
#[derive(Serialize)]
struct DeviceRow<'a> {
    id: &'a str,
    model: Option<&'a str>,
    customer: Option<&'a str>,
    site: Option<&'a str>,
    #[serde(flatten)]
    figures: Figures,
    serial: Option<&'a str>,
    name: Option<&'a str>,
    status: Option<crate::model::DeviceStatus>,
    unregistered: bool,
    events: u64,
    observed_from: At<'a>,
    observed_to: At<'a>,
    url: String,
}

fn device_row<'a>(cx: &Cx<'a>, ix: DeviceIx) -> DeviceRow<'a> {
    let catalog = cx.catalog();
    let device = catalog.device(ix);
    let dates = catalog.device_dates(ix);
    let zone = &catalog.settings.zone;
    let facts = cx.facts().device(ix);
    let owner = device.owners.last();
    DeviceRow {
        id: device.id.as_str(),
        model: device.model.as_ref().map(crate::model::ModelId::as_str),
        customer: owner.and_then(|o| o.customer.as_ref()).map(crate::model::CustomerId::as_str),
        site: owner.and_then(|o| o.site.as_ref()).map(crate::model::SiteId::as_str),
        figures: Figures::from(&facts.scope),
        serial: device.serial.as_deref(),
        name: device.name.as_deref(),
        status: device.status,
        unregistered: device.unregistered,
        events: facts.events,
        observed_from: At { zone, at: dates.observed_from },
        observed_to: At { zone, at: dates.observed_to },
        url: cx.plan().addresses.page(Page::Device(ix)),
    }
}

fn all(cx: &Cx<'_>) -> impl Iterator<Item = DeviceIx> + use<> {
    (0..cx.catalog().records.devices.len()).map(DeviceIx::new)
}

/// The bytes of `data/devices.json`.
pub(super) fn list(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    bytes("data/devices.json", &Rows(|| all(cx).map(|ix| device_row(cx, ix))))
}

/// The bytes of `data/devices.csv`.
pub(super) fn csv(cx: &Cx<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new([
        "id",
        "model",
        "customer",
        "site",
        "failures",
        "open",
        "exposure_h",
        "downtime_h",
        "availability",
        "mtbf_h",
        "mtbf_h_lower",
        "mtbf_h_upper",
        "restore_n",
        "restore_mean_h",
        "restore_median_h",
        "restore_p90_h",
        "repeat_30d_n",
        "repeat_30d_d",
        "repeat_30d",
        "warranty_end",
    ]);
    for ix in all(cx) {
        let row = device_row(cx, ix);
        let facts: &FileFacts = cx.facts().device(ix);
        sheet.text(row.id);
        for text in [row.model, row.customer, row.site] {
            sheet.some(text);
        }
        sheet.count(row.figures.failures);
        sheet.count(row.figures.open);
        let restore = &facts.times.restore;
        for value in [
            row.figures.exposure_h,
            row.figures.downtime_h,
            row.figures.availability,
            row.figures.mtbf_h.value,
            row.figures.mtbf_h.lower,
            row.figures.mtbf_h.upper,
            Some(restore.n as f64),
            restore.mean,
            restore.median,
            restore.p90,
            Some(row.figures.repeat_30d.n as f64),
            Some(row.figures.repeat_30d.d as f64),
            row.figures.repeat_30d.value,
        ] {
            sheet.number(value);
        }
        let end = cx.catalog().device_dates(ix).warranty_end;
        sheet.text(&end.map(|day| day.to_string()).unwrap_or_default());
        sheet.end_row();
    }
    sheet.finish()
}

#[derive(Serialize)]
struct DeviceFile<'a, E: Serialize, C: Serialize, V: Serialize> {
    #[serde(flatten)]
    row: DeviceRow<'a>,
    owners: Vec<OwnerRow<'a>>,
    events: E,
    parts: Vec<PartTotal<'a>>,
    chains: C,
    warranty: Warranty<'a>,
    visits: V,
    wear: Option<WearRow>,
}

#[derive(Serialize)]
struct OwnerRow<'a> {
    customer: Option<&'a str>,
    site: Option<&'a str>,
    from: On,
    to: On,
}

/// The bytes of `data/devices/<id>.json`.
pub(super) fn file(cx: &Cx<'_>, ix: DeviceIx) -> Result<Vec<u8>, Diagnostic> {
    let catalog = cx.catalog();
    let device = catalog.device(ix);
    let scribe = Scribe::new(catalog);
    let events = catalog.index.events_of_device.of(ix.index());
    let visits = cx.facts().visits.of_device.get(&ix).map_or(&[][..], Vec::as_slice);
    let value = DeviceFile {
        row: device_row(cx, ix),
        owners: owners(device),
        events: Rows(|| events.iter().map(|&row| scribe.row(row))),
        parts: parts(cx, events),
        chains: Rows(|| cx.facts().recurrence.of(ix).iter().map(|chain| chain_row(cx, chain))),
        warranty: warranty(cx, ix),
        visits: Rows(|| {
            visits
                .iter()
                .map(|&at| -> VisitLine<'_> { visit_line(cx, &cx.facts().visits.rows[at]) })
        }),
        wear: cx.facts().crow.devices.get(&ix).map(WearRow::from),
    };
    bytes(&cx.plan().addresses.data(crate::site::DataFile::Device(ix)), &value)
}

fn owners(device: &Device) -> Vec<OwnerRow<'_>> {
    let owners = device.owners.iter().map(|o| OwnerRow {
        customer: o.customer.as_ref().map(crate::model::CustomerId::as_str),
        site: o.site.as_ref().map(crate::model::SiteId::as_str),
        from: On(o.from),
        to: On(o.to),
    });
    owners.collect()
}

/// What was replaced on a device, over all its records.
#[derive(Serialize)]
struct PartTotal<'a> {
    part: &'a str,
    name: Option<&'a str>,
    qty: Number,
    events: u64,
    last_used: At<'a>,
}

#[derive(Default)]
struct Used {
    qty: f64,
    events: u64,
    last: Option<Instant>,
}

fn parts<'a>(cx: &Cx<'a>, events: &[u32]) -> Vec<PartTotal<'a>> {
    let catalog = cx.catalog();
    let mut used: BTreeMap<(Option<PartIx>, &str), Used> = BTreeMap::new();
    for &row in events {
        let event = catalog.event(row as usize);
        for part in event.parts() {
            let written = event.resolve(part.part);
            let known = catalog.index.find_part(written);
            let entry =
                used.entry((known, if known.is_some() { "" } else { written })).or_default();
            entry.qty += part.qty;
            entry.events += 1;
            entry.last = entry.last.max(event.reported());
        }
    }
    let zone = &catalog.settings.zone;
    let rows = used.into_iter().map(|((known, written), used)| {
        let known = known.map(|ix| &catalog.records.parts[ix.index()]);
        PartTotal {
            part: known.map_or(written, |p| p.id.as_str()),
            name: known.map(|p| p.name.as_str()),
            qty: Number(used.qty),
            events: used.events,
            last_used: At { zone, at: used.last },
        }
    });
    rows.collect()
}

/// The same fault again and again on one device.
#[derive(Serialize)]
struct ChainRow<'a> {
    #[serde(flatten)]
    key: KeyName<'a>,
    chronic: bool,
    observed_gap_d: Option<f64>,
    expected_gap_d: Option<f64>,
    events: Vec<LinkRow<'a>>,
}

#[derive(Serialize)]
struct LinkRow<'a> {
    id: &'a str,
    reported_at: At<'a>,
    gap_d: Option<f64>,
    solution: Option<&'a str>,
}

fn chain_row<'a>(cx: &Cx<'a>, chain: &crate::analyse::chains::Chain) -> ChainRow<'a> {
    let catalog = cx.catalog();
    let zone = &catalog.settings.zone;
    let links = chain.links.iter().map(|link| {
        let event = catalog.event(link.event as usize);
        LinkRow {
            id: event.ticket(),
            reported_at: At { zone, at: event.reported() },
            gap_d: link.gap_days,
            solution: link.solution.map(|ix| catalog.solution(ix).id.as_str()),
        }
    });
    ChainRow {
        key: KeyName::numbered(cx, chain.key),
        chronic: chain.chronic,
        observed_gap_d: chain.observed_gap_days,
        expected_gap_d: chain.expected_gap_days,
        events: links.collect(),
    }
}

#[derive(Serialize)]
struct Warranty<'a> {
    start: On,
    end: On,
    #[serde(rename = "in_warranty")]
    valid: Option<bool>,
    extended_to: On,
    support_until: On,
    spares_until: On,
    components: BTreeMap<&'a str, On>,
}

fn warranty<'a>(cx: &Cx<'a>, ix: DeviceIx) -> Warranty<'a> {
    let (device, dates) = (cx.catalog().device(ix), cx.catalog().device_dates(ix));
    let zone = &cx.catalog().settings.zone;
    let today = cx.facts().as_of.map(|at| zone.day(at));
    Warranty {
        start: On(dates.warranty_start),
        end: On(dates.warranty_end),
        valid: dates.warranty_end.zip(today).map(|(end, today)| today <= end),
        extended_to: On(device.extended_to),
        support_until: On(device.support_until),
        spares_until: On(device.spares_until),
        components: dates
            .component_warranty
            .iter()
            .map(|(id, day)| (id.as_str(), On(Some(*day))))
            .collect(),
    }
}
