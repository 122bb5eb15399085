//! What holds for every figure: the markup is sound and carries no colour, the
//! numbers are the data, nothing breaks on strange data, equal specifications
//! give equal bytes, sizes stay small.

use super::*;

/// Small reproducible numbers; a figure's tests need variety, not randomness.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }

    fn strange(&mut self) -> f64 {
        match self.below(14) {
            0 => 0.0,
            1 => f64::NAN,
            2 => f64::INFINITY,
            3 => f64::NEG_INFINITY,
            4 => -3.5,
            5 => 1e300,
            6 => 1e-12,
            7 => 7.0,
            _ => self.below(10_000) as f64 / 100.0,
        }
    }

    fn maybe(&mut self) -> Option<f64> {
        (self.below(5) > 0).then(|| self.strange())
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 0
    }

    fn words(&mut self) -> String {
        const WORDS: [&str; 7] = [
            "",
            "E-104 channel black",
            "<script>alert(\"x\")</script>&'",
            "通道二黑屏，重启后恢复，但一小时后再次发生同样的故障现象",
            "x",
            "line\nbreak\u{0}\u{1b}[31m",
            "a very long label that nobody should have written but somebody always does, twice",
        ];
        WORDS[self.below(WORDS.len() as u64) as usize].to_owned()
    }
}

fn alt(dice: &mut Dice) -> Alt {
    Alt {
        id: "fig 1\"".into(), title: dice.words(), desc: dice.words(), no_data: "无数据".into()
    }
}

fn months(dice: &mut Dice, rows: u64) -> MonthlyBarsSpec {
    let states = [MonthState::Past, MonthState::Current, MonthState::Partial];
    let kinds = [MonthLineKind::Limit, MonthLineKind::Mean, MonthLineKind::PreviousYear];
    MonthlyBarsSpec {
        alt: alt(dice),
        unit: dice.words(),
        months: (0..rows)
            .map(|_| MonthBar {
                label: dice.words(),
                value: dice.maybe(),
                state: states[dice.below(3) as usize],
            })
            .collect(),
        lines: kinds
            .map(|kind| MonthLine {
                label: dice.words(),
                values: (0..rows + dice.below(3)).map(|_| dice.maybe()).collect(),
                kind,
            })
            .to_vec(),
    }
}

fn pareto(dice: &mut Dice, rows: u64) -> ParetoSpec {
    let kinds = [ParetoKind::Vital, ParetoKind::Rest, ParetoKind::Uncoded];
    ParetoSpec {
        alt: alt(dice),
        value_head: dice.words(),
        cumulative_head: dice.words(),
        rows: (0..rows)
            .map(|_| ParetoRow {
                label: dice.words(),
                n: dice.strange(),
                cumulative: dice.strange(),
                kind: kinds[dice.below(3) as usize],
                href: dice.flip().then(|| dice.words()),
            })
            .collect(),
    }
}

fn control(dice: &mut Dice, rows: u64) -> ControlChartSpec {
    ControlChartSpec {
        alt: alt(dice),
        unit: dice.words(),
        months: (0..rows)
            .map(|_| ControlMonth {
                label: dice.words(),
                rate: dice.maybe(),
                upper: dice.maybe(),
                lower: dice.maybe(),
                signal: dice.flip(),
                partial: dice.flip(),
                note: dice.flip().then(|| dice.words()),
            })
            .collect(),
        mean: dice.maybe(),
        mean_label: dice.words(),
        limit_label: dice.words(),
    }
}

fn share(dice: &mut Dice) -> f64 {
    if dice.below(6) == 0 { dice.strange() } else { dice.below(1001) as f64 / 1000.0 }
}

fn curves(dice: &mut Dice, rows: u64) -> CurveSpec {
    let curve = |dice: &mut Dice| Curve {
        label: dice.words(),
        short: dice.words(),
        steps: (0..rows)
            .map(|_| CurveStep {
                at: dice.strange(),
                share: share(dice),
                lower: dice.flip().then(|| share(dice)),
                upper: dice.flip().then(|| share(dice)),
            })
            .collect(),
        until: dice.strange(),
        few_from: dice.maybe(),
        at_risk: (0..rows).map(|_| dice.flip().then(|| dice.below(999))).collect(),
    };
    CurveSpec {
        alt: alt(dice),
        unit: dice.words(),
        horizon: if dice.flip() { 120.0 } else { dice.strange() },
        marks: (0..rows.min(9)).map(|_| dice.strange()).collect(),
        at_risk_head: dice.words(),
        curves: (0..rows.min(2)).map(|_| curve(dice)).collect(),
    }
}

fn intervals(dice: &mut Dice, rows: u64) -> IntervalRowsSpec {
    IntervalRowsSpec {
        alt: alt(dice),
        columns: (0..3).map(|_| dice.words()).collect(),
        rows: (0..rows)
            .map(|_| IntervalRow {
                label: dice.words(),
                estimate: dice.maybe(),
                lower: dice.maybe(),
                upper: dice.maybe(),
                flagged: dice.flip(),
                columns: (0..dice.below(4)).map(|_| dice.words()).collect(),
                href: dice.flip().then(|| dice.words()),
            })
            .collect(),
    }
}

fn timeline(dice: &mut Dice, rows: u64) -> TimelineSpec {
    let states = [VisitState::Done, VisitState::Due, VisitState::Late];
    let many = 0..rows;
    TimelineSpec {
        alt: alt(dice),
        words: TimelineWords { warranty: dice.words(), as_of: dice.words(), ..Default::default() },
        from: 0.0,
        to: if dice.flip() { 100.0 } else { dice.strange() },
        as_of: dice.maybe(),
        ticks: (many.clone())
            .map(|_| TimeTick { at: dice.strange(), label: dice.words(), major: dice.flip() })
            .collect(),
        warranty: (0..rows.min(5))
            .map(|_| WarrantyBar {
                label: dice.words(),
                from: dice.strange(),
                to: dice.strange(),
                whole: dice.flip(),
            })
            .collect(),
        outages: (many.clone())
            .map(|_| Outage { at: dice.strange(), hours: dice.strange(), flagged: dice.flip() })
            .collect(),
        chains: (0..rows.min(6))
            .map(|_| Chain {
                label: dice.words(),
                at: (0..dice.below(6)).map(|_| dice.strange()).collect(),
                flagged: dice.flip(),
            })
            .collect(),
        parts: many.clone().map(|_| PartChange { at: dice.strange() }).collect(),
        visits: many
            .map(|_| Visit { at: dice.strange(), state: states[dice.below(3) as usize] })
            .collect(),
    }
}

fn specs(seed: u64, rows: u64) -> Vec<Box<dyn Draw>> {
    let dice = &mut Dice(seed);
    vec![
        Box::new(months(dice, rows)),
        Box::new(pareto(dice, rows)),
        Box::new(control(dice, rows)),
        Box::new(curves(dice, rows)),
        Box::new(intervals(dice, rows)),
        Box::new(timeline(dice, rows)),
    ]
}

/// Reads the markup strictly and returns the texts of its `text` elements.
fn texts_of_sound_markup(svg: &str) -> Vec<String> {
    let (mut open, mut texts, mut rest) = (Vec::new(), Vec::new(), svg);
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        assert!(!text.contains('>'), "a loose > in {svg}");
        if open.last() == Some(&"text") {
            texts.push(unescaped(text));
        } else if !matches!(open.last(), Some(&"title" | &"desc")) {
            assert!(text.is_empty(), "loose text {text:?}");
        }
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes in {tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a tag has a name"));
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty() && rest.is_empty(), "left open: {open:?}");
    texts
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&amp;", "&")
}

fn assert_sound(figure: &Figure) -> Vec<String> {
    let svg = &figure.svg;
    for never in ["style=", "fill=", "stroke=", "#fa11", "rgb(", "NaN", "inf", "<script", "\u{0}"] {
        let found = svg.contains(never);
        let may = never == "inf" || never == "fill=" || never == "style=";
        assert!(!found || may && unescaped(svg) != *svg, "{never} in {svg}");
    }
    assert!(svg.contains("aria-labelledby=\"") && svg.contains("<title id=\""), "{svg}");
    assert!(svg.contains("<desc id=\"") && svg.contains("viewBox=\"0 0 "), "{svg}");
    texts_of_sound_markup(svg)
}

#[test]
fn strange_data_always_make_sound_markup() {
    for rows in [0, 1, 2, 3, 13, 60, 200] {
        for seed in 0..12 {
            for spec in specs(seed * 97 + rows, rows) {
                for form in Form::ALL {
                    assert_sound(&spec.draw(form));
                }
            }
        }
    }
}

#[test]
fn equal_specifications_give_equal_bytes() {
    for (first, second) in specs(5, 13).iter().zip(specs(5, 13)) {
        for form in Form::ALL {
            assert_eq!(first.draw(form), second.draw(form));
        }
    }
}

#[test]
fn labels_stay_on_the_board_and_never_lie_on_each_other() {
    for seed in 0..150 {
        for spec in specs(seed, 13) {
            for form in Form::ALL {
                let figure = spec.draw(form);
                let boxes = text_boxes(&figure.svg);
                for (left, right, y, text) in &boxes {
                    let inside = *left > -3.0 && *right < figure.width + 3.0;
                    assert!(inside && *y < figure.height, "{text:?} leaves {}", figure.svg);
                }
                for (place, a) in boxes.iter().enumerate() {
                    for b in &boxes[place + 1..] {
                        assert!(!meet(a, b), "{a:?} lies on {b:?} in {}", figure.svg);
                    }
                }
            }
        }
    }
}

type TextBox = (f64, f64, f64, String);

/// Left, right, baseline and text of every label.
fn text_boxes(svg: &str) -> Vec<TextBox> {
    let texts = svg.split("<text ").skip(1).map(|rest| {
        let attribute = |name: &str| {
            let value = rest.split_once(&format!("{name}=\""))?.1.split('"').next()?;
            (rest.find(name)? < rest.find('>')?).then(|| value.to_owned())
        };
        let number = |name| attribute(name).and_then(|v| v.parse::<f64>().ok()).expect("a place");
        let text = rest.split_once('>').and_then(|(_, rest)| rest.split_once('<')).expect("text").0;
        let class = attribute("class").unwrap_or_default();
        let bold = class.split(' ').any(|class| matches!(class, "b" | "h" | "i"));
        let width = text_width(&unescaped(text), bold);
        let left = match class.split(' ').next() {
            Some("e") => number("x") - width,
            Some("m") => number("x") - width / 2.0,
            _ => number("x"),
        };
        (left, left + width, number("y"), unescaped(text))
    });
    texts.collect()
}

fn meet(a: &TextBox, b: &TextBox) -> bool {
    a.0 + 0.2 < b.1 && b.0 + 0.2 < a.1 && (a.2 - b.2).abs() < 10.0
}

fn year() -> MonthlyBarsSpec {
    let values = [51, 47, 58, 44, 49, 55, 62, 57, 53, 66, 71, 58, 64];
    MonthlyBarsSpec {
        alt: Alt { id: "volume".into(), title: "Faults".into(), ..Alt::default() },
        unit: "faults".into(),
        months: values
            .iter()
            .enumerate()
            .map(|(place, value)| MonthBar {
                label: format!("{}", (place + 9) % 12 + 1),
                value: Some(f64::from(*value)),
                state: if place == 12 { MonthState::Current } else { MonthState::Past },
            })
            .collect(),
        lines: vec![],
    }
}

#[test]
fn the_numbers_of_the_bars_are_the_data() {
    for form in Form::ALL {
        let texts = assert_sound(&year().draw(form));
        for value in ["51", "47", "44", "71", "64"] {
            assert!(texts.iter().any(|text| text == value), "{value} is missing: {texts:?}");
        }
    }
}

#[test]
fn bar_lengths_are_in_proportion() {
    let row = |n| ParetoRow { label: "x".into(), n, cumulative: 1.0, ..ParetoRow::default() };
    let spec = ParetoSpec { rows: vec![row(20.0), row(10.0)], ..ParetoSpec::default() };
    let svg = spec.draw(Form::Wide).svg;
    let path = svg.split("class=\"d2\" d=\"").nth(1).expect("bars of second rank");
    let path = path.split('"').next().expect("the attribute ends");
    let lengths: Vec<f64> = path
        .split('h')
        .skip(1)
        .map(|rest| rest.split(['v', 'h', 'z']).next().expect("a length").parse().expect("number"))
        .filter(|length| *length > 0.0)
        .collect();
    assert_eq!(lengths.len(), 2, "{path}");
    assert!((lengths[0] / lengths[1] - 2.0).abs() < 0.01, "{lengths:?}");
}

#[test]
fn the_red_line_parts_the_vital_few_from_the_rest() {
    let row = |kind| ParetoRow { n: 3.0, cumulative: 0.5, kind, ..ParetoRow::default() };
    let few = vec![row(ParetoKind::Vital), row(ParetoKind::Rest), row(ParetoKind::Uncoded)];
    let all = vec![row(ParetoKind::Vital), row(ParetoKind::Vital)];
    let svg = |rows| ParetoSpec { rows, ..ParetoSpec::default() }.draw(Form::Wide).svg;
    assert!(svg(few.clone()).contains("class=\"red\"") && svg(few).contains("class=\"u3\""));
    assert!(!svg(all).contains("class=\"red\""), "a line that parts nothing is not drawn");
}

#[test]
fn without_data_a_figure_says_so_and_draws_nothing() {
    for spec in specs(3, 0) {
        for form in Form::ALL {
            let figure = spec.draw(form);
            assert_eq!(assert_sound(&figure), ["无数据"]);
            assert!(!figure.svg.contains("<path"));
        }
    }
}

#[test]
fn ids_of_the_forms_differ_and_are_one_word() {
    let spec = year();
    let ids: Vec<_> = Form::ALL
        .iter()
        .map(|form| spec.draw(*form).svg.split("<title id=\"").nth(1).map(str::to_owned))
        .map(|rest| rest.and_then(|r| r.split('"').next().map(str::to_owned)))
        .collect();
    let want = ["volume-compact-t", "volume-wide-t", "volume-paper-t"];
    assert_eq!(ids, want.map(|id| Some(id.to_owned())));
}

#[test]
fn a_month_without_a_value_is_a_dash_and_not_zero() {
    let month = |value| MonthBar { label: "Oct".into(), value, state: MonthState::Past };
    let spec = MonthlyBarsSpec {
        months: vec![month(None), month(Some(0.0)), month(Some(2.0))],
        ..MonthlyBarsSpec::default()
    };
    let texts = assert_sound(&spec.draw(Form::Wide));
    assert_eq!(texts.iter().filter(|text| *text == "—").count(), 1);
    assert_eq!(texts.iter().filter(|text| *text == "0").count(), 1);
}

#[test]
fn signals_are_red_and_a_running_month_is_hollow() {
    let month = |signal, partial| ControlMonth {
        rate: Some(4.0),
        upper: Some(9.0),
        signal,
        partial,
        ..ControlMonth::default()
    };
    let svg = |months| ControlChartSpec { months, ..Default::default() }.draw(Form::Wide).svg;
    let quiet = svg(vec![month(false, false), month(false, true)]);
    assert!(quiet.contains("\"pt\"") && quiet.contains("\"po\"") && !quiet.contains("\"ph\""));
    assert!(svg(vec![month(true, false)]).contains("class=\"ph\""));
}

#[test]
fn a_linked_figure_does_not_hide_its_links() {
    let row = ParetoRow { n: 1.0, href: Some("../a&b.html".into()), ..ParetoRow::default() };
    let svg = ParetoSpec { rows: vec![row], ..ParetoSpec::default() }.draw(Form::Wide).svg;
    assert!(svg.contains("role=\"group\"") && svg.contains("<a href=\"../a&amp;b.html\">"));
    assert!(year().draw(Form::Wide).svg.contains("role=\"img\""));
}

#[test]
fn a_year_of_bars_stays_below_three_kilobytes() {
    let size = year().draw(Form::Wide).svg.len();
    assert!(size < 3_000, "{size} bytes");
}
