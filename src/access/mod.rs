//! Who may read a site that lies on somebody else's host: passphrases, passwords, salts
//! and the keys of folders. They are made from the system's randomness by `faultbook
//! access`, kept in one file of the project that nobody else can read, and only read by a
//! build. No secret is in a site, in the output folder, or in a message of a build.
//!
//! Not here: what a site is sealed with (`seal`), what a web server is told
//! (`render::hosting`), what is printed (`cli`).
#![allow(clippy::disallowed_methods, reason = "this room keeps a file of its own, outside sites")]

mod file;
mod secret;
mod words;

pub use file::{FILE, FOLDER, IGNORE, ignore, read, write};
pub use secret::{Secret, Secrets};

use crate::diag::{Code, Diagnostic};

/// Bytes that nobody can foresee.
fn random<const N: usize>() -> Result<[u8; N], Diagnostic> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        let message =
            format!("the system gives no random bytes, without which there is no secret: {error}");
        Diagnostic::new(Code::SecretsRefused, message)
            .hint("run the command again; on a machine that has just started, wait a minute")
    })?;
    Ok(bytes)
}
