//! Clocks on a common limit line: a strip a clock, a mark a ticket at the share of the
//! limit it had used, so that limits of minutes and of days are read alike. Late marks
//! are red triangles as everywhere on the site: filled while the clock still runs and
//! somebody can act, hollow once it has stopped. Beyond twice the limit they are cut
//! with an arrow and told as a number.

use super::canvas::{Canvas, Frame};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::{fit, width};
use super::sheet::Anchor;

/// Strips of clocks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StripsSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Name of the limit line ("limit").
    pub limit: String,
    /// Strips from top to bottom; beyond [`STRIPS_SHOWN`] they are left out.
    pub strips: Vec<Strip>,
}

/// One clock.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Strip {
    /// Its name, above the strip.
    pub label: String,
    /// A remark at the right of the name, such as how many kept it.
    pub remark: String,
    /// Tickets by the share of the limit they had used, in equal steps: the first half up
    /// to the limit, the second half up to twice the limit.
    pub steps: Vec<StripStep>,
    /// Tickets beyond.
    pub beyond: StripStep,
    /// What stands beside the arrow of those beyond.
    pub beyond_label: String,
}

/// Tickets at one place of a strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StripStep {
    /// Whose clock has stopped.
    pub stopped: u32,
    /// Whose clock still runs.
    pub open: u32,
}

/// Strips drawn; the rest stands in the table.
pub const STRIPS_SHOWN: usize = 6;

const TOP: f64 = 18.0;
const ROW: f64 = 54.0;
/// Height of a strip over its line.
const RISE: f64 = 30.0;
/// Marks of neighbouring steps on a phone stand beside each other, not on each other.
const RADIUS: f64 = 2.7;
/// Marks that find room over each other; more become a bar.
const STACK: u32 = 4;
/// Marks of a figure that stay countable; more become bars everywhere.
const MARKS: u32 = 80;
const TRIANGLE: [(f64, f64); 3] = [(0.0, -3.4), (3.4, 2.8), (-3.4, 2.8)];

impl StripStep {
    fn all(self) -> u32 {
        self.stopped.saturating_add(self.open)
    }
}

impl Strip {
    fn fullest(&self) -> u32 {
        self.steps.iter().map(|step| step.all()).max().unwrap_or(0)
    }

    fn marks(&self) -> u32 {
        self.steps.iter().fold(0, |sum, step| sum.saturating_add(step.all()))
    }

    fn has_any(&self) -> bool {
        self.marks() > 0 || self.beyond.all() > 0
    }
}

impl Draw for StripsSpec {
    fn draw(&self, form: Form) -> Figure {
        if !self.shown().any(Strip::has_any) {
            return without_data(&self.alt, form, form.width());
        }
        let beyond = self.shown().filter(|strip| strip.beyond.all() > 0);
        let label = beyond.map(|strip| width(&strip.beyond_label, true) + 16.0).fold(8.0, f64::max);
        let rows = self.shown().count() as f64;
        let right = form.width() - label.min(form.width() * 0.3);
        let frame = Frame { left: 2.0, top: TOP, right, bottom: TOP + ROW * rows };
        let size = (form.width(), frame.bottom + 22.0);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, frame))
    }
}

impl StripsSpec {
    fn shown(&self) -> impl Iterator<Item = &Strip> {
        self.strips.iter().take(STRIPS_SHOWN)
    }

    fn paint(&self, canvas: &mut Canvas<'_>, frame: Frame) {
        let countable = self.shown().filter(|strip| strip.fullest() <= STACK);
        let crowded = countable.map(Strip::marks).sum::<u32>() > MARKS;
        let at = |share: f64| frame.left + (frame.right - frame.left) * share / 2.0;
        let limit = fit(&self.limit, 90.0, true);
        canvas.text((Ink::Strong, Anchor::Middle), (at(1.0), 8.0), &limit);
        canvas.text_if_free((Ink::Text, Anchor::Middle), (at(0.8), 8.0), "80%");
        for (place, strip) in self.shown().enumerate() {
            let top = frame.top + ROW * place as f64;
            let base = top + ROW - 4.0;
            names(canvas, strip, top + 10.0);
            canvas.line(Ink::Guide, (at(0.8), base - RISE), (at(0.8), base));
            canvas.line(Ink::Axis, (frame.left, base), (frame.right, base));
            let line = Line { frame, base, bars: crowded || strip.fullest() > STACK };
            line.steps(canvas, strip);
            canvas.line(Ink::Limit, (at(1.0), base - RISE), (at(1.0), base + 3.0));
            line.beyond(canvas, strip);
        }
        for (share, name) in [(0.0, "0"), (0.5, "50%"), (1.0, "100%"), (1.5, "150%"), (2.0, "200%")]
        {
            let x = super::canvas::inside(canvas.width(), at(share), name);
            canvas.text_if_free((Ink::Text, Anchor::Middle), (x, frame.bottom + 12.0), name);
        }
    }
}

fn names(canvas: &mut Canvas<'_>, strip: &Strip, y: f64) {
    let total = canvas.width();
    let remark = fit(&strip.remark, total * 0.45, false);
    let room = total - width(&remark, false) - 12.0;
    canvas.text((Ink::Strong, Anchor::Start), (0.0, y), &fit(&strip.label, room, true));
    canvas.text((Ink::Text, Anchor::End), (total, y), &remark);
}

/// What is drawn of a strip at a time.
#[derive(Clone, Copy)]
enum Pass {
    Met,
    Stopped,
    Open,
}

/// One place of a strip.
struct Step {
    left: f64,
    width: f64,
    count: StripStep,
    late: bool,
}

/// A late mark by the table of states: filled while its clock still runs.
fn late_mark(open: bool) -> Ink {
    if open { Ink::HotDot } else { Ink::HotRing }
}

/// The line on which the marks of one strip stand.
struct Line {
    frame: Frame,
    base: f64,
    bars: bool,
}

impl Line {
    /// The marks of a strip, those of one ink together: it keeps the figure small.
    fn steps(&self, canvas: &Canvas<'_>, strip: &Strip) {
        let half = strip.steps.len() / 2;
        let width = (self.frame.right - self.frame.left) / (2 * half.max(1)) as f64;
        let scale = (RISE - 8.0) / f64::from(strip.fullest().max(1));
        for pass in [Pass::Met, Pass::Stopped, Pass::Open] {
            for (place, count) in strip.steps.iter().take(2 * half).enumerate() {
                let at = Step {
                    left: self.frame.left + width * place as f64,
                    width,
                    count: *count,
                    late: place >= half,
                };
                if self.bars {
                    self.bar(canvas, &at, pass, scale);
                } else {
                    self.marks(canvas, &at, pass);
                }
            }
        }
        if self.bars {
            self.cap(canvas, strip, (half, width, scale));
        }
    }

    /// The triangle over the fullest late bar, filled where a late one still runs.
    fn cap(&self, canvas: &Canvas<'_>, strip: &Strip, (half, width, scale): (usize, f64, f64)) {
        let late = strip.steps.iter().enumerate().take(2 * half).skip(half);
        let fullest = late.max_by_key(|(at, step)| (step.all(), std::cmp::Reverse(*at)));
        let Some((at, step)) = fullest.filter(|(_, step)| step.all() > 0) else { return };
        let open = strip.steps[half..].iter().any(|step| step.open > 0);
        let ink = late_mark(open);
        let x = self.frame.left + width * (at as f64 + 0.5);
        let top = self.base - f64::from(step.all()) * scale;
        canvas.shape(ink, (x, top - 4.5), &TRIANGLE);
    }

    fn marks(&self, canvas: &Canvas<'_>, step: &Step, pass: Pass) {
        let (stopped, all) = (step.count.stopped, step.count.all());
        let (places, ink) = match (pass, step.late) {
            (Pass::Met, false) => (0..all, Ink::Dot),
            (Pass::Stopped, true) => (0..stopped, late_mark(false)),
            (Pass::Open, true) => (stopped..all, late_mark(true)),
            _ => return,
        };
        let x = step.left + step.width / 2.0;
        for place in places {
            let y = self.base - RADIUS - 2.0 - f64::from(place) * (2.0 * RADIUS + 1.0);
            if step.late {
                canvas.shape(ink, (x, y), &TRIANGLE);
            } else {
                canvas.dot(ink, (x, y), RADIUS);
            }
        }
    }

    /// A bar of many tickets; of late ones, filled are those that still run.
    fn bar(&self, canvas: &Canvas<'_>, step: &Step, pass: Pass, scale: f64) {
        let StripStep { stopped, open } = step.count;
        // Whole units: a hundred bars would not stay small otherwise.
        let (left, right) = (step.left.round(), (step.left + step.width).round() - 1.0);
        let middle = self.base - (f64::from(stopped) * scale).ceil();
        let top = self.base - (f64::from(step.count.all()) * scale).ceil();
        match (pass, step.late) {
            (Pass::Met, false) if step.count.all() > 0 => {
                canvas.rect(Ink::Bar, Frame { left, right, top, bottom: self.base });
            }
            (Pass::Stopped, true) if stopped > 0 => {
                canvas.rect(Ink::HotRing, Frame { left, right, top: middle, bottom: self.base });
            }
            (Pass::Open, true) if open > 0 => {
                canvas.rect(Ink::Hot, Frame { left, right, top, bottom: middle });
            }
            _ => {}
        }
    }

    /// The arrow of what lies beyond the strip, and its number.
    fn beyond(&self, canvas: &mut Canvas<'_>, strip: &Strip) {
        if strip.beyond.all() == 0 {
            return;
        }
        let (x, y) = (self.frame.right + 4.0, self.base - RISE / 2.0);
        let ink = late_mark(strip.beyond.open > 0);
        canvas.shape(ink, (x, y), &[(-3.0, -4.0), (4.0, 0.0), (-3.0, 4.0)]);
        let label = fit(&strip.beyond_label, canvas.width() - x - 8.0, true);
        canvas.text((Ink::TextHot, Anchor::Start), (x + 8.0, y), &label);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One strip with a late ticket just over the limit, `many` times, and one beyond.
    fn late(open: bool, many: u32) -> String {
        let count = |n| StripStep { stopped: if open { 0 } else { n }, open: n * u32::from(open) };
        let mut steps = vec![StripStep::default(); 4];
        steps[2] = count(many);
        let strip = Strip { steps, beyond: count(1), ..Strip::default() };
        StripsSpec { strips: vec![strip], ..StripsSpec::default() }.draw(Form::Compact).svg
    }

    #[test]
    fn a_late_mark_is_filled_while_somebody_can_still_act_and_hollow_once_closed() {
        for many in [1, STACK + 1] {
            let (open, closed) = (late(true, many), late(false, many));
            assert!(!open.contains("class=\"pr\""), "{many}: {open}");
            assert!(open.contains("class=\"ph\""), "{many}: {open}");
            assert!(closed.contains("class=\"pr\""), "{many}: {closed}");
            assert!(!closed.contains("class=\"ph\""), "{many}: {closed}");
            assert!(!closed.contains("class=\"hr\""), "{many}: {closed}");
        }
    }
}
