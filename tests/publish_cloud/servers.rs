//! Servers of the test's own: high ports of this machine only, folders that are gone
//! afterwards. Each hands out over plain HTTP what was sent to it, so that a reader can look.

use faultbook::publish::{Account, Cloud, Remote, Secret, Service, Trouble};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const NGINX: &str = "/usr/sbin/nginx";
const APACHE: &str = "/usr/sbin/apache2";
const DAV_EXT: &str = "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so";
const APACHE_MODULES: &str = "/usr/lib/apache2/modules";
/// The key that moto is told, and the account of the WebDAV servers.
pub(crate) const USER: &str = "clerk";
pub(crate) const PASSWORD: &str = "hunter2-hunter2";

/// Servers that are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    Apache,
    Nginx,
    Moto,
}

impl Make {
    pub(crate) const ALL: [Self; 3] = [Self::Apache, Self::Nginx, Self::Moto];

    pub(crate) fn is_dav(self) -> bool {
        self != Self::Moto
    }
}

pub(crate) struct Server {
    pub(crate) make: Make,
    child: Child,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) port: u16,
}

impl Server {
    /// Starts one; none where it is missing, which is said loudly.
    pub(crate) fn start(make: Make) -> Option<Self> {
        Self::start_with(make, "")
    }

    /// The same with rules of our own for what Apache hands out.
    pub(crate) fn start_with(make: Make, rules: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("www/dav")).unwrap();
        open_to_all(folder.path());
        let port = free_port();
        let command = match make {
            Make::Apache => apache(folder.path(), port, rules)?,
            Make::Nginx => nginx(folder.path(), port)?,
            Make::Moto => moto(port)?,
        };
        let server = Self { make, child: run(command, folder.path()), folder, port };
        server.wait();
        if make == Make::Moto {
            server.make_bucket();
        }
        Some(server)
    }

    fn wait(&self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = fs::read_to_string(self.at("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_mins(1), "{:?}: {log}", self.make);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn make_bucket(&self) {
        let policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\
                      \"Action\":[\"s3:GetObject\",\"s3:HeadObject\"],\"Resource\":\"arn:aws:s3:::site/*\"}]}";
        for (path, body) in [("/site", ""), ("/site?policy", policy)] {
            let asked = format!(
                "PUT {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: AWS x:y\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                self.port,
                body.len()
            );
            let answer = speak(self.port, &asked);
            assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
        }
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The account by which it is entered, through this port.
    pub(crate) fn account(&self, port: u16) -> Account {
        let dav = self.make.is_dav();
        let folder = if dav { "/dav" } else { "" };
        let (name, secret) = if dav { (USER, PASSWORD) } else { ("AKIDEXAMPLE", PASSWORD) };
        Account {
            service: if dav { Service::Webdav } else { Service::S3 },
            endpoint: format!("http://127.0.0.1:{port}{folder}"),
            bucket: if dav { String::new() } else { "site".to_owned() },
            region: "us-east-1".to_owned(),
            virtual_host: false,
            root: "/pumps 泵".to_owned(),
            name: Some(Secret::new(name)),
            secret: Some(Secret::new(secret)),
            token: None,
            // Apache removes the former file before it moves the new one.
            put_in_place: self.make == Make::Apache,
        }
    }

    pub(crate) fn enter(&self) -> Cloud {
        Cloud::connect(&self.account(self.port)).unwrap()
    }

    pub(crate) fn try_enter(account: &Account) -> Trouble {
        match Cloud::connect(account) {
            Ok(_) => panic!("it was entered"),
            Err(trouble) => trouble,
        }
    }

    /// Where a reader finds the site.
    pub(crate) fn site(&self) -> String {
        let part = if self.make.is_dav() { "read" } else { "site" };
        format!("http://127.0.0.1:{}/{part}/pumps%20%E6%B3%B5/", self.port)
    }

    /// Every file there, by the way that readers do not have.
    pub(crate) fn files(&self) -> crate::memory::Files {
        if self.make.is_dav() {
            return crate::trees::on_disk(&self.at("www/dav/pumps 泵"));
        }
        let mut files = crate::memory::Files::new();
        let remote = self.enter();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for entry in remote.list(&folder).unwrap() {
                let path =
                    if folder.is_empty() { entry.name } else { format!("{folder}/{}", entry.name) };
                if entry.thing == faultbook::publish::Thing::Folder {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), remote.get(&path).unwrap());
                }
            }
        }
        files
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Apache's parent ends its children only when it is asked to.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(5) {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(mut command: Command, folder: &Path) -> Child {
    let log = fs::File::create(folder.join("log")).unwrap();
    let second = log.try_clone().unwrap();
    command.stdin(Stdio::null()).stdout(log).stderr(second).spawn().unwrap()
}

/// Where the test runs as root, servers work as somebody else.
fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    for part in ["", "www", "www/dav"] {
        let path = folder.join(part);
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    }
}

fn found(path: &str, package: &str) -> Option<()> {
    if Path::new(path).exists() {
        return Some(());
    }
    eprintln!("SKIPPED: {path} is missing; install {package}");
    None
}

/// Any text as one that a request to this machine consists of.
pub(crate) fn speak(port: u16, request: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .write_all(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn apache(folder: &Path, port: u16, rules: &str) -> Option<Command> {
    found(APACHE, "apache2-bin")?;
    std::os::unix::fs::symlink("dav", folder.join("www/read")).unwrap();
    let f = folder.display();
    let modules = [
        "mpm_event",
        "authn_core",
        "authn_file",
        "authz_core",
        "authz_user",
        "auth_basic",
        "mime",
        "dir",
        "dav",
        "dav_fs",
        "headers",
        "rewrite",
    ];
    let load =
        modules.map(|name| format!("LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so\n"));
    let load = load.concat();
    let password = faultbook_password();
    fs::write(folder.join("password"), format!("{USER}:{password}\n")).unwrap();
    let config = format!(
        "ServerRoot {f}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {f}/pid\n\
         ErrorLog {f}/error\nMutex file:{f}\nDefaultRuntimeDir {f}\n{load}\
         TypesConfig /etc/mime.types\nDavLockDB {f}/www/locks\nDocumentRoot {f}/www\n\
         AllowEncodedSlashes NoDecode\nDirectoryIndex index.html\n\
         <Directory {f}/www>\nRequire all granted\n{rules}\n</Directory>\n\
         <Location /dav>\nDav On\nDirectoryIndex disabled\nAuthType Basic\nAuthName dav\n\
         AuthUserFile {f}/password\nRequire valid-user\n</Location>\n"
    );
    fs::write(folder.join("config"), config).unwrap();
    let mut command = Command::new(APACHE);
    command.args(["-D", "FOREGROUND", "-f"]).arg(folder.join("config"));
    Some(command)
}

/// `PASSWORD` as Apache and nginx read it.
fn faultbook_password() -> String {
    let made = Command::new("openssl").args(["passwd", "-apr1", PASSWORD]).output();
    let made = made.expect("openssl is part of every Debian that has a web server");
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

fn nginx(folder: &Path, port: u16) -> Option<Command> {
    found(NGINX, "nginx")?;
    found(DAV_EXT, "libnginx-mod-http-dav-ext")?;
    let f = folder.display();
    let password = faultbook_password();
    fs::write(folder.join("password"), format!("{USER}:{password}\n")).unwrap();
    let config = format!(
        "load_module {DAV_EXT};\ndaemon off;\npid {f}/pid;\nerror_log {f}/error;\n\
         worker_processes 2;\nevents {{ worker_connections 256; }}\nhttp {{\n\
         access_log off;\ncharset utf-8;\ncharset_types text/css text/javascript text/csv text/plain;\n\
         types {{ text/html html; text/css css; text/javascript js; application/json json;\n\
         text/csv csv; image/jpeg jpg; application/xml xml; text/plain txt;\n\
         image/svg+xml svg; image/png png; application/manifest+json webmanifest; }}\n\
         client_body_temp_path {f}/body;\nproxy_temp_path {f}/proxy;\nfastcgi_temp_path {f}/fcgi;\n\
         uwsgi_temp_path {f}/uwsgi;\nscgi_temp_path {f}/scgi;\nclient_max_body_size 0;\n\
         dav_ext_lock_zone zone=locks:1m;\n\
         server {{\nlisten 127.0.0.1:{port};\n\
         location /dav/ {{\nroot {f}/www;\nauth_basic dav;\nauth_basic_user_file {f}/password;\n\
         dav_methods PUT DELETE MKCOL COPY MOVE;\ndav_ext_methods PROPFIND OPTIONS;\n\
         dav_access user:rw group:r all:r;\n}}\n\
         location /read/ {{\nalias {f}/www/dav/;\ngzip_static on;\n}}\n}}\n}}\n"
    );
    fs::write(folder.join("config"), config).unwrap();
    let mut command = Command::new(NGINX);
    command.arg("-c").arg(folder.join("config")).arg("-p").arg(folder);
    Some(command)
}

/// Moto, from the folder that `FAULTBOOK_MOTO` names or from the path.
fn moto(port: u16) -> Option<Command> {
    let program = std::env::var("FAULTBOOK_MOTO").unwrap_or_else(|_| "moto_server".to_owned());
    let mut command = Command::new(&program);
    if command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        eprintln!("SKIPPED: {program} is missing; pip install 'moto[server,s3]'");
        return None;
    }
    let mut command = Command::new(program);
    command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
    Some(command)
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
