//! Which service-level clocks run for which ticket, and where each of them stands
//! (`domain.md` §1.3, §3.8). Tallies are in `sla`.

use super::sla::TicketClock;
use crate::catalog::{Catalog, Restricted};
use crate::model::events::Event;
use crate::model::settings::SlaClock;
use crate::model::time::Instant;

/// One clock of one profile.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedClock {
    /// The profile's id.
    pub profile: String,
    /// The clock.
    pub clock: SlaClock,
    /// Whether it counts for timeliness.
    pub timeliness: bool,
}

/// The clocks of every profile that some ticket resolves to.
#[derive(Clone, Debug, Default)]
pub struct SlaPlan {
    /// All clocks, profiles in order of id, clocks in the profile's order.
    pub clocks: Vec<PlannedClock>,
}

impl SlaPlan {
    /// The clocks of one ticket, as they stood at an instant.
    pub fn states(
        &self,
        _catalog: &Restricted<Catalog>,
        _event: Event<'_>,
        _at: Instant,
    ) -> Vec<TicketClock> {
        Vec::new()
    }
}
