//! A page to bytes: texts of a language, safe HTML from Markdown, one context
//! struct a template, feeds and data files.
//!
//! Not here: which pages exist (`site`), what the figures are (`analyse`), how a
//! figure is drawn (`chart`).

pub mod data;
pub mod document;
pub mod engine;
pub mod escape;
pub mod format;
mod found;
pub mod frozen;
pub mod hosting;
pub mod markdown;
mod nav;
pub mod offline;
mod organisation;
pub mod pages;
#[cfg(feature = "pdf")]
pub mod pdf;
mod qr;
mod references;
mod scripts;
pub mod sentences;
pub mod texts;
pub mod theme;
pub mod view;
pub mod workbook;

pub use data::canonical_log;
pub use engine::{Prepared, Renderer};
