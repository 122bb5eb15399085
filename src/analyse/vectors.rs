//! The shared test vectors, by id. They lie outside this repository; where their
//! folder is absent, a test says so loudly and proves nothing.

use serde_json::Value;
use std::path::PathBuf;

/// One vector.
pub(crate) struct Vector {
    value: Value,
}

/// A value of a vector with plain readings.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a>(pub(crate) &'a Value);

impl Field<'_> {
    pub(crate) fn as_f64(self) -> f64 {
        self.0.as_f64().unwrap()
    }
    pub(crate) fn as_u64(self) -> u64 {
        self.0.as_u64().unwrap()
    }
    pub(crate) fn as_numbers(self) -> Vec<f64> {
        self.0.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    }
}

impl From<Value> for Vector {
    fn from(value: Value) -> Self {
        Self { value }
    }
}

impl Vector {
    pub(crate) fn id(&self) -> &str {
        self.value["id"].as_str().unwrap()
    }

    pub(crate) fn input(&self, name: &str) -> Field<'_> {
        Field(&self.value["inputs"][name])
    }

    pub(crate) fn want(&self, name: &str) -> Field<'_> {
        Field(&self.value["expected"][name])
    }

    /// The file's own rule: |got − want| ≤ tolerance·|want| + 1e-12.
    pub(crate) fn is_near(&self, got: f64, want: f64) -> bool {
        let tolerance = self.value["tolerance"].as_f64().unwrap();
        (got - want).abs() <= tolerance * want.abs() + 1e-12
    }

    /// # Panics
    /// If the numbers differ.
    pub(crate) fn near(&self, what: &str, got: f64, want: f64) {
        assert!(self.is_near(got, want), "{} {what}: {got} is not {want}", self.id());
    }

    /// Compares with an expected number or with `null`.
    pub(crate) fn same(&self, name: &str, got: Option<f64>) {
        self.same_at(&self.value["expected"][name], name, got);
    }

    /// Compares with any value of the vector, a number or `null`.
    pub(crate) fn same_at(&self, want: &Value, what: &str, got: Option<f64>) {
        match (want.as_f64(), got) {
            (Some(want), Some(got)) => self.near(what, got, want),
            (want, got) => assert_eq!(got, want, "{} {what}", self.id()),
        }
    }
}

fn folder() -> PathBuf {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests find the shared data by their environment"
    )]
    let named = std::env::var("FAULTBOOK_SHARED");
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    named.map_or_else(|_| root.join("../shared"), PathBuf::from)
}

/// The vectors whose id begins so.
///
/// # Panics
/// If the file is there and holds none of them.
pub(crate) fn vectors(prefix: &str) -> Vec<Vector> {
    let path = folder().join("vectors.json");
    #[expect(clippy::disallowed_methods, reason = "tests read the shared vectors")]
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("NOT PROVED: {prefix}: no {} (set FAULTBOOK_SHARED)", path.display());
        return Vec::new();
    };
    let Ok(Value::Object(mut file)) = serde_json::from_str(&text) else {
        panic!("{} is no JSON object", path.display())
    };
    let Some(Value::Array(all)) = file.remove("vectors") else { panic!("no vectors") };
    let chosen: Vec<Vector> = all
        .into_iter()
        .filter(|v| v["id"].as_str().is_some_and(|id| id.starts_with(prefix)))
        .map(Vector::from)
        .collect();
    assert!(!chosen.is_empty(), "no vector {prefix}");
    chosen
}

/// A local time of a vector, in UTC: `2024-03-01T09:00` or `2024-03-01`.
pub(crate) fn local(text: &str) -> crate::model::Instant {
    let zone = crate::model::Zone::utc();
    match text.parse::<jiff::civil::DateTime>() {
        Ok(at) => zone.instant(at),
        Err(_) => zone.start_of(text.parse().unwrap()),
    }
}

/// Two local times as a period.
pub(crate) fn period(value: &Value) -> crate::model::Period {
    let at = |i: usize| local(value[i].as_str().unwrap());
    crate::model::Period { start: at(0), end: at(1) }
}
