//! Solution articles (`domain.md` §6.1).

use super::form::{Form, Reading};
use super::ids::{self, Head, Proposed};
use super::markdown::Markdown;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::ids::SolutionId;
use crate::model::records::Solution;
use crate::model::words::{Confidence, Readers};

/// An article before the ids of all of them are settled.
#[derive(Clone)]
pub(super) struct Draft {
    head: Head,
    solution: Solution,
}

/// What one file says; of other files it knows nothing.
pub(super) fn draft(mut file: Markdown, reading: &Reading) -> Draft {
    let mut form = file.form(reading);
    let unfinished = Markdown::is_draft(&mut form);
    let templated = file.block.default.contains_key("id");
    let written = !templated || file_names_id(&form, &file);
    let line = form.peek("id").map_or(0, |node| node.pos.line);
    let id = form.id("id");
    let proposed = Proposed {
        line,
        written: written && id.is_some(),
        id: id.unwrap_or_else(|| file.file.stem().to_owned()),
    };
    let found = file.file.clone();
    let solution = solution(file, &mut form);
    Draft { head: Head { unfinished, found, proposed, findings: form.findings }, solution }
}

/// Makes articles of what the files say, in path order; unfinished ones only where
/// `drafts` asks for them.
pub(super) fn settle(files: Vec<Draft>, drafts: bool, findings: &mut Diagnostics) -> Vec<Solution> {
    let made = ids::settle_heads("solution", files, |draft| &mut draft.head, drafts, findings);
    let named = made.into_iter().map(|Draft { head, mut solution }| {
        solution.id = SolutionId::new(head.proposed.id);
        solution
    });
    named.collect()
}

/// True where the id is not the one that the block's template gives.
fn file_names_id(form: &Form<'_>, file: &Markdown) -> bool {
    let template = file.block.default.get("id").map(|t| super::markdown::filled(t, &file.file));
    form.peek("id").map(super::node::Node::flat) != template
}

fn solution(mut file: Markdown, form: &mut Form<'_>) -> Solution {
    file.name_article(form);
    form.text("kind");
    let confidence = form.word("confidence").unwrap_or_else(|| {
        if file.lacks_resolution() { Confidence::WorkInProgress } else { Confidence::NotValidated }
    });
    let mut solution = Solution {
        id: SolutionId::new(file.file.stem()),
        confidence,
        audience: form.word("audience").unwrap_or(Readers::Internal),
        governance: form.text("governance"),
        codes: form.ids("fault_codes"),
        components: form.ids("components"),
        models: form.ids("models"),
        symptoms: form.list("symptoms"),
        cause_category: form.word("cause_category"),
        parts: form.ids("parts"),
        tools: form.list("tools"),
        duration_min: form.amount("duration_min"),
        skill_level: skill_level(form),
        remote_possible: form.flag("remote_possible"),
        risk: form.list("risk"),
        author: form.text("author"),
        created: form.day("created"),
        verified: form.day("verified"),
        supersedes: form.id("supersedes").map(SolutionId::new),
        tickets: form.list("tickets"),
        place: form.place.clone(),
        article: file.article,
    };
    solution.article.unknown = form.meta().unknown;
    solution
}

fn skill_level(form: &mut Form<'_>) -> Option<u8> {
    form.parsed("skill_level", |text| match text.trim() {
        "1" | "user" | "用户" => Ok(1),
        "2" | "field engineer" | "工程师" => Ok(2),
        "3" | "factory" | "工厂" | "厂家" => Ok(3),
        _ => Err(Diagnostic::new(Code::ValueWord, "this skill level is not known")
            .raw(text)
            .expected("1 (user), 2 (field engineer) or 3 (factory)")),
    })
}
