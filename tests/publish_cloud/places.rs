//! The whole way at each server: there, again, changed, back; strange names; what is told of
//! each file; and the lock.

use crate::memory::Files;
use crate::proxy::Line;
use crate::servers::{Make, Server, speak};
use crate::trees::{Machine, crawl, seen, tree};
use faultbook::publish::{Cloud, Kind, Over, Remote, Renaming, Sent, Thing};

fn strange() -> Files {
    let mut files = tree(9, 4);
    let names = [
        "a b.html",
        "a#b.html",
        "a?b.html",
        "a%20b.html",
        "a+b.html",
        "a&b=c;d,e.html",
        "故障 现象/图.png",
        "Äé/ñ (1).txt",
        "'; rm -rf $HOME; '.txt",
        "~tilde/*.txt",
    ];
    files.extend(names.map(|name| (name.to_owned(), name.as_bytes().to_vec())));
    files.insert(format!("{}/end.html", "长".repeat(60)), b"long".to_vec());
    files.insert("nothing.txt".to_owned(), Vec::new());
    files
}

/// What readers see, without parts of former indexes.
pub(crate) fn live(server: &Server, site: &Files) -> Files {
    let mut files = seen(&server.files());
    crawl(&files);
    files.retain(|path, _| site.contains_key(path) || !path.starts_with("search/t-"));
    files
}

#[test]
fn a_site_goes_there_changes_and_comes_back_and_other_files_stay() {
    for make in Make::ALL {
        let Some(server) = Server::start(make) else { continue };
        let (machine, cloud) = (Machine::new(), server.enter());
        let (a, b) = (strange(), tree(2, 12));
        cloud.put(&Sent::plain("favicon.ico", b"of IT"), Over::Anything).unwrap();
        let mut with_foreign = a.clone();
        with_foreign.insert("favicon.ico".to_owned(), b"of IT".to_vec());
        let done = machine.publish(&a, &cloud).unwrap();
        assert_eq!(done.uploaded, a.len() as u64);
        assert!(done.findings.is_empty(), "{make:?}: {:?}", done.findings);
        assert_eq!(live(&server, &a), with_foreign, "{make:?}");
        let again = machine.publish(&a, &server.enter()).unwrap();
        assert_eq!((again.uploaded, again.deleted), (0, 0), "{make:?}");
        machine.publish(&b, &cloud).unwrap();
        let mut now = live(&server, &b);
        now.remove("favicon.ico");
        assert_eq!(now, b, "{make:?}");
        machine.roll_back(&cloud).unwrap();
        assert_eq!(live(&server, &a), with_foreign, "{make:?}");
        // Nothing of ours is left on its way.
        let left: Vec<String> =
            server.files().into_keys().filter(|p| p.contains("/tmp/")).collect();
        assert!(left.is_empty(), "{make:?}: {left:?}");
    }
}

#[test]
fn what_lies_there_is_told_as_it_is() {
    for make in Make::ALL {
        let Some(server) = Server::start(make) else { continue };
        let cloud = server.enter();
        let renaming = match make {
            Make::Nginx => Renaming::Gap,
            Make::Apache | Make::Moto => Renaming::Whole,
        };
        assert_eq!(cloud.abilities().rename, renaming);
        assert_eq!(cloud.abilities().content_types, make == Make::Moto);
        assert!(!cloud.abilities().links);
        assert_eq!(cloud.stat("a/b/c.html").unwrap(), None);
        assert_eq!(cloud.list("a/b").unwrap(), []);
        assert_eq!(cloud.get("a/b/c.html").unwrap_err().kind, Kind::Missing, "{make:?}");
        cloud.delete("a/b/c.html").unwrap();
        cloud.put(&Sent::plain("a/b/故障 #.html", b"12345"), Over::Anything).unwrap();
        assert_eq!(cloud.stat("a/b/故障 #.html").unwrap(), Some(Thing::File(5)), "{make:?}");
        let listed = cloud.list("a").unwrap();
        assert_eq!((listed.len(), listed[0].name.as_str()), (1, "b"), "{make:?}");
        assert_eq!(listed[0].thing, Thing::Folder);
        let listed = cloud.list("a/b").unwrap();
        assert_eq!((listed.len(), listed[0].name.as_str()), (1, "故障 #.html"), "{make:?}");
        assert_eq!(listed[0].thing, Thing::File(5), "{make:?}");
        cloud.delete("a/b/故障 #.html").unwrap();
        assert_eq!(cloud.stat("a/b/故障 #.html").unwrap(), None);
        let spaced = cloud.put(&Sent::plain("end ", b"x"), Over::Anything).unwrap_err();
        assert_eq!(spaced.kind, Kind::Unsupported);
    }
}

/// Lets eight take a lock at once, and looks that one has it.
fn race(make: Make, cloud: &Cloud, path: &str) {
    let took: Vec<bool> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|n| {
                scope.spawn(move || {
                    let bytes = format!("publisher {n}").into_bytes();
                    match cloud.put(&Sent::plain(path, &bytes), Over::Nothing) {
                        Ok(()) => true,
                        Err(trouble) if trouble.kind == Kind::Exists => false,
                        Err(trouble) => panic!("{make:?}: {trouble:?}"),
                    }
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(took.iter().filter(|took| **took).count(), 1, "{make:?}: {took:?}");
    let winner = took.iter().position(|took| *took).unwrap();
    let there = String::from_utf8(cloud.get(path).unwrap()).unwrap();
    assert_eq!(there, format!("publisher {winner}"), "{make:?}");
}

#[test]
fn case_121_of_many_who_take_the_lock_at_once_one_has_it() {
    for make in Make::ALL {
        let Some(server) = Server::start(make) else { continue };
        let cloud = server.enter();
        for round in 0..5 {
            race(make, &cloud, &format!(".faultbook-publish/lock-{round}.json"));
        }
    }
}

#[test]
fn case_121_one_has_the_lock_also_where_the_server_lets_all_of_them_move() {
    for make in [Make::Apache, Make::Nginx] {
        let Some(server) = Server::start(make) else { continue };
        let line = Line::to(server.port);
        line.overwrite();
        let cloud = Cloud::connect(&server.account(line.port)).unwrap();
        for round in 0..3 {
            race(make, &cloud, &format!(".faultbook-publish/lock-{round}.json"));
        }
    }
}

#[test]
fn an_object_carries_its_type_its_cache_rule_and_whether_it_is_saved() {
    let Some(server) = Server::start(Make::Moto) else { return };
    let (mut machine, cloud) = (Machine::new(), server.enter());
    let mut a = tree(3, 4);
    a.insert("files/macro.xlsm".to_owned(), b"x".to_vec());
    machine.publish(&a, &cloud).unwrap();
    let head = |path: &str| {
        let asked =
            format!("HEAD /site/pumps%20%E6%B3%B5/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        speak(server.port, &asked).to_lowercase()
    };
    let page = head("index.html");
    assert!(page.contains("content-type: text/html; charset=utf-8\r\n"), "{page}");
    assert!(page.contains("cache-control: private, no-cache\r\n"), "{page}");
    assert!(!page.contains("content-disposition"), "{page}");
    let shard = a.keys().find(|path| path.starts_with("search/t-")).unwrap();
    assert!(head(shard).contains("max-age=31536000, immutable"), "{}", head(shard));
    assert!(head("files/macro.xlsm").contains("content-disposition: attachment"));
    // A rule that changes is a change, though the bytes are the same.
    machine.allowed.audience = true;
    let public = |site: &mut faultbook::publish::Site| {
        site.audience = "public".to_owned();
        for file in site.files.values_mut() {
            file.cache = file.cache.replace("private", "public");
        }
    };
    let done = machine.publish_site(&a, public, &cloud).unwrap();
    assert_eq!(done.uploaded, a.len() as u64);
    assert!(head("index.html").contains("cache-control: public, no-cache\r\n"));
    assert_eq!(machine.publish_site(&a, public, &cloud).unwrap().uploaded, 0);
}
