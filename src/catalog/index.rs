//! Look-ups by id and the events of each record.

use super::groups::Groups;
use super::serials;
use super::{
    CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, PartIx, ReportIx, SiteIx, SolutionIx,
};
use crate::model::bilingual;
use crate::model::ids::match_key;
use crate::model::records::Records;
use crate::model::slug;
use crate::model::time::Month;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Look-ups by matching key ([`crate::model::ids::match_key`]), aliases included.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Devices.
    pub device: HashMap<String, DeviceIx>,
    /// Models, by id and name.
    pub model: HashMap<String, ModelIx>,
    /// Customers, by id, name and alias.
    pub customer: HashMap<String, CustomerIx>,
    /// Sites, by id and name.
    pub site: HashMap<String, SiteIx>,
    /// Fault codes.
    pub code: HashMap<String, CodeIx>,
    /// Components, by id and name.
    pub component: HashMap<String, ComponentIx>,
    /// Parts, by id and name.
    pub part: HashMap<String, PartIx>,
    /// Solutions.
    pub solution: HashMap<String, SolutionIx>,
    /// Reports.
    pub report: HashMap<String, ReportIx>,
    /// Events by device.
    pub events_of_device: Groups,
    /// Events by model.
    pub events_of_model: Groups,
    /// Events by customer.
    pub events_of_customer: Groups,
    /// Events by site.
    pub events_of_site: Groups,
    /// Events by code.
    pub events_of_code: Groups,
    /// Events by component.
    pub events_of_component: Groups,
    /// Events by solution.
    pub events_of_solution: Groups,
    /// Events by report.
    pub events_of_report: Groups,
    /// Events by month of report, as a range of positions (events are in order of
    /// report).
    pub events_of_month: BTreeMap<Month, std::ops::Range<usize>>,
    /// Devices by model.
    pub devices_of_model: Groups,
    /// Devices by present customer.
    pub devices_of_customer: Groups,
    /// Contracts by customer.
    pub contracts_of_customer: Groups,
    /// Devices by every customer that has or had them.
    pub ever_of_customer: Vec<Vec<DeviceIx>>,
    /// Devices by present site.
    pub devices_of_site: Groups,
    /// Visits by device: positions in `Records::visits`.
    pub visits_of_device: Groups,
    /// Solutions by code.
    pub solutions_of_code: BTreeMap<CodeIx, Vec<SolutionIx>>,
    /// Solutions by the one that they replace.
    pub later_solutions: Groups,
    /// First and last month with an event or `as_of`; months between are not skipped.
    pub months: Option<(Month, Month)>,
    /// Events without a device.
    pub without_device: u64,
}

/// The key under which an id's address is found, so that `Engine / Pump` in a log
/// meets the component `Engine-Pump`, whose page it would share. No matching key
/// starts with a control character.
pub(super) fn slug_key(id: &str) -> String {
    format!("\u{1}{}", slug(id).fold())
}

type Map<Ix> = HashMap<String, Ix>;

/// Ids first, then other names, so that an id is never hidden by a name; among
/// equals the first keeps the key. Last each half of a name in two languages, where it is
/// that of one record alone.
fn lookup<'a, R: 'a, Ix: Copy>(
    records: &'a [R],
    position: impl Fn(usize) -> Ix,
    id: impl Fn(&'a R) -> &'a str,
    names: impl Fn(&'a R) -> Vec<&'a str>,
) -> Map<Ix> {
    let mut map = Map::with_capacity(records.len());
    for (at, record) in records.iter().enumerate() {
        map.entry(match_key(id(record))).or_insert(position(at));
    }
    for (at, record) in records.iter().enumerate() {
        for name in names(record).into_iter().filter(|name| !name.trim().is_empty()) {
            map.entry(match_key(name)).or_insert(position(at));
        }
    }
    let all =
        records.iter().enumerate().flat_map(|(at, r)| names(r).into_iter().map(move |n| (at, n)));
    for (key, at) in own_halves(all) {
        map.entry(key).or_insert(position(at));
    }
    map
}

/// The matching keys of the halves of names in two languages, each with its record: those
/// only that no two records share.
pub(super) fn own_halves<'a>(
    names: impl Iterator<Item = (usize, &'a str)>,
) -> Vec<(String, usize)> {
    let mut owners: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (at, name) in names {
        for half in bilingual::halves(name).into_iter().flatten() {
            let owner = owners.entry(match_key(half)).or_insert(Some(at));
            *owner = owner.filter(|first| *first == at);
        }
    }
    owners.into_iter().filter_map(|(key, at)| Some((key, at?))).collect()
}

fn add_addresses<'a, Ix: Copy>(map: &mut Map<Ix>, ids: impl Iterator<Item = (&'a str, Ix)>) {
    for (id, ix) in ids {
        map.entry(slug_key(id)).or_insert(ix);
    }
}

fn strs(names: &[String]) -> impl Iterator<Item = &str> {
    names.iter().map(String::as_str)
}

pub(super) fn devices(records: &Records) -> Map<DeviceIx> {
    let mut names =
        lookup(&records.devices, DeviceIx::new, |d| d.id.as_str(), |d| strs(&d.aliases).collect());
    serials::add_names(records, &mut names);
    names
}

impl Index {
    /// True where a month lies among those of the site.
    pub fn has_month(&self, month: Month) -> bool {
        self.months.is_some_and(|(first, last)| (first..=last).contains(&month))
    }

    /// The look-ups by id; the groups of events stay empty.
    pub(super) fn lookups(r: &Records) -> Self {
        let mut index = Self {
            device: devices(r),
            model: lookup(&r.models, ModelIx::new, |m| m.id.as_str(), |m| vec![&m.name]),
            customer: lookup(
                &r.customers,
                CustomerIx::new,
                |c| c.id.as_str(),
                |c| std::iter::once(c.name.as_str()).chain(strs(&c.aliases)).collect(),
            ),
            site: lookup(&r.sites, SiteIx::new, |s| s.id.as_str(), |s| vec![&s.name]),
            code: lookup(&r.codes, CodeIx::new, |c| c.id.as_str(), |c| strs(&c.aliases).collect()),
            component: lookup(
                &r.components,
                ComponentIx::new,
                |c| c.id.as_str(),
                |c| vec![&c.name],
            ),
            part: lookup(&r.parts, PartIx::new, |p| p.id.as_str(), |p| vec![&p.name]),
            solution: lookup(&r.solutions, SolutionIx::new, |s| s.id.as_str(), |_| Vec::new()),
            report: lookup(&r.reports, ReportIx::new, |f| f.id.as_str(), |_| Vec::new()),
            ..Self::default()
        };
        index.add_all_addresses(r);
        index
    }

    fn add_all_addresses(&mut self, r: &Records) {
        macro_rules! addresses {
            ($($map:ident from $list:ident as $ix:ident;)*) => {$(
                let ids = r.$list.iter().enumerate();
                add_addresses(&mut self.$map, ids.map(|(at, x)| (x.id.as_str(), $ix::new(at))));
            )*};
        }
        addresses! {
            model from models as ModelIx;
            site from sites as SiteIx;
            code from codes as CodeIx;
            component from components as ComponentIx;
            part from parts as PartIx;
        }
    }
}

macro_rules! finders {
    ($($(#[$doc:meta])* $name:ident in $map:ident, $ix:ident, $by_address:literal;)*) => {
        impl Index {$(
            $(#[$doc])*
            pub fn $name(&self, text: &str) -> Option<$ix> {
                if text.trim().is_empty() {
                    return None;
                }
                let found = self.$map.get(&match_key(text)).copied();
                if $by_address { found.or_else(|| self.$map.get(&slug_key(text)).copied()) } else { found }
            }
        )*}
    };
}

finders! {
    /// The device of this id, alias or serial number.
    find_device in device, DeviceIx, false;
    /// The model of this id or name.
    find_model in model, ModelIx, true;
    /// The customer of this id, name or alias.
    find_customer in customer, CustomerIx, false;
    /// The site of this id or name.
    find_site in site, SiteIx, true;
    /// The fault code of this id or alias.
    find_code in code, CodeIx, true;
    /// The component of this id or name.
    find_component in component, ComponentIx, true;
    /// The part of this id or name.
    find_part in part, PartIx, true;
    /// The solution of this id.
    find_solution in solution, SolutionIx, false;
    /// The report of this id.
    find_report in report, ReportIx, false;
}
