//! The figures by which people know a report, in words: for the note on what was
//! restated, and for the report on the command line. Each is written with the unit, the
//! rounding and the minimum of cases that the page has.

use crate::analyse::{Estimate, Rate};
use crate::model::frozen::Figures;
use crate::render::engine::Cx;
use crate::render::format::{MISSING, decimal};

/// A figure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Its path in the data file, without the last step of a rate.
    pub path: String,
    /// What it is.
    pub label: String,
    /// Its value, as the page writes it.
    pub value: String,
}

/// How a value is written.
#[derive(Clone, Copy)]
enum Shape {
    Count,
    Hours,
    Share,
    Rate,
    Estimate(&'static str),
    Score,
    Money,
}

/// The steps of the path in the data file, the text that names it, and its shape.
const HEADLINES: [(&[&str], &str, Shape); 18] = [
    (&["faults_reported"], "figure.failures", Shape::Count),
    (&["records"], "report.records", Shape::Count),
    (&["backlog", "open_end"], "report.open_end", Shape::Count),
    (&["restore_h"], "figure.restore_median", Shape::Hours),
    (&["response_h"], "figure.response", Shape::Hours),
    (&["onsite_h"], "figure.onsite", Shape::Hours),
    (&["timeliness"], "figure.timeliness", Shape::Rate),
    (&["repeat_30d"], "figure.repeat_n", Shape::Rate),
    (&["first_time_fix"], "figure.first_time_fix", Shape::Rate),
    (&["satisfaction", "satisfied"], "figure.satisfied", Shape::Rate),
    (&["satisfaction", "mean"], "report.mean_score", Shape::Score),
    (&["complaints", "all"], "report.complaints", Shape::Count),
    (&["availability"], "figure.availability", Shape::Share),
    (&["mtbf_h"], "figure.mtbf", Shape::Estimate("h")),
    (&["per_100_device_months"], "figure.per_100_months", Shape::Estimate("")),
    (&["charges", "amount"], "col.amount", Shape::Money),
    (&["visits", "carried_out"], "report.visits_done", Shape::Count),
    (&["visits", "overdue_at_end"], "report.visits_overdue", Shape::Count),
];

/// Where a figure stands among the headlines, the value itself before what goes with it.
pub(super) fn rank(path: &str) -> (usize, bool) {
    let steps: Vec<&str> = path.split('.').collect();
    let own = |(at, ..): &(&[&str], &str, Shape)| steps.starts_with(at);
    let rank = HEADLINES.iter().position(own).unwrap_or(HEADLINES.len());
    let leaf = path.rsplit('.').next().unwrap_or_default();
    let beside = matches!(leaf, "n" | "d" | "lower" | "upper" | "mean" | "p90");
    (rank, beside && path != "satisfaction.mean")
}

/// The headlines that a report's figures have, in the words of the page's language.
pub(super) fn all(cx: &Cx<'_>, figures: &Figures) -> Vec<Headline> {
    let read = Read { cx, figures };
    let fixed = HEADLINES.iter().filter_map(|&(steps, key, shape)| {
        let path = steps.join(".");
        let value = read.value(&path, shape)?;
        Some(Headline { label: label(cx, &path, key), path, value })
    });
    let clocks = cx.facts().sla.plan.clocks.iter().filter_map(|clock| {
        let (profile, id) = (&clock.profile, &clock.clock.id);
        let path = format!("sla[{profile}/{id}].compliance");
        let value = read.value(&path, Shape::Rate)?;
        let words = (cx.texts().word("sla_profile", profile), cx.texts().word("clock", id));
        Some(Headline { path, label: format!("{} · {}", words.0, words.1), value })
    });
    fixed.chain(clocks).collect()
}

fn label(cx: &Cx<'_>, path: &str, key: &str) -> String {
    if matches!(path, "response_h" | "onsite_h") {
        return cx.fill("restated.median", &[("what", cx.texts().get(key))]);
    }
    if path == "repeat_30d" {
        let window = cx.catalog().settings.repeat_window_days;
        return cx.fill(key, &[("n", &window.to_string())]);
    }
    cx.texts().get(key).to_owned()
}

struct Read<'c, 'a> {
    cx: &'c Cx<'a>,
    figures: &'c Figures,
}

impl Read<'_, '_> {
    fn number(&self, path: &str) -> Option<f64> {
        self.figures.get(path)?.parse().ok()
    }

    fn count(&self, path: &str) -> Option<u64> {
        self.figures.get(path)?.parse().ok()
    }

    /// The value as the page writes it; `None` where the report has no such figure.
    fn value(&self, path: &str, shape: Shape) -> Option<String> {
        let format = self.cx.format();
        let inner = |field: &str| format!("{path}.{field}");
        let known = |value: Option<String>| value.unwrap_or_else(|| MISSING.to_owned());
        Some(match shape {
            Shape::Count => format.count(self.count(path)?),
            Shape::Hours => {
                let enough = self.count(&inner("n"))? >= format.min_n;
                format.hours(self.number(&inner("median")).filter(|_| enough))
            }
            Shape::Rate => format.rate(&Rate {
                n: self.count(&inner("n"))?,
                d: self.count(&inner("d"))?,
                value: self.number(&inner("value")),
                lower: self.number(&inner("lower")),
                upper: self.number(&inner("upper")),
            }),
            Shape::Estimate(unit) => {
                self.figures.get(&inner("value"))?;
                let estimate = Estimate {
                    value: self.number(&inner("value")),
                    lower: self.number(&inner("lower")),
                    upper: self.number(&inner("upper")),
                };
                let (value, limits) = format.estimate_parts(&estimate, unit);
                if limits.is_empty() { value } else { format.with_detail(&value, &limits) }
            }
            Shape::Share | Shape::Score | Shape::Money => {
                self.figures.get(path)?;
                known(self.number(path).map(|value| match shape {
                    Shape::Share => format.percent(value),
                    Shape::Score => decimal(value, 2),
                    _ => format.money(value),
                }))
            }
        })
    }
}
