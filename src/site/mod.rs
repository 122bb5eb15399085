//! Which pages and data files a site consists of, and their addresses. The list
//! is complete before anything is rendered; a page that is not in it cannot be
//! linked to.
//!
//! Not here: what stands on a page (`render`), figures (`analyse`).

mod address;
mod ledgers;
mod page;
mod plan;
mod tags;

pub use address::{Addresses, escape_path, page_of, push_escaped_path, relative};
pub use ledgers::{COSTS, Ledger, Ledgers};
pub use page::{DataFile, Page};
pub use plan::{LABELS, LEDGER_ROWS, NEWEST_EVENTS, SitePlan, plan};
pub use tags::Tags;
