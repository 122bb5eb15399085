//! A built site to a web host: what would change, in which order, and how it is undone.
//! A place is anything that fills the trait [`Remote`].
//!
//! Not here: which site, which place and what is allowed (`cli`), and what a web server is
//! told (`render::hosting`). This room knows files by path and hash, and findings.
//!
//! A place looks like this:
//!
//! ```text
//! <the target's path>/
//!   index.html, …               the site; other people's files beside it are never touched
//!   .faultbook-publish/
//!     manifest.json             what was published: path, hash, size, type, cache rule
//!     lock.json                 only while somebody publishes; names who and since when
//!     open                      only while a publication is not finished
//!     tmp/                      files on their way
//! ```
//!
//! **The order.** Each phase waits for the one before ([`Phase`]): what pages show, the parts
//! of the search index, data, pages, and last what leads in. A file is written under another
//! name and renamed. The manifest is written when all of them are there, and only then files
//! are removed, and only those that stand in a manifest of ours. So at any moment, also when
//! the connection is cut, every page finds what it shows.
//!
//! **What is known.** The manifest says what lies there after a whole publication. Where one
//! was cut, the mark `open` stands there, and the journal on the machine that began it says
//! which files were put in place since; on another machine every file goes up anew.
#![allow(
    clippy::disallowed_methods,
    reason = "publishing reads and writes folders and looks at the clock; no page depends on it"
)]

#[cfg(feature = "publish-cloud")]
mod cloud;
mod compress;
#[cfg(any(feature = "sftp", feature = "publish-cloud"))]
mod engine;
mod fs;
mod journal;
mod line;
#[cfg(feature = "publish-cloud")]
mod live;
mod lock;
mod manifest;
mod names;
mod phase;
mod plan;
mod release;
mod remote;
mod run;
mod secret;
mod session;
#[cfg(feature = "sftp")]
mod sftp;
mod store;
mod survey;

pub use crate::model::artifact::content_type;
#[cfg(feature = "publish-cloud")]
pub use cloud::{Account, Cloud, Service};
pub use compress::{VARIANT, variant};
pub use fs::Folder;
pub use line::Line;
#[cfg(feature = "publish-cloud")]
pub use live::{Live, look};
pub use manifest::{FOLDER, Gone, Listed, MANIFEST, Manifest};
pub use phase::{Phase, cache_rule, disposition};
pub use plan::{Allowed, GRACE, Known, Plan, Site, Step};
pub use release::{publish_release, rehearse_release, roll_back_release};
pub use remote::{Abilities, Below, Entry, Kind, Over, Remote, Renaming, Sent, Thing, Trouble};
pub use run::{Done, Job, former_site, publish, rehearse, roll_back};
pub use secret::Secret;
pub use session::{Verify, Watch, Ways, failed};
#[cfg(feature = "sftp")]
pub use sftp::{Host, Login, Sftp};
pub use store::Store;
