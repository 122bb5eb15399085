//! `publish`: a built site to the place that a target names. What is done there, and in
//! which order, is the business of `publish`; here the site, the place and what a person
//! allows are brought together.

#[cfg(feature = "publish-cloud")]
mod cloud;
#[cfg(any(feature = "sftp", feature = "publish-cloud"))]
mod secrets;
mod show;
mod sites;
mod target;

use super::Exit;
use super::access::Doors;
use super::args::{Global, Publish};
use super::console::Console;
use super::progress::Stages;
use super::project::{self, Places};
use crate::access::FOLDER;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::Project;
use crate::output::{CERTIFICATE, Output, SiteFiles};
use crate::pipeline::Progress;
#[cfg(feature = "publish-cloud")]
use crate::publish::look;
use crate::publish::{
    Allowed, Below, Done, Job, Plan, Remote, Site, Store, Watch, Ways, publish, publish_release,
    rehearse, rehearse_release, roll_back, roll_back_release,
};
use crate::render::hosting::Openness;
use show::{Account, Part};
use std::time::{Duration, Instant};
use target::Target;

/// Runs `publish`.
pub(super) fn run(asked: &Publish, global: &Global, console: Console) -> Exit {
    let begun = Instant::now();
    let stages = Stages::new(console);
    let mut account = Account::new(asked);
    let ended = through(asked, global, &stages, &mut account);
    account.findings.append(ended.err().unwrap_or_default());
    account.findings.sort();
    stages.finish();
    account.duration = begun.elapsed();
    account.exit = exit(&account.findings);
    show::show(&account, global, console);
    account.exit
}

/// The worst finding decides.
fn exit(findings: &Diagnostics) -> Exit {
    let of = |code: Code| match code {
        Code::PublishVerify | Code::PublishLive => Exit::Unlike,
        Code::PublishRefused
        | Code::PublishUnauthorised
        | Code::PublishFailed
        | Code::PublishLocked => Exit::Unpublished,
        Code::BuildLocked => Exit::Locked,
        Code::PublishLeftover
        | Code::PublishNames
        | Code::PublishVariants
        | Code::PublishOpenLine => Exit::Done,
        _ => Exit::Stopped,
    };
    findings
        .iter()
        .map(|finding| of(finding.code))
        .max_by_key(|exit| *exit as u8)
        .unwrap_or(Exit::Done)
}

fn one(finding: Diagnostic) -> Diagnostics {
    Diagnostics::from_iter([finding])
}

fn through(
    asked: &Publish,
    global: &Global,
    stages: &Stages,
    account: &mut Account,
) -> Result<(), Diagnostics> {
    let places = Places::of(global).map_err(one)?;
    stages.stage("read", None);
    let mut project = project::read(&places.root, global);
    let unclear = unclear(&project);
    if !unclear.is_empty() {
        return Err(unclear);
    }
    let doors = Doors::of(&places.root, &mut project).map_err(one)?;
    let settings = &project.settings;
    let target = Target::named(&asked.target, settings, &places.root).map_err(one)?;
    account.url = target.url().map(str::to_owned);
    account.findings.extend(target.warnings());
    let parts = read(asked, &places, &project, (&target, &doors), stages).map_err(one)?;
    stages.stage("connect", None);
    let dear = [places.output.clone(), places.root.join("content"), places.root.join(FOLDER)];
    let (remote, name) = target.open(&dear).map_err(one)?;
    let press = Press { asked, target: &target, remote: &*remote, name, stages };
    for part in &parts {
        press.part(part, account)?;
    }
    Ok(())
}

/// What forbids to speak of a project, and secrets that stand in its configuration.
fn unclear(project: &Project) -> Diagnostics {
    let mut unclear = project::unclear(project);
    let secrets = project.diagnostics.iter().filter(|d| d.code == Code::PublishSecret);
    unclear.extend(secrets.cloned());
    unclear
}

/// A site that can go up.
struct Ready {
    site: Site,
    /// Its folder below the target's path.
    folder: String,
    /// Its name, as it may be said aloud.
    spoken: String,
    /// Who may read it, as far as its host is concerned.
    #[cfg_attr(
        not(feature = "publish-cloud"),
        allow(dead_code, reason = "asked for by the look at what readers get")
    )]
    openness: Openness,
    /// What this machine keeps of its place.
    store: Store,
}

/// Reads the sites under the lock of builds, so that none is replaced meanwhile; what goes
/// up comes from the store.
fn read(
    asked: &Publish,
    places: &Places,
    project: &Project,
    (target, doors): (&Target<'_>, &Doors),
    stages: &Stages,
) -> Result<Vec<Ready>, Diagnostic> {
    if !places.output.is_dir() {
        let message = format!("nothing is built: there is no {}", places.output.display());
        return Err(Diagnostic::new(Code::PublishTarget, message).hint("run: faultbook build"));
    }
    let output = Output::open(&places.output, &places.guard_with(&project.sources))?;
    let certificate = std::fs::read(places.output.join(CERTIFICATE)).ok();
    let mut ready = Vec::new();
    for files in sites::meant(target, output.in_place()?, doors)? {
        let store = store(places, target, &files)?;
        let id = target.site_id(&project.settings.title);
        let searched = (doors, certificate.as_deref());
        let site = if asked.rollback {
            bare(id, &files)
        } else {
            let files = sites::Files { site: &files, store: &store, packs: target.precompress() };
            sites::read(&files, id, searched, stages)?
        };
        let folder = sites::folder(target, &files).to_owned();
        let openness = sites::openness(doors, &files);
        ready.push(Ready {
            site,
            folder,
            spoken: sites::spoken(&files).to_owned(),
            openness,
            store,
        });
    }
    Ok(ready)
}

/// A site whose files do not matter.
fn bare(id: String, files: &SiteFiles) -> Site {
    Site {
        id,
        audience: files.audience.clone(),
        drafts: false,
        audited: Ok(()),
        files: std::collections::BTreeMap::new(),
        order: std::collections::BTreeMap::new(),
    }
}

fn store(places: &Places, target: &Target<'_>, site: &SiteFiles) -> Result<Store, Diagnostic> {
    let own = places.root.join(FOLDER);
    let store = Store::open(&own.join("publish").join(target.name).join(sites::spoken(site)))?;
    crate::access::ignore(&own).map_err(|error| {
        let message = format!("cannot write into {}: {error}", own.display());
        Diagnostic::new(Code::PublishFailed, message).hint("make the project's folder writable")
    })?;
    Ok(store)
}

/// The plan, what was done, and what speaks against it or was left behind.
type Outcome = (Plan, Option<Done>, Diagnostics);

/// Everything but the site.
struct Press<'a> {
    asked: &'a Publish,
    target: &'a Target<'a>,
    remote: &'a dyn Remote,
    /// The name of the link, where one is switched.
    name: String,
    stages: &'a Stages,
}

impl Press<'_> {
    fn part(&self, ready: &Ready, account: &mut Account) -> Result<(), Diagnostics> {
        let Ready { site, folder, spoken, store, .. } = ready;
        let place = self.target.place();
        let aloud = spoken.strip_prefix("customers/").unwrap_or(spoken);
        let place = if folder.is_empty() { place } else { format!("{place}/{aloud}") };
        let ways = Ways {
            owner: owner(),
            place: place.clone(),
            verify: self.target.verify(),
            break_lock: self.asked.break_lock,
            pause: Duration::from_millis(500),
        };
        // With a link the target's path is the link, or the folder that holds one a customer.
        let (around, link) = match (self.target.switches_link(), folder.as_str()) {
            (false, folder) => (folder.to_owned(), String::new()),
            (true, "") => (String::new(), self.name.clone()),
            (true, folder) => (self.name.clone(), folder.to_owned()),
        };
        let remote = Below::new(self.remote, &around);
        let job = Job {
            site,
            remote: &remote,
            store,
            ways: &ways,
            allowed: self.allowed(),
            watch: &Told(self.stages),
            now: jiff::Timestamp::now().as_second(),
        };
        let (plan, done, objections) = self.does(&job, &link)?;
        let unlike = match &done {
            Some(done) => self.live(ready, done).map_err(one)?,
            None => Diagnostics::new(),
        };
        account.parts.push(Part { site: spoken.clone(), place, plan, done });
        let mut findings = objections;
        findings.append(unlike);
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// What the web server hands out that was not published.
    #[cfg(feature = "publish-cloud")]
    fn live(&self, ready: &Ready, done: &Done) -> Result<Diagnostics, Diagnostic> {
        let aloud = ready.spoken.strip_prefix("customers/").unwrap_or(&ready.spoken);
        let aloud = if ready.folder.is_empty() { "" } else { aloud };
        let live = self.target.live((&ready.folder, aloud), ready.openness)?;
        let Some(live) = live else { return Ok(Diagnostics::new()) };
        self.stages.stage("look", None);
        Ok(look(&live, &done.files).into_iter().collect())
    }

    /// Without that feature a target with `live` is refused before anything is done.
    #[cfg(not(feature = "publish-cloud"))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "as with the feature")]
    fn live(&self, _: &Ready, _: &Done) -> Result<Diagnostics, Diagnostic> {
        Ok(Diagnostics::new())
    }

    /// Does it; `link` is the name of the link that is switched, where one is.
    fn does(&self, job: &Job<'_>, link: &str) -> Result<Outcome, Diagnostics> {
        if self.asked.dry_run {
            self.stages.stage("compare", None);
            let rehearsed =
                if link.is_empty() { rehearse(job) } else { rehearse_release(job, link) };
            let (plan, objections) = rehearsed.map_err(one)?;
            return Ok((plan, None, objections));
        }
        let done = match (self.asked.rollback, link.is_empty()) {
            (false, true) => publish(job)?,
            (false, false) => publish_release(job, link)?,
            (true, true) => roll_back(job)?,
            (true, false) => roll_back_release(job, link)?,
        };
        let findings = done.findings.clone();
        Ok((done.plan.clone(), Some(done), findings))
    }

    fn allowed(&self) -> Allowed {
        Allowed {
            delete: self.asked.allow_delete,
            adopt: self.asked.adopt,
            audience: self.asked.change_audience,
            drafts: self.asked.allow_drafts,
            unaudited: self.asked.unaudited,
        }
    }
}

/// Who publishes, for whoever finds the lock: a name, a machine, a process.
fn owner() -> String {
    let var = |names: [&str; 2]| names.iter().find_map(|name| std::env::var(name).ok());
    let user = var(["USER", "USERNAME"]).unwrap_or_else(|| "somebody".to_owned());
    let machine = std::fs::read_to_string("/etc/hostname").ok();
    let machine = machine.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let machine = machine.or_else(|| var(["HOSTNAME", "COMPUTERNAME"]));
    let machine = machine.unwrap_or_else(|| "an unnamed machine".to_owned());
    format!("{user} at {machine}, process {}", std::process::id())
}

/// The progress of a publication.
struct Told<'s>(&'s Stages);

impl Watch for Told<'_> {
    fn sends(&self, _: u64, bytes: u64) {
        self.0.transfer("send", bytes);
    }

    fn begins(&self, what: &'static str, files: u64) {
        self.0.part(what, files);
    }

    fn done(&self, bytes: u64) {
        self.0.moved(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_finding_decides_how_it_ends() {
        let ends = |codes: &[Code]| {
            exit(&codes.iter().map(|code| Diagnostic::new(*code, "x")).collect()) as u8
        };
        assert_eq!(ends(&[]), 0);
        assert_eq!(ends(&[Code::PublishLeftover, Code::PublishNames]), 0);
        assert_eq!(ends(&[Code::PublishTarget]), 2);
        assert_eq!(ends(&[Code::BuildLocked]), 3);
        assert_eq!(ends(&[Code::PublishLeftover, Code::PublishUnauthorised]), 4);
        assert_eq!(ends(&[Code::PublishVerify, Code::PublishLeftover]), 5);
    }
}
