//! Frozen reports by the site they belong to: a site is given its own and no others.

use crate::catalog::Audience;
use crate::diag::{Code, Diagnostic, Place};
use crate::model::Frozen;
use std::collections::BTreeMap;

/// Frozen reports by the folder of their site.
pub(super) type BySite = BTreeMap<String, Vec<Frozen>>;

/// Sorts reports by site.
pub(super) fn by_site(all: Vec<Frozen>) -> BySite {
    let mut sites = BySite::new();
    for report in all {
        sites.entry(report.site.clone()).or_default().push(report);
    }
    sites
}

/// Those of one site.
pub(super) fn of<'f>(sites: &'f BySite, audience: &Audience) -> &'f [Frozen] {
    sites.get(&audience.folder()).map_or(&[], Vec::as_slice)
}

/// Reports of sites that the project does not build are compared with nothing, which is
/// told once a site.
pub(super) fn of_no_site(sites: &BySite, built: &[Audience]) -> Vec<Diagnostic> {
    let built: Vec<String> = built.iter().map(Audience::folder).collect();
    let others = sites.iter().filter(|(site, _)| !built.contains(*site));
    let told = others.filter_map(|(site, reports)| {
        let first = reports.first()?;
        let message = format!(
            "{} frozen {} of {site}, a site that this project does not build; nothing is \
             compared with them",
            reports.len(),
            if reports.len() == 1 { "report is" } else { "reports are" },
        );
        let hint = "set `customers = true` under [audiences] if its site is to be built, or remove \
                    the files if the customer is gone";
        let place = Place::file(first.file.clone());
        Some(Diagnostic::new(Code::FrozenUnbuilt, message).at(place).hint(hint))
    });
    told.collect()
}
