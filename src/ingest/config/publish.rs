//! `[publish.NAME]`: places to publish to. Here their keys are checked; what is made of them
//! is the business of the command. No secret may stand in this file, which is copied,
//! mailed and kept in version control: a key that looks like one is refused, and its line
//! is never shown.

use super::reader::Reader;
use crate::diag::{Code, Diagnostic, Place};
use crate::ingest::node::{Key, Node};
use crate::model::settings::Settings;

const KINDS: [&str; 7] = ["fs", "sftp", "s3", "webdav", "oss", "cos", "obs"];
const EVERY: [&str; 13] = [
    "kind",
    "path",
    "audience",
    "url",
    "switch",
    "verify",
    "site_id",
    "precompress",
    "live",
    "live_headers",
    "live_user",
    "live_password_env",
    "live_password_file",
];
const SFTP: [&str; 11] = [
    "host",
    "port",
    "user",
    "key_file",
    "passphrase_env",
    "passphrase_file",
    "agent",
    "password_env",
    "password_file",
    "fingerprint",
    "known_hosts",
];
/// Object stores.
const STORE: [&str; 11] = [
    "endpoint",
    "bucket",
    "region",
    "virtual_host",
    "insecure",
    "access_key_env",
    "access_key_file",
    "secret_key_env",
    "secret_key_file",
    "token_env",
    "token_file",
];
const WEBDAV: [&str; 8] = [
    "endpoint",
    "insecure",
    "user",
    "password_env",
    "password_file",
    "token_env",
    "token_file",
    "replace",
];
/// Parts of keys that hold a secret.
const SECRETS: [&str; 8] =
    ["passw", "passphrase", "pwd", "secret", "token", "credential", "access_key", "private"];
/// Endings of keys that only say where a secret is.
const POINTERS: [&str; 2] = ["_env", "_file"];

/// Reads all targets.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node, settings: &mut Settings) {
    for (key, node) in reader.entries(root, "publish") {
        if !is_name(&key.name) {
            let finding = Diagnostic::new(
                Code::ConfigValue,
                format!("`{}` cannot be the name of a place to publish to", key.name),
            );
            reader.find(finding.expected("letters, digits, - and _"), key.pos);
            continue;
        }
        if secrets(reader, key, node) {
            continue;
        }
        target(reader, key, node);
        let fields = node.entries().iter().map(|(k, v)| (k.name.clone(), v.flat()));
        settings.publish.insert(key.name.clone(), fields.collect());
    }
}

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.chars().all(plain)
}

/// Refuses secrets, without their line.
fn secrets(reader: &mut Reader<'_>, target: &Key, node: &Node) -> bool {
    let mut found = false;
    for (key, value) in node.entries() {
        let lower = key.name.to_lowercase();
        let points = POINTERS.iter().any(|end| lower.ends_with(end));
        let known = EVERY.iter().chain(&SFTP).chain(&STORE).chain(&WEBDAV);
        let known = known.clone().any(|known| *known == lower);
        let named = !known && !points && SECRETS.iter().any(|part| lower.contains(part));
        if !named && !holds_account(&value.flat()) {
            continue;
        }
        found = true;
        let message = format!(
            "`{}` in [publish.{}] would be a secret in a file that is copied and kept",
            key.name, target.name
        );
        let place =
            Place::at(reader.quoted.path.clone(), key.pos.line.max(1), key.pos.column.max(1));
        reader.findings.push(Diagnostic::new(Code::PublishSecret, message).at(place).hint(
            "remove the line, and change the secret where others may have read it. Then let \
             `password_env` name a variable of the environment, or `password_file` a file that only \
             you can read; or use a key (docs/publishing.md)",
        ));
    }
    found
}

/// True for an address with an account in it.
fn holds_account(text: &str) -> bool {
    let host = text.split_once("://").map_or("", |(_, rest)| rest);
    host.split('/').next().unwrap_or_default().contains('@')
}

fn target(reader: &mut Reader<'_>, key: &Key, node: &Node) {
    let name = format!("[publish.{}]", key.name);
    let kind = reader.parsed(node, "kind", |kind| one_of(kind, &KINDS), &KINDS.join(", "));
    let missing = |reader: &mut Reader<'_>, wanted: &str| {
        if node.get(wanted).is_none() {
            let message = format!("{name} has no `{wanted}`");
            let finding = Diagnostic::new(Code::ConfigValue, message);
            reader.find(finding.hint("docs/publishing.md shows a whole target"), key.pos);
        }
    };
    missing(reader, "kind");
    let mut known = EVERY.to_vec();
    let wanted: &[&str] = match kind.as_deref() {
        Some("fs") => &["path", "audience"],
        Some("sftp") => {
            known.extend(SFTP);
            &["path", "audience", "host", "user"]
        }
        Some("webdav") => {
            known.extend(WEBDAV);
            &["path", "audience", "endpoint"]
        }
        Some(_) => {
            known.extend(STORE);
            &["path", "audience", "endpoint", "bucket"]
        }
        // Which keys belong to it is not known.
        None => return,
    };
    let before = reader.findings.len();
    reader.check_keys(node, &name, &known);
    // Behind a key that nobody knows may stand a secret: its line is not shown.
    reader.findings[before..].iter_mut().for_each(|finding| finding.excerpt = None);
    for key in wanted {
        missing(reader, key);
    }
    values(reader, node);
}

fn values(reader: &mut Reader<'_>, node: &Node) {
    let audience = "internal, public, customers, or customers/ and a customer's id";
    reader.parsed(node, "audience", readers, audience);
    reader.parsed(node, "switch", |word| one_of(word, &["files", "link"]), "files or link");
    let verify = ["all", "sample", "none"];
    reader.parsed(node, "verify", |word| one_of(word, &verify), "all, sample or none");
    reader.parsed(node, "url", super::base_url, super::BASE_URL);
    reader.parsed(node, "port", |port| port.parse::<u16>().ok().filter(|p| *p > 0), "a port");
    reader.parsed(node, "fingerprint", fingerprint, "a fingerprint such as SHA256:2Jxk…");
    let before = reader.findings.len();
    reader.parsed(node, "live", super::base_url, super::BASE_URL);
    reader.parsed(node, "endpoint", super::base_url, super::BASE_URL);
    // An address that is none may hold a token.
    for finding in &mut reader.findings[before..] {
        (finding.raw, finding.excerpt) = (None, None);
    }
    reader.parsed(node, "replace", |word| one_of(word, &["move", "put"]), "move or put");
    for key in ["agent", "insecure", "virtual_host", "live_headers"] {
        reader.flag(node, key);
    }
    if let Some(codings) = node.get("precompress").filter(|node| !is_gzip(&node.flat())) {
        reader.wrong(codings, "precompress", "[\"gzip\"], or nothing");
    }
    for key in ["path", "host", "user", "site_id", "bucket", "region", "live_user"] {
        reader.parsed(node, key, |text| (!text.trim().is_empty()).then_some(()), "a text");
    }
}

fn is_gzip(codings: &str) -> bool {
    matches!(codings, "" | "gzip")
}

fn one_of(word: &str, known: &[&str]) -> Option<String> {
    known.contains(&word).then(|| word.to_owned())
}

fn readers(text: &str) -> Option<()> {
    let customer = text.strip_prefix("customers/").is_some_and(|id| !id.is_empty());
    (customer || matches!(text, "internal" | "public" | "customers")).then_some(())
}

fn fingerprint(text: &str) -> Option<()> {
    let print = text.strip_prefix("SHA256:")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '+' || c == '/';
    (print.len() == 43 && print.chars().all(plain)).then_some(())
}
