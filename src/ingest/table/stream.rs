//! The text of a file or a sheet as a stream of UTF-8, opened as often as it is
//! needed: a log of gigabytes is never in memory as a whole.

use encoding_rs::{Decoder, Encoding};
use memchr::memchr;
use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes read from disk, or decoded, at a time.
const BLOCK: usize = 1 << 18;

/// So much of a text decides where its header is and what ends its lines.
pub(crate) const HEAD: usize = 4 << 20;

/// Where bytes lie.
#[derive(Clone, Debug)]
pub(crate) enum Bytes<'a> {
    /// In memory.
    Memory(Cow<'a, [u8]>),
    /// In a file.
    Disk(&'a Path),
}

impl Bytes<'_> {
    /// A reader from a byte on.
    pub(crate) fn open(&self, skip: u64) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(match self {
            Self::Memory(bytes) => Box::new(&bytes[(skip as usize).min(bytes.len())..]),
            Self::Disk(path) => {
                let mut file = std::fs::File::open(path)?;
                file.seek(SeekFrom::Start(skip))?;
                Box::new(file)
            }
        })
    }

    /// Hands out all bytes, a block at a time, as long as `take` wants more.
    pub(crate) fn blocks(&self, mut take: impl FnMut(&[u8]) -> bool) -> io::Result<()> {
        let mut from = self.open(0)?;
        let mut block = vec![0; BLOCK];
        loop {
            let read = fill(&mut from, &mut block)?;
            if read == 0 || !take(&block[..read]) {
                return Ok(());
            }
        }
    }
}

/// Reads until a buffer is full or there is no more.
pub(crate) fn fill(from: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// A text.
#[derive(Clone, Debug)]
pub(crate) struct Text<'a> {
    bytes: Bytes<'a>,
    /// Bytes of a byte order mark.
    skip: u64,
    /// What it is decoded from; UTF-8 is handed on as it is.
    encoding: Option<&'static Encoding>,
    /// Lines end with `\r` alone.
    old_mac: bool,
}

impl<'a> Text<'a> {
    /// A text in UTF-8, or in an encoding, after a byte order mark.
    pub(crate) fn new(bytes: Bytes<'a>, skip: u64, encoding: Option<&'static Encoding>) -> Self {
        Self { bytes, skip, encoding, old_mac: false }
    }

    /// Text that lies in memory as UTF-8.
    pub(crate) fn in_memory(text: impl Into<Cow<'a, [u8]>>) -> Self {
        Self::new(Bytes::Memory(text.into()), 0, None)
    }

    /// Looks at what ends its lines.
    pub(crate) fn find_line_ends(&mut self) -> io::Result<()> {
        let head = self.head()?;
        self.old_mac = memchr(b'\n', &head).is_none() && memchr(b'\r', &head).is_some();
        Ok(())
    }

    /// The text as UTF-8, but for bytes that could not be decoded; lines end with `\n`
    /// or `\r\n`.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        let plain = self.bytes.open(self.skip)?;
        let text: Box<dyn Read + Send + '_> = match self.encoding {
            None => plain,
            Some(encoding) => Box::new(Decoding::new(plain, encoding)),
        };
        Ok(if self.old_mac { Box::new(OldMac(text)) } else { text })
    }

    /// Its beginning; for most files all of it.
    pub(crate) fn head(&self) -> io::Result<Cow<'_, [u8]>> {
        if let (Bytes::Memory(bytes), None, false) = (&self.bytes, self.encoding, self.old_mac) {
            let from = (self.skip as usize).min(bytes.len());
            return Ok(Cow::Borrowed(&bytes[from..bytes.len().min(from + HEAD)]));
        }
        let mut head = Vec::new();
        self.open()?.take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Cow::Owned(head))
    }

    /// All of it.
    pub(crate) fn whole(&self) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        self.open()?.read_to_end(&mut text)?;
        Ok(text)
    }
}

/// Decodes on the way.
struct Decoding<R> {
    from: R,
    decoder: Decoder,
    block: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Decoding<R> {
    fn new(from: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        let block = vec![0; BLOCK];
        Self { from, decoder, block, text: Vec::new(), given: 0, ended: false }
    }

    fn decode(&mut self) -> io::Result<()> {
        let read = fill(&mut self.from, &mut self.block)?;
        self.ended = read < self.block.len();
        let most = self.decoder.max_utf8_buffer_length(read).unwrap_or(read * 3 + 16);
        self.text.resize(most, 0);
        let (_, _, written, _) =
            self.decoder.decode_to_utf8(&self.block[..read], &mut self.text, self.ended);
        self.text.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.decode()?;
        }
        let rest = &self.text[self.given..];
        let take = rest.len().min(out.len());
        out[..take].copy_from_slice(&rest[..take]);
        self.given += take;
        Ok(take)
    }
}

/// `\r` becomes `\n`.
struct OldMac<R>(R);

impl<R: Read> Read for OldMac<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(out)?;
        for byte in out[..read].iter_mut().filter(|byte| **byte == b'\r') {
            *byte = b'\n';
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_two_blocks_share_is_decoded_once() {
        let text = format!("{}屏", "a".repeat(BLOCK - 1));
        let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
        let stream = Text::new(Bytes::Memory(bytes), 0, Some(encoding_rs::GB18030));
        assert_eq!(stream.whole().expect("memory can be read"), text.as_bytes());
    }
}
