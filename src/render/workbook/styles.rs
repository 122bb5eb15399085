//! How the cells of a workbook look: one font that knows Chinese, the colours of the page in
//! print, numbers in the form in which the page prints them.

use crate::render::document::Shape;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Ink of headings, of what is in order, close, and not in order; a light ground.
const INK: Color = Color::RGB(0x14_2A3D);
const MUTE: Color = Color::RGB(0x5B_6770);
const GOOD: Color = Color::RGB(0x1E_6B3A);
const NEAR: Color = Color::RGB(0x8A_5A00);
const BAD: Color = Color::RGB(0xB3_261E);
const BAD_GROUND: Color = Color::RGB(0xFC_ECEA);
const WARN_GROUND: Color = Color::RGB(0xFD_F4E0);
const HEAD_GROUND: Color = Color::RGB(0xE8_EDF1);
const RULE: Color = Color::RGB(0xC3_CBD1);

/// The formats of a workbook.
pub(super) struct Styles {
    base: Format,
    /// The heading of a sheet.
    pub(super) title: Format,
    /// A smaller heading, and the caption of a table.
    pub(super) heading: Format,
    /// Running text.
    pub(super) text: Format,
    /// Remarks.
    pub(super) small: Format,
    /// The same on one line, over empty cells beside it.
    pub(super) line_of_text: Format,
    /// The label of a fact.
    pub(super) label: Format,
    /// What a fact says.
    pub(super) value: Format,
    /// The head of a column of text, and of one of numbers.
    pub(super) head: Format,
    pub(super) head_number: Format,
    /// The head of a column of text that is not the first.
    pub(super) head_inner: Format,
    /// A way to another sheet.
    pub(super) way: Format,
    /// A line on which somebody signs.
    pub(super) line: Format,
}

impl Styles {
    /// The formats for a language.
    pub(super) fn of(lang: &str) -> Self {
        let font = if lang.starts_with("zh") { "Microsoft YaHei" } else { "Calibri" };
        let base = Format::new().set_font_name(font).set_font_size(10).set_align(FormatAlign::Top);
        let wrapped = base.clone().set_text_wrap();
        let head = wrapped
            .clone()
            .set_bold()
            .set_font_color(INK)
            .set_background_color(HEAD_GROUND)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(INK);
        Self {
            title: base.clone().set_font_size(15).set_bold().set_font_color(INK),
            heading: base.clone().set_font_size(11).set_bold().set_font_color(INK),
            text: wrapped.clone(),
            small: wrapped.clone().set_font_size(9).set_font_color(MUTE),
            line_of_text: base.clone().set_font_size(9).set_font_color(MUTE),
            label: base.clone().set_font_color(MUTE),
            value: base.clone().set_bold(),
            head_number: head.clone().set_align(FormatAlign::Right),
            head_inner: head.clone().set_indent(1),
            head,
            way: base.clone().set_font_color(Color::RGB(0x1F_5A8A)),
            line: base
                .clone()
                .set_border_top(FormatBorder::Thin)
                .set_border_top_color(INK)
                .set_font_color(MUTE),
            base,
        }
    }

    /// A cell of a table.
    pub(super) fn cell(
        &self,
        shape: Option<&Shape>,
        class: &str,
        (mark, inner): (Option<&str>, bool),
    ) -> Format {
        let mut format =
            self.base.clone().set_border_bottom(FormatBorder::Hair).set_border_bottom_color(RULE);
        format = match shape {
            Some(shape @ (Shape::Decimal { .. } | Shape::Percent { .. } | Shape::Span)) => {
                format.set_num_format(pattern(shape)).set_align(FormatAlign::Right)
            }
            Some(shape) => format.set_num_format(pattern(shape)).set_align(FormatAlign::Left),
            None => format.set_text_wrap(),
        };
        // Text beside a number keeps its distance.
        let is_number =
            matches!(shape, Some(Shape::Decimal { .. } | Shape::Percent { .. } | Shape::Span));
        if inner && !is_number {
            format = format.set_indent(1);
        }
        format = match class {
            "bad" => format.set_background_color(BAD_GROUND),
            "warn" => format.set_background_color(WARN_GROUND),
            "tot" => format.set_bold(),
            _ => format,
        };
        match mark {
            Some("met") => format.set_font_color(GOOD),
            Some("near" | "past") => format.set_font_color(NEAR),
            Some("not-met" | "late") => format.set_font_color(BAD).set_bold(),
            _ => format,
        }
    }
}

/// The pattern by which a spreadsheet prints a number as the page does.
pub(super) fn pattern(shape: &Shape) -> String {
    let decimals = |n: usize| if n == 0 { String::new() } else { format!(".{}", "0".repeat(n)) };
    match shape {
        Shape::Percent { decimals: n } => format!("0{}%", decimals(*n)),
        Shape::Day => "yyyy-mm-dd".to_owned(),
        Shape::Minute => "yyyy-mm-dd hh:mm".to_owned(),
        Shape::Span => "[h]:mm".to_owned(),
        Shape::Decimal { decimals: n, prefix, suffix, signed } => {
            let literal = |text: &str| {
                if text.is_empty() {
                    String::new()
                } else {
                    format!("\"{}\"", text.replace('"', ""))
                }
            };
            let digits = format!("{}#,##0{}{}", literal(prefix), decimals(*n), literal(suffix));
            if *signed { format!("+{digits};−{digits};{digits}") } else { digits }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_print_what_the_page_prints() {
        let decimal = |decimals, prefix: &str, suffix: &str, signed| {
            let (prefix, suffix) = (prefix.to_owned(), suffix.to_owned());
            pattern(&Shape::Decimal { decimals, prefix, suffix, signed })
        };
        assert_eq!(decimal(0, "", "", false), "#,##0");
        assert_eq!(decimal(2, "¥", "", false), "\"¥\"#,##0.00");
        assert_eq!(decimal(1, "", " h", false), "#,##0.0\" h\"");
        assert_eq!(decimal(0, "", "", true), "+#,##0;−#,##0;#,##0");
        assert_eq!(pattern(&Shape::Percent { decimals: 1 }), "0.0%");
    }
}
