//! Ids that cannot be addresses: two that share one, one that is taken by the site
//! itself, one that steers a path (`nasty.md` 84, 86, 87, 90).

use super::Catalog;
use super::findings::Findings;
use crate::diag::{Code, Diagnostic, Place};
use crate::model::ids::match_key;
use crate::model::slug;
use crate::model::slug::{is_site_file, steers_path};
use std::collections::BTreeMap;

/// An id with what its address depends on.
struct Named<'a> {
    id: &'a str,
    place: &'a Place,
    /// False for a record made from what others name; it has been given an address
    /// of its own and collides with nothing.
    written: bool,
}

/// Checks the ids of every kind that has pages.
pub(super) fn check(catalog: &Catalog, found: &mut Findings) {
    let records = &catalog.records;
    // Equal ids found while reading need no second finding.
    let told = catalog.diagnostics.iter().any(|d| d.code == Code::IdCollision);
    let mut kind = |kind: &str, ids: Vec<Named<'_>>| check_kind(kind, &ids, told, found);
    macro_rules! derivable {
        ($($name:literal $list:ident;)*) => {$(
            kind($name, records.$list.iter().map(|record| Named {
                id: record.id.as_str(),
                place: &record.meta.place,
                written: !record.derived,
            }).collect());
        )*};
    }
    derivable! {
        "customer" customers;
        "site" sites;
        "model" models;
        "component" components;
        "fault code" codes;
        "part" parts;
    }
    let devices = records.devices.iter();
    kind("device", devices.map(|d| named(d.id.as_str(), &d.meta.place, !d.unregistered)).collect());
    let solutions = records.solutions.iter();
    kind("solution", solutions.map(|s| named(s.id.as_str(), &s.place, true)).collect());
    let reports = records.reports.iter();
    kind("fault report", reports.map(|r| named(r.id.as_str(), &r.place, true)).collect());
    let pages = records.pages.iter().map(|p| (p, Place::file(p.article.path.clone())));
    let pages: Vec<_> = pages.collect();
    kind("page", pages.iter().map(|(p, place)| named(&p.route, place, true)).collect());
}

fn named<'a>(id: &'a str, place: &'a Place, written: bool) -> Named<'a> {
    Named { id, place, written }
}

fn check_kind(kind: &str, ids: &[Named<'_>], told: bool, found: &mut Findings) {
    let mut by_address: BTreeMap<String, &Named<'_>> = BTreeMap::new();
    for named in ids {
        check_one(kind, named, found);
        let Some(first) = by_address.insert(address(kind, named.id), named) else { continue };
        let collide = named.written && first.written;
        // Customers are never taken for one another, however they came in.
        if !(collide || kind == "customer") {
            continue;
        }
        if match_key(first.id) != match_key(named.id) {
            found.push(collision(Code::SlugCollision, kind, first, named));
        } else if !told {
            found.push(collision(Code::IdCollision, kind, first, named));
        }
    }
}

/// A page's route keeps its folders.
fn address(kind: &str, id: &str) -> String {
    if kind != "page" {
        return slug(id).fold();
    }
    let segments: Vec<String> = id.split('/').map(|segment| slug(segment).fold()).collect();
    segments.join("/")
}

fn check_one(kind: &str, named: &Named<'_>, found: &mut Findings) {
    let Named { id, place, written } = named;
    // A text that only a log names as a component or model is made harmless by its
    // address; an id is somebody's choice.
    if steers_path(id) && (*written || kind == "device" || kind == "fault code") {
        found.push(
            Diagnostic::new(
                Code::PathEscape,
                format!("the {kind} id `{id}` would lead out of its folder"),
            )
            .raw(*id)
            .at((*place).clone())
            .hint("use letters, digits and hyphens"),
        );
    }
    if *written && kind != "page" && is_site_file(id) {
        found.push(
            Diagnostic::new(
                Code::SlugReserved,
                format!("the {kind} id `{id}` is the name of a file of the site itself"),
            )
            .raw(*id)
            .at((*place).clone())
            .hint("choose another id"),
        );
    }
}

fn collision(code: Code, kind: &str, first: &Named<'_>, second: &Named<'_>) -> Diagnostic {
    let (a, b) = (first.id, second.id);
    let message = match code {
        Code::IdCollision => {
            format!("two records are {kind} `{b}`; the other is in {}", first.place)
        }
        _ => format!("{kind} `{a}` ({}) and {kind} `{b}` would have the same address", first.place),
    };
    Diagnostic::new(code, message).raw(b).at(second.place.clone()).hint(
        "give one of them another id; case, blanks and punctuation do not tell two addresses apart",
    )
}
