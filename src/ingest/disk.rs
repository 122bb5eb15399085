//! What the disk answers. A file that is not there, or that may not be read, is that
//! file's own matter: it is left out and named. Where the machine fails (no file handles
//! left, a broken disk, no memory), nobody knows what is there, and a site without it
//! would look whole: nothing is built.
#![allow(clippy::disallowed_methods, reason = "ingest reads the project from disk")]

use crate::diag::{
    Code, Diagnostic, Diagnostics, MACHINE_HINT, Place, Severity, is_of_the_machine,
};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The finding of a file that cannot be read.
pub(crate) fn unreadable(error: &io::Error) -> Diagnostic {
    let message = format!("this file cannot be read: {error}");
    let finding = Diagnostic::new(Code::FileUnreadable, message);
    judged(
        finding.hint("check that it is there, readable and not being written while it is read"),
        error,
    )
}

/// A finding about what cannot be read, made as grave as its cause.
pub(crate) fn judged(finding: Diagnostic, error: &io::Error) -> Diagnostic {
    if !is_of_the_machine(error) {
        return finding;
    }
    finding.severity(Severity::Stop).hint(MACHINE_HINT)
}

/// What was read; where the machine failed, that is told and something else stands in. A
/// file's own fault is told where all of it is read.
pub(crate) fn or_told<T>(
    read: io::Result<T>,
    path: &Arc<str>,
    findings: &mut Diagnostics,
    otherwise: T,
) -> T {
    read.unwrap_or_else(|error| {
        if is_of_the_machine(&error) {
            findings.push(unreadable(&error).at(Place::file(path.clone())));
        }
        otherwise
    })
}

/// True where a folder is there.
pub(crate) fn is_folder(path: &Path) -> io::Result<bool> {
    match path.metadata() {
        Ok(meta) => Ok(meta.is_dir()),
        Err(error) if is_of_the_machine(&error) => Err(error),
        Err(_) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn a_file_of_others_is_left_out_and_a_failing_machine_stops_the_build() {
        for kind in [ErrorKind::NotFound, ErrorKind::PermissionDenied, ErrorKind::InvalidData] {
            assert_eq!(unreadable(&kind.into()).severity, Severity::Error, "{kind}");
        }
        // Input/output error, no memory, too many open files: by number, as systems tell them.
        for number in [5, 12, 23, 24] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(unreadable(&error).severity, Severity::Stop, "{error}");
        }
    }
}
