//! Writing to the terminal. Colours follow `NO_COLOR` and the terminal; a reader
//! who closed the pipe has seen enough, which is no error.

use super::args::Global;
use std::io::{self, BufWriter, IsTerminal, Write};

/// Where a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Results.
    Out,
    /// Everything else.
    Err,
}

/// The two streams, and how much the person wants to see.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console {
    /// Only what costs something.
    pub(super) quiet: bool,
    /// Everything.
    pub(super) verbose: bool,
    /// Results as one JSON document.
    pub(super) json: bool,
}

impl Console {
    pub(super) fn new(global: &Global) -> Self {
        Self { quiet: global.quiet, verbose: global.verbose, json: global.json }
    }

    /// True where moving progress can be shown.
    pub(super) fn animated(self) -> bool {
        !self.quiet && !self.json && io::stderr().is_terminal()
    }
}

/// Writes through a buffer; what a closed pipe refuses is dropped.
pub(super) fn write(stream: Stream, text: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut target: Box<dyn Write> = match stream {
        Stream::Out => Box::new(BufWriter::new(anstream::stdout().lock())),
        Stream::Err => Box::new(BufWriter::new(anstream::stderr().lock())),
    };
    // There is nobody left to tell: the reader of this very stream is gone.
    let _ = text(&mut *target).and_then(|()| target.flush());
}

/// Writes one line.
pub(super) fn line(stream: Stream, text: &str) {
    write(stream, |out| writeln!(out, "{text}"));
}
