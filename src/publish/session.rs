//! Asking a place with patience: temporary trouble is tried again, each time after a longer
//! pause; anything else is told at once.

use super::remote::{Kind, Remote, Trouble};
use super::store::Store;
use crate::diag::{Code, Diagnostic};
use std::time::Duration;

/// How a publication goes about it.
#[derive(Clone, Debug)]
pub struct Ways {
    /// Who publishes, for whoever finds the lock.
    pub owner: String,
    /// The name of the place, for messages.
    pub place: String,
    /// How much is read back.
    pub verify: Verify,
    /// A lock of somebody else may be broken.
    pub break_lock: bool,
    /// The pause before a second try; it doubles each time.
    pub pause: Duration,
}

/// How much of what was written is read back and compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verify {
    /// Every file.
    All,
    /// The size of every file; the bytes of one in sixteen, and of all that lead in.
    #[default]
    Sample,
    /// Nothing but the list.
    None,
}

impl Verify {
    /// The word in the configuration.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "all" => Some(Self::All),
            "sample" => Some(Self::Sample),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// How often a request is made before it has failed.
const TRIES: u32 = 5;

/// What is told while files go up.
pub trait Watch: Sync {
    /// So much goes up in all, in the parts that begin now.
    fn sends(&self, files: u64, bytes: u64);
    /// A part of the work begins, of so many files.
    fn begins(&self, what: &'static str, files: u64);
    /// A file is done.
    fn done(&self, bytes: u64);
}

/// A publication under way.
pub(super) struct Session<'a> {
    pub(super) remote: &'a dyn Remote,
    pub(super) store: &'a Store,
    pub(super) ways: &'a Ways,
    pub(super) watch: &'a dyn Watch,
    /// Seconds since 1970.
    pub(super) now: i64,
}

impl Session<'_> {
    /// Makes a request until it is answered, or has failed for good.
    pub(super) fn ask<T>(
        &self,
        request: impl Fn(&dyn Remote) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let mut pause = self.ways.pause;
        for _ in 1..TRIES {
            match request(self.remote) {
                Err(trouble) if trouble.is_temporary() => std::thread::sleep(pause),
                answer => return answer,
            }
            pause *= 2;
        }
        request(self.remote)
    }

    /// The finding for a request that has failed for good.
    pub(super) fn failed(&self, what: &str, trouble: &Trouble) -> Diagnostic {
        failed(&self.ways.place, what, trouble)
    }
}

/// The finding for trouble with a place.
pub fn failed(place: &str, what: &str, trouble: &Trouble) -> Diagnostic {
    let finding = if trouble.kind == Kind::Unauthorised {
        Diagnostic::new(Code::PublishUnauthorised, trouble.said.clone())
    } else {
        let message = format!("{what} could not be handled at {place}: {trouble}");
        Diagnostic::new(Code::PublishFailed, message)
    };
    match &trouble.mend {
        Some(mend) => finding.hint(mend.clone()),
        None => finding.hint(hint(trouble.kind)),
    }
}

fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Temporary => {
            "the connection failed again and again. What is published still fits together; \
             publish again, and only what is missing goes up"
        }
        Kind::Full => {
            "no room is left there. What is published still fits together; make room (the former \
             and the new files lie there together for a moment), then publish again"
        }
        Kind::Denied => "give the account the right to write there, then publish again",
        Kind::Unsupported => "choose another way in the target; docs/publishing.md lists them",
        Kind::Unauthorised => "nothing was changed; docs/publishing.md shows what a target needs",
        Kind::Missing | Kind::Exists | Kind::Permanent => {
            "what is published still fits together; mend the cause, then publish again"
        }
    }
}
