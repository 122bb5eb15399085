//! Recurring faults: Pareto, hot spots, repeat repairs, chronic chains, trends,
//! the control chart, the heat map of codes by month, often or long.

use super::list::{ListPage, Section};
use super::{again, events, figures, heat, often_long, pareto};
use crate::analyse::hotspot::{Contrast, Family, Group, HotSpotFamily};
use crate::analyse::trend::{Trend, TrendVerdict};
use crate::chart::{IntervalRow, IntervalRowsSpec, RatioVerdict};
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::format::{decimal, probability, significant};
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Html, Table};
use crate::site::{DataFile, Page};

/// Repeats and chains listed.
const LISTED: usize = 60;

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let fleet = &cx.facts().fleet;
    let control = cx.facts().months.last().map(|m| figures::control_chart(cx, "control", m.month));
    let page = ListPage {
        title: cx.t("nav.recurring").to_owned(),
        lead: cx.t("recurring.lead").to_owned(),
        files: vec![cx.file(DataFile::Recurring, "JSON")],
        sections: vec![
            Section::new(
                "pareto",
                cx.t("recurring.pareto"),
                pareto::further(cx, fleet, None)
                    .into_iter()
                    .fold(pareto::by_count(cx, &fleet.pareto_codes.by_count), Blocks::and),
            ),
            Section::new("hotspots", cx.t("recurring.hotspots"), hotspots(cx)),
            Section::new("repeats", cx.t("recurring.repeats"), repeats(cx)),
            Section::new("same-part", cx.t("again.part_title"), again::same_parts(cx)),
            Section::new("chains", cx.t("recurring.chains"), chains(cx)),
            Section::new("control", cx.t("recurring.control"), control.unwrap_or_default()),
            Section::new("trends", cx.t("recurring.trends"), trends(cx)),
            Section::new("heat", cx.t("recurring.heat"), heat::figure(cx)),
            Section::new(
                "jackknife",
                cx.t("recurring.jackknife"),
                often_long::figure(cx, &cx.facts().jackknife),
            ),
            Section::new("similar", cx.t("recurring.similar"), similar(cx)),
        ],
        ..ListPage::default()
    };
    page.render(cx, "recurring")
}

fn hotspots(cx: &Cx<'_>) -> Html {
    use Family::{
        AfterMaintenance, Batch, CodeModel, ComponentModel, Customer, Device, EarlyLife, Model,
        Site,
    };
    let mut html = String::new();
    for family in [Model, CodeModel, Site, Customer, Batch, EarlyLife, AfterMaintenance] {
        if let Some(table) = cx.facts().hotspots.family(family) {
            html.push_str(&hotspot_figure(cx, table).0);
        }
    }
    // Many and small: told where one of them stands out.
    for family in [Device, ComponentModel] {
        let table = cx.facts().hotspots.family(family);
        let flagged = |table: &&HotSpotFamily| table.rows.iter().any(|row| row.contrast.flagged);
        if let Some(table) = table.filter(flagged) {
            html.push_str(&hotspot_figure(cx, table).0);
        }
    }
    if html.is_empty() {
        return Html(format!(
            "<p class=\"note\">{}</p>",
            escape::text(cx.t("recurring.no_hotspots"))
        ));
    }
    Html(html)
}

/// A group's name, and its page where it has one.
pub(super) fn group_name(cx: &Cx<'_>, group: &Group) -> (String, Option<String>) {
    let records = &cx.catalog().records;
    match group {
        Group::Model(ix) => {
            (records.models[ix.index()].id.to_string(), Some(cx.href(Page::Model(*ix))))
        }
        Group::Device(ix) => {
            (records.devices[ix.index()].id.to_string(), Some(cx.href(Page::Device(*ix))))
        }
        Group::Site(ix) => {
            (cx.name(&records.sites[ix.index()].name).to_owned(), Some(cx.href(Page::Site(*ix))))
        }
        Group::Customer(ix) => (
            cx.name(&records.customers[ix.index()].name).to_owned(),
            Some(cx.href(Page::Customer(*ix))),
        ),
        Group::Batch(batch) => (batch.clone(), None),
        Group::CodeModel(code, model) => (
            format!("{} · {}", records.codes[code.index()].id, records.models[model.index()].id),
            Some(cx.href(Page::Code(*code))),
        ),
        Group::ComponentModel(component, model) => (
            format!(
                "{} · {}",
                cx.name(&records.components[component.index()].name),
                records.models[model.index()].id
            ),
            Some(cx.href(Page::Component(*component))),
        ),
        Group::Stretch => (cx.t("recurring.stretch").to_owned(), None),
    }
}

fn hotspot_figure(cx: &Cx<'_>, family: &HotSpotFamily) -> Html {
    let word = cx.texts().word("family", family.family.as_str());
    let (question, answer) = match family.family {
        Family::EarlyLife => {
            (cx.t("recurring.early_question").to_owned(), stretch_answer(cx, family))
        }
        Family::AfterMaintenance => {
            (cx.t("recurring.after_question").to_owned(), stretch_answer(cx, family))
        }
        _ => (cx.fill("recurring.where_question", &[("family", word)]), hotspot_answer(cx, family)),
    };
    let mut table = Table::new(&question)
        .column(word)
        .number(cx.t("figure.failures"))
        .number(cx.t("recurring.device_years"))
        .number(cx.t("recurring.ratio"))
        .number("p")
        .number("q");
    let mut rows = Vec::new();
    for spot in family.rows.iter().take(LISTED) {
        let (name, href) = group_name(cx, &spot.group);
        let c = &spot.contrast;
        let ratio = c.ratio.map(|r| significant(r, 2)).unwrap_or_default();
        let limits = match (c.lower, c.upper) {
            (Some(l), Some(u)) => format!("{}–{}", significant(l, 2), significant(u, 2)),
            _ => String::new(),
        };
        table.marked_row(
            "",
            if c.flagged { "bad" } else { "" },
            [
                Cell::html(
                    href.as_ref().map_or_else(|| Html::text(&name), |h| Html::link(h, &name)),
                ),
                Cell::num(&spot.part.c.to_string()),
                Cell::num(&decimal(spot.part.e, 1)),
                Cell::value(&ratio, &limits).exact(c.ratio),
                Cell::num(&probability(c.p)).exact(Some(c.p)),
                Cell::num(&probability(c.q)).exact(Some(c.q)),
            ],
        );
        rows.push(IntervalRow {
            label: name,
            estimate: c.ratio,
            lower: c.lower,
            upper: c.upper,
            verdict: if c.flagged { RatioVerdict::Alarm } else { RatioVerdict::Chance },
            columns: vec![spot.part.c.to_string(), ratio],
            href,
        });
    }
    rows.truncate(12);
    let id = format!("hot-{}", family.family.as_str());
    let spec = IntervalRowsSpec {
        alt: figures::alt(cx, &id, &question, &answer),
        columns: vec![
            cx.t("figure.failures").to_owned(),
            cx.t("recurring.times_others").to_owned(),
        ],
        rows,
    };
    FigureView {
        question,
        answer,
        drawing: if family.enough && family.groups > 1 {
            Drawing::of(&spec, false)
        } else {
            Drawing::default()
        },
        note: cx.fill(
            "recurring.hotspot_note",
            &[("m", &family.groups.to_string()), ("n", &family.failures.to_string())],
        ),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table),
    }
    .finish()
}

/// Whether a stretch of the devices' lives has more faults than the rest of them.
fn stretch_answer(cx: &Cx<'_>, family: &HotSpotFamily) -> String {
    let n = family.failures.to_string();
    let Some(spot) = family.rows.first().filter(|_| family.enough) else {
        return cx.fill("recurring.stretch_few", &[("n", &n)]);
    };
    let key = match spot.contrast {
        contrast if contrast.flagged => "recurring.stretch_yes",
        contrast if contrast.is_slight() => "recurring.stretch_slight",
        _ => "recurring.stretch_no",
    };
    let (years, all) = (decimal(spot.part.e, 1), decimal(spot.part.total_e, 1));
    let c = spot.part.c.to_string();
    cx.fill(key, &[("c", &c), ("n", &n), ("e", &years), ("all", &all)])
}

fn hotspot_answer(cx: &Cx<'_>, family: &HotSpotFamily) -> String {
    if !family.enough {
        return cx.fill(
            "recurring.too_few",
            &[("n", &family.failures.to_string()), ("g", &family.groups.to_string())],
        );
    }
    let told = |key: &'static str, wanted: &dyn Fn(&Contrast) -> bool| {
        let rows = family.rows.iter().filter(|row| wanted(&row.contrast));
        let names: Vec<String> = rows.map(|row| group_name(cx, &row.group).0).collect();
        let list = names.join(cx.t("solution.list_separator"));
        (!names.is_empty()).then(|| cx.fill(key, &[("list", &list)]))
    };
    let flagged = told("recurring.stands_out", &|contrast| contrast.flagged);
    if let Some(answer) = flagged.or_else(|| told("recurring.slight", &Contrast::is_slight)) {
        return answer;
    }
    let needed = family.ratio_needed.map_or_else(|| "—".to_owned(), |r| significant(r, 2));
    cx.fill("recurring.none_stands_out", &[("x", &needed)])
}

fn repeats(cx: &Cx<'_>) -> Html {
    let scope = &cx.facts().fleet.scope;
    let repeat = &scope.repeat_30d;
    let mut pairs: Vec<(u32, u32)> =
        repeat.pairs.iter().chain(&repeat.already_seen).copied().collect();
    pairs.sort_unstable_by_key(|&(_, later)| std::cmp::Reverse(later));
    let table = again::pairs_table(cx, cx.t("recurring.repeats"), &pairs);
    let near = table.or_note(cx.t("recurring.no_repeats"));
    Html::join([again::windows(cx, scope), near, again::later_table(cx, scope)], "")
}

fn chains(cx: &Cx<'_>) -> Html {
    let mut chains: Vec<_> = cx.facts().recurrence.chains.iter().collect();
    chains.sort_by_key(|c| (!c.chronic, std::cmp::Reverse(c.links.len())));
    let mut table = Table::new(cx.t("recurring.chains"))
        .column(cx.t("col.device"))
        .column(cx.t("col.code"))
        .column(cx.t("col.what"))
        .number(cx.t("recurring.times"))
        .number(cx.t("recurring.gap"))
        .number(cx.t("recurring.fleet_gap"));
    for chain in chains.into_iter().take(LISTED) {
        let Some(last) = chain.links.last() else { continue };
        let event = cx.catalog().records.events.get(last.event as usize);
        let days = |d: Option<f64>| d.map(|d| decimal(d, 0)).unwrap_or_default();
        let chronic = if chain.chronic { cx.t("recurring.is_chronic") } else { "" };
        let times = Cell::value(&chain.links.len().to_string(), chronic);
        table.marked_row(
            "",
            if chain.chronic { "bad" } else { "" },
            [
                Cell::html(events::device(cx, event)),
                Cell::html(events::code(cx, event)),
                Cell::long(events::what(event)),
                times.exact(Some(chain.links.len() as f64)),
                Cell::num(&days(chain.observed_gap_days)),
                Cell::num(&days(chain.expected_gap_days)),
            ],
        );
    }
    table.or_note(cx.t("recurring.no_chains"))
}

fn trends(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("recurring.trends"))
        .column(cx.t("recurring.group"))
        .number(cx.t("figure.failures"))
        .number("Laplace U")
        .number("p")
        .number("MIL-HDBK-189 χ²")
        .number("p")
        .column(cx.t("recurring.verdict"));
    let facts = &cx.facts().trends;
    trend_row(cx, &mut table, Html::text(cx.t("recurring.fleet")), &facts.fleet);
    for (&ix, trend) in &facts.models {
        let name = cx.link(Page::Model(ix), cx.catalog().records.models[ix.index()].id.as_str());
        trend_row(cx, &mut table, name, trend);
    }
    for (&ix, trend) in facts.devices.iter().filter(|(_, t)| trending(t)).take(LISTED) {
        let id = cx.catalog().records.devices[ix.index()].id.as_str();
        trend_row(cx, &mut table, Html::id(&cx.href(Page::Device(ix)), id), trend);
    }
    for (&ix, trend) in facts.codes.iter().filter(|(_, t)| trending(t)).take(LISTED) {
        let id = cx.catalog().records.codes[ix.index()].id.as_str();
        trend_row(cx, &mut table, Html::code(&cx.href(Page::Code(ix)), id), trend);
    }
    let mut html = table.finish();
    html.0.push_str(&format!(
        "<p class=\"fig__n\">{}</p>",
        escape::text(cx.t("recurring.trend_note"))
    ));
    html
}

fn trending(trend: &Trend) -> bool {
    matches!(trend.verdict, TrendVerdict::Rising | TrendVerdict::Falling)
}

fn trend_row(cx: &Cx<'_>, table: &mut Table, name: Html, trend: &Trend) {
    let three = |v: Option<f64>| v.map(|v| significant(v, 3)).unwrap_or_default();
    let chance = |p: Option<f64>| p.map(probability).unwrap_or_default();
    table.marked_row(
        "",
        if trend.verdict == TrendVerdict::Rising { "bad" } else { "" },
        [
            Cell::html(name),
            Cell::num(&trend.n.to_string()),
            Cell::num(&three(trend.laplace_u)),
            Cell::num(&chance(trend.laplace_p)),
            Cell::num(&three(trend.mil_x)),
            Cell::num(&chance(trend.mil_p)),
            Cell::text(cx.texts().word("trend", trend.verdict.as_str())),
        ],
    );
}

/// Uncoded faults that say nearly the same.
fn similar(cx: &Cx<'_>) -> Html {
    let mut clusters: Vec<_> =
        cx.facts().clusters.clusters.iter().filter(|c| c.events.len() > 1).collect();
    clusters.sort_by_key(|c| std::cmp::Reverse(c.events.len()));
    let mut table = Table::new(cx.t("recurring.similar"))
        .column(cx.t("col.what"))
        .number(cx.t("figure.failures"))
        .number(cx.t("nav.devices"))
        .column(cx.t("recurring.suggested"));
    for cluster in clusters.into_iter().take(LISTED) {
        let suggestion = cluster.suggestion.map(|(ix, cosine)| {
            let id = cx.catalog().records.codes[ix.index()].id.as_str();
            let code = Html::code(&cx.href(Page::Code(ix)), id);
            Html::join([code, Html::mute(&decimal(cosine, 2))], " ")
        });
        table.row([
            Cell::text(&cluster.title),
            Cell::num(&cluster.events.len().to_string()),
            Cell::num(&cluster.devices.to_string()),
            Cell::html(suggestion.unwrap_or_default()),
        ]);
    }
    table.or_note(cx.t("recurring.no_similar"))
}
