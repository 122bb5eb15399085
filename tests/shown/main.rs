//! What is shown: pages, lists, forms, labels, texts, the commands and what they print.
//! One program for all of them: each further one is linked for itself.
#![allow(clippy::disallowed_methods, reason = "tests write projects and read sites")]

#[path = "../built/mod.rs"]
mod built;
#[path = "../program/mod.rs"]
mod program;

mod access;
mod audit;
mod cli;
mod commands;
mod demo;
mod forms;
mod getting_started;
mod incremental;
mod inspect;
mod labels;
mod ledgers;
mod live;
mod new;
mod offline;
mod pages;
mod report_forms;
mod texts;
mod theme;
mod words;
