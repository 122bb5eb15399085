//! Whether a place keeps names as they are. Some file systems take letters with marks apart,
//! some lose whole alphabets; a file with such a name shows before the first publication.

use super::manifest::FOLDER;
use super::remote::{Kind, Over, Sent, Trouble};
use super::session::Session;
use crate::diag::{Code, Diagnostic};

/// Letters with marks, another alphabet, and what addresses treat in their own way.
const NAME: &str = "probe Äé 故障 #%+.txt";
/// The same for who does not tell capitals from small letters.
const FOLDED: &str = "PROBE Äé 故障 #%+.TXT";

/// What a place does to names without losing them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// They are listed as others.
    changed: bool,
    /// Capitals and small letters are the same.
    pub(super) folds: bool,
}

/// Stops where a file is not found under its own name; else tells what becomes of names.
pub(super) fn probe(session: &Session<'_>) -> Result<Names, Diagnostic> {
    let path = format!("{FOLDER}/{NAME}");
    let failed = |trouble: Trouble| session.failed("a file that tries out names", &trouble);
    let bytes = NAME.as_bytes();
    session.ask(|remote| remote.put(&Sent::plain(&path, bytes), Over::Anything)).map_err(failed)?;
    let found = session.ask(|remote| remote.get(&path));
    let folded = session.ask(|remote| remote.stat(&format!("{FOLDER}/{FOLDED}")));
    let listed = session.ask(|remote| remote.list(FOLDER)).map_err(failed)?;
    session.ask(|remote| remote.delete(&path)).map_err(failed)?;
    match found {
        Ok(found) if found == bytes => {}
        Ok(_) | Err(Trouble { kind: Kind::Missing, .. }) => return Err(lost(session)),
        Err(trouble) => return Err(failed(trouble)),
    }
    let folds = folded.map_err(failed)?.is_some();
    Ok(Names { changed: !listed.iter().any(|entry| entry.name == NAME), folds })
}

impl Names {
    /// What a person should know of it.
    pub(super) fn findings(self, place: &str) -> impl Iterator<Item = Diagnostic> {
        let changed = self.changed.then(|| {
            let message = format!("{place} lists files under other names than they were given");
            Diagnostic::new(Code::PublishNames, message).hint(
                "pages may be found all the same; open one with a Chinese name in its address. Files \
                 of other people with such names cannot be told there",
            )
        });
        let folds = self.folds.then(|| {
            let message = format!("{place} takes capitals and small letters for the same");
            Diagnostic::new(Code::PublishNames, message).hint(
                "the site has no two files that would become one, so that all of it is found there; \
                 on a host that tells them apart, addresses in other letters stop working",
            )
        });
        changed.into_iter().chain(folds)
    }
}

fn lost(session: &Session<'_>) -> Diagnostic {
    let message = format!(
        "{} does not find a file again under the name that it was given",
        session.ways.place
    );
    Diagnostic::new(Code::PublishVerify, message).hint(
        "its file system loses letters such as Ä or 故; ask whoever runs it for one that keeps UTF-8 \
         names",
    )
}
