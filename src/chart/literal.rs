//! A drawn figure for readers without style sheets: the same marks with presentation
//! attributes in place of classes and a literal palette in place of the page's properties.
//! Printed documents are made of it; links lead nowhere there and are left out.
//!
//! What each class looks like stands in `figures.css`; a test holds the two together.

/// The colours of a figure by the names of the page's properties.
#[derive(Clone, Copy, Debug)]
pub struct Palette(&'static [(&'static str, &'static str)]);

/// The colours of paper, as the style sheet has them for printing.
pub const PRINT: Palette = Palette(&[
    ("paper", "#fff"),
    ("tint2", "#e6e6e6"),
    ("ink", "#000"),
    ("ink2", "#222"),
    ("ink3", "#444"),
    ("rule", "#aaa"),
    ("rule2", "#666"),
    ("blue", "#0b3a5c"),
    ("blue2", "#44789c"),
    ("blue3", "#c9d8e2"),
    ("red", "#8f1d06"),
    ("red2", "#b8321a"),
]);

impl Palette {
    fn colour(self, name: &str) -> &'static str {
        self.0.iter().find(|(of, _)| *of == name).map_or("#000", |(_, colour)| colour)
    }
}

/// What an attribute is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// A colour of the palette.
    Colour(&'static str),
    /// A word or number.
    Word(&'static str),
}

type Attributes = &'static [(&'static str, To)];

const fn fill(name: &'static str) -> (&'static str, To) {
    ("fill", To::Colour(name))
}

const fn stroke(name: &'static str) -> (&'static str, To) {
    ("stroke", To::Colour(name))
}

const fn width(units: &'static str) -> (&'static str, To) {
    ("stroke-width", To::Word(units))
}

const fn dashes(units: &'static str) -> (&'static str, To) {
    ("stroke-dasharray", To::Word(units))
}

const NO_FILL: (&str, To) = ("fill", To::Word("none"));
const BOLD: (&str, To) = ("font-weight", To::Word("600"));

/// Every text, with its halo of paper.
const TEXT: Attributes = &[
    fill("ink2"),
    ("paint-order", To::Word("stroke")),
    stroke("paper"),
    width("3"),
    ("stroke-linejoin", To::Word("round")),
];

/// The classes in the order of the style sheet: of two the later one wins.
const CLASSES: &[(&str, Attributes)] = &[
    ("e", &[("text-anchor", To::Word("end"))]),
    ("m", &[("text-anchor", To::Word("middle"))]),
    ("b", &[BOLD, fill("ink")]),
    ("h", &[BOLD, fill("red")]),
    ("i", &[BOLD, fill("blue")]),
    ("nh", &[("stroke", To::Word("none"))]),
    ("ax", &[stroke("ink"), width("1"), NO_FILL]),
    ("gr", &[stroke("rule"), width("1"), NO_FILL]),
    ("rf", &[stroke("ink3"), width("1"), dashes("2 3"), NO_FILL]),
    ("ln", &[stroke("blue"), width("2"), NO_FILL]),
    ("ln2", &[stroke("ink2"), width("1.5"), dashes("6 3"), NO_FILL]),
    ("ln3", &[stroke("blue2"), width("1"), NO_FILL]),
    ("ed", &[stroke("rule2"), width("1"), dashes("1 2"), NO_FILL]),
    ("few", &[dashes("1 3")]),
    ("lim", &[stroke("ink"), width("1.5"), NO_FILL]),
    ("red", &[stroke("red2"), width("1.6"), NO_FILL]),
    ("ci", &[stroke("blue"), width("1.6"), NO_FILL]),
    ("cir", &[stroke("red2"), width("1.6"), NO_FILL]),
    ("d", &[fill("blue")]),
    ("d2", &[fill("blue2")]),
    ("d3", &[fill("blue3")]),
    ("u", &[fill("tint2")]),
    ("u3", &[fill("rule2")]),
    ("hr", &[fill("red2")]),
    ("bo", &[fill("paper"), stroke("blue"), width("1.6")]),
    ("pt", &[fill("blue"), stroke("blue"), width("1.6")]),
    ("po", &[fill("paper"), stroke("blue"), width("1.6")]),
    ("ph", &[fill("red2"), stroke("red2"), width("1.6")]),
    ("pr", &[fill("paper"), stroke("red2"), width("1.6")]),
];

/// The figure `svg`, which was drawn here, in a palette; its texts ask for `families`,
/// names of fonts apart by commas.
pub fn literal(svg: &str, palette: Palette, families: &str) -> String {
    let mut out = String::with_capacity(svg.len() + svg.len() / 2);
    // Every `<` of a figure opens a tag: in texts and attributes it is written `&lt;`.
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        match tag.split([' ', '/']).find(|name| !name.is_empty()) {
            Some("a") => {}
            Some("svg") if !tag.starts_with('/') => open(&mut out, tag, families),
            Some("path" | "text") if !tag.starts_with('/') => mark(&mut out, tag, palette),
            _ => out.push_str(&["<", tag, ">"].concat()),
        }
        out.push_str(text);
    }
    out
}

/// The element around a figure: its size in numbers, its letters, no classes.
fn open(out: &mut String, tag: &str, families: &str) {
    let sides = attribute(tag, "viewBox").unwrap_or_default();
    let mut numbers = sides.split(' ').skip(2);
    let (across, down) = (numbers.next().unwrap_or("0"), numbers.next().unwrap_or("0"));
    out.push_str(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{sides}\" width=\"{across}\" \
         height=\"{down}\" font-size=\"12\" font-family=\""
    ));
    super::sheet::escape(out, families);
    out.push_str("\">");
}

/// A path or text with what its classes stand for.
fn mark(out: &mut String, tag: &str, palette: Palette) {
    let classes = attribute(tag, "class").unwrap_or_default();
    let bare = tag.replace(&format!(" class=\"{classes}\""), "");
    let beneath = if tag.starts_with("text") { TEXT } else { &[] };
    let (bare, end) = bare.strip_suffix('/').map_or((&*bare, ">"), |bare| (bare, "/>"));
    out.push('<');
    out.push_str(bare);
    for (name, to) in merged(beneath, classes) {
        let value = match to {
            To::Colour(name) => palette.colour(name),
            To::Word(word) => word,
        };
        out.push_str(&format!(" {name}=\"{value}\""));
    }
    out.push_str(end);
}

/// What several classes come to.
fn merged(beneath: Attributes, classes: &str) -> Vec<(&'static str, To)> {
    let mut all = beneath.to_vec();
    let worn = |class: &str| classes.split(' ').any(|one| one == class);
    let rules = CLASSES.iter().filter(|(class, _)| worn(class));
    for &(name, to) in rules.flat_map(|(_, attributes)| *attributes) {
        match all.iter_mut().find(|(of, _)| *of == name) {
            Some(known) => known.1 = to,
            None => all.push((name, to)),
        }
    }
    all
}

/// The value of an attribute, as it is written.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The texts that a figure shows, in order, for those who must know their letters.
pub fn texts(svg: &str) -> Vec<String> {
    let shown = svg.split("<text").skip(1).filter_map(|piece| {
        let (_, after) = piece.split_once('>')?;
        after.split_once("</text>").map(|(text, _)| text)
    });
    shown.map(unescape).collect()
}

fn unescape(text: &str) -> String {
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    signs.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::super::{Alt, Draw, FIGURES_CSS, Form, MonthBar, MonthState, MonthlyBarsSpec};
    use super::*;
    use std::collections::BTreeMap;

    const LOOKS: &str = include_str!("../../themes/default/static/faultbook.css");

    /// The declarations of a rule of the style sheet, outside of media rules.
    fn declared(class: &str) -> BTreeMap<String, String> {
        let rule = format!(".chart .{class}{{");
        let mut plain = FIGURES_CSS.split("@media").next().into_iter().chain([FIGURES_CSS]);
        let (_, after) = plain.find_map(|css| css.split_once(&rule)).expect("a rule of its own");
        let (body, _) = after.split_once('}').expect("an end");
        body.split(';')
            .filter_map(|d| d.split_once(':'))
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect()
    }

    fn as_css(attributes: &[(&'static str, To)]) -> BTreeMap<String, String> {
        let value = |to: To| match to {
            To::Colour(name) => format!("var(--{name})"),
            To::Word(word) => word.to_owned(),
        };
        attributes.iter().map(|&(name, to)| (name.to_owned(), value(to))).collect()
    }

    #[test]
    fn every_class_looks_as_the_style_sheet_says() {
        for (class, attributes) in CLASSES {
            assert_eq!(as_css(attributes), declared(class), ".{class}");
        }
        let classes = CLASSES.iter().map(|(class, _)| *class);
        let inks = super::super::ink::classes();
        let unknown: Vec<_> = inks.filter(|ink| !classes.clone().any(|c| c == *ink)).collect();
        assert_eq!(unknown, [""; 0], "inks without attributes");
    }

    #[test]
    fn text_has_the_halo_and_size_of_the_style_sheet() {
        let (_, body) = FIGURES_CSS.split_once(".chart text{").unwrap();
        let (body, _) = body.split_once('}').unwrap();
        let body: String = body.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(body.starts_with("font:12px/1 var(--plate)"), "{body}");
        for (name, value) in as_css(TEXT) {
            let unit = if name == "stroke-width" { "px" } else { "" };
            assert!(body.contains(&format!("{name}:{value}{unit}")), "{name}: {value} in {body}");
        }
    }

    #[test]
    fn the_colours_are_those_of_the_style_sheet_on_paper() {
        let (_, print) = LOOKS.split_once("@media print{").unwrap();
        for (name, colour) in PRINT.0 {
            let declared = format!("--{name}:{colour}");
            let found = [';', '}'].iter().any(|end| print.contains(&format!("{declared}{end}")));
            assert!(found, "{declared}");
        }
    }

    fn drawn() -> String {
        let bar = |label: &str, value, state| MonthBar { label: label.into(), value, state };
        let spec = MonthlyBarsSpec {
            alt: Alt {
                id: "v".into(),
                title: "<Faults>".into(),
                desc: "a \"b\" class=\"d\"".into(),
                no_data: String::new(),
            },
            unit: "x class=\"d\" <path class=\"d\"> & 故障".into(),
            months: vec![
                bar("Sep", Some(58.0), MonthState::Past),
                bar("Oct", Some(64.0), MonthState::Current),
            ],
            lines: vec![],
        };
        spec.draw(Form::Compact).svg
    }

    #[test]
    fn a_figure_needs_no_style_sheet_any_more_and_says_the_same() {
        let (page, paper) = (drawn(), literal(&drawn(), PRINT, "A \"b\""));
        // What looks like markup in a text of the figure stays text.
        assert!(!paper.contains("class=\"") && !paper.contains("var("), "{paper}");
        assert!(paper.contains("x class=&quot;d&quot; &lt;path"), "{paper}");
        assert!(paper.contains("font-family=\"A &quot;b&quot;\""), "{paper}");
        assert!(paper.contains("width=\"358\""), "{paper}");
        assert_eq!(texts(&page), texts(&paper));
        assert!(texts(&page).contains(&"x class=\"d\" <path class=\"d\"> & 故障".to_owned()));
        for kind in ["<path", "<text", "</svg>", "</title>"] {
            assert_eq!(page.matches(kind).count(), paper.matches(kind).count(), "{kind}");
        }
        assert!(paper.contains(" fill=\"#0b3a5c\""), "{paper}");
    }

    #[test]
    fn of_two_classes_the_later_one_wins_and_links_are_left_out() {
        let svg = "<svg class=\"chart\" viewBox=\"0 0 10 20\"><a href=\"x\">\
                   <path class=\"ln2 few\" d=\"M0 0h1\"/><text x=\"1\" y=\"2\">t</text></a></svg>";
        let out = literal(svg, PRINT, "F");
        assert!(out.contains("<path d=\"M0 0h1\" stroke=\"#222\" stroke-width=\"1.5\""), "{out}");
        assert!(out.contains("stroke-dasharray=\"1 3\"") && !out.contains("6 3"), "{out}");
        assert!(!out.contains("<a") && !out.contains("</a"), "{out}");
        assert!(out.contains(">t</text></svg>"), "{out}");
    }
}
