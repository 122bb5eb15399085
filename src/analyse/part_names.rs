//! Which part a written name means: names are many, spellings few, so each is looked
//! up once.

use crate::catalog::{Catalog, PartIx};
use crate::model::Sym;
use crate::model::ids::match_key;
use hashbrown::HashMap;

/// A part of the catalog; of one that is not there, the number of its first spelling.
pub(super) type PartName = (Option<PartIx>, usize);

/// The parts that the lines of events name, by symbol.
pub(super) struct PartNames(HashMap<Sym, PartName>);

impl PartNames {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut names = HashMap::new();
        let mut unknown: HashMap<String, usize> = HashMap::new();
        for event in catalog.records.events.iter() {
            for line in event.parts() {
                let Some(number) = line.part.index() else { continue };
                names.entry(line.part).or_insert_with(|| {
                    let key = match_key(event.resolve(line.part));
                    match catalog.index.part.get(&key) {
                        Some(part) => (Some(*part), 0),
                        None => (None, *unknown.entry(key).or_insert(number)),
                    }
                });
            }
        }
        Self(names)
    }

    /// What a written name means; `None` where nothing is written.
    pub(super) fn of(&self, written: Sym) -> Option<PartName> {
        self.0.get(&written).copied()
    }
}
