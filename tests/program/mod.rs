//! The program in a folder of its own: what a test writes there, runs there and is
//! answered.
#![allow(dead_code, reason = "each test file uses its part of the driver")]
#![allow(unreachable_pub, reason = "a module of several test programs")]

pub mod edits;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder to try things in.
pub struct Place(tempfile::TempDir);

/// What the program answered.
pub struct Answer {
    /// Its exit code.
    pub exit: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        let exit = output.status.code().expect("an exit code");
        Self { exit, out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Place {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// An empty folder in memory, where there is such a place: for what is written often.
    pub fn in_memory() -> Self {
        let memory = std::path::Path::new("/dev/shm");
        Self(tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).expect("a folder"))
    }

    /// A folder with an example project in `p`.
    pub fn with_project(lang: &str) -> Self {
        let place = Self::new();
        let answer = place.run(&["init", "p", "--lang", lang]);
        assert_eq!(answer.exit, 0, "{}", answer.err);
        place
    }

    /// A project in `p` of two customers, each with a device and an event, and an article
    /// for both.
    pub fn with_two_customers(config: &str) -> Self {
        Self::new().of_two_customers(config)
    }

    /// The same project here.
    pub fn of_two_customers(self, config: &str) -> Self {
        let place = self;
        place.write("p/faultbook.toml", config);
        place.write("p/content/customers.csv", "id,name\nC-01,Harbour Blue\nC-02,Northgate\n");
        place.write("p/content/devices.csv", "id,customer,model\nP-17,C-01,MX\nQ-29,C-02,MX\n");
        place.write(
            "p/content/logs/log.csv",
            "ticket_id,device_id,reported_at,resolved_at,symptom\n\
             T-100,P-17,2026-03-01 08:00,2026-03-01 10:00,gasket leaks\n\
             T-200,Q-29,2026-03-02 08:00,2026-03-02 10:00,rotor hums\n",
        );
        place.write(
            "p/content/solutions/SOL-1.md",
            "---\nid: SOL-1\ntitle: Fit a new gasket\naudience: customer\n---\n\nFit it.\n",
        );
        place
    }

    /// The program, to be run in the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_faultbook"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command
            .env_remove("CLICOLOR_FORCE")
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", self.0.path().join("home"));
        command
    }

    /// What the program answers.
    pub fn run(&self, args: &[&str]) -> Answer {
        self.command(args).output().expect("the program runs").into()
    }

    /// A path in the folder.
    pub fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Every file with its bytes, every folder, in order.
    pub fn tree(&self) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        let walk = walkdir::WalkDir::new(self.0.path()).sort_by_file_name();
        walk.into_iter()
            .map(|entry| {
                let path = entry.expect("an entry").into_path();
                let bytes = path.is_file().then(|| fs::read(&path).expect("a file"));
                (path, bytes)
            })
            .collect()
    }

    /// A file's text.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }
}
