//! The file of secrets: `.faultbook/access.toml` of the project, for its owner alone. It is
//! written beside itself and then put in place, so that it is never half; a file that
//! others can read is refused, not used.

use super::Secrets;
use crate::diag::{Code, Diagnostic, Place};
use std::io::{self, Write};
use std::path::Path;

/// The project's folder for what is no content.
pub const FOLDER: &str = ".faultbook";
/// The file in it.
pub const FILE: &str = "access.toml";
/// The file by which version control leaves the folder alone.
pub const IGNORE: &str = ".gitignore";

const HEAD: &str = "\
# Secrets of this project's readers: faultbook access --help.
# Keep a copy where only those may read it who hand out passphrases: what is lost here
# cannot be had again. Do not edit: a key belongs to its passphrase, salt and rounds.

";

/// The secrets of a project; none where it has no such file.
pub fn read(root: &Path) -> Result<Secrets, Diagnostic> {
    let path = root.join(FOLDER).join(FILE);
    match std::fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Secrets::default()),
        Err(error) => return Err(unreadable(&error)),
        Ok(meta) if !meta.is_file() => {
            let message = "the file of secrets is a link or no plain file and was not read";
            return Err(refused(message).hint("put the file itself in its place"));
        }
        Ok(meta) => private(&meta)?,
    }
    let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&error))?;
    toml::from_str(&text).map_err(|error| {
        // The parser quotes the line, which holds a secret; its first words do not.
        let said = error.message().split('`').next().unwrap_or_default().trim().to_owned();
        let line = error.span().map(|span| 1 + text[..span.start].matches('\n').count() as u32);
        let place = Place { line, ..place() };
        refused(&format!("the file of secrets cannot be understood: {said}"))
            .at(place)
            .hint("put back the copy you keep of it; without one, remove it and make new secrets")
    })
}

/// Puts the secrets in the place of the former ones.
pub fn write(root: &Path, secrets: &Secrets) -> Result<(), Diagnostic> {
    let folder = root.join(FOLDER);
    let text = toml::to_string(secrets).expect("texts and numbers can be written as TOML");
    let written = std::fs::create_dir_all(&folder).and_then(|()| {
        ignore(&folder)?;
        // Such a file is its owner's alone from the first byte on.
        let mut file = tempfile::Builder::new().prefix(".access").tempfile_in(&folder)?;
        file.write_all(HEAD.as_bytes())?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(folder.join(FILE)).map_err(|error| error.error)?;
        Ok(())
    });
    written.map_err(|error| {
        refused(&format!("the file of secrets cannot be written: {error}"))
            .hint("nothing was changed; make the project's folder writable and run it again")
    })
}

/// The folder ignores itself, whatever the project's own rules say.
pub fn ignore(folder: &Path) -> io::Result<()> {
    let path = folder.join(IGNORE);
    if path.symlink_metadata().is_ok() { Ok(()) } else { std::fs::write(path, "*\n") }
}

#[cfg(unix)]
fn private(meta: &std::fs::Metadata) -> Result<(), Diagnostic> {
    use std::os::unix::fs::PermissionsExt;
    let others = meta.permissions().mode() & 0o077;
    if others == 0 {
        return Ok(());
    }
    let message = "the file of secrets can be read by others on this machine and was not used";
    let hint = format!(
        "run: chmod 600 {FOLDER}/{FILE} - and, where others may have read it: faultbook access renew"
    );
    Err(refused(message).hint(hint))
}

/// Other systems have no such bits; the folder's own rules hold.
#[cfg(not(unix))]
fn private(_: &std::fs::Metadata) -> Result<(), Diagnostic> {
    Ok(())
}

fn unreadable(error: &io::Error) -> Diagnostic {
    refused(&format!("the file of secrets cannot be read: {error}"))
        .hint("make it readable for yourself, and for nobody else")
}

fn refused(message: &str) -> Diagnostic {
    Diagnostic::new(Code::SecretsRefused, message.to_owned()).at(place())
}

fn place() -> Place {
    Place::file(format!("{FOLDER}/{FILE}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Secret;

    fn with_one(root: &Path) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.site.insert("customers/C-01".into(), Secret::new("C-01".into()).unwrap());
        write(root, &secrets).unwrap();
        secrets
    }

    #[test]
    fn what_was_written_is_read_again_and_nothing_else_is_left_behind() {
        let root = tempfile::tempdir().unwrap();
        assert!(read(root.path()).unwrap().site.is_empty());
        let secrets = with_one(root.path());
        write(root.path(), &secrets).unwrap();
        let again = read(root.path()).unwrap();
        let (a, b) = (&secrets.site["customers/C-01"], &again.site["customers/C-01"]);
        assert_eq!((&a.passphrase, &a.folder), (&b.passphrase, &b.folder));
        assert!(b.is_whole());
        let mut names: Vec<_> = std::fs::read_dir(root.path().join(FOLDER))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, [IGNORE, FILE]);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone_and_another_one_is_refused_with_the_way_to_mend_it() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        with_one(root.path());
        let path = root.path().join(FOLDER).join(FILE);
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        for open in [0o640, 0o604, 0o660] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(open)).unwrap();
            let refused = read(root.path()).unwrap_err();
            assert_eq!(refused.code, Code::SecretsRefused);
            assert!(refused.hint.unwrap_or_default().contains("chmod 600 .faultbook/access.toml"));
        }
        let other = root.path().join("elsewhere");
        std::fs::rename(&path, &other).unwrap();
        std::os::unix::fs::symlink(&other, &path).unwrap();
        assert!(read(root.path()).unwrap_err().message.contains("link"));
    }

    #[test]
    fn a_broken_file_is_told_by_its_line_and_not_by_its_secrets() {
        let root = tempfile::tempdir().unwrap();
        let secrets = with_one(root.path());
        let path = root.path().join(FOLDER).join(FILE);
        let text = std::fs::read_to_string(&path).unwrap();
        let passphrase = &secrets.site["customers/C-01"].passphrase;
        let closed = format!("{passphrase}\"");
        let at = 1 + text[..text.find(&closed).unwrap()].matches('\n').count() as u32;
        for broken in [text.replace(&closed, passphrase), text.replace("salt = \"", "salt = \"x")] {
            std::fs::write(&path, &broken).unwrap();
            let refused = read(root.path()).unwrap_err();
            let told = format!("{refused:?}");
            assert!(!told.contains(passphrase.as_str()), "{told}");
            assert!(refused.place.and_then(|p| p.line).is_some_and(|line| line >= at), "{told}");
        }
    }
}
