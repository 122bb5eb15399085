//! One publisher at a time: a file at the place that says who publishes and since when. It
//! outlives a publisher that died, since nothing at the place can tell; then a person has
//! to say that it may go, unless it was left by this very machine.

use super::remote::{Kind, Over, Sent, Trouble};
use super::session::Session;
use crate::diag::{Code, Diagnostic};
use serde::{Deserialize, Serialize};

const LOCK: &str = ".faultbook-publish/lock.json";

/// What the file says.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Holder {
    /// Who: a name, a machine, a process.
    owner: String,
    /// Since when, in seconds since 1970.
    since: i64,
    /// By which its owner knows it.
    mark: String,
}

/// The lock, while it is held.
pub(super) struct Held {
    mark: String,
}

/// Takes the lock, or says who holds it.
pub(super) fn take(session: &Session<'_>) -> Result<Held, Diagnostic> {
    let mark = format!("{:016x}", mark()?);
    let holder =
        Holder { owner: session.ways.owner.clone(), since: session.now, mark: mark.clone() };
    let text = serde_json::to_vec(&holder).expect("texts and a number can be written as JSON");
    session.store.add_mark(&mark)?;
    for _ in 0..2 {
        match session.ask(|remote| remote.put(&Sent::plain(LOCK, &text), Over::Nothing)) {
            Ok(()) => return Ok(Held { mark }),
            Err(trouble) if trouble.kind == Kind::Exists => {}
            Err(trouble) => return Err(session.failed("the lock", &trouble)),
        }
        match read(session)? {
            // Our own file, of which the answer was lost on the way; or that of a run of this
            // machine which has died: it would hold the store if it lived.
            Some(holder) if holder.mark == mark => return Ok(Held { mark }),
            Some(holder) if session.store.has_mark(&holder.mark) || session.ways.break_lock => {}
            Some(holder) => return Err(locked(&holder, session.now, &session.ways.place)),
            None => continue,
        }
        session
            .ask(|remote| remote.delete(LOCK))
            .map_err(|trouble| session.failed("the lock of a former run", &trouble))?;
    }
    Err(Diagnostic::new(Code::PublishLocked, "another publisher took the lock just now")
        .hint("wait until it has ended, then publish again"))
}

impl Held {
    /// Fails where somebody has broken the lock meanwhile: two publishers must not mix.
    pub(super) fn check(&self, session: &Session<'_>) -> Result<(), Diagnostic> {
        match read(session)? {
            Some(holder) if holder.mark == self.mark => Ok(()),
            other => {
                let by = other.map_or("somebody".to_owned(), |holder| holder.owner);
                let message = format!("{by} has taken the lock away; this run stops here");
                Err(Diagnostic::new(Code::PublishLocked, message)
                    .hint("wait until that publisher has ended, then publish again"))
            }
        }
    }

    /// Gives the lock back, if it is still ours.
    pub(super) fn release(self, session: &Session<'_>) -> Result<(), Diagnostic> {
        if self.check(session).is_err() {
            return Ok(());
        }
        session
            .ask(|remote| remote.delete(LOCK))
            .map_err(|trouble| session.failed("the lock, which stays", &trouble))?;
        session.store.forget_marks();
        Ok(())
    }
}

fn read(session: &Session<'_>) -> Result<Option<Holder>, Diagnostic> {
    match session.ask(|remote| remote.get(LOCK)) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).unwrap_or_else(|_| Holder {
            owner: "somebody whose name cannot be read".to_owned(),
            since: session.now,
            mark: String::new(),
        }))),
        Err(Trouble { kind: Kind::Missing, .. }) => Ok(None),
        Err(trouble) => Err(session.failed("the lock", &trouble)),
    }
}

fn mark() -> Result<u64, Diagnostic> {
    getrandom::u64().map_err(|error| {
        let message = format!("the system gives no random bytes for a lock: {error}");
        Diagnostic::new(Code::PublishFailed, message).hint("publish again")
    })
}

fn locked(holder: &Holder, now: i64, place: &str) -> Diagnostic {
    let age = age(now - holder.since);
    let message = format!("{} is publishing to {place}, and began {age} ago", holder.owner);
    Diagnostic::new(Code::PublishLocked, message).hint(
        "wait until it has ended. If that publisher is no longer running, publish with \
         --break-lock: it then goes over every file anew",
    )
}

/// A span of time in words, from seconds.
fn age(seconds: i64) -> String {
    let (count, unit) = match seconds.max(0) {
        s @ 0..120 => (s, "second"),
        s @ 120..7200 => (s / 60, "minute"),
        s @ 7200..172_800 => (s / 3600, "hour"),
        s => (s / 86400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
