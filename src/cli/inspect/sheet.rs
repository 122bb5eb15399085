//! What is told of one record: fields in order, where it was read, what it refers to
//! and what refers to it. The shapes are those of `--json` (`docs/commands.md`).

use crate::diag::{Diagnostic, Place};
use crate::model::Day;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// Named values in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(pub(super) Vec<(String, Value)>);

impl Fields {
    /// A value as its type writes itself; what has none is `null`.
    pub(super) fn put(&mut self, name: &str, value: impl serde::Serialize) -> &mut Self {
        // Ids, words, texts and numbers always have a form in JSON.
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        self.0.push((name.to_owned(), value));
        self
    }

    /// A day.
    pub(super) fn day(&mut self, name: &str, day: Option<Day>) -> &mut Self {
        self.put(name, day.map(|day| day.to_string()))
    }

    /// The fields of a value that writes itself as a map, in its order.
    pub(super) fn of_map(value: &impl serde::Serialize) -> Self {
        let text = serde_json::to_string(value).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Fields::default();
                while let Some(entry) = map.next_entry()? {
                    fields.0.push(entry);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// File and line.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Origin {
    pub(super) file: String,
    pub(super) line: Option<u32>,
}

impl From<&Place> for Origin {
    fn from(place: &Place) -> Self {
        Self { file: place.file.to_string(), line: place.line }
    }
}

/// A record that this one names.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Reference {
    /// Kind of the record named.
    pub(super) kind: &'static str,
    /// Its id as its own record has it, else as it is named here.
    pub(super) id: String,
    /// Its title or name.
    pub(super) title: Option<String>,
    /// False where the project holds no record of its own of this id.
    pub(super) known: bool,
}

/// Records of one kind that name this one.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Group {
    /// Their kind.
    pub(super) kind: &'static str,
    /// How many.
    pub(super) count: usize,
    /// Their ids.
    pub(super) ids: Vec<String>,
}

/// One record.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Sheet {
    /// What it is.
    pub(super) kind: &'static str,
    /// Its id.
    pub(super) id: String,
    /// Its title or name.
    pub(super) title: Option<String>,
    /// Where it was read; empty where only other records name it.
    pub(super) origin: Vec<Origin>,
    /// Its fields.
    pub(super) fields: Fields,
    /// What it names.
    pub(super) refers_to: Vec<Reference>,
    /// What names it.
    pub(super) referred_by: Vec<Group>,
    /// What was found about it.
    pub(super) findings: Vec<Diagnostic>,
}

impl Sheet {
    pub(super) fn new(kind: &'static str, id: &str, title: Option<&str>) -> Self {
        let title = title.filter(|title| *title != id && !title.is_empty());
        Self {
            kind,
            id: id.to_owned(),
            title: title.map(str::to_owned),
            origin: Vec::new(),
            fields: Fields::default(),
            refers_to: Vec::new(),
            referred_by: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Records that name this one, if there are any.
    pub(super) fn named_by<'i>(
        &mut self,
        kind: &'static str,
        ids: impl IntoIterator<Item = &'i str>,
    ) {
        let ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
        if !ids.is_empty() {
            self.referred_by.push(Group { kind, count: ids.len(), ids });
        }
    }
}
