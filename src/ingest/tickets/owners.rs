//! Whose a row says it is, as far as this keeps rows of different customers apart:
//! two customers may count their tickets alike, and one's row must never complete the
//! other's.

use crate::model::ids::match_key;
use crate::model::records::{Customer, Device};
use crate::model::time::{Day, Instant, Zone};
use hashbrown::HashMap;

/// The names of customers, and the customers of devices.
#[derive(Debug)]
pub(crate) struct Owners {
    /// Id of the customer by every name, all as they are matched.
    customers: HashMap<String, String>,
    /// Who had it and when, by every name of a device.
    devices: HashMap<String, Vec<Held>>,
    zone: Zone,
}

/// Whose a device was, on which days.
#[derive(Clone, Debug)]
struct Held {
    customer: String,
    from: Option<Day>,
    to: Option<Day>,
}

impl Held {
    fn on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Stands for no customer at all: no id is empty.
const NOBODY: &str = "";

/// The device and the customer that a row names; blank where it names none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    pub(super) device: &'a str,
    pub(super) customer: &'a str,
    pub(super) reported: Option<Instant>,
}

impl Owners {
    /// By the tables of customers and devices.
    pub(crate) fn of(customers: &[Customer], devices: &[Device], zone: &Zone) -> Self {
        let mut owners =
            Self { customers: HashMap::new(), devices: HashMap::new(), zone: zone.clone() };
        for customer in customers {
            let others = customer.aliases.iter().map(String::as_str);
            for name in [customer.id.as_str(), &customer.name].into_iter().chain(others) {
                let key = match_key(name);
                owners.customers.entry(key).or_insert_with(|| customer.id.key());
            }
        }
        for device in devices {
            let held = device.owners.iter().filter_map(|owner| {
                let customer = owners.customer(owner.customer.as_ref()?.as_str());
                Some(Held { customer, from: owner.from, to: owner.to })
            });
            let held: Vec<Held> = held.collect();
            let aliases = device.aliases.iter().map(String::as_str);
            let serials = device.serials.iter().map(|span| span.serial.as_str());
            for name in std::iter::once(device.id.as_str()).chain(aliases).chain(serials) {
                owners.devices.entry(match_key(name)).or_insert_with(|| held.clone());
            }
        }
        owners
    }

    fn customer(&self, name: &str) -> String {
        let key = match_key(name);
        self.customers.get(&key).cloned().unwrap_or(key)
    }

    /// True where two rows are of different customers.
    pub(super) fn differ(&self, a: Named<'_>, b: Named<'_>) -> bool {
        // A device in no table is nobody's, but it is the same one as itself.
        let one = match_key(a.device) == match_key(b.device);
        let told = |row| self.named(row).filter(|owners| !one || !owners.is_empty());
        let (Some(a), Some(b)) = (told(a), told(b)) else { return false };
        a.iter().all(|owner| !b.contains(owner))
    }

    /// The customers that a row may be of; `None` where anyone's.
    fn named(&self, row: Named<'_>) -> Option<Vec<String>> {
        let named = || (!row.customer.trim().is_empty()).then(|| vec![self.customer(row.customer)]);
        if row.device.trim().is_empty() {
            return named();
        }
        match self.devices.get(&match_key(row.device)) {
            Some(held) if held.is_empty() => named(),
            Some(held) => {
                let day = row.reported.map(|at| self.zone.day(at));
                let then = held.iter().filter(|held| day.is_none_or(|day| held.on(day)));
                let then: Vec<String> = then.map(|held| held.customer.clone()).collect();
                // On a day on which nobody had it, it is of no customer, and of nobody's
                // row may any customer's be completed.
                Some(if then.is_empty() { vec![NOBODY.to_owned()] } else { then })
            }
            // A device that is in no table is nobody's, where there is a table.
            None => named().or_else(|| (!self.devices.is_empty()).then(Vec::new)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::records::Ownership;

    fn owners() -> Owners {
        let customer = Customer {
            name: "Beta".to_owned(),
            aliases: vec!["贝塔".to_owned()],
            ..Customer::stub("B".into())
        };
        let day = |text: &str| text.parse::<Day>().ok();
        let owned = |owner: &str, from: &str, to: &str| Ownership {
            customer: Some(owner.into()),
            from: day(from),
            to: day(to),
            site: None,
        };
        let device =
            |id: &str, owners: Vec<Ownership>| Device { owners, ..Device::stub(id.into()) };
        let devices = [
            device("A-1", vec![owned("A", "", "")]),
            device("B-1", vec![owned("Beta", "", "")]),
            device("S-1", vec![owned("A", "", "2026-04-30"), owned("B", "2026-05-01", "")]),
            device("E-1", vec![owned("A", "", "2026-04-30")]),
        ];
        Owners::of(&[customer], &devices, &Zone::utc())
    }

    #[test]
    fn rows_of_different_customers_are_kept_apart() {
        let owners = owners();
        let row = |device, customer| Named { device, customer, reported: None };
        let differ = |a, b| owners.differ(a, b) && owners.differ(b, a);
        assert!(differ(row("A-1", ""), row("", "贝塔")), "an alias is the customer");
        assert!(differ(row("", "A"), row("", "beta")));
        assert!(differ(row("", "A"), row("X-9", "")), "a device in no table is nobody's");
        assert!(!owners.differ(row("b-1", ""), row("", "B")));
        assert!(!owners.differ(row("A-1", ""), row("", "")), "a blank row is anyone's");
        for customer in ["", "A"] {
            let again = row("x-9", customer);
            assert!(!owners.differ(row("X-9", ""), again), "one device in no table");
        }
        let on = |text: &str| Named {
            reported: text.parse::<Day>().ok().map(|day| Zone::utc().start_of(day)),
            ..row("S-1", "")
        };
        assert!(differ(on("2026-04-30"), on("2026-05-01")), "it changed hands in between");
        assert!(!owners.differ(on("2026-04-29"), on("2026-04-30")));
        let ended = |text: &str| Named { device: "E-1", ..on(text) };
        assert!(differ(ended("2026-04-30"), ended("2026-05-01")), "nobody has it any more");
        assert!(differ(row("", "A"), ended("2026-05-01")));
        assert!(!owners.differ(ended("2026-05-01"), ended("2026-05-02")));
        let none = Owners::of(&[], &[], &Zone::utc());
        assert!(!none.differ(row("X-9", ""), row("", "A")), "no table, no owner");
        assert!(none.differ(row("", "A"), row("", "B")));
    }
}
