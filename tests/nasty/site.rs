//! A project built by the program, and the files that came of it.

use crate::support::ProjectBuilder;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A log of one row, so that there is something to build.
pub(crate) const ROW: &str = "工单号,设备编号,报修时间,故障现象\nT1,A-1,2024-03-05 08:00,黑屏\n";

/// What was built.
pub(crate) struct Site {
    project: ProjectBuilder,
    /// The exit code.
    pub(crate) exit: i32,
    /// The findings, one a line: place, code, words.
    pub(crate) told: String,
}

impl Site {
    /// Builds a project with a log of one row beside what it has.
    pub(crate) fn of(project: ProjectBuilder) -> Self {
        let project = project.file(crate::case::LOG, ROW);
        let mut command = Command::new(env!("CARGO_BIN_EXE_faultbook"));
        command.args(["build", "-v", "--message-format", "short"]).current_dir(project.root());
        let output = command.stdin(Stdio::null()).output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8(told).unwrap();
        assert!(!told.contains("panicked"), "{told}");
        Self { project, exit: output.status.code().unwrap(), told }
    }

    /// The lines that name a code.
    pub(crate) fn lines(&self, code: &str) -> Vec<&str> {
        let named = format!("{code} ");
        self.told.lines().filter(|line| line.contains(&named) && line.contains(": ")).collect()
    }

    /// Every file of the internal site.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let walk = walkdir::WalkDir::new(self.root().join("output/internal")).sort_by_file_name();
        let entries = walk.into_iter().filter_map(Result::ok);
        entries.filter(|e| e.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
    }

    /// A text file of the internal site.
    pub(crate) fn text(&self, path: &str) -> String {
        let path = self.root().join("output/internal").join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// The project's folder.
    pub(crate) fn root(&self) -> &Path {
        self.project.root()
    }
}

/// An article with a body.
pub(crate) fn article(body: &str) -> ProjectBuilder {
    ProjectBuilder::new().file("content/solutions/s.md", &format!("---\nid: S-1\n---\n{body}"))
}

/// The page of that article.
pub(crate) const ARTICLE: &str = "solutions/S-1/index.html";
