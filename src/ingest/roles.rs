//! What each file is: by the block that names it, else by the folder it lies in,
//! else, in a folder without any layout, by its name and its header.

use super::columns::Kind;
use super::config::{Block, Reads};
use super::mapping::SourceBlock;
use super::table::format::is_workbook;
use super::walk::Found;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::slug::steers_path;
use globset::{GlobBuilder, GlobMatcher};
use std::path::Path;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A service log.
    Log,
    /// A master table.
    Table(Kind),
    /// A Markdown fault report.
    Report,
    /// A solution article.
    Solution,
    /// A record of a master table as Markdown, or its prose.
    Record(Kind),
    /// Commentary of a month's report.
    Commentary,
    /// A free page.
    Page,
    /// The introduction of a list page.
    Introduction,
    /// Groups of words.
    Synonyms,
    /// Something that articles may show.
    Attachment,
    /// Only its name or header tells; see [`super::flat`].
    Unsorted,
}

/// How the project is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Below `content/`.
    Content,
    /// Files directly in the folder.
    Flat,
    /// Only what blocks name.
    Blocks,
}

/// A block with its globs.
pub(super) struct Matcher<'a> {
    block: &'a Block,
    globs: Vec<(String, GlobMatcher)>,
}

/// The globs of all blocks; one that leads out of the project is a Stop finding.
pub(super) fn matchers<'a>(
    root: &Path,
    config: &str,
    blocks: &'a [Block],
    findings: &mut Diagnostics,
) -> Vec<Matcher<'a>> {
    let mut matchers = Vec::new();
    for block in blocks {
        let mut globs = Vec::new();
        for path in &block.source.path {
            match glob(root, path) {
                Ok(glob) => globs.push(glob),
                Err(finding) => {
                    findings
                        .push(finding.at(Place::line(config, block.source.line)).raw(path.clone()));
                }
            }
        }
        matchers.push(Matcher { block, globs });
    }
    matchers
}

fn glob(root: &Path, path: &str) -> Result<(String, GlobMatcher), Diagnostic> {
    let inside = inside(root, path).ok_or_else(|| {
        Diagnostic::new(Code::PathEscape, "this path leads out of the project")
            .hint("copy the files into the project, or build with --root on the folder above")
    })?;
    let built = GlobBuilder::new(&inside).literal_separator(true).build();
    let glob = built.map_err(|error| {
        Diagnostic::new(Code::ConfigValue, format!("this is no path or glob: {}", error.kind()))
    })?;
    Ok((inside, glob.compile_matcher()))
}

/// The path relative to the root, if it stays inside it.
fn inside(root: &Path, path: &str) -> Option<String> {
    let stripped = Path::new(path).strip_prefix(root).ok().and_then(Path::to_str);
    let path = stripped.unwrap_or(path);
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" if parts.is_empty() && path.starts_with('/') => return None,
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    (!joined.is_empty() && !steers_path(&joined)).then_some(joined)
}

impl Matcher<'_> {
    /// True where one of its globs names a path.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.globs.iter().any(|(_, glob)| glob.is_match(path))
    }

    /// The folders in which its files can lie.
    pub(super) fn folders(&self) -> impl Iterator<Item = String> {
        self.globs.iter().map(|(text, _)| {
            let fixed = text.split('/').take_while(|part| !part.contains(['*', '?', '[', '{']));
            let fixed: Vec<&str> = fixed.collect();
            let whole = fixed.len() == text.split('/').count();
            fixed[..fixed.len() - usize::from(whole)].join("/")
        })
    }
}

/// A file with what it is and how it is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Input {
    /// The file.
    pub(super) file: Found,
    /// What it is.
    pub(super) role: Role,
    /// How it is read.
    pub(super) block: SourceBlock,
}

/// Gives every file its role. A block that names no file is a warning.
pub(super) fn assign(
    files: Vec<Found>,
    matchers: &[Matcher<'_>],
    base: &SourceBlock,
    layout: Layout,
    config: &str,
) -> (Vec<Input>, Diagnostics) {
    let mut used = vec![false; matchers.len()];
    let inputs = files.into_iter().map(|file| {
        let named =
            matchers.iter().position(|m| m.matches(&file.path) && fits(m.block.reads, &file));
        match named {
            Some(at) => {
                used[at] = true;
                let block = matchers[at].block;
                Input { role: block_role(block.reads), block: block.source.clone(), file }
            }
            None => Input { role: default_role(&file, layout), block: base.clone(), file },
        }
    });
    let inputs = inputs.collect();
    let unused = matchers.iter().zip(used).filter(|(m, used)| !used && !m.globs.is_empty());
    let findings = unused.map(|(matcher, _)| {
        Diagnostic::new(Code::ConfigNoMatch, "this path matches no file")
            .raw(matcher.block.source.path.join(", "))
            .at(Place::line(config, matcher.block.source.line))
            .hint("paths are relative to the folder of faultbook.toml; `**` stands for any folders")
    });
    (inputs, findings.collect())
}

/// An image beside the articles of a block is not an article.
fn fits(reads: Reads, file: &Found) -> bool {
    match reads {
        Reads::Faults | Reads::Solutions => matches!(&*file.extension(), "md" | "markdown"),
        Reads::Log | Reads::Table(_) => true,
    }
}

fn block_role(reads: Reads) -> Role {
    match reads {
        Reads::Log => Role::Log,
        Reads::Table(kind) => Role::Table(kind),
        Reads::Faults => Role::Report,
        Reads::Solutions => Role::Solution,
    }
}

fn default_role(file: &Found, layout: Layout) -> Role {
    let inside = match layout {
        Layout::Blocks => return Role::Attachment,
        Layout::Flat => Some(&*file.path),
        Layout::Content => file.path.strip_prefix("content/"),
    };
    let Some(inside) = inside else { return Role::Attachment };
    let extension = file.extension();
    let markdown = matches!(&*extension, "md" | "markdown");
    let table = is_table(&extension);
    if markdown && file.name() == "_index.md" {
        return Role::Introduction;
    }
    if extension == "txt" {
        let may_be = layout == Layout::Flat || inside.starts_with("logs/");
        return if may_be { Role::Unsorted } else { Role::Attachment };
    }
    match inside.split_once('/') {
        None if table => top_table(file),
        None if markdown => Role::Unsorted,
        Some(("logs", _)) if table || markdown => Role::Log,
        Some((folder, _)) if markdown => folder_role(folder),
        Some(_) if table && layout == Layout::Flat => Role::Unsorted,
        _ => Role::Attachment,
    }
}

/// True for the extensions of tables.
pub(super) fn is_table(extension: &str) -> bool {
    matches!(extension, "csv" | "tsv") || is_workbook(extension)
}

fn top_table(file: &Found) -> Role {
    match Kind::table(file.stem()) {
        _ if file.stem().eq_ignore_ascii_case("synonyms") => Role::Synonyms,
        Some(kind) => Role::Table(kind),
        None => Role::Unsorted,
    }
}

fn folder_role(folder: &str) -> Role {
    match folder {
        "faults" => Role::Report,
        "solutions" => Role::Solution,
        "reports" => Role::Commentary,
        "pages" => Role::Page,
        other => Kind::table(other).map_or(Role::Unsorted, Role::Record),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_project() {
        let root = Path::new("/srv/project");
        for (path, want) in [
            ("content/*.csv", Some("content/*.csv")),
            ("./a/../b/*.md", Some("b/*.md")),
            ("/srv/project/logs/a.csv", Some("logs/a.csv")),
            ("../other/*.csv", None),
            ("a/../../b.csv", None),
            ("/etc/passwd", None),
            ("C:\\logs\\*.csv", None),
        ] {
            assert_eq!(inside(root, path).as_deref(), want, "{path}");
        }
    }
}
