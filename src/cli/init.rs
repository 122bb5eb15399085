//! `init`: a small project of an invented pump or lift service that builds as it
//! is, with comments that say what each file is for.

use super::Exit;
use super::args::{Init, Language};
use super::console::{self, Console, Stream};
use super::draw;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

struct Template {
    path: &'static str,
    text: &'static str,
}

macro_rules! templates {
    ($lang:literal: $($path:literal from $file:literal,)*) => {
        &[$(Template {
            path: $path,
            text: include_str!(concat!("init/", $lang, "/", $file)),
        },)*]
    };
}

const EN: &[Template] = templates! { "en":
    ".gitignore" from "gitignore",
    "content/customers.csv" from "customers.csv",
    "content/devices.csv" from "devices.csv",
    "content/fault-codes.csv" from "fault-codes.csv",
    "content/faults/FR-2026-001.md" from "FR-2026-001.md",
    "content/logs/2026-q1.csv" from "log.csv",
    "content/models.csv" from "models.csv",
    "content/parts.csv" from "parts.csv",
    "content/solutions/SOL-001.md" from "SOL-001.md",
    // The last, so that a project that was not written wholly is not taken for one.
    "faultbook.toml" from "faultbook.toml",
};

const ZH: &[Template] = templates! { "zh":
    ".gitignore" from "gitignore",
    "content/customers.csv" from "customers.csv",
    "content/devices.csv" from "devices.csv",
    "content/fault-codes.csv" from "fault-codes.csv",
    "content/faults/FR-2026-001.md" from "FR-2026-001.md",
    "content/logs/2026-q1.csv" from "log.csv",
    "content/models.csv" from "models.csv",
    "content/parts.csv" from "parts.csv",
    "content/solutions/SOL-001.md" from "SOL-001.md",
    "faultbook.toml" from "faultbook.toml",
};

/// Runs `init`.
pub(super) fn run(init: &Init, console: Console) -> Exit {
    let templates = match init.lang {
        Language::En => EN,
        Language::Zh => ZH,
    };
    match write(&init.dir, templates) {
        Ok(written) => {
            if !console.quiet {
                console::write(Stream::Out, |out| tell(out, &init.dir, &written));
            }
            Exit::Done
        }
        Err(finding) => {
            let view = draw::View::new(Severity::Note, true);
            let findings = Diagnostics::from_iter([finding]);
            console::write(Stream::Err, |out| draw::human(out, &findings, view));
            Exit::Stopped
        }
    }
}

/// Writes all templates, or none where one of them would meet an existing file.
fn write(dir: &Path, templates: &[Template]) -> Result<Vec<PathBuf>, Diagnostic> {
    let taken: Vec<&str> = templates
        .iter()
        .map(|template| template.path)
        .filter(|path| dir.join(path).symlink_metadata().is_ok())
        .collect();
    if !taken.is_empty() {
        let message = format!("{} already holds {}", dir.display(), taken.join(", "));
        return Err(Diagnostic::new(Code::OutputRefused, message)
            .hint("nothing was written; name a new folder: faultbook init DIR"));
    }
    let mut written = Vec::new();
    for template in templates {
        let path = dir.join(template.path);
        create(&path, template.text).map_err(|error| {
            let message = format!("cannot write {}: {error}", path.display());
            Diagnostic::new(Code::OutputWrite, message).hint("name a folder that you may write to")
        })?;
        written.push(path);
    }
    Ok(written)
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    // Never over a file that came between the check and now.
    File::create_new(path)?.write_all(text.as_bytes())
}

fn tell(out: &mut dyn Write, dir: &Path, written: &[PathBuf]) -> io::Result<()> {
    for path in written {
        writeln!(out, "wrote {}", path.display())?;
    }
    let go = if dir == Path::new(".") { String::new() } else { format!(" -r {}", dir.display()) };
    writeln!(out)?;
    writeln!(out, "Next:")?;
    writeln!(out, "  faultbook check{go}    reads everything and says what it finds")?;
    writeln!(out, "  faultbook build{go}    writes the site into output/internal/")?;
    writeln!(out, "Then open output/internal/index.html in a browser, and replace the example")?;
    writeln!(out, "files below content/ with your own, one after the other.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_examples_hold_the_same_files() {
        let paths = |list: &[Template]| list.iter().map(|t| t.path).collect::<Vec<_>>();
        assert_eq!(paths(EN), paths(ZH));
        assert_eq!(EN.last().map(|t| t.path), Some("faultbook.toml"));
    }

    #[test]
    fn tables_of_the_examples_have_whole_rows_and_known_references() {
        for list in [EN, ZH] {
            let text = |path: &str| list.iter().find(|t| t.path == path).unwrap().text;
            let column = |path: &str, n: usize| -> Vec<String> {
                let mut reader = csv::Reader::from_reader(text(path).as_bytes());
                reader.records().map(|r| r.unwrap()[n].to_owned()).collect()
            };
            let (customers, devices) =
                (column("content/customers.csv", 0), column("content/devices.csv", 0));
            let codes = column("content/fault-codes.csv", 0);
            assert!(column("content/devices.csv", 3).iter().all(|c| customers.contains(c)));
            let log = "content/logs/2026-q1.csv";
            assert!(column(log, 1).iter().all(|d| devices.contains(d)));
            let used = column(log, 7);
            assert!(used.iter().all(|c| c.is_empty() || codes.contains(c)));
            let front = text("content/faults/FR-2026-001.md");
            assert!(devices.iter().any(|d| front.contains(d.as_str())));
        }
    }

    #[test]
    fn the_configuration_of_the_examples_is_toml() {
        for list in [EN, ZH] {
            let text = list.iter().find(|t| t.path == "faultbook.toml").unwrap().text;
            let table: toml::Table = text.parse().unwrap();
            assert!(table.contains_key("site"));
        }
    }
}
