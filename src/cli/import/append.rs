//! The proposed block at the end of the configuration. Nothing that stands there is
//! touched: the file is only ever appended to.

use crate::diag::{Code, Diagnostic};
use crate::ingest::propose::{Proposed, Request};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// Appends the block; the path of the configuration it was written to.
pub(super) fn block(request: &Request, proposed: &Proposed) -> Result<String, Diagnostic> {
    if let Some(obstacle) = &proposed.obstacle {
        return Err(obstacle.clone());
    }
    let rehearsal = &proposed.proposal.rehearsal;
    if rehearsal.accepted + rehearsal.repaired == 0 {
        let message = "not one row would be read by the proposed block, so it was not written";
        return Err(Diagnostic::new(Code::ConfigValue, message).hint(
            "run import without --write, see what the dry run says, and write the block by hand",
        ));
    }
    let path = request.config.clone().unwrap_or_else(|| request.root.join("faultbook.toml"));
    append(&path, &request.root, &proposed.proposal.block).map_err(|error| {
        let message = format!("cannot write {}: {error}", path.display());
        Diagnostic::new(Code::OutputWrite, message)
            .hint("make the configuration writable, or append the block by hand")
    })?;
    Ok(path.to_string_lossy().replace('\\', "/"))
}

fn append(path: &Path, root: &Path, block: &str) -> io::Result<()> {
    let mut text = String::new();
    let there = match File::open(path) {
        Ok(mut file) => {
            file.read_to_string(&mut text)?;
            true
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    let mut added = String::new();
    if there {
        if !text.is_empty() && !text.ends_with('\n') {
            added.push('\n');
        }
        if !text.is_empty() {
            added.push('\n');
        }
    } else {
        added.push_str(&heading(root));
    }
    added.push_str(block);
    if text.contains("\r\n") {
        added = added.replace('\n', "\r\n");
    }
    // One write, so that a killed program leaves all of the block or none.
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(added.as_bytes())
}

/// The beginning of a configuration that did not exist.
fn heading(root: &Path) -> String {
    let whole = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let name = whole.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let title: String = name.chars().filter(|c| !c.is_control()).collect();
    let title = toml::Value::String(title.trim().to_owned());
    format!(
        "[site]\ntitle = {title}\n# timezone = \"Asia/Shanghai\"  # of times without an offset; any IANA name\n\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_there_is_not_touched() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("faultbook.toml");
        for (before, after) in [
            ("[site]\ntitle = \"x\"", "[site]\ntitle = \"x\"\n\n[[logs]]\n"),
            ("[site]\r\ntitle = \"x\"\r\n", "[site]\r\ntitle = \"x\"\r\n\r\n[[logs]]\r\n"),
            ("", "[[logs]]\n"),
        ] {
            std::fs::write(&path, before).expect("written");
            append(&path, dir.path(), "[[logs]]\n").expect("appended");
            assert_eq!(std::fs::read_to_string(&path).expect("read"), after);
        }
        std::fs::remove_file(&path).expect("removed");
        append(&path, dir.path(), "[[logs]]\n").expect("made");
        let made: toml::Table =
            std::fs::read_to_string(&path).expect("read").parse().expect("TOML");
        assert!(made["site"].get("title").is_some() && made.contains_key("logs"));
    }
}
