//! Which figures of a frozen report are others today. A figure that only one version of
//! the program knows is no difference; an entry of a list that only one side has is.

use crate::model::frozen::Figures;
use std::collections::BTreeSet;

/// A figure that was another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changed {
    /// Its path.
    pub(super) path: String,
    /// What it was; `None` where its entry did not exist.
    pub(super) was: Option<String>,
    /// What it is; `None` where its entry does not exist any more.
    pub(super) now: Option<String>,
}

/// The figures that differ, in order of path.
pub(super) fn between(was: &Figures, now: &Figures) -> Vec<Changed> {
    let (before, after) = (Side::of(was), Side::of(now));
    let paths: BTreeSet<&String> = was.keys().chain(now.keys()).collect();
    let mut changed = Vec::new();
    for path in paths {
        let (old, new) = (was.get(path), now.get(path));
        let differs = match (old, new) {
            (Some(old), Some(new)) => !same(old, new),
            (Some(_), None) => after.lost(path),
            (None, _) => before.lost(path),
        };
        if differs {
            changed.push(Changed { path: path.clone(), was: old.cloned(), now: new.cloned() });
        }
    }
    changed
}

/// What two machines may differ by, and what a day's last millisecond adds: a build for
/// the 31st ends with it, a later one does not. In hours, days, percent and shares alike
/// nobody could tell.
const ABSOLUTE: f64 = 1e-6;
/// The same of a figure by its size.
const RELATIVE: f64 = 1e-8;

fn same(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) else { return false };
    let counts = a.fract() == 0.0 && b.fract() == 0.0;
    !counts && (a - b).abs() <= ABSOLUTE + RELATIVE * a.abs().max(b.abs())
}

/// The figures of one side, and which shapes its lists have.
struct Side<'f> {
    figures: &'f Figures,
    shapes: BTreeSet<String>,
}

impl<'f> Side<'f> {
    fn of(figures: &'f Figures) -> Self {
        let shapes = figures.keys().filter(|path| path.contains('[')).map(|path| shape(path));
        Self { figures, shapes: shapes.collect() }
    }

    /// True where this side could have the figure and has not: it says that the whole is
    /// unknown, or it knows the list and such figures of it, and has no such entry.
    fn lost(&self, path: &str) -> bool {
        let mut wholes = path.match_indices('.').map(|(at, _)| &path[..at]);
        if wholes.any(|whole| self.figures.get(whole).is_some_and(|value| value == "null")) {
            return true;
        }
        let Some((list, rest)) = path.split_once('[') else { return false };
        let Some(length) = self.figures.get(&format!("{list}[]")) else { return false };
        let Some((entry, _)) = rest.split_once(']') else { return false };
        let own = format!("{list}[{entry}]");
        let mut from = self.figures.range(own.clone()..);
        let has_entry = from.next().is_some_and(|(other, _)| other.starts_with(&own));
        !has_entry && (length == "0" || self.shapes.contains(&shape(path)))
    }
}

/// A path without the names of its entries.
fn shape(path: &str) -> String {
    let mut parts = path.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("[]");
        out.push_str(part.split_once(']').map_or("", |(_, rest)| rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(text: &str) -> Figures {
        let pair = |line: &str| line.split_once(' ').map(|(p, v)| (p.to_owned(), v.to_owned()));
        text.split(", ").filter_map(pair).collect()
    }

    fn paths(was: &str, now: &str) -> Vec<String> {
        between(&figures(was), &figures(now)).into_iter().map(|c| c.path).collect()
    }

    #[test]
    fn another_value_is_a_difference_and_the_last_digits_are_none() {
        assert_eq!(paths("a 1, b 2.5", "a 2, b 2.5000000000001"), ["a"]);
        assert_eq!(paths("a 0.0101, b 0.01", "a 0.0102, b 0.0100009"), ["a"]);
        assert_eq!(paths("a null", "a 0"), ["a"]);
        assert_eq!(paths("a 10000000000", "a 10000000001"), ["a"]);
    }

    #[test]
    fn a_figure_that_one_version_of_the_program_lacks_is_none() {
        assert!(paths("a 1", "a 1, b 2").is_empty());
        assert!(paths("a 1, b 2", "a 1").is_empty());
        let was = "p[] 1, p[E].n 1";
        assert!(paths(was, "p[] 1, p[E].n 1, p[E].new 7").is_empty());
        assert!(paths(was, "p[] 1, p[E].n 1, q[] 1, q[X].n 2").is_empty());
        // With a new entry only its known figures are told.
        let now = "p[] 2, p[E].n 1, p[E].new 7, p[F].n 4, p[F].new 8";
        assert_eq!(paths(was, now), ["p[F].n", "p[]"]);
    }

    #[test]
    fn what_was_unknown_as_a_whole_and_is_known_now_is_a_difference() {
        assert_eq!(paths("vs null", "vs.n 1, vs.m 2"), ["vs.m", "vs.n"]);
        assert_eq!(paths("vs.n 1", "vs null"), ["vs.n"]);
    }

    #[test]
    fn an_entry_that_came_or_went_is_a_difference() {
        assert_eq!(paths("p[] 0", "p[] 1, p[E].n 1"), ["p[E].n", "p[]"]);
        assert_eq!(paths("p[] 2, p[E].n 1, p[F].n 2", "p[] 1, p[F].n 2"), ["p[E].n", "p[]"]);
        assert_eq!(paths("o[] 1, o[A] true", "o[] 1, o[B] true"), ["o[A]", "o[B]"]);
    }
}
