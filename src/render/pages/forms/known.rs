//! What is known of a ticket and its device, as a form writes it.

use crate::model::Event;
use crate::model::events::{FlagField, SideStamp, TextField};
use crate::model::time::{Clock, Day};
use crate::model::words::{CauseCategory, Channel, ChargeType, ResponsibleParty, ServiceType};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::pages::{device, events, ledgers};

/// Parts that a form suggests to bring, the most used first.
const PARTS_SUGGESTED: usize = 4;

/// Everything that may stand on a form; blank where it is not known.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) ticket: String,
    pub(super) reported: String,
    pub(super) channel: String,
    pub(super) reporter: String,
    pub(super) priority: String,
    pub(super) customer: String,
    pub(super) site: String,
    pub(super) device: String,
    pub(super) model: String,
    pub(super) serial: String,
    pub(super) produced: String,
    pub(super) warranty: String,
    pub(super) code: String,
    pub(super) symptom: String,
    pub(super) cause: String,
    pub(super) cause_category: String,
    pub(super) party: String,
    pub(super) done: String,
    pub(super) engineers: String,
    pub(super) dispatched: String,
    pub(super) agreed: String,
    pub(super) arrived: String,
    pub(super) resolved: String,
    pub(super) charge: String,
    pub(super) service_type: String,
    pub(super) distance: String,
    pub(super) serial_verified: Option<bool>,
    pub(super) tampered: Option<bool>,
    pub(super) tariff_told: Option<bool>,
    pub(super) warning_sign: Option<bool>,
    /// Part, quantity and reason, as the ticket has them.
    pub(super) parts: Vec<Vec<String>>,
    /// Parts that jobs of this fault used most, with how many of them.
    pub(super) suggested: Vec<Vec<String>>,
    pub(super) is_rescue: bool,
}

impl Known {
    /// Of a ticket.
    pub(super) fn of(cx: &Cx<'_>, row: u32) -> Self {
        let event = cx.catalog().event(row as usize);
        let words = event.words();
        let word = |group: &str, word: Option<&str>| {
            word.map(|word| cx.texts().word(group, word).to_owned()).unwrap_or_default()
        };
        let stamp = |clock| event.stamp(clock).map(|at| cx.format().stamp(at)).unwrap_or_default();
        let agreed = event.side(SideStamp::AgreedArrivalAt);
        let mut known = Self {
            ticket: event.ticket().to_owned(),
            reported: events::reported(cx, event),
            channel: word("channel", words.channel.map(Channel::as_str)),
            reporter: event.text(TextField::Reporter).to_owned(),
            priority: words.priority.map(|word| word.as_str().to_owned()).unwrap_or_default(),
            customer: crate::render::pages::ledger::customer(cx, event).plain(),
            site: event.text(TextField::Site).to_owned(),
            device: event.text(TextField::Device).to_owned(),
            model: event.text(TextField::Model).to_owned(),
            code: code(cx, event),
            symptom: event.text(TextField::Symptom).to_owned(),
            cause: event.text(TextField::Cause).to_owned(),
            cause_category: word("cause_category", words.cause_category.map(CauseCategory::as_str)),
            party: word("responsible_party", words.responsible_party.map(ResponsibleParty::as_str)),
            done: event.text(TextField::Action).to_owned(),
            dispatched: stamp(Clock::DispatchedAt),
            agreed: agreed.map(|at| cx.format().minute(at)).unwrap_or_default(),
            arrived: stamp(Clock::ArrivedAt),
            resolved: stamp(Clock::ResolvedAt),
            charge: word("charge_type", words.charge_type.map(ChargeType::as_str)),
            service_type: word("service_type", Some(event.service_type().as_str())),
            distance: event
                .num(crate::model::events::NumField::DistanceKm)
                .map(|km| decimal(km, 1))
                .unwrap_or_default(),
            serial_verified: event.flag(FlagField::SerialVerified),
            tampered: event.flag(FlagField::Tampered),
            tariff_told: event.flag(FlagField::TariffTold),
            warning_sign: event.flag(FlagField::WarningSignSet),
            parts: parts(cx, event),
            suggested: suggested(cx, row),
            is_rescue: event.service_type() == ServiceType::Rescue,
            ..Self::default()
        };
        if !cx.catalog().settings.anonymise_engineers {
            known.engineers = event.engineers().collect::<Vec<_>>().join(cx.t("say.comma"));
        }
        known.add_device(cx, row);
        known
    }

    /// What the device table knows better than the ticket.
    fn add_device(&mut self, cx: &Cx<'_>, row: u32) {
        let Some(ix) = cx.catalog().links[row as usize].device else { return };
        let record = &cx.catalog().records.devices[ix.index()];
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        self.device = record.id.to_string();
        self.model = device::model(cx, record).plain();
        self.serial = record.serial.clone().unwrap_or_default();
        self.produced = day(record.produced_on);
        self.warranty = day(cx.catalog().dates[ix.index()].warranty_end);
        if let Some(place) = device::place_name(cx, record) {
            place.clone_into(&mut self.site);
        }
        if self.customer.is_empty() {
            self.customer = device::customer(cx, record).plain();
        }
    }
}

fn code(cx: &Cx<'_>, event: Event<'_>) -> String {
    match cx.catalog().links[event.row()].code {
        Some(ix) => {
            let code = &cx.catalog().records.codes[ix.index()];
            format!("{} {}", code.id, cx.name(&code.title)).trim_end().to_owned()
        }
        None => event.text(TextField::Code).to_owned(),
    }
}

fn parts(cx: &Cx<'_>, event: Event<'_>) -> Vec<Vec<String>> {
    let line = |part: &crate::model::events::PartUse| {
        let written = event.resolve(part.part);
        let known = cx.catalog().index.find_part(written);
        let name = known.map_or_else(|| written.to_owned(), |ix| ledgers::part_name(cx, ix));
        vec![name, decimal(part.qty, 0), event.resolve(part.reason).to_owned()]
    };
    event.parts().iter().map(line).collect()
}

/// Parts that jobs of the same fault used, where enough of them tell.
fn suggested(cx: &Cx<'_>, row: u32) -> Vec<Vec<String>> {
    let links = cx.catalog().links[row as usize];
    let list = links.code.and_then(|code| cx.facts().bring.codes.get(&code));
    let Some(list) = list else { return Vec::new() };
    let model = links.device.and_then(|ix| {
        let model = cx.catalog().records.devices[ix.index()].model.as_ref()?;
        cx.catalog().index.model.get(&model.key()).copied()
    });
    let min_n = cx.catalog().settings.min_n;
    let (list, _) = list.best(model, min_n);
    if !list.enough(min_n) {
        return Vec::new();
    }
    let shown = list.parts.iter().take(PARTS_SUGGESTED).map(|part| {
        let name = match part.part {
            Some(ix) => ledgers::part_name(cx, ix),
            None => part.written.clone(),
        };
        vec![name, String::new(), cx.format().rate(&part.used)]
    });
    shown.collect()
}
