//! What the program says of a corpus, held against what was planted in it: the data
//! files of the site on one side, `truth.json` on the other.
#![allow(unreachable_pub, reason = "a module of a test binary")]
#![allow(clippy::disallowed_methods, reason = "these tests read sites")]

use crate::built::{Site, list, number, run, text};
use crate::generator::{self, Recipe};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

/// A corpus, built, with its truths.
pub struct Judged {
    /// The site.
    pub site: Site,
    /// `truth.json`
    pub truth: Value,
    recurring: Value,
    codes: Value,
    solutions: Value,
    actions: Value,
    tokens: OnceLock<Vec<(String, BTreeSet<String>)>>,
}

/// An interval with its value and what it should hold.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "the value is for the words of a failed test")]
pub struct Interval {
    /// The point value.
    pub value: f64,
    /// Its lower limit.
    pub lower: f64,
    /// Its upper limit.
    pub upper: f64,
    /// The planted value.
    pub truth: f64,
}

impl Interval {
    fn of(value: &Value, names: [&str; 3], truth: &Value) -> Option<Self> {
        let [value, lower, upper] = names.map(|name| value[name].as_f64());
        Some(Self { value: value?, lower: lower?, upper: upper?, truth: truth.as_f64()? })
    }

    /// True where the planted value lies within.
    pub fn covers(self) -> bool {
        self.lower <= self.truth && self.truth <= self.upper
    }
}

/// A measure's verdict.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// The p of before against after.
    pub p: f64,
    /// Rate after over rate before.
    pub ratio: Interval,
}

/// Generates a recipe's corpus and builds it.
pub fn judge(recipe: &Recipe) -> Judged {
    let folder = tempfile::tempdir().expect("a temporary folder");
    generator::write(recipe, folder.path()).expect("a corpus");
    let output = run(folder.path(), &["build", "-q"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "the corpus builds cleanly\n{words}");
    let truth = std::fs::read(folder.path().join("truth.json")).expect("the truths");
    let site = Site { root: folder.path().join("output/internal"), folder };
    Judged {
        truth: serde_json::from_slice(&truth).expect("truths in JSON"),
        recurring: site.data("recurring.json"),
        codes: site.data("codes.json"),
        solutions: site.data("solutions.json"),
        actions: site.data("actions.json"),
        site,
        tokens: OnceLock::new(),
    }
}

impl Judged {
    /// Every row of the hot spots.
    pub fn hot_spots(&self) -> &Vec<Value> {
        list(&self.recurring["hotspots"])
    }

    /// The hot-spot row of the bad batch.
    pub fn bad_batch(&self) -> &Value {
        let batch = &self.truth["bad_batch"]["batch"];
        let found =
            self.hot_spots().iter().find(|h| h["family"] == "batch" && h["group"] == *batch);
        found.unwrap_or_else(|| panic!("the batch {batch} is not among the hot spots"))
    }

    /// The rate ratio of every group whose true ratio is known, with its interval.
    pub fn ratios(&self) -> Vec<(String, Interval)> {
        let known = |row: &Value| {
            let (family, group) = (text(&row["family"]), text(&row["group"]));
            let truth = self.truth["groups"].get(family)?.get(group)?;
            let names = ["rate_ratio", "lower", "upper"];
            Some((format!("{family} {group}"), Interval::of(row, names, &truth["rate_ratio"])?))
        };
        self.hot_spots().iter().filter_map(known).collect()
    }

    /// Groups that truly fail no more often than the rest, and those of them that are
    /// flagged all the same.
    pub fn null_groups(&self) -> (usize, Vec<String>) {
        let null: Vec<&Value> = self.hot_spots().iter().filter(|row| self.is_null(row)).collect();
        let flagged = null.iter().filter(|row| row["flagged"] == true);
        let name = |row: &&Value| format!("{} {}", text(&row["family"]), text(&row["group"]));
        (null.len(), flagged.map(name).collect())
    }

    fn is_null(&self, row: &Value) -> bool {
        let (family, group) = (text(&row["family"]), text(&row["group"]));
        let listed = |list_of: &Value, name: &str| list(list_of).iter().any(|other| other == name);
        match family {
            "batch" | "model" | "site" | "customer" => {
                let ratio = self.truth["groups"][family][group]["rate_ratio"].as_f64();
                ratio.is_some_and(|ratio| ratio <= 1.0)
            }
            "device" => !listed(&self.truth["bad_batch"]["devices"], group),
            "code_model" | "component_model" => {
                let other = &self.truth["not_null"];
                let subject = if family == "code_model" { "codes" } else { "components" };
                let (about, model) = group.split_once(" / ").expect("a pair");
                !listed(&other["models"], model) && !listed(&other[subject], about)
            }
            _ => false,
        }
    }

    /// Greatest difference between the exposure of a group and the true one, in
    /// device-years.
    pub fn exposure_error(&self) -> f64 {
        let error = |row: &Value| {
            let truth = &self.truth["groups"][text(&row["family"])][text(&row["group"])];
            Some((row["exposure_device_years"].as_f64()? - truth["device_years"].as_f64()?).abs())
        };
        self.hot_spots().iter().filter_map(error).fold(0.0, f64::max)
    }

    /// The solutions of the planted code, best first.
    fn rivals(&self) -> &Vec<Value> {
        let code = &self.truth["fixes"]["code"];
        let found = list(&self.codes).iter().find(|row| row["id"] == *code);
        list(&found.expect("the planted code")["solutions"])
    }

    /// The place of a planted fix in the ranking, and the share that held 90 days.
    pub fn fix(&self, which: &str) -> (usize, Interval) {
        let planted = &self.truth["fixes"][which];
        let at = self.rivals().iter().position(|row| row["id"] == planted["solution"]);
        let at = at.unwrap_or_else(|| panic!("the {which} fix is not among the solutions"));
        let held = &self.rivals()[at]["held_90d"];
        let held = Interval::of(held, ["value", "lower", "upper"], &planted["held_90d"]);
        (at, held.expect("a share that held 90 days"))
    }

    /// The shares of a planted fix after 30, 90 and 180 days, over all codes.
    pub fn shares(&self, which: &str) -> Vec<Interval> {
        let planted = &self.truth["fixes"][which];
        let solutions = list(&self.solutions).iter();
        let solution = solutions.into_iter().find(|row| row["id"] == planted["solution"]);
        let solution = solution.expect("a planted solution");
        let days = ["held_30d", "held_90d", "held_180d"].into_iter();
        let share =
            |days| Interval::of(&solution[days], ["value", "lower", "upper"], &planted[days]);
        days.filter_map(share).collect()
    }

    /// The rate ratio of early life and of the days after maintenance, which is one
    /// where no batch is bad.
    pub fn stretches(&self) -> Vec<Interval> {
        let stretch =
            |row: &&Value| row["family"] == "early_life" || row["family"] == "after_maintenance";
        let rows = self.hot_spots().iter().filter(stretch);
        let one = Value::from(1.0);
        rows.filter_map(|row| Interval::of(row, ["rate_ratio", "lower", "upper"], &one)).collect()
    }

    /// The verdict on a planted measure.
    pub fn measure(&self, which: &str) -> Effect {
        let planted = &self.truth["measures"][which];
        let found = list(&self.actions).iter().find(|row| row["id"] == planted["id"]);
        let effect = &found.unwrap_or_else(|| panic!("the {which} measure is not told"))["effect"];
        let ratio = Interval::of(
            &effect["rate_ratio"],
            ["value", "lower", "upper"],
            &planted["rate_ratio"],
        );
        Effect {
            p: effect["p"].as_f64().expect("enough device-months for a p"),
            ratio: ratio.expect("a rate ratio"),
        }
    }

    /// A planted unrest.
    fn unrest(&self, what: &str, field: &str) -> &str {
        text(&self.truth["unrest"][what][field])
    }

    /// The verdict on the trend of the model that wears out.
    pub fn wearing_model(&self) -> &str {
        let model = self.unrest("wearing_model", "model");
        let is_it = |row: &&Value| row["family"] == "model" && row["group"] == model;
        list(&self.recurring["trends"])
            .iter()
            .find(is_it)
            .map_or("absent", |row| text(&row["verdict"]))
    }

    /// What the control chart says of the bad month.
    pub fn bad_month(&self) -> &str {
        let month = self.unrest("bad_month", "month");
        let chart = list(&self.recurring["control_chart"]).iter();
        chart
            .into_iter()
            .find(|row| row["month"] == month)
            .map_or("absent", |row| text(&row["signal"]))
    }

    /// Whether the first days of service are flagged.
    pub fn early_life(&self) -> bool {
        self.hot_spots().iter().any(|row| row["family"] == "early_life" && row["flagged"] == true)
    }

    /// Whether the chronic device is flagged.
    pub fn chronic_device(&self) -> bool {
        let device = self.unrest("chronic_device", "device");
        let is_it = |row: &Value| row["family"] == "device" && row["group"] == device;
        self.hot_spots().iter().any(|row| is_it(row) && row["flagged"] == true)
    }

    /// Whether the chronic device's page has a chain of the same fault that is chronic.
    pub fn chronic_chain(&self) -> bool {
        let device = self.unrest("chronic_device", "device");
        let page = self.site.data(&format!("devices/{device}.json"));
        list(&page["chains"]).iter().any(|chain| chain["chronic"] == true)
    }

    /// Groups with a verdict on their trend, and those of them that have one.
    pub fn trends(&self) -> (u64, u64) {
        let verdicts = list(&self.recurring["trends"]).iter().map(|row| text(&row["verdict"]));
        let judged: Vec<&str> = verdicts.filter(|word| *word != "too_few").collect();
        let found = judged.iter().filter(|word| **word != "none").count();
        (judged.len() as u64, found as u64)
    }

    /// Months that the control chart judges, signals and warnings among them.
    pub fn chart(&self) -> [u64; 3] {
        let signals = list(&self.recurring["control_chart"]).iter().map(|row| text(&row["signal"]));
        let judged: Vec<&str> = signals.filter(|word| *word != "no_verdict").collect();
        let count =
            |words: [&str; 2]| judged.iter().filter(|word| words.contains(word)).count() as u64;
        [judged.len() as u64, count(["high", "low"]), count(["warning_high", "warning_low"])]
    }

    /// Rows read, and whether each is accounted for.
    pub fn rows(&self) -> (u64, bool) {
        let totals = &self.site.data("quality.json")["totals"];
        (number(&totals["rows_accepted"]), totals["reconciles"] == true)
    }

    /// The canary fields of a customer that stand in the files that `own` chooses by
    /// name, or in their names.
    pub fn seen(&self, customer: &str, own: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
        let canaries = self.truth["customers"][customer]["canaries"].as_object().expect("canaries");
        let files: Vec<_> = self.tokens().iter().filter(|(name, _)| own(name)).collect();
        let stands = |token: &str| files.iter().any(|(_, tokens)| tokens.contains(token));
        let seen = canaries.iter().filter(|(_, token)| stands(text(token)));
        seen.map(|(field, _)| field.clone()).collect()
    }

    /// Every file of the site with what could be a canary in it or in its name.
    fn tokens(&self) -> &Vec<(String, BTreeSet<String>)> {
        self.tokens.get_or_init(|| {
            let read = |path: PathBuf| {
                let name = path.strip_prefix(&self.site.root).expect("in the site");
                let name = name.to_string_lossy().replace('\\', "/");
                let bytes = std::fs::read(&path).expect("a file of the site");
                let tokens = tokens(&bytes).chain(tokens(name.as_bytes())).collect();
                (name, tokens)
            };
            self.site.files().into_iter().map(read).collect()
        })
    }
}

/// Nine letters that begin with a q, wherever they begin, and numbers of eight digits.
fn tokens(bytes: &[u8]) -> impl Iterator<Item = String> {
    let word = |at: usize| {
        let word = bytes.get(at..at + 9)?;
        word.iter().all(u8::is_ascii_lowercase).then_some(word)
    };
    let words = memchr::memchr_iter(b'q', bytes).filter_map(word);
    let numbers = bytes.split(|byte| !byte.is_ascii_digit()).filter(|digits| digits.len() == 8);
    words.chain(numbers).map(|word| String::from_utf8_lossy(word).into_owned())
}

// ---------------------------------------------------------------- the judgements

/// The bad batch is flagged and its interval holds the planted ratio.
pub fn bad_batch_stands_out(of: &Judged) -> Result<(), String> {
    let row = of.bad_batch();
    let truth = &of.truth["bad_batch"]["rate_ratio"];
    let ratio = Interval::of(row, ["rate_ratio", "lower", "upper"], truth).ok_or("no interval")?;
    expect(row["flagged"] == true, || format!("not flagged: {row}"))?;
    expect(ratio.covers(), || format!("the interval misses the planted ratio: {ratio:?}"))
}

/// The good fix is ranked above the bad one, far enough to be told apart.
pub fn good_fix_leads(of: &Judged) -> Result<(), String> {
    let ((good_at, good), (bad_at, bad)) = (of.fix("good"), of.fix("bad"));
    expect(good_at < bad_at, || format!("the good fix is number {good_at}, the bad one {bad_at}"))?;
    expect(good.lower > bad.upper, || format!("not told apart: {good:?} {bad:?}"))?;
    expect(good.covers(), || format!("the good fix misses its planted share: {good:?}"))?;
    expect(bad.covers(), || format!("the bad fix misses its planted share: {bad:?}"))
}

/// The measure that works is significant.
pub fn real_measure_shows(of: &Judged) -> Result<(), String> {
    let real = of.measure("real");
    expect(real.p < 0.05, || format!("the measure that works is not significant: {real:?}"))?;
    expect(real.ratio.covers(), || format!("the interval misses the planted ratio: {real:?}"))
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}
