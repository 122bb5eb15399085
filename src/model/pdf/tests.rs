//! PDFs made by hand, with what programs and attackers put into them, written anew and
//! taken apart again.
#![allow(clippy::disallowed_methods, reason = "one test takes the time")]

use super::*;
use std::time::{Duration, Instant};

/// A file of these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[&str]) -> Vec<u8> {
    with_trailer(objects, "")
}

fn with_trailer(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).into_bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).into_bytes());
    for offset in &offsets {
        out.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    let size = offsets.len() + 1;
    out.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n")
            .into_bytes(),
    );
    out
}

fn stream(about: &str, content: &str) -> String {
    format!("<< {about} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// A page with these entries of the catalog and the page, and further objects from 5 on.
fn page(catalog: &str, page: &str, more: &[&str]) -> Vec<u8> {
    let content = stream("", "BT /AA 12 Tf (Fault E-104) Tj ET");
    let catalog = format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>");
    let page =
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R {page} >>");
    let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
    pdf(&[&[&catalog, pages, &page, &content], more].concat())
}

/// All that a file holds, nothing of it packed.
fn inside(bytes: &[u8]) -> String {
    let mut document = Document::load_mem(bytes).expect("it reads");
    document.decompress();
    let mut out = Vec::new();
    document.save_to(&mut out).expect("it is written");
    String::from_utf8_lossy(&out).into_owned()
}

/// A file written anew holds none of the words, and still its page.
fn loses(bytes: &[u8], words: &[&str]) -> String {
    let before = inside(bytes);
    let clean = cleaned(bytes).expect("it is written anew");
    let after = inside(&clean);
    for word in words {
        assert!(before.contains(word), "{word} was there: {before}");
        assert!(!after.contains(word), "{word} is left: {after}");
    }
    assert!(after.contains("Fault E-104"), "{after}");
    assert_eq!(cleaned(bytes), Ok(clean.clone()), "equal bytes");
    assert!(cleaned(&clean).is_ok_and(|again| inside(&again) == after), "cleaned twice");
    after
}

#[test]
fn who_wrote_it_with_what_is_taken_out() {
    let page_tree =
        ["<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R /PieceInfo << /Word (x) >> >>"];
    let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
    let about = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R \
                 /LastModified (D:2026) /Thumb 5 0 R >>";
    let content = stream("", "(Fault E-104) Tj");
    let xmp = stream("/Type /Metadata /Subtype /XML", "<dc:creator>Zhang San</dc:creator>");
    let info = "<< /Author (Zhang San) /Title (Draft for Harbour) /Producer (Word) >>";
    let objects = [&page_tree[..], &[pages, about, &content, &xmp, info]].concat();
    let file = with_trailer(&objects, "/Info 6 0 R /ID [<AB12> <CD34>]");
    loses(&file, &["Zhang San", "Harbour", "Word", "D:2026", "AB12", "/Info"]);
    // An earlier version is no longer pointed to.
    let earlier = pdf(&[&objects[..4], &["<< /Old (what was struck out) >>"]].concat());
    loses(&earlier, &["struck out"]);
}

#[test]
fn nothing_is_left_that_runs_wherever_it_stands() {
    let js = "<< /S /JavaScript /JS (app.alert) >>";
    for (what, catalog, page_entries, more) in [
        ("on opening", format!("/OpenAction {js}"), String::new(), vec![]),
        ("by reference", "/OpenAction 5 0 R".to_owned(), String::new(), vec![js]),
        ("on a page", String::new(), format!("/AA << /O {js} >>"), vec![]),
        (
            "by name",
            format!("/Names << /JavaScript << /Names [(a) {js}] >> >>"),
            String::new(),
            vec![],
        ),
        (
            "on a link",
            String::new(),
            format!("/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A {js} >>]"),
            vec![],
        ),
        (
            "in a bookmark",
            "/Outlines << /First 5 0 R /Last 5 0 R >>".to_owned(),
            String::new(),
            vec!["<< /Title (a) /A << /S /JavaScript /JS (app.alert) >> >>"],
        ),
        (
            "after a harmless one",
            String::new(),
            format!(
                "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a.example) /Next {js} >> >>]"
            ),
            vec![],
        ),
        (
            "spelt otherwise",
            "/OpenAction << /S /Java#53cript /J#53 (app.alert) >>".to_owned(),
            String::new(),
            vec![],
        ),
        (
            "its kind said elsewhere",
            "/Outlines << /A << /S 5 0 R /JS 6 0 R >> >>".to_owned(),
            String::new(),
            vec!["/JavaScript", "(app.alert)"],
        ),
        (
            "as a form of its own",
            "/AcroForm << /Fields [] /XFA (app.alert) >>".to_owned(),
            String::new(),
            vec![],
        ),
        (
            "in a field",
            "/AcroForm << /Fields [5 0 R] >>".to_owned(),
            "/Annots [5 0 R]".to_owned(),
            vec![
                "<< /FT /Tx /T (a) /Subtype /Widget /Rect [0 0 9 9] /AA << /K << /S /JavaScript /JS (app.alert) >> >> >>",
            ],
        ),
        (
            "posing as a font",
            "/Names 5 0 R".to_owned(),
            "/Resources << /Font 5 0 R >>".to_owned(),
            vec!["<< /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert) >>] >> >>"],
        ),
    ] {
        let file = page(&catalog, &page_entries, &more);
        let clean = cleaned(&file).unwrap_or_else(|fault| panic!("{what}: {fault}"));
        let after = inside(&clean);
        assert!(inside(&file).contains("app.alert"), "{what}");
        assert!(
            !after.contains("app.alert") && !after.contains("/S/JavaScript"),
            "{what}: {after}"
        );
        assert!(after.contains("Fault E-104"), "{what}: {after}");
    }
    let starts = ["Launch", "GoToR", "GoToE", "SubmitForm", "ImportData", "Rendition", "Unheard"];
    for kind in starts {
        let link = format!(
            "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /Type /Action /S /{kind} /F (calc.exe) >> >>]"
        );
        loses(&page("", &link, &[]), &["calc.exe"]);
    }
    for address in ["javascript:alert(1)", "file:///etc", "\\\\\\\\server\\\\share"] {
        let link = format!(
            "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI ({address}) >> >>]"
        );
        loses(&page("", &link, &[]), &["/URI"]);
    }
}

#[test]
fn nothing_lies_inside_any_more() {
    let named = "/Names << /EmbeddedFiles << /Names [(a.exe) 5 0 R] >> >> /AF [5 0 R]";
    let spec = "<< /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >>";
    let file = stream("/Type /EmbeddedFile", "MZ payload");
    loses(&page(named, "", &[spec, &file]), &["a.exe", "payload"]);
    let pinned = "/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] /FS 5 0 R >>]";
    loses(&page("", pinned, &[spec, &file]), &["payload", "/FileAttachment"]);
    let outside = "<< /F (\\\\\\\\server\\\\share) /FFilter /X /Length 0 >>\nstream\n\nendstream";
    loses(&page("", "/Resources << /XObject << /A 5 0 R >> >>", &[outside]), &["server"]);
}

#[test]
fn what_is_seen_and_what_leads_through_it_stays() {
    let annotations = "/Annots [5 0 R << /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a.example/x) >> >> \
        << /Subtype /Text /Rect [0 0 9 9] /T (Zhang San) /M (D:2026) /Contents (Check the fan) >>] \
        /Resources << /Font << /AA 6 0 R /JS 6 0 R >> >>";
    let catalog =
        "/Outlines << /First 7 0 R /Last 7 0 R >> /AcroForm << /Fields [5 0 R] >> /Lang (zh-CN)";
    let field = "<< /FT /Tx /T (Serial) /V (SN-1) /Subtype /Widget /Rect [0 0 9 9] >>";
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let mark = "<< /Title (Chapter) /A << /S /GoTo /D [3 0 R /Fit] >> >>";
    let file = page(catalog, annotations, &[field, font, mark]);
    let after = loses(&file, &["Zhang San", "D:2026"]);
    for word in [
        "/AA 6 0 R",
        "/JS 6 0 R",
        "https://a.example/x",
        "Check the fan",
        "Serial",
        "SN-1",
        "Chapter",
        "zh-CN",
    ] {
        assert!(after.contains(word), "{word}: {after}");
    }
}

#[test]
fn a_photograph_inside_loses_its_place() {
    let jpeg = b"\xFF\xD8\xFF\xE1\x00\x11Exif\0\0GPS 31.2N\xFF\xC0\x00\x0B\x08\x00\x01\x00\x01\x01\x01\x11\x00\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00AB\xFF\xD9";
    let head = format!("<< /Subtype /Image /Filter /DCTDecode /Length {} >>\nstream\n", jpeg.len());
    let mut file = page("", "/Resources << /XObject << /P 5 0 R >> >>", &["@"]);
    let at = memchr::memmem::find(&file, b"@").expect("its place");
    let photo = [head.as_bytes(), jpeg, b"\nendstream"].concat();
    file.splice(at..=at, photo);
    let clean = cleaned(&moved(&file)).expect("it is written anew");
    assert!(memchr::memmem::find(&clean, b"GPS 31.2N").is_none());
    assert!(memchr::memmem::find(&clean, b"AB\xFF\xD9").is_some(), "the picture stays");
}

/// A file whose list of objects is made anew, after something was put into it.
fn moved(bytes: &[u8]) -> Vec<u8> {
    let options = lopdf::LoadOptions { force_reconstruct: true, ..Default::default() };
    let mut document = Document::load_mem_with_options(bytes, options).expect("it reads");
    let mut out = Vec::new();
    document.save_to(&mut out).expect("it is written");
    out
}

#[test]
fn what_must_not_or_cannot_be_written_anew_is_told_with_what_it_names() {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [5 0 R] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        "<< /Author (Zhang San) >>",
        "<< /FT /Sig /T (s) /V << /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >> >>",
        "<< /S /JavaScript /JS (app.alert) >>",
        "<< /EF << /F 4 0 R >> >>",
    ];
    let signed = cleaned(&with_trailer(&objects[..5], "/Info 4 0 R")).expect_err("signed");
    assert!(signed.is_harmless() && signed.to_string().contains("Zhang San"), "{signed}");
    let armed = cleaned(&with_trailer(&objects, "/Info 4 0 R")).expect_err("signed");
    assert!(!armed.is_harmless(), "{armed}");
    let words = armed.to_string();
    assert!(words.contains("scripts") && words.contains("a file inside"), "{words}");
    let locked = with_trailer(
        &objects[..3],
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <00> /U <00> >>",
    );
    assert!(matches!(cleaned(&locked), Err(PdfFault::Locked | PdfFault::Damaged)));
    let whole = page("", "", &[]);
    assert!(cleaned(&whole).is_ok());
    for cut in [0, 20, whole.len() / 2, whole.len() - 30] {
        assert!(cleaned(&whole[..cut]).is_err(), "cut at {cut}");
    }
    // A page that is listed and not there would be missing.
    let lost = String::from_utf8_lossy(&whole).replace("3 0 obj", "3 x obj");
    assert_eq!(cleaned(lost.as_bytes()), Err(PdfFault::Damaged));
}

#[test]
fn files_made_to_take_for_ever_end() {
    let large = "x".repeat(1 << 20);
    let one_for_all = {
        let content = stream("", &large);
        let objects =
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", &content];
        let file = pdf(&objects);
        let text = String::from_utf8_lossy(&file).replace("\u{FFFD}", "?");
        let at = text.find("3 0 obj").expect("there");
        let entries = format!("{at:010} 00000 n \n").repeat(20_000);
        let start = text.find("xref\n").expect("a list");
        format!("{}xref\n1 20000\n{entries}trailer\n<< /Size 20001 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", &text[..start]).into_bytes()
    };
    let lengths = {
        let huge = stream("", &large);
        let refer = "<< /Length 5 0 R >>\nstream\n\nendstream";
        page("", "", &[&[huge.as_str()], &vec![refer; 20_000][..]].concat())
    };
    let hidden = {
        let huge = stream("", &large);
        let refer = "<< /Len#67th 5 0 R >>\nstream\n\nendstream";
        page("", "", &[&[huge.as_str()], &vec![refer; 20_000][..]].concat())
    };
    let deep = page("", &format!("/X {}1{}", "[".repeat(200_000), "]".repeat(200_000)), &[]);
    let strings = page("", &format!("/X {}{}", "(".repeat(200_000), ")".repeat(200_000)), &[]);
    let round = pdf(&[
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 /Parent 2 0 R >>",
    ]);
    let chain: Vec<String> = (5..60_005).map(|n| format!("<< /Next {} 0 R >>", n + 1)).collect();
    let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
    let chain = page("/Outlines 5 0 R", "", &chain);
    for (name, file) in [
        ("one stream under 20,000 numbers", one_for_all),
        ("lengths that are a megabyte long", lengths),
        ("the same, spelt otherwise", hidden),
        ("lists in lists", deep),
        ("brackets in brackets", strings),
        ("pages that hold themselves", round),
        ("a chain of objects", chain),
        ("bombs", bombs()),
        ("starts of objects", [b"%PDF-1.4\n".to_vec(), b"1 0 obj<<".repeat(100_000)].concat()),
        (
            "lists of objects",
            [b"%PDF-1.4\n".to_vec(), b"xref\n0 9\ntrailer<</Prev 9>>".repeat(40_000)].concat(),
        ),
    ] {
        let began = Instant::now();
        let outcome = cleaned(&file);
        let took = began.elapsed();
        let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 4 });
        assert!(took < limit, "{name}: {took:?}, {:?}", outcome.map(|bytes| bytes.len()));
    }
}

/// Two hundred object streams of 8 MB each once unpacked.
fn bombs() -> Vec<u8> {
    use std::io::Write;
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(b"9 0 ").expect("memory");
    zlib.write_all(&vec![b' '; 8_000_000]).expect("memory");
    let packed = zlib.finish().expect("memory");
    let mut document = Document::with_version("1.7");
    for _ in 0..200 {
        let dict = lopdf::dictionary! { "Type" => "ObjStm", "N" => 1, "First" => 4, "Filter" => "FlateDecode" };
        document.add_object(lopdf::Stream::new(dict, packed.clone()));
    }
    let mut out = b"%PDF-1.7\n".to_vec();
    for (n, object) in document.objects.values().enumerate() {
        let content = &object.as_stream().expect("a stream").content;
        let head = format!(
            "{} 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>\nstream\n",
            n + 1,
            content.len()
        );
        out.extend([head.as_bytes(), content, b"\nendstream\nendobj\n"].concat());
    }
    out.extend(b"trailer\n<< /Root 1 0 R >>\n");
    out
}

#[test]
fn whatever_is_changed_in_a_file_it_is_written_anew_or_refused() {
    let file = page(
        "/OpenAction << /S /JavaScript /JS (app.alert) >>",
        "/Annots [5 0 R]",
        &["<< /Subtype /Link /Rect [0 0 1 1] >>"],
    );
    let mut seed = 1_u32;
    for _ in 0..3000 {
        let mut changed = file.clone();
        for _ in 0..3 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = seed as usize >> 8;
            let len = changed.len();
            changed[at % len] = file[(at >> 3) % file.len()];
        }
        if let Ok(clean) = cleaned(&changed) {
            assert!(
                !inside(&clean).contains("app.alert)"),
                "{}",
                String::from_utf8_lossy(&changed)
            );
        }
    }
}
