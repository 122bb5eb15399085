//! The forms, a function each (`domain.md` §1.1).

use super::known::Known;
use crate::model::words::{CauseCategory, ChargeType, ResponsibleParty};
use crate::render::engine::Cx;
use crate::render::view::{Form, Html};

/// Rows of a table of parts on a sheet that has other things as well, and on one that has
/// little else.
const PART_ROWS: usize = 5;
const ORDER_ROWS: usize = 12;

/// Who, where, what: the head of every form.
fn customer_and_device(cx: &Cx<'_>, known: &Known, form: &mut Form) {
    form.field(cx.t("col.customer"), &known.customer);
    form.field(cx.t("col.site"), &known.site);
    form.field(cx.t("form.contact"), "");
    form.field(cx.t("col.device"), &known.device);
    form.field(cx.t("col.model"), &known.model);
    form.field(cx.t("device.serial"), &known.serial);
}

fn yes_no(cx: &Cx<'_>, form: &mut Form, label: &str, known: Option<bool>) {
    let (yes, no) = (cx.t("ledger.yes"), cx.t("ledger.no"));
    form.choice(
        label,
        [yes, no],
        match known {
            Some(true) => yes,
            Some(false) => no,
            None => "",
        },
    );
}

/// Dispatch order (派遣单): the product's particulars attached, handed back when done.
pub(super) fn dispatch(cx: &Cx<'_>, known: &Known) -> Html {
    let mut form = Form::new();
    form.field(cx.t("col.reported"), &known.reported);
    form.field(cx.t("report.channel"), &known.channel);
    form.field(cx.t("ledger.reporter"), &known.reporter);
    form.field(cx.t("col.priority"), &known.priority);
    form.field(cx.t("col.kind"), &known.service_type);
    form.field(cx.t("col.charge"), &known.charge);
    customer_and_device(cx, known, &mut form);
    form.field(cx.t("device.produced"), &known.produced);
    form.field(cx.t("device.warranty_end"), &known.warranty);
    form.field(cx.t("col.code"), &known.code);
    form.room(cx.t("form.symptom"), &known.symptom, 4);
    form.room(cx.t("form.to_do"), "", 3);
    form.part(cx.t("form.bring"));
    let heads = [cx.t("col.part"), cx.t("col.qty"), cx.t("form.used_by_jobs")];
    form.table(&heads, &known.suggested, PART_ROWS);
    form.part(cx.t("form.dispatch"));
    form.field(cx.t("col.engineer"), &known.engineers);
    form.field(cx.t("ledger.dispatched"), &known.dispatched);
    form.field(cx.t("form.expected"), &known.agreed);
    form.part(cx.t("form.judged"));
    form.choice(cx.t("form.time"), [cx.t("form.in_time"), cx.t("form.late")], "");
    form.choice(
        cx.t("form.quality"),
        [cx.t("form.good"), cx.t("form.fair"), cx.t("form.poor")],
        "",
    );
    let people = [cx.t("form.dispatcher"), cx.t("col.engineer"), cx.t("form.supervisor")];
    form.signed(people, cx.t("report.name_date"));
    form.finish()
}

/// Service sheet (售后服务维修单): what was found and done, signed by the customer.
pub(super) fn service(cx: &Cx<'_>, known: &Known) -> Html {
    let mut form = Form::new();
    customer_and_device(cx, known, &mut form);
    form.field(cx.t("col.reported"), &known.reported);
    form.field(cx.t("ledger.arrived"), &known.arrived);
    form.field(cx.t("form.finished"), &known.resolved);
    form.field(cx.t("col.code"), &known.code);
    form.field(cx.t("device.warranty_end"), &known.warranty);
    form.field(cx.t("col.engineer"), &known.engineers);
    form.room(cx.t("form.symptom"), &known.symptom, 2);
    yes_no(cx, &mut form, cx.t("form.serial_verified"), known.serial_verified);
    yes_no(cx, &mut form, cx.t("form.tampered"), known.tampered);
    form.room(cx.t("form.cause"), &known.cause, 2);
    let causes =
        CauseCategory::ALL.iter().map(|word| cx.texts().word("cause_category", word.as_str()));
    form.choice(cx.t("form.cause_kind"), causes, &known.cause_category);
    let parties = ResponsibleParty::ALL;
    let parties = parties.iter().map(|word| cx.texts().word("responsible_party", word.as_str()));
    form.choice(cx.t("form.party"), parties, &known.party);
    form.room(cx.t("ledger.done"), &known.done, 3);
    let heads = [cx.t("col.part"), cx.t("col.qty"), cx.t("ledger.reason"), cx.t("parts.old")];
    form.table(&heads, &known.parts, PART_ROWS);
    form.field(cx.t("ledger.labour_h"), "");
    form.field(cx.t("ledger.travel_h"), "");
    form.field(cx.t("ledger.charged"), "");
    let charges = ChargeType::ALL.iter().map(|word| cx.texts().word("charge_type", word.as_str()));
    form.choice(cx.t("col.charge"), charges, &known.charge);
    yes_no(cx, &mut form, cx.t("form.works"), None);
    form.signed([cx.t("col.engineer"), cx.t("col.customer")], cx.t("report.name_date"));
    form.finish()
}

/// Spare-part request and transfer order (配件申请调拨单).
pub(super) fn parts(cx: &Cx<'_>, known: &Known) -> Html {
    let mut form = Form::new();
    customer_and_device(cx, known, &mut form);
    form.field(cx.t("col.code"), &known.code);
    form.field(cx.t("device.warranty_end"), &known.warranty);
    form.field(cx.t("ledger.requested_by"), &known.engineers);
    let heads = [cx.t("col.part"), cx.t("col.qty"), cx.t("ledger.reason"), cx.t("form.old_back")];
    // What jobs of this fault used is a suggestion; why it is wanted now is written by hand.
    let suggested = known.suggested.iter().map(|row| row[..1].to_vec()).collect();
    let wanted = if known.parts.is_empty() { suggested } else { known.parts.clone() };
    form.table(&heads, &wanted, ORDER_ROWS);
    form.field(cx.t("parts.requested"), "");
    form.field(cx.t("parts.shipped"), "");
    form.field(cx.t("parts.received"), "");
    form.wide(cx.t("form.ship_to"), "");
    form.statement(cx.t("form.cleared_by"));
    let people = [cx.t("ledger.requested_by"), cx.t("form.approved"), cx.t("form.storekeeper")];
    form.signed(people, cx.t("report.name_date"));
    form.finish()
}

/// Free part replacement certificate (配件免费更换证明), signed by the customer.
pub(super) fn certificate(cx: &Cx<'_>, known: &Known) -> Html {
    let mut form = Form::new();
    customer_and_device(cx, known, &mut form);
    form.field(cx.t("device.warranty_end"), &known.warranty);
    form.field(cx.t("col.code"), &known.code);
    form.field(cx.t("form.finished"), &known.resolved);
    form.room(cx.t("form.symptom"), &known.symptom, 2);
    let heads = [
        cx.t("col.part"),
        cx.t("col.qty"),
        cx.t("ledger.reason"),
        cx.t("form.old_serial"),
        cx.t("form.new_serial"),
    ];
    form.table(&heads, &known.parts, PART_ROWS + 1);
    form.statement(cx.t("form.certified"));
    form.room(cx.t("form.remarks"), "", 2);
    form.signed([cx.t("col.engineer"), cx.t("form.customer_stamp")], cx.t("report.name_date"));
    form.finish()
}

/// Satisfaction survey (客户满意度调查单), filled at the end of a visit and at the call-back.
pub(super) fn survey(cx: &Cx<'_>, known: &Known) -> Html {
    let mut form = Form::new();
    customer_and_device(cx, known, &mut form);
    form.field(cx.t("col.reported"), &known.reported);
    form.field(cx.t("form.finished"), &known.resolved);
    form.field(cx.t("col.engineer"), &known.engineers);
    form.part(cx.t("form.call_back"));
    for key in ["form.works", "form.gone", "form.content"] {
        yes_no(cx, &mut form, cx.t(key), None);
    }
    form.part(cx.t("form.scores"));
    let scores = ["form.score5", "form.score4", "form.score3", "form.score2", "form.score1"];
    for key in ["form.staff", "form.quality", "form.speed", "form.price", "form.overall"] {
        form.choice(cx.t(key), scores.map(|score| cx.t(score)), "");
    }
    form.room(cx.t("form.better"), "", 5);
    yes_no(cx, &mut form, cx.t("form.complains"), None);
    form.room(cx.t("form.complaint"), "", 3);
    form.signed([cx.t("col.customer"), cx.t("form.asked_by")], cx.t("report.name_date"));
    form.finish()
}

/// Roadside assistance job sheet (汽车维修救援服务记录单), given to the driver.
pub(super) fn rescue(cx: &Cx<'_>, known: &Known) -> Html {
    let mut form = Form::new();
    form.field(cx.t("ledger.called"), &known.reported);
    form.field(cx.t("ledger.agreed"), &known.agreed);
    form.field(cx.t("ledger.arrived"), &known.arrived);
    form.field(cx.t("ledger.vehicle"), &known.device);
    form.field(cx.t("col.model"), &known.model);
    form.field(cx.t("col.customer"), &known.customer);
    form.field(cx.t("form.driver"), "");
    form.field(cx.t("form.phone"), "");
    form.field(cx.t("ledger.distance"), &known.distance);
    form.wide(cx.t("form.place"), &known.site);
    form.room(cx.t("form.symptom"), &known.symptom, 3);
    yes_no(cx, &mut form, cx.t("ledger.tariff_told"), known.tariff_told);
    yes_no(cx, &mut form, cx.t("form.sign_set"), known.warning_sign);
    form.choice(
        cx.t("form.way"),
        [cx.t("form.on_the_spot"), cx.t("form.towed"), cx.t("form.picked_up")],
        "",
    );
    form.room(cx.t("ledger.done"), &known.done, 4);
    let heads = [cx.t("col.part"), cx.t("col.qty"), cx.t("col.amount")];
    form.table(&heads, &known.parts.iter().map(|row| row[..2].to_vec()).collect::<Vec<_>>(), 4);
    form.field(cx.t("form.finished"), &known.resolved);
    form.field(cx.t("ledger.charged"), "");
    form.field(cx.t("col.engineer"), &known.engineers);
    yes_no(cx, &mut form, cx.t("form.waste"), None);
    form.room(cx.t("form.advice"), "", 3);
    form.signed([cx.t("col.engineer"), cx.t("form.driver")], cx.t("report.name_date"));
    form.finish()
}
