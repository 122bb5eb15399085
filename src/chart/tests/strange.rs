//! Figures of strange data: no number is too odd, no label too long.

use super::super::*;

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

fn cumulative(dice: &mut Dice, rows: u64) -> CumulativeSpec {
    let curve = |dice: &mut Dice| CumulativeCurve {
        label: dice.words(),
        steps: (0..rows)
            .map(|_| CumulativeStep {
                at: dice.strange(),
                mean: dice.strange(),
                lower: dice.maybe(),
                upper: dice.maybe(),
                few: dice.flip(),
            })
            .collect(),
        until: if dice.flip() { 80.0 } else { dice.strange() },
    };
    CumulativeSpec {
        alt: alt(dice),
        unit: dice.words(),
        age_unit: dice.words(),
        curves: (0..rows.min(3)).map(|_| curve(dice)).collect(),
    }
}

fn jackknife(dice: &mut Dice, rows: u64) -> JackKnifeSpec {
    JackKnifeSpec {
        alt: alt(dice),
        often_unit: dice.words(),
        long_unit: dice.words(),
        total_unit: dice.words(),
        often_from: dice.strange(),
        long_from: dice.strange(),
        often: dice.words(),
        long: dice.words(),
        both: dice.words(),
        points: (0..rows)
            .map(|_| JackKnifeMark {
                label: dice.words(),
                n: dice.strange(),
                mean: dice.strange(),
                href: dice.flip().then(|| dice.words()),
            })
            .collect(),
    }
}

fn sparklines(dice: &mut Dice, rows: u64) -> SparklinesSpec {
    SparklinesSpec {
        alt: alt(dice),
        peak_head: dice.words(),
        sum_head: dice.words(),
        from: dice.words(),
        to: dice.words(),
        partial: dice.flip(),
        rows: (0..rows.min(12))
            .map(|_| SparkRow {
                label: dice.words(),
                values: (0..rows.min(24)).map(|_| dice.strange()).collect(),
                told: None,
                href: dice.flip().then(|| dice.words()),
            })
            .collect(),
    }
}

fn bars(dice: &mut Dice, rows: u64) -> BarsSpec {
    BarsSpec {
        alt: alt(dice),
        unit: dice.words(),
        rows: (0..rows)
            .map(|_| ClassBar { label: dice.words(), n: dice.strange(), hot: dice.flip() })
            .collect(),
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
                verdict: if dice.flip() { RatioVerdict::Alarm } else { RatioVerdict::Proved },
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

fn strips(dice: &mut Dice, rows: u64) -> StripsSpec {
    let most = if dice.flip() { 3 } else { 100_000 };
    let step = |dice: &mut Dice| StripStep {
        stopped: dice.below(most) as u32,
        open: if dice.flip() { 0 } else { dice.below(most) as u32 },
    };
    let strip = |dice: &mut Dice| Strip {
        label: dice.words(),
        remark: dice.words(),
        steps: (0..dice.below(42)).map(|_| step(dice)).collect(),
        beyond: step(dice),
        beyond_label: dice.words(),
    };
    StripsSpec {
        alt: alt(dice),
        limit: dice.words(),
        strips: (0..rows).map(|_| strip(dice)).collect(),
    }
}

fn shares(dice: &mut Dice, rows: u64) -> SharesSpec {
    let row = |dice: &mut Dice| ShareRow {
        label: dice.words(),
        share: dice.maybe().map(|share| share / 100.0),
        lower: dice.maybe().map(|share| share / 100.0),
        upper: dice.maybe().map(|share| share / 100.0),
        number: dice.words(),
        strong: dice.flip(),
        href: dice.flip().then(|| dice.words()),
    };
    SharesSpec { alt: alt(dice), rows: (0..rows).map(|_| row(dice)).collect() }
}

fn growth(dice: &mut Dice, rows: u64) -> GrowthSpec {
    GrowthSpec {
        alt: alt(dice),
        unit: dice.words(),
        age_unit: dice.words(),
        seen: dice.words(),
        law: dice.words(),
        steps: (0..rows).map(|n| (dice.strange(), n as f64)).collect(),
        until: dice.strange(),
        law_end: dice.strange(),
        shape: dice.strange(),
    }
}

pub(super) fn specs(seed: u64, rows: u64) -> Vec<Box<dyn Draw>> {
    let dice = &mut Dice(seed);
    vec![
        Box::new(months(dice, rows)),
        Box::new(pareto(dice, rows)),
        Box::new(control(dice, rows)),
        Box::new(curves(dice, rows)),
        Box::new(cumulative(dice, rows)),
        Box::new(jackknife(dice, rows)),
        Box::new(sparklines(dice, rows)),
        Box::new(bars(dice, rows)),
        Box::new(intervals(dice, rows)),
        Box::new(timeline(dice, rows)),
        Box::new(strips(dice, rows)),
        Box::new(shares(dice, rows)),
        Box::new(growth(dice, rows)),
    ]
}
