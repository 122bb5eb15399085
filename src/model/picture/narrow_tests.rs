//! Real pictures, made here by an encoder that is not used for anything else of them:
//! measured by their beginning, and given in fewer pixels.

use super::*;

/// Four corners of colours that no noise makes alike, with noise so that the file is as
/// large as a photograph.
fn corner(x: u32, y: u32, width: u32, height: u32) -> [u8; 3] {
    match (x * 2 >= width, y * 2 >= height) {
        (false, false) => [220, 20, 20],
        (true, false) => [20, 220, 20],
        (false, true) => [20, 20, 220],
        (true, true) => [220, 220, 220],
    }
}

fn pixels(width: u32, height: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let mut out = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            out.extend(corner(x, y, width, height).map(|colour| colour ^ (state >> 28) as u8));
        }
    }
    out
}

fn photograph(width: u32, height: u32, turned: Option<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 92);
    if let Some(turned) = turned {
        encoder.add_exif_metadata(&orientation::tiff(turned)).expect("short");
    }
    encoder.add_icc_profile(b"a profile of colours").expect("short");
    let pixels = pixels(width, height);
    encoder
        .encode(&pixels, width as u16, height as u16, jpeg_encoder::ColorType::Rgb)
        .expect("a picture");
    out
}

fn drawing(width: u32, height: u32, colours: ::png::ColorType) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut out, width, height);
    encoder.set_color(colours);
    encoder.set_depth(::png::BitDepth::Eight);
    let pixels: Vec<u8> = pixels(width, height)
        .chunks(3)
        .flat_map(|rgb| match colours {
            ::png::ColorType::Rgba => vec![rgb[0], rgb[1], rgb[2], 128],
            ::png::ColorType::Grayscale => vec![rgb[0]],
            _ => rgb.to_vec(),
        })
        .collect();
    let mut writer = encoder.write_header().expect("written");
    writer.write_image_data(&pixels).expect("written");
    drop(writer);
    out
}

/// A JPEG as it lies in memory: width, height, and the colour at a place.
fn opened(bytes: &[u8]) -> (usize, usize, impl Fn(usize, usize) -> [u8; 3]) {
    let cursor = zune_jpeg::zune_core::bytestream::ZCursor::new(bytes);
    let mut decoder = zune_jpeg::JpegDecoder::new(cursor);
    let pixels = decoder.decode().expect("a picture");
    let (width, height) = decoder.dimensions().expect("measures");
    (width, height, move |x, y| {
        let at = (y * width + x) * 3;
        [pixels[at], pixels[at + 1], pixels[at + 2]]
    })
}

/// Which of the four corners a colour belongs to, as seen.
fn nearest(colour: [u8; 3]) -> usize {
    let corners = [[220, 20, 20], [20, 220, 20], [20, 20, 220], [220, 220, 220]];
    let off = |one: &[i32; 3]| -> i32 {
        one.iter().zip(colour).map(|(a, b)| (a - i32::from(b)).abs()).sum()
    };
    (0..4).min_by_key(|&n| off(&corners[n])).expect("four")
}

fn made(picture: &[u8]) -> Vec<Narrower> {
    narrower(&cleaned(picture).expect("a picture").into())
}

#[test]
fn a_photograph_is_given_in_three_widths_that_are_each_smaller() {
    let photograph = photograph(2000, 1500, None);
    let measures = measure(&photograph[..4096]).expect("they stand in the beginning");
    assert_eq!(measures, Measures { width: 2000, height: 1500, narrows: true });
    let size = photograph.len() as u64;
    assert_eq!(widths(measures, size).collect::<Vec<_>>(), WIDTHS);
    let made = made(&photograph);
    let mut least = photograph.len() / 2;
    for (one, width) in made.iter().zip(WIDTHS).rev() {
        assert_eq!(one.width, width);
        assert!(one.bytes.len() < least, "{width}: {} of {least}", one.bytes.len());
        least = one.bytes.len();
        let (w, h, at) = opened(&one.bytes);
        assert_eq!((w, h), (width as usize, width as usize * 3 / 4));
        let seen = [(w / 4, h / 4), (w * 3 / 4, h / 4), (w / 4, h * 3 / 4), (w * 3 / 4, h * 3 / 4)];
        assert_eq!(seen.map(|(x, y)| nearest(at(x, y))), [0, 1, 2, 3]);
        assert!(memchr::memmem::find(&one.bytes, b"a profile of colours").is_some());
    }
    assert_eq!(made, super::narrow::narrower(&cleaned(&photograph).expect("one").into()));
}

/// Which corner of the stored picture is seen at the top left, top right, bottom left and
/// bottom right, after TIFF 6.0 (Orientation).
#[test]
fn a_picture_that_is_turned_when_it_is_seen_is_stored_upright() {
    let seen_of = [
        (2, [1, 0, 3, 2]),
        (3, [3, 2, 1, 0]),
        (4, [2, 3, 0, 1]),
        (5, [0, 2, 1, 3]),
        (6, [2, 0, 3, 1]),
        (7, [3, 1, 2, 0]),
        (8, [1, 3, 0, 2]),
    ];
    for (turned, seen) in seen_of {
        let photograph = photograph(800, 600, Some(turned));
        let measures = measure(&photograph).expect("measured");
        let on_its_side = turned >= 5;
        let (width, height) = if on_its_side { (600, 800) } else { (800, 600) };
        assert_eq!((measures.width, measures.height), (width, height), "{turned}");
        let made = made(&photograph);
        let (w, h, at) = opened(&made[0].bytes);
        assert_eq!((w, h), (480, if on_its_side { 640 } else { 360 }), "{turned}");
        let places =
            [(w / 4, h / 4), (w * 3 / 4, h / 4), (w / 4, h * 3 / 4), (w * 3 / 4, h * 3 / 4)];
        assert_eq!(places.map(|(x, y)| nearest(at(x, y))), seen, "turned {turned}");
        assert_eq!(jpeg::turned(&made[0].bytes), None, "and no note turns it once more");
    }
}

#[test]
fn drawings_stay_drawings_and_what_would_not_get_smaller_stands_for_itself() {
    for colours in [::png::ColorType::Rgb, ::png::ColorType::Rgba, ::png::ColorType::Grayscale] {
        let drawing = drawing(1300, 500, colours);
        let measures = measure(&drawing).expect("measured");
        assert_eq!(measures, Measures { width: 1300, height: 500, narrows: true });
        assert_eq!(widths(measures, drawing.len() as u64).collect::<Vec<_>>(), [480, 960]);
        let made = made(&drawing);
        let mut reader =
            ::png::Decoder::new(std::io::Cursor::new(&made[0].bytes[..])).read_info().expect("one");
        assert_eq!((reader.info().width, reader.info().height), (480, 185));
        assert_eq!(reader.info().color_type, colours);
        let mut pixels = vec![0_u8; reader.output_buffer_size().expect("small")];
        reader.next_frame(&mut pixels).expect("whole");
        if colours == ::png::ColorType::Rgba {
            assert!(pixels.chunks(4).all(|rgba| rgba[3].abs_diff(128) <= 1), "half transparent");
        }
        // Wider than it is: nothing is made of nothing.
        assert_eq!(made[2].bytes.len(), cleaned(&drawing).expect("one").len());
    }
    let mut broken = cleaned(&photograph(1000, 800, None)).expect("one");
    let middle = broken.len() / 2;
    broken.truncate(middle);
    let broken: std::sync::Arc<[u8]> = broken.into();
    assert!(narrower(&broken).len() == 3, "what cannot be read to its end is no end of all");
}

#[test]
fn small_files_those_that_move_and_those_for_a_press_are_shown_as_they_are() {
    let measures = Measures { width: 4000, height: 3000, narrows: true };
    assert_eq!(widths(measures, 50_000).count(), 0);
    assert_eq!(widths(Measures { narrows: false, ..measures }, 1 << 20).count(), 0);
    assert_eq!(widths(Measures { width: 599, ..measures }, 1 << 20).count(), 0);
    assert_eq!(widths(Measures { width: 600, ..measures }, 1 << 20).collect::<Vec<_>>(), [480]);
    // More than a build takes apart.
    let vast = [b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR", &10_000_u32.to_be_bytes()[..]].concat();
    let vast = [&vast[..], &10_000_u32.to_be_bytes(), &[8, 2, 0, 0, 0, 0, 0, 0, 0]].concat();
    let moving = [&vast[..], b"\0\0\0\0acTL\0\0\0\0\0\0\0\0IDAT"].concat();
    let still = [&vast[..], b"\0\0\0\0IDAT"].concat();
    assert_eq!(measure(&still).map(|m| (m.width, m.narrows)), Some((10_000, false)));
    assert_eq!(measure(&moving).map(|m| m.narrows), Some(false));
    let mut press = photograph(700, 700, None);
    let frame = memchr::memmem::find(&press, &[0xFF, 0xC0]).expect("a frame");
    press[frame + 9] = 4;
    assert_eq!(measure(&press).map(|m| m.narrows), Some(false));
}

#[test]
fn no_byte_of_a_picture_can_break_what_takes_it_apart() {
    let turned = photograph(72, 56, Some(6));
    for whole in [turned, drawing(40, 30, ::png::ColorType::Rgba)] {
        let mut state = 5_u32;
        for _ in 0..3000 {
            let mut changed = whole.clone();
            for _ in 0..=(state % 3) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = (state >> 8) as usize % changed.len();
                changed[at] = state as u8;
            }
            let _ = measure(&changed);
            let Ok(clean) = cleaned(&changed) else { continue };
            assert_eq!(narrower(&clean.into()).len(), WIDTHS.len());
        }
    }
}

#[test]
fn measures_of_every_kind_are_told_by_any_beginning_or_not_at_all() {
    let gif = b"GIF89a\x40\x01\xF0\0";
    assert_eq!(measure(gif).map(|m| (m.width, m.height)), Some((320, 240)));
    let extended = b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x3F\x01\0\xEF\0\0";
    assert_eq!(measure(extended).map(|m| (m.width, m.height)), Some((320, 240)));
    let lossy = b"RIFF\0\0\0\0WEBPVP8 \x0A\0\0\0\0\0\0\x9D\x01\x2A\x40\x01\xF0\0";
    assert_eq!(measure(lossy).map(|m| (m.width, m.height)), Some((320, 240)));
    let packed = b"RIFF\0\0\0\0WEBPVP8L\x0A\0\0\0\x2F\x3F\xC1\x3B\0";
    assert_eq!(measure(packed).map(|m| (m.width, m.height)), Some((320, 240)));
    for whole in [photograph(64, 64, Some(6)), drawing(64, 64, ::png::ColorType::Rgb)] {
        let full = measure(&whole);
        assert!(full.is_some());
        for n in 0..whole.len().min(1200) {
            let cut = measure(&whole[..n]);
            assert!(cut.is_none() || cut == full, "{n} bytes");
        }
    }
}
