//! What the service department does beside repairs: visits, trainings, complaints,
//! loaners, part orders, corrective and preventive actions.

use super::Meta;
use crate::model::ids::{
    ActionId, CodeId, ComplaintId, CustomerId, DeviceId, LoanerId, ModelId, PartId, PartOrderId,
    SiteId, TrainingId, VisitId,
};
use crate::model::time::{Day, Instant};
use crate::model::words::{ActionKind, ComplaintKind, VisitKind};

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
