//! Looks for changes where the system does not tell of them.

use super::gather::{Doubt, Gather};
use super::snapshot::{Inputs, Snapshot};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The least time between two looks.
const PAUSE: Duration = Duration::from_millis(200);
/// A look may take this part of the time at most.
const SHARE: u32 = 10;

/// Looks from now on, on a thread that ends with the process. The first look is done before
/// this returns: what changes after it is told.
pub(super) fn begin(inputs: Arc<Inputs>, gather: Arc<Gather>) {
    let mut then = Snapshot::of(&inputs);
    std::thread::spawn(move || {
        let mut pause = PAUSE;
        loop {
            std::thread::sleep(pause);
            let begun = Instant::now();
            let now = Snapshot::of(&inputs);
            let changed = now.since(&then);
            if !changed.is_empty() {
                gather.changed(changed, Doubt::None);
            }
            then = now;
            pause = PAUSE.max(begun.elapsed() * SHARE);
        }
    });
}
