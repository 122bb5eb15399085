//! What each event's references resolve to.

use super::columns::SymTable;
use super::documents::{DocumentPaths, PageRef};
use super::ownership::Holdings;
use super::serials::Moved;
use super::{
    CodeIx, ComponentIx, CustomerIx, DeviceIx, EventLinks, Index, ModelIx, SiteIx, SolutionIx,
};
use crate::model::events::{Event, TextField};
use crate::model::records::Records;
use crate::model::settings::Settings;
use crate::model::time::{Clock, Instant};
use rayon::prelude::*;

/// Everything that resolving one event needs, each column resolved once a text.
struct Resolver<'a> {
    records: &'a Records,
    settings: &'a Settings,
    holdings: &'a Holdings,
    device: SymTable,
    /// Serial numbers that were several devices', by text.
    moved: Moved,
    moved_at: SymTable,
    model: SymTable,
    customer: SymTable,
    site: SymTable,
    code: SymTable,
    component: SymTable,
    solutions: Vec<Option<SolutionIx>>,
    model_of_device: Vec<Option<ModelIx>>,
    component_of_code: Vec<Option<ComponentIx>>,
}

/// The links of every event, by position.
pub(super) fn resolve(
    records: &Records,
    settings: &Settings,
    index: &Index,
    holdings: &Holdings,
    paths: &DocumentPaths,
) -> Vec<EventLinks> {
    let resolver = Resolver::new(records, settings, index, holdings, paths);
    let rows = 0..records.events.len();
    rows.into_par_iter().map(|row| resolver.links(records.events.get(row))).collect()
}

impl<'a> Resolver<'a> {
    fn new(
        records: &'a Records,
        settings: &'a Settings,
        index: &'a Index,
        holdings: &'a Holdings,
        paths: &DocumentPaths,
    ) -> Self {
        let column = |field, find: &(dyn Fn(&str) -> Option<usize> + Sync)| {
            SymTable::new(&records.events, field, find)
        };
        let ((device, (model, customer)), ((site, code), (component, solutions))) = rayon::join(
            || {
                rayon::join(
                    || column(TextField::Device, &|t| Some(index.find_device(t)?.index())),
                    || {
                        (
                            column(TextField::Model, &|t| Some(index.find_model(t)?.index())),
                            column(TextField::Customer, &|t| Some(index.find_customer(t)?.index())),
                        )
                    },
                )
            },
            || {
                rayon::join(
                    || {
                        (
                            column(TextField::Site, &|t| Some(index.find_site(t)?.index())),
                            column(TextField::Code, &|t| Some(index.find_code(t)?.index())),
                        )
                    },
                    || {
                        (
                            column(TextField::Component, &|t| {
                                Some(index.find_component(t)?.index())
                            }),
                            solutions(records, index, paths),
                        )
                    },
                )
            },
        );
        let models = records.devices.iter().map(|d| d.model.as_ref());
        let moved = Moved::of(records, index, &settings.zone);
        let moved_at = column(TextField::Device, &|text| moved.find(text));
        let components = records.codes.iter().map(|c| c.component.as_ref());
        Self {
            records,
            settings,
            holdings,
            device,
            moved_at,
            moved,
            model,
            customer,
            site,
            code,
            component,
            solutions,
            model_of_device: models.map(|id| index.find_model(id?.as_str())).collect(),
            component_of_code: components.map(|id| index.find_component(id?.as_str())).collect(),
        }
    }

    fn links(&self, event: Event<'_>) -> EventLinks {
        let device = self.device(event);
        let held = device.and_then(|d| self.holdings.at(d, happened(event)));
        let model = device.and_then(|d| self.model_of_device[d]);
        let code = self.code.get(event.sym(TextField::Code));
        let component = self.component.get(event.sym(TextField::Component));
        EventLinks {
            device: device.map(DeviceIx::new),
            model: model.or_else(|| self.model.get(event.sym(TextField::Model)).map(ModelIx::new)),
            customer: self.customer(event, device, held.and_then(|h| h.customer)),
            site: held.and_then(|h| h.site).or_else(|| self.named_site(event, device)),
            code: code.map(CodeIx::new),
            component: component
                .map(ComponentIx::new)
                .or_else(|| code.and_then(|c| self.component_of_code[c])),
            solution: self.solutions[event.row()],
            is_failure: self.is_failure(event),
        }
    }

    /// The device that a text names; of a serial number that moved, at the time.
    fn device(&self, event: Event<'_>) -> Option<usize> {
        let sym = event.sym(TextField::Device);
        let moved = self.moved_at.get(sym);
        let moved = moved.and_then(|at| self.moved.device(at, happened(event)));
        moved.map(DeviceIx::index).or_else(|| self.device.get(sym))
    }

    /// The owner at the time; where the device has no owner written down at all,
    /// the customer the record names. A gap between two owners is nobody's.
    fn customer(
        &self,
        event: Event<'_>,
        device: Option<usize>,
        owner: Option<CustomerIx>,
    ) -> Option<CustomerIx> {
        if owner.is_some() || device.is_some_and(|d| self.holdings.is_owned(d)) {
            return owner;
        }
        self.customer.get(event.sym(TextField::Customer)).map(CustomerIx::new)
    }

    fn named_site(&self, event: Event<'_>, device: Option<usize>) -> Option<SiteIx> {
        let placed = |d: usize| self.records.devices[d].owners.iter().any(|o| o.site.is_some());
        if device.is_some_and(placed) {
            return None;
        }
        self.site.get(event.sym(TextField::Site)).map(SiteIx::new)
    }

    fn is_failure(&self, event: Event<'_>) -> bool {
        let cause = event.words().cause_category;
        let excluded = cause.is_some_and(|c| self.settings.excluded_causes.contains(&c));
        event.is_failure() && !excluded
    }
}

/// When an event was reported, else its first stamp of any kind.
pub(super) fn happened(event: Event<'_>) -> Option<Instant> {
    event.reported().or_else(|| Clock::ALL.iter().filter_map(|&clock| event.at(clock)).min())
}

/// The solution of each event: the id in its `solution`, else an address in one of
/// its texts that ends like the path of a solution's file.
fn solutions(records: &Records, index: &Index, paths: &DocumentPaths) -> Vec<Option<SolutionIx>> {
    let events = &records.events;
    if records.solutions.is_empty() {
        return vec![None; events.len()];
    }
    let named = SymTable::new(events, TextField::Solution, |text| {
        Some(named_solution(text, index, paths)?.index())
    });
    let mut linked = SymTable::empty(events);
    let mut in_text = |event: Event<'_>| {
        let fields = [TextField::Notes, TextField::Action];
        fields.into_iter().find_map(|field| {
            let find = || Some(linked_solution(event.text(field), paths)?.index());
            linked.get_or(event.sym(field), find).map(SolutionIx::new)
        })
    };
    let in_cells =
        |event: Event<'_>| event.cells().find_map(|(_, value)| linked_solution(value, paths));
    let find = |event: Event<'_>| {
        let by_id = named.get(event.sym(TextField::Solution)).map(SolutionIx::new);
        by_id.or_else(|| in_text(event)).or_else(|| in_cells(event))
    };
    events.iter().map(find).collect()
}

fn named_solution(text: &str, index: &Index, paths: &DocumentPaths) -> Option<SolutionIx> {
    index
        .find_solution(text)
        .or_else(|| linked_solution(text, paths))
        .or_else(|| listed_solutions(text, index).first().copied())
        .or_else(|| solution_page(paths.by_stem(text.trim()).as_ref()))
}

/// The solutions of a list of ids, in order, each once. A stroke parts ids, unless it stands
/// in one.
pub(super) fn listed_solutions(text: &str, index: &Index) -> Vec<SolutionIx> {
    let find = |part: &str| index.find_solution(part).filter(|_| !part.is_empty());
    let parts = text.split([';', ',', '；', '，', '、', ' ', '\n']);
    let found = parts.flat_map(|part| match find(part) {
        Some(ix) => vec![ix],
        None => part.split('/').filter_map(find).collect(),
    });
    let mut all = Vec::new();
    for ix in found {
        if !all.contains(&ix) {
            all.push(ix);
        }
    }
    all
}

fn linked_solution(text: &str, paths: &DocumentPaths) -> Option<SolutionIx> {
    addresses(text).find_map(|address| solution_page(paths.by_url(address).as_ref()))
}

fn solution_page(page: Option<&PageRef>) -> Option<SolutionIx> {
    match page {
        Some(PageRef::Solution(ix)) => Some(*ix),
        _ => None,
    }
}

/// Stretches of a text that may be the address of a Markdown file.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let edge = |c: char| c.is_whitespace() || "()[]<>\"'，。；、".contains(c);
    let worth_it = memchr::memmem::find(text.as_bytes(), b".md").is_some();
    let text = if worth_it { text } else { "" };
    text.split(edge).filter(|part| part.contains(".md"))
}
