//! The records beside events (`domain.md` §2.1), as they were read. References
//! between records are ids here; `catalog` resolves them.

mod knowledge;
mod owned;
mod service;

pub use knowledge::{FaultCode, FaultReport, FreePage, Solution};
pub use owned::{
    Component, Contract, Customer, Device, DeviceModel, Ownership, Part, SerialSpan, Site,
};
pub use service::{Action, Complaint, Loaner, PartOrder, Training, Visit};

use super::article::Article;
use super::events::Events;
use super::time::ReportPeriod;
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
    pub commentaries: BTreeMap<ReportPeriod, Article>,
    /// Groups of words that mean the same, for search.
    pub synonyms: Vec<Vec<String>>,
}
