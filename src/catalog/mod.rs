//! The catalog: records cross-linked, completed with stubs, checked and indexed.
//! Restriction to an audience happens here, before anything is computed, and
//! gives another type: analysis and pages only ever see a [`Restricted`] catalog.
//!
//! Not here: figures (`analyse`), addresses of pages (`site`), HTML (`render`).

mod addresses;
mod check;
mod columns;
mod complete;
mod coverage;
pub mod dates;
pub mod documents;
mod ends;
mod filter;
mod findings;
pub mod groups;
pub mod index;
pub mod link;
mod mask;
mod nearest;
mod order;
mod ownership;
mod places;
mod reference;
mod resolve;
pub mod restrict;
mod serials;
mod shown;
mod shown_event;
mod target;
mod visible;

pub(crate) use check::place_of;
pub use dates::DeviceDates;
pub use documents::{DocumentLink, DocumentLinks, DocumentPaths, LinkTarget, PageRef};
pub use ends::Ends;
pub use groups::Groups;
pub use index::Index;
pub use link::link;
pub use mask::PersonalCounts;
pub(crate) use nearest::Nearest;
pub use restrict::{Audience, Restricted};

use crate::diag::Diagnostics;
use crate::model::events::{Event, Events};
use crate::model::records::{Customer, Device, DeviceModel, FaultCode, Records, Solution};
use crate::model::{Attachment, RejectedRow, Settings, SourceReport};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

macro_rules! positions {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The position as a type.
            ///
            /// # Panics
            /// If there are 2^32 − 1 of them.
            pub fn new(index: usize) -> Self {
                let plus_one = u32::try_from(index + 1).expect("fewer than 2^32 records of a kind");
                Self(NonZeroU32::new(plus_one).expect("one more than an index is not zero"))
            }
            /// The position as a number, from 0.
            pub fn index(self) -> usize { self.0.get() as usize - 1 }
        }
    )*};
}

positions! {
    /// Position in `Records::devices`.
    DeviceIx;
    /// Position in `Records::models`.
    ModelIx;
    /// Position in `Records::customers`.
    CustomerIx;
    /// Position in `Records::sites`.
    SiteIx;
    /// Position in `Records::codes`.
    CodeIx;
    /// Position in `Records::components`.
    ComponentIx;
    /// Position in `Records::parts`.
    PartIx;
    /// Position in `Records::solutions`.
    SolutionIx;
    /// Position in `Records::reports`.
    ReportIx;
}

/// What an event's references resolve to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventLinks {
    /// Its device; `None` only where the record names none.
    pub device: Option<DeviceIx>,
    /// The device's model, else the model the record names.
    pub model: Option<ModelIx>,
    /// The device's owner when it was reported, else the customer the record names.
    pub customer: Option<CustomerIx>,
    /// The device's site at that time, else the site the record names.
    pub site: Option<SiteIx>,
    /// Its fault code.
    pub code: Option<CodeIx>,
    /// Its component, else its code's component.
    pub component: Option<ComponentIx>,
    /// The solution used.
    pub solution: Option<SolutionIx>,
    /// A failure by `domain.md` §2.1 and the configured exclusions.
    pub is_failure: bool,
}

/// Everything that is known, linked.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The configuration; `as_of` is set if there is any stamp.
    pub settings: Settings,
    /// The records, each kind in natural order of id, events in order of
    /// (reported, ticket, device). Stubs and derived records are included.
    pub records: Records,
    /// What each event's references resolve to, by position.
    pub links: Vec<EventLinks>,
    /// Derived dates, by device.
    pub dates: Vec<DeviceDates>,
    /// Look-ups by id, and which events belong to what.
    pub index: Index,
    /// Links of Markdown documents.
    pub documents: DocumentLinks,
    /// The stretch that logs (without logs: reports) cover; `None` without stamps.
    pub coverage: Option<crate::model::Period>,
    /// Files beside the articles, by project path.
    pub attachments: BTreeMap<Arc<str>, Attachment>,
    /// The account of every source; empty outside the internal audience.
    pub sources: Vec<SourceReport>,
    /// Rows that became no record; empty outside the internal audience.
    pub rejected: Vec<RejectedRow>,
    /// Data of persons found in texts and columns, by place and kind; empty outside
    /// the internal audience.
    pub personal: PersonalCounts,
    /// Everything found so far; empty outside the internal audience.
    pub diagnostics: Diagnostics,
}

impl Catalog {
    /// All events.
    pub fn events(&self) -> &Events {
        &self.records.events
    }

    /// The event at a position.
    pub fn event(&self, row: usize) -> Event<'_> {
        self.records.events.get(row)
    }

    /// True where what belongs to a whole ticket (amounts, part lines, answers,
    /// complaints, clocks, jobs) is counted with this event. A report that names
    /// several devices has an event for each of them; its first one stands for all.
    pub fn counts_for_ticket(&self, row: usize) -> bool {
        let Some(report) = self.event(row).report() else { return true };
        let first = self.index.events_of_report.of(report).first();
        first.is_none_or(|first| *first as usize == row)
    }

    /// A device.
    pub fn device(&self, ix: DeviceIx) -> &Device {
        &self.records.devices[ix.index()]
    }

    /// A device's derived dates.
    pub fn device_dates(&self, ix: DeviceIx) -> &DeviceDates {
        &self.dates[ix.index()]
    }

    /// A model.
    pub fn model(&self, ix: ModelIx) -> &DeviceModel {
        &self.records.models[ix.index()]
    }

    /// A customer.
    pub fn customer(&self, ix: CustomerIx) -> &Customer {
        &self.records.customers[ix.index()]
    }

    /// A fault code.
    pub fn code(&self, ix: CodeIx) -> &FaultCode {
        &self.records.codes[ix.index()]
    }

    /// A solution.
    pub fn solution(&self, ix: SolutionIx) -> &Solution {
        &self.records.solutions[ix.index()]
    }

    /// The page of this site that an address on another host shows: its path ends
    /// like the path of exactly one known document. For links in cells and notes.
    pub fn resolve_url(&self, url: &str) -> Option<PageRef> {
        self.documents.paths.by_url(url)
    }
}

#[cfg(test)]
mod tests;
