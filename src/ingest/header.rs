//! Which canonical field a header or front-matter key means (`domain.md` §2.3).

/// A header after matching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Canonical field name (`device_id`, `reported_at`, `onsite_h`, …).
    pub field: &'static str,
    /// Unit in brackets, lower case.
    pub unit: Option<String>,
}

/// Matches a header by the built-in aliases. `None` where it is not known.
pub fn canonical(_header: &str) -> Option<Matched> {
    None
}
