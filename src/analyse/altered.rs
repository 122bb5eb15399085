//! Do the vectors bite? Each expected number is altered by one per cent, a whole one by
//! at least one, in a copy of the file, and the tests that read it are run on the copy in
//! a process of their own: each time at least one of them must turn red. So no tolerance
//! hides one per cent, and no expected number stands in the file without being compared.
#![allow(clippy::disallowed_methods, reason = "a test that runs its own tests on other numbers")]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where tests that read vectors are.
const ROOMS: [&str; 4] = ["analyse::", "catalog::tests::dates", "ingest::header", "ingest::value"];
/// This test, which must not run itself.
const SELF: &str = "analyse::altered";

/// A number that the program has no counterpart of: what a test against the whole fleet
/// would say, which the vector holds to show that it is wrong.
const WITHOUT_COUNTERPART: (&str, &str) = ("hotspot", "/p_vs_fleet");

#[test]
fn every_vector_turns_red_when_a_number_is_altered_by_one_per_cent() {
    let Some(file) = read() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = Copy { folder: folder.path().to_owned() };
    let readers = copy.red(&json!({ "vectors": [] }), &Tests::In(&ROOMS));
    let untouched = copy.red(&file, &Tests::Named(&readers));
    assert_eq!(untouched, Vec::<String>::new(), "green before anything is altered");
    let count = file["vectors"].as_array().expect("a list of vectors").len();
    let (mut numbers, mut unseen) = (0, Vec::new());
    for vector in 0..count {
        let found = copy.alter(&file, vector, &readers);
        eprintln!("{}: {} numbers, {} unseen", found.id, found.numbers, found.unseen.len());
        numbers += found.numbers;
        unseen.extend(found.into_unexcused());
    }
    eprintln!("{count} vectors, {numbers} numbers");
    assert_eq!(unseen, Vec::<String>::new(), "altered, and no test turned red");
}

/// What altering the numbers of one vector showed.
struct Found {
    id: String,
    numbers: usize,
    /// Paths of numbers that no test misses; the empty path where no test reads the vector.
    unseen: Vec<String>,
}

impl Found {
    fn into_unexcused(self) -> impl Iterator<Item = String> {
        let (vector, field) = WITHOUT_COUNTERPART;
        let Self { id, unseen, .. } = self;
        let excused = id == vector;
        let unseen = unseen.into_iter().filter(move |path| !(excused && path.ends_with(field)));
        unseen.map(move |path| id.clone() + &path)
    }
}

/// A folder with a copy of the vectors, for the tests to read instead.
struct Copy {
    folder: PathBuf,
}

/// Which tests are run.
enum Tests<'a> {
    In(&'a [&'a str]),
    Named(&'a [String]),
}

impl Copy {
    /// Alters all that a vector expects, to find the tests that read it, and then each of
    /// its numbers alone.
    fn alter(&self, file: &Value, vector: usize, readers: &[String]) -> Found {
        let expected = format!("/vectors/{vector}/expected");
        let id = file["vectors"][vector]["id"].as_str().expect("an id").to_owned();
        let leaves = leaves(file.pointer(&expected).expect("what is expected"));
        let all = leaves.iter().fold(file.clone(), |file, path| altered(file, &expected, path));
        let red = self.red(&all, &Tests::Named(readers));
        if red.is_empty() {
            return Found { id, numbers: 0, unseen: vec![String::new()] };
        }
        let value = |path: &String| file.pointer(&format!("{expected}{path}"));
        let is_number =
            |path: &String| value(path).and_then(Value::as_f64).is_some_and(|x| x != 0.0);
        let numbers: Vec<String> = leaves.into_iter().filter(is_number).collect();
        let is_unseen = |path: &String| {
            self.red(&altered(file.clone(), &expected, path), &Tests::Named(&red)).is_empty()
        };
        Found {
            id,
            numbers: numbers.len(),
            unseen: numbers.into_iter().filter(is_unseen).collect(),
        }
    }

    /// The tests that turn red on a file.
    fn red(&self, file: &Value, tests: &Tests<'_>) -> Vec<String> {
        let path = self.folder.join("vectors.json");
        std::fs::write(&path, file.to_string()).expect("a copy of the vectors");
        let mut program = Command::new(std::env::current_exe().expect("this test program"));
        program.env("FAULTBOOK_SHARED", &self.folder).env_remove("RUST_BACKTRACE");
        match tests {
            Tests::In(rooms) => program.args(*rooms).args(["--skip", SELF]),
            Tests::Named(names) => program.arg("--exact").args(*names),
        };
        let output = program.output().expect("this test program runs");
        let words = String::from_utf8_lossy(&output.stdout);
        let name =
            |line: &str| Some(line.strip_prefix("test ")?.split_once(" ... FAILED")?.0.to_owned());
        words.lines().filter_map(name).collect()
    }
}

/// The file with one expected value altered.
fn altered(mut file: Value, expected: &str, path: &str) -> Value {
    let value = file.pointer_mut(&format!("{expected}{path}")).expect("a value of the vector");
    *value = match &*value {
        Value::Number(n) if n.is_f64() => json!(n.as_f64().expect("a number") * 1.01),
        Value::Number(n) => {
            let n = n.as_i64().expect("a whole number");
            json!(n + (n / 100).max(1))
        }
        Value::Bool(yes) => json!(!yes),
        Value::String(text) => json!(format!("{text}-")),
        _ => json!(1),
    };
    file
}

/// The paths of all plain values in a value.
fn leaves(value: &Value) -> Vec<String> {
    let below = |name: String, inner: &Value| -> Vec<String> {
        leaves(inner).into_iter().map(|path| format!("/{name}{path}")).collect()
    };
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(fields) => fields.iter().flat_map(|(k, v)| below(escaped(k), v)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(i, v)| below(i.to_string(), v)).collect()
        }
        _ => vec![String::new()],
    }
}

fn read() -> Option<Value> {
    let named = std::env::var_os("FAULTBOOK_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let Ok(text) = std::fs::read_to_string(folder.join("vectors.json")) else {
        eprintln!("NOT PROVED: no vectors.json in {} (set FAULTBOOK_SHARED)", folder.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("the vectors are JSON"))
}
