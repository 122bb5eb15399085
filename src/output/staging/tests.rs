//! Builds that replace, prune, are given up, fail or die on the way.

use super::*;
use crate::model::{Artifact, Content};
use std::fs;
use std::ops::Range;

struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("output")
    }

    fn open(&self) -> Output {
        self.open_with(Switch::Best)
    }

    fn open_with(&self, switch: Switch) -> Output {
        let guard = Guard { root: self.0.path().to_owned(), ..Guard::default() };
        Output::open_with(&self.out(), &guard, Ways { switch, sync: false }).unwrap()
    }

    fn build(&self, sites: &[&str], text: &str) -> Committed {
        let mut output = self.open();
        for name in sites {
            put(&*output.site(name).unwrap(), "index.html", text).unwrap();
        }
        output.commit(Prune::Others).unwrap()
    }

    fn text(&self, site: &str) -> String {
        fs::read_to_string(self.out().join(site).join("index.html")).unwrap()
    }
}

fn put(sink: &dyn Sink, path: &str, text: &str) -> Result<(), crate::model::SinkError> {
    sink.put(Artifact { path: path.into(), content: Content::Bytes(text.into()) })
}

#[test]
fn a_second_build_replaces_the_first_and_nothing_else() {
    let project = Project::new();
    fs::create_dir_all(project.out()).unwrap();
    fs::write(project.out().join("README.md"), "a person's").unwrap();
    project.build(&["internal"], "one");
    let done = project.build(&["internal"], "two");
    assert_eq!(done.sites, [("internal".to_owned(), 2)]);
    assert_eq!(project.text("internal"), "two");
    assert_eq!(fs::read_to_string(project.out().join("README.md")).unwrap(), "a person's");
    assert!(!project.out().join(switch::WORK).exists());
}

#[test]
fn sites_of_customers_who_are_gone_are_removed() {
    let project = Project::new();
    project.build(&["internal", "customers/C-01", "customers/C-02"], "one");
    let done = project.build(&["internal", "customers/C-02"], "two");
    assert_eq!(done.pruned, ["customers/C-01"]);
    assert!(!project.out().join("customers/C-01").exists());
    assert_eq!(project.text("customers/C-02"), "two");
    let done = project.build(&["internal"], "three");
    assert_eq!(done.pruned, ["customers/C-02"]);
    assert!(!project.out().join("customers").exists());
}

#[test]
fn a_build_given_up_leaves_the_former_site() {
    let project = Project::new();
    project.build(&["internal"], "one");
    let mut output = project.open();
    put(&*output.site("internal").unwrap(), "index.html", "two").unwrap();
    drop(output);
    assert_eq!(project.text("internal"), "one");
    assert!(!project.out().join(switch::WORK).exists());
}

#[test]
fn a_build_with_a_collision_is_not_switched() {
    let project = Project::new();
    project.build(&["internal"], "one");
    let mut output = project.open();
    let sink = output.site("internal").unwrap();
    put(&*sink, "index.html", "two").unwrap();
    put(&*sink, "Index.html", "two").unwrap_err();
    let findings = output.commit(Prune::Others).unwrap_err();
    assert_eq!(findings.by_code().get(&Code::SlugCollision), Some(&1));
    assert_eq!(project.text("internal"), "one");
}

#[test]
fn a_site_that_became_foreign_meanwhile_is_not_replaced() {
    let project = Project::new();
    let mut output = project.open();
    put(&*output.site("internal").unwrap(), "index.html", "two").unwrap();
    fs::create_dir_all(project.out().join("internal")).unwrap();
    fs::write(project.out().join("internal/index.html"), "a person's").unwrap();
    let findings = output.commit(Prune::Others).unwrap_err();
    assert_eq!(findings.by_code().get(&Code::OutputRefused), Some(&1));
    assert_eq!(project.text("internal"), "a person's");
}

#[test]
fn a_rehearsal_finds_the_same_and_writes_nothing() {
    let project = Project::new();
    let guard = Guard { root: project.0.path().to_owned(), ..Guard::default() };
    let mut rehearsal = Rehearsal::open(&project.out(), &guard).unwrap();
    let sink = rehearsal.site("internal").unwrap();
    put(&*sink, "a/index.html", "x").unwrap();
    put(&*sink, "A/index.html", "x").unwrap_err();
    put(&*sink, "../x", "x").unwrap_err();
    let codes = rehearsal.findings().by_code();
    assert_eq!(codes.keys().collect::<Vec<_>>(), [&Code::PathEscape, &Code::SlugCollision]);
    assert_eq!(fs::read_dir(project.0.path()).unwrap().count(), 0);
}

#[test]
fn clearing_removes_marked_sites_only() {
    let project = Project::new();
    project.build(&["internal", "customers/C-01"], "one");
    fs::create_dir_all(project.out().join("mine")).unwrap();
    let done = project.open().clear();
    assert_eq!(done.pruned, ["customers/C-01", "internal"]);
    assert!(project.out().join("mine").exists());
    assert!(!project.out().join("internal").exists());
}

#[test]
fn site_folders_stay_inside_the_output_folder() {
    let project = Project::new();
    let mut output = project.open();
    for name in ["", "..", "../x", "/x", "customers/..", ".git", "customers/.x", "a\\b"] {
        assert!(output.site(name).is_err(), "{name}");
    }
    output.site("internal").unwrap();
    assert!(output.site("internal").is_err(), "one site once");
    output.site("customers/c-01").unwrap();
    let refusal = output.site("customers/C-01").err().unwrap();
    assert_eq!(refusal.code, Code::SlugCollision);
}

/// The text of a whole site, `None` where there is none.
fn whole(project: &Project, site: &str) -> Option<String> {
    let folder = project.out().join(site);
    folder.exists().then(|| {
        assert!(folder.join(crate::output::MARKER).is_file(), "{site} lost its marker");
        project.text(site)
    })
}

/// Builds `two` over `one` while some steps of the switch fail; true where none
/// of them was needed.
fn build_with_failing(project: &Project, failing: Range<usize>, switch: Switch) -> bool {
    project.build(&["internal", "customers/C-01", "customers/C-02"], "one");
    let mut output = project.open_with(switch);
    for name in ["internal", "customers/C-02", "customers/C-03"] {
        put(&*output.site(name).unwrap(), "index.html", "two").unwrap();
    }
    steps::fail(failing);
    let done = output.commit(Prune::Others).is_ok_and(|done| done.diagnostics.is_empty());
    steps::fail(0..0);
    done
}

fn all_is_whole(project: &Project, when: &str) {
    for kept in ["internal", "customers/C-02"] {
        let text = whole(project, kept).expect("the old or the new site");
        assert!(["one", "two"].contains(&&*text), "{kept}, {when}");
    }
    assert!(whole(project, "customers/C-01").is_none_or(|text| text == "one"), "{when}");
    assert!(whole(project, "customers/C-03").is_none_or(|text| text == "two"), "{when}");
}

#[test]
fn a_build_may_die_before_any_step_of_the_switch() {
    for switch in [Switch::Best, Switch::TwoRenames] {
        for n in 0.. {
            let project = Project::new();
            let done = build_with_failing(&project, n..usize::MAX, switch);
            if switch == Switch::Best && cfg!(target_os = "linux") {
                all_is_whole(&project, &format!("for a reader, after {n} steps"));
            }
            drop(project.open_with(switch));
            all_is_whole(&project, &format!("healed after {n} steps"));
            assert!(!project.out().join(switch::WORK).exists());
            project.build(&["internal"], "three");
            assert_eq!(project.text("internal"), "three");
            if done {
                assert!(n > 5, "the switch takes steps");
                break;
            }
        }
    }
}

#[test]
fn steps_that_fail_for_a_while_cost_no_site() {
    for switch in [Switch::Best, Switch::TwoRenames] {
        for (n, long) in (0..30).flat_map(|n| (1..4).map(move |long| (n, long))) {
            let project = Project::new();
            build_with_failing(&project, n..n + long, switch);
            // Also the way out must not throw away a former site.
            drop(project.open_with(switch));
            all_is_whole(&project, &format!("steps {n} and {long} more failed"));
            assert!(!project.out().join(switch::WORK).exists());
        }
    }
}

#[test]
fn two_builds_of_one_project_are_byte_for_byte_equal() {
    let (one, two) = (Project::new(), Project::new());
    for project in [&one, &two] {
        project.build(&["internal"], "text");
    }
    let marker = |p: &Project| fs::read(p.out().join("internal/.faultbook-site")).unwrap();
    assert_eq!(marker(&one), marker(&two));
}

#[test]
fn a_bundle_holds_its_site_and_has_the_same_bytes_in_any_order_of_writing() {
    let project = Project::new();
    let bundled = |paths: &[&str]| {
        let mut output = project.open();
        for name in ["internal", "customers/C-01"] {
            let sink = output.site(name).unwrap();
            for path in paths {
                put(&*sink, path, &format!("{name} {path}")).unwrap();
            }
        }
        let made = output.bundle().unwrap();
        output.commit(Prune::Others).unwrap();
        let names: Vec<_> = made.iter().map(|bundle| bundle.path.clone()).collect();
        assert_eq!(names, ["bundles/internal.zip", "bundles/customers/C-01.zip"]);
        made.iter().map(|b| fs::read(project.out().join(&b.path)).unwrap()).collect::<Vec<_>>()
    };
    let one = bundled(&["index.html", "故障/a.html"]);
    assert_eq!(one, bundled(&["故障/a.html", "index.html"]));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&one[1])).unwrap();
    let names: Vec<_> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["C-01/index.html", "C-01/故障/a.html"], "no marker, one folder");
    let text = std::io::read_to_string(zip.by_name("C-01/故障/a.html").unwrap()).unwrap();
    assert_eq!(text, "customers/C-01 故障/a.html");
}

#[test]
fn a_bundle_never_outlives_its_site() {
    let project = Project::new();
    let mut output = project.open();
    put(&*output.site("internal").unwrap(), "index.html", "one").unwrap();
    output.bundle().unwrap();
    output.commit(Prune::Others).unwrap();
    assert!(project.out().join("bundles/internal.zip").is_file());
    let done = project.build(&["internal"], "two");
    assert_eq!(done.pruned, ["bundles"]);
    assert!(!project.out().join("bundles").exists());
    assert_eq!(project.text("internal"), "two");
}
