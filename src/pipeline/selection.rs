//! Which sites a build writes: those of the configuration, or the ones that the
//! command line names among them.

use crate::catalog::{Audience, Catalog, Restricted, restrict};
use crate::diag::{Code, Diagnostic};

/// The audiences to build for, in order. `named` are words of the command line:
/// `internal`, `customers`, `public`, or a customer's id.
pub(super) fn audiences(catalog: &Catalog, named: &[String]) -> Result<Vec<Audience>, Diagnostic> {
    let mut all = restrict::audiences(catalog);
    for name in named {
        if !all.iter().any(|audience| is_named(catalog, audience, name)) {
            return Err(unknown(catalog, name));
        }
    }
    if !named.is_empty() {
        all.retain(|audience| named.iter().any(|name| is_named(catalog, audience, name)));
    }
    Ok(all)
}

/// The catalog as one audience may see it, the department's own where none is named: for what
/// asks about one site.
pub fn seen_by(catalog: Catalog, named: &[String]) -> Result<Restricted<Catalog>, Diagnostic> {
    if named.is_empty() {
        return Ok(restrict::internal(catalog));
    }
    let chosen = audiences(&catalog, named)?;
    let whole = restrict::internal(catalog);
    match &chosen[..] {
        [Audience::Internal] => Ok(whole),
        [one] => restrict::to(&whole, one).ok_or_else(|| unknown(&whole, &named[0])),
        several => {
            let message = format!(
                "one site can be asked about at a time; --audience names {}",
                several.len()
            );
            Err(Diagnostic::new(Code::ConfigValue, message)
                .hint("name internal, public or one customer's id"))
        }
    }
}

fn is_named(catalog: &Catalog, audience: &Audience, name: &str) -> bool {
    match audience {
        Audience::Internal => name == "internal",
        Audience::Public => name == "public",
        Audience::Customer(id) => {
            let customer = catalog.index.find_customer(name);
            let customer = customer.map(|ix| &catalog.customer(ix).id);
            name == "customers" || customer == Some(id)
        }
    }
}

fn unknown(catalog: &Catalog, name: &str) -> Diagnostic {
    let asked = &catalog.settings.audiences;
    let off = match name {
        "customers" if !asked.customers => Some("customers"),
        "public" => Some("public"),
        _ if !asked.customers && catalog.index.find_customer(name).is_some() => Some("customers"),
        _ => None,
    };
    let (message, hint) = match off {
        Some(key) => (
            format!("--audience {name}: the configuration asks for no such site"),
            format!("set `{key} = true` under [audiences] in faultbook.toml"),
        ),
        None => (
            format!("--audience {name}: no customer is called so"),
            "use internal, customers, public, or the id of a customer".to_owned(),
        ),
    };
    Diagnostic::new(Code::NameUnknown, message).raw(name.to_owned()).hint(hint)
}

/// Without a fixed date, another customer's newest row would move what a customer's
/// site says (`design.md` §4, promise 6 holds at equal date only).
pub(super) fn moving_date(catalog: &Catalog, audiences: &[Audience]) -> Option<Diagnostic> {
    let outside = audiences.iter().any(|audience| *audience != Audience::Internal);
    (outside && !catalog.settings.as_of_fixed).then(|| {
        let message = "sites for customers are built without a fixed date: the newest row of any \
                       customer decides for which instant all sites are made";
        Diagnostic::new(Code::AudienceDateMoves, message)
            .hint("set `as_of` under [site], or build with --as-of")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::link::link;
    use crate::model::Project;

    fn catalog(customers: bool, public: bool) -> Catalog {
        let mut project = Project::default();
        project.settings.audiences.customers = customers;
        project.settings.audiences.public = public;
        for id in ["C-01", "C-02"] {
            project.records.devices.push(crate::model::records::Device {
                owners: vec![crate::model::records::Ownership {
                    customer: Some(id.into()),
                    ..Default::default()
                }],
                unregistered: false,
                ..crate::model::records::Device::stub(format!("D-{id}").as_str().into())
            });
        }
        link(project)
    }

    fn folders(catalog: &Catalog, named: &[&str]) -> Result<Vec<String>, String> {
        let named: Vec<String> = named.iter().map(|&name| name.to_owned()).collect();
        let all = audiences(catalog, &named).map_err(|finding| finding.message)?;
        Ok(all.iter().map(Audience::folder).collect())
    }

    #[test]
    fn the_configuration_decides_which_sites_there_are() {
        let built = |customers, public| folders(&catalog(customers, public), &[]).expect("sites");
        assert_eq!(built(false, false), ["internal"]);
        assert_eq!(built(true, false), ["internal", "customers/C-01", "customers/C-02"]);
        assert_eq!(built(false, true), ["internal", "public"]);
    }

    #[test]
    fn the_command_line_chooses_among_them() {
        let all = catalog(true, true);
        assert_eq!(folders(&all, &["internal"]).as_deref(), Ok(&["internal".to_owned()][..]));
        assert_eq!(folders(&all, &["c-02", "public"]).unwrap(), ["customers/C-02", "public"]);
        assert_eq!(folders(&all, &["customers"]).unwrap().len(), 2);
        assert!(folders(&all, &["C-03"]).unwrap_err().contains("no customer"));
        let off = catalog(false, false);
        assert!(folders(&off, &["C-01"]).unwrap_err().contains("asks for no such site"));
    }

    #[test]
    fn a_date_that_others_can_move_is_told() {
        let mut catalog = catalog(true, false);
        let all = audiences(&catalog, &[]).expect("sites");
        assert!(moving_date(&catalog, &all).is_some());
        assert!(moving_date(&catalog, &all[..1]).is_none());
        catalog.settings.as_of_fixed = true;
        assert!(moving_date(&catalog, &all).is_none());
    }
}
