//! What is known and written down: fault codes, fault reports, solution articles, free
//! pages.

use super::Meta;
use crate::diag::Place;
use crate::model::article::Article;
use crate::model::events::TextField;
use crate::model::ids::{CodeId, ComponentId, DeviceId, ModelId, PartId, ReportId, SolutionId};
use crate::model::time::Day;
use crate::model::words::{CauseCategory, Confidence, Readers};

/// A fault code (failure mode).
#[derive(Clone, Debug, PartialEq)]
pub struct FaultCode {
    /// The code.
    pub id: CodeId,
    /// What it means.
    pub title: String,
    /// The component it is about.
    pub component: Option<ComponentId>,
    /// How severe.
    pub severity: Option<String>,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Words customers use for it.
    pub symptoms: Vec<String>,
    /// Models on which it is possible; empty is all.
    pub models: Vec<ModelId>,
    /// Solutions named by the table.
    pub solutions: Vec<SolutionId>,
    /// True where it was only seen in an event or an article.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A Markdown fault report. Its times, words and parts are events
/// ([`crate::model::events::Origin::Report`]), one a device it names.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultReport {
    /// Its id.
    pub id: ReportId,
    /// The document.
    pub article: Article,
    /// Devices it names, as written.
    pub devices: Vec<DeviceId>,
    /// Where the keys of its references stand: line and column.
    pub keys: Vec<(TextField, u32, u32)>,
    /// Place.
    pub place: Place,
}

/// A solution article.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Its id.
    pub id: SolutionId,
    /// The document.
    pub article: Article,
    /// How sure it is.
    pub confidence: Confidence,
    /// Who may read it.
    pub audience: Readers,
    /// Rule of experience or of compliance.
    pub governance: Option<String>,
    /// Fault codes it is for.
    pub codes: Vec<CodeId>,
    /// Components it is for.
    pub components: Vec<ComponentId>,
    /// Models it is for; empty is any.
    pub models: Vec<ModelId>,
    /// The customer's words.
    pub symptoms: Vec<String>,
    /// Cause.
    pub cause_category: Option<CauseCategory>,
    /// Parts to bring.
    pub parts: Vec<PartId>,
    /// Tools to bring.
    pub tools: Vec<String>,
    /// How long it takes.
    pub duration_min: Option<f64>,
    /// 1 user, 2 field engineer, 3 factory.
    pub skill_level: Option<u8>,
    /// Whether it can be done from afar.
    pub remote_possible: Option<bool>,
    /// Dangers.
    pub risk: Vec<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Written on.
    pub created: Option<Day>,
    /// Last checked on.
    pub verified: Option<Day>,
    /// The article it replaces.
    pub supersedes: Option<SolutionId>,
    /// Tickets it came from.
    pub tickets: Vec<String>,
    /// Place.
    pub place: Place,
}

/// A free page.
#[derive(Clone, Debug, PartialEq)]
pub struct FreePage {
    /// Its path below `pages/`, without `.md`.
    pub route: String,
    /// The document.
    pub article: Article,
    /// Who may read it.
    pub audience: Readers,
}
