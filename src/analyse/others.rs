//! How often devices of a model fail at other customers: the one thing that a
//! customer's site may say of anyone else, and only where the configuration asks for
//! it (`design.md` §3, `domain.md` §5). At least three others have to contribute, none
//! of them with more than 60 % of the exposure, and only a rate with its interval is
//! told, never a count. The interval is Garwood's (`domain.md` §3.5).

use super::figure::Estimate;
use super::history::{Histories, History};
use super::holdings::held;
use super::observation::YEAR_MS;
use super::stats::garwood;
use crate::catalog::{Catalog, CustomerIx, ModelIx, Restricted};
use crate::model::CustomerId;
use crate::model::records::Ownership;
use crate::model::time::Period;
use std::collections::BTreeMap;

/// Other customers needed.
const CONTRIBUTING: usize = 3;
/// The largest share of the exposure that one of them may have.
const LARGEST_SHARE: f64 = 0.6;

/// Failures over exposure by model and customer.
#[derive(Clone, Debug, Default)]
pub struct OthersRates {
    customers: BTreeMap<String, CustomerIx>,
    models: BTreeMap<String, BTreeMap<CustomerIx, Share>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Share {
    failures: u64,
    years: f64,
}

impl OthersRates {
    /// Of the whole fleet.
    pub fn of(catalog: &Restricted<Catalog>) -> Self {
        let customers = catalog.records.customers.iter().enumerate();
        let customers = customers.map(|(at, c)| (c.id.key(), CustomerIx::new(at))).collect();
        let mut rates = Self { customers, models: BTreeMap::new() };
        let histories = Histories::new(catalog);
        for device in histories.iter() {
            rates.add(catalog, &device);
        }
        rates
    }

    fn add(&mut self, catalog: &Catalog, device: &History<'_>) {
        let Some(model) = device.model else { return };
        let of_model = self.models.entry(catalog.model(model).id.key()).or_default();
        for owner in &catalog.device(device.device).owners {
            let Some((customer, period)) = holding(catalog, device, owner) else { continue };
            let share = of_model.entry(customer).or_default();
            share.years += period.ms() as f64 / YEAR_MS;
            let inside =
                device.failures.iter().filter(|f| period.start <= f.at && f.at < period.end);
            share.failures += inside.count() as u64;
        }
    }

    /// Failures a device-year at others than `own`, of the models of their catalog;
    /// only where enough others contribute.
    pub fn beside(&self, own: &CustomerId, catalog: &Catalog) -> BTreeMap<ModelIx, Estimate> {
        let own = self.customers.get(&own.key());
        let models = catalog.records.models.iter().enumerate();
        let told = models.filter_map(|(at, model)| {
            let shares = self.models.get(&model.id.key())?.iter();
            let others = shares.filter(|(customer, _)| Some(*customer) != own);
            Some((ModelIx::new(at), rate(others.map(|(_, share)| *share))?))
        });
        told.collect()
    }
}

fn holding(
    catalog: &Catalog,
    device: &History<'_>,
    owner: &Ownership,
) -> Option<(CustomerIx, Period)> {
    let customer = catalog.index.find_customer(owner.customer.as_ref()?.as_str())?;
    let period = held(owner, &catalog.settings.zone).overlap(device.window)?;
    Some((customer, period))
}

fn rate(others: impl Iterator<Item = Share>) -> Option<Estimate> {
    let others: Vec<Share> = others.filter(|share| share.years > 0.0).collect();
    let years: f64 = others.iter().map(|share| share.years).sum();
    let largest = others.iter().map(|share| share.years).fold(0.0, f64::max);
    let enough = others.len() >= CONTRIBUTING && largest <= LARGEST_SHARE * years;
    enough.then(|| garwood(others.iter().map(|share| share.failures).sum(), years))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(shares: &[(u64, f64)]) -> Option<Estimate> {
        rate(shares.iter().map(|&(failures, years)| Share { failures, years }))
    }

    #[test]
    fn a_rate_is_told_only_where_enough_others_contribute() {
        assert_eq!(of(&[(4, 2.0), (1, 2.0)]), None, "two others are too few");
        assert_eq!(of(&[(4, 2.0), (1, 2.0), (9, 0.0)]), None, "one without exposure is none");
        assert_eq!(of(&[(4, 6.1), (1, 2.0), (1, 1.9)]), None, "61 % is one customer's rate");
        let told = of(&[(4, 6.0), (1, 2.0), (1, 2.0)]).expect("60 % is allowed");
        assert_eq!(told.value, Some(0.6));
        assert_eq!(told, garwood(6, 10.0));
    }
}
