//! What the figures are that only reports and engineers have: answers, complaints, parts,
//! charges, visits, measures, work.

use crate::analyse::explain::{
    Answers, Charged, Complained, Measures, Parted, PartsOf, Visited, Work,
};
use crate::analyse::visits::VisitState;
use crate::model::ChargeType;

pub(super) fn answers(which: Answers) -> String {
    match which {
        Answers::Jobs => "Jobs closed in the period, planned work included.",
        Answers::Answers => "Jobs closed in the period that have a score.",
        Answers::Response => "Jobs with a score, of the jobs closed in the period.",
        Answers::Mean => "Mean score, 1 to 5, of the jobs closed in the period that have one.",
        Answers::TopBox => "Full scores (5 of 5), of the scores of the period.",
        Answers::Satisfied => {
            "Satisfied scores (4 of 5, 8 of 10, 80 of 100 and above), of the scores of the period."
        }
        Answers::CalledBack => {
            "Jobs that were called back within two days, of the jobs whose two days ended in the \
             period; the day of a job without a time of day does not count."
        }
        Answers::CallbackNotOk => {
            "Jobs closed in the period of which the call-back found the fault not gone."
        }
        Answers::Score(score) => {
            return format!(
                "Jobs closed in the period with a score of {score} of 5; a half is rounded down."
            );
        }
    }
    .to_owned()
}

pub(super) fn complaints(which: Complained) -> String {
    match which {
        Complained::All => {
            "Complaints raised in the period: records of a complaint, and tickets marked as \
             complained about; both about one ticket are one."
        }
        Complained::Attributable => "Complaints of the period that service is to blame for.",
        Complained::Unknown => {
            "Complaints of the period of which nothing tells whether service is to blame."
        }
        Complained::Rate => {
            "Complaints of the period that service is to blame for, over the jobs closed in it. \
             Those of unknown responsibility are not in it."
        }
        Complained::Kind(kind) => {
            return format!("Complaints of the period about `{}`.", kind.as_str());
        }
    }
    .to_owned()
}

pub(super) fn parts(which: PartsOf) -> &'static str {
    match which {
        PartsOf::Qty => "Pieces replaced in the records reported in the period, a row a part line.",
        PartsOf::Value => "Pieces times the cost of their part (`unit_cost` of the part table).",
        PartsOf::WithoutCost => "Pieces of parts without a cost; they are not in the value.",
        PartsOf::OldParts => {
            "Old parts that were refurbished, scrapped or returned to their maker, of the pieces \
             that had to come back."
        }
        PartsOf::Item(_) => "Pieces of the part, their value, and the records that used it.",
    }
}

pub(super) fn charges(which: Charged) -> String {
    match which {
        Charged::Amount => "The sum of the amounts of the jobs reported in the period.",
        Charged::Goodwill => {
            "Jobs not charged as a favour, of the jobs that dates and cause put out of warranty."
        }
        Charged::Mismatches => {
            "Jobs charged though dates and cause say that they were free, and jobs not charged \
             though they were to be paid. Goodwill is a decision, no mismatch."
        }
        Charged::ExpectedUnknown => {
            "Jobs of a device of which neither warranty nor contract nor cause tells which charge \
             was due."
        }
        Charged::Jobs(charge) => {
            return format!("Jobs {}, of all jobs of the period.", charged(charge));
        }
        Charged::Lines(charge) => {
            return format!(
                "Lines {}, of all lines: a job with several part lines has one a part \
                 (`warranty_covered` says which were free), any other job has one.",
                charged(charge)
            );
        }
        Charged::AmountOf(charge) => {
            return format!(
                "The sum of the amounts of jobs {}; of a job with paid and free part lines the \
                 amount stands with the paid ones.",
                charged(charge)
            );
        }
    }
    .to_owned()
}

fn charged(charge: Option<ChargeType>) -> String {
    charge.map_or_else(
        || "that do not say how they were charged".to_owned(),
        |charge| format!("charged as `{}`", charge.as_str()),
    )
}

pub(super) fn visits(which: Visited) -> &'static str {
    match which {
        Visited::State(VisitState::Done) => {
            "Visits whose window ended in the period and that were done in it, or at most 14 days \
             before."
        }
        Visited::State(VisitState::DoneEarly) => {
            "Visits whose window ended in the period and that were done more than 14 days before \
             it."
        }
        Visited::State(VisitState::DoneLate) => {
            "Visits whose window ended in the period and that were done after it."
        }
        Visited::State(VisitState::Overdue) => {
            "Visits whose window ended in the period and that were not done by its end."
        }
        Visited::State(VisitState::Pending) => {
            "Visits whose window ends in the period and was not over at the instant of the figures."
        }
        Visited::Compliance => {
            "Visits done in time, of those whose window ended in the period. Pending ones are not \
             in it."
        }
        Visited::CarriedOut => "Visits carried out in the period, whatever their window.",
        Visited::OverdueAtEnd => {
            "Visits overdue at the end of the period, whenever their window ended."
        }
        Visited::DueNextMonth => "Visits whose window ends in the month after the period.",
    }
}

pub(super) fn actions(which: Measures) -> &'static str {
    match which {
        Measures::Closed => "Measures done, of those known by the end of the period.",
        Measures::ClosedInPeriod => "Measures done in the period.",
        Measures::Overdue => "Measures past their due day and not done at the end of the period.",
    }
}

pub(super) fn work(which: Work, days: u32) -> String {
    match which {
        Work::Jobs => {
            "Jobs that name the engineer, cancelled ones and duplicates aside; a job of several \
             engineers counts for each."
        }
        Work::Shared => "Jobs that name further engineers.",
        Work::Restore => "Hours from report to restoration of the failures among the jobs.",
        Work::Timely => "Jobs all of whose measured timeliness clocks were met.",
        Work::SingleVisit => "Resolved jobs with one visit, of those with a visit.",
        Work::FirstTimeFix => {
            return format!(
                "Repairs with one visit, no follow-up and no repeat within {days} days, of the \
                 repairs whose {days} days have ended."
            );
        }
        Work::Repeat => {
            return format!(
                "Repairs after which the same fault of the same device was reported again within \
                 {days} days, of the repairs whose {days} days have ended."
            );
        }
        Work::Satisfaction => "Mean score, 1 to 5, of the jobs that have one.",
        Work::Answers => "Jobs that have a score.",
    }
    .to_owned()
}

/// A part of a report.
pub(super) fn part(which: Parted) -> &'static str {
    match which {
        Parted::Channel(_) => "Records by day of report that came in this way.",
        Parted::Cause(..) => {
            "Failures by day of report, of this cause and with this responsible party as their \
             records have them."
        }
        Parted::Model(_) => "Failures by day of report of devices of this model.",
        Parted::Device(_) => "Failures by day of report of this device.",
    }
}
