//! Setting one field of an event from text, the same way for a log's cell and for
//! a report's front matter.

use super::mapping::SourceBlock;
use crate::diag::Diagnostic;
use crate::model::events::{EventDraft, Events};
use crate::model::time::Zone;

/// What setting a field needs to know.
pub struct FieldContext<'a> {
    /// The block the source is read by.
    pub block: &'a SourceBlock,
    /// The zone of naive stamps.
    pub zone: &'a Zone,
}

/// Sets canonical `field` of `draft` from `raw`. Texts are interned in `events`.
/// An unusable value leaves the field empty and returns a finding without a
/// place (the caller knows it). Returns `Ok(false)` where no event field has this
/// name.
pub fn set(
    _draft: &mut EventDraft,
    _events: &mut Events,
    _field: &str,
    _raw: &str,
    _context: &FieldContext<'_>,
) -> Result<bool, Diagnostic> {
    Ok(false)
}
