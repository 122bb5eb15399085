//! The measures section of a fault report: each list item is a corrective or
//! preventive action (`domain.md` §6.2).

use super::form::Reading;
use super::record_values as values;
use crate::diag::{Diagnostics, Place};
use crate::model::article::{Article, SectionKind};
use crate::model::ids::{ActionId, CodeId, DeviceId};
use crate::model::markdown::{self, Markdown};
use crate::model::records::{Action, Meta};
use crate::model::time::Day;
use crate::model::words::ActionKind;
use pulldown_cmark::{Event, Tag, TagEnd};

struct Item {
    text: String,
    done: bool,
    offset: usize,
}

/// The report whose measures are read.
pub(super) struct Source<'a> {
    /// Its id.
    pub(super) report: &'a str,
    /// The device it is about, where it is about one.
    pub(super) device: Option<&'a str>,
    /// Its fault code.
    pub(super) code: Option<&'a str>,
    /// Its document.
    pub(super) article: &'a Article,
    /// The last day it tells of: that of a ticked item that says no date itself.
    pub(super) last_day: Option<Day>,
}

/// The actions of a report, with ids `<report>-A1`, `-A2`, …
pub(super) fn of_report(
    source: &Source<'_>,
    reading: &Reading,
    findings: &mut Diagnostics,
) -> Vec<Action> {
    let article = source.article;
    let half = article.halves.iter().find_map(|half| half.section(SectionKind::Measures));
    let Some(section) = half else { return Vec::new() };
    let items = items(article.text(&section.content));
    let actions = items.into_iter().enumerate().map(|(n, item)| {
        let line = article.line_of(section.content.start + item.offset);
        let place = Place::line(article.path.clone(), line);
        let id = format!("{}-A{}", source.report, n + 1);
        action(id, source, &item, Reader { place, reading, findings })
    });
    actions.collect()
}

fn items(markdown: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut depth = 0;
    for (event, range) in Markdown::of(markdown).events() {
        match event {
            Event::Start(Tag::Item) => {
                depth += 1;
                if depth == 1 {
                    items.push(Item { text: String::new(), done: false, offset: range.start });
                }
            }
            Event::End(TagEnd::Item) => depth -= 1,
            _ if depth == 0 => {}
            Event::TaskListMarker(done) if depth == 1 => {
                items.iter_mut().last().into_iter().for_each(|item| item.done = done);
            }
            Event::Text(text) | Event::Code(text) => {
                items.iter_mut().last().into_iter().for_each(|item| item.text.push_str(&text));
            }
            Event::End(tag) if markdown::is_inline(&tag) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => {
                items.iter_mut().last().into_iter().for_each(|item| item.text.push(' '));
            }
            _ => {}
        }
    }
    items.retain(|item| !item.text.trim().is_empty());
    items
}

struct Reader<'a> {
    place: Place,
    reading: &'a Reading,
    findings: &'a mut Diagnostics,
}

fn action(id: String, source: &Source<'_>, item: &Item, mut reader: Reader<'_>) -> Action {
    let text = item.text.trim();
    let (kind, text) = kind_of(text);
    let (text, due) = dated(text, &["due", "截止", "到期", "期限"], &mut reader);
    let (text, done) = dated(&text, &["done", "completed", "完成"], &mut reader);
    let (title, owner) = owner_of(&text);
    Action {
        id: ActionId::new(id),
        kind,
        title,
        source: Some(source.report.to_owned()),
        code: source.code.map(CodeId::from),
        model: None,
        device: source.device.map(DeviceId::from),
        owner,
        due,
        done_on: done.or_else(|| item.done.then(|| due.or(source.last_day)).flatten()),
        effect_metric: None,
        meta: Meta { place: reader.place, ..Meta::default() },
    }
}

/// `corrective: …`, `预防：…`; corrective where nothing is said.
fn kind_of(text: &str) -> (ActionKind, &str) {
    if let Some((word, rest)) = text.split_once([':', '：'])
        && let Ok(kind) = values::word(word)
    {
        return (kind, rest.trim());
    }
    (ActionKind::Corrective, text)
}

/// Takes a date behind one of the words out of the text.
fn dated(text: &str, words: &[&str], reader: &mut Reader<'_>) -> (String, Option<Day>) {
    for (at, word) in words.iter().filter_map(|w| Some((text.rfind(w)?, *w))) {
        let behind = text[at + word.len()..].trim_start_matches([' ', ':', '：']);
        let end =
            behind.find(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ')' | '）' | '@'));
        let (date, rest) = behind.split_at(end.unwrap_or(behind.len()));
        if !date.starts_with(|c: char| c.is_numeric()) {
            continue;
        }
        let before = text[..at].trim_end_matches([' ', ',', '，', '(', '（']);
        let kept = format!("{before} {}", rest.trim_start_matches([',', '，', ')', '）']).trim());
        return match values::day(date, reader.reading.date_order) {
            Ok(day) => (kept.trim().to_owned(), Some(day)),
            Err(finding) => {
                reader.findings.push(finding.at(reader.place.clone()));
                (text.to_owned(), None)
            }
        };
    }
    (text.to_owned(), None)
}

/// Takes `@owner` out of the text.
fn owner_of(text: &str) -> (String, Option<String>) {
    let Some(at) = text.rfind(['@', '＠']) else { return (text.trim().to_owned(), None) };
    let behind = text[at..].trim_start_matches(['@', '＠']);
    let end = behind.find(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；'));
    let (owner, rest) = behind.split_at(end.unwrap_or(behind.len()));
    if owner.is_empty() {
        return (text.trim().to_owned(), None);
    }
    let rest = rest.trim_start_matches([',', '，', ';', '；']).trim();
    let title = format!("{} {rest}", text[..at].trim()).trim().to_owned();
    (title, Some(owner.to_owned()))
}
