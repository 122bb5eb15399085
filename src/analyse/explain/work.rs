//! An engineer's work opened.

use super::figure::Work;
use super::{Figure, Formula, LeftOut, Note, Opened, Opener, Row, Summary, Value, Why};
use crate::analyse::team::{EngineerFacts, Job, JobOutcomes, Roster};

impl Opener<'_> {
    /// A figure of an engineer, by number.
    pub(super) fn open_work(&self, number: u32, figure: Figure) -> Option<Opened> {
        let Figure::Work(which) = figure else { return None };
        let facts = self.facts;
        let stated = facts.team.engineers.iter().find(|one| one.number == number)?;
        let (value, formula) = value(stated, which);
        let mut opened = Opened::new(value, formula);
        let outcomes = JobOutcomes::of(facts);
        let mut roster = Roster::default();
        let mut met: Vec<(u32, Vec<usize>, Job)> = Vec::new();
        roster.each_job(self.catalog, outcomes, |event, engineers, job| {
            met.push((event.row() as u32, engineers.to_vec(), *job));
        });
        let position = roster.position_of(number)?;
        for (event, engineers, job) in met {
            if !engineers.contains(&position) {
                continue;
            }
            match enters(&job, which) {
                Ok(Some(value)) => {
                    let note = if job.shared { Note::Shared } else { Note::None };
                    opened.rows.push(Row::noted(event, value, note));
                }
                Ok(None) => {}
                Err(why) => opened.left_out.push(LeftOut::of(event, why)),
            }
        }
        Some(opened)
    }
}

fn value(of: &EngineerFacts, which: Work) -> (Value, Formula) {
    let share = |rate| (Value::Rate(rate), Formula::Share);
    match which {
        Work::Jobs => (Value::Count(of.jobs), Formula::Count),
        Work::Shared => (Value::Count(of.shared), Formula::Count),
        Work::Restore => (Value::Summary(Summary::from(&of.restore_h)), Formula::Summary),
        Work::Timely => share(of.timely),
        Work::SingleVisit => share(of.single_visit),
        Work::FirstTimeFix => share(of.first_time_fix),
        Work::Repeat => share(of.repeat),
        Work::Satisfaction => (Value::Number(of.satisfaction), Formula::Mean),
        Work::Answers => (Value::Count(of.answers), Formula::Count),
    }
}

/// What a job adds.
fn enters(job: &Job, which: Work) -> Result<Option<f64>, Why> {
    let share =
        |outcome: Option<bool>, why| outcome.map(|is| Some(f64::from(u8::from(is)))).ok_or(why);
    match which {
        Work::Jobs => Ok(Some(1.0)),
        Work::Shared => Ok(job.shared.then_some(1.0)),
        Work::Restore => job.restore_h.map(Some).ok_or(Why::NoRestore),
        Work::Timely => share(job.timely, Why::NoDeadline),
        Work::SingleVisit => share(job.single_visit, Why::VisitsUnknown),
        Work::FirstTimeFix => share(job.first_time_fix, Why::NotJudged),
        Work::Repeat => share(job.repeated, Why::NotJudged),
        Work::Satisfaction => job.satisfaction.map(Some).ok_or(Why::NoScore),
        Work::Answers => job.satisfaction.map(|_| Some(1.0)).ok_or(Why::NoScore),
    }
}
