//! `faultbook.toml` and the tables: customers, sites, models, devices, parts, codes,
//! contracts, visits, trainings, complaints, loaners, part orders, measures.

use super::Recipe;
use super::calendar::{DAY, DayNumber};
use super::fleet::{BATCHES, Customer, Device, Fleet, Measure};
use super::pages::FirstReports;
use super::random::Random;
use super::row::{Solutions, contact, part_id, phone};
use super::words::{COMPONENTS, ENGINEERS, FAULTS, OCCASIONS, prose};
use std::fs;
use std::io;
use std::path::Path;

const CONFIGURATION: &str = r#"[site]
title = "Corpus"
language = "en"
timezone = "Asia/Shanghai"
as_of = "2026-10-31T23:59:59+08:00"

[organisation]
name = "Corpus Service"

[sla]
default = "generic"
"#;

/// Lines of a table under a header.
struct Table(String);

impl Table {
    fn new(header: &str) -> Self {
        Self(format!("{header}\n"))
    }

    fn row(&mut self, cells: &[&str]) {
        self.0.push_str(&cells.join(","));
        self.0.push('\n');
    }

    fn save(self, dir: &Path, name: &str) -> io::Result<()> {
        fs::write(dir.join("content").join(name), self.0)
    }
}

/// Writes all of them.
pub fn write(
    fleet: &Fleet,
    recipe: &Recipe,
    solutions: &Solutions,
    reports: &FirstReports,
    dir: &Path,
) -> io::Result<()> {
    fs::write(dir.join("faultbook.toml"), CONFIGURATION)?;
    owners(fleet, dir)?;
    catalogue(fleet, solutions, dir)?;
    devices(fleet, dir)?;
    planned(fleet, recipe, dir)?;
    voices(fleet, reports, dir)?;
    measures(fleet, dir)?;
    prose_of_devices(fleet, recipe, dir)
}

fn owners(fleet: &Fleet, dir: &Path) -> io::Result<()> {
    let mut customers = Table::new("id,name,aliases,contact,phone,email,address,dealer,created_on");
    let mut sites = Table::new("id,customer,name,address,distance_km");
    let mut contracts = Table::new("id,customer,start,end,covers,sla_profile");
    let day = |offset| fleet.calendar.day(fleet.calendar.start + offset);
    for (at, customer) in fleet.customers.iter().enumerate() {
        let token = |field| customer.canaries.get(field);
        customers.row(&[
            &customer.id,
            &customer.name,
            &format!("alias {}", token("alias")),
            &contact(customer),
            &phone(customer),
            &format!("{}@customer.example", token("email")),
            &format!("{} road {}", token("address"), at + 1),
            &format!("dealer {}", token("dealer")),
            day(-90),
        ]);
        for (number, site) in customer.sites.iter().enumerate() {
            let address = format!("{} gate {}", token("site_address"), number + 1);
            sites.row(&[&site.id, &customer.id, &site.name, &address, &(3 + at % 40).to_string()]);
        }
        let (from, to) = (day(0), fleet.calendar.day(fleet.calendar.end - 1));
        contracts.row(&[
            &format!("CT-{}", token("contract_id")),
            &customer.id,
            from,
            to,
            "*",
            "generic",
        ]);
    }
    customers.save(dir, "customers.csv")?;
    sites.save(dir, "sites.csv")?;
    contracts.save(dir, "contracts.csv")
}

fn catalogue(fleet: &Fleet, solutions: &Solutions, dir: &Path) -> io::Result<()> {
    let components = COMPONENTS.map(|c| c.0).join(";");
    let mut models = Table::new("id,name,family,components,maintenance_interval,warranty_months");
    for (at, model) in fleet.models.iter().enumerate() {
        models.row(&[
            model,
            &format!("Unit {model}"),
            ["Line A", "Line B"][at % 2],
            &components,
            "180d",
            "24",
        ]);
    }
    models.save(dir, "models.csv")?;
    let mut parts = Table::new("id,name,unit,unit_cost,vendor,origin,wear_part,old_part_required");
    for (at, (name, _)) in COMPONENTS.iter().enumerate() {
        let cost = (40 + at * at * 35).to_string();
        parts.row(&[
            &part_id(at),
            &format!("{name} kit"),
            "pc",
            &cost,
            "Vendor",
            "original",
            ["yes", "no"][at % 2],
            "yes",
        ]);
    }
    parts.save(dir, "parts.csv")?;
    let mut codes = Table::new("code,title,component,severity,symptoms,solutions");
    for (at, code) in fleet.codes.iter().enumerate() {
        let (component, fault) = (COMPONENTS[code.component], FAULTS[code.fault]);
        let title = format!("{} {} / {}{}", component.0, fault.0, component.1, fault.1);
        let known =
            (0..solutions.count).filter(|&p| solutions.code_of(p) == at).take(2).map(Solutions::id);
        let known = known.collect::<Vec<_>>().join(";");
        codes.row(&[
            &code.id,
            &title,
            component.0,
            "major",
            &format!("{};{}", fault.0, fault.1),
            &known,
        ]);
    }
    codes.save(dir, "fault-codes.csv")?;
    let synonym = |(en, zh): &(&str, &str)| format!("{en},{zh}\n");
    let synonyms: String = FAULTS.iter().chain(&OCCASIONS).map(synonym).collect();
    fs::write(dir.join("content/synonyms.csv"), synonyms)
}

fn devices(fleet: &Fleet, dir: &Path) -> io::Result<()> {
    let mut table = Table::new(
        "id,serial,model,customer,site,customer_from,customer_to,installed_on,commissioned_on,accepted_on,retired_on,batch,status",
    );
    let calendar = &fleet.calendar;
    for device in &fleet.devices {
        let serial = fleet.serial(device);
        let retired = device.retired.map_or("", |day| calendar.day(day));
        let status = if device.retired.is_some() { "retired" } else { "in_service" };
        let mut row = |day: DayNumber, from: &str, to: &str| {
            let (customer, site) = (fleet.customer(device, day), fleet.site(device, day));
            let (start, accepted) = (calendar.day(device.start), calendar.day(device.start + 5));
            table.row(&[
                &device.id,
                &serial,
                &fleet.models[device.model],
                &customer.id,
                &site.id,
                from,
                to,
                start,
                start,
                accepted,
                retired,
                &fleet.batches[device.batch],
                status,
            ]);
        };
        match device.later {
            Some((moved, _)) => {
                row(moved - 1, "", calendar.day(moved - 1));
                row(moved, calendar.day(moved), "");
            }
            None => row(device.start, "", ""),
        }
    }
    table.save(dir, "devices.csv")
}

/// Visits and trainings.
fn planned(fleet: &Fleet, recipe: &Recipe, dir: &Path) -> io::Result<()> {
    let mut visits = Table::new("id,device,kind,due_from,due_to,done_on,on_site,findings,engineer");
    let calendar = &fleet.calendar;
    for (at, device) in fleet.devices.iter().enumerate() {
        let mut r = Random::new(recipe.seed, "visits", at as u64);
        let (from, to) = device.observed(calendar);
        for n in 0..2 {
            let due = from + (to - from) * (2 * n + 1) / 4;
            let done = due + r.between(0, 50);
            let token = fleet.customer(device, due).canaries.get("visit_findings");
            visits.row(&[
                &format!("VIS-{:06}", 2 * at as i64 + n + 1),
                &device.id,
                "quarterly",
                calendar.day(due),
                calendar.day(due + 30),
                if done < to { calendar.day(done) } else { "" },
                "yes",
                &format!("filter cleaned {token}"),
                ENGINEERS[r.below(ENGINEERS.len())],
            ]);
        }
    }
    visits.save(dir, "visits.csv")?;
    let mut trainings =
        Table::new("id,device,customer,notified_on,held_on,participants,trainer,topic");
    for (at, (customer, device)) in with_a_device(fleet).enumerate() {
        let held = device.start.max(calendar.start) + 20;
        let topic = format!("daily checks {}", customer.canaries.get("training_topic"));
        trainings.row(&[
            &format!("TR-{:04}", at + 1),
            &device.id,
            &customer.id,
            calendar.day(held - 10),
            calendar.day(held),
            "4",
            ENGINEERS[at % ENGINEERS.len()],
            &topic,
        ]);
    }
    trainings.save(dir, "trainings.csv")
}

/// Customers with a device that was theirs from the beginning.
fn with_a_device(fleet: &Fleet) -> impl Iterator<Item = (&Customer, &Device)> {
    fleet.customers.iter().enumerate().filter_map(|(position, customer)| {
        let own = fleet.devices.iter().find(|d| d.first.customer == position && d.later.is_none());
        own.map(|device| (customer, device))
    })
}

/// Complaints, loaners and part orders: about the first report of each customer.
fn voices(fleet: &Fleet, reports: &FirstReports, dir: &Path) -> io::Result<()> {
    let mut complaints = Table::new(
        "id,ticket,device,customer,raised_at,type,attributable_to_service,owner,replied_at,text",
    );
    let mut loaners = Table::new("id,unit,device,customer,out_at,back_at");
    let mut orders =
        Table::new("id,part,qty,ticket,device,requested_on,shipped_on,received_on,requested_by");
    let calendar = &fleet.calendar;
    for (position, customer) in fleet.customers.iter().enumerate() {
        let Some(report) = &reports[position] else { continue };
        let token = |field| customer.canaries.get(field);
        let device = &fleet.devices[report.device].id;
        let day =
            |after: i64| calendar.day((report.at.div_euclid(DAY) + after).min(calendar.end - 1));
        let number = position + 1;
        let text = format!("the same fault again {}", token("complaint_text"));
        complaints.row(&[
            &format!("CP-{number:04}"),
            &report.id,
            device,
            &customer.id,
            day(2),
            "quality",
            ["yes", "no"][position % 2],
            ENGINEERS[position % ENGINEERS.len()],
            day(3),
            &text,
        ]);
        let unit = format!("LOAN-{}", token("loaner_unit"));
        loaners.row(&[&format!("LN-{number:04}"), &unit, device, &customer.id, day(1), day(6)]);
        orders.row(&[
            &format!("PO-{number:04}"),
            &part_id(position % COMPONENTS.len()),
            "2",
            &report.id,
            device,
            day(1),
            day(2),
            day(4),
            ENGINEERS[position % ENGINEERS.len()],
        ]);
    }
    complaints.save(dir, "complaints.csv")?;
    loaners.save(dir, "loaners.csv")?;
    orders.save(dir, "part-orders.csv")
}

fn measures(fleet: &Fleet, dir: &Path) -> io::Result<()> {
    let mut table = Table::new("id,kind,title,code,model,device,owner,due,done_on");
    let calendar = &fleet.calendar;
    let mut planted = [&fleet.real, &fleet.useless];
    planted.sort_by_key(|measure: &&Measure| measure.id);
    for measure in planted {
        let code = &fleet.codes[measure.code];
        let title =
            format!("new {} for {}", COMPONENTS[code.component].0, fleet.models[measure.model]);
        let (due, done) = (calendar.day(measure.done + 10), calendar.day(measure.done));
        table.row(&[
            measure.id,
            "corrective",
            &title,
            &code.id,
            &fleet.models[measure.model],
            "",
            "quality board",
            due,
            done,
        ]);
    }
    for (at, (customer, device)) in with_a_device(fleet).enumerate() {
        let title = format!("check the foundation {}", customer.canaries.get("measure_title"));
        let due = calendar.day(calendar.end + 20);
        table.row(&[
            &format!("AC-{}", 201 + at),
            "preventive",
            &title,
            "",
            "",
            &device.id,
            "quality board",
            due,
            "",
        ]);
    }
    table.save(dir, "actions.csv")
}

/// Prose for one device of each customer.
fn prose_of_devices(fleet: &Fleet, recipe: &Recipe, dir: &Path) -> io::Result<()> {
    for (customer, device) in with_a_device(fleet) {
        let mut r = Random::new(recipe.seed, "prose", device.batch as u64 % BATCHES as u64);
        let text = prose(&mut r, customer.zh, 3);
        let token = customer.canaries.get("device_prose");
        fs::write(
            dir.join(format!("content/devices/{}.md", device.id)),
            format!("{text} {token}\n"),
        )?;
    }
    Ok(())
}
