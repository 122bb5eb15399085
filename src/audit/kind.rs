//! What is searched for, by kind, and the rules by which something is not.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal, $title:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $(#[doc = $title] $variant,)* }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in the certificate.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it is, in words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = Cow::<'de, str>::deserialize(deserializer)?;
                let known = Self::ALL.iter().find(|known| known.as_str() == word);
                known.copied().ok_or_else(|| D::Error::custom(format!("{word} is not known")))
            }
        }
    )*};
}

words! {
    /// A kind of identifier.
    Kind {
        Canary = "canary", "a canary of the configuration";
        Name = "customer_name", "the name of a customer";
        Customer = "customer_id", "the id of a customer";
        Contact = "contact", "a contact person";
        Phone = "phone", "a telephone number";
        Mail = "mail", "a mail address";
        Address = "address", "a postal address";
        Site = "site_id", "the id of a customer's site";
        SiteName = "site_name", "the name of a customer's site";
        Device = "device_id", "the id of a device";
        DeviceName = "device_name", "the name of a device";
        Serial = "serial", "a serial number";
        Ticket = "ticket_id", "the id of a ticket";
        Report = "report_id", "the id of a fault report";
        Article = "article_id", "the id of an article for other readers";
        Contract = "contract_id", "the id of a contract";
        Record = "record_id", "the id of a visit, training, complaint, loaner or order";
        Engineer = "engineer", "the name of an engineer";
        Path = "project_path", "a path of the project";
        File = "source_file", "the name of a file that was read";
    }

    /// Why an identifier is not searched for.
    LeftOut {
        Short = "short", "fewer than four characters, or one Chinese character";
        Number = "number", "a bare number of fewer than eight digits";
        Date = "date", "a day or a month";
        House = "house_word", "a word of the theme or of the program itself";
        Shared = "shared_table", "also the id or name of an entry of a table that all customers share";
        Organisation = "organisation", "also the service department's own";
        Allowed = "allowed", "allowed by `allow` in `audit`";
    }
}

impl Kind {
    /// True where it names a person or an organisation: free text of others is no
    /// excuse for it.
    pub(super) fn is_strong(self) -> bool {
        matches!(
            self,
            Self::Canary | Self::Name | Self::Contact | Self::Phone | Self::Mail | Self::Address
        )
    }

    /// True where blanks are no part of its marks.
    pub(super) fn is_id(self) -> bool {
        !self.is_strong() && !self.is_word()
    }

    /// True where it is a word that people use for other things as well.
    pub(super) fn is_word(self) -> bool {
        matches!(self, Self::SiteName | Self::DeviceName | Self::Engineer)
    }
}
