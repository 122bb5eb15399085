//! What can be written behind `access`.

use super::super::help;
use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;

/// Arguments of `access`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Access {
    /// What to do with the secrets.
    #[command(subcommand)]
    pub(in crate::cli) what: Task,
}

/// What to do with the secrets of readers.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Task {
    /// List the private sites and how each is closed; shows no secret
    #[command(long_about = help::ACCESS_LIST.when, after_long_help = help::ACCESS_LIST.examples)]
    List,
    /// Make the secrets of a site, and show them
    #[command(long_about = help::ACCESS_ADD.when, after_long_help = help::ACCESS_ADD.examples)]
    Add {
        /// The id of a customer, or internal
        #[arg(value_name = "CUSTOMER", required_unless_present = "all")]
        readers: Vec<String>,
        /// Every customer who has none yet
        #[arg(long, conflicts_with = "readers")]
        all: bool,
    },
    /// Show the secrets of a site
    #[command(long_about = help::ACCESS_SHOW.when, after_long_help = help::ACCESS_SHOW.examples)]
    Show {
        /// The id of a customer, or internal
        #[arg(value_name = "CUSTOMER", required = true)]
        readers: Vec<String>,
    },
    /// Make another password and passphrase for a site, and show them
    #[command(long_about = help::ACCESS_RENEW.when, after_long_help = help::ACCESS_RENEW.examples)]
    Renew {
        /// The id of a customer, or internal
        #[arg(value_name = "CUSTOMER", required = true)]
        readers: Vec<String>,
        /// Other addresses, too: the key of the folder, and the names inside an encrypted site
        #[arg(long)]
        folder: bool,
    },
    /// Forget the secrets of a site
    #[command(long_about = help::ACCESS_REMOVE.when, after_long_help = help::ACCESS_REMOVE.examples)]
    Remove {
        /// The id of a customer, or internal
        #[arg(value_name = "CUSTOMER", required = true)]
        readers: Vec<String>,
    },
    /// Print the files by which nginx or Apache asks for passwords, or write them
    #[command(long_about = help::ACCESS_FILES.when, after_long_help = help::ACCESS_FILES.examples)]
    Files(AccessFiles),
}

/// Arguments of `access files`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct AccessFiles {
    /// Write into this folder, beside what `faultbook hosting` wrote, instead of printing
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Where that folder lies on the server [default: that of --out]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) at: Option<PathBuf>,
    /// Where the sites lie on the server [default: the output folder]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) sites: Option<PathBuf>,
    /// Address on the server below which the sites are
    #[arg(long, value_name = "PATH", default_value = "/", value_parser = below)]
    pub(in crate::cli) below: String,
}

/// An address that begins and ends with one slash.
fn below(text: &str) -> Result<String, String> {
    let inner = text.trim().trim_matches('/');
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '~');
    if !inner.chars().all(plain) || inner.split('/').any(|part| part == "..") {
        return Err("expected a path of an address, such as /service/".to_owned());
    }
    Ok(if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") })
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn an_address_on_a_server_begins_and_ends_with_a_slash() {
        for (typed, meant) in [("/", "/"), ("", "/"), ("service", "/service/"), ("/a/b/", "/a/b/")]
        {
            assert_eq!(below(typed).as_deref(), Ok(meant));
        }
        for wrong in ["/a b", "/x;", "/../x", "/a\"b"] {
            assert!(below(wrong).is_err(), "{wrong}");
        }
    }
}
