//! Ids as types of their own, so that a device is never taken for a customer.
//! An id keeps the letters a person wrote; [`match_key`] is the form in which two
//! spellings of one id meet.

use serde::{Serialize, Serializer};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// The matching form of an id: trimmed, NFKC, upper case (`domain.md` §2.4).
pub fn match_key(id: &str) -> String {
    if id.is_ascii() {
        return id.trim().to_ascii_uppercase();
    }
    id.trim().nfkc().flat_map(char::to_uppercase).collect::<String>().trim().to_owned()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// An id as written.
            pub fn new(id: impl Into<Arc<str>>) -> Self { Self(id.into()) }
            /// The id as written.
            pub fn as_str(&self) -> &str { &self.0 }
            /// The form in which spellings are compared.
            pub fn key(&self) -> String { match_key(&self.0) }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str { &self.0 }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self { Self::new(id) }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self { Self::new(id) }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A customer.
    CustomerId;
    /// A customer's site.
    SiteId;
    /// A device (asset).
    DeviceId;
    /// A device model.
    ModelId;
    /// A component in the tree system → module → part.
    ComponentId;
    /// A spare part.
    PartId;
    /// A fault code (failure mode).
    CodeId;
    /// A Markdown fault report.
    ReportId;
    /// A solution article.
    SolutionId;
    /// A service contract.
    ContractId;
    /// A planned or done visit.
    VisitId;
    /// A corrective or preventive action.
    ActionId;
    /// A complaint.
    ComplaintId;
    /// A training.
    TrainingId;
    /// A loaner hand-out.
    LoanerId;
    /// A spare-part request and transfer order.
    PartOrderId;
}
