//! The style page: every component as the program makes it, every colour of the theme in
//! force, and one page of each kind. Built with `--drafts` only, for those who change a
//! theme.

use super::figures;
use super::list::{ListPage, Section};
use crate::chart::{BarsSpec, ClassBar};
use crate::diag::Diagnostic;
use crate::model::words::Readers;
use crate::model::{Article, Half};
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::markdown;
use crate::render::view::{Cell, Cells, Drawing, FigureView, Html, Mark, Table, WorkList, state};
use crate::site::Page;
use std::collections::BTreeMap;
use std::mem::discriminant;

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let tokens = Tokens::of(cx.style_sheet());
    let section = |id: &str, heading: &str, html: Html| Section::new(id, heading, html);
    let page = ListPage {
        title: cx.t("nav.style").to_owned(),
        lead: cx.t("style.lead").to_owned(),
        sections: vec![
            section("colours", cx.t("style.colours"), colours(cx, &tokens)),
            section("sizes", cx.t("style.sizes"), sizes(cx, &tokens)),
            section("words", cx.t("style.words"), words(cx)),
            section("states", cx.t("style.states"), states(cx)),
            section("facts", cx.t("style.facts"), facts(cx)),
            section("tables", cx.t("style.tables"), tables(cx)),
            section("lists", cx.t("style.lists"), lists(cx)),
            section("figure", cx.t("style.figure"), figure(cx)),
            section("documents", cx.t("style.documents"), document(cx)?),
            section("pages", cx.t("style.pages"), pages(cx)),
        ],
        ..ListPage::default()
    };
    page.render(cx, "")
}

/// The custom properties of a style sheet, by name in its order, each with its values:
/// the first is that of light, the second that of dark.
struct Tokens(Vec<(String, Vec<String>)>);

impl Tokens {
    fn of(css: &str) -> Self {
        let mut at: BTreeMap<String, usize> = BTreeMap::new();
        let mut tokens = Self(Vec::new());
        for part in css.split(['{', '}', ';']) {
            let Some((name, value)) = part.split_once(':') else { continue };
            let name = name.trim();
            if !name.starts_with("--") {
                continue;
            }
            let known = *at.entry(name.to_owned()).or_insert(tokens.0.len());
            if known == tokens.0.len() {
                tokens.0.push((name.to_owned(), Vec::new()));
            }
            tokens.0[known].1.push(value.trim().to_owned());
        }
        tokens
    }

    /// Those that are colours, or the others.
    fn only(&self, colours: bool) -> impl Iterator<Item = (&str, &[String])> {
        let is_colour = |values: &[String]| values.first().is_some_and(|v| v.starts_with('#'));
        let wanted = self.0.iter().filter(move |(_, values)| is_colour(values) == colours);
        wanted.map(|(name, values)| (name.as_str(), values.as_slice()))
    }
}

fn colours(cx: &Cx<'_>, tokens: &Tokens) -> Html {
    let mut table = Table::new(cx.t("style.colours"))
        .column(cx.t("style.token"))
        .column(cx.t("style.light"))
        .column(cx.t("style.swatch"));
    for (name, values) in tokens.only(true) {
        let swatch = format!(
            "<svg width=\"72\" height=\"20\" aria-hidden=\"true\"><rect width=\"72\" height=\"20\" \
             fill=\"var({0})\" stroke=\"var(--rule2)\"/></svg>",
            escape::text(name)
        );
        let shown = &values[..values.len().min(2)];
        table.row([Cell::fixed(name), Cell::text(&shown.join(" · ")), Cell::html(Html(swatch))]);
    }
    table.finish()
}

fn sizes(cx: &Cx<'_>, tokens: &Tokens) -> Html {
    let mut table =
        Table::new(cx.t("style.sizes")).column(cx.t("style.token")).column(cx.t("style.value"));
    for (name, values) in tokens.only(false) {
        table.row([Cell::fixed(name), Cell::text(&values.join(" · "))]);
    }
    table.finish()
}

fn words(cx: &Cx<'_>) -> Html {
    let here = "#words";
    let pieces = [
        Html::link(here, cx.t("style.label")),
        Html::id(here, "A-001"),
        Html::code(here, "K-17"),
        Html::value("87.5%", "n = 16, 64–97%"),
        Html::mute(cx.t("style.missing")),
        Html::small(cx.t("style.remark")),
    ];
    let sentence = Html::sentence(cx.t("style.sentence"));
    Html(format!("<p>{}</p><p>{}</p>", Html::join(pieces, " · ").0, sentence.0))
}

fn states(cx: &Cx<'_>) -> Html {
    let mut list = WorkList::new();
    for (mark, key) in [
        (Mark::Met, "style.met"),
        (Mark::Chance, "style.met_chance"),
        (Mark::NotMet, "style.missed"),
        (Mark::Pending, "style.pending"),
        (Mark::Near, "style.near"),
        (Mark::Late, "style.late"),
        (Mark::Past, "style.past"),
        (Mark::None, "style.unmeasured"),
    ] {
        list.item(&state(mark, cx.t(key)), &Html::default(), &Html::default());
    }
    list.or_note("")
}

fn facts(cx: &Cx<'_>) -> Html {
    let mut cells = Cells::new();
    for n in 1..=4 {
        cells.text(&format!("{} {n}", cx.t("style.label")), cx.t("style.value"));
    }
    cells.boxed()
}

fn tables(cx: &Cx<'_>) -> Html {
    let make = |key, ledger: bool| {
        let table = Table::new(cx.t(key));
        let table = if ledger { table.ledger() } else { table };
        let mut table = table
            .column(cx.t("style.label"))
            .column(cx.t("style.states"))
            .number(cx.t("style.value"));
        let late = state(Mark::Late, cx.t("style.late"));
        table.marked_row("", "bad", [Cell::fixed("A-001"), Cell::html(late), Cell::num("12.0")]);
        let near = state(Mark::Near, cx.t("style.near"));
        table.marked_row("", "warn", [Cell::fixed("A-002"), Cell::html(near), Cell::num("3.5")]);
        table.row([Cell::fixed("A-003"), Cell::text(""), Cell::value("50.0%", "n = 8, 22–78%")]);
        table.marked_row(
            "",
            "tot",
            [Cell::text(cx.t("style.total")), Cell::text(""), Cell::num("15.5")],
        );
        table.finish().0
    };
    Html(make("style.table", false) + &make("style.ledger", true))
}

fn lists(cx: &Cx<'_>) -> Html {
    let mut list = WorkList::new();
    list.heading(cx.t("style.group"));
    let lead =
        Html::join([Html::id("#lists", "A-001"), state(Mark::Late, cx.t("style.late"))], " ");
    list.item(&lead, &Html::text("2026-10-31"), &Html::text(cx.t("style.remark")));
    let notes = [("note", "style.remark"), ("note note--bad", "style.caution")];
    let notes: String = notes
        .map(|(class, key)| format!("<p class=\"{class}\">{}</p>", escape::text(cx.t(key))))
        .concat();
    let empty = WorkList::new().or_note(cx.t("style.empty"));
    Html(list.or_note("").0 + &notes + &empty.0)
}

fn figure(cx: &Cx<'_>) -> Html {
    let bars = [("style.supply", 12.0), ("style.fan", 5.0), ("style.cable", 3.0)];
    let (question, answer) = (cx.t("style.question"), cx.t("style.answer"));
    let row = |(at, (key, n)): (usize, (&'static str, f64))| ClassBar {
        label: cx.t(key).to_owned(),
        n,
        hot: at == 0,
    };
    let spec = BarsSpec {
        alt: figures::alt(cx, "sample", question, answer),
        unit: cx.t("style.faults").to_owned(),
        rows: bars.into_iter().enumerate().map(row).collect(),
    };
    let mut table = Table::new(question).column(cx.t("style.label")).number(cx.t("style.faults"));
    for (key, n) in bars {
        table.row([Cell::text(cx.t(key)), Cell::num(&n.to_string())]);
    }
    let view = FigureView {
        question: question.to_owned(),
        answer: answer.to_owned(),
        drawing: Drawing::of(&spec, false),
        note: cx.t("style.note").to_owned(),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table),
    };
    view.finish()
}

fn document(cx: &Cx<'_>) -> Result<Html, Diagnostic> {
    let body = cx.t("style.document").to_owned();
    let half =
        Half { lang: None, title: String::new(), range: 0..body.len(), sections: Vec::new() };
    let article = Article {
        path: "i18n".into(),
        title: String::new(),
        body: body.into(),
        cut: false,
        body_line: 1,
        halves: vec![half],
        unknown: Vec::new(),
        tags: Vec::new(),
        readers: Readers::Internal,
    };
    let rendered = markdown::render(&article, &[], &[], cx)?;
    Ok(Html(format!("<div class=\"doc\">{}</div>", rendered.all())))
}

/// The first page of each kind, where the parts of a page are seen together.
fn pages(cx: &Cx<'_>) -> Html {
    let mut seen = Vec::new();
    let mut list = WorkList::new();
    for &page in cx.plan().pages.iter().filter(|page| **page != Page::Style) {
        if !seen.contains(&discriminant(&page)) {
            seen.push(discriminant(&page));
            let address = cx.plan().addresses.page(page);
            list.item(&Html::link(&cx.href(page), &address), &Html::default(), &Html::default());
        }
    }
    list.or_note("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_from_the_style_sheet_with_their_dark_values() {
        let css = ":root{\n --ink:#111;--gap:4px;\n --text:A,\"B\"} p{color:var(--ink)}\n@media x{:root{--ink:#eee}}";
        let tokens = Tokens::of(css);
        let colours: Vec<_> = tokens.only(true).collect();
        assert_eq!(colours, [("--ink", ["#111".to_owned(), "#eee".to_owned()].as_slice())]);
        assert_eq!(tokens.only(false).map(|t| t.0).collect::<Vec<_>>(), ["--gap", "--text"]);
    }
}
