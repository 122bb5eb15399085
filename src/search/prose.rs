//! The words of a Markdown text, block by block: what a reader sees of it, code
//! included, without marks and addresses.

use crate::model::markdown::{Markdown, is_inline};
use pulldown_cmark::Event;

/// Gives the text of each block: a paragraph, a heading, a cell, a code block.
pub(super) fn blocks(markdown: &str, give: &mut impl FnMut(&str)) {
    let mut block = String::new();
    for (event, _) in Markdown::of(markdown).events() {
        match event {
            Event::Text(text) | Event::Code(text) => block.push_str(&text),
            Event::SoftBreak => block.push(' '),
            Event::HardBreak => block.push('\n'),
            Event::Html(html) | Event::InlineHtml(html) => outside_tags(&html, &mut block),
            Event::End(tag) if !is_inline(&tag) => end(&mut block, give),
            _ => {}
        }
    }
    end(&mut block, give);
}

fn end(block: &mut String, give: &mut impl FnMut(&str)) {
    if !block.trim().is_empty() {
        give(block.trim());
    }
    block.clear();
}

/// Raw HTML without its tags: these are neither shown nor found.
fn outside_tags(html: &str, block: &mut String) {
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => block.push(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_its_page_shows_it() {
        let text = "# 液压**泵**漏\n油\n\nSee [the *manual*](x.md \"t\")\nhere.\n\n- a\n- b<br>c\n\n| k | v |\n|---|---|\n| 1 | `E-104` |\n\n```sh\nrun it\n```\n";
        let mut out = Vec::new();
        blocks(text, &mut |block| out.push(block.to_owned()));
        let want =
            ["液压泵漏", "油", "See the manual here.", "a", "bc", "k", "v", "1", "E-104", "run it"];
        assert_eq!(out, want);
    }

    #[test]
    fn chinese_lines_join_and_others_part() {
        let mut out = String::new();
        blocks("液压\n泵 and\nseal", &mut |block| out.push_str(block));
        assert_eq!(out, "液压泵 and seal");
        out.clear();
        blocks("> [!警告]\n> 先断电，见 [[SOL-7|更换]]\n", &mut |block| {
            out.push_str(block);
        });
        assert_eq!(out, "先断电，见 更换");
    }
}
