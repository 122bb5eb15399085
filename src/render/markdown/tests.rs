//! What becomes of a document's text, of its HTML and of its marks.

use super::*;
use crate::diag::Code;
use crate::model::Half;

/// A page without other pages beside it.
struct NoLinks;
impl Host for NoLinks {
    fn href(&self, target: &LinkTarget) -> Option<String> {
        match target {
            LinkTarget::External(url) => Some(url.clone()),
            LinkTarget::Attachment(path) => Some(format!("files/{path}")),
            LinkTarget::Page(..) => Some("page".to_owned()),
            _ => None,
        }
    }

    fn name(&self, target: &LinkTarget) -> Option<RecordName> {
        let name = RecordName { id: "SOL-7".to_owned(), title: "换 <灯>".to_owned() };
        matches!(target, LinkTarget::Page(..)).then_some(name)
    }

    fn word(&self, key: &'static str) -> &str {
        key
    }
}

fn article(body: &str) -> Article {
    let half =
        Half { lang: None, title: String::new(), range: 0..body.len(), sections: Vec::new() };
    Article {
        path: "a.md".into(),
        title: String::new(),
        body: body.into(),
        cut: false,
        body_line: 1,
        halves: vec![half],
        unknown: Vec::new(),
        tags: Vec::new(),
        readers: crate::model::words::Readers::Internal,
    }
}

fn html(body: &str) -> String {
    render(&article(body), &[], &[], &NoLinks).expect("renders").all()
}

#[test]
fn script_in_any_form_becomes_text_or_nothing() {
    for body in [
        "<script>alert(1)</script>",
        "a <script>alert(1)</script> b",
        "<img src=x onerror=alert(1)>",
        "<svg><a><set attributeName=href to=javascript:alert(1)>",
        "<div style=\"position:fixed\" id=cookie onclick=x()>a</div>",
        "<iframe srcdoc=\"<script>\"></iframe>",
        "[x](javascript:alert(1))",
        "![](https://evil.example/p.png)",
        "<!-- 客户很难缠 -->",
    ] {
        let out = html(body);
        for bad in [
            "<script",
            "onerror=",
            "<svg",
            "style=",
            "onclick",
            "srcdoc",
            "javascript:",
            "evil",
            "难缠",
            "id=",
        ] {
            assert!(!out.contains(bad), "{body} gave {out}");
        }
    }
}

#[test]
fn template_marks_stay_text() {
    assert!(html("{{ 7*7 }} {% include %}").contains("{{ 7*7 }} {% include %}"));
}

#[test]
fn emphasis_tags_in_running_text_are_balanced() {
    assert_eq!(html("a <b>x</b> <i>y"), "<p>a <b>x</b> <i>y</i></p>\n");
}

#[test]
fn a_tag_of_the_text_ends_with_what_surrounds_it() {
    for (body, want) in [
        ("*<b>x*</b> y", "<p><em><b>x</b></em> y</p>\n"),
        ("<b>*x</b>* y", "<p><b><em>x</em> y</b></p>\n"),
        ("[<u>l](#a)</u>", "<p><span class=\"nolink\"><u>l</u></span></p>\n"),
        ("- <b>x\n  - y</b>", "<ul><li><b>x</b><ul><li>y</li>\n</ul>\n</li>\n</ul>\n"),
    ] {
        assert_eq!(html(body), want, "{body}");
    }
}

#[test]
fn raw_html_nested_without_end_is_refused() {
    for body in ["<ul><li>", "<font color=a>", "<Table><td>"] {
        let body = format!("x\n\n<div>{}", body.repeat(1000));
        let error = render(&article(&body), &[], &[], &NoLinks).expect_err("too deep");
        assert_eq!((error.code, error.place.and_then(|p| p.line)), (Code::NestingTooDeep, Some(3)));
    }
    let flat = format!("<table>{}", "<tr><td>a<br><b>c</b>".repeat(1000));
    assert_eq!(html(&flat).matches("<b>c</b>").count(), 1000);
}

#[test]
fn a_text_nested_without_end_is_refused_with_its_line() {
    let error = render(&article(&"> ".repeat(100)), &[], &[], &NoLinks).expect_err("too deep");
    assert_eq!(error.code, Code::NestingTooDeep);
    assert_eq!(error.place.and_then(|p| p.line), Some(1));
}

/// A text whose links all lead to the same.
fn leading(body: &str, target: &LinkTarget) -> String {
    let markdown = Markdown::of(body);
    let link =
        |range| DocumentLink { range, dest: String::new(), image: false, target: target.clone() };
    let links: Vec<DocumentLink> = markdown
        .events()
        .filter(|(event, _)| {
            use pulldown_cmark::{Event, Tag};
            matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }))
        })
        .map(|(_, range)| link(range))
        .collect();
    render(&article(body), &links, &[], &NoLinks).expect("renders").all()
}

#[test]
fn a_reference_is_called_what_its_record_is_called() {
    let page = LinkTarget::Page(crate::catalog::PageRef::Page(0), None);
    for (body, want) in [
        (
            "见[[sol-7]]。",
            "<p>见<a href=\"page\"><span class=\"id\">SOL-7</span> 换 &lt;灯&gt;</a>。</p>\n",
        ),
        ("[[sol-7|*那*篇]]", "<p><a href=\"page\"><em>那</em>篇</a></p>\n"),
        ("`[[sol-7]]`", "<p><code>[[sol-7]]</code></p>\n"),
        ("```\n[[sol-7]]\n```", "<pre tabindex=\"0\"><code>[[sol-7]]\n</code></pre>\n"),
    ] {
        assert_eq!(leading(body, &page), want, "{body}");
    }
}

#[test]
fn a_reference_to_what_the_reader_may_not_see_says_nothing_more_than_was_written() {
    let out = leading("[[SOL-9]] [[SOL-9|那篇]]", &LinkTarget::Missing);
    let want = "<p><span class=\"nolink\">SOL-9</span> <span class=\"nolink\">那篇</span></p>\n";
    assert_eq!(out, want);
}

#[test]
fn a_picture_with_a_title_alone_in_its_paragraph_is_a_figure() {
    let file = LinkTarget::Attachment("a.png".into());
    let figure = "<figure><img loading=\"lazy\" src=\"files/a.png\" alt=\"风扇\">\
                  <figcaption>图 1 &lt;旧&gt;</figcaption></figure>\n";
    assert_eq!(leading("![风扇](a.png \"图 1 <旧>\")", &file), figure);
    let item = leading("- ![风扇](a.png \"图 1 <旧>\")\n\n  x", &file);
    assert_eq!(item, format!("<ul><li>{figure}<p>x</p>\n</li>\n</ul>\n"));
    for body in ["![风扇](a.png)", "看 ![风扇](a.png \"t\")", "![a](a.png \"t\") ![b](b.png \"u\")"]
    {
        assert!(!leading(body, &file).contains("<figure>"), "{body}");
    }
    assert!(!leading("![a](a.png \"t\")", &LinkTarget::Missing).contains("figure"));
}

#[test]
fn an_admonition_says_in_words_what_it_is() {
    let note =
        "<div class=\"note doc\" role=\"note\"><p><b>doc.tip</b></p>\n<p>慢慢来</p>\n</div>\n";
    assert_eq!(html("> [!TIP]\n> 慢慢来"), note);
    let out = html("> [!警告]\n> 先断电，\n> 再开盖\n>\n> - [ ] 挂牌");
    assert!(out.starts_with("<div class=\"safety\" role=\"note\">"), "{out}");
    assert!(out.contains("<p><b>doc.warning</b></p>\n<p>先断电，再开盖</p>"), "{out}");
    assert!(out.ends_with("</ul>\n</div></div>\n"), "{out}");
    assert_eq!(html("> x"), "<blockquote><p>x</p>\n</blockquote>\n");
}

#[test]
fn a_task_says_whether_it_is_done() {
    let out = html("- [x] 断电\n- [ ] 换灯\n- 其他");
    let done = "<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"doc.done\"> 断电";
    assert!(out.contains(done), "{out}");
    assert!(out.contains("aria-label=\"doc.to_do\"> 换灯</li>\n<li>其他"), "{out}");
    let loose = html("- [x] 断电\n\n- [ ] 换灯");
    assert!(loose.contains("<li class=\"task\"><p><input"), "{loose}");
}
