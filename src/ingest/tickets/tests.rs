//! Tickets across rows, files and reports.

use super::*;
use crate::ingest::mapping::SourceBlock;
use crate::ingest::table::SourceFile;
use crate::model::events::Origin;
use crate::model::time::{Clock, Zone};
use crate::model::words::Status;

fn log(source: u16, block_line: u32, text: &str) -> LogRead {
    let zone = Zone::named("Asia/Shanghai").expect("a known zone");
    let path = format!("logs/{source}.csv");
    let file = SourceFile::new(path, text.as_bytes().to_vec());
    let block = SourceBlock { line: block_line, ..SourceBlock::default() };
    let mut log = crate::ingest::log::read(
        &file,
        &block,
        &zone,
        &crate::ingest::registry::Registry::default(),
    )
    .remove(0);
    log.number(source);
    log
}

fn merged(logs: Vec<LogRead>, dedupe: bool) -> Merged {
    let flags = vec![dedupe; logs.len()];
    let out =
        merge(logs, &flags, Events::default(), &Owners::of(&[], &[], &Zone::utc()), &Zone::utc());
    let sum = |f: fn(&SourceReport) -> u64| out.sources.iter().map(f).sum::<u64>();
    assert_eq!(
        sum(|s| s.rows_read),
        sum(|s| s.rows_skipped + s.rows_accepted + s.rows_repaired + s.rows_rejected)
    );
    assert_eq!(out.events.len() as u64, sum(|s| s.rows_accepted + s.rows_repaired));
    out
}

fn codes(out: &Merged) -> Vec<Code> {
    out.diagnostics.iter().map(|d| d.code).collect()
}

const HEAD: &str = "工单号,设备编号,报修时间,完成时间,状态,故障现象\n";

#[test]
fn a_weekly_export_repeats_open_tickets() {
    let first = log(
        0,
        0,
        &format!("{HEAD}T1,A,2024-03-05,,处理中,黑屏\nT2,A,2024-03-06,2024-03-07,已关闭,x\n"),
    );
    let second = log(
        1,
        0,
        &format!(
            "{HEAD}T1,A,2024-03-05,2024-03-08,已关闭,黑屏\nT2,A,2024-03-06,2024-03-07,已关闭,x\n"
        ),
    );
    let out = merged(vec![first, second], false);
    assert_eq!(out.events.len(), 2);
    let event = out.events.get(0);
    assert!(event.stamp(Clock::ResolvedAt).is_some());
    assert_eq!(event.status(), Status::Closed);
    assert_eq!(event.origin(), Origin::Row { source: 1, line: 2 });
    assert_eq!(codes(&out), [Code::TicketMerged, Code::DuplicateReexport]);
    assert_eq!((out.sources[1].rows_repaired, out.sources[1].rows_skipped), (1, 1));
}

#[test]
fn contradictions_name_both_lines_and_the_later_wins() {
    let text =
        format!("{HEAD}T1,A,2024-03-05,,,黑屏\nT1,A,2024-03-05,,,花屏\nt1,A,2024-03-05,,,花屏\n");
    let out = merged(vec![log(0, 0, &text)], false);
    assert_eq!(out.events.len(), 1);
    assert_eq!(out.events.get(0).text(TextField::Symptom), "花屏");
    assert_eq!(codes(&out), [Code::TicketConflict, Code::DuplicateReexport]);
    let found = out.diagnostics.iter().next().expect("a finding");
    assert!(found.message.contains("logs/0.csv:2") && found.message.contains("logs/0.csv:3"));
    assert!(found.message.contains("symptom"));
}

#[test]
fn one_ticket_on_two_devices_is_two_events() {
    let text = format!("{HEAD}T1,A,2024-03-05,,,x\nT1,B,2024-03-05,,,x\n");
    assert_eq!(merged(vec![log(0, 0, &text)], false).events.len(), 2);
}

const PLAIN: &str = "设备编号,日期,故障\nA,2024-03-05,x\nA,2024-03-05,x\nB,2024-03-05,y\n";

#[test]
fn equal_rows_are_kept_in_a_file_and_merged_across_files_of_one_source() {
    let out = merged(vec![log(0, 0, PLAIN), log(1, 0, PLAIN)], false);
    assert_eq!(out.events.len(), 3);
    assert_eq!(out.sources[1].rows_skipped, 3);
    assert!(out.events.get(1).ticket().ends_with("-2"));
    let apart = merged(vec![log(0, 4, PLAIN), log(1, 9, PLAIN)], false);
    assert_eq!(apart.events.len(), 6);
    let ids: std::collections::BTreeSet<_> =
        apart.events.iter().map(|e| e.ticket().to_owned()).collect();
    assert_eq!(ids.len(), 6);
    assert_eq!(merged(vec![log(0, 0, PLAIN)], true).events.len(), 2);
}

#[test]
fn a_report_and_a_row_of_one_ticket_are_one_event() {
    let row = log(0, 0, &format!("{HEAD}T1,A,2024-03-05,2024-03-08,,黑屏\n"));
    let mut reports = Events::default();
    let mut draft = EventDraft::new(Origin::Report(0));
    draft.texts[TextField::Ticket as usize] = reports.intern("T1");
    draft.texts[TextField::Device as usize] = reports.intern("a");
    draft.texts[TextField::Symptom as usize] = reports.intern("开机黑屏");
    reports.push(&draft);
    let out =
        merge(vec![row], &[false], reports, &Owners::of(&[], &[], &Zone::utc()), &Zone::utc());
    assert_eq!(out.events.len(), 1);
    let event = out.events.get(0);
    assert_eq!((event.report(), event.text(TextField::Symptom)), (Some(0), "开机黑屏"));
    assert!(event.resolved().is_some());
    assert_eq!(out.sources[0].rows_repaired, 1);
}
