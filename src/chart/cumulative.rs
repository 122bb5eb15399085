//! Mean cumulative functions: how many faults a device has had by an age, one
//! step line with its interval and a rival beside it, dotted where too few are
//! watched.

use super::canvas::{At, Canvas, Frame, Plot};
use super::control::grid;
use super::curve::{name_line_ends, stairs};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::{ValueAxis, sound};
use super::sheet::Anchor;

/// Cumulative counts over age.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CumulativeSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Unit of the count, once above the axis.
    pub unit: String,
    /// Unit of age, at the end of the axis.
    pub age_unit: String,
    /// One or two curves; the first is the one the question is about. More are
    /// left out.
    pub curves: Vec<CumulativeCurve>,
}

/// One curve.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CumulativeCurve {
    /// Name at the end of the line.
    pub label: String,
    /// Where the curve rises, in order of age; it starts at 0.
    pub steps: Vec<CumulativeStep>,
    /// Age at which the curve ends.
    pub until: f64,
}

/// One step of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CumulativeStep {
    /// Age.
    pub at: f64,
    /// Mean count from here on.
    pub mean: f64,
    /// Lower end of its interval.
    pub lower: Option<f64>,
    /// Upper end of its interval.
    pub upper: Option<f64>,
    /// Too few are watched: dotted, and without an interval.
    pub few: bool,
}

const TOP: f64 = 28.0;
const PLOT_HEIGHT: f64 = 200.0;
/// Steps closer than this many units are drawn as one.
const GRAIN: f64 = 2.0;
/// An interval that reaches further than so many times the largest mean is cut at
/// the top of the axis: it would press the curves flat.
const REACH: f64 = 2.0;

impl Draw for CumulativeSpec {
    fn draw(&self, form: Form) -> Figure {
        let horizon = self.shown().filter_map(|curve| sound(curve.until)).fold(0.0, f64::max);
        if horizon <= 0.0 || self.shown().all(|curve| curve.sound_steps(horizon).is_empty()) {
            return without_data(&self.alt, form, form.width());
        }
        let axis = ValueAxis::up_to(self.largest(horizon), 5);
        let ticks = axis.ticks.iter().map(|(_, label)| width(label, false)).fold(0.0, f64::max);
        let names = self.shown().map(|curve| width(&curve.label, true)).fold(0.0, f64::max);
        let ends = names.max(width(&self.age_unit, false));
        let frame = Frame {
            left: ticks + 8.0,
            top: TOP,
            right: form.width() - (ends + 8.0).min(form.width() * 0.3),
            bottom: TOP + PLOT_HEIGHT,
        };
        let size = (form.width(), frame.bottom + 24.0);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, frame, horizon, &axis))
    }
}

impl CumulativeSpec {
    fn shown(&self) -> impl Iterator<Item = &CumulativeCurve> {
        self.curves.iter().take(STROKES.len())
    }

    fn largest(&self, horizon: f64) -> f64 {
        let steps = || self.shown().flat_map(|curve| curve.sound_steps(horizon));
        let mean = steps().map(|step| step.mean).fold(0.0, f64::max);
        let upper = steps().filter(|step| !step.few).filter_map(|step| step.upper.and_then(sound));
        upper.fold(mean, f64::max).min(mean * REACH)
    }

    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame, horizon: f64, axis: &ValueAxis) {
        let plot = canvas.plot(frame, 0.0..horizon, 0.0..axis.top);
        let grain = horizon * GRAIN / (frame.right - frame.left);
        let curves: Vec<Vec<CumulativeStep>> =
            self.shown().map(|curve| merged(&curve.sound_steps(horizon), grain)).collect();
        for (place, (curve, steps)) in self.shown().zip(&curves).enumerate() {
            interval(&plot, place, steps, (curve.end(horizon), axis.top));
        }
        grid(canvas, &plot, frame, axis);
        let mut ends = Vec::new();
        for (place, (curve, steps)) in self.shown().zip(&curves).enumerate() {
            let end = curve.end(horizon);
            lines(&plot, place, steps, end);
            let last = steps.last().map_or(0.0, |step| step.mean);
            ends.push((curve.label.as_str(), plot.at(end, last)));
        }
        let unit = fit(&self.unit, canvas.width(), false);
        canvas.text((Ink::Text, Anchor::Start), (0.0, 8.0), &unit);
        self.ages(canvas, frame, horizon, |age| plot.at(age, 0.0).0);
        name_line_ends(canvas, frame.right, &ends);
    }

    fn ages(&self, canvas: &mut Canvas<'_>, frame: Frame, horizon: f64, x_of: impl Fn(f64) -> f64) {
        let y = frame.bottom + 14.0;
        let unit = fit(&self.age_unit, canvas.width() - frame.right - 8.0, false);
        canvas.text((Ink::Text, Anchor::Start), (frame.right + 8.0, y), &unit);
        for (age, label) in ValueAxis::up_to(horizon, 6).ticks {
            if age <= horizon {
                canvas.text_if_free((Ink::Text, Anchor::Middle), (x_of(age), y), &label);
            }
        }
    }
}

/// Strokes of the curves, firm and where too few are left.
const STROKES: [(Ink, Ink); 2] = [(Ink::Line, Ink::LineFew), (Ink::Rival, Ink::RivalFew)];

impl CumulativeCurve {
    fn end(&self, horizon: f64) -> f64 {
        sound(self.until).unwrap_or(horizon).min(horizon)
    }

    /// Steps that can be drawn, in order of age.
    fn sound_steps(&self, horizon: f64) -> Vec<CumulativeStep> {
        let end = self.end(horizon);
        let fine = |step: &&CumulativeStep| {
            sound(step.at).is_some_and(|at| at <= end) && sound(step.mean).is_some()
        };
        let mut steps: Vec<_> = self.steps.iter().filter(fine).copied().collect();
        steps.sort_by(|a, b| a.at.total_cmp(&b.at));
        steps
    }
}

/// Of steps closer than `grain` the last, which has their sum.
fn merged(steps: &[CumulativeStep], grain: f64) -> Vec<CumulativeStep> {
    let mut out: Vec<CumulativeStep> = Vec::new();
    let mut column = f64::NEG_INFINITY;
    for step in steps {
        let near = step.at - column < grain && out.last().is_some_and(|l| l.few == step.few);
        if near {
            out.pop();
        } else {
            column = step.at;
        }
        out.push(*step);
    }
    out
}

/// The runs of steps of one kind, each with the step before it and the age at which
/// the next begins.
fn runs(steps: &[CumulativeStep], end: f64) -> Vec<(bool, At, &[CumulativeStep], f64)> {
    let mut out = Vec::new();
    let mut before = (0.0, 0.0);
    let mut rest = steps;
    while let Some(first) = rest.first() {
        let (run, after) = rest.split_at(rest.iter().take_while(|s| s.few == first.few).count());
        let until = after.first().map_or(end, |next| next.at);
        out.push((first.few, before, run, until));
        before = (until, run[run.len() - 1].mean);
        rest = after;
    }
    out
}

fn lines(plot: &Plot<'_>, place: usize, steps: &[CumulativeStep], end: f64) {
    for (few, from, run, until) in runs(steps, end) {
        let ink = if few { STROKES[place].1 } else { STROKES[place].0 };
        let points = run.iter().map(|step| (step.at, step.mean));
        plot.line(ink, stairs(from, points, until));
    }
}

/// The interval: a band under the leading curve, two edges for the rival.
fn interval(plot: &Plot<'_>, place: usize, steps: &[CumulativeStep], (end, top): At) {
    for (_, _, run, until) in runs(steps, end).into_iter().filter(|run| !run.0) {
        let side = |of: fn(&CumulativeStep) -> Option<f64>| {
            let points = run.iter().filter_map(|step| Some((step.at, of(step).and_then(sound)?)));
            let points: Vec<At> = points.map(|(at, value)| (at, value.min(top))).collect();
            let first = *points.first()?;
            Some(stairs(first, points.into_iter(), until))
        };
        let sides = side(|step| step.lower).zip(side(|step| step.upper));
        let Some((lower, upper)) = sides else { continue };
        if place > 0 {
            plot.line(Ink::RivalEdge, lower);
            plot.line(Ink::RivalEdge, upper);
        } else {
            let corners = upper.into_iter().chain(lower.into_iter().rev());
            plot.area(Ink::Band, corners.collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(at: f64, mean: f64, few: bool) -> CumulativeStep {
        CumulativeStep { at, mean, few, ..CumulativeStep::default() }
    }

    #[test]
    fn a_dotted_run_joins_the_firm_one_where_it_begins() {
        let steps = [step(10.0, 1.0, true), step(20.0, 2.0, false), step(30.0, 3.0, false)];
        let runs = runs(&steps, 50.0);
        assert_eq!(runs.len(), 2);
        assert_eq!((runs[0].0, runs[0].1, runs[0].3), (true, (0.0, 0.0), 20.0));
        assert_eq!((runs[1].0, runs[1].1, runs[1].3), (false, (20.0, 1.0), 50.0));
        assert_eq!(runs[1].2.len(), 2);
    }

    #[test]
    fn steps_that_cannot_be_told_apart_become_one_and_keep_their_sum() {
        let steps: Vec<_> = (1..=1000).map(|n| step(f64::from(n), f64::from(n), false)).collect();
        let kept = merged(&steps, 10.0);
        assert_eq!((kept.len(), kept[99].mean), (100, 1000.0));
        assert_eq!(merged(&steps[..3], 0.5).len(), 3);
    }
}
