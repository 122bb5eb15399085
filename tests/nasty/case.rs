//! A project with one nasty log in it, and what came of it.

use crate::support::ProjectBuilder;
use faultbook::catalog::{self, Catalog};
use faultbook::diag::{Code, Diagnostic, Severity};
use faultbook::model::events::{Event, TextField};
use faultbook::model::project::RejectedRow;
use faultbook::model::time::Clock;
use faultbook::model::{Project, SourceReport};
use std::process::{Command, Stdio};

/// Where the log of a case stands.
pub(crate) const LOG: &str = "content/logs/a.csv";

/// The header most cases use.
pub(crate) const HEAD: &str = "工单号,设备编号,报修时间,故障现象\n";

/// A project on its way.
pub(crate) struct Case(ProjectBuilder);

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) project: Project,
    /// Exit code of `faultbook check`.
    pub(crate) exit: i32,
}

impl Case {
    /// A project whose log has these bytes.
    pub(crate) fn log(bytes: impl AsRef<[u8]>) -> Self {
        Self(ProjectBuilder::new().bytes(LOG, bytes.as_ref()))
    }

    /// Where it lies.
    pub(crate) fn root(&self) -> &std::path::Path {
        self.0.root()
    }

    /// A further file.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        Self(self.0.bytes(path, bytes.as_ref()))
    }

    /// A key of the block that reads the log.
    pub(crate) fn block(self, keys: &str) -> Self {
        Self(self.0.config(&format!("[[logs]]\npath = \"content/logs/*.csv\"\n{keys}\n")))
    }

    /// The configuration.
    pub(crate) fn config(self, text: &str) -> Self {
        Self(self.0.config(text))
    }

    /// Reads it, and asks the program for its exit code.
    pub(crate) fn read(self) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faultbook"));
        command.arg("check").arg("-q").current_dir(self.0.root());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let exit = command.status().unwrap().code().expect("the program ends by itself");
        let project = self.0.read();
        reconciles(&project);
        Outcome { project, exit }
    }
}

/// What the program says of itself.
pub(crate) struct Measured {
    /// Its account of the rows.
    pub(crate) rows: String,
    /// Most memory used.
    pub(crate) peak_mib: u64,
}

impl Case {
    /// Lets the program read it with a thread of its own, and measures it.
    pub(crate) fn measure(self) -> Measured {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faultbook"));
        let output = command.args(["check", "-v", "-j", "2"]).current_dir(self.0.root()).output();
        let text = String::from_utf8(output.unwrap().stdout).unwrap();
        let line = |key: &str| {
            let found = text.lines().find_map(|line| line.strip_prefix(key));
            found.unwrap_or_else(|| panic!("no {key} in {text}")).trim().to_owned()
        };
        let memory = line("memory:");
        let peak_mib = memory.split(' ').next().unwrap().parse().unwrap();
        Measured { rows: line("rows:"), peak_mib }
    }
}

/// Every row is accounted for, and every row that counts is an event.
fn reconciles(project: &Project) {
    let mut kept = 0;
    for s in &project.sources {
        let parts = s.rows_skipped + s.rows_accepted + s.rows_repaired + s.rows_rejected;
        assert_eq!(s.rows_read, parts, "{s:?}");
        kept += if s.is_log { s.rows_accepted + s.rows_repaired } else { 0 };
    }
    for s in &project.sources {
        let mut lines: Vec<u32> = s.ledger.changes.iter().map(|change| change.line).collect();
        lines.sort_unstable();
        lines.dedup();
        let told = (lines.len() as u64, s.ledger.rows_skipped());
        assert_eq!(told, (s.rows_repaired, s.rows_skipped), "{s:?}");
    }
    let rows = project.records.events.iter().filter(|event| event.report().is_none());
    assert_eq!(rows.count() as u64, kept);
    let rejected: u64 = project.sources.iter().map(|s| s.rows_rejected).sum();
    assert_eq!(project.rejected.len() as u64, rejected);
}

impl Outcome {
    /// The account of the log.
    pub(crate) fn source(&self) -> &SourceReport {
        self.project.sources.iter().find(|s| &*s.path == LOG).expect("the log is accounted for")
    }

    /// Rows read, skipped, accepted, repaired, rejected.
    pub(crate) fn account(&self) -> [u64; 5] {
        let s = self.source();
        [s.rows_read, s.rows_skipped, s.rows_accepted, s.rows_repaired, s.rows_rejected]
    }

    /// All findings but that there is no configuration, as `code place`.
    pub(crate) fn told(&self) -> Vec<String> {
        told(self.project.diagnostics.iter())
    }

    /// The only finding of a code.
    pub(crate) fn finding(&self, code: Code) -> &Diagnostic {
        let mut found = self.project.diagnostics.iter().filter(|d| d.code == code);
        let first = found.next().unwrap_or_else(|| panic!("no {code} among {:?}", self.told()));
        assert!(found.next().is_none(), "more than one {code}: {:?}", self.told());
        first
    }

    /// Code, line and column of every rejected row.
    pub(crate) fn rejected(&self) -> Vec<(Code, Option<u32>)> {
        self.project.rejected.iter().map(|row| (row.code, row.place.line)).collect()
    }

    /// The only rejected row.
    pub(crate) fn only_rejected(&self) -> &RejectedRow {
        let [row] = self.project.rejected.as_slice() else { panic!("{:?}", self.rejected()) };
        row
    }

    /// One text of every event, in the order of the rows.
    pub(crate) fn texts(&self, field: TextField) -> Vec<&str> {
        self.project.records.events.iter().map(|event| event.text(field)).collect()
    }

    /// The first event.
    pub(crate) fn first(&self) -> Event<'_> {
        self.project.records.events.get(0)
    }

    /// One clock of every event as local time; a day alone where only that is known.
    pub(crate) fn times(&self, clock: Clock) -> Vec<String> {
        let zone = &self.project.settings.zone;
        let shown = |event: Event<'_>| {
            let Some(stamp) = event.stamp(clock) else { return "-".to_owned() };
            let form = if stamp.date_only { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" };
            zone.local(stamp.at).strftime(form).to_string()
        };
        self.project.records.events.iter().map(shown).collect()
    }

    /// The whole file was left out with this finding, and the build says so.
    pub(crate) fn left_out(&self, code: Code) -> &Diagnostic {
        assert_eq!(self.exit, 1, "{:?}", self.told());
        let finding = self.finding(code);
        assert_eq!(finding.severity, Severity::Error);
        assert!(finding.hint.is_some(), "no way to mend it: {finding:?}");
        assert_eq!(self.account(), [0; 5]);
        finding
    }

    /// One row was read and nothing was found.
    pub(crate) fn is_fine(&self) {
        assert_eq!(self.told(), [""; 0]);
        assert_eq!((self.account(), self.exit), ([1, 0, 1, 0, 0], 0));
    }

    /// The linked catalog.
    pub(crate) fn linked(self) -> Catalog {
        catalog::link(self.project)
    }
}

/// Findings as `code place`; that a small project has no configuration is none.
pub(crate) fn told<'a>(found: impl Iterator<Item = &'a Diagnostic>) -> Vec<String> {
    let found = found.filter(|d| d.code != Code::ConfigAbsent);
    let one = |d: &Diagnostic| match &d.place {
        Some(place) => format!("{} {}", d.code, place.to_string().replace("content/logs/", "")),
        None => d.code.to_string(),
    };
    found.map(one).collect()
}
