//! The language of what a person reads in the terminal. Findings and summaries are told in
//! Chinese where the system's language is Chinese; results for programs are always English.

use crate::diag;
use std::borrow::Cow;
use std::io::{self, Write};

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Voice {
    /// That of the system: `LANGUAGE`, `LC_ALL`, `LC_MESSAGES` or `LANG`, on Windows that of
    /// its menus. Who sets `LC_ALL` to `C` wants no language but the program's own.
    pub(super) fn of_the_system() -> Self {
        let all = std::env::var("LC_ALL").unwrap_or_default();
        if matches!(all.split('.').next(), Some("C" | "POSIX")) {
            return Self::English;
        }
        Self::named(sys_locale::get_locale().as_deref().unwrap_or_default())
    }

    fn named(locale: &str) -> Self {
        let language = locale.split(['-', '_', '.']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::Chinese } else { Self::English }
    }

    /// A text of ours in this language; in English where it has no other words.
    pub(super) fn say(self, english: &str) -> Cow<'_, str> {
        match self {
            Self::English => None,
            Self::Chinese => diag::in_chinese(english),
        }
        .map_or(Cow::Borrowed(english), Cow::Owned)
    }

    /// Lines of ours, each a text by itself.
    pub(super) fn say_lines(self, out: &mut dyn Write, english: &[u8]) -> io::Result<()> {
        let english = String::from_utf8_lossy(english);
        english.lines().try_for_each(|line| writeln!(out, "{}", self.say(line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_locale() {
        for chinese in ["zh-CN", "zh_CN.UTF-8", "zh", "ZH-Hans-CN"] {
            assert_eq!(Voice::named(chinese), Voice::Chinese, "{chinese}");
        }
        for other in ["en-US", "C", "", "zho-x", "de_DE.UTF-8"] {
            assert_eq!(Voice::named(other), Voice::English, "{other}");
        }
    }
}
