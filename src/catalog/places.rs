//! Where something stands in a document: line, column and the part of the line to show.

use crate::diag::{Diagnostic, Place};
use crate::model::article::Article;
use std::ops::Range;

/// Places of a text, asked for one after the other.
pub(super) struct Places<'a> {
    article: &'a Article,
    /// First byte of the line reached, and the byte reached.
    line: (usize, usize),
    /// The number of that line, and the characters before that byte.
    reached: (u32, usize),
}

impl<'a> Places<'a> {
    pub(super) fn of(article: &'a Article) -> Self {
        Self { article, line: (0, 0), reached: (article.body_line, 0) }
    }

    fn go_to(&mut self, byte: usize) {
        let body = &self.article.body;
        let (start, reached) = self.line;
        // a link inside a link begins after it, so that this never goes back
        let between = &body[reached.min(byte)..byte];
        let Some(last) = between.rfind('\n') else {
            self.reached.1 += between.chars().count();
            self.line = (start, byte);
            return;
        };
        self.reached.0 += bytecount::count(between.as_bytes(), b'\n') as u32;
        self.reached.1 = between[last + 1..].chars().count();
        self.line = (byte - (between.len() - last - 1), byte);
    }

    /// A finding about a part of the text, with its place. Parts are given in their order.
    pub(super) fn at(&mut self, range: &Range<usize>, finding: Diagnostic) -> Diagnostic {
        let body = &self.article.body;
        let start = range.start;
        self.go_to(start);
        let (row, column) = (self.reached.0, self.reached.1 + 1);
        let place = Place::at(self.article.path.clone(), row, column as u32);
        let (text, from) = before(&body[self.line.0..start]);
        let rest = body[start..].chars().take_while(|c| *c != '\n').take(LONGEST_EXCERPT);
        let to = from + body[start..range.end].lines().next().map_or(0, |l| l.chars().count());
        let text: String = text.chars().chain(rest).collect();
        let text = text.trim_end_matches('\r');
        let length = text.chars().count();
        finding.at(place).excerpt(text, from, to.min(length))
    }
}

/// An excerpt is for reading; a line of a megabyte is not.
const LONGEST_EXCERPT: usize = 160;

/// What stands on a line before a part, the nearest of it, and how many characters that
/// is.
fn before(text: &str) -> (String, usize) {
    let near: Vec<char> = text.chars().rev().take(LONGEST_EXCERPT).collect();
    let whole = near.iter().map(|c| c.len_utf8()).sum::<usize>() == text.len();
    let mark = (!whole).then_some('…');
    let text: String = mark.into_iter().chain(near.into_iter().rev()).collect();
    let length = text.chars().count();
    (text, length)
}
