//! A password that is accepted, also by servers that ask for it in other words. OpenSSH looks
//! passwords up where a test may not write, so this server is made of the same library
//! as the client; it lets the right one in and has no SFTP.
#![cfg(all(unix, feature = "sftp"))]

use crate::server::key;
use faultbook::publish::{Host, Login, Secret, Sftp};
use russh::keys::load_secret_key;
use russh::server::{Auth, Config, Handler, Response, run_stream};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const RIGHT: &str = "correct horse";

/// Asks for a password in one of two ways.
struct Porter {
    asks: bool,
}

fn judged(right: bool) -> Auth {
    if right { Auth::Accept } else { Auth::reject() }
}

impl Handler for Porter {
    type Error = russh::Error;

    async fn auth_password(&mut self, _: &str, password: &str) -> Result<Auth, Self::Error> {
        Ok(judged(!self.asks && password == RIGHT))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        _: &str,
        _: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        let Some(mut response) = response else {
            return Ok(Auth::Partial {
                name: "".into(),
                instructions: "".into(),
                prompts: vec![("Password: ".into(), false)].into(),
            });
        };
        Ok(judged(self.asks && response.next().is_some_and(|answer| answer == RIGHT.as_bytes())))
    }
}

/// Starts the server on a port of its own; it ends with the test program.
fn start(folder: &Path, asks: bool) -> u16 {
    let path = folder.join(format!("host-{asks}"));
    key(&path, "ed25519", "");
    let config = Config {
        keys: vec![load_secret_key(&path, None).unwrap()],
        auth_rejection_time: Duration::ZERO,
        ..Config::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let config = Arc::new(config);
            while let Ok((stream, _)) = listener.accept().await {
                let session = run_stream(Arc::clone(&config), stream, Porter { asks });
                tokio::spawn(async move { Ok::<_, russh::Error>(session.await?.await) });
            }
        });
    });
    port
}

#[test]
fn the_right_password_is_let_in_and_a_wrong_one_is_not_however_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for asks in [false, true] {
        let port = start(folder.path(), asks);
        let known = folder.path().join("known");
        let host = std::fs::read_to_string(folder.path().join(format!("host-{asks}.pub"))).unwrap();
        let host: Vec<&str> = host.split(' ').take(2).collect();
        std::fs::write(&known, format!("[127.0.0.1]:{port} {}\n", host.join(" "))).unwrap();
        let said = |password: &str| {
            let login = Login {
                host: "127.0.0.1".to_owned(),
                port,
                user: "clerk".to_owned(),
                expected: Host::Known(known.clone()),
                key: None,
                agent: false,
                password: Some((Secret::new(password), "a test".to_owned())),
            };
            match Sftp::connect(login, "www") {
                Ok(_) => panic!("there is no SFTP behind this door"),
                Err(trouble) => trouble.said,
            }
        };
        assert!(said(RIGHT).contains("lets us in, but not to SFTP"), "{}", said(RIGHT));
        let wrong = said("hunter2");
        assert!(wrong.contains("did not let clerk in") && !wrong.contains("hunter2"), "{wrong}");
    }
}
