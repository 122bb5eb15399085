//! One value into one field of a draft, or the finding why not.

use super::field::{EventField, WordField};
use crate::diag::{Code, Diagnostic};
use crate::ingest::header;
use crate::ingest::mapping::{DateOrder, SourceBlock};
use crate::ingest::value::date::{self, DateFault, DateRules};
use crate::ingest::value::stamp::StampReader;
use crate::ingest::value::{duration, excel, fold, is_empty_word, list, number, text, word};
use crate::model::events::{EventDraft, Events, FlagField, TextField};
use crate::model::time::{Clock, HOUR_MS, Instant, Stamp};
use crate::model::words::{ChargeType, ComplaintKind, ServiceType};
use std::collections::BTreeMap;

/// The foreign word in `values` that stands for every word that is not known.
const ANY_WORD: &str = "*";

/// How the values of one column are read.
#[derive(Clone, Debug)]
pub(crate) struct Rules<'a> {
    /// How doubtful dates are read.
    pub dates: DateRules,
    /// Numbers have a comma before their decimals.
    pub decimal_comma: bool,
    /// Hours of one unit of a bare duration.
    pub unit_h: f64,
    /// Lowest and highest satisfaction score.
    pub scale: (f64, f64),
    /// Foreign word → canonical word.
    pub values: Option<&'a BTreeMap<String, String>>,
    /// What yes and no mean in a charge column (`是否收费`, `是否在保`).
    pub yes_no: Option<(ChargeType, ChargeType)>,
}

impl<'a> Rules<'a> {
    /// The rules of a block for a canonical field.
    pub(crate) fn of(block: &'a SourceBlock, field: &str) -> Self {
        let unit = block.default_duration_unit.as_deref().and_then(duration::unit_hours);
        Self {
            dates: DateRules { order: block.date_order, date1904: block.date1904 },
            decimal_comma: false,
            unit_h: unit.unwrap_or(1.0),
            scale: block.satisfaction_scale.unwrap_or((1.0, 5.0)),
            values: words_of(block, field),
            yes_no: None,
        }
    }

    /// The same rules with another order of day and month.
    pub(crate) fn with_order(mut self, order: Option<DateOrder>) -> Self {
        self.dates.order = order.or(self.dates.order);
        self
    }

    /// The canonical word that the block gives for a foreign one.
    pub(crate) fn mapped<'r>(&'r self, raw: &'r str) -> &'r str {
        let Some(values) = self.values else { return raw };
        if let Some(word) = values.get(raw) {
            return word;
        }
        let folded = fold(raw);
        values.iter().find(|(foreign, _)| fold(foreign) == folded).map_or(raw, |(_, word)| word)
    }
}

/// The words a block maps for a field, under any of the field's names.
fn words_of<'a>(block: &'a SourceBlock, field: &str) -> Option<&'a BTreeMap<String, String>> {
    let named = |name: &str| header::canonical(name).is_some_and(|m| m.field == field);
    let other = || block.values.iter().find(|(name, _)| named(name)).map(|(_, words)| words);
    block.values.get(field).or_else(other)
}

/// A draft being filled, with what its values need.
pub(crate) struct Target<'a, 'z> {
    /// The event.
    pub draft: &'a mut EventDraft,
    /// Where its texts are interned.
    pub events: &'a mut Events,
    /// The zone of naive stamps.
    pub stamps: &'a mut StampReader<'z>,
    /// Durations from the report to a clock, for when the report's time is known.
    pub after: &'a mut Vec<(Clock, f64)>,
    /// The end of a range in the report's time.
    pub range_end: &'a mut Option<Stamp>,
    /// Texts of this column are hardly ever said twice.
    pub rare: bool,
}

impl Target<'_, '_> {
    /// Sets a field from a trimmed, non-empty text.
    pub(crate) fn set(
        &mut self,
        field: EventField,
        raw: &str,
        rules: &Rules<'_>,
    ) -> Result<(), Diagnostic> {
        if raw.starts_with(['#', 'E']) && excel::is_error(raw) {
            return Err(excel_error(raw));
        }
        let raw = rules.mapped(raw);
        if is_empty_word(raw) && !matches!(field, EventField::Flag(_)) {
            return Ok(());
        }
        match field {
            EventField::Text(to) => self.text(field, to, raw)?,
            EventField::Num(to) => {
                let read =
                    if rules.decimal_comma { number::parse_with_comma } else { number::parse };
                self.draft.nums[to as usize] = Some(read(raw).ok_or_else(|| no_number(raw))?);
            }
            EventField::Hours(to) => self.draft.nums[to as usize] = Some(hours(raw, rules)?),
            EventField::Satisfaction => {
                use crate::model::events::NumField::Satisfaction;
                let (score, satisfied) = score(raw, rules.scale)?;
                self.draft.nums[Satisfaction as usize] = Some(score);
                self.draft.flags[FlagField::Satisfied as usize] = Some(satisfied);
            }
            EventField::Flag(to) => self.flag(to, raw)?,
            EventField::Clock(clock) => self.clock(clock, raw, rules)?,
            EventField::After(clock) => self.after.push((clock, hours(raw, rules)?)),
            EventField::Side(to) => self.draft.side[to as usize] = Some(self.instant(raw, rules)?),
            EventField::Word(to) => self.word(to, raw, rules)?,
            EventField::Listed(_) => {}
        }
        Ok(())
    }

    fn text(&mut self, field: EventField, to: TextField, raw: &str) -> Result<(), Diagnostic> {
        if field.is_id()
            && let Some(c) = text::forbidden_in_id(raw)
        {
            return Err(control(raw, c));
        }
        if (field.is_id() || to == TextField::Phone) && excel::lost_digits(raw) {
            return Err(lost_digits(raw));
        }
        let sym = match to {
            TextField::Engineers => self.events.intern(&text::visible(&list::engineers(raw))),
            _ if self.rare || to == TextField::Ticket => {
                self.events.intern_rare(&text::visible(raw))
            }
            _ => self.events.intern(&text::visible(raw)),
        };
        self.draft.texts[to as usize] = sym;
        Ok(())
    }

    fn flag(&mut self, to: FlagField, raw: &str) -> Result<(), Diagnostic> {
        if let Some(yes) = number::yes_no(raw) {
            self.draft.flags[to as usize] = Some(yes);
            return Ok(());
        }
        if is_empty_word(raw) {
            return Ok(());
        }
        let mut kind = None;
        if to == FlagField::Complaint {
            kind = <ComplaintKind as word::Word>::read(raw);
        }
        if kind.is_none() {
            let message = format!("\"{raw}\" is neither yes nor no");
            let finding = Diagnostic::new(Code::ValueWord, message).raw(raw);
            return Err(finding.expected("是 / 否, 有 / 无, yes / no, 1 / 0, √ / ×"));
        }
        self.draft.flags[to as usize] = Some(true);
        self.draft.words.complaint_kind = kind;
        Ok(())
    }

    fn clock(&mut self, clock: Clock, raw: &str, rules: &Rules<'_>) -> Result<(), Diagnostic> {
        let stamp = match date::parse(raw, rules.dates) {
            Ok(written) => self.stamps.stamp(written),
            Err(fault) => {
                let range = date::range(raw, rules.dates).filter(|_| clock == Clock::ReportedAt);
                let (from, to) = range.ok_or_else(|| no_date(raw, fault))?;
                *self.range_end = Some(self.stamps.stamp(to));
                self.stamps.stamp(from)
            }
        };
        self.draft.stamps[clock as usize] = Some(stamp);
        Ok(())
    }

    /// The instant a text names.
    pub(crate) fn instant(&mut self, raw: &str, rules: &Rules<'_>) -> Result<Instant, Diagnostic> {
        let written = date::parse(raw, rules.dates).map_err(|fault| no_date(raw, fault))?;
        Ok(self.stamps.stamp(written).at)
    }

    fn word(&mut self, to: WordField, raw: &str, rules: &Rules<'_>) -> Result<(), Diagnostic> {
        if let (WordField::Charge, Some((yes, no))) = (to, rules.yes_no)
            && let Some(answer) = number::yes_no(raw)
        {
            self.draft.words.charge_type = Some(if answer { yes } else { no });
            return Ok(());
        }
        let any = rules.values.and_then(|words| words.get(ANY_WORD));
        to.set(&mut self.draft.words, raw).or_else(|unknown| {
            any.and_then(|word| to.set(&mut self.draft.words, word).ok()).ok_or(unknown)
        }).map_err(|unknown| {
            // Where a block says which words are which service, another word is none of
            // them; elsewhere an unknown word leaves the row what it is without one.
            if to == WordField::Service && rules.values.is_some() {
                self.draft.words.service_type = Some(ServiceType::Other);
            }
            let message = format!("\"{raw}\" is not one of the known words");
            let finding = Diagnostic::new(Code::ValueWord, message).raw(raw).expected(unknown.known);
            finding.hint(match unknown.nearest {
                Some(word) => format!("is \"{word}\" meant? other words can be mapped under `values` in the file's block"),
                None => "map the word under `values` in the file's block".to_owned(),
            })
        })
    }

    /// Puts in what depends on the report's time. Returns a finding where a range
    /// ends before it begins.
    pub(crate) fn finish(&mut self) -> Option<Diagnostic> {
        let reported = self.draft.stamp(Clock::ReportedAt);
        for (clock, hours) in self.after.drain(..) {
            let slot = &mut self.draft.stamps[clock as usize];
            if let (None, Some(from)) = (*slot, reported) {
                let at = from.at.plus((hours * HOUR_MS as f64).round() as i64);
                *slot = Some(Stamp { at, date_only: from.date_only });
            }
        }
        let (end, from) = (self.range_end.take()?, reported?);
        let slot = &mut self.draft.stamps[Clock::ResolvedAt as usize];
        if slot.is_some() {
            return None;
        }
        if end.at < from.at {
            let message = "the range ends before it begins; its end was not used";
            let finding = Diagnostic::new(Code::StampOrder, message);
            return Some(finding.hint("check the year of both dates"));
        }
        *slot = Some(end);
        None
    }
}

fn hours(raw: &str, rules: &Rules<'_>) -> Result<f64, Diagnostic> {
    duration::parse(raw, rules.unit_h).ok_or_else(|| {
        Diagnostic::new(Code::ValueDuration, format!("\"{raw}\" is not a duration"))
            .raw(raw)
            .expected("a duration such as 2小时30分, 90 min, 1.5h or 2:30")
            .hint("a bare number counts in the unit of the header, as in 到场时间(h)")
    })
}

/// Share of a scale's highest score from which a customer is satisfied: 4 of 5, 8 of
/// 10, 80 of 100.
const SATISFIED_FROM: f64 = 0.8;

/// A score on 1 to 5, and whether it reaches the border of the scale it was given on.
fn score(raw: &str, (low, high): (f64, f64)) -> Result<(f64, bool), Diagnostic> {
    if let Some(score) = word::satisfaction(raw) {
        return Ok((score, score >= 4.0));
    }
    let text = raw.trim_end_matches(['分', '星']);
    match number::parse(text) {
        Some(n) if (low..=high).contains(&n) && high > low => {
            let satisfied = n >= SATISFIED_FROM * high - 1e-9;
            Ok((1.0 + 4.0 * (n - low) / (high - low), satisfied))
        }
        _ => Err(Diagnostic::new(Code::ValueNumber, format!("\"{raw}\" is no satisfaction score"))
            .raw(raw)
            .expected(format!("{low} to {high}, or 非常满意 / 满意 / 一般 / 不满意 / 非常不满意"))
            .hint("set `satisfaction_scale` in the file's block if another scale is used")),
    }
}

/// The finding of a cell that holds an error in place of a value.
pub(crate) fn excel_error(raw: &str) -> Diagnostic {
    if raw == excel::NO_RESULT {
        let message = "the cell's formula has no stored result";
        return Diagnostic::new(Code::ValueExcelError, message)
            .hint("open the workbook in Excel, let it calculate, and save it");
    }
    Diagnostic::new(Code::ValueExcelError, format!("the cell holds Excel's error value {raw}"))
        .raw(raw)
        .hint("mend the formula in the workbook and export it again; ##### means the column is too narrow")
}

fn lost_digits(raw: &str) -> Diagnostic {
    Diagnostic::new(Code::ValueDigitsLost, format!("Excel destroyed the digits of \"{raw}\""))
        .raw(raw)
        .hint("format the column as Text in Excel, enter the number again and export it again")
}

/// The finding of a hidden character in an id.
fn control(raw: &str, c: char) -> Diagnostic {
    let message = format!("an id holds the control character U+{:04X}", c as u32);
    Diagnostic::new(Code::RowControl, message)
        .raw(text::visible(raw))
        .hint("type the id again; the character came with a copy from another program")
}

fn no_number(raw: &str) -> Diagnostic {
    let hint = if excel::looks_like_auto_date(raw) {
        "Excel may have turned a size or a fraction into a date; format the column as Text"
    } else {
        "write digits with at most one decimal point; notes belong into another column"
    };
    Diagnostic::new(Code::ValueNumber, format!("\"{raw}\" is not a number"))
        .raw(raw)
        .expected("a number such as 1234.5 or 1,234.50")
        .hint(hint)
}

/// The two days that a date in an unknown order may mean.
fn readings(raw: &str) -> String {
    let read = |order| {
        let rules = DateRules { order: Some(order), ..DateRules::default() };
        date::parse(raw, rules).ok().map(|written| written.local.date().to_string())
    };
    match (read(DateOrder::MonthFirst), read(DateOrder::DayFirst)) {
        (Some(month), Some(day)) => format!("it may be {month} or {day}"),
        _ => "day and month cannot be told apart".to_owned(),
    }
}

/// The finding of a date that cannot be read.
pub(crate) fn no_date(raw: &str, fault: DateFault) -> Diagnostic {
    let (code, message, hint) = match fault {
        DateFault::Unreadable if excel::is_leap_day_of_1900(raw) => (
            Code::ValueDate,
            format!("\"{raw}\" is Excel's 1900-02-29, a day that never was"),
            "enter the date again; the cell holds a small number and no date",
        ),
        DateFault::Unreadable => (
            Code::ValueDate,
            format!("\"{raw}\" is not a date"),
            "write the date as 2024-03-05 14:05",
        ),
        DateFault::NoSuchDay => (
            Code::ValueDate,
            format!("the calendar has no \"{raw}\""),
            "check year, month, day and time",
        ),
        DateFault::Ambiguous => (
            Code::DateOrderUnknown,
            format!("\"{raw}\" is ambiguous: {}", readings(raw)),
            "set `date_order` in the file's block to \"day_first\" or \"month_first\"",
        ),
    };
    Diagnostic::new(code, message)
        .raw(raw)
        .expected("a date such as 2024-03-05, 2024/3/5 14:05 or 2024年3月5日")
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn satisfied_is_told_on_the_scale_of_the_form() {
        let told = |raw, scale| score(raw, scale).expect("a score");
        for (raw, scale, satisfied) in [
            ("80", (0.0, 100.0), true),
            ("79", (0.0, 100.0), false),
            ("75分", (0.0, 100.0), false),
            ("8", (1.0, 10.0), true),
            ("7.9", (0.0, 10.0), false),
            ("4", (1.0, 5.0), true),
            ("3.9", (1.0, 5.0), false),
            ("满意", (0.0, 100.0), true),
            ("一般", (0.0, 100.0), false),
        ] {
            assert_eq!(told(raw, scale).1, satisfied, "{raw} of {scale:?}");
        }
        assert!((told("75", (0.0, 100.0)).0 - 4.0).abs() < 1e-12);
    }
}
