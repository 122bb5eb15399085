//! The lanes of a timeline: warranty, outages, the same fault, parts, visits.

use super::canvas::{At, Canvas, Frame};
use super::figure::Form;
use super::ink::Ink;
use super::measure::{fit, width};
use super::scale::{number, sound};
use super::sheet::Anchor;
use super::timeline::{
    Chain, Outage, PartChange, TimeScale, TimelineSpec, Visit, VisitState, WarrantyBar,
};

const BAR_ROW: f64 = 16.0;
const OUTAGE_HEIGHT: f64 = 30.0;
const BOW_HEIGHT: f64 = 15.0;
const CHAIN_ROW: f64 = 26.0;
const NAME_LINE: f64 = 14.0;

/// One lane with its name.
pub(super) struct Lane<'a> {
    head: &'a str,
    /// Room for the name above the lane; none when it stands at the left.
    head_room: f64,
    content: Content<'a>,
}

enum Content<'a> {
    Warranty(Vec<&'a WarrantyBar>),
    Outages(Vec<&'a Outage>),
    Chains(Vec<ChainRow<'a>>),
    Parts(Vec<&'a PartChange>),
    Visits(Vec<&'a Visit>),
}

/// Chains beside each other.
struct ChainRow<'a> {
    chains: Vec<&'a Chain>,
    height: f64,
}

/// The lanes that have something to show, from above.
pub(super) fn lanes<'a>(spec: &'a TimelineSpec, form: Form, scale: &TimeScale) -> Vec<Lane<'a>> {
    let words = &spec.words;
    let seen = |day: f64| scale.x(day).is_some();
    let bars = spec.warranty.iter().filter(|bar| scale.span(bar.from, bar.to).is_some());
    let outages = spec.outages.iter().filter(|o| seen(o.at) && sound(o.hours).is_some());
    let chains = spec.chains.iter().filter(|chain| chain.at.iter().any(|day| seen(*day)));
    let parts = spec.parts.iter().filter(|part| seen(part.at));
    let visits = spec.visits.iter().filter(|visit| seen(visit.at));
    let all = [
        (&words.warranty, Content::Warranty(bars.collect())),
        (&words.outages, Content::Outages(outages.collect())),
        (&words.chains, Content::Chains(chain_rows(chains, scale))),
        (&words.parts, Content::Parts(parts.collect())),
        (&words.visits, Content::Visits(visits.collect())),
    ];
    let head_room = if form == Form::Compact { 18.0 } else { 0.0 };
    let lane = |(head, content): (&'a String, _)| Lane { head, head_room, content };
    all.into_iter().map(lane).filter(|lane| !lane.is_empty()).collect()
}

/// Chains in rows, each in the first row where it meets no other.
fn chain_rows<'a>(chains: impl Iterator<Item = &'a Chain>, scale: &TimeScale) -> Vec<ChainRow<'a>> {
    let mut rows: Vec<Vec<&'a Chain>> = Vec::new();
    for chain in chains {
        let free = |row: &Vec<&Chain>| row.iter().all(|other| apart(chain, other, scale));
        match rows.iter().position(free) {
            Some(place) => rows[place].push(chain),
            None => rows.push(vec![chain]),
        }
    }
    let sized = |chains: Vec<&'a Chain>| ChainRow { height: row_height(&chains, scale), chains };
    rows.into_iter().map(sized).collect()
}

/// Whether two chains with their names have room beside each other.
fn apart(a: &Chain, b: &Chain, scale: &TimeScale) -> bool {
    match (Extent::of(a, scale), Extent::of(b, scale)) {
        (Some(a), Some(b)) => a.right < b.left || b.right < a.left,
        _ => true,
    }
}

/// Where a chain and its name lie.
struct Extent {
    left: f64,
    right: f64,
    name: NamePlace,
}

/// Where the name of a chain stands: after it, before it, or on a line of its
/// own above it; with the place at which it begins.
#[derive(Clone, Copy, PartialEq)]
enum NamePlace {
    Beside(f64),
    Above(f64),
}

impl Extent {
    fn of(chain: &Chain, scale: &TimeScale) -> Option<Extent> {
        let days = shown_days(chain, scale);
        let (first, last) = (days.first().copied()?, days.last().copied()?);
        let (left, right) = (first - 8.0, last + 8.0);
        let name = width(&chain.label, true);
        let end = scale.right + 8.0;
        Some(if last + 7.0 + name <= end {
            Extent { left, right: right + name, name: NamePlace::Beside(last + 7.0) }
        } else if first - 7.0 - name >= scale.left {
            let begin = first - 7.0 - name;
            Extent { left: begin - 4.0, right, name: NamePlace::Beside(begin) }
        } else {
            let begin = first.min(end - name).max(scale.left);
            let right = right.max(begin + name);
            Extent { left: left.min(begin), right, name: NamePlace::Above(begin) }
        })
    }
}

/// Height of a row of chains; a name above its chain needs a line more.
fn row_height(row: &[&Chain], scale: &TimeScale) -> f64 {
    let above = |chain: &&Chain| {
        let extent = Extent::of(chain, scale);
        extent.is_some_and(|extent| matches!(extent.name, NamePlace::Above(_)))
    };
    if row.iter().any(above) { CHAIN_ROW + NAME_LINE } else { CHAIN_ROW }
}

fn shown_days(chain: &Chain, scale: &TimeScale) -> Vec<f64> {
    let mut days: Vec<f64> = chain.at.iter().filter_map(|day| scale.x(*day)).collect();
    days.sort_by(f64::total_cmp);
    days
}

impl Lane<'_> {
    fn is_empty(&self) -> bool {
        match &self.content {
            Content::Warranty(bars) => bars.is_empty(),
            Content::Outages(outages) => outages.is_empty(),
            Content::Chains(rows) => rows.is_empty(),
            Content::Parts(parts) => parts.is_empty(),
            Content::Visits(visits) => visits.is_empty(),
        }
    }

    /// Height with the name.
    pub(super) fn height(&self) -> f64 {
        self.head_room
            + match &self.content {
                Content::Warranty(bars) => BAR_ROW * bars.len() as f64 + 10.0,
                Content::Outages(_) => OUTAGE_HEIGHT + 20.0,
                Content::Chains(rows) => rows.iter().map(|row| row.height).sum::<f64>() + 6.0,
                Content::Parts(_) | Content::Visits(_) => 26.0,
            }
    }

    /// Draws the lane into its frame.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, scale: &TimeScale, frame: Frame) {
        let body = Frame { top: frame.top + self.head_room, ..frame };
        self.name(canvas, frame, body);
        match &self.content {
            Content::Warranty(bars) => warranty(canvas, scale, body, bars),
            Content::Outages(outages) => self.outages(canvas, scale, body, outages),
            Content::Chains(rows) => chains(canvas, scale, body, rows),
            Content::Parts(parts) => part_changes(canvas, scale, body, parts),
            Content::Visits(all) => visits(canvas, scale, body, all),
        }
    }

    fn name(&self, canvas: &mut Canvas<'_>, frame: Frame, body: Frame) {
        let (y, room) = if self.head_room > 0.0 {
            (frame.top + 9.0, canvas.width())
        } else {
            let y = match &self.content {
                Content::Outages(_) => body.bottom - 14.0,
                Content::Chains(rows) => {
                    body.top - 9.0 + rows.first().map_or(CHAIN_ROW, |row| row.height)
                }
                _ => f64::midpoint(body.top, body.bottom),
            };
            (y, frame.left - 6.0)
        };
        canvas.text((Ink::Strong, Anchor::Start), (0.0, y), &fit(self.head, room, true));
    }

    fn outages(&self, canvas: &mut Canvas<'_>, scale: &TimeScale, body: Frame, all: &[&Outage]) {
        let base = body.bottom - 8.0;
        let longest = all.iter().filter_map(|o| sound(o.hours)).fold(0.0, f64::max);
        let per_hour = if longest > 0.0 { OUTAGE_HEIGHT / longest } else { 0.0 };
        for (flagged, ink) in [(false, Ink::Bar2), (true, Ink::Hot)] {
            for outage in all.iter().filter(|outage| outage.flagged == flagged) {
                let Some(x) = scale.x(outage.at) else { continue };
                // One unit at least: a short outage is still an outage.
                let height = (outage.hours * per_hour).max(1.0);
                let bar = Frame { left: x - 2.5, top: base - height, right: x + 2.5, bottom: base };
                canvas.rect(ink, bar);
            }
        }
        canvas.line(Ink::Axis, (body.left, base), (body.right, base));
        let mut longest_first: Vec<_> = all.iter().collect();
        longest_first.sort_by(|a, b| b.hours.total_cmp(&a.hours).then(a.at.total_cmp(&b.at)));
        let kept = if self.head_room > 0.0 { 3 } else { 12 };
        for outage in longest_first.into_iter().take(kept).filter(|o| o.hours > 0.0) {
            let Some(x) = scale.x(outage.at) else { continue };
            let y = base - (outage.hours * per_hour).max(1.0) - 8.0;
            let ink = if outage.flagged { Ink::TextHot } else { Ink::Text };
            canvas.text_if_free((ink, Anchor::Middle), (x, y), &number(outage.hours));
        }
    }
}

fn warranty(canvas: &mut Canvas<'_>, scale: &TimeScale, body: Frame, bars: &[&WarrantyBar]) {
    for (whole, ink) in [(true, Ink::Band), (false, Ink::Tint)] {
        for (place, bar) in bars.iter().enumerate().filter(|(_, bar)| bar.whole == whole) {
            let Some((left, right)) = scale.span(bar.from, bar.to) else { continue };
            let top = body.top + 4.0 + BAR_ROW * place as f64;
            canvas.rect(ink, Frame { left, top, right, bottom: top + 13.0 });
        }
    }
    for (place, bar) in bars.iter().enumerate() {
        let Some((left, _)) = scale.span(bar.from, bar.to) else { continue };
        let y = body.top + 10.5 + BAR_ROW * place as f64;
        let label = fit(&bar.label, scale.right - body.left - 10.0, false);
        let x = (left + 5.0).min(scale.right - width(&label, false)).max(body.left);
        canvas.text((Ink::TextOnBar, Anchor::Start), (x, y), &label);
    }
}

fn chains(canvas: &mut Canvas<'_>, scale: &TimeScale, body: Frame, rows: &[ChainRow<'_>]) {
    let mut y = body.top - 4.0;
    for row in rows {
        y += row.height;
        for chain in &row.chains {
            chain_marks(canvas, chain, &shown_days(chain, scale), y);
        }
        for chain in &row.chains {
            chain_name(canvas, chain, scale, y);
        }
    }
}

fn chain_marks(canvas: &mut Canvas<'_>, chain: &Chain, days: &[f64], y: f64) {
    let (bow, dot) = if chain.flagged { (Ink::Cut, Ink::HotDot) } else { (Ink::Thin, Ink::Dot) };
    for pair in days.windows(2) {
        let height = BOW_HEIGHT.min(4.0 + (pair[1] - pair[0]) / 2.0);
        canvas.bow(bow, (pair[0], y), (pair[1], y), height);
    }
    for x in days {
        canvas.dot(dot, (*x, y), 3.2);
    }
}

fn chain_name(canvas: &mut Canvas<'_>, chain: &Chain, scale: &TimeScale, y: f64) {
    let Some(extent) = Extent::of(chain, scale) else { return };
    let ink = if chain.flagged { Ink::TextHot } else { Ink::Text };
    let at = match extent.name {
        NamePlace::Beside(x) => (x, y),
        NamePlace::Above(x) => (x, y - BOW_HEIGHT - 8.0),
    };
    let name = fit(&chain.label, canvas.width() - at.0, true);
    canvas.text_if_free((ink, Anchor::Start), at, &name);
}

fn part_changes(canvas: &mut Canvas<'_>, scale: &TimeScale, body: Frame, parts: &[&PartChange]) {
    let y = f64::midpoint(body.top, body.bottom);
    canvas.line(Ink::Grid, (body.left, y), (body.right, y));
    let diamond = [(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)];
    for x in parts.iter().filter_map(|part| scale.x(part.at)) {
        canvas.shape(Ink::Dot, (x, y), &diamond);
    }
}

fn visits(canvas: &mut Canvas<'_>, scale: &TimeScale, body: Frame, all: &[&Visit]) {
    let y = f64::midpoint(body.top, body.bottom);
    canvas.line(Ink::Grid, (body.left, y), (body.right, y));
    for (state, ink, corners) in VISIT_MARKS {
        for visit in all.iter().filter(|visit| visit.state == state) {
            if let Some(x) = scale.x(visit.at) {
                canvas.shape(ink, (x, y), corners);
            }
        }
    }
}

const SQUARE: &[At] = &[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)];
const TRIANGLE: &[At] = &[(0.0, -5.5), (5.0, 4.0), (-5.0, 4.0)];
const VISIT_MARKS: [(VisitState, Ink, &[At]); 3] = [
    (VisitState::Done, Ink::Bar, SQUARE),
    (VisitState::Due, Ink::Ring, SQUARE),
    (VisitState::Late, Ink::HotDot, TRIANGLE),
];
