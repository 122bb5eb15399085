//! How far a ticket has come (`domain.md` §1.7): the last stage that was reached, and what
//! stands beside the way.

use crate::model::Event;
use crate::model::events::{FlagField, SideStamp};
use crate::model::time::Clock;
use crate::render::engine::Cx;
use crate::render::pages::events;
use crate::render::view::{Cell, Html};

/// The stages in the order in which a job goes; missing ones in the middle are allowed.
pub(in crate::render::pages) const STAGES: [(Clock, &str); 10] = [
    (Clock::ReportedAt, "stage.reported"),
    (Clock::RespondedAt, "stage.responded"),
    (Clock::PlanRepliedAt, "stage.plan"),
    (Clock::DispatchedAt, "stage.dispatched"),
    (Clock::ArrivedAt, "stage.arrived"),
    (Clock::RepairStartedAt, "stage.repair_started"),
    (Clock::ResolvedAt, "stage.resolved"),
    (Clock::SignedOffAt, "stage.signed_off"),
    (Clock::CallbackAt, "stage.callback"),
    (Clock::ClosedAt, "stage.closed"),
];

/// The state of a ticket with its stage.
pub(super) fn cell(cx: &Cx<'_>, event: Event<'_>) -> Cell {
    let mut words: Vec<&str> = reached(event).map(|key| cx.t(key)).into_iter().collect();
    if event.side(SideStamp::EscalatedAt).is_some() {
        words.push(cx.t("stage.escalated"));
    }
    if event.flag(FlagField::Workshop) == Some(true) {
        words.push(cx.t("stage.workshop"));
    }
    let status = events::status(cx, event);
    Cell::html(Html::join([status, Html::small(&words.join(" · "))], " "))
}

/// The last stage that was reached.
fn reached(event: Event<'_>) -> Option<&'static str> {
    STAGES.iter().rev().find(|(clock, _)| event.stamp(*clock).is_some()).map(|(_, key)| *key)
}
