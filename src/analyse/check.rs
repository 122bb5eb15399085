//! Does it add up? (`domain.md` §7.) Identities that hold by the meaning of the
//! figures, checked on every build. A finding here is a fault of this program.

use super::facts::{Facts, FileFacts};
use super::figure::{Estimate, Rate};
use super::scope::ScopeFacts;
use crate::catalog::{Catalog, Restricted};
use crate::diag::{Code, Diagnostic, Diagnostics};

/// Every identity that does not hold.
pub fn check(facts: &Facts, catalog: &Restricted<Catalog>) -> Diagnostics {
    let mut checks = Checks::default();
    checks.scope("the fleet", &facts.fleet);
    for month in &facts.months {
        checks.scope(&month.month.to_string(), &month.scope);
        let whole = facts.fleet.devices as f64 * month.period.ms() as f64 / 3.6e6;
        checks.holds(month.scope.exposure_h <= whole * (1.0 + 1e-9), || {
            format!("{}: more hours observed than its devices have", month.month)
        });
    }
    for year in &facts.longer {
        checks.scope(&year.report.to_string(), &year.scope);
        let months = || facts.months.iter().filter(|month| year.report.holds(month.month));
        let sum = |count: Count| months().map(|month| count(&month.scope)).sum::<u64>();
        for (what, count) in
            [("records", (|s| s.events) as Count), ("failures", |s: &ScopeFacts| s.failures)]
        {
            let what = format!("{}: {what} of its months and in all", year.report);
            checks.equal(&what, sum(count), count(&year.scope));
        }
    }
    checks.months(facts);
    let records = &catalog.records;
    checks.files("device", &facts.devices, |n| records.devices[n].id.to_string());
    checks.files("model", &facts.models, |n| records.models[n].id.to_string());
    checks.files("customer", &facts.customers, |n| records.customers[n].id.to_string());
    checks.files("site", &facts.sites, |n| records.sites[n].id.to_string());
    checks.whole(facts, catalog);
    checks.found
}

/// A count of a scope.
type Count = fn(&ScopeFacts) -> u64;

#[derive(Default)]
struct Checks {
    found: Diagnostics,
}

impl Checks {
    fn holds(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            let hint = "this is a mistake of faultbook itself: please report it with your data";
            self.found.push(Diagnostic::new(Code::Inconsistent, otherwise()).hint(hint));
        }
    }

    fn equal(&mut self, what: &str, left: u64, right: u64) {
        self.holds(left == right, || format!("{what}: {left} against {right}"));
    }

    fn files(&mut self, kind: &str, files: &[FileFacts], name: impl Fn(usize) -> String) {
        for (n, file) in files.iter().enumerate() {
            let what = format!("{kind} {}", name(n));
            self.scope(&what, file);
            let months: u64 = file.monthly.events.iter().map(|n| u64::from(*n)).sum();
            self.equal(&format!("{what}: records of its months and in all"), months, file.events);
        }
    }

    fn scope(&mut self, what: &str, facts: &ScopeFacts) {
        let backlog = &facts.backlog;
        self.holds(backlog.adds_up(), || {
            let (start, new) = (backlog.open_start, backlog.new);
            let (closed, end) = (backlog.closed, backlog.open_end);
            format!("{what}: backlog {start} + {new} − {closed} is not {end}")
        });
        self.equal(
            &format!("{what}: records and their kinds"),
            facts.events,
            facts.jobs.values().sum::<u64>() + facts.void,
        );
        for (name, total) in [
            ("codes", facts.pareto_codes.by_count.total),
            ("components", facts.pareto_components.by_count.total),
        ] {
            let what = format!("{what}: failures by {name} and in all");
            self.equal(&what, total.round() as u64, facts.failures);
        }
        let left_out: usize = facts.without_exposure.iter().map(|e| e.events.len()).sum();
        self.equal(
            &format!("{what}: failures inside and outside the exposure"),
            facts.failures_exposed + left_out as u64,
            facts.failures,
        );
        self.holds(facts.downtime_h <= facts.exposure_h * (1.0 + 1e-9), || {
            format!("{what}: down for longer than it was observed")
        });
        self.intervals(what, facts);
    }

    fn intervals(&mut self, what: &str, facts: &ScopeFacts) {
        let rate = |r: &Rate| Estimate { value: r.value, lower: r.lower, upper: r.upper };
        let all = [
            facts.mtbf.hours,
            facts.failure_rate.per_year,
            rate(&facts.repeat_30d.rate),
            rate(&facts.repeat_90d.rate),
            rate(&facts.first_time_fix.rate),
            rate(&facts.first_time_fix.single_visit),
            rate(&facts.charges.goodwill),
            rate(&facts.coded),
        ];
        for estimate in all {
            self.holds(contains_its_value(estimate), || {
                format!("{what}: an interval lies beside its value")
            });
        }
    }

    fn months(&mut self, facts: &Facts) {
        for pair in facts.months.windows(2) {
            let what = format!("open at the end of {} and at the start of the next", pair[0].month);
            self.equal(&what, pair[0].scope.backlog.open_end, pair[1].scope.backlog.open_start);
        }
        let sum = |of: Count| facts.months.iter().map(|m| of(&m.scope)).sum();
        let fleet = &facts.fleet.scope;
        let totals: [(&str, Count); 5] = [
            ("records", |s| s.events),
            ("failures", |s| s.failures),
            ("failures inside the exposure", |s| s.failures_exposed),
            ("ended repeat windows", |s| s.repeat_30d.mature),
            ("ended further repeat windows", |s| s.repeat_90d.mature),
        ];
        for (name, of) in totals {
            self.equal(&format!("{name} of all months and of the fleet"), sum(of), of(fleet));
        }
        let hours: f64 = facts.months.iter().map(|m| m.scope.exposure_h).sum();
        self.holds((hours - fleet.exposure_h).abs() <= 1e-6 * hours.max(1.0), || {
            format!("hours observed of all months {hours} and of the fleet {}", fleet.exposure_h)
        });
    }

    fn whole(&mut self, facts: &Facts, catalog: &Catalog) {
        let undated = facts.undated.len() as u64;
        let all = catalog.records.events.len() as u64;
        let fleet = &facts.fleet.scope;
        self.equal("records with and without a time, and all", fleet.events + undated, all);
        if facts.as_of.is_some() {
            let devices: u64 = facts.devices.iter().map(|d| d.events).sum();
            self.equal(
                "records of all devices and without one, and all",
                devices + fleet.without_device,
                fleet.events,
            );
        }
    }
}

fn contains_its_value(estimate: Estimate) -> bool {
    let Some(value) = estimate.value else { return true };
    let slack = 1e-9 * value.abs();
    estimate.lower.is_none_or(|lower| lower <= value + slack)
        && estimate.upper.is_none_or(|upper| value <= upper + slack)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::analyse;
    use crate::analyse::fixture::Fleet;

    #[test]
    fn a_sound_tree_has_no_findings_and_an_altered_one_has() {
        let catalog = Fleet::sample().catalog();
        let mut facts = analyse(&catalog);
        let found = check(&facts, &catalog);
        assert!(found.is_empty(), "{found:#?}");
        facts.months[1].scope.backlog.open_end += 1;
        let found = check(&facts, &catalog);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found.stops());
    }
}
