//! The sentences of a report (`domain.md` §5): each only where its minimum rule holds,
//! else its fallback. The report page and its JSON say the same, and say it as it was
//! known when the month, quarter or year was over.

mod decisions;
mod recurring;
mod service;
#[cfg(test)]
mod tests;
mod work;

pub use work::pareto;

use super::engine::Cx;
use crate::analyse::complaints::verdict;
use crate::analyse::{Rate, Reported};
use crate::model::settings::{Target, TargetSense};
use crate::model::time::{Day, Instant, Month, ReportPeriod};
use crate::site::Page;

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its key in the specification.
    pub key: &'static str,
    /// The sentence in the page's language.
    pub text: String,
    /// The section it belongs to.
    pub section: u8,
    /// The page with what stands behind it.
    pub behind: Option<Page>,
}

/// Names in a list before it is cut.
const NAMED: usize = 5;
/// Sentences of one kind.
const OF_A_KIND: usize = 3;

/// The sentences of a month, quarter or year, in order of section.
pub fn sentences(cx: &Cx<'_>, report: ReportPeriod) -> Vec<Sentence> {
    let Some(facts) = cx.facts().report(report) else { return Vec::new() };
    let mut say = Speaker { cx, facts, out: Vec::new() };
    say.decisions();
    say.volume();
    say.chart();
    say.sla();
    say.sla_open();
    say.times();
    say.pareto();
    say.uncoded();
    say.new_codes();
    say.repeat();
    say.hotspots();
    say.fixes();
    say.trends();
    say.effects();
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
    facts: Reported<'a>,
    out: Vec<Sentence>,
}

impl Speaker<'_, '_> {
    /// Adds the sentence `say.<text>` under the specification's key.
    fn say_as(&mut self, section: u8, key: &'static str, text: &str, values: &[(&str, &str)]) {
        let text = self.cx.fill(&format!("say.{text}"), values);
        let behind = self.behind(key);
        self.out.push(Sentence { key, text, section, behind });
    }

    /// The page with the records behind a sentence; a quarter's and a year's stand in
    /// the reports of its months.
    fn behind(&self, key: &str) -> Option<Page> {
        let month = self.facts.report.month();
        match key {
            "volume" | "volume_small" | "mttr" | "pareto" | "uncoded" => {
                month.map(|month| Page::FaultMonth(month, 1))
            }
            "sla" => month.map(Page::MissedMonth),
            "hotspot" | "fix" | "fix_few" | "trend" => Some(Page::Recurring),
            "action" | "action_effect" => Some(Page::Actions),
            "warranty" => Some(Page::Warranty),
            "visit" => Some(Page::Visits),
            _ => None,
        }
    }

    /// The month in which it ended.
    fn last_month(&self) -> Month {
        self.facts.months.last().map_or_else(|| self.facts.report.last_month(), |m| m.month)
    }

    /// The last day on which it is judged.
    fn last_day(&self) -> Day {
        self.cx.catalog().settings.zone.day(self.end())
    }

    /// The last instant that it knows.
    fn end(&self) -> Instant {
        let last = self.facts.period.end.plus(-1);
        self.cx.facts().as_of.map_or(last, |as_of| as_of.min(last))
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
        Some((target_text(self.cx, target), self.cx.t(key).to_owned()))
    }
}

/// A target as a sign and a share: `≥ 95.0%`.
pub fn target_text(cx: &Cx<'_>, target: Target) -> String {
    let sense = match target.sense {
        TargetSense::AtLeast => "≥",
        TargetSense::AtMost => "≤",
        TargetSense::Below => "<",
    };
    format!("{sense} {}", cx.format().percent(target.value))
}
