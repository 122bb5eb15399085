//! The note at the top of a report that differs from what was frozen of it: which
//! headlines read otherwise, and which rows made the difference, listed and linked.

use super::events;
use crate::model::time::ReportPeriod;
use crate::render::document::Prose;
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::frozen::{Restated, RowName};
use crate::render::view::Html;

/// Rows of a kind that are named; the data file has all.
const NAMED: usize = 30;

/// The note; nothing where nothing differs.
pub(super) fn note(cx: &Cx<'_>, period: ReportPeriod) -> Html {
    let Some(restated) = cx.restated(period) else { return Html::default() };
    let at = cx.format().minute(restated.frozen_at());
    let title = cx.fill("restated.title", &[("at", &at)]);
    let mut html = format!(
        "<div class=\"note note--bad\" role=\"note\" id=\"restated\"><p><b>{}</b></p>",
        escape::text(&title)
    );
    push_headlines(cx, restated, &mut html);
    push_rows(cx, restated, &mut html);
    html.push_str("</div>");
    Html(html)
}

/// The same, a line each.
pub(super) fn lines(cx: &Cx<'_>, period: ReportPeriod) -> Vec<String> {
    Prose::of(&note(cx, period)).into_iter().map(|piece| piece.text).collect()
}

fn push_headlines(cx: &Cx<'_>, restated: &Restated, html: &mut String) {
    let headlines = restated.headlines(cx);
    if headlines.is_empty() {
        push_paragraph(&Html::sentence(cx.t("restated.below")), html);
    } else {
        html.push_str("<ul>");
        for (was, now) in headlines {
            let values = [("what", &*was.label), ("was", &was.value), ("now", &now.value)];
            let line = Html::sentence(&cx.fill("restated.was_now", &values));
            html.push_str(&format!("<li>{}</li>", line.0));
        }
        html.push_str("</ul>");
    }
    let n = restated.figures.len() + restated.figures_gone;
    push_paragraph(&Html::sentence(&cx.fill("restated.all", &[("n", &n.to_string())])), html);
}

fn push_rows(cx: &Cx<'_>, restated: &Restated, html: &mut String) {
    let kinds = [("restated.added", &restated.added), ("restated.changed", &restated.changed)];
    for (key, rows) in kinds.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        let text = cx.fill(key, &[("n", &rows.len().to_string())]);
        push_list(cx, &text, rows, html);
    }
    if restated.removed_n > 0 {
        let text = cx.fill("restated.removed", &[("n", &restated.removed_n.to_string())]);
        push_list(cx, &text, restated.removed.as_deref().unwrap_or_default(), html);
    }
    if restated.added.is_empty() && restated.changed.is_empty() && restated.removed_n == 0 {
        push_paragraph(&Html::sentence(cx.t("restated.no_rows")), html);
    }
}

/// A sentence with the rows it is about behind it, where they may be named.
fn push_list(cx: &Cx<'_>, text: &str, rows: &[RowName], html: &mut String) {
    let named = rows.iter().take(NAMED).map(|row| match row.event {
        Some(event) => events::id(cx, cx.catalog().event(event as usize)),
        None => Html(format!("<span class=\"id\">{}</span>", escape::text(&row.id))),
    });
    let mut line = Html::sentence(text);
    if !rows.is_empty() {
        line.0.push_str(&escape::text(cx.t("restated.colon")));
        line.0.push_str(&Html::join(named, cx.t("say.comma")).0);
    }
    if rows.len() > NAMED {
        let more = (rows.len() - NAMED).to_string();
        line.0.push_str(&escape::text(&cx.fill("say.and_more", &[("n", &more)])));
    }
    push_paragraph(&line, html);
}

fn push_paragraph(line: &Html, html: &mut String) {
    html.push_str(&format!("<p>{}</p>", line.0));
}
