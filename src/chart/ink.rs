//! The inks of a figure: a closed set. plotters only carries colours, so each
//! ink travels as a sentinel colour and leaves the backend as a class name;
//! what the class looks like is the page's business (`figures.css`).

use plotters::style::{RGBColor, ShapeStyle};

/// What a mark means, never what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Bar or square that carries the finding.
    Bar,
    /// Bar of second rank.
    Bar2,
    /// Interval band, earlier month, warranty of the whole device.
    Band,
    /// Quiet ground, such as the warranty of a component.
    Tint,
    /// Bar of what nobody has coded.
    Unknown,
    /// Bar or mark that a reader must act on.
    Hot,
    /// Hollow bar: not yet complete.
    BarHollow,
    /// The one ink baseline.
    Axis,
    /// Hairline grid.
    Grid,
    /// Dotted reference, such as a mean.
    Guide,
    /// Solid data line.
    Line,
    /// Solid data line where too few are left.
    LineFew,
    /// Dashed line of the rival.
    Rival,
    /// Dashed line of the rival where too few are left.
    RivalFew,
    /// Edge of the rival's interval.
    RivalEdge,
    /// Thin joining line.
    Thin,
    /// Limit line.
    Limit,
    /// Red cut line or red arc.
    Cut,
    /// Interval whisker.
    Whisker,
    /// Interval whisker of a flagged row.
    WhiskerHot,
    /// Filled data mark.
    Dot,
    /// Hollow data mark.
    Ring,
    /// Filled red mark.
    HotDot,
    /// Hollow red mark.
    HotRing,
    /// Plain figure text.
    Text,
    /// Bold text in ink.
    Strong,
    /// Bold text in red.
    TextHot,
    /// Bold text in the ink of the data.
    TextData,
    /// Text lying on a bar, without halo.
    TextOnBar,
}

/// Every ink with its class; the place in this list is its sentinel colour.
const INKS: [(Ink, &str); 29] = [
    (Ink::Bar, "d"),
    (Ink::Bar2, "d2"),
    (Ink::Band, "d3"),
    (Ink::Tint, "u"),
    (Ink::Unknown, "u3"),
    (Ink::Hot, "hr"),
    (Ink::BarHollow, "bo"),
    (Ink::Axis, "ax"),
    (Ink::Grid, "gr"),
    (Ink::Guide, "rf"),
    (Ink::Line, "ln"),
    (Ink::LineFew, "ln few"),
    (Ink::Rival, "ln2"),
    (Ink::RivalFew, "ln2 few"),
    (Ink::RivalEdge, "ed"),
    (Ink::Thin, "ln3"),
    (Ink::Limit, "lim"),
    (Ink::Cut, "red"),
    (Ink::Whisker, "ci"),
    (Ink::WhiskerHot, "cir"),
    (Ink::Dot, "pt"),
    (Ink::Ring, "po"),
    (Ink::HotDot, "ph"),
    (Ink::HotRing, "pr"),
    (Ink::Text, ""),
    (Ink::Strong, "b"),
    (Ink::TextHot, "h"),
    (Ink::TextData, "i"),
    (Ink::TextOnBar, "nh"),
];

/// Red and green of every sentinel; blue is the ink's place in the list.
const SENTINEL: (u8, u8) = (0xfa, 0x11);

impl Ink {
    fn place(self) -> usize {
        INKS.iter().position(|(ink, _)| *ink == self).unwrap_or(0)
    }

    /// The class name (possibly two, or none) that stands for this ink.
    pub(super) fn class(self) -> &'static str {
        INKS[self.place()].1
    }

    /// The sentinel colour under which plotters carries this ink.
    pub(super) fn colour(self) -> RGBColor {
        RGBColor(SENTINEL.0, SENTINEL.1, self.place() as u8)
    }

    /// The ink behind a sentinel colour, if it is one.
    pub(super) fn of(rgb: (u8, u8, u8)) -> Option<Ink> {
        if (rgb.0, rgb.1) != SENTINEL {
            return None;
        }
        INKS.get(usize::from(rgb.2)).map(|(ink, _)| *ink)
    }

    /// Whether text of this ink is set in the heavier weight.
    pub(super) fn is_bold(self) -> bool {
        matches!(self, Ink::Strong | Ink::TextHot | Ink::TextData)
    }

    /// The plotters style: the class decides fill and stroke, so `filled` only
    /// keeps plotters from drawing an outline apart.
    pub(super) fn style(self) -> ShapeStyle {
        ShapeStyle::from(&self.colour()).filled()
    }
}

/// Every class that an ink may wear.
#[cfg(test)]
pub(super) fn classes() -> impl Iterator<Item = &'static str> {
    INKS.iter().flat_map(|(_, class)| class.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_comes_back_from_its_colour() {
        for (ink, class) in INKS {
            let RGBColor(r, g, b) = ink.colour();
            assert_eq!(Ink::of((r, g, b)), Some(ink));
            assert_eq!(ink.class(), class);
        }
        assert_eq!(Ink::of((0, 0, 0)), None);
        assert_eq!(Ink::of((SENTINEL.0, SENTINEL.1, 200)), None);
    }

    #[test]
    fn the_style_sheet_has_a_rule_for_every_class() {
        let css = super::super::FIGURES_CSS;
        for class in classes() {
            let found = [',', '{', ' '].iter().any(|end| css.contains(&format!(".{class}{end}")));
            assert!(found, "figures.css has no rule for .{class}");
        }
    }
}
