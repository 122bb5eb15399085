//! The marker file inside every site: the proof that a folder is ours to replace.
//! Its bytes are the same on every machine and at every time.

use crate::model::ContentHash;
use std::io;
use std::path::Path;

/// Name of the marker file inside a site's folder.
pub const MARKER: &str = ".faultbook-site";
const TOOL: &str = "faultbook";
const FORMAT: u32 = 1;

#[derive(serde::Serialize, serde::Deserialize)]
struct Marker {
    tool: String,
    format: u32,
    audience: String,
    /// Built with drafts; absent where it was not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    drafts: bool,
}

/// What the marker of a folder says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// There is none, or it is not one of ours.
    None,
    /// A site of ours, of this audience.
    Ours(String),
    /// A site of a later version of the program.
    Newer(u32),
}

/// How a marker names the site of a folder that lies on somebody else's host.
pub(super) fn unspoken(folder: &str) -> String {
    format!("sealed {}", ContentHash::of(folder.as_bytes()))
}

/// True where a marker names this site, openly or not.
pub(super) fn names(audience: &str, site: &str) -> bool {
    audience == site || audience == unspoken(site)
}

/// Writes the marker of a site without drafts.
#[cfg(test)]
pub(super) fn write(folder: &Path, audience: &str) -> io::Result<()> {
    write_with(folder, audience, false)
}

/// Writes the marker of a site that may have been built with drafts.
pub(super) fn write_with(folder: &Path, audience: &str, drafts: bool) -> io::Result<()> {
    let (tool, audience) = (TOOL.to_owned(), audience.to_owned());
    let marker = Marker { tool, format: FORMAT, audience, drafts };
    let mut text = serde_json::to_string_pretty(&marker).map_err(io::Error::other)?;
    text.push('\n');
    std::fs::write(folder.join(MARKER), text)
}

/// Whose site a folder holds, and whether it was built with drafts; `None` where it is not
/// one of ours.
pub(super) fn details(folder: &Path) -> io::Result<Option<(String, bool)>> {
    let Mark::Ours(_) = read(folder)? else { return Ok(None) };
    let marker = serde_json::from_slice::<Marker>(&std::fs::read(folder.join(MARKER))?).ok();
    Ok(marker.map(|marker| (marker.audience, marker.drafts)))
}

/// Reads the marker of a folder. A link, a foreign file and broken text are no marker.
pub(super) fn read(folder: &Path) -> io::Result<Mark> {
    let path = folder.join(MARKER);
    match std::fs::symlink_metadata(&path) {
        Ok(meta) if meta.is_file() && meta.len() < 4096 => {}
        Ok(_) => return Ok(Mark::None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Mark::None),
        Err(error) => return Err(error),
    }
    let bytes = std::fs::read(&path)?;
    Ok(match serde_json::from_slice::<Marker>(&bytes) {
        Ok(marker) if marker.tool != TOOL => Mark::None,
        Ok(marker) if marker.format > FORMAT => Mark::Newer(marker.format),
        Ok(marker) => Mark::Ours(marker.audience),
        Err(_) => Mark::None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_names_its_audience_and_nothing_of_the_machine() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), Mark::None);
        write(folder.path(), "customers/C-01").unwrap();
        assert_eq!(read(folder.path()).unwrap(), Mark::Ours("customers/C-01".to_owned()));
        assert_eq!(
            std::fs::read_to_string(folder.path().join(MARKER)).unwrap(),
            "{\n  \"tool\": \"faultbook\",\n  \"format\": 1,\n  \"audience\": \"customers/C-01\"\n}\n"
        );
    }

    #[test]
    fn a_marker_says_that_there_are_drafts_and_nothing_where_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(details(folder.path()).unwrap(), None);
        write(folder.path(), "internal").unwrap();
        assert_eq!(details(folder.path()).unwrap(), Some(("internal".to_owned(), false)));
        write_with(folder.path(), "public", true).unwrap();
        assert_eq!(details(folder.path()).unwrap(), Some(("public".to_owned(), true)));
    }

    #[test]
    fn foreign_and_later_markers_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        for (text, want) in [
            ("", Mark::None),
            ("{}", Mark::None),
            (r#"{"tool":"other","format":1,"audience":"internal"}"#, Mark::None),
            (r#"{"tool":"faultbook","format":9,"audience":"internal"}"#, Mark::Newer(9)),
        ] {
            std::fs::write(folder.path().join(MARKER), text).unwrap();
            assert_eq!(read(folder.path()).unwrap(), want, "{text}");
        }
    }
}
