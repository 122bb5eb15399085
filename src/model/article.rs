//! A Markdown document after its front matter is taken off: title, language
//! halves, recognised sections. The text itself stays as written; parts are byte
//! ranges of it.

use super::bilingual::part_in;
use super::body::Body;
use super::words::Readers;
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// A language of the site's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// The name of the i18n table and of a further language's folder.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The value of an HTML `lang` attribute.
    pub fn html(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
        }
    }
}

/// The sections that are recognised by their headings (`domain.md` §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Issue, problem, symptom, impact: 故障现象, 问题.
    Issue,
    /// Where it applies: 适用环境.
    Environment,
    /// Cause, root cause, meaning: 故障原因, 含义.
    Cause,
    /// Diagnosis, finding: 诊断步骤, 现场检查.
    Diagnosis,
    /// Resolution, solution, mitigation, action, steps: 处理步骤, 解决方案, 缓解.
    Resolution,
    /// Verification, result: 验证, 结果与验收.
    Verification,
    /// Prevention: 预防措施.
    Prevention,
    /// Safety: 安全注意.
    Safety,
    /// Parts: 更换配件.
    Parts,
    /// Corrective and preventive measures: 纠正预防措施.
    Measures,
    /// Follow-up, call-back: 回访.
    FollowUp,
    /// Impact: 影响.
    Impact,
    /// References, related: 参考资料, 相关.
    Related,
    /// Any other heading.
    Other,
}

/// A part of a document under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What the heading was recognised as.
    pub kind: SectionKind,
    /// The heading's text.
    pub heading: String,
    /// The heading's level, 1 to 6.
    pub level: u8,
    /// Bytes of the body from the heading's first to before the next heading of
    /// this or a higher level.
    pub range: Range<usize>,
    /// Bytes of the body below the heading.
    pub content: Range<usize>,
}

/// A document or, where it says everything twice, one language's half of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Half {
    /// The language, where it can be told.
    pub lang: Option<Lang>,
    /// The half's own title.
    pub title: String,
    /// Bytes of the body.
    pub range: Range<usize>,
    /// Recognised sections, in order; a section inside another one is not listed.
    pub sections: Vec<Section>,
}

impl Half {
    /// The first section of a kind.
    pub fn section(&self, kind: SectionKind) -> Option<&Section> {
        self.sections.iter().find(|s| s.kind == kind)
    }
}

/// A Markdown document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Path relative to the project's root, with `/`.
    pub path: Arc<str>,
    /// Front-matter title, else the first heading, else the file's name.
    pub title: String,
    /// Everything below the front matter, as written.
    pub body: Body,
    /// The text goes on in its file: the page says so.
    pub cut: bool,
    /// Physical line of the body's first line, from 1.
    pub body_line: u32,
    /// One half, or one a language. Never empty.
    pub halves: Vec<Half>,
    /// Front-matter keys that are not known, with their values as text.
    pub unknown: Vec<(String, String)>,
    /// Tags.
    pub tags: Vec<String>,
    /// Who may read the prose of a device, model, visit or another record. Solutions and
    /// free pages say so of themselves.
    pub readers: Readers,
}

impl Article {
    /// The half to show first to a reader of `lang`.
    pub fn half(&self, lang: Lang) -> &Half {
        let fitting = self.halves.iter().find(|h| h.lang == Some(lang));
        fitting.unwrap_or(&self.halves[0])
    }

    /// The title in a language, if the document has one in it.
    pub fn title_in(&self, lang: Lang) -> &str {
        let title = &self.half(lang).title;
        let usable = !title.is_empty() && !names_a_language(title);
        if self.halves.len() > 1 && usable { title } else { part_in(&self.title, lang) }
    }

    /// The title for machines: with both languages where one title has them.
    pub fn whole_title(&self, lang: Lang) -> &str {
        if self.halves.len() > 1 { self.title_in(lang) } else { &self.title }
    }

    /// The text of a range of the body.
    pub fn text(&self, range: &Range<usize>) -> &str {
        &self.body[range.clone()]
    }

    /// The physical line of a byte of the body, from 1.
    pub fn line_of(&self, byte: usize) -> u32 {
        let above = bytecount::count(&self.body.as_bytes()[..byte.min(self.body.len())], b'\n');
        self.body_line + u32::try_from(above).unwrap_or(u32::MAX)
    }
}

/// True for a heading that says nothing but which language follows.
fn names_a_language(title: &str) -> bool {
    const NAMES: [&str; 7] = ["中文", "简体中文", "中文版", "英文", "英文版", "english", "chinese"];
    NAMES.contains(&title.trim().to_lowercase().as_str())
}
