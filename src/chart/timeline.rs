//! The life of one device on one line of time: what a timeline is made of and
//! where its lanes lie. How each lane is drawn lives in `timeline_lanes`.

use super::canvas::{Canvas, Frame, inside};
use super::figure::{Alt, Draw, Figure, Form, drawn, without_data};
use super::ink::Ink;
use super::measure::width;
use super::sheet::Anchor;
use super::timeline_lanes::{Lane, lanes};

/// A timeline. Times are days on any axis the caller likes, for example days
/// since 1970; fractions are fine.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimelineSpec {
    /// Words around the figure.
    pub alt: Alt,
    /// Names of the lanes and of the line of now.
    pub words: TimelineWords,
    /// First day shown.
    pub from: f64,
    /// Last day shown.
    pub to: f64,
    /// Up to when the data reach: a line across all lanes.
    pub as_of: Option<f64>,
    /// Ticks under the axis.
    pub ticks: Vec<TimeTick>,
    /// Warranty bars from above, the whole device first.
    pub warranty: Vec<WarrantyBar>,
    /// Outages.
    pub outages: Vec<Outage>,
    /// Chains of the same fault.
    pub chains: Vec<Chain>,
    /// Parts replaced.
    pub parts: Vec<PartChange>,
    /// Visits.
    pub visits: Vec<Visit>,
}

/// Names of the lanes; a lane without anything in it is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimelineWords {
    /// "Warranty".
    pub warranty: String,
    /// "Outages, h".
    pub outages: String,
    /// "Same fault".
    pub chains: String,
    /// "Parts".
    pub parts: String,
    /// "Visits".
    pub visits: String,
    /// "as of".
    pub as_of: String,
}

/// A tick of the time axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimeTick {
    /// When.
    pub at: f64,
    /// "2026" or "Jul".
    pub label: String,
    /// A year; the compact form shows no others.
    pub major: bool,
}

/// A time under warranty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WarrantyBar {
    /// What it covers, and until when; stands on the bar.
    pub label: String,
    /// First day.
    pub from: f64,
    /// Last day.
    pub to: f64,
    /// Covers the whole device, not a component.
    pub whole: bool,
}

/// Time down after one fault.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Outage {
    /// When it began.
    pub at: f64,
    /// Hours down.
    pub hours: f64,
    /// Belongs to what the page warns about: red.
    pub flagged: bool,
}

/// The same fault several times, joined by arcs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chain {
    /// The fault's code.
    pub label: String,
    /// When it came.
    pub at: Vec<f64>,
    /// The page warns about it: red.
    pub flagged: bool,
}

/// A part replaced.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PartChange {
    /// When.
    pub at: f64,
}

/// A visit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit {
    /// When.
    pub at: f64,
    /// Done, due or done late.
    pub state: VisitState,
}

/// How a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitState {
    /// ■ done in time.
    Done,
    /// □ still to come.
    Due,
    /// ▲ done late, or overdue.
    Late,
}

/// Where days lie on the board.
pub(super) struct TimeScale {
    from: f64,
    to: f64,
    /// Left end of the axis.
    pub(super) left: f64,
    /// Right end of the axis.
    pub(super) right: f64,
}

impl TimeScale {
    /// The place of a day, if it is shown.
    pub(super) fn x(&self, day: f64) -> Option<f64> {
        let shown = day.is_finite() && day >= self.from && day <= self.to;
        shown.then(|| self.place(day))
    }

    /// The visible part of a time from one day to another.
    pub(super) fn span(&self, from: f64, to: f64) -> Option<(f64, f64)> {
        let sound = from.is_finite() && to.is_finite();
        let (from, to) = (from.max(self.from), to.min(self.to));
        (sound && from < to).then(|| (self.place(from), self.place(to)))
    }

    fn place(&self, day: f64) -> f64 {
        self.left + (day - self.from) / (self.to - self.from) * (self.right - self.left)
    }
}

impl Draw for TimelineSpec {
    fn draw(&self, form: Form) -> Figure {
        let total = width_of(form);
        let days = self.to - self.from;
        if !days.is_finite() || days <= 0.0 {
            return without_data(&self.alt, form, total);
        }
        let scale = self.scale(form);
        let lanes = lanes(self, form, &scale);
        if lanes.is_empty() {
            return without_data(&self.alt, form, total);
        }
        let bottom = 4.0 + lanes.iter().map(Lane::height).sum::<f64>();
        let size = (total, bottom + 36.0);
        drawn(&self.alt, form, size, |canvas| self.paint(canvas, form, &scale, &lanes))
    }
}

fn width_of(form: Form) -> f64 {
    match form {
        Form::Compact => 358.0,
        Form::Wide => 1160.0,
        Form::Paper => 700.0,
    }
}

impl TimelineSpec {
    fn scale(&self, form: Form) -> TimeScale {
        let words = &self.words;
        let heads = [&words.warranty, &words.outages, &words.chains, &words.parts, &words.visits];
        let widest = heads.iter().map(|head| width(head, true)).fold(0.0, f64::max);
        let left = if form == Form::Compact { 0.0 } else { (widest + 18.0).max(90.0) };
        TimeScale { from: self.from, to: self.to, left, right: width_of(form) - 10.0 }
    }

    fn paint(&self, canvas: &mut Canvas<'_>, form: Form, scale: &TimeScale, lanes: &[Lane<'_>]) {
        let bottom = 4.0 + lanes.iter().map(Lane::height).sum::<f64>();
        for x in self.ticks_in(form).filter_map(|tick| scale.x(tick.at)) {
            canvas.line(Ink::Grid, (x, 4.0), (x, bottom + 4.0));
        }
        if let Some(x) = self.as_of.and_then(|day| scale.x(day)) {
            canvas.line(Ink::Limit, (x, 4.0), (x, bottom + 6.0));
        }
        let mut top = 4.0;
        for lane in lanes {
            let frame =
                Frame { left: scale.left, top, right: scale.right, bottom: top + lane.height() };
            lane.draw(canvas, scale, frame);
            top = frame.bottom;
        }
        self.time_labels(canvas, form, scale, bottom + 14.0);
    }

    fn ticks_in(&self, form: Form) -> impl Iterator<Item = &TimeTick> {
        self.ticks.iter().filter(move |tick| tick.major || form != Form::Compact)
    }

    /// Years first, then what fits between them; now below.
    fn time_labels(&self, canvas: &mut Canvas<'_>, form: Form, scale: &TimeScale, y: f64) {
        let mut ticks: Vec<_> = self.ticks_in(form).collect();
        ticks.sort_by_key(|tick| !tick.major);
        for tick in ticks {
            let Some(x) = scale.x(tick.at) else { continue };
            let x = inside(canvas.width(), x, &tick.label);
            canvas.text_if_free((Ink::Text, Anchor::Middle), (x, y), &tick.label);
        }
        if let Some(x) = self.as_of.and_then(|day| scale.x(day)) {
            let x = inside(canvas.width(), x, &self.words.as_of);
            canvas.text_if_free((Ink::Strong, Anchor::Middle), (x, y + 15.0), &self.words.as_of);
        }
    }
}
