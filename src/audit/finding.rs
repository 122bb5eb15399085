//! What was found, as findings: which site and file, what stands there and whose it
//! is, by which rule it was searched for, and how to mend it.

use super::kind::Kind;
use super::table::{Ix, Reader};
use super::{Hit, Scanner, SearchedFile};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use std::collections::BTreeMap;

/// An identifier in the files of a site.
struct Leak<'f> {
    file: &'f SearchedFile,
    hit: &'f Hit,
    files: u64,
    count: u64,
}

impl Scanner {
    /// One finding for each identifier of somebody else on a site, at its first place,
    /// and one for each file that could not be searched. `folder` is the site's.
    pub fn findings(&self, folder: &str, files: &[SearchedFile]) -> Diagnostics {
        let mut leaks: BTreeMap<Ix, Leak<'_>> = BTreeMap::new();
        for (file, hit) in files.iter().flat_map(|f| f.hits.iter().map(move |hit| (f, hit))) {
            let first = Leak { file, hit, files: 0, count: 0 };
            let leak = leaks.entry(hit.identifier).or_insert(first);
            leak.files += 1;
            leak.count += hit.count;
        }
        let mut found: Diagnostics = leaks.values().map(|leak| self.leak(folder, leak)).collect();
        for file in files {
            for (inside, why) in &file.unopened {
                found.push(unsearched(folder, &file.path, inside, why));
            }
        }
        found
    }

    fn leak(&self, folder: &str, leak: &Leak<'_>) -> Diagnostic {
        let identifier = self.table.get(leak.hit.identifier);
        let text = self.table.text(leak.hit.identifier);
        let title = identifier.kind.title();
        let whose = self.whose(identifier.owner);
        let where_ = place_in_file(leak.hit);
        let mut message = format!("the site {folder} shows `{text}` ({title}{whose}) {where_}");
        if leak.count > 1 {
            message.push_str(&format!(
                "; it stands {} times in {} of its files",
                leak.count, leak.files
            ));
        }
        Diagnostic::new(Code::Leak, message)
            .raw(leak.hit.excerpt.clone())
            .at(Place::file(format!("{folder}/{}", leak.file.path)))
            .hint(hint(identifier.kind))
    }

    /// Whose it is, in words.
    pub(super) fn whose(&self, owner: Reader) -> String {
        match owner.index().and_then(|at| self.customers.get(at)) {
            Some(id) => format!(" of customer {id}"),
            None => ", which is for the service department alone".to_owned(),
        }
    }
}

fn place_in_file(hit: &Hit) -> String {
    let inside = if hit.inside.is_empty() {
        String::new()
    } else {
        format!(" of {} inside the file", hit.inside.join(" » "))
    };
    match hit.at {
        Some(at) => format!("at byte {at}{inside}"),
        None => "in the name of the file".to_owned(),
    }
}

fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Canary => {
            "what stands beside it was not meant for this site; look for the record or article \
             it comes from, and report it if its audience is right"
        }
        Kind::Engineer => {
            "take the name out of the record or article, set `engineers = true` under \
             [audiences] if customers may know who works for them, or allow it with `allow` \
             under [audit]"
        }
        _ => {
            "find the text in the records and articles and take it out; if it means something \
             else here, add it to `allow` under [audit]; if no text of yours says it, please \
             report it, because a site must not show it"
        }
    }
}

fn unsearched(folder: &str, path: &str, inside: &str, why: &str) -> Diagnostic {
    let part = if inside.is_empty() { String::new() } else { format!(": {inside}") };
    let message = format!("a file of the site {folder} could not be searched{part}: {why}");
    Diagnostic::new(Code::LeakUnsearched, message)
        .at(Place::file(format!("{folder}/{path}")))
        .hint("look into it yourself, or publish it in a form that can be searched")
}
