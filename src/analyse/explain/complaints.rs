//! Complaints opened.

use super::figure::Complained;
use super::{Formula, LeftOut, Note, Opened, Opener, Record, Row, Value, Why};
use crate::analyse::complaints::{ComplaintRow, ComplaintSource, closed_at};
use crate::analyse::month_grid::Grids;
use crate::model::time::ReportPeriod;

impl Opener<'_> {
    /// The complaints raised in a month or year.
    pub(super) fn open_complaints(
        &self,
        report: ReportPeriod,
        which: Complained,
    ) -> Option<Opened> {
        let whole = &self.facts.complaints;
        let stated = whole.of(report).cloned().unwrap_or_default();
        let (value, formula) = match which {
            Complained::All => (Value::Count(stated.all), Formula::Count),
            Complained::Attributable => (Value::Count(stated.attributable), Formula::Count),
            Complained::Unknown => (Value::Count(stated.unknown), Formula::Count),
            Complained::Rate => (Value::Rate(stated.rate), Formula::Against),
            Complained::Kind(kind) => {
                let n = stated.kinds.get(&kind).copied().unwrap_or_default();
                (Value::Count(n), Formula::Count)
            }
        };
        let mut opened = Opened::new(value, formula);
        for complaint in whole.raised_in(report) {
            match enters(complaint, which) {
                Ok(true) => opened.rows.push(Row::one(complaint.source)),
                Ok(false) => {}
                Err(why) => opened.left_out.push(LeftOut::of(complaint.source, why)),
            }
        }
        if which == Complained::Rate && whole.recorded && stated.is_judged() {
            self.add_closed_jobs(report, &mut opened)?;
        }
        Some(opened)
    }

    fn add_closed_jobs(&self, report: ReportPeriod, opened: &mut Opened) -> Option<()> {
        let grids = Grids::of(self.catalog)?;
        let grid = grids.like(report);
        let as_of = self.catalog.settings.as_of?;
        for event in self.catalog.records.events.iter() {
            let counts = self.catalog.counts_for_ticket(event.row());
            let closed = closed_at(event, as_of).filter(|_| counts);
            let at = closed.and_then(|at| grid.position(at));
            if at.is_some_and(|at| grid.report_period(at) == report) {
                opened.rows.push(Row::noted(event.row() as u32, 0.0, Note::ClosedJob));
            }
        }
        Some(())
    }
}

fn enters(complaint: &ComplaintRow, which: Complained) -> Result<bool, Why> {
    match which {
        Complained::All => Ok(true),
        Complained::Unknown => Ok(complaint.attributable.is_none()),
        Complained::Kind(kind) => Ok(complaint.kind == Some(kind)),
        Complained::Attributable | Complained::Rate => match complaint.attributable {
            Some(true) => Ok(true),
            Some(false) => Err(Why::NotToBlame),
            None => Err(Why::BlameUnknown),
        },
    }
}

impl From<ComplaintSource> for Record {
    fn from(source: ComplaintSource) -> Self {
        match source {
            ComplaintSource::Record(at) => Self::Complaint(at),
            ComplaintSource::Event(event) => Self::Event(event),
        }
    }
}
