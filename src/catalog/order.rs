//! The order of records: each kind by id as a person would list it, events by
//! (reported, ticket, device).

use crate::model::events::{Events, Origin, TextField};
use crate::model::natural_cmp;
use crate::model::records::Records;
use rayon::prelude::*;

/// Sorts events; those that were never reported come last. Equal ones keep their
/// order of reading.
pub(super) fn sort_events(events: &mut Events) {
    let mut order: Vec<(i64, u32)> = events
        .iter()
        .map(|event| (event.reported().map_or(i64::MAX, |at| at.0), event.row() as u32))
        .collect();
    let names = |row: u32| {
        let event = events.get(row as usize);
        (event.ticket(), event.text(TextField::Device), row)
    };
    order.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| names(a.1).cmp(&names(b.1))));
    let order: Vec<u32> = order.into_iter().map(|(_, row)| row).collect();
    if !order.is_sorted() {
        events.reorder(&order);
    }
}

/// Sorts every kind beside events. Events of reports follow their report.
pub(super) fn sort_records(records: &mut Records) {
    sort_reports(records);
    macro_rules! by_id {
        ($($list:ident)*) => {$(
            records.$list.sort_by(|a, b| natural_cmp(a.id.as_str(), b.id.as_str()));
        )*};
    }
    by_id!(customers contracts sites models devices components parts codes solutions);
    by_id!(visits trainings complaints loaners part_orders actions);
    records.pages.sort_by(|a, b| natural_cmp(&a.route, &b.route));
}

fn sort_reports(records: &mut Records) {
    let reports = &records.reports;
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by(|&a, &b| natural_cmp(reports[a].id.as_str(), reports[b].id.as_str()));
    if order.is_sorted() {
        return;
    }
    let mut position = vec![0_u32; order.len()];
    for (new, &old) in order.iter().enumerate() {
        position[old] = new as u32;
    }
    records.events.map_origins(|origin| match origin {
        Origin::Report(old) => Origin::Report(position[old as usize]),
        row @ Origin::Row { .. } => row,
    });
    let mut slots: Vec<_> = std::mem::take(&mut records.reports).into_iter().map(Some).collect();
    records.reports = order.iter().filter_map(|&old| slots[old].take()).collect();
}
