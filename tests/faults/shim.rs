//! `shim.c`, made into a library that is put before the C library of the program.

use std::path::PathBuf;
use std::process::Command;

/// The library; made anew for each test, in a folder of its own.
pub(crate) struct Shim {
    folder: tempfile::TempDir,
}

/// What is to fail.
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    /// Letters of the kinds of calls that count.
    pub(crate) calls: &'static str,
    /// The first one to fail, counted from 1.
    pub(crate) from: usize,
    /// The last one.
    pub(crate) until: usize,
    /// With what; 0 kills the process.
    pub(crate) errno: i32,
}

impl Shim {
    /// Needs the C compiler that linking a Rust program needs; `None` where it is not there.
    pub(crate) fn make() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let shim = Self { folder };
        let mut compiler = Command::new("cc");
        compiler.args(["-O1", "-shared", "-fPIC", "-w", "-o"]).arg(shim.library());
        compiler.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shim.c")).arg("-ldl");
        match compiler.output() {
            Ok(output) if output.status.success() => Some(shim),
            Ok(output) => panic!("shim.c: {}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => {
                eprintln!("SKIPPED: no C compiler, so no call can be made to fail: {error}");
                None
            }
        }
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("shim.so")
    }

    /// Lets the program meet a fault.
    pub(crate) fn arm(&self, command: &mut Command, fault: Fault) {
        command
            .env("LD_PRELOAD", self.library())
            .env("FAULT_CALLS", fault.calls)
            .env("FAULT_FROM", fault.from.to_string())
            .env("FAULT_UNTIL", fault.until.to_string())
            .env("FAULT_ERRNO", fault.errno.to_string());
    }

    /// How many such calls a run makes.
    pub(crate) fn count(
        &self,
        calls: &'static str,
        run: impl FnOnce(&dyn Fn(&mut Command)) -> Command,
    ) -> usize {
        let counted = self.folder.path().join("counted");
        let mut command = run(&|command| {
            self.arm(command, Fault { calls, from: usize::MAX >> 1, until: 0, errno: 5 });
            command.env("FAULT_COUNTED", &counted);
        });
        assert!(command.status().expect("it runs").success(), "a build without any fault");
        std::fs::read_to_string(&counted).expect("a count").parse().expect("a number")
    }
}
