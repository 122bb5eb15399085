//! Charges opened: what was charged, and what should have been.

use super::figure::Charged;
use super::{Base, Chosen, Formula, LeftOut, Note, Opened, Row, ScopeFacts, Value, Why, sorted};
use crate::analyse::Rate;
use crate::analyse::charge::{ChargeShare, amount_charge, is_job, line_charges};
use crate::model::ChargeType;
use crate::model::events::NumField;

pub(super) fn open(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>, which: Charged) -> Opened {
    let stated = &facts.charges;
    let share = |charge| stated.shares.iter().find(move |share| share.charge == charge);
    let rate = |charge, part: fn(&ChargeShare) -> Rate| {
        Value::Rate(share(charge).map(part).unwrap_or_default())
    };
    match which {
        Charged::Jobs(charge) => {
            let value = rate(charge, |share| share.jobs);
            of_jobs(base, of, Opened::new(value, Formula::Share), |row| {
                Ok(Some((yes(found(base, row) == charge), Note::None)))
            })
        }
        Charged::Lines(charge) => lines(base, of, rate(charge, |share| share.lines), charge),
        Charged::Amount => {
            let opened = Opened::new(Value::Number(Some(stated.amount)), Formula::Sum);
            of_jobs(base, of, opened, |row| Ok(amount(base, row).map(|sum| (sum, Note::None))))
        }
        Charged::AmountOf(charge) => {
            let sum = share(charge).map(|share| share.amount);
            let opened = Opened::new(Value::Number(sum), Formula::Sum);
            of_jobs(base, of, opened, |row| {
                let stands = amount_charge(base.ground.event(row as usize), found(base, row));
                let sum = amount(base, row).filter(|_| stands == charge);
                Ok(sum.map(|sum| (sum, Note::None)))
            })
        }
        Charged::Goodwill => {
            let opened = Opened::new(Value::Rate(stated.goodwill), Formula::Share);
            of_jobs(base, of, opened, |row| {
                if base.ground.job(row).is_charge_unknown() {
                    return Err(Why::ExpectedUnknown);
                }
                let goodwill = found(base, row) == Some(ChargeType::Goodwill);
                let counts = base.ground.job(row).is_out_of_warranty();
                Ok(counts.then(|| (yes(goodwill), Note::None)))
            })
        }
        Charged::Mismatches => {
            let value = Value::Count(stated.mismatches.len() as u64);
            of_jobs(base, of, Opened::new(value, Formula::Count), |row| {
                if base.ground.job(row).is_charge_unknown() {
                    return Err(Why::ExpectedUnknown);
                }
                let mismatch = base.ground.job(row).charge_mismatch(row);
                Ok(mismatch.map(|m| (1.0, Note::Charge(m.expected, m.found))))
            })
        }
        Charged::ExpectedUnknown => {
            let value = Value::Count(stated.expected_unknown);
            of_jobs(base, of, Opened::new(value, Formula::Count), |row| {
                let unknown = base.ground.job(row).is_charge_unknown();
                Ok(unknown.then_some((1.0, Note::None)))
            })
        }
    }
}

fn yes(is: bool) -> f64 {
    f64::from(u8::from(is))
}

fn found(base: &Base<'_>, row: u32) -> Option<ChargeType> {
    base.ground.event(row as usize).words().charge_type
}

fn amount(base: &Base<'_>, row: u32) -> Option<f64> {
    base.ground.event(row as usize).num(NumField::Amount)
}

/// The jobs of a scope; cancelled ones and duplicates are told.
fn of_jobs(
    base: &Base<'_>,
    of: &Chosen<'_>,
    mut opened: Opened,
    ask: impl Fn(u32) -> Result<Option<(f64, Note)>, Why>,
) -> Opened {
    sorted(&mut opened, of.volume.iter().copied(), |row| {
        if base.ground.is_void(row as usize) {
            return Err(Why::Void);
        }
        // A report about several devices is one job, told with its first.
        if is_job(&base.ground, row as usize) { ask(row) } else { Ok(None) }
    });
    opened
}

/// A row a line of a job.
fn lines(base: &Base<'_>, of: &Chosen<'_>, value: Value, charge: Option<ChargeType>) -> Opened {
    let mut opened = Opened::new(value, Formula::Share);
    for &row in of.volume {
        if base.ground.is_void(row as usize) {
            opened.left_out.push(LeftOut::of(row, Why::Void));
        } else if is_job(&base.ground, row as usize) {
            let own = line_charges(base.ground.event(row as usize), found(base, row));
            opened.rows.extend(own.map(|line| Row::noted(row, yes(line == charge), Note::None)));
        }
    }
    opened
}
