//! `faultbook.toml` to [`Settings`] and source blocks. Every wrong key and value is
//! found in one run; what could be read is used all the same, so that the rest of
//! the project can be checked too.

mod blocks;
mod fields;
mod profiles;
mod publish;
mod reader;
mod sla;

pub(super) use blocks::{Block, Reads};
pub(super) use reader::nearest;

use super::mapping::SourceBlock;
use super::node::{Node, Quoted};
use super::{record_values as values, toml_tree};
use crate::diag::{Code, Diagnostics};
use crate::model::article::Lang;
use crate::model::settings::{Chosen, DownIf, HostFile, Mask, ReportFile, Settings};
use reader::Reader;
use std::sync::Arc;

/// The configuration after reading.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// What a build needs to know.
    pub(super) settings: Settings,
    /// How foreign files are read, in the order of the file.
    pub(super) blocks: Vec<Block>,
    /// How files without a block are read.
    pub(super) base: SourceBlock,
    /// What was found.
    pub(super) findings: Diagnostics,
    /// True where there is no configuration file.
    pub(super) absent: bool,
}

impl Config {
    /// What holds where there is no configuration file.
    pub(super) fn default_without_file() -> Self {
        read(&Arc::from(""), "")
    }
}

const TOP: [&str; 15] = [
    "site",
    "organisation",
    "rules",
    "sla",
    "calendars",
    "targets",
    "audiences",
    "audit",
    "logs",
    "tables",
    "faults",
    "solutions",
    "hosting",
    "reports",
    "publish",
];
const SITE: [&str; 7] =
    ["title", "language", "timezone", "base_url", "as_of", "theme", "organisation"];
const ORGANISATION: [&str; 6] = ["name", "address", "hotline", "phone", "fax", "mails"];
const AUDIENCES: [&str; 9] = [
    "customers",
    "public",
    "fleet_comparison",
    "engineers",
    "customer_base_url",
    "public_base_url",
    "mask",
    "secret_folders",
    "encrypt",
];
const RULES: [&str; 18] = [
    "repeat_window_days",
    "repeat_windows_more",
    "min_n",
    "currency",
    "closed_by",
    "down_if",
    "excluded_causes",
    "loaner_stops_downtime",
    "anonymise_engineers",
    "old_part_value",
    "shipping_lag_days",
    "mid_visits",
    "stale_after_days",
    "max_rejected",
    "default_duration_unit",
    "satisfaction_scale",
    "date_order",
    "date1904",
];

/// Reads the text of a configuration file.
pub(super) fn read(path: &Arc<str>, text: &str) -> Config {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let quoted = Quoted { path, text };
    let (root, syntax) = toml_tree::read(text, 0, quoted, Code::ConfigSyntax);
    let mut reader = Reader { quoted, findings: syntax };
    let mut config = Config::default();
    let settings = &mut config.settings;
    reader.check_keys(&root, "", &TOP);
    site(&mut reader, &root, settings);
    rules(&mut reader, &root, settings, &mut config.base);
    audiences(&mut reader, &root, settings);
    audit(&mut reader, &root, settings);
    sla::sla(&mut reader, &root, settings);
    sla::calendars(&mut reader, &root, settings);
    sla::targets(&mut reader, &root, settings);
    reports(&mut reader, &root, settings);
    hosting(&mut reader, &root, settings);
    publish::read(&mut reader, &root, settings);
    config.blocks = blocks::read(&mut reader, &root, &config.base, &settings.zone);
    config.findings = reader.findings.into_iter().collect();
    config
}

fn site(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    let outer = root.get("organisation");
    if let Some(site) = root.get("site") {
        reader.check_keys(site, "[site]", &SITE);
        if let Some(title) = reader.text(site, "title") {
            settings.title = title;
        }
        let languages = languages(reader, site);
        if !languages.is_empty() {
            settings.languages = languages;
        }
        if let Some(zone) = blocks::zone_of(reader, site, "timezone") {
            settings.zone = zone;
        }
        settings.base_url = reader.parsed(site, "base_url", base_url, BASE_URL);
        settings.theme = reader.parsed(site, "theme", theme_name, "a folder name below themes/");
        let zone = settings.zone.clone();
        settings.as_of = reader.parsed(site, "as_of", |text| as_of(text, &zone), AS_OF);
        settings.as_of_fixed = settings.as_of.is_some();
    }
    let inner = root.get("site").and_then(|site| site.get("organisation"));
    if let Some(table) = outer.or(inner) {
        organisation(reader, table, settings);
    }
}

pub(super) const BASE_URL: &str = "an address such as https://service.example.com/";
const CUSTOMER_BASE_URL: &str =
    "an address such as https://service.example.com/{customer}/ that names {customer}";
pub(super) const AS_OF: &str = "a day or time such as 2026-10-31 or 2026-10-31T23:59:59+08:00";

/// The address of the site with a trailing slash, if it is one.
pub(super) fn base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let clean = !host.is_empty() && !text.contains([' ', '"', '<', '>', '#', '?', '\\']);
    clean.then(|| format!("{}/", text.trim_end_matches('/')))
}

/// The address of customers' sites: each customer needs one of its own.
fn customer_base_url(text: &str) -> Option<String> {
    base_url(text).filter(|address| address.contains("{customer}"))
}

/// The instant a build is for; a day alone is its end.
pub(super) fn as_of(
    text: &str,
    zone: &crate::model::time::Zone,
) -> Option<crate::model::time::Instant> {
    match values::stamp(text, zone, None) {
        Ok(stamp) if stamp.date_only => Some(zone.end_of_day(stamp.at)),
        Ok(stamp) => Some(stamp.at),
        Err(_) => None,
    }
}

fn theme_name(text: &str) -> Option<String> {
    let plain = !text.contains(['/', '\\']) && !text.starts_with('.');
    plain.then(|| text.to_owned())
}

fn languages(reader: &mut Reader<'_>, site: &Node) -> Vec<Lang> {
    let mut languages = Vec::new();
    for node in reader.list(site, "language") {
        let lower = node.flat().to_lowercase();
        let lang = match lower.split(['-', '_']).next() {
            Some("en") => Lang::En,
            Some("zh" | "cn") => Lang::Zh,
            _ => {
                reader.wrong(node, "language", "\"en\" or \"zh-CN\"");
                continue;
            }
        };
        if !languages.contains(&lang) {
            languages.push(lang);
        }
    }
    languages
}

fn organisation(reader: &mut Reader<'_>, table: &Node, settings: &mut Settings) {
    reader.check_keys(table, "[organisation]", &ORGANISATION);
    let organisation = &mut settings.organisation;
    organisation.name = reader.text(table, "name");
    organisation.address = reader.text(table, "address");
    organisation.hotline = reader.text(table, "hotline");
    organisation.phone = reader.text(table, "phone");
    organisation.fax = reader.text(table, "fax");
    organisation.mails = reader.texts(table, "mails");
}

fn rules(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings, base: &mut SourceBlock) {
    let Some(rules) = root.get("rules") else { return };
    reader.check_keys(rules, "[rules]", &RULES);
    set(&mut settings.repeat_window_days, reader.count(rules, "repeat_window_days"));
    if rules.get("repeat_windows_more").is_some() {
        settings.repeat_windows_more = day_list(reader, rules, "repeat_windows_more");
    }
    set(&mut settings.min_n, reader.count(rules, "min_n"));
    set(&mut settings.currency, reader.text(rules, "currency"));
    let clock = "a clock such as resolved_at or closed_at";
    set(&mut settings.closed_by, reader.parsed(rules, "closed_by", sla::clock_named, clock));
    if let Some(down_if) = down_if(reader, rules) {
        settings.down_if = down_if;
    }
    settings.excluded_causes = reader.words(rules, "excluded_causes");
    set(&mut settings.loaner_stops_downtime, reader.flag(rules, "loaner_stops_downtime"));
    set(&mut settings.anonymise_engineers, reader.flag(rules, "anonymise_engineers"));
    settings.old_part_value = reader.number(rules, "old_part_value");
    let days = |n: u32| i64::from(n);
    set(&mut settings.shipping_lag_days, reader.count(rules, "shipping_lag_days").map(days));
    set(&mut settings.mid_visits, reader.count(rules, "mid_visits"));
    set(&mut settings.stale_after_days, reader.count(rules, "stale_after_days").map(days));
    settings.max_rejected = reader.count(rules, "max_rejected");
    blocks::reading(reader, rules, base);
}

fn set<T>(slot: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *slot = value;
    }
}

fn day_list(reader: &mut Reader<'_>, table: &Node, key: &str) -> Vec<u32> {
    let mut days = Vec::new();
    for node in reader.list(table, key) {
        match node.flat().parse() {
            Ok(number) => days.push(number),
            Err(_) => reader.wrong(node, key, "whole numbers of days"),
        }
    }
    days
}

fn down_if(reader: &mut Reader<'_>, rules: &Node) -> Option<DownIf> {
    let node = rules.get("down_if")?;
    match node.as_text() {
        Some("always") => Some(DownIf::Always),
        Some("flag") => Some(DownIf::Flag),
        _ => {
            let priorities = sla::priorities(reader, rules, "down_if");
            (!priorities.is_empty()).then_some(DownIf::Priorities(priorities))
        }
    }
}

fn audiences(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    let Some(table) = root.get("audiences") else { return };
    reader.check_keys(table, "[audiences]", &AUDIENCES);
    let audiences = &mut settings.audiences;
    audiences.customers = reader.flag(table, "customers").unwrap_or(false);
    audiences.public = reader.flag(table, "public").unwrap_or(false);
    audiences.fleet_comparison = reader.flag(table, "fleet_comparison").unwrap_or(false);
    audiences.engineers = reader.flag(table, "engineers").unwrap_or(false);
    audiences.customer_base_url =
        reader.parsed(table, "customer_base_url", customer_base_url, CUSTOMER_BASE_URL);
    audiences.public_base_url = reader.parsed(table, "public_base_url", base_url, BASE_URL);
    audiences.secret_folders = chosen(reader, table, "secret_folders");
    audiences.encrypt = chosen(reader, table, "encrypt");
    mask(reader, table, &mut settings.audiences.mask);
}

/// Whose sites are meant: everybody's, nobody's, or those of a list of customers.
fn chosen(reader: &mut Reader<'_>, table: &Node, key: &str) -> Chosen {
    let Some(node) = table.get(key) else { return Chosen::Nobody };
    match node.flat().as_str() {
        "true" => Chosen::All,
        "false" => Chosen::Nobody,
        _ => {
            let ids = reader.texts(table, key);
            if ids.is_empty() || ids.iter().any(String::is_empty) {
                reader.wrong(node, key, "true, false or a list of customers' ids");
            }
            Chosen::These(ids)
        }
    }
}

/// A key that is absent keeps its default; an empty list masks nothing.
fn mask(reader: &mut Reader<'_>, audiences: &Node, mask: &mut Mask) {
    let Some(table) = audiences.get("mask") else { return };
    reader.check_keys(table, "[audiences.mask]", &["internal", "customers", "public"]);
    let lists = [
        ("internal", &mut mask.internal),
        ("customers", &mut mask.customers),
        ("public", &mut mask.public),
    ];
    for (key, list) in lists.into_iter().filter(|(key, _)| table.get(key).is_some()) {
        *list = reader.words(table, key);
    }
}

fn audit(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    let Some(table) = root.get("audit") else { return };
    reader.check_keys(table, "[audit]", &["canaries", "allow"]);
    settings.audit.canaries = reader.texts(table, "canaries");
    settings.audit.allow = reader.texts(table, "allow");
}

fn reports(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    let Some(table) = root.get("reports") else { return };
    reader.check_keys(table, "[reports]", &["files", "customer_files", "fonts"]);
    settings.fonts = reader.texts(table, "fonts");
    let lists = [
        ("files", &mut settings.report_files),
        ("customer_files", &mut settings.customer_report_files),
    ];
    for (key, list) in lists.into_iter().filter(|(key, _)| table.get(key).is_some()) {
        list.clear();
        for node in reader.list(table, key) {
            let wanted = node.flat();
            match ReportFile::ALL.into_iter().find(|file| file.name() == wanted.trim()) {
                Some(file) if !list.contains(&file) => list.push(file),
                Some(_) => {}
                None => reader.wrong(node, key, "\"xlsx\" or \"csv\""),
            }
        }
    }
}

fn hosting(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    let Some(table) = root.get("hosting") else { return };
    reader.check_keys(table, "[hosting]", &["files"]);
    for node in reader.list(table, "files") {
        let wanted = node.flat();
        match HostFile::ALL.into_iter().find(|file| file.name() == wanted.trim()) {
            Some(file) => settings.host_files.push(file),
            None => reader.wrong(node, "files", "\"_headers\" or \".htaccess\""),
        }
    }
}

#[cfg(test)]
mod tests;
