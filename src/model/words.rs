//! The closed lists of words that the domain fixes (`domain.md` §1.8, §2.1).
//! Each has one canonical name in data files; the words people write for it are
//! recognised in `ingest`, its display words live in the theme's i18n tables.

use serde::{Serialize, Serializer};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* #[doc = concat!("`", $text, "`")] $variant,)* }

        impl $name {
            /// Every word, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The canonical name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The word with this canonical name.
            pub fn from_canonical(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )*};
}

words! {
    /// What kind of service an event was.
    ServiceType {
        Repair = "repair", Remote = "remote", Rescue = "rescue", Install = "install",
        Maintenance = "maintenance", Visit = "visit", Training = "training", Upgrade = "upgrade",
        Consult = "consult", Complaint = "complaint", Parts = "parts", Other = "other",
    }
    /// Who pays (R7).
    ChargeType {
        FreeWarranty = "free_warranty", Contract = "contract", Paid = "paid",
        Goodwill = "goodwill", Undetermined = "undetermined",
    }
    /// Why it failed.
    CauseCategory {
        Design = "design", Manufacturing = "manufacturing", Installation = "installation",
        User = "user", Maintenance = "maintenance", Wear = "wear", External = "external",
        Software = "software", Transport = "transport", ForceMajeure = "force_majeure",
        Nff = "nff", Unknown = "unknown",
    }
    /// Where a ticket stands.
    Status {
        Open = "open", InProgress = "in_progress", WaitingParts = "waiting_parts",
        WaitingCustomer = "waiting_customer", Resolved = "resolved", Closed = "closed",
        Cancelled = "cancelled", Duplicate = "duplicate",
    }
    /// IT priorities (§1.3).
    Priority { P1 = "P1", P2 = "P2", P3 = "P3", P4 = "P4", }
    /// How the fault was reported.
    Channel {
        Phone = "phone", Web = "web", Mail = "mail", Visit = "visit",
        Monitoring = "monitoring", WalkIn = "walk_in",
    }
    /// Who is responsible (R20).
    ResponsibleParty {
        Supplier = "supplier", OwnWork = "own_work", Customer = "customer",
        ThirdParty = "third_party", Unknown = "unknown",
    }
    /// What became of a replaced part (R8, R9).
    OldPartStatus {
        Scrapped = "scrapped", Refurbished = "refurbished",
        ReturnedToVendor = "returned_to_vendor", KeptByCustomer = "kept_by_customer",
        Pending = "pending",
    }
    /// How sure a solution article is (KCS).
    Confidence {
        WorkInProgress = "work_in_progress", NotValidated = "not_validated",
        Validated = "validated", Archived = "archived",
    }
    /// Who may read an article.
    Readers { Internal = "internal", Partner = "partner", Customer = "customer", Public = "public", }
    /// Data of a person that may be masked.
    Personal {
        Phone = "phone", Email = "email", Identity = "identity", Plate = "plate",
        Address = "address",
    }
    /// What kind a planned visit is.
    VisitKind {
        First = "first", Mid = "mid", Last = "last", Monthly = "monthly",
        Quarterly = "quarterly", Maintenance = "maintenance", Other = "other",
    }
    /// Corrective or preventive.
    ActionKind { Corrective = "corrective", Preventive = "preventive", }
    /// What a complaint is about.
    ComplaintKind {
        Attitude = "attitude", Quality = "quality", Delay = "delay", Fee = "fee",
        Conduct = "conduct", Other = "other",
    }
    /// Where a device stands.
    DeviceStatus { InService = "in_service", Spare = "spare", Loaner = "loaner", Retired = "retired", }
    /// Where a part comes from (R15).
    PartOrigin { Original = "original", Approved = "approved", Other = "other", }
}
