//! From a project to a catalog: resolving references, adding stubs, ordering,
//! checking. A restricted catalog is linked by the same steps from fewer records.

use super::check;
use super::complete::complete;
use super::coverage;
use super::dates::DateSources;
use super::documents::{self, DocumentPaths};
use super::ends::Ends;
use super::groups::Groups;
use super::mask::{Cover, Exempt, PersonalCounts, Rules, mask};
use super::order;
use super::ownership::Holdings;
use super::resolve;
use super::{Catalog, CodeIx, DocumentLinks, EventLinks, Index, LinkTarget, SolutionIx};
use crate::diag::Diagnostics;
use crate::model::events::Events;
use crate::model::project::{Attachment, Project};
use crate::model::records::Records;
use crate::model::settings::Settings;
use crate::model::time::{Month, Period};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Links a project. Findings of linking join the project's own.
pub fn link(project: Project) -> Catalog {
    let Project { mut settings, mut records, sources, rejected, attachments, diagnostics, .. } =
        project;
    let outlier = coverage::settle_as_of(&mut settings, &records.events);
    let outlier = outlier.map(|(row, at)| {
        let place = check::place_of(records.events.get(row), &sources, &records.reports);
        coverage::outlier(at, &settings).at(place)
    });
    let personal = mask_for_all(&settings, &mut records);
    order::sort_events(&mut records.events);
    let coverage = coverage::coverage(&settings, &sources, records.events.iter());
    let view = View { coverage, within_ownership: false };
    let (linked, of_documents) = Linked::of(records, &settings, &attachments, &view);
    let mut catalog = linked.into_catalog(settings, attachments);
    catalog.sources = sources;
    catalog.rejected = rejected;
    catalog.diagnostics = diagnostics;
    catalog.personal = personal;
    let of_records = check::check(&catalog);
    catalog.diagnostics.extend(outlier);
    catalog.diagnostics.append(of_records);
    catalog.diagnostics.append(of_documents);
    catalog
}

/// What the department's own site masks is masked from the start, everywhere.
fn mask_for_all(settings: &Settings, records: &mut Records) -> PersonalCounts {
    let exempt = Exempt::of(records, &settings.organisation);
    let kinds = &settings.audiences.mask.internal;
    mask(records, &Rules { kinds, cover: Cover::Partly, exempt: &exempt })
}

/// Links the records of one audience, with those files that its documents show or
/// link to. Nothing is reported: the full catalog has done so.
pub(super) fn relink(
    records: Records,
    settings: Settings,
    attachments: &BTreeMap<Arc<str>, Attachment>,
    coverage: Option<Period>,
) -> Catalog {
    let view = View { coverage, within_ownership: true };
    let (linked, _) = Linked::of(records, &settings, attachments, &view);
    let links = linked.documents.by_path.values().flatten();
    let used = links.filter_map(|link| match &link.target {
        LinkTarget::Attachment(path) => attachments.get_key_value(path),
        _ => None,
    });
    let used = used.map(|(path, file)| (path.clone(), file.clone())).collect();
    linked.into_catalog(settings, used)
}

/// How much of time may be looked at.
struct View {
    coverage: Option<Period>,
    within_ownership: bool,
}

/// Records with everything that follows from them.
struct Linked {
    records: Records,
    links: Vec<EventLinks>,
    dates: Vec<super::DeviceDates>,
    index: Index,
    documents: DocumentLinks,
    coverage: Option<Period>,
}

impl Linked {
    fn of(
        mut records: Records,
        settings: &Settings,
        attachments: &BTreeMap<Arc<str>, Attachment>,
        view: &View,
    ) -> (Self, Diagnostics) {
        complete(&mut records);
        order::sort_records(&mut records);
        let mut index = Index::lookups(&records);
        let paths = DocumentPaths::of(&records, &index);
        let holdings = Holdings::of(&records, &index, &settings.zone);
        let links = resolve::resolve(&records, settings, &index, &holdings, &paths);
        group(&mut index, &records, &links, &holdings);
        (index.events_of_month, index.months) = months(&records.events, settings);
        let ends = Ends::of(&records.events);
        let dates = DateSources {
            settings,
            records: &records,
            index: &index,
            coverage: view.coverage,
            ends: &ends,
            within_ownership: view.within_ownership,
        };
        let dates = dates.all();
        let (documents, found) = documents::link(&records, &index, paths, attachments);
        (Self { records, links, dates, index, documents, coverage: view.coverage }, found)
    }

    fn into_catalog(
        self,
        settings: Settings,
        attachments: BTreeMap<Arc<str>, Attachment>,
    ) -> Catalog {
        Catalog {
            settings,
            records: self.records,
            links: self.links,
            dates: self.dates,
            index: self.index,
            documents: self.documents,
            coverage: self.coverage,
            attachments,
            sources: Vec::new(),
            rejected: Vec::new(),
            personal: PersonalCounts::new(),
            diagnostics: Diagnostics::new(),
        }
    }
}

fn group(index: &mut Index, records: &Records, links: &[EventLinks], holdings: &Holdings) {
    let count = links.len();
    macro_rules! by_link {
        ($($groups:ident by $link:ident of $list:ident;)*) => {
            rayon::scope(|scope| {$(
                let groups = &mut index.$groups;
                scope.spawn(move |_| {
                    let of = |row: usize| links[row].$link.map(|ix| ix.index());
                    *groups = Groups::build(records.$list.len(), count, of);
                });
            )*});
        };
    }
    by_link! {
        events_of_device by device of devices;
        events_of_model by model of models;
        events_of_customer by customer of customers;
        events_of_site by site of sites;
        events_of_code by code of codes;
        events_of_component by component of components;
        events_of_solution by solution of solutions;
    }
    let of_report = |row: usize| records.events.get(row).report();
    index.events_of_report = Groups::build(records.reports.len(), count, of_report);
    index.without_device = links.iter().filter(|link| link.device.is_none()).count() as u64;
    group_records(index, records, holdings);
}

fn group_records(index: &mut Index, records: &Records, holdings: &Holdings) {
    let devices = records.devices.len();
    let model = |at: usize| index.find_model(records.devices[at].model.as_ref()?.as_str());
    index.devices_of_model =
        Groups::build(records.models.len(), devices, |at| Some(model(at)?.index()));
    let present = |at: usize| holdings.present(at);
    index.devices_of_customer =
        Groups::build(records.customers.len(), devices, |at| Some(present(at)?.customer?.index()));
    index.devices_of_site =
        Groups::build(records.sites.len(), devices, |at| Some(present(at)?.site?.index()));
    let signed = |at: usize| index.customer.get(&records.contracts[at].customer.key());
    index.contracts_of_customer =
        Groups::build(records.customers.len(), records.contracts.len(), |at| {
            Some(signed(at)?.index())
        });
    index.ever_of_customer = holdings.by_customer(records.customers.len());
    let visited = |at: usize| index.find_device(records.visits[at].device.as_ref()?.as_str());
    index.visits_of_device =
        Groups::build(devices, records.visits.len(), |at| Some(visited(at)?.index()));
    index.solutions_of_code = solutions_of_code(index, records);
    let solutions = records.solutions.len();
    let replaced = |at: usize| {
        let former = index.find_solution(records.solutions[at].supersedes.as_ref()?.as_str())?;
        Some(former.index()).filter(|former| *former != at)
    };
    index.later_solutions = Groups::build(solutions, solutions, replaced);
}

/// Solutions that name a code, and those that the code's own record names.
fn solutions_of_code(index: &Index, records: &Records) -> BTreeMap<CodeIx, Vec<SolutionIx>> {
    let mut of_code: BTreeMap<CodeIx, Vec<SolutionIx>> = BTreeMap::new();
    for (at, solution) in records.solutions.iter().enumerate() {
        for code in solution.codes.iter().filter_map(|id| index.find_code(id.as_str())) {
            of_code.entry(code).or_default().push(SolutionIx::new(at));
        }
    }
    for (at, code) in records.codes.iter().enumerate() {
        for solution in code.solutions.iter().filter_map(|id| index.find_solution(id.as_str())) {
            of_code.entry(CodeIx::new(at)).or_default().push(solution);
        }
    }
    for list in of_code.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    of_code
}

type Months = (BTreeMap<Month, Range<usize>>, Option<(Month, Month)>);

/// Events are in order of report, so a month's end is found by halving.
fn months(events: &Events, settings: &Settings) -> Months {
    let mut of_month = BTreeMap::new();
    let reported = partition_point(events.len(), |row| events.get(row).reported().is_some());
    let mut from = 0;
    while from < reported {
        let Some(at) = events.get(from).reported() else { break };
        let month = settings.zone.month(at);
        let end = settings.zone.month_period(month).end;
        let before = |row| events.get(row).reported().is_some_and(|at| at < end);
        let to = partition_point(reported, before).max(from + 1);
        of_month.insert(month, from..to);
        from = to;
    }
    let last = settings.as_of.map(|at| settings.zone.month(at));
    let first = of_month.keys().next().copied();
    let range = match (first, last) {
        (Some(first), Some(last)) => Some((first.min(last), last)),
        (None, Some(only)) | (Some(only), None) => Some((only, only)),
        (None, None) => None,
    };
    (of_month, range)
}

fn partition_point(len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
