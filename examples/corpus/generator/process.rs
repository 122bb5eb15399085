//! When devices fail. Failures with a common code, and the rows that are no failures,
//! are one Poisson process a device, given their total: their instants are drawn in
//! ascending order over the summed intensity, so that any number of them streams.
//! Failures with the code of the planted fixes are a Poisson process of their own;
//! what became of each fix is read off it, and the solution is drawn to match, so that
//! a solution holds 90 days with exactly its planted probability.

use super::Recipe;
use super::calendar::{DAY, DayNumber, Minute, YEAR_DAYS};
use super::fleet::Fleet;
use super::random::{Ascending, Random, ln, one_minus_exp};

/// A fix that holds so many days has held.
pub const HELD: Minute = 90 * DAY;

/// Something happens at a device.
#[derive(Clone, Copy)]
pub struct Occurrence {
    pub at: Minute,
    pub device: usize,
}

/// Instants and devices in order of time.
pub struct Occurrences<'a> {
    fleet: &'a Fleet,
    random: Random,
    instants: Ascending,
    /// Summed intensity at the start of each day, and of the last one its end.
    until: Vec<f64>,
    day: usize,
    /// Running sums of the devices' intensities on `day`.
    today: Vec<f64>,
    fresh: bool,
}

impl<'a> Occurrences<'a> {
    /// So many occurrences of a purpose.
    pub fn new(fleet: &'a Fleet, recipe: &Recipe, purpose: &str, count: u64) -> Self {
        Self {
            fleet,
            random: Random::new(recipe.seed, purpose, 1),
            instants: Ascending::new(Random::new(recipe.seed, purpose, 2), count),
            until: intensity(fleet),
            day: 0,
            today: Vec::new(),
            fresh: false,
        }
    }

    fn move_to(&mut self, place: f64) {
        while self.day + 2 < self.until.len() && self.until[self.day + 1] <= place {
            self.day += 1;
            self.fresh = false;
        }
        if !self.fresh {
            let day = self.fleet.calendar.start + self.day as i64;
            let sums = (0..self.fleet.devices.len()).scan(0.0, |sum, device| {
                *sum += self.fleet.weight(device, day);
                Some(*sum)
            });
            self.today.clear();
            self.today.extend(sums);
            self.fresh = true;
        }
    }
}

impl Iterator for Occurrences<'_> {
    type Item = Occurrence;

    fn next(&mut self) -> Option<Occurrence> {
        let total = self.until.last().copied()?;
        let place = self.instants.next()? * total;
        self.move_to(place);
        let (from, to) = (self.until[self.day], self.until[self.day + 1]);
        let part = ((place - from) / (to - from)).clamp(0.0, 1.0);
        let minute = ((part * DAY as f64) as i64).min(DAY - 1);
        let wanted = self.random.unit() * self.today.last().copied()?;
        let device = self.today.partition_point(|&sum| sum <= wanted);
        let at = (self.fleet.calendar.start + self.day as i64) * DAY + minute;
        Some(Occurrence { at, device: device.min(self.today.len() - 1) })
    }
}

/// Summed intensity of the fleet at the start of each day, and at the end.
fn intensity(fleet: &Fleet) -> Vec<f64> {
    let (start, end) = (fleet.calendar.start, fleet.calendar.end);
    if !fleet.unrest.is_none() {
        return restless_intensity(fleet);
    }
    let mut change = vec![0.0; (end - start + 1) as usize];
    for device in &fleet.devices {
        let (from, to) = device.observed(&fleet.calendar);
        change[(from - start) as usize] += device.weight;
        change[(to - start) as usize] -= device.weight;
    }
    let (mut rate, mut sum) = (0.0, 0.0);
    let mut until = vec![0.0];
    for step in &change[..change.len() - 1] {
        rate += step;
        sum += rate;
        until.push(sum);
    }
    until
}

/// The same where rates change from day to day.
fn restless_intensity(fleet: &Fleet) -> Vec<f64> {
    let of_day = |day| (0..fleet.devices.len()).map(|at| fleet.weight(at, day)).sum::<f64>();
    let days = fleet.calendar.start..fleet.calendar.end;
    let sums = days.scan(0.0, |sum, day| {
        *sum += of_day(day);
        Some(*sum)
    });
    std::iter::once(0.0).chain(sums).collect()
}

/// Times that follow a report, in minutes after it.
#[derive(Clone, Copy)]
pub struct Course {
    pub responded: Minute,
    pub arrived: Minute,
    pub resolved: Minute,
    pub callback: Minute,
}

impl Course {
    /// A course of the usual length.
    pub fn new(r: &mut Random) -> Self {
        let responded = r.between(4, 90);
        let arrived = responded + 30 + (r.exponential(400.0) as i64).min(4000);
        let resolved = arrived + 20 + (r.exponential(180.0) as i64).min(3000);
        Self { responded, arrived, resolved, callback: resolved + r.between(600, 2800) }
    }
}

/// A failure with the code of the planted fixes.
#[derive(Clone, Copy)]
pub struct Fixed {
    pub happened: Occurrence,
    pub course: Course,
    /// Whether the good or the bad solution was used; devices of the bad batch, which
    /// fail by another law, have none on record.
    pub good: Option<bool>,
}

/// All failures with the code of the planted fixes, in order of time; a few a device
/// and year, whatever the size of the log.
pub fn fixed(fleet: &Fleet, recipe: &Recipe) -> Vec<Fixed> {
    let mut all = Vec::new();
    for device in 0..fleet.devices.len() {
        of_device(fleet, recipe, device, &mut all);
    }
    all.sort_by_key(|fixed| (fixed.happened.at, fixed.happened.device));
    all
}

/// The share of fixes that hold, good and bad taken together: half way, so that both
/// solutions are used equally often.
fn held_overall(recipe: &Recipe) -> f64 {
    f64::midpoint(recipe.fix_bad, recipe.fix_good)
}

/// Days between two failures with the code on an ordinary device, on average: chosen
/// so that the code stays away 90 days in `held_overall` of all cases.
fn mean_gap_days(recipe: &Recipe) -> f64 {
    -90.0 / ln(held_overall(recipe))
}

/// Failures with the code a device-year of an ordinary device.
pub fn fixed_per_year(recipe: &Recipe) -> f64 {
    YEAR_DAYS / mean_gap_days(recipe)
}

fn of_device(fleet: &Fleet, recipe: &Recipe, at: usize, out: &mut Vec<Fixed>) {
    let device = &fleet.devices[at];
    let (from, to): (DayNumber, DayNumber) = device.observed(&fleet.calendar);
    let mut r = Random::new(recipe.seed, "fixed", at as u64);
    let mean = mean_gap_days(recipe) / device.weight;
    // Past the last day the process is followed on, for what the last fixes would have come to.
    let last = (to * DAY + HELD + 10 * DAY) as f64;
    let mut instants: Vec<Minute> = Vec::new();
    let mut now = (from * DAY) as f64;
    loop {
        now += r.exponential(mean) * DAY as f64;
        if now >= last {
            break;
        }
        instants.push(now as i64);
    }
    for (position, &reported) in instants.iter().enumerate() {
        if reported >= to * DAY {
            break;
        }
        let course = Course::new(&mut r);
        let done = reported + course.resolved;
        let next = instants[position + 1..].iter().find(|&&next| next >= done);
        let held = next.is_none_or(|next| next - done > HELD);
        let chance = if held { good_given_held(recipe) } else { good_given_returned(recipe) };
        let good = r.chance(chance);
        out.push(Fixed {
            happened: Occurrence { at: reported, device: at },
            course,
            good: (device.batch != fleet.bad_batch).then_some(good),
        });
    }
}

/// The true shares of a fix's uses after which the code stayed away 30, 90 and 180
/// days, given the planted one of 90. Whether it came back before or after the ninetieth
/// day is planted; when, within each, follows the exponential law of the whole process.
pub fn held_shares(recipe: &Recipe, held_90d: f64) -> [f64; 3] {
    let overall = held_overall(recipe);
    let overall_30d = 1.0 - one_minus_exp(-ln(overall) / 3.0);
    let later_than_30d = (overall_30d - overall) / (1.0 - overall);
    [held_90d + (1.0 - held_90d) * later_than_30d, held_90d, held_90d * overall]
}

/// Bayes: P(good | held) = P(held | good) · ½ / P(held).
fn good_given_held(recipe: &Recipe) -> f64 {
    recipe.fix_good * 0.5 / held_overall(recipe)
}

/// Likewise of those that came back within 90 days.
fn good_given_returned(recipe: &Recipe) -> f64 {
    (1.0 - recipe.fix_good) * 0.5 / (1.0 - held_overall(recipe))
}
