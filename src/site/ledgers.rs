//! The ledgers that procedures name (`domain.md` §1.1): which there are, and which rows stand
//! in each. A ledger without rows has no page. They are the department's own.

use crate::analyse::parts::{OldPart, old_parts};
use crate::catalog::{Audience, Catalog, Restricted};
use crate::model::Event;
use crate::model::events::{FlagField, NumField};
use crate::model::time::{Clock, Month};
use crate::model::words::ServiceType;
use std::collections::BTreeMap;

/// A ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ledger {
    /// Calls, letters and visits in time order and what came of each (服务登记表).
    Register,
    /// Who was sent where, when, and what it took (派遣记录).
    Dispatch,
    /// Spares requested, shipped and received (配件申请调拨单).
    PartOrders,
    /// Spares issued and cleared (领料单).
    PartsIssued,
    /// Old parts and what became of them (旧件).
    OldParts,
    /// Devices taken away for repair (进出商品簿).
    Workshop,
    /// Units that stood in for devices under repair (替补品).
    Loaners,
    /// Roadside assistance, a row a rescue (救援登记台帐).
    Rescue,
    /// A row a customer: who they are, what they have, when their file was made (客户档案).
    Customers,
    /// Trainings given (培训).
    Trainings,
    /// Complaints and what became of them (投诉).
    Complaints,
    /// What services cost (费用登记).
    Costs,
}

impl Ledger {
    /// Every ledger, in the order in which a job meets them.
    pub const ALL: [Self; 12] = [
        Self::Register,
        Self::Dispatch,
        Self::PartOrders,
        Self::PartsIssued,
        Self::OldParts,
        Self::Workshop,
        Self::Loaners,
        Self::Rescue,
        Self::Customers,
        Self::Trainings,
        Self::Complaints,
        Self::Costs,
    ];

    /// Its name in addresses and in the words of a theme.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Dispatch => "dispatch",
            Self::PartOrders => "part-orders",
            Self::PartsIssued => "parts-issued",
            Self::OldParts => "old-parts",
            Self::Workshop => "workshop",
            Self::Loaners => "loaners",
            Self::Rescue => "rescue",
            Self::Customers => "customer-files",
            Self::Trainings => "trainings",
            Self::Complaints => "complaints",
            Self::Costs => "costs",
        }
    }

    /// True where its rows are tickets; the others are tables of their own.
    pub fn is_of_tickets(self) -> bool {
        !matches!(
            self,
            Self::PartOrders | Self::Loaners | Self::Customers | Self::Trainings | Self::Complaints
        )
    }

    /// Whether a ticket stands in it.
    fn holds(self, event: Event<'_>) -> bool {
        match self {
            Self::Register => true,
            Self::Dispatch => {
                event.at(Clock::DispatchedAt).is_some() || event.at(Clock::ArrivedAt).is_some()
            }
            Self::PartsIssued => !event.parts().is_empty(),
            Self::Workshop => event.flag(FlagField::Workshop) == Some(true),
            Self::Rescue => event.service_type() == ServiceType::Rescue,
            Self::Costs => COSTS.iter().any(|field| event.num(*field).is_some()),
            Self::OldParts
            | Self::PartOrders
            | Self::Loaners
            | Self::Customers
            | Self::Trainings
            | Self::Complaints => false,
        }
    }
}

/// What a service may cost, and what was charged for it.
pub const COSTS: [NumField; 4] =
    [NumField::CostLabour, NumField::CostParts, NumField::CostTravel, NumField::Amount];

/// The ledgers of a site; of those of tickets their months with their rows.
#[derive(Clone, Debug, Default)]
pub struct Ledgers {
    of: BTreeMap<Ledger, BTreeMap<Month, Vec<u32>>>,
    /// Old parts that have to come back, by event.
    old_parts: Vec<OldPart>,
}

impl Ledgers {
    /// The ledgers of a catalog.
    pub fn of(catalog: &Restricted<Catalog>) -> Self {
        let mut ledgers = Self::default();
        if *catalog.audience() != Audience::Internal {
            return ledgers;
        }
        ledgers.old_parts = old_parts(catalog, 0..catalog.events().len());
        for ledger in Ledger::ALL {
            if ledger.is_of_tickets() {
                let months = ledgers.months_of(catalog, ledger);
                if !months.is_empty() {
                    ledgers.of.insert(ledger, months);
                }
            } else if table_rows(catalog, ledger) > 0 {
                ledgers.of.insert(ledger, BTreeMap::new());
            }
        }
        ledgers
    }

    fn months_of(&self, catalog: &Catalog, ledger: Ledger) -> BTreeMap<Month, Vec<u32>> {
        let mut months = BTreeMap::new();
        for (month, rows) in &catalog.index.events_of_month {
            let held: Vec<u32> = rows
                .clone()
                .filter(|&row| match ledger {
                    // Which part has to come back is a matter of its value and the settings.
                    Ledger::OldParts => !self.old_parts_of(row as u32).is_empty(),
                    _ => ledger.holds(catalog.event(row)),
                })
                .map(|row| row as u32)
                .collect();
            if !held.is_empty() {
                months.insert(*month, held);
            }
        }
        months
    }

    /// The old parts that have to come back from a ticket.
    pub fn old_parts_of(&self, event: u32) -> &[OldPart] {
        let from = self.old_parts.partition_point(|old| old.event < event);
        let to = self.old_parts.partition_point(|old| old.event <= event);
        &self.old_parts[from..to]
    }

    /// Every ledger that has rows.
    pub fn kinds(&self) -> impl Iterator<Item = Ledger> + '_ {
        self.of.keys().copied()
    }

    /// The months of a ledger of tickets, first to last.
    pub fn months(&self, ledger: Ledger) -> impl DoubleEndedIterator<Item = Month> + '_ {
        self.of.get(&ledger).into_iter().flat_map(|months| months.keys().copied())
    }

    /// The tickets of a month, in order.
    pub fn rows(&self, ledger: Ledger, month: Month) -> &[u32] {
        self.of.get(&ledger).and_then(|months| months.get(&month)).map_or(&[], Vec::as_slice)
    }
}

fn table_rows(catalog: &Catalog, ledger: Ledger) -> usize {
    let records = &catalog.records;
    match ledger {
        Ledger::PartOrders => records.part_orders.len(),
        Ledger::Loaners => records.loaners.len(),
        Ledger::Customers => records.customers.iter().filter(|one| !one.derived).count(),
        Ledger::Trainings => records.trainings.len(),
        Ledger::Complaints => records.complaints.len(),
        _ => 0,
    }
}
