//! Master data: tables and Markdown records to the records of `domain.md` §2.1.
//! Every row is accounted for.

mod build;
mod derive;
mod device;
mod rows;

pub(super) use derive::derive;
pub(super) use rows::TableRead;

use super::columns::Kind;
use super::form::{Field, Form, Reading};
use super::markdown::Markdown;
use super::{ids, roles::Input};
use crate::diag::{Diagnostics, Place};
use crate::model::article::Article;
use crate::model::ids::match_key;
use crate::model::records::Records;
use crate::model::words::Readers;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Ids of each kind that were claimed, with their places.
#[derive(Default)]
pub(super) struct Claims {
    taken: BTreeMap<Kind, BTreeMap<String, Place>>,
    rows: BTreeMap<(Kind, String), Vec<Vec<String>>>,
    /// Where each device stands among the records: fleets are large, and each row asks.
    devices: HashMap<String, usize>,
}

/// A form that is to become a record.
struct Filled<'f, 'r> {
    kind: Kind,
    form: &'f mut Form<'r>,
    article: Option<Article>,
}

/// Reads one table, or those of a workbook's sheets, into the records.
pub(super) fn read_table(
    input: &Input,
    kind: Kind,
    reading: &Reading,
    records: &mut Records,
    claims: &mut Claims,
) -> Vec<TableRead> {
    rows::read(input, kind, reading, records, claims)
}

/// Reads one Markdown record, or sets its prose into the record of a table.
pub(super) fn read_markdown(
    mut file: Markdown,
    kind: Kind,
    reading: &Reading,
    records: &mut Records,
    claims: &mut Claims,
) -> Diagnostics {
    let mut form = file.form(reading);
    form.forget(|field| says_kind(field, kind));
    form.fill("id", file.file.stem());
    if matches!(kind, Kind::Actions | Kind::FaultCodes) {
        let title = file.article.title.clone();
        form.fill("title", &title);
    }
    let id = form.peek("id").map(super::node::Node::flat).unwrap_or_default();
    file.name_article_of_record(&mut form, kind);
    file.article.readers = form.word("audience").unwrap_or(Readers::Internal);
    if let Some(meta) = build::meta_of(records, kind, &id, &claims.devices) {
        form.id("id");
        let own = form.meta();
        meta.unknown.extend(own.unknown);
        meta.article = Some(Box::new(file.article));
        return form.findings;
    }
    let place = form.place.clone();
    let mut findings = Diagnostics::new();
    let filled = Filled { kind, form: &mut form, article: Some(file.article) };
    if build::add(filled, records, &mut claims.devices) {
        let taken = claims.taken.entry(kind).or_default();
        ids::claim(kind.name(), &id, &place, taken, &mut findings);
    }
    findings.append(form.findings);
    findings
}

/// `kind: visit` in a visit's front matter; not the visit's own kind.
fn says_kind(field: &Field, kind: Kind) -> bool {
    matches!(field.written.as_str(), "kind" | "类型")
        && field.value.as_text().and_then(Kind::of_word) == Some(kind)
}

/// Whether a row says something new about an id.
enum Claim {
    /// The first row of the id, or another stretch of a device's life.
    New,
    /// The same row again.
    Again,
}

/// A row that claims an id.
struct RowClaim<'a> {
    kind: Kind,
    id: &'a str,
    cells: &'a [String],
    place: &'a Place,
}

impl Claims {
    /// Claims the id of a measure that stands in a report.
    pub(super) fn measure(&mut self, id: &str, place: &Place, findings: &mut Diagnostics) {
        ids::claim("action", id, place, self.taken.entry(Kind::Actions).or_default(), findings);
    }

    fn row(&mut self, row: &RowClaim<'_>, findings: &mut Diagnostics) -> Claim {
        let rows = self.rows.entry((row.kind, match_key(row.id))).or_default();
        if rows.iter().any(|former| former == row.cells) {
            return Claim::Again;
        }
        rows.push(row.cells.to_vec());
        if row.kind != Kind::Devices || rows.len() == 1 {
            let taken = self.taken.entry(row.kind).or_default();
            ids::claim(row.kind.name(), row.id, row.place, taken, findings);
        }
        Claim::New
    }
}
