//! What a manager has to decide on: targets missed beyond chance, measures overdue,
//! models that stand out, a month above its limit. One sentence, before all others.

use super::Speaker;
use crate::analyse::complaints::verdict;
use crate::analyse::control_chart::Signal;
use crate::analyse::hotspot::Group;
use crate::render::format::significant;

impl Speaker<'_, '_> {
    pub(super) fn decisions(&mut self) {
        let mut open: Vec<String> = self.missed_targets();
        open.extend(self.unusual());
        open.extend(self.overdue());
        open.extend(self.standing_out());
        if open.is_empty() {
            // Nothing to decide is only said where a target could be judged.
            let told = self.facts.targeted(self.cx.facts()).iter().any(|(name, rate)| {
                self.enough(rate.d) && self.cx.catalog().settings.targets.contains_key(*name)
            });
            if told {
                self.say(1, "nothing_to_decide", &[]);
            }
            return;
        }
        let list = open.join(self.cx.t("say.semicolon"));
        self.say(1, "to_decide", &[("list", &list)]);
    }

    fn missed_targets(&self) -> Vec<String> {
        let missed = self.facts.targeted(self.cx.facts()).into_iter().filter(|(name, rate)| {
            let target = self.cx.catalog().settings.targets.get(*name);
            let verdict = target.and_then(|target| verdict(*rate, *target));
            self.enough(rate.d) && verdict.is_some_and(|v| !v.met && v.clear)
        });
        let told = missed.map(|(name, rate)| {
            let key = match name {
                "timeliness" => "say.missed_timeliness",
                "repeat_30d" => "say.missed_repeat",
                "first_time_fix" => "say.missed_first_fix",
                "satisfaction" => "say.missed_satisfaction",
                _ => "say.missed_complaints",
            };
            self.cx.fill(key, &[("pct", &self.percent(rate.value))])
        });
        told.collect()
    }

    fn unusual(&self) -> Option<String> {
        let month = self.facts.report.month()?;
        let point = self.cx.facts().control_chart.of(month)?;
        (point.signal == Signal::High).then(|| self.cx.t("say.above_limit").to_owned())
    }

    fn overdue(&self) -> Option<String> {
        let overdue = &self.cx.facts().actions.of(self.facts.report)?.overdue;
        let n = overdue.len();
        (n > 0).then(|| self.cx.fill("say.measures_overdue", &[("n", &n.to_string())]))
    }

    fn standing_out(&self) -> Option<String> {
        let known = self.cx.facts().then.get(&self.last_month())?;
        let first = known.hotspots.first()?;
        let Group::Model(ix) = first.group else { return None };
        let name = self.cx.catalog().model(ix).id.to_string();
        let ratio = significant(first.contrast.ratio?, 2);
        Some(self.cx.fill("say.stands_out", &[("g", &name), ("rr", &ratio)]))
    }
}
