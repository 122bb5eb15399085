//! All metric families over one catalog, in the order in which one needs another.

use super::calendar::CalendarFacts;
use super::facts::{Facts, analyse_with};
use super::history::Histories;
use super::team::JobOutcomes;
use super::{
    actions, chains, cluster, complaints, control_chart, crow, fix, hotspot_groups, jackknife,
    knowledge, mcf, parts, parts_to_bring, satisfaction, sla, spare_proposal, team, then, trend,
    visits, warranty,
};
use crate::catalog::{Catalog, Restricted};

/// Everything the records of a catalog add up to.
pub fn analyse(catalog: &Restricted<Catalog>) -> Facts {
    let clusters = cluster::clusters(catalog);
    let mut facts = analyse_with(catalog, Some(&clusters.of_event));
    let keys = keys(&facts, catalog);
    facts.fixes = fix::fixes(catalog, &keys);
    facts.recurrence = chains::chains(catalog, &keys);
    facts.sla = sla::sla(catalog);
    facts.satisfaction = satisfaction::satisfaction(catalog);
    facts.complaints = complaints::complaints(catalog);
    facts.parts = parts::parts(catalog);
    if let Some(as_of) = catalog.settings.as_of {
        facts.spare_proposals = spare_proposal::proposals(catalog, as_of);
    }
    facts.bring = parts_to_bring::parts_to_bring(catalog);
    facts.visits = visits::visits(catalog);
    facts.warranty = warranty::warranty(catalog);
    let (visits, warranty) = (&facts.visits, &facts.warranty);
    facts.calendar = CalendarFacts::of(catalog, visits, warranty, catalog.settings.as_of);
    facts.actions = actions::actions(catalog);
    let histories = Histories::new(catalog);
    facts.mcf = mcf::mcfs(&histories);
    facts.trends = trend::trends(&histories);
    facts.then = then::then(&histories, &facts.fixes);
    facts.crow = crow::crow(&histories);
    facts.control_chart = control_chart::control_chart(catalog);
    facts.hotspots = hotspot_groups::hotspots(&histories);
    facts.jackknife = jackknife::jackknife_of(catalog, 0..catalog.records.events.len(), None);
    facts.knowledge = knowledge::knowledge(catalog, &clusters.clusters);
    facts.team = team::team(catalog, JobOutcomes::of(&facts));
    facts.clusters = clusters;
    facts
}

fn keys(facts: &Facts, catalog: &Restricted<Catalog>) -> Vec<Option<u32>> {
    let events = 0..catalog.records.events.len();
    events.map(|row| facts.fault_keys.of(row).map(|key| key.index() as u32)).collect()
}
