//! What a caller says about reading, and the configuration file it leads to. What the
//! command line says wins over the file.

use super::config::{self, Config};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::Settings;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const CONFIG: &str = "faultbook.toml";

/// What the command line says about reading.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The configuration file; `faultbook.toml` in the root by default.
    pub config: Option<PathBuf>,
    /// The instant of the build, as written.
    pub as_of: Option<String>,
    /// The address of the site, as written.
    pub base_url: Option<String>,
    /// The site's title.
    pub title: Option<String>,
    /// Drafts are read too.
    pub drafts: bool,
}

/// The configuration and its path as messages name it.
pub(super) fn configuration(root: &Path, options: &ReadOptions) -> (Arc<str>, Config) {
    let disk = options.config.clone().unwrap_or_else(|| root.join(CONFIG));
    let inside = disk.strip_prefix(root).unwrap_or(&disk);
    let path: Arc<str> = inside.to_string_lossy().replace('\\', "/").into();
    let text = match std::fs::read(&disk) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && options.config.is_none() => {
            return (path, Config { absent: true, ..Config::default_without_file() });
        }
        Err(error) => Err(error.to_string()),
    };
    match text {
        Ok(text) => {
            let config = config::read(&path, &text);
            (path, config)
        }
        Err(reason) => {
            let message = format!("the configuration cannot be read: {reason}");
            let finding =
                Diagnostic::new(Code::ConfigUnreadable, message).at(Place::file(path.clone()));
            let mut config = Config::default_without_file();
            config.findings.push(finding);
            (path, config)
        }
    }
}

/// What the command line says wins.
pub(super) fn given(options: &ReadOptions, settings: &mut Settings, findings: &mut Diagnostics) {
    let wrong = |flag: &str, raw: &str, expected: &str| {
        Diagnostic::new(Code::ConfigValue, format!("{flag} has a value that is not allowed"))
            .raw(raw)
            .expected(expected)
    };
    if let Some(text) = &options.as_of {
        let parsed = config::as_of(text, &settings.zone);
        if parsed.is_none() {
            findings.push(wrong("--as-of", text, config::AS_OF));
        }
        settings.as_of = parsed.or(settings.as_of);
        settings.as_of_fixed = settings.as_of.is_some();
    }
    if let Some(text) = &options.base_url {
        let parsed = config::base_url(text);
        if parsed.is_none() {
            findings.push(wrong("--base-url", text, config::BASE_URL));
        }
        settings.base_url = parsed.or(settings.base_url.take());
    }
    if let Some(title) = &options.title {
        settings.title.clone_from(title);
    }
}
