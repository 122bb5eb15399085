//! What can be found: every record of a restricted catalog that has a page, with the
//! texts it is found by. Only what stands in that catalog is ever read here.

use super::place::{Addresses, Place};
use super::prose;
use crate::analyse::Facts;
use crate::catalog::{Catalog, CodeIx, ComponentIx, CustomerIx, ModelIx, Restricted};
use crate::model::bilingual::part_in;
use crate::model::events::TextField;
use crate::model::records::{Device, FaultReport, Solution};
use crate::model::{Article, Lang, SectionKind};
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
}

impl Field {
    pub(super) const COUNT: usize = 5;
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
    fn new(place: Place, id: impl Into<Cow<'a, str>>) -> Self {
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

    fn own(&mut self, id: &'a str) {
        self.own_ids.push(id);
        self.add(Field::Id, id);
    }

    fn add(&mut self, field: Field, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        if !text.is_empty() {
            self.texts.push((field, text));
        }
    }

    fn add_all(&mut self, field: Field, texts: &'a [String]) {
        texts.iter().for_each(|text| self.add(field, text.as_str()));
    }

    /// Gives every text with its field, the article block by block.
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
        if let Some(article) = self.article {
            prose::blocks(&article.body, &mut |block| give(Field::Body, block));
        }
    }
}

/// All records of a site that can be found.
pub(super) struct Source<'a> {
    pub(super) catalog: &'a Restricted<Catalog>,
    pub(super) facts: &'a Facts,
    pub(super) addresses: &'a dyn Addresses,
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
        let months = self.facts.months.iter().enumerate();
        places.extend(months.map(|(at, _)| Place::Report(at as u32)));
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
            Place::Solution(at) => self.solution(place, &records.solutions[at as usize]),
            Place::Fault(at) => self.fault(place, at as usize, &records.reports[at as usize]),
            Place::Device(at) => self.device(place, at as usize, &records.devices[at as usize]),
            Place::Code(at) => self.code(place, at as usize),
            Place::Component(at) => self.component(place, at as usize),
            Place::Model(at) => self.model(place, at as usize),
            Place::Customer(at) => self.customer(place, at as usize),
            Place::Site(at) => self.site(place, at as usize),
            Place::Page(at) => self.page(place, &records.pages[at as usize].article),
            Place::Report(at) => self.month(place, at as usize),
        }
    }

    fn named(&self, document: &mut Document<'a>, name: &'a str) {
        let languages = self.languages().iter();
        document.titles = languages.map(|&lang| Cow::Borrowed(part_in(name, lang))).collect();
        if document.titles.iter().all(|title| title.len() < name.len()) {
            document.add(Field::Title, name);
        }
    }

    fn written(&self, document: &mut Document<'a>, article: &'a Article) {
        let languages = self.languages().iter();
        document.titles = languages.map(|&lang| Cow::Borrowed(article.title_in(lang))).collect();
        document.add(Field::Title, article.title.as_str());
        for half in &article.halves {
            document.add(Field::Title, half.title.as_str());
        }
        document.add_all(Field::Body, &article.tags);
        document.article = Some(article);
    }

    fn solution(&self, place: Place, solution: &'a Solution) -> Document<'a> {
        let mut out = Document::new(place, solution.id.as_str());
        let index = &self.catalog.index;
        self.written(&mut out, &solution.article);
        out.own(solution.id.as_str());
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
        out.facets.status = solution.confidence.as_str();
        out.facets.year = solution.created.or(solution.verified).map(jiff::civil::Date::year);
        self.name_facets(&mut out);
        out
    }

    /// The names of what a record is about.
    fn name_facets(&self, out: &mut Document<'a>) {
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
        out.own(report.id.as_str());
        for &row in catalog.index.events_of_report.of(at) {
            let (event, links) = (records.events.get(row as usize), catalog.links[row as usize]);
            for field in [TextField::Ticket, TextField::Device, TextField::Code, TextField::Model] {
                out.add(Field::Id, event.text(field));
            }
            out.add(Field::Symptom, event.text(TextField::Symptom));
            out.add(Field::Symptom, event.text(TextField::Component));
            out.add(Field::Body, event.text(TextField::Cause));
            out.add(Field::Body, event.text(TextField::Action));
            if let Some(device) = links.device {
                self.device_ids(&mut out, &records.devices[device.index()]);
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

    fn device_ids(&self, out: &mut Document<'a>, device: &'a Device) {
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
        self.device_ids(&mut out, device);
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
        out.summary = self.words([
            customer.map(|_| self.customer_name(out.facets.customer)),
            Some(device.serial.as_deref().unwrap_or_default()),
        ]);
        out
    }

    fn customer_name(&self, customer: Option<CustomerIx>) -> &'a str {
        customer.map_or("", |ix| self.catalog.records.customers[ix.index()].name.as_str())
    }

    fn words<'w>(&self, words: impl IntoIterator<Item = Option<&'w str>>) -> String {
        let words = words.into_iter().flatten().filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" · ")
    }

    /// What was said of a device, each text once.
    fn said_of_device(&self, out: &mut Document<'a>, at: usize) {
        let catalog = self.catalog;
        let mut said = HashSet::new();
        let mut once: Vec<&'a str> = Vec::new();
        for &row in catalog.index.events_of_device.of(at) {
            let event = catalog.records.events.get(row as usize);
            if event.report().is_none() && said.insert(event.sym(TextField::Symptom)) {
                once.push(event.text(TextField::Symptom));
            }
        }
        once.into_iter().for_each(|text| out.add(Field::Body, text));
    }

    fn code(&self, place: Place, at: usize) -> Document<'a> {
        let code = &self.catalog.records.codes[at];
        let mut out = Document::new(place, code.id.as_str());
        self.named(&mut out, &code.title);
        out.own(code.id.as_str());
        for alias in &code.aliases {
            out.own(alias);
        }
        out.add_all(Field::Symptom, &code.symptoms);
        let index = &self.catalog.index;
        let component = code.component.as_ref();
        out.facets.components.extend(component.and_then(|c| index.find_component(c.as_str())));
        out.facets.models.extend(code.models.iter().filter_map(|m| index.find_model(m.as_str())));
        out.facets.codes.push(CodeIx::new(at));
        self.name_facets(&mut out);
        out.article = code.meta.article.as_deref();
        out.summary = code.symptoms.join(" · ");
        out
    }

    fn component(&self, place: Place, at: usize) -> Document<'a> {
        let component = &self.catalog.records.components[at];
        let mut out = Document::new(place, component.id.as_str());
        self.named(&mut out, &component.name);
        out.own(component.id.as_str());
        out.add(Field::Body, component.category.as_deref().unwrap_or_default());
        out.facets.components.push(ComponentIx::new(at));
        out.article = component.meta.article.as_deref();
        out
    }

    fn model(&self, place: Place, at: usize) -> Document<'a> {
        let model = &self.catalog.records.models[at];
        let mut out = Document::new(place, model.id.as_str());
        self.named(&mut out, &model.name);
        out.own(model.id.as_str());
        out.add(Field::Id, model.family.as_deref().unwrap_or_default());
        out.facets.models.push(ModelIx::new(at));
        out.article = model.meta.article.as_deref();
        out
    }

    fn customer(&self, place: Place, at: usize) -> Document<'a> {
        let customer = &self.catalog.records.customers[at];
        let mut out = Document::new(place, customer.id.as_str());
        self.named(&mut out, &customer.name);
        out.own(customer.id.as_str());
        customer.aliases.iter().for_each(|alias| out.own(alias));
        out.add(Field::Body, customer.address.as_deref().unwrap_or_default());
        out.facets.customer = Some(CustomerIx::new(at));
        out.article = customer.meta.article.as_deref();
        out
    }

    fn site(&self, place: Place, at: usize) -> Document<'a> {
        let site = &self.catalog.records.sites[at];
        let mut out = Document::new(place, site.id.as_str());
        self.named(&mut out, &site.name);
        out.own(site.id.as_str());
        out.add(Field::Body, site.address.as_deref().unwrap_or_default());
        let customer = site.customer.as_ref();
        out.facets.customer = customer.and_then(|c| self.catalog.index.find_customer(c.as_str()));
        self.name_facets(&mut out);
        out.article = site.meta.article.as_deref();
        out.summary = self.customer_name(out.facets.customer).to_owned();
        out
    }

    fn page(&self, place: Place, article: &'a Article) -> Document<'a> {
        let mut out = Document::new(place, article.title.as_str());
        self.written(&mut out, article);
        out
    }

    fn month(&self, place: Place, at: usize) -> Document<'a> {
        let month = self.facts.months[at].month;
        let mut out = Document::new(place, month.to_string());
        let languages = 0..self.languages().len();
        out.titles = languages.map(|l| Cow::Owned(self.addresses.month_title(month, l))).collect();
        out.add(Field::Id, month.to_string());
        out.facets.year = Some(month.year);
        out.article = self.catalog.records.commentaries.get(&month);
        out
    }

    /// What a result says beneath its title, in a language: the symptoms, else the
    /// beginning of what the record says about the fault.
    pub(super) fn excerpt(&self, document: &Document<'a>, lang: Lang) -> String {
        let mut out = String::new();
        let mut add = |text: &str| {
            if !out.is_empty() && !text.is_empty() {
                out.push_str(if lang == Lang::Zh { " " } else { " · " });
            }
            out.push_str(text);
        };
        if document.article.is_none() {
            add(&document.summary);
        }
        if let Some(article) = document.article {
            let half = article.half(lang);
            let issue = half.section(SectionKind::Issue).map(|section| section.content.clone());
            let range = issue.unwrap_or(half.range.clone());
            let title = document.titles.iter().map(AsRef::as_ref).collect::<Vec<&str>>();
            let mut left = EXCERPT;
            prose::blocks(article.text(&range), &mut |block| {
                if left > 0 && !title.contains(&block) && block != half.title {
                    add(block);
                    left = left.saturating_sub(block.chars().count());
                }
            });
        }
        cut(&out, EXCERPT)
    }
}

/// Characters of an excerpt.
const EXCERPT: usize = 160;

fn cut(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
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
