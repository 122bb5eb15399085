//! A publication: the lock, the plan, the phases in order, the list last, and only then what
//! goes. Whatever fails, what lies there fits together: no page without what it shows.

use super::lock::{self, Held};
use super::manifest::{FOLDER, Gone, Listed, MANIFEST, Manifest};
use super::names;
use super::phase::Phase;
use super::plan::{Allowed, Known, Plan, Site, Step, in_the_way};
use super::remote::{Counted, Kind, Over, Remote, Renaming, Sent, Thing, Trouble};
use super::session::{Session, Verify, Watch, Ways};
use super::store::{Store, Which};
use super::survey::{OPEN, foreign_but_for_case, survey};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Where files lie before they are put in place.
pub(super) const TEMPORARY: &str = ".faultbook-publish/tmp";
/// More at once make servers fail.
const AT_ONCE: usize = 4;

/// A publication to be made.
pub struct Job<'a> {
    /// The site.
    pub site: &'a Site,
    /// Where it goes.
    pub remote: &'a dyn Remote,
    /// What this machine keeps of that place.
    pub store: &'a Store,
    /// How.
    pub ways: &'a Ways,
    /// What a person allows.
    pub allowed: Allowed,
    /// Who is told.
    pub watch: &'a dyn Watch,
    /// Seconds since 1970.
    pub now: i64,
}

/// What a publication came to.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// What was planned.
    pub plan: Plan,
    /// Files that went up.
    pub uploaded: u64,
    /// Files that lay there already.
    pub unchanged: u64,
    /// Files that were removed.
    pub deleted: u64,
    /// Bytes that went up.
    pub bytes: u64,
    /// Requests that were made.
    pub requests: u64,
    /// What readers find there now.
    pub files: BTreeMap<String, Listed>,
    /// What could not be tidied up; it costs nothing.
    pub findings: Diagnostics,
}

/// What a publication would do, without changing anything there.
pub fn rehearse(job: &Job<'_>) -> Result<(Plan, Diagnostics), Diagnostic> {
    job.counted(|session| {
        let (known, _) = survey(session, job.site, MANIFEST, job.allowed.adopt)?;
        let plan = Plan::of(job.site, &known, job.now);
        let objections = plan.objections(job.site, &known, job.allowed);
        Ok((plan, objections.into_iter().collect()))
    })
    .0
}

/// Publishes a site.
pub fn publish(job: &Job<'_>) -> Result<Done, Diagnostics> {
    job.fit()?;
    let (done, requests) = job.counted(|session| locked(session, |held| run(job, session, held)));
    done.map(|done| Done { requests, ..done })
}

/// Publishes what was there before the last publication, or before the one that was cut.
pub fn roll_back(job: &Job<'_>) -> Result<Done, Diagnostics> {
    let site = former_site(job).map_err(one)?;
    // Whoever asks for what was there before asks for what came since to go.
    let allowed = Allowed { delete: Some(u64::MAX), ..job.allowed };
    publish(&Job { site: &site, allowed, ..*job })
}

/// The site that a roll-back publishes.
pub fn former_site(job: &Job<'_>) -> Result<Site, Diagnostic> {
    let cut = job.store.journal.read().is_some();
    let present = job.store.list(Which::Present);
    let wanted = if cut { present.clone() } else { job.store.list(Which::Former) };
    let list = wanted.filter(|list| job.store.has(&list.files)).ok_or_else(nothing_former)?;
    let there = job.counted(|session| survey(session, job.site, MANIFEST, false)).0?.0.list;
    if there.map(|list| list.files) != present.map(|list| list.files) {
        return Err(Diagnostic::new(
            Code::PublishRefused,
            "something else was published there since this machine published last; nothing was \
             changed",
        )
        .hint("roll back on the machine that published last, or build the former state and publish it"));
    }
    Ok(Site {
        id: job.site.id.clone(),
        audience: job.site.audience.clone(),
        drafts: false,
        audited: Ok(()),
        files: list.files,
        order: BTreeMap::new(),
    })
}

fn nothing_former() -> Diagnostic {
    Diagnostic::new(
        Code::PublishRefused,
        "this machine does not have what was published there before",
    )
    .hint(
        "only the machine that published twice can roll back, and not after `faultbook clean`. \
         Fetch the former state of the project, build it and publish that",
    )
}

fn one(finding: Diagnostic) -> Diagnostics {
    Diagnostics::from_iter([finding])
}

impl Job<'_> {
    /// Refuses, before the place is asked, a site that is fit for none.
    pub(super) fn fit(&self) -> Result<(), Diagnostics> {
        let objections = self.site.objections(self.allowed);
        if objections.is_empty() { Ok(()) } else { Err(objections.into_iter().collect()) }
    }

    /// Does something in a session and counts the requests.
    pub(super) fn counted<T>(&self, work: impl FnOnce(&Session<'_>) -> T) -> (T, u64) {
        let counted = Counted { inner: self.remote, requests: AtomicU64::new(0) };
        let session = Session {
            remote: &counted,
            store: self.store,
            ways: self.ways,
            watch: self.watch,
            now: self.now,
        };
        let result = work(&session);
        (result, counted.requests.load(Ordering::Relaxed))
    }
}

/// Does something under the lock, which is given back also where it fails.
pub(super) fn locked<T>(
    session: &Session<'_>,
    work: impl FnOnce(&Held) -> Result<T, Diagnostics>,
) -> Result<T, Diagnostics> {
    let held = lock::take(session).map_err(one)?;
    let done = work(&held);
    let released = held.release(session);
    if done.is_err() {
        // Where nothing was done, nothing is left; what holds something stays.
        let _ = session.ask(|remote| remote.prune(FOLDER));
    }
    match (done, released) {
        (Ok(_), Err(finding)) => Err(one(finding)),
        (done, _) => done,
    }
}

fn run(job: &Job<'_>, session: &Session<'_>, held: &Held) -> Result<Done, Diagnostics> {
    let (known, cut) = survey(session, job.site, MANIFEST, job.allowed.adopt).map_err(one)?;
    let plan = Plan::of(job.site, &known, job.now);
    let objections = plan.objections(job.site, &known, job.allowed);
    if !objections.is_empty() {
        return Err(objections.into_iter().collect());
    }
    let files = job.site.files.clone();
    let mut done = Done { unchanged: plan.unchanged, files, ..Done::default() };
    let same = known.list.as_ref().is_some_and(|list| list.files == job.site.files);
    let unfinished = cut.is_some() || known.uncertain;
    if same && plan.is_nothing() && !unfinished {
        session.store.published(known.list.as_ref().expect("it equals the site's")).map_err(one)?;
        session.store.tidy(&job.site.files);
        return Ok(Done { plan, ..done });
    }
    if known.list.is_none() {
        done.findings.extend(first(job, session)?);
    }
    let mut list = upload(job, session, held, (&plan, &known, cut), &mut done).map_err(one)?;
    session.store.published(&list).map_err(one)?;
    remove(session, held, &plan, &mut list, &mut done);
    session.store.tidy(&job.site.files);
    Ok(Done { plan, ..done })
}

/// Before a first publication: what the place does to names, and what lies in the way of it.
fn first(job: &Job<'_>, session: &Session<'_>) -> Result<Vec<Diagnostic>, Diagnostics> {
    let names = names::probe(session).map_err(one)?;
    if names.folds && !job.allowed.adopt {
        let foreign = foreign_but_for_case(session, job.site).map_err(one)?;
        if let Some(refusal) = in_the_way(&foreign) {
            return Err(one(refusal));
        }
    }
    Ok(names.findings(&session.ways.place).collect())
}

/// Everything up to the new list.
fn upload(
    job: &Job<'_>,
    session: &Session<'_>,
    held: &Held,
    (plan, known, cut): (&Plan, &Known, Option<String>),
    done: &mut Done,
) -> Result<Manifest, Diagnostic> {
    let run = cut.map_or_else(run_name, Ok)?;
    sweep(session)?;
    session.store.journal.open(&run)?;
    put(session, OPEN, run.as_bytes())?;
    session.watch.sends(plan.uploads(), plan.bytes());
    for (phase, steps) in &plan.phases {
        held.check(session)?;
        session.watch.begins(phase.word(), steps.len() as u64);
        at_once(session, steps, &|step| place(session, *phase, step))?;
        done.uploaded += steps.len() as u64;
        done.bytes += steps.iter().map(|step| step.file.size).sum::<u64>();
    }
    held.check(session)?;
    let list = new_list(job, plan, known.list.as_ref());
    put_list(session, MANIFEST, &list)?;
    session
        .ask(|remote| remote.delete(OPEN))
        .map_err(|trouble| session.failed("the mark of an unfinished publication", &trouble))?;
    session.store.journal.close()?;
    Ok(list)
}

fn run_name() -> Result<String, Diagnostic> {
    getrandom::u64().map(|number| format!("{number:016x}")).map_err(|error| {
        let message = format!("the system gives no random bytes: {error}");
        Diagnostic::new(Code::PublishFailed, message).hint("publish again")
    })
}

/// The list of what lies there now: the site, and all that has yet to go.
pub(super) fn new_list(job: &Job<'_>, plan: &Plan, former: Option<&Manifest>) -> Manifest {
    let mut list = Manifest::new(&job.site.id, &job.site.audience);
    list.publication = former.map_or(0, |former| former.publication) + 1;
    list.at = job.now;
    list.files.clone_from(&job.site.files);
    list.former.clone_from(&plan.former);
    // Their time is over; should this run be cut, the next one removes them.
    let over = || Gone { hash: String::new(), since: 0 };
    let going = plan.removed.iter().chain(&plan.expired);
    list.former.extend(going.map(|path| (path.clone(), over())));
    list
}

/// Removes what a cut run has left half-way.
fn sweep(session: &Session<'_>) -> Result<(), Diagnostic> {
    let failed = |trouble: Trouble| session.failed("what a former run has left", &trouble);
    for entry in session.ask(|remote| remote.list(TEMPORARY)).map_err(failed)? {
        let path = format!("{TEMPORARY}/{}", entry.name);
        session.ask(|remote| remote.delete(&path)).map_err(failed)?;
    }
    Ok(())
}

/// Works through a list with a few threads; the first that fails ends it.
pub(super) fn at_once<S: Sync>(
    session: &Session<'_>,
    steps: &[S],
    work: &(dyn Fn(&S) -> Result<u64, Diagnostic> + Sync),
) -> Result<(), Diagnostic> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<Diagnostic>> = Mutex::default();
    let failure = || failed.lock().unwrap_or_else(PoisonError::into_inner);
    let threads = session.remote.abilities().parallel.clamp(1, AT_ONCE).min(steps.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while failure().is_none() {
                    let Some(step) = steps.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                    match work(step) {
                        Ok(bytes) => session.watch.done(bytes),
                        Err(finding) => {
                            failure().get_or_insert(finding);
                        }
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// Puts a file in place: beside it first, compared, and then in one step where the server
/// can.
fn place(session: &Session<'_>, phase: Phase, step: &Step) -> Result<u64, Diagnostic> {
    let bytes = session.store.bytes(&step.file.hash)?;
    let looks = looks(session.ways.verify, phase, &step.path);
    session.store.journal.begun(&step.path, &step.file.hash)?;
    let (file, path) = (&step.file, step.path.as_str());
    let right = send(session, &sent(path, &bytes, file), file, looks);
    match right {
        Ok(true) => session.store.journal.done(path, &file.hash).map(|()| file.size),
        Ok(false) => Err(lied(path, &session.ways.place)),
        Err(trouble) => Err(session.failed(path, &trouble)),
    }
}

/// Puts a file in place; false where something else lies there than was sent. Each request is
/// tried again by itself.
fn send(
    session: &Session<'_>,
    sent: &Sent<'_>,
    file: &Listed,
    looks: Looks,
) -> Result<bool, Trouble> {
    let beside = match session.remote.abilities().rename {
        Renaming::Whole => sent.path.to_owned(),
        Renaming::Atomic | Renaming::Gap => temporary(sent.path),
    };
    session.ask(|remote| remote.put(&Sent { path: &beside, ..*sent }, Over::Anything))?;
    if !session.ask(|remote| is_right(remote, &beside, file, looks))? {
        return Ok(false);
    }
    if beside == sent.path {
        return Ok(true);
    }
    match session.ask(|remote| remote.rename(&beside, sent.path)) {
        // The answer to a first try may have been lost: then it is in place.
        Err(Trouble { kind: Kind::Missing, .. }) => {
            session.ask(|remote| is_right(remote, sent.path, file, Looks::Bytes))
        }
        renamed => renamed.map(|()| true),
    }
}

pub(super) fn sent<'a>(path: &'a str, bytes: &'a [u8], file: &'a Listed) -> Sent<'a> {
    Sent { path, bytes, content_type: &file.content_type, cache: &file.cache }
}

/// A short name of its own for every path, whatever the length of that.
fn temporary(path: &str) -> String {
    format!("{TEMPORARY}/{}", &blake3::hash(path.as_bytes()).to_hex()[..24])
}

/// What is looked at after a file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    Bytes,
    Size,
    Nothing,
}

pub(super) fn looks(verify: Verify, phase: Phase, path: &str) -> Looks {
    let drawn = || blake3::hash(path.as_bytes()).as_bytes()[0].is_multiple_of(16);
    match verify {
        Verify::All => Looks::Bytes,
        Verify::Sample if phase == Phase::Front || drawn() => Looks::Bytes,
        Verify::Sample => Looks::Size,
        Verify::None => Looks::Nothing,
    }
}

pub(super) fn is_right(
    remote: &dyn Remote,
    path: &str,
    file: &Listed,
    looks: Looks,
) -> Result<bool, Trouble> {
    Ok(match looks {
        Looks::Nothing => true,
        Looks::Size => remote.stat(path)? == Some(Thing::File(file.size)),
        Looks::Bytes => blake3::hash(&remote.get(path)?).to_hex().as_str() == file.hash,
    })
}

pub(super) fn lied(path: &str, place: &str) -> Diagnostic {
    let message = format!(
        "{path} was read back from {place} and is not what was sent; the pages that lead in were \
         not switched"
    );
    Diagnostic::new(Code::PublishVerify, message).hint(
        "the server says that it took the file and has stored something else (a full disk, a \
         filter, a conversion of text): ask whoever runs it, then publish again",
    )
}

/// Puts a small file of our own in place.
pub(super) fn put(session: &Session<'_>, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
    let hash = blake3::hash(bytes).to_hex().to_string();
    let plain = Sent::plain(path, bytes);
    let (content_type, cache) = (plain.content_type.to_owned(), plain.cache.to_owned());
    let file = Listed { hash, size: bytes.len() as u64, content_type, cache };
    match send(session, &plain, &file, Looks::Nothing) {
        Ok(true) => Ok(()),
        Ok(false) => Err(lied(path, &session.ways.place)),
        Err(trouble) => Err(session.failed(path, &trouble)),
    }
}

/// Puts a list in place, and reads it back: everything later depends on it.
pub(super) fn put_list(
    session: &Session<'_>,
    path: &str,
    list: &Manifest,
) -> Result<(), Diagnostic> {
    let text = list.text();
    put(session, path, &text)?;
    match session.ask(|remote| remote.get(path)) {
        Ok(bytes) if bytes == text => Ok(()),
        Ok(_) => Err(lied(path, &session.ways.place)),
        Err(trouble) => Err(session.failed(path, &trouble)),
    }
}

/// Removes what goes, pages before what they show; the new list stands, so that nothing of
/// this can fail the publication.
fn remove(session: &Session<'_>, held: &Held, plan: &Plan, list: &mut Manifest, done: &mut Done) {
    let mut going: Vec<&String> = plan.removed.iter().chain(&plan.expired).collect();
    if going.is_empty() {
        return;
    }
    going.sort_by_key(|path| std::cmp::Reverse(Phase::of(path, false)));
    session.watch.begins("remove", going.len() as u64);
    let mut folders = BTreeSet::new();
    for path in going {
        match held.check(session).and_then(|()| delete(session, path)) {
            Ok(()) => {
                list.former.remove(path);
                done.deleted += 1;
                folders.extend(folders_of(path));
            }
            Err(finding) => {
                let finding = Diagnostic { code: Code::PublishLeftover, ..finding };
                done.findings.push(finding.severity(Severity::Warning));
                break;
            }
        }
        session.watch.done(0);
    }
    // The deepest first; what still holds something stays.
    for folder in folders.iter().rev() {
        let _ = session.ask(|remote| remote.prune(folder));
    }
    if let Err(finding) = put_list(session, MANIFEST, list) {
        let finding = Diagnostic { code: Code::PublishLeftover, ..finding };
        done.findings.push(finding.severity(Severity::Warning));
    }
}

fn delete(session: &Session<'_>, path: &str) -> Result<(), Diagnostic> {
    match session.ask(|remote| remote.delete(path)) {
        Err(trouble) if trouble.kind != Kind::Missing => Err(session.failed(path, &trouble)),
        _ => Ok(()),
    }
}

/// The folders that a path lies in, without the outermost and without ours.
fn folders_of(path: &str) -> impl Iterator<Item = String> + '_ {
    let ends = path.match_indices('/').map(|(at, _)| path[..at].to_owned());
    ends.filter(|folder| folder != FOLDER)
}
