//! Restriction to an audience: a function from catalog to another type, made
//! before anything is computed (`design.md` §3, promise 6).

use super::link::relink;
use super::visible::Visible;
use super::{Catalog, coverage, filter};
use crate::model::CustomerId;
use crate::model::settings::Settings;

/// Who a site is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The service department: everything.
    Internal,
    /// One customer: only what is theirs.
    Customer(CustomerId),
    /// Anyone: public articles.
    Public,
}

/// A catalog in which nothing exists that its audience may not see. Only this
/// room makes one.
#[derive(Clone, Debug)]
pub struct Restricted<C> {
    inner: C,
    audience: Audience,
}

impl<C> Restricted<C> {
    /// Who may see it.
    pub fn audience(&self) -> &Audience {
        &self.audience
    }

    /// True for the service department's own site.
    pub fn is_internal(&self) -> bool {
        self.audience == Audience::Internal
    }
}

impl<C> std::ops::Deref for Restricted<C> {
    type Target = C;
    fn deref(&self) -> &C {
        &self.inner
    }
}

/// The catalog for the service department itself: all of it.
pub fn internal(catalog: Catalog) -> Restricted<Catalog> {
    Restricted { inner: catalog, audience: Audience::Internal }
}

/// The catalog of one customer, linked anew from nothing but their own records.
/// `None` where no such customer is known.
pub fn customer(catalog: &Catalog, id: &CustomerId) -> Option<Restricted<Catalog>> {
    let visible = Visible::to_customer(catalog, catalog.index.find_customer(id.as_str())?);
    let rows = visible.rows.iter().map(|&row| catalog.event(row));
    let coverage = coverage::coverage(&catalog.settings, &catalog.sources, rows);
    let records = filter::records(catalog, &visible);
    let settings = settings_for(catalog, &visible);
    let inner = relink(records, settings, &catalog.attachments, coverage);
    Some(Restricted { inner, audience: Audience::Customer(id.clone()) })
}

/// The catalog for anyone: public articles and what they name.
pub fn public(catalog: &Catalog) -> Restricted<Catalog> {
    let visible = Visible::to_anyone(catalog);
    let records = filter::records(catalog, &visible);
    let settings = settings_for(catalog, &visible);
    let inner = relink(records, settings, &catalog.attachments, None);
    Restricted { inner, audience: Audience::Public }
}

/// The date stays that of the whole project; agreements with others go.
fn settings_for(catalog: &Catalog, visible: &Visible) -> Settings {
    let mut settings = catalog.settings.clone();
    let index = &catalog.index;
    settings.sla_by_customer.retain(|id, _| {
        let customer = index.find_customer(id.as_str());
        customer.is_some() && customer == visible.customer
    });
    settings.sla_by_model.retain(|id, _| {
        index.find_model(id.as_str()).is_some_and(|model| visible.models.contains(&model))
    });
    settings
}
