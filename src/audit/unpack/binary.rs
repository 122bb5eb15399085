//! Strings among bytes of which nothing is known: runs that read as text in UTF-8,
//! in GB18030, or in UTF-16 of either order and at either step.

use super::super::letters::unspaced;
use super::{Opener, Trust};

/// A shorter run is chance.
const SHORTEST: usize = 3;

impl Opener<'_, '_> {
    /// Hands on the strings among bytes.
    pub(super) fn strings(&mut self, bytes: &[u8], trust: Trust) {
        let narrow = runs(String::from_utf8_lossy(bytes).chars());
        self.text(&narrow, trust);
        let chinese = runs(encoding_rs::GB18030.decode_without_bom_handling(bytes).0.chars());
        if chinese != narrow {
            self.text(&chinese, trust);
        }
        for from in 0..2 {
            for order in [u16::from_le_bytes, u16::from_be_bytes] {
                let pairs = bytes.get(from..).unwrap_or_default().chunks_exact(2);
                let units = pairs.map(|pair| order([pair[0], pair[1]]));
                let wide = runs(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
                self.text(&wide, trust);
            }
        }
    }
}

/// The readable runs, each on a line of its own.
fn runs(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut run = String::new();
    let mut count = 0;
    for c in chars.chain(std::iter::once('\0')) {
        if readable(c) {
            run.push(c);
            count += 1;
            continue;
        }
        if count >= SHORTEST {
            out.push_str(&run);
            out.push('\0');
        }
        run.clear();
        count = 0;
    }
    out
}

fn readable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{2010}'..='\u{2015}' | '\u{3000}'..='\u{303f}'
        | '\u{ff00}'..='\u{ffef}')
        || unspaced(c)
}

#[cfg(test)]
mod tests {
    use super::super::open;

    #[test]
    fn strings_of_every_width_are_found_among_bytes() {
        let mut bytes = vec![0xff, 0, 1, 0xfe, 7];
        bytes.extend("云岭地铁".encode_utf16().flat_map(u16::to_be_bytes));
        bytes.extend([0, 1, 0xff]);
        bytes.extend(encoding_rs::GB18030.encode("柏杉供电").0.iter());
        bytes.extend([0, 0, 0xff, 3]);
        bytes.extend("Meridian".encode_utf16().flat_map(u16::to_le_bytes));
        let mut texts = String::new();
        open(&bytes, &mut |text, _, _| texts.push_str(text));
        for name in ["云岭地铁", "柏杉供电", "Meridian"] {
            assert!(texts.contains(name), "{name}");
        }
    }
}
