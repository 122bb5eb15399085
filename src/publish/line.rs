//! Over what kind of line an address is reached: whether others can listen to what is sent
//! there, and change it.

/// A line to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Nobody can listen, and the server proves its name.
    Encrypted,
    /// It does not leave this machine.
    Local,
    /// Anybody on the way can listen and change what is sent.
    Open,
}

impl Line {
    /// The line to an address; none for what is no address of a web server, or holds more
    /// than host, port and path: an account in it would be a secret in the wrong place.
    pub fn to(address: &str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.split('/').next().filter(|host| !host.is_empty())?;
        if rest.contains(['@', '?', '#', '\\']) || rest.contains(char::is_whitespace) {
            return None;
        }
        match scheme.to_ascii_lowercase().as_str() {
            "https" => Some(Self::Encrypted),
            "http" if is_local(host) => Some(Self::Local),
            "http" => Some(Self::Open),
            _ => None,
        }
    }
}

/// True for a host, with or without a port, that is this machine.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let address = name.parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_on_this_machine_may_do_without_encryption() {
        for (address, line) in [
            ("https://s3.example.com", Some(Line::Encrypted)),
            ("HTTPS://s3.example.com:8443/a", Some(Line::Encrypted)),
            ("http://localhost:5000", Some(Line::Local)),
            ("http://127.0.0.1/dav", Some(Line::Local)),
            ("http://[::1]:80/", Some(Line::Local)),
            ("http://nas.local/dav", Some(Line::Open)),
            ("http://localhost.example.com/", Some(Line::Open)),
            ("http://127.0.0.1.example.com/", Some(Line::Open)),
            ("http://localhost@evil.example/", None),
            ("https://ann:pass@dav.example.com/", None),
            ("https://dav.example.com/?token=x", None),
            ("ftp://dav.example.com/", None),
            ("https:///x", None),
            ("dav.example.com", None),
        ] {
            assert_eq!(Line::to(address), line, "{address}");
        }
    }
}
