//! What the output promises when it is killed, out of space or not allowed to
//! write. Each case runs in a process of its own: this test program, started
//! again with `FAULTBOOK_TEST_CHILD` set.
#![allow(clippy::disallowed_methods, reason = "the test prepares and inspects folders")]

use faultbook::diag::Code;
use faultbook::model::{Artifact, Content};
use faultbook::output::{Guard, Output, Prune, Switch, Ways};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PAGES: usize = 60;
const SITES: [&str; 2] = ["internal", "customers/C-01"];

fn open(project: &Path, switch: Switch) -> Result<Output, faultbook::diag::Diagnostic> {
    let guard = Guard { root: project.to_owned(), ..Guard::default() };
    Output::open_with(&project.join("output"), &guard, Ways { switch, ..Ways::default() })
}

/// Stages one version of every site; the page's text is the version.
fn stage(output: &mut Output, version: usize, bytes: usize) -> Result<(), String> {
    for name in SITES {
        let sink = output.site(name).map_err(|d| d.message)?;
        for n in 0..PAGES {
            let text = format!("{version}{}", " ".repeat(bytes));
            let path = format!("devices/{}/{n}.html", n % 7);
            sink.put(Artifact { path, content: Content::Bytes(text.into()) })
                .map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}

/// The version of a site, which must be whole; `None` where it was never built.
fn version(project: &Path, site: &str) -> Option<usize> {
    let folder = project.join("output").join(site);
    if !folder.exists() {
        return None;
    }
    assert!(folder.join(".faultbook-site").is_file(), "{site} has lost its marker");
    let mut versions: Vec<usize> = (0..PAGES)
        .map(|n| {
            let page = folder.join(format!("devices/{}/{n}.html", n % 7));
            fs::read_to_string(page).expect("a whole site").trim().parse().expect("a version")
        })
        .collect();
    versions.dedup();
    assert_eq!(versions.len(), 1, "{site} is a mixture of {versions:?}");
    Some(versions[0])
}

/// Every site is of one version or was never built.
fn whole(project: &Path) {
    for site in SITES {
        version(project, site);
    }
}

fn child(project: &Path, task: &str) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "the_child_process", "--nocapture"])
        .env("FAULTBOOK_TEST_CHILD", task)
        .env("FAULTBOOK_TEST_PROJECT", project)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child process")
}

/// Not a test of its own: what the child processes of the other tests do.
#[test]
fn the_child_process() {
    let Ok(task) = std::env::var("FAULTBOOK_TEST_CHILD") else { return };
    let project = PathBuf::from(std::env::var("FAULTBOOK_TEST_PROJECT").expect("a project"));
    let switch = if task == "two-renames" { Switch::TwoRenames } else { Switch::Best };
    if task == "hold" {
        let _output = open(&project, switch).expect("the lock");
        fs::write(project.join("held"), "").expect("a signal");
        std::thread::sleep(Duration::from_mins(1));
        return;
    }
    for number in 1.. {
        let mut output = open(&project, switch).expect("a free output folder");
        stage(&mut output, number, 10).expect("room");
        output.commit(Prune::Others).expect("a switch");
    }
}

/// A row of delays that is the same in every run of the test.
fn delays() -> impl Iterator<Item = Duration> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Duration::from_micros(5_000 + state % 120_000)
    })
}

/// How often a build is killed; `FAULTBOOK_KILLS=500` for a thorough run.
fn kills() -> usize {
    std::env::var("FAULTBOOK_KILLS").map_or(12, |n| n.parse().expect("a number of kills"))
}

fn survives_kills(task: &str, switch: Switch) {
    let folder = tempfile::tempdir().expect("a folder");
    let project = folder.path();
    fs::create_dir_all(project.join("output")).expect("a folder");
    fs::write(project.join("output/README.md"), "a person's").expect("a file");
    for delay in delays().take(kills()) {
        let mut child = child(project, task);
        std::thread::sleep(delay);
        child.kill().expect("a running child");
        child.wait().expect("an ended child");
        if switch == Switch::Best && cfg!(target_os = "linux") {
            // A reader sees a whole site at once, before anything is healed.
            whole(project);
        }
        drop(open(project, switch).expect("no manual step is needed after a kill"));
        whole(project);
        assert!(!project.join("output/.faultbook-work").exists(), "waste is removed");
    }
    let mut output = open(project, switch).expect("a free output folder");
    stage(&mut output, 7_777_777, 10).expect("room");
    output.commit(Prune::Others).expect("a switch");
    assert_eq!(SITES.map(|site| version(project, site)), [Some(7_777_777); 2]);
    let readme = fs::read_to_string(project.join("output/README.md")).expect("still there");
    assert_eq!(readme, "a person's");
}

#[test]
fn a_killed_build_leaves_old_or_new() {
    survives_kills("best", Switch::Best);
}

#[test]
fn a_build_killed_where_folders_cannot_be_exchanged_is_healed() {
    survives_kills("two-renames", Switch::TwoRenames);
}

#[test]
fn the_lock_of_a_killed_process_is_taken_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut holder = child(folder.path(), "hold");
    while !folder.path().join("held").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let refusal = open(folder.path(), Switch::Best).err().expect("a held lock");
    assert_eq!(refusal.code, Code::BuildLocked);
    assert!(refusal.message.contains(&format!("process {}", holder.id())), "{}", refusal.message);
    holder.kill().expect("a running child");
    holder.wait().expect("an ended child");
    open(folder.path(), Switch::Best).expect("a free lock");
}

/// A small file system in memory; `None` where this process may not mount one.
#[cfg(target_os = "linux")]
struct Tmpfs(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl Tmpfs {
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let options = format!("size={size},nr_inodes=2000");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "faultbook-test"]).arg(folder.path());
        mount.stderr(Stdio::null());
        mount.status().is_ok_and(|s| s.success()).then(|| Self(folder))
    }

    fn remount(&self, how: &str) {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,{how}")]).arg(self.0.path());
        assert!(mount.status().expect("mount").success(), "cannot remount {how}");
    }
}

#[cfg(target_os = "linux")]
impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_former_site() {
    let Some(disk) = Tmpfs::mount("1m") else {
        eprintln!("SKIPPED: this process may not mount a tmpfs, so no disk can be filled");
        return;
    };
    let project = disk.0.path();
    let mut output = open(project, Switch::Best).expect("an output folder");
    stage(&mut output, 1, 10).expect("room");
    output.commit(Prune::Others).expect("a switch");
    // One page takes a 4 KiB block, so each step fails at another page.
    for kib in [4, 8, 16, 64, 256, 900] {
        let mut output = open(project, Switch::Best).expect("an output folder");
        stage(&mut output, 2, kib * 1024).expect_err("a full disk");
        let findings = output.commit(Prune::Others).expect_err("findings");
        let finding = findings.iter().next().expect("a finding");
        assert_eq!(finding.code, Code::OutputWrite);
        assert!(finding.message.contains("No space left"), "{}", finding.message);
        assert!(finding.hint.as_deref().is_some_and(|h| h.contains("disk is full")));
        assert_eq!(SITES.map(|site| version(project, site)), [Some(1); 2]);
        assert!(!project.join("output/.faultbook-work").exists(), "staging is removed");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_may_not_be_written_is_named() {
    let Some(disk) = Tmpfs::mount("1m") else {
        eprintln!("SKIPPED: this process may not mount a tmpfs");
        return;
    };
    let project = disk.0.path();
    let mut output = open(project, Switch::Best).expect("an output folder");
    stage(&mut output, 1, 10).expect("room");
    output.commit(Prune::Others).expect("a switch");
    disk.remount("ro");
    let refusal = open(project, Switch::Best).err().expect("a refusal");
    assert_eq!(refusal.code, Code::OutputWrite);
    assert!(refusal.message.contains("Read-only"), "{}", refusal.message);
    assert_eq!(SITES.map(|site| version(project, site)), [Some(1); 2]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let closed = folder.path().join("output");
    fs::create_dir(&closed).expect("a folder");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("permissions");
    if fs::write(closed.join("probe"), "").is_ok() {
        fs::remove_file(closed.join("probe")).expect("a file");
        eprintln!("SKIPPED: this user may write anywhere, so no folder is closed to it");
        return;
    }
    let refusal = open(folder.path(), Switch::Best).err().expect("a refusal");
    assert_eq!(refusal.code, Code::OutputWrite);
    assert!(refusal.message.contains("Permission denied"), "{}", refusal.message);
    assert_eq!(fs::read_dir(&closed).expect("a folder").count(), 0);
}
