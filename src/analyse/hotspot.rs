//! Hot spots with false-discovery control (`domain.md` §4.5): does a group fail
//! more often than the rest of the fleet? Shrunk rates order tables in which small
//! groups would shout.

use crate::catalog::{
    Catalog, CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, Restricted, SiteIx,
};

/// A family of groups; each has its own correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Models.
    Model,
    /// Devices.
    Device,
    /// Sites.
    Site,
    /// Customers.
    Customer,
    /// Batches.
    Batch,
    /// A fault code on a model, against that code on all models it can befall.
    CodeModel,
    /// A component on a model, likewise.
    ComponentModel,
    /// The first 90 days of service against later.
    EarlyLife,
    /// The 7 days after maintenance against the rest.
    AfterMaintenance,
}

impl Family {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Device => "device",
            Self::Site => "site",
            Self::Customer => "customer",
            Self::Batch => "batch",
            Self::CodeModel => "code_model",
            Self::ComponentModel => "component_model",
            Self::EarlyLife => "early_life",
            Self::AfterMaintenance => "after_maintenance",
        }
    }
}

/// What a group is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A model.
    Model(ModelIx),
    /// A device.
    Device(DeviceIx),
    /// A site.
    Site(SiteIx),
    /// A customer.
    Customer(CustomerIx),
    /// A batch.
    Batch(String),
    /// A code on a model.
    CodeModel(CodeIx, ModelIx),
    /// A component on a model.
    ComponentModel(ComponentIx, ModelIx),
    /// The stretch after commissioning or maintenance.
    Stretch,
}

/// Failures and exposure of a group, and of the whole it is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// Failures of the group.
    pub c: u64,
    /// Device-years of the group.
    pub e: f64,
    /// Failures of the whole.
    pub total_c: u64,
    /// Device-years of the whole.
    pub total_e: f64,
}

/// One group held against the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contrast {
    /// Failures per device-year.
    pub rate: Option<f64>,
    /// The rest's.
    pub rest_rate: Option<f64>,
    /// Rate / rest's rate; `None` where the rest has no failure.
    pub ratio: Option<f64>,
    /// Lower limit of the ratio.
    pub lower: Option<f64>,
    /// Upper limit of the ratio.
    pub upper: Option<f64>,
    /// One-sided exact p.
    pub p: f64,
    /// p corrected over the family (Benjamini–Hochberg).
    pub q: f64,
    /// q ≤ 0.10, at least 3 failures, ratio ≥ 1.5.
    pub flagged: bool,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpot {
    /// The group.
    pub group: Group,
    /// Its failures and exposure.
    pub part: Part,
    /// Against the rest.
    pub contrast: Contrast,
    /// The shrunk rate; only where groups partition the fleet.
    pub shrunk: Option<f64>,
}

/// One family's table.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpotFamily {
    /// Which.
    pub family: Family,
    /// Groups with exposure, all of them tested and corrected for.
    pub groups: u64,
    /// Failures of the family.
    pub failures: u64,
    /// At least 10 failures and 3 groups (2 for a stretch): a verdict is possible.
    pub enough: bool,
    /// By p, then group; at most [`MAX_ROWS`] of them.
    pub rows: Vec<HotSpot>,
    /// With nothing flagged: the ratio the best-observed group would have needed.
    pub ratio_needed: Option<f64>,
}

/// The longest table a family keeps; all groups are tested.
pub const MAX_ROWS: usize = 200;
/// Failures a family needs.
pub const FAMILY_FAILURES: u64 = 10;
/// Groups a family needs.
pub const FAMILY_GROUPS: u64 = 3;

/// Every family's table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HotSpotFacts {
    /// In order of family; families without group are left out.
    pub families: Vec<HotSpotFamily>,
}

impl HotSpotFacts {
    /// A family's table.
    pub fn family(&self, family: Family) -> Option<&HotSpotFamily> {
        self.families.iter().find(|f| f.family == family)
    }

    /// Everything flagged, by family.
    pub fn flagged(&self) -> impl Iterator<Item = (Family, &HotSpot)> {
        let rows = self.families.iter().flat_map(|f| f.rows.iter().map(|r| (f.family, r)));
        rows.filter(|(_, row)| row.contrast.flagged)
    }
}

/// Empirical-Bayes rates (Marshall).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shrunk {
    /// The overall rate.
    pub overall: f64,
    /// Weighted variance of the rates.
    pub s2: f64,
    /// Variance between groups.
    pub between: f64,
    /// The shrunk rate of each group, in the given order.
    pub rates: Vec<f64>,
}

/// Tests groups against the rest and corrects over all of them.
pub fn contrasts(_parts: &[Part]) -> Vec<Contrast> {
    Vec::new()
}

/// Shrunk rates of groups of (failures, exposure); `None` without exposure.
pub fn shrink(_groups: &[(u64, f64)]) -> Option<Shrunk> {
    None
}

/// The hot spots of a catalog.
pub fn hotspots(_catalog: &Restricted<Catalog>) -> HotSpotFacts {
    HotSpotFacts::default()
}
