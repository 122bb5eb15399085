//! What stands in calendars: visits that are due or were just made, and what runs out, with
//! the place of each; looked up by customer and by place.

use super::visits::{VisitFacts, VisitRow, VisitState};
use super::warranty::WarrantyFacts;
use crate::catalog::{Catalog, CustomerIx, DeviceIx, SiteIx};
use crate::model::time::{Day, Instant};
use crate::model::words::VisitKind;
use std::collections::BTreeMap;

/// Visits done so long ago stay in a calendar, so that one that is taken again learns of
/// them.
const DONE_DAYS: i32 = 90;

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarEntry {
    /// What it is about.
    pub about: About,
    /// Where it is.
    pub place: Option<SiteIx>,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A visit: its position in [`VisitFacts::rows`], and which of its device and kind it
    /// is in the order of their windows. Its date may move, that stays.
    Visit(usize, usize),
    /// Something that runs out: its position in [`WarrantyFacts::ledger`].
    Expiry(usize),
}

/// The entries of a site, visits first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarFacts {
    /// All of them.
    pub entries: Vec<CalendarEntry>,
    /// Their positions by customer.
    pub of_customer: BTreeMap<CustomerIx, Vec<usize>>,
    /// Their positions by place.
    pub of_place: BTreeMap<SiteIx, Vec<usize>>,
}

impl CalendarFacts {
    /// The entries at an instant.
    pub fn of(
        catalog: &Catalog,
        visits: &VisitFacts,
        warranty: &WarrantyFacts,
        as_of: Option<Instant>,
    ) -> Self {
        let mut facts = Self::default();
        let Some(today) = as_of.map(|at| catalog.settings.zone.day(at)) else { return facts };
        let since = today.saturating_sub(jiff::Span::new().days(DONE_DAYS));
        let nth = ordinals(&visits.rows);
        for (at, row) in visits.rows.iter().enumerate().filter(|(_, row)| window(row).is_some()) {
            let waits = matches!(row.state, Some(VisitState::Overdue | VisitState::Pending));
            let is_done = row.done_on.is_some_and(|day| day >= since && day <= today);
            if waits || is_done {
                let place = row.site.or_else(|| place_of(catalog, row.device?));
                facts.add(CalendarEntry { about: About::Visit(at, nth[at]), place }, row.customer);
            }
        }
        for (at, expiry) in warranty.ledger.iter().enumerate().filter(|(_, e)| e.on >= today) {
            let place = expiry.device.and_then(|device| place_of(catalog, device));
            facts.add(CalendarEntry { about: About::Expiry(at), place }, expiry.customer);
        }
        facts
    }

    fn add(&mut self, entry: CalendarEntry, customer: Option<CustomerIx>) {
        let at = self.entries.len();
        self.entries.push(entry);
        if let Some(customer) = customer {
            self.of_customer.entry(customer).or_default().push(at);
        }
        if let Some(place) = entry.place {
            self.of_place.entry(place).or_default().push(at);
        }
    }
}

/// The end of a visit's window.
fn window(row: &VisitRow) -> Option<Day> {
    row.due_to.or(row.due_from)
}

/// Where a device is at present.
fn place_of(catalog: &Catalog, device: DeviceIx) -> Option<SiteIx> {
    let id = catalog.device(device).owners.last()?.site.as_ref()?;
    catalog.index.site.get(&id.key()).copied()
}

fn ordinals(rows: &[VisitRow]) -> Vec<usize> {
    type Alike = Vec<(Day, usize)>;
    let mut by: BTreeMap<(Option<DeviceIx>, VisitKind), Alike> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(end) = window(row) {
            by.entry((row.device, row.kind)).or_default().push((end, at));
        }
    }
    let mut nth = vec![0; rows.len()];
    for mut list in by.into_values() {
        list.sort_unstable();
        for (n, (_, at)) in (1..).zip(list) {
            nth[at] = n;
        }
    }
    nth
}
