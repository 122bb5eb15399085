//! Parts to bring (`domain.md` §3.13, §4.6): of the jobs done for a fault code, on one
//! model or with one solution, the share that used a part. An association: what was used
//! is not always what was needed, so every share has its number and interval.
//!
//! A job is a resolved failure of a source that tells of parts at all; a log without
//! parts would make every share 0. A report of several devices is one job: its part
//! lines belong to all of them.

use super::figure::Rate;
use super::part_names::{PartName, PartNames};
use super::stats::median;
use crate::catalog::{Catalog, CodeIx, ModelIx, PartIx, Restricted, SolutionIx};
use crate::model::Sym;
use crate::model::events::{Event, Origin};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One part of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct BringPart {
    /// The part, if it is in the table of parts.
    pub part: Option<PartIx>,
    /// Its name as written in the first job that used it.
    pub written: String,
    /// Jobs that used it of all jobs (Wilson).
    pub used: Rate,
    /// Pieces in a job that used it, the median.
    pub pieces: f64,
}

/// The parts of some jobs, the most used first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BringList {
    /// Jobs.
    pub jobs: u64,
    /// Parts used in at least one of them.
    pub parts: Vec<BringPart>,
}

impl BringList {
    /// Enough jobs for a share (§3.0).
    pub fn enough(&self, min_n: u64) -> bool {
        self.jobs >= min_n
    }
}

/// The parts of a fault code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeParts {
    /// On any model.
    pub all: BringList,
    /// By model; only models with a job.
    pub models: BTreeMap<ModelIx, BringList>,
}

impl CodeParts {
    /// The list for a model, or for all where that model has too few jobs.
    pub fn best(&self, model: Option<ModelIx>, min_n: u64) -> (&BringList, Option<ModelIx>) {
        let own = model.and_then(|model| Some((self.models.get(&model)?, Some(model))));
        own.filter(|(list, _)| list.enough(min_n)).unwrap_or((&self.all, None))
    }
}

/// Everything about parts to bring; only codes and solutions with a job.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BringFacts {
    /// By fault code.
    pub codes: BTreeMap<CodeIx, CodeParts>,
    /// By solution used.
    pub solutions: BTreeMap<SolutionIx, BringList>,
    /// Some source tells of parts.
    pub recorded: bool,
}

/// The parts to bring of a catalog.
pub fn parts_to_bring(catalog: &Restricted<Catalog>) -> BringFacts {
    let tells = telling(catalog);
    let jobs = Jobs::new(catalog, &tells);
    let index = &catalog.index;
    let codes = (0..catalog.records.codes.len()).into_par_iter().filter_map(|at| {
        let parts = jobs.of_code(index.events_of_code.of(at));
        (parts.all.jobs > 0).then_some((CodeIx::new(at), parts))
    });
    let solutions = (0..catalog.records.solutions.len()).into_par_iter().filter_map(|at| {
        let list = jobs.list(index.events_of_solution.of(at));
        (list.jobs > 0).then_some((SolutionIx::new(at), list))
    });
    let (codes, solutions): (Vec<_>, Vec<_>) = (codes.collect(), solutions.collect());
    BringFacts {
        codes: codes.into_iter().collect(),
        solutions: solutions.into_iter().collect(),
        recorded: tells.contains(&true),
    }
}

/// By source of rows: some row of it names a part.
fn telling(catalog: &Catalog) -> Vec<bool> {
    let mut out: Vec<bool> = Vec::new();
    for event in catalog.records.events.iter() {
        let Origin::Row { source, .. } = event.origin() else { continue };
        let source = usize::from(source);
        if out.len() <= source {
            out.resize(source + 1, false);
        }
        out[source] |= !event.parts().is_empty();
    }
    out
}

/// The jobs of a catalog and the parts they name.
struct Jobs<'a> {
    catalog: &'a Catalog,
    names: PartNames,
    /// By event: a job.
    is_job: Vec<bool>,
}

impl<'a> Jobs<'a> {
    fn new(catalog: &'a Catalog, tells: &[bool]) -> Self {
        let is_job = (0..catalog.records.events.len())
            .into_par_iter()
            .map(|row| is_job(catalog, tells, catalog.records.events.get(row)))
            .collect();
        Self { catalog, names: PartNames::new(catalog), is_job }
    }
}

fn is_job(catalog: &Catalog, tells: &[bool], event: Event<'_>) -> bool {
    let row = event.row();
    let tells = match event.origin() {
        Origin::Report(_) => true,
        Origin::Row { source, .. } => tells[usize::from(source)],
    };
    let as_of = catalog.settings.as_of;
    let done = event.resolved().zip(as_of).is_some_and(|(at, as_of)| at <= as_of);
    tells && done && catalog.links[row].is_failure && catalog.counts_for_ticket(row)
}

impl Jobs<'_> {
    fn of_code(&self, rows: &[u32]) -> CodeParts {
        let mut models: BTreeMap<ModelIx, Vec<u32>> = BTreeMap::new();
        for row in self.jobs(rows) {
            if let Some(model) = self.catalog.links[row as usize].model {
                models.entry(model).or_default().push(row);
            }
        }
        let list = |(model, rows): (ModelIx, Vec<u32>)| (model, self.list(&rows));
        CodeParts { all: self.list(rows), models: models.into_iter().map(list).collect() }
    }

    fn jobs(&self, rows: &[u32]) -> impl Iterator<Item = u32> {
        rows.iter().copied().filter(|row| self.is_job[*row as usize])
    }

    fn list(&self, rows: &[u32]) -> BringList {
        let mut used: BTreeMap<PartName, (Sym, Vec<f64>)> = BTreeMap::new();
        let mut jobs = 0;
        for row in self.jobs(rows) {
            jobs += 1;
            for (name, written, pieces) in self.parts_of(row) {
                used.entry(name).or_insert_with(|| (written, Vec::new())).1.push(pieces);
            }
        }
        let part = |((part, _), (written, mut pieces)): (PartName, (Sym, Vec<f64>))| {
            pieces.sort_by(f64::total_cmp);
            BringPart {
                part,
                written: self.catalog.records.events.pool().get(written).to_owned(),
                used: Rate::wilson(pieces.len() as u64, jobs),
                pieces: median(&pieces).unwrap_or_default(),
            }
        };
        let mut parts: Vec<BringPart> = used.into_iter().map(part).collect();
        // Equals stay in the order of the table of parts, then of names.
        parts.sort_by(|a, b| {
            let rank = |part: &BringPart| (std::cmp::Reverse(part.used.n), part.part.is_none());
            let named =
                || if a.part.is_some() { Ordering::Equal } else { a.written.cmp(&b.written) };
            rank(a).cmp(&rank(b)).then_with(named)
        });
        BringList { jobs, parts }
    }

    /// The parts of one job with their pieces; several lines of one part are one use.
    fn parts_of(&self, row: u32) -> Vec<(PartName, Sym, f64)> {
        let mut out: Vec<(PartName, Sym, f64)> = Vec::new();
        let lines = self.catalog.records.events.get(row as usize).parts();
        for line in lines.iter().filter(|line| line.qty > 0.0) {
            let Some(name) = self.names.of(line.part) else { continue };
            match out.iter_mut().find(|(known, ..)| *known == name) {
                Some((_, _, pieces)) => *pieces += line.qty,
                None => out.push((name, line.part, line.qty)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::fixture::{Fleet, rewrite};
    use crate::model::events::PartUse;
    use crate::model::ids::match_key;

    /// The sample fleet with parts by job.
    fn facts(parts: &[&[(&str, f64)]]) -> BringFacts {
        let catalog = Fleet::sample().catalog_with(|catalog| {
            rewrite(catalog, |row, events, draft| {
                for &(name, qty) in parts.get(row).copied().unwrap_or_default() {
                    let part = events.intern(name);
                    draft.extra.parts.push(PartUse { part, qty, ..blank() });
                }
            });
            catalog.index.part.insert(match_key("PSU"), PartIx::new(0));
        });
        parts_to_bring(&catalog)
    }

    fn blank() -> PartUse {
        PartUse {
            part: Sym::NONE,
            qty: 0.0,
            reason: Sym::NONE,
            old_part_required: None,
            old_part_status: None,
            issued_on: None,
            cleared_on: None,
            warranty_covered: None,
        }
    }

    #[test]
    fn a_part_is_told_by_the_jobs_that_used_it() {
        // Jobs 0, 1 and 7 are of code 0; 6, of code 2, is still open.
        let facts = facts(&[
            &[("psu", 1.0), ("PSU", 2.0), ("Fuse", 4.0)],
            &[("PSU", 1.0), ("x", 0.0)],
            &[],
            &[],
            &[],
            &[],
            &[("PSU", 1.0)],
            &[],
        ]);
        let list = &facts.codes[&CodeIx::new(0)].all;
        assert_eq!(list.jobs, 3);
        let told: Vec<_> = list.parts.iter().map(|p| (&*p.written, p.used.n, p.pieces)).collect();
        assert_eq!(told, [("psu", 2, 2.0), ("Fuse", 1, 4.0)]);
        assert_eq!(list.parts[0].part, Some(PartIx::new(0)));
        let other = &facts.codes[&CodeIx::new(2)].all;
        assert_eq!((other.jobs, other.parts.len()), (1, 0), "the open one is no job yet");
        assert!(!list.enough(5) && facts.recorded);
    }

    #[test]
    fn a_log_without_parts_tells_nothing() {
        let facts = facts(&[]);
        assert_eq!(facts, BringFacts::default());
    }
}
