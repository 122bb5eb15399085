//! A project with a former state and an edited one, the sites of both, and the check that
//! every site in place is wholly one of them.

use crate::program::Place;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Files of a site by their paths.
type Site = BTreeMap<String, Vec<u8>>;

const SITES: [&str; 3] = ["internal", "customers/C-01", "customers/C-02"];
const ARTICLE: &str = "p/content/solutions/SOL-1.md";
const LOG: &str = "p/content/logs/more.csv";
/// A picture of one grey point.
const PIXEL: &[u8] = b"\x89\x50\x4E\x47\x0D\x0A\x1A\x0A\x00\x00\x00\x0D\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3A\x7E\x9B\x55\x00\x00\x00\x0A\x49\x44\x41\x54\x78\x9C\x63\x68\x00\x00\x00\x82\x00\x81\x77\xCD\x72\xB6\x00\x00\x00\x00\x49\x45\x4E\x44\xAE\x42\x60\x82";
const PERSONS: &str = "p/output/README.md";

/// What lies in the output folder: every site is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// No site was replaced.
    AllFormer,
    /// Some were; sites are replaced one after the other.
    Both,
    /// All were.
    AllNew,
}

/// The project.
pub(crate) struct Rig {
    place: Place,
    article: String,
    former: Vec<Site>,
    new: Vec<Site>,
}

impl Rig {
    /// Builds both states elsewhere, undisturbed.
    pub(crate) fn new() -> Self {
        let place = Place::in_memory().of_two_customers("[audiences]\ncustomers = true\n");
        let article =
            place.read(ARTICLE) + "\n![The gasket](gasket.png) and [its list](list.txt).\n";
        place.write("p/content/solutions/list.txt", "one gasket\n");
        place.write("p/content/solutions/gasket.png", PIXEL);
        place.write(
            "p/faultbook.toml",
            "[site]\ntheme = \"own\"\n\n[audiences]\ncustomers = true\n",
        );
        place.write("p/themes/own/static/own.css", "h1{letter-spacing:.01em}\n");
        place.write("p/content/fault-codes.csv", "code,title\nE-1,Leak\n");
        let mut rig = Self { place, article, former: Vec::new(), new: Vec::new() };
        rig.before();
        rig.former = rig.built_apart("former");
        rig.edit();
        rig.new = rig.built_apart("new");
        for (former, new) in rig.former.iter().zip(&rig.new) {
            assert!(former != new, "the edit shows on every site");
        }
        rig
    }

    fn built_apart(&self, name: &str) -> Vec<Site> {
        let output = self.place.at(name);
        let answer = self.place.run(&["build", "-q", "-r", "p", "-o", &output.to_string_lossy()]);
        assert_eq!(answer.exit, 0, "{}", answer.err);
        SITES.iter().map(|site| files(&output.join(site))).collect()
    }

    fn before(&self) {
        self.place.write(ARTICLE, &self.article);
        let _ = fs::remove_file(self.place.at(LOG));
    }

    /// The clerk's next export comes and the article is longer.
    pub(crate) fn edit(&self) {
        self.place.write(ARTICLE, format!("{}\nTighten it crosswise.\n", self.article));
        self.place.write(
            LOG,
            "ticket_id,device_id,reported_at,resolved_at,symptom\n\
             T-101,P-17,2026-04-01 08:00,2026-04-01 10:00,gasket leaks\n",
        );
    }

    /// The former sites, in place as a build puts them there, beside a person's own file.
    pub(crate) fn put_back(&self) {
        self.before();
        let answer = self.place.run(&["build", "-q", "-r", "p"]);
        assert_eq!(answer.exit, 0, "{}", answer.err);
        self.place.write(PERSONS, "a person's");
    }

    /// The arguments of a build.
    pub(crate) fn arguments(&self, jobs: usize) -> Vec<String> {
        let root = self.place.at("p").to_string_lossy().into_owned();
        ["build", "-q", "-r", &root, "-j", &jobs.to_string()].map(str::to_owned).into()
    }

    /// A build of the edited project, to be started; with one thread, so that its calls come
    /// in the same order.
    pub(crate) fn edited_build(&self, prepare: impl FnOnce(&mut Command)) -> Command {
        self.edit();
        let mut command = self.place.command(&[]);
        command.args(self.arguments(1)).stdout(Stdio::null());
        prepare(&mut command);
        command
    }

    /// What is in place; fails where a site is neither the former nor the new one.
    pub(crate) fn seen(&self, what: &str) -> Seen {
        let mut replaced = 0;
        for (n, name) in SITES.iter().enumerate() {
            let site = files(&self.place.at("p/output").join(name));
            if site == self.new[n] {
                replaced += 1;
            } else if site != self.former[n] {
                let odd = site.iter().find(|(path, bytes)| {
                    self.former[n].get(*path) != Some(bytes)
                        && self.new[n].get(*path) != Some(bytes)
                });
                let odd = odd.map(|(path, _)| path);
                panic!("{what}: {name} has {} files and is neither; odd: {odd:?}", site.len());
            }
        }
        let own = self.place.read(PERSONS);
        assert_eq!(own, "a person's", "{what}");
        match replaced {
            0 => Seen::AllFormer,
            3 => Seen::AllNew,
            _ => Seen::Both,
        }
    }

    /// The next build, undisturbed, does everything and leaves no waste.
    pub(crate) fn heals(&self, what: &str) {
        let answer = self.place.run(&["build", "-q", "-r", "p"]);
        assert_eq!(answer.exit, 0, "{what}: the next build: {}", answer.err);
        assert_eq!(self.seen(what), Seen::AllNew, "{what}: after the next build");
        assert!(!self.place.at("p/output/.faultbook-work").exists(), "{what}: waste stays");
    }
}

fn files(folder: &Path) -> Site {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            (path.to_string_lossy().into_owned(), fs::read(entry.path()).expect("its bytes"))
        })
        .collect()
}
