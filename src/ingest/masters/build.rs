//! A form to the record of its kind.

use super::{Filled, device};
use crate::diag::{Code, Diagnostic};
use crate::ingest::columns::Kind;
use crate::ingest::form::Form;
use crate::ingest::node::{Node, Pos};
use crate::ingest::record_values as values;
use crate::model::article::{Article, SectionKind};
use crate::model::ids::{ComponentId, ContractId, match_key};
use crate::model::records::{
    Action, Complaint, Component, Contract, Customer, DeviceModel, FaultCode, Loaner, Meta, Part,
    PartOrder, Records, Site, Training, Visit,
};
use crate::model::time::Zone;
use crate::model::words::{ActionKind, ComplaintKind, VisitKind};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Fills an id that another column gives: a table of customers, sites or parts by
/// name alone.
pub(super) fn complete_id(kind: Kind, form: &mut Form<'_>) {
    let instead = match kind {
        Kind::Customers | Kind::Sites | Kind::Models | Kind::Parts | Kind::Components => "name",
        _ => return,
    };
    let name = form.peek(instead).map(Node::flat).unwrap_or_default();
    form.fill("id", name.trim());
}

/// The record of a kind and id that was read before, for its prose. `devices`: where
/// each device stands.
pub(super) fn meta_of<'r>(
    records: &'r mut Records,
    kind: Kind,
    id: &str,
    devices: &HashMap<String, usize>,
) -> Option<&'r mut Meta> {
    let key = match_key(id);
    match kind {
        Kind::Devices => {
            records.devices.get_mut(*devices.get(&key)?).map(|device| &mut device.meta)
        }
        Kind::Models => records.models.iter_mut().find(|r| r.id.key() == key).map(|r| &mut r.meta),
        Kind::Customers => {
            records.customers.iter_mut().find(|r| r.id.key() == key).map(|r| &mut r.meta)
        }
        Kind::Sites => records.sites.iter_mut().find(|r| r.id.key() == key).map(|r| &mut r.meta),
        Kind::Parts => records.parts.iter_mut().find(|r| r.id.key() == key).map(|r| &mut r.meta),
        Kind::FaultCodes => {
            records.codes.iter_mut().find(|r| r.id.key() == key).map(|r| &mut r.meta)
        }
        Kind::Components => {
            records.components.iter_mut().find(|r| r.id.key() == key).map(|r| &mut r.meta)
        }
        Kind::Contracts => {
            records.contracts.iter_mut().find(|r| r.id.key() == key).map(|r| &mut r.meta)
        }
        _ => None,
    }
}

/// Adds the record; false where it lacks what it cannot do without. `devices`: where
/// each device stands.
pub(super) fn add(
    filled: Filled<'_, '_>,
    records: &mut Records,
    devices: &mut HashMap<String, usize>,
) -> bool {
    let Filled { kind, form, article } = filled;
    let Some(id) = form.id("id") else { return false };
    match kind {
        Kind::Devices => device::add(id, form, article, (&mut records.devices, devices)),
        Kind::Customers => customer(id, form, article, records),
        Kind::Sites => records.sites.push(site(id, form, article)),
        Kind::Models => records.models.push(model(id, form, article)),
        Kind::Parts => records.parts.push(part(id, form, article)),
        Kind::FaultCodes => records.codes.push(code(id, form, article)),
        Kind::Components => records.components.push(component(id, form, article)),
        Kind::Contracts => {
            if let Some(contract) = contract(id, form, article) {
                records.contracts.push(contract);
            }
        }
        Kind::Visits => records.visits.push(visit(id, form, article)),
        Kind::Trainings => records.trainings.push(training(id, form, article)),
        Kind::Complaints => records.complaints.push(complaint(id, form, article)),
        Kind::Loaners => records.loaners.push(loaner(id, form, article)),
        Kind::PartOrders => records.part_orders.push(part_order(id, form, article)),
        Kind::Actions => records.actions.push(action(id, form, article)),
        Kind::Solutions | Kind::Reports => return false,
    }
    true
}

pub(super) fn meta(form: &mut Form<'_>, article: Option<Article>) -> Meta {
    Meta { article: article.map(Box::new), ..form.meta() }
}

/// `LCD:12;PSU:24` through a parser of the values.
pub(super) fn component_map<T>(
    form: &mut Form<'_>,
    name: &str,
    parse: impl Fn(&str) -> Result<T, Diagnostic>,
) -> BTreeMap<ComponentId, T> {
    let pos = form.peek(name).map_or(Pos::default(), |node| node.pos);
    let mut map = BTreeMap::new();
    for (component, value) in form.pairs(name) {
        match parse(&value) {
            Ok(value) => {
                map.insert(ComponentId::new(component), value);
            }
            Err(finding) => form.find(finding, name, pos),
        }
    }
    map
}

fn months(text: &str) -> Result<u32, Diagnostic> {
    let number = values::number(text.trim_end_matches("个月").trim_end_matches('月'))?;
    let whole = number.fract() == 0.0 && (0.0..=1200.0).contains(&number);
    whole.then_some(number as u32).ok_or_else(|| {
        Diagnostic::new(Code::ValueNumber, "this is no number of months")
            .raw(text)
            .expected("a whole number from 0 to 1200")
    })
}

fn customer(id: String, form: &mut Form<'_>, article: Option<Article>, records: &mut Records) {
    if let Some(contract) = contract_of_customer(&id, form) {
        records.contracts.push(contract);
    }
    records.customers.push(Customer {
        name: form.text("name").unwrap_or_else(|| id.clone()),
        aliases: form.names("aliases"),
        contact: form.text("contact"),
        phone: form.text("phone"),
        email: form.text("email"),
        address: form.text("address"),
        dealer: form.text("dealer"),
        created_on: form.day("created_on"),
        derived: false,
        meta: meta(form, article),
        id: id.into(),
    });
}

/// A contract that stands in the customer's own row or front matter.
fn contract_of_customer(customer: &str, form: &mut Form<'_>) -> Option<Contract> {
    let id = form.id("contract_id");
    let start = form.day("contract_start");
    let end = form.day("contract_end");
    let sla_profile = form.text("sla_profile");
    let covers = form.list("covers");
    let excludes = form.list("excludes");
    if id.is_none() && start.is_none() && end.is_none() && sla_profile.is_none() {
        return None;
    }
    Some(Contract {
        id: ContractId::new(id.unwrap_or_else(|| format!("{customer}-contract"))),
        customer: customer.into(),
        start,
        end,
        covers,
        excludes,
        sla_profile,
        devices: Vec::new(),
        meta: Meta { place: form.place.clone(), ..Meta::default() },
    })
}

fn contract(id: String, form: &mut Form<'_>, article: Option<Article>) -> Option<Contract> {
    let Some(customer) = form.id("customer") else {
        let finding =
            Diagnostic::new(Code::RecordField, "this contract names no customer and is left out")
                .hint("fill the customer column");
        form.find(finding, "customer", Pos::default());
        return None;
    };
    Some(Contract {
        id: id.into(),
        customer: customer.into(),
        start: form.day("start"),
        end: form.day("end"),
        covers: form.list("covers"),
        excludes: form.list("excludes"),
        sla_profile: form.text("sla_profile"),
        devices: form.ids("devices"),
        meta: meta(form, article),
    })
}

fn site(id: String, form: &mut Form<'_>, article: Option<Article>) -> Site {
    Site {
        customer: form.id("customer").map(Into::into),
        name: form.text("name").unwrap_or_else(|| id.clone()),
        address: form.text("address"),
        zone: form.parsed("tz", |text| match Zone::named(text) {
            Some(_) => Ok(text.to_owned()),
            None => Err(Diagnostic::new(Code::ValueWord, "this time zone is not known")
                .raw(text)
                .expected("an IANA name such as Asia/Shanghai")),
        }),
        distance_km: form.amount("distance_km"),
        derived: false,
        meta: meta(form, article),
        id: id.into(),
    }
}

fn model(id: String, form: &mut Form<'_>, article: Option<Article>) -> DeviceModel {
    DeviceModel {
        name: form.text("name").unwrap_or_else(|| id.clone()),
        family: form.text("family"),
        components: form.ids("components"),
        duty_hours_per_day: form.parsed("duty_hours_per_day", |text| match values::number(text)? {
            hours if hours > 0.0 && hours <= 24.0 => Ok(hours),
            _ => Err(Diagnostic::new(
                Code::ValueNumber,
                "a day has more than 0 and at most 24 hours",
            )
            .raw(text)),
        }),
        maintenance_interval_days: form.parsed("maintenance_interval", interval_days),
        warranty_months: form.parsed("warranty_months", months),
        component_warranty_months: component_map(form, "component_warranty_months", months),
        wear_parts: form.ids("wear_parts"),
        derived: false,
        meta: meta(form, article),
        id: id.into(),
    }
}

/// `90`, `90 d`, `6 m`, `半年`: days; a month counts 30.4375 of them.
fn interval_days(text: &str) -> Result<u32, Diagnostic> {
    let plain = values::folded(text).to_lowercase();
    let end = plain.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(plain.len());
    let (number, unit) = plain.split_at(end);
    let days = match unit.trim() {
        "" | "d" | "day" | "days" | "天" | "日" => 1.0,
        "w" | "week" | "weeks" | "周" => 7.0,
        "m" | "month" | "months" | "月" | "个月" => 30.4375,
        "y" | "year" | "years" | "年" => 365.25,
        "h" | "hour" | "hours" | "小时" => 1.0 / 24.0,
        _ => 0.0,
    };
    let amount: f64 = number.parse().unwrap_or(0.0);
    let total = (amount * days).round();
    if (1.0..=36_525.0).contains(&total) {
        return Ok(total as u32);
    }
    Err(Diagnostic::new(Code::ValueDuration, "this is no maintenance interval that can be read")
        .raw(text)
        .expected("an interval such as 90 d or 6 m"))
}

fn part(id: String, form: &mut Form<'_>, article: Option<Article>) -> Part {
    Part {
        name: form.text("name").unwrap_or_else(|| id.clone()),
        unit: form.text("unit"),
        unit_cost: form.amount("unit_cost"),
        vendor: form.text("vendor"),
        origin: form.word("origin"),
        wear_part: form.flag("wear_part").unwrap_or(false),
        old_part_required: form.flag("old_part_required"),
        derived: false,
        meta: meta(form, article),
        id: id.into(),
    }
}

fn code(id: String, form: &mut Form<'_>, article: Option<Article>) -> FaultCode {
    FaultCode {
        title: form.text("title").unwrap_or_else(|| id.clone()),
        component: form.id("component").map(Into::into),
        severity: form.text("severity"),
        aliases: form.list("aliases"),
        symptoms: form.list("symptoms"),
        models: form.ids("models"),
        solutions: form.ids("solutions"),
        derived: false,
        meta: meta(form, article),
        id: id.into(),
    }
}

fn component(id: String, form: &mut Form<'_>, article: Option<Article>) -> Component {
    Component {
        name: form.text("name").unwrap_or_else(|| id.clone()),
        parent: form.id("parent").map(Into::into),
        category: form.text("category"),
        derived: false,
        meta: meta(form, article),
        id: id.into(),
    }
}

fn visit(id: String, form: &mut Form<'_>, article: Option<Article>) -> Visit {
    let findings =
        form.text("findings").or_else(|| section(article.as_ref(), SectionKind::Diagnosis));
    Visit {
        id: id.into(),
        device: form.id("device").map(Into::into),
        site: form.id("site").map(Into::into),
        kind: form.word("kind").unwrap_or(VisitKind::Other),
        due_from: form.day("due_from"),
        due_to: form.day("due_to"),
        done_on: form.day("done_on"),
        on_site: form.flag("on_site"),
        findings,
        engineer: form.text("engineer"),
        meta: meta(form, article),
    }
}

fn section(article: Option<&Article>, kind: SectionKind) -> Option<String> {
    let article = article?;
    let section = article.halves.iter().find_map(|half| half.section(kind))?;
    Some(article.text(&section.content).trim().to_owned()).filter(|text| !text.is_empty())
}

fn training(id: String, form: &mut Form<'_>, article: Option<Article>) -> Training {
    Training {
        id: id.into(),
        device: form.id("device").map(Into::into),
        customer: form.id("customer").map(Into::into),
        notified_on: form.day("notified_on"),
        held_on: form.day("held_on"),
        participants: form.count("participants"),
        trainer: form.text("trainer"),
        topic: form.text("topic").or_else(|| article.as_ref().map(|a| a.title.clone())),
        meta: meta(form, article),
    }
}

fn complaint(id: String, form: &mut Form<'_>, article: Option<Article>) -> Complaint {
    let prose = || {
        let article = article.as_ref()?;
        // A heading of its own says more than the body; the file's name says nothing.
        let named = Some(article.title.clone()).filter(|title| *title != id);
        section(Some(article), SectionKind::Issue).or(named).or_else(|| {
            let half = article.halves.first()?;
            Some(article.text(&half.range).trim().to_owned()).filter(|text| !text.is_empty())
        })
    };
    let text = form.text("text").or_else(prose);
    Complaint {
        id: id.into(),
        ticket: form.text("ticket"),
        device: form.id("device").map(Into::into),
        customer: form.id("customer").map(Into::into),
        raised_at: form.instant("raised_at"),
        kind: form.word("kind").unwrap_or(ComplaintKind::Other),
        attributable_to_service: form.flag("attributable_to_service"),
        owner: form.text("owner"),
        replied_at: form.instant("replied_at"),
        closed_at: form.instant("closed_at"),
        text,
        compensation: form.amount("compensation"),
        meta: meta(form, article),
    }
}

fn loaner(id: String, form: &mut Form<'_>, article: Option<Article>) -> Loaner {
    Loaner {
        id: id.into(),
        unit: form.text("unit"),
        device: form.id("device").map(Into::into),
        customer: form.id("customer").map(Into::into),
        out_at: form.instant("out_at"),
        back_at: form.instant("back_at"),
        meta: meta(form, article),
    }
}

fn part_order(id: String, form: &mut Form<'_>, article: Option<Article>) -> PartOrder {
    PartOrder {
        id: id.into(),
        part: form.id("part").map(Into::into),
        qty: form.amount("qty"),
        ticket: form.text("ticket"),
        device: form.id("device").map(Into::into),
        requested_on: form.day("requested_on"),
        shipped_on: form.day("shipped_on"),
        received_on: form.day("received_on"),
        requested_by: form.text("requested_by"),
        meta: meta(form, article),
    }
}

fn action(id: String, form: &mut Form<'_>, article: Option<Article>) -> Action {
    Action {
        kind: form.word("kind").unwrap_or(ActionKind::Corrective),
        title: form.text("title").unwrap_or_else(|| id.clone()),
        source: form.text("source"),
        code: form.id("code").map(Into::into),
        model: form.id("model").map(Into::into),
        device: form.id("device").map(Into::into),
        owner: form.text("owner"),
        due: form.day("due"),
        done_on: form.day("done_on"),
        effect_metric: form.text("effect_metric"),
        meta: meta(form, article),
        id: id.into(),
    }
}
