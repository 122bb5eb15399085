//! Which section of an article or report a heading opens, in English and Chinese
//! (`domain.md` §6).

use crate::model::article::SectionKind;
use unicode_normalization::UnicodeNormalization;

/// Words of a whole heading, in lower case without spaces and punctuation.
const WHOLE: &[(SectionKind, &[&str])] = {
    use SectionKind as K;
    &[
        (
            K::Issue,
            &[
                "issue",
                "issues",
                "problem",
                "problems",
                "problemdescription",
                "symptom",
                "symptoms",
                "description",
                "summary",
                "complaint",
                "fault",
                "faultdescription",
                "whathappened",
                "问题",
                "问题描述",
                "问题现象",
                "故障现象",
                "故障描述",
                "故障",
                "现象",
                "报修内容",
                "症状",
                "概述",
            ],
        ),
        (K::Impact, &["impact", "effect", "effects", "userimpact", "影响", "影响范围", "后果"]),
        (
            K::Environment,
            &[
                "environment",
                "background",
                "context",
                "applicability",
                "appliesto",
                "prerequisites",
                "适用环境",
                "环境",
                "背景",
                "适用范围",
                "适用型号",
                "前提",
                "前提条件",
            ],
        ),
        (
            K::Cause,
            &[
                "cause",
                "causes",
                "rootcause",
                "rootcauses",
                "meaning",
                "reason",
                "reasons",
                "faultcause",
                "why",
                "原因",
                "故障原因",
                "根本原因",
                "原因分析",
                "根因",
                "含义",
                "问题原因",
            ],
        ),
        (
            K::Diagnosis,
            &[
                "diagnosis",
                "diagnostics",
                "diagnosticsteps",
                "finding",
                "findings",
                "analysis",
                "investigation",
                "troubleshooting",
                "诊断",
                "诊断步骤",
                "现场检查",
                "检查",
                "排查",
                "排查步骤",
                "分析",
                "故障诊断",
            ],
        ),
        (
            K::Resolution,
            &[
                "resolution",
                "resolutions",
                "solution",
                "solutions",
                "soluiton",
                "howtofix",
                "howtosolve",
                "howto",
                "mitigation",
                "mitigations",
                "workaround",
                "workarounds",
                "steps",
                "step",
                "action",
                "actions",
                "actiontaken",
                "fix",
                "fixes",
                "remedy",
                "repair",
                "method",
                "methods",
                "procedure",
                "howtoresolve",
                "解决方案",
                "解决方法",
                "解决办法",
                "解决",
                "解决步骤",
                "处理步骤",
                "处理措施",
                "处理方法",
                "处理过程",
                "处理",
                "方法",
                "步骤",
                "缓解",
                "缓解措施",
                "维修措施",
                "维修内容",
                "操作步骤",
                "临时解决方案",
                "修复方法",
            ],
        ),
        (
            K::Verification,
            &[
                "verification",
                "verify",
                "result",
                "results",
                "resultandacceptance",
                "acceptance",
                "验证",
                "结果",
                "结果与验收",
                "验收",
                "处理结果",
                "验证方法",
            ],
        ),
        (K::Prevention, &["prevention", "preventionmeasures", "预防", "预防措施", "预防建议"]),
        (
            K::Safety,
            &[
                "safety",
                "warning",
                "warnings",
                "safetynotes",
                "安全",
                "安全注意",
                "安全注意事项",
                "警告",
            ],
        ),
        (
            K::Parts,
            &[
                "parts",
                "partsused",
                "partsreplaced",
                "spareparts",
                "更换配件",
                "配件",
                "备件",
                "更换零件",
            ],
        ),
        (
            K::Measures,
            &[
                "measures",
                "measure",
                "correctiveandpreventivemeasures",
                "capa",
                "correctiveactions",
                "actionitems",
                "纠正预防措施",
                "纠正措施",
                "纠正与预防措施",
                "纠正和预防措施",
                "改进措施",
                "整改措施",
            ],
        ),
        (
            K::FollowUp,
            &["followup", "callback", "followups", "回访", "客户回访", "回访记录", "跟进", "后续"],
        ),
        (
            K::Related,
            &[
                "references",
                "reference",
                "related",
                "relatedarticles",
                "seealso",
                "links",
                "resources",
                "furtherreading",
                "参考资料",
                "参考",
                "参考链接",
                "参考文献",
                "相关",
                "相关文章",
                "相关链接",
            ],
        ),
    ]
};

/// What a heading opens. `Issue / 故障现象` goes by its first known part;
/// `Solution B`, `解决方法 2`, `Solution(workaround)`, `1. Problem` by their word.
pub(super) fn kind(heading: &str) -> SectionKind {
    let text: String = heading.nfkc().collect::<String>().to_lowercase();
    std::iter::once(text.as_str())
        .chain(text.split(['/', '|', '—', '–', '(', ':']))
        .find_map(known)
        .unwrap_or(SectionKind::Other)
}

fn known(part: &str) -> Option<SectionKind> {
    let words: Vec<&str> =
        part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let numbered = words.first().is_some_and(|w| w.chars().all(|c| c.is_ascii_digit()));
    let words = if numbered { &words[1..] } else { &words[..] };
    let lettered = words.len() > 1 && words.last().is_some_and(|w| is_label(w));
    whole(&words.concat())
        .or_else(|| if lettered { whole(&words[..words.len() - 1].concat()) } else { None })
}

/// `b`, `2`, `一`: what stands behind the word where there are several.
fn is_label(word: &str) -> bool {
    let mut chars = word.chars();
    let one =
        chars.next().is_some_and(|c| c.is_ascii_alphanumeric() || "一二三四五六七八九".contains(c));
    one && chars.all(|c| c.is_ascii_digit())
}

fn whole(word: &str) -> Option<SectionKind> {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九".contains(c);
    let bare = word.trim_end_matches(numeral);
    let find = |w: &str| WHOLE.iter().find(|(_, words)| words.contains(&w)).map(|(kind, _)| *kind);
    if word.is_empty() { None } else { find(word).or_else(|| find(bare)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages_and_with_letters() {
        for (heading, want) in [
            ("Issue / 故障现象", SectionKind::Issue),
            ("Problem", SectionKind::Issue),
            ("问题：", SectionKind::Issue),
            ("Root Cause", SectionKind::Cause),
            ("故障原因", SectionKind::Cause),
            ("Solution B", SectionKind::Resolution),
            ("Solution A(Recommended)", SectionKind::Resolution),
            ("解决方法 B", SectionKind::Resolution),
            ("方法一", SectionKind::Resolution),
            ("How to Fix", SectionKind::Resolution),
            ("Solution(workaround)", SectionKind::Resolution),
            ("1. Steps", SectionKind::Resolution),
            ("Measures / 纠正预防措施", SectionKind::Measures),
            ("Follow-up", SectionKind::FollowUp),
            ("References", SectionKind::Related),
            ("Create VLAN Interface", SectionKind::Other),
            ("Solutions for the future of our company", SectionKind::Other),
            ("???", SectionKind::Other),
        ] {
            assert_eq!(kind(heading), want, "{heading}");
        }
    }
}
