//! Pictures made by hand, with everything that cameras and programs add, cleaned and read
//! again; and what only pretends to be one.

use super::*;

/// Words of the notes; none may be left.
const NOTES: [&str; 9] = [
    "GPS",
    "MakerNote",
    "Zhang San",
    "xpacket",
    "Photoshop",
    "THUMBNAIL",
    "a comment",
    "tIME",
    "<script>",
];

/// A camera's notes: a list of `entries` of which each is a tag and a value, then words.
fn tiff(little: bool, entries: &[(u16, u16)]) -> Vec<u8> {
    let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let long = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let mut out = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    out.extend(long(8));
    out.extend(short(entries.len() as u16));
    for &(tag, value) in entries {
        out.extend(short(tag));
        out.extend(short(3));
        out.extend(long(1));
        out.extend(short(value));
        out.extend([0, 0]);
    }
    out.extend(b"\0\0\0\0GPS 31.2304N MakerNote Zhang San THUMBNAIL");
    out
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![0xFF, marker];
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend(body);
    out
}

const FRAME: [u8; 15] = [8, 0, 2, 0, 3, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
const CODED: &[u8] = b"\x12\xFF\x00\x34\xFF\xD0\x56";

fn jpeg(turned: u16) -> Vec<u8> {
    let exif = [b"Exif\0\0", &tiff(true, &[(0x010F, 7), (0x0112, turned)])[..]].concat();
    [
        vec![0xFF, 0xD8],
        segment(0xE0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01THU"),
        segment(0xE1, &exif),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<?xpacket Zhang San?>"),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xE2, b"MPF\0THUMBNAIL"),
        segment(0xED, b"Photoshop 3.0\0"),
        segment(0xFE, b"a comment"),
        segment(0xDB, b"table"),
        segment(0xC2, &FRAME),
        segment(0xDA, b"scan"),
        CODED.to_vec(),
        segment(0xC4, b"table"),
        segment(0xDA, b"scan"),
        CODED.to_vec(),
        vec![0xFF, 0xD9],
        b"<script>alert(1)</script> GPS".to_vec(),
    ]
    .concat()
}

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(data);
    [&(data.len() as u32).to_be_bytes()[..], name, data, &sum.sum().to_be_bytes()].concat()
}

fn header(width: u32, height: u32) -> Vec<u8> {
    [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        chunk(b"IHDR", &header(width, height)),
        chunk(b"iCCP", b"colours"),
        chunk(b"tEXt", b"Author\0Zhang San"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<?xpacket"),
        chunk(b"tIME", b"\x07\xEA\x0A\x1F\0\0\0"),
        chunk(b"eXIf", &tiff(false, &[(0x0112, 6)])),
        chunk(b"IDAT", b"coded"),
        chunk(b"IEND", b""),
        b"<script>alert(1)</script>".to_vec(),
    ]
    .concat()
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut inside = b"WEBP".to_vec();
    for (name, data) in chunks {
        inside.extend(*name);
        inside.extend((data.len() as u32).to_le_bytes());
        inside.extend(data);
        inside.extend(vec![0; data.len() % 2]);
    }
    [b"RIFF", &(inside.len() as u32).to_le_bytes()[..], &inside].concat()
}

fn webp() -> Vec<u8> {
    let extended = [0x2C, 0, 0, 0, 2, 0, 0, 1, 0, 0].to_vec();
    let frame = b"\0\0\0\x9D\x01\x2A\x03\0\x02\0x".to_vec();
    let notes = tiff(true, &[(0x0112, 8)]);
    let mut file = riff(&[
        (b"VP8X", extended),
        (b"ICCP", b"colours".to_vec()),
        (b"VP8 ", frame),
        (b"EXIF", notes),
        (b"XMP ", b"<?xpacket Zhang San".to_vec()),
        (b"JUNK", b"a comment".to_vec()),
    ]);
    file.extend(b"<script>");
    file
}

fn gif() -> Vec<u8> {
    let colours = [0; 6];
    [
        &b"GIF89a\x03\0\x02\0\x80\0\0"[..],
        &colours,
        b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0",
        b"\x21\xFE\x09a comment\0",
        b"\x21\xFF\x0BXMP DataXMP\x09<?xpacket\0",
        b"\x21\xF9\x04\0\x0A\0\0\0",
        b"\x2C\0\0\0\0\x03\0\x02\0\0\x02\x02\x4C\x01\0",
        b"\x3B<script>",
    ]
    .concat()
}

#[test]
fn nothing_but_the_picture_is_left() {
    for (name, file, kept) in [
        ("jpeg", jpeg(6), "ICC_PROFILE\0\x01\x01colours"),
        ("png", png(3, 2), "iCCPcolours"),
        ("webp", webp(), "colours"),
        ("gif", gif(), "NETSCAPE2.0"),
    ] {
        assert_eq!(kind(&file), FileKind::Picture, "{name}");
        let clean = cleaned(&file).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let has = |words: &str| memchr::memmem::find(&clean, words.as_bytes()).is_some();
        for words in NOTES {
            assert!(!has(words), "{name} still says {words}");
        }
        assert!(has(kept), "{name} lost {kept:?}");
        assert_eq!(cleaned(&clean).as_ref(), Ok(&clean), "{name}: cleaned twice it is another");
    }
}

#[test]
fn which_way_is_up_is_kept_and_nothing_else_of_the_notes() {
    let exif = |turned: u8| [b"Exif\0\0", &orientation::tiff(turned)[..]].concat();
    for turned in 2..=8 {
        let clean = cleaned(&jpeg(turned)).unwrap();
        let mine = segment(0xE1, &exif(turned as u8));
        assert!(memchr::memmem::find(&clean, &mine).is_some(), "turned {turned}");
        assert_eq!(orientation::of(&mine[10..]), Some(turned as u8));
    }
    for upright in [0, 1, 9, 300] {
        let clean = cleaned(&jpeg(upright)).unwrap();
        assert!(memchr::memmem::find(&clean, b"Exif").is_none(), "{upright}");
    }
    assert!(memchr::memmem::find(&cleaned(&png(3, 2)).unwrap(), b"eXIf").is_some());
    let webp = cleaned(&webp()).unwrap();
    assert_eq!(webp[20], 0x28, "colours and notes are announced, XMP is not");
    assert!(memchr::memmem::find(&webp, b"EXIF").is_some());
}

#[test]
fn what_is_seen_is_kept_byte_for_byte() {
    let clean = cleaned(&jpeg(1)).unwrap();
    let want = [
        vec![0xFF, 0xD8],
        segment(0xE0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xDB, b"table"),
        segment(0xC2, &FRAME),
        segment(0xDA, b"scan"),
        CODED.to_vec(),
        segment(0xC4, b"table"),
        segment(0xDA, b"scan"),
        CODED.to_vec(),
        vec![0xFF, 0xD9],
    ];
    assert_eq!(clean, want.concat());
}

#[test]
fn a_picture_cut_off_anywhere_is_refused() {
    for (name, file) in [("jpeg", jpeg(6)), ("png", png(3, 2)), ("webp", webp()), ("gif", gif())] {
        let whole = memchr::memmem::rfind(&file, b"<script>").unwrap();
        for end in 0..whole {
            assert!(cleaned(&file[..end]).is_err(), "{name} of {end} bytes");
        }
    }
    assert_eq!(cleaned(b""), Err(PictureFault::Unknown));
}

#[test]
fn a_small_file_that_unpacks_to_too_much_is_refused() {
    assert_eq!(cleaned(&png(65_535, 65_535)), Err(PictureFault::TooManyPixels(65_535, 65_535)));
    assert!(cleaned(&png(16_000, 8_000)).is_ok());
    let mut large = jpeg(1);
    let frame = memchr::memmem::find(&large, &FRAME).unwrap();
    large[frame + 1..frame + 5].fill(0xFF);
    assert_eq!(cleaned(&large), Err(PictureFault::TooManyPixels(65_535, 65_535)));
    assert_eq!(cleaned(&png(0, 1)), Err(PictureFault::CutOff));
}

#[test]
fn a_file_is_what_is_in_it() {
    let wide = "\u{FEFF}<html>".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for active in [
        &b"<!DOCTYPE html><p>x"[..],
        b"\n\t <ScRiPt>alert(1)</script>",
        b"\xEF\xBB\xBF<svg onload=alert(1)>",
        b"<?xml version='1.0'?><x/>",
        b"<!-- x --><script>",
        b"\0<html>",
        &wide,
    ] {
        assert_eq!(kind(active), FileKind::Active, "{:?}", String::from_utf8_lossy(active));
    }
    for other in [&b"<banner> of the log"[..], b"a < b", b"", b"BM picture"] {
        assert_eq!(kind(other), FileKind::Other, "{:?}", String::from_utf8_lossy(other));
    }
    assert_eq!(kind(b"PK\x03\x04\x14\0\x06\0[Content_Types].xml"), FileKind::Authored);
    assert_eq!(kind(b"\0\0\0\x20ftypisom"), FileKind::Authored);
    assert_eq!(kind(b"%PDF-1.7\n"), FileKind::Pdf);
    assert_eq!(kind(b"PK\x03\x04 and then %PDF-1.4"), FileKind::Pdf);
    assert_eq!(kind(b"\0\0\0\x20ftypheic"), FileKind::Noted);
    assert_eq!(kind(b"II*\0\x08\0\0\0"), FileKind::Noted);
}

#[test]
fn no_byte_of_a_picture_can_break_the_program_or_bring_notes_back() {
    for (name, file) in [("jpeg", jpeg(6)), ("png", png(3, 2)), ("webp", webp()), ("gif", gif())] {
        for at in 0..file.len() {
            for value in [0, 1, 0x7F, 0x80, 0xD9, 0xDA, 0xFE, 0xFF] {
                let mut changed = file.clone();
                changed[at] = value;
                let Ok(clean) = cleaned(&changed) else { continue };
                let again = cleaned(&clean);
                assert_eq!(again.as_ref(), Ok(&clean), "{name}: byte {at} as {value}");
            }
        }
    }
}
