//! What concerns the department itself: its people, its knowledge base, and how good the
//! records are from which all of this was worked out.

use super::Report;
use crate::catalog::SolutionIx;
use crate::model::time::Day;
use crate::render::pages::{people, scope, solutions};
use crate::render::view::{Blocks, Cell, Cells, Html, Table};
use crate::site::Page;

/// Articles and codes listed; the knowledge page has all.
const LISTED: usize = 15;

impl Report<'_, '_> {
    pub(super) fn people(&self) -> Blocks {
        let cx = self.cx;
        let engineers = cx.facts().team.reports.of(self.report()).map_or(&[][..], Vec::as_slice);
        people::table(cx, engineers).or_noted(cx.t("team.none"))
    }

    pub(super) fn knowledge(&self) -> Blocks {
        let cx = self.cx;
        let Some(of) = cx.facts().knowledge.reports.of(self.report()) else {
            return self.note("report.no_articles");
        };
        let mut cells = Cells::new();
        cells.text(cx.t("knowledge.coverage"), &cx.format().rate(&of.coverage));
        cells.text(cx.t("knowledge.link_rate"), &cx.format().rate(&of.link_rate));
        cells.text(cx.t("knowledge.stale"), &of.stale.len().to_string());
        cells.text(cx.t("knowledge.wanted"), &of.wanted.len().to_string());
        let written = self.written(of.new.iter().chain(&of.revised).copied());
        Blocks::from(cells)
            .and(written.or_noted(cx.t("report.no_articles")))
            .and(self.below("knowledge.wanted", self.wanted(&of.wanted)))
    }

    /// Articles that were written or checked, by what was known at the end: how they were
    /// used since then is no part of it.
    fn written(&self, articles: impl Iterator<Item = SolutionIx>) -> Table {
        let cx = self.cx;
        let end = self.last_day();
        let day = |day: Option<Day>| {
            Cell::fixed(&day.filter(|day| *day <= end).map(|d| d.to_string()).unwrap_or_default())
        };
        let mut table = Table::new(cx.t("report.articles"))
            .column(cx.t("col.solution"))
            .column(cx.t("col.title"))
            .column(cx.t("col.code"))
            .column(cx.t("solution.created"))
            .column(cx.t("solution.verified"));
        for ix in articles {
            let solution = &cx.catalog().records.solutions[ix.index()];
            table.row([
                Cell::html(Html::id(&cx.href(Page::Solution(ix)), solution.id.as_str())),
                Cell::html(cx.link(Page::Solution(ix), solution.article.title_in(cx.lang()))),
                Cell::html(solutions::codes(cx, ix)),
                day(solution.created),
                day(solution.verified),
            ]);
        }
        table
    }

    /// Codes that had come back without an article by the end, most faults first.
    fn wanted(&self, codes: &[crate::catalog::CodeIx]) -> Blocks {
        let (cx, format) = (self.cx, self.cx.format());
        let counts = &self.of.scope.pareto_codes.by_count.rows;
        let in_stretch = |code| {
            counts.iter().find(|row| row.item == Some(code)).map_or(0, |row| row.value as u64)
        };
        let mut wanted: Vec<_> = codes.iter().map(|&code| (in_stretch(code), code)).collect();
        wanted.sort_by_key(|(n, code)| (std::cmp::Reverse(*n), *code));
        let mut table = Table::new(cx.t("knowledge.wanted"))
            .column(cx.t("col.code"))
            .column(cx.t("col.title"))
            .number(cx.t("report.in_period"));
        for (n, code) in wanted.into_iter().take(LISTED) {
            let record = cx.catalog().code(code);
            table.row([
                Cell::html(Html::code(&cx.href(Page::Code(code)), record.id.as_str())),
                Cell::text(cx.name(&record.title)),
                Cell::num(&format.count(n)),
            ]);
        }
        table.into()
    }

    pub(super) fn quality(&self) -> Blocks {
        let (cx, format, of) = (self.cx, self.cx.format(), self.of.scope);
        let mut cells = Cells::new();
        cells.text(cx.t("report.records"), &format.count(of.events));
        cells.text(cx.t("quality.without_device"), &format.count(of.without_device));
        let coded = format.rate(&crate::analyse::Rate::wilson(of.uncoded, of.failures));
        cells.text(cx.t("figure.uncoded"), &coded);
        let left_out = self.below("report.left_out", self.left_out());
        let sources = if self.internal() { self.sources() } else { Blocks::new() };
        let beside = Blocks::beside(left_out, self.below("report.sources", sources));
        let method = cx.link(Page::Method, cx.t("report.method"));
        let mut ways = vec![method];
        if self.internal() {
            ways.push(cx.link(Page::DataQuality, cx.t("nav.quality")));
        }
        Blocks::from(cells).and(beside).and(Blocks::ways(Html::join(ways, " · ")))
    }

    /// Every figure of the report from which records were left out, and why.
    fn left_out(&self) -> Blocks {
        let (cx, scope_facts) = (self.cx, self.of.scope);
        let mut table = Table::new(cx.t("report.left_out"))
            .column(cx.t("report.measure"))
            .number(cx.t("report.counted"))
            .number(cx.t("col.left_out"))
            .column(cx.t("report.why"));
        for (key, d) in scope::named(&scope_facts.times) {
            let n: usize = d.excluded.iter().map(|e| e.events.len()).sum();
            if n > 0 {
                self.left_out_row(&mut table, cx.t(key), (d.n, n), &scope::left_out(cx, d));
            }
        }
        for (key, counted, excluded) in [
            ("figure.availability", scope_facts.failures, &scope_facts.availability.excluded),
            ("figure.failure_rate", scope_facts.failures_exposed, &scope_facts.without_exposure),
        ] {
            let n: usize = excluded.iter().map(|e| e.events.len()).sum();
            if n > 0 {
                let why = scope::reasons(cx, excluded);
                self.left_out_row(&mut table, cx.t(key), (counted, n), &why);
            }
        }
        table.or_noted(cx.t("report.nothing_left_out"))
    }

    fn left_out_row(&self, table: &mut Table, figure: &str, (n, out): (u64, usize), why: &str) {
        table.row([
            Cell::text(figure),
            Cell::num(&self.cx.format().count(n)),
            Cell::num(&out.to_string()),
            Cell::text(why),
        ]);
    }

    /// The logs behind the figures, each with its hash: the same bytes, the same report.
    /// The tables beside them stand on the page about the data.
    fn sources(&self) -> Blocks {
        let (cx, format) = (self.cx, self.cx.format());
        let mut table = Table::new(cx.t("report.sources"))
            .column(cx.t("col.file"))
            .number(cx.t("quality.read"))
            .column(cx.t("report.hash"));
        for source in cx.catalog().sources.iter().filter(|source| source.is_log) {
            table.row([
                Cell::text(source.path.rsplit('/').next().unwrap_or(&source.path)),
                Cell::num(&format.count(source.rows_read)),
                Cell::fixed(source.hash.as_deref().unwrap_or_default()),
            ]);
        }
        table.into()
    }
}
