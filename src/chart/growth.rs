//! Faults counted up over age, as a stair, beside the smooth law fitted to them: where
//! the law bends up faults come faster, where it bends down more rarely.

use super::canvas::{At, Canvas, Frame};
use super::control::grid;
use super::curve::{name_line_ends, stairs};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::{ValueAxis, sound};
use super::sheet::Anchor;

/// Counts over age with a power law `scale · age^shape`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GrowthSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Unit of the count, once above the axis.
    pub unit: String,
    /// Unit of age, at the end of the axis.
    pub age_unit: String,
    /// Name of the stair at its end.
    pub seen: String,
    /// Name of the law at its end.
    pub law: String,
    /// Where the count rises, and what it is from there on.
    pub steps: Vec<At>,
    /// The age at which observation ends.
    pub until: f64,
    /// What the law says at that age.
    pub law_end: f64,
    /// The power of age in the law.
    pub shape: f64,
}

const TOP: f64 = 28.0;
const PLOT_HEIGHT: f64 = 200.0;
/// Points of the smooth line.
const POINTS: usize = 48;
/// Steps closer than this many units are drawn as one.
const GRAIN: f64 = 2.0;

impl Draw for GrowthSpec {
    fn draw(&self, form: Form) -> Figure {
        let horizon = sound(self.until).unwrap_or(0.0);
        let steps = self.sound_steps(horizon);
        let (Some(last), true) = (steps.last(), horizon > 0.0) else {
            return without_data(&self.alt, form, form.width());
        };
        let axis = ValueAxis::up_to(self.law_at(horizon, horizon).unwrap_or(0.0).max(last.1), 5);
        let ticks = axis.ticks.iter().map(|(_, label)| width(label, false)).fold(0.0, f64::max);
        let names = width(&self.seen, true).max(width(&self.law, true));
        let ends = names.max(width(&self.age_unit, false));
        let frame = Frame {
            left: ticks + 8.0,
            top: TOP,
            right: form.width() - (ends + 8.0).min(form.width() * 0.3),
            bottom: TOP + PLOT_HEIGHT,
        };
        let size = (form.width(), frame.bottom + 24.0);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, frame, (horizon, &axis), &steps))
    }
}

impl GrowthSpec {
    fn sound_steps(&self, horizon: f64) -> Vec<At> {
        let fine =
            |step: &&At| sound(step.0).is_some_and(|age| age <= horizon) && sound(step.1).is_some();
        let mut steps: Vec<At> = self.steps.iter().filter(fine).copied().collect();
        steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        steps
    }

    /// The law at an age; none where it is no sound number.
    fn law_at(&self, age: f64, horizon: f64) -> Option<f64> {
        let fine = (0.01..=20.0).contains(&self.shape);
        fine.then(|| self.law_end * (age / horizon).powf(self.shape)).and_then(sound)
    }

    fn paint(
        &self,
        canvas: &mut Canvas<'_>,
        frame: Frame,
        (horizon, axis): (f64, &ValueAxis),
        steps: &[At],
    ) {
        let plot = canvas.plot(frame, 0.0..horizon, 0.0..axis.top);
        grid(canvas, &plot, frame, axis);
        let grain = horizon * GRAIN / (frame.right - frame.left);
        let stair = stairs((0.0, 0.0), merged(steps, grain).into_iter(), horizon);
        plot.line(Ink::Line, stair);
        let ages = (0..=POINTS).map(|at| horizon * at as f64 / POINTS as f64);
        let law: Vec<At> = ages.filter_map(|age| Some((age, self.law_at(age, horizon)?))).collect();
        let mut ends = Vec::new();
        if let Some(last) = steps.last() {
            ends.push((self.seen.as_str(), plot.at(horizon, last.1)));
        }
        if let Some(&(_, end)) = law.last().filter(|_| law.len() > POINTS) {
            plot.line(Ink::Rival, law);
            ends.push((self.law.as_str(), plot.at(horizon, end)));
        }
        let unit = fit(&self.unit, canvas.width(), false);
        canvas.text((Ink::Text, Anchor::Start), (0.0, 8.0), &unit);
        let y = frame.bottom + 14.0;
        let unit = fit(&self.age_unit, canvas.width() - frame.right - 8.0, false);
        canvas.text((Ink::Text, Anchor::Start), (frame.right + 8.0, y), &unit);
        for (age, label) in ValueAxis::up_to(horizon, 6).ticks {
            if age <= horizon {
                let x = plot.at(age, 0.0).0;
                canvas.text_if_free((Ink::Text, Anchor::Middle), (x, y), &label);
            }
        }
        name_line_ends(canvas, frame.right, &ends);
    }
}

/// Of steps closer than `grain` the last, which has their sum.
fn merged(steps: &[At], grain: f64) -> Vec<At> {
    let mut out: Vec<At> = Vec::new();
    let mut column = f64::NEG_INFINITY;
    for step in steps {
        if step.0 - column < grain {
            out.pop();
        } else {
            column = step.0;
        }
        out.push(*step);
    }
    out
}
