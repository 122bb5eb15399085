//! A calendar as text (RFC 5545): escaped, lines folded at 75 octets between characters,
//! all-day entries. Entries have names that stay the same from build to build, and a
//! sequence number that grows with the instant of the figures, so that a calendar that
//! takes the file again moves what moved and doubles nothing.

use crate::model::time::{Day, Instant};

/// A calendar under construction.
pub(super) struct Calendar {
    out: Vec<u8>,
    stamp: String,
    sequence: i64,
}

/// An entry of whole days.
pub(super) struct Entry<'e> {
    /// Its name: the same on every build.
    pub(super) uid: &'e str,
    /// Its first day.
    pub(super) first: Day,
    /// Its last day.
    pub(super) last: Day,
    /// What it is.
    pub(super) summary: &'e str,
    /// Where it is.
    pub(super) place: &'e str,
    /// How it stands.
    pub(super) state: &'e str,
}

/// Milliseconds of a sequence step: figures of the same hour are the same edition.
const STEP_MS: i64 = 3_600_000;

impl Calendar {
    /// An empty calendar of a name, as of an instant.
    pub(super) fn new(name: &str, as_of: Option<Instant>) -> Self {
        let as_of = as_of.unwrap_or(Instant(0));
        let mut calendar =
            Self { out: Vec::new(), stamp: utc(as_of), sequence: (as_of.0 / STEP_MS).max(0) };
        calendar.line("BEGIN:VCALENDAR");
        calendar.line("VERSION:2.0");
        calendar.line("PRODID:-//faultbook//service//EN");
        calendar.line("CALSCALE:GREGORIAN");
        calendar.line("METHOD:PUBLISH");
        calendar.text("X-WR-CALNAME", name);
        calendar
    }

    /// Adds an entry.
    pub(super) fn entry(&mut self, entry: &Entry<'_>) {
        self.line("BEGIN:VEVENT");
        self.text("UID", &format!("{}@faultbook", entry.uid));
        self.line(&format!("DTSTAMP:{}", self.stamp));
        self.line(&format!("SEQUENCE:{}", self.sequence));
        self.line(&format!("DTSTART;VALUE=DATE:{}", date(entry.first)));
        let end = entry.last.max(entry.first);
        self.line(&format!("DTEND;VALUE=DATE:{}", date(end.tomorrow().unwrap_or(end))));
        self.text("SUMMARY", entry.summary);
        for (name, value) in [("LOCATION", entry.place), ("DESCRIPTION", entry.state)] {
            if !value.is_empty() {
                self.text(name, value);
            }
        }
        self.line("TRANSP:TRANSPARENT");
        self.line("END:VEVENT");
    }

    /// The bytes.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.line("END:VCALENDAR");
        self.out
    }

    fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' => line.push_str("\\n"),
                c if c.is_control() => line.push(' '),
                c => line.push(c),
            }
        }
        self.line(&line);
    }

    fn line(&mut self, line: &str) {
        const OCTETS: usize = 75;
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > OCTETS {
                self.out.extend_from_slice(b"\r\n ");
                used = 1;
            }
            let mut octets = [0; 4];
            self.out.extend_from_slice(c.encode_utf8(&mut octets).as_bytes());
            used += c.len_utf8();
        }
        self.out.extend_from_slice(b"\r\n");
    }
}

fn date(day: Day) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn utc(at: Instant) -> String {
    crate::model::Zone::utc().local(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(write: impl FnOnce(&mut Calendar)) -> String {
        let mut calendar = Calendar { out: Vec::new(), stamp: String::new(), sequence: 0 };
        write(&mut calendar);
        String::from_utf8(calendar.out).unwrap()
    }

    #[test]
    fn long_lines_fold_between_characters() {
        let text = of(|calendar| calendar.text("SUMMARY", &"巡访".repeat(40)));
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "巡访".repeat(40)));
    }

    #[test]
    fn text_is_escaped() {
        let text = of(|calendar| calendar.text("SUMMARY", "a,b;c\\d\ne\rf"));
        assert_eq!(text, "SUMMARY:a\\,b\\;c\\\\d\\ne f\r\n");
    }
}
