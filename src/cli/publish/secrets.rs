//! Secrets of a target: from the environment, or from files that only their owner can read.

use super::target::{Target, unusable};
use crate::diag::{Code, Diagnostic};
use crate::publish::Secret;
use std::path::Path;

impl Target<'_> {
    /// A secret from where the target says, and where that is.
    pub(super) fn secret(&self, what: &str) -> Result<Option<(Secret, String)>, Diagnostic> {
        if let Some(name) = self.text(&format!("{what}_env")) {
            let Ok(secret) = std::env::var(name) else {
                let message = format!(
                    "the variable {name}, which [publish.{}] names as `{what}_env`, is not set",
                    self.name
                );
                return Err(Diagnostic::new(Code::PublishTarget, message)
                    .hint("set it in the environment of the command, and nowhere else"));
            };
            return Ok(Some((Secret::new(secret), format!("the variable {name}"))));
        }
        let Some(path) = self.text(&format!("{what}_file")) else { return Ok(None) };
        let path = self.local(path);
        self.private(&path)?;
        let text =
            std::fs::read_to_string(&path).map_err(|error| self.unreadable(&path, &error))?;
        let secret = text.lines().next().unwrap_or_default();
        Ok(Some((Secret::new(secret), path.display().to_string())))
    }

    fn unreadable(&self, path: &Path, error: &std::io::Error) -> Diagnostic {
        let message = format!(
            "{}, which [publish.{}] names, cannot be read: {error}",
            path.display(),
            self.name
        );
        unusable(message)
    }

    /// Refuses a file with a secret that others on this machine can read.
    pub(super) fn private(&self, path: &Path) -> Result<(), Diagnostic> {
        let meta = path.metadata().map_err(|error| self.unreadable(path, &error))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if meta.permissions().mode() & 0o077 != 0 {
                let shown = path.display();
                let message =
                    format!("{shown} can be read by others on this machine and was not used");
                return Err(Diagnostic::new(Code::PublishTarget, message)
                    .hint(format!("run: chmod 600 {shown}")));
            }
        }
        // Other systems have no such bits; the folder's own rules hold.
        let _ = meta;
        Ok(())
    }
}
