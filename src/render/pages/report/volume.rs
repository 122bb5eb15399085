//! How much came in: by kind and channel, against what was to be expected, and what is
//! still open.

use super::{Report, Shown};
use crate::render::pages::{ageing, compared, figures};
use crate::render::view::{Blocks, Cell, Table};

impl Report<'_, '_> {
    pub(super) fn volume(&self) -> Shown {
        let before = compared::figure(self.cx, self.of);
        let blocks = self.by_kind().and(self.by_channel()).and(before);
        let open = ageing::figure(self.cx, &self.of.scope.backlog);
        let figure = match self.report().month() {
            Some(month) => figures::control_chart(self.cx, "unusual", month),
            None => self.months(),
        };
        // The short one first: on paper it fills the sheet beside the kinds.
        (blocks, open.and(figure))
    }

    fn months(&self) -> Blocks {
        let Some(last) = self.of.months.last() else { return Blocks::new() };
        let question = self.cx.t("figure.monthly_question");
        figures::monthly(self.cx, "monthly", question, &self.cx.facts().fleet.monthly, last.month)
    }

    fn by_kind(&self) -> Blocks {
        let cx = self.cx;
        let mut table = Table::new(cx.t("report.by_type"))
            .tight()
            .column(cx.t("col.kind"))
            .number(cx.t("col.jobs"));
        for (kind, n) in &self.of.scope.jobs {
            table.row([
                Cell::text(cx.texts().word("service_type", kind.as_str())),
                Cell::num(&cx.format().count(*n)),
            ]);
        }
        table.or_noted(cx.t("figure.no_data"))
    }

    /// Nothing where most records do not say how they came in.
    fn by_channel(&self) -> Blocks {
        let cx = self.cx;
        let unsaid = self.parts.channels.get(&None).copied().unwrap_or(0);
        if unsaid * 2 > self.of.scope.events || self.of.scope.events == 0 {
            return Blocks::new();
        }
        let mut table = Table::new(cx.t("report.by_channel"))
            .tight()
            .column(cx.t("report.channel"))
            .number(cx.t("report.records"));
        let mut channels: Vec<_> = self.parts.channels.iter().collect();
        channels.sort_by_key(|(channel, n)| (channel.is_none(), std::cmp::Reverse(**n)));
        for (channel, n) in channels {
            let word = channel.map_or("unsaid", crate::model::Channel::as_str);
            table.row([
                Cell::text(cx.texts().word("channel", word)),
                Cell::num(&cx.format().count(*n)),
            ]);
        }
        self.below("report.by_channel", table)
    }
}
