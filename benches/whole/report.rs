//! The Markdown that the benchmark prints.

use super::measure::Runs;
use super::plain::Tree;

/// faultbook on one project.
pub(crate) struct Sized {
    pub(crate) name: String,
    pub(crate) pages: u64,
    pub(crate) rows: u64,
    pub(crate) runs: Runs,
    pub(crate) written: Tree,
    /// Seconds that a plain write of the same tree took; not a number if left out.
    pub(crate) plain: f64,
}

/// A peer beside faultbook on the same content.
pub(crate) struct Beside {
    pub(crate) content: String,
    pub(crate) tool: String,
    pub(crate) runs: Runs,
    /// Files written; none where the tool writes no site.
    pub(crate) files: Option<u64>,
    /// Wall time of faultbook for each of this tool's, pair by pair.
    pub(crate) ratio: Option<f64>,
}

/// The table of sizes, the table of stages and the table of peers.
pub(crate) fn tables(sized: &[Sized], beside: &[Beside]) -> String {
    let mut out = String::new();
    if !sized.is_empty() {
        out.push_str(&sizes(sized));
        out.push('\n');
        out.push_str(&stages(sized));
    }
    if !beside.is_empty() {
        out.push('\n');
        out.push_str(&peers(beside));
    }
    out
}

fn sizes(sized: &[Sized]) -> String {
    let mut out = "| project | pages read | rows read | wall s | CPU s | pages/s | rows/s | peak MiB | files | MB | files/s | \
                   plain write s | of it |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for s in sized {
        let wall = s.runs.wall();
        let rate = |n: u64| if n == 0 { "–".to_owned() } else { grouped(n as f64 / wall) };
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
            s.name,
            known(s.pages as f64, grouped),
            known(s.rows as f64, grouped),
            seconds(wall),
            seconds(s.runs.cpu()),
            rate(s.pages),
            rate(s.rows),
            grouped(s.runs.memory_mib()),
            grouped(s.written.files as f64),
            grouped(s.written.bytes as f64 / 1e6),
            grouped(s.written.files as f64 / wall),
            known(s.plain, seconds),
            known(wall / s.plain, |ratio| format!("{ratio:.1} ×")),
        ));
    }
    out
}

fn stages(sized: &[Sized]) -> String {
    let mut names: Vec<String> = Vec::new();
    for s in sized {
        for (name, _) in s.runs.stages() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let mut out = format!(
        "| seconds by stage | {} |\n| --- |{}\n",
        names.join(" | "),
        " ---: |".repeat(names.len())
    );
    for s in sized {
        let stages = s.runs.stages();
        let cell = |name: &String| {
            stages.iter().find(|(n, _)| n == name).map_or("–".to_owned(), |(_, t)| seconds(*t))
        };
        let cells: Vec<String> = names.iter().map(cell).collect();
        out.push_str(&format!("| {} | {} |\n", s.name, cells.join(" | ")));
    }
    out
}

fn peers(beside: &[Beside]) -> String {
    let mut out = "| content | tool | wall s | CPU s | peak MiB | files | faultbook / this |\n\
                   | --- | --- | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for b in beside {
        let ratio = b.ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        let files = b.files.map_or("–".to_owned(), |files| grouped(files as f64));
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} | {files} | {ratio} |\n",
            b.content,
            b.tool,
            seconds(b.runs.wall()),
            known(b.runs.cpu(), seconds),
            known(b.runs.memory_mib(), grouped),
        ));
    }
    out
}

/// Nothing where a part of a run has no figure of its own.
fn known(value: f64, shown: fn(f64) -> String) -> String {
    if value > 0.0 { shown(value) } else { "–".to_owned() }
}

fn seconds(s: f64) -> String {
    if s >= 10.0 { format!("{s:.1}") } else { format!("{s:.2}") }
}

/// A whole number with its thousands set apart.
pub(crate) fn grouped(n: f64) -> String {
    let digits = format!("{:.0}", n.max(0.0));
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
