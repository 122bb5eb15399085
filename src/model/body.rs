//! The text of a document. It never changes; another text is another body. What follows
//! from the text alone is worked out when it is first asked for and stays with it, so that
//! sites and builds that have a text in common share the work.

use super::markdown::Outline;
use super::personal::{self, Found};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A text and what follows from it.
#[derive(Clone, Debug, Default)]
pub struct Body(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    text: String,
    outline: OnceLock<Option<Outline>>,
    personal: OnceLock<Box<[Found]>>,
}

impl Body {
    /// Its headings and links; nothing where it cannot be parsed.
    pub fn outline(&self) -> Option<&Outline> {
        self.0.outline.get_or_init(|| Outline::of(&self.0.text)).as_ref()
    }

    /// Data of persons in it.
    pub fn personal(&self) -> &[Found] {
        self.0.personal.get_or_init(|| personal::find(&self.0.text).into())
    }
}

impl Deref for Body {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0.text
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(Arc::new(Inner { text, ..Inner::default() }))
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.text == other.0.text
    }
}

impl Eq for Body {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_a_text_is_worked_out_once_for_all_who_have_it() {
        let body = Body::from("# A\n\ncall 139 1234 5678\n");
        let other = body.clone();
        assert_eq!(body.outline().map(|outline| outline.headings.len()), Some(1));
        let (one, two) = (body.outline(), other.outline());
        assert!(one.zip(two).is_some_and(|(one, two)| std::ptr::eq(one, two)));
        assert!(std::ptr::eq(body.personal(), other.personal()));
        assert_eq!(body.personal().len(), 1);
        assert_eq!(body, Body::from(&*other));
        assert_ne!(body, Body::from("# A"));
    }
}
