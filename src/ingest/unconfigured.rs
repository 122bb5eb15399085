//! Title and language of a project without a configuration: from the name of its
//! folder and from what most of its headers and texts are written in.

use crate::diag::{Code, Diagnostic};
use crate::model::article::Lang;
use crate::model::events::TextField;
use crate::model::project::Project;
use std::path::Path;

/// Events whose symptoms are looked at.
const SAMPLE: usize = 500;

/// Settles what nobody has said, and says so.
pub(super) fn settle(project: &mut Project, root: &Path, titled: bool) {
    let lang = if is_mostly_han(texts(project)) { Lang::Zh } else { Lang::En };
    project.settings.languages = vec![lang];
    if let (false, Some(name)) = (titled, folder_name(root)) {
        project.settings.title = name;
    }
    let settings = &project.settings;
    let message = format!(
        "there is no faultbook.toml: the title is \"{}\", the language {}, the time zone {}",
        settings.title,
        lang.as_str(),
        settings.zone.name()
    );
    let hint = "write a faultbook.toml with [site] and its title, language and timezone";
    project.diagnostics.push(Diagnostic::new(Code::ConfigAbsent, message).hint(hint));
}

fn folder_name(root: &Path) -> Option<String> {
    let whole = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let name = whole.file_name()?.to_string_lossy().trim().to_owned();
    (!name.is_empty()).then_some(name)
}

fn texts(project: &Project) -> impl Iterator<Item = &str> {
    let headers = project.sources.iter().flat_map(|source| &source.columns);
    let symptoms = project.records.events.iter().take(SAMPLE);
    let titles = project.records.solutions.iter().map(|solution| &*solution.article.title);
    headers
        .map(|column| &*column.header)
        .chain(symptoms.map(|event| event.text(TextField::Symptom)))
        .chain(titles)
}

fn is_mostly_han<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut han, mut all) = (0_usize, 0_usize);
    for text in texts.filter(|text| text.chars().any(char::is_alphabetic)) {
        all += 1;
        han += usize::from(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
    }
    han * 2 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_that_of_most_texts() {
        assert!(is_mostly_han(["工单号", "设备编号", "SN", "黑屏"].into_iter()));
        assert!(!is_mostly_han(["ticket", "device", "备注", "2024"].into_iter()));
        assert!(!is_mostly_han(std::iter::empty()));
    }
}
