//! Folders of this machine: files switched one by one, and releases behind a link.

use crate::memory::Files;
use crate::trees::{Machine, crawl, on_disk, seen, site, tree};
use faultbook::diag::Code;
use faultbook::publish::{
    Folder, Job, Over, Remote, Sent, publish_release, rehearse_release, roll_back_release,
};
use std::fs;
use std::path::Path;

/// Names that the protocols, the shell and the address bar treat each in its own way.
pub(crate) fn strange() -> Files {
    let part = "长".repeat(80);
    let long = format!("{part}/{part}/{part}/{part}/end.html");
    assert!(long.len() < 1024 && long.len() > 960);
    let long = format!("{}/{long}", "x".repeat(1024 - long.len() - 1));
    assert_eq!(long.len(), 1024);
    let names = ["a b.html", "a#b.html", "a?b.html", "a%20b.html", "a+b.html", "故障 现象/图.png"];
    let mut files = tree(9, 4);
    files.extend(names.map(|name| (name.to_owned(), name.as_bytes().to_vec())));
    files.insert(long, b"long".to_vec());
    files.insert("'; rm -rf $HOME; '.txt".to_owned(), Vec::new());
    files
}

#[test]
fn case_117_strange_names_and_empty_files_come_back_as_they_are() {
    let place = tempfile::tempdir().unwrap();
    let machine = Machine::new();
    let a = strange();
    machine.publish(&a, &Folder::new(place.path())).unwrap();
    assert_eq!(seen(&on_disk(place.path())), a);
    let (b, none) = (tree(10, 4), machine.publish(&a, &Folder::new(place.path())).unwrap());
    assert_eq!((none.uploaded, none.deleted), (0, 0));
    machine.publish(&b, &Folder::new(place.path())).unwrap();
    // Folders that have become empty are gone, too.
    assert!(!place.path().join("故障 现象").exists());
    machine.roll_back(&Folder::new(place.path())).unwrap();
    let mut now = seen(&on_disk(place.path()));
    now.retain(|path, _| a.contains_key(path) || !path.starts_with("search/t-"));
    assert_eq!(now, a);
}

#[cfg(unix)]
#[test]
fn a_link_on_the_way_is_not_followed() {
    let (place, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(outside.path(), place.path().join("devices")).unwrap();
    let machine = Machine::new();
    assert!(machine.publish(&tree(1, 8), &Folder::new(place.path())).is_err());
    let folder = Folder::new(place.path());
    assert!(folder.put(&Sent::plain("devices/x", b"x"), Over::Anything).is_err());
    assert!(on_disk(outside.path()).is_empty());
}

#[test]
fn a_place_without_room_for_writing_says_so_and_the_next_run_goes_on() {
    let place = tempfile::tempdir().unwrap();
    let machine = Machine::new();
    fs::write(place.path().join("data"), "a file where a folder is needed").unwrap();
    let refused = machine.publish(&tree(1, 8), &Folder::new(place.path())).unwrap_err();
    assert!(refused.iter().all(|f| f.code == Code::PublishRefused && f.message.contains("data")));
}

/// What readers see through the link.
#[cfg(unix)]
fn through(place: &Path) -> Files {
    let files = seen(&on_disk(&place.join("www").canonicalize().unwrap()));
    crawl(&files);
    files
}

#[cfg(unix)]
pub(crate) fn releases(machine: &Machine, remote: &dyn Remote, look: impl Fn() -> Files) {
    let (a, b, c) = (tree(1, 8), tree(2, 8), tree(3, 8));
    let without_former = |site: &Files| {
        let mut now = look();
        now.retain(|path, _| site.contains_key(path) || !path.starts_with("search/t-"));
        now
    };
    let publish = |files: &Files| machine.with(files, remote, |job| publish_release(job, "www"));
    let first = publish(&a).unwrap();
    assert_eq!((look(), first.uploaded), (a.clone(), a.len() as u64));
    let second = publish(&b).unwrap();
    assert_eq!(without_former(&b), b);
    assert_eq!(second.uploaded + second.unchanged, b.len() as u64);
    assert!(second.unchanged > 0);
    // A page of the former release that is still open finds its part of the index.
    let former = a.keys().find(|path| path.starts_with("search/t-")).unwrap();
    assert!(look().contains_key(former));
    assert_eq!(publish(&b).unwrap().uploaded, 0);
    let back = |files: &Files| machine.with(files, remote, |job| roll_back_release(job, "www"));
    back(&b).unwrap();
    assert_eq!(look(), a);
    assert!(back(&b).unwrap_err().iter().all(|f| f.code == Code::PublishRefused));
    publish(&c).unwrap();
    assert_eq!(without_former(&c), c);
    let kept = remote.list("www.releases").unwrap();
    assert_eq!(kept.iter().filter(|entry| entry.name.starts_with('0')).count(), 2);
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_whole_releases_and_back() {
    let place = tempfile::tempdir().unwrap();
    let machine = Machine::new();
    releases(&machine, &Folder::new(place.path()), || through(place.path()));
}

#[cfg(unix)]
#[test]
fn a_link_is_switched_only_where_the_path_is_free_or_ours() {
    let machine = Machine::new();
    let a = tree(1, 4);
    for lay in [
        |www: &Path| fs::create_dir(www).unwrap(),
        |www: &Path| fs::write(www, "x").unwrap(),
        |www: &Path| std::os::unix::fs::symlink("/etc", www).unwrap(),
    ] {
        let place = tempfile::tempdir().unwrap();
        lay(&place.path().join("www"));
        let remote = Folder::new(place.path());
        let publish = |job: &Job<'_>| publish_release(job, "www");
        let refused = machine.with(&a, &remote, publish).unwrap_err();
        assert!(refused.iter().all(|f| f.code == Code::PublishRefused), "{refused:?}");
        assert!(machine.with(&a, &remote, |job| rehearse_release(job, "www")).is_err());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }
    // What another site has published there is not taken over.
    let place = tempfile::tempdir().unwrap();
    let remote = Folder::new(place.path());
    machine.with(&a, &remote, |job| publish_release(job, "www")).unwrap();
    let mut other = site(&tree(2, 4));
    other.id = "theirs".to_owned();
    let publish = |job: &Job<'_>| publish_release(&Job { site: &other, ..*job }, "www");
    assert!(machine.with(&tree(2, 4), &remote, publish).is_err());
    assert_eq!(through(place.path()), a);
}
