//! Where one clock of one ticket stands, and how many tickets stand where.

use crate::analyse::figure::Rate;
use crate::model::time::Instant;

/// Where one clock of one ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlaState {
    /// Stopped within the limit; exactly on it counts.
    Met,
    /// Stopped after the limit.
    BreachedClosed,
    /// Still running, past the limit.
    BreachedOpen,
    /// Still running, within the limit.
    Pending,
    /// Still running, past 80 % of the limit.
    PendingAtRisk,
    /// The clock does not concern this ticket, or has not started.
    NotApplicable,
    /// Excused: a delay on the way was told, with a reason (R22).
    Exempt,
    /// A stamp is missing, inverted, or only a date where hours matter.
    Unmeasurable,
    /// The limit depends on a distance or an agreed time that is not known.
    NoDistance,
}

impl SlaState {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::BreachedClosed => "breached_closed",
            Self::BreachedOpen => "breached_open",
            Self::Pending => "pending",
            Self::PendingAtRisk => "pending_at_risk",
            Self::NotApplicable => "not_applicable",
            Self::Exempt => "exempt",
            Self::Unmeasurable => "unmeasurable",
            Self::NoDistance => "no_distance",
        }
    }

    /// True where it is in the denominator: met or breached.
    pub fn is_due(self) -> bool {
        matches!(self, Self::Met | Self::BreachedClosed | Self::BreachedOpen)
    }

    /// True where the clock runs for the ticket and is not measured: excused, or nothing tells.
    pub fn is_left_out(self) -> bool {
        matches!(self, Self::Exempt | Self::Unmeasurable | Self::NoDistance)
    }
}

/// One clock of one ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketClock {
    /// Position in [`SlaPlan::clocks`](crate::analyse::sla_plan::SlaPlan::clocks).
    pub clock: u16,
    /// Where it stands.
    pub state: SlaState,
    /// When it started.
    pub started: Option<Instant>,
    /// When it stopped, if it had by then.
    pub stopped: Option<Instant>,
    /// When its limit ends; accepted pauses have moved it.
    pub due: Option<Instant>,
    /// From when on it is at risk: 80 % of the limit used.
    pub risk_from: Option<Instant>,
    /// Milliseconds of its calendar used, without accepted pauses.
    pub elapsed_ms: Option<i64>,
    /// Milliseconds of its calendar that were allowed.
    pub limit_ms: Option<i64>,
    /// Whole days only: a stamp of a day-level clock is a date alone.
    pub coarse: bool,
}

/// How many tickets stand where, on one clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockTally {
    /// Within the limit.
    pub met: u64,
    /// Stopped too late.
    pub breached_closed: u64,
    /// Running and late.
    pub breached_open: u64,
    /// Running and in time, without those at risk.
    pub pending: u64,
    /// Running, past 80 % of the limit.
    pub pending_at_risk: u64,
    /// Excused (R22).
    pub exempt: u64,
    /// Not measurable, those without distance included.
    pub unmeasurable: u64,
    /// Of the unmeasurable, those without distance or agreed time.
    pub no_distance: u64,
    /// Of the measured, those known to the day only.
    pub coarse: u64,
}

impl ClockTally {
    /// Tickets in the denominator: met or breached.
    pub fn due(&self) -> u64 {
        self.met + self.breached_closed + self.breached_open
    }

    /// Tickets that are not measured: excused, or nothing tells.
    pub fn left_out(&self) -> u64 {
        self.exempt + self.unmeasurable
    }

    /// Counts one clock.
    pub fn add(&mut self, clock: &TicketClock) {
        let measured = clock.state.is_due();
        match clock.state {
            SlaState::Met => self.met += 1,
            SlaState::BreachedClosed => self.breached_closed += 1,
            SlaState::BreachedOpen => self.breached_open += 1,
            SlaState::Pending => self.pending += 1,
            SlaState::PendingAtRisk => self.pending_at_risk += 1,
            SlaState::NotApplicable => {}
            SlaState::Exempt => self.exempt += 1,
            SlaState::Unmeasurable => self.unmeasurable += 1,
            SlaState::NoDistance => {
                self.unmeasurable += 1;
                self.no_distance += 1;
            }
        }
        self.coarse += u64::from(measured && clock.coarse);
    }

    /// Adds another tally to this one.
    pub fn join(&mut self, other: &Self) {
        self.met += other.met;
        self.breached_closed += other.breached_closed;
        self.breached_open += other.breached_open;
        self.pending += other.pending;
        self.pending_at_risk += other.pending_at_risk;
        self.exempt += other.exempt;
        self.unmeasurable += other.unmeasurable;
        self.no_distance += other.no_distance;
        self.coarse += other.coarse;
    }

    /// met / (met + breached), with the Wilson interval.
    pub fn compliance(&self) -> Rate {
        Rate::wilson(self.met, self.due())
    }

    /// True where no ticket was ever on this clock.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
