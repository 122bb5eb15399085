//! Cases 84 to 99: paths, names, files. How sites are put in place is `tests/output.rs`.

use crate::site::{ARTICLE, Site, article};
use crate::support::ProjectBuilder;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The smallest PNG with words of its author in it.
fn png() -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let size = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&size[..], name, data, &[0; 4]].concat()
    };
    [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0]),
        chunk(b"tEXt", b"Author\0Zhang San"),
        chunk(b"IDAT", b"coded"),
        chunk(b"IEND", b""),
    ]
    .concat()
}

/// Every path below a folder with a hash of what is in it.
fn tree(folder: &Path) -> BTreeSet<String> {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let entry = |entry: walkdir::DirEntry| {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        format!("{} {}", entry.path().display(), blake3::hash(&bytes))
    };
    walk.map(entry).collect()
}

#[test]
fn case_84_ids_that_steer_a_path_stop_the_build_and_write_nothing_anywhere() {
    for id in [
        "../../etc/cron.d/x",
        "..\\..\\x",
        "/abs",
        "C:\\x",
        "\\\\?\\C:\\x",
        "a/../../b",
        "%2e%2e%2f",
        "..%2fx",
    ] {
        let above = tempfile::tempdir().unwrap();
        let root = above.path().join("project");
        std::fs::create_dir_all(root.join("content/solutions")).unwrap();
        let text = format!("---\nid: '{id}'\n---\n# A\n");
        std::fs::write(root.join("content/solutions/s.md"), text).unwrap();
        let before = tree(above.path());
        let mut command = Command::new(env!("CARGO_BIN_EXE_faultbook"));
        let output = command.args(["build", "-q"]).current_dir(&root).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{id}: {told}");
        assert!(told.contains("s.md"), "{id}: {told}");
        let after = tree(above.path());
        let new: Vec<_> = after.difference(&before).filter(|p| !p.contains("/output")).collect();
        assert!(new.is_empty(), "{id} wrote {new:?}");
        assert!(!root.join("output/internal").exists(), "{id}");
    }
}

#[test]
fn case_85_86_88_89_any_id_gets_a_folder_that_every_system_can_make() {
    let long = "长".repeat(100);
    let ids = [
        "CON",
        "aux.html",
        "NUL.txt",
        "COM¹",
        "LPT9.md",
        "CONIN$",
        "dot.",
        "blank ",
        "a:b",
        "x<>|?*\"y",
        "???",
        "🔧",
        &long,
    ];
    let rows: Vec<String> =
        ids.iter().map(|id| format!("\"{}\",M\n", id.replace('"', "\"\""))).collect();
    let rows = rows.concat();
    let site =
        Site::of(ProjectBuilder::new().file("content/devices.csv", &format!("id,model\n{rows}")));
    assert_eq!(site.exit, 0, "{}", site.told);
    let devices = site.root().join("output/internal/devices");
    let names: Vec<String> = std::fs::read_dir(devices)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "index.html" && name != "A-1")
        .collect();
    assert_eq!(names.len(), ids.len(), "{names:?}");
    for name in &names {
        let stem = name.split('.').next().unwrap().to_lowercase();
        let device = ["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&stem.as_str());
        let port = ["com", "lpt"].iter().any(|port| {
            stem.strip_prefix(port)
                .is_some_and(|n| n.chars().count() == 1 && n.chars().all(char::is_numeric))
        });
        assert!(!device && !port && name.len() <= 120 && !name.is_empty(), "{name}");
        assert!(
            !name.ends_with(['.', ' '])
                && !name.contains(['<', '>', ':', '"', '|', '?', '*', '\\']),
            "{name}"
        );
    }
}

#[test]
fn case_86_and_87_names_that_would_be_one_folder_stop_the_build_and_are_both_named() {
    for (one, other) in
        [("Pump", "pump"), ("caf\u{e9}", "CAFE\u{301}"), ("a b", "a-b"), ("a:b", "a?b")]
    {
        let project = ProjectBuilder::new()
            .file("content/solutions/1.md", &format!("---\nid: '{one}'\n---\n# A\n"))
            .file("content/solutions/2.md", &format!("---\nid: '{other}'\n---\n# B\n"));
        let site = Site::of(project);
        assert_eq!(site.exit, 2, "{one}, {other}: {}", site.told);
        assert!(
            site.told.contains("1.md") && site.told.contains("2.md"),
            "{one}, {other}: {}",
            site.told
        );
    }
}

#[test]
fn case_90_an_id_that_is_a_file_of_the_site_is_reserved() {
    for id in ["index", "404", "assets", "search-index", "manifest.json"] {
        let project = ProjectBuilder::new()
            .file("content/solutions/s.md", &format!("---\nid: '{id}'\n---\n# A\n"));
        let site = Site::of(project);
        assert_eq!(site.exit, 2, "{id}: {}", site.told);
        assert!(site.lines("FB0507")[0].contains("s.md"), "{id}: {}", site.told);
    }
}

#[cfg(unix)]
#[test]
fn case_91_and_92_links_are_not_followed_and_queues_do_not_hang() {
    let project = article("# A\n\n![p](p.png) [above](above/x.md) [q](q.png)\n");
    let folder = project.root().join("content/solutions");
    for (to, name) in
        [("/etc/passwd", "p.png"), ("..", "above"), ("loop", "loop"), ("nowhere", "gone.png")]
    {
        std::os::unix::fs::symlink(to, folder.join(name)).unwrap();
    }
    assert!(Command::new("mkfifo").arg(folder.join("q.png")).status().unwrap().success());
    let site = Site::of(project);
    assert_eq!(site.exit, 1, "{}", site.told);
    for name in ["p.png", "above", "loop", "gone.png"] {
        let told = site.lines("FB0106");
        assert!(
            site.told
                .lines()
                .any(|l| l.contains(&format!("solutions/{name}")) && l.contains("link")),
            "{name}: {told:?} {}",
            site.told
        );
    }
    for path in site.files() {
        let bytes = std::fs::read(&path).unwrap();
        assert!(memchr::memmem::find(&bytes, b"root:x:0").is_none(), "{}", path.display());
    }
}

#[test]
fn case_94_a_file_that_could_run_script_is_not_published_whatever_it_is_called() {
    let page = b"<!DOCTYPE html><script>alert(1)</script>";
    let project = article(
        "# A\n\n[1](a.html) [2](b.svg) [3](c.xml) [4](d.js) [5](e.txt) ![6](photo.jpg) [7](f.bin)\n",
    );
    let project = ["a.html", "b.svg", "c.xml", "d.js", "e.txt", "photo.jpg", "f.bin"]
        .iter()
        .fold(project, |p, name| p.bytes(&format!("content/solutions/{name}"), page));
    let site = Site::of(project);
    assert_eq!(site.lines("FB0615").len(), 7, "{}", site.told);
    assert!(site.lines("FB0615").iter().all(|line| line.contains("s.md:6:")), "{}", site.told);
    assert!(site.files().iter().all(|path| !path.to_string_lossy().contains("/files/")));
}

/// A PDF with its author, a script and this entry of its catalog.
fn pdf(catalog: &str) -> Vec<u8> {
    let objects = [
        format!(
            "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert) >> {catalog} >>"
        ),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>".to_owned(),
        "<< /Length 16 >>\nstream\n(Fault E-104) Tj\nendstream".to_owned(),
        "<< /Author (Zhang San) >>".to_owned(),
    ];
    let mut out = "%PDF-1.7\n".to_owned();
    let mut list = "xref\n0 6\n0000000000 65535 f \n".to_owned();
    for (n, object) in objects.iter().enumerate() {
        list.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let start = out.len();
    let end = "trailer\n<< /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref";
    format!("{out}{list}{end}\n{start}\n%%EOF\n").into_bytes()
}

#[test]
fn case_94_a_pdf_loses_its_author_and_its_scripts_or_reaches_the_department_alone() {
    let signature = "/AcroForm << /Fields [<< /FT /Sig /V << /ByteRange [0 1 2 3] >> >>] >>";
    let whole = pdf("");
    let project = article("# A\n\n[1](whole.pdf) [2](signed.pdf) [3](cut.pdf) [4](none.pdf)\n")
        .config("[audiences]\npublic = true\n")
        .bytes("content/solutions/whole.pdf", &whole)
        .bytes("content/solutions/signed.pdf", &pdf(signature))
        .bytes("content/solutions/cut.pdf", &whole[..whole.len() - 60])
        .bytes("content/solutions/none.pdf", b"MZ");
    let text = std::fs::read_to_string(project.root().join("content/solutions/s.md")).unwrap();
    let project =
        project.file("content/solutions/s.md", &text.replacen('\n', "\naudience: public\n", 1));
    let site = Site::of(project);
    let published = |site_of: &str, name: &str| {
        let path = format!("output/{site_of}/files/content/solutions/{name}.pdf");
        std::fs::read(site.root().join(path)).ok()
    };
    let holds = |bytes: &[u8], word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
    assert_eq!(site.exit, 1, "{}", site.told);
    for of in ["internal", "public"] {
        let clean = published(of, "whole").expect("published");
        assert!(holds(&clean, "Fault E-104") && !holds(&clean, "app.alert"), "{of}");
        assert!(holds(&whole, "Zhang San") && !holds(&clean, "Zhang San"), "{of}");
    }
    for name in ["signed", "cut"] {
        assert!(published("internal", name).is_some_and(|bytes| holds(&bytes, "Zhang San")));
        assert_eq!(published("public", name), None, "{name}");
        for code in ["FB0625", "FB0626"] {
            let told = site.lines(code);
            assert!(told.iter().any(|l| l.contains(&format!("{name}.pdf"))), "{told:?}");
        }
    }
    let signed = site.lines("FB0625").join("\n");
    assert!(signed.contains("Zhang San") && signed.contains("scripts"), "{signed}");
    assert!(site.lines("FB0623").iter().any(|l| l.contains("s.md:7:")), "{}", site.told);
}

#[test]
fn case_95_what_cameras_and_programs_note_is_not_published() {
    let site = Site::of(
        article("# A\n\n![p](p.png) [d](d.docx) ![h](h.heic)\n")
            .bytes("content/solutions/p.png", &png())
            .bytes("content/solutions/d.docx", b"PK\x03\x04\x14\0\x06\0[Content_Types].xml")
            .bytes("content/solutions/h.heic", b"\0\0\0\x20ftypheic GPS"),
    );
    assert_eq!(site.exit, 0, "{}", site.told);
    let published =
        std::fs::read(site.root().join("output/internal/files/content/solutions/p.png")).unwrap();
    assert!(memchr::memmem::find(&published, b"coded").is_some());
    assert!(memchr::memmem::find(&published, b"Zhang San").is_none());
    assert!(site.lines("FB0624")[0].contains("s.md:6:"), "{}", site.told);
    assert!(site.lines("FB0615")[0].contains("s.md:6:"), "{}", site.told);
    assert!(!site.root().join("output/internal/files/content/solutions/h.heic").exists());
}

#[test]
fn case_96_damaged_and_bursting_pictures_are_left_out_and_listed() {
    let mut bomb = png();
    bomb[16..24].fill(0x00);
    bomb[18..20].fill(0xFF);
    bomb[22..24].fill(0xFF);
    let mut cut = png();
    cut.truncate(60);
    for (bytes, word) in [(bomb, "65535 × 65535"), (cut, "cut off"), (Vec::new(), "holds none")] {
        let site =
            Site::of(article("# A\n\n![p](p.png)\n").bytes("content/solutions/p.png", &bytes));
        assert_eq!(site.exit, 1, "{word}: {}", site.told);
        assert!(
            site.lines("FB0623").iter().any(|line| line.contains(word)),
            "{word}: {}",
            site.told
        );
        assert!(site.files().iter().all(|path| !path.to_string_lossy().contains("/files/")));
        assert!(site.text(ARTICLE).contains('p'));
    }
}

#[cfg(unix)]
#[test]
fn case_98_a_file_that_is_a_folder_or_vanishes_is_told() {
    let project = article("# A\n");
    std::fs::create_dir_all(project.root().join("content/solutions/folder.md")).unwrap();
    std::fs::create_dir_all(project.root().join("content/devices.csv")).unwrap();
    let site = Site::of(project);
    assert!(site.exit <= 1, "{}", site.told);
    assert!(site.text(ARTICLE).contains("S-1"));
}

#[test]
fn case_99_a_folder_that_is_not_ours_is_never_emptied() {
    for into in [".", "content", "/", "dear"] {
        let project = article("# A\n").file("dear/diary.txt", "mine");
        let before = tree(project.root());
        let mut command = Command::new(env!("CARGO_BIN_EXE_faultbook"));
        let output =
            command.args(["build", "-q", "-o", into]).current_dir(project.root()).output().unwrap();
        if into == "dear" {
            // A site beside other people's things; none of them is touched.
            assert_eq!(
                std::fs::read_to_string(project.root().join("dear/diary.txt")).unwrap(),
                "mine"
            );
            continue;
        }
        assert_eq!(output.status.code(), Some(2), "{into}");
        assert_eq!(tree(project.root()), before, "{into}");
    }
}
