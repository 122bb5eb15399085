//! Changes as the system tells them. The project's folder itself is watched flat and the
//! folders in it that a build may read deep, so that the thousands of folders of an output
//! cost nothing. Links are not followed, as they are not when the project is read.

use super::gather::{Doubt, Gather};
use super::snapshot::Inputs;
use notify::event::{AccessKind, AccessMode, CreateKind, RemoveKind};
use notify::{Config, ErrorKind, Event, EventKind, RecursiveMode, Watcher};
use std::path::PathBuf;
use std::sync::Arc;

/// What the system was asked to tell of.
pub(super) struct System<W> {
    watcher: W,
    deep: Vec<PathBuf>,
}

impl<W: Watcher> System<W> {
    /// Asks for everything that a build may read; the reason where the system refuses.
    pub(super) fn begin(inputs: &Arc<Inputs>, gather: &Arc<Gather>) -> Result<Self, String> {
        let (own, to) = (inputs.clone(), gather.clone());
        let handler = move |event: notify::Result<Event>| hear(event, &own, &to);
        let config = Config::default().with_follow_symlinks(false);
        let watcher = W::new(handler, config).map_err(|error| reason(&error))?;
        let mut system = Self { watcher, deep: Vec::new() };
        let mut flat = vec![inputs.root.clone()];
        for path in &inputs.outside {
            // A file that an editor replaces is another one: its folder is watched.
            match path.parent() {
                Some(folder) if !path.is_dir() => flat.push(folder.to_owned()),
                _ => flat.push(path.clone()),
            }
        }
        flat.sort();
        flat.dedup();
        for folder in &flat {
            match system.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Err(error) if folder == &inputs.root || is_limit(&error) => {
                    return Err(reason(&error));
                }
                _ => {}
            }
        }
        for folder in inputs.folders() {
            system.dive(folder)?;
        }
        Ok(system)
    }

    fn dive(&mut self, folder: PathBuf) -> Result<(), String> {
        match self.watcher.watch(&folder, RecursiveMode::Recursive) {
            Err(error) if is_limit(&error) => Err(reason(&error)),
            // It went away meanwhile, which is a change that was told.
            Err(_) => Ok(()),
            Ok(()) => {
                self.deep.push(folder);
                Ok(())
            }
        }
    }

    /// Watches the folders of the root that are there now: one that was exchanged for
    /// another of its name is another.
    pub(super) fn renew(&mut self, inputs: &Inputs, gather: &Gather) {
        for folder in std::mem::take(&mut self.deep) {
            // It may be gone, which is why it is asked for anew.
            let _ = self.watcher.unwatch(&folder);
        }
        for folder in inputs.folders() {
            if let Err(reason) = self.dive(folder) {
                return gather.limit(&reason);
            }
        }
    }
}

/// Hears what the system tells.
fn hear(event: notify::Result<Event>, inputs: &Inputs, gather: &Gather) {
    let event = match event {
        Ok(event) => event,
        Err(error) if is_limit(&error) => return gather.limit(&reason(&error)),
        // Whatever it was, looking shows what is.
        Err(_) => return gather.doubt(Doubt::Root),
    };
    if event.need_rescan() {
        return gather.doubt(Doubt::Root);
    }
    if !is_change(event.kind) {
        return;
    }
    let mut paths =
        event.paths.iter().map(PathBuf::as_path).filter(|path| inputs.has(path)).peekable();
    if paths.peek().is_some() {
        let folders = is_of_folders(event.kind) || event.paths.iter().any(|path| path.is_dir());
        let at_root = event.paths.iter().any(|path| path.parent() == Some(&inputs.root));
        let doubt = match (folders, at_root) {
            (true, true) => Doubt::Root,
            (true, false) => Doubt::Folder,
            (false, _) => Doubt::None,
        };
        gather.changed(paths, doubt);
    }
}

/// Reading is no change, and our own reading least of all.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
        EventKind::Other => false,
    }
}

/// What makes or takes away a folder, with all that may be in it.
fn is_of_folders(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Create(CreateKind::Folder | CreateKind::Any)
            | EventKind::Remove(RemoveKind::Folder | RemoveKind::Any)
            | EventKind::Any
    )
}

/// The system has no room for further watches, or for further watchers.
fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => {
            use std::io::ErrorKind::{QuotaExceeded, StorageFull, Unsupported};
            // EMFILE and ENFILE have no name of their own.
            matches!(error.kind(), StorageFull | QuotaExceeded | Unsupported)
                || matches!(error.raw_os_error(), Some(23 | 24))
        }
        _ => false,
    }
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "no room for further watches".to_owned(),
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
