//! What the Markdown of Chinese and English texts is read as.

use super::*;

/// A text with its marks as brackets: `<b>`, `<i>`, `<s>`, links and images as `<a …>`.
fn read(text: &str) -> String {
    let mut out = String::new();
    for (event, _) in Markdown::of(text).events() {
        match event {
            Event::Start(Tag::Strong) => out.push_str("<b>"),
            Event::End(TagEnd::Strong) => out.push_str("</b>"),
            Event::Start(Tag::Emphasis) => out.push_str("<i>"),
            Event::End(TagEnd::Emphasis) => out.push_str("</i>"),
            Event::Start(Tag::Strikethrough) => out.push_str("<s>"),
            Event::End(TagEnd::Strikethrough) => out.push_str("</s>"),
            Event::Start(Tag::Link { dest_url, .. }) => out.push_str(&format!("<a {dest_url}>")),
            Event::End(TagEnd::Link) => out.push_str("</a>"),
            Event::Start(Tag::BlockQuote(_)) => out.push('>'),
            Event::Start(Tag::Item) => out.push('-'),
            Event::End(TagEnd::Paragraph) => out.push('¶'),
            Event::Code(code) => out.push_str(&format!("`{code}`")),
            Event::Text(text) => out.push_str(&text),
            Event::SoftBreak => out.push('␣'),
            _ => {}
        }
    }
    out
}

#[test]
fn emphasis_ends_and_begins_beside_chinese_punctuation() {
    for (text, want) in [
        ("**真。**她", "<b>真。</b>她¶"),
        ("**注意：**先断电，**再开盖。**完", "<b>注意：</b>先断电，<b>再开盖。</b>完¶"),
        ("按**“启动”**键", "按<b>“启动”</b>键¶"),
        ("见**《手册》**第2章", "见<b>《手册》</b>第2章¶"),
        ("*甲。*乙~~丙！~~丁", "<i>甲。</i>乙<s>丙！</s>丁¶"),
        ("把**12%**的", "把<b>12%</b>的¶"),
        ("按**`MODE`**键", "按<b>`MODE`</b>键¶"),
        ("看**(A)**处", "看<b>(A)</b>处¶"),
        ("看**[甲](a.md)**处", "看<b><a a.md>甲</a></b>处¶"),
        ("调到**−5℃**的档", "调到<b>−5℃</b>的档¶"),
        ("**甲。**then", "<b>甲。</b>then¶"),
        ("[[A|*那*篇]]", "<a A><i>那</i>篇</a>¶"),
        ("**12%**的**甲**乙**(A)**丙", "<b>12%</b>的<b>甲</b>乙<b>(A)</b>丙¶"),
        ("他说：**你好**。", "他说：<b>你好</b>。¶"),
        ("“**你好**”，他说", "“<b>你好</b>”，他说¶"),
    ] {
        assert_eq!(read(text), want, "{text}");
    }
}

#[test]
fn what_is_no_emphasis_stays_as_written() {
    for text in ["2 * 3 * 4", "`**真。**她`", "a\\*。*b", "** 真 **", "5*（3+2）"] {
        assert!(!read(text).contains("<b>") && !read(text).contains("<i>"), "{}", read(text));
        let kept: String = read(text).chars().filter(|c| !"¶`".contains(*c)).collect();
        assert_eq!(kept, text.replace(['`', '\\'], ""), "{text}");
    }
}

#[test]
fn nothing_that_stands_in_for_a_character_is_ever_given() {
    let text = "**真。**她 [甲。**乙](<路。径.md> \"题。\") `码。**真。**她` \u{e000}";
    assert!(read(text).contains('\u{e000}'), "one that was written stays");
    let text = "**真。**她 [甲](<真。**她.md>) `真。**她`";
    assert_eq!(read(text), "<b>真。</b>她 <a 真。**她.md>甲</a> `真。**她`¶");
}

#[test]
fn places_are_those_of_the_text_as_written() {
    let text = "按**“启”**键 [[A|b]]";
    let markdown = Markdown::of(text);
    let links = markdown
        .events()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::Link { .. })))
        .map(|(_, range)| text[range].to_owned());
    assert_eq!(links.collect::<Vec<_>>(), ["[[A|b]]"]);
}

#[test]
fn a_line_break_beside_chinese_is_no_space() {
    for (text, want) in [
        ("第一行\n第二行", "第一行第二行¶"),
        ("先断电，\n**再**开盖", "先断电，<b>再</b>开盖¶"),
        ("见[说明](a.md)\n第二行", "见<a a.md>说明</a>第二行¶"),
        ("他说\n“好”", "他说“好”¶"),
        ("代码 E101\n黑屏", "代码 E101␣黑屏¶"),
        ("出现。\nC 版", "出现。C 版¶"),
        ("C 版\n（旧）", "C 版（旧）¶"),
        ("first\nsecond", "first␣second¶"),
        ("“a”\n“b”", "“a”␣“b”¶"),
        ("> 第一行\n> 第二行", ">第一行第二行¶"),
        ("甲\n`x`", "甲␣`x`¶"),
        ("第一行\n\n第二行", "第一行¶第二行¶"),
    ] {
        assert_eq!(read(text), want, "{text}");
    }
}

#[test]
fn a_reference_is_a_link_but_not_in_code_and_not_before_an_address() {
    for (text, want) in [
        ("见 [[SIM-001]]。", "见 <a SIM-001>SIM-001</a>。¶"),
        ("[[SOL-7|换 *灯*]]", "<a SOL-7>换 <i>灯</i></a>¶"),
        ("`[[A]]`", "`[[A]]`¶"),
        ("[[1]](x.md) [[B]]", "<a x.md>[1]</a> <a B>B</a>¶"),
        ("[[] []] [x]", "[[] []] [x]¶"),
        ("[[甲\n乙]] [[ ]]", "[[甲乙]] [[ ]]¶"),
        ("[[[A]]]", "[<a A>A</a>]¶"),
    ] {
        assert_eq!(read(text), want, "{text}");
    }
}

#[test]
fn an_admonition_loses_the_line_that_says_which_it_is() {
    for (text, want) in [
        ("> [!WARNING]\n> 先断电", ">先断电¶"),
        ("> [!警告]\n> 先断电\n> 再开盖", ">先断电再开盖¶"),
        ("> [!注意] 先断电", ">先断电¶"),
        ("> [!note]\n>\n> one\n>\n> two", ">one¶two¶"),
        ("> [!TIP]\n> - one", ">-one"),
        ("> [!NOTE]\n> **甲。**乙", "><b>甲。</b>乙¶"),
        ("> [!NOTHING]\n> x", ">[!NOTHING]␣x¶"),
        ("- a\n\n  > [!危险]\n  > 高压", "-a¶>高压¶"),
        ("> [!NOTE]", ">"),
    ] {
        assert_eq!(read(text), want, "{text}");
    }
}

#[test]
fn the_word_of_an_admonition_is_known_in_both_languages() {
    let known = |text| head(text, 0).and_then(|head| head.known);
    assert_eq!(known("> [!Caution]\n> x"), Some(Admonition::Caution));
    assert_eq!(known(">[!安全]\n> x"), Some(Admonition::Safety));
    assert_eq!(known("> [!WARNNG]\n> x"), None);
    assert_eq!(Admonition::nearest("WARNNG"), Some("warning"));
    assert_eq!(Admonition::nearest("TODO"), None);
    assert_eq!(head("> [!] so\n", 0), None);
    assert_eq!(head("> [!note](x.md)\n", 0), None);
}
