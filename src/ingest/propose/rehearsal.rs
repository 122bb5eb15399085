//! A proposed block tried out: the configuration as it would stand after the block was
//! written, and the real reader on the real file.

use super::{FindingCount, Rehearsal, RejectedExample, Request};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::ingest::columns::Kind;
use crate::ingest::config::{self, Config, Reads};
use crate::ingest::form::Reading;
use crate::ingest::log::{self, LogRead};
use crate::ingest::mapping::SourceBlock;
use crate::ingest::masters::{self, Claims, TableRead};
use crate::ingest::registry::Registry;
use crate::ingest::roles::{self, Input, Role};
use crate::ingest::table::SourceFile;
use crate::ingest::walk::Found;
use crate::model::Zone;
use crate::model::project::RejectedRow;
use crate::model::records::Records;
use std::sync::Arc;

/// Rejected rows that are shown.
const SHOWN: usize = 3;

/// What is tried out.
pub(super) struct Stage<'a> {
    pub(super) request: &'a Request,
    pub(super) config_path: &'a Arc<str>,
    pub(super) config: &'a Config,
    pub(super) file: &'a SourceFile,
    pub(super) inside: Option<&'a str>,
    pub(super) block: &'a str,
    pub(super) reads: Reads,
    pub(super) registry: &'a Registry,
}

/// What came of it.
pub(super) struct Rehearsed {
    pub(super) account: Rehearsal,
    pub(super) logs: Vec<LogRead>,
    pub(super) zone: Zone,
    pub(super) obstacle: Option<Diagnostic>,
}

/// Tries the block out.
pub(super) fn run(stage: &Stage<'_>) -> Rehearsed {
    let zone = stage.config.settings.zone.clone();
    let alone = config::read(stage.config_path, stage.block);
    let obstacle = obstacle(stage);
    let Some(block) = alone.blocks.into_iter().next() else {
        let findings = alone.findings;
        let account = Rehearsal { findings: counted(&findings), ..Rehearsal::default() };
        return Rehearsed { account, logs: Vec::new(), zone, obstacle };
    };
    let mut source = block.source;
    source.date_order = source.date_order.or(stage.config.base.date_order);
    source.date1904 |= stage.config.base.date1904;
    if source.default_duration_unit.is_none() {
        source.default_duration_unit.clone_from(&stage.config.base.default_duration_unit);
    }
    source.satisfaction_scale = source.satisfaction_scale.or(stage.config.base.satisfaction_scale);
    if let Reads::Table(kind) = stage.reads {
        let account = of_tables(&read_table(stage, kind, source, &zone));
        return Rehearsed { account, logs: Vec::new(), zone, obstacle };
    }
    let logs = log::read(stage.file, &source, &zone, stage.registry);
    Rehearsed { account: of_logs(&logs), logs, zone, obstacle }
}

fn read_table(stage: &Stage<'_>, kind: Kind, block: SourceBlock, zone: &Zone) -> Vec<TableRead> {
    let size = std::fs::metadata(&stage.request.file).map_or(0, |file| file.len());
    let file = Found::named(stage.file.path.clone(), stage.request.file.clone(), size);
    let reading = Reading { zone: zone.clone(), date_order: block.date_order };
    let input = Input { file, role: Role::Table(kind), block };
    let (mut records, mut claims) = (Records::default(), Claims::default());
    masters::read_table(&input, kind, &reading, &mut records, &mut claims)
}

fn of_logs(logs: &[LogRead]) -> Rehearsal {
    let mut all = Diagnostics::new();
    let mut account = Rehearsal::default();
    for log in logs {
        add(&mut account, &log.report, &log.rejected);
        all.append(log.diagnostics.clone());
    }
    account.findings = counted(&all);
    account
}

fn of_tables(tables: &[TableRead]) -> Rehearsal {
    let mut all = Diagnostics::new();
    let mut account = Rehearsal::default();
    for table in tables {
        add(&mut account, &table.report, &table.rejected);
        all.append(table.findings.clone());
    }
    account.findings = counted(&all);
    account
}

fn add(account: &mut Rehearsal, report: &crate::model::SourceReport, rejected: &[RejectedRow]) {
    account.read += report.rows_read;
    account.skipped += report.rows_skipped;
    account.accepted += report.rows_accepted;
    account.repaired += report.rows_repaired;
    account.rejected += report.rows_rejected;
    let room = SHOWN - account.rejected_rows.len().min(SHOWN);
    account.rejected_rows.extend(
        rejected
            .iter()
            .take(room)
            .map(|row| RejectedExample { line: row.place.line, reason: row.reason.clone() }),
    );
}

fn counted(found: &Diagnostics) -> Vec<FindingCount> {
    let first = |code: Code| {
        found.iter().find(|d| d.code == code).map(|d| d.message.clone()).unwrap_or_default()
    };
    let counts = found.by_code().into_iter();
    counts
        .map(|(code, count)| FindingCount {
            code,
            title: code.title(),
            count,
            example: first(code),
        })
        .collect()
}

/// Why the block cannot simply be put at the end of the configuration.
fn obstacle(stage: &Stage<'_>) -> Option<Diagnostic> {
    let place = || Place::file(stage.config_path.clone());
    let Some(path) = stage.inside else {
        let home = super::home(&stage.request.file, stage.reads);
        let message = format!("{} lies outside the project", stage.request.file.display());
        let root = stage.request.root.display();
        return Some(Diagnostic::new(Code::PathEscape, message).hint(format!(
            "copy it into the project, for example to {home} below {root}, and import that file"
        )));
    };
    if stage.config.findings.stops() {
        let first = stage.config.findings.iter().next()?;
        let message = format!("the configuration has mistakes of its own: {}", first.message);
        let mut finding = Diagnostic::new(Code::ConfigValue, message)
            .hint("mend what `faultbook check` says of it, then import again");
        finding.place.clone_from(&first.place);
        return Some(finding);
    }
    let mut ignored = Diagnostics::new();
    let matchers =
        roles::matchers(&stage.request.root, stage.config_path, &stage.config.blocks, &mut ignored);
    if let Some(at) = matchers.iter().position(|matcher| matcher.matches(path)) {
        let line = stage.config.blocks[at].source.line;
        return Some(
            Diagnostic::new(Code::ConfigValue, format!("a block names {path} already"))
                .at(Place::line(stage.config_path.clone(), line))
                .hint("change that block, or remove it and import again"),
        );
    }
    let same = stage
        .config
        .blocks
        .iter()
        .find(|b| matches!(b.reads, Reads::Table(_)) && b.reads == stage.reads);
    if let (Some(block), Reads::Table(kind)) = (same, stage.reads) {
        let message = format!("there is already a [tables.{}]", kind.name());
        return Some(
            Diagnostic::new(Code::ConfigValue, message)
                .at(Place::line(stage.config_path.clone(), block.source.line))
                .hint(format!(
                    "add \"{path}\" to its `path` and the proposed columns to its `columns`"
                )),
        );
    }
    let whole = format!("{}\n{}", stage.config_text(), stage.block);
    let read = config::read(stage.config_path, &whole);
    let first = read.findings.iter().next()?;
    Some(
        Diagnostic::new(
            Code::ConfigSyntax,
            format!("the block does not fit into the configuration: {}", first.message),
        )
        .at(place()),
    )
}

impl Stage<'_> {
    fn config_text(&self) -> String {
        let disk =
            self.request.config.clone().unwrap_or_else(|| self.request.root.join("faultbook.toml"));
        std::fs::read_to_string(disk).unwrap_or_default()
    }
}
