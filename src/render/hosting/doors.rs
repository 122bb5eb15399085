//! Who may read which site, in the languages of nginx and Apache: each site's folder with
//! its own password file, and nothing else of the output folder at all. Written beside
//! the headers of the parent, which it includes.

use super::{ConfigFile, Openness};
use std::fmt::Write as _;

/// A site as its server knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Its folder below that of all sites.
    pub folder: String,
    /// Which headers it is sent with.
    pub openness: Openness,
    /// Name of the file of passwords; `None` where anyone may read.
    pub passwords: Option<String>,
    /// Who may read it.
    pub user: String,
}

/// Where things lie on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The folder of all sites.
    pub sites: String,
    /// The folder of these files and those of `faultbook hosting`.
    pub files: String,
    /// The address below which the sites are: `/` or `/service/`.
    pub below: String,
}

fn head(how: &str) -> String {
    format!("# Readers of sites made by faultbook; see docs/access.md.\n# {how}\n")
}

/// What a reader's browser shows beside the fields; it names nobody.
const REALM: &str = "Service";

/// What stands in a path but may not stand in a server's configuration: `None` where all
/// is well.
pub fn unwritable(path: &str) -> Option<char> {
    path.chars().find(|&c| matches!(c, '"' | '$' | '\\' | '%') || c.is_control())
}

/// The sites for nginx.
pub fn nginx_doors(doors: &[Door], ground: &Ground) -> ConfigFile {
    let Ground { sites, files, below } = ground;
    let mut text = head(
        "Who may read which site: `include` it inside server { … }.\n\
         # What is no site below is not found.",
    );
    let _ = write!(
        text,
        "location {below} {{\n    include \"{files}/faultbook-private.conf\";\n    return 404;\n}}\n"
    );
    for door in doors {
        let Door { folder, openness, passwords, .. } = door;
        let _ =
            writeln!(text, "location = \"{below}{folder}\" {{ return 301 \"{below}{folder}/\"; }}");
        let _ = writeln!(text, "location ^~ \"{below}{folder}/\" {{");
        let _ = writeln!(text, "    alias \"{sites}/{folder}/\";");
        let _ = writeln!(text, "    index index.html;");
        if let Some(passwords) = passwords {
            let _ = writeln!(text, "    auth_basic \"{REALM}\";");
            let _ = writeln!(text, "    auth_basic_user_file \"{files}/{passwords}\";");
        }
        let _ = writeln!(text, "    include \"{files}/faultbook-{}.conf\";\n}}", openness.word());
    }
    ("faultbook-sites-nginx.conf".to_owned(), text)
}

/// The sites for Apache.
pub fn apache_doors(doors: &[Door], ground: &Ground) -> ConfigFile {
    let Ground { sites, files, below } = ground;
    let mut text = head(
        "Who may read which site: `Include` it inside <VirtualHost>. Needs mod_headers, mod_alias,\n\
         # mod_dir, mod_auth_basic, mod_authn_file and mod_authz_user. What is no site below is\n\
         # refused.",
    );
    let _ = writeln!(
        text,
        "<Directory \"{sites}\">\n    AllowOverride None\n    Options -Indexes\n    Require all denied\n\
         </Directory>"
    );
    for door in doors {
        let Door { folder, openness, passwords, user } = door;
        let _ = writeln!(text, "Alias \"{below}{folder}\" \"{sites}/{folder}\"");
        let _ = writeln!(text, "<Directory \"{sites}/{folder}\">\n    DirectoryIndex index.html");
        match passwords {
            Some(passwords) => {
                let _ = writeln!(
                    text,
                    "    AuthType Basic\n    AuthName \"{REALM}\"\n    AuthBasicProvider file\n    \
                     AuthUserFile \"{files}/{passwords}\"\n    Require user \"{user}\""
                );
            }
            None => text.push_str("    Require all granted\n"),
        }
        let _ = writeln!(
            text,
            "    Include \"{files}/faultbook-{}.conf\"\n</Directory>",
            openness.word()
        );
    }
    ("faultbook-sites-apache.conf".to_owned(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(folder: &str, openness: Openness, user: &str) -> Door {
        let passwords = (openness != Openness::Public).then(|| format!("{user}.passwords"));
        Door { folder: folder.to_owned(), openness, passwords, user: user.to_owned() }
    }

    #[test]
    fn each_site_has_its_own_file_of_passwords_and_its_own_headers() {
        let ground =
            Ground { sites: "/srv/out".into(), files: "/etc/fb".into(), below: "/s/".into() };
        let doors = [
            door("customers/C-01", Openness::Private, "C-01"),
            door("customers/C-02-key", Openness::Encrypted, "C-02"),
            door("public", Openness::Public, ""),
        ];
        let (_, nginx) = nginx_doors(&doors, &ground);
        let (_, apache) = apache_doors(&doors, &ground);
        for text in [&nginx, &apache] {
            for needed in [
                "/etc/fb/C-01.passwords",
                "/etc/fb/C-02.passwords",
                "/etc/fb/faultbook-encrypted.conf",
                "/etc/fb/faultbook-public.conf",
                "/s/customers/C-02-key",
            ] {
                assert_eq!(text.matches(&format!("{needed}\"")).count(), 1, "{needed}: {text}");
            }
        }
        assert_eq!(nginx.matches("auth_basic \"").count(), 2);
        assert_eq!(apache.matches("Require user").count(), 2);
        assert_eq!(apache.matches("Require all denied").count(), 1);
        assert_eq!(apache.matches("Require all granted").count(), 1);
    }

    #[test]
    fn what_a_server_would_read_as_its_own_language_is_not_written() {
        for (path, bad) in [("/srv/a b", None), ("/srv/$x", Some('$')), ("/a\"b", Some('"'))] {
            assert_eq!(unwritable(path), bad);
        }
    }
}
