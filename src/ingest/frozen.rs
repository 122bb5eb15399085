//! The project's frozen reports, read once and in parallel. A file that cannot be used
//! is a finding and leaves the others alone. Its form is `model::frozen`'s.

use super::disk;
use super::walk::{Found, walk};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::frozen::{FOLDER, Frozen, Unusable, file};
use rayon::prelude::*;
use std::path::Path;

/// Reads every frozen report of a project.
pub(super) fn read(root: &Path, findings: &mut Diagnostics) -> Vec<Frozen> {
    let is_folder = disk::is_folder(&root.join(FOLDER));
    if !disk::or_told(is_folder, &FOLDER.into(), findings, false) {
        return Vec::new();
    }
    let walked = walk(root, &[FOLDER.to_owned()]);
    findings.append(walked.findings);
    let read: Vec<_> = walked.files.par_iter().map(one).collect();
    let mut frozen = Vec::with_capacity(read.len());
    for result in read {
        match result {
            Ok(report) => frozen.push(report),
            Err(finding) => findings.push(finding),
        }
    }
    frozen.sort_by(|a: &Frozen, b| (&a.site, a.period).cmp(&(&b.site, b.period)));
    frozen
}

fn one(found: &Found) -> Result<Frozen, Diagnostic> {
    let place = || Place::file(found.path.clone());
    let bytes = std::fs::read(&found.disk).map_err(|error| {
        let message = format!("this frozen report cannot be read: {error}");
        let finding = Diagnostic::new(Code::FrozenUnusable, message).at(place());
        let finding = finding.hint("make the file readable, or take it back from version control");
        disk::judged(finding, &error)
    })?;
    // Bytes of another encoding do not fit the seal, which says so.
    let text = String::from_utf8_lossy(&bytes);
    let report = Frozen::parse(&found.path, &text).map_err(|Unusable { line, why, mend }| {
        let finding = Diagnostic::new(Code::FrozenUnusable, why);
        finding.at(Place::line(found.path.clone(), line)).hint(mend)
    })?;
    let home = file(&report.site, report.period);
    if *found.path != *home {
        let message = format!(
            "this is the frozen report of {} for {}, and lies in the place of another one",
            report.period, report.site
        );
        return Err(Diagnostic::new(Code::FrozenUnusable, message)
            .at(place())
            .hint(format!("move it to {home}")));
    }
    Ok(report)
}
