//! `access`: makes, shows, renews and forgets the secrets of readers, and writes what a web
//! server needs to ask for passwords. Secrets are printed by `add`, `show` and `renew` alone.

mod doors;
mod files;
mod show;

pub(super) use doors::Doors;

use super::args::{Global, Task};
use super::console::{self, Stream};
use super::project::{self, Places};
use super::{Exit, draw};
use crate::access::{self, FILE, FOLDER, Secret, Secrets};
use crate::catalog::{Audience, Catalog, link, restrict};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::settings::Audiences;
use crate::model::slug::slug;

const INTERNAL: &str = "internal";

/// Runs `access`.
pub(super) fn run(task: &Task, global: &Global) -> Exit {
    let done = Desk::open(global).and_then(|desk| desk.does(task));
    done.unwrap_or_else(|findings| draw::refusal("access", &findings, global))
}

fn one(finding: Diagnostic) -> Diagnostics {
    Diagnostics::from_iter([finding])
}

/// A private site of the project.
struct Reader {
    /// Its name, such as `customers/C-01`.
    site: String,
    /// Whose it is.
    name: String,
}

/// The project's readers and their secrets.
struct Desk<'a> {
    global: &'a Global,
    places: Places,
    catalog: Catalog,
    readers: Vec<Reader>,
    secrets: Secrets,
}

impl<'a> Desk<'a> {
    fn open(global: &'a Global) -> Result<Self, Diagnostics> {
        let places = Places::of(global).map_err(one)?;
        let secrets = access::read(&places.root).map_err(one)?;
        let project = project::read(&places.root, global);
        let unclear = project::unclear(&project);
        if !unclear.is_empty() {
            return Err(unclear);
        }
        let catalog = link::link(project);
        let readers = readers(&catalog);
        Ok(Self { global, places, catalog, readers, secrets })
    }

    fn asked(&self) -> &Audiences {
        &self.catalog.settings.audiences
    }

    fn does(mut self, task: &Task) -> Result<Exit, Diagnostics> {
        match task {
            Task::List => self.list(),
            Task::Add { readers, all } => {
                let sites = if *all { self.without() } else { self.sites(readers)? };
                self.add(&sites)?;
            }
            Task::Show { readers } => {
                let sites = self.with_secrets(readers)?;
                self.show(&sites)?;
            }
            Task::Renew { readers, folder } => {
                let sites = self.with_secrets(readers)?;
                for site in &sites {
                    let secret = self.secrets.site.get_mut(site);
                    secret.map_or(Ok(()), |secret| secret.renew(*folder)).map_err(one)?;
                }
                self.save()?;
                self.show(&sites)?;
                self.say(
                    "The former ones open what is published until you build and publish again, and \
                     write the web server's files anew (faultbook access files).",
                );
            }
            Task::Remove { readers } => {
                let sites = self.with_secrets(readers)?;
                self.secrets.site.retain(|site, _| !sites.contains(site));
                self.save()?;
                self.say("What is published stays as it is until you remove it.");
            }
            Task::Files(asked) => self.files(asked)?,
        }
        Ok(Exit::Done)
    }

    fn add(&mut self, sites: &[String]) -> Result<(), Diagnostics> {
        for site in sites {
            if self.secrets.site.contains_key(site) {
                let message = format!("{site} has secrets already; nothing was changed");
                let hint = "see them with `faultbook access show`, or make others with \
                            `faultbook access renew`";
                return Err(one(Diagnostic::new(Code::AccessRefused, message).hint(hint)));
            }
            let secret = Secret::new(user_of(site)).map_err(one)?;
            self.secrets.site.insert(site.clone(), secret);
        }
        if sites.is_empty() {
            self.say("Every customer has secrets already.");
            return Ok(());
        }
        self.save()?;
        self.show(sites)
    }

    fn save(&self) -> Result<(), Diagnostics> {
        access::write(&self.places.root, &self.secrets).map_err(one)?;
        self.say(&format!(
            "Written to {}, which nobody else can read. Keep a copy in a safe place: what is lost \
             there cannot be had again.",
            self.places.root.join(FOLDER).join(FILE).display()
        ));
        Ok(())
    }

    /// A remark beside the result.
    fn say(&self, text: &str) {
        if !self.global.quiet {
            console::line(Stream::Err, text);
        }
    }

    /// Customers who have no secrets yet.
    fn without(&self) -> Vec<String> {
        let customers = self.readers.iter().filter(|reader| reader.site != INTERNAL);
        let without = customers.filter(|reader| !self.secrets.site.contains_key(&reader.site));
        without.map(|reader| reader.site.clone()).collect()
    }

    /// The sites of readers of the project, each once.
    fn sites(&self, named: &[String]) -> Result<Vec<String>, Diagnostics> {
        let mut sites = Vec::new();
        let mut unknown = Diagnostics::new();
        for name in named {
            match self.site(name) {
                Some(site) if sites.contains(&site) => {}
                Some(site) => sites.push(site),
                None => unknown.push(Self::unknown(name)),
            }
        }
        if unknown.is_empty() { Ok(sites) } else { Err(unknown) }
    }

    fn site(&self, name: &str) -> Option<String> {
        if name == INTERNAL {
            return Some(name.to_owned());
        }
        let customer = self.catalog.index.find_customer(name)?;
        let site = Audience::Customer(self.catalog.customer(customer).id.clone()).folder();
        self.readers.iter().any(|reader| reader.site == site).then_some(site)
    }

    /// The same among those that have secrets, also of customers who are gone.
    fn with_secrets(&self, named: &[String]) -> Result<Vec<String>, Diagnostics> {
        let mut sites = Vec::new();
        let mut unknown = Diagnostics::new();
        for name in named {
            let former = format!("customers/{}", slug(name));
            let site = self.site(name).unwrap_or(former);
            if sites.contains(&site) {
                continue;
            }
            if self.secrets.site.contains_key(&site) {
                sites.push(site);
            } else if let Some(known) = self.site(name) {
                let message = format!("{known} has no secrets");
                let hint = format!("make them with: faultbook access add {name}");
                unknown.push(Diagnostic::new(Code::AccessRefused, message).hint(hint));
            } else {
                unknown.push(Self::unknown(name));
            }
        }
        if unknown.is_empty() { Ok(sites) } else { Err(unknown) }
    }

    fn unknown(name: &str) -> Diagnostic {
        let (message, hint) = match name {
            "public" => (
                "the public site is for everyone and has no secrets".to_owned(),
                "name a customer, or internal",
            ),
            _ => (
                format!("no customer is called {name}, so that nothing was changed"),
                "`faultbook access list` shows who has a site; nobody but customers of the customer \
                 table, or without one of the device table, has",
            ),
        };
        Diagnostic::new(Code::NameUnknown, message).raw(name.to_owned()).hint(hint)
    }
}

/// The department, and every customer who has or could have a site.
fn readers(catalog: &Catalog) -> Vec<Reader> {
    let department = Reader { site: INTERNAL.to_owned(), name: String::new() };
    let customers = catalog.records.customers.iter().map(|customer| Reader {
        site: Audience::Customer(customer.id.clone()).folder(),
        name: customer.name.clone(),
    });
    std::iter::once(department).chain(customers).collect()
}

/// The name by which somebody signs in: that of the site, where it can be typed anywhere.
fn user_of(site: &str) -> String {
    let name = site.rsplit('/').next().unwrap_or(site);
    if name.is_ascii() { name.to_owned() } else { "customer".to_owned() }
}

/// True where a build makes this site.
fn is_built(catalog: &Catalog, site: &str) -> bool {
    restrict::audiences(catalog).iter().any(|audience| audience.folder() == site)
}
