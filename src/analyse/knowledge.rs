//! What the knowledge base covers, and what it lacks (`domain.md` §3.18).

use super::figure::Rate;
use crate::catalog::{Catalog, CodeIx, Restricted, SolutionIx};
use crate::model::time::{Instant, Month};
use std::collections::BTreeMap;

/// The use of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFacts {
    /// The article.
    pub solution: SolutionIx,
    /// Tickets that used it.
    pub uses: u64,
    /// Tickets of the 12 months before `as_of` that used it.
    pub uses_12_months: u64,
    /// When it was last used.
    pub last_used: Option<Instant>,
    /// Not checked for longer than the settings allow; archived ones never are.
    pub stale: bool,
    /// Days since it was last checked or written.
    pub age_days: Option<i64>,
    /// Never used in 12 months; archived ones are not counted.
    pub unused: bool,
}

/// What an article is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WantedFor {
    /// A fault code.
    Code(CodeIx),
    /// A cluster of similar symptoms without code: position in `ClusterFacts::clusters`.
    Cluster(u32),
}

/// A fault that comes back and has no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What for.
    pub subject: WantedFor,
    /// Failures.
    pub failures: u64,
    /// Failures of the 12 months before `as_of`.
    pub failures_12_months: u64,
    /// Devices it befell.
    pub devices: u64,
    /// When last.
    pub last: Option<Instant>,
}

/// Articles of one month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnowledgeMonth {
    /// Written in it.
    pub new: Vec<SolutionIx>,
    /// Checked in it, written before.
    pub revised: Vec<SolutionIx>,
    /// Coded failures reported in it with a validated article / coded failures.
    pub coverage: Rate,
    /// Closed failures resolved in it that name a solution / closed failures.
    pub link_rate: Rate,
}

/// Everything about the knowledge base.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnowledgeFacts {
    /// Failures whose code has a validated article / coded failures.
    pub coverage: Rate,
    /// Closed failures with a solution / closed failures.
    pub link_rate: Rate,
    /// Every article, by position.
    pub articles: Vec<ArticleFacts>,
    /// Codes and clusters with three faults or more and no article, most faults first.
    pub wanted: Vec<Wanted>,
    /// By month.
    pub months: BTreeMap<Month, KnowledgeMonth>,
}

/// The knowledge facts of a catalog. `cluster_of` is `ClusterFacts::of_event`.
pub fn knowledge(_catalog: &Restricted<Catalog>, _cluster_of: &[Option<u32>]) -> KnowledgeFacts {
    KnowledgeFacts::default()
}
