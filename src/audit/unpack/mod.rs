//! A file's bytes as texts: what format they are in is told from the bytes, never
//! from the name, and packed formats are opened as deep as they go. What cannot be
//! opened is said; nothing is taken for searched that was not.

mod base64;
mod binary;
mod encoding;
mod pdf;
mod pdf_text;
mod picture;
mod shard;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// How much of what is packed is unpacked for one file.
const MOST_UNPACKED: u64 = 256 << 20;
/// How deep formats may lie in each other.
const DEEPEST: usize = 6;

/// How much a text can be believed to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// It is a text.
    Text,
    /// Strings among the bytes of a known place, such as a picture's remarks.
    Remarks,
    /// Strings among any bytes.
    Noise,
}

/// Takes each text, with the path to it inside the file (empty for the file itself).
pub(super) type Take<'t> = dyn FnMut(&str, Trust, &[String]) + 't;

/// What the unpacking of a file came to.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// Formats that were opened, and how often.
    pub(super) formats: BTreeMap<&'static str, u64>,
    /// What could not be opened: the path inside the file, and why.
    pub(super) unopened: Vec<(String, &'static str)>,
}

/// Opens a file and hands on all text in it.
pub(super) fn open(bytes: &[u8], take: &mut Take<'_>) -> Account {
    open_within(MOST_UNPACKED, bytes, take)
}

fn open_within(left: u64, bytes: &[u8], take: &mut Take<'_>) -> Account {
    let mut opener = Opener { take, account: Account::default(), left, inside: Vec::new() };
    opener.open(bytes);
    opener.account
}

struct Opener<'t, 's> {
    take: &'t mut Take<'s>,
    account: Account,
    left: u64,
    inside: Vec<String>,
}

impl Opener<'_, '_> {
    fn open(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return self.count("empty");
        }
        match Format::of(bytes) {
            Format::Zip => self.zip(bytes),
            Format::Gzip => self.inflated("gzip", flate2::read::MultiGzDecoder::new(bytes)),
            Format::Zlib => self.zlib(bytes),
            Format::Pdf => self.pdf(bytes),
            Format::Png => self.png(bytes),
            Format::Jpeg => self.jpeg(bytes),
            Format::Unopened(what, why) => {
                self.count(what);
                self.refuse(why);
                self.strings(bytes, Trust::Noise);
            }
            Format::Other => self.text_or_bytes(bytes),
        }
    }

    fn text_or_bytes(&mut self, bytes: &[u8]) {
        if let Some((name, text)) = encoding::text(bytes) {
            self.count(name);
            self.text(&text, Trust::Text);
            self.shard(&text);
            self.base64(&text);
        } else {
            self.count("bytes");
            self.strings(bytes, Trust::Noise);
        }
    }

    /// Opens what lies inside under a name; the name is a text, too.
    fn inner(&mut self, name: &str, bytes: &[u8]) {
        self.text(name, Trust::Text);
        self.inside.push(name.to_owned());
        if self.inside.len() > DEEPEST {
            self.refuse("packed more than six deep");
        } else {
            self.open(bytes);
        }
        self.inside.pop();
    }

    fn text(&mut self, text: &str, trust: Trust) {
        (self.take)(text, trust, &self.inside);
    }

    fn count(&mut self, format: &'static str) {
        *self.account.formats.entry(format).or_default() += 1;
    }

    fn refuse(&mut self, why: &'static str) {
        self.account.unopened.push((self.inside.join(" » "), why));
    }

    /// Unpacks as much as is left; says so where it is more, or broken.
    fn unpack(&mut self, packed: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        let result = packed.take(self.left + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > self.left {
            self.refuse("larger than 256 MiB once unpacked");
            bytes.truncate(self.left as usize);
        } else if result.is_err() {
            self.refuse("damaged; searched as far as it could be unpacked");
        }
        self.left -= bytes.len() as u64;
        bytes
    }

    fn inflated(&mut self, format: &'static str, packed: impl Read) {
        self.count(format);
        let bytes = self.unpack(packed);
        self.inner(format, &bytes);
    }

    /// Two bytes begin it, which may be chance: what does not unpack is something
    /// else.
    fn zlib(&mut self, bytes: &[u8]) {
        if inflates(bytes) {
            self.inflated("zlib", flate2::read::ZlibDecoder::new(bytes));
        } else {
            self.text_or_bytes(bytes);
        }
    }

    fn zip(&mut self, bytes: &[u8]) {
        self.count("zip");
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
            self.refuse("a damaged zip archive");
            return self.strings(bytes, Trust::Noise);
        };
        let comment = String::from_utf8_lossy(archive.comment()).into_owned();
        self.text(&comment, Trust::Text);
        for at in 0..archive.len() {
            self.zip_entry(&mut archive, at);
        }
    }

    fn zip_entry(&mut self, archive: &mut zip::ZipArchive<Cursor<&[u8]>>, at: usize) {
        let Ok(entry) = archive.by_index_raw(at) else {
            return self.refuse("a damaged entry of a zip archive");
        };
        let (name, locked) = (zip_name(entry.name_raw()), entry.encrypted());
        let remark = String::from_utf8_lossy(entry.comment().as_bytes()).into_owned();
        drop(entry);
        self.text(&remark, Trust::Text);
        self.inside.push(name.clone());
        let bytes = if locked {
            self.refuse("protected by a password");
            None
        } else if let Ok(entry) = archive.by_index(at) {
            Some(self.unpack(entry))
        } else {
            self.refuse("packed in a way that is not known");
            None
        };
        self.inside.pop();
        match bytes {
            Some(bytes) => self.inner(&name, &bytes),
            None => self.text(&name, Trust::Text),
        }
    }
}

/// The name of an entry: UTF-8, else as Chinese Windows writes it.
fn zip_name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(raw).0.into_owned(),
    }
}

/// True where a zlib stream begins that can be unpacked.
fn inflates(bytes: &[u8]) -> bool {
    let mut first = [0; 64];
    flate2::read::ZlibDecoder::new(bytes).read(&mut first).is_ok_and(|n| n > 0)
}

/// What the first bytes say.
enum Format {
    Zip,
    Gzip,
    Zlib,
    Pdf,
    Png,
    Jpeg,
    Unopened(&'static str, &'static str),
    Other,
}

impl Format {
    fn of(bytes: &[u8]) -> Self {
        const PACKED: &str = "an archive of a kind that is not opened";
        let head = &bytes[..bytes.len().min(1024)];
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            [0x1f, 0x8b, 8, ..] => Self::Gzip,
            [0x89, b'P', b'N', b'G', ..] => Self::Png,
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [b'7', b'z', 0xbc, 0xaf, ..] => Self::Unopened("7z", PACKED),
            [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => Self::Unopened("rar", PACKED),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Unopened("xz", PACKED),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Unopened("zstd", PACKED),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, ..] => Self::Unopened("bzip2", PACKED),
            [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => Self::Zlib,
            _ if memchr::memmem::find(head, b"%PDF-").is_some() => Self::Pdf,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_bomb_is_opened_no_further_than_the_limit() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b' '; 3 << 20]).unwrap();
        let bomb = packer.finish().unwrap();
        let mut read = 0;
        let account = open_within(1 << 20, &bomb, &mut |text, _, _| read += text.len());
        assert_eq!(account.unopened, [(String::new(), "larger than 256 MiB once unpacked")]);
        assert!(read <= (1 << 20) + 16, "{read}");
    }

    #[test]
    fn formats_in_each_other_end_somewhere() {
        let mut bytes = b"x".to_vec();
        for _ in 0..9 {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
            packer.write_all(&bytes).unwrap();
            bytes = packer.finish().unwrap();
        }
        let account = open(&bytes, &mut |_, _, _| {});
        assert_eq!(account.unopened.len(), 1);
        assert_eq!(account.unopened[0].1, "packed more than six deep");
    }
}
