//! Who owns which device since when, and what was planted: the bad batch, the fixes,
//! the measures. Everything here follows from the recipe alone.

use super::Recipe;
use super::calendar::{Calendar, DAY, DayNumber, Minute, YEAR_DAYS};
use super::canary::Canaries;
use super::random::Random;
use super::unrest::Unrest;
use super::words::{COMPONENTS, FAULTS, PLACES, TRADES};

/// A customer with its sites.
pub struct Customer {
    pub id: String,
    pub name: String,
    pub sites: Vec<Site>,
    pub zh: bool,
    pub canaries: Canaries,
}

/// A site of a customer.
pub struct Site {
    pub id: String,
    pub name: String,
}

/// Who has a device and where: positions of a customer and of one of its sites.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    pub customer: usize,
    pub site: usize,
}

/// A device.
pub struct Device {
    pub id: String,
    pub model: usize,
    pub batch: usize,
    /// First day in service.
    pub start: DayNumber,
    /// First day retired, if it is.
    pub retired: Option<DayNumber>,
    pub first: Holder,
    /// The later owner and its first day.
    pub later: Option<(DayNumber, Holder)>,
    /// Failures of this device for each of an ordinary one.
    pub weight: f64,
}

impl Device {
    /// Who has it on a day.
    pub fn holder(&self, day: DayNumber) -> Holder {
        match self.later {
            Some((from, holder)) if day >= from => holder,
            _ => self.first,
        }
    }

    /// The days in which the logs tell of it.
    pub fn observed(&self, calendar: &Calendar) -> (DayNumber, DayNumber) {
        let from = self.start.max(calendar.start);
        (from, self.retired.unwrap_or(calendar.end).min(calendar.end).max(from))
    }

    /// Device-years observed.
    pub fn years(&self, calendar: &Calendar) -> f64 {
        let (from, to) = self.observed(calendar);
        (to - from) as f64 / YEAR_DAYS
    }
}

/// A fault code.
pub struct Code {
    pub id: String,
    pub component: usize,
    pub fault: usize,
}

/// A measure about a code on a model; from its day on the rate is `ratio` of before.
pub struct Measure {
    pub id: &'static str,
    pub code: usize,
    pub model: usize,
    /// The day it was done; it acts from the day after.
    pub done: DayNumber,
    pub ratio: f64,
}

/// The fleet with what was planted in it.
pub struct Fleet {
    pub calendar: Calendar,
    pub customers: Vec<Customer>,
    pub models: Vec<String>,
    /// Name of each batch; batch `b` is of model `b / BATCHES`.
    pub batches: Vec<String>,
    pub devices: Vec<Device>,
    /// The common codes, then the one of the planted fixes.
    pub codes: Vec<Code>,
    /// Cumulative shares of the common codes.
    shares: Vec<f64>,
    pub bad_batch: usize,
    pub real: Measure,
    pub useless: Measure,
    pub unrest: Unrest,
}

/// Batches of each model.
pub const BATCHES: usize = 4;
/// Share of each measure's code among the failures with a common code.
const MEASURED_SHARE: f64 = 0.18;
/// Codes with a measure: the first two.
const MEASURED: [usize; 2] = [0, 1];

impl Fleet {
    /// The fleet of a recipe.
    pub fn new(recipe: &Recipe) -> Self {
        let calendar = Calendar::new(recipe.months);
        let customers = customers(recipe);
        let models: Vec<String> =
            (0..(recipe.devices / 20).clamp(3, 40)).map(|m| format!("M-{:02}", m + 1)).collect();
        let batch = |b: usize| {
            format!("{}-{}{:02}", models[b / BATCHES], 23 + b % 2, 3 * (b % BATCHES) + 2)
        };
        let batches: Vec<String> = (0..models.len() * BATCHES).map(batch).collect();
        let mut random = Random::new(recipe.seed, "planted", 0);
        let bad_batch = random.below(batches.len());
        let healthy = |n: usize| (bad_batch / BATCHES + n) % models.len();
        let middle = i64::midpoint(calendar.start, calendar.end);
        let measure = |id, at: usize, ratio| Measure {
            id,
            code: MEASURED[at],
            model: healthy(at + 1),
            done: middle + 17 * at as i64,
            ratio,
        };
        let ids = if random.chance(0.5) { ["AC-101", "AC-102"] } else { ["AC-102", "AC-101"] };
        let (real, useless) = (measure(ids[0], 0, recipe.measure_ratio), measure(ids[1], 1, 1.0));
        let unrest = Unrest::new(recipe, &calendar, healthy(2));
        let mut fleet = Self {
            calendar,
            customers,
            models,
            batches,
            devices: Vec::new(),
            codes: codes((recipe.devices / 8 + 12).min(400)),
            shares: Vec::new(),
            bad_batch,
            real,
            useless,
            unrest,
        };
        fleet.shares = shares(fleet.codes.len() - 1);
        fleet.devices = (0..recipe.devices).map(|at| fleet.device(recipe, at)).collect();
        fleet.unrest.choose(&fleet.devices, &fleet.calendar);
        fleet
    }

    fn device(&self, recipe: &Recipe, at: usize) -> Device {
        let mut r = Random::new(recipe.seed, "device", at as u64);
        let (from, to) = (self.calendar.start, self.calendar.end);
        let start = if r.chance(0.55) {
            from - r.between(30, 1000)
        } else {
            r.between(from, i64::midpoint(from, to))
        };
        let retired = r.chance(0.04).then(|| r.between((from + 2 * to) / 3, to - 20));
        // Shifted by one each round, so that no customer has devices of one batch only.
        let first = self.holder((at + at / self.customers.len()) % self.customers.len(), &mut r);
        let moves = r.chance(0.04).then(|| {
            let customer =
                (first.customer + 1 + r.below(self.customers.len() - 1)) % self.customers.len();
            (
                r.between(i64::midpoint(from, to) + 10, (from + 3 * to) / 4),
                self.holder(customer, &mut r),
            )
        });
        let model = at / BATCHES % self.models.len();
        let batch = model * BATCHES + at % BATCHES;
        let weight = if batch == self.bad_batch { recipe.batch_ratio } else { 1.0 };
        let id = format!("DV-{:05}", at + 1);
        Device { id, model, batch, start, retired, first, later: moves, weight }
    }

    fn holder(&self, customer: usize, r: &mut Random) -> Holder {
        Holder { customer, site: r.below(self.customers[customer].sites.len()) }
    }

    /// Failures of a device on a day for each of an ordinary one on an ordinary day.
    pub fn weight(&self, at: usize, day: DayNumber) -> f64 {
        let device = &self.devices[at];
        let (from, to) = device.observed(&self.calendar);
        if !(from..to).contains(&day) {
            return 0.0;
        }
        device.weight * self.unrest.factor(at, device, day, &self.calendar)
    }

    /// Position of the code of the planted fixes.
    pub fn fixed_code(&self) -> usize {
        self.codes.len() - 1
    }

    /// The common code of a failure. Where a measure took its effect, most failures
    /// that would have had its code have another one instead, so that the model as a
    /// whole fails as often as before.
    pub fn code(&self, r: &mut Random, device: &Device, at: Minute) -> usize {
        let code = self.common(r);
        let acts = device.model == self.real.model && at >= (self.real.done + 1) * DAY;
        if code != self.real.code || !acts || r.chance(self.real.ratio) {
            return code;
        }
        loop {
            let other = self.common(r);
            if other != self.real.code {
                return other;
            }
        }
    }

    fn common(&self, r: &mut Random) -> usize {
        let at = r.unit();
        self.shares.partition_point(|&share| share < at).min(self.shares.len() - 1)
    }

    /// The customer a device belongs to on a day.
    pub fn customer(&self, device: &Device, day: DayNumber) -> &Customer {
        &self.customers[device.holder(day).customer]
    }

    /// The site of a device on a day.
    pub fn site(&self, device: &Device, day: DayNumber) -> &Site {
        let holder = device.holder(day);
        &self.customers[holder.customer].sites[holder.site]
    }

    /// A device's serial number. One that changed hands belongs to nobody alone.
    pub fn serial(&self, device: &Device) -> String {
        let number = &device.id[3..];
        match device.later {
            Some(_) => format!("SN-{number}"),
            None => {
                format!("{}-{number}", self.customers[device.first.customer].canaries.get("serial"))
            }
        }
    }
}

fn customers(recipe: &Recipe) -> Vec<Customer> {
    let count = recipe.customers.unwrap_or(recipe.devices / 8).clamp(4, 500);
    let one = |at: usize| {
        let id = format!("C-{:03}", at + 1);
        let canaries = Canaries::of(&id);
        let mut r = Random::new(recipe.seed, "customer", at as u64);
        let (place, trade) = (PLACES[r.below(PLACES.len())], TRADES[r.below(TRADES.len())]);
        let zh = at.is_multiple_of(2);
        let token = canaries.get("name");
        let name = if zh {
            format!("{}{} {token}", place.1, trade.1)
        } else {
            format!("{} {} {token}", place.0, trade.0)
        };
        let site = |s: usize| {
            let word = PLACES[r.below(PLACES.len())];
            let token = canaries.get("site_name");
            let name = if zh {
                format!("{}厂区 {token} {}", word.1, s + 1)
            } else {
                format!("{} hall {token} {}", word.0, s + 1)
            };
            Site { id: format!("S-{:03}-{}", at + 1, s + 1), name }
        };
        let sites = (0..=at % 3).map(site).collect();
        Customer { id, name, sites, zh, canaries }
    };
    (0..count).map(one).collect()
}

/// Common codes, and one more for the planted fixes on a component of its own.
fn codes(common: usize) -> Vec<Code> {
    let fixed = COMPONENTS.len() - 1;
    let one = |k: usize| Code {
        id: format!("E-{}", 101 + k),
        component: if k == common { fixed } else { k % fixed },
        fault: k * 7 % FAULTS.len(),
    };
    (0..=common).map(one).collect()
}

/// Cumulative shares: the measured codes have a fixed one, the others fall off slowly.
fn shares(common: usize) -> Vec<f64> {
    let weight = |k: usize| if MEASURED.contains(&k) { 0.0 } else { 1.0 / (k as f64 + 4.0) };
    let others: f64 = (0..common).map(weight).sum();
    let left = 1.0 - MEASURED_SHARE * MEASURED.len() as f64;
    let share =
        |k: usize| if MEASURED.contains(&k) { MEASURED_SHARE } else { weight(k) / others * left };
    let cumulative = (0..common).scan(0.0, |sum, k| {
        *sum += share(k);
        Some(*sum)
    });
    cumulative.collect()
}
