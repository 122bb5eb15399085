//! Who is not let in, and over which line nothing is sent: told once, for good, without the
//! secret.

use crate::servers::{Make, Server, free_port};
use faultbook::publish::{Account, Cloud, Kind, Over, Remote, Secret, Sent, Trouble};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

fn refused(account: &Account, because: &str) -> Trouble {
    let trouble = Server::try_enter(account);
    assert_eq!(trouble.kind, Kind::Unauthorised, "{trouble:?}");
    let told = format!("{trouble:?}");
    assert!(told.contains(because), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
    trouble
}

#[test]
fn case_109_a_wrong_password_and_a_dead_host_are_told_once() {
    for make in [Make::Apache, Make::Nginx] {
        let Some(server) = Server::start(make) else { continue };
        let right = server.account(server.port);
        let wrong = Account { secret: Some(Secret::new("hunter2")), ..right.clone() };
        refused(&wrong, "does not accept the account (status 401)");
        let dead = Account { endpoint: format!("http://127.0.0.1:{}/dav", free_port()), ..right };
        let begun = std::time::Instant::now();
        refused(&dead, "is the service up");
        assert!(begun.elapsed().as_secs() < 5);
    }
}

#[test]
fn a_bucket_that_is_not_there_is_told_before_anything_is_sent() {
    let Some(server) = Server::start(Make::Moto) else { return };
    let account = Account { bucket: "nowhere".to_owned(), ..server.account(server.port) };
    match Cloud::connect(&account) {
        Err(trouble) => assert_eq!(trouble.kind, Kind::Unauthorised, "{trouble:?}"),
        // A question about one object does not tell; the first that is sent does.
        Ok(cloud) => {
            let trouble = cloud.put(&Sent::plain("x", b"x"), Over::Anything).unwrap_err();
            assert_eq!(trouble.kind, Kind::Unauthorised, "{trouble:?}");
            assert!(trouble.said.contains("no such bucket"), "{trouble}");
        }
    }
}

/// A server that gives the same answer to each request, and what it was asked.
fn answers(answer: &'static str) -> (u16, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, asked) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut buffer = [0; 8192];
            let n = stream.read(&mut buffer).unwrap_or(0);
            let _ = send.send(String::from_utf8_lossy(&buffer[..n]).into_owned());
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (port, asked)
}

fn at(port: u16, service: faultbook::publish::Service) -> Account {
    let dav = service == faultbook::publish::Service::Webdav;
    Account {
        service,
        endpoint: format!("http://127.0.0.1:{port}"),
        bucket: if dav { String::new() } else { "site".to_owned() },
        region: "us-east-1".to_owned(),
        virtual_host: false,
        root: "/".to_owned(),
        name: Some(Secret::new("AKID")),
        secret: Some(Secret::new("hunter2")),
        token: None,
        put_in_place: false,
    }
}

#[test]
fn redirections_are_not_followed_and_the_clock_is_named() {
    use faultbook::publish::Service;
    let (elsewhere, asked) = answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let to = format!(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{elsewhere}/x?token=hunter2\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let (port, _) = answers(Box::leak(to.into_boxed_str()));
    for service in [Service::Webdav, Service::S3] {
        let told = format!("sends us on to http://127.0.0.1:{elsewhere}/x,");
        refused(&at(port, service), &told);
    }
    assert!(asked.try_recv().is_err(), "somebody else was asked");
    let skewed = "<?xml version=\"1.0\"?><Error><Code>RequestTimeTooSkewed</Code><Message>The \
                  difference is too large</Message></Error>";
    let skewed = format!(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{skewed}",
        skewed.len()
    );
    let (port, asked) = answers(Box::leak(skewed.into_boxed_str()));
    {
        let service = Service::S3;
        let cloud = Cloud::connect(&at(port, service));
        // A question without a body cannot be answered with a reason.
        let trouble = match cloud {
            Err(trouble) => trouble,
            Ok(cloud) => cloud.get("x").unwrap_err(),
        };
        assert!(
            matches!(trouble.kind, Kind::Unauthorised | Kind::Denied),
            "{service:?}: {trouble:?}"
        );
        assert!(!format!("{trouble:?}").contains("hunter2"));
    }
    assert!(
        asked.try_iter().all(|asked| !asked.contains("hunter2")),
        "a secret went over the line"
    );
}

#[test]
fn a_busy_server_is_asked_again_and_one_without_webdav_is_told() {
    use faultbook::publish::Service;
    let busy = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let (port, _) = answers(busy);
    for service in [Service::S3, Service::Webdav] {
        refused(&at(port, service), "is the service up");
    }
    let (port, _) = answers(
        "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    );
    let trouble = Server::try_enter(&at(port, Service::Webdav));
    assert_eq!(trouble.kind, Kind::Unsupported);
    assert!(trouble.said.contains("PROPFIND") && trouble.mend.unwrap().contains("dav_ext_methods"));
}

#[test]
fn case_109_a_host_that_does_not_prove_its_name_is_sent_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=x"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
        .arg(at("key"))
        .arg("-out")
        .arg(at("certificate"))
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    let port = free_port();
    let mut server = Command::new("openssl")
        .args(["s_server", "-quiet", "-www", "-accept", &format!("127.0.0.1:{port}"), "-key"])
        .arg(at("key"))
        .arg("-cert")
        .arg(at("certificate"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() && begun.elapsed().as_secs() < 10 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let endpoint = format!("https://127.0.0.1:{port}");
    let account = Account { endpoint, ..at_webdav(port) };
    let told = refused(&account, "does not prove its name");
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(told.mend.unwrap().contains("nothing was sent"));
}

fn at_webdav(port: u16) -> Account {
    at(port, faultbook::publish::Service::Webdav)
}
