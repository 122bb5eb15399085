//! Restriction to an audience: a function from catalog to another type, made
//! before anything is computed (`design.md` §3, promise 6).

use super::Catalog;
use crate::model::CustomerId;

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
