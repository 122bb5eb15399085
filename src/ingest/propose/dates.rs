//! Which of `5/3/2024` is the month, for the whole table.

use super::fields::Mapping;
use super::{DateOrderProposal, Subject};
use crate::ingest::event_fields::EventField;
use crate::ingest::mapping::DateOrder;

/// The order of day and month: what a value decides, else what the language of the
/// headers suggests.
pub(super) fn order(subject: &Subject<'_>, mapping: &Mapping) -> Option<DateOrderProposal> {
    let dates = |at: &usize| {
        let field = mapping.columns[*at].field.and_then(EventField::named);
        let facts = &subject.facts.columns[*at];
        field.is_some_and(EventField::is_instant) || facts.share(facts.dates) > 0.5
    };
    let columns: Vec<usize> = (0..subject.layout.headers.len()).filter(dates).collect();
    let decided: Vec<(DateOrder, String)> = columns
        .iter()
        .filter_map(|&at| {
            let order = subject.order.order(at)?;
            let finding = subject.order.order_finding(at);
            let value = finding.and_then(|f| f.raw).or_else(|| subject.order.decider(at))?;
            let header = &subject.layout.headers[at];
            Some((order, format!("\"{value}\" in \"{header}\" can be read in one way only")))
        })
        .collect();
    let name = |order| match order {
        DateOrder::DayFirst => "day_first",
        DateOrder::MonthFirst => "month_first",
    };
    if let Some((order, because)) = decided.first() {
        if let Some((_, other)) = decided.iter().find(|(o, _)| o != order) {
            let because = format!("the columns contradict each other: {because}, but {other}");
            return Some(DateOrderProposal { order: None, because });
        }
        return Some(DateOrderProposal { order: Some(name(*order)), because: because.clone() });
    }
    let open: Vec<String> = columns.iter().filter_map(|&at| subject.order.undecided(at)).collect();
    let first = open.first()?;
    let day_first = ["German", "Dutch", "French", "Spanish"];
    Some(match mapping.language.filter(|language| day_first.contains(language)) {
        Some(language) => DateOrderProposal {
            order: Some("day_first"),
            because: format!(
                "the headers are {language}; \"{first}\" alone could be read in two ways"
            ),
        },
        None => DateOrderProposal {
            order: None,
            because: format!(
                "\"{first}\" can be read in two ways and no value decides; set date_order"
            ),
        },
    })
}
