//! What a report breaks down to, in its data file: channels, causes, models, devices and
//! new codes.

use super::json::Summary;
use crate::analyse::breakdown::Breakdown;
use crate::model::words::{CauseCategory, Channel, ResponsibleParty};
use crate::render::engine::Cx;
use serde::Serialize;

/// The parts of a report's figures.
#[derive(Serialize)]
pub(super) struct Broken<'a> {
    channels: Vec<ChannelRow>,
    causes: Vec<CauseRow>,
    models: Vec<ModelRow<'a>>,
    devices: Vec<DeviceRow<'a>>,
    new_codes: Option<Vec<&'a str>>,
}

#[derive(Serialize)]
struct ChannelRow {
    channel: Option<Channel>,
    records: u64,
}

#[derive(Serialize)]
struct CauseRow {
    cause: Option<CauseCategory>,
    responsible: Option<ResponsibleParty>,
    failures: u64,
}

#[derive(Serialize)]
struct ModelRow<'a> {
    model: Option<&'a str>,
    failures: u64,
    restore_h: Summary,
}

#[derive(Serialize)]
struct DeviceRow<'a> {
    device: &'a str,
    failures: u64,
    downtime_h: f64,
    availability: Option<f64>,
}

impl<'a> Broken<'a> {
    /// Of a breakdown.
    pub(super) fn of(cx: &Cx<'a>, parts: &Breakdown) -> Self {
        let catalog = cx.catalog();
        let channels = parts.channels.iter();
        let causes = parts.causes.iter();
        let models = parts.models.iter().map(|part| ModelRow {
            model: part.model.map(|ix| catalog.model(ix).id.as_str()),
            failures: part.failures,
            restore_h: Summary::from(&part.restore),
        });
        let devices = parts.devices.iter().map(|part| DeviceRow {
            device: catalog.device(part.device).id.as_str(),
            failures: part.failures,
            downtime_h: part.down_h,
            availability: part.availability(),
        });
        let codes = |ix: &crate::catalog::CodeIx| catalog.code(*ix).id.as_str();
        Self {
            channels: channels
                .map(|(&channel, &records)| ChannelRow { channel, records })
                .collect(),
            causes: causes
                .map(|(&(cause, responsible), &failures)| CauseRow { cause, responsible, failures })
                .collect(),
            models: models.collect(),
            devices: devices.collect(),
            new_codes: parts.new_codes.as_ref().map(|new| new.iter().map(codes).collect()),
        }
    }
}
