//! The records that mostly lead on to others: codes, components, models, customers,
//! sites, parts, free pages and monthly reports. Solutions, faults and devices are in
//! `documents`.

use super::documents::{Document, Field, Source};
use super::place::Place;
use crate::catalog::{CodeIx, ComponentIx, CustomerIx, ModelIx};
use crate::model::Article;
use std::borrow::Cow;

impl<'a> Source<'a> {
    pub(super) fn code(&self, place: Place, at: usize) -> Document<'a> {
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

    pub(super) fn component(&self, place: Place, at: usize) -> Document<'a> {
        let component = &self.catalog.records.components[at];
        let mut out = Document::new(place, component.id.as_str());
        self.named(&mut out, &component.name);
        out.own(component.id.as_str());
        out.add(Field::Body, component.category.as_deref().unwrap_or_default());
        out.facets.components.push(ComponentIx::new(at));
        out.article = component.meta.article.as_deref();
        out
    }

    pub(super) fn model(&self, place: Place, at: usize) -> Document<'a> {
        let model = &self.catalog.records.models[at];
        let mut out = Document::new(place, model.id.as_str());
        self.named(&mut out, &model.name);
        out.own(model.id.as_str());
        out.add(Field::Id, model.family.as_deref().unwrap_or_default());
        out.facets.models.push(ModelIx::new(at));
        out.article = model.meta.article.as_deref();
        out
    }

    pub(super) fn customer(&self, place: Place, at: usize) -> Document<'a> {
        let customer = &self.catalog.records.customers[at];
        let mut out = Document::new(place, customer.id.as_str());
        self.named(&mut out, &customer.name);
        out.own(customer.id.as_str());
        for alias in &customer.aliases {
            out.own(alias);
        }
        out.add(Field::Body, customer.address.as_deref().unwrap_or_default());
        out.facets.customer = Some(CustomerIx::new(at));
        out.article = customer.meta.article.as_deref();
        out
    }

    pub(super) fn site(&self, place: Place, at: usize) -> Document<'a> {
        let site = &self.catalog.records.sites[at];
        let mut out = Document::new(place, site.id.as_str());
        self.named(&mut out, &site.name);
        out.own(site.id.as_str());
        out.add(Field::Body, site.address.as_deref().unwrap_or_default());
        let customer = site.customer.as_ref();
        out.facets.customer = customer.and_then(|c| self.catalog.index.find_customer(c.as_str()));
        self.name_facets(&mut out);
        out.article = site.meta.article.as_deref();
        self.customer_name(out.facets.customer).clone_into(&mut out.summary);
        out
    }

    pub(super) fn part(&self, place: Place, at: usize) -> Document<'a> {
        let part = &self.catalog.records.parts[at];
        let mut out = Document::new(place, part.id.as_str());
        self.named(&mut out, &part.name);
        out.own(part.id.as_str());
        let vendor = part.vendor.as_deref().unwrap_or_default();
        out.add(Field::Body, vendor);
        vendor.clone_into(&mut out.summary);
        out
    }

    pub(super) fn page(&self, place: Place, article: &'a Article) -> Document<'a> {
        let mut out = Document::new(place, article.title.as_str());
        self.written(&mut out, article);
        out
    }

    pub(super) fn month(&self, place: Place, at: usize) -> Document<'a> {
        let month = self.facts.months[at].month;
        let mut out = Document::new(place, month.to_string());
        let languages = 0..self.languages().len();
        out.titles = languages.map(|l| Cow::Owned(self.addresses.month_title(month, l))).collect();
        out.add(Field::Id, month.to_string());
        out.facets.year = Some(month.year);
        out.article = self.catalog.records.commentaries.get(&month.into());
        out
    }
}
