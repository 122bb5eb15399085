//! What came back: repeat repairs, chains that grew, which fix of the most telling code
//! holds, each as it was known when the stretch was over.

use super::{Report, Shown};
use crate::analyse::chains::is_chronic;
use crate::render::format::decimal;
use crate::render::pages::{again, events, holding};
use crate::render::view::{Blocks, Cell, Table};

/// Repeats listed in a report; the data file has all.
const REPEATS_SHOWN: usize = 60;
/// Chains listed.
const CHAINS_SHOWN: usize = 10;

impl Report<'_, '_> {
    pub(super) fn recurring(&self) -> Shown {
        let last = self.of.months.last().and_then(|month| self.cx.facts().then.get(&month.month));
        let telling = last.and_then(|known| known.fixes.first());
        let telling = telling.filter(|(_, fixes)| fixes.p_corrected.is_some());
        let figure = telling.map(|(code, fixes)| holding::of_fixes(self.cx, *code, fixes));
        (self.repeats().and(Blocks::beside(self.chains(), figure)), Blocks::new())
    }

    fn repeats(&self) -> Blocks {
        let cx = self.cx;
        let repeat = &self.of.scope.repeat_30d;
        let pairs = repeat.pairs.iter().chain(&repeat.already_seen).take(REPEATS_SHOWN);
        let table = again::brief(cx, cx.t("recurring.repeats"), pairs);
        let all = repeat.pairs.len() + repeat.already_seen.len();
        let mut blocks = table.or_noted(cx.t("recurring.no_repeats"));
        if all > REPEATS_SHOWN {
            let (n, m) = (REPEATS_SHOWN.to_string(), all.to_string());
            let shown = cx.fill("report.repeats_shown", &[("n", &n), ("m", &m)]);
            blocks.push(Blocks::remark(&shown));
        }
        blocks
    }

    /// Chronic chains that grew in the stretch, as long as they were at its end.
    fn chains(&self) -> Blocks {
        let cx = self.cx;
        let reported = |event: u32| cx.catalog().records.events.get(event as usize).reported();
        let mut grown = Vec::new();
        for chain in &cx.facts().recurrence.chains {
            let links = chain.links.iter().filter_map(|link| Some((link, reported(link.event)?)));
            let known: Vec<_> = links.filter(|(_, at)| *at <= self.end()).collect();
            let times: Vec<_> = known.iter().map(|(_, at)| *at).collect();
            let last = known.last().filter(|(_, at)| self.of.period.contains(*at));
            if let Some((last, _)) = last.filter(|_| known.len() >= 3 && is_chronic(&times)) {
                grown.push((known.len(), last.event, last.gap_days));
            }
        }
        grown.sort_by_key(|(n, event, _)| (std::cmp::Reverse(*n), *event));
        let mut table = Table::new(cx.t("recurring.chains"))
            .column(cx.t("col.device"))
            .column(cx.t("col.code"))
            .number(cx.t("recurring.times"))
            .number(cx.t("report.last_gap"));
        for (n, event, gap) in grown.into_iter().take(CHAINS_SHOWN) {
            let event = cx.catalog().records.events.get(event as usize);
            table.row([
                Cell::html(events::device(cx, event)),
                Cell::html(events::code(cx, event)),
                Cell::num(&n.to_string()),
                Cell::num(&gap.map(|days| decimal(days, 0)).unwrap_or_default()),
            ]);
        }
        self.below("report.chains", table)
    }
}
