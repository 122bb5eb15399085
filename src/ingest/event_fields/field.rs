//! The fields of an event by their canonical names.

use crate::ingest::value::word::Word;
use crate::model::events::{EventDraft, EventWords, FlagField, NumField, SideStamp, TextField};
use crate::model::time::Clock;
use crate::model::words::{
    CauseCategory, Channel, ChargeType, ComplaintKind, Priority, ResponsibleParty, ServiceType,
    Status,
};

/// A field of an event that a cell or a front-matter value can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventField {
    /// A text.
    Text(TextField),
    /// A number.
    Num(NumField),
    /// A number of hours, written as a duration.
    Hours(NumField),
    /// A score of 1 to 5.
    Satisfaction,
    /// Yes or no.
    Flag(FlagField),
    /// A clock.
    Clock(Clock),
    /// A clock that is missing, as the time from the report to it.
    After(Clock),
    /// Another instant.
    Side(SideStamp),
    /// A closed word.
    Word(WordField),
    /// What belongs to a list and is put together when the row is complete.
    Listed(Listed),
}

/// The closed words of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordField {
    /// `service_type`.
    Service,
    /// `charge_type`.
    Charge,
    /// `cause_category`.
    Cause,
    /// `status`.
    Status,
    /// `priority`.
    Priority,
    /// `channel`.
    Channel,
    /// `responsible_party`.
    Responsible,
    /// `complaint_kind`.
    Complaint,
}

/// Columns that together make parts and pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Listed {
    /// Names (and counts) of parts.
    Parts,
    /// Counts of parts.
    PartsQty,
    /// Ids of parts.
    PartId,
    /// Why they were replaced.
    PartReason,
    /// When they were issued.
    PartIssued,
    /// When the issue was cleared.
    PartCleared,
    /// What became of the old ones.
    OldPartStatus,
    /// Whether the old ones must come back.
    OldPartRequired,
    /// Which parts were free under warranty.
    WarrantyCovered,
    /// First instant of a pause.
    PauseFrom,
    /// Its end.
    PauseTo,
    /// Its reason.
    PauseReason,
}

impl Listed {
    /// Number of such columns.
    pub(crate) const COUNT: usize = Self::PauseReason as usize + 1;
}

impl EventField {
    /// The field with a canonical name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "device" => Self::Text(TextField::Device),
            "satisfaction" => Self::Satisfaction,
            "travel_h" => Self::Hours(NumField::TravelH),
            "labour_h" => Self::Hours(NumField::LabourH),
            "downtime_h" => Self::Hours(NumField::DowntimeH),
            "response_h" => Self::After(Clock::RespondedAt),
            "plan_h" => Self::After(Clock::PlanRepliedAt),
            "dispatch_h" => Self::After(Clock::DispatchedAt),
            "onsite_h" => Self::After(Clock::ArrivedAt),
            "repair_h" => Self::After(Clock::ResolvedAt),
            "close_h" => Self::After(Clock::ClosedAt),
            "service_type" => Self::Word(WordField::Service),
            "charge_type" => Self::Word(WordField::Charge),
            "cause_category" => Self::Word(WordField::Cause),
            "status" => Self::Word(WordField::Status),
            "priority" => Self::Word(WordField::Priority),
            "channel" => Self::Word(WordField::Channel),
            "responsible_party" => Self::Word(WordField::Responsible),
            "complaint_kind" => Self::Word(WordField::Complaint),
            _ => return Self::listed(name).or_else(|| Self::columnar(name)),
        })
    }

    fn listed(name: &str) -> Option<Self> {
        Some(Self::Listed(match name {
            "parts" => Listed::Parts,
            "parts_qty" => Listed::PartsQty,
            "part_id" => Listed::PartId,
            "part_reason" => Listed::PartReason,
            "part_issued_on" => Listed::PartIssued,
            "part_cleared_on" => Listed::PartCleared,
            "old_part_status" => Listed::OldPartStatus,
            "old_part_required" => Listed::OldPartRequired,
            "warranty_covered" => Listed::WarrantyCovered,
            "pause_from" => Listed::PauseFrom,
            "pause_to" => Listed::PauseTo,
            "pause_reason" => Listed::PauseReason,
            _ => return None,
        }))
    }

    fn columnar(name: &str) -> Option<Self> {
        let text = TextField::ALL.iter().find(|f| f.as_str() == name).map(|f| Self::Text(*f));
        let num = || NumField::ALL.iter().find(|f| f.as_str() == name).map(|f| Self::Num(*f));
        let named = |f: &&FlagField| f.as_str() == name && !f.is_derived();
        let flag = || FlagField::ALL.iter().find(named).map(|f| Self::Flag(*f));
        let clock = || Clock::ALL.iter().find(|f| f.as_str() == name).map(|f| Self::Clock(*f));
        let side = || SideStamp::ALL.iter().find(|f| f.as_str() == name).map(|f| Self::Side(*f));
        text.or_else(num).or_else(flag).or_else(clock).or_else(side)
    }

    /// True where the field holds an id, in which no hidden character may stand.
    pub(crate) fn is_id(self) -> bool {
        use TextField::{Code, Contract, Device, Report, Solution, Ticket};
        matches!(self, Self::Text(Ticket | Report | Device | Code | Solution | Contract))
    }

    /// True where a draft already has a value for the field.
    pub(crate) fn is_set(self, draft: &EventDraft) -> bool {
        match self {
            Self::Text(field) => draft.text(field).is_some(),
            Self::Num(field) | Self::Hours(field) => draft.nums[field as usize].is_some(),
            Self::Satisfaction => draft.nums[NumField::Satisfaction as usize].is_some(),
            Self::Flag(field) => draft.flags[field as usize].is_some(),
            Self::Clock(clock) | Self::After(clock) => draft.stamp(clock).is_some(),
            Self::Side(field) => draft.side[field as usize].is_some(),
            Self::Word(word) => word.is_set(draft.words),
            Self::Listed(Listed::PauseFrom | Listed::PauseTo | Listed::PauseReason) => {
                !draft.extra.pauses.is_empty()
            }
            Self::Listed(_) => !draft.extra.parts.is_empty(),
        }
    }

    /// True where the field holds or makes an instant.
    pub(crate) fn is_instant(self) -> bool {
        matches!(self, Self::Clock(_) | Self::Side(_))
    }
}

/// A word that is not known: the nearest known one and all canonical names.
pub(crate) struct UnknownWord {
    /// The word that looks most like it.
    pub nearest: Option<&'static str>,
    /// The canonical names.
    pub known: String,
}

fn read<W: Word>(raw: &str, to: &mut Option<W>) -> Result<(), UnknownWord> {
    match W::read(raw) {
        Some(word) => {
            *to = Some(word);
            Ok(())
        }
        None => Err(UnknownWord { nearest: W::nearest(raw), known: W::list() }),
    }
}

impl WordField {
    /// True where the word is known.
    pub(crate) fn is_set(self, words: EventWords) -> bool {
        match self {
            Self::Service => words.service_type.is_some(),
            Self::Charge => words.charge_type.is_some(),
            Self::Cause => words.cause_category.is_some(),
            Self::Status => words.status.is_some(),
            Self::Priority => words.priority.is_some(),
            Self::Channel => words.channel.is_some(),
            Self::Responsible => words.responsible_party.is_some(),
            Self::Complaint => words.complaint_kind.is_some(),
        }
    }

    /// Takes over the word that another set has.
    pub(crate) fn copy(self, from: EventWords, to: &mut EventWords) {
        match self {
            Self::Service => to.service_type = from.service_type,
            Self::Charge => to.charge_type = from.charge_type,
            Self::Cause => to.cause_category = from.cause_category,
            Self::Status => to.status = from.status,
            Self::Priority => to.priority = from.priority,
            Self::Channel => to.channel = from.channel,
            Self::Responsible => to.responsible_party = from.responsible_party,
            Self::Complaint => to.complaint_kind = from.complaint_kind,
        }
    }

    /// Sets the word a text means.
    pub(crate) fn set(self, words: &mut EventWords, raw: &str) -> Result<(), UnknownWord> {
        match self {
            Self::Service => read::<ServiceType>(raw, &mut words.service_type),
            Self::Charge => read::<ChargeType>(raw, &mut words.charge_type),
            Self::Cause => read::<CauseCategory>(raw, &mut words.cause_category),
            Self::Status => read::<Status>(raw, &mut words.status),
            Self::Priority => read::<Priority>(raw, &mut words.priority),
            Self::Channel => read::<Channel>(raw, &mut words.channel),
            Self::Responsible => read::<ResponsibleParty>(raw, &mut words.responsible_party),
            Self::Complaint => read::<ComplaintKind>(raw, &mut words.complaint_kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_an_event_has_a_field() {
        let names = TextField::ALL.iter().map(|f| f.as_str());
        let names = names.chain(NumField::ALL.iter().map(|f| f.as_str()));
        let flags = FlagField::ALL.iter().filter(|f| !f.is_derived());
        let names = names.chain(flags.map(|f| f.as_str()));
        let names = names.chain(Clock::ALL.iter().map(|f| f.as_str()));
        for name in names.chain(SideStamp::ALL.iter().map(|f| f.as_str())) {
            assert!(EventField::named(name).is_some(), "{name}");
            let header = crate::ingest::header::canonical(name);
            assert_eq!(header.map(|m| m.field), Some(name), "{name} as a header");
        }
    }
}
