//! Whose fault it is that something could not be read.

use std::io::{self, ErrorKind};

/// How to mend that.
pub const MACHINE_HINT: &str = "the system could not read it, and nothing is built without it: close the program that holds it, free memory or file handles, or look after the disk or network drive, and build again";

/// True for what no file can be blamed for: no file handles left, a broken disk, a network
/// drive that is gone, no memory. What was not read may be sound, and must not be left out.
pub fn is_of_the_machine(error: &io::Error) -> bool {
    !matches!(
        error.kind(),
        ErrorKind::NotFound
            | ErrorKind::PermissionDenied
            | ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::InvalidData
            | ErrorKind::InvalidInput
            | ErrorKind::InvalidFilename
            | ErrorKind::UnexpectedEof
    )
}
