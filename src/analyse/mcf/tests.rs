//! The mean cumulative function: the vectors, parts of a fleet, long curves.

use super::*;
use crate::analyse::vectors::{Field, vectors};

#[test]
fn the_function_and_its_robust_limits() {
    for v in vectors("mcf") {
        let systems = v.input("systems").0.as_object().unwrap().values();
        let system = |s: &serde_json::Value| System {
            start: s["start"].as_f64().unwrap_or(0.0),
            end: s["end"].as_f64().unwrap(),
            events: Field(&s["events"]).as_numbers(),
        };
        let points = mcf(&systems.map(system).collect::<Vec<_>>());
        let wants = v.want("points").0.as_array().unwrap();
        assert_eq!(points.len(), wants.len(), "{}", v.id());
        for (got, want) in points.iter().zip(wants) {
            v.same_at(&want["t"], "t", Some(got.age));
            v.same_at(&want["at_risk"], "at_risk", Some(got.at_risk as f64));
            v.same_at(&want["d"], "d", Some(got.events as f64));
            v.same_at(&want["mcf"], "mcf", Some(got.mean));
            v.same_at(&want["var_robust"], "var_robust", Some(got.variance));
            v.same_at(&want["var_poisson"], "var_poisson", Some(got.variance_poisson));
            v.same_at(&want["lo"], "lo", Some(got.lower));
            v.same_at(&want["hi"], "hi", Some(got.upper));
        }
    }
}

#[test]
fn a_part_of_an_ordered_fleet_is_the_function_of_that_part_alone() {
    let system =
        |start: f64, end: f64, events: &[f64]| System { start, end, events: events.to_vec() };
    let all = [
        system(0.0, 17.0, &[5.0, 10.0, 15.0]),
        system(2.0, 19.0, &[6.0, 13.0, 17.0]),
        system(0.0, 28.0, &[12.0, 20.0, 25.0, 26.0]),
        system(4.0, 31.0, &[16.0, 22.0]),
    ];
    let part = Ordered::new(&all).function(usize::MAX, &[], |system| system != 1);
    let alone = mcf(&[all[0].clone(), all[2].clone(), all[3].clone()]);
    assert_eq!(part, alone);
    // The third-longest observation ends at 17, the longest at 31.
    let until = Ordered::new(&all).figure(|system| system != 1, &[]).until;
    assert!((until - 17.0).abs() < 1e-12, "{until}");
}

#[test]
fn two_functions_differ_where_the_limits_leave_zero_out() {
    let fleet = |gap: f64, count: usize| {
        let events: Vec<f64> =
            (1..=100).map(|n| f64::from(n) * gap).filter(|t| *t <= 100.0).collect();
        let systems = vec![System { start: 0.0, end: 100.0, events }; count];
        Ordered::new(&systems).figure(|_| true, &[])
    };
    let alike = ModelMcf { own: fleet(20.0, 5), rest: fleet(20.0, 6) };
    let got = alike.difference().unwrap();
    assert_eq!((got.age, got.own, got.proved()), (100.0, 5.0, false));
    let worse = ModelMcf { own: fleet(10.0, 5), rest: fleet(20.0, 6) };
    assert!(worse.difference().unwrap().proved());
    let few = ModelMcf { own: fleet(10.0, 4), rest: fleet(20.0, 6) };
    assert_eq!(few.difference(), None);
}

#[test]
fn thinning_changes_no_figure_that_is_compared_or_shown_beside_another() {
    let system = |number: usize| {
        let gap = 3.0 + number as f64 / 7.0;
        let end = 2000.0 - 30.0 * number as f64;
        let events = (1..=1000).map(|n| f64::from(n) * gap).filter(|t| *t <= end).collect();
        System { start: 0.0, end, events }
    };
    let systems: Vec<System> = (0..12).map(system).collect();
    let fleet = Ordered::new(&systems);
    let own = fleet.parted(1, |system| (system < 5).then_some(0));
    let curves = fleet.against_rest(&own[0], |system| system >= 5);
    let (own, rest) =
        (fleet.function(usize::MAX, &[], |s| s < 5), fleet.function(usize::MAX, &[], |s| s >= 5));
    assert!(own.len() > MAX_STEPS && rest.len() > MAX_STEPS);
    let at = |points: &[McfPoint], age: f64| *points.iter().rfind(|p| p.age <= age).unwrap();
    let got = curves.difference().unwrap();
    assert_eq!((got.own, got.other), (at(&own, got.age).mean, at(&rest, got.age).mean));
    for point in &curves.own.points {
        let beside = curves.rest.at(point.age).copied();
        assert_eq!(beside, rest.iter().rfind(|p| p.age <= point.age).copied());
    }
}

#[test]
fn a_long_curve_keeps_its_ends() {
    let events: Vec<f64> = (1..=5000).map(f64::from).collect();
    let got = Ordered::new(&[System { start: 0.0, end: 6000.0, events }]).figure(|_| true, &[]);
    assert_eq!((got.points.len(), got.events, got.enough), (MAX_STEPS, 5000, false));
    assert_eq!((got.points[0].age, got.points[MAX_STEPS - 1].age), (1.0, 5000.0));
}

#[test]
fn a_long_curve_keeps_evenly_spaced_steps_and_the_last() {
    for (all, most) in [(1, 4), (4, 4), (5, 4), (1000, 7), (4001, 400), (401, 400)] {
        let steps = Steps::new(all, most);
        let kept: Vec<usize> = (0..all).filter(|step| steps.keep(*step)).collect();
        let plain: Vec<usize> = if all <= most {
            (0..all).collect()
        } else {
            (0..most).map(|i| i * (all - 1) / (most - 1)).collect()
        };
        assert_eq!(kept, plain, "{all} steps, {most} kept");
    }
}
