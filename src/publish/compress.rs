//! Compressed variants: beside a text of the site the same, packed by gzip, for web servers
//! that hand out what lies there. The same text gives the same bytes.

use super::phase::extension;
use flate2::{Compression, GzBuilder};
use std::io::Write;

/// What the name of a variant ends with.
pub const VARIANT: &str = ".gz";
/// A smaller text goes over the line in one piece all the same.
const LEAST: usize = 1000;
const TEXTS: [&str; 10] =
    ["css", "csv", "html", "ics", "js", "json", "svg", "txt", "webmanifest", "xml"];

/// The variant of a file; none where it is no text, or nothing is gained.
pub fn variant(path: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < LEAST || !TEXTS.contains(&extension(path)) {
        return None;
    }
    // No name, no time, no system: nothing but the text decides.
    let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    packed.write_all(bytes).expect("memory takes what is written");
    let packed = packed.finish().expect("memory takes what is written");
    (packed.len() < bytes.len()).then_some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn texts_are_packed_to_the_same_bytes_each_time_and_nothing_else_is() {
        let text = "故障 fault ".repeat(200);
        let packed = variant("a/b.html", text.as_bytes()).unwrap();
        assert_eq!(Some(&packed), variant("c.html", text.as_bytes()).as_ref());
        assert_eq!(packed[3..9], [0, 0, 0, 0, 0, 2], "no name, no time");
        let mut back = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
        assert_eq!(variant("a.png", text.as_bytes()), None);
        assert_eq!(variant("a.html", &text.as_bytes()[..LEAST - 1]), None);
        let noise: Vec<u8> =
            (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(variant("a.txt", &noise).is_none_or(|packed| packed.len() < noise.len()));
    }
}
