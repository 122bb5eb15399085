//! Small sites whose pages name what they show, so that a reader can tell whether it is
//! there; and what a test needs to publish them.

use crate::memory::Files;
use faultbook::diag::Diagnostics;
use faultbook::publish::{
    Allowed, Done, FOLDER, Job, Listed, Remote, Site, Store, Verify, Watch, Ways, cache_rule,
    content_type, publish, roll_back,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Numbers that are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A site of a version: pages that name a style, a picture and each other, parts of an index
/// that are named by what is in them, data, and front pages.
pub(crate) fn tree(seed: u64, pages: u64) -> Files {
    let mut dice = Dice(seed);
    let mut files = Files::new();
    let mut put = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
    let hash = |text: &str| blake3::hash(text.as_bytes()).to_hex()[..10].to_owned();
    put("assets/site.css", format!("style {seed}"));
    let shard = format!("shard {seed}");
    let shard_path = format!("search/t-{}/0.js", hash(&shard));
    put(&shard_path, shard);
    put("search/manifest.js", format!("shows {shard_path}\n"));
    let mut front = String::from("shows assets/site.css\nshows search/manifest.js\n");
    for n in 0..pages {
        // Pages come, go, change and stay.
        if dice.below(5) == 0 {
            continue;
        }
        let picture = format!("devices/{n}/files/photo {}.jpg", dice.below(3));
        put(&picture, format!("picture {}", dice.below(2)));
        let page = format!("devices/{n}/index.html");
        let text = dice.below(4);
        put(&page, format!("page {text}\nshows assets/site.css\nshows {picture}\n"));
        put(&format!("data/devices/{n}.json"), format!("{}", dice.below(2)));
        front.push_str(&format!("leads {page}\n"));
    }
    put("feed.xml", format!("feed {}", dice.below(2)));
    put("empty.txt", String::new());
    put("index.html", front);
    files
}

/// Fails where a page shows something that is not there, or the front page leads nowhere.
pub(crate) fn crawl(files: &Files) {
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with(FOLDER)) {
        let text = String::from_utf8_lossy(bytes);
        let shown = text.lines().filter_map(|line| line.strip_prefix("shows "));
        for shown in shown {
            assert!(files.contains_key(shown), "{path} shows {shown}, which is not there");
        }
    }
}

/// The site of these files.
pub(crate) fn site(files: &Files) -> Site {
    let listed = files.iter().map(|(path, bytes)| {
        let for_ever = path.starts_with("search/t-");
        let listed = Listed {
            hash: blake3::hash(bytes).to_hex().to_string(),
            size: bytes.len() as u64,
            content_type: content_type(path).to_owned(),
            cache: cache_rule(for_ever, false),
        };
        (path.clone(), listed)
    });
    Site {
        id: "ours".to_owned(),
        audience: "internal".to_owned(),
        drafts: false,
        audited: Ok(()),
        files: listed.collect(),
        order: BTreeMap::new(),
    }
}

/// A machine that publishes.
pub(crate) struct Machine {
    folder: tempfile::TempDir,
    pub(crate) ways: Ways,
    pub(crate) allowed: Allowed,
    pub(crate) now: i64,
}

struct Silent;

impl Watch for Silent {
    fn sends(&self, _: u64, _: u64) {}
    fn begins(&self, _: &'static str, _: u64) {}
    fn done(&self, _: u64) {}
}

impl Machine {
    pub(crate) fn new() -> Self {
        let ways = Ways {
            owner: "ann@workshop".to_owned(),
            place: "the test".to_owned(),
            verify: Verify::Sample,
            break_lock: false,
            pause: Duration::ZERO,
        };
        // Small sites lose a large share of their pages with one.
        let allowed = Allowed { delete: Some(1000), ..Allowed::default() };
        Self { folder: tempfile::tempdir().unwrap(), ways, allowed, now: 1_000_000 }
    }

    pub(crate) fn with<T>(
        &self,
        files: &Files,
        remote: &dyn Remote,
        work: impl Fn(&Job<'_>) -> T,
    ) -> T {
        let store = Store::open(&self.folder.path().join("store")).unwrap();
        let built = self.folder.path().join("built");
        for bytes in files.values() {
            let _ = std::fs::remove_file(&built);
            std::fs::write(&built, bytes).unwrap();
            store.take(blake3::hash(bytes).to_hex().as_str(), &built).unwrap();
        }
        let site = site(files);
        let (ways, allowed, now) = (&self.ways, self.allowed, self.now);
        work(&Job { site: &site, remote, store: &store, ways, allowed, watch: &Silent, now })
    }

    pub(crate) fn publish(&self, files: &Files, remote: &dyn Remote) -> Result<Done, Diagnostics> {
        self.with(files, remote, publish)
    }

    pub(crate) fn publish_site(
        &self,
        files: &Files,
        change: impl Fn(&mut Site),
        remote: &dyn Remote,
    ) -> Result<Done, Diagnostics> {
        self.with(files, remote, |job| {
            let mut site = job.site.clone();
            change(&mut site);
            publish(&Job { site: &site, ..*job })
        })
    }

    pub(crate) fn roll_back(&self, remote: &dyn Remote) -> Result<Done, Diagnostics> {
        self.with(&Files::new(), remote, roll_back)
    }

    pub(crate) fn store(&self) -> std::path::PathBuf {
        self.folder.path().join("store")
    }
}

/// What a reader gets: without our own folder.
pub(crate) fn seen(files: &Files) -> Files {
    files
        .iter()
        .filter(|(path, _)| !path.starts_with(FOLDER))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

/// The files below a folder.
pub(crate) fn on_disk(folder: &Path) -> Files {
    let walk = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = walk.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (path, std::fs::read(entry.path()).unwrap())
    });
    files.collect()
}
