//! States: a shape and a word, never a shape or a colour alone (`visual.md` §3).

use super::Html;
use crate::render::escape;

/// The shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Ring with tick: met, done, validated.
    Met,
    /// Dashed ring: within chance.
    Chance,
    /// Cross: not met.
    NotMet,
    /// Empty ring: pending, open.
    Pending,
    /// Half disc: close to the limit.
    Near,
    /// Filled triangle: late and open.
    Late,
    /// Hollow triangle: was late.
    Past,
    /// Dash: not measurable, ended.
    None,
}

impl Mark {
    /// Its name, for documents that draw it themselves.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Chance => "chance",
            Self::NotMet => "not-met",
            Self::Pending => "pending",
            Self::Near => "near",
            Self::Late => "late",
            Self::Past => "past",
            Self::None => "none",
        }
    }
}

/// A state as shape and word.
pub fn state(mark: Mark, word: &str) -> Html {
    let (symbol, class) = match mark {
        Mark::Met => ("met", "met"),
        Mark::Chance => ("prob", "none"),
        Mark::NotMet => ("not", "miss"),
        Mark::Pending => ("pend", "none"),
        Mark::Near => ("near", "near"),
        Mark::Late => ("late", "late"),
        Mark::Past => ("past", "past"),
        Mark::None => ("none", "none"),
    };
    Html(format!(
        "<span class=\"st st--{class}\"><svg aria-hidden=\"true\"><use href=\"#s-{symbol}\"/></svg>{}</span>",
        escape::text(word)
    ))
}
