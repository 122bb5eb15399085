//! The programs that faultbook is measured beside, where they are found: Hugo and
//! Zola for pages, Pagefind for the search index behind Hugo, polars and DuckDB for
//! logs.

use super::Arguments;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is on this machine.
pub(crate) struct Peers {
    pub(crate) python: Option<PathBuf>,
    pub(crate) hugo: Option<PathBuf>,
    pub(crate) zola: Option<PathBuf>,
    pagefind: Option<Vec<PathBuf>>,
    pub(crate) polars: bool,
    pub(crate) duckdb: bool,
}

impl Peers {
    /// Looks for each of them.
    pub(crate) fn find(arguments: &Arguments) -> Self {
        let python = on_path("python3").or_else(|| on_path("python"));
        let wanted = |given: &Option<PathBuf>, name: &str| given.clone().or_else(|| on_path(name));
        let module = |name: &str| python.as_ref().is_some_and(|python| has_module(python, name));
        let as_module = || {
            let python = python.clone().filter(|_| module("pagefind"))?;
            Some(vec![python, "-m".into(), "pagefind".into()])
        };
        Self {
            hugo: wanted(&arguments.hugo, "hugo"),
            zola: wanted(&arguments.zola, "zola"),
            pagefind: wanted(&arguments.pagefind, "pagefind")
                .map(|path| vec![path])
                .or_else(as_module),
            polars: module("polars"),
            duckdb: module("duckdb"),
            python,
        }
    }

    /// Those that are not found, for the report.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let all = [
            ("python3", self.python.is_some()),
            ("hugo", self.hugo.is_some()),
            ("zola", self.zola.is_some()),
            ("pagefind", self.pagefind.is_some()),
            ("polars (Python module)", self.polars),
            ("duckdb (Python module)", self.duckdb),
        ];
        all.into_iter().filter(|(_, found)| !found).map(|(name, _)| name).collect()
    }

    /// The versions of those that are found.
    pub(crate) fn versions(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut add = |name: &str, command: Option<Command>| {
            let version = command.and_then(first_version);
            out.extend(version.map(|version| format!("{name} {version}")));
        };
        let with = |program: &Option<PathBuf>, argument: &str| {
            program.as_ref().map(|path| {
                let mut command = Command::new(path);
                command.arg(argument);
                command
            })
        };
        add("Hugo", with(&self.hugo, "version"));
        add("Zola", with(&self.zola, "--version"));
        add(
            "Pagefind",
            self.pagefind_command().map(|mut command| {
                command.arg("--version");
                command
            }),
        );
        let of_module = |name: &str| {
            let mut command = Command::new(self.python.as_ref()?);
            command.args(["-c", &format!("import {name}; print({name}.__version__)")]);
            Some(command)
        };
        add("polars", self.polars.then(|| of_module("polars")).flatten());
        add("DuckDB", self.duckdb.then(|| of_module("duckdb")).flatten());
        out
    }

    /// Hugo on a project.
    pub(crate) fn hugo_command(&self, project: &Path, out: &Path) -> Option<Command> {
        let mut command = Command::new(self.hugo.as_ref()?);
        command.arg("--quiet").arg("--source").arg(project).arg("--destination").arg(out);
        Some(command)
    }

    /// Zola on a project, without its search index.
    pub(crate) fn zola_command(&self, project: &Path, out: &Path) -> Option<Command> {
        let mut command = Command::new(self.zola.as_ref()?);
        command.arg("--root").arg(project).arg("build").arg("--force").arg("--output-dir").arg(out);
        Some(command)
    }

    /// Pagefind on a site that is already written.
    pub(crate) fn pagefind_on(&self, site: &Path) -> Option<Command> {
        let mut command = self.pagefind_command()?;
        command.arg("--site").arg(site);
        Some(command)
    }

    fn pagefind_command(&self) -> Option<Command> {
        let (program, arguments) = self.pagefind.as_ref()?.split_first()?;
        let mut command = Command::new(program);
        command.args(arguments);
        Some(command)
    }

    /// polars reading a log, parsing its times and grouping it by three columns.
    pub(crate) fn polars_command(&self, log: &Path) -> Option<Command> {
        self.python_on(log, self.polars, POLARS)
    }

    /// DuckDB doing the same.
    pub(crate) fn duckdb_command(&self, log: &Path) -> Option<Command> {
        self.python_on(log, self.duckdb, DUCKDB)
    }

    fn python_on(&self, log: &Path, found: bool, script: &str) -> Option<Command> {
        let mut command = Command::new(self.python.as_ref().filter(|_| found)?);
        command.arg("-c").arg(script).arg(log);
        Some(command)
    }
}

const POLARS: &str = "
import sys, polars as pl
log = pl.read_csv(sys.argv[1], infer_schema_length=0)
log = log.with_columns(pl.col('opened_at').str.to_datetime(), pl.col('closed_at').str.to_datetime())
hours = (pl.col('closed_at') - pl.col('opened_at')).dt.total_seconds() / 3600
month = pl.col('opened_at').dt.strftime('%Y-%m').alias('month')
log = log.group_by('device_id', 'fault_code', month).agg(pl.len(), hours.mean())
print(log.height)
";

const DUCKDB: &str = "
import sys, duckdb
print(duckdb.execute('''select count(*) from (
  select device_id, fault_code, strftime(opened_at::timestamp, '%Y-%m') as month, count(*),
    avg(epoch(closed_at::timestamp - opened_at::timestamp) / 3600)
  from read_csv(?, all_varchar = true) group by 1, 2, 3)''', [sys.argv[1]]).fetchone()[0])
";

/// A program on PATH.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

fn has_module(python: &Path, name: &str) -> bool {
    let mut command = Command::new(python);
    command.arg("-c").arg(format!("import {name}")).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The first word with a dot and a digit that a program says of itself.
fn first_version(mut command: Command) -> Option<String> {
    let output = command.output().ok()?;
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |word: &&str| {
        word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()) && word.contains('.')
    };
    let word = words.split_whitespace().find(number)?;
    Some(word.trim_start_matches('v').split(['-', '+']).next()?.to_owned())
}
