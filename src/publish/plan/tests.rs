//! Plans over worked examples.

use super::*;
use crate::publish::cache_rule;

fn file(hash: &str, for_ever: bool) -> Listed {
    Listed {
        hash: hash.to_owned(),
        size: 1,
        content_type: "text/html".to_owned(),
        cache: cache_rule(for_ever, false),
    }
}

fn site(files: &[(&str, &str)]) -> Site {
    let files = files
        .iter()
        .map(|(path, hash)| ((*path).to_owned(), file(hash, path.starts_with("search/t-"))));
    Site {
        id: "ours".to_owned(),
        audience: "internal".to_owned(),
        drafts: false,
        audited: Ok(()),
        files: files.collect(),
        order: BTreeMap::new(),
    }
}

fn after(site: &Site) -> Known {
    let mut list = Manifest::new(&site.id, &site.audience);
    list.files.clone_from(&site.files);
    Known { list: Some(list), ..Known::default() }
}

fn says(plan: &Plan, site: &Site, known: &Known, allowed: Allowed) -> Vec<String> {
    let objections = plan.objections(site, known, allowed);
    assert!(objections.iter().all(|o| o.hint.is_some() && o.code == Code::PublishRefused));
    objections.into_iter().map(|objection| objection.message).collect()
}

#[test]
fn what_is_equal_stays_and_what_differs_goes_up_whatever_its_size() {
    let former = site(&[("index.html", "1"), ("a.html", "2"), ("b.html", "3")]);
    let new = site(&[("index.html", "1"), ("a.html", "X"), ("c.html", "4")]);
    let plan = Plan::of(&new, &after(&former), 0);
    let [(Phase::Pages, steps)] = plan.phases.as_slice() else { panic!("{plan:?}") };
    let steps: Vec<_> = steps.iter().map(|s| (s.path.as_str(), s.added)).collect();
    assert_eq!(steps, [("a.html", false), ("c.html", true)]);
    assert_eq!((plan.unchanged, plan.removed.as_slice()), (1, &["b.html".to_owned()][..]));
    assert!(Plan::of(&former, &after(&former), 0).is_nothing());
}

#[test]
fn a_part_of_the_index_stays_for_its_time_and_then_goes() {
    let former = site(&[("index.html", "1"), ("search/t-1/0.js", "2")]);
    let new = site(&[("index.html", "1"), ("search/t-2/0.js", "3")]);
    let mut known = after(&former);
    let plan = Plan::of(&new, &known, 1000);
    assert!(plan.removed.is_empty() && plan.former["search/t-1/0.js"].since == 1000);
    let list = known.list.as_mut().unwrap();
    list.files.clone_from(&new.files);
    list.former.clone_from(&plan.former);
    assert_eq!(Plan::of(&new, &known, 999 + GRACE).former.len(), 1);
    let late = Plan::of(&new, &known, 1000 + GRACE);
    assert_eq!((late.former.len(), late.expired), (0, vec!["search/t-1/0.js".to_owned()]));
    // Wanted again, it is no longer on its way out.
    let again = Plan::of(&former, &known, 1000 + GRACE);
    assert!(again.expired.is_empty() && !again.phases[0].1[0].added);
}

#[test]
fn what_a_cut_run_put_in_place_counts_and_what_it_was_about_to_do_is_done_again() {
    let former = site(&[("index.html", "1"), ("a.html", "2")]);
    let new = site(&[("index.html", "9"), ("a.html", "8"), ("b.html", "7")]);
    let mut known = after(&former);
    known.since.insert("a.html".to_owned(), Some("8".to_owned()));
    known.since.insert("b.html".to_owned(), None);
    known.since.insert("gone.html".to_owned(), Some("6".to_owned()));
    let plan = Plan::of(&new, &known, 0);
    assert_eq!((plan.unchanged, plan.uploads()), (1, 2));
    assert_eq!(plan.expired, ["gone.html"]);
    // Going back, the file that was put in place is not what the list says.
    assert_eq!(Plan::of(&former, &known, 0).uploads(), 1);
    known.since.clear();
    known.uncertain = true;
    assert_eq!(Plan::of(&former, &known, 0).uploads(), 2);
}

#[test]
fn other_readers_other_projects_drafts_and_sites_unsearched_are_refused() {
    let new = site(&[("index.html", "1")]);
    let plan = |known: &Known| Plan::of(&new, known, 0);
    let mut known = after(&new);
    known.list.as_mut().unwrap().audience = "public".to_owned();
    let said = says(&plan(&known), &new, &known, Allowed::default());
    assert!(said[0].contains("readers would be others"), "{said:?}");
    let allowed = Allowed { audience: true, ..Allowed::default() };
    assert!(says(&plan(&known), &new, &known, allowed).is_empty());
    known.list.as_mut().unwrap().site = "theirs".to_owned();
    let allowed = Allowed { audience: true, adopt: true, ..Allowed::default() };
    let said = says(&plan(&known), &new, &known, allowed);
    assert!(said[0].contains("another project's site"), "{said:?}");

    let known = Known::default();
    let unfit = Site { drafts: true, audited: Err("never searched".to_owned()), ..new.clone() };
    assert_eq!(says(&plan(&known), &unfit, &known, Allowed::default()).len(), 2);
    let allowed = Allowed { drafts: true, unaudited: true, ..Allowed::default() };
    assert!(says(&plan(&known), &unfit, &known, allowed).is_empty());

    let empty = site(&[]);
    assert!(
        says(&Plan::of(&empty, &known, 0), &empty, &known, Allowed::default())[0]
            .contains("no index.html")
    );
    let known = Known { foreign: vec!["index.html".to_owned()], ..Known::default() };
    assert!(says(&plan(&known), &new, &known, Allowed::default())[0].contains("not put there"));
    let allowed = Allowed { adopt: true, ..Allowed::default() };
    assert!(says(&plan(&known), &new, &known, allowed).is_empty());
}

#[test]
fn many_files_go_only_when_their_number_is_allowed() {
    let pages = |from: usize, to: usize| -> Site {
        let mut site = site(&[("index.html", "1")]);
        site.files.extend((from..to).map(|n| (format!("{n}.html"), file("2", false))));
        site
    };
    for (all, kept, refused) in
        [(99, 79, false), (99, 78, true), (1999, 1743, false), (1999, 1742, true), (9, 0, true)]
    {
        let (former, new) = (pages(0, all), pages(0, kept));
        let known = after(&former);
        let plan = Plan::of(&new, &known, 0);
        let said = says(&plan, &new, &known, Allowed::default());
        assert_eq!(!said.is_empty(), refused, "{all} -> {kept}: {said:?}");
        let lost = (all - kept) as u64;
        let allow = |n| Allowed { delete: Some(n), ..Allowed::default() };
        assert!(says(&plan, &new, &known, allow(lost)).is_empty());
        assert_eq!(says(&plan, &new, &known, allow(lost - 1)).is_empty(), !refused);
    }
}
