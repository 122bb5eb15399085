//! The service-level profiles that the field's own rules name (`domain.md` §1.3),
//! as data. A project's profile of the same id replaces one of these.

use crate::model::Priority;
use crate::model::settings::{SlaClock, SlaLimit, SlaProfile};
use crate::model::time::{Clock, DAY_MS, HOUR_MS, MINUTE_MS};

/// Ids of the built-in profiles, in order.
pub const BUILT_IN: [&str; 10] = [
    "agri",
    "decoration",
    "device_contract",
    "generic",
    "it",
    "led",
    "rescue",
    "rescue_bid",
    "simulator",
    "stb",
];

/// A built-in profile. Priorities have no time limits in the rules, so `it` has
/// only its same-day answer.
pub fn built_in(id: &str) -> Option<SlaProfile> {
    let clocks = match id {
        "agri" => vec![onsite(72 * HOUR_MS)],
        "decoration" => vec![reported("contact", Clock::RespondedAt, 24 * HOUR_MS)],
        "device_contract" => vec![onsite(4 * HOUR_MS), resolve(24 * HOUR_MS)],
        "generic" => vec![reply(24 * HOUR_MS)],
        "it" => vec![clock("same_day", Clock::RespondedAt, SlaLimit::DayEnd(0))],
        "led" => {
            vec![reported("remote_plan", Clock::PlanRepliedAt, 2 * HOUR_MS), onsite(48 * HOUR_MS)]
        }
        "rescue" => vec![clock(
            "rescue_onsite",
            Clock::ArrivedAt,
            SlaLimit::Distance(vec![(10.0, 40 * MINUTE_MS), (20.0, 60 * MINUTE_MS)]),
        )],
        "rescue_bid" => vec![reply(5 * MINUTE_MS), onsite(HOUR_MS), resolve_minor()],
        "simulator" => vec![
            reported("reply_plan", Clock::PlanRepliedAt, 24 * HOUR_MS),
            onsite(3 * DAY_MS),
            resolve(7 * DAY_MS),
            SlaClock {
                start: Clock::ResolvedAt,
                ..reported("callback", Clock::CallbackAt, 2 * DAY_MS)
            },
        ],
        "stb" => vec![reply(12 * HOUR_MS), onsite(24 * HOUR_MS)],
        _ => return None,
    };
    Some(SlaProfile { clocks, timeliness: Vec::new() })
}

fn clock(id: &str, stop: Clock, limit: SlaLimit) -> SlaClock {
    SlaClock {
        id: id.to_owned(),
        start: Clock::ReportedAt,
        stop,
        limit,
        calendar: None,
        accepted_pauses: Vec::new(),
        priorities: Vec::new(),
    }
}

fn reported(id: &str, stop: Clock, ms: i64) -> SlaClock {
    clock(id, stop, SlaLimit::Elapsed(ms))
}

fn reply(ms: i64) -> SlaClock {
    reported("reply", Clock::RespondedAt, ms)
}

fn onsite(ms: i64) -> SlaClock {
    reported("onsite", Clock::ArrivedAt, ms)
}

fn resolve(ms: i64) -> SlaClock {
    reported("resolve", Clock::ResolvedAt, ms)
}

/// Small repairs: told by the two lower priorities.
fn resolve_minor() -> SlaClock {
    SlaClock {
        priorities: vec![Priority::P3, Priority::P4],
        ..reported("resolve_minor", Clock::ResolvedAt, 2 * HOUR_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_profile_exists_and_has_a_clock() {
        for id in BUILT_IN {
            assert!(!built_in(id).expect(id).clocks.is_empty(), "{id}");
        }
        assert_eq!(built_in("none"), None);
    }
}
