//! A look at what readers get: after a publication the web server is asked for the front
//! page, a page of each kind, a file that pages show and the list of the search index, and
//! its answers are compared with what was published. Nothing is changed by it.

use super::cloud::client;
use super::compress::VARIANT;
use super::engine::Engine;
use super::manifest::Listed;
use super::phase::extension;
use super::remote::{Kind, Trouble};
use super::secret::Secret;
use crate::diag::{Code, Diagnostic};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap};
use reqwest::{Client, Url};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Where readers find a site, and what they should get with it.
#[derive(Clone, Debug)]
pub struct Live {
    /// The address of its front page, with `/` at its end.
    pub address: String,
    /// What follows it where the front page is asked for: nothing, or `index.html` where the
    /// server does not find that by itself.
    pub front: &'static str,
    /// The address as it may be said aloud.
    pub spoken: String,
    /// Headers that belong to every answer, by name.
    pub headers: Vec<(String, String)>,
    /// A user and a password, where readers need one.
    pub reader: Option<(String, Secret)>,
    /// How to undo the publication, for the finding.
    pub undo: String,
    /// The pause before a second try; it doubles each time.
    pub pause: Duration,
}

/// Pages of so many kinds are looked at.
const KINDS: usize = 12;
const TRIES: u32 = 4;
/// So many redirections of one host are followed: some take `index.html` away.
const FOLLOWED: usize = 3;

/// Looks at a site; nothing is found where all of it is as it was published.
pub fn look(live: &Live, files: &BTreeMap<String, Listed>) -> Vec<Diagnostic> {
    let looker = match Looker::new(live) {
        Ok(looker) => looker,
        Err(trouble) => return vec![unlike(live, "", &trouble.said)],
    };
    let mut findings = Vec::new();
    for (path, asked) in chosen(files, live.front) {
        if let Err(why) = looker.compare(&asked, &files[&path]) {
            findings.push(unlike(live, &asked, &why));
        }
    }
    if findings.is_empty() {
        findings.extend(looker.variant(files));
    }
    findings
}

/// What is asked for: the path of a file, and what stands for it in the address.
fn chosen(files: &BTreeMap<String, Listed>, front: &str) -> BTreeSet<(String, String)> {
    let mut chosen = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    let mut shown = BTreeSet::new();
    for path in files.keys() {
        let attached = path.split('/').any(|folder| folder == "files");
        let kind = kind(path);
        let is_new = match extension(path) {
            _ if attached => false,
            "html" if path == "index.html" => false,
            "html" => kinds.len() < KINDS && kinds.insert(kind),
            "js" if path.ends_with("search/manifest.js") => true,
            "css" | "js" | "svg" | "png" => shown.insert((extension(path), kind)),
            _ => path == "offline.json",
        };
        if is_new {
            chosen.insert((path.clone(), path.clone()));
        }
    }
    if files.contains_key("index.html") {
        // As a reader asks for it.
        chosen.insert(("index.html".to_owned(), front.to_owned()));
    }
    chosen
}

/// A kind of page: the folder that it lies in, whatever the language.
fn kind(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folders, _)| folders.split('/').next().unwrap_or_default())
}

struct Looker<'a> {
    live: &'a Live,
    base: Url,
    client: Client,
    // The last to go: connections end on it.
    engine: Engine,
}

/// What a web server answered.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl<'a> Looker<'a> {
    fn new(live: &'a Live) -> Result<Self, Trouble> {
        let failed = |said: String| Trouble::new(Kind::Permanent, said);
        let base = Url::parse(&live.address).map_err(|error| failed(error.to_string()))?;
        let engine = Engine::start("live")?;
        let own = base.origin();
        let policy = reqwest::redirect::Policy::custom(move |attempt| {
            if attempt.previous().len() > FOLLOWED || attempt.url().origin() != own {
                attempt.stop()
            } else {
                attempt.follow()
            }
        });
        let client = client().redirect(policy).build();
        let client = client.map_err(|error| failed(error.to_string()))?;
        Ok(Self { live, base, client, engine })
    }

    fn url(&self, asked: &str) -> Url {
        let mut url = self.base.clone();
        if let (false, Ok(mut parts)) = (asked.is_empty(), url.path_segments_mut()) {
            parts.pop_if_empty().extend(asked.split('/'));
        }
        url
    }

    /// Asks with patience: a server may just be taking over what is new.
    fn ask(&self, asked: &str, packed: bool) -> Result<Answer, String> {
        let mut pause = self.live.pause;
        for _ in 1..TRIES {
            match self.once(asked, packed) {
                Ok(answer) if answer.status < 500 && answer.status != 429 => return Ok(answer),
                _ => std::thread::sleep(pause),
            }
            pause *= 2;
        }
        self.once(asked, packed)
    }

    fn once(&self, asked: &str, packed: bool) -> Result<Answer, String> {
        let coding = if packed { "gzip" } else { "identity" };
        let mut request = self.client.get(self.url(asked)).header(ACCEPT_ENCODING, coding);
        if let Some((user, password)) = &self.live.reader {
            request = request.basic_auth(user, Some(password.text()));
        }
        self.engine.wait(async {
            let said = |error: reqwest::Error| {
                let mut said = String::from("no answer");
                let mut next = std::error::Error::source(&error);
                while let Some(cause) = next {
                    said = cause.to_string();
                    next = cause.source();
                }
                said
            };
            let answer = request.send().await.map_err(said)?;
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let body = answer.bytes().await.map_err(said)?.to_vec();
            Ok(Answer { status, headers, body })
        })
    }

    /// Fails with a reason where an answer is not what was published.
    fn compare(&self, asked: &str, file: &Listed) -> Result<(), String> {
        let answer = self.ask(asked, false)?;
        if answer.status == 401 && self.live.reader.is_none() {
            return Err(
                "wants a password (status 401): name `live_user` and `live_password_env` in \
                        the target"
                    .to_owned(),
            );
        }
        if answer.status != 200 {
            return Err(format!("answers with status {}", answer.status));
        }
        if blake3::hash(&answer.body).to_hex().as_str() != file.hash {
            return Err(format!(
                "hands out other bytes ({} in place of {}): a cache that still holds the former \
                 file, a filter, or another folder",
                answer.body.len(),
                file.size
            ));
        }
        let given = answer.header("content-type");
        if !is_type(given, &file.content_type) {
            let given = if given.is_empty() { "no type" } else { given };
            return Err(format!("calls it {given} and not {}", file.content_type));
        }
        for (name, value) in &self.live.headers {
            let given = answer.header(name);
            if given != value {
                let given = if given.is_empty() { "nothing" } else { given };
                return Err(format!("sends {given} as {name} and not {value}"));
            }
        }
        Ok(())
    }

    /// Whether the variant of the front page is handed out, where there is one.
    fn variant(&self, files: &BTreeMap<String, Listed>) -> Option<Diagnostic> {
        let listed = files.get(&format!("index.html{VARIANT}"))?;
        let answer = self.ask(self.live.front, true).ok()?;
        let packed = answer.header("content-encoding") == "gzip";
        if packed && blake3::hash(&answer.body).to_hex().as_str() == listed.hash {
            return None;
        }
        let message = format!(
            "{} does not hand out the compressed variants that were published",
            self.live.spoken
        );
        let finding = Diagnostic::new(Code::PublishVariants, message);
        Some(finding.hint(
            "readers get the plain files, or such as the server packs itself. Set the server up for \
             them (docs/publishing.md#compressed-variants), or take `precompress` out of the target",
        ))
    }
}

/// True where a given content type means the expected one.
fn is_type(given: &str, expected: &str) -> bool {
    let parts = |text: &str| {
        let (kind, rest) = text.split_once(';').unwrap_or((text, ""));
        let kind = match kind.trim().to_ascii_lowercase().as_str() {
            "application/javascript" | "application/x-javascript" => "text/javascript".to_owned(),
            "text/xml" => "application/xml".to_owned(),
            "image/vnd.microsoft.icon" => "image/x-icon".to_owned(),
            kind => kind.to_owned(),
        };
        let letters = rest.trim().to_ascii_lowercase();
        let letters = letters.strip_prefix("charset=").unwrap_or("utf-8").trim_matches('"');
        (kind, letters.to_owned())
    };
    let ((given, letters), (expected, _)) = (parts(given), parts(expected));
    given == expected && letters == "utf-8"
}

fn unlike(live: &Live, asked: &str, why: &str) -> Diagnostic {
    let message = format!("{}{asked}: the web server {why}", live.spoken);
    Diagnostic::new(Code::PublishLive, message).hint(format!(
        "the files lie at the place as they should. Mend the web server (faultbook hosting writes \
         its rules; `live` of the target is the address of the front page), or go back: {}",
        live.undo
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(path: &str) -> (String, Listed) {
        let listed = Listed {
            hash: String::new(),
            size: 0,
            content_type: String::new(),
            cache: String::new(),
        };
        (path.to_owned(), listed)
    }

    #[test]
    fn a_page_of_each_kind_is_asked_for_and_what_they_show() {
        let files: BTreeMap<String, Listed> = [
            "index.html",
            "devices/P-1/index.html",
            "devices/P-2/index.html",
            "solutions/S-1/index.html",
            "solutions/S-1/files/index.html",
            "assets/faultbook.css",
            "search/catalogue.js",
            "search/manifest.js",
            "search/t-0123456789/0.js",
            "offline.json",
            "data/faults.csv",
        ]
        .into_iter()
        .map(listed)
        .collect();
        let asked: Vec<String> = chosen(&files, "").into_iter().map(|(_, asked)| asked).collect();
        assert_eq!(
            asked,
            [
                "assets/faultbook.css",
                "devices/P-1/index.html",
                "",
                "offline.json",
                "search/catalogue.js",
                "search/manifest.js",
                "solutions/S-1/index.html"
            ]
        );
    }

    #[test]
    fn types_are_told_apart_by_what_they_mean() {
        for (given, expected, same) in [
            ("text/html; charset=utf-8", "text/html; charset=utf-8", true),
            ("text/html", "text/html; charset=utf-8", true),
            ("text/html;charset=\"UTF-8\"", "text/html; charset=utf-8", true),
            ("text/html; charset=gb2312", "text/html; charset=utf-8", false),
            ("application/javascript", "text/javascript; charset=utf-8", true),
            ("text/xml", "application/xml", true),
            ("text/plain", "application/json", false),
            ("", "application/json", false),
        ] {
            assert_eq!(is_type(given, expected), same, "{given}");
        }
    }
}
