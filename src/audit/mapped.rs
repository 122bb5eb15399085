//! A text made from another one, that knows where each of its bytes came from.

use std::borrow::Cow;

/// A text and the places in its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mapped<'a> {
    /// The text.
    pub(super) text: Cow<'a, str>,
    /// One list a step, the last one last: from this byte of its text on, bytes come from
    /// that byte of the text before it on.
    steps: Vec<Vec<(usize, usize)>>,
}

impl<'a> Mapped<'a> {
    /// A text that is its own source.
    pub(super) fn itself(text: Cow<'a, str>) -> Self {
        Self { text, steps: Vec::new() }
    }

    /// The byte of the source that a byte of the text came from.
    pub(super) fn source(&self, at: usize) -> usize {
        self.steps.iter().rev().fold(at, |at, marks| {
            let next = marks.partition_point(|(out, _)| *out <= at);
            next.checked_sub(1).map_or(at, |i| marks[i].1 + (at - marks[i].0))
        })
    }

    /// The text after a further step, which gives nothing where it changes nothing.
    pub(super) fn then(self, step: impl Fn(&str) -> Option<Made>) -> Self {
        let Some(made) = step(&self.text) else { return self };
        let mut steps = self.steps;
        steps.push(made.marks);
        Self { text: Cow::Owned(made.text), steps }
    }
}

/// A text in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Made {
    text: String,
    marks: Vec<(usize, usize)>,
}

impl Made {
    /// Room for as much as the source has.
    pub(super) fn like(source: &str) -> Self {
        Self { text: String::with_capacity(source.len()), marks: Vec::new() }
    }

    /// Appends what stands at byte `at` of the source.
    pub(super) fn copy(&mut self, text: &str, at: usize) {
        if !text.is_empty() {
            self.mark(at);
            self.text.push_str(text);
        }
    }

    /// Appends a character for what stands at byte `at` of the source.
    pub(super) fn put(&mut self, c: char, at: usize) {
        self.mark(at);
        self.text.push(c);
    }

    /// True where it ends with something else than a character.
    pub(super) fn ends_without(&self, c: char) -> bool {
        !self.text.ends_with(c)
    }

    fn mark(&mut self, at: usize) {
        self.marks.push((self.text.len(), at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_kept_over_two_steps() {
        let first = Mapped::itself(Cow::Borrowed("ab%20cd")).then(|text| {
            let mut made = Made::like(text);
            made.copy("ab", 0);
            made.put(' ', 2);
            made.copy("cd", 5);
            Some(made)
        });
        assert_eq!((first.text.as_ref(), first.source(3)), ("ab cd", 5));
        let second = first.then(|text| {
            let mut made = Made::like(text);
            made.copy("cd", 3);
            Some(made)
        });
        assert_eq!((second.text.as_ref(), second.source(1)), ("cd", 6));
    }
}
