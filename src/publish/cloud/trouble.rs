//! Errors of `opendal` as trouble: what sort, what the service said, and how to mend it. Only
//! what `opendal` calls temporary is tried again, and never a refusal.

use super::wire::{Told, causes};
use crate::publish::remote::{Kind, Trouble};
use opendal::{Error, ErrorKind};

/// So much of an answer is repeated.
const SHOWN: usize = 200;
/// Words by which services refuse a key.
const REFUSALS: [&str; 9] = [
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "InvalidToken",
    "ExpiredToken",
    "InvalidSecurityToken",
    "SecurityTokenExpired",
    "InvalidSecurity",
    "AuthorizationHeaderMalformed",
    "InvalidArgument.Authorization",
];

/// What an error is.
pub(super) fn trouble(path: &str, error: &Error) -> Trouble {
    if let Some(told) = told(error) {
        return told;
    }
    let said = said(error);
    let code = |code: &str| error.message().contains(code);
    if code("RequestTimeTooSkewed") {
        let said = format!("the service refuses our time: {said}");
        return Trouble::new(Kind::Unauthorised, said).mend("set the clock of this machine right");
    }
    if code("NoSuchBucket") {
        return Trouble::new(Kind::Unauthorised, format!("there is no such bucket: {said}"))
            .mend("check `bucket`, `region` and `endpoint` of the target, or make the bucket");
    }
    if REFUSALS.iter().any(|word| code(word)) {
        return Trouble::new(Kind::Unauthorised, format!("the service refuses the key: {said}"))
            .mend("check the key and its secret, which the target points to, and `region`");
    }
    Trouble::new(kind(error), format!("{path}: {said}"))
}

fn told(error: &Error) -> Option<Trouble> {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if let Some(Told(trouble)) = cause.downcast_ref() {
            return Some(trouble.clone());
        }
        next = cause.source();
    }
    None
}

fn kind(error: &Error) -> Kind {
    match error.kind() {
        ErrorKind::NotFound => Kind::Missing,
        // Some services call it temporary; nobody gets a right by waiting for it.
        ErrorKind::PermissionDenied => Kind::Denied,
        ErrorKind::AlreadyExists | ErrorKind::ConditionNotMatch => Kind::Exists,
        ErrorKind::RateLimited => Kind::Temporary,
        ErrorKind::Unsupported => Kind::Unsupported,
        ErrorKind::ConfigInvalid => Kind::Unauthorised,
        _ if error.is_temporary() => Kind::Temporary,
        _ => Kind::Permanent,
    }
}

/// What the service said, in short, and what lies behind it. Requests, which carry the
/// account, are not in it.
fn said(error: &Error) -> String {
    let message = error.message();
    let part = |name: &str| {
        let (_, rest) = message.split_once(&format!("{name}: \""))?;
        rest.split_once('"').map(|(text, _)| text).filter(|text| !text.is_empty())
    };
    let mut said = match (part("code"), part("message")) {
        (Some(code), Some(message)) => format!("{message} ({code})"),
        (Some(code), None) => code.to_owned(),
        _ => plain(message),
    };
    if said.is_empty() {
        said = error.kind().to_string();
    }
    if let Some(cause) = causes(error).pop() {
        said = format!("{said}: {cause}");
    }
    said.chars().take(SHOWN).collect()
}

/// A page that was meant for a browser, without its tags.
fn plain(message: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in message.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if inside => {}
            letter => text.push(letter),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_for_good_and_told_in_the_words_of_the_service() {
        let denied = Error::new(ErrorKind::PermissionDenied, "<h1>Forbidden</h1>").set_temporary();
        let denied = trouble("a.html", &denied);
        assert_eq!((denied.kind, denied.said.as_str()), (Kind::Denied, "a.html: Forbidden"));
        let skewed = "S3Error { code: \"RequestTimeTooSkewed\", message: \"too far\", x: \"\" }";
        let skewed = trouble("a", &Error::new(ErrorKind::PermissionDenied, skewed));
        assert_eq!(skewed.kind, Kind::Unauthorised);
        assert!(skewed.said.contains("too far (RequestTimeTooSkewed)"), "{skewed}");
        assert!(skewed.mend.unwrap().contains("clock"));
        let gone = Error::new(ErrorKind::NotFound, "OssError { code: \"NoSuchBucket\" }");
        assert_eq!(trouble("a", &gone).kind, Kind::Unauthorised);
        let busy = Error::new(ErrorKind::Unexpected, "busy").set_temporary();
        assert!(trouble("a", &busy).is_temporary());
        assert_eq!(trouble("a", &Error::new(ErrorKind::Unexpected, "odd")).kind, Kind::Permanent);
    }
}
