//! One Markdown file to a document and a form of its front matter. Many are read
//! side by side; nothing here depends on another file.

use super::columns::{Kind, fold};
use super::disk;
use super::document;
use super::form::{Field, Form, Reading};
use super::front_matter;
use super::header;
use super::mapping::SourceBlock;
use super::node::{Key, Node, Quoted, Value};
use super::roles::{Input, Role};
use super::walk::Found;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::Body;
use crate::model::article::{Article, SectionKind};
use crate::model::words::Readers;

const MAX_BYTES: u64 = 8 << 20;
/// A line longer than this is an embedded file, not text.
const MAX_LINE: usize = 1 << 20;

/// A Markdown file after reading.
#[derive(Clone)]
pub(super) struct Markdown {
    /// The file.
    pub(super) file: Found,
    /// What it is.
    pub(super) role: Role,
    /// The block it is read by.
    pub(super) block: SourceBlock,
    /// The document. Its title is the one found in the body, or empty.
    pub(super) article: Article,
    /// The fields of the front matter under canonical names.
    pub(super) fields: Vec<Field>,
    /// The block's defaults under canonical names, filled in.
    pub(super) defaults: Vec<(String, String)>,
    /// What was found.
    pub(super) findings: Diagnostics,
}

/// Reads one file. The error holds what is wrong with it; it is left out.
pub(super) fn read(input: &Input) -> Result<Markdown, Diagnostics> {
    let mut findings = Diagnostics::new();
    let one = |finding: Diagnostic| Diagnostics::from_iter([finding]);
    let path = &input.file.path;
    let text = text(input, &mut findings).map_err(one)?;
    let quoted = Quoted { path, text: &text };
    let parts = front_matter::split(quoted).map_err(Diagnostics::from_iter)?;
    let place = |byte: usize| {
        let above = bytecount::count(&parts.body.as_bytes()[..byte], b'\n');
        let line = parts.body_line + u32::try_from(above).unwrap_or(u32::MAX);
        Place::line(path.clone(), line)
    };
    let body = Body::from(parts.body);
    let cut = body.outline().and_then(|outline| outline.too_large);
    let body = cut.map_or(body, |byte| document::shortened(parts.body, byte));
    findings.extend(cut.map(|byte| document::too_large().at(place(byte))));
    let document =
        document::parse(&body).map_err(|(finding, byte)| one(finding.at(place(byte))))?;
    let fields = fields(parts.head, input);
    let article = Article {
        path: path.clone(),
        title: document.title.unwrap_or_default(),
        body,
        cut: cut.is_some(),
        body_line: parts.body_line,
        halves: document.halves,
        unknown: Vec::new(),
        tags: Vec::new(),
        readers: Readers::Internal,
    };
    let (file, block) = (input.file.clone(), input.block.clone());
    let defaults = block.default.iter();
    let defaults = defaults.map(|(field, t)| (canonical(field, input), filled(t, &file))).collect();
    Ok(Markdown { file, role: input.role, block, article, fields, defaults, findings })
}

fn text(input: &Input, findings: &mut Diagnostics) -> Result<String, Diagnostic> {
    let place = || Place::file(input.file.path.clone());
    if input.file.size > MAX_BYTES {
        return Err(Diagnostic::new(Code::FileTooLarge, "this Markdown file is larger than 8 MB")
            .at(place()));
    }
    let bytes =
        std::fs::read(&input.file.disk).map_err(|error| disk::unreadable(&error).at(place()))?;
    let text = decode(bytes).map_err(|finding| finding.at(place()))?;
    let (text, guessed) = text;
    if guessed {
        findings.push(
            Diagnostic::new(Code::EncodingGuessed, "this file is no UTF-8; it was read as GB18030")
                .at(place())
                .hint("save it as UTF-8"),
        );
    }
    // An editor that lost its text leaves this behind; it is neither a fault nor an article.
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Diagnostic::new(Code::FileEmpty, "the file is empty")
            .at(place())
            .hint("write it, or delete it"));
    }
    if let Some(at) = text.lines().position(|line| line.len() > MAX_LINE) {
        let place = Place::line(input.file.path.clone(), at as u32 + 1);
        return Err(Diagnostic::new(Code::FileTooLarge, "this line is longer than 1 MB")
            .at(place)
            .hint("save the embedded image as a file beside the article and link to it"));
    }
    Ok(text)
}

/// The text, and whether its encoding was guessed.
pub(super) fn decode(bytes: Vec<u8>) -> Result<(String, bool), Diagnostic> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes) {
        return Ok((encoding.decode(&bytes).0.into_owned(), false));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, false)),
        Err(error) => error.into_bytes(),
    };
    let (text, bad) = encoding_rs::GB18030.decode_without_bom_handling(&bytes);
    if bad || bytes.contains(&0) {
        return Err(Diagnostic::new(
            Code::EncodingUnknown,
            "this file's text encoding is not supported",
        )
        .hint("save it as UTF-8"));
    }
    Ok((text.into_owned(), true))
}

fn fields(head: Node, input: &Input) -> Vec<Field> {
    let Value::Map(entries) = head.value else { return Vec::new() };
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.name.as_str()).collect();
    let claimed = claimed(&keys, input);
    let fields = entries.into_iter().map(|(key, node)| {
        let name = canonical(&key.name, input);
        let taken = mapped(&key.name, &input.block).is_none() && claimed.contains(&name);
        let name = if taken { String::new() } else { name };
        let node = without_missing(node, &key.name, &input.block);
        // an event's words are translated where the event's field is set
        let event = input.role == Role::Report;
        let node = if event { node } else { translated(node, &name, &input.block) };
        Field::new(name, key.name, node)
    });
    fields.collect()
}

/// The block's word for a key or header.
pub(super) fn mapped<'b>(key: &str, block: &'b SourceBlock) -> Option<&'b str> {
    let folded = fold(key);
    let found = block.columns.iter().find(|(written, _)| fold(written) == folded);
    found.map(|(_, field)| field.as_str())
}

/// The fields that keys of this file get by the block's own words; no other key is
/// taken for them.
fn claimed(keys: &[&str], input: &Input) -> Vec<String> {
    let own = keys.iter().filter(|key| mapped(key, &input.block).is_some());
    own.map(|key| canonical(key, input)).collect()
}

/// The canonical name of a key: the block's word for it first.
fn canonical(key: &str, input: &Input) -> String {
    let key = mapped(key, &input.block).unwrap_or(key);
    let kind = match input.role {
        Role::Report => Kind::Reports,
        Role::Record(kind) => kind,
        _ => Kind::Solutions,
    };
    let own = kind.canonical(key).map(str::to_owned);
    let event = || header::canonical(key).map(|matched| matched.field.to_owned());
    let event = || if kind == Kind::Reports { event() } else { None };
    own.or_else(event).unwrap_or_else(|| key.to_owned())
}

fn without_missing(node: Node, key: &str, block: &SourceBlock) -> Node {
    let own =
        block.missing.iter().filter(|(column, _)| *column == "*" || fold(column) == fold(key));
    let mut words = own.flat_map(|(_, words)| words);
    let missing = node.as_text().is_some_and(|text| words.any(|word| word == text));
    if missing { Node { value: Value::Null, ..node } } else { node }
}

/// The value in canonical words, by the block's `values`.
pub(super) fn translated(node: Node, name: &str, block: &SourceBlock) -> Node {
    let words = block.values.iter().find(|(field, _)| fold(field) == fold(name));
    let Some((_, words)) = words else { return node };
    let value = match node.value {
        Value::Text(text) => {
            let folded = fold(&text);
            let found = words.iter().find(|(written, _)| fold(written) == folded);
            Value::Text(found.map_or(text, |(_, word)| word.clone()))
        }
        Value::List(members) => {
            Value::List(members.into_iter().map(|m| translated(m, name, block)).collect())
        }
        other => other,
    };
    Node { value, pos: node.pos }
}

impl Markdown {
    /// The form of the front matter, with the block's defaults filled in. The title
    /// is the front matter's, the first heading, or the file's name.
    pub(super) fn form<'r>(&mut self, reading: &'r Reading) -> Form<'r> {
        let place = Place::line(self.file.path.clone(), 1);
        let mut form = Form::new(place, std::mem::take(&mut self.fields), reading);
        for (field, text) in &self.defaults {
            form.fill(field, text);
        }
        form.findings = std::mem::take(&mut self.findings);
        form
    }

    /// Takes title and tags from the form.
    pub(super) fn name_article(&mut self, form: &mut Form<'_>) {
        let own = form.text("title").filter(|title| !title.is_empty());
        let found = Some(std::mem::take(&mut self.article.title)).filter(|title| !title.is_empty());
        self.article.title = own.or(found).unwrap_or_else(|| self.file.stem().to_owned());
        self.article.tags = form.list("tags");
    }

    /// Takes the title of a record's prose; a record with a title of its own keeps it.
    pub(super) fn name_article_of_record(&mut self, form: &mut Form<'_>, kind: Kind) {
        let titled = kind.canonical("title").is_some();
        let own = if titled { form.peek("title").map(Node::flat) } else { form.text("title") };
        let found = Some(std::mem::take(&mut self.article.title)).filter(|title| !title.is_empty());
        self.article.title = own.or(found).unwrap_or_else(|| self.file.stem().to_owned());
    }

    /// True where the front matter says that it is a draft.
    pub(super) fn is_draft(form: &mut Form<'_>) -> bool {
        form.flag("draft").unwrap_or(false)
    }

    /// True where an issue or a cause is described and no remedy is.
    pub(super) fn lacks_resolution(&self) -> bool {
        let sections = || self.article.halves.iter().flat_map(|half| &half.sections);
        let told = sections().any(|s| matches!(s.kind, SectionKind::Issue | SectionKind::Cause));
        told && !sections().any(|s| s.kind == SectionKind::Resolution)
    }
}

/// A default with `{stem}`, `{folder}` and `{path}` filled in.
pub(super) fn filled(template: &str, file: &Found) -> String {
    template
        .replace("{stem}", file.stem())
        .replace("{folder}", file.folder())
        .replace("{path}", &file.path)
}

/// A member of a list that may be a map: the value under one of its keys.
pub(super) fn member<'n>(node: &'n Node, names: &[&str]) -> Option<&'n Node> {
    let asked = |key: &Key| names.iter().any(|name| fold(name) == fold(&key.name));
    node.entries().iter().find(|(key, _)| asked(key)).map(|(_, node)| node)
}
