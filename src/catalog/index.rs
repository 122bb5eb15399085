//! Look-ups by id and the events of each record.

use super::groups::Groups;
use super::{
    CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, PartIx, ReportIx, SiteIx, SolutionIx,
};
use crate::model::time::Month;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Look-ups by matching key ([`crate::model::ids::match_key`]), aliases included.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Devices.
    pub device: HashMap<String, DeviceIx>,
    /// Models, by id and name.
    pub model: HashMap<String, ModelIx>,
    /// Customers, by id, name and alias.
    pub customer: HashMap<String, CustomerIx>,
    /// Sites, by id and name.
    pub site: HashMap<String, SiteIx>,
    /// Fault codes.
    pub code: HashMap<String, CodeIx>,
    /// Components, by id and name.
    pub component: HashMap<String, ComponentIx>,
    /// Parts, by id and name.
    pub part: HashMap<String, PartIx>,
    /// Solutions.
    pub solution: HashMap<String, SolutionIx>,
    /// Reports.
    pub report: HashMap<String, ReportIx>,
    /// Events by device.
    pub events_of_device: Groups,
    /// Events by model.
    pub events_of_model: Groups,
    /// Events by customer.
    pub events_of_customer: Groups,
    /// Events by site.
    pub events_of_site: Groups,
    /// Events by code.
    pub events_of_code: Groups,
    /// Events by component.
    pub events_of_component: Groups,
    /// Events by solution.
    pub events_of_solution: Groups,
    /// Events by report.
    pub events_of_report: Groups,
    /// Events by month of report, as a range of positions (events are in order of
    /// report).
    pub events_of_month: BTreeMap<Month, std::ops::Range<usize>>,
    /// Devices by model.
    pub devices_of_model: Groups,
    /// Devices by present customer.
    pub devices_of_customer: Groups,
    /// Devices by present site.
    pub devices_of_site: Groups,
    /// Solutions by code.
    pub solutions_of_code: BTreeMap<CodeIx, Vec<SolutionIx>>,
    /// First and last month with an event or `as_of`; months between are not skipped.
    pub months: Option<(Month, Month)>,
    /// Events without a device.
    pub without_device: u64,
}
