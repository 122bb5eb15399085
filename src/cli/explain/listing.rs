//! The figures of a scope with their values, for one who does not know their names.

use super::{Asked, numbers};
use crate::analyse::explain::{Entry, Value};
use crate::cli::Exit;
use crate::cli::console::{self, Console, Stream};
use crate::cli::draw::plain;
use serde::Serialize;

#[derive(Serialize)]
struct Listing {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    scope: String,
    figures: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    value: Option<Value>,
    #[serde(skip)]
    shown: String,
}

/// Writes the list.
pub(super) fn show(asked: &Asked<'_>, console: Console) {
    let scope = &asked.subject.scope;
    let min_n = asked.catalog.settings.min_n;
    let line = |entry: Entry| {
        let value = asked.opener.open(scope, entry.figure).map(|opened| opened.value);
        let shown = match &value {
            None => numbers::UNKNOWN.to_owned(),
            Some(value) => numbers::value(value, Some(entry.figure), min_n),
        };
        Line { name: entry.name, value, shown }
    };
    let listing = Listing {
        faultbook: env!("CARGO_PKG_VERSION"),
        command: "explain",
        exit: Exit::Done as u8,
        scope: asked.subject.words.clone(),
        figures: asked.opener.entries(scope).into_iter().map(line).collect(),
    };
    console::write(Stream::Out, |out| {
        if console.json {
            serde_json::to_writer_pretty(&mut *out, &listing)?;
            return writeln!(out);
        }
        let width = listing.figures.iter().map(|line| line.name.chars().count()).max();
        writeln!(out, "{}", plain(&listing.scope))?;
        for line in &listing.figures {
            let width = width.unwrap_or(0) + 2;
            writeln!(out, "  {:<width$}{}", plain(&line.name), plain(&line.shown))?;
        }
        writeln!(out, "\nOpen one with: faultbook explain {} FIGURE", plain(&listing.scope))
    });
}
