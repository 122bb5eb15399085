//! The key by which two faults count as the same (`domain.md` §3.7): the fault
//! code; without one the component; without one the cluster of similar symptoms.

use crate::catalog::{Catalog, CodeIx, ComponentIx};

/// What makes two faults the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKey {
    /// The same fault code.
    Code(CodeIx),
    /// No code, the same component.
    Component(ComponentIx),
    /// Neither, but similar symptoms: the number of the cluster.
    Cluster(u32),
}

/// A key as a small number; ordered as [`FaultKey`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(u32);

impl KeyId {
    /// The key as a number, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The key of every event.
#[derive(Clone, Debug, Default)]
pub struct FaultKeys {
    /// One more than the key's number; 0 is none.
    of: Vec<u32>,
    codes: u32,
    components: u32,
    count: u32,
}

impl FaultKeys {
    /// The keys of a catalog's events. `clusters` names the symptom cluster by
    /// event; it is only asked for events with neither code nor component.
    pub fn build(catalog: &Catalog, clusters: Option<&[Option<u32>]>) -> Self {
        let codes = catalog.records.codes.len() as u32;
        let components = catalog.records.components.len() as u32;
        let cluster = |row: usize| clusters.and_then(|all| all.get(row).copied().flatten());
        let most = clusters.into_iter().flatten().flatten().max().map_or(0, |c| c + 1);
        let key = |(row, link): (usize, &crate::catalog::EventLinks)| {
            let number = if let Some(code) = link.code {
                Some(code.index() as u32)
            } else if let Some(component) = link.component {
                Some(codes + component.index() as u32)
            } else {
                cluster(row).map(|c| codes + components + c)
            };
            number.map_or(0, |n| n + 1)
        };
        let of = catalog.links.iter().enumerate().map(key).collect();
        Self { of, codes, components, count: codes + components + most }
    }

    /// The key of an event; `None` where nothing says what failed.
    pub fn of(&self, event: usize) -> Option<KeyId> {
        self.of.get(event).and_then(|n| n.checked_sub(1)).map(KeyId)
    }

    /// What a key stands for.
    pub fn key(&self, id: KeyId) -> FaultKey {
        let number = id.0;
        if number < self.codes {
            FaultKey::Code(CodeIx::new(number as usize))
        } else if number < self.codes + self.components {
            FaultKey::Component(ComponentIx::new((number - self.codes) as usize))
        } else {
            FaultKey::Cluster(number - self.codes - self.components)
        }
    }

    /// One more than the largest key number.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// True where no key is possible.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The key with a number below [`FaultKeys::len`].
    pub(crate) fn id(index: usize) -> KeyId {
        KeyId(index as u32)
    }
}
