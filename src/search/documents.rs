//! What can be found: every record of a restricted catalog that has a page, with the
//! texts it is found by. Only what stands in that catalog is ever read here.

use super::place::{Addresses, Place};
use super::shared::Shared;
use crate::analyse::Facts;
use crate::catalog::{
    Audience, Catalog, CodeIx, ComponentIx, CustomerIx, ModelIx, Restricted, SolutionIx,
};
use crate::model::bilingual::part_in;
use crate::model::events::TextField;
use crate::model::records::{Device, FaultReport};
use crate::model::{Article, Lang};
use hashbrown::HashSet;
use std::borrow::Cow;

/// Where in a record a text stands, by how much it says about the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Title,
    /// Codes, models, serial numbers and other ids.
    Id,
    /// The words of those who saw the fault.
    Symptom,
    Body,
    /// Names of the customer and the site.
    Customer,
    /// The record's own running number: its pieces say little, because where there are many
    /// records any digits are somebody's.
    Number,
}

impl Field {
    pub(super) const COUNT: usize = 6;
}

/// By what a record can be narrowed down.
#[derive(Clone, Debug, Default)]
pub(super) struct Facets {
    pub(super) models: Vec<ModelIx>,
    pub(super) codes: Vec<CodeIx>,
    pub(super) components: Vec<ComponentIx>,
    pub(super) customer: Option<CustomerIx>,
    pub(super) status: &'static str,
    pub(super) year: Option<i16>,
}

/// One record as it is found and shown.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) place: Place,
    pub(super) id: Cow<'a, str>,
    /// The title in each language of the site.
    pub(super) titles: Vec<Cow<'a, str>>,
    /// The record's own ids: a query that names one wants this very record.
    pub(super) own_ids: Vec<&'a str>,
    pub(super) texts: Vec<(Field, Cow<'a, str>)>,
    pub(super) article: Option<&'a Article>,
    /// What a result shows where there is no article.
    pub(super) summary: String,
    pub(super) facets: Facets,
}

impl<'a> Document<'a> {
    pub(super) fn new(place: Place, id: impl Into<Cow<'a, str>>) -> Self {
        Self {
            place,
            id: id.into(),
            titles: Vec::new(),
            own_ids: Vec::new(),
            texts: Vec::new(),
            article: None,
            summary: String::new(),
            facets: Facets::default(),
        }
    }

    pub(super) fn own(&mut self, id: &'a str) {
        self.own_ids.push(id);
        self.add(Field::Id, id);
    }

    pub(super) fn numbered(&mut self, id: &'a str) {
        self.own_ids.push(id);
        self.add(Field::Number, id);
    }

    pub(super) fn add(&mut self, field: Field, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        if !text.is_empty() {
            self.texts.push((field, text));
        }
    }

    pub(super) fn add_all(&mut self, field: Field, texts: &'a [String]) {
        for text in texts {
            self.add(field, text.as_str());
        }
    }

    /// Gives every text beside the article's with its field.
    pub(super) fn each_text(&self, give: &mut impl FnMut(Field, &str)) {
        let mut titles: Vec<&str> = Vec::new();
        for title in &self.titles {
            if !titles.contains(&title.as_ref()) {
                titles.push(title);
                give(Field::Title, title);
            }
        }
        for (field, text) in &self.texts {
            give(*field, text);
        }
    }
}

/// All records of a site that can be found.
pub(super) struct Source<'a> {
    pub(super) catalog: &'a Restricted<Catalog>,
    pub(super) facts: &'a Facts,
    pub(super) addresses: &'a dyn Addresses,
    pub(super) shared: Option<&'a Shared>,
}

impl<'a> Source<'a> {
    /// Every place, in the catalog's order.
    pub(super) fn places(&self) -> Vec<Place> {
        let records = &self.catalog.records;
        let mut places = Vec::new();
        macro_rules! places {
            ($($list:ident as $place:ident;)*) => {$(
                places.extend((0..records.$list.len()).map(|at| Place::$place(at as u32)));
            )*};
        }
        places! {
            solutions as Solution; reports as Fault; codes as Code; components as Component;
            devices as Device; models as Model; customers as Customer; sites as Site;
            pages as Page;
        }
        // The public site has neither reports nor parts: nothing that happened is told there.
        let reported = *self.catalog.audience() != Audience::Public;
        let months = self.facts.months.iter().filter(|_| reported).enumerate();
        places.extend(months.map(|(at, _)| Place::Report(at as u32)));
        let parts = (0..records.parts.len()).filter(|_| reported);
        places.extend(parts.map(|at| Place::Part(at as u32)));
        places
    }

    /// The languages of the site.
    pub(super) fn languages(&self) -> &'a [Lang] {
        &self.catalog.settings.languages
    }

    /// The record at a place.
    pub(super) fn document(&self, place: Place) -> Document<'a> {
        let records = &self.catalog.records;
        match place {
            Place::Solution(at) => self.solution(place, SolutionIx::new(at as usize)),
            Place::Fault(at) => self.fault(place, at as usize, &records.reports[at as usize]),
            Place::Device(at) => self.device(place, at as usize, &records.devices[at as usize]),
            Place::Code(at) => self.code(place, at as usize),
            Place::Component(at) => self.component(place, at as usize),
            Place::Model(at) => self.model(place, at as usize),
            Place::Customer(at) => self.customer(place, at as usize),
            Place::Site(at) => self.site(place, at as usize),
            Place::Page(at) => self.page(place, &records.pages[at as usize].article),
            Place::Report(at) => self.month(place, at as usize),
            Place::Part(at) => self.part(place, at as usize),
        }
    }

    pub(super) fn named(&self, document: &mut Document<'a>, name: &'a str) {
        let languages = self.languages().iter();
        document.titles = languages.map(|&lang| Cow::Borrowed(part_in(name, lang))).collect();
        if document.titles.iter().all(|title| title.len() < name.len()) {
            document.add(Field::Title, name);
        }
    }

    pub(super) fn written(&self, document: &mut Document<'a>, article: &'a Article) {
        let languages = self.languages().iter();
        document.titles = languages.map(|&lang| Cow::Borrowed(article.title_in(lang))).collect();
        document.add(Field::Title, article.title.as_str());
        for half in &article.halves {
            document.add(Field::Title, half.title.as_str());
        }
        document.add_all(Field::Body, &article.tags);
        document.article = Some(article);
    }

    fn solution(&self, place: Place, ix: SolutionIx) -> Document<'a> {
        let solution = self.catalog.solution(ix);
        let mut out = Document::new(place, solution.id.as_str());
        let index = &self.catalog.index;
        self.written(&mut out, &solution.article);
        out.numbered(solution.id.as_str());
        out.add_all(Field::Symptom, &solution.symptoms);
        for code in &solution.codes {
            out.add(Field::Id, code.as_str());
            out.facets.codes.extend(index.find_code(code.as_str()));
        }
        for model in &solution.models {
            out.add(Field::Id, model.as_str());
            out.facets.models.extend(index.find_model(model.as_str()));
        }
        for component in &solution.components {
            out.add(Field::Symptom, component.as_str());
            out.facets.components.extend(index.find_component(component.as_str()));
        }
        for part in &solution.parts {
            out.add(Field::Body, part.as_str());
            let known = index.find_part(part.as_str());
            if let Some(part) = known.map(|ix| &self.catalog.records.parts[ix.index()]) {
                out.add(Field::Body, part.name.as_str());
            }
        }
        out.add_all(Field::Body, &solution.tools);
        out.add_all(Field::Body, &solution.risk);
        let replaced = !index.later_solutions.of(ix.index()).is_empty();
        out.facets.status = if replaced { "superseded" } else { solution.confidence.as_str() };
        out.facets.year = solution.created.or(solution.verified).map(jiff::civil::Date::year);
        self.name_facets(&mut out);
        out
    }

    /// The names of what a record is about.
    pub(super) fn name_facets(&self, out: &mut Document<'a>) {
        let records = &self.catalog.records;
        for ix in out.facets.components.clone() {
            out.add(Field::Symptom, records.components[ix.index()].name.as_str());
        }
        for ix in out.facets.models.clone() {
            let model = &records.models[ix.index()];
            if model.name != model.id.as_str() {
                out.add(Field::Id, model.name.as_str());
            }
        }
        if let Some(ix) = out.facets.customer {
            let customer = &records.customers[ix.index()];
            out.add(Field::Customer, customer.name.as_str());
            out.add(Field::Customer, customer.id.as_str());
        }
    }

    fn fault(&self, place: Place, at: usize, report: &'a FaultReport) -> Document<'a> {
        let mut out = Document::new(place, report.id.as_str());
        let (catalog, records) = (self.catalog, &self.catalog.records);
        self.written(&mut out, &report.article);
        out.numbered(report.id.as_str());
        for &row in catalog.index.events_of_report.of(at) {
            let (event, links) = (records.events.get(row as usize), catalog.links[row as usize]);
            if event.text(TextField::Ticket) != report.id.as_str() {
                out.add(Field::Id, event.text(TextField::Ticket));
            }
            for field in [TextField::Device, TextField::Code, TextField::Model] {
                out.add(Field::Id, event.text(field));
            }
            out.add(Field::Symptom, event.text(TextField::Symptom));
            out.add(Field::Symptom, event.text(TextField::Component));
            out.add(Field::Body, event.text(TextField::Cause));
            out.add(Field::Body, event.text(TextField::Action));
            out.add(Field::Body, event.text(TextField::Notes));
            if let Some(device) = links.device {
                Self::device_ids(&mut out, &records.devices[device.index()]);
            }
            if let Some(site) = links.site {
                out.add(Field::Customer, records.sites[site.index()].name.as_str());
            }
            let facets = &mut out.facets;
            facets.models.extend(links.model);
            facets.codes.extend(links.code);
            facets.components.extend(links.component);
            facets.customer = facets.customer.or(links.customer);
            facets.status = event.status().as_str();
            facets.year = facets.year.or(event.reported().map(|at| self.year(at)));
        }
        once_each(&mut out.facets);
        self.name_facets(&mut out);
        out.texts.dedup();
        out
    }

    fn year(&self, at: crate::model::Instant) -> i16 {
        self.catalog.settings.zone.day(at).year()
    }

    fn device_ids(out: &mut Document<'a>, device: &'a Device) {
        out.add(Field::Id, device.id.as_str());
        let serials = device.serials.iter().map(|span| span.serial.as_str());
        let all = serials
            .chain(device.serial.as_deref())
            .chain(device.aliases.iter().map(String::as_str));
        for serial in all.filter(|serial| *serial != device.id.as_str()) {
            out.add(Field::Id, serial);
        }
        if let Some(model) = &device.model {
            out.add(Field::Id, model.as_str());
        }
    }

    fn device(&self, place: Place, at: usize, device: &'a Device) -> Document<'a> {
        let mut out = Document::new(place, device.id.as_str());
        let (catalog, records) = (self.catalog, &self.catalog.records);
        let model = device.model.as_ref().and_then(|m| catalog.index.find_model(m.as_str()));
        let model_name = model.map(|ix| records.models[ix.index()].name.as_str());
        let name = device.name.as_deref().or(model_name).unwrap_or(device.id.as_str());
        self.named(&mut out, name);
        out.own_ids.push(device.id.as_str());
        out.own_ids.extend(device.serials.iter().map(|span| span.serial.as_str()));
        out.own_ids.extend(device.serial.as_deref());
        out.own_ids.extend(device.aliases.iter().map(String::as_str));
        Self::device_ids(&mut out, device);
        let owner = device.owners.last();
        let customer = owner.and_then(|o| o.customer.as_ref());
        out.facets.customer = customer.and_then(|c| catalog.index.find_customer(c.as_str()));
        out.facets.models.extend(model);
        out.facets.year =
            device.installed_on.or(device.commissioned_on).map(jiff::civil::Date::year);
        out.facets.status = device.status.map_or("", crate::model::DeviceStatus::as_str);
        for site in device.owners.iter().filter_map(|o| o.site.as_ref()) {
            let site = catalog.index.find_site(site.as_str());
            out.add(Field::Customer, site.map_or("", |ix| records.sites[ix.index()].name.as_str()));
        }
        for text in [&device.batch, &device.firmware].into_iter().flatten() {
            out.add(Field::Body, text.as_str());
        }
        self.name_facets(&mut out);
        self.said_of_device(&mut out, at);
        out.article = device.meta.article.as_deref();
        let shown =
            [self.customer_name(out.facets.customer), device.serial.as_deref().unwrap_or("")];
        out.summary =
            shown.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        out
    }

    pub(super) fn customer_name(&self, customer: Option<CustomerIx>) -> &'a str {
        customer.map_or("", |ix| self.catalog.records.customers[ix.index()].name.as_str())
    }

    /// What was said of a device, each text once.
    fn said_of_device(&self, out: &mut Document<'a>, at: usize) {
        let catalog = self.catalog;
        let mut said = HashSet::new();
        for &row in catalog.index.events_of_device.of(at) {
            let event = catalog.records.events.get(row as usize);
            if event.report().is_some() {
                continue;
            }
            for field in [TextField::Symptom, TextField::Cause, TextField::Action, TextField::Notes]
            {
                if said.insert(event.sym(field)) {
                    out.add(Field::Body, event.text(field));
                }
            }
            for (_, value) in event.cells() {
                out.add(Field::Body, value);
            }
        }
    }
}

fn once_each(facets: &mut Facets) {
    facets.models.sort();
    facets.models.dedup();
    facets.codes.sort();
    facets.codes.dedup();
    facets.components.sort();
    facets.components.dedup();
}
