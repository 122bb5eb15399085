//! An OpenSSH server of the test's own: an account's own process, a high port of this
//! machine only, a host key made for it, a folder that is gone afterwards; and a proxy before
//! it that cuts the line.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

const SSHD: &str = "/usr/sbin/sshd";

pub(crate) struct Server {
    child: Child,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) port: u16,
}

impl Server {
    /// Starts one; none where the package is missing, which is said loudly.
    pub(crate) fn start() -> Option<Self> {
        if !Path::new(SSHD).exists() {
            eprintln!("SKIPPED: {SSHD} is missing; install openssh-server");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        key(&at("host"), "ed25519", "");
        key(&at("user"), "ed25519", "");
        fs::copy(at("user.pub"), at("authorized")).unwrap();
        fs::create_dir(at("www")).unwrap();
        // As root it wants a folder for its children; elsewhere it needs none.
        let _ = fs::create_dir_all("/run/sshd");
        let port = free_port();
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {0}/host\nPidFile {0}/pid\n\
             AuthorizedKeysFile {0}/authorized\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication yes\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n\
             MaxStartups 100\nMaxAuthTries 10\nSubsystem sftp internal-sftp\n",
            folder.path().display()
        );
        fs::write(at("config"), config).unwrap();
        let log = fs::File::create(at("log")).unwrap();
        let child = Command::new(SSHD)
            .args(["-D", "-e", "-f"])
            .arg(at("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let server = Self { child, folder, port };
        server.wait();
        Some(server)
    }

    fn wait(&self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = fs::read_to_string(self.at("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(10), "sshd does not start: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A list of known hosts that holds the key of a file for a port.
    pub(crate) fn known(&self, name: &str, port: u16, key: &str) -> PathBuf {
        let key = fs::read_to_string(self.at(key)).unwrap();
        let key: Vec<&str> = key.split(' ').take(2).collect();
        let list = self.at(name);
        fs::write(&list, format!("[127.0.0.1]:{port} {}\n", key.join(" "))).unwrap();
        list
    }

    pub(crate) fn fingerprint(&self, key: &str) -> String {
        let told = Command::new("ssh-keygen").arg("-lf").arg(self.at(key)).output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        told.split(' ').find(|word| word.starts_with("SHA256:")).unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a key with ssh-keygen.
pub(crate) fn key(path: &Path, kind: &str, passphrase: &str) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", kind, "-N", passphrase, "-f"])
        .arg(path)
        .status()
        .unwrap();
    assert!(made.success());
}

/// The account that the tests run under.
pub(crate) fn user() -> String {
    let told = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A line that is cut after so many bytes from the client; each connection has that many.
pub(crate) struct Line {
    pub(crate) port: u16,
    left: Arc<AtomicI64>,
}

impl Line {
    pub(crate) fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let left = Arc::new(AtomicI64::new(i64::MAX));
        let shared = Arc::clone(&left);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { continue };
                let pair =
                    |a: &TcpStream, b: &TcpStream| (a.try_clone().unwrap(), b.try_clone().unwrap());
                let (from, to) = pair(&client, &server);
                let counted = Arc::clone(&shared);
                std::thread::spawn(move || pour(from, to, Some(&counted)));
                let (from, to) = pair(&server, &client);
                std::thread::spawn(move || pour(from, to, None));
            }
        });
        Self { port: own, left }
    }

    /// After so many more bytes it is cut, and stays so.
    pub(crate) fn cut_after(&self, bytes: i64) {
        self.left.store(bytes, Ordering::SeqCst);
    }
}

fn pour(mut from: TcpStream, mut to: TcpStream, left: Option<&AtomicI64>) {
    let mut buffer = [0; 4096];
    while let Ok(n) = from.read(&mut buffer) {
        let cut = left.is_some_and(|left| left.fetch_sub(n as i64, Ordering::SeqCst) < n as i64);
        if n == 0 || cut || to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
