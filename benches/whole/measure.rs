//! One run of one program: wall time by the clock, CPU time and peak memory as the
//! system accounts them to the process when it ends (wait4).

use std::fs::File;
use std::io::{self, Read, Seek};
use std::process::Command;
use std::time::{Duration, Instant};
use wait4::Wait4;

/// What a run took.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// Peak memory in bytes; never less than this benchmark itself holds.
    pub(crate) memory: u64,
    /// Time by stage, as faultbook prints it.
    pub(crate) stages: Vec<(String, f64)>,
}

/// Runs a command to its end. `may_end_with` are the exit codes that are no failure.
pub(crate) fn run(name: &str, command: &mut Command, may_end_with: &[i32]) -> io::Result<Run> {
    let (mut out, mut err) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command.stdout(out.try_clone()?).stderr(err.try_clone()?);
    let started = Instant::now();
    let ended = command.spawn().map_err(|e| failed(name, &e.to_string()))?.wait4()?;
    let wall = started.elapsed();
    let words = words(&mut out)?;
    if !ended.status.code().is_some_and(|code| may_end_with.contains(&code)) {
        let said = words + &self::words(&mut err)?;
        let lines: Vec<&str> = said.lines().collect();
        let last = lines[lines.len().saturating_sub(12)..].join("\n");
        return Err(failed(name, &format!("{}\n{last}", ended.status)));
    }
    let usage = ended.rusage;
    Ok(Run { wall, cpu: usage.utime + usage.stime, memory: usage.maxrss, stages: stages(&words) })
}

fn failed(name: &str, why: &str) -> io::Error {
    io::Error::other(format!("{name} could not be measured: {why}"))
}

fn words(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The stages in a line such as `time: 3.27 s: read 0.87 s, link 0.06 s`.
fn stages(words: &str) -> Vec<(String, f64)> {
    let line = words.lines().find_map(|line| line.strip_prefix("time:"));
    let list = line.and_then(|line| line.split_once(" s: ")).map_or("", |(_, list)| list);
    let stage = |part: &str| {
        let (name, seconds) = part.trim().strip_suffix(" s")?.rsplit_once(' ')?;
        Some((name.to_owned(), seconds.parse().ok()?))
    };
    list.split(',').filter_map(stage).collect()
}

/// The middle value; of an even number the mean of the two in the middle.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// The runs of one program on one project.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs(pub(crate) Vec<Run>);

impl Runs {
    pub(crate) fn wall(&self) -> f64 {
        median(self.0.iter().map(|run| run.wall.as_secs_f64()))
    }

    pub(crate) fn cpu(&self) -> f64 {
        median(self.0.iter().map(|run| run.cpu.as_secs_f64()))
    }

    pub(crate) fn memory_mib(&self) -> f64 {
        median(self.0.iter().map(|run| run.memory as f64 / 1_048_576.0))
    }

    /// Median seconds of each stage, in the order of the first run.
    pub(crate) fn stages(&self) -> Vec<(String, f64)> {
        let Some(first) = self.0.first() else { return Vec::new() };
        let of = |name: &str| median(self.0.iter().map(|run| run.stage(name)));
        first.stages.iter().map(|(name, _)| (name.clone(), of(name))).collect()
    }

    /// This wall time for each of the other's, pair by pair, then the median. Runs
    /// alternate, so that a pair met the same machine.
    pub(crate) fn ratio(&self, other: &Runs) -> f64 {
        let pairs = self.0.iter().zip(&other.0);
        median(pairs.map(|(a, b)| a.wall.as_secs_f64() / b.wall.as_secs_f64()))
    }

    /// The runs of two programs, one after the other.
    pub(crate) fn then(&self, other: &Runs) -> Runs {
        let both = |(a, b): (&Run, &Run)| Run {
            wall: a.wall + b.wall,
            cpu: a.cpu + b.cpu,
            memory: a.memory.max(b.memory),
            stages: Vec::new(),
        };
        Runs(self.0.iter().zip(&other.0).map(both).collect())
    }

    /// Only the time of some stages; CPU time and memory are not known by stage.
    pub(crate) fn only(&self, stages: &[&str]) -> Runs {
        let part = |run: &Run| Run {
            wall: Duration::from_secs_f64(stages.iter().map(|name| run.stage(name)).sum()),
            cpu: Duration::ZERO,
            memory: 0,
            stages: Vec::new(),
        };
        Runs(self.0.iter().map(part).collect())
    }
}

impl Run {
    fn stage(&self, wanted: &str) -> f64 {
        self.stages.iter().filter(|(name, _)| name == wanted).map(|(_, seconds)| seconds).sum()
    }
}
