//! Every site of a build: the internal one, then as many of the others side by side
//! as there are threads. Each is made from a catalog of its own, and nothing of one
//! site is known to another.

use super::frozen::{self, BySite};
use super::{Beside, Progress, Quiet, Site, Target, build_site};
use crate::analyse::others::OthersRates;
use crate::catalog::restrict;
use crate::catalog::{Audience, Catalog, Restricted};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Sink;
use crate::render::theme::Theme;
use crate::seal::SiteKey;
use crate::search::Shared;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What all sites are made with.
pub(super) struct Sites<'a> {
    /// Where the work is done.
    pub pool: &'a rayon::ThreadPool,
    /// The theme.
    pub theme: &'a Theme,
    /// What was frozen, by site.
    pub frozen: &'a BySite,
    /// What sites are sealed with, by site.
    pub keys: &'a BTreeMap<String, SiteKey>,
    /// Who is told.
    pub progress: &'a dyn Progress,
}

impl Sites<'_> {
    /// Builds every site, in the order of the targets.
    pub(super) fn build(&self, catalog: Catalog, targets: Vec<Target>) -> Vec<(String, Site)> {
        let (internal, others): (Vec<_>, Vec<_>) =
            targets.into_iter().partition(|(audience, _)| *audience == Audience::Internal);
        let catalog = restrict::internal(catalog);
        let others = self.others(&catalog, &others);
        let internal = internal.into_iter().next().map(|(audience, sink)| {
            let beside = Beside { frozen: frozen::of(self.frozen, &audience), ..Beside::default() };
            let build = || build_site(&catalog, self.theme, &*sink, beside, self.progress);
            (audience.folder(), self.pool.install(build))
        });
        internal.into_iter().chain(others).collect()
    }

    fn others(&self, catalog: &Restricted<Catalog>, targets: &[Target]) -> Vec<(String, Site)> {
        if targets.is_empty() {
            return Vec::new();
        }
        self.progress.stage("customers", Some(targets.len() as u64));
        let asked = catalog.settings.audiences.fleet_comparison;
        let rates = asked.then(|| self.pool.install(|| OthersRates::of(catalog)));
        let shared = Shared::of(catalog);
        let beside = Beside { others: rates.as_ref(), shared: Some(&shared), ..Beside::default() };
        let built = Mutex::new(Vec::with_capacity(targets.len()));
        let next = AtomicUsize::new(0);
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some((audience, sink)) = targets.get(at) else { return };
                let site = self.pool.install(|| self.other(catalog, audience, beside, &**sink));
                self.progress.tick(1);
                let mut built = built.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                built.push((at, audience.folder(), site));
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.pool.current_num_threads() {
                scope.spawn(work);
            }
        });
        let mut built = built.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        built.sort_by_key(|&(at, ..)| at);
        built.into_iter().map(|(_, name, site)| (name, site)).collect()
    }

    /// One site beside the internal one. What is to be said of the records has been
    /// said of all of them; here only what stops the build or leaves something out is,
    /// and which of its reports differ from what was frozen.
    fn other(
        &self,
        whole: &Restricted<Catalog>,
        audience: &Audience,
        beside: Beside<'_>,
        sink: &dyn Sink,
    ) -> Site {
        let Some(restricted) = restrict::to(whole, audience) else {
            return Site::default();
        };
        let crossed = restrict::crossings(whole, &restricted);
        if crossed.stops() {
            return Site { diagnostics: crossed, ..Site::default() };
        }
        let frozen = frozen::of(self.frozen, audience);
        let beside = Beside { frozen, key: self.keys.get(&audience.folder()), ..beside };
        let mut site = build_site(&restricted, self.theme, sink, beside, &Quiet);
        let said = std::mem::take(&mut site.diagnostics);
        let own = |finding: &&Diagnostic| {
            finding.severity <= Severity::Error || finding.code == Code::ReportRestated
        };
        site.diagnostics = said.iter().filter(own).cloned().collect();
        for path in &mut site.left_out {
            *path = format!("{}/{path}", audience.folder());
        }
        site
    }
}
