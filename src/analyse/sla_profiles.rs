//! The service-level profiles that the field's own rules name (`domain.md` §1.3),
//! as data. A project's profile of the same id replaces one of these.

use crate::model::settings::SlaProfile;

/// Ids of the built-in profiles, in order.
pub const BUILT_IN: [&str; 10] = [
    "agri",
    "decoration",
    "device_contract",
    "generic",
    "it",
    "led",
    "rescue",
    "rescue_bid",
    "simulator",
    "stb",
];

/// A built-in profile.
pub fn built_in(_id: &str) -> Option<SlaProfile> {
    None
}
