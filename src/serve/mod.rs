//! Shows the sites of a project on this machine while somebody works on it: watches the
//! project's files, has it read and linked anew when they change, answers browsers out of
//! memory, and tells open pages to load again or what stands in the way. Nothing is written.
//!
//! In reading order: `watch` says that something changed, `desk` has it rebuilt, `shown` is
//! what browsers are given at the moment, `http` is the line to them, `guard` says who may
//! ask, `address` what was asked for, `answer` what is said; `pages` and `overlay` are what
//! the server says in its own name.
//!
//! **Nobody else's.** The server listens on this machine alone unless it is told otherwise,
//! answers to names that are its own (so that no page on the web can lead a browser's
//! questions here under another name), never says that other sites may read its answers,
//! and knows no address but those of the sites' own files: no path of a request meets the
//! disk.
//!
//! Not here: how a project is read (the caller is a [`Source`]), what a page is made of
//! (`pipeline`), how a person is told ([`Told`]).
#![allow(
    clippy::disallowed_methods,
    reason = "serving looks at folders and at the clock; no page depends on it"
)]

mod address;
mod answer;
mod desk;
mod guard;
mod http;
mod overlay;
mod pages;
mod shown;
mod watch;
mod words;

pub use watch::{Aside, Inputs};

use crate::diag::{Diagnostic, Diagnostics};
use crate::model::Lang;
use crate::pipeline::Live;
use desk::Desk;
use shown::Shared;
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use watch::Watch;

/// Reads and links a project, as often as it is asked.
pub trait Source {
    /// The project as it is now. What has not changed need not be read again.
    fn rebuild(&mut self) -> Rebuilt;

    /// Forgets what was read: after a mistake of the program nobody knows what of it holds.
    fn forget(&mut self);
}

/// A project as it was read and linked.
pub struct Rebuilt {
    /// Its sites.
    pub live: Arc<Live>,
    /// Something stands in the way: these sites are not to be shown.
    pub stopped: bool,
    /// How long each stage took.
    pub stages: Vec<(&'static str, Duration)>,
    /// The first language of the project.
    pub language: Lang,
    /// Names of sites that are encrypted where they are published.
    pub encrypted: BTreeSet<String>,
}

/// What a person is told while the server runs.
pub trait Told: Sync {
    /// It listens at these addresses, the first one on this machine.
    fn listens(&self, at: &[SocketAddr]);
    /// The project was rebuilt.
    fn rebuilt(&self, news: &News<'_>);
    /// Something works less well than it could.
    fn hampered(&self, finding: &Diagnostic);
}

/// How a rebuild went.
pub struct News<'a> {
    /// A few of the files that changed; none the first time.
    pub changed: &'a [PathBuf],
    /// How many changed.
    pub count: usize,
    /// From the beginning of the rebuild until browsers are told.
    pub took: Duration,
    /// How long each stage took.
    pub stages: &'a [(&'static str, Duration)],
    /// What was found.
    pub findings: &'a Diagnostics,
    /// Browsers go on being shown the sites of before.
    pub failed: bool,
    /// How many sites are shown.
    pub sites: usize,
}

/// Where and to whom sites are shown.
#[derive(Clone, Debug)]
pub struct Ways {
    /// The port; 0 for any that is free.
    pub port: u16,
    /// An address of this machine at which others reach it, where they may.
    pub lan: Option<IpAddr>,
    /// Further names that this machine has.
    pub hosts: Vec<String>,
    /// Look for changes instead of being told of them.
    pub poll: bool,
}

/// Serves until the process ends; comes back only where it cannot begin.
pub fn serve(
    ways: &Ways,
    inputs: Inputs,
    source: &mut dyn Source,
    told: &dyn Told,
) -> Result<std::convert::Infallible, Diagnostic> {
    let listeners = http::listen(ways.port, ways.lan)?;
    let at = http::addresses(&listeners);
    let shared = Arc::new(Shared::new());
    let guard = guard::Guard::new(&at, &ways.hosts);
    // Before the first reading, so that no change is missed.
    let root = inputs.root.clone();
    let mut watch = Watch::begin(inputs, ways.poll, &|finding| told.hampered(finding));
    http::start(
        listeners,
        answer::Desk { shared: shared.clone(), guard, lan: ways.lan.is_some() },
    )?;
    told.listens(&at);
    let mut desk = Desk { source, told, shared, root };
    desk.rebuild(&watch::Batch::default());
    loop {
        let batch = watch.next(&|finding| told.hampered(finding));
        desk.rebuild(&batch);
        watch.rebuilt(&batch);
    }
}
