//! The parts of a report opened: records by channel, failures by cause and responsible
//! party, by model and by device.

use super::figure::Parted;
use super::{Formula, Note, Opened, Opener, Row, Value};
use crate::analyse::breakdown::{breakdown, rows};
use crate::model::time::ReportPeriod;

impl Opener<'_> {
    /// The records behind one part of a month, quarter or year.
    pub(super) fn open_part(&self, report: ReportPeriod, which: Parted) -> Option<Opened> {
        let reported = self.facts.report(report)?;
        let broken = breakdown(self.catalog, self.facts, report);
        let count = match which {
            Parted::Channel(channel) => broken.channels.get(&channel).copied(),
            Parted::Cause(cause, party) => broken.causes.get(&(cause, party)).copied(),
            Parted::Model(model) => {
                broken.models.iter().find(|own| own.model == model).map(|own| own.failures)
            }
            Parted::Device(device) => {
                broken.devices.iter().find(|own| own.device == device).map(|own| own.failures)
            }
        };
        let mut opened = Opened::new(Value::Count(count.unwrap_or(0)), Formula::Count);
        for row in rows(self.catalog, report) {
            let event = self.catalog.records.events.get(row);
            let (words, links) = (event.words(), self.catalog.links[row]);
            let inside = event.reported().is_some_and(|at| reported.period.contains(at));
            let own = match which {
                Parted::Channel(channel) => words.channel == channel,
                Parted::Cause(cause, party) => {
                    let told = (words.cause_category, words.responsible_party);
                    links.is_failure && told == (cause, party)
                }
                Parted::Model(model) => links.is_failure && links.model == model,
                Parted::Device(device) => links.is_failure && links.device == Some(device),
            };
            if inside && own {
                opened.rows.push(Row::noted(row as u32, 1.0, Note::None));
            }
        }
        Some(opened)
    }
}
