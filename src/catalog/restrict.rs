//! Restriction to an audience: a function from catalog to another type, made
//! before anything is computed (`design.md` §3, promise 6).

use super::link::relink;
use super::mask::{Cover, Exempt, Rules, mask};
use super::visible::Visible;
use super::{Catalog, LinkTarget, coverage, filter};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::CustomerId;
use crate::model::settings::Settings;
use crate::model::slug::slug;

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

impl Audience {
    /// The name of its site's folder: `internal`, `customers/C-01`, `public`.
    pub fn folder(&self) -> String {
        match self {
            Self::Internal => "internal".to_owned(),
            Self::Customer(id) => format!("customers/{}", slug(id.as_str()).as_str()),
            Self::Public => "public".to_owned(),
        }
    }
}

/// The audiences of a project's configuration, in the order in which their sites are
/// built. Every customer of the customer table has a site; without such a table,
/// every customer of the device table.
pub fn audiences(catalog: &Catalog) -> Vec<Audience> {
    let asked = &catalog.settings.audiences;
    let customers = catalog.records.customers.iter().filter(|_| asked.customers);
    let customers = customers.map(|customer| Audience::Customer(customer.id.clone()));
    let public = asked.public.then_some(Audience::Public);
    std::iter::once(Audience::Internal).chain(customers).chain(public).collect()
}

/// The catalog of one audience beside the department. `None` where no such customer is
/// known.
pub fn to(catalog: &Catalog, audience: &Audience) -> Option<Restricted<Catalog>> {
    match audience {
        Audience::Internal => None,
        Audience::Customer(id) => customer(catalog, id),
        Audience::Public => Some(public(catalog)),
    }
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
    let customer = catalog.index.find_customer(id.as_str())?;
    let visible = Visible::to_customer(catalog, customer);
    let rows = visible.rows.iter().map(|&row| catalog.event(row));
    let coverage = coverage::coverage(&catalog.settings, &catalog.sources, rows);
    let mut records = filter::records(catalog, &visible);
    let mut settings = settings_for(catalog, &visible);
    let exempt = Exempt::of(&records, &settings.organisation).with_own_contacts(&records);
    let kinds = &catalog.settings.audiences.mask.customers;
    mask(&mut records, &Rules { kinds, cover: Cover::Partly, exempt: &exempt });
    settings.base_url = customer_address(&catalog.settings, id);
    let inner = relink(records, settings, &catalog.attachments, coverage);
    Some(Restricted { inner, audience: Audience::Customer(catalog.customer(customer).id.clone()) })
}

/// The address of a customer's site. A folder that nobody can guess is named to nobody
/// but its own site.
fn customer_address(settings: &Settings, id: &CustomerId) -> Option<String> {
    let audiences = &settings.audiences;
    let site = Audience::Customer(id.clone()).folder();
    let folder = slug(id.as_str()).to_string();
    let folder = match audiences.folder_keys.get(&site) {
        Some(key) => format!("{folder}-{key}"),
        None => folder,
    };
    audiences.customer_base_url.as_ref().map(|address| address.replace("{customer}", &folder))
}

/// The catalog for anyone: public articles and what they name.
pub fn public(catalog: &Catalog) -> Restricted<Catalog> {
    let visible = Visible::to_anyone(catalog);
    let mut records = filter::records(catalog, &visible);
    let mut settings = settings_for(catalog, &visible);
    let exempt = Exempt::of(&records, &settings.organisation);
    let kinds = &catalog.settings.audiences.mask.public;
    mask(&mut records, &Rules { kinds, cover: Cover::Whole, exempt: &exempt });
    settings.base_url.clone_from(&catalog.settings.audiences.public_base_url);
    let inner = relink(records, settings, &catalog.attachments, None);
    Restricted { inner, audience: Audience::Public }
}

/// Files that a restricted site would copy although their path names a device that
/// its audience does not have: each stops the build (`nasty.md` 80, 97).
pub fn crossings(catalog: &Catalog, restricted: &Restricted<Catalog>) -> Diagnostics {
    let foreign = |name: &str| {
        let device = catalog.device(catalog.index.find_device(name)?);
        let theirs = restricted.index.find_device(name).is_some() || device.unregistered;
        (!theirs).then_some(device)
    };
    let mut found = Diagnostics::new();
    for (document, links) in &restricted.documents.by_path {
        for link in links {
            let LinkTarget::Attachment(path) = &link.target else { continue };
            let stem = |name: &str| name.split('.').next().map_or(0, str::len);
            let mut names = path.split('/').flat_map(|name| [name, &name[..stem(name)]]);
            let Some(device) = names.find_map(foreign) else { continue };
            let message = format!(
                "`{path}` belongs to device `{}`, which this audience may not see",
                device.id
            );
            let finding = Diagnostic::new(Code::AudienceCrossed, message)
                .raw(link.dest.clone())
                .at(Place::file(document.clone()))
                .hint("remove the link, or keep the file outside the other device's folder");
            found.push(finding);
        }
    }
    found
}

/// The date stays that of the whole project; agreements with others go, and so do where
/// the house publishes and how others' sites are closed.
fn settings_for(catalog: &Catalog, visible: &Visible) -> Settings {
    let mut settings = catalog.settings.clone();
    settings.publish.clear();
    settings.audiences.folder_keys.clear();
    (settings.audiences.secret_folders, settings.audiences.encrypt) = Default::default();
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
