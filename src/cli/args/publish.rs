//! Arguments of `publish`.

use clap::Args as ClapArgs;

/// Arguments of `publish`.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Publish {
    /// The target: the name behind `publish.` in faultbook.toml
    pub(in crate::cli) target: String,
    /// Say what would be done, and change nothing there
    #[arg(long, conflicts_with = "rollback")]
    pub(in crate::cli) dry_run: bool,
    /// Put back what was there before the last publication, or before one that was cut
    #[arg(long)]
    pub(in crate::cli) rollback: bool,
    /// Allow that up to N published files are removed
    #[arg(long, value_name = "N")]
    pub(in crate::cli) allow_delete: Option<u64>,
    /// Take over files that lie where the site would go and that faultbook has not put there
    #[arg(long)]
    pub(in crate::cli) adopt: bool,
    /// Publish to other readers than before at this place
    #[arg(long)]
    pub(in crate::cli) change_audience: bool,
    /// Publish a site that was built with --drafts
    #[arg(long)]
    pub(in crate::cli) allow_drafts: bool,
    /// Publish a site that the search for leaks has not passed
    #[arg(long)]
    pub(in crate::cli) unaudited: bool,
    /// Break the lock of a publisher who is no longer there, and send every file anew
    #[arg(long)]
    pub(in crate::cli) break_lock: bool,
}
