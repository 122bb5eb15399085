//! Writes a page with every figure in every form, in light and dark, with
//! sample data: `cargo run --example figures -- figures.html`. For looking at
//! figures while changing them; nothing here is part of a built site.
#![allow(clippy::disallowed_methods, reason = "an example writes its page itself")]

use faultbook::chart::{
    Alt, BarsSpec, Chain, ClassBar, ControlChartSpec, ControlMonth, CumulativeCurve,
    CumulativeSpec, CumulativeStep, Curve, CurveSpec, CurveStep, Draw, FIGURES_CSS, Form,
    GrowthSpec, IntervalRow, IntervalRowsSpec, JackKnifeMark, JackKnifeSpec, MonthBar, MonthLine,
    MonthLineKind, MonthState, MonthlyBarsSpec, Outage, ParetoKind, ParetoRow, ParetoSpec,
    PartChange, RatioVerdict, ShareRow, SharesSpec, SparkRow, SparklinesSpec, Strip, StripStep,
    StripsSpec, TimeTick, TimelineSpec, TimelineWords, Visit, VisitState, WarrantyBar,
};

const PAGE_CSS: &str = "
:root{--plate:'DIN Alternate',Bahnschrift,'Roboto Condensed','Noto Sans Condensed','Arial Narrow',
'Noto Sans CJK SC',sans-serif}
.light{--paper:#f9fbf9;--tint2:#e2e9e4;--ink:#16212a;--ink2:#44525c;--ink3:#5c6972;--rule:#cbd4ce;
--rule2:#7f8d90;--blue:#0d4a75;--blue2:#4a82aa;--blue3:#c3d7e4;--red:#ad2c12;--red2:#d24a2b}
.dark{--paper:#10181d;--tint2:#212d35;--ink:#e6ecea;--ink2:#b0bdc3;--ink3:#93a2aa;--rule:#303e47;
--rule2:#6d7f89;--blue:#93c8ee;--blue2:#5b98c3;--blue3:#1f4560;--red:#ff9a80;--red2:#f2704f}
body{margin:0;font:16px/1.5 sans-serif}
section{background:var(--paper);color:var(--ink);padding:20px 32px}
.row{display:flex;gap:48px;margin-bottom:36px;flex-wrap:wrap;align-items:flex-start}
.row .chart{display:block;flex:none;max-width:none}
";

const MONTHS: [&str; 13] =
    ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"];

fn main() -> std::io::Result<()> {
    let target = std::env::args().nth(1).unwrap_or_else(|| "figures.html".to_owned());
    let mut page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Figures</title>\
         <style>{PAGE_CSS}{FIGURES_CSS}.row .chart{{display:block;max-width:none}}</style>"
    );
    for scheme in ["light", "dark"] {
        page.push_str(&["<section class=", scheme, ">"].concat());
        for (name, spec) in figures(scheme) {
            page.push_str(&row(name, spec.as_ref()));
        }
        page.push_str("</section>");
    }
    std::fs::write(target, page)
}

fn row(name: &str, spec: &dyn Draw) -> String {
    let figures = Form::ALL.map(|form| {
        let figure = spec.draw(form);
        let size = figure.svg.len();
        let width = figure.width;
        format!("<div style=\"width:{width}px\">{}<small>{size} bytes</small></div>", figure.svg)
    });
    format!("<h3>{name}</h3><div class=row>{}</div>", figures.concat())
}

fn figures(scheme: &str) -> Vec<(&'static str, Box<dyn Draw>)> {
    let alt = |name: &str| Alt {
        id: format!("{scheme}-{name}"),
        title: name.to_owned(),
        desc: "sample".to_owned(),
        no_data: "No faults in these 12 months.".to_owned(),
    };
    vec![
        ("Timeline", Box::new(timeline(alt("timeline")))),
        ("Pareto", Box::new(pareto(alt("pareto"), &PARETO))),
        ("Pareto, Chinese", Box::new(pareto(alt("pareto-zh"), &PARETO_ZH))),
        ("Monthly bars", Box::new(monthly(alt("monthly"), false))),
        ("Monthly bars with lines", Box::new(monthly(alt("monthly-lines"), true))),
        ("Control chart", Box::new(control(alt("control")))),
        ("Curves", Box::new(curves(alt("curves")))),
        ("Interval rows", Box::new(intervals(alt("intervals")))),
        ("Timeline, crowded", Box::new(crowded(alt("crowded")))),
        ("One month", Box::new(one_month(alt("one")))),
        ("One curve", Box::new(one_curve(alt("one-curve")))),
        ("Control chart, three years", Box::new(three_years(alt("years")))),
        ("Faults by age", Box::new(by_age(alt("age")))),
        ("Often or long", Box::new(often_long(alt("often")))),
        ("Ageing", Box::new(ageing(alt("ageing")))),
        ("Small multiples", Box::new(sparks(alt("sparks")))),
        ("Clocks on a limit line", Box::new(strips(alt("strips")))),
        ("Shares", Box::new(shares(alt("shares")))),
        ("Wear", Box::new(wear(alt("wear")))),
        ("No data", Box::new(ParetoSpec { alt: alt("none"), ..ParetoSpec::default() })),
    ]
}

const PARETO: [(&str, f64); 9] = [
    ("L-031 column dark", 17.0),
    ("E-104 channel black", 12.0),
    ("C-41 control drift", 9.0),
    ("M-12 heave stop", 7.0),
    ("L-044 uneven", 4.0),
    ("uncoded", 4.0),
    ("L-012 flicker", 3.0),
    ("N-03 intercom hum", 3.0),
    ("2 others", 2.0),
];

const PARETO_ZH: [(&str, f64); 6] = [
    ("E-104 通道二黑屏，重启后恢复但一小时后再次发生", 120.0),
    ("L-031 显示屏整列不亮", 85.5),
    ("C-41 操纵负荷漂移", 41.0),
    ("M-12 运动平台停止", 12.0),
    ("uncoded", 8.0),
    ("其他2种", 3.0),
];

fn pareto(alt: Alt, rows: &[(&str, f64)]) -> ParetoSpec {
    let total: f64 = rows.iter().map(|row| row.1).sum();
    let mut sum = 0.0;
    let mut row = |(label, n): &(&str, f64)| {
        let before = sum / total;
        sum += n;
        let kind = match *label {
            "uncoded" => ParetoKind::Uncoded,
            _ if before < 0.8 => ParetoKind::Vital,
            _ => ParetoKind::Rest,
        };
        let href = (kind == ParetoKind::Vital).then(|| "#".to_owned());
        ParetoRow { label: (*label).to_owned(), n: *n, cumulative: sum / total, kind, href }
    };
    let rows = rows.iter().map(&mut row).collect();
    ParetoSpec { alt, value_head: "faults".into(), cumulative_head: "cumulative".into(), rows }
}

fn monthly(alt: Alt, lines: bool) -> MonthlyBarsSpec {
    let values = [51, 47, 58, 44, 49, 55, 62, 57, 53, 66, 71, 58, 64];
    let month = |(place, value): (usize, &i32)| MonthBar {
        label: MONTHS[place].into(),
        value: (!lines || place != 4).then(|| f64::from(*value)),
        state: match place {
            12 if lines => MonthState::Partial,
            12 => MonthState::Current,
            _ => MonthState::Past,
        },
    };
    let level = |label: &str, kind, base: f64, slope: f64| MonthLine {
        label: label.into(),
        values: (0..13).map(|place| Some(base + slope * f64::from(place))).collect(),
        kind,
    };
    let all = vec![
        level("control limit", MonthLineKind::Limit, 80.0, 0.2),
        level("mean", MonthLineKind::Mean, 55.0, 0.0),
        level("year before", MonthLineKind::PreviousYear, 38.0, 1.5),
    ];
    MonthlyBarsSpec {
        alt,
        unit: "faults a month".into(),
        months: values.iter().enumerate().map(month).collect(),
        lines: if lines { all } else { vec![] },
    }
}

fn control(alt: Alt) -> ControlChartSpec {
    let rates = [2.2, 2.2, 0.0, 4.4, 2.2, 2.2, 2.2, 4.3, 2.1, 6.4, 8.5, 19.2, 10.6];
    let month = |(place, rate): (usize, &f64)| ControlMonth {
        label: MONTHS[place].into(),
        rate: Some(*rate),
        upper: Some(11.6 - 0.05 * place as f64),
        lower: None,
        signal: place == 11,
        partial: place == 12,
        note: (place == 11).then(|| "9 seen, 1.6 expected".to_owned()),
    };
    ControlChartSpec {
        alt,
        unit: "LW faults per 100 device-months".into(),
        months: rates.iter().enumerate().map(month).collect(),
        mean: Some(3.4),
        mean_label: "mean before Sep".into(),
        limit_label: "control limit".into(),
    }
}

fn curve(label: &str, short: &str, falls: &[(f64, f64)], margin: f64) -> Curve {
    let step = |(at, share): &(f64, f64)| CurveStep {
        at: *at,
        share: *share,
        lower: Some((share - margin * 1.6).max(0.0)),
        upper: Some((share + margin).min(1.0)),
    };
    Curve {
        label: label.into(),
        short: short.into(),
        steps: falls.iter().map(step).collect(),
        until: 190.0,
        few_from: None,
        at_risk: vec![],
    }
}

fn curves(alt: Alt) -> CurveSpec {
    let leader = [(12.0, 0.957), (47.0, 0.906), (88.0, 0.849), (131.0, 0.779)];
    let rival: Vec<_> =
        (1..22).map(|i| (f64::from(i * i) * 0.32 + 2.0, 1.0 - 0.0323 * f64::from(i))).collect();
    CurveSpec {
        alt,
        unit: "days".into(),
        horizon: 190.0,
        marks: vec![0.0, 30.0, 90.0, 180.0],
        at_risk_head: "at risk".into(),
        curves: vec![
            Curve {
                at_risk: vec![Some(23), Some(21), Some(15), Some(6)],
                ..curve("A SOL-0042", "A", &leader, 0.12)
            },
            Curve {
                at_risk: vec![Some(31), Some(18), Some(9), Some(4)],
                few_from: Some(170.0),
                ..curve("B SOL-0017", "B", &rival, 0.1)
            },
        ],
    }
}

fn intervals(alt: Alt) -> IntervalRowsSpec {
    let row = |label: &str, numbers: [f64; 3], counts: &str, q: &str| IntervalRow {
        label: label.into(),
        estimate: Some(numbers[0]),
        lower: Some(numbers[1]),
        upper: Some(numbers[2]),
        verdict: if label == "LW-25" { RatioVerdict::Alarm } else { RatioVerdict::Chance },
        columns: vec![
            counts.into(),
            format!("{} [{}–{}]", numbers[0], numbers[1], numbers[2]),
            q.into(),
        ],
        href: None,
    };
    IntervalRowsSpec {
        alt,
        columns: vec!["faults / dev-years".into(), "ratio [95%]".into(), "q".into()],
        rows: vec![
            row("LW-25", [2.7, 1.5, 4.6], "25 / 20", "0.002"),
            row("FS-700", [1.3, 0.7, 2.6], "12 / 15", "0.77"),
            row("FS-300", [1.1, 0.4, 2.6], "6 / 8.5", "1.00"),
            row("FS-500", [0.6, 0.2, 1.4], "7 / 16.5", "1.00"),
            row("LW-16", [0.4, 0.1, 0.9], "5 / 18.5", "1.00"),
            row("LW-10", [0.0, 0.0, 0.7], "0 / 8", "1.00"),
        ],
    }
}

fn timeline(alt: Alt) -> TimelineSpec {
    let day = |year: f64, month: f64| (year - 2024.0) * 365.25 + (month - 1.0) * 30.44;
    let faults = [
        (2024.0, 6.3, 11.0, false),
        (2024.0, 11.1, 25.0, false),
        (2025.0, 3.5, 13.0, false),
        (2025.0, 8.0, 41.0, false),
        (2025.0, 11.8, 52.0, true),
        (2026.0, 2.5, 30.0, true),
        (2026.0, 3.5, 12.0, false),
        (2026.0, 6.4, 66.0, true),
        (2026.0, 8.2, 9.0, false),
        (2026.0, 9.3, 38.0, true),
        (2026.0, 10.6, 31.0, true),
        (2026.0, 10.98, 9.0, true),
    ];
    let at = |of: &[usize]| of.iter().map(|i| day(faults[*i].0, faults[*i].1)).collect::<Vec<_>>();
    let tick = |year: f64, month: f64, label: &str| TimeTick {
        at: day(year, month),
        label: label.into(),
        major: label.starts_with('2'),
    };
    let bar = |label: &str, to: f64, whole| WarrantyBar {
        label: label.into(),
        from: day(2024.0, 4.0),
        to,
        whole,
    };
    let visit = |year: f64, month: f64, state| Visit { at: day(year, month), state };
    TimelineSpec {
        alt,
        words: TimelineWords {
            warranty: "Warranty".into(),
            outages: "Outages, h".into(),
            chains: "Same fault".into(),
            parts: "Parts".into(),
            visits: "Visits".into(),
            as_of: "as of".into(),
        },
        from: day(2024.0, 1.0),
        to: day(2027.0, 4.0),
        as_of: Some(day(2026.0, 11.0)),
        ticks: vec![
            tick(2024.0, 1.0, "2024"),
            tick(2024.0, 7.0, "Jul"),
            tick(2025.0, 1.0, "2025"),
            tick(2025.0, 7.0, "Jul"),
            tick(2026.0, 1.0, "2026"),
            tick(2026.0, 7.0, "Jul"),
            tick(2027.0, 1.0, "2027"),
        ],
        warranty: vec![
            bar("whole device, to Mar 2027", day(2027.0, 4.0), true),
            bar("supply parts, ended Mar 2026", day(2026.0, 4.0), false),
            bar("lamps, ended", day(2025.0, 4.0), false),
        ],
        outages: faults
            .iter()
            .map(|(year, month, hours, flagged)| Outage {
                at: day(*year, *month),
                hours: *hours,
                flagged: *flagged,
            })
            .collect(),
        chains: vec![
            Chain { label: "E-104".into(), at: at(&[4, 5, 7, 9, 10, 11]), flagged: true },
            Chain { label: "M-12".into(), at: at(&[1, 3]), flagged: false },
        ],
        parts: at(&[1, 3, 5, 7, 10]).into_iter().map(|at| PartChange { at }).collect(),
        visits: vec![
            visit(2024.0, 4.7, VisitState::Done),
            visit(2024.0, 10.3, VisitState::Done),
            visit(2025.0, 4.4, VisitState::Done),
            visit(2025.0, 11.0, VisitState::Late),
            visit(2026.0, 4.5, VisitState::Done),
            visit(2027.0, 3.4, VisitState::Due),
        ],
    }
}

fn strips(alt: Alt) -> StripsSpec {
    let strip = |label: &str, most: u32| {
        let step = |at: u32| StripStep {
            stopped: (at * 7 + most) % 11 * most / 20,
            open: u32::from(at == 25),
        };
        Strip {
            label: label.to_owned(),
            remark: "31 of 36 kept".to_owned(),
            steps: (0..40).map(step).collect(),
            beyond: StripStep { stopped: 2, open: 1 },
            beyond_label: "3 · 9.4×".to_owned(),
        }
    };
    StripsSpec {
        alt,
        limit: "limit".into(),
        strips: vec![strip("On site", 3), strip("Resolve", 30)],
    }
}

fn shares(alt: Alt) -> SharesSpec {
    let row = |label: &str, n: u32, share: f64, lower: f64, upper: f64| ShareRow {
        label: label.to_owned(),
        share: Some(share),
        lower: Some(lower),
        upper: Some(upper),
        number: format!("{n}/20 · {:.1}%", share * 100.0),
        strong: share >= 0.1,
        href: None,
    };
    let rows = vec![row("PSU-12V", 12, 0.6, 0.39, 0.78), row("Fuse", 1, 0.05, 0.01, 0.24)];
    SharesSpec { alt, rows }
}

fn wear(alt: Alt) -> GrowthSpec {
    let ages = [220.0, 410.0, 560.0, 640.0, 690.0, 730.0, 760.0, 780.0, 795.0];
    GrowthSpec {
        alt,
        unit: "faults".into(),
        age_unit: "days".into(),
        seen: "seen".into(),
        law: "law".into(),
        steps: ages.into_iter().zip(1..).map(|(age, n)| (age, f64::from(n))).collect(),
        until: 800.0,
        law_end: 9.0,
        shape: 3.145,
    }
}

/// A device that fails twice a month, in Chinese.
fn crowded(alt: Alt) -> TimelineSpec {
    let days: Vec<f64> = (0..72).map(|i| f64::from(i) * 16.0 + f64::from(i * i % 13)).collect();
    let outage = |(place, at): (usize, &f64)| Outage {
        at: *at,
        hours: (place * 37 % 91) as f64 + 0.5,
        flagged: place % 6 == 0,
    };
    let chain = |label: &str, start: usize, step: usize| Chain {
        label: label.into(),
        at: days.iter().copied().skip(start).step_by(step).collect(),
        flagged: step == 6,
    };
    TimelineSpec {
        words: TimelineWords {
            warranty: "质保".into(),
            outages: "停机（小时）".into(),
            chains: "同一故障".into(),
            parts: "更换备件".into(),
            visits: "巡访".into(),
            as_of: "数据截至".into(),
        },
        outages: days.iter().enumerate().map(outage).collect(),
        chains: vec![
            chain("E-104 通道二黑屏", 0, 6),
            chain("M-12", 3, 17),
            chain("L-031 显示屏整列不亮", 20, 9),
        ],
        parts: days.iter().skip(2).step_by(5).map(|at| PartChange { at: *at }).collect(),
        warranty: vec![
            WarrantyBar {
                label: "整机，至2027年3月".into(), from: 90.0, to: 2000.0, whole: true
            },
            WarrantyBar {
                label: "投影灯泡（消耗件），已于2026年6月到期".into(),
                from: 700.0,
                to: 880.0,
                whole: false,
            },
        ],
        ..timeline(alt)
    }
}

fn one_month(alt: Alt) -> MonthlyBarsSpec {
    let months =
        vec![MonthBar { label: "10月".into(), value: Some(3.0), state: MonthState::Current }];
    MonthlyBarsSpec { alt, unit: "起".into(), months, lines: vec![] }
}

fn one_curve(alt: Alt) -> CurveSpec {
    let spec = curves(alt);
    let mut curve = spec.curves[0].clone();
    curve.few_from = Some(100.0);
    CurveSpec { curves: vec![curve], unit: "天".into(), at_risk_head: "在观察".into(), ..spec }
}

fn three_years(alt: Alt) -> ControlChartSpec {
    let spec = control(alt);
    let months = (0..36).map(|i| ControlMonth {
        label: format!("{}月", i % 12 + 1),
        rate: (i != 7).then(|| f64::from(i * 7 % 11) * 1.3 + 4.0),
        upper: Some(20.0 + f64::from(i % 5)),
        lower: Some(2.0),
        signal: i == 30,
        partial: i == 35,
        note: (i == 30).then(|| "9起，预期1.6起".to_owned()),
    });
    ControlChartSpec { months: months.collect(), mean: Some(9.0), ..spec }
}

fn by_age(alt: Alt) -> CumulativeSpec {
    let curve = |label: &str, gap: f64| CumulativeCurve {
        label: label.into(),
        steps: (1..=40)
            .map(|n| {
                let mean = f64::from(n) / gap;
                CumulativeStep {
                    at: f64::from(n) / 16.0,
                    mean,
                    lower: Some(mean * 0.8),
                    upper: Some(mean * 1.25),
                    few: n < 4,
                }
            })
            .collect(),
        until: 2.6,
    };
    let curves = vec![curve("LW-25", 2.0), curve("other models", 5.0)];
    CumulativeSpec { alt, unit: "faults per device".into(), age_unit: "years".into(), curves }
}

fn often_long(alt: Alt) -> JackKnifeSpec {
    let points = [("L-031", 17.0, 36.0), ("E-104", 12.0, 34.0), ("C-41", 9.0, 14.0)];
    let rare = [("M-12", 7.0, 47.0), ("L-044", 4.0, 40.0), ("N-03", 3.0, 6.0), ("L-012", 3.0, 2.0)];
    let points = points.into_iter().chain(rare).map(|(label, n, mean)| JackKnifeMark {
        label: label.into(),
        n,
        mean,
        href: None,
    });
    JackKnifeSpec {
        alt,
        often_unit: "faults".into(),
        long_unit: "mean hours".into(),
        total_unit: "h".into(),
        often_from: 7.9,
        long_from: 29.0,
        often: "often".into(),
        long: "long".into(),
        both: "often and long".into(),
        points: points.collect(),
    }
}

fn ageing(alt: Alt) -> BarsSpec {
    let classes = [("up to 1 d", 3.0), ("1–3 d", 2.0), ("3–7 d", 4.0), ("over 30 d", 2.0)];
    let bar = |(label, n): (&str, f64)| ClassBar {
        label: label.into(),
        n,
        hot: label.starts_with("over"),
    };
    BarsSpec { alt, unit: "open".into(), rows: classes.map(bar).to_vec() }
}

fn sparks(alt: Alt) -> SparklinesSpec {
    let row = |label: &str, factor: u32| SparkRow {
        label: label.into(),
        values: (0..24).map(|month| f64::from((month * factor) % 11)).collect(),
        told: None,
        href: None,
    };
    SparklinesSpec {
        alt,
        peak_head: "peak".into(),
        sum_head: "sum".into(),
        from: "Nov 2024".into(),
        to: "Oct 2026".into(),
        partial: true,
        rows: vec![row("LW-25", 7), row("FS-700", 4), row("TX-630", 3)],
    }
}
