//! Setting one field of an event from text, the same way for a log's cell and for
//! a report's front matter.

pub(crate) mod apply;
pub mod field;
pub(crate) mod grouped;

use super::header;
use super::mapping::SourceBlock;
use super::value::stamp::StampReader;
use super::value::text::trim;
use crate::diag::Diagnostic;
use crate::model::events::{EventDraft, Events};
use crate::model::time::Zone;
use apply::{Rules, Target};
pub use field::EventField;
use grouped::Grouped;

/// What setting a field needs to know.
pub struct FieldContext<'a> {
    /// The block the source is read by.
    pub block: &'a SourceBlock,
    /// The zone of naive stamps.
    pub zone: &'a Zone,
}

/// Sets canonical `field` of `draft` from `raw`. Texts are interned in `events`.
/// An unusable value leaves the field empty and returns a finding without a
/// place (the caller knows it). Returns `Ok(false)` where no event field has this
/// name. A duration (`onsite_h`) needs `reported_at` to be set before; a range in
/// `reported_at` sets `resolved_at` too.
///
/// # Errors
/// Where the value cannot be used.
pub fn set(
    draft: &mut EventDraft,
    events: &mut Events,
    field: &str,
    raw: &str,
    context: &FieldContext<'_>,
) -> Result<bool, Diagnostic> {
    let Some(target) = EventField::named(field) else { return Ok(false) };
    let raw = trim(raw);
    if raw.is_empty() {
        return Ok(true);
    }
    let zone = context.block.timezone.as_ref().unwrap_or(context.zone);
    let mut stamps = StampReader::new(zone);
    let (mut after, mut range_end) = (Vec::new(), None);
    let mut into = Target {
        draft,
        events,
        stamps: &mut stamps,
        after: &mut after,
        range_end: &mut range_end,
        rare: false,
    };
    let rules = Rules { yes_no: charge_answers(field), ..Rules::of(context.block, field) };
    if let EventField::Listed(column) = target {
        let mut grouped = Grouped::default();
        grouped.put(column, raw);
        let first = grouped.finish(&mut into, &rules).findings.into_iter().next();
        return first.map_or(Ok(true), |(_, finding)| Err(finding));
    }
    into.set(target, raw, &rules)?;
    into.finish().map_or(Ok(true), Err)
}

/// What yes and no mean under a charge header: `是否收费` asks for a charge,
/// `是否在保` for cover.
pub(crate) fn charge_answers(
    header: &str,
) -> Option<(crate::model::words::ChargeType, crate::model::words::ChargeType)> {
    use crate::model::words::ChargeType::{FreeWarranty, Paid};
    let key = header::normal(header).key;
    let covered = ["保内", "在保", "保修", "warranty"].iter().any(|word| key.contains(word));
    let charged = ["收费", "计费", "charge"].iter().any(|word| key.contains(word));
    if covered { Some((FreeWarranty, Paid)) } else { charged.then_some((Paid, FreeWarranty)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;
    use crate::model::events::{FlagField, NumField, Origin, TextField};
    use crate::model::time::Clock;
    use crate::model::words::{ChargeType, ComplaintKind, ServiceType};

    struct Sheet {
        events: Events,
        draft: EventDraft,
        block: SourceBlock,
    }

    impl Sheet {
        fn new() -> Self {
            let draft = EventDraft::new(Origin::Report(0));
            Self { events: Events::default(), draft, block: SourceBlock::default() }
        }

        fn set(&mut self, field: &str, raw: &str) -> Result<bool, Code> {
            let zone = Zone::named("Asia/Shanghai").expect("a known zone");
            let context = FieldContext { block: &self.block, zone: &zone };
            set(&mut self.draft, &mut self.events, field, raw, &context).map_err(|d| d.code)
        }

        fn text(&self, field: TextField) -> &str {
            self.events.pool().get(self.draft.text(field))
        }
    }

    #[test]
    fn values_find_their_fields() {
        let mut sheet = Sheet::new();
        for (field, raw) in [
            ("device_id", " SIM-001 "),
            ("reported_at", "2024-03-05 14:05"),
            ("onsite_h", "2小时"),
            ("service_type", "维修"),
            ("charge_type", "保外"),
            ("satisfaction", "非常满意"),
            ("complaint", "态度"),
            ("amount", "¥1,200"),
            ("engineer", "李工/张工"),
            ("parts", "电源板*2;风扇"),
        ] {
            assert_eq!(sheet.set(field, raw), Ok(true), "{field}");
        }
        assert_eq!(sheet.set("no_such_field", "x"), Ok(false));
        assert_eq!(sheet.text(TextField::Device), "SIM-001");
        assert_eq!(sheet.text(TextField::Engineers), "李工、张工");
        let at = |clock| sheet.draft.stamp(clock).expect("a stamp").at;
        assert_eq!(at(Clock::ArrivedAt).since(at(Clock::ReportedAt)), 7_200_000);
        assert_eq!(sheet.draft.words.service_type, Some(ServiceType::Repair));
        assert_eq!(sheet.draft.words.charge_type, Some(ChargeType::Paid));
        assert_eq!(sheet.draft.words.complaint_kind, Some(ComplaintKind::Attitude));
        assert_eq!(sheet.draft.nums[NumField::Satisfaction as usize], Some(5.0));
        assert_eq!(sheet.draft.nums[NumField::Amount as usize], Some(1200.0));
        assert_eq!(sheet.draft.extra.parts.len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_left_empty() {
        let mut sheet = Sheet::new();
        for (field, raw, code) in [
            ("device_id", "A\u{202e}1", Code::RowControl),
            ("ticket_id", "1.23457E+15", Code::ValueDigitsLost),
            ("reported_at", "2026-02-30", Code::ValueDate),
            ("reported_at", "3/4/2026", Code::DateOrderUnknown),
            ("amount", "2-Mar", Code::ValueNumber),
            ("amount", "#REF!", Code::ValueExcelError),
            ("service_type", "repiar", Code::ValueWord),
            ("repair_h", "soon", Code::ValueDuration),
            ("satisfaction", "9", Code::ValueNumber),
            ("tampered", "perhaps", Code::ValueWord),
        ] {
            assert_eq!(sheet.set(field, raw), Err(code), "{field}");
        }
        assert_eq!(sheet.set("tampered", "无"), Ok(true));
        assert_eq!(sheet.draft.flags[FlagField::Tampered as usize], Some(false));
        assert_eq!(sheet.set("cause", "-"), Ok(true));
        assert_eq!(sheet.text(TextField::Cause), "");
    }

    #[test]
    fn the_blocks_words_come_first() {
        let mut sheet = Sheet::new();
        let words = [("Break".to_owned(), "repair".to_owned())].into();
        sheet.block.values.insert("service_type".to_owned(), words);
        assert_eq!(sheet.set("service_type", "break"), Ok(true));
        assert_eq!(sheet.draft.words.service_type, Some(ServiceType::Repair));
    }
}
