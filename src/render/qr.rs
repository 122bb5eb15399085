//! An address as a QR code, drawn by us: dark modules as one path, so that it is sharp in
//! any size, the same bytes everywhere and nothing but an `svg` element. Which addresses
//! are drawn, and where they stand, is the pages' business.

use super::escape;
use super::view::Html;
use fast_qr::{ECL, QRBuilder, QRCode};
use std::fmt::Write as _;

/// Modules that stay light on every side (ISO/IEC 18004): without them a phone does not
/// find the code.
const QUIET: usize = 4;

/// The code of an address with words for those who do not see it. Nothing where an
/// address is longer than a code holds.
///
/// Level M still reads with 15 % of the code gone: dirt and scratches on a machine.
pub(super) fn svg(address: &str, label: &str) -> Html {
    let code = QRBuilder::new(in_ascii(address)).ecl(ECL::M).build();
    let Ok(code) = code else { return Html::default() };
    let side = code.size + 2 * QUIET;
    Html(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{}\"/></svg>",
        escape::text(label),
        dark(&code),
    ))
}

/// The address with every other letter as its UTF-8 bytes in hexadecimal: which encoding a
/// code's bytes are in is guessed by each phone, and wrongly by many.
fn in_ascii(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for letter in address.chars() {
        if letter.is_ascii() {
            out.push(letter);
        } else {
            for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// The dark modules, a rectangle a run.
fn dark(code: &QRCode) -> String {
    let mut path = String::with_capacity(code.size * 50);
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = code[y][x..code.size].iter().take_while(|module| module.value()).count();
            if run > 0 {
                path.push('M');
                number(&mut path, x + QUIET);
                path.push(' ');
                number(&mut path, y + QUIET);
                path.push('h');
                number(&mut path, run);
                path.push_str("v1h-");
                number(&mut path, run);
                path.push('z');
            }
            x += run + 1;
        }
    }
    path
}

/// Appends a number below a thousand; a code has a thousand of them and a site ten
/// thousand codes.
fn number(out: &mut String, number: usize) {
    let digits = [number / 100, number / 10 % 10, number % 10];
    let blank = digits.iter().take(2).take_while(|digit| **digit == 0).count();
    out.extend(digits[blank..].iter().map(|&digit| char::from(b'0' + digit as u8)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_inside_a_quiet_zone() {
        let html = svg("https://service.example/devices/SIM-007/index.html", "the page").0;
        assert!(html.contains("role=\"img\" aria-label=\"the page\""), "{html}");
        let side: usize = html
            .split("viewBox=\"0 0 ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next())
            .and_then(|side| side.parse().ok())
            .unwrap();
        assert_eq!((side - 2 * QUIET - 17) % 4, 0, "the sizes that the standard knows");
        // The outer row of a corner is seven dark modules, at the left, the right, below.
        let far = side - QUIET - 7;
        for corner in
            ["M4 4h7v1".to_owned(), format!("M{far} 4h7v1"), format!("M4 {}h7v1", side - 5)]
        {
            assert!(html.contains(&corner), "{corner}: {html}");
        }
        assert!(!html.contains("style="), "no inline style");
    }

    #[test]
    fn a_number_is_written_as_it_is() {
        for n in [0, 7, 10, 99, 100, 101, 185, 999] {
            let mut out = String::new();
            number(&mut out, n);
            assert_eq!(out, n.to_string());
        }
    }

    #[test]
    fn letters_beyond_ascii_are_written_so_that_every_phone_reads_them() {
        assert_eq!(in_ascii("a/?device=浙B&x=é"), "a/?device=%E6%B5%99B&x=%C3%A9");
    }

    #[test]
    fn an_address_that_no_code_holds_is_no_code_and_no_crash() {
        assert!(svg(&"x".repeat(4000), "").is_empty());
        assert!(!svg("", "").0.contains("NaN"));
    }
}
