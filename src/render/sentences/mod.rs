//! The sentences of a month's report (`domain.md` §5): each only where its minimum
//! rule holds, else its fallback. The report page and its JSON say the same.
//!
//! What is known only for the whole stretch up to the date of the figures (hot
//! spots, fixes, trends, effects of measures) is said in the last month alone.

mod recurring;
mod service;
#[cfg(test)]
mod tests;
mod work;

pub use work::pareto;

use super::engine::Cx;
use crate::analyse::complaints::verdict;
use crate::analyse::{MonthFacts, Rate};
use crate::model::settings::{Target, TargetSense};
use crate::model::time::Month;

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its key in the specification.
    pub key: &'static str,
    /// The sentence in the page's language.
    pub text: String,
    /// The section it belongs to.
    pub section: u8,
}

/// Names in a list before it is cut.
const NAMED: usize = 5;
/// Sentences of one kind.
const OF_A_KIND: usize = 3;

/// The sentences of a month, in order of section.
pub fn sentences(cx: &Cx<'_>, month: Month) -> Vec<Sentence> {
    let Some(facts) = cx.facts().month(month) else { return Vec::new() };
    let mut say = Speaker { cx, facts, out: Vec::new() };
    say.volume();
    say.chart();
    say.sla();
    say.sla_open();
    say.times();
    say.pareto();
    say.repeat();
    if cx.facts().months.last().is_some_and(|last| last.month == month) {
        say.hotspots();
        say.fixes();
        say.trends();
        say.effects();
    }
    say.actions();
    say.parts();
    say.warranty();
    say.voice();
    say.visits();
    say.left_out();
    say.out.sort_by_key(|sentence| sentence.section);
    say.out
}

struct Speaker<'c, 'a> {
    cx: &'c Cx<'a>,
    facts: &'a MonthFacts,
    out: Vec<Sentence>,
}

impl Speaker<'_, '_> {
    /// Adds the sentence `say.<text>` under the specification's key.
    fn say_as(&mut self, section: u8, key: &'static str, text: &str, values: &[(&str, &str)]) {
        let text = self.cx.fill(&format!("say.{text}"), values);
        self.out.push(Sentence { key, text, section });
    }

    fn say(&mut self, section: u8, key: &'static str, values: &[(&str, &str)]) {
        self.say_as(section, key, key, values);
    }

    fn enough(&self, n: u64) -> bool {
        n > 0 && n >= self.cx.catalog().settings.min_n
    }

    fn percent(&self, share: Option<f64>) -> String {
        let format = self.cx.format();
        share.map_or_else(|| format.not_applicable().to_owned(), |share| format.percent(share))
    }

    /// Some names, the rest as a number.
    fn list(&self, names: &[String]) -> String {
        if names.is_empty() {
            return self.cx.t("say.nothing").to_owned();
        }
        let mut text =
            names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(self.cx.t("say.comma"));
        if names.len() > NAMED {
            let more = (names.len() - NAMED).to_string();
            text.push_str(&self.cx.fill("say.and_more", &[("n", &more)]));
        }
        text
    }

    fn target(&self, name: &str, rate: Rate) -> Option<(String, String)> {
        let target = *self.cx.catalog().settings.targets.get(name)?;
        let verdict = verdict(rate, target)?;
        let key = match (verdict.met, verdict.clear) {
            (true, true) => "say.verdict_met",
            (true, false) => "say.verdict_met_chance",
            (false, true) => "say.verdict_missed",
            (false, false) => "say.verdict_missed_chance",
        };
        Some((self.target_text(target), self.cx.t(key).to_owned()))
    }

    fn target_text(&self, target: Target) -> String {
        let sense = match target.sense {
            TargetSense::AtLeast => "≥",
            TargetSense::AtMost => "≤",
            TargetSense::Below => "<",
        };
        format!("{sense} {}", self.cx.format().percent(target.value))
    }
}
