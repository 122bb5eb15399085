//! What is open now, ticket by ticket (`domain.md` §3.11): its age, whether it waits for
//! parts, and by how much it has passed the limit in which it should have been resolved.

use super::facts::Facts;
use super::figure::Distribution;
use crate::catalog::{Catalog, Restricted};
use crate::model::Status;
use crate::model::time::{Clock, DAY_MS, HOUR_MS};
use std::collections::BTreeMap;

/// One open ticket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenTicket {
    /// The event.
    pub event: u32,
    /// Days since it was reported.
    pub age_d: f64,
    /// Its status says that it waits for parts.
    pub waits_for_parts: bool,
    /// Hours past the limit to resolve it, if it has one and has passed it.
    pub over_h: Option<f64>,
}

/// Everything that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaitingFacts {
    /// The oldest first.
    pub tickets: Vec<OpenTicket>,
    /// Ages in days of those that wait for parts.
    pub for_parts: Distribution,
    /// How many have passed their limit.
    pub over: u64,
}

/// The tickets open at the instant of the figures.
pub fn waiting(catalog: &Restricted<Catalog>, facts: &Facts) -> WaitingFacts {
    let Some(as_of) = facts.as_of else { return WaitingFacts::default() };
    let end = as_of.plus(1);
    let over = hours_over(facts);
    let ticket = |ticket: &super::open_set::Ticket| OpenTicket {
        event: ticket.event,
        age_d: end.since(ticket.reported) as f64 / DAY_MS as f64,
        waits_for_parts: catalog.event(ticket.event as usize).words().status
            == Some(Status::WaitingParts),
        over_h: over.get(&ticket.event).copied(),
    };
    let tickets: Vec<OpenTicket> = facts.open_at(end).map(ticket).collect();
    let parts = tickets.iter().filter(|ticket| ticket.waits_for_parts);
    WaitingFacts {
        for_parts: Distribution::of(parts.map(|ticket| ticket.age_d).collect(), Vec::new()),
        over: tickets.iter().filter(|ticket| ticket.over_h.is_some()).count() as u64,
        tickets,
    }
}

/// By event, hours past a running clock that only restoration stops; the longest, where
/// a profile has several.
fn hours_over(facts: &Facts) -> BTreeMap<u32, f64> {
    let clocks = &facts.sla.plan.clocks;
    let mut over: BTreeMap<u32, f64> = BTreeMap::new();
    for breach in facts.sla.breaches.iter().filter(|breach| breach.open) {
        if clocks[usize::from(breach.clock)].clock.stop == Clock::ResolvedAt {
            let hours = breach.over_ms as f64 / HOUR_MS as f64;
            let longest = over.entry(breach.event).or_insert(hours);
            *longest = longest.max(hours);
        }
    }
    over
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::analyse;
    use crate::analyse::fixture::Fleet;

    #[test]
    fn what_is_open_has_its_age_its_parts_and_its_limit() {
        // One ticket of 10 April is open; to be resolved within 24 hours. Now it is the
        // last instant of 19 April.
        let open = |status| {
            let catalog = Fleet::sample().catalog_with(|c| {
                c.settings.sla_default = Some("device_contract".to_owned());
                c.records.events = std::mem::take(&mut c.records.events).rebuild(|row, draft| {
                    if row == 6 {
                        draft.words.status = status;
                    }
                    true
                });
            });
            waiting(&catalog, &analyse(&catalog))
        };
        let plain = open(None);
        let events: Vec<(u32, f64)> = plain.tickets.iter().map(|t| (t.event, t.age_d)).collect();
        assert_eq!(events, [(6, 10.0)]);
        assert_eq!((plain.over, plain.for_parts.n), (1, 0));
        let over = plain.tickets[0].over_h.expect("past its limit");
        assert!((over - 9.0 * 24.0).abs() < 1e-3, "{over}");
        let waits = open(Some(Status::WaitingParts));
        assert_eq!((waits.for_parts.n, waits.for_parts.median), (1, Some(10.0)));
    }
}
