//! The families of figures on one small fleet: what each says of the same tickets,
//! and that none of them says anything where there is nothing.

use super::fixture::{Fleet, rewrite};
use super::history::Histories;
use super::keys::{FaultKeys, KeyId};
use super::team::JobOutcomes;
use super::{
    actions, chains, cluster, complaints, control_chart, crow, fix, hotspot_groups, jackknife,
    knowledge, mcf, parts, satisfaction, sla, team, trend, visits, warranty,
};
use crate::catalog::link::link;
use crate::catalog::restrict::internal;
use crate::catalog::{Catalog, CodeIx, DeviceIx, Restricted, SolutionIx};
use crate::model::Project;
use crate::model::events::{FlagField, NumField, TextField};
use crate::model::time::Month;

fn keys(catalog: &Catalog) -> Vec<Option<u32>> {
    let keys = FaultKeys::build(catalog, None);
    let number = |key: KeyId| key.index() as u32;
    (0..catalog.records.events.len()).map(|row| keys.of(row).map(number)).collect()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn empty() -> Restricted<Catalog> {
    internal(link(Project::default()))
}

#[test]
fn nothing_says_nothing() {
    let catalog = empty();
    assert_eq!(satisfaction::satisfaction(&catalog).total.mean, None);
    assert_eq!(complaints::complaints(&catalog).total.rate.value, None);
    assert!(parts::parts(&catalog).parts.is_empty());
    assert!(team::team(&catalog, JobOutcomes::default()).engineers.is_empty());
    assert_eq!(visits::visits(&catalog).compliance.value, None);
    assert_eq!(knowledge::knowledge(&catalog, &[]).coverage.value, None);
    assert!(warranty::warranty(&catalog).ledger.is_empty());
    assert_eq!(actions::actions(&catalog).closed.value, None);
    assert_eq!(trend::trends(&Histories::new(&catalog)).fleet.laplace_p, None);
    let points = control_chart::control_chart(&catalog).points;
    assert!(points.iter().all(|p| p.limits.u.is_none()));
    assert!(hotspot_groups::hotspots(&Histories::new(&catalog)).families.is_empty());
    assert!(fix::fixes(&catalog, &[]).codes.is_empty());
    assert!(!cluster::clusters(&catalog).enough);
    assert!(
        jackknife::jackknife_of(&catalog, 0..catalog.records.events.len(), None).points.is_empty()
    );
    assert!(chains::chains(&catalog, &[]).chains.is_empty());
    assert!(!mcf::mcfs(&Histories::new(&catalog)).fleet.enough);
    assert!(crow::crow(&Histories::new(&catalog)).devices.is_empty());
    assert_eq!(sla::sla(&catalog).timeliness.value, None);
}

#[test]
fn the_same_fault_three_times_is_a_chain_and_what_fixed_it_is_followed() {
    let catalog = Fleet::sample().catalog_with(|c| {
        c.links[0].solution = Some(SolutionIx::new(0));
        c.links[1].solution = Some(SolutionIx::new(0));
    });
    let keys = keys(&catalog);
    let got = chains::chains(&catalog, &keys);
    let chain = &got.of(DeviceIx::new(0))[0];
    assert_eq!(chain.links.len(), 3);
    // From 4 January 08:00 to 20 January 08:00.
    assert_eq!(chain.links[1].gap_days, Some(16.0));
    assert!(chain.chronic);
    let fixes = fix::fixes(&catalog, &keys);
    let days: Vec<f64> = fixes.uses_of(SolutionIx::new(0)).iter().map(|u| u.days).collect();
    assert_eq!(days.len(), 2);
    assert!((days[0] - 16.0).abs() < 1e-9 && (days[1] - 83.666_667).abs() < 1e-3);
    let evidence = &fixes.codes[&CodeIx::new(0)].fixes[0].evidence;
    assert_eq!((evidence.uses, evidence.devices, evidence.recurred), (2, 1, 2));
    assert!(!evidence.enough && evidence.curve.is_empty() && evidence.held_30d.value.is_none());
}

#[test]
fn a_guessed_start_opens_the_exposure_and_is_not_counted_over_it() {
    let catalog = Fleet::sample().catalog();
    let chart = control_chart::control_chart(&catalog);
    let counts: Vec<u64> = chart.points.iter().map(|p| p.count.count).collect();
    // The third device's first ticket (February) and the one without device are left out.
    assert_eq!(counts, [3, 1, 0, 2]);
    assert!(chart.of(month("2024-04")).unwrap().partial);
    assert_eq!(trend::trends(&Histories::new(&catalog)).fleet.n, 6);
    let devices = hotspot_groups::hotspots(&Histories::new(&catalog));
    let family = devices.family(super::hotspot::Family::Device).unwrap();
    assert_eq!((family.groups, family.failures, family.enough), (3, 6, false));
    assert_eq!(mcf::mcfs(&Histories::new(&catalog)).fleet.events, 6);
}

#[test]
fn answers_complaints_and_engineers_of_the_same_jobs() {
    let catalog = Fleet::sample().catalog_with(|c| {
        rewrite(c, |row, events, draft| {
            draft.texts[TextField::Ticket as usize] = events.intern(&format!("T{row}"));
            let names = if row == 0 { "李工、张工" } else { "李工" };
            draft.texts[TextField::Engineers as usize] = events.intern(names);
            draft.nums[NumField::Satisfaction as usize] = (row < 2).then_some(4.0);
            draft.flags[FlagField::Complaint as usize] = Some(row == 1);
            draft.flags[FlagField::ComplaintAttributable as usize] = (row == 1).then_some(true);
        });
    });
    let voice = satisfaction::satisfaction(&catalog);
    assert_eq!((voice.total.response.n, voice.total.response.d), (2, 7));
    assert_eq!((voice.total.mean, voice.reports.months[&month("2024-01")].jobs), (Some(4.0), 2));
    assert!(voice.total.low_response);
    let complaints = complaints::complaints(&catalog);
    assert_eq!((complaints.total.rate.n, complaints.total.rate.d), (1, 7));
    assert_eq!(complaints.reports.months[&month("2024-01")].all, 1);
    let team = team::team(&catalog, JobOutcomes::default());
    let jobs: Vec<(u64, u64, bool)> =
        team.engineers.iter().map(|e| (e.jobs, e.shared, e.enough)).collect();
    assert_eq!(jobs, [(1, 1, false), (8, 1, true)]);
    assert_eq!(team.engineers[1].restore_h.n, 7);
    assert_eq!(team.engineers[0].timely.value, None);
}

#[test]
fn uncoded_failures_with_like_words_meet() {
    let texts = [
        "开机黑屏无显示",
        "开机后黑屏,无图像显示",
        "遥控器失灵",
        "遥控器按键没反应 失灵",
        "HDMI 无信号 黑屏",
        "风扇异响",
        "E101 报警",
        "Ｅ１０１报警,停机",
    ];
    let catalog = Fleet::sample().catalog_with(|c| {
        rewrite(c, |row, events, draft| {
            draft.texts[TextField::Symptom as usize] = events.intern(texts[row]);
        });
        for links in &mut c.links {
            links.code = None;
        }
    });
    let got = cluster::clusters(&catalog);
    let events: Vec<&[u32]> = got.clusters.iter().map(|c| c.events.as_slice()).collect();
    assert_eq!(events, [&[0, 1][..], &[2, 3], &[4], &[5], &[6, 7]]);
    assert_eq!((got.of_event[7], got.distinct_texts, got.enough), (Some(4), 8, true));
    assert_eq!(got.clusters[1].title, "遥控器失灵");
}

#[test]
fn hours_to_restore_by_code() {
    let catalog = Fleet::sample().catalog();
    let got = jackknife::jackknife_of(&catalog, 0..catalog.records.events.len(), None);
    // E0: 24, 48 and 6 hours; E1: 48 and 4; E2: 24, and one still open.
    let points: Vec<(u64, f64)> = got.points.iter().map(|p| (p.n, p.downtime_h)).collect();
    assert_eq!(points, [(3, 78.0), (2, 52.0), (1, 24.0)]);
    assert_eq!(got.limit_n, Some(2.0));
}
