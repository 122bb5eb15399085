//! What the words of the command line are about: a scope of the project, then a
//! figure of it. A word that nothing answers to is met with the nearest ones.

use crate::analyse::Facts;
use crate::analyse::explain::{Entry, Figure, Scope, Work};
use crate::analyse::hotspot::{Family, Group};
use crate::analyse::team::EngineerFacts;
use crate::catalog::{Catalog, Restricted};
use crate::diag::{Code, Diagnostic};
use crate::model::ids::match_key;
use crate::model::time::ReportPeriod;

/// The first words, as they are asked for.
pub(super) const SCOPES: [(&str, &str); 12] = [
    ("report", "report 2026-10"),
    ("year", "year 2026"),
    ("site", "site"),
    ("device", "device DEVICE"),
    ("model", "model MODEL"),
    ("customer", "customer CUSTOMER"),
    ("place", "place PLACE"),
    ("engineer", "engineer NAME"),
    ("code", "code CODE"),
    ("component", "component COMPONENT"),
    ("solution", "solution SOLUTION"),
    ("hotspot", "hotspot model:MODEL"),
];
/// How many near names are shown.
const NEAREST: usize = 5;

/// A scope as it was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subject {
    /// Whose figures.
    pub(super) scope: Scope,
    /// The words that ask for it, its id as its own record has it.
    pub(super) words: String,
}

/// One of the values of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    /// How many.
    N,
    /// Mean.
    Mean,
    /// Median.
    Median,
    /// 90th percentile.
    P90,
}

impl Subject {
    /// The scope that words begin with, and the words behind it.
    pub(super) fn of<'w>(
        catalog: &Restricted<Catalog>,
        facts: &Facts,
        words: &'w [String],
    ) -> Result<(Self, &'w [String]), Diagnostic> {
        let Some((kind, rest)) = words.split_first() else { return Err(no_scope(None)) };
        let kind = kind.to_lowercase();
        if kind == "site" {
            return Ok((Self { scope: Scope::Site, words: kind }, rest));
        }
        if !SCOPES.iter().any(|(word, _)| *word == kind) {
            return Err(no_scope(Some(&kind)));
        }
        let ids = ids(catalog, facts, &kind);
        let Some((asked, rest)) = rest.split_first() else {
            let message = format!("`{kind}` needs a name");
            return Err(Diagnostic::new(Code::NameUnknown, message).hint(known(&ids, "")));
        };
        let Some((scope, id)) = find(catalog, facts, &kind, asked) else {
            let message = format!("the project has no {kind} `{asked}`");
            return Err(Diagnostic::new(Code::NameUnknown, message).hint(known(&ids, asked)));
        };
        Ok((Self { scope, words: format!("{kind} {id}") }, rest))
    }
}

fn no_scope(asked: Option<&str>) -> Diagnostic {
    let message = match asked {
        Some(asked) => format!("`{asked}` is nothing that has figures"),
        None => "say whose figures".to_owned(),
    };
    let examples: Vec<String> =
        SCOPES.iter().map(|(_, example)| format!("`faultbook explain {example}`")).collect();
    Diagnostic::new(Code::NameUnknown, message)
        .hint(format!("ask for one of: {}", examples.join(", ")))
}

/// The names nearest to one that is not known, else the first there are.
fn known(ids: &[String], asked: &str) -> String {
    if ids.is_empty() {
        return "the project has none; `faultbook check` says what was read".to_owned();
    }
    let near = nearest(ids, asked);
    if near.is_empty() {
        let more = if ids.len() > NEAREST {
            format!(" and {} more", ids.len() - NEAREST)
        } else {
            String::new()
        };
        let first: Vec<&str> = ids.iter().take(NEAREST).map(String::as_str).collect();
        return format!("there are {}{more}", first.join(", "));
    }
    format!("the nearest known names are {}", near.join(", "))
}

/// The names nearest to another: a slip of a few letters, or a part.
pub(super) fn nearest<'a>(ids: &'a [String], asked: &str) -> Vec<&'a str> {
    let wanted = match_key(asked);
    let length = wanted.chars().count();
    let mut near: Vec<(usize, &str)> = Vec::new();
    for id in ids {
        let key = match_key(id);
        let distance = strsim::damerau_levenshtein(&key, &wanted);
        let part = length >= 3 && (key.contains(&wanted) || wanted.contains(&key));
        if length > 0 && (distance * 3 <= length.max(3) || part) {
            near.push((distance, id));
        }
    }
    near.sort_unstable();
    near.into_iter().take(NEAREST).map(|(_, id)| id).collect()
}

fn find(catalog: &Catalog, facts: &Facts, kind: &str, asked: &str) -> Option<(Scope, String)> {
    let (index, records) = (&catalog.index, &catalog.records);
    match kind {
        "report" | "year" => {
            let report = ReportPeriod::parse(asked)?;
            let fits = kind == "report" || matches!(report, ReportPeriod::Year(_));
            facts.report(report).filter(|_| fits)?;
            Some((Scope::Report(report), report.to_string()))
        }
        "place" => index
            .find_site(asked)
            .map(|ix| (Scope::Place(ix), records.sites[ix.index()].id.to_string())),
        "engineer" => engineer(facts, asked),
        "device" => index
            .find_device(asked)
            .map(|ix| (Scope::Device(ix), records.devices[ix.index()].id.to_string())),
        "model" => index
            .find_model(asked)
            .map(|ix| (Scope::Model(ix), records.models[ix.index()].id.to_string())),
        "customer" => index
            .find_customer(asked)
            .map(|ix| (Scope::Customer(ix), records.customers[ix.index()].id.to_string())),
        "code" => index
            .find_code(asked)
            .map(|ix| (Scope::Code(ix), records.codes[ix.index()].id.to_string())),
        "component" => index
            .find_component(asked)
            .map(|ix| (Scope::Component(ix), records.components[ix.index()].id.to_string())),
        "solution" => index
            .find_solution(asked)
            .map(|ix| (Scope::Solution(ix), records.solutions[ix.index()].id.to_string())),
        _ => {
            let all = hotspots(catalog, facts);
            let key = match_key(asked);
            all.into_iter().find(|(_, name)| match_key(name) == key)
        }
    }
}

/// An engineer by name; by number where names are hidden.
fn engineer(facts: &Facts, asked: &str) -> Option<(Scope, String)> {
    let key = match_key(asked);
    let named = facts.team.engineers.iter().find(|one| match_key(&called(one)) == key)?;
    Some((Scope::Engineer(named.number), called(named)))
}

fn called(engineer: &EngineerFacts) -> String {
    engineer.name.clone().unwrap_or_else(|| engineer.number.to_string())
}

/// Every group of every family under `family:group`.
fn hotspots(catalog: &Catalog, facts: &Facts) -> Vec<(Scope, String)> {
    let families = facts.hotspots.families.iter();
    let rows = families.flat_map(|family| family.rows.iter().map(|row| (family.family, row)));
    rows.map(|(family, row)| {
        let name = format!("{}:{}", family.as_str(), group(catalog, family, &row.group));
        (Scope::HotSpot(family, row.group.clone()), name)
    })
    .collect()
}

fn group(catalog: &Catalog, family: Family, group: &Group) -> String {
    let records = &catalog.records;
    let model = |at: usize| records.models[at].id.to_string();
    match group {
        Group::Model(ix) => model(ix.index()),
        Group::Device(ix) => records.devices[ix.index()].id.to_string(),
        Group::Site(ix) => records.sites[ix.index()].id.to_string(),
        Group::Customer(ix) => records.customers[ix.index()].id.to_string(),
        Group::Batch(batch) => batch.clone(),
        Group::CodeModel(code, of) => {
            format!("{}/{}", records.codes[code.index()].id, model(of.index()))
        }
        Group::ComponentModel(component, of) => {
            format!("{}/{}", records.components[component.index()].id, model(of.index()))
        }
        Group::Stretch => family.as_str().to_owned(),
    }
}

fn ids(catalog: &Catalog, facts: &Facts, kind: &str) -> Vec<String> {
    let records = &catalog.records;
    macro_rules! ids {
        ($list:ident) => {
            records.$list.iter().map(|record| record.id.to_string()).collect()
        };
    }
    match kind {
        "report" => facts.months.iter().rev().map(|m| m.month.to_string()).collect(),
        "year" => {
            let years = facts.longer.iter().rev().map(|longer| longer.report);
            years.filter(|r| matches!(r, ReportPeriod::Year(_))).map(|r| r.to_string()).collect()
        }
        "place" => ids!(sites),
        "engineer" => facts.team.engineers.iter().map(called).collect(),
        "device" => ids!(devices),
        "model" => ids!(models),
        "customer" => ids!(customers),
        "code" => ids!(codes),
        "component" => ids!(components),
        "solution" => ids!(solutions),
        _ => hotspots(catalog, facts).into_iter().map(|(_, name)| name).collect(),
    }
}

/// The figure that words name: as in the data files, without its unit, or one of its
/// values.
pub(super) fn figure(entries: &[Entry], words: &[String]) -> Option<(Entry, Option<Focus>)> {
    let asked = form(&words.join("."));
    let whole = |asked: &str| entries.iter().find(|e| names(e).iter().any(|name| name == asked));
    if let Some(entry) = whole(&asked) {
        return Some((entry.clone(), None));
    }
    let parts =
        [("median", Focus::Median), ("mean", Focus::Mean), ("p90", Focus::P90), ("n", Focus::N)];
    let part = |(end, focus): (&str, Focus)| {
        let entry = whole(asked.strip_suffix(end)?.strip_suffix('_')?)?;
        let several = matches!(entry.figure, Figure::Time(_) | Figure::Work(Work::Restore));
        several.then(|| (entry.clone(), Some(focus)))
    };
    parts.into_iter().find_map(part)
}

fn form(text: &str) -> String {
    text.trim().to_lowercase().replace(['.', ' ', '-'], "_")
}

/// The names by which a figure is known: with and without the unit at the end.
fn names(entry: &Entry) -> Vec<String> {
    let whole = form(&entry.name);
    let short = ["_h", "_30d", "_d", "d"].iter().filter_map(|unit| whole.strip_suffix(unit));
    let held = whole.starts_with("held_");
    let mut all: Vec<String> =
        short.filter(|s| !held || s.len() + 1 == whole.len()).map(str::to_owned).collect();
    all.push(whole);
    all
}

/// A figure that the scope does not have.
pub(super) fn unknown_figure(asked: &str, subject: &Subject, entries: &[Entry]) -> Diagnostic {
    let names: Vec<String> = entries.iter().map(|entry| entry.name.clone()).collect();
    let message = format!("{} has no figure `{asked}`", subject.words);
    let near = nearest(&names, &form(asked));
    let near =
        if near.is_empty() { String::new() } else { format!("did you mean {}? ", near.join(", ")) };
    let hint = format!("{near}It has: {}", names.join(", "));
    Diagnostic::new(Code::NameUnknown, message).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, figure: Figure) -> Entry {
        Entry { name: name.to_owned(), figure }
    }

    #[test]
    fn a_figure_answers_to_its_name_without_its_unit_and_to_its_parts() {
        let entries = [
            entry("restore_h", Figure::Time(3)),
            entry("repeat_30d", Figure::Repeat),
            entry("held_90d", Figure::Held(90)),
            entry("mtbf_h", Figure::Mtbf),
            entry("backlog.open_end", Figure::Failures),
        ];
        let found = |asked: &[&str]| {
            let words: Vec<String> = asked.iter().map(|w| (*w).to_owned()).collect();
            figure(&entries, &words).map(|(entry, focus)| (entry.name, focus))
        };
        let whole = |name: &str| Some((name.to_owned(), None));
        assert_eq!(found(&["restore_h"]), whole("restore_h"));
        assert_eq!(found(&["restore"]), whole("restore_h"));
        assert_eq!(found(&["MTBF"]), whole("mtbf_h"));
        assert_eq!(found(&["held_90"]), whole("held_90d"));
        assert_eq!(found(&["repeat"]), whole("repeat_30d"));
        assert_eq!(found(&["backlog", "open_end"]), whole("backlog.open_end"));
        let median = Some(("restore_h".to_owned(), Some(Focus::Median)));
        assert_eq!(found(&["restore_median"]), median);
        assert_eq!(found(&["restore_h.median"]), median);
        assert_eq!(found(&["mtbf_median"]), None);
        assert_eq!(found(&["held"]), None);
    }

    #[test]
    fn a_slip_is_met_with_the_nearest_name() {
        let ids = ["SIM-001".to_owned(), "SIM-010".to_owned(), "TX-9".to_owned()];
        assert_eq!(nearest(&ids, "SIM-00l")[0], "SIM-001");
        assert!(nearest(&ids, "quite another").is_empty());
    }
}
