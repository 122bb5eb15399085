//! The SLA profiles that come with the program (`domain.md` §1.3). None is in force
//! until the configuration names it.

use crate::model::settings::{SlaClock, SlaLimit, SlaProfile};
use crate::model::time::{Clock, DAY_MS, HOUR_MS};
use std::collections::BTreeMap;

const MINUTE_MS: i64 = 60_000;

/// The usual start and stop of a clock id.
pub(super) fn usual_ends(id: &str) -> Option<(Clock, Clock)> {
    let reported = Clock::ReportedAt;
    match id {
        "reply" | "contact" | "same_day" => Some((reported, Clock::RespondedAt)),
        "reply_plan" | "remote_plan" => Some((reported, Clock::PlanRepliedAt)),
        "onsite" | "rescue_onsite" | "verify_fault" => Some((reported, Clock::ArrivedAt)),
        "onsite_after_plan" => Some((Clock::PlanRepliedAt, Clock::ArrivedAt)),
        "resolve" | "resolve_minor" => Some((reported, Clock::ResolvedAt)),
        "callback" => Some((Clock::ResolvedAt, Clock::CallbackAt)),
        _ => None,
    }
}

/// Pauses that stop a clock unless the configuration says otherwise (§3.8).
pub(super) fn usual_pauses() -> Vec<String> {
    vec!["waiting_customer".to_owned(), "exemption".to_owned()]
}

/// Every shipped profile.
pub(super) fn shipped() -> BTreeMap<String, SlaProfile> {
    let hours = |id, n: i64| (id, SlaLimit::Elapsed(n * HOUR_MS));
    let days = |id, n: i64| (id, SlaLimit::Elapsed(n * DAY_MS));
    let minutes = |id, n: i64| (id, SlaLimit::Elapsed(n * MINUTE_MS));
    let by_distance = SlaLimit::Distance(vec![(10.0, 40 * MINUTE_MS), (20.0, HOUR_MS)]);
    [
        profile(
            "simulator",
            vec![
                hours("reply_plan", 24),
                days("onsite", 3),
                days("resolve", 7),
                days("callback", 2),
            ],
        ),
        profile("stb", vec![hours("reply", 12), hours("onsite", 24)]),
        profile("led", vec![hours("remote_plan", 2), hours("onsite", 48)]),
        profile("device_contract", vec![hours("onsite", 4), hours("resolve", 24)]),
        profile("agri", vec![hours("onsite", 72)]),
        profile("generic", vec![hours("reply", 24)]),
        profile("decoration", vec![hours("contact", 24)]),
        profile(
            "rescue_bid",
            vec![minutes("reply", 5), hours("onsite", 1), hours("resolve_minor", 2)],
        ),
        profile("rescue", vec![("rescue_onsite", by_distance)]),
        profile("it", vec![("same_day", SlaLimit::DayEnd(0))]),
    ]
    .into()
}

fn profile(name: &str, limits: Vec<(&str, SlaLimit)>) -> (String, SlaProfile) {
    let clocks = limits.into_iter().filter_map(|(id, limit)| {
        let (start, stop) = usual_ends(id)?;
        Some(SlaClock {
            id: id.to_owned(),
            start,
            stop,
            limit,
            calendar: None,
            accepted_pauses: usual_pauses(),
            priorities: Vec::new(),
        })
    });
    (name.to_owned(), SlaProfile { clocks: clocks.collect(), timeliness: Vec::new() })
}
