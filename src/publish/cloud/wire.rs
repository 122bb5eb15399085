//! The line to a server: who proves its name to whom, how long an answer may take, and
//! answers that mean the same for every service. No redirection is followed, which would
//! take files and accounts to a host that nobody has named.

use crate::publish::remote::{Kind, Trouble};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use opendal::{Buffer, Error, ErrorKind, HttpBody, HttpTransport};
use opendal_http_transport_reqwest::ReqwestTransport;
use std::time::Duration;

/// How long the first connection may take, and how long a server may be silent.
const PATIENCE: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_mins(1);
/// More at once make servers fail.
const IDLE: usize = 4;
pub(super) const AGENT: &str = concat!("faultbook/", env!("CARGO_PKG_VERSION"));

/// What speaks HTTP, as a builder: whoever looks at pages follows other rules.
pub(in crate::publish) fn client() -> reqwest::ClientBuilder {
    // One that another part of the program has installed does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(AGENT)
        .connect_timeout(PATIENCE)
        .read_timeout(SILENCE)
        .pool_max_idle_per_host(IDLE)
}

/// A finding that goes through `opendal` as it is.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Told(pub(super) Trouble);

/// The line of an operator.
#[derive(Clone)]
pub(super) struct Wire {
    inner: ReqwestTransport,
    host: String,
    /// The server speaks WebDAV.
    dav: bool,
    /// What is moved may not take the place of anything.
    keeps: bool,
}

impl Wire {
    pub(super) fn new(client: reqwest::Client, host: &str, dav: bool) -> Self {
        Self { inner: ReqwestTransport::new(client), host: host.to_owned(), dav, keeps: false }
    }

    /// The same, on which nothing is moved over anything else: `opendal` always allows it.
    pub(super) fn that_keeps(&self) -> Self {
        Self { keeps: true, ..self.clone() }
    }
}

impl HttpTransport for Wire {
    async fn fetch(&self, mut request: Request<Buffer>) -> opendal::Result<Response<HttpBody>> {
        if let (true, Some(overwrite)) = (self.keeps, request.headers_mut().get_mut("overwrite")) {
            *overwrite = HeaderValue::from_static("F");
        }
        let method = request.method().clone();
        let answer = self.patient(request).await.map_err(|error| self.lasting(error))?;
        match self.trouble(&method, answer.status(), answer.headers()) {
            None => Ok(answer),
            Some(trouble) => Err(told(trouble)),
        }
    }
}

fn told(trouble: Trouble) -> Error {
    let temporary = trouble.is_temporary();
    let error = Error::new(ErrorKind::Unexpected, trouble.said.clone()).with_temporary(temporary);
    error.set_source(Told(trouble))
}

impl Wire {
    /// Makes a request, and once more where the line broke: one deed of `opendal` is several
    /// requests (a folder, its parent, the move), which would begin anew for the sake of one.
    /// Not where the first may have been heard and the second would mean something else.
    async fn patient(&self, request: Request<Buffer>) -> opendal::Result<Response<HttpBody>> {
        let conditional = ["if-match", "if-none-match"];
        let once =
            self.keeps || conditional.iter().any(|name| request.headers().contains_key(*name));
        match self.inner.fetch(request.clone()).await {
            Err(error) if !once && is_broken(&error) => self.inner.fetch(request).await,
            answer => answer,
        }
    }

    /// A certificate that is not accepted now will not be in a moment.
    fn lasting(&self, error: Error) -> Error {
        let said = causes(&error).into_iter().find(|cause| cause.contains("certificate"));
        let Some(said) = said else { return error };
        let said = format!("{} does not prove its name: {said}", self.host);
        told(Trouble::new(Kind::Unauthorised, said).mend(
            "nothing was sent. Is the clock of this machine right? If so, its certificate has \
             expired, is of another name, or of an authority that this machine does not know: ask \
             whoever runs it",
        ))
    }

    /// What an answer means, where it means the same for every service.
    fn trouble(&self, method: &Method, status: StatusCode, headers: &HeaderMap) -> Option<Trouble> {
        let host = &self.host;
        let new = |kind: Kind, said: &str, mend: &str| {
            Some(
                Trouble::new(kind, format!("{host} {said} (status {})", status.as_u16()))
                    .mend(mend),
            )
        };
        match status.as_u16() {
            401 | 407 => new(
                Kind::Unauthorised,
                "does not accept the account",
                "check the user or key, and the secret that the target points to",
            ),
            301 | 302 | 303 | 307 | 308 if headers.contains_key("location") => {
                let to = headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or("?");
                let to = to.split(['?', '#']).next().unwrap_or_default();
                new(
                    Kind::Unauthorised,
                    &format!("sends us on to {to}, which is not followed"),
                    "write the right address into `endpoint` of the target",
                )
            }
            409 if self.dav && *method == Method::PUT => new(Kind::Missing, "lacks the folder", ""),
            405 | 501 if self.dav && method.as_str() != "MKCOL" => new(
                Kind::Unsupported,
                &format!("does not take the request {method}"),
                "does the address lead to a WebDAV folder that may be written? nginx needs \
                 dav_methods PUT DELETE MKCOL COPY MOVE and, from a module of its own, \
                 dav_ext_methods PROPFIND OPTIONS",
            ),
            413 => new(
                Kind::Permanent,
                "takes no file of this size",
                "let it take larger files (nginx: client_max_body_size)",
            ),
            507 => new(Kind::Full, "has no room left", "make room there, then publish again"),
            _ => None,
        }
    }
}

/// True where the line broke; a server that was silent for a minute is not asked again at once.
fn is_broken(error: &Error) -> bool {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout) {
            return false;
        }
        next = cause.source();
    }
    error.is_temporary()
}

/// What an error says, and what lies behind it.
pub(super) fn causes(error: &dyn std::error::Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    causes
}
