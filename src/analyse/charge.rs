//! Warranty, paid, contract (`domain.md` §3.12): the charge that the dates and the
//! cause call for, beside the one on the record.

use super::figure::Rate;
use super::ground::Ground;
use super::job::{Flags, Job};
use super::stats::{Sum, sum};
use crate::catalog::DeviceDates;
use crate::model::events::Event;
use crate::model::ids::match_key;
use crate::model::records::Contract;
use crate::model::time::Day;
use crate::model::words::{CauseCategory, ChargeType, ResponsibleParty, ServiceType};
use serde::Serialize;
use std::collections::BTreeMap;

/// One line of the share table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ChargeShare {
    /// The charge on the record; `None` where it says nothing.
    pub charge: Option<ChargeType>,
    /// Jobs, of all jobs.
    pub jobs: Rate,
    /// Lines, of all lines: a job with several part lines counts by line, each with its
    /// own charge (R6), any other job once.
    pub lines: Rate,
    /// Amount charged; of a job with paid and free lines it stands with the paid ones.
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

/// What a device is covered by.
#[derive(Clone, Debug, Default)]
pub struct Cover {
    /// Last day of the device's warranty, included.
    pub warranty_end: Option<Day>,
    /// Last day by component, by matching key; replaces the device's.
    pub components: BTreeMap<String, Day>,
}

/// One job, or one part line of it.
#[derive(Clone, Copy, Debug)]
pub struct ChargeCase<'a> {
    /// The day it was reported.
    pub day: Day,
    /// The component's matching key, if known.
    pub component: Option<&'a str>,
    /// Why it failed.
    pub cause: Option<CauseCategory>,
    /// Who is responsible.
    pub responsible: Option<ResponsibleParty>,
}

/// The charge that dates and cause call for; `None` where the warranty is not
/// known and nothing else decides.
pub fn expected_charge(
    case: ChargeCase,
    cover: &Cover,
    contracts: &[&Contract],
) -> Option<ChargeType> {
    charge_of(case, cover, || contracts.iter().any(|contract| covers(contract, case)))
}

/// Asks for contracts only where nothing else decides.
fn charge_of(
    case: ChargeCase,
    cover: &Cover,
    under_contract: impl FnOnce() -> bool,
) -> Option<ChargeType> {
    use CauseCategory::{ForceMajeure, Installation, User};
    let ours =
        matches!(case.responsible, Some(ResponsibleParty::OwnWork | ResponsibleParty::Supplier));
    match case.cause {
        Some(User | ForceMajeure) => return Some(ChargeType::Paid),
        Some(Installation) if !ours => return Some(ChargeType::Paid),
        _ => {}
    }
    let own = case.component.and_then(|c| cover.components.get(c).copied());
    let end = own.or(cover.warranty_end);
    if end.is_some_and(|end| case.day <= end) {
        return Some(ChargeType::FreeWarranty);
    }
    if under_contract() {
        return Some(ChargeType::Contract);
    }
    end.map(|_| ChargeType::Paid)
}

fn covers(contract: &Contract, case: ChargeCase) -> bool {
    let runs = contract.start.is_none_or(|from| from <= case.day)
        && contract.end.is_none_or(|to| case.day <= to);
    let named = |list: &[String]| {
        list.iter().any(|c| c == "*" || case.component.is_some_and(|own| match_key(c) == own))
    };
    runs && (contract.covers.is_empty() || named(&contract.covers)) && !named(&contract.excludes)
}

/// The terms of all devices, with references resolved once.
pub(super) struct Terms<'a> {
    devices: Vec<Cover>,
    components: Vec<String>,
    /// By customer; with the devices it is for, all if there are none.
    contracts: Vec<Vec<(&'a Contract, Vec<usize>)>>,
}

impl<'a> Terms<'a> {
    pub(super) fn new(ground: &Ground<'a>) -> Self {
        let (records, index) = (&ground.catalog.records, &ground.catalog.index);
        let mut contracts = vec![Vec::new(); records.customers.len()];
        for contract in &records.contracts {
            let devices = contract.devices.iter().filter_map(|d| index.device.get(&d.key()));
            let devices = devices.map(|ix| ix.index()).collect();
            if let Some(customer) = index.customer.get(&contract.customer.key()) {
                contracts[customer.index()].push((contract, devices));
            }
        }
        Self {
            devices: ground.catalog.dates.iter().map(cover_of).collect(),
            components: records.components.iter().map(|c| c.id.key()).collect(),
            contracts,
        }
    }

    /// The expected charges of a job's lines; two where part lines differ.
    pub(super) fn expected_of(
        &self,
        ground: &Ground,
        row: usize,
        job: &Job,
    ) -> Option<[Option<ChargeType>; 2]> {
        let (event, link) = (ground.event(row), ground.link(row));
        let chargeable = job.is(Flags::TICKET) || job.kind == ServiceType::Parts;
        let device = link.device.filter(|_| chargeable && !job.is(Flags::VOID))?.index();
        let day = ground.catalog.settings.zone.day(job.reported()?);
        let known = self.devices.get(device)?;
        let contracts = || {
            let of_customer = link.customer.into_iter().flat_map(|c| &self.contracts[c.index()]);
            let of_device = of_customer
                .filter(|(contract, only)| contract.devices.is_empty() || only.contains(&device));
            of_device.map(|(contract, _)| *contract)
        };
        let words = event.words();
        let case = ChargeCase {
            day,
            component: link.component.map(|c| self.components[c.index()].as_str()),
            cause: words.cause_category,
            responsible: words.responsible_party,
        };
        let covered = |case: ChargeCase<'_>| contracts().any(|contract| covers(contract, case));
        let main = charge_of(case, known, || covered(case));
        Some([main, line_charge(event, known, covered, (main, case))])
    }
}

fn cover_of(dates: &DeviceDates) -> Cover {
    let components = dates.component_warranty.iter().map(|(id, day)| (match_key(id), *day));
    Cover { warranty_end: dates.warranty_end, components: components.collect() }
}

/// Several part lines are looked at one by one: the charge of the first that
/// differs from the job's own.
fn line_charge(
    event: Event,
    cover: &Cover,
    under_contract: impl Fn(ChargeCase<'_>) -> bool,
    (main, case): (Option<ChargeType>, ChargeCase),
) -> Option<ChargeType> {
    if event.parts().len() < 2 || cover.components.is_empty() {
        return None;
    }
    let keys = event.parts().iter().map(|line| match_key(event.resolve(line.part)));
    let mut charges = keys.filter(|key| cover.components.contains_key(key)).filter_map(|key| {
        let case = ChargeCase { component: Some(&key), ..case };
        charge_of(case, cover, || under_contract(case))
    });
    charges.find(|charge| Some(*charge) != main)
}

fn is_free(charge: ChargeType) -> bool {
    matches!(charge, ChargeType::FreeWarranty | ChargeType::Contract)
}

/// The mismatch of what was found with what was expected, if there is one.
/// Goodwill is a decision, not a mismatch.
pub fn mismatch(
    event: u32,
    expected: [Option<ChargeType>; 2],
    found: ChargeType,
) -> Option<ChargeMismatch> {
    let mut known = expected.into_iter().flatten();
    let first = known.next()?;
    let differs = |e: ChargeType| {
        (is_free(e) && found == ChargeType::Paid) || (e == ChargeType::Paid && is_free(found))
    };
    (differs(first) && known.all(differs)).then_some(ChargeMismatch {
        event,
        expected: first,
        found,
    })
}

/// The charge of each line of a job: of its parts where it has several, else of the job.
/// A line that says nothing of its own is charged as the job is.
pub(crate) fn line_charges(
    event: Event<'_>,
    found: Option<ChargeType>,
) -> impl Iterator<Item = Option<ChargeType>> {
    let parts = event.parts();
    let several = if parts.len() < 2 { &[] } else { parts };
    let whole = several.is_empty().then_some(found);
    let own = move |covered: Option<bool>| match covered {
        Some(true) if !found.is_some_and(is_unpaid) => Some(ChargeType::FreeWarranty),
        Some(false) => Some(ChargeType::Paid),
        _ => found,
    };
    whole.into_iter().chain(several.iter().map(move |line| own(line.warranty_covered)))
}

fn is_unpaid(charge: ChargeType) -> bool {
    is_free(charge) || charge == ChargeType::Goodwill
}

/// The charge under which a job's amount stands: that of its paid lines, if it has any.
pub(crate) fn amount_charge(event: Event<'_>, found: Option<ChargeType>) -> Option<ChargeType> {
    let paid = Some(ChargeType::Paid);
    if line_charges(event, found).any(|line| line == paid) { paid } else { found }
}

/// True where a record counts in the table of charges.
pub(crate) fn is_job(ground: &Ground, row: usize) -> bool {
    !ground.is_void(row) && ground.catalog.counts_for_ticket(row)
}

/// What is summed of one charge.
#[derive(Clone, Copy, Default)]
struct Sums {
    jobs: u64,
    lines: u64,
    amounts: Sum,
}

/// The charges of a scope's jobs while they are gathered.
#[derive(Default)]
pub(super) struct Gathering {
    /// By charge, in the order of the words, the unsaid last.
    by: [Sums; ChargeType::ALL.len() + 1],
    out_of_warranty: u64,
    goodwill: u64,
    expected_unknown: u64,
    mismatches: Vec<ChargeMismatch>,
}

impl Gathering {
    pub(super) fn add(&mut self, ground: &Ground, event: u32, job: &Job) {
        if job.is(Flags::VOID) || !job.is(Flags::COUNTS) {
            return;
        }
        self.of(job.charge).jobs += 1;
        let mut under = job.charge;
        if job.is(Flags::SEVERAL_PARTS) {
            let record = ground.event(event as usize);
            line_charges(record, job.charge).for_each(|line| self.of(line).lines += 1);
            under = amount_charge(record, job.charge);
        } else {
            self.of(job.charge).lines += 1;
        }
        job.amount().into_iter().for_each(|amount| self.of(under).amounts.add(amount));
        if job.is_out_of_warranty() {
            self.out_of_warranty += 1;
            self.goodwill += u64::from(job.charge == Some(ChargeType::Goodwill));
        }
        self.expected_unknown += u64::from(job.is_charge_unknown());
        self.mismatches.extend(job.charge_mismatch(event));
    }

    fn of(&mut self, charge: Option<ChargeType>) -> &mut Sums {
        &mut self.by[charge.map_or(ChargeType::ALL.len(), |charge| charge as usize)]
    }

    pub(super) fn finish(self) -> Charges {
        let jobs = self.by.iter().map(|of| of.jobs).sum();
        let lines = self.by.iter().map(|of| of.lines).sum();
        let amount = sum(self.by.iter().map(|of| of.amounts.value()));
        let words = ChargeType::ALL.iter().copied().map(Some).chain([None]);
        let used = words.zip(self.by).filter(|(_, of)| of.jobs + of.lines > 0);
        let share = |(charge, of): (Option<ChargeType>, Sums)| ChargeShare {
            charge,
            jobs: Rate::wilson(of.jobs, jobs),
            lines: Rate::wilson(of.lines, lines),
            amount: of.amounts.value(),
            amount_share: (amount > 0.0).then(|| of.amounts.value() / amount),
        };
        Charges {
            shares: used.map(share).collect(),
            amount,
            mismatches: self.mismatches,
            goodwill: Rate::wilson(self.goodwill, self.out_of_warranty),
            expected_unknown: self.expected_unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;
    use crate::model::events::NumField;
    use crate::model::{ContractId, CustomerId, Meta};

    fn day(value: &serde_json::Value) -> Option<Day> {
        value.as_str().map(|text| text.parse().unwrap())
    }

    fn texts(value: &serde_json::Value) -> Vec<String> {
        value.as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn charge_resolver() {
        for v in vectors("charge_resolver") {
            let device = v.input("device").0;
            let terms = &device["contract"];
            let contract = Contract {
                id: ContractId::from("K"),
                customer: CustomerId::from("C"),
                start: day(&terms["start"]),
                end: day(&terms["end"]),
                covers: texts(&terms["covers"]),
                excludes: texts(&terms["excludes"]),
                sla_profile: None,
                devices: Vec::new(),
                meta: Meta::default(),
            };
            let own = device["components"].as_object().unwrap();
            let cover = Cover {
                warranty_end: day(&device["warranty_end"]),
                components: own.iter().map(|(c, end)| (c.clone(), day(end).unwrap())).collect(),
            };
            let cases = v.input("cases").0.as_array().unwrap();
            for (case, want) in cases.iter().zip(texts(v.want("charge").0)) {
                let cause = match case["cause"].as_str().unwrap() {
                    "user_damage" => Some(CauseCategory::User),
                    other => CauseCategory::from_canonical(other),
                };
                let got = expected_charge(
                    ChargeCase {
                        day: day(&case["date"]).unwrap(),
                        component: case["component"].as_str(),
                        cause,
                        responsible: None,
                    },
                    &cover,
                    &[&contract],
                );
                assert_eq!(got.map(ChargeType::as_str), Some(want.as_str()), "{case}");
            }
        }
    }

    #[test]
    fn what_cannot_be_told_is_no_mismatch() {
        use ChargeType::{Contract, FreeWarranty, Goodwill, Paid};
        assert_eq!(mismatch(1, [None, None], Paid), None);
        assert_eq!(mismatch(1, [Some(Paid), None], Goodwill), None);
        assert_eq!(mismatch(1, [Some(FreeWarranty), Some(Paid)], Paid), None);
        assert!(mismatch(1, [Some(Contract), None], Paid).unwrap().charged_although_free());
        assert!(!mismatch(1, [Some(Paid), None], FreeWarranty).unwrap().charged_although_free());
        let nothing = ChargeCase {
            day: "2024-01-01".parse().unwrap(),
            component: None,
            cause: None,
            responsible: None,
        };
        assert_eq!(expected_charge(nothing, &Cover::default(), &[]), None);
    }

    #[test]
    fn a_job_with_several_part_lines_is_split_by_line() {
        use crate::analyse::fixture::Fleet;
        use crate::model::events::PartUse;
        let line =
            |warranty_covered| PartUse { warranty_covered, ..PartUse::of(crate::model::Sym::NONE) };
        // A paid job with a free line, a free job with one line, a paid job without
        // parts, five jobs that say nothing, one of them with two lines.
        let catalog = Fleet::sample().catalog_with(|c| {
            c.records.events = std::mem::take(&mut c.records.events).rebuild(|row, draft| {
                let (charge, parts, amount) = match row {
                    0 => (
                        Some(ChargeType::Paid),
                        vec![line(Some(true)), line(None), line(Some(false))],
                        Some(90.0),
                    ),
                    1 => (Some(ChargeType::FreeWarranty), vec![line(Some(false))], None),
                    2 => (Some(ChargeType::Paid), vec![], Some(60.0)),
                    3 => (None, vec![line(None), line(Some(false))], Some(50.0)),
                    _ => (None, vec![], None),
                };
                draft.words.charge_type = charge;
                draft.extra.parts = parts;
                draft.nums[NumField::Amount as usize] = amount;
                true
            });
        });
        let charges = crate::analyse::analyse(&catalog).fleet.scope.charges;
        let of = |charge: Option<ChargeType>| {
            let share = charges.shares.iter().find(|s| s.charge == charge).expect("a share");
            (share.jobs.n, share.lines.n, share.amount)
        };
        // 8 jobs; 3 + 1 + 1 + 2 + 4 lines.
        assert_eq!(of(Some(ChargeType::FreeWarranty)), (1, 2, 0.0));
        assert_eq!(of(Some(ChargeType::Paid)), (2, 4, 200.0));
        assert_eq!(of(None), (5, 5, 0.0));
        assert_eq!((charges.shares[0].jobs.d, charges.shares[0].lines.d), (8, 11));
        assert!((charges.amount - 200.0).abs() < 1e-9);
    }

    #[test]
    fn an_installation_fault_is_paid_unless_it_is_ours() {
        let case = |responsible| ChargeCase {
            day: "2024-01-01".parse().unwrap(),
            component: None,
            cause: Some(CauseCategory::Installation),
            responsible,
        };
        let cover = Cover { warranty_end: Some("2025-01-01".parse().unwrap()), ..Cover::default() };
        assert_eq!(expected_charge(case(None), &cover, &[]), Some(ChargeType::Paid));
        let ours = case(Some(ResponsibleParty::OwnWork));
        assert_eq!(expected_charge(ours, &cover, &[]), Some(ChargeType::FreeWarranty));
    }
}
