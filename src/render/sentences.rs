//! The sentences of a month's report (`domain.md` §5): each only where its minimum
//! rule holds, else its fallback. The report page and its JSON say the same.

use super::engine::Cx;
use crate::model::time::Month;

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its key in the specification.
    pub key: &'static str,
    /// The sentence in the page's language.
    pub text: String,
    /// The section it belongs to.
    pub section: u8,
}

/// The sentences of a month.
pub fn sentences(_cx: &Cx<'_>, _month: Month) -> Vec<Sentence> {
    Vec::new()
}
