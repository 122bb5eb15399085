//! Markdown fault reports (`domain.md` §6.2): one report, one event a device.

use super::actions;
use super::event_fields::{self, FieldContext};
use super::form::{Field, Reading};
use super::ids::{self, Head, Proposed};
use super::mapping::SourceBlock;
use super::markdown::{Markdown, filled, member};
use super::node::{Node, Value};
use super::record_values as values;
use super::value::list;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::article::{Article, SectionKind};
use crate::model::events::{EventDraft, Events, Origin, PartUse, Pause, TextField};
use crate::model::ids::{DeviceId, ReportId};
use crate::model::records::{Action, FaultReport};
use crate::model::text::Sym;
use crate::model::time::{Clock, Stamp};
use pulldown_cmark::{Event, TagEnd};
use rayon::prelude::*;

/// The reports, with their events and measures.
#[derive(Default)]
pub(super) struct Reports {
    /// Reports before these.
    first: usize,
    /// The documents.
    pub(super) documents: Vec<FaultReport>,
    /// One event a report and device.
    pub(super) events: Events,
    /// The items of their measures sections.
    pub(super) actions: Vec<Action>,
}

/// A report before the ids of all of them are settled.
#[derive(Clone)]
pub(super) struct Draft {
    head: Head,
    article: Article,
    devices: Vec<String>,
    /// Where the devices stand.
    device: Option<(TextField, u32, u32)>,
    fields: Vec<Field>,
    block: SourceBlock,
    place: Place,
}

/// Makes reports of what the files say, in path order; unfinished ones only where `drafts`
/// asks for them.
pub(super) fn settle(
    files: Vec<Draft>,
    reading: &Reading,
    drafts: bool,
    findings: &mut Diagnostics,
) -> Reports {
    let made = ids::settle_heads("fault report", files, |draft| &mut draft.head, drafts, findings);
    let mut pieces: Vec<(usize, Vec<Draft>)> = Vec::new();
    let mut made = made.into_iter().enumerate().peekable();
    while let Some(&(first, _)) = made.peek() {
        pieces.push((first, made.by_ref().take(PIECE).map(|(_, draft)| draft).collect()));
    }
    let pieces = pieces.into_par_iter().map(|(first, drafts)| {
        let mut piece = Reports { first, ..Reports::default() };
        let mut found = Diagnostics::new();
        for draft in drafts {
            add(draft, reading, &mut piece, &mut found);
        }
        (piece, found)
    });
    let mut reports = Reports::default();
    for (piece, found) in pieces.collect::<Vec<_>>() {
        reports.documents.extend(piece.documents);
        reports.events.append(&piece.events);
        reports.actions.extend(piece.actions);
        findings.append(found);
    }
    reports
}

/// Reports that are made in one go, side by side with others.
const PIECE: usize = 256;

/// What one file says; of other files it knows nothing.
pub(super) fn draft(mut file: Markdown, reading: &Reading) -> Draft {
    let mut form = file.form(reading);
    let unfinished = Markdown::is_draft(&mut form);
    let templated = file.block.default.get("id").map(|t| filled(t, &file.file));
    let line = form.peek("id").map_or(0, |node| node.pos.line);
    let id = form.id("id");
    let proposed = Proposed {
        line,
        written: id.is_some() && id != templated,
        id: id.unwrap_or_else(|| file.file.stem().to_owned()),
    };
    file.name_article(&mut form);
    form.text("kind");
    let device =
        form.peek("device").map(|node| (TextField::Device, node.pos.line, node.pos.column));
    Draft {
        device,
        devices: form.ids("device"),
        fields: form.take_unused(),
        place: form.place.clone(),
        article: file.article,
        block: file.block,
        head: Head { unfinished, found: file.file, proposed, findings: form.findings },
    }
}

/// Keys that name other records.
const REFERENCES: [TextField; 5] = [
    TextField::Customer,
    TextField::Model,
    TextField::Code,
    TextField::Component,
    TextField::Solution,
];

fn add(mut draft: Draft, reading: &Reading, out: &mut Reports, findings: &mut Diagnostics) {
    let index = u32::try_from(out.first + out.documents.len()).expect("fewer than 2^32 reports");
    let mut event = EventDraft::new(Origin::Report(index));
    let id = draft.head.proposed.id.clone();
    let mut fields = std::mem::take(&mut draft.fields);
    let key = |field: &Field| {
        let name = REFERENCES.into_iter().find(|name| name.as_str() == field.name)?;
        Some((name, field.value.pos.line, field.value.pos.column))
    };
    let keys = draft.device.into_iter().chain(fields.iter().filter_map(key)).collect();
    // a duration counts from the report, so that stands first
    fields.sort_by_key(|field| field.name != Clock::ReportedAt.as_str());
    for field in fields {
        let mut setting = Setting { event: &mut event, events: &mut out.events, draft: &mut draft };
        let found = setting.set(&field, reading);
        findings.extend(found.into_iter().map(|(finding, pos)| {
            let place =
                Place::at(draft.head.found.path.clone(), pos.line.max(1), pos.column.max(1));
            finding.at(place.with_header(field.written.clone()))
        }));
    }
    event.texts[TextField::Ticket as usize] = out.events.intern(&id);
    event.texts[TextField::Report as usize] = out.events.intern(&id);
    complete(&mut event, &mut out.events, &mut draft, reading);
    check(&event, &draft, findings);
    if draft.devices.is_empty() {
        out.events.push(&event);
    }
    for device in &draft.devices {
        event.texts[TextField::Device as usize] = out.events.intern(device);
        out.events.push(&event);
    }
    let code = out.events.pool().get(event.texts[TextField::Code as usize]).to_owned();
    let last = event.stamps.iter().flatten().map(|stamp| reading.zone.day(stamp.at)).max();
    let source = actions::Source {
        report: &id,
        device: match draft.devices.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        code: Some(code.as_str()).filter(|code| !code.is_empty()),
        article: &draft.article,
        last_day: last,
    };
    out.actions.extend(actions::of_report(&source, reading, findings));
    out.documents.push(FaultReport {
        id: ReportId::new(id),
        article: draft.article,
        devices: draft.devices.into_iter().map(DeviceId::new).collect(),
        keys,
        place: draft.place,
    });
}

/// An event whose fields are set from front matter.
struct Setting<'a> {
    event: &'a mut EventDraft,
    events: &'a mut Events,
    draft: &'a mut Draft,
}

impl Setting<'_> {
    /// Sets one key, or keeps it as unknown.
    fn set(&mut self, field: &Field, reading: &Reading) -> Misread {
        let node = &field.value;
        let text = node.flat();
        let mut found = Vec::new();
        if text.trim().is_empty() {
            return found;
        }
        match field.name.as_str() {
            // `resolved: true` beside `resolvedWhen: …` tells no time
            name if is_clock(name) && matches!(text.trim(), "true" | "false") => {
                self.draft.article.unknown.push((field.written.clone(), text));
            }
            "parts" if has_maps(node) => {
                self.event.extra.parts = parts(node, self.events, reading, &mut found);
            }
            "pauses" => self.event.extra.pauses = pauses(node, self.events, reading, &mut found),
            name => {
                let zone = self.draft.block.timezone.as_ref().unwrap_or(&reading.zone);
                let context = FieldContext { block: &self.draft.block, zone };
                match event_fields::set(self.event, self.events, name, text.trim(), &context) {
                    Ok(true) => {}
                    Ok(false) => self.draft.article.unknown.push((field.written.clone(), text)),
                    Err(finding) => found.push((finding, node.pos)),
                }
            }
        }
        found
    }
}

fn is_clock(name: &str) -> bool {
    Clock::ALL.iter().any(|clock| clock.as_str() == name)
}

fn has_maps(node: &Node) -> bool {
    node.members().iter().any(|member| matches!(member.value, Value::Map(_)))
}

type Misread = Vec<(Diagnostic, super::node::Pos)>;

/// A text of a nested map through a parser; what cannot be read is told.
fn nested<T>(
    node: &Node,
    names: &[&str],
    found: &mut Misread,
    parse: impl Fn(&str) -> Result<T, Diagnostic>,
) -> Option<T> {
    let value = member(node, names)?;
    let text = value.flat();
    if values::is_blank(&text) {
        return None;
    }
    parse(&text).map_err(|finding| found.push((finding, value.pos))).ok()
}

fn parts(node: &Node, events: &mut Events, reading: &Reading, found: &mut Misread) -> Vec<PartUse> {
    let stamp = |text: &str| values::stamp(text, &reading.zone, reading.date_order).map(|s| s.at);
    let mut parts = Vec::new();
    for line in node.members() {
        let id = match &line.value {
            Value::Text(text) => text.trim().to_owned(),
            _ => member(line, &["id", "part", "part_id", "name", "配件", "配件编号", "名称"])
                .map(Node::flat)
                .unwrap_or_default(),
        };
        if id.is_empty() {
            let finding = Diagnostic::new(Code::FrontMatterValue, "this part line names no part")
                .expected("a line such as {id: PSU-12V, qty: 1}");
            found.push((finding, line.pos));
            continue;
        }
        let qty = nested(line, &["qty", "quantity", "数量"], found, values::number).unwrap_or(1.0);
        if qty <= 0.0 {
            found.push((list::no_count(qty), line.pos));
            continue;
        }
        let reason = member(line, &["reason", "原因"]).map(Node::flat).unwrap_or_default();
        parts.push(PartUse {
            part: events.intern(&id),
            qty,
            reason: events.intern(&reason),
            old_part_required: nested(
                line,
                &["old_part_required", "需返旧件"],
                found,
                values::flag,
            ),
            old_part_status: nested(
                line,
                &["old_part_status", "旧件状态", "旧件处理"],
                found,
                values::word,
            ),
            issued_on: nested(line, &["issued_on", "领用日期"], found, stamp),
            cleared_on: nested(line, &["cleared_on", "核销日期"], found, stamp),
            warranty_covered: nested(
                line,
                &["warranty_covered", "保内", "是否保内"],
                found,
                values::flag,
            ),
        });
    }
    parts
}

fn pauses(node: &Node, events: &mut Events, reading: &Reading, found: &mut Misread) -> Vec<Pause> {
    let stamp = |text: &str| values::stamp(text, &reading.zone, reading.date_order).map(|s| s.at);
    let mut pauses = Vec::new();
    for line in node.members() {
        let from = nested(line, &["from", "pause_from", "开始", "自"], found, stamp);
        let to = nested(line, &["to", "pause_to", "结束", "至"], found, stamp);
        let Some(from) = from else {
            let finding = Diagnostic::new(Code::FrontMatterValue, "this pause has no beginning")
                .expected("a line such as {from: 2024-03-06T09:00, to: 2024-03-07T09:00, reason: waiting_customer}");
            found.push((finding, line.pos));
            continue;
        };
        let reason = member(line, &["reason", "pause_reason", "原因"]).map(Node::flat);
        let reason = events.intern(reason.unwrap_or_default().trim());
        pauses.push(Pause { from, to, reason });
    }
    pauses
}

/// Fills what the path and the prose tell: the date of the file's name, the
/// customer's words.
fn complete(event: &mut EventDraft, events: &mut Events, draft: &mut Draft, reading: &Reading) {
    let reported = &mut event.stamps[Clock::ReportedAt as usize];
    if reported.is_none()
        && let Some(day) = date_in(draft.head.found.stem())
    {
        *reported = Some(Stamp::day(reading.zone.start_of(day)));
    }
    let symptom = &mut event.texts[TextField::Symptom as usize];
    if *symptom == Sym::NONE {
        let issue = draft.article.halves.iter().find_map(|half| half.section(SectionKind::Issue));
        let text = issue.and_then(|section| first_words(draft.article.text(&section.content)));
        *symptom = events.intern(text.as_deref().unwrap_or(&draft.article.title));
    }
}

/// The first date in a file's name, as `2024-03-05`, `2024_3_5` or `20240305`.
pub(super) fn date_in(name: &str) -> Option<crate::model::time::Day> {
    let runs: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).collect();
    let eight =
        runs.iter().filter(|run| run.len() == 8).find_map(|run| values::day(run, None).ok());
    eight.or_else(|| {
        runs.windows(3).filter(|three| three[0].len() == 4).find_map(|three| {
            let short = three[1..].iter().all(|run| (1..=2).contains(&run.len()));
            if short { values::day(&three.join("-"), None).ok() } else { None }
        })
    })
}

/// The first paragraph or list item as plain text.
fn first_words(markdown: &str) -> Option<String> {
    let mut text = String::new();
    for (event, _) in crate::model::markdown::Markdown::of(markdown).events() {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => text.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableRow,
            ) if !text.trim().is_empty() => {
                break;
            }
            _ => {}
        }
    }
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn check(event: &EventDraft, draft: &Draft, findings: &mut Diagnostics) {
    if draft.devices.is_empty() {
        findings.push(
            Diagnostic::new(Code::DeviceMissing, "this fault report names no device")
                .at(draft.place.clone())
                .hint("write `device: <id>`; without it the report counts in volume, times and backlog only"),
        );
    }
    if event.stamps[Clock::ReportedAt as usize].is_none() {
        findings.push(
            Diagnostic::new(
                Code::RecordField,
                "this fault report has no time at which it was reported",
            )
            .severity(crate::diag::Severity::Warning)
            .at(draft.place.clone())
            .hint("write `reported_at: 2024-03-05T14:05`, or put the date into the file's name"),
        );
    }
}
