//! Narrower pictures of a picture, for telephones and slow lines. A photograph of twelve
//! million pixels is four megabytes; what a telephone shows of it is a hundredth.
//!
//! Same bytes on every machine: decoders and encoders compute with whole numbers and without
//! instructions that only some processors have; the scaler has such, which give the same.

use super::{Measures, jpeg};
use fast_image_resize::images::Image;
use fast_image_resize::pixels::U8x4;
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use std::borrow::Cow;
use std::sync::Arc;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Widths in which a large picture is given as well: a telephone, one with a sharp screen,
/// a column of text on a sharp screen.
pub const WIDTHS: [u32; 3] = [480, 960, 1600];
/// Which of the ways to make them made them; another way has another number.
pub const EDITION: u32 = 1;
/// A file of fewer bytes is shown as it is.
const FROM_BYTES: u64 = 100 << 10;
const QUALITY: u8 = 80;

/// The widths in which a picture is given beside itself.
pub fn widths(measures: Measures, bytes: u64) -> impl Iterator<Item = u32> {
    let large = measures.narrows && bytes >= FROM_BYTES;
    WIDTHS.into_iter().filter(move |width| large && width * 5 / 4 <= measures.width)
}

/// A picture in one of [`WIDTHS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrower {
    /// Its width in pixels.
    pub width: u32,
    /// The whole file, of the kind that the picture is.
    pub bytes: Arc<[u8]>,
}

/// A picture without notes in every width that is narrower than itself. One that cannot be
/// taken apart, or would not get smaller, stands for itself.
pub fn narrower(cleaned: &Arc<[u8]>) -> Vec<Narrower> {
    let made = Drawn::of(cleaned).map(Drawn::narrower).unwrap_or_default();
    let made = |width| made.iter().find(|one: &&Narrower| one.width == width);
    WIDTHS
        .into_iter()
        .map(|width| {
            let bytes = made(width).map(|one| &one.bytes);
            let bytes = bytes.filter(|bytes| bytes.len() < cleaned.len()).unwrap_or(cleaned);
            Narrower { width, bytes: Arc::clone(bytes) }
        })
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Jpeg,
    Png,
}

/// A picture as it lies in memory.
struct Drawn {
    kind: Kind,
    image: Image<'static>,
    /// How it is turned before it is seen, from 1 (not at all) to 8.
    turned: u8,
    profile: Option<Vec<u8>>,
}

impl Drawn {
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xFF, 0xD8]) { Self::of_jpeg(bytes) } else { Self::of_png(bytes) }
    }

    fn of_jpeg(bytes: &[u8]) -> Option<Self> {
        let decoder = |space| {
            let options = DecoderOptions::default()
                .jpeg_set_out_colorspace(space)
                .set_max_width(usize::from(u16::MAX))
                .set_max_height(usize::from(u16::MAX));
            zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options)
        };
        let mut first = decoder(ColorSpace::RGB);
        first.decode_headers().ok()?;
        let grey = first.input_colorspace()? == ColorSpace::Luma;
        let (space, kind) = if grey {
            (ColorSpace::Luma, PixelType::U8)
        } else {
            (ColorSpace::RGB, PixelType::U8x3)
        };
        let mut decoder = decoder(space);
        let pixels = decoder.decode().ok()?;
        let info = decoder.info()?;
        let (width, height) = (u32::from(info.width), u32::from(info.height));
        let image = Image::from_vec_u8(width, height, pixels, kind).ok()?;
        let turned = jpeg::turned(bytes).unwrap_or(1);
        Some(Self { kind: Kind::Jpeg, image, turned, profile: decoder.icc_profile() })
    }

    fn of_png(bytes: &[u8]) -> Option<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().ok()?;
        let mut pixels = vec![0; reader.output_buffer_size()?];
        let shown = reader.next_frame(&mut pixels).ok()?;
        pixels.truncate(shown.buffer_size());
        let kind = match shown.color_type {
            png::ColorType::Grayscale => PixelType::U8,
            png::ColorType::GrayscaleAlpha => PixelType::U8x2,
            png::ColorType::Rgb => PixelType::U8x3,
            png::ColorType::Rgba => PixelType::U8x4,
            png::ColorType::Indexed => return None,
        };
        let image = Image::from_vec_u8(shown.width, shown.height, pixels, kind).ok()?;
        let profile = reader.info().icc_profile.as_ref().map(|profile| profile.to_vec());
        Some(Self { kind: Kind::Png, image, turned: 1, profile })
    }

    /// From the widest to the narrowest, each made of the one before.
    fn narrower(mut self) -> Vec<Narrower> {
        let mut made = Vec::new();
        for width in WIDTHS.into_iter().rev() {
            let (seen, other) = match self.turned {
                5.. => (self.image.height(), self.image.width()),
                _ => (self.image.width(), self.image.height()),
            };
            if width >= seen {
                continue;
            }
            let height =
                (u64::from(other) * u64::from(width) + u64::from(seen) / 2) / u64::from(seen);
            let height = (height as u32).max(1);
            let (w, h) = if self.turned >= 5 { (height, width) } else { (width, height) };
            let Some(smaller) = scaled(&self.image, w, h) else { break };
            self.image = smaller;
            let Some(bytes) = self.encoded() else { break };
            made.push(Narrower { width, bytes: bytes.into() });
        }
        made
    }

    fn encoded(&self) -> Option<Vec<u8>> {
        let (width, height) = (self.image.width(), self.image.height());
        let (kind, pixels) = (self.image.pixel_type(), self.image.buffer());
        match self.kind {
            Kind::Jpeg => {
                let upright = upright(pixels, width, height, kind.size(), self.turned);
                let (width, height) =
                    if self.turned >= 5 { (height, width) } else { (width, height) };
                jpeg_file(&upright, width, height, kind, self.profile.as_deref())
            }
            Kind::Png => png_file(pixels, width, height, kind, self.profile.as_deref()),
        }
    }
}

/// A picture of another size. The scaler is compiled for pixels of four parts alone: for
/// each further kind of pixel it is as much code again, a twelfth of the whole program.
fn scaled(image: &Image<'_>, width: u32, height: u32) -> Option<Image<'static>> {
    let kind = image.pixel_type();
    let wide = match in_four_parts(image.buffer(), kind) {
        Cow::Borrowed(_) => None,
        Cow::Owned(pixels) => {
            Some(Image::from_vec_u8(image.width(), image.height(), pixels, PixelType::U8x4).ok()?)
        }
    };
    let from = wide.as_ref().unwrap_or(image).typed_image::<U8x4>()?;
    let mut smaller = Image::new(width, height, PixelType::U8x4);
    let covers = matches!(kind, PixelType::U8 | PixelType::U8x3);
    let options = ResizeOptions::new().use_alpha(!covers);
    Resizer::new().resize_typed(&from, &mut smaller.typed_image_mut::<U8x4>()?, &options).ok()?;
    let pixels = smaller.into_vec();
    Image::from_vec_u8(width, height, as_they_were(pixels, kind), kind).ok()
}

/// Red, green, blue and cover of each pixel.
fn in_four_parts(pixels: &[u8], kind: PixelType) -> Cow<'_, [u8]> {
    let four = |pixel: fn(&[u8]) -> [u8; 4]| {
        pixels.chunks_exact(kind.size()).flat_map(pixel).collect::<Vec<u8>>().into()
    };
    match kind {
        PixelType::U8 => four(|p| [p[0], p[0], p[0], u8::MAX]),
        PixelType::U8x2 => four(|p| [p[0], p[0], p[0], p[1]]),
        PixelType::U8x3 => four(|p| [p[0], p[1], p[2], u8::MAX]),
        _ => pixels.into(),
    }
}

/// The parts of each pixel that a kind has, of four.
fn as_they_were(pixels: Vec<u8>, kind: PixelType) -> Vec<u8> {
    let (four, _) = pixels.as_chunks::<4>();
    match kind {
        PixelType::U8 => four.iter().map(|p| p[0]).collect(),
        PixelType::U8x2 => four.iter().flat_map(|p| [p[0], p[3]]).collect(),
        PixelType::U8x3 => four.iter().flat_map(|p| [p[0], p[1], p[2]]).collect(),
        _ => pixels,
    }
}

fn jpeg_file(
    pixels: &[u8],
    width: u32,
    height: u32,
    kind: PixelType,
    profile: Option<&[u8]>,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, QUALITY);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).ok()?;
    }
    let colours = if kind == PixelType::U8 {
        jpeg_encoder::ColorType::Luma
    } else {
        jpeg_encoder::ColorType::Rgb
    };
    let side = |side| u16::try_from(side).ok();
    encoder.encode(pixels, side(width)?, side(height)?, colours).ok()?;
    Some(out)
}

fn png_file(
    pixels: &[u8],
    width: u32,
    height: u32,
    kind: PixelType,
    profile: Option<&[u8]>,
) -> Option<Vec<u8>> {
    let mut info = png::Info::with_size(width, height);
    info.bit_depth = png::BitDepth::Eight;
    info.color_type = match kind {
        PixelType::U8 => png::ColorType::Grayscale,
        PixelType::U8x2 => png::ColorType::GrayscaleAlpha,
        PixelType::U8x3 => png::ColorType::Rgb,
        _ => png::ColorType::Rgba,
    };
    info.icc_profile = profile.map(|profile| profile.to_vec().into());
    let mut out = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut out, info).ok()?;
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(pixels).ok()?;
    writer.finish().ok()?;
    Some(out)
}

/// The pixels as they are seen: turned and mirrored as the note says.
fn upright(pixels: &[u8], width: u32, height: u32, size: usize, turned: u8) -> Vec<u8> {
    let (w, h) = (width as usize, height as usize);
    if turned == 1 {
        return pixels.to_vec();
    }
    let (columns, rows) = if turned >= 5 { (h, w) } else { (w, h) };
    let mut out = Vec::with_capacity(pixels.len());
    for y in 0..rows {
        for x in 0..columns {
            let (from_x, from_y) = match turned {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (y, h - 1 - x),
                7 => (w - 1 - y, h - 1 - x),
                8 => (w - 1 - y, x),
                _ => (x, y),
            };
            let at = (from_y * w + from_x) * size;
            out.extend(&pixels[at..at + size]);
        }
    }
    out
}
