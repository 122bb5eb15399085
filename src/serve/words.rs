//! What the server says in its own name, in both languages. Findings are in English, as
//! everywhere.

use crate::model::Lang;
use serde::Serialize;

/// The words of one language.
#[derive(Debug, Serialize)]
pub(super) struct Words {
    /// Over the list of sites.
    pub(super) sites: &'static str,
    /// Below it.
    pub(super) sites_note: &'static str,
    /// Beside the department's own site.
    pub(super) internal: &'static str,
    /// Beside the public site.
    pub(super) public: &'static str,
    /// Beside a customer's site.
    pub(super) customer: &'static str,
    /// Beside a site that is encrypted where it is published.
    pub(super) encrypted: &'static str,
    /// Beside such a site where others can reach the server.
    pub(super) withheld: &'static str,
    /// Over the page for what is not there.
    pub(super) missing: &'static str,
    /// What to do then.
    pub(super) missing_note: &'static str,
    /// Over the page that stands where no site is yet.
    pub(super) waiting: &'static str,
    /// What to do then.
    pub(super) waiting_note: &'static str,
    /// A page that could not be made.
    pub(super) unmade: &'static str,
    /// To the list of sites.
    pub(super) to_sites: &'static str,
    /// Over findings that keep newer sites back.
    pub(super) failed: &'static str,
    /// Below it.
    pub(super) failed_note: &'static str,
    /// Over findings that leave something out.
    pub(super) left_out: &'static str,
    /// Below it.
    pub(super) left_out_note: &'static str,
    /// Before what was expected.
    pub(super) expected: &'static str,
    /// Before how to mend it.
    pub(super) hint: &'static str,
    /// Closes the findings.
    pub(super) close: &'static str,
    /// How many findings are not shown, before the number.
    pub(super) more: &'static str,
}

/// The words of a language.
pub(super) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &CHINESE,
        Lang::En => &ENGLISH,
    }
}

const ENGLISH: Words = Words {
    sites: "Sites of this project",
    sites_note: "A preview: nothing is written. faultbook build writes the sites.",
    internal: "the department's own site",
    public: "for everyone",
    customer: "for this customer",
    encrypted: "encrypted where it is published; shown here as its reader sees it once it is open",
    withheld: "encrypted where it is published, and not shown while others can reach this server",
    missing: "There is no such page",
    missing_note: "It may have been renamed, or something keeps it from being made. This page is \
                   loaded again when that changes.",
    waiting: "There is no site yet",
    waiting_note: "It is being made, or something stands in the way. This page is loaded again \
                   when that changes.",
    unmade: "This page could not be made",
    to_sites: "All sites",
    failed: "The site cannot be rebuilt",
    failed_note: "What you see is the last good state. It is replaced as soon as this is mended.",
    left_out: "Something is left out of the site",
    left_out_note: "Everything else is up to date.",
    expected: "Expected: ",
    hint: "How to mend it: ",
    close: "Close (Esc)",
    more: "Further findings: ",
};

const CHINESE: Words = Words {
    sites: "本项目的网站",
    sites_note: "这里是预览，不写任何文件；写出网站用 faultbook build。",
    internal: "部门内部网站",
    public: "对所有人公开",
    customer: "给这家客户",
    encrypted: "发布时加密；这里显示的是打开之后的样子",
    withheld: "发布时加密；别人能访问本服务时不显示",
    missing: "没有这个页面",
    missing_note: "可能改了名，也可能有问题使它没有生成。情况一变，本页会自动重新载入。",
    waiting: "网站还没有生成",
    waiting_note: "正在生成，或者有问题挡住了。情况一变，本页会自动重新载入。",
    unmade: "这个页面没能生成",
    to_sites: "全部网站",
    failed: "网站无法重新生成",
    failed_note: "现在看到的是上一次的正常状态；问题改好后会自动更新。",
    left_out: "有内容没有进入网站",
    left_out_note: "其余内容都是最新的。",
    expected: "应为：",
    hint: "怎样改：",
    close: "关闭（Esc）",
    more: "其余问题数：",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_everything_in_their_own_letters() {
        let all = |lang| serde_json::to_value(words(lang)).expect("texts");
        let (english, chinese) = (all(Lang::En), all(Lang::Zh));
        for (key, text) in english.as_object().expect("an object") {
            let (text, other) = (text.as_str().unwrap(), chinese[key].as_str().unwrap());
            assert!(!text.is_empty() && text.is_ascii(), "{key}: {text}");
            assert!(!other.is_ascii(), "{key}: {other}");
        }
    }
}
