//! Small projects made by hand, linked, and asked about.

mod dates;
mod documents;
mod findings;
mod linking;
mod masking;
mod restriction;
mod support;
