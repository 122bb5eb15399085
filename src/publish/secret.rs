//! What nobody else may see.

use std::fmt;

/// What nobody else may see, not even those who look for errors.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// This text is a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for whoever has to send it.
    #[cfg_attr(
        not(any(feature = "sftp", feature = "publish-cloud")),
        allow(dead_code, reason = "a folder is entered without a secret")
    )]
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(a secret)")
    }
}
