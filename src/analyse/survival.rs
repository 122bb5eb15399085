//! Kaplan–Meier curves and the log-rank test (`domain.md` §4.6) on plain times.
//! What is followed, and until when, is decided by `fix`.

/// One subject: how long followed, and whether the event came then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Followed {
    /// Time followed.
    pub time: f64,
    /// True where the event came, false where following ended.
    pub event: bool,
}

/// One step of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The time of the event.
    pub time: f64,
    /// Followed just before.
    pub at_risk: u64,
    /// Events then.
    pub events: u64,
    /// The share without event after it.
    pub share: f64,
    /// Lower limit (log(−log), Greenwood); `None` where the share is 0.
    pub lower: Option<f64>,
    /// Upper limit; `None` where the share is 0.
    pub upper: Option<f64>,
}

/// The log-rank test of two or more groups.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRank {
    /// Events seen, by group.
    pub observed: Vec<f64>,
    /// Events expected were all groups alike.
    pub expected: Vec<f64>,
    /// Variance of the first group's difference.
    pub variance: f64,
    /// The statistic.
    pub chi2: f64,
    /// Its degrees of freedom.
    pub df: u64,
    /// Its p.
    pub p: f64,
}
