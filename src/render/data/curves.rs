//! Curves of the figures for machines: faults by age, how long fixes held, the law of
//! wear, and the parts that jobs used.

use crate::analyse::crow::Growth;
use crate::analyse::fix::FixEvidence;
use crate::analyse::mcf::{Mcf, McfPoint, thinned};
use crate::analyse::parts_to_bring::{BringList, BringPart};
use crate::analyse::{Rate, survival::Step};
use crate::render::engine::Cx;
use serde::Serialize;

/// One step of the faults by age.
#[derive(Serialize)]
struct AgeRow {
    age_d: f64,
    at_risk: u64,
    events: u64,
    mean: f64,
    lower: f64,
    upper: f64,
}

/// The mean cumulative function of a group.
#[derive(Serialize)]
pub(super) struct AgeCurve {
    devices: u64,
    failures: u64,
    enough: bool,
    firm_until_d: f64,
    points: Vec<AgeRow>,
}

impl From<&Mcf> for AgeCurve {
    fn from(of: &Mcf) -> Self {
        let row = |p: &McfPoint| AgeRow {
            age_d: p.age,
            at_risk: p.at_risk,
            events: p.events,
            mean: p.mean,
            lower: p.lower,
            upper: p.upper,
        };
        Self {
            devices: of.systems,
            failures: of.events,
            enough: of.enough,
            firm_until_d: of.until,
            points: of.points.iter().map(row).collect(),
        }
    }
}

/// One step of a share that held.
#[derive(Serialize)]
pub(super) struct HeldStep {
    day: f64,
    at_risk: u64,
    events: u64,
    share: f64,
    lower: Option<f64>,
    upper: Option<f64>,
}

/// The curve of a fix: no more steps than a curve by age keeps; none below the uses that it needs.
pub(super) fn held_curve(evidence: &FixEvidence) -> Vec<HeldStep> {
    let step = |s: Step| HeldStep {
        day: s.time,
        at_risk: s.at_risk,
        events: s.events,
        share: s.share,
        lower: s.lower,
        upper: s.upper,
    };
    thinned(evidence.curve.clone()).into_iter().map(step).collect()
}

/// The law of wear behind the failures of devices seen since they were put to use.
#[derive(Serialize)]
pub(super) struct WearRow {
    devices: u64,
    failures: u64,
    shape: Option<f64>,
    shape_lower: Option<f64>,
    shape_upper: Option<f64>,
    scale: Option<f64>,
    fit: Option<f64>,
    fits: Option<bool>,
    now_h: Option<f64>,
    whole_h: Option<f64>,
}

impl From<&Growth> for WearRow {
    fn from(of: &Growth) -> Self {
        let law = of.law.as_ref();
        Self {
            devices: of.systems,
            failures: of.failures,
            shape: law.map(|l| l.beta),
            shape_lower: law.and_then(|l| l.beta_lower),
            shape_upper: law.and_then(|l| l.beta_upper),
            scale: law.map(|l| l.lambda),
            fit: law.and_then(|l| l.cvm),
            fits: law.and_then(|l| l.fits),
            now_h: law.and_then(|l| l.mtbf_now),
            whole_h: law.and_then(|l| l.mtbf_cumulative),
        }
    }
}

/// Parts that jobs used.
#[derive(Default, Serialize)]
pub(super) struct UsedParts<'a> {
    jobs: u64,
    parts: Vec<UsedPart<'a>>,
}

#[derive(Serialize)]
struct UsedPart<'a> {
    part: &'a str,
    name: Option<&'a str>,
    used: Rate,
    pieces: f64,
}

/// A list of parts as the data files have it.
pub(super) fn used_parts<'a>(cx: &Cx<'a>, list: &'a BringList) -> UsedParts<'a> {
    let part = |part: &'a BringPart| {
        let known = part.part.map(|ix| &cx.catalog().records.parts[ix.index()]);
        UsedPart {
            part: known.map_or(part.written.as_str(), |p| p.id.as_str()),
            name: known.map(|p| p.name.as_str()),
            used: part.used,
            pieces: part.pieces,
        }
    };
    UsedParts { jobs: list.jobs, parts: list.parts.iter().map(part).collect() }
}
