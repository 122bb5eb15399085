//! The department's own words beside the figures: what stands under a heading that names
//! a section (`## SLA`, `## 3 时效达成`) is set into that section, the rest in front.

use super::SECTION_NUMBERS;
use crate::diag::Diagnostic;
use crate::model::time::ReportPeriod;
use crate::render::engine::Cx;
use crate::render::view::Html;
use std::collections::BTreeMap;

/// The sections by the names of `domain.md` §5, beside those of the page's language.
const NAMES: [(&str, &[&str]); 14] = [
    ("headline", &["headline", "summary", "本月概况", "概况"]),
    ("volume", &["volume", "服务量"]),
    ("sla", &["sla", "service level", "时效达成", "时效"]),
    ("times", &["repair time downtime", "repair time", "downtime", "修复与停机"]),
    ("faults", &["faults", "故障分析", "故障"]),
    ("recurring", &["recurring", "重复故障"]),
    ("causes", &["cause and measures", "measures", "原因分析与纠正预防措施", "纠正预防措施"]),
    ("parts", &["parts", "备件与旧件", "备件"]),
    ("charges", &["warranty and cost", "warranty", "cost", "保修与费用"]),
    ("voice", &["customer voice", "satisfaction", "满意度与投诉"]),
    ("plan", &["plan", "计划服务"]),
    ("people", &["people", "人员"]),
    ("knowledge", &["knowledge", "知识库"]),
    ("quality", &["data quality", "数据质量"]),
];

/// What was written: in front of all sections, and for each of them.
#[derive(Default)]
pub(super) struct Commentary {
    /// In front.
    pub(super) lead: Html,
    /// By the section's anchor.
    pub(super) sections: BTreeMap<&'static str, Html>,
}

impl Commentary {
    /// What was written about a month, quarter or year.
    pub(super) fn of(cx: &Cx<'_>, report: ReportPeriod) -> Result<Self, Diagnostic> {
        let Some(article) = cx.catalog().records.commentaries.get(&report) else {
            return Ok(Self::default());
        };
        let rendered = crate::render::pages::free::document(cx, article)?;
        let mut out = Self::default();
        // The section that is written about, and how deep its heading stands.
        let mut within: Option<(&'static str, u8)> = None;
        for (at, html) in rendered.blocks_without_title(&article.half(cx.lang()).range).enumerate()
        {
            if let Some((level, text)) = heading(html) {
                let named = section_named(cx, &text);
                if named.is_some_and(|id| id != "people" && id != "knowledge" || shows_house(cx)) {
                    within = named.map(|id| (id, level));
                    continue;
                }
                if at > 0 && within.is_some_and(|(_, outer)| level <= outer) {
                    within = None;
                }
            }
            match within {
                Some((id, _)) => out.sections.entry(id).or_default().0.push_str(html),
                None => out.lead.0.push_str(html),
            }
        }
        Ok(out)
    }

    /// Whether nothing was written about a section that the report does not have.
    pub(super) fn take(&mut self, id: &str) -> Html {
        self.sections.remove(id).unwrap_or_default()
    }
}

/// The sections about the department itself.
fn shows_house(cx: &Cx<'_>) -> bool {
    cx.catalog().is_internal()
}

/// The level and the words of a block that is a heading.
fn heading(html: &str) -> Option<(u8, String)> {
    let level = html.strip_prefix("<h")?.bytes().next().filter(u8::is_ascii_digit)? - b'0';
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    Some((level, text))
}

fn section_named(cx: &Cx<'_>, heading: &str) -> Option<&'static str> {
    let wanted = normal(heading);
    let all = SECTION_NUMBERS.iter().map(|(id, _)| *id);
    all.into_iter().find(|id| {
        let names = NAMES.iter().find(|(of, _)| of == id).map_or(&[][..], |(_, names)| names);
        names.iter().any(|name| normal(name) == wanted)
            || normal(cx.texts().word("report_section", id)) == wanted
    })
}

/// Letters alone, in lower case: `3. SLA` and `sla` are one.
fn normal(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}
