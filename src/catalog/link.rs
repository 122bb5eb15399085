//! From a project to a catalog: resolving references, adding stubs, ordering.

use super::Catalog;
use crate::model::Project;

/// Links a project. Findings of linking join the project's own.
pub fn link(project: Project) -> Catalog {
    Catalog {
        settings: project.settings,
        records: project.records,
        links: Vec::new(),
        dates: Vec::new(),
        index: super::Index::default(),
        documents: super::DocumentLinks::default(),
        attachments: project.attachments,
        sources: project.sources,
        rejected: project.rejected,
        diagnostics: project.diagnostics,
    }
}
