//! The parts of a report opened: records by channel, failures by cause and responsible
//! party, by model and by device.

use super::figure::Parted;
use super::{Formula, Note, Opened, Opener, Row, Value};
use crate::analyse::breakdown::rows;
use crate::catalog::Catalog;
use crate::model::time::ReportPeriod;
use crate::model::words::{CauseCategory, Channel, ResponsibleParty};

impl Opener<'_> {
    /// The records behind one part of a month, quarter or year.
    pub(super) fn open_part(&self, report: ReportPeriod, which: Parted) -> Option<Opened> {
        self.facts.report(report)?;
        let own = rows(self.catalog, report).filter(|&row| {
            parts_of(self.catalog, row).into_iter().flatten().any(|part| part == which)
        });
        let own: Vec<Row> = own.map(|row| Row::noted(row as u32, 1.0, Note::None)).collect();
        let mut opened = Opened::new(Value::Count(own.len() as u64), Formula::Count);
        opened.rows = own;
        Some(opened)
    }

    /// Every record of a month, quarter or year with the names of the parts that it is in:
    /// all of them opened in one pass.
    pub fn each_part(&self, report: ReportPeriod, mut each: impl FnMut(u32, String)) {
        if self.facts.report(report).is_none() {
            return;
        }
        for row in rows(self.catalog, report) {
            for part in parts_of(self.catalog, row).into_iter().flatten() {
                each(row as u32, name(self.catalog, part));
            }
        }
    }
}

/// The parts that a record is in.
fn parts_of(catalog: &Catalog, row: usize) -> [Option<Parted>; 4] {
    let (words, links) = (catalog.records.events.get(row).words(), catalog.links[row]);
    let failure = |part: Parted| links.is_failure.then_some(part);
    [
        Some(Parted::Channel(words.channel)),
        failure(Parted::Cause(words.cause_category, words.responsible_party)),
        failure(Parted::Model(links.model)),
        links.device.and_then(|device| failure(Parted::Device(device))),
    ]
}

/// The line of a list for what is not told; `null` in the data file.
const WITHOUT: &str = "null";

/// The name of a part, as the data file has it.
pub(super) fn name(catalog: &Catalog, part: Parted) -> String {
    let word = |word: Option<&'static str>| word.unwrap_or(WITHOUT);
    match part {
        Parted::Channel(channel) => format!("channels.{}", word(channel.map(Channel::as_str))),
        Parted::Cause(cause, party) => {
            let cause = word(cause.map(CauseCategory::as_str));
            format!("causes.{cause}.{}", word(party.map(ResponsibleParty::as_str)))
        }
        Parted::Model(model) => {
            format!("models.{}", model.map_or(WITHOUT, |ix| catalog.model(ix).id.as_str()))
        }
        Parted::Device(device) => format!("devices.{}", catalog.device(device).id),
    }
}
