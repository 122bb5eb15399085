//! Leak canaries: every field of every customer carries a token of its own, so that a
//! single search tells whether anything of a customer stands where it must not.

use super::random::hash;

/// The fields that carry a token. Digits take its place in a telephone number.
pub const FIELDS: [&str; 28] = [
    "name",
    "alias",
    "contact",
    "phone",
    "email",
    "address",
    "dealer",
    "site_name",
    "site_address",
    "contract_id",
    "serial",
    "ticket_id",
    "symptom",
    "cause",
    "remark",
    "notes",
    "unknown_column",
    "visit_findings",
    "training_topic",
    "complaint_text",
    "loaner_unit",
    "device_prose",
    "measure_title",
    "report_id",
    "report_title",
    "report_prose",
    "attachment_name",
    "attachment_content",
];

/// Letters that no word of the corpus has in such a row.
const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrtwx";

/// The token of a customer's field: nine letters, or eight digits of a telephone.
pub fn token(customer: &str, field: &str) -> String {
    let mut h = hash(&format!("{customer}/{field}"));
    if field == "phone" {
        return format!("{:08}", h % 100_000_000);
    }
    let mut out = String::from("q");
    for _ in 0..8 {
        out.push(char::from(LETTERS[(h % 16) as usize]));
        h /= 16;
    }
    out
}

/// The tokens of one customer, by field.
#[derive(Clone, Debug)]
pub struct Canaries(Vec<String>);

impl Canaries {
    /// Of a customer.
    pub fn of(customer: &str) -> Self {
        Self(FIELDS.iter().map(|field| token(customer, field)).collect())
    }

    /// Of one field.
    pub fn get(&self, field: &str) -> &str {
        let at = FIELDS.iter().position(|f| *f == field).expect("a field that carries a token");
        &self.0[at]
    }

    /// All of them with their field.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        FIELDS.iter().copied().zip(self.0.iter().map(String::as_str))
    }
}

#[cfg(test)]
#[allow(unused_imports, reason = "the benchmark includes this without a test harness")]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_fields_of_any_customers_share_a_token() {
        let customers = (1..=500).map(|n| Canaries::of(&format!("C-{n:03}")));
        let all: Vec<String> = customers.flat_map(|canaries| canaries.0).collect();
        let distinct: BTreeSet<&String> = all.iter().collect();
        assert_eq!(distinct.len(), 500 * FIELDS.len());
    }
}
