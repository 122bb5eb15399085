//! What can be said to `faultbook new`: one command a kind of record.

use crate::cli::help;
use clap::{Args as ClapArgs, Subcommand};
use jiff::civil;

/// Arguments of `new`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct New {
    /// The kind of record.
    #[command(subcommand)]
    pub(in crate::cli) kind: NewKind,
}

/// A kind of record.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum NewKind {
    /// A fault report: what a customer or an engineer reports of a device
    #[command(long_about = help::NEW_FAULT.when, after_long_help = help::NEW_FAULT.examples)]
    Fault(NewFault),
    /// A solution article: what helps against a fault
    #[command(long_about = help::NEW_SOLUTION.when, after_long_help = help::NEW_SOLUTION.examples)]
    Solution(NewSolution),
    /// A device: a row in the device table
    #[command(long_about = help::NEW_DEVICE.when, after_long_help = help::NEW_DEVICE.examples)]
    Device(NewDevice),
    /// A corrective or preventive measure
    #[command(long_about = help::NEW_ACTION.when, after_long_help = help::NEW_ACTION.examples)]
    Action(NewAction),
    /// A planned visit to a device or site
    #[command(long_about = help::NEW_VISIT.when, after_long_help = help::NEW_VISIT.examples)]
    Visit(NewVisit),
}

/// What every kind understands.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Writing {
    /// Write it even where a device, code, model or other name is not known
    #[arg(long)]
    pub(in crate::cli) allow_unknown: bool,
}

/// Arguments of `new fault`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct NewFault {
    /// What is wrong, in the words of the person who reports it
    #[arg(value_name = "SYMPTOM", value_parser = line)]
    pub(in crate::cli) title: String,
    /// The device; once more for each further one
    #[arg(short, long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) device: Vec<String>,
    /// The fault code
    #[arg(long, value_name = "CODE", value_parser = line)]
    pub(in crate::cli) code: Option<String>,
    /// The component that failed
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) component: Option<String>,
    /// The solution article that was used
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) solution: Option<String>,
    /// The customer, where it is not the owner of the device
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) customer: Option<String>,
    /// P1 (business stands still) to P4 (a wish or question)
    #[arg(long, value_name = "P1-P4", value_parser = ["P1", "P2", "P3", "P4"], ignore_case = true)]
    pub(in crate::cli) priority: Option<String>,
    /// Who works on it; once more for each further one
    #[arg(long, value_name = "NAME", value_parser = line)]
    pub(in crate::cli) engineer: Vec<String>,
    /// When it was reported: 2026-03-05 or 2026-03-05T14:05 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(in crate::cli) date: Option<Moment>,
    /// The id, instead of the next free one
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) id: Option<String>,
    /// What every kind understands.
    #[command(flatten)]
    pub(in crate::cli) writing: Writing,
}

/// Arguments of `new solution`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct NewSolution {
    /// The title: the fault and the remedy in a few words
    #[arg(value_parser = line)]
    pub(in crate::cli) title: String,
    /// A fault code it helps against; once more for each further one
    #[arg(long, value_name = "CODE", value_parser = line)]
    pub(in crate::cli) code: Vec<String>,
    /// A model it is for; once more for each further one; none is any
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) model: Vec<String>,
    /// A component it is about; once more for each further one
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) component: Vec<String>,
    /// A part to bring; once more for each further one
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) part: Vec<String>,
    /// A ticket it comes from; once more for each further one
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) ticket: Vec<String>,
    /// Who writes it
    #[arg(long, value_name = "NAME", value_parser = line)]
    pub(in crate::cli) author: Option<String>,
    /// Day on which it is written [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) date: Option<civil::Date>,
    /// The id, instead of the next free one
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) id: Option<String>,
    /// What every kind understands.
    #[command(flatten)]
    pub(in crate::cli) writing: Writing,
}

/// Arguments of `new device`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct NewDevice {
    /// The id, as on its plate and in the logs
    #[arg(value_parser = line)]
    pub(in crate::cli) id: String,
    /// Its model
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) model: Option<String>,
    /// Whose it is
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) customer: Option<String>,
    /// Where it stands
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) site: Option<String>,
    /// Its serial number
    #[arg(long, value_name = "TEXT", value_parser = line)]
    pub(in crate::cli) serial: Option<String>,
    /// Its own name
    #[arg(long, value_name = "TEXT", value_parser = line)]
    pub(in crate::cli) name: Option<String>,
    /// Its production batch
    #[arg(long, value_name = "TEXT", value_parser = line)]
    pub(in crate::cli) batch: Option<String>,
    /// Its firmware
    #[arg(long, value_name = "TEXT", value_parser = line)]
    pub(in crate::cli) firmware: Option<String>,
    /// Day on which it was installed
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) installed_on: Option<civil::Date>,
    /// Day on which it went into service
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) commissioned_on: Option<civil::Date>,
    /// Day on which the customer accepted it; the warranty begins the day after
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) accepted_on: Option<civil::Date>,
    /// Last day of its warranty
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) warranty_end: Option<civil::Date>,
    /// What every kind understands.
    #[command(flatten)]
    pub(in crate::cli) writing: Writing,
}

/// Arguments of `new action`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct NewAction {
    /// What is to be done
    #[arg(value_parser = line)]
    pub(in crate::cli) title: String,
    /// Against what has happened, or so that it does not happen
    #[arg(long, value_name = "KIND", value_parser = ["corrective", "preventive"], default_value = "corrective")]
    pub(in crate::cli) kind: String,
    /// The fault code it is about
    #[arg(long, value_name = "CODE", value_parser = line)]
    pub(in crate::cli) code: Option<String>,
    /// The model it is about
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) model: Option<String>,
    /// The device it is about
    #[arg(short, long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) device: Option<String>,
    /// Where it comes from: a ticket, a month, an audit
    #[arg(long, value_name = "TEXT", value_parser = line)]
    pub(in crate::cli) source: Option<String>,
    /// Who does it
    #[arg(long, value_name = "NAME", value_parser = line)]
    pub(in crate::cli) owner: Option<String>,
    /// Day by which it is to be done
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) due: Option<civil::Date>,
    /// Day for ids that hold a date [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) date: Option<civil::Date>,
    /// The id, instead of the next free one
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) id: Option<String>,
    /// What every kind understands.
    #[command(flatten)]
    pub(in crate::cli) writing: Writing,
}

/// Arguments of `new visit`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct NewVisit {
    /// The device to visit
    #[arg(short, long, value_name = "ID", value_parser = line, required_unless_present = "site")]
    pub(in crate::cli) device: Option<String>,
    /// The site to visit
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) site: Option<String>,
    /// Which visit it is
    #[arg(long, value_name = "KIND", default_value = "maintenance",
        value_parser = ["first", "mid", "last", "monthly", "quarterly", "maintenance", "other"])]
    pub(in crate::cli) kind: String,
    /// First day on which it may take place [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) date: Option<civil::Date>,
    /// Last day on which it may take place [default: 30 days after the first]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) due: Option<civil::Date>,
    /// Who goes
    #[arg(long, value_name = "NAME", value_parser = line)]
    pub(in crate::cli) engineer: Option<String>,
    /// The id, instead of the next free one
    #[arg(long, value_name = "ID", value_parser = line)]
    pub(in crate::cli) id: Option<String>,
    /// What every kind understands.
    #[command(flatten)]
    pub(in crate::cli) writing: Writing,
}

/// A day, or a day and a time of day, in the zone of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Moment {
    /// The time of day is not known.
    Day(civil::Date),
    /// To the minute.
    Time(civil::DateTime),
}

impl Moment {
    /// The day.
    pub(in crate::cli) fn day(self) -> civil::Date {
        match self {
            Self::Day(day) => day,
            Self::Time(time) => time.date(),
        }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Time(time) => write!(f, "{}", time.strftime("%Y-%m-%dT%H:%M")),
        }
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    let time = || text.parse::<civil::DateTime>().map(Moment::Time).ok();
    let read = if text.contains(':') { time() } else { day(text).ok().map(Moment::Day) };
    read.ok_or_else(|| {
        "expected a day such as 2026-03-05, or a local time such as 2026-03-05T14:05".to_owned()
    })
}

fn day(text: &str) -> Result<civil::Date, String> {
    let text = text.trim();
    // A longer text would be read as a time whose hours are dropped.
    let read = if text.len() == 10 { text.parse().ok() } else { None };
    read.ok_or_else(|| "expected a day such as 2026-03-05".to_owned())
}

/// A text of one line: nothing that breaks a row, a key or a file's name.
fn line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("expected a text, found nothing".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("expected one line of text without control characters".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_day_or_a_minute() {
        assert_eq!(moment("2026-03-05").map(|m| m.to_string()), Ok("2026-03-05".to_owned()));
        for text in ["2026-03-05T14:05", "2026-03-05 14:05:30"] {
            assert_eq!(moment(text).map(|m| m.to_string()), Ok("2026-03-05T14:05".to_owned()));
        }
        for wrong in ["", "today", "5.3.2026", "2026-02-30", "2026-03-05T25:00", "20260305"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_text_is_one_line() {
        assert_eq!(line(" 黑屏 "), Ok("黑屏".to_owned()));
        for wrong in ["", "  ", "a\nb", "a\tb", "\u{1b}[2J"] {
            assert!(line(wrong).is_err(), "{wrong:?}");
        }
    }
}
