//! What a web host must be told about a site: the policy that every page also carries
//! itself, and the headers that only a host can send, in the languages of nginx, Apache
//! and hosts that read a `_headers` file. A function of who may read the site, and of
//! nothing that stands in it.

pub mod doors;

use crate::catalog::Audience;
use crate::model::settings::HostFile;
use crate::model::{Artifact, Content};

/// The Content-Security-Policy that stands in every page. A page that is opened from a
/// folder has no origin of its own, so that `file:` is named beside it.
pub const PAGE_POLICY: &str = "default-src 'none'; style-src 'self' file:; img-src 'self' file:; \
     script-src 'self' file:; connect-src 'self'; worker-src 'self'; form-action 'self' file:; \
     base-uri 'none'; require-trusted-types-for 'script'; trusted-types faultbook";

/// The policy of a sealed site. Its script opens pages and pictures that it has deciphered,
/// so that it needs a name of its own among those who may hand text to the page, and
/// pictures that stand in memory.
pub const LOCK_POLICY: &str = "default-src 'none'; style-src 'self' file:; img-src 'self' blob: file:; \
     script-src 'self' file:; connect-src 'self'; worker-src 'self'; form-action 'self' file:; \
     base-uri 'none'; require-trusted-types-for 'script'; trusted-types faultbook faultbook-lock";

/// A policy as a header, which alone can forbid other sites to frame a page.
pub fn header_policy(policy: &str) -> String {
    format!("{}; frame-ancestors 'none'", policy.replace(" file:", ""))
}

/// Files named by a hash of what is in them: they are never another, so that a browser
/// need not ask again. The theme's files are asked for with the theme's hash behind `?`.
const HASHED: [&str; 3] = [
    r"^[^?]*/assets/[^/?]+\?[0-9a-f]{16}$",
    r"^[^?]*/search/[a-z]-[0-9a-f]{10}/[^/?]+\.js$",
    r"^[^?]*/offline/[0-9a-f]{16}\.json$",
];

/// True for a file that is named by a hash of its bytes: what the patterns say of paths
/// without a question mark.
pub fn is_for_ever(path: &str) -> bool {
    let hex = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_hexdigit());
    let parts: Vec<&str> = path.rsplit('/').take(3).collect();
    match parts.as_slice() {
        [file, part, "search"] => {
            let name = part.split_once('-').is_some_and(|(kind, hash)| {
                kind.len() == 1 && kind.bytes().all(|b| b.is_ascii_lowercase()) && hex(hash, 10)
            });
            name && file.strip_suffix(".js").is_some()
        }
        [file, "offline", ..] => file.strip_suffix(".json").is_some_and(|name| hex(name, 16)),
        _ => false,
    }
}

const FOR_EVER: &str = "max-age=31536000, immutable";
/// Kept, and asked for again each time: pages, data, `offline.json`, the service worker.
const ASK_AGAIN: &str = "no-cache";
/// Attachments that a browser shows by itself; every other one it saves.
const SHOWN: &str = "png|jpe?g|webp|gif|pdf";

/// Who may read a site, as far as its host is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// The department, or one customer.
    Private,
    /// One customer, behind a passphrase that the host does not know.
    Encrypted,
    /// Anyone.
    Public,
}

impl Openness {
    /// Every kind, in the order in which files of them are written.
    const ALL: [Self; 3] = [Self::Private, Self::Encrypted, Self::Public];

    /// That of an audience's site.
    pub fn of(audience: &Audience) -> Self {
        if *audience == Audience::Public { Self::Public } else { Self::Private }
    }

    /// The word that stands in file names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Encrypted => "encrypted",
            Self::Public => "public",
        }
    }

    /// Who may keep an answer, as `Cache-Control` says it.
    fn keeper(self) -> &'static str {
        if self == Self::Public { "public" } else { "private" }
    }

    fn policy(self) -> &'static str {
        if self == Self::Encrypted { LOCK_POLICY } else { PAGE_POLICY }
    }

    fn sites(self) -> &'static str {
        match self {
            Self::Private => "the department's own site and those of customers",
            Self::Encrypted => "encrypted sites of customers",
            Self::Public => "the public site",
        }
    }

    /// Headers of every answer.
    pub fn headers(self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("Content-Security-Policy", header_policy(self.policy())),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Referrer-Policy", "same-origin".to_owned()),
            // The search index is made of scripts: no other site may load them in the
            // name of a reader who is signed in here.
            ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
            ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ];
        if self != Self::Public {
            headers.push(("X-Robots-Tag", "noindex, nofollow".to_owned()));
        }
        headers
    }
}

/// Headers of every answer that the rules here make, by name.
pub fn expected_headers(openness: Openness) -> Vec<(String, String)> {
    let headers = openness.headers().into_iter();
    headers.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A file of configuration, by the name it is written under.
pub type ConfigFile = (String, String);

/// What nginx needs once for all sites, and for a site of either kind.
pub fn nginx() -> Vec<ConfigFile> {
    let mut once = head("Once, inside http { … }: on Debian a file of /etc/nginx/conf.d.");
    once.push_str("map $request_uri $faultbook_cache {\n");
    once.push_str(&format!("    default \"{ASK_AGAIN}\";\n"));
    for pattern in HASHED {
        once.push_str(&format!("    \"~{pattern}\" \"{FOR_EVER}\";\n"));
    }
    once.push_str("}\n\n# What is attached to articles and is no picture is saved, not opened.\n");
    once.push_str("map $uri $faultbook_disposition {\n    default \"\";\n");
    once.push_str("    \"~/index\\.html$\" \"\";\n");
    once.push_str(&format!("    \"~*/files/.*\\.(?:{SHOWN})$\" \"\";\n"));
    once.push_str("    \"~/files/.*[^/]$\" \"attachment\";\n}\n");
    let mut files = vec![("faultbook-http.conf".to_owned(), once)];
    files.extend(Openness::ALL.map(nginx_site));
    files
}

fn nginx_site(openness: Openness) -> ConfigFile {
    let mut text = head(&format!(
        "For {}: `include` it inside server {{ … }} or location {{ … }}.\n\
         # A location with an add_header of its own forgets all of these: include it there, too.",
        openness.sites()
    ));
    for (name, value) in openness.headers() {
        text.push_str(&format!("add_header {name} \"{value}\" always;\n"));
    }
    text.push_str("# Not `always`: that a file is missing is not to be remembered.\n");
    let keeper = openness.keeper();
    text.push_str(&format!("add_header Cache-Control \"{keeper}, $faultbook_cache\";\n"));
    text.push_str("add_header Content-Disposition $faultbook_disposition;\n");
    (format!("faultbook-{}.conf", openness.word()), text)
}

/// What Apache needs for a site of either kind.
pub fn apache() -> Vec<ConfigFile> {
    let file = |openness: Openness| {
        let how = format!(
            "For {}: `Include` it inside <VirtualHost> or <Directory>. Needs mod_headers.",
            openness.sites()
        );
        (format!("faultbook-{}.conf", openness.word()), apache_site(openness, &how))
    };
    Openness::ALL.map(file).into()
}

fn apache_site(openness: Openness, how: &str) -> String {
    let mut text = head(how);
    for (name, value) in openness.headers() {
        text.push_str(&format!("Header always set {name} \"{value}\"\n"));
    }
    let word = openness.keeper();
    text.push_str("# Not `always`: that a file is missing is not to be remembered.\n");
    text.push_str(&format!("Header set Cache-Control \"{word}, {ASK_AGAIN}\"\n"));
    for pattern in HASHED {
        // Apache keeps what stands behind the `?` by itself.
        let asked = match pattern.split_once(r"\?") {
            Some((path, query)) => {
                format!("%{{REQUEST_URI}} =~ m#{path}$# && %{{QUERY_STRING}} =~ m#^{query}#")
            }
            None => format!("%{{REQUEST_URI}} =~ m#{pattern}#"),
        };
        text.push_str(&format!(
            "<If \"{asked}\">\n    Header set Cache-Control \"{word}, {FOR_EVER}\"\n</If>\n"
        ));
    }
    text.push_str("# What is attached to articles and is no picture is saved, not opened.\n");
    text.push_str(&format!(
        "<If \"%{{REQUEST_URI}} =~ m#/files/.*[^/]$# && %{{REQUEST_URI}} !~ m#/index\\.html$# \
         && %{{REQUEST_URI}} !~ m#\\.({SHOWN})$#i\">\n    \
         Header set Content-Disposition \"attachment\"\n</If>\n"
    ));
    text
}

/// The files in a site's own folder that the configuration asks for, for hosts that read
/// their rules there.
pub fn host_files(openness: Openness, wanted: &[HostFile]) -> impl Iterator<Item = Artifact> {
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    wanted.into_iter().map(move |file| {
        let text = match file {
            HostFile::Headers => headers_file(openness),
            HostFile::Htaccess => {
                let how = "For Apache, which reads it where the site's folder may hold rules\n\
                           # (AllowOverride FileInfo). Needs mod_headers.";
                apache_site(openness, how)
            }
        };
        Artifact { path: file.name().to_owned(), content: Content::Bytes(text.into_bytes()) }
    })
}

/// For hosts that send what a file of this name says. They join a header that two rules
/// name, so that no two rules may name one; what is not said here they have asked again.
fn headers_file(openness: Openness) -> String {
    let mut text = head("For hosts that read their headers from this file.");
    text.push_str("/*\n");
    for (name, value) in openness.headers() {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    let word = openness.keeper();
    text.push_str(&format!("/search/:part/:file\n  Cache-Control: {word}, {FOR_EVER}\n"));
    text
}

fn head(how: &str) -> String {
    format!("# Headers of a site made by faultbook; see docs/hosting.md.\n# {how}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_by_its_bytes_is_told_as_the_patterns_tell_it() {
        for path in ["search/t-0123456789/4.js", "en/search/v-abcdef0123/0.js"] {
            assert!(is_for_ever(path), "{path}");
        }
        assert!(is_for_ever("offline/0123456789abcdef.json"));
        for path in [
            "search/manifest.js",
            "search/t-012345678/4.js",
            "search/T-0123456789/4.js",
            "search/t-0123456789/index.html",
            "assets/faultbook.css",
            "offline/index.html",
            "offline.json",
        ] {
            assert!(!is_for_ever(path), "{path}");
        }
    }

    #[test]
    fn a_header_forbids_what_the_page_forbids_and_more() {
        for policy in [PAGE_POLICY, LOCK_POLICY] {
            let header = header_policy(policy);
            for rule in policy.split("; ") {
                assert!(header.contains(&rule.replace(" file:", "")), "{rule}");
            }
            assert!(!header.contains("file:") && header.ends_with("frame-ancestors 'none'"));
            assert!(!header.contains("unsafe") && header.starts_with("default-src 'none'"));
        }
    }

    /// Each file with whether it says that search engines shall stay away.
    fn hidden(files: &[ConfigFile]) -> Vec<(&str, bool)> {
        files.iter().map(|(name, text)| (name.as_str(), text.contains("noindex"))).collect()
    }

    #[test]
    fn search_engines_and_shared_caches_get_only_what_everyone_may_read() {
        let sites = [
            ("faultbook-private.conf", true),
            ("faultbook-encrypted.conf", true),
            ("faultbook-public.conf", false),
        ];
        assert_eq!(hidden(&apache()), sites);
        assert_eq!(hidden(&nginx()[1..]), sites);
        for openness in Openness::ALL {
            let made =
                host_files(openness, &[HostFile::Htaccess, HostFile::Headers, HostFile::Htaccess]);
            let texts: Vec<ConfigFile> = made
                .map(|file| match file.content {
                    Content::Bytes(bytes) => (file.path, String::from_utf8(bytes).unwrap()),
                    _ => panic!("made, not copied"),
                })
                .collect();
            let private = openness != Openness::Public;
            assert_eq!(hidden(&texts), [("_headers", private), (".htaccess", private)]);
            let other = if private { "public, " } else { "private, " };
            assert!(texts.iter().all(|(_, text)| !text.contains(other)), "{texts:?}");
        }
    }
}
