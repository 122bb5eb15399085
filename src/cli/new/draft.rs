//! A record that is about to be written: its kind, its fields in order, and the
//! headings under which a person will write. What of it becomes text is in
//! `document` and `row`.

use super::ids::{Dated, Numbered};
use crate::model::Lang;

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A fault report.
    Fault,
    /// A solution article.
    Solution,
    /// A device.
    Device,
    /// A measure.
    Action,
    /// A visit.
    Visit,
}

impl Kind {
    /// What a person calls it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fault => "fault report",
            Self::Solution => "solution",
            Self::Device => "device",
            Self::Action => "action",
            Self::Visit => "visit",
        }
    }

    /// Its folder and table below `content/`.
    pub(super) fn home(self) -> &'static str {
        match self {
            Self::Fault => "faults",
            Self::Solution => "solutions",
            Self::Device => "devices",
            Self::Action => "actions",
            Self::Visit => "visits",
        }
    }

    /// How its ids look where the project has none yet.
    pub(super) fn usual_ids(self) -> Numbered {
        match self {
            Self::Fault => Numbered::usual("FR-", Dated::Day, 2),
            Self::Solution => Numbered::usual("SOL-", Dated::No, 4),
            Self::Device => Numbered::usual("DEV-", Dated::No, 3),
            Self::Action => Numbered::usual("AC-", Dated::No, 3),
            Self::Visit => Numbered::usual("VIS-", Dated::No, 3),
        }
    }

    /// The headings of its document (`domain.md` §6), in English and Chinese.
    fn headings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Fault => &[
                ("Symptom", "故障现象"),
                ("Finding", "现场检查"),
                ("Cause", "故障原因"),
                ("Action", "处理措施"),
                ("Parts", "更换配件"),
                ("Result and acceptance", "结果与验收"),
                ("Measures", "纠正预防措施"),
                ("Follow-up", "回访"),
            ],
            Self::Solution => &[
                ("Issue", "故障现象"),
                ("Environment", "适用环境"),
                ("Cause", "故障原因"),
                ("Diagnosis", "诊断步骤"),
                ("Resolution", "处理步骤"),
                ("Verification", "验证"),
                ("Prevention", "预防措施"),
                ("Safety", "安全注意"),
                ("Related", "相关"),
            ],
            Self::Action => {
                &[("Cause", "故障原因"), ("Action", "处理措施"), ("Verification", "验证")]
            }
            Self::Visit => &[
                ("Finding", "现场检查"),
                ("Action", "处理措施"),
                ("Result and acceptance", "结果与验收"),
            ],
            Self::Device => &[],
        }
    }

    /// The headings in the languages of a project, the first language first.
    pub(super) fn headings_in(self, langs: &[Lang]) -> Vec<String> {
        let heading = |(en, zh): &(&str, &str)| {
            let in_lang = |lang: &Lang| match lang {
                Lang::En => *en,
                Lang::Zh => *zh,
            };
            langs.iter().map(in_lang).collect::<Vec<_>>().join(" / ")
        };
        self.headings().iter().map(heading).collect()
    }
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing yet; a person fills it in.
    Open,
    /// One text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

/// One field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its canonical name.
    pub(super) name: &'static str,
    /// What stands in it.
    pub(super) content: Content,
    /// What may stand in it, for the person who fills it in.
    pub(super) words: &'static str,
}

/// A record that is about to be written.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Its kind.
    pub(super) kind: Kind,
    /// Its id.
    pub(super) id: String,
    /// Its fields after the id, in order.
    pub(super) fields: Vec<Field>,
    /// Text below the first heading.
    pub(super) opening: Option<String>,
    /// What a person fills in next.
    pub(super) next: &'static str,
}

impl Draft {
    pub(super) fn new(kind: Kind, id: String, next: &'static str) -> Self {
        Self { kind, id, fields: Vec::new(), opening: None, next }
    }

    /// A field with a text, or open.
    pub(super) fn text(&mut self, name: &'static str, text: Option<String>) -> &mut Self {
        self.words(name, text, "")
    }

    /// A field with a text, or open with the words that may stand in it.
    pub(super) fn words(
        &mut self,
        name: &'static str,
        text: Option<String>,
        words: &'static str,
    ) -> &mut Self {
        let content = text.map_or(Content::Open, Content::Text);
        self.fields.push(Field { name, content, words });
        self
    }

    /// A field with a list, possibly empty.
    pub(super) fn list(
        &mut self,
        name: &'static str,
        list: Vec<String>,
        words: &'static str,
    ) -> &mut Self {
        self.fields.push(Field { name, content: Content::List(list), words });
        self
    }

    /// What is filled in, as cells: name and text.
    pub(super) fn cells(&self) -> Vec<(&'static str, String)> {
        let id = std::iter::once(("id", self.id.clone()));
        let filled = self.fields.iter().filter_map(|field| match &field.content {
            Content::Open => None,
            Content::Text(text) => Some((field.name, text.clone())),
            Content::List(list) => (!list.is_empty()).then(|| (field.name, list.join("; "))),
        });
        id.chain(filled).collect()
    }
}
