//! What a result says beneath its title.

use super::documents::Document;
use super::prose;
use crate::model::{Lang, SectionKind};

/// Characters of an excerpt.
const EXCERPT: usize = 160;

/// What a result says beneath its title, in a language: the symptoms, else the
/// beginning of what the record says about the fault.
pub(super) fn excerpt(document: &Document<'_>, lang: Lang) -> String {
    let mut out = String::new();
    let mut add = |text: &str| {
        if !out.is_empty() && !text.is_empty() {
            out.push_str(if lang == Lang::Zh { " " } else { " · " });
        }
        out.push_str(text);
    };
    if document.article.is_none() {
        add(&document.summary);
    }
    if let Some(article) = document.article {
        let half = article.half(lang);
        let issue = half.section(SectionKind::Issue).map(|section| section.content.clone());
        let range = issue.unwrap_or(half.range.clone());
        let titles: Vec<&str> = document.titles.iter().map(AsRef::as_ref).collect();
        let mut left = EXCERPT;
        prose::blocks(article.text(&range), &mut |block| {
            if left > 0 && !titles.contains(&block) && block != half.title {
                add(block);
                left = left.saturating_sub(block.chars().count());
            }
        });
    }
    cut(&out, EXCERPT)
}

fn cut(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}
