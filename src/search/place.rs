//! The places that a result can lead to, and what the search must be told about them
//! by the rooms that lay out pages.

use crate::model::Month;

/// A page of a record, by the record's position; a monthly report by its position
/// among the months; a part by its row on the page of all parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A solution article.
    Solution(u32),
    /// A Markdown fault report.
    Fault(u32),
    /// A fault code.
    Code(u32),
    /// A component.
    Component(u32),
    /// A device.
    Device(u32),
    /// A model.
    Model(u32),
    /// A customer.
    Customer(u32),
    /// A site.
    Site(u32),
    /// A free page.
    Page(u32),
    /// A monthly report.
    Report(u32),
    /// A spare part.
    Part(u32),
}

/// What kinds of results there are, in the order of their numbers in the files.
pub(super) const KINDS: [&str; 11] = [
    "solution",
    "fault",
    "code",
    "component",
    "device",
    "model",
    "customer",
    "site",
    "page",
    "report",
    "part",
];

impl Place {
    /// The kind's position in [`KINDS`].
    pub(super) fn kind(self) -> usize {
        match self {
            Self::Solution(_) => 0,
            Self::Fault(_) => 1,
            Self::Code(_) => 2,
            Self::Component(_) => 3,
            Self::Device(_) => 4,
            Self::Model(_) => 5,
            Self::Customer(_) => 6,
            Self::Site(_) => 7,
            Self::Page(_) => 8,
            Self::Report(_) => 9,
            Self::Part(_) => 10,
        }
    }
}

/// Where a log row is shown: on its device's page or on the page of one of its years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPlace {
    /// The device, by position.
    pub device: u32,
    /// The year whose page it is; `None` is the device's own page.
    pub year: Option<i16>,
    /// The anchor on the page.
    pub anchor: String,
}

/// What the layout of a site says about its pages.
pub trait Addresses: Sync {
    /// The address of a page below its language's folder, as in a link.
    fn address(&self, place: Place) -> String;
    /// Where the event at a position is shown; `None` where it has no device.
    fn event(&self, row: usize) -> Option<EventPlace>;
    /// The title of a monthly report in a language, by position.
    fn month_title(&self, month: Month, language: usize) -> String;
}
