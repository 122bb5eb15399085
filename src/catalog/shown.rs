//! Which fields of a record leave the house. A field that is not named here appears
//! on no site but the internal one: each record is taken apart field by field, so
//! that a new field does not compile before someone has decided about it.
//!
//! Not here: which records an audience may see (`visible`), and which of a record's
//! references lead to something that it may see (`filter`).

use super::visible::readable;
use crate::diag::Place;
use crate::model::Article;
use crate::model::article::SectionKind;
use crate::model::records::{
    Action, Complaint, Component, Contract, Customer, Device, DeviceModel, FaultCode, FaultReport,
    FreePage, Loaner, Meta, Part, PartOrder, Site, Solution, Training, Visit,
};

/// What beside the rule differs from audience to audience.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shown {
    /// One customer is the audience, not everyone.
    pub customer: bool,
    /// The names of those who worked.
    pub people: bool,
    /// What a part costs the house, from which on an old part must come back.
    pub old_part_value: Option<f64>,
}

/// Neither place nor unknown fields; prose only where its file says that the audience
/// may read it.
fn bare(meta: &Meta, customer: bool) -> Meta {
    let prose = meta.article.as_ref().filter(|prose| readable(prose.readers, customer));
    Meta { article: prose.map(|prose| Box::new(article(prose))), ..Meta::default() }
}

/// A document without its unknown fields.
fn article(article: &Article) -> Article {
    Article { unknown: Vec::new(), ..article.clone() }
}

/// Blanks who is to see to a measure (`@name` in the list below that heading). As many
/// bytes stay, because sections are ranges of the text.
fn forget_owners(article: &mut Article) {
    let sections = article.halves.iter().flat_map(|half| &half.sections);
    let measures = sections.filter(|section| section.kind == SectionKind::Measures);
    let ranges: Vec<_> = measures.map(|section| section.content.clone()).collect();
    let mut owners = Vec::new();
    for range in ranges {
        let mut from = range.start;
        while let Some(at) = article.body[from..range.end].find(['@', '＠']) {
            let start = from + at;
            let rest = article.body[start..range.end].trim_start_matches(['@', '＠']);
            let begins = range.end - rest.len();
            let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；');
            let end = rest.find(ends).map_or(range.end, |at| begins + at);
            owners.push(start..end);
            from = end;
        }
    }
    if !owners.is_empty() {
        let mut text = article.body.to_string();
        for owner in owners {
            text.replace_range(owner.clone(), &" ".repeat(owner.len()));
        }
        article.body = text.into();
    }
}

impl Shown {
    /// A name of someone who worked, if names are shown.
    fn person(self, name: Option<&String>) -> Option<String> {
        name.filter(|_| self.people).cloned()
    }

    /// A customer to itself, without the dealer and the day the file was made.
    pub(super) fn customer(self, of: &Customer) -> Customer {
        let Customer {
            id,
            name,
            aliases: _,
            contact,
            phone,
            email,
            address,
            dealer: _,
            created_on: _,
            derived,
            meta,
        } = of;
        Customer {
            id: id.clone(),
            name: name.clone(),
            aliases: Vec::new(),
            contact: contact.clone(),
            phone: phone.clone(),
            email: email.clone(),
            address: address.clone(),
            dealer: None,
            created_on: None,
            derived: *derived,
            meta: bare(meta, self.customer),
        }
    }

    /// A contract, which its customer has signed.
    pub(super) fn contract(self, of: &Contract) -> Contract {
        let Contract { id, customer, start, end, covers, excludes, sla_profile, devices, meta } =
            of;
        Contract {
            id: id.clone(),
            customer: customer.clone(),
            start: *start,
            end: *end,
            covers: covers.clone(),
            excludes: excludes.clone(),
            sla_profile: sla_profile.clone(),
            devices: devices.clone(),
            meta: bare(meta, self.customer),
        }
    }

    /// A site. The distance stays: limits of clocks depend on it.
    pub(super) fn site(self, of: &Site) -> Site {
        let Site { id, customer, name, address, zone, distance_km, derived, meta } = of;
        Site {
            id: id.clone(),
            customer: customer.clone(),
            name: name.clone(),
            address: address.clone(),
            zone: zone.clone(),
            distance_km: *distance_km,
            derived: *derived,
            meta: bare(meta, self.customer),
        }
    }

    /// A model.
    pub(super) fn model(self, of: &DeviceModel) -> DeviceModel {
        let DeviceModel {
            id,
            name,
            family,
            components,
            duty_hours_per_day,
            maintenance_interval_days,
            warranty_months,
            component_warranty_months,
            wear_parts,
            derived,
            meta,
        } = of;
        DeviceModel {
            id: id.clone(),
            name: name.clone(),
            family: family.clone(),
            components: components.clone(),
            duty_hours_per_day: *duty_hours_per_day,
            maintenance_interval_days: *maintenance_interval_days,
            warranty_months: *warranty_months,
            component_warranty_months: component_warranty_months.clone(),
            wear_parts: wear_parts.clone(),
            derived: *derived,
            meta: bare(meta, self.customer),
        }
    }

    /// A device.
    pub(super) fn device(self, of: &Device) -> Device {
        let Device {
            id,
            serial,
            serials,
            name,
            model,
            owners,
            produced_on,
            shipped_on,
            installed_on,
            commissioned_on,
            accepted_on,
            warranty_start,
            warranty_end,
            component_warranty,
            extended_to,
            support_until,
            spares_until,
            retired_on,
            firmware,
            batch,
            status,
            next_maintenance_on,
            aliases,
            unregistered,
            meta,
        } = of;
        Device {
            id: id.clone(),
            serial: serial.clone(),
            serials: serials.clone(),
            name: name.clone(),
            model: model.clone(),
            owners: owners.clone(),
            produced_on: *produced_on,
            shipped_on: *shipped_on,
            installed_on: *installed_on,
            commissioned_on: *commissioned_on,
            accepted_on: *accepted_on,
            warranty_start: *warranty_start,
            warranty_end: *warranty_end,
            component_warranty: component_warranty.clone(),
            extended_to: *extended_to,
            support_until: *support_until,
            spares_until: *spares_until,
            retired_on: *retired_on,
            firmware: firmware.clone(),
            batch: batch.clone(),
            status: *status,
            next_maintenance_on: *next_maintenance_on,
            aliases: aliases.clone(),
            unregistered: *unregistered,
            meta: bare(meta, self.customer),
        }
    }

    /// A component.
    pub(super) fn component(self, of: &Component) -> Component {
        let Component { id, name, parent, category, derived, meta } = of;
        Component {
            id: id.clone(),
            name: name.clone(),
            parent: parent.clone(),
            category: category.clone(),
            derived: *derived,
            meta: bare(meta, self.customer),
        }
    }

    /// A part, without what it costs and who makes it. Whether the old part must come
    /// back, which the cost decides, is settled before it goes.
    pub(super) fn part(self, of: &Part) -> Part {
        let Part {
            id,
            name,
            unit,
            unit_cost,
            vendor: _,
            origin,
            wear_part,
            old_part_required,
            derived,
            meta,
        } = of;
        let dear = || Some((*unit_cost)? >= self.old_part_value?);
        Part {
            id: id.clone(),
            name: name.clone(),
            unit: unit.clone(),
            unit_cost: None,
            vendor: None,
            origin: *origin,
            wear_part: *wear_part,
            old_part_required: old_part_required.or_else(dear),
            derived: *derived,
            meta: bare(meta, self.customer),
        }
    }

    /// A fault code.
    pub(super) fn code(self, of: &FaultCode) -> FaultCode {
        let FaultCode {
            id,
            title,
            component,
            severity,
            aliases,
            symptoms,
            models,
            solutions,
            derived,
            meta,
        } = of;
        FaultCode {
            id: id.clone(),
            title: title.clone(),
            component: component.clone(),
            severity: severity.clone(),
            aliases: aliases.clone(),
            symptoms: symptoms.clone(),
            models: models.clone(),
            solutions: solutions.clone(),
            derived: *derived,
            meta: bare(meta, self.customer),
        }
    }

    /// A report of what happened to the audience's own device.
    pub(super) fn report(self, of: &FaultReport) -> FaultReport {
        let FaultReport { id, article: written, devices, keys: _, place: _ } = of;
        let mut article = article(written);
        if !self.people {
            forget_owners(&mut article);
        }
        FaultReport {
            id: id.clone(),
            article,
            devices: devices.clone(),
            keys: Vec::new(),
            place: Place::default(),
        }
    }

    /// An article that is written for the audience.
    pub(super) fn solution(self, of: &Solution) -> Solution {
        let Solution {
            id,
            article: written,
            confidence,
            audience,
            governance: _,
            codes,
            components,
            models,
            symptoms,
            cause_category,
            parts,
            tools,
            duration_min,
            skill_level,
            remote_possible,
            risk,
            author,
            created,
            verified,
            supersedes,
            tickets,
            place: _,
        } = of;
        Solution {
            id: id.clone(),
            article: article(written),
            confidence: *confidence,
            audience: *audience,
            governance: None,
            codes: codes.clone(),
            components: components.clone(),
            models: models.clone(),
            symptoms: symptoms.clone(),
            cause_category: *cause_category,
            parts: parts.clone(),
            tools: tools.clone(),
            duration_min: *duration_min,
            skill_level: *skill_level,
            remote_possible: *remote_possible,
            risk: risk.clone(),
            author: self.person(author.as_ref()),
            created: *created,
            verified: *verified,
            supersedes: supersedes.clone(),
            tickets: tickets.clone(),
            place: Place::default(),
        }
    }

    /// A visit.
    pub(super) fn visit(self, of: &Visit) -> Visit {
        let Visit {
            id,
            device,
            site,
            kind,
            due_from,
            due_to,
            done_on,
            on_site,
            findings,
            engineer,
            meta,
        } = of;
        Visit {
            id: id.clone(),
            device: device.clone(),
            site: site.clone(),
            kind: *kind,
            due_from: *due_from,
            due_to: *due_to,
            done_on: *done_on,
            on_site: *on_site,
            findings: findings.clone(),
            engineer: self.person(engineer.as_ref()),
            meta: bare(meta, self.customer),
        }
    }

    /// A training.
    pub(super) fn training(self, of: &Training) -> Training {
        let Training {
            id,
            device,
            customer,
            notified_on,
            held_on,
            participants,
            trainer,
            topic,
            meta,
        } = of;
        Training {
            id: id.clone(),
            device: device.clone(),
            customer: customer.clone(),
            notified_on: *notified_on,
            held_on: *held_on,
            participants: *participants,
            trainer: self.person(trainer.as_ref()),
            topic: topic.clone(),
            meta: bare(meta, self.customer),
        }
    }

    /// A complaint, without who answers it.
    pub(super) fn complaint(self, of: &Complaint) -> Complaint {
        let Complaint {
            id,
            ticket,
            device,
            customer,
            raised_at,
            kind,
            attributable_to_service,
            owner: _,
            replied_at,
            closed_at,
            text,
            compensation,
            meta,
        } = of;
        Complaint {
            id: id.clone(),
            ticket: ticket.clone(),
            device: device.clone(),
            customer: customer.clone(),
            raised_at: *raised_at,
            kind: *kind,
            attributable_to_service: *attributable_to_service,
            owner: None,
            replied_at: *replied_at,
            closed_at: *closed_at,
            text: text.clone(),
            compensation: *compensation,
            meta: bare(meta, self.customer),
        }
    }

    /// A loaner.
    pub(super) fn loaner(self, of: &Loaner) -> Loaner {
        let Loaner { id, unit, device, customer, out_at, back_at, meta } = of;
        Loaner {
            id: id.clone(),
            unit: unit.clone(),
            device: device.clone(),
            customer: customer.clone(),
            out_at: *out_at,
            back_at: *back_at,
            meta: bare(meta, self.customer),
        }
    }

    /// A part order, without who asked.
    pub(super) fn part_order(self, of: &PartOrder) -> PartOrder {
        let PartOrder {
            id,
            part,
            qty,
            ticket,
            device,
            requested_on,
            shipped_on,
            received_on,
            requested_by: _,
            meta,
        } = of;
        PartOrder {
            id: id.clone(),
            part: part.clone(),
            qty: *qty,
            ticket: ticket.clone(),
            device: device.clone(),
            requested_on: *requested_on,
            shipped_on: *shipped_on,
            received_on: *received_on,
            requested_by: None,
            meta: bare(meta, self.customer),
        }
    }

    /// A measure, without where it came from, which may be another's report.
    pub(super) fn action(self, of: &Action) -> Action {
        let Action {
            id,
            kind,
            title,
            source: _,
            code,
            model,
            device,
            owner,
            due,
            done_on,
            effect_metric,
            meta,
        } = of;
        Action {
            id: id.clone(),
            kind: *kind,
            title: title.clone(),
            source: None,
            code: code.clone(),
            model: model.clone(),
            device: device.clone(),
            owner: self.person(owner.as_ref()),
            due: *due,
            done_on: *done_on,
            effect_metric: effect_metric.clone(),
            meta: bare(meta, self.customer),
        }
    }

    /// A free page that is written for the audience.
    pub(super) fn page(of: &FreePage) -> FreePage {
        let FreePage { route, article: written, audience } = of;
        FreePage { route: route.clone(), article: article(written), audience: *audience }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_an_old_part_is_due_survives_its_price() {
        let part = |cost, required| Part {
            id: "P".into(),
            name: "fuse".to_owned(),
            unit: None,
            unit_cost: cost,
            vendor: Some("maker".to_owned()),
            origin: None,
            wear_part: false,
            old_part_required: required,
            derived: false,
            meta: Meta::default(),
        };
        let shown = Shown { old_part_value: Some(300.0), ..Shown::default() };
        let due = |cost, required| shown.part(&part(cost, required)).old_part_required;
        assert_eq!(due(Some(300.0), None), Some(true));
        assert_eq!(due(Some(299.0), None), Some(false));
        assert_eq!(due(Some(999.0), Some(false)), Some(false));
        assert_eq!(due(None, None), None);
        let bare = shown.part(&part(Some(1.0), None));
        assert_eq!((bare.unit_cost, bare.vendor), (None, None));
    }
}
