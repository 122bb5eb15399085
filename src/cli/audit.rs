//! `audit`, and the same search within `build` and `check`: every file of every site
//! but the internal one is searched for what belongs to somebody else.

use super::Exit;
use super::access::Doors;
use super::args::{Global, MessageFormat};
use super::console::{self, Console, Stream};
use super::draw;
use super::progress::Stages;
use super::project::{self, Places};
use crate::audit::{Audited, Certificate, Scanner, SearchedFile, SearchedSite};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::{Artifact, Content, FileEntry, Project, Sink, SinkError};
use crate::model::{artifact, picture};
use crate::output::{CERTIFICATE, Output, SiteFiles, narrower_picture, without_key};
use crate::pipeline::Progress;
use crate::render::theme::{I18N, STATICS, TEMPLATES};
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

const DATA_FILES: &str = include_str!("../../docs/data.md");

/// A search over the sites of a project.
pub(super) struct Search {
    scanner: Arc<Scanner>,
    /// What opens encrypted sites: they are searched as their readers see them.
    doors: Doors,
    /// Sites whose files are searched on their way, in a rehearsal.
    passing: Vec<(String, Audited, Arc<Passed>)>,
}

/// Files that came by.
type Passed = Mutex<Vec<SearchedFile>>;

impl Search {
    /// A search for what the records hold.
    pub(super) fn of(project: &Project, doors: &Doors) -> Self {
        let theme = [TEMPLATES, STATICS, I18N].into_iter().flatten().map(|(_, text)| *text);
        let fields = fields_of_data_files();
        let house: Vec<&str> = theme.chain([fields.as_str()]).collect();
        let scanner = Arc::new(Scanner::new(project, &house));
        Self { scanner, doors: doors.clone(), passing: Vec::new() }
    }

    /// The same where a site that others see is built: the project asks for one, and
    /// `named` does not keep to the internal one.
    pub(super) fn if_asked(project: &Project, named: &[String], doors: &Doors) -> Option<Self> {
        let asked = &project.settings.audiences;
        let inside = !named.is_empty() && named.iter().all(|name| name == "internal");
        (!inside && (asked.customers || asked.public)).then(|| Self::of(project, doors))
    }

    /// Searches sites on disk.
    pub(super) fn on_disk(
        &self,
        sites: &[SiteFiles],
        progress: &dyn Progress,
    ) -> (Certificate, Diagnostics) {
        let all = sites.iter().map(|site| site.paths.len() as u64).sum();
        progress.stage("audit", Some(all));
        let mut searched = Vec::new();
        let mut findings = Diagnostics::new();
        for site in sites.iter().filter(|site| site.name != "internal") {
            let name = self.doors.name_of(&site.name);
            match self.scanner.site(&name) {
                Some(reader) => {
                    searched.push(self.site(site, (&name, reader), progress, &mut findings));
                }
                None => findings.push(stray(without_key(&site.name))),
            }
        }
        (self.scanner.certificate(searched), findings)
    }

    fn site(
        &self,
        site: &SiteFiles,
        (name, reader): (&str, Audited),
        progress: &dyn Progress,
        findings: &mut Diagnostics,
    ) -> SearchedSite {
        let read: Vec<Result<Option<SearchedFile>, Diagnostic>> = site
            .paths
            .par_iter()
            .map(|path| {
                progress.tick(1);
                let opened = self.doors.opened(name, path, site.read(path)?);
                Ok(opened.map(|(path, bytes)| self.scanner.file(reader, &path, &bytes)))
            })
            .collect();
        let mut files = Vec::new();
        let mut shut = 0;
        for file in read {
            match file {
                Ok(Some(file)) => files.push(file),
                Ok(None) => shut += 1,
                Err(finding) => findings.push(finding),
            }
        }
        findings.extend(still_shut(name, shut));
        let searched = self.scanner.searched(name, reader, &mut files);
        findings.append(self.scanner.findings(name, &files));
        searched
    }

    /// A sink that searches what passes on its way into another one.
    pub(super) fn passing(&mut self, name: &str, sink: Box<dyn Sink>) -> Box<dyn Sink> {
        let Some(site) = self.scanner.site(name) else { return sink };
        let files = Arc::new(Passed::default());
        self.passing.push((name.to_owned(), site, Arc::clone(&files)));
        let (scanner, doors) = (Arc::clone(&self.scanner), self.doors.clone());
        Box::new(Passing { name: name.to_owned(), scanner, doors, site, files, sink })
    }

    /// What was found in passing.
    pub(super) fn passed(&self) -> (Certificate, Diagnostics) {
        let mut searched = Vec::new();
        let mut findings = Diagnostics::new();
        for (name, site, files) in &self.passing {
            let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
            searched.push(self.scanner.searched(name, *site, &mut files));
            findings.append(self.scanner.findings(name, &files));
        }
        (self.scanner.certificate(searched), findings)
    }
}

/// Names of fields in the data files, which stand on every site.
fn fields_of_data_files() -> String {
    let quoted = DATA_FILES.split('`').skip(1).step_by(2);
    let words = quoted.flat_map(|code| code.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    let plain = words.filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    plain.collect::<Vec<_>>().join(",")
}

struct Passing {
    name: String,
    doors: Doors,
    scanner: Arc<Scanner>,
    site: Audited,
    files: Arc<Passed>,
    sink: Box<dyn Sink>,
}

impl Sink for Passing {
    fn put(&self, artifact: Artifact) -> Result<(), SinkError> {
        // A file that cannot be read is the sink's to refuse.
        let copied = match &artifact.content {
            Content::Bytes(_) => None,
            Content::CopyOf(path) => std::fs::read(path).ok(),
            // What is taken out of it is published nowhere.
            Content::PictureOf(path) => {
                std::fs::read(path).ok().and_then(|bytes| picture::cleaned(&bytes).ok())
            }
            Content::NarrowerOf(path, width) => {
                let bytes =
                    std::fs::read(path).ok().and_then(|bytes| picture::cleaned(&bytes).ok());
                bytes.map(|bytes| narrower_picture(bytes, *width).to_vec())
            }
            Content::PdfOf(path, readers) => {
                let published = |bytes| artifact::published_pdf(bytes, *readers).ok();
                std::fs::read(path).ok().and_then(published).map(|(bytes, _)| bytes)
            }
        };
        let bytes = match &artifact.content {
            Content::Bytes(bytes) => Some(bytes),
            _ => copied.as_ref(),
        };
        if let Some(bytes) = bytes {
            let opened = self.doors.opened(&self.name, &artifact.path, bytes.clone());
            let file = opened.map(|(path, bytes)| self.scanner.file(self.site, &path, &bytes));
            self.files.lock().unwrap_or_else(PoisonError::into_inner).extend(file);
        }
        self.sink.put(artifact)
    }

    fn files(&self) -> Vec<FileEntry> {
        self.sink.files()
    }

    fn bytes(&self, path: &str, content: Content) -> Result<Vec<u8>, SinkError> {
        self.sink.bytes(path, content)
    }
}

/// Files of an encrypted site that its secrets do not open: nobody knows what is in them.
fn still_shut(name: &str, files: u64) -> Option<Diagnostic> {
    let plural = if files == 1 { "" } else { "s" };
    let message = format!(
        "{files} file{plural} of {name} cannot be opened with its secrets and could not be searched"
    );
    let finding = Diagnostic::new(Code::LeakUnsearched, message).severity(Severity::Stop).hint(
        "the secrets were renewed after the site was built, or somebody changed the files: build \
         again",
    );
    (files > 0).then_some(finding)
}

fn stray(name: &str) -> Diagnostic {
    let message = format!("{name} is the site of nobody whom the project knows");
    Diagnostic::new(Code::LeakSiteUnknown, message).hint(
        "the customer was renamed or removed after the site was built; build again, which \
         removes it, or delete the folder",
    )
}

/// The bytes of a certificate's file.
pub(super) fn text(certificate: &Certificate) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(certificate)
        .expect("a certificate is texts, numbers and lists, which JSON can hold");
    text.push(b'\n');
    text
}

/// Runs `audit`.
pub(super) fn run(global: &Global, console: Console) -> Exit {
    let stages = Stages::new(console);
    let places = match Places::of(global) {
        Ok(places) => places,
        Err(finding) => return refused(finding, global),
    };
    stages.stage("read", None);
    let mut project = project::read(&places.root, global);
    let unclear = project::unclear(&project);
    if !unclear.is_empty() {
        return draw::refusal("audit", &unclear, global);
    }
    let doors = match Doors::of(&places.root, &mut project) {
        Ok(doors) => doors,
        Err(finding) => return refused(finding, global),
    };
    let output = match open(&places, &project) {
        Ok(output) => output,
        Err(finding) => return refused(finding, global),
    };
    let sites = match output.in_place() {
        Ok(sites) if sites.iter().any(|site| site.name != "internal") => sites,
        Ok(_) => return refused(nothing(&places.output), global),
        Err(finding) => return refused(finding, global),
    };
    let (certificate, mut findings) = Search::of(&project, &doors).on_disk(&sites, &stages);
    findings.extend(output.write_certificate(&text(&certificate)).err());
    stages.finish();
    findings.sort();
    show(&certificate, &findings, &places.output, global, console);
    let stopped = findings.stops() || global.strict && !findings.is_empty();
    if stopped { Exit::Stopped } else { Exit::Done }
}

fn open(places: &Places, project: &Project) -> Result<Output, Diagnostic> {
    if !places.output.is_dir() {
        return Err(nothing(&places.output));
    }
    Output::open(&places.output, &places.guard_with(&project.sources))
}

fn nothing(output: &Path) -> Diagnostic {
    let message = format!("{} holds no site for customers or the public", output.display());
    Diagnostic::new(Code::LeakNothing, message)
        .hint("set `customers = true` under [audiences] and run: faultbook build")
}

fn refused(finding: Diagnostic, global: &Global) -> Exit {
    let locked = finding.code == Code::BuildLocked;
    let exit = draw::refusal("audit", &Diagnostics::from_iter([finding]), global);
    if locked { Exit::Locked } else { exit }
}

fn show(
    certificate: &Certificate,
    findings: &Diagnostics,
    output: &Path,
    global: &Global,
    console: Console,
) {
    let view = draw::View::new(Severity::Warning, console.verbose);
    console::write(Stream::Err, |out| match global.message_format {
        MessageFormat::Human => draw::human(out, findings, view),
        MessageFormat::Short => draw::short(out, findings, view),
        MessageFormat::Json => draw::json_lines(out, findings, view),
    });
    if global.json {
        console::write(Stream::Out, |out| out.write_all(&text(certificate)));
    } else if !console.quiet {
        console::write(Stream::Out, |out| {
            let mut english = Vec::new();
            summary(&mut english, certificate)?;
            writeln!(english, "written:   {}", output.join(CERTIFICATE).display())?;
            view.voice.say_lines(out, &english)
        });
    }
}

/// The lines that say what was searched and what came of it.
pub(super) fn summary(out: &mut dyn Write, certificate: &Certificate) -> io::Result<()> {
    let sites = certificate.sites();
    let files: u64 = sites.iter().map(SearchedSite::files).sum();
    let bytes: u64 = sites.iter().map(SearchedSite::bytes).sum();
    let plural = if sites.len() == 1 { "" } else { "s" };
    writeln!(
        out,
        "searched:  {} site{plural}, {files} files, {bytes} bytes, for {} identifiers ({} left \
         out by rule)",
        sites.len(),
        certificate.identifiers(),
        certificate.left_out()
    )?;
    let leaking: Vec<&str> =
        sites.iter().filter(|site| !site.is_clean()).map(SearchedSite::folder).collect();
    if leaking.is_empty() {
        writeln!(out, "           nothing on any site belongs to somebody else")
    } else {
        writeln!(out, "           LEAKS on {}", leaking.join(", "))
    }
}
