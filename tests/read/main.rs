//! What is read: exports, workbooks, documents, presets, what `import` proposes.
//! One program for all of them: each further one is linked for itself.
#![allow(clippy::disallowed_methods, reason = "tests write projects and read sites")]

#[path = "../support/mod.rs"]
mod support;

mod csvkit;
mod import;
mod ingest_documents;
mod ingest_real_data;
mod ingest_tables;
mod ingest_workbooks;
mod messy_files;
mod presets;
mod search;
