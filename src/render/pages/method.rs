//! How the figures are made: the rules, in words, with the settings in force.

use crate::diag::Diagnostic;
use crate::render::engine::{Cx, Head};
use serde::Serialize;

/// The context of `method.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct MethodPage {
    /// The heading.
    title: String,
    /// How figures are made, one rule a section.
    rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, Debug, Default, Serialize)]
struct Rule {
    /// Its anchor.
    id: &'static str,
    /// Its heading.
    heading: String,
    /// What is done.
    text: String,
}

const RULES: [&str; 11] = [
    "failure",
    "exposure",
    "mtbf",
    "availability",
    "restore",
    "repeat",
    "interval",
    "month",
    "fix",
    "wear",
    "bring",
];

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let settings = &cx.catalog().settings;
    let (days, min) = (settings.repeat_window_days.to_string(), settings.min_n.to_string());
    let values = [("days", days.as_str()), ("min", min.as_str()), ("zone", settings.zone.name())];
    let rule = |id: &'static str| Rule {
        id,
        heading: cx.texts().word("method", id).to_owned(),
        text: cx.texts().fill(&format!("method.{id}"), &values),
    };
    let context = MethodPage {
        title: cx.t("nav.method").to_owned(),
        rules: RULES.into_iter().map(rule).collect(),
    };
    let head = Head { title: context.title.clone(), ..Head::default() };
    cx.fill_template("method.html", &head, &context)
}
