//! `build` and `check`: the same way through, with a real output folder or with
//! one that is only rehearsed, so that a check exits as the build would.

use super::access::Doors;
use super::args::Global;
use super::audit::{self, Search};
use super::console::{self, Console, Stream};
use super::draw;
use super::progress::Stages;
use super::project::{self, Places};
use super::rows::{self, Rows};
use super::standing::Standing;
use super::summary;
use super::{Exit, args::MessageFormat};
use crate::access;
use crate::audit::Certificate;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::{Project, SourceReport};
use crate::output::{Bundle, Output, Prune, Rehearsal};
use crate::pipeline::{self, BuildOptions, Built, Progress, SiteSummary};
use std::path::Path;
use std::time::Duration;

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// `build`
    Write {
        /// `--bundle`
        bundles: bool,
    },
    /// `check`
    Rehearse,
}

/// What a build or a check came to.
pub(super) struct Outcome {
    /// Which of the two it was.
    pub(super) mode: Mode,
    /// The sites, as built; they are in place only if `replaced`.
    pub(super) sites: Vec<SiteSummary>,
    /// Everything that was found, sorted.
    pub(super) diagnostics: Diagnostics,
    /// What was left out.
    pub(super) left_out: Vec<String>,
    /// The account of each source.
    pub(super) sources: Vec<SourceReport>,
    /// The account over all sources.
    pub(super) rows: Rows,
    /// True where the sites were switched into place, or stand there as they would be.
    pub(super) replaced: bool,
    /// True where nothing has changed since the last build, which is told again.
    pub(super) unchanged: bool,
    /// Zip files of the sites.
    pub(super) bundles: Vec<Bundle>,
    /// Former sites that were removed.
    pub(super) pruned: Vec<String>,
    /// Former sites put back after a killed build.
    pub(super) healed: Vec<String>,
    /// Time by stage.
    pub(super) stages: Vec<(&'static str, Duration)>,
    /// What the search for leaks came to, where there was one.
    pub(super) certificate: Option<Certificate>,
    /// How the process ends.
    pub(super) exit: Exit,
}

/// Runs `build` or `check`.
pub(super) fn run(global: &Global, mode: Mode, console: Console) -> Exit {
    let stages = Stages::new(console);
    let mut outcome = Outcome::new(mode);
    match Places::of(global) {
        Ok(places) => through(global, &places, &stages, &mut outcome),
        Err(finding) => outcome.diagnostics.push(finding),
    }
    outcome.diagnostics.sort();
    outcome.stages = stages.finish();
    outcome.exit = outcome.exit(global.strict);
    show(&outcome, global, console);
    outcome.exit
}

fn through(global: &Global, places: &Places, stages: &Stages, outcome: &mut Outcome) {
    if let Err(finding) = use_threads(global.jobs) {
        return outcome.diagnostics.push(finding);
    }
    if outcome.mode == (Mode::Write { bundles: true }) && !global.audience.is_empty() {
        let message = "--bundle makes the zip files of all sites and cannot go with --audience";
        let finding = Diagnostic::new(Code::ConfigValue, message);
        let hint = "leave one of them out; --audience removes the former bundles of its sites";
        return outcome.diagnostics.push(finding.hint(hint));
    }
    let standing = match outcome.mode {
        Mode::Write { .. } => {
            stages.stage("compare", None);
            let mut standing = Standing::look(global, places, outcome.mode);
            if let Some(former) = standing.unchanged(outcome.mode, places) {
                *outcome = former;
                return;
            }
            outcome.healed = std::mem::take(&mut standing.healed);
            Some(standing)
        }
        Mode::Rehearse => None,
    };
    read_and_build(global, places, stages, outcome);
    if let Some(standing) = standing {
        stages.stage("compare", None);
        outcome.diagnostics.sort();
        standing.keep(outcome, places);
    }
}

fn read_and_build(global: &Global, places: &Places, stages: &Stages, outcome: &mut Outcome) {
    stages.stage("read", None);
    let mut project = project::read(&places.root, global);
    outcome.sources.clone_from(&project.sources);
    outcome.left_out.extend(project.unread.iter().map(ToString::to_string));
    outcome.rows = Rows::sum(&project.sources);
    project.diagnostics.extend(rows::unaccounted(&project));
    let doors = match Doors::of(&places.root, &mut project) {
        Ok(doors) => doors,
        Err(finding) => return outcome.refused(project, finding),
    };
    match outcome.mode {
        Mode::Write { .. } => write(project, &doors, (global, places), stages, outcome),
        Mode::Rehearse => rehearse(project, &doors, (global, places), stages, outcome),
    }
}

/// Sets the number of threads before the first of them is needed.
pub(super) fn use_threads(jobs: Option<u16>) -> Result<(), Diagnostic> {
    let Some(jobs) = jobs else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build_global();
    pool.map_err(|error| {
        let message = format!("cannot start {jobs} threads: {error}");
        Diagnostic::new(Code::ConfigValue, message).hint("use fewer with --jobs")
    })
}

fn write(
    project: Project,
    doors: &Doors,
    (global, places): (&Global, &Places),
    stages: &Stages,
    outcome: &mut Outcome,
) {
    let mut output = match Output::open(&places.output, &places.guard_with(&project.sources)) {
        Ok(output) => output,
        Err(finding) => return outcome.refused(project, finding),
    };
    outcome.healed.extend_from_slice(output.healed());
    output.note_drafts(global.drafts);
    output.keep_pictures(places.root.join(access::FOLDER).join("pictures"));
    let search = Search::if_asked(&project, &global.audience, doors);
    let options = BuildOptions { keys: doors.keys.clone(), ..options(global) };
    let mut open = |name: &str| output.site_at(name, doors.spot(name));
    let built = pipeline::build(project, &options, &mut open, stages);
    outcome.take(built, output.findings());
    if outcome.blocked(global.strict) {
        return;
    }
    if let Some(search) = search {
        outcome.search(&search, &output, stages);
    }
    if outcome.blocked(global.strict) {
        return;
    }
    // A build of the internal site alone says nothing about the others.
    if outcome.certificate.is_some() || global.audience.is_empty() {
        output.certify(outcome.certificate.as_ref().map(audit::text));
    }
    if outcome.mode == (Mode::Write { bundles: true }) {
        stages.stage("bundle", None);
        match output.bundle() {
            Ok(bundles) => outcome.bundles = bundles,
            Err(finding) => return outcome.diagnostics.push(finding),
        }
    }
    stages.stage("replace", None);
    // A build that was asked for some sites leaves the others in place.
    let prune = if global.audience.is_empty() { Prune::Others } else { Prune::Nothing };
    match output.commit(prune) {
        Ok(done) => {
            outcome.replaced = true;
            outcome.pruned = done.pruned;
            outcome.diagnostics.append(done.diagnostics);
        }
        Err(findings) => outcome.diagnostics.append(findings),
    }
}

/// What the flags say about building.
pub(super) fn options(global: &Global) -> BuildOptions {
    BuildOptions {
        jobs: global.jobs.map(usize::from),
        drafts: global.drafts,
        audiences: global.audience.clone(),
        ..BuildOptions::default()
    }
}

fn rehearse(
    project: Project,
    doors: &Doors,
    (global, places): (&Global, &Places),
    stages: &Stages,
    outcome: &mut Outcome,
) {
    let mut output = match Rehearsal::open(&places.output, &places.guard_with(&project.sources)) {
        Ok(output) => output,
        Err(finding) => return outcome.refused(project, finding),
    };
    let mut search = Search::if_asked(&project, &global.audience, doors);
    let options = BuildOptions { keys: doors.keys.clone(), ..options(global) };
    let mut open = |name: &str| {
        let sink = output.site_at(name, doors.spot(name))?;
        Ok(match &mut search {
            Some(search) => search.passing(name, sink),
            None => sink,
        })
    };
    let built = pipeline::build(project, &options, &mut open, stages);
    outcome.take(built, output.findings());
    if let Some(search) = search.filter(|_| !outcome.blocked(false)) {
        outcome.searched(search.passed());
    }
}

impl Outcome {
    pub(super) fn new(mode: Mode) -> Self {
        Self {
            mode,
            sites: Vec::new(),
            diagnostics: Diagnostics::new(),
            left_out: Vec::new(),
            sources: Vec::new(),
            rows: Rows::default(),
            replaced: false,
            unchanged: false,
            bundles: Vec::new(),
            pruned: Vec::new(),
            healed: Vec::new(),
            stages: Vec::new(),
            certificate: None,
            exit: Exit::Stopped,
        }
    }

    /// Nothing could be built, but what was read is still told.
    fn refused(&mut self, project: Project, finding: Diagnostic) {
        self.diagnostics.append(project.diagnostics);
        self.diagnostics.push(finding);
    }

    fn take(&mut self, built: Built, written: Diagnostics) {
        self.sites = built.sites;
        self.left_out.extend(built.left_out);
        self.diagnostics.append(built.diagnostics);
        self.diagnostics.append(written);
    }

    /// Searches the staged sites; the internal one is everybody's who may see it.
    fn search(&mut self, search: &Search, output: &Output, stages: &Stages) {
        match output.staged() {
            Ok(sites) if sites.iter().all(|site| site.name == "internal") => {}
            Ok(sites) => self.searched(search.on_disk(&sites, stages)),
            Err(finding) => self.diagnostics.push(finding),
        }
    }

    fn searched(&mut self, (certificate, findings): (Certificate, Diagnostics)) {
        self.certificate = Some(certificate);
        self.diagnostics.append(findings);
    }

    /// True where no site may be replaced.
    pub(super) fn blocked(&self, strict: bool) -> bool {
        self.diagnostics.stops() || strict && !self.diagnostics.is_empty()
    }

    fn exit(&self, strict: bool) -> Exit {
        let has = |severity| self.diagnostics.iter().any(|d| d.severity == severity);
        if self.diagnostics.iter().any(|d| d.code == Code::BuildLocked) {
            Exit::Locked
        } else if self.blocked(strict) {
            Exit::Stopped
        } else if has(Severity::Error) || !self.left_out.is_empty() {
            Exit::LeftOut
        } else {
            Exit::Done
        }
    }
}

fn show(outcome: &Outcome, global: &Global, console: Console) {
    if console.json {
        return console::write(Stream::Out, |out| draw::document(out, outcome));
    }
    // A check's findings are its result; a build's result is the site.
    let stream = if outcome.mode == Mode::Rehearse { Stream::Out } else { Stream::Err };
    let least = if console.quiet {
        Severity::Error
    } else if console.verbose || global.strict {
        Severity::Note
    } else {
        Severity::Warning
    };
    let view = draw::View::new(least, console.verbose);
    console::write(stream, |out| match global.message_format {
        MessageFormat::Human => draw::human(out, &outcome.diagnostics, view),
        MessageFormat::Short => draw::short(out, &outcome.diagnostics, view),
        MessageFormat::Json => draw::json_lines(out, &outcome.diagnostics, view),
    });
    if !console.quiet && global.message_format != MessageFormat::Json {
        let place = Places::of(global).map(|places| places.output);
        let place = place.as_deref().unwrap_or(Path::new("output"));
        console::write(Stream::Out, |out| summary::write(out, outcome, place, console));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(codes: &[Code], strict: bool) -> Exit {
        let mut outcome = Outcome::new(Mode::Write { bundles: false });
        outcome.diagnostics = codes.iter().map(|code| Diagnostic::new(*code, "x")).collect();
        outcome.exit(strict)
    }

    #[test]
    fn the_exit_code_is_the_worst_finding() {
        assert_eq!(exit(&[], false), Exit::Done);
        assert_eq!(exit(&[Code::RowLength, Code::ValueDate], false), Exit::Done);
        assert_eq!(exit(&[Code::FileUnreadable], false), Exit::LeftOut);
        assert_eq!(exit(&[Code::FileUnreadable, Code::IdCollision], false), Exit::Stopped);
        assert_eq!(exit(&[Code::BuildLocked, Code::IdCollision], false), Exit::Locked);
        assert_eq!(exit(&[Code::ValueDate], true), Exit::Stopped);
        assert_eq!(exit(&[], true), Exit::Done);
    }

    #[test]
    fn a_page_left_out_is_never_a_clean_success() {
        let mut outcome = Outcome::new(Mode::Write { bundles: false });
        outcome.left_out.push("content/faults/a.md".to_owned());
        assert_eq!(outcome.exit(false), Exit::LeftOut);
    }
}
