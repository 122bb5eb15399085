//! Sites that are closed by something secret, which a build is given and never makes:
//! where it is missing, nothing is built.

use crate::catalog::{Audience, Catalog};
use crate::diag::{Code, Diagnostic};
use crate::model::settings::Chosen;
use crate::seal::SiteKey;
use std::collections::BTreeMap;

/// Customers that a message names.
const NAMED: usize = 5;

/// What keeps the sites of these audiences from being closed as the configuration asks.
pub(super) fn check(
    catalog: &Catalog,
    audiences: &[Audience],
    keys: &BTreeMap<String, SiteKey>,
) -> Vec<Diagnostic> {
    let asked = &catalog.settings.audiences;
    let mut findings = Vec::new();
    for (key, chosen) in [("encrypt", &asked.encrypt), ("secret_folders", &asked.secret_folders)] {
        findings.extend(without_site(catalog, key, chosen));
    }
    let mut missing = Vec::new();
    for audience in audiences {
        let (Audience::Customer(id), site) = (audience, audience.folder()) else { continue };
        let no_key = asked.encrypt.has(id.as_str()) && !keys.contains_key(&site);
        let secret = asked.secret_folders.has(id.as_str());
        if no_key || secret && !asked.folder_keys.contains_key(&site) {
            missing.push(id.as_str());
        }
    }
    findings.extend(secrets_missing(&missing));
    findings
}

/// A customer of the configuration who has no site: a slip of the pen would leave the
/// site of the one who was meant open.
fn without_site(catalog: &Catalog, key: &str, chosen: &Chosen) -> Vec<Diagnostic> {
    if *chosen != Chosen::Nobody && !catalog.settings.audiences.customers {
        let message = format!("`{key}` closes sites of customers, and none are built");
        let hint = "set `customers = true` under [audiences], or remove the key";
        return vec![Diagnostic::new(Code::ConfigValue, message).hint(hint)];
    }
    let Chosen::These(ids) = chosen else { return Vec::new() };
    let is_customer = |named: &&String| {
        let one = Chosen::These(vec![(*named).clone()]);
        catalog.records.customers.iter().any(|customer| one.has(customer.id.as_str()))
    };
    let unknown = ids.iter().filter(|id| !is_customer(id));
    let found = unknown.map(|id| {
        let message = format!("`{key}` names {id}, and no customer is called so");
        Diagnostic::new(Code::ConfigValue, message)
            .raw(id.clone())
            .hint("use the id of a customer as the customer table has it")
    });
    found.collect()
}

fn secrets_missing(customers: &[&str]) -> Option<Diagnostic> {
    let (first, more) = (customers.first()?, customers.len().saturating_sub(NAMED));
    let mut named = customers.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    if more > 0 {
        named.push_str(&format!(" and {more} more"));
    }
    let message = format!(
        "the configuration closes the site of {named} by a secret, and none was made; nothing was \
         built, so that no site lies open"
    );
    let command = if customers.len() == 1 { (*first).to_owned() } else { "--all".to_owned() };
    Some(Diagnostic::new(Code::SecretsMissing, message).hint(format!(
        "run: faultbook access add {command} - or, where secrets were made on another machine, \
         bring its .faultbook/access.toml here"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::link::link;
    use crate::catalog::restrict;
    use crate::model::Project;
    use crate::model::records::Customer;

    fn catalog(change: impl Fn(&mut crate::model::settings::Audiences)) -> Catalog {
        let mut project = Project::default();
        project.settings.audiences.customers = true;
        change(&mut project.settings.audiences);
        for id in ["C-01", "C-02"] {
            project.records.customers.push(Customer::stub(id.into()));
        }
        link(project)
    }

    fn found(catalog: &Catalog, with: &[&str]) -> Vec<(Code, String)> {
        let key = SiteKey::new(&[0; 32], [0; 16], [0; 32]);
        let keys = with.iter().map(|site| ((*site).to_owned(), key.clone())).collect();
        let findings = check(catalog, &restrict::audiences(catalog), &keys);
        findings.into_iter().map(|finding| (finding.code, finding.message)).collect()
    }

    #[test]
    fn a_site_that_is_to_be_closed_is_not_built_open() {
        let all = catalog(|asked| asked.encrypt = Chosen::All);
        let missing = found(&all, &["customers/C-01"]);
        assert_eq!(missing.len(), 1);
        assert!(missing[0].0 == Code::SecretsMissing && missing[0].1.contains("C-02"));
        assert!(!missing[0].1.contains("C-01"));
        assert_eq!(found(&all, &["customers/C-01", "customers/C-02"]), []);
        let folder = catalog(|asked| asked.secret_folders = Chosen::These(vec!["c-01".into()]));
        assert_eq!(found(&folder, &[])[0].0, Code::SecretsMissing);
        assert_eq!(found(&catalog(|_| ()), &[]), []);
    }

    #[test]
    fn a_customer_who_is_misspelt_is_told_instead_of_left_open() {
        let slip = catalog(|asked| asked.encrypt = Chosen::These(vec!["C01".into()]));
        assert_eq!(found(&slip, &[])[0].0, Code::ConfigValue);
        let off = catalog(|asked| {
            asked.customers = false;
            asked.encrypt = Chosen::All;
        });
        assert_eq!(found(&off, &[])[0].0, Code::ConfigValue);
    }
}
