//! One path of many shapes: relative commands, tenths of a unit, no byte too
//! many. Shapes of one ink that follow each other end up in one `d` attribute.

/// A point in tenths of a unit.
pub(super) type Tenths = (i32, i32);

/// A growing `d` attribute.
#[derive(Debug, Default)]
pub(super) struct PathData {
    d: String,
    at: Tenths,
    start: Tenths,
    last: Option<char>,
}

impl PathData {
    /// The attribute's value.
    pub(super) fn as_str(&self) -> &str {
        &self.d
    }

    /// An open line through `points`; fewer than two draw nothing.
    pub(super) fn polyline(&mut self, points: &[Tenths]) {
        if points.len() < 2 {
            return;
        }
        self.move_to(points[0]);
        for point in &points[1..] {
            self.line_to(*point);
        }
    }

    /// A closed shape. Always clockwise, so that overlapping shapes of one
    /// path do not punch holes into each other.
    pub(super) fn polygon(&mut self, points: &[Tenths]) {
        if points.len() < 3 {
            return;
        }
        let mut points = points.to_vec();
        if doubled_area(&points) < 0 {
            points.reverse();
        }
        self.move_to(points[0]);
        for point in &points[1..] {
            self.line_to(*point);
        }
        self.close();
    }

    /// A rectangle between two corners.
    pub(super) fn rect(&mut self, a: Tenths, b: Tenths) {
        let (left, right) = (a.0.min(b.0), a.0.max(b.0));
        let (top, bottom) = (a.1.min(b.1), a.1.max(b.1));
        self.polygon(&[(left, top), (right, top), (right, bottom), (left, bottom)]);
    }

    /// A circle, as two half arcs.
    pub(super) fn circle(&mut self, centre: Tenths, radius: i32) {
        self.move_to((centre.0 - radius, centre.1));
        self.arc((radius, radius), true, (centre.0 + radius, centre.1));
        self.arc((radius, radius), true, (centre.0 - radius, centre.1));
        self.close();
    }

    /// Half an ellipse standing on the line from `from` to `to`.
    pub(super) fn bow(&mut self, from: Tenths, to: Tenths, height: i32) {
        self.move_to(from);
        self.arc(((to.0 - from.0).abs() / 2, height), false, to);
    }

    fn move_to(&mut self, to: Tenths) {
        if self.d.is_empty() {
            self.command('M');
            self.numbers(&[to.0, to.1]);
        } else if self.at != to || self.last == Some('z') {
            self.command('m');
            self.numbers(&[to.0 - self.at.0, to.1 - self.at.1]);
        }
        self.at = to;
        self.start = to;
    }

    fn line_to(&mut self, to: Tenths) {
        let (dx, dy) = (to.0 - self.at.0, to.1 - self.at.1);
        match (dx, dy) {
            (0, 0) => return,
            (_, 0) => self.command_with('h', &[dx]),
            (0, _) => self.command_with('v', &[dy]),
            _ => self.command_with('l', &[dx, dy]),
        }
        self.at = to;
    }

    fn arc(&mut self, radii: (i32, i32), large: bool, to: Tenths) {
        self.command('a');
        self.numbers(&[radii.0, radii.1]);
        self.d.push_str(if large { " 0 1 1" } else { " 0 0 1" });
        self.numbers(&[to.0 - self.at.0, to.1 - self.at.1]);
        self.at = to;
    }

    fn close(&mut self) {
        self.command('z');
        self.at = self.start;
    }

    fn command(&mut self, letter: char) {
        self.d.push(letter);
        self.last = Some(letter);
    }

    fn command_with(&mut self, letter: char, numbers: &[i32]) {
        if self.last != Some(letter) {
            self.command(letter);
        }
        self.numbers(numbers);
    }

    fn numbers(&mut self, numbers: &[i32]) {
        for number in numbers {
            let touches = self.d.ends_with(|c: char| c.is_ascii_digit());
            if touches && *number >= 0 {
                self.d.push(' ');
            }
            push_tenths(&mut self.d, *number);
        }
    }
}

fn doubled_area(points: &[Tenths]) -> i64 {
    let next = points.iter().cycle().skip(1);
    let cross = |(a, b): (&Tenths, &Tenths)| {
        i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1)
    };
    points.iter().zip(next).map(cross).sum()
}

/// Writes `tenths` as a decimal number in its shortest form: `12`, `12.3`,
/// `-.5`.
pub(super) fn push_tenths(out: &mut String, tenths: i32) {
    use std::fmt::Write as _;
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if tenths < 0 {
        out.push('-');
    }
    if whole > 0 || rest == 0 {
        // Writing to a String cannot fail.
        let _ = write!(out, "{whole}");
    }
    if rest > 0 {
        let _ = write!(out, ".{rest}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(tenths: i32) -> String {
        let mut out = String::new();
        push_tenths(&mut out, tenths);
        out
    }

    #[test]
    fn numbers_take_their_shortest_form() {
        assert_eq!([0, 5, -5, 10, 123, -120].map(short), ["0", ".5", "-.5", "1", "12.3", "-12"]);
    }

    #[test]
    fn shapes_join_by_relative_steps() {
        let mut path = PathData::default();
        path.rect((100, 100), (150, 120));
        path.rect((200, 100), (250, 120));
        assert_eq!(path.as_str(), "M10 10h5v2h-5zm10 0h5v2h-5z");
    }

    #[test]
    fn a_line_drops_repeated_letters_and_points() {
        let mut path = PathData::default();
        path.polyline(&[(0, 0), (10, 5), (10, 5), (20, 3), (20, 30)]);
        assert_eq!(path.as_str(), "M0 0l1 .5 1-.2v2.7");
    }

    #[test]
    fn every_polygon_turns_the_same_way() {
        let (mut left, mut right) = (PathData::default(), PathData::default());
        left.polygon(&[(0, 0), (0, 10), (10, 10)]);
        right.polygon(&[(10, 10), (0, 10), (0, 0)]);
        assert_eq!(left.as_str(), right.as_str());
    }

    #[test]
    fn a_circle_is_two_arcs() {
        let mut path = PathData::default();
        path.circle((100, 100), 40);
        assert_eq!(path.as_str(), "M6 10a4 4 0 1 1 8 0a4 4 0 1 1-8 0z");
    }
}
