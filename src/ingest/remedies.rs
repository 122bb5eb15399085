//! `解决方案` and `Solution` head columns of ids in one log and of free text in the
//! next: each value is decided by itself, once all solutions are known.

use crate::model::events::{Events, TextField};
use crate::model::ids::match_key;
use crate::model::records::Solution;
use rayon::prelude::*;
use std::collections::BTreeSet;

const BETWEEN: [char; 6] = [';', '；', ',', '，', '、', '\n'];

/// Moves what is no id from the solution to the action taken, and an id that stands
/// as the action taken to the solution.
pub(super) fn settle(events: &mut Events, solutions: &[Solution]) {
    let known = Known {
        ids: names(solutions).map(match_key).collect(),
        longest: names(solutions).map(str::len).max().unwrap_or(0),
    };
    let moves: Vec<(usize, Move)> = (0..events.len())
        .into_par_iter()
        .filter_map(|row| {
            let event = events.get(row);
            let solution = event.text(TextField::Solution);
            let action = event.text(TextField::Action);
            known.decide(solution, action).map(|to| (row, to))
        })
        .collect();
    for (row, Move { solution, action }) in moves {
        events.set_text(row, TextField::Solution, &solution);
        events.set_text(row, TextField::Action, &action);
    }
}

/// The ids of all solutions, and the names of their files.
fn names(solutions: &[Solution]) -> impl Iterator<Item = &str> {
    solutions.iter().flat_map(|solution| {
        let file = &*solution.place.file;
        let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
        [solution.id.as_str(), name.rsplit_once('.').map_or(name, |(stem, _)| stem)]
    })
}

/// The two texts as they should stand.
#[derive(Debug, PartialEq, Eq)]
struct Move {
    solution: String,
    action: String,
}

struct Known {
    ids: BTreeSet<String>,
    /// Length of the longest id: a longer text need not be looked up.
    longest: usize,
}

impl Known {
    fn decide(&self, solution: &str, action: &str) -> Option<Move> {
        if !solution.is_empty() && !self.names_solution(solution) {
            let action = match action {
                "" => solution.to_owned(),
                _ if action == solution => action.to_owned(),
                _ => format!("{action}; {solution}"),
            };
            return Some(Move { solution: String::new(), action });
        }
        let told = solution.is_empty() && !action.is_empty();
        (told && (is_numbered(action) || self.has(action)))
            .then(|| Move { solution: action.to_owned(), action: String::new() })
    }

    fn has(&self, text: &str) -> bool {
        text.len() <= self.longest && self.ids.contains(&match_key(text))
    }

    /// True for ids, lists of ids and links to articles.
    fn names_solution(&self, text: &str) -> bool {
        let is_link = text.contains("](") || text.contains(".md");
        is_link
            || text.split(BETWEEN).map(str::trim).any(|part| is_id(part) || self.has(part))
            || text.split(' ').any(|word| self.has(word))
    }
}

/// True for what looks like an id and like no word: `SOL-0042`, `kb12`, `reset-fuser`.
fn is_id(text: &str) -> bool {
    let sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/' | b'#');
    let slug = text.contains('-') && !text.bytes().any(|b| b.is_ascii_uppercase());
    !text.is_empty() && text.bytes().all(sign) && (slug || text.bytes().any(|b| b.is_ascii_digit()))
}

/// True for letters and a number, such as `SOL-0042`: free text never is that alone.
fn is_numbered(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = text.len() - rest.len();
    let digits = rest.strip_prefix(['-', '_']).unwrap_or("");
    (2..=8).contains(&letters)
        && (2..=8).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(solution: &str, action: &str) -> Option<(String, String)> {
        let known = Known { ids: BTreeSet::from([match_key("重启控制器")]), longest: 20 };
        known.decide(solution, action).map(|m| (m.solution, m.action))
    }

    #[test]
    fn free_text_under_solution_is_what_was_done() {
        let moved = |action: &str| Some((String::new(), action.to_owned()));
        assert_eq!(decide("Replaced the fuser", ""), moved("Replaced the fuser"));
        assert_eq!(decide("更换保险丝", "断电"), moved("断电; 更换保险丝"));
        assert_eq!(decide("Replaced", ""), moved("Replaced"));
        for id in ["SOL-0001", "SOL-1; SOL-2", "reset-fuser", "重启控制器", "[a](a.md)"] {
            assert_eq!(decide(id, "x"), None, "{id}");
        }
    }

    #[test]
    fn an_id_under_what_was_done_is_the_solution() {
        let moved = |id: &str| Some((id.to_owned(), String::new()));
        assert_eq!(decide("", "SOL-0001"), moved("SOL-0001"));
        assert_eq!(decide("", "重启控制器"), moved("重启控制器"));
        for text in ["更换主板", "reset", "M8", "SOL-0001 applied", ""] {
            assert_eq!(decide("", text), None, "{text}");
        }
        assert_eq!(decide("SOL-0002", "SOL-0001"), None);
    }
}
