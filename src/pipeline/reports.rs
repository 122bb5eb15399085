//! The reports of a project without its pages: each edition from its own catalog, as a
//! build makes it, for what asks for reports alone.

use super::frozen::{self, BySite};
use super::{BuildOptions, Prepared, Progress, prepare};
use crate::analyse;
use crate::catalog::restrict;
use crate::catalog::{Audience, Catalog, Restricted};
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Frozen, Project};
use crate::render::Renderer;
use crate::render::theme::Theme;
use crate::site;
use rayon::prelude::*;

/// One site's reports.
pub struct Edition<'a> {
    /// Who reads it.
    pub audience: &'a Audience,
    /// Its reports; compared with nothing yet.
    pub renderer: Renderer<'a>,
    /// What was frozen of them.
    pub frozen: &'a [Frozen],
}

/// Asks every edition that the options name, in their order, side by side. What stops a
/// build stops this.
pub fn editions<T: Send>(
    mut project: Project,
    options: &BuildOptions,
    progress: &dyn Progress,
    ask: &(dyn Fn(Edition<'_>) -> T + Sync),
) -> Result<Vec<T>, Diagnostics> {
    if project.diagnostics.stops() {
        return Err(stopping(&project.diagnostics));
    }
    let theme = Theme::over_builtin(&std::mem::take(&mut project.theme));
    let frozen = frozen::by_site(std::mem::take(&mut project.frozen));
    let Prepared { catalog, audiences, diagnostics } = prepare(project, options, progress);
    if diagnostics.stops() {
        return Err(stopping(&diagnostics));
    }
    let whole = restrict::internal(catalog);
    let with = Asking { theme: &theme, frozen: &frozen, ask };
    progress.stage("report", Some(audiences.len() as u64));
    let asked: Vec<Result<Option<T>, Diagnostics>> = audiences
        .par_iter()
        .map(|audience| {
            let answer = with.of(audience, &whole);
            progress.tick(1);
            answer
        })
        .collect();
    Ok(asked.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

struct Asking<'a, T> {
    theme: &'a Theme,
    frozen: &'a BySite,
    ask: &'a (dyn Fn(Edition<'_>) -> T + Sync),
}

impl<T> Asking<'_, T> {
    fn of(
        &self,
        audience: &Audience,
        whole: &Restricted<Catalog>,
    ) -> Result<Option<T>, Diagnostics> {
        // Nothing that happened is told to everyone, so the public has no reports.
        match audience {
            Audience::Public => return Ok(None),
            Audience::Internal => return self.edition(audience, whole).map(Some),
            Audience::Customer(_) => {}
        }
        let Some(restricted) = restrict::to(whole, audience) else { return Ok(None) };
        let crossed = restrict::crossings(whole, &restricted);
        if crossed.stops() {
            return Err(crossed);
        }
        self.edition(audience, &restricted).map(Some)
    }

    fn edition(
        &self,
        audience: &Audience,
        catalog: &Restricted<Catalog>,
    ) -> Result<T, Diagnostics> {
        let facts = analyse::analyse(catalog);
        let checked = analyse::check(&facts, catalog);
        if checked.stops() {
            return Err(checked);
        }
        let plan = site::plan(catalog);
        let one = |finding: Diagnostic| Diagnostics::from_iter([finding]);
        let renderer = Renderer::new(catalog, &facts, &plan, self.theme).map_err(one)?;
        Ok((self.ask)(Edition { audience, renderer, frozen: frozen::of(self.frozen, audience) }))
    }
}

/// The findings that stop, without the others.
fn stopping(all: &Diagnostics) -> Diagnostics {
    let stops = |finding: &&Diagnostic| finding.severity == crate::diag::Severity::Stop;
    all.iter().filter(stops).cloned().collect()
}
