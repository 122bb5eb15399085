//! Rates that change in time, and the one device that fails again and again: a model that
//! wears out, new devices that fail more often, one bad month of the whole fleet, a chronic
//! device. None of them is planted unless it is asked for, and a corpus without them is
//! the same, byte for byte, as before they could be.

use super::Recipe;
use super::calendar::{Calendar, DayNumber};
use super::fleet::Device;
use serde_json::{Value, json};

/// Days of service in which a new device fails more often.
const EARLY_DAYS: i64 = 90;
/// The bad month lies so many months before the last.
const MONTHS_BEFORE: usize = 4;

/// What was planted, with where.
pub struct Unrest {
    wear: f64,
    early: f64,
    shift: f64,
    chronic: f64,
    /// The model that wears out.
    model: usize,
    /// First day of the bad month, and of the next.
    month: (DayNumber, DayNumber),
    /// The chronic device.
    device: usize,
}

impl Unrest {
    /// What a recipe asks for.
    pub fn new(recipe: &Recipe, calendar: &Calendar, model: usize) -> Self {
        let mut to = calendar.end;
        for _ in 0..MONTHS_BEFORE {
            to = month_start(calendar, to - 1);
        }
        Self {
            wear: recipe.wear_ratio,
            early: recipe.early_ratio,
            shift: recipe.shift_ratio,
            chronic: recipe.chronic_ratio,
            model,
            month: (month_start(calendar, to - 1), to),
            device: 0,
        }
    }

    /// Chooses the chronic device: an ordinary one that is observed all the time.
    pub fn choose(&mut self, devices: &[Device], calendar: &Calendar) {
        let whole = (calendar.start, calendar.end);
        let is_ordinary = |d: &Device| d.weight <= 1.0 && d.model != self.model;
        let chosen = devices.iter().position(|d| is_ordinary(d) && d.observed(calendar) == whole);
        self.device = chosen.unwrap_or(0);
    }

    /// True where nothing changes in time and no device stands out.
    pub fn is_none(&self) -> bool {
        [self.wear, self.early, self.shift, self.chronic].iter().all(|&ratio| is_one(&ratio))
    }

    /// Failures of a device on a day for each of its usual ones.
    pub fn factor(&self, at: usize, device: &Device, day: DayNumber, calendar: &Calendar) -> f64 {
        let mut factor = 1.0;
        if device.model == self.model {
            let (from, to) = device.observed(calendar);
            factor *= 1.0 + (self.wear - 1.0) * (day - from) as f64 / (to - from).max(1) as f64;
        }
        if (device.start..device.start + EARLY_DAYS).contains(&day) {
            factor *= self.early;
        }
        if (self.month.0..self.month.1).contains(&day) {
            factor *= self.shift;
        }
        if at == self.device {
            factor *= self.chronic;
        }
        factor
    }

    /// The truths, for those who judge.
    pub fn truth(&self, models: &[String], devices: &[Device], calendar: &Calendar) -> Value {
        json!({
            "wearing_model": { "model": models[self.model], "ratio": self.wear },
            "early_life": { "days": EARLY_DAYS, "ratio": self.early },
            "bad_month": { "month": calendar.month(self.month.0), "ratio": self.shift },
            "chronic_device": { "device": devices[self.device].id, "ratio": self.chronic },
        })
    }
}

/// Nothing planted.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub fn is_one(ratio: &f64) -> bool {
    (ratio - 1.0).abs() < f64::EPSILON
}

fn month_start(calendar: &Calendar, day: DayNumber) -> DayNumber {
    let month = calendar.month(day);
    (0..31)
        .map(|back| day - back)
        .take_while(|&day| calendar.month(day) == month)
        .last()
        .unwrap_or(day)
}
