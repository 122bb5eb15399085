//! Who runs the service and how it is reached (R34): at the foot of every page and on every
//! document.

use super::texts::Texts;
use crate::model::bilingual::part_in;
use crate::model::settings::Settings;
use serde::Serialize;

/// Name and ways, in one language.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Organisation {
    /// Its name.
    pub(super) name: String,
    /// How it is reached, a line each.
    pub(super) lines: Vec<String>,
}

impl Organisation {
    /// The organisation of a project; its site's title where it has no name.
    pub(super) fn of(settings: &Settings, texts: &Texts) -> Self {
        let organisation = &settings.organisation;
        let labelled = |key: &str, value: &Option<String>| {
            value.as_ref().map(|v| format!("{} {v}", texts.get(key)))
        };
        let mut lines: Vec<String> = [
            labelled("org.hotline", &organisation.hotline),
            labelled("org.phone", &organisation.phone),
            labelled("org.fax", &organisation.fax),
            (!organisation.mails.is_empty()).then(|| organisation.mails.join(" · ")),
            organisation.address.clone(),
        ]
        .into_iter()
        .flatten()
        .collect();
        lines.dedup();
        let name = organisation.name.as_ref().unwrap_or(&settings.title);
        Self { name: part_in(name, texts.lang).to_owned(), lines }
    }
}
