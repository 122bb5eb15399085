//! What the values of a column say about it: an instant or a duration under an
//! ambiguous header, and the order of day and month (`domain.md` §2.3, §2.4).

use crate::diag::{Code, Diagnostic};
use crate::ingest::header;
use crate::ingest::mapping::{DateOrder, SourceBlock};
use crate::ingest::table::cells::Cells;
use crate::ingest::value::date::{self, DateFault, DateRules};
use crate::ingest::value::{duration, number, text::trim};

/// Rows that decide what an ambiguous header means.
const SAMPLE: usize = 2000;

/// Rows that tell a column of dates or of times of day from any other.
const FIRST_ROWS: usize = 50;

/// What was learnt of the columns.
#[derive(Debug, Default)]
pub(crate) struct ColumnFacts {
    columns: Vec<Facts>,
    rows: usize,
}

#[derive(Debug, Default)]
struct Facts {
    /// The two meanings of an ambiguous header.
    meanings: Option<(&'static str, &'static str)>,
    instants: u64,
    durations: u64,
    /// True while slash dates are looked for.
    dated: bool,
    /// Values over 12 in the first and in the second place.
    first_over: Option<String>,
    second_over: Option<String>,
    ambiguous: bool,
    /// The first value that can be read in two ways.
    open: Option<String>,
    /// Whether one of its first values is a time of day without a date.
    clock: bool,
    /// First values, and how many of them are dates.
    seen: usize,
    dates: usize,
    serials: usize,
    /// The first values that show a comma and a dot before their decimals.
    comma: Option<String>,
    dot: Option<String>,
}

/// The meaning that was chosen for an ambiguous header.
pub(crate) struct Decided {
    /// The canonical field.
    pub field: &'static str,
    instants: u64,
    durations: u64,
}

impl Decided {
    /// The finding that tells it.
    pub(crate) fn finding(&self) -> Diagnostic {
        let message = format!(
            "the column is read as {}: {} of its values are points in time, {} are durations",
            self.field, self.instants, self.durations
        );
        Diagnostic::new(Code::HeaderAmbiguous, message)
            .hint("name the column under `columns` in the file's block to fix its meaning")
    }
}

impl ColumnFacts {
    /// The columns whose values have to be looked at.
    pub(crate) fn new(headers: &[String], block: &SourceBlock) -> Self {
        let columns = headers.iter().map(|h| {
            let mapped =
                block.is_aside(h) || block.columns.keys().any(|foreign| header::same(foreign, h));
            let meanings = if mapped { None } else { header::ambiguous(h) };
            Facts { meanings, dated: block.date_order.is_none(), ..Facts::default() }
        });
        Self { columns: columns.collect(), rows: 0 }
    }

    /// True while a further row may still decide something: the first rows always,
    /// later ones only where a column has dates that can be read in two ways.
    pub(crate) fn wants_more(&self) -> bool {
        self.rows < SAMPLE
            || self
                .columns
                .iter()
                .any(|c| c.ambiguous && (c.first_over.is_none() && c.second_over.is_none()))
    }

    /// Looks at a row.
    pub(crate) fn look(&mut self, record: &Cells<'_>) {
        self.rows += 1;
        for (facts, cell) in self.columns.iter_mut().zip(record.iter()) {
            let cell = trim(cell);
            if cell.is_empty() {
                continue;
            }
            if self.rows <= FIRST_ROWS {
                facts.clock |= is_time_of_day(cell);
                facts.seen += 1;
                facts.dates += usize::from(is_date(cell));
                facts.serials += usize::from(is_serial(cell));
            }
            if self.rows <= SAMPLE {
                facts.decimals(cell);
                if facts.meanings.is_some() {
                    facts.count(cell);
                }
            }
            let dashed = |at| cell.as_bytes().get(at) == Some(&b'-');
            if facts.dated && (cell.contains('/') || dashed(1) || dashed(2)) {
                facts.weigh(cell);
            }
        }
    }

    /// The meaning of an ambiguous column, by the majority of its values; where
    /// there are none it stays an instant.
    pub(crate) fn decided(&self, column: usize) -> Option<Decided> {
        let facts = self.columns.get(column)?;
        let (instant, duration) = facts.meanings?;
        let (instants, durations) = (facts.instants, facts.durations);
        let field = if durations > instants { duration } else { instant };
        (instants + durations > 0).then_some(Decided { field, instants, durations })
    }

    /// True where most of the first values of a column are day numbers of Excel.
    pub(crate) fn is_serial(&self, column: usize) -> bool {
        let facts = self.columns.get(column);
        facts.is_some_and(|facts| facts.serials > 0 && facts.serials * 2 > facts.seen)
    }

    /// The value by which a column shows that all its numbers have a comma before
    /// their decimals.
    pub(crate) fn decimal_comma(&self, column: usize) -> Option<&str> {
        let facts = self.columns.get(column).filter(|facts| facts.dot.is_none())?;
        facts.comma.as_deref()
    }

    /// True where a column holds times of day, whose date stands in another.
    pub(crate) fn is_time_of_day(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|facts| facts.clock)
    }

    /// True where most of the first values of a column are dates.
    pub(crate) fn is_dated(&self, column: usize) -> bool {
        self.columns
            .get(column)
            .is_some_and(|facts| facts.dates > 0 && facts.dates * 2 > facts.seen)
    }

    /// The order of day and month in a column.
    pub(crate) fn order(&self, column: usize) -> Option<DateOrder> {
        let facts = self.columns.get(column)?;
        match (&facts.first_over, &facts.second_over) {
            (Some(_), None) => Some(DateOrder::DayFirst),
            (None, Some(_)) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// The value that decided the order of a column.
    pub(crate) fn decider(&self, column: usize) -> Option<String> {
        let facts = self.columns.get(column)?;
        match self.order(column)? {
            DateOrder::DayFirst => facts.first_over.clone(),
            DateOrder::MonthFirst => facts.second_over.clone(),
        }
    }

    /// A value of the column that can be read in two ways, where no other decides.
    pub(crate) fn undecided(&self, column: usize) -> Option<String> {
        let facts = self.columns.get(column)?;
        facts.open.clone().filter(|_| facts.ambiguous && self.order(column).is_none())
    }

    /// The finding that tells the order and quotes the value that decided.
    /// Where no value could be read in two ways, nothing was guessed.
    pub(crate) fn order_finding(&self, column: usize) -> Option<Diagnostic> {
        let order = self.order(column)?;
        let facts = self.columns.get(column).filter(|facts| facts.ambiguous)?;
        let (words, proof) = match order {
            DateOrder::DayFirst => ("day before month", facts.first_over.as_ref()?),
            DateOrder::MonthFirst => ("month before day", facts.second_over.as_ref()?),
        };
        let message = format!("dates of this column are read {words}, because of \"{proof}\"");
        let finding = Diagnostic::new(Code::DateOrderGuessed, message).raw(proof.clone());
        Some(finding.hint("set `date_order` in the file's block to be sure"))
    }
}

/// `7:45`, `07:45:30 PM`, `7.45pm`, `19h45`.
fn is_time_of_day(cell: &str) -> bool {
    if cell.len() > 13 || !cell.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let lower = cell.to_ascii_lowercase();
    let half = lower.strip_suffix("am").or_else(|| lower.strip_suffix("pm"));
    let marks: &[char] = if half.is_some() { &[':', '.'] } else { &[':', 'h'] };
    let bare = half.unwrap_or(&lower).trim_end();
    bare.chars().all(|c| c.is_ascii_digit() || marks.contains(&c))
        && (half.is_some() || bare.contains(marks))
        && bare.len() <= 8
}

/// A date as a person writes it; a bare number is none.
fn is_date(cell: &str) -> bool {
    let bare = cell.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    !bare && matches!(date::parse(cell, DateRules::default()), Ok(_) | Err(DateFault::Ambiguous))
}

/// A day number of Excel.
fn is_serial(cell: &str) -> bool {
    number::parse(cell).is_some_and(|n| (20_000.0..80_000.0).contains(&n))
}

impl Facts {
    fn decimals(&mut self, cell: &str) {
        let slot = match number::decimal_mark(cell) {
            Some(',') => &mut self.comma,
            Some(_) => &mut self.dot,
            None => return,
        };
        slot.get_or_insert_with(|| cell.to_owned());
    }

    fn count(&mut self, cell: &str) {
        let serial = number::parse(cell).map(|n| n >= 20_000.0);
        match date::parse(cell, DateRules::default()) {
            _ if serial == Some(false) => self.durations += 1,
            Ok(_) | Err(DateFault::Ambiguous) => self.instants += 1,
            Err(_) if duration::names_unit(cell) => self.durations += 1,
            Err(_) => {}
        }
    }

    fn weigh(&mut self, cell: &str) {
        let Some((first, second)) = date::slash_parts(cell) else { return };
        if first > 31 || second > 31 || (first > 12 && second > 12) {
            return;
        }
        if first > 12 {
            self.first_over.get_or_insert_with(|| cell.to_owned());
        } else if second > 12 {
            self.second_over.get_or_insert_with(|| cell.to_owned());
        } else {
            self.ambiguous = true;
            self.open.get_or_insert_with(|| cell.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(header: &str, cells: &[&str]) -> ColumnFacts {
        let mut facts = ColumnFacts::new(&[header.to_owned()], &SourceBlock::default());
        for cell in cells {
            facts.look(&Cells::of(&[*cell]));
        }
        facts
    }

    #[test]
    fn values_decide_between_instant_and_duration() {
        let field = |cells: &[&str]| facts("响应时间", cells).decided(0).map(|d| d.field);
        assert_eq!(field(&["2024-03-05 10:00", "45356.5"]), Some("responded_at"));
        assert_eq!(field(&["2小时", "1.5", "30", "2024-03-05"]), Some("response_h"));
        assert_eq!(field(&[]), None);
    }

    #[test]
    fn one_value_over_twelve_decides_the_order_of_the_column() {
        let order = |cells: &[&str]| facts("日期", cells).order(0);
        assert_eq!(order(&["03/04/2026", "25/04/2026"]), Some(DateOrder::DayFirst));
        assert_eq!(order(&["03/04/2026", "04/25/2026"]), Some(DateOrder::MonthFirst));
        assert_eq!(order(&["03/04/2026", "25/04/2026", "04/25/2026"]), None);
        assert_eq!(order(&["03/04/2026"]), None);
        assert_eq!(order(&["3-4-2026", "25-4-2026"]), Some(DateOrder::DayFirst));
        // A year of two digits leaves no value readable by itself.
        assert_eq!(order(&["1/13/26 9:05 AM"]), Some(DateOrder::MonthFirst));
        assert!(facts("日期", &["1/13/26 9:05 AM"]).order_finding(0).is_none());
    }
}
