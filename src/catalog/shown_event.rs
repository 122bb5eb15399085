//! Which columns of an event leave the house; the rest of the list is in `shown`. A new
//! column does not compile before someone has decided about it.

use super::shown::Shown;
use crate::model::events::{EventDraft, EventWords, FlagField, NumField, SideStamp, TextField};
use crate::model::text::Sym;

/// Texts of an event that its customer may read. Not among them: people (`contact`,
/// `phone`, `reporter`, and `engineer` unless the configuration says so), the dealer,
/// and `notes`, which the house writes to itself.
fn text_is_shown(field: TextField, shown: Shown) -> bool {
    match field {
        TextField::Ticket
        | TextField::Report
        | TextField::Device
        | TextField::DeviceName
        | TextField::Model
        | TextField::Customer
        | TextField::Site
        | TextField::Code
        | TextField::Component
        | TextField::Symptom
        | TextField::Cause
        | TextField::Action
        | TextField::Solution
        | TextField::Severity
        | TextField::Exemption
        | TextField::Contract => true,
        TextField::Engineers => shown.people,
        TextField::Dealer
        | TextField::Contact
        | TextField::Phone
        | TextField::Notes
        | TextField::Reporter => false,
    }
}

/// Numbers of an event; what a job cost the house is not among them.
fn number_is_shown(field: NumField) -> bool {
    match field {
        NumField::TravelH
        | NumField::LabourH
        | NumField::DistanceKm
        | NumField::Amount
        | NumField::Satisfaction
        | NumField::Visits
        | NumField::DowntimeH
        | NumField::Tier => true,
        NumField::CostLabour | NumField::CostParts | NumField::CostTravel => false,
    }
}

/// Answers of an event; the house's checks of itself are not among them.
fn flag_is_shown(field: FlagField) -> bool {
    match field {
        FlagField::Complaint
        | FlagField::CallbackOk
        | FlagField::FollowupRequired
        | FlagField::FaultConfirmed
        | FlagField::Tampered
        | FlagField::SerialVerified
        | FlagField::Workshop
        | FlagField::Down
        | FlagField::ComplaintAttributable
        | FlagField::FreeReplacement
        | FlagField::Satisfied
        | FlagField::EndUnknown
        | FlagField::EndAfterAsOf => true,
        FlagField::MajorQuality | FlagField::TariffTold | FlagField::WarningSignSet => false,
    }
}

fn instant_is_shown(side: SideStamp) -> bool {
    match side {
        SideStamp::AgreedArrivalAt
        | SideStamp::DelayNotifiedAt
        | SideStamp::LoanerOutAt
        | SideStamp::LoanerBackAt => true,
        SideStamp::EscalatedAt => false,
    }
}

impl Shown {
    /// Clears what does not leave the house. Clocks, words, parts used and pauses do.
    pub(super) fn event(self, draft: &mut EventDraft) {
        for &field in TextField::ALL.iter().filter(|&&field| !text_is_shown(field, self)) {
            draft.texts[field as usize] = Sym::NONE;
        }
        for &field in NumField::ALL.iter().filter(|&&field| !number_is_shown(field)) {
            draft.nums[field as usize] = None;
        }
        for &field in FlagField::ALL.iter().filter(|&&field| !flag_is_shown(field)) {
            draft.flags[field as usize] = None;
        }
        for &side in SideStamp::ALL.iter().filter(|&&side| !instant_is_shown(side)) {
            draft.side[side as usize] = None;
        }
        let EventWords {
            service_type: _,
            charge_type: _,
            cause_category: _,
            status: _,
            priority: _,
            channel: _,
            responsible_party: _,
            complaint_kind: _,
        } = draft.words;
        draft.extra.cells.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::events::{Events, Origin};

    #[test]
    fn an_event_keeps_its_facts_and_loses_people_notes_and_inner_costs() {
        let mut events = Events::default();
        let text = events.intern("someone");
        let full = || {
            let mut draft = EventDraft::new(Origin::Report(0));
            draft.texts.fill(text);
            draft.nums.fill(Some(1.0));
            draft.flags.fill(Some(true));
            draft.extra.cells.push((text, text));
            draft
        };
        let mut draft = full();
        Shown::default().event(&mut draft);
        let left = |fields: &[TextField], draft: &EventDraft| -> Vec<bool> {
            fields.iter().map(|&field| draft.text(field).is_some()).collect()
        };
        let kept = [TextField::Symptom, TextField::Cause, TextField::Action, TextField::Ticket];
        assert_eq!(left(&kept, &draft), [true; 4]);
        let gone = [
            TextField::Notes,
            TextField::Contact,
            TextField::Phone,
            TextField::Reporter,
            TextField::Dealer,
            TextField::Engineers,
        ];
        assert_eq!(left(&gone, &draft), [false; 6]);
        assert_eq!(draft.nums[NumField::Amount as usize], Some(1.0));
        assert_eq!(draft.nums[NumField::CostParts as usize], None);
        assert_eq!(draft.flags[FlagField::MajorQuality as usize], None);
        assert!(draft.extra.cells.is_empty());
        let mut draft = full();
        Shown { people: true, ..Shown::default() }.event(&mut draft);
        assert!(draft.text(TextField::Engineers).is_some());
        assert!(!draft.text(TextField::Phone).is_some());
    }
}
