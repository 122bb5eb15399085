//! Curves of what still holds (Kaplan–Meier): up to three step lines from 100%,
//! their intervals, and below them how many are still watched.

use super::canvas::{At, Canvas, Frame};
use super::control::grid;
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::{ValueAxis, number, sound};
use super::sheet::Anchor;

/// Curves that can be told apart in one drawing.
pub const CURVES_SHOWN: usize = 3;

/// Curves over the time since the repair.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CurveSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Unit of time, at the end of the axis ("days").
    pub unit: String,
    /// End of the axis.
    pub horizon: f64,
    /// Times with a number on the axis and a column of numbers at risk; zero
    /// may be one of them.
    pub marks: Vec<f64>,
    /// Head of the numbers at risk ("at risk").
    pub at_risk_head: String,
    /// Up to three curves, told apart by their strokes; the first is the one the
    /// question is about. More are left out.
    pub curves: Vec<Curve>,
}

/// One curve.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Name at the end of the line.
    pub label: String,
    /// Short name before its numbers at risk ("A").
    pub short: String,
    /// Where the curve falls, in order of time; it starts at 1.
    pub steps: Vec<CurveStep>,
    /// Time up to which anyone was watched.
    pub until: f64,
    /// Time from which too few are watched: dotted from there.
    pub few_from: Option<f64>,
    /// Numbers at risk, one for each of the marks; none prints "—".
    pub at_risk: Vec<Option<u64>>,
}

/// One step of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CurveStep {
    /// Time of the step.
    pub at: f64,
    /// Share that holds from here on, 0 to 1.
    pub share: f64,
    /// Lower end of its interval.
    pub lower: Option<f64>,
    /// Upper end of its interval.
    pub upper: Option<f64>,
}

const TOP: f64 = 12.0;
const PLOT_HEIGHT: f64 = 190.0;

impl Draw for CurveSpec {
    fn draw(&self, form: Form) -> Figure {
        let sound_axis = sound(self.horizon).is_some_and(|end| end > 0.0);
        if !sound_axis || self.curves.is_empty() {
            return without_data(&self.alt, form, form.width());
        }
        let shorts = self.shown().map(|curve| width(&curve.short, true)).fold(0.0, f64::max);
        let names = self.shown().map(|curve| width(&curve.label, true)).fold(0.0, f64::max);
        let heads =
            [&self.unit, &self.at_risk_head].map(|text| width(text, false) + self.overhang());
        let labels = heads.into_iter().fold(names, f64::max);
        let frame = Frame {
            left: (shorts + 22.0).max(44.0).min(form.width() * 0.3),
            top: TOP,
            right: form.width() - (labels + 8.0).min(form.width() * 0.3),
            bottom: TOP + PLOT_HEIGHT,
        };
        let height = frame.bottom + 22.0 + 17.0 * self.shown().count() as f64;
        let size = (form.width(), height);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, frame))
    }
}

impl CurveSpec {
    fn shown(&self) -> impl Iterator<Item = &Curve> {
        self.curves.iter().take(CURVES_SHOWN)
    }

    /// How far the number of a mark at the very end reaches beyond the axis.
    fn overhang(&self) -> f64 {
        let last = self.marks().map(|(_, mark)| mark).fold(0.0, f64::max);
        if last < self.horizon { 0.0 } else { width(&number(last), true) / 2.0 }
    }

    fn marks(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let marks = self.marks.iter().copied().enumerate();
        marks.filter(|(_, mark)| sound(*mark).is_some_and(|mark| mark <= self.horizon))
    }

    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame) {
        let plot = canvas.plot(frame, 0.0..self.horizon, 0.0..1.0);
        for (place, curve) in self.shown().enumerate() {
            for (ink, corners) in curve.band(self.horizon, place, self.shown().count()) {
                match ink {
                    Ink::Band => plot.area(ink, corners),
                    _ => plot.line(ink, corners),
                }
            }
        }
        grid(canvas, &plot, frame, &share_axis());
        for (_, mark) in self.marks().filter(|(_, mark)| *mark > 0.0) {
            plot.line(Ink::Guide, vec![(mark, 0.0), (mark, 1.0)]);
        }
        let mut ends = Vec::new();
        for (place, curve) in self.shown().enumerate() {
            let line = curve.line(self.horizon);
            let end = *line.last().expect("a curve starts with a point");
            ends.push((curve.label.as_str(), plot.at(end.0, end.1)));
            let (firm, few) =
                cut_at(&line, curve.few_from.and_then(sound).unwrap_or(f64::INFINITY));
            let inks = STROKES[place];
            plot.line(inks.0, firm);
            plot.line(inks.1, few);
        }
        self.below(canvas, frame, |mark| plot.at(mark, 0.0).0);
        name_line_ends(canvas, frame.right, &ends);
    }

    /// Times under the axis, numbers at risk under the times.
    fn below(&self, canvas: &mut Canvas<'_>, frame: Frame, x_of: impl Fn(f64) -> f64) {
        let times = frame.bottom + 14.0;
        let heads = frame.right + 6.0 + self.overhang();
        let room = canvas.width() - heads;
        let right = (Ink::Text, Anchor::Start);
        canvas.text(right, (heads, times), &fit(&self.unit, room, false));
        let head = fit(&self.at_risk_head, room, false);
        canvas.text(right, (heads, times + 18.0), &head);
        for (place, curve) in self.shown().enumerate() {
            let y = times + 18.0 + 16.0 * place as f64;
            let short = fit(&curve.short, frame.left - 14.0, true);
            canvas.text((name_ink(place), Anchor::Start), (0.0, y), &short);
        }
        for (column, mark) in self.marks() {
            let x = x_of(mark);
            let ink = if mark > 0.0 { Ink::Strong } else { Ink::Text };
            if !canvas.text_if_free((ink, Anchor::Middle), (x, times), &number(mark)) {
                continue;
            }
            for (place, curve) in self.shown().enumerate() {
                let count = curve.at_risk.get(column).copied().flatten();
                let shown = count.map_or_else(|| "—".to_owned(), |count| count.to_string());
                let y = times + 18.0 + 16.0 * place as f64;
                canvas.text_if_free((Ink::Text, Anchor::Middle), (x, y), &shown);
            }
        }
    }
}

/// Strokes of the curves, firm and where too few are left.
const STROKES: [(Ink, Ink); CURVES_SHOWN] =
    [(Ink::Line, Ink::LineFew), (Ink::Rival, Ink::RivalFew), (Ink::Thin, Ink::RivalFew)];

fn name_ink(place: usize) -> Ink {
    if place == 0 { Ink::TextData } else { Ink::Strong }
}

fn share_axis() -> ValueAxis {
    let ticks = [(0.0, "0%"), (0.25, ""), (0.5, "50%"), (0.75, ""), (1.0, "100%")];
    ValueAxis { top: 1.0, ticks: ticks.map(|(at, label)| (at, label.to_owned())).to_vec() }
}

impl Curve {
    /// Steps that can be drawn, in order of time.
    fn sound_steps(&self, horizon: f64) -> Vec<CurveStep> {
        let end = self.end(horizon);
        let fine = |step: &&CurveStep| {
            sound(step.at).is_some_and(|at| at <= end) && (0.0..=1.0).contains(&step.share)
        };
        let mut steps: Vec<_> = self.steps.iter().filter(fine).copied().collect();
        steps.sort_by(|a, b| a.at.total_cmp(&b.at));
        steps
    }

    fn end(&self, horizon: f64) -> f64 {
        sound(self.until).unwrap_or(horizon).min(horizon)
    }

    /// The curve as a line of level and upright pieces, from 1 to its end.
    fn line(&self, horizon: f64) -> Vec<At> {
        let steps = self.sound_steps(horizon);
        stairs((0.0, 1.0), steps.iter().map(|step| (step.at, step.share)), self.end(horizon))
    }

    /// The interval: a band under the leading curve, two edges for a single rival;
    /// among three the edges would hide the curves.
    fn band(&self, horizon: f64, place: usize, curves: usize) -> Vec<(Ink, Vec<At>)> {
        if place > 0 && curves > 2 {
            return Vec::new();
        }
        let end = self.end(horizon);
        let steps = self.sound_steps(horizon);
        let side = |of: fn(&CurveStep) -> Option<f64>| {
            let points = steps.iter().filter_map(|step| {
                let share = of(step).filter(|share| (0.0..=1.0).contains(share))?;
                Some((step.at, share))
            });
            let points: Vec<_> = points.collect();
            (!points.is_empty()).then(|| stairs((0.0, 1.0), points.into_iter(), end))
        };
        let (Some(lower), Some(upper)) = (side(|step| step.lower), side(|step| step.upper)) else {
            return Vec::new();
        };
        if place > 0 {
            return vec![(Ink::RivalEdge, lower), (Ink::RivalEdge, upper)];
        }
        vec![(Ink::Band, upper.into_iter().chain(lower.into_iter().rev()).collect())]
    }
}

/// Names at the line ends, moved apart where lines end close together.
pub(super) fn name_line_ends(canvas: &mut Canvas<'_>, right: f64, ends: &[(&str, At)]) {
    let room = canvas.width() - right - 6.0;
    for (place, (label, end)) in ends.iter().enumerate() {
        let x = right + 6.0;
        let shifts = [0.0, 7.0, -7.0, 14.0, -14.0, 28.0, -28.0];
        let places = shifts.map(|shift| (Anchor::Start, (x, end.1 + shift)));
        canvas.text_somewhere(name_ink(place), &places, &fit(label, room, true));
    }
}

/// Level from `start`, stepping to each point, level to `end`.
pub(super) fn stairs(start: At, points: impl Iterator<Item = At>, end: f64) -> Vec<At> {
    let mut line = vec![start];
    let mut level = start.1;
    for (at, next) in points {
        line.extend([(at, level), (at, next)]);
        level = next;
    }
    line.push((end, level));
    line
}

/// A step line cut in two at a time; the second part begins where the first
/// ends.
fn cut_at(line: &[At], time: f64) -> (Vec<At>, Vec<At>) {
    let firm: Vec<_> = line.iter().copied().take_while(|point| point.0 <= time).collect();
    let rest = &line[firm.len()..];
    let Some(level) = firm.last().map(|point| point.1) else { return (firm, rest.to_vec()) };
    if rest.is_empty() {
        return (firm, Vec::new());
    }
    let joint = (time, level);
    let few = [joint].into_iter().chain(rest.iter().copied()).collect();
    (firm.into_iter().chain([joint]).collect(), few)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_steps_and_never_slopes() {
        let step = |at, share| CurveStep { at, share, ..CurveStep::default() };
        let curve = Curve {
            steps: vec![step(10.0, 0.9), step(40.0, 0.5), step(400.0, 0.1)],
            until: 300.0,
            ..Curve::default()
        };
        let line = curve.line(180.0);
        assert_eq!(
            line,
            [(0.0, 1.0), (10.0, 1.0), (10.0, 0.9), (40.0, 0.9), (40.0, 0.5), (180.0, 0.5)]
        );
    }

    #[test]
    fn the_dotted_part_begins_where_too_few_are_watched() {
        let (firm, few) = cut_at(&[(0.0, 1.0), (10.0, 1.0), (10.0, 0.5), (90.0, 0.5)], 50.0);
        assert_eq!(firm.last(), Some(&(50.0, 0.5)));
        assert_eq!(few, [(50.0, 0.5), (90.0, 0.5)]);
    }
}
