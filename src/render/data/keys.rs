//! The key by which faults count as the same, as two fields of a row.

use crate::analyse::keys::{FaultKey, FaultKeys};
use crate::render::engine::Cx;
use serde::Serialize;

/// What makes faults the same: the kind of key and the id or text behind it.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct KeyName<'a> {
    key: Option<&'a str>,
    key_kind: Option<&'static str>,
}

impl<'a> KeyName<'a> {
    /// The key with a number of [`FaultKeys`].
    pub(super) fn numbered(cx: &Cx<'a>, number: u32) -> Self {
        Self::of(cx, cx.facts().fault_keys.key(FaultKeys::id(number as usize)))
    }

    /// The key of an event; two blanks where it has none.
    pub(super) fn of_event(cx: &Cx<'a>, row: u32) -> Self {
        let keys = &cx.facts().fault_keys;
        keys.of(row as usize).map(|id| Self::of(cx, keys.key(id))).unwrap_or_default()
    }

    fn of(cx: &Cx<'a>, key: FaultKey) -> Self {
        let records = &cx.catalog().records;
        let (key, kind) = match key {
            FaultKey::Code(ix) => (Some(records.codes[ix.index()].id.as_str()), "code"),
            FaultKey::Component(ix) => {
                (Some(records.components[ix.index()].id.as_str()), "component")
            }
            FaultKey::Cluster(at) => {
                let cluster = cx.facts().clusters.clusters.get(at as usize);
                (cluster.map(|c| c.title.as_str()), "symptom")
            }
        };
        Self { key, key_kind: Some(kind) }
    }
}
