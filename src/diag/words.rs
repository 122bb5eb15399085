//! What findings say in Chinese. The rooms write English where they find something;
//! `words/zh-*.toml` has a line for each such text, `"{} rows" = "{1} 行"`, with a gap for
//! each value. A finished text is held against these lines and told anew with its values,
//! so that no room needs to know who reads. What has no line stays English.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The lines, each file for some rooms.
const TABLES: [&str; 6] = [
    include_str!("words/zh-titles.toml"),
    include_str!("words/zh-cli.toml"),
    include_str!("words/zh-commands.toml"),
    include_str!("words/zh-table.toml"),
    include_str!("words/zh-project.toml"),
    include_str!("words/zh-site.toml"),
];
/// A gap may hold a text of its own, down to here.
const DEPTH: usize = 4;

static CHINESE: LazyLock<Words> = LazyLock::new(|| Words::read(&TABLES));

/// A text of a finding in Chinese, if it is known.
pub fn in_chinese(english: &str) -> Option<String> {
    CHINESE.tell(english, DEPTH)
}

struct Words {
    /// Texts without a gap.
    exact: HashMap<String, String>,
    /// Texts with gaps, those that say most by themselves first.
    patterns: Vec<Pattern>,
}

struct Pattern {
    /// What stands around the gaps: one more than there are gaps.
    literals: Vec<String>,
    told: Vec<Part>,
}

/// A piece of a Chinese text.
enum Part {
    Text(String),
    /// The value of a gap.
    Value(usize),
    /// The value of a gap, which is a text of ours.
    Told(usize),
}

impl Words {
    /// The tables; a line that cannot be used is left out, and a test finds it.
    fn read(tables: &[&str]) -> Self {
        let mut words = Self { exact: HashMap::new(), patterns: Vec::new() };
        for table in tables {
            let Ok(table) = table.parse::<toml::Table>() else { continue };
            for (english, told) in table {
                let Some(told) = told.as_str() else { continue };
                if english.contains("{}") {
                    words.patterns.push(Pattern {
                        literals: english.split("{}").map(str::to_owned).collect(),
                        told: parts(told),
                    });
                } else {
                    words.exact.insert(english, told.to_owned());
                }
            }
        }
        words.patterns.sort_by_cached_key(|pattern| {
            (usize::MAX - pattern.weight(), pattern.literals.clone())
        });
        words
    }

    fn tell(&self, english: &str, depth: usize) -> Option<String> {
        if let Some(told) = self.exact.get(english) {
            return Some(told.clone());
        }
        let depth = depth.checked_sub(1)?;
        let (pattern, gaps) =
            self.patterns.iter().find_map(|pattern| Some((pattern, pattern.gaps(english)?)))?;
        let mut out = String::with_capacity(english.len() * 2);
        for part in &pattern.told {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Value(gap) => out.push_str(gaps.get(*gap)?),
                Part::Told(gap) => {
                    let value = *gaps.get(*gap)?;
                    match self.tell(value, depth) {
                        Some(told) => out.push_str(&told),
                        None => out.push_str(value),
                    }
                }
            }
        }
        Some(out)
    }
}

impl Pattern {
    /// How many characters are the line's own.
    fn weight(&self) -> usize {
        self.literals.iter().map(|literal| literal.chars().count()).sum()
    }

    /// What stands in the gaps of a text, if it is one of this line.
    fn gaps<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, rest) = self.literals.split_first()?;
        let mut gaps = Vec::with_capacity(rest.len());
        fill(rest, text.strip_prefix(first.as_str())?, &mut gaps).then_some(gaps)
    }
}

/// Finds the literals in a text one after the other, the last at its end; each gap is as
/// short as it can be.
fn fill<'t>(literals: &[String], text: &'t str, gaps: &mut Vec<&'t str>) -> bool {
    let Some((literal, rest)) = literals.split_first() else { return text.is_empty() };
    if rest.is_empty() {
        return text.strip_suffix(literal.as_str()).map(|gap| gaps.push(gap)).is_some();
    }
    let at = gaps.len();
    for (found, _) in text.match_indices(literal.as_str()) {
        gaps.push(&text[..found]);
        if fill(rest, &text[found + literal.len()..], gaps) {
            return true;
        }
        gaps.truncate(at);
    }
    false
}

/// A Chinese text in pieces: `{2}` is the second gap, `{2*}` a text in it.
fn parts(told: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = told;
    while let Some((before, after)) = rest.split_once('{') {
        let gap = after.split_once('}').and_then(|(inside, next)| {
            let (number, ours) = inside.strip_suffix('*').map_or((inside, false), |n| (n, true));
            let gap = number.parse::<usize>().ok()?.checked_sub(1)?;
            Some((if ours { Part::Told(gap) } else { Part::Value(gap) }, next))
        });
        let Some((gap, next)) = gap else {
            parts.push(Part::Text(format!("{before}{{")));
            rest = after;
            continue;
        };
        parts.push(Part::Text(before.to_owned()));
        parts.push(gap);
        rest = next;
    }
    parts.push(Part::Text(rest.to_owned()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_where_they_belong_and_our_own_words_in_turn() {
        let words = Words::read(&[r#"
            "{} rows" = "{1} 行"
            "nothing" = "无"
            "`{}` has {} and {}" = "“{1}”有 {3*}、{2*}"
            "{} {}" = "{2}·{1}"
        "#]);
        assert_eq!(words.tell("nothing", 4).as_deref(), Some("无"));
        // The line that says most by itself; a value stays as it is, even one of our words.
        let told = words.tell("`nothing` has 3 rows and nothing", 4);
        assert_eq!(told.as_deref(), Some("“nothing”有 无、3 行"));
        assert_eq!(words.tell("a b c", 4).as_deref(), Some("b c·a"));
        assert_eq!(words.tell("lonely", 4), None);
        assert_eq!(words.tell("3 rows", 0), None, "there is an end to it");
    }

    #[test]
    fn a_gap_holds_what_looks_like_the_text_behind_it() {
        let words = Words::read(&[r#""`{}` is no `{}`" = "{1}|{2}""#]);
        assert_eq!(words.tell("`a` is no `b` is no `c`", 4).as_deref(), Some("a|b` is no `c"));
        assert_eq!(words.tell("`a` is no c", 4), None);
    }

    #[test]
    fn every_line_can_be_used_and_none_hides_another() {
        let mut seen = HashMap::new();
        let mut problems = Vec::new();
        for table in TABLES {
            for (english, told) in table.parse::<toml::Table>().expect("a table") {
                let told = told.as_str().expect("a text").to_owned();
                let gaps = english.matches("{}").count();
                let used = parts(&told).into_iter().filter_map(|part| match part {
                    Part::Text(text) if text.contains('{') => {
                        // A brace of a text we tell, not of a gap.
                        (!english.contains("{{") && !english.contains('{')).then_some(usize::MAX)
                    }
                    Part::Text(_) => None,
                    Part::Value(gap) | Part::Told(gap) => Some(gap),
                });
                if used.into_iter().any(|gap| gap >= gaps) {
                    problems.push(format!("{english:?} has not so many gaps as {told:?}"));
                }
                if english.split("{}").all(|literal| literal.trim().is_empty()) {
                    problems.push(format!("{english:?} is all gaps"));
                }
                // Values that occur nowhere else come back where the line puts them.
                let values: Vec<String> = (1..=gaps).map(|gap| format!("⟨{gap}⟩")).collect();
                let mut whole = String::new();
                for (at, literal) in english.split("{}").enumerate() {
                    whole.push_str(literal);
                    whole.push_str(values.get(at).map_or("", String::as_str));
                }
                let wanted = parts(&told).iter().fold(String::new(), |out, part| match part {
                    Part::Text(text) => out + text,
                    Part::Value(gap) | Part::Told(gap) => {
                        out + values.get(*gap).map_or("", String::as_str)
                    }
                });
                let got = in_chinese(&whole);
                if got.as_deref() != Some(wanted.as_str()) {
                    problems.push(format!("{english:?} is told as {got:?}, not {wanted:?}"));
                }
                if let Some(other) = seen.insert(english.clone(), told) {
                    problems.push(format!("{english:?} stands twice: {other:?}"));
                }
            }
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        assert!(seen.len() > 100);
    }
}
