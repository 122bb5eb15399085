//! What is answered: the files of sites out of memory, the list of sites, the state that
//! pages ask for. Everything else is refused or is not there.

use super::address::{asked, decoded, encoded};
use super::guard::Guard;
use super::overlay::Finding;
use super::pages;
use super::shown::{Shared, Shown};
use super::words::{Words, words};
use crate::model::Lang;
use crate::model::artifact::{content_type, is_shown};
use crate::output;
use crate::pipeline::Openness;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
};
use hyper::{Method, Request, Response, StatusCode};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// How long a page waits for news in one request.
const PATIENCE: Duration = Duration::from_secs(25);

const LIVE_SCRIPT: &str = include_str!("front/live.js");
const LIVE_STYLE: &str = include_str!("front/live.css");
const PAGES_STYLE: &str = include_str!("front/pages.css");
/// In the place of a site's service worker: a preview must never come out of a copy, and
/// one that an earlier site left at this address goes.
const NO_WORKER: &str = include_str!("front/no-worker.js");

/// An answer with all its bytes.
pub(super) type Answer = Response<Full<Bytes>>;

/// What every connection needs to answer.
pub(super) struct Desk {
    /// What is shown.
    pub(super) shared: Arc<Shared>,
    /// Who may ask.
    pub(super) guard: Guard,
    /// Others in the network can reach the server.
    pub(super) lan: bool,
}

impl Desk {
    /// Answers a request.
    pub(super) async fn answer<B>(&self, request: Request<B>) -> Answer {
        if let Some(refusal) = self.guard.refusal(request.uri(), request.headers()) {
            return plain(StatusCode::FORBIDDEN, refusal);
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let words = "This server only shows; it takes GET and HEAD.";
            let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, words);
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        let shown = self.shared.now();
        let query = request.uri().query();
        match decoded(request.uri().path()).as_deref() {
            None => missing(&shown),
            Some("") => front(&shown),
            Some("-") => redirect("/-/"),
            Some("-/") => html(StatusCode::OK, pages::sites(&shown, self.lan)),
            Some("-/live.js") => bytes("live.js", LIVE_SCRIPT.into()),
            Some("-/live.css") => bytes("live.css", LIVE_STYLE.into()),
            Some("-/pages.css") => bytes("pages.css", PAGES_STYLE.into()),
            Some("-/state") => self.state(query).await,
            Some(path) => self.of_a_site(shown, path).await,
        }
    }

    /// What is shown now; where the asker knows that already, what is shown next.
    async fn state(&self, query: Option<&str>) -> Answer {
        if let Some(since) = asked(query, "since").and_then(|since| since.parse().ok()) {
            // Without news the same is said again, and the page asks anew.
            let _ = tokio::time::timeout(PATIENCE, self.shared.other_than(since)).await;
        }
        let shown = self.shared.now();
        let lang = asked(query, "lang").unwrap_or_default();
        let lang = if lang.starts_with("zh") { Lang::Zh } else { Lang::En };
        let state = State {
            number: shown.number,
            site: shown.site,
            failed: shown.failed,
            findings: &shown.findings,
            more: shown.more,
            words: words(lang),
        };
        let json = serde_json::to_vec(&state).expect("texts and numbers can be written as JSON");
        bytes("state.json", json.into())
    }

    async fn of_a_site(&self, shown: Arc<Shown>, path: &str) -> Answer {
        let Some(live) = shown.live.clone() else {
            return html(StatusCode::SERVICE_UNAVAILABLE, pages::waiting(&shown));
        };
        let sites = live.sites();
        let below = |site: &String| Some((site.clone(), path.strip_prefix(site.as_str())?));
        let own = sites.iter().filter_map(below).find_map(|(site, rest)| {
            (rest.is_empty() || rest.starts_with('/')).then(|| (site, rest.to_owned()))
        });
        let Some((site, rest)) = own else { return missing(&shown) };
        if self.lan && shown.encrypted.contains(&site) {
            let words = "This site is encrypted where it is published. It is not shown while others can \
                         reach this server.";
            return plain(StatusCode::FORBIDDEN, words);
        }
        let Some(rest) = rest.strip_prefix('/').map(str::to_owned) else {
            return redirect(&format!("/{}/", encoded(&site)));
        };
        // Making a page may take a while, and a mistake in it is not the server's end.
        let asked = path.to_owned();
        let told = shown.clone();
        let made = tokio::task::spawn_blocking(move || file(&shown, &site, &rest, &asked)).await;
        made.unwrap_or_else(|_| {
            let why = "A mistake of the program; the terminal says where.";
            html(StatusCode::INTERNAL_SERVER_ERROR, pages::unmade(&told, why))
        })
    }
}

/// What pages ask for.
#[derive(Serialize)]
struct State<'a> {
    number: u64,
    site: u64,
    failed: bool,
    findings: &'a [Finding],
    more: usize,
    words: &'a Words,
}

/// One file of a site, which stands at `path` of this server.
fn file(shown: &Shown, site: &str, rest: &str, path: &str) -> Answer {
    let Some(live) = &shown.live else { return missing(shown) };
    if rest == "sw.js" {
        return bytes(rest, NO_WORKER.into());
    }
    let address = if rest.is_empty() || rest.ends_with('/') {
        format!("{rest}index.html")
    } else {
        rest.to_owned()
    };
    let artifact = match live.file(site, &address) {
        Some(Ok(artifact)) => artifact,
        Some(Err(finding)) => {
            let place = finding.place.map(|place| format!("{place}: ")).unwrap_or_default();
            let why = format!("{place}{} ({})", finding.message, finding.code);
            return html(StatusCode::INTERNAL_SERVER_ERROR, pages::unmade(shown, &why));
        }
        None if !address.ends_with("index.html")
            && live.file(site, &format!("{address}/index.html")).is_some() =>
        {
            return redirect(&format!("/{}/", encoded(path)));
        }
        None => return missing(shown),
    };
    match output::contents(artifact) {
        Ok(content) if !is_shown(&address) => {
            let mut answer = bytes(&address, content.into());
            let saved = HeaderValue::from_static("attachment");
            answer.headers_mut().insert(CONTENT_DISPOSITION, saved);
            answer
        }
        Ok(page) if content_type(&address).starts_with("text/html") => {
            bytes(&address, pages::with_script(page, shown.site).into())
        }
        Ok(content) => bytes(&address, content.into()),
        Err(error) => {
            let why = format!("{address}: {error}");
            html(StatusCode::INTERNAL_SERVER_ERROR, pages::unmade(shown, &why))
        }
    }
}

/// The only site, or the list of them.
fn front(shown: &Shown) -> Answer {
    let sites = shown.live.as_ref().map(|live| live.sites()).unwrap_or_default();
    match sites.as_slice() {
        [only] => redirect(&format!("/{}/", encoded(only))),
        _ => redirect("/-/"),
    }
}

fn redirect(to: &str) -> Answer {
    let mut answer = plain(StatusCode::FOUND, "");
    let to = HeaderValue::from_str(to).expect("addresses are written in ASCII");
    answer.headers_mut().insert(LOCATION, to);
    answer
}

fn missing(shown: &Shown) -> Answer {
    html(StatusCode::NOT_FOUND, pages::missing(shown))
}

fn html(status: StatusCode, text: String) -> Answer {
    with(status, "text/html; charset=utf-8", text.into())
}

fn plain(status: StatusCode, words: &'static str) -> Answer {
    with(status, "text/plain; charset=utf-8", words.into())
}

/// A file whose kind its name tells.
fn bytes(name: &str, content: Bytes) -> Answer {
    with(StatusCode::OK, content_type(name), content)
}

fn with(status: StatusCode, kind: &'static str, content: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(content));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    for (name, value) in Openness::Private.headers() {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("the name of a header");
        headers.insert(name, HeaderValue::from_str(&value).expect("headers are written in ASCII"));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}
