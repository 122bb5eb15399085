//! Artifacts to disk. A site is written into a staging folder beside its target,
//! from as many threads as the caller likes, and switched into place at the end;
//! a build that stops, fails or is killed leaves the former site as it was.
//!
//! Not here: what a site consists of (`site`), and how it reaches a web host
//! (`publish`). This room knows artifacts, folders and findings, nothing else.
//!
//! An output folder looks like this:
//!
//! ```text
//! output/
//!   README.md              not ours, never touched
//!   .faultbook-lock        held while a build runs; names its process
//!   .faultbook-work/       only while a build runs, or after one was killed
//!     new/<site>/          the sites being written
//!     old/<site>/          former sites, only where two renames are needed
//!     trash/               what is about to be removed
//!   .faultbook-audit.json  the certificate of the search for leaks in these sites
//!   internal/              a site; carries the marker file `.faultbook-site`
//!   customers/<id>/        a site
//!   bundles/               one zip a site, where the build was asked for them
//! ```
//!
//! **The switch.** On Linux a former and a new site change places in one step
//! (`renameat2` with `RENAME_EXCHANGE`), so a reader sees one or the other.
//! Where the file system cannot do that, the former site is moved to `old/` and
//! the new one into place; a build killed between the two is healed by the next
//! run, which moves the former site back before it does anything else.
//!
//! **What reaches the disk.** Before a former site is given up, the file system is
//! asked once to write everything down (`syncfs`, Linux only), since a sync for
//! each file would cost about a millisecond a page. It waits for whatever other
//! programs have left to be written, too, so a first build, which has nothing to
//! lose, does without, and `serve` may ([`Ways`]). Without the sync a loss of power
//! right after a build may cost pages; the next build writes them all anew.
#![allow(clippy::disallowed_methods, reason = "writing the output is what this room is for")]

mod bundle;
mod footprint;
mod former;
mod lock;
mod marker;
mod names;
mod pictures;
mod plain;
mod reading;
mod site;
mod staging;
mod steps;
mod switch;
mod target;

pub use bundle::{BUNDLES, Bundle};
pub use footprint::Footprint;
pub use marker::MARKER;
pub use pictures::narrower_picture;
pub use plain::contents;
pub use reading::{CERTIFICATE, SiteFiles};
pub use site::Spot;
pub use staging::{Committed, Output, Prune, Rehearsal, Ways, without_key};
pub use switch::Switch;
pub use target::Guard;

use crate::diag::{Code, Diagnostic};
use std::path::Path;

/// The finding for a write the system refused, in the system's words.
fn write_failed(path: &Path, error: &std::io::Error) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::OutputWrite, format!("cannot write {}: {error}", path.display()));
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => diagnostic.hint(
            "the disk is full; the former site is untouched. Free some space (a build needs room \
             for the former and the new site at once) and build again",
        ),
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => diagnostic
            .hint("make the output folder writable, or name another one with --output-dir"),
        _ => diagnostic.hint("the former site is untouched; mend the cause and build again"),
    }
}
