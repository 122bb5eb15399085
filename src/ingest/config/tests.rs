//! What a configuration may say, and what it is told when it says something else.

use super::*;
use crate::ingest::columns::Kind;
use crate::model::settings::{SlaLimit, TargetSense};
use crate::model::time::{Clock, HOUR_MS};

fn parse(text: &str) -> Config {
    read(&"faultbook.toml".into(), text)
}

fn codes(config: &Config) -> Vec<Code> {
    config.findings.iter().map(|d| d.code).collect()
}

#[test]
fn the_example_of_the_documentation_is_accepted() {
    let text = include_str!("../../../docs/configuration.md");
    let mut blocks = 0;
    for block in text.split("```toml\n").skip(1) {
        let example = block.split("```").next().unwrap_or_default();
        let config = parse(example);
        assert!(config.findings.is_empty(), "{:?}\n{example}", config.findings);
        blocks += 1;
    }
    assert!(blocks > 5);
}

#[test]
fn a_misspelt_key_is_told_with_the_nearest_one() {
    let config = parse("[site]\ntitle = \"x\"\ntimezon = \"Asia/Shanghai\"\n");
    let finding = config.findings.iter().next().expect("a finding");
    assert_eq!(finding.code, Code::ConfigUnknownKey);
    assert_eq!(finding.hint.as_deref(), Some("did you mean `timezone`?"));
    let place = finding.place.as_ref().map(ToString::to_string);
    assert_eq!(place.as_deref(), Some("faultbook.toml:3:1"));
    let excerpt = finding.excerpt.as_ref().expect("an excerpt");
    assert_eq!(
        (excerpt.text.as_str(), excerpt.from, excerpt.to),
        ("timezon = \"Asia/Shanghai\"", 0, 7)
    );
}

#[test]
fn every_wrong_value_is_found_in_one_run() {
    let config = parse(
        "[site]\nlanguage = \"fr\"\ntimezone = \"Mars/Base\"\nas_of = \"soon\"\nbase_url = \"x\"\n\
         [rules]\nmin_n = -1\nclosed_by = \"later\"\n[targets]\nt = \"high\"\n[[logs]]\nkeep = {}\n",
    );
    assert_eq!(codes(&config), vec![Code::ConfigValue; 8]);
    assert!(config.findings.stops());
}

#[test]
fn broken_toml_is_a_finding_with_a_line() {
    let config = parse("[site]\ntitle = \n");
    assert_eq!(codes(&config), [Code::ConfigSyntax]);
    let place = config.findings.iter().next().and_then(|d| d.place.clone());
    assert_eq!(place.and_then(|p| p.line), Some(2));
}

#[test]
fn blocks_keep_the_order_of_the_file() {
    let config = parse(
        "[[solutions]]\npath = \"runbooks/*.md\"\ndefault = { fault_codes = [\"{stem}\", \"B\"] }\n\
         [tables.fault_codes]\npath = \"codes.csv\"\n[[logs]]\npath = [\"a.csv\", \"b.csv\"]\n\
         covers_to = \"2026-10-31\"\ndelimiter = \";\"\n",
    );
    assert!(config.findings.is_empty(), "{:?}", config.findings);
    let reads: Vec<_> = config.blocks.iter().map(|b| b.reads).collect();
    assert_eq!(reads, [Reads::Solutions, Reads::Table(Kind::FaultCodes), Reads::Log]);
    assert_eq!(config.blocks[0].source.default["fault_codes"], "{stem}; B");
    let log = &config.blocks[2].source;
    assert_eq!((log.path.len(), log.delimiter), (2, Some(b';')));
    let zone = &config.settings.zone;
    assert_eq!(log.covers_to.map(|at| zone.iso(at)).as_deref(), Some("2026-11-01T00:00:00+08:00"));
}

#[test]
fn sla_calendars_and_targets() {
    let config = parse(
        "[sla]\ndefault = \"mine\"\n[sla.profiles.mine]\nclocks = [\n\
         { id = \"onsite\", limit = \"4 h\", calendar = \"office\", priorities = [\"P1\"] },\n\
         { id = \"reply\", working_days = 2 } ]\n\
         [calendars.office]\nhours = [\"13:30-18:00\", \"09:00-12:00\"]\nsat = \"09:00-12:00\"\n\
         [targets]\ntimeliness = \">= 95 %\"\ncomplaints = \"< 1 %\"\n",
    );
    assert!(config.findings.is_empty(), "{:?}", config.findings);
    let profile = &config.settings.sla_profiles["mine"];
    assert_eq!(profile.clocks[0].limit, SlaLimit::Elapsed(4 * HOUR_MS));
    assert_eq!(profile.clocks[0].stop, Clock::ArrivedAt);
    assert_eq!(profile.clocks[1].limit, SlaLimit::WorkingDays(2));
    let office = &config.settings.calendars["office"];
    assert_eq!(office.week[0], [(540, 720), (810, 1080)]);
    assert_eq!((office.week[5].len(), office.week[6].len()), (1, 0));
    assert_eq!(config.settings.targets["complaints"].sense, TargetSense::Below);
    let bad = parse("[sla]\ndefault = \"gone\"\n");
    assert_eq!(codes(&bad), [Code::ConfigValue]);
}

#[test]
fn a_field_a_word_and_a_unit_that_are_none_are_told_at_their_place() {
    let config = parse(
        "[[logs]]\npath = \"a.csv\"\ncolumns = { Machine = \"devcie_id\" }\n\
         values = { service_type = { Break = \"repear\" } }\nunits = { Delay = \"fortnight\" }\n\
         combine = { reportd_at = [\"Date\", \"Time\"] }\n",
    );
    let places: Vec<_> =
        config.findings.iter().filter_map(|d| d.place.as_ref()?.line.zip(Some(d.code))).collect();
    let mut lines: Vec<u32> = places.iter().map(|(line, _)| *line).collect();
    lines.sort_unstable();
    assert_eq!(lines, [3, 4, 5, 6], "{:?}", config.findings);
    assert!(places.iter().all(|(_, code)| *code == Code::ConfigValue));
    let hints: Vec<_> = config.findings.iter().filter_map(|d| d.hint.as_deref()).collect();
    assert!(hints.contains(&"did you mean `device_id`?"), "{hints:?}");
    // The wrong word is taken out, so that no row is told of it again.
    assert_eq!(config.blocks[0].source.values["service_type"]["Break"], "");
}

#[test]
fn masks_have_defaults_of_their_own_and_wrong_kinds_are_told() {
    use crate::model::Personal;
    let path = std::sync::Arc::from("faultbook.toml");
    let config = read(&path, "[audiences.mask]\ncustomers = [\"电话\", \"email\"]\npublic = []\n");
    let mask = &config.settings.audiences.mask;
    assert_eq!(mask.internal, [Personal::Identity]);
    assert_eq!(mask.customers, [Personal::Phone, Personal::Email]);
    assert_eq!(mask.public, []);
    let wrong = read(&path, "[audiences.mask]\npublik = []\ncustomers = [\"shoe size\"]\n");
    let codes: Vec<_> = wrong.findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, [Code::ConfigUnknownKey, Code::ConfigValue]);
}

#[test]
fn canaries_and_what_is_allowed_are_read() {
    let path = std::sync::Arc::from("faultbook.toml");
    let config = read(&path, "[audit]\ncanaries = [\"blue heron\"]\nallow = \"LW-114\"\n");
    assert_eq!(config.settings.audit.canaries, ["blue heron"]);
    assert_eq!(config.settings.audit.allow, ["LW-114"]);
    let wrong = read(&path, "[audit]\ncanary = [\"x\"]\n");
    assert!(wrong.findings.iter().any(|f| f.code == Code::ConfigUnknownKey));
}

#[test]
fn only_known_files_are_written_for_a_host() {
    use crate::model::settings::HostFile;
    let config = parse("[hosting]\nfiles = [\"_headers\", \"web.config\"]\n");
    assert_eq!(config.settings.host_files, [HostFile::Headers]);
    assert_eq!(codes(&config), [Code::ConfigValue]);
    let wanted = config.findings.iter().next().and_then(|finding| finding.expected.as_deref());
    assert_eq!(wanted, Some("\"_headers\" or \".htaccess\""));
}
