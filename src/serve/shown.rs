//! What browsers are given at the moment: the last good sites, and what stands in the way
//! of newer ones. It is replaced as a whole; a request that has begun keeps what it began
//! with.

use super::overlay::Finding;
use crate::model::Lang;
use crate::pipeline::Live;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// What is shown at one moment.
#[derive(Clone)]
pub(super) struct Shown {
    /// Grows with every rebuild.
    pub(super) number: u64,
    /// The number at which the sites were good last; a page of another one is old.
    pub(super) site: u64,
    /// The sites; none before a first good rebuild.
    pub(super) live: Option<Arc<Live>>,
    /// Sites that are encrypted where they are published.
    pub(super) encrypted: BTreeSet<String>,
    /// The first language of the project.
    pub(super) language: Lang,
    /// The newest files gave no sites.
    pub(super) failed: bool,
    /// What a person should mend.
    pub(super) findings: Vec<Finding>,
    /// Findings beyond these.
    pub(super) more: usize,
}

/// The same for the builder and all connections.
pub(super) struct Shared {
    shown: Mutex<Arc<Shown>>,
    number: watch::Sender<u64>,
}

impl Shared {
    /// Nothing to show yet. Numbers go on from the clock, so that a page of a server that
    /// ran before is known to be old.
    pub(super) fn new() -> Self {
        let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let number = clock.map_or(1, |since| since.as_millis() as u64);
        let shown = Shown {
            number,
            site: 0,
            live: None,
            encrypted: BTreeSet::new(),
            language: Lang::En,
            failed: false,
            findings: Vec::new(),
            more: 0,
        };
        Self { shown: Mutex::new(Arc::new(shown)), number: watch::Sender::new(number) }
    }

    /// What is shown now.
    pub(super) fn now(&self) -> Arc<Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows something else and tells everybody who waits.
    pub(super) fn show(&self, change: impl FnOnce(&mut Shown)) -> Arc<Shown> {
        let mut next = Shown::clone(&self.now());
        next.number += 1;
        change(&mut next);
        let (number, next) = (next.number, Arc::new(next));
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = next.clone();
        self.number.send_replace(number);
        next
    }

    /// Waits until something else is shown than at this number.
    pub(super) async fn other_than(&self, number: u64) {
        // The sender lives as long as this value; there is no end to wait for.
        let _ = self.number.subscribe().wait_for(|now| *now != number).await;
    }
}
