//! Progress while a command runs: a bar on a terminal, the time of each stage
//! everywhere.

use super::console::Console;
use super::voice::Voice;
use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Stages and their times.
pub(super) struct Stages {
    bar: ProgressBar,
    begun: Mutex<Vec<(&'static str, Instant)>>,
}

impl Stages {
    /// No stage yet.
    pub(super) fn new(console: Console) -> Self {
        let target = if console.animated() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self { bar: ProgressBar::with_draw_target(None, target), begun: Mutex::default() }
    }

    fn begun(&self) -> MutexGuard<'_, Vec<(&'static str, Instant)>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the last stage. Returns the stages in order, with the time each took;
    /// a stage that came again (once a site) is summed up under its first place.
    pub(super) fn finish(self) -> Vec<(&'static str, Duration)> {
        let end = Instant::now();
        self.bar.finish_and_clear();
        let begun = self.begun.into_inner().unwrap_or_else(PoisonError::into_inner);
        let ends = begun.iter().skip(1).map(|(_, at)| *at).chain([end]);
        let mut times: Vec<(&'static str, Duration)> = Vec::new();
        for ((name, from), to) in begun.iter().zip(ends) {
            let took = to.duration_since(*from);
            match times.iter_mut().find(|(known, _)| known == name) {
                Some((_, time)) => *time += took,
                None => times.push((name, took)),
            }
        }
        times
    }
}

/// The rate is of bytes, since that is what a line carries.
const TRANSFER: &str = "{msg:>12} [{bar:30}] {decimal_bytes}/{decimal_total_bytes}, \
                        {decimal_bytes_per_sec}, {eta} left";

impl Stages {
    /// So many bytes go over a line, in parts that share one bar.
    pub(super) fn transfer(&self, name: &'static str, bytes: u64) {
        self.stage(name, Some(bytes));
        if let Ok(style) = ProgressStyle::with_template(TRANSFER) {
            self.bar.set_style(style);
        }
    }

    /// A part of it begins, of so many files.
    pub(super) fn part(&self, name: &'static str, files: u64) {
        self.begun().push((name, Instant::now()));
        self.bar.set_message(format!("{name} ({files})"));
        self.bar.tick();
    }

    /// So many bytes of it are there.
    pub(super) fn moved(&self, bytes: u64) {
        self.bar.inc(bytes);
    }
}

impl Progress for Stages {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        self.begun().push((name, Instant::now()));
        let template = if total.is_some() {
            "{msg:>12} [{bar:30}] {human_pos}/{human_len} {eta}"
        } else {
            "{msg:>12} {spinner} {elapsed}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.reset();
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        self.bar.set_message(Voice::of_the_system().say(name).into_owned());
        self.bar.tick();
    }

    fn tick(&self, n: u64) {
        self.bar.inc(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_listed_in_order_and_summed_up() {
        let stages = Stages::new(Console { quiet: true, verbose: false, json: false });
        for name in ["read", "render", "write", "render"] {
            stages.stage(name, None);
        }
        let names: Vec<&str> = stages.finish().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["read", "render", "write"]);
    }
}
