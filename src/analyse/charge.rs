//! Warranty, paid, contract (`domain.md` §3.12): the charge that the dates and the
//! cause call for, beside the one on the record.

use super::figure::Rate;
use crate::model::words::ChargeType;
use serde::Serialize;

/// One line of the share table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ChargeShare {
    /// The charge on the record; `None` where it says nothing.
    pub charge: Option<ChargeType>,
    /// Jobs, of all jobs.
    pub jobs: Rate,
    /// Amount charged.
    pub amount: f64,
    /// Share of the whole amount; unknown where nothing was charged.
    pub amount_share: Option<f64>,
}

/// A job whose charge is not the expected one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChargeMismatch {
    /// The event.
    pub event: u32,
    /// What dates and cause call for.
    pub expected: ChargeType,
    /// What the record says.
    pub found: ChargeType,
}

impl ChargeMismatch {
    /// True where the customer paid for what was expected to be free.
    pub fn charged_although_free(&self) -> bool {
        self.found == ChargeType::Paid
    }
}

/// Charges of a scope.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Charges {
    /// By charge on the record, in the order of the words, the unsaid last; those
    /// without a job are left out.
    pub shares: Vec<ChargeShare>,
    /// Sum of the amounts.
    pub amount: f64,
    /// Jobs whose charge is not the expected one.
    pub mismatches: Vec<ChargeMismatch>,
    /// Goodwill jobs of those out of warranty.
    pub goodwill: Rate,
    /// Jobs with a device for which the expected charge could not be told.
    pub expected_unknown: u64,
}
