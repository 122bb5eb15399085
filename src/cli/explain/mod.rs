//! `explain`: where a figure comes from. Its value as pages show it, the definition,
//! the formula with its numbers, the rows that enter and the rows left out, each with
//! file and line. The figures are those of `analyse`; here are only the words.

mod code;
mod document;
mod formula;
mod human;
mod ledgers;
mod listing;
mod numbers;
mod reasons;
mod rows;
mod subject;
mod words;

use super::args::{Explain, Global};
use super::console::{self, Console, Stream};
use super::project::{self, Places};
use super::{Exit, draw};
use crate::analyse::explain::{Entry, Opened, Opener};
use crate::analyse::{self, Facts};
use crate::catalog::{self, Catalog, Restricted};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::pipeline;
use document::Document;
use subject::{Focus, Subject};

/// What is asked, found in the project.
struct Asked<'a> {
    catalog: &'a Restricted<Catalog>,
    facts: &'a Facts,
    opener: &'a Opener<'a>,
    subject: &'a Subject,
}

/// A figure under its name, opened, and which of its values was asked for.
struct Answer {
    entry: Entry,
    opened: Opened,
    focus: Option<Focus>,
}

/// Runs `explain`.
pub(super) fn run(asked: &Explain, global: &Global, console: Console) -> Exit {
    if let [word] = &asked.subject[..]
        && let Some(meaning) = code::find(word)
    {
        return code::show(&meaning, console);
    }
    match answer(asked, global, console) {
        Ok(()) => Exit::Done,
        Err(findings) => draw::refusal("explain", &findings, global),
    }
}

fn answer(asked: &Explain, global: &Global, console: Console) -> Result<(), Diagnostics> {
    let one = |finding: Diagnostic| Diagnostics::from_iter([finding]);
    let places = Places::of(global).map_err(one)?;
    let project = project::read(&places.root, global);
    let unclear = project::unclear(&project);
    if !unclear.is_empty() {
        return Err(unclear);
    }
    let catalog = pipeline::seen_by(catalog::link(project), &global.audience).map_err(one)?;
    let facts = analyse::analyse(&catalog);
    let (subject, rest) = Subject::of(&catalog, &facts, &asked.subject).map_err(one)?;
    let opener = Opener::new(&catalog, &facts);
    let asked_of = Asked { catalog: &catalog, facts: &facts, opener: &opener, subject: &subject };
    match asked_of.figure(rest).map_err(one)? {
        Some(answer) => asked_of.show(&answer, asked.all, console),
        None => listing::show(&asked_of, console),
    }
    Ok(())
}

impl Asked<'_> {
    /// The figure that words name; `None` where none is named and there are several.
    fn figure(&self, words: &[String]) -> Result<Option<Answer>, Diagnostic> {
        let entries = self.opener.entries(&self.subject.scope);
        let found = match (words, &entries[..]) {
            ([], [only]) => Some((only.clone(), None)),
            ([], _) => return Ok(None),
            _ => subject::figure(&entries, words),
        };
        let name = words.join(" ");
        let Some((entry, focus)) = found else {
            return Err(subject::unknown_figure(&name, self.subject, &entries));
        };
        let Some(opened) = self.opener.open(&self.subject.scope, entry.figure) else {
            let message = format!("nothing can be told of `{}`", entry.name);
            let hint = "no record of the project has a time; `faultbook check` says why";
            return Err(Diagnostic::new(Code::NameUnknown, message).hint(hint));
        };
        Ok(Some(Answer { entry, opened, focus }))
    }

    fn show(&self, answer: &Answer, all: bool, console: Console) {
        console::write(Stream::Out, |out| {
            if console.json {
                serde_json::to_writer_pretty(&mut *out, &Document::of(self, answer))?;
                return writeln!(out);
            }
            human::figure(out, self, answer, all || console.verbose)
        });
    }
}
