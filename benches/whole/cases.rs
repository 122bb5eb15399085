//! Which projects are measured: corpora of the own generator by pages and by rows,
//! the pages and the log of the shared test data beside the peers, and on demand the
//! demonstration and the real logs of the tests.

use super::Arguments;
use super::generator::{self, Recipe};
use super::measure::{Run, Runs, median, run};
use super::peers::Peers;
use super::plain::{self, Tree};
use super::report::{self, Beside, Sized, grouped};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Exit codes of a build that wrote its sites.
const BUILT: &[i32] = &[0, 1];
/// Devices of the corpora that are measured.
const DEVICES: usize = 300;
/// Rows of a corpus that grows by pages, and pages of one that grows by rows.
const ROWS: u64 = 10_000;
const PAGES: u64 = 100;

/// A benchmark with its working folder, removed at the end.
pub(crate) struct Bench {
    program: PathBuf,
    work: tempfile::TempDir,
    shared: Option<PathBuf>,
    root: PathBuf,
    runs: u32,
    plain: bool,
    peers: Peers,
}

/// faultbook and its peers on one content, in alternation.
struct Rival<'a> {
    tool: String,
    command: Box<dyn Fn() -> Option<Command> + 'a>,
    out: Option<PathBuf>,
}

impl Bench {
    pub(crate) fn new(arguments: &Arguments) -> io::Result<Self> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let shared = arguments
            .shared
            .clone()
            .or_else(|| std::env::var_os("FAULTBOOK_SHARED").map(PathBuf::from));
        let shared = shared.unwrap_or_else(|| root.join("../shared"));
        let place = arguments.work.clone().unwrap_or_else(std::env::temp_dir);
        Ok(Self {
            program: arguments
                .faultbook
                .clone()
                .unwrap_or_else(|| env!("CARGO_BIN_EXE_faultbook").into()),
            work: tempfile::Builder::new().prefix("faultbook-bench.").tempdir_in(&place)?,
            shared: fs::canonicalize(shared).ok().filter(|path| path.join("bench").is_dir()),
            root,
            runs: arguments.runs,
            plain: !arguments.no_plain,
            peers: Peers::find(arguments),
        })
    }

    /// Measures everything asked for; the tables as Markdown.
    pub(crate) fn run(&self, arguments: &Arguments) -> io::Result<String> {
        let (mut sized, mut beside) = (Vec::new(), Vec::new());
        if !arguments.no_corpora {
            for &pages in &arguments.pages {
                sized.push(self.corpus(pages, ROWS)?);
            }
            for &rows in &arguments.rows {
                sized.push(self.corpus(PAGES, rows)?);
            }
        }
        if arguments.projects {
            sized.extend(self.projects()?);
        }
        if !arguments.no_peers {
            for &pages in &arguments.pages {
                beside.extend(self.pages_beside(pages)?);
            }
            for &rows in &arguments.rows {
                beside.extend(self.rows_beside(rows)?);
            }
        }
        Ok(self.heading(arguments) + &report::tables(&sized, &beside))
    }

    fn heading(&self, arguments: &Arguments) -> String {
        let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
        let mut out = format!(
            "Medians of {} runs, each of them clean, in alternation; {cores} processors, {}; corpora with {DEVICES} devices",
            self.runs,
            file_system(self.work.path()).unwrap_or_else(|| "unknown file system".to_owned()),
        );
        if !arguments.no_peers {
            let versions = self.peers.versions();
            if !versions.is_empty() {
                out.push_str(&format!("; {}", versions.join(", ")));
            }
            let mut missing = self.peers.missing();
            if self.shared.is_none() {
                missing
                    .push("the shared test data, without which nothing is measured beside peers");
            }
            if !missing.is_empty() {
                out.push_str(&format!("; not found: {}", missing.join(", ")));
            }
        }
        out + ".\n\n"
    }

    fn path(&self, name: &str) -> PathBuf {
        self.work.path().join(name)
    }

    /// faultbook on a corpus of the own generator.
    fn corpus(&self, pages: u64, rows: u64) -> io::Result<Sized> {
        let project = self.path("corpus");
        let recipe = Recipe { pages, events: rows, devices: DEVICES, ..Recipe::default() };
        say(&format!("corpus of {pages} pages and {rows} rows"));
        generator::write(&recipe, &project)?;
        let sized = self.sized(
            &format!("{} pages, {} rows", grouped(pages as f64), grouped(rows as f64)),
            &project,
            (pages, rows),
        )?;
        plain::remove(&project)?;
        Ok(sized)
    }

    /// faultbook on a project, and a plain write of what it wrote.
    fn sized(&self, name: &str, project: &Path, (pages, rows): (u64, u64)) -> io::Result<Sized> {
        let (out, again) = (self.path("out"), self.path("again"));
        let (mut runs, mut plain_seconds, mut written) =
            (Runs::default(), Vec::new(), Tree::default());
        for turn in 1..=self.runs {
            runs.0.push(self.build(project, &out)?);
            written = plain::size(&out)?;
            if self.plain {
                plain_seconds.push(plain::write_again(&out, &again)?.as_secs_f64());
                plain::remove(&again)?;
            }
            plain::remove(&out)?;
            say(&format!("{name}: run {turn} of {}", self.runs));
        }
        Ok(Sized {
            name: name.to_owned(),
            pages,
            rows,
            runs,
            written,
            plain: median(plain_seconds),
        })
    }

    /// One clean build.
    fn build(&self, project: &Path, out: &Path) -> io::Result<Run> {
        plain::remove(out)?;
        plain::remove(&project.join(".faultbook"))?;
        run("faultbook", &mut self.faultbook(project, out), BUILT)
    }

    fn faultbook(&self, project: &Path, out: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("build").arg("--root").arg(project).arg("--output-dir").arg(out);
        command
    }

    /// The pages that the shared test data writes for every tool alike.
    fn pages_beside(&self, pages: u64) -> io::Result<Vec<Beside>> {
        let Some(script) = self.script("pages.py") else { return Ok(Vec::new()) };
        let project = self.path("pages");
        let mut tools = vec!["faultbook"];
        tools.extend(self.peers.hugo.is_some().then_some("hugo"));
        tools.extend(self.peers.zola.is_some().then_some("zola"));
        say(&format!("{pages} equal pages for {}", tools.join(", ")));
        self.python(&script, &[&pages.to_string(), &text(&project), &tools.join(",")])?;
        let out = |name: &str| self.path(&format!("out-{name}"));
        let (ours, hugo, zola) = (out("faultbook"), out("hugo"), out("zola"));
        let rivals = [
            Rival {
                tool: "faultbook".into(),
                command: Box::new(|| Some(self.faultbook(&project.join("faultbook"), &ours))),
                out: Some(ours.clone()),
            },
            Rival {
                tool: "Hugo".into(),
                command: Box::new(|| self.peers.hugo_command(&project.join("hugo"), &hugo)),
                out: Some(hugo.clone()),
            },
            Rival {
                tool: "Pagefind on Hugo's pages".into(),
                command: Box::new(|| {
                    self.peers.hugo.as_ref().and_then(|_| self.peers.pagefind_on(&hugo))
                }),
                out: None,
            },
            Rival {
                tool: "Zola".into(),
                command: Box::new(|| self.peers.zola_command(&project.join("zola"), &zola)),
                out: Some(zola.clone()),
            },
        ];
        let content = format!("{} pages", grouped(pages as f64));
        let mut rows =
            self.alternate(&content, &rivals, &[&project.join("faultbook/.faultbook")])?;
        let of = |rows: &[Beside], tool: &str| {
            rows.iter().find(|row| row.tool == tool).map(|row| row.runs.clone())
        };
        if let (Some(hugo), Some(index)) =
            (of(&rows, "Hugo"), of(&rows, "Pagefind on Hugo's pages"))
        {
            let runs = hugo.then(&index);
            let ratio = rows.first().map(|ours| ours.runs.ratio(&runs));
            rows.push(Beside {
                content,
                tool: "Hugo, then Pagefind".into(),
                runs,
                files: None,
                ratio,
            });
        }
        plain::remove(&project)?;
        Ok(rows)
    }

    /// The log of the shared test data.
    fn rows_beside(&self, rows: u64) -> io::Result<Vec<Beside>> {
        let Some(script) = self.script("log.py") else { return Ok(Vec::new()) };
        let project = self.path("log");
        let log = project.join("content/logs/service.csv");
        fs::create_dir_all(project.join("content/logs"))?;
        fs::copy(
            self.root.join("tests/real/bench_log/faultbook.toml"),
            project.join("faultbook.toml"),
        )?;
        say(&format!("a log of {rows} rows"));
        self.python(&script, &[&rows.to_string(), &text(&log)])?;
        let ours = self.path("out-faultbook");
        let rivals = [
            Rival {
                tool: "faultbook".into(),
                command: Box::new(|| Some(self.faultbook(&project, &ours))),
                out: Some(ours.clone()),
            },
            Rival {
                tool: "polars, one grouping".into(),
                command: Box::new(|| self.peers.polars_command(&log)),
                out: None,
            },
            Rival {
                tool: "DuckDB, one grouping".into(),
                command: Box::new(|| self.peers.duckdb_command(&log)),
                out: None,
            },
        ];
        let content = format!("{} log rows", grouped(rows as f64));
        let mut table = self.alternate(&content, &rivals, &[&project.join(".faultbook")])?;
        if let Some(ours) = table.first().map(|row| row.runs.only(&["read", "link", "analyse"])) {
            // Peers read and group; beside them stands what faultbook does until its figures are ready.
            for row in table.iter_mut().skip(1) {
                row.ratio = Some(ours.ratio(&row.runs));
            }
            let tool = "faultbook up to its figures".to_owned();
            table.insert(1, Beside { content, tool, runs: ours, files: None, ratio: None });
        }
        plain::remove(&project)?;
        Ok(table)
    }

    /// Runs the rivals in turn (A B C A B C …); the first is faultbook. `fresh` are
    /// folders that a clean run must not find.
    fn alternate(
        &self,
        content: &str,
        rivals: &[Rival<'_>],
        fresh: &[&Path],
    ) -> io::Result<Vec<Beside>> {
        let mut runs = vec![Runs::default(); rivals.len()];
        let mut files = vec![None; rivals.len()];
        for turn in 1..=self.runs {
            for folder in fresh {
                plain::remove(folder)?;
            }
            for (at, rival) in rivals.iter().enumerate() {
                let Some(mut command) = (rival.command)() else { continue };
                runs[at].0.push(run(
                    &rival.tool,
                    &mut command,
                    if at == 0 { BUILT } else { &[0] },
                )?);
                if let Some(out) = &rival.out {
                    files[at] = Some(plain::size(out)?.files);
                }
            }
            for out in rivals.iter().filter_map(|rival| rival.out.as_ref()) {
                plain::remove(out)?;
            }
            say(&format!("{content}: run {turn} of {}", self.runs));
        }
        let ours = runs[0].clone();
        let row = |((rival, runs), files): ((&Rival<'_>, Runs), Option<u64>)| Beside {
            content: content.to_owned(),
            tool: rival.tool.clone(),
            ratio: (rival.tool != "faultbook").then(|| ours.ratio(&runs)),
            runs,
            files,
        };
        let rows = rivals.iter().zip(runs).zip(files).map(row);
        Ok(rows.filter(|row| !row.runs.0.is_empty()).collect())
    }

    /// The demonstration and the real logs of the tests, as they lie there.
    fn projects(&self) -> io::Result<Vec<Sized>> {
        let mut sized = vec![self.sized(
            "demonstration",
            &self.copy("demonstration", &self.root, None)?,
            (0, 0),
        )?];
        sized.push(self.sized(
            "invented",
            &self.copy("invented", &self.root.join("tests/real/invented"), None)?,
            (0, 0),
        )?);
        let Some(shared) = &self.shared else { return Ok(sized) };
        for name in ["worklog", "excavators_nist", "excavators_mwo"] {
            let project = self.copy(
                name,
                &self.root.join("tests/real").join(name),
                Some(&shared.join("data")),
            )?;
            sized.push(self.sized(name, &project, (0, 0))?);
        }
        Ok(sized)
    }

    /// A copy of a project's configuration, content and themes, with other data beside.
    fn copy(&self, name: &str, from: &Path, data: Option<&Path>) -> io::Result<PathBuf> {
        let to = self.path(name);
        fs::create_dir_all(&to)?;
        for part in ["faultbook.toml", "content", "themes"] {
            copy_tree(&from.join(part), &to.join(part))?;
        }
        if let Some(data) = data {
            copy_tree(data, &to.join("data"))?;
        }
        Ok(to)
    }

    fn script(&self, name: &str) -> Option<PathBuf> {
        let path = self.shared.as_ref()?.join("bench").join(name);
        (path.is_file() && self.peers.python.is_some()).then_some(path)
    }

    fn python(&self, script: &Path, arguments: &[&str]) -> io::Result<()> {
        let python =
            self.peers.python.as_ref().ok_or_else(|| io::Error::other("python3 is not found"))?;
        let name = text(script);
        run(&name, Command::new(python).arg(script).args(arguments), &[0]).map(|_| ())
    }
}

fn say(words: &str) {
    eprintln!("bench: {words}");
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Copies a file or folder; what does not exist is left out. Files of a read-only
/// folder become writable, so that the copy can be removed.
fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(from).follow_links(true) {
        let Ok(entry) = entry else { continue };
        let below = entry.path().strip_prefix(from).map_err(io::Error::other)?;
        let target = if below.as_os_str().is_empty() { to.to_owned() } else { to.join(below) };
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target)?;
        } else {
            fs::write(&target, fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

/// The kind of file system below a folder, where the system says so.
fn file_system(folder: &Path) -> Option<String> {
    let folder = fs::canonicalize(folder).ok()?;
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let of_line = |line: &str| {
        let mut words = line.split(' ').skip(1);
        let (place, kind) = (words.next()?.to_owned(), words.next()?.to_owned());
        folder.starts_with(&place).then_some((place.len(), kind))
    };
    mounts.lines().filter_map(of_line).max().map(|(_, kind)| kind)
}
