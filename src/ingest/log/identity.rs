//! Ids of rows that have no ticket id (`domain.md` §2.4): made of what the row
//! says, never of where it stands.

use super::plan::Plan;
use crate::ingest::table::cells::Cells;
use crate::ingest::value::text::trim;
use crate::model::events::{EventDraft, Events, TextField};
use crate::model::time::Zone;
use blake3::Hasher;

/// `<device or x>-<yyyymmddThhmm>-<6 hex of the row's mapped cells>`.
pub(crate) fn of_row(
    draft: &EventDraft,
    events: &Events,
    zone: &Zone,
    feed: impl FnOnce(&mut Hasher),
) -> String {
    let device = events.pool().get(draft.text(TextField::Device));
    let device = if device.is_empty() { "x" } else { device };
    let mut hasher = Hasher::new();
    feed(&mut hasher);
    let hash = hasher.finalize();
    let [a, b, c, ..] = *hash.as_bytes();
    let reported = draft.stamp(crate::model::time::Clock::ReportedAt);
    let stamp = reported.or_else(|| draft.stamps.iter().flatten().next().copied());
    let at = stamp.map(|s| s.at).or_else(|| draft.side.iter().flatten().next().copied());
    let Some(at) = at else { return format!("{device}-{a:02x}{b:02x}{c:02x}") };
    let local = zone.local(at);
    format!(
        "{device}-{:04}{:02}{:02}T{:02}{:02}-{a:02x}{b:02x}{c:02x}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute()
    )
}

/// Feeds the mapped cells with their fields, in the order of the fields.
pub(crate) fn mapped_cells(plan: &Plan<'_>, record: &Cells<'_>, hasher: &mut Hasher) {
    for (field, at) in &plan.identity {
        let cell = trim(record.get(*at).unwrap_or(""));
        if !cell.is_empty() {
            hasher.update(field.as_bytes()).update(b"\x1f");
            hasher.update(cell.as_bytes()).update(b"\x1e");
        }
    }
}

/// A hash of all cells: equal rows have equal ones.
pub(crate) fn all_cells(record: &Cells<'_>) -> u64 {
    let mut hasher = Hasher::new();
    for cell in record.iter() {
        hasher.update(trim(cell).as_bytes()).update(b"\x1e");
    }
    let hash = hasher.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}
