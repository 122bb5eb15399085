//! A report printed: its headlines and sentences, or its data file.

use super::{Asked, frozen_of, known, no_report, one};
use crate::catalog::Audience;
use crate::cli::Exit;
use crate::cli::console::{self, Stream};
use crate::cli::draw::{self, View, plain};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::time::ReportPeriod;
use crate::model::{Artifact, Content};
use crate::pipeline::{BuildOptions, Edition};
use crate::render::frozen::InWords;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// One edition of the report.
struct Printed {
    site: String,
    words: InWords,
    data: Result<Artifact, Diagnostic>,
    restated: Vec<Diagnostic>,
}

pub(super) fn run(asked: Asked<'_>, period: ReportPeriod) -> Result<Exit, Diagnostics> {
    let console = asked.console;
    let mut options = asked.options();
    if options.audiences.is_empty() {
        options.audiences = vec![Audience::Internal.folder()];
    }
    let printed = print(asked, &options, period)?;
    if console.json {
        return data_file(printed);
    }
    console::write(Stream::Out, |out| {
        let mut first = true;
        printed.iter().try_for_each(|edition| {
            if !std::mem::take(&mut first) {
                writeln!(out)?;
            }
            write(out, edition, period)
        })
    });
    let restated: Diagnostics = printed.into_iter().flat_map(|edition| edition.restated).collect();
    let view = View::new(Severity::Warning, true);
    console::write(Stream::Err, |out| draw::human(out, &restated, view));
    Ok(Exit::Done)
}

fn print(
    asked: Asked<'_>,
    options: &BuildOptions,
    period: ReportPeriod,
) -> Result<Vec<Printed>, Diagnostics> {
    let ask = |mut edition: Edition<'_>| {
        if edition.renderer.facts.report(period).is_none() {
            return Err(no_report(&edition, period));
        }
        let frozen = frozen_of(&edition, period).map(std::slice::from_ref).unwrap_or_default();
        Ok(Printed {
            restated: edition.renderer.compare(frozen),
            site: edition.audience.folder(),
            words: edition.renderer.report_in_words(period),
            data: edition.renderer.data(period.into()),
        })
    };
    known(asked.editions(options, &ask)?)
}

/// The bytes of the data file, as a build writes them.
fn data_file(printed: Vec<Printed>) -> Result<Exit, Diagnostics> {
    let count = printed.len();
    let Ok([edition]) = <[Printed; 1]>::try_from(printed) else {
        let message = format!("--json prints one report, and --audience names {count} sites");
        let finding = Diagnostic::new(Code::ConfigValue, message);
        return Err(one(finding.hint("name one of them with --audience")));
    };
    let artifact = edition.data.map_err(one)?;
    if let Content::Bytes(bytes) = artifact.content {
        console::write(Stream::Out, |out| out.write_all(&bytes));
    }
    Ok(Exit::Done)
}

fn write(out: &mut dyn Write, edition: &Printed, period: ReportPeriod) -> io::Result<()> {
    let words = &edition.words;
    let running = if words.partial { " · not over" } else { "" };
    writeln!(out, "{} {period} · {}{running}", plain(&words.kind), plain(&edition.site))?;
    let width = words.headlines.iter().map(|line| line.label.width()).max().unwrap_or_default();
    for line in &words.headlines {
        let gap = width - line.label.width() + 2;
        writeln!(out, "  {}{:gap$}{}", plain(&line.label), "", plain(&line.value))?;
    }
    if !words.sentences.is_empty() {
        writeln!(out)?;
    }
    words.sentences.iter().try_for_each(|sentence| writeln!(out, "{}", plain(sentence)))
}
