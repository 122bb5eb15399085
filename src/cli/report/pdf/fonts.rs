//! Font files for PDF: those that the configuration names, then well-known ones of the
//! machine, as many as have every letter. Reading the disk happens here; which face of a
//! file is used is `render::pdf`'s.

use super::super::one;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::render::pdf::{Fonts, Letters};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Larger files are no fonts.
const MAX_BYTES: u64 = 128 << 20;

/// Well-known files by name, best first: each line is one family in its weights. Chinese
/// with Latin comes first, then what has letters that those lack.
const KNOWN: &[&[&str]] = &[
    &["NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"],
    &["NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf"],
    &["NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"],
    &["SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf"],
    &["SourceHanSansCN-Regular.otf", "SourceHanSansCN-Bold.otf"],
    &["SourceHanSans-Regular.ttc", "SourceHanSans-Bold.ttc"],
    &["msyh.ttc", "msyhbd.ttc"],
    &["PingFang.ttc"],
    &["Hiragino Sans GB.ttc"],
    &["STHeiti Light.ttc", "STHeiti Medium.ttc"],
    &["wqy-microhei.ttc"],
    &["Deng.ttf", "Dengb.ttf"],
    &["simhei.ttf"],
    &["NotoSansCJK-VF.ttc"],
    &["NotoSansSC-VF.ttf"],
    &["DroidSansFallbackFull.ttf"],
    &["DroidSansFallback.ttf"],
    &["Arial Unicode.ttf"],
    &["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"],
    &["segoeui.ttf", "segoeuib.ttf"],
    &["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"],
    &["LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"],
    &["arial.ttf", "arialbd.ttf"],
    &["NotoSansSymbols2-Regular.ttf"],
    &["seguisym.ttf"],
    &["Apple Symbols.ttf"],
    &["Symbola.ttf"],
    &["NotoColorEmoji.ttf"],
    &["seguiemj.ttf"],
    &["Apple Color Emoji.ttc"],
];

/// What to install, by system.
const REMEDY: &str = "install one: Debian and Ubuntu `apt install fonts-noto-cjk` (or the smaller \
    fonts-wqy-microhei), Fedora `dnf install google-noto-sans-cjk-fonts`; Windows has Microsoft \
    YaHei in the language feature “Chinese (Simplified) Supplemental Fonts”, macOS has PingFang \
    or STHeiti; or name a file under `fonts` of [reports] in faultbook.toml";

/// Fonts that have every letter of the documents.
pub(super) fn find(root: &Path, own: &[String], needed: &[Letters]) -> Result<Fonts, Diagnostics> {
    complete(configured(root, own)?, needed, &places())
}

/// The configured fonts, and as many of the machine's as are needed beside them.
fn complete(
    mut fonts: Fonts,
    needed: &[Letters],
    places: &[PathBuf],
) -> Result<Fonts, Diagnostics> {
    let letters: BTreeSet<char> = needed.iter().flat_map(Letters::all).collect();
    if !fonts.lacking(&letters).is_empty() {
        add_known(&mut fonts, &letters, places);
    }
    if fonts.is_empty() {
        let message = "no font for PDF is found on this machine";
        return Err(one(Diagnostic::new(Code::FontsAbsent, message).hint(REMEDY)));
    }
    let lacking = fonts.lacking(&letters);
    if let Some(c) = lacking.iter().find(|c| is_chinese(**c)) {
        let n = lacking.iter().filter(|c| is_chinese(**c)).count();
        if n > FEW {
            let message = format!("no font has the {n} Chinese characters of it, {c} among them");
            return Err(one(Diagnostic::new(Code::FontsAbsent, message).hint(REMEDY)));
        }
    }
    let mut told = Diagnostics::new();
    for letters in needed {
        told.append(letters.lacking(&fonts));
    }
    if told.is_empty() { Ok(fonts) } else { Err(told) }
}

/// Up to so many Chinese characters are rare ones; more of them lack a Chinese font.
const FEW: usize = 12;

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The files that the configuration names, folders with all they hold.
fn configured(root: &Path, own: &[String]) -> Result<Fonts, Diagnostics> {
    let mut fonts = Fonts::new();
    let mut findings = Diagnostics::new();
    for named in own {
        let path = root.join(named);
        let files = if path.is_dir() { files_below(&path) } else { vec![path] };
        let mut taken = false;
        for file in &files {
            match read(file) {
                Ok(bytes) => taken |= fonts.add(bytes),
                Err(why) => findings.push(unusable(named, &why)),
            }
        }
        if !taken && findings.is_empty() {
            findings.push(unusable(named, "it holds no font (TTF, OTF, TTC)"));
        }
    }
    if findings.is_empty() { Ok(fonts) } else { Err(findings) }
}

fn unusable(named: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::FontsAbsent, format!("the font {named} cannot be used: {why}")).hint(
        "correct `fonts` under [reports] in faultbook.toml; paths begin in the project's folder",
    )
}

fn is_font(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["ttf", "otf", "ttc", "otc"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkDir::new(folder).sort_by_file_name().follow_links(true);
    let files = walk.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    files.filter(|path| is_font(path)).collect()
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let size = std::fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > MAX_BYTES {
        return Err("it is larger than 128 MB".to_owned());
    }
    std::fs::read(file).map_err(|error| error.to_string())
}

/// Takes well-known families until no letter is lacking; one that helps nothing stays out.
fn add_known(fonts: &mut Fonts, letters: &BTreeSet<char>, folders: &[PathBuf]) {
    let there: BTreeMap<String, PathBuf> = folders
        .iter()
        .rev()
        .flat_map(|folder| files_below(folder))
        .filter_map(|path| Some((path.file_name()?.to_str()?.to_lowercase(), path)))
        .collect();
    for family in KNOWN {
        let lacking = fonts.lacking(letters);
        if lacking.is_empty() {
            return;
        }
        let mut more = Fonts::new();
        let files = family.iter().filter_map(|name| there.get(&name.to_lowercase()));
        for bytes in files.filter_map(|file| read(file).ok()) {
            more.add(bytes);
        }
        if more.lacking(&lacking) != lacking {
            fonts.append(more);
        }
    }
}

/// Where systems keep fonts.
fn places() -> Vec<PathBuf> {
    let below = |base: Option<PathBuf>, path: &str| base.map(|base| base.join(path));
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let home = std::env::home_dir();
    let mut places: Vec<PathBuf> = [
        below(home.clone(), ".local/share/fonts"),
        below(home.clone(), ".fonts"),
        below(home, "Library/Fonts"),
        below(variable("LOCALAPPDATA"), "Microsoft/Windows/Fonts"),
        below(variable("WINDIR"), "Fonts"),
    ]
    .into_iter()
    .flatten()
    .collect();
    places.extend(
        [
            "/usr/local/share/fonts",
            "/usr/share/fonts",
            "/Library/Fonts",
            "/System/Library/Fonts",
            "/System/Library/AssetsV2",
        ]
        .map(PathBuf::from),
    );
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::document::Document;
    use crate::render::pdf::letters;

    fn needed(title: &str) -> Vec<Letters> {
        vec![letters(&Document { title: title.to_owned(), ..Document::default() })]
    }

    fn refused(found: Result<Fonts, Diagnostics>) -> String {
        let findings = found.map(|_| ()).expect_err("refused");
        let told = findings.iter().map(|f| {
            format!("{:?} {} {}", f.code, f.message, f.hint.as_deref().unwrap_or_default())
        });
        told.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_machine_without_fonts_is_told_what_to_install() {
        let told = refused(complete(Fonts::new(), &needed("Report"), &[]));
        for words in
            ["FontsAbsent", "fonts-noto-cjk", "google-noto-sans-cjk-fonts", "macOS", "[reports]"]
        {
            assert!(told.contains(words), "{words}: {told}");
        }
    }

    #[test]
    fn fonts_without_chinese_are_told_once_not_letter_by_letter() {
        let latin = PathBuf::from("/usr/share/fonts/truetype/dejavu");
        let found = complete(Fonts::new(), &needed("二零二六年十月售后服务月报表故障"), &[latin]);
        let told = refused(found);
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(told.contains("FontsAbsent") && told.contains("fonts-noto-cjk"), "{told}");
    }

    #[test]
    fn the_paths_of_a_configuration_are_told_as_they_are_written() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("no.ttf"), "text").expect("written");
        for (named, why) in [("absent.ttf", "cannot be used"), ("no.ttf", "holds no font")] {
            let told = refused(configured(folder.path(), &[named.to_owned()]));
            assert!(told.contains(named) && told.contains(why), "{told}");
        }
    }
}
