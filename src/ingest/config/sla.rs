//! `[sla]`, `[calendars.*]` and `[targets]`.

use super::profiles;
use super::reader::Reader;
use crate::ingest::node::{Key, Node};
use crate::ingest::record_values as values;
use crate::model::settings::{
    Calendar, Settings, SlaClock, SlaLimit, SlaProfile, Target, TargetSense,
};
use crate::model::time::{Clock, Day};
use crate::model::words::Priority;

const CLOCK_KEYS: [&str; 10] = [
    "id",
    "start",
    "stop",
    "limit",
    "working_days",
    "day_end",
    "distance",
    "calendar",
    "accepted_pauses",
    "priorities",
];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads `[sla]` into the settings.
pub(super) fn sla(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    settings.sla_profiles = profiles::shipped();
    let Some(table) = root.get("sla") else { return };
    reader.check_keys(table, "[sla]", &["default", "by_customer", "by_model", "profiles"]);
    for (key, node) in reader.entries(table, "profiles") {
        let profile = profile(reader, &key.name, node);
        settings.sla_profiles.insert(key.name.clone(), profile);
    }
    settings.sla_default = reader.text(table, "default");
    for (id, name) in reader.text_map(table, "by_customer") {
        settings.sla_by_customer.insert(id.into(), name);
    }
    for (id, name) in reader.text_map(table, "by_model") {
        settings.sla_by_model.insert(id.into(), name);
    }
    check_profile_names(reader, table, settings);
}

fn check_profile_names(reader: &mut Reader<'_>, table: &Node, settings: &Settings) {
    let known: Vec<&str> = settings.sla_profiles.keys().map(String::as_str).collect();
    let expected = format!("a profile: {}", known.join(", "));
    let by = ["by_customer", "by_model"].into_iter().filter_map(|key| table.get(key));
    let named = by.flat_map(|node| node.entries().iter().map(|(_, node)| node));
    for node in named.chain(table.get("default")) {
        if !settings.sla_profiles.contains_key(node.flat().trim()) {
            reader.wrong(node, "sla", &expected);
        }
    }
}

fn profile(reader: &mut Reader<'_>, name: &str, node: &Node) -> SlaProfile {
    reader.check_keys(node, &format!("[sla.profiles.{name}]"), &["clocks", "timeliness"]);
    let clocks = node.get("clocks").map_or(&[][..], Node::members);
    let clocks: Vec<SlaClock> = clocks.iter().filter_map(|c| clock(reader, name, c)).collect();
    let timeliness = reader.texts(node, "timeliness");
    SlaProfile { clocks, timeliness }
}

fn clock(reader: &mut Reader<'_>, profile: &str, node: &Node) -> Option<SlaClock> {
    reader.check_keys(node, &format!("a clock of [sla.profiles.{profile}]"), &CLOCK_KEYS);
    let Some(id) = reader.text(node, "id") else {
        reader.wrong(node, "id", "a clock with an id such as onsite");
        return None;
    };
    let usual = profiles::usual_ends(&id);
    let expected = "a clock such as reported_at or resolved_at";
    let start = reader.parsed(node, "start", clock_named, expected).or(usual.map(|u| u.0));
    let stop = reader.parsed(node, "stop", clock_named, expected).or(usual.map(|u| u.1));
    let (Some(start), Some(stop)) = (start, stop) else {
        reader.wrong(node, &id, "a clock with `start` and `stop`");
        return None;
    };
    let limit = limit(reader, node)?;
    let accepted_pauses = match node.get("accepted_pauses") {
        Some(_) => reader.texts(node, "accepted_pauses"),
        None => profiles::usual_pauses(),
    };
    let priorities = priorities(reader, node, "priorities");
    let calendar = reader.text(node, "calendar");
    Some(SlaClock { id, start, stop, limit, calendar, accepted_pauses, priorities })
}

fn limit(reader: &mut Reader<'_>, node: &Node) -> Option<SlaLimit> {
    if let Some(days) = reader.count(node, "working_days") {
        return Some(SlaLimit::WorkingDays(days));
    }
    if let Some(days) = reader.count(node, "day_end") {
        return Some(SlaLimit::DayEnd(days));
    }
    if let Some(steps) = node.get("distance") {
        let steps = steps.members().iter().filter_map(|step| {
            reader.check_keys(step, "a step of `distance`", &["km", "limit"]);
            Some((reader.number(step, "km")?, duration(reader, step)?))
        });
        return Some(SlaLimit::Distance(steps.collect()));
    }
    if node.get("limit").is_none() {
        reader.wrong(
            node,
            "limit",
            "a clock with `limit`, `working_days`, `day_end` or `distance`",
        );
    }
    duration(reader, node).map(SlaLimit::Elapsed)
}

fn duration(reader: &mut Reader<'_>, node: &Node) -> Option<i64> {
    let parse = |text: &str| values::duration(text).map_err(|_| ()).ok();
    reader.parsed(node, "limit", parse, "a duration such as 40 min, 24 h or 3 d")
}

/// The clock of a canonical name.
pub(super) fn clock_named(text: &str) -> Option<Clock> {
    Clock::ALL.into_iter().find(|clock| clock.as_str() == text)
}

/// A list of priorities.
pub(super) fn priorities(reader: &mut Reader<'_>, table: &Node, key: &str) -> Vec<Priority> {
    let mut list = Vec::new();
    for node in reader.list(table, key) {
        match Priority::from_canonical(&node.flat().to_uppercase()) {
            Some(priority) => list.push(priority),
            None => reader.wrong(node, key, "P1, P2, P3 or P4"),
        }
    }
    list
}

/// Reads `[calendars.*]` into the settings.
pub(super) fn calendars(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    for (key, node) in reader.entries(root, "calendars") {
        let calendar = calendar(reader, &key.name, node);
        settings.calendars.insert(key.name.clone(), calendar);
    }
    let named =
        settings.sla_profiles.values().flat_map(|p| &p.clocks).filter_map(|c| c.calendar.clone());
    for name in named.filter(|name| !settings.calendars.contains_key(name)).collect::<Vec<_>>() {
        let node = root.get("sla").cloned().unwrap_or_else(|| root.clone());
        reader.wrong(
            &Node::text(name, node.pos),
            "calendar",
            "the name of a [calendars.<name>] table",
        );
    }
}

fn calendar(reader: &mut Reader<'_>, name: &str, node: &Node) -> Calendar {
    let keys: Vec<&str> =
        DAYS.into_iter().chain(["hours", "days", "holidays", "workdays"]).collect();
    reader.check_keys(node, &format!("[calendars.{name}]"), &keys);
    let hours = windows(reader, node, "hours");
    let days = match node.get("days") {
        Some(_) => reader.texts(node, "days"),
        None => DAYS[..5].iter().map(|&day| day.to_owned()).collect(),
    };
    let mut calendar = Calendar::default();
    for (slot, day) in calendar.week.iter_mut().zip(DAYS) {
        if node.get(day).is_some() {
            *slot = windows(reader, node, day);
        } else if days.iter().any(|d| d.to_lowercase().starts_with(day)) {
            slot.clone_from(&hours);
        }
    }
    calendar.holidays = days_of(reader, node, "holidays");
    calendar.workdays = days_of(reader, node, "workdays");
    calendar
}

fn windows(reader: &mut Reader<'_>, table: &Node, key: &str) -> Vec<(u16, u16)> {
    let mut windows = Vec::new();
    for node in reader.list(table, key) {
        match window(&node.flat()) {
            Some(window) => windows.push(window),
            None => reader.wrong(node, key, "hours such as 09:00-18:00"),
        }
    }
    windows.sort_unstable();
    windows
}

fn window(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once(['-', '–'])?;
    let (from, to) = (minutes(from)?, minutes(to)?);
    (from < to).then_some((from, to))
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= 24 * 60).then_some(total)
}

fn days_of(reader: &mut Reader<'_>, table: &Node, key: &str) -> Vec<Day> {
    let mut days = Vec::new();
    for node in reader.list(table, key) {
        match values::day(&node.flat(), None) {
            Ok(day) => days.push(day),
            Err(_) => reader.wrong(node, key, "days such as 2026-10-01"),
        }
    }
    days.sort_unstable();
    days
}

/// Reads `[targets]` into the settings.
pub(super) fn targets(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    for (key, node) in reader.entries(root, "targets") {
        if key.name == PROFILES {
            continue;
        }
        if let Some(target) = told(reader, key, node) {
            settings.targets.insert(key.name.clone(), target);
        }
    }
    let Some(table) = root.get("targets") else { return };
    for (key, node) in reader.entries(table, PROFILES) {
        if let Some(target) = told(reader, key, node) {
            settings.profile_targets.insert(key.name.clone(), target);
        }
    }
}

/// The table of targets by service-level profile.
const PROFILES: &str = "profiles";

fn told(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Option<Target> {
    let target = target(&node.flat());
    if target.is_none() {
        reader.wrong(node, &key.name, "a target such as \">= 95 %\" or \"< 1 %\"");
    }
    target
}

fn target(text: &str) -> Option<Target> {
    let text = text.trim();
    let (sense, rest) = [
        (">=", TargetSense::AtLeast),
        ("≥", TargetSense::AtLeast),
        ("<=", TargetSense::AtMost),
        ("≤", TargetSense::AtMost),
        ("<", TargetSense::Below),
    ]
    .into_iter()
    .find_map(|(sign, sense)| text.strip_prefix(sign).map(|rest| (sense, rest)))
    .unwrap_or((TargetSense::AtLeast, text));
    let (number, scale) = match rest.trim().strip_suffix(['%', '％']) {
        Some(number) => (number, 0.01),
        None => (rest, 1.0),
    };
    let value = number.trim().parse::<f64>().ok().filter(|v| v.is_finite())? * scale;
    Some(Target { sense, value })
}
