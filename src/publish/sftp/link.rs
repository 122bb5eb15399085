//! One connection: the way in, and the few exchanges that are more than one question and one
//! answer.

use super::hosts::Guard;
use super::login::{self, Login};
use crate::publish::remote::{Kind, Trouble};
use russh::client::{self, Handle};
use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::{File, FileAttributes, OpenFlags, Packet, Status, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// So much fits into a message of any server.
const PIECE: usize = 32 * 1024;
/// So many pieces of a file are on their way at once.
const IN_FLIGHT: usize = 16;
/// For the way in; a request may take longer.
const PATIENCE: Duration = Duration::from_secs(20);
const REQUEST_SECONDS: u64 = 60;
const POSIX_RENAME: &str = "posix-rename@openssh.com";

/// A connection that is let in.
pub(super) struct Link {
    pub(super) raw: Arc<RawSftpSession>,
    pub(super) posix_rename: bool,
    pub(super) hard_links: bool,
    // Dropping it ends the connection.
    _handle: Handle<Guard>,
}

impl Link {
    /// Connects, looks at the host's key, logs in, and asks for SFTP.
    pub(super) async fn make(login: &Login) -> Result<Self, Trouble> {
        let place = login.place();
        let cut = |said: String| Trouble::new(Kind::Temporary, format!("{place}: {said}"));
        let stream = timeout(PATIENCE, TcpStream::connect((login.host.as_str(), login.port))).await;
        let stream = match stream {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(cut(format!("cannot be reached: {error}"))),
            Err(_) => return Err(cut("cannot be reached: no answer in time".to_owned())),
        };
        // Small questions must not wait for one another.
        stream.set_nodelay(true).map_err(|error| cut(error.to_string()))?;
        let guard = Guard::new(login)?;
        let config = client::Config {
            keepalive_interval: Some(Duration::from_secs(30)),
            preferred: guard.preferred(),
            ..client::Config::default()
        };
        let refusal = guard.refusal();
        let connected =
            timeout(PATIENCE, client::connect_stream(Arc::new(config), stream, guard)).await;
        let refused = refusal.lock().map_or(None, |mut refusal| refusal.take());
        let mut handle = match (refused, connected) {
            (Some(trouble), _) => return Err(trouble),
            (None, Ok(Ok(handle))) => handle,
            (None, Ok(Err(error))) => return Err(cut(format!("does not speak SSH: {error}"))),
            (None, Err(_)) => return Err(cut("no answer in time".to_owned())),
        };
        login::enter(login, &mut handle).await?;
        Self::sftp(handle, &place).await
    }

    async fn sftp(handle: Handle<Guard>, place: &str) -> Result<Self, Trouble> {
        let without = |said: String| {
            Trouble::new(Kind::Unauthorised, format!("{place} lets us in, but not to SFTP: {said}"))
                .mend("ask whoever runs the host to allow SFTP for this account")
        };
        let channel = handle.channel_open_session().await.map_err(|e| without(e.to_string()))?;
        let asked = channel.request_subsystem(true, "sftp").await;
        asked.map_err(|e| without(e.to_string()))?;
        let raw = RawSftpSession::new(channel.into_stream());
        raw.set_timeout(REQUEST_SECONDS);
        let version = raw.init().await.map_err(|e| without(e.to_string()))?;
        let has = |name: &str| version.extensions.contains_key(name);
        Ok(Self {
            posix_rename: has(POSIX_RENAME),
            hard_links: has("hardlink@openssh.com"),
            raw: Arc::new(raw),
            _handle: handle,
        })
    }

    /// Writes a file; several pieces are on their way at once.
    pub(super) async fn write(
        &self,
        path: &str,
        flags: OpenFlags,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let handle = self.raw.open(path, flags, FileAttributes::empty()).await?.handle;
        let written = self.pieces(&handle, bytes).await;
        let closed = self.raw.close(handle).await;
        written.and(closed.map(|_| ()))
    }

    async fn pieces(&self, handle: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut offset = 0;
        let mut flying = JoinSet::new();
        for piece in bytes.chunks(PIECE) {
            if flying.len() == IN_FLIGHT {
                landed(flying.join_next().await)?;
            }
            let (raw, handle, piece) = (Arc::clone(&self.raw), handle.to_owned(), piece.to_vec());
            let at = offset;
            offset += piece.len() as u64;
            flying.spawn(async move { raw.write(handle, at, piece).await });
        }
        while let Some(done) = flying.join_next().await {
            landed(Some(done))?;
        }
        Ok(())
    }

    /// The bytes of a file.
    pub(super) async fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        let handle = self.raw.open(path, OpenFlags::READ, FileAttributes::empty()).await?.handle;
        let mut bytes = Vec::new();
        let read = loop {
            match self.raw.read(handle.as_str(), bytes.len() as u64, PIECE as u32).await {
                Ok(data) => bytes.extend(data.data),
                Err(error) if is_end(&error) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        let closed = self.raw.close(handle).await;
        read.and(closed.map(|_| bytes))
    }

    /// What is in a folder.
    pub(super) async fn list(&self, path: &str) -> Result<Vec<File>, Error> {
        let handle = self.raw.opendir(path).await?.handle;
        let mut files = Vec::new();
        let read = loop {
            match self.raw.readdir(handle.as_str()).await {
                Ok(name) => files.extend(name.files),
                Err(error) if is_end(&error) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        let closed = self.raw.close(handle).await;
        read.and(closed.map(|_| files))
    }

    /// Puts a file in the place of another: in one step where the server can, else by
    /// removing the other one first.
    pub(super) async fn rename(&self, from: &str, to: &str) -> Result<(), Error> {
        if self.posix_rename {
            let mut data = Vec::new();
            for text in [from, to] {
                data.extend((text.len() as u32).to_be_bytes());
                data.extend(text.as_bytes());
            }
            return match self.raw.extended(POSIX_RENAME, data).await? {
                Packet::Status(status) => well(status),
                _ => Err(Error::UnexpectedPacket),
            };
        }
        match self.raw.remove(to).await {
            Ok(_) => {}
            Err(Error::Status(status)) if status.status_code == StatusCode::NoSuchFile => {}
            Err(error) => return Err(error),
        }
        self.raw.rename(from, to).await.map(|_| ())
    }
}

fn well(status: Status) -> Result<(), Error> {
    if status.status_code == StatusCode::Ok { Ok(()) } else { Err(Error::Status(status)) }
}

fn is_end(error: &Error) -> bool {
    matches!(error, Error::Status(status) if status.status_code == StatusCode::Eof)
}

type Landed = Option<Result<Result<Status, Error>, tokio::task::JoinError>>;

fn landed(done: Landed) -> Result<(), Error> {
    match done {
        Some(Ok(written)) => written.map(|_| ()),
        Some(Err(error)) => Err(Error::UnexpectedBehavior(error.to_string())),
        None => Ok(()),
    }
}
