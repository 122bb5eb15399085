//! The records beside events (`domain.md` §2.1), as they were read. References
//! between records are ids here; `catalog` resolves them.

use super::article::Article;
use super::events::Events;
use super::ids::{
    ActionId, CodeId, ComplaintId, ComponentId, ContractId, CustomerId, DeviceId, LoanerId,
    ModelId, PartId, PartOrderId, ReportId, SiteId, SolutionId, TrainingId, VisitId,
};
use super::time::{Day, Instant, Month};
use super::words::{
    ActionKind, CauseCategory, ComplaintKind, Confidence, DeviceStatus, PartOrigin, Readers,
    VisitKind,
};
use crate::diag::Place;
use std::collections::BTreeMap;

/// What every record carries beside its own fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meta {
    /// Where it was read.
    pub place: Place,
    /// Fields that are not known: name and value as text.
    pub unknown: Vec<(String, String)>,
    /// Prose and pictures, where the record is or has a Markdown file.
    pub article: Option<Box<Article>>,
}

/// A service contract of a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Whose it is.
    pub customer: CustomerId,
    /// First day covered.
    pub start: Option<Day>,
    /// Last day covered.
    pub end: Option<Day>,
    /// Components covered; `*` is every one.
    pub covers: Vec<String>,
    /// Components not covered.
    pub excludes: Vec<String>,
    /// The SLA profile agreed.
    pub sla_profile: Option<String>,
    /// Devices it is limited to; empty means all of the customer's.
    pub devices: Vec<DeviceId>,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Other names under which it appears.
    pub aliases: Vec<String>,
    /// Contact person; masked when published.
    pub contact: Option<String>,
    /// Telephone; masked when published.
    pub phone: Option<String>,
    /// Mail; masked when published.
    pub email: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// The dealer in charge.
    pub dealer: Option<String>,
    /// When the file was created.
    pub created_on: Option<Day>,
    /// True where it was only seen in the device table.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

impl Customer {
    /// A customer of whom only the id is known, which is its name then.
    pub fn stub(id: CustomerId) -> Self {
        Self {
            name: id.as_str().to_owned(),
            id,
            aliases: Vec::new(),
            contact: None,
            phone: None,
            email: None,
            address: None,
            dealer: None,
            created_on: None,
            derived: true,
            meta: Meta::default(),
        }
    }
}

/// A site of a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: Option<String>,
    /// IANA zone, only for calendars and display of this site.
    pub zone: Option<String>,
    /// Distance from the base.
    pub distance_km: Option<f64>,
    /// True where it was only seen in the device table.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A device model.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceModel {
    /// Its id.
    pub id: ModelId,
    /// Its name.
    pub name: String,
    /// The family it belongs to.
    pub family: Option<String>,
    /// Its components.
    pub components: Vec<ComponentId>,
    /// Hours a day it runs.
    pub duty_hours_per_day: Option<f64>,
    /// Maintenance interval in days.
    pub maintenance_interval_days: Option<u32>,
    /// Warranty in months.
    pub warranty_months: Option<u32>,
    /// Warranty in months by component.
    pub component_warranty_months: BTreeMap<ComponentId, u32>,
    /// Wear parts.
    pub wear_parts: Vec<PartId>,
    /// True where it was only seen in another table.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A device (asset). Several rows of one device are ownership intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Serial number; the present one where it changed.
    pub serial: Option<String>,
    /// All serial numbers it has or had, each with the days on which it counted.
    pub serials: Vec<SerialSpan>,
    /// Its own name.
    pub name: Option<String>,
    /// Its model.
    pub model: Option<ModelId>,
    /// Whose it is, by interval; the last is the present one.
    pub owners: Vec<Ownership>,
    /// Produced.
    pub produced_on: Option<Day>,
    /// Shipped.
    pub shipped_on: Option<Day>,
    /// Installed.
    pub installed_on: Option<Day>,
    /// Put into service.
    pub commissioned_on: Option<Day>,
    /// Accepted by the customer.
    pub accepted_on: Option<Day>,
    /// First day of the warranty, if written.
    pub warranty_start: Option<Day>,
    /// Last day of the warranty, if written.
    pub warranty_end: Option<Day>,
    /// Last day of the warranty by component.
    pub component_warranty: BTreeMap<ComponentId, Day>,
    /// Last day of an extended warranty.
    pub extended_to: Option<Day>,
    /// Support until.
    pub support_until: Option<Day>,
    /// Spares until.
    pub spares_until: Option<Day>,
    /// Taken out of service.
    pub retired_on: Option<Day>,
    /// Firmware.
    pub firmware: Option<String>,
    /// Batch.
    pub batch: Option<String>,
    /// Where it stands.
    pub status: Option<DeviceStatus>,
    /// Next maintenance, if written.
    pub next_maintenance_on: Option<Day>,
    /// Other ids under which it appears.
    pub aliases: Vec<String>,
    /// True for a stub made from a log (`domain.md` §2.4).
    pub unregistered: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A serial number of a device, which a new board or a new housing may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerialSpan {
    /// The number as written.
    pub serial: String,
    /// First day; open where `None`.
    pub from: Option<Day>,
    /// Last day; open where `None`.
    pub to: Option<Day>,
}

impl Device {
    /// A device of which only the id is known.
    pub fn stub(id: DeviceId) -> Self {
        Self {
            id,
            serial: None,
            serials: Vec::new(),
            name: None,
            model: None,
            owners: Vec::new(),
            produced_on: None,
            shipped_on: None,
            installed_on: None,
            commissioned_on: None,
            accepted_on: None,
            warranty_start: None,
            warranty_end: None,
            component_warranty: BTreeMap::new(),
            extended_to: None,
            support_until: None,
            spares_until: None,
            retired_on: None,
            firmware: None,
            batch: None,
            status: None,
            next_maintenance_on: None,
            aliases: Vec::new(),
            unregistered: true,
            meta: Meta::default(),
        }
    }
}

/// Who had a device, where, from when to when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The site.
    pub site: Option<SiteId>,
    /// First day; `None` is from the beginning.
    pub from: Option<Day>,
    /// Last day, included; `None` is until today.
    pub to: Option<Day>,
}

/// A component.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its id.
    pub id: ComponentId,
    /// Its name.
    pub name: String,
    /// The component it is part of.
    pub parent: Option<ComponentId>,
    /// Its category.
    pub category: Option<String>,
    /// True where it was only seen in another record.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A spare part.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its id.
    pub id: PartId,
    /// Its name.
    pub name: String,
    /// Unit in which it is counted.
    pub unit: Option<String>,
    /// Cost of one unit.
    pub unit_cost: Option<f64>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// Original or approved (R15).
    pub origin: Option<PartOrigin>,
    /// A wear part.
    pub wear_part: bool,
    /// Whether the old part must come back.
    pub old_part_required: Option<bool>,
    /// True where it was only seen in an event.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A fault code (failure mode).
#[derive(Clone, Debug, PartialEq)]
pub struct FaultCode {
    /// The code.
    pub id: CodeId,
    /// What it means.
    pub title: String,
    /// The component it is about.
    pub component: Option<ComponentId>,
    /// How severe.
    pub severity: Option<String>,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Words customers use for it.
    pub symptoms: Vec<String>,
    /// Models on which it is possible; empty is all.
    pub models: Vec<ModelId>,
    /// Solutions named by the table.
    pub solutions: Vec<SolutionId>,
    /// True where it was only seen in an event or an article.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A Markdown fault report. Its times, words and parts are events
/// ([`super::events::Origin::Report`]), one a device it names.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultReport {
    /// Its id.
    pub id: ReportId,
    /// The document.
    pub article: Article,
    /// Devices it names, as written.
    pub devices: Vec<DeviceId>,
    /// Place.
    pub place: Place,
}

/// A solution article.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Its id.
    pub id: SolutionId,
    /// The document.
    pub article: Article,
    /// How sure it is.
    pub confidence: Confidence,
    /// Who may read it.
    pub audience: Readers,
    /// Rule of experience or of compliance.
    pub governance: Option<String>,
    /// Fault codes it is for.
    pub codes: Vec<CodeId>,
    /// Components it is for.
    pub components: Vec<ComponentId>,
    /// Models it is for; empty is any.
    pub models: Vec<ModelId>,
    /// The customer's words.
    pub symptoms: Vec<String>,
    /// Cause.
    pub cause_category: Option<CauseCategory>,
    /// Parts to bring.
    pub parts: Vec<PartId>,
    /// Tools to bring.
    pub tools: Vec<String>,
    /// How long it takes.
    pub duration_min: Option<f64>,
    /// 1 user, 2 field engineer, 3 factory.
    pub skill_level: Option<u8>,
    /// Whether it can be done from afar.
    pub remote_possible: Option<bool>,
    /// Dangers.
    pub risk: Vec<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Written on.
    pub created: Option<Day>,
    /// Last checked on.
    pub verified: Option<Day>,
    /// The article it replaces.
    pub supersedes: Option<SolutionId>,
    /// Tickets it came from.
    pub tickets: Vec<String>,
    /// Place.
    pub place: Place,
}

/// A planned or done visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// The device visited.
    pub device: Option<DeviceId>,
    /// The site visited.
    pub site: Option<SiteId>,
    /// What kind.
    pub kind: VisitKind,
    /// First day of its window.
    pub due_from: Option<Day>,
    /// Last day of its window.
    pub due_to: Option<Day>,
    /// Done on.
    pub done_on: Option<Day>,
    /// Whether on site.
    pub on_site: Option<bool>,
    /// What was found.
    pub findings: Option<String>,
    /// Who went.
    pub engineer: Option<String>,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A training.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// Its id.
    pub id: TrainingId,
    /// The device it was about.
    pub device: Option<DeviceId>,
    /// The customer trained.
    pub customer: Option<CustomerId>,
    /// When notice was given.
    pub notified_on: Option<Day>,
    /// When it took place.
    pub held_on: Option<Day>,
    /// How many people.
    pub participants: Option<u32>,
    /// Who trained.
    pub trainer: Option<String>,
    /// About what.
    pub topic: Option<String>,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A complaint.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    /// Its id.
    pub id: ComplaintId,
    /// The ticket it is about.
    pub ticket: Option<String>,
    /// The device it is about.
    pub device: Option<DeviceId>,
    /// Who complained.
    pub customer: Option<CustomerId>,
    /// When.
    pub raised_at: Option<Instant>,
    /// About what.
    pub kind: ComplaintKind,
    /// Whether service is to blame; unknown is counted separately.
    pub attributable_to_service: Option<bool>,
    /// Who answers.
    pub owner: Option<String>,
    /// When it was answered.
    pub replied_at: Option<Instant>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// What was complained.
    pub text: Option<String>,
    /// Compensation paid (R31).
    pub compensation: Option<f64>,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A loaner handed out while a device is repaired (R14).
#[derive(Clone, Debug, PartialEq)]
pub struct Loaner {
    /// Its id.
    pub id: LoanerId,
    /// The loaner unit.
    pub unit: Option<String>,
    /// The device it stands in for.
    pub device: Option<DeviceId>,
    /// The customer who has it.
    pub customer: Option<CustomerId>,
    /// Handed out.
    pub out_at: Option<Instant>,
    /// Came back.
    pub back_at: Option<Instant>,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A spare-part request and transfer order (配件申请调拨单).
#[derive(Clone, Debug, PartialEq)]
pub struct PartOrder {
    /// Its id.
    pub id: PartOrderId,
    /// The part.
    pub part: Option<PartId>,
    /// How many.
    pub qty: Option<f64>,
    /// The ticket it is for.
    pub ticket: Option<String>,
    /// The device it is for.
    pub device: Option<DeviceId>,
    /// Requested.
    pub requested_on: Option<Day>,
    /// Shipped.
    pub shipped_on: Option<Day>,
    /// Received.
    pub received_on: Option<Day>,
    /// Who asked.
    pub requested_by: Option<String>,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A corrective or preventive action (CAPA).
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Corrective or preventive.
    pub kind: ActionKind,
    /// What is to be done.
    pub title: String,
    /// The fault code, model, report or month it comes from, as written.
    pub source: Option<String>,
    /// The fault code it is about.
    pub code: Option<CodeId>,
    /// The model it is about.
    pub model: Option<ModelId>,
    /// The device it is about.
    pub device: Option<DeviceId>,
    /// Who does it.
    pub owner: Option<String>,
    /// When it is due.
    pub due: Option<Day>,
    /// When it was done.
    pub done_on: Option<Day>,
    /// How its effect is measured.
    pub effect_metric: Option<String>,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A free page.
#[derive(Clone, Debug, PartialEq)]
pub struct FreePage {
    /// Its path below `pages/`, without `.md`.
    pub route: String,
    /// The document.
    pub article: Article,
    /// Who may read it.
    pub audience: Readers,
}

/// Everything that was read, before anything is linked.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// Customers.
    pub customers: Vec<Customer>,
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// Sites.
    pub sites: Vec<Site>,
    /// Device models.
    pub models: Vec<DeviceModel>,
    /// Devices.
    pub devices: Vec<Device>,
    /// Components.
    pub components: Vec<Component>,
    /// Parts.
    pub parts: Vec<Part>,
    /// Fault codes.
    pub codes: Vec<FaultCode>,
    /// Fault reports.
    pub reports: Vec<FaultReport>,
    /// Solution articles.
    pub solutions: Vec<Solution>,
    /// Events, from logs and reports.
    pub events: Events,
    /// Visits.
    pub visits: Vec<Visit>,
    /// Trainings.
    pub trainings: Vec<Training>,
    /// Complaints.
    pub complaints: Vec<Complaint>,
    /// Loaners.
    pub loaners: Vec<Loaner>,
    /// Part orders.
    pub part_orders: Vec<PartOrder>,
    /// Corrective and preventive actions.
    pub actions: Vec<Action>,
    /// Free pages.
    pub pages: Vec<FreePage>,
    /// Introductions of list pages (`_index.md`), by folder kind (`solutions`).
    pub introductions: BTreeMap<String, Article>,
    /// Commentary set into a month's report.
    pub commentaries: BTreeMap<Month, Article>,
    /// Groups of words that mean the same, for search.
    pub synonyms: Vec<Vec<String>>,
}
