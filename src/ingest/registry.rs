//! The numbers of registered devices, by which one that Excel damaged is known again:
//! `8.93912E+18` for a serial number, `123` for `00123` (`domain.md` §2.4). Only where
//! a single registered device fits is it the one that was meant.

use super::value::excel;
use crate::model::ids::match_key;
use crate::model::records::Device;
use hashbrown::{HashMap, HashSet};

/// Ids, aliases and serial numbers of registered devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    ids: Vec<String>,
    /// Every name as it is matched.
    known: HashSet<String>,
    /// Devices by a number without its leading zeros.
    bare: HashMap<String, Vec<u32>>,
    /// Numbers long enough for Excel to destroy, each with its device.
    long: Vec<(String, u32)>,
}

/// What a damaged number may have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fit<'a> {
    /// No registered device.
    None,
    /// Only this one.
    One(&'a str),
    /// Any of these.
    Several(Vec<&'a str>),
}

/// Fewer digits than this Excel shows as they are.
const LONG: usize = 11;

impl Registry {
    /// Of these devices.
    pub(crate) fn of(devices: &[Device]) -> Self {
        let mut registry = Self::default();
        for (at, device) in devices.iter().enumerate() {
            registry.ids.push(device.id.as_str().to_owned());
            let names = device.aliases.iter().map(String::as_str);
            let serials = device.serials.iter().map(|span| span.serial.as_str());
            for name in std::iter::once(device.id.as_str()).chain(names).chain(serials) {
                registry.add(&match_key(name), at as u32);
            }
        }
        registry
    }

    fn add(&mut self, key: &str, at: u32) {
        if !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()) {
            self.bare.entry(key.trim_start_matches('0').to_owned()).or_default().push(at);
            if key.len() >= LONG {
                self.long.push((key.to_owned(), at));
            }
        }
        self.known.insert(key.to_owned());
    }

    /// What `8.93912E+18` may have been; `None` for any other text.
    pub(crate) fn digits_lost(&self, text: &str) -> Option<Fit<'_>> {
        let (first, length) = excel::digits_left(text)?;
        let fits =
            |number: &&(String, u32)| number.0.len() == length && rounds_to(&number.0, &first);
        Some(self.fit(self.long.iter().filter(fits).map(|number| number.1)))
    }

    /// What `123` may have been where only `00123` is registered; `None` where the
    /// number is registered itself or no other is like it.
    pub(crate) fn zeros_lost(&self, text: &str) -> Option<Fit<'_>> {
        if !text.bytes().all(|b| b.is_ascii_digit()) || self.known.contains(text) {
            return None;
        }
        let devices = self.bare.get(text.trim_start_matches('0'))?;
        Some(self.fit(devices.iter().copied()))
    }

    fn fit(&self, devices: impl Iterator<Item = u32>) -> Fit<'_> {
        let mut devices: Vec<u32> = devices.collect();
        devices.sort_unstable();
        devices.dedup();
        let ids: Vec<&str> = devices.iter().map(|&at| &*self.ids[at as usize]).collect();
        match ids.as_slice() {
            [] => Fit::None,
            [one] => Fit::One(one),
            _ => Fit::Several(ids),
        }
    }
}

/// True where a number is shown as these first digits once it is rounded to as many.
fn rounds_to(number: &str, first: &str) -> bool {
    let value = |text: &str| text.parse::<u64>().ok();
    let (Some(head), Some(want)) = (number.get(..first.len()), value(first)) else { return false };
    let up = number.as_bytes().get(first.len()).is_some_and(|next| *next >= b'5');
    value(head).is_some_and(|head| head + u64::from(up) == want)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(ids: &[&str]) -> Registry {
        Registry::of(&ids.iter().map(|id| Device::stub((*id).into())).collect::<Vec<_>>())
    }

    #[test]
    fn a_destroyed_number_is_known_again_where_one_device_fits() {
        let registry = registry(&["8939123456789012345", "8939223456789012345", "1999996000000"]);
        assert_eq!(registry.digits_lost("8.93912E+18"), Some(Fit::One("8939123456789012345")));
        assert_eq!(
            registry.digits_lost("8.94E+18"),
            Some(Fit::Several(vec!["8939123456789012345", "8939223456789012345"]))
        );
        assert_eq!(registry.digits_lost("8.93912E+17"), Some(Fit::None));
        assert_eq!(registry.digits_lost("2E+12"), Some(Fit::One("1999996000000")), "rounded up");
        assert_eq!(registry.digits_lost("SIM-1"), None);
    }

    #[test]
    fn lost_zeros_are_given_back_where_one_device_fits() {
        let registry = registry(&["00123", "0124", "00124", "77"]);
        assert_eq!(registry.zeros_lost("123"), Some(Fit::One("00123")));
        assert_eq!(registry.zeros_lost("124"), Some(Fit::Several(vec!["0124", "00124"])));
        assert_eq!(registry.zeros_lost("77"), None);
        assert_eq!(registry.zeros_lost("9"), None);
    }
}
