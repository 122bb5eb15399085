//! References by id in documents: `[[D-1]]`, `[[code:K17]]`, `[[S-7#cause|words]]`.
//! Each leads to the one record of that id; where several have it, to none.

use super::documents::{LinkTarget, PageRef};
use super::nearest::Nearest;
use super::target::{Problem, Resolved, Targets};
use crate::diag::Code;
use crate::model::ids::match_key;
use std::borrow::Cow;

/// A kind of record that can be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Solution,
    Report,
    Device,
    Code,
    Model,
    Component,
    Part,
    Customer,
    Site,
}

/// The kinds with the words that may stand before an id; the first is told in hints.
const KINDS: [(Kind, &[&str]); 9] = [
    (Kind::Solution, &["solution", "article", "解决方案", "方案"]),
    (Kind::Report, &["fault", "report", "故障单", "故障报告"]),
    (Kind::Device, &["device", "machine", "设备"]),
    (Kind::Code, &["code", "故障码", "故障代码", "代码"]),
    (Kind::Model, &["model", "型号", "机型"]),
    (Kind::Component, &["component", "部件", "组件"]),
    (Kind::Part, &["part", "备件", "配件", "零件"]),
    (Kind::Customer, &["customer", "客户"]),
    (Kind::Site, &["site", "站点", "现场"]),
];

type Reading = (Kind, PageRef);

impl<'a> Targets<'a> {
    /// Resolves what stands between `[[` and `]]`, without the words.
    pub(super) fn reference(&self, dest: &str) -> Resolved {
        let (kind, id) = kind_of(dest);
        let (mut found, mut fragment) = (self.readings(id, kind), None);
        // an id may hold a #, as `Pump #3` does
        if found.is_empty()
            && let Some((id, after)) = id.split_once('#')
        {
            (found, fragment) = (self.readings(id.trim(), kind), Some(after));
        }
        match found.as_slice() {
            [] => self.document(id).map_or_else(
                || (LinkTarget::Missing, Some(self.unknown(dest, id))),
                |page| (LinkTarget::Page(page, None), None),
            ),
            [(_, page)] => self.page(page.clone(), fragment),
            several => (LinkTarget::Missing, Some(ambiguous(id, several))),
        }
    }

    /// The records that an id means; only where no record has it, those of that name.
    fn readings(&self, id: &str, only: Option<Kind>) -> Vec<Reading> {
        let kinds = KINDS.iter().map(|(kind, _)| *kind);
        let wanted = kinds.filter(|kind| only.is_none_or(|only| only == *kind));
        let found = wanted.filter_map(|kind| Some((kind, self.find(kind, id)?)));
        let found: Vec<Reading> = found.collect();
        let key = match_key(id);
        let has_id =
            |(_, page): &&Reading| self.id(page).is_some_and(|known| match_key(known) == key);
        let by_id: Vec<Reading> = found.iter().filter(has_id).cloned().collect();
        if by_id.is_empty() { found } else { by_id }
    }

    fn find(&self, kind: Kind, id: &str) -> Option<PageRef> {
        let index = self.index;
        match kind {
            Kind::Solution => index.find_solution(id).map(PageRef::Solution),
            Kind::Report => index.find_report(id).map(PageRef::Report),
            Kind::Device => index.find_device(id).map(PageRef::Device),
            Kind::Code => index.find_code(id).map(PageRef::Code),
            Kind::Model => index.find_model(id).map(PageRef::Model),
            Kind::Component => index.find_component(id).map(PageRef::Component),
            Kind::Part => index.find_part(id).map(PageRef::Part),
            Kind::Customer => index.find_customer(id).map(PageRef::Customer),
            Kind::Site => index.find_site(id).map(PageRef::Site),
        }
    }

    fn id(&self, page: &PageRef) -> Option<&'a str> {
        let records = self.records;
        Some(match *page {
            PageRef::Solution(ix) => records.solutions[ix.index()].id.as_str(),
            PageRef::Report(ix) => records.reports[ix.index()].id.as_str(),
            PageRef::Device(ix) => records.devices[ix.index()].id.as_str(),
            PageRef::Code(ix) => records.codes[ix.index()].id.as_str(),
            PageRef::Model(ix) => records.models[ix.index()].id.as_str(),
            PageRef::Component(ix) => records.components[ix.index()].id.as_str(),
            PageRef::Part(ix) => records.parts[ix.index()].id.as_str(),
            PageRef::Customer(ix) => records.customers[ix.index()].id.as_str(),
            PageRef::Site(ix) => records.sites[ix.index()].id.as_str(),
            PageRef::Page(_) => return None,
        })
    }

    /// The free page, or other document, of that file name.
    fn document(&self, name: &str) -> Option<PageRef> {
        self.paths.by_stem(name)
    }

    fn unknown(&self, dest: &str, id: &str) -> Problem {
        let nearest = self.nearest.get_or_init(|| Nearest::of(self.ids())).to(id);
        let hint = match nearest {
            Some(near) => {
                format!("the nearest id is `{near}`: write [[{near}]], or add the record")
            }
            None if dest.contains('#') => {
                "name a record by its id; a # before a heading follows it".to_owned()
            }
            None => {
                "name a record by its id, or write the words without brackets; a draft has no page \
                      unless it is built with --drafts"
                    .to_owned()
            }
        };
        let what = Cow::Borrowed("leads to no record of this project");
        Problem { code: Code::LinkMissing, what, hint: hint.into() }
    }

    fn ids(&self) -> impl Iterator<Item = &'a str> {
        let records = self.records;
        let articles = records.solutions.iter().map(|r| r.id.as_str());
        let things = records.devices.iter().map(|r| r.id.as_str());
        let kinds = records.models.iter().map(|r| r.id.as_str());
        let places = records.sites.iter().map(|r| r.id.as_str());
        articles
            .chain(records.reports.iter().map(|r| r.id.as_str()))
            .chain(things)
            .chain(records.codes.iter().map(|r| r.id.as_str()))
            .chain(kinds)
            .chain(records.components.iter().map(|r| r.id.as_str()))
            .chain(records.parts.iter().map(|r| r.id.as_str()))
            .chain(records.customers.iter().map(|r| r.id.as_str()))
            .chain(places)
    }
}

/// `code:E104` as its kind and id; an id may hold a colon of its own.
fn kind_of(dest: &str) -> (Option<Kind>, &str) {
    let Some((before, id)) = dest.split_once([':', '：']) else { return (None, dest) };
    let before = before.trim().to_lowercase();
    let kind = KINDS.iter().find(|(_, words)| words.contains(&before.as_str()));
    kind.map_or((None, dest), |(kind, _)| (Some(*kind), id.trim()))
}

fn ambiguous(id: &str, readings: &[Reading]) -> Problem {
    let word = |(kind, _): &Reading| {
        let words = KINDS.iter().find(|(known, _)| known == kind).map(|(_, words)| words[0]);
        words.unwrap_or_default()
    };
    let words: Vec<&str> = readings.iter().map(word).collect();
    let (last, first) = words.split_last().expect("an ambiguous id has two readings");
    let what = format!("may mean the {} or the {last} of that id", first.join(", the "));
    let ways: Vec<String> = words.iter().map(|word| format!("[[{word}:{id}]]")).collect();
    let hint = format!("say which: {}", ways.join(" or "));
    Problem { code: Code::ReferenceAmbiguous, what: what.into(), hint: hint.into() }
}
