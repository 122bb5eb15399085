//! Linking a log of a million rows. Run in release to measure:
//! `cargo test --release --lib scale -- --ignored --nocapture`.

use super::support::Build;
use crate::catalog::link;
use crate::model::events::{EventDraft, Origin, TextField};
use crate::model::time::{Clock, Instant, Stamp};

#[test]
#[ignore = "a measurement"]
fn a_million_rows() {
    let rows = 1_000_000_u32;
    let mut build = Build::new().code("E-1", "display");
    for n in 0..2000 {
        build =
            build.owned(&format!("D{n}"), "M", &[("A", "", "2026-01-01"), ("B", "2026-01-02", "")]);
    }
    let mut project = build.0;
    let events = &mut project.records.events;
    for n in 0..rows {
        let mut draft = EventDraft::new(Origin::Row { source: 0, line: n + 2 });
        draft.texts[TextField::Ticket as usize] = events.intern(&format!("T{n}"));
        draft.texts[TextField::Device as usize] = events.intern(&format!("D{}", n % 20_000));
        draft.texts[TextField::Code as usize] = events.intern(&format!("E-{}", n % 300));
        draft.texts[TextField::Notes as usize] = events.intern(&format!("note {n}"));
        let at =
            Instant(1_700_000_000_000 + i64::from(n.wrapping_mul(2_654_435_761) % rows) * 60_000);
        draft.stamps[Clock::ReportedAt as usize] = Some(Stamp::exact(at));
        draft.stamps[Clock::ResolvedAt as usize] = Some(Stamp::exact(at.plus(3_600_000)));
        events.push(&draft);
    }
    #[allow(clippy::disallowed_methods, reason = "this is a measurement")]
    let start = std::time::Instant::now();
    let catalog = link(project);
    println!("{rows} rows linked in {:?}, {} findings", start.elapsed(), catalog.diagnostics.len());
    assert_eq!(catalog.links.len(), rows as usize);
}
