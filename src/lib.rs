//! faultbook turns Markdown fault reports, Markdown solution articles and CSV
//! service logs into a searchable static site.
//!
//! One way through, each stage a function of the value before it:
//!
//! 1. [`ingest`] reads a project into a [`model::Project`] and says what it found.
//! 2. [`catalog`] links, completes and checks the records, and restricts them to
//!    an audience: a [`catalog::Restricted`] catalog.
//! 3. [`analyse`] adds them up: [`analyse::Facts`].
//! 4. [`site`] lists every page and data file: a [`site::SitePlan`].
//! 5. [`render`] makes a page's bytes; [`chart`] draws its figures.
//! 6. [`audit`] searches what was written for what belongs to others; it shares
//!    nothing with the restriction.
//! 7. [`seal`] puts a site behind a passphrase, with secrets that [`access`] makes and keeps.
//! 8. [`output`] puts a site on disk, wholly or not at all.
//! 9. [`publish`] brings a site from there to a web host, so that it fits together at any moment.
//! 10. [`serve`] shows the sites of a project on this machine while somebody works on it.
//!
//! [`pipeline`] is stages 2 to 5 in one call, [`cli`] the person's side of it.
//! [`model`] and [`diag`] are the values that all of them speak in.

pub mod access;
pub mod analyse;
pub mod audit;
pub mod catalog;
pub mod chart;
pub mod cli;
pub mod diag;
pub mod ingest;
pub mod model;
pub mod output;
pub mod pipeline;
pub mod publish;
pub mod render;
pub mod seal;
pub mod search;
pub mod serve;
pub mod site;
