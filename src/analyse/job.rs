//! What the figures of a scope ask of one job, in one stretch of memory: every scope
//! (the fleet, a device, a model, a month …) walks over its own jobs, and a walk costs
//! what it has to fetch. Filled by [`super::ground`] and [`super::scope::Base`].

use super::charge::{ChargeMismatch, mismatch};
use super::figure::Reason;
use super::ground::Ground;
use super::keys::KeyId;
use super::repeat::IndexFault;
use super::times::Differences;
use crate::catalog::{CodeIx, ComponentIx, DeviceIx};
use crate::model::time::Instant;
use crate::model::words::{ChargeType, ServiceType};

/// An instant that is not known.
pub(super) const UNKNOWN: i64 = i64::MIN;

/// Where a ticket stands, without the instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Ended,
    Open,
    Untold,
    Void,
}

/// An outage in small: the rare one that a loaner interrupts is worked out anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    None,
    Untold(Reason),
    Known,
    Interrupted,
}

/// One job. Instants are milliseconds, or [`UNKNOWN`]; money is NaN where it is not known.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    pub(super) reported: i64,
    pub(super) resolved: i64,
    /// When it ended for the backlog, by the configured closing clock.
    pub(super) ended: i64,
    pub(super) down_from: i64,
    pub(super) down_to: i64,
    pub(super) cost: f64,
    pub(super) amount: f64,
    /// The report of its recurrence.
    pub(super) next_reported: i64,
    /// The first instant at which nobody would tell of a recurrence.
    pub(super) told_until: i64,
    pub(super) device: Option<DeviceIx>,
    pub(super) code: Option<CodeIx>,
    pub(super) component: Option<ComponentIx>,
    /// By which it is the same as another.
    pub(super) key: Option<KeyId>,
    /// One more than the position of its recurrence; 0 is none.
    pub(super) next: u32,
    /// Position of the month of its report; `u16::MAX` outside all months.
    pub(super) month: u16,
    /// One more than the visits; 0 is unknown.
    pub(super) visits: u8,
    pub(super) kind: ServiceType,
    pub(super) charge: Option<ChargeType>,
    pub(super) expected: [Option<ChargeType>; 2],
    pub(super) standing: Stand,
    pub(super) restoration: Stand,
    pub(super) stop: Stop,
    pub(super) flags: Flags,
    pub(super) differences: Differences,
}

/// What is true of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags(u16);

impl Flags {
    /// A failure (`domain.md` §2.1).
    pub(super) const FAILURE: Self = Self(1);
    /// Cancelled or a duplicate.
    pub(super) const VOID: Self = Self(1 << 1);
    /// Somebody reported a fault, whether or not one was found.
    pub(super) const TICKET: Self = Self(1 << 2);
    /// The event that counts for its ticket.
    pub(super) const COUNTS: Self = Self(1 << 3);
    /// A follow-up is needed.
    pub(super) const FOLLOW_UP: Self = Self(1 << 4);
    /// It lies in the observation of its own device and did not open it.
    pub(super) const EXPOSED: Self = Self(1 << 5);
    /// Its report is a day without an hour.
    pub(super) const DAY_ONLY: Self = Self(1 << 6);
    /// It names several parts.
    pub(super) const SEVERAL_PARTS: Self = Self(1 << 7);

    pub(super) fn set(&mut self, flag: Self, is: bool) {
        self.0 = if is { self.0 | flag.0 } else { self.0 & !flag.0 };
    }

    pub(super) fn has(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }
}

fn known(at: i64) -> Option<Instant> {
    (at != UNKNOWN).then_some(Instant(at))
}

impl Job {
    /// Milliseconds to restore, of a failure that was restored.
    pub(super) fn restore_ms(&self) -> Option<i64> {
        self.differences[super::times::RESTORE].told().ok()
    }

    pub(super) fn reported(&self) -> Option<Instant> {
        known(self.reported)
    }

    pub(super) fn resolved(&self) -> Option<Instant> {
        known(self.resolved)
    }

    pub(super) fn is(&self, flag: Flags) -> bool {
        self.flags.has(flag)
    }

    /// What it cost; `None` where nothing says so.
    pub(super) fn cost(&self) -> Option<f64> {
        (!self.cost.is_nan()).then_some(self.cost)
    }

    /// What was charged.
    pub(super) fn amount(&self) -> Option<f64> {
        (!self.amount.is_nan()).then_some(self.amount)
    }

    /// The kind of job; `None` where it is cancelled or a duplicate.
    pub(super) fn kind(&self) -> Option<ServiceType> {
        (!self.is(Flags::VOID)).then_some(self.kind)
    }

    /// Its own downtime before `end`, whether or not another outage overlaps it; 0 where
    /// nothing tells how long it lasted.
    pub(super) fn down_ms(&self, ground: &Ground, event: u32, end: Instant) -> i64 {
        match self.stop {
            Stop::None | Stop::Untold(_) => 0,
            Stop::Known => end.min(Instant(self.down_to)).since(Instant(self.down_from)).max(0),
            Stop::Interrupted => ground.own_downtime_ms(event as usize, end).unwrap_or(0),
        }
    }

    /// A failure closed before it was reported.
    pub(super) fn is_inverted(&self) -> bool {
        self.is(Flags::FAILURE)
            && self.reported != UNKNOWN
            && self.resolved != UNKNOWN
            && self.resolved < self.reported
    }

    /// True where it is expected to be paid or covered by a contract.
    pub(super) fn is_out_of_warranty(&self) -> bool {
        matches!(self.expected[0], Some(ChargeType::Paid | ChargeType::Contract))
    }

    /// True where a device's job should have a charge that cannot be told.
    pub(super) fn is_charge_unknown(&self) -> bool {
        self.expected[0].is_none() && self.is(Flags::TICKET) && self.device.is_some()
    }

    /// The mismatch of what was charged with what was expected, if there is one.
    pub(super) fn charge_mismatch(&self, event: u32) -> Option<ChargeMismatch> {
        mismatch(event, self.expected, self.charge?)
    }

    /// A resolved failure as an index event; `None` for anything else.
    pub(super) fn index_fault(&self, event: u32) -> Option<IndexFault> {
        let resolved = self.resolved().filter(|_| self.is(Flags::FAILURE))?;
        self.reported().filter(|at| *at <= resolved)?;
        Some(IndexFault {
            event,
            resolved,
            next: self.next.checked_sub(1).map(|later| (later, Instant(self.next_reported))),
            keyed: self.key.is_some() && self.device.is_some(),
            told_until: Instant(self.told_until),
            visits: self.visits.checked_sub(1).map(u64::from),
            followup: self.is(Flags::FOLLOW_UP),
        })
    }
}
