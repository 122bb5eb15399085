//! What was said on the command line to a draft, one function a kind.

use super::Desk;
use super::draft::{Draft, Kind};
use super::names::Names;
use crate::cli::args::{NewAction, NewDevice, NewFault, NewSolution, NewVisit};
use crate::diag::Diagnostic;
use crate::model::Day;

/// Days of a visit's window, as in the plan of the warranty.
const WINDOW_DAYS: i64 = 30;

fn each(list: &[String], mut name: impl FnMut(&str) -> String) -> Vec<String> {
    list.iter().map(|text| name(text)).collect()
}

fn on(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// A fault report.
pub(super) fn fault(
    desk: &Desk<'_>,
    said: &NewFault,
    names: &mut Names<'_>,
) -> Result<Draft, Diagnostic> {
    let moment = desk.moment(said.date);
    let id = desk.id(Kind::Fault, said.id.as_deref(), moment.day())?;
    let next = "what was found and done below the headings, and the times as they come; \
        `resolved_at` ends the repair";
    let mut draft = Draft::new(Kind::Fault, id, next);
    draft.text("kind", Some("fault_report".to_owned()));
    draft.text("title", Some(said.title.clone()));
    let devices = each(&said.device, |id| names.device(id));
    match <[String; 1]>::try_from(devices) {
        Ok([one]) => draft.text("device", Some(one)),
        Err(devices) if devices.is_empty() => draft.text("device", None),
        Err(devices) => draft.list("device", devices, ""),
    };
    if let Some(customer) = &said.customer {
        draft.text("customer", Some(names.customer(customer)));
    }
    draft.text("reported_at", Some(moment.to_string()));
    draft.words("channel", None, "phone, web, mail, visit, monitoring, walk_in");
    draft.words("priority", said.priority.clone(), "P1, P2, P3, P4");
    let states = "open, in_progress, waiting_parts, waiting_customer, resolved, closed";
    draft.words("status", Some("open".to_owned()), states);
    for clock in ["responded_at", "arrived_at", "resolved_at", "callback_at"] {
        draft.text(clock, None);
    }
    draft.words("service_type", Some("repair".to_owned()), "repair, remote, rescue");
    draft.words("charge_type", None, "free_warranty, contract, paid, goodwill");
    draft.text("fault_code", said.code.as_deref().map(|code| names.code(code)));
    draft.text("component", said.component.as_deref().map(|id| names.component(id)));
    let causes = "design, manufacturing, installation, user, maintenance, wear, external, \
        software, transport, force_majeure, nff, unknown";
    draft.words("cause_category", None, causes);
    draft.text("solution", said.solution.as_deref().map(|id| names.solution(id)));
    draft.list("engineer", said.engineer.clone(), "the lead first");
    draft.list("parts", Vec::new(), "{id: PSU-12V, qty: 1}");
    draft.opening = Some(said.title.clone());
    Ok(draft)
}

/// A solution article.
pub(super) fn solution(
    desk: &Desk<'_>,
    said: &NewSolution,
    names: &mut Names<'_>,
) -> Result<Draft, Diagnostic> {
    let day = desk.day(said.date);
    let id = desk.id(Kind::Solution, said.id.as_deref(), day)?;
    let next = "the resolution, numbered, one action a line; then set `confidence` to \
        not_validated, and to validated once it has held";
    let mut draft = Draft::new(Kind::Solution, id, next);
    draft.text("kind", Some("solution".to_owned()));
    draft.text("title", Some(said.title.clone()));
    let confidence = "work_in_progress, not_validated, validated, archived";
    draft.words("confidence", Some("work_in_progress".to_owned()), confidence);
    draft.words("audience", Some("internal".to_owned()), "internal, partner, customer, public");
    draft.list("fault_codes", each(&said.code, |id| names.code(id)), "");
    draft.list("components", each(&said.component, |id| names.component(id)), "");
    draft.list("models", each(&said.model, |id| names.model(id)), "none: any");
    draft.list("symptoms", Vec::new(), "the words that customers use");
    draft.list("parts", each(&said.part, |id| names.part(id)), "to bring");
    draft.list("tools", Vec::new(), "");
    draft.text("duration_min", None);
    draft.words("skill_level", None, "1 user, 2 field engineer, 3 factory");
    draft.words("remote_possible", None, "true, false");
    draft.list("risk", Vec::new(), "");
    draft.text("author", said.author.clone());
    draft.text("created", Some(day.to_string()));
    draft.words("verified", None, "day of the last check");
    draft.list("tickets", each(&said.ticket, |id| names.ticket(id)), "");
    Ok(draft)
}

/// A device.
pub(super) fn device(
    desk: &Desk<'_>,
    said: &NewDevice,
    names: &mut Names<'_>,
) -> Result<Draft, Diagnostic> {
    let id = desk.device_id(&said.id, names)?;
    let next = "the days of installation and acceptance, from which exposure and warranty count";
    let mut draft = Draft::new(Kind::Device, id, next);
    draft.text("name", said.name.clone());
    draft.text("model", said.model.as_deref().map(|id| names.model(id)));
    draft.text("customer", said.customer.as_deref().map(|id| names.customer(id)));
    draft.text("site", said.site.as_deref().map(|id| names.site(id)));
    draft.text("serial", said.serial.clone());
    draft.text("batch", said.batch.clone());
    draft.text("firmware", said.firmware.clone());
    draft.text("installed_on", on(said.installed_on));
    draft.text("commissioned_on", on(said.commissioned_on));
    draft.text("accepted_on", on(said.accepted_on));
    draft.text("warranty_end", on(said.warranty_end));
    Ok(draft)
}

/// A measure.
pub(super) fn action(
    desk: &Desk<'_>,
    said: &NewAction,
    names: &mut Names<'_>,
) -> Result<Draft, Diagnostic> {
    let id = desk.id(Kind::Action, said.id.as_deref(), desk.day(said.date))?;
    let next = "who does it by when (`owner`, `due`), and `done_on` when it is done";
    let mut draft = Draft::new(Kind::Action, id, next);
    draft.words("kind", Some(said.kind.clone()), "corrective, preventive");
    draft.text("title", Some(said.title.clone()));
    draft.text("source", said.source.clone());
    draft.text("code", said.code.as_deref().map(|id| names.code(id)));
    draft.text("model", said.model.as_deref().map(|id| names.model(id)));
    draft.text("device", said.device.as_deref().map(|id| names.device(id)));
    draft.text("owner", said.owner.clone());
    draft.text("due", on(said.due));
    draft.text("done_on", None);
    draft.text("effect_metric", None);
    Ok(draft)
}

/// A visit.
pub(super) fn visit(
    desk: &Desk<'_>,
    said: &NewVisit,
    names: &mut Names<'_>,
) -> Result<Draft, Diagnostic> {
    let from = desk.day(said.date);
    let to = said.due.unwrap_or_else(|| from.saturating_add(jiff::Span::new().days(WINDOW_DAYS)));
    if to < from {
        return Err(super::misused(format!(
            "the visit would be due by {to}, before the first day on which it may take place, {from}"
        ))
        .hint("give --due a day after --date"));
    }
    let id = desk.id(Kind::Visit, said.id.as_deref(), from)?;
    let next = "`done_on` and what was found, when the visit has taken place";
    let mut draft = Draft::new(Kind::Visit, id, next);
    let kinds = "first, mid, last, monthly, quarterly, maintenance, other";
    draft.words("kind", Some(said.kind.clone()), kinds);
    if let Some(device) = &said.device {
        draft.text("device", Some(names.device(device)));
    }
    if let Some(site) = &said.site {
        draft.text("site", Some(names.site(site)));
    }
    draft.text("due_from", Some(from.to_string()));
    draft.text("due_to", Some(to.to_string()));
    draft.text("done_on", None);
    draft.words("on_site", None, "true, false");
    draft.text("engineer", said.engineer.clone());
    draft.text("findings", None);
    Ok(draft)
}
