//! What holds for every figure: the markup is sound and carries no colour, the
//! numbers are the data, nothing breaks on strange data, equal specifications
//! give equal bytes, sizes stay small.

mod strange;

use super::*;
use strange::specs;

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
    for never in ["style=", "fill=", "stroke=", "=\"#", "rgb(", "NaN", "inf", "<script", "\u{0}"] {
        assert!(!svg.contains(never), "{never} in {svg}");
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

fn sim_007() -> TimelineSpec {
    let tick = |at, label: &str, major| TimeTick { at, label: label.into(), major };
    TimelineSpec {
        words: TimelineWords {
            outages: "停机（小时）".into(),
            chains: "同一故障".into(),
            visits: "巡访".into(),
            as_of: "数据截至".into(),
            ..TimelineWords::default()
        },
        from: 0.0,
        to: 730.0,
        as_of: Some(700.0),
        ticks: vec![tick(0.0, "2025", true), tick(181.0, "Jul", false), tick(365.0, "2026", true)],
        outages: vec![
            Outage { at: 100.0, hours: 52.0, flagged: true },
            Outage { at: 300.0, hours: 26.0, flagged: false },
            Outage { at: 900.0, hours: 99.0, flagged: false },
        ],
        chains: vec![Chain { label: "E-104".into(), at: vec![100.0, 300.0], flagged: true }],
        visits: vec![Visit { at: 720.0, state: VisitState::Due }],
        ..TimelineSpec::default()
    }
}

#[test]
fn the_compact_timeline_names_years_only() {
    let compact = assert_sound(&sim_007().draw(Form::Compact));
    let wide = assert_sound(&sim_007().draw(Form::Wide));
    assert!(wide.contains(&"Jul".to_owned()) && !compact.contains(&"Jul".to_owned()));
    for texts in [compact, wide] {
        for want in ["2025", "2026", "E-104", "52", "26", "数据截至"] {
            assert!(texts.iter().any(|text| text == want), "{want} is missing: {texts:?}");
        }
        assert!(!texts.contains(&"99".to_owned()), "an outage beyond the axis is not shown");
    }
}

#[test]
fn lanes_with_nothing_in_them_are_left_out() {
    let texts = assert_sound(&sim_007().draw(Form::Wide));
    let lanes = ["停机（小时）", "同一故障", "巡访"];
    assert!(lanes.iter().all(|lane| texts.contains(&(*lane).to_owned())));
    let height = |spec: &TimelineSpec| spec.draw(Form::Wide).height;
    let fewer = TimelineSpec { visits: vec![], ..sim_007() };
    assert!(height(&fewer) < height(&sim_007()));
}

#[test]
fn numbers_at_risk_stand_under_their_times() {
    let curve = |short: &str, at_risk: [u64; 3]| Curve {
        short: short.into(),
        steps: vec![CurveStep { at: 20.0, share: 0.8, lower: Some(0.6), upper: Some(0.9) }],
        until: 100.0,
        at_risk: at_risk.map(Some).to_vec(),
        ..Curve::default()
    };
    let spec = CurveSpec {
        horizon: 100.0,
        marks: vec![0.0, 30.0, 90.0],
        curves: vec![curve("A", [23, 21, 15]), curve("B", [31, 18, 9])],
        ..CurveSpec::default()
    };
    for form in Form::ALL {
        let figure = spec.draw(form);
        let boxes = text_boxes(&figure.svg);
        let middle = |text: &str| {
            boxes.iter().find(|b| b.3 == text).map(|b| f64::midpoint(b.0, b.1)).expect("is there")
        };
        for (time, counts) in [("0", ["23", "31"]), ("30", ["21", "18"]), ("90", ["15", "9"])] {
            assert!(counts.iter().all(|n| (middle(n) - middle(time)).abs() < 0.2), "{time}");
        }
        assert_eq!(figure.svg.matches("class=\"ed\"").count(), 1, "edges of the rival");
    }
}

#[test]
fn an_interval_that_runs_off_the_axis_ends_in_an_arrow() {
    let row = |estimate, lower, upper| IntervalRow {
        estimate: Some(estimate),
        lower: Some(lower),
        upper: Some(upper),
        ..IntervalRow::default()
    };
    let svg = |row| IntervalRowsSpec { rows: vec![row], ..Default::default() }.draw(Form::Wide).svg;
    let arrows = |svg: &str| svg.matches("class=\"pt\"").count();
    assert_eq!(arrows(&svg(row(1.3, 0.7, 2.6))), 0);
    assert_eq!(arrows(&svg(row(0.5, 0.0, 1.2))), 1);
    assert!(svg(row(6.0, 2.0, 7.0)).contains("8×") && !svg(row(3.0, 2.0, 3.9)).contains("8×"));
}

#[test]
fn a_year_of_anything_stays_small() {
    let size = year().draw(Form::Wide).svg.len();
    assert!(size < 3_000, "{size} bytes");
    for seed in 0..20 {
        for spec in specs(seed, 13) {
            for form in Form::ALL {
                let svg = spec.draw(form).svg;
                assert!(svg.len() < 8_000, "{} bytes: {svg}", svg.len());
            }
        }
    }
}

#[test]
fn the_number_of_a_mark_at_the_very_end_is_not_crowded_out_by_the_unit() {
    let spec = CurveSpec {
        unit: "days".into(),
        at_risk_head: "at risk".into(),
        horizon: 180.0,
        marks: vec![0.0, 180.0],
        curves: vec![Curve { until: 180.0, at_risk: vec![Some(9), Some(7)], ..Curve::default() }],
        ..CurveSpec::default()
    };
    for form in Form::ALL {
        let texts = assert_sound(&spec.draw(form));
        for want in ["180", "7", "days", "at risk"] {
            assert!(texts.iter().any(|text| text == want), "{want} is missing: {texts:?}");
        }
    }
}

#[test]
fn three_curves_differ_in_their_strokes_and_a_fourth_is_left_out() {
    let curve = |label: &str, share| Curve {
        label: label.into(),
        steps: vec![CurveStep { at: 20.0, share, lower: Some(0.1), upper: Some(0.9) }],
        until: 100.0,
        ..Curve::default()
    };
    let curves = vec![curve("a", 0.8), curve("b", 0.6), curve("c", 0.4), curve("d", 0.2)];
    let spec = CurveSpec { horizon: 100.0, curves, ..CurveSpec::default() };
    let figure = spec.draw(Form::Wide);
    let texts = assert_sound(&figure);
    assert!(texts.contains(&"c".to_owned()) && !texts.contains(&"d".to_owned()), "{texts:?}");
    for stroke in ["ln", "ln2", "ln3"] {
        assert_eq!(figure.svg.matches(&format!("class=\"{stroke}\"")).count(), 1, "{stroke}");
    }
    assert!(!figure.svg.contains("class=\"ed\""), "edges would hide the curves");
}

#[test]
fn a_cumulative_curve_is_dotted_where_too_few_are_watched() {
    let step = |at, mean, few| CumulativeStep {
        at,
        mean,
        lower: Some(mean * 0.8),
        upper: Some(mean * 1.2),
        few,
    };
    let curve = |label: &str, few| CumulativeCurve {
        label: label.into(),
        steps: vec![step(1.0, 1.0, false), step(2.0, 2.0, few)],
        until: 3.0,
    };
    let svg = |few| {
        let curves = vec![curve("own", few), curve("others", false)];
        CumulativeSpec { curves, ..CumulativeSpec::default() }.draw(Form::Wide).svg
    };
    assert!(svg(true).contains("class=\"ln few\"") && !svg(false).contains("few\""));
    assert_eq!(svg(false).matches("class=\"ln2\"").count(), 1);
    assert!(svg(false).contains(">own</text>") && svg(false).contains(">others</text>"));
}

#[test]
fn a_cumulative_curve_of_many_steps_stays_small() {
    let steps = (1..=400).map(|n| {
        let mean = f64::from(n) / 7.0;
        CumulativeStep {
            at: f64::from(n),
            mean,
            lower: Some(mean * 0.9),
            upper: Some(mean * 1.1),
            few: false,
        }
    });
    let curve = CumulativeCurve { label: "M-1".into(), steps: steps.collect(), until: 400.0 };
    let spec = CumulativeSpec { curves: vec![curve.clone(), curve], ..CumulativeSpec::default() };
    for form in Form::ALL {
        let size = spec.draw(form).svg.len();
        assert!(size < 12_000, "{size} bytes");
    }
}

#[test]
fn what_is_often_and_long_is_red_and_opens_its_page() {
    let mark = |label: &str, n, mean| JackKnifeMark {
        label: label.into(),
        n,
        mean,
        href: Some(format!("codes/{label}.html")),
    };
    let spec = |points| JackKnifeSpec {
        often_from: 8.0,
        long_from: 7.8,
        total_unit: "h".into(),
        both: "often and long".into(),
        points,
        ..JackKnifeSpec::default()
    };
    let quiet = spec(vec![mark("a", 19.0, 4.0), mark("b", 6.0, 20.0), mark("c", 1.0, 5.0)]);
    let svg = quiet.draw(Form::Wide).svg;
    assert!(!svg.contains("\"ph\"") && svg.contains("class=\"e b\">often and long"), "{svg}");
    assert!(svg.contains("<a href=\"codes/a.html\">") && svg.contains(">100 h</text>"), "{svg}");
    let loud = spec(vec![mark("d", 19.0, 40.0)]).draw(Form::Compact).svg;
    assert!(loud.contains("\"ph\"") && loud.contains("class=\"e h\">often and long"), "{loud}");
}

#[test]
fn a_field_of_many_codes_stays_small() {
    let point = |n: u32| JackKnifeMark {
        label: format!("E-{n}"),
        n: f64::from(n % 37 + 1),
        mean: f64::from(n % 91 + 1),
        href: Some(format!("../../codes/E-{n}/index.html")),
    };
    let points = (0..500).map(point).collect();
    let spec = JackKnifeSpec { often_from: 9.0, long_from: 9.0, points, ..Default::default() };
    for form in Form::ALL {
        let size = spec.draw(form).svg.len();
        assert!(size < 12_000, "{size} bytes");
    }
}

#[test]
fn bars_of_classes_keep_their_order_and_name_their_numbers() {
    let bar = |label: &str, n, hot| ClassBar { label: label.into(), n, hot };
    let rows = vec![bar("1 d", 4.0, false), bar("3 d", 0.0, false), bar("over 30 d", 2.0, true)];
    let spec = BarsSpec { rows, ..BarsSpec::default() };
    for form in Form::ALL {
        let figure = spec.draw(form);
        assert_eq!(assert_sound(&figure), ["1 d", "4", "3 d", "0", "over 30 d", "2"]);
        assert_eq!(figure.svg.matches("class=\"hr\"").count(), 1, "{}", figure.svg);
    }
}

#[test]
fn small_multiples_print_their_peaks_and_sums_and_fit_a_page() {
    let row = |n: u32| SparkRow {
        label: format!("M-{n}"),
        values: (0..24).map(|month| f64::from((month * 7 + n) % 11)).collect(),
        told: None,
        href: Some(format!("../models/M-{n}/index.html")),
    };
    let spec = |partial| SparklinesSpec {
        partial,
        rows: (0..12).map(row).collect(),
        ..SparklinesSpec::default()
    };
    for form in Form::ALL {
        let figure = spec(false).draw(form);
        let texts = assert_sound(&figure);
        assert_eq!(texts[..3], ["M-0", "10", "117"], "label, peak and sum of the first");
        assert!(figure.svg.len() < 12_000, "{} bytes", figure.svg.len());
        assert!(figure.svg.contains("class=\"pt\"") && !figure.svg.contains("class=\"po\""));
    }
    assert!(spec(true).draw(Form::Wide).svg.contains("class=\"po\""));
}

#[test]
fn a_ratio_is_red_only_where_somebody_has_to_act() {
    let svg = |verdict| {
        let row = IntervalRow {
            estimate: Some(0.5),
            lower: Some(0.3),
            upper: Some(0.8),
            verdict,
            ..IntervalRow::default()
        };
        IntervalRowsSpec { rows: vec![row], ..Default::default() }.draw(Form::Wide).svg
    };
    let [chance, proved, alarm] =
        [RatioVerdict::Chance, RatioVerdict::Proved, RatioVerdict::Alarm].map(svg);
    assert!(alarm.contains("\"ph\"") && !proved.contains("\"ph\"") && !chance.contains("\"ph\""));
    assert_ne!(proved, chance, "what is proved is filled");
}
