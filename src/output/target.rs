//! Which folders may be written to. Every refusal here comes before anything is
//! created, so that a refused folder stays byte for byte as it was.

use super::lock::LOCK;
use super::marker::{self, Mark};
use super::write_failed;
use crate::diag::{Code, Diagnostic};
use std::io;
use std::path::{Component, Path, PathBuf};

/// What an output folder must keep away from.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// The project's folder.
    pub root: PathBuf,
    /// Files and folders that are read: content, themes, the configuration.
    pub inputs: Vec<PathBuf>,
    /// The person's home folder, if known.
    pub home: Option<PathBuf>,
}

/// Files a person or git keeps in an output folder without making it foreign.
const HARMLESS: [&str; 3] = ["readme", "license", "licence"];
const ELSEWHERE: &str = "name a new or empty folder with --output-dir";

fn refused(message: String, hint: &str) -> Diagnostic {
    Diagnostic::new(Code::OutputRefused, message).hint(hint)
}

/// The folder to write to, without links and `..`, or why it may not be used.
/// Creates nothing.
pub(super) fn accept(output: &Path, guard: &Guard) -> Result<PathBuf, Diagnostic> {
    let real = resolve(output).map_err(|e| write_failed(output, &e))?;
    keep_away(&real, guard)?;
    match std::fs::symlink_metadata(&real) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(write_failed(&real, &error)),
        Ok(meta) if !meta.is_dir() => {
            return Err(refused(format!("{} is not a folder", real.display()), ELSEWHERE));
        }
        Ok(_) => accept_existing(&real)?,
    }
    Ok(real)
}

fn keep_away(real: &Path, guard: &Guard) -> Result<(), Diagnostic> {
    let shown = real.display();
    if real.parent().is_none() {
        return Err(refused(format!("{shown} is the root of the file system"), ELSEWHERE));
    }
    let home = guard.home.as_deref().and_then(|h| resolve(h).ok());
    if home.as_deref() == Some(real) {
        return Err(refused(format!("{shown} is your home folder"), ELSEWHERE));
    }
    let root = resolve(&guard.root).map_err(|e| write_failed(&guard.root, &e))?;
    if root.starts_with(real) {
        let what = if root == real { "is" } else { "contains" };
        return Err(refused(format!("{shown} {what} the project's own folder"), ELSEWHERE));
    }
    for input in &guard.inputs {
        let input = resolve(input).map_err(|e| write_failed(input, &e))?;
        if input.starts_with(real) || real.starts_with(&input) {
            let message =
                format!("{shown} and the project's {} lie in each other", input.display());
            return Err(refused(message, ELSEWHERE));
        }
    }
    if home.is_some_and(|h| h.starts_with(real)) {
        return Err(refused(format!("{shown} contains your home folder"), ELSEWHERE));
    }
    Ok(())
}

/// An existing folder is ours if it was used before, is empty, or holds nothing
/// but a README, hidden files and sites.
fn accept_existing(real: &Path) -> Result<(), Diagnostic> {
    let shown = real.display();
    if real.join(".git").symlink_metadata().is_ok() {
        return Err(refused(format!("{shown} is a git repository"), ELSEWHERE));
    }
    if marker::read(real).map_err(|e| write_failed(real, &e))? != Mark::None {
        let hint = "name the folder above it with --output-dir; each site gets a folder of its own";
        return Err(refused(format!("{shown} is a site, not a folder of sites"), hint));
    }
    if real.join(LOCK).is_file() {
        return Ok(());
    }
    for name in entries(real).map_err(|e| write_failed(real, &e))? {
        let path = real.join(&name);
        let lower = name.to_lowercase();
        let stem = lower.split('.').next().unwrap_or(&lower);
        let site = || lower == "customers" || matches!(marker::read(&path), Ok(Mark::Ours(_)));
        if lower.starts_with('.') || HARMLESS.contains(&stem) || path.is_dir() && site() {
            continue;
        }
        let message = format!("{shown} holds other things already, such as {name}");
        return Err(refused(message, ELSEWHERE));
    }
    Ok(())
}

/// The names in a folder, sorted; names that are no Unicode appear with marks.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// True where the folder of a site may be replaced: absent, empty, or marked.
pub(super) fn replaceable(output: &Path, site: &str) -> Result<(), Diagnostic> {
    let mut path = output.to_owned();
    for segment in site.split('/') {
        path.push(segment);
        match std::fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(write_failed(&path, &error)),
            Ok(meta) if meta.is_dir() => {}
            Ok(_) => {
                let message = format!("{} is not a plain folder", path.display());
                return Err(refused(message, "move it away, or name another output folder"));
            }
        }
    }
    let shown = path.display();
    if path.join(".git").symlink_metadata().is_ok() {
        return Err(refused(
            format!("{shown} is a git repository and will not be replaced"),
            "build elsewhere with --output-dir and copy the site into the repository",
        ));
    }
    match marker::read(&path).map_err(|e| write_failed(&path, &e))? {
        Mark::Ours(_) => Ok(()),
        Mark::Newer(_) => Err(refused(
            format!("{shown} was built by a later version of faultbook"),
            "use that version, or remove the folder yourself",
        )),
        Mark::None if entries(&path).map_err(|e| write_failed(&path, &e))?.is_empty() => Ok(()),
        Mark::None => Err(refused(
            format!("{shown} was not made by faultbook and will not be replaced"),
            "move it away, or name another folder with --output-dir",
        )),
    }
}

/// A path without links, `.` and `..`; what does not exist yet is taken as written.
pub(super) fn resolve(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut known = absolute.as_path();
    let mut rest = Vec::new();
    let mut real = loop {
        match known.canonicalize() {
            Ok(real) => break real,
            // A link that leads nowhere exists, but names no folder to write to.
            Err(error) if known.symlink_metadata().is_ok() => return Err(error),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(error) => {
                let (Some(parent), Some(last)) = (known.parent(), known.components().next_back())
                else {
                    return Err(error);
                };
                rest.push(last);
                known = parent;
            }
        }
    };
    for part in rest.into_iter().rev() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            Component::Normal(name) => real.push(name),
            _ => {}
        }
    }
    Ok(real)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    struct Case {
        folder: tempfile::TempDir,
    }

    impl Case {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir_all(folder.path().join("project/content")).unwrap();
            fs::write(folder.path().join("project/faultbook.toml"), "").unwrap();
            Self { folder }
        }

        fn at(&self, path: &str) -> PathBuf {
            self.folder.path().join(path)
        }

        fn accept(&self, output: &str) -> Result<PathBuf, Diagnostic> {
            let root = self.at("project");
            let inputs = vec![root.join("content"), root.join("themes")];
            accept(&self.at(output), &Guard { root, inputs, home: Some(self.at("home/ann")) })
        }

        fn refuses(&self, output: &str, because: &str) {
            let before = self.listing();
            let refusal = self.accept(output).unwrap_err();
            assert_eq!(refusal.code, Code::OutputRefused, "{output}");
            assert!(refusal.message.contains(because), "{output}: {}", refusal.message);
            assert!(refusal.hint.is_some());
            assert_eq!(self.listing(), before);
        }

        fn listing(&self) -> Vec<PathBuf> {
            let walk = walkdir::WalkDir::new(self.folder.path()).sort_by_file_name();
            walk.into_iter().map(|e| e.unwrap().into_path()).collect()
        }
    }

    #[test]
    fn folders_that_hold_something_dear_are_refused() {
        let case = Case::new();
        fs::create_dir_all(case.at("home/ann")).unwrap();
        fs::create_dir_all(case.at("repo/.git")).unwrap();
        fs::create_dir_all(case.at("photos")).unwrap();
        fs::write(case.at("photos/a.jpg"), "x").unwrap();
        fs::write(case.at("file"), "x").unwrap();
        case.refuses("project", "is the project's own folder");
        case.refuses("project/content/..", "is the project's own folder");
        case.refuses("project/nowhere/..", "is the project's own folder");
        case.refuses(".", "contains the project's own folder");
        case.refuses("project/content", "lie in each other");
        case.refuses("project/content/site", "lie in each other");
        case.refuses("project/themes/x", "lie in each other");
        case.refuses("home/ann", "is your home folder");
        case.refuses("home", "contains your home folder");
        case.refuses("repo", "is a git repository");
        case.refuses("photos", "such as a.jpg");
        case.refuses("file", "is not a folder");
    }

    #[test]
    fn the_root_of_the_file_system_is_refused() {
        let guard = Guard { root: "/nowhere/project".into(), ..Guard::default() };
        let refusal = accept(Path::new("/"), &guard).unwrap_err();
        assert!(refusal.message.contains("root of the file system"), "{}", refusal.message);
    }

    #[test]
    fn new_empty_and_former_output_folders_are_taken() {
        let case = Case::new();
        case.accept("project/output").unwrap();
        case.accept("elsewhere/deep/output").unwrap();
        fs::create_dir_all(case.at("project/output/internal")).unwrap();
        fs::write(case.at("project/output/README.md"), "ours to read").unwrap();
        fs::write(case.at("project/output/.gitignore"), "*").unwrap();
        marker::write(&case.at("project/output/internal"), "internal").unwrap();
        case.accept("project/output").unwrap();
        case.refuses("project/output/internal", "is a site, not a folder of sites");
        fs::write(case.at("project/output/notes.txt"), "a person's").unwrap();
        case.refuses("project/output", "such as notes.txt");
        fs::write(case.at("project/output").join(LOCK), "").unwrap();
        case.accept("project/output").unwrap();
    }

    #[test]
    fn only_marked_empty_and_absent_sites_are_replaced() {
        let case = Case::new();
        let out = case.at("out");
        assert!(replaceable(&out, "internal").is_ok());
        fs::create_dir_all(out.join("internal")).unwrap();
        assert!(replaceable(&out, "internal").is_ok());
        fs::write(out.join("internal/index.html"), "someone else's").unwrap();
        let refusal = replaceable(&out, "internal").unwrap_err();
        assert!(refusal.message.contains("was not made by faultbook"));
        marker::write(&out.join("internal"), "internal").unwrap();
        assert!(replaceable(&out, "internal").is_ok());
        fs::create_dir_all(out.join("internal/.git")).unwrap();
        assert!(replaceable(&out, "internal").is_err());
        fs::write(out.join("customers"), "a file").unwrap();
        assert!(replaceable(&out, "customers/C-01").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_seen_through_and_never_replaced() {
        let case = Case::new();
        std::os::unix::fs::symlink(case.at("project"), case.at("alias")).unwrap();
        std::os::unix::fs::symlink(case.at("gone"), case.at("dangling")).unwrap();
        case.refuses("alias", "is the project's own folder");
        assert!(case.accept("dangling").is_err());
        fs::create_dir_all(case.at("out")).unwrap();
        std::os::unix::fs::symlink(case.at("project"), case.at("out/internal")).unwrap();
        assert!(replaceable(&case.at("out"), "internal").is_err());
    }
}
