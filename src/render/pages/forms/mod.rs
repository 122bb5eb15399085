//! `forms.html`: the forms of a job on paper, one sheet each. Blank for the drawer, and for
//! every open ticket with what is known filled in, so that nobody copies by hand what the
//! record says already.

mod known;
mod sheets;

use crate::diag::Diagnostic;
use crate::render::engine::{Cx, Head};
use crate::render::view::Html;
use crate::site::Page;
use known::Known;
use serde::Serialize;

/// The context of `forms.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct FormsPage {
    /// The heading.
    title: String,
    /// What the forms are for.
    lead: String,
    /// The forms in the order in which a job needs them.
    forms: Vec<Sheet>,
    /// Open tickets whose forms are filled in, for the blank ones.
    tickets_html: Html,
}

/// One form.
#[derive(Clone, Debug, Default, Serialize)]
struct Sheet {
    /// Its anchor.
    id: &'static str,
    /// Its title.
    title: String,
    /// The ticket's number; nothing on a blank form.
    ticket: String,
    /// Its fields.
    html: Html,
}

/// Blank forms, and the way to those of open tickets.
pub(super) fn blank(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let links = cx.plan().with_forms.iter().map(|&row| {
        let ticket = cx.catalog().event(row as usize).ticket();
        Html::id(&cx.href(Page::TicketForms(row)), ticket)
    });
    let links: Vec<Html> = links.collect();
    let page = FormsPage {
        title: cx.t("form.title").to_owned(),
        lead: cx.t("form.lead").to_owned(),
        forms: forms(cx, &Known::default(), true),
        tickets_html: Html::join(links, " "),
    };
    fill(cx, &page)
}

/// The forms of an open ticket.
pub(super) fn of_ticket(cx: &Cx<'_>, row: u32) -> Result<Vec<u8>, Diagnostic> {
    let known = Known::of(cx, row);
    let page = FormsPage {
        title: cx.fill("form.of_ticket", &[("id", &known.ticket)]),
        lead: cx.t("form.ticket_lead").to_owned(),
        forms: forms(cx, &known, known.is_rescue),
        tickets_html: Html::default(),
    };
    fill(cx, &page)
}

fn fill(cx: &Cx<'_>, page: &FormsPage) -> Result<Vec<u8>, Diagnostic> {
    let head = Head {
        title: page.title.clone(),
        description: page.lead.clone(),
        tab: "forms",
        crumbs: vec![cx.crumb(Page::Forms, cx.t("form.title"))],
    };
    cx.fill_template("forms.html", &head, page)
}

/// Every form; that of a rescue only where it is one.
fn forms(cx: &Cx<'_>, known: &Known, rescue: bool) -> Vec<Sheet> {
    let sheet = |id: &'static str, html: Html| Sheet {
        id,
        title: cx.texts().word("form", id).to_owned(),
        ticket: known.ticket.clone(),
        html,
    };
    let mut all = vec![
        sheet("dispatch", sheets::dispatch(cx, known)),
        sheet("service", sheets::service(cx, known)),
        sheet("parts", sheets::parts(cx, known)),
        sheet("certificate", sheets::certificate(cx, known)),
        sheet("survey", sheets::survey(cx, known)),
    ];
    if rescue {
        all.push(sheet("rescue", sheets::rescue(cx, known)));
    }
    all
}
