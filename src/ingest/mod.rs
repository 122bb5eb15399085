//! The only room that reads the project: walk, text encodings, tables, header
//! aliases, front matter, configuration, theme files. It turns files into a
//! [`Project`](crate::model::Project) and accounts for every row and file.
#![allow(clippy::disallowed_methods, reason = "reading the project is what this room is for")]

mod actions;
mod as_of;
mod assemble;
mod columns;
mod config;
mod copies;
mod disk;
mod document;
pub mod event_fields;
mod flat;
mod foreign;
mod form;
mod front_matter;
mod frozen;
pub mod header;
mod headings;
mod ids;
pub mod log;
pub mod mapping;
mod markdown;
mod masters;
mod memory;
mod node;
mod options;
mod preset;
pub mod propose;
mod record_values;
pub mod registry;
mod remedies;
mod reports;
mod roles;
mod solutions;
pub mod table;
mod theme;
pub mod tickets;
mod toml_tree;
mod unconfigured;
pub mod value;
mod walk;
mod yaml_tree;

pub use assemble::{read, read_again};
pub use memory::Memory;
pub use options::ReadOptions;
pub use walk::{NOT_INPUT, is_litter};
#[cfg(test)]
pub(crate) mod vectors;
