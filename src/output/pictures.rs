//! Narrower pictures, which take long to make. They are kept in memory for the other sites
//! that show them, and in a folder of the project's cache for the next build: by the bytes
//! of the picture, so that nothing that is kept can be out of date.

use crate::model::artifact::{NarrowerPicture, PICTURE_EDITION, narrower_pictures};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Bytes that are kept in memory; when they are more, all are forgotten.
const MOST_HELD: usize = 64 << 20;
/// Bytes that the folder may have; beyond, what this build did not show is removed.
const MOST_STORED: u64 = 1 << 30;

type Made = Arc<OnceLock<Vec<NarrowerPicture>>>;

/// What was made of some pictures, and how many bytes that is.
static HELD: Mutex<(BTreeMap<[u8; 32], Made>, usize)> = Mutex::new((BTreeMap::new(), 0));

/// A picture without notes in fewer pixels.
pub fn narrower_picture(cleaned: Vec<u8>, width: u32) -> Arc<[u8]> {
    let key = *blake3::hash(&cleaned).as_bytes();
    of_width(key, cleaned, width)
}

fn of_width(key: [u8; 32], cleaned: Vec<u8>, width: u32) -> Arc<[u8]> {
    let made = Arc::clone(locked(&HELD).0.entry(key).or_default());
    // Two sites that want the same picture at once: the second waits for the first.
    let cleaned: Arc<[u8]> = cleaned.into();
    let all = made.get_or_init(|| {
        let all = narrower_pictures(&cleaned);
        let size: usize = all.iter().map(|one| one.bytes.len()).sum();
        let mut held = locked(&HELD);
        held.1 += size;
        if held.1 > MOST_HELD {
            *held = (BTreeMap::new(), 0);
        }
        all
    });
    let found = all.iter().find(|one| one.width == width);
    found.map_or(cleaned, |one| Arc::clone(&one.bytes))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder that keeps them from build to build. Without one, or where it cannot be
/// written to, they are made each time.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    folder: Option<PathBuf>,
    /// Names of the files that this build asked for.
    used: Mutex<BTreeSet<String>>,
}

impl Shelf {
    pub(super) fn at(folder: PathBuf) -> Self {
        Self { folder: Some(folder), used: Mutex::default() }
    }

    /// A picture without notes in fewer pixels, from the folder where it is there.
    pub(super) fn narrower(&self, cleaned: Vec<u8>, width: u32) -> Arc<[u8]> {
        let key = blake3::hash(&cleaned);
        let Some(folder) = &self.folder else { return of_width(*key.as_bytes(), cleaned, width) };
        let name = format!("{}-{width}-{PICTURE_EDITION}", &key.to_hex()[..32]);
        let file = folder.join(&name);
        locked(&self.used).insert(name);
        if let Some(bytes) = read(&file) {
            return bytes;
        }
        let bytes = of_width(*key.as_bytes(), cleaned, width);
        // A cache that cannot be written costs time alone.
        let _ = write(folder, &file, &bytes);
        bytes
    }

    /// Keeps the folder from growing with every picture there ever was.
    pub(super) fn tidy(&self) {
        let Some(entries) = self.folder.as_ref().and_then(|folder| folder.read_dir().ok()) else {
            return;
        };
        let files: Vec<_> = entries
            .flatten()
            .filter_map(|entry| Some((entry.path(), entry.metadata().ok()?.len())))
            .collect();
        if files.iter().map(|(_, size)| size).sum::<u64>() <= MOST_STORED {
            return;
        }
        let used = locked(&self.used);
        for (file, _) in files {
            let name = file.file_name().and_then(|name| name.to_str());
            if name.is_none_or(|name| !used.contains(name)) {
                let _ = std::fs::remove_file(file);
            }
        }
    }
}

/// What a file of the folder holds behind the hash of it; nothing where that does not agree.
fn read(file: &Path) -> Option<Arc<[u8]>> {
    let all = std::fs::read(file).ok()?;
    let (hash, bytes) = all.split_at_checked(32)?;
    (blake3::hash(bytes).as_bytes() == hash).then(|| bytes.into())
}

fn write(folder: &Path, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(blake3::hash(bytes).as_bytes())?;
    new.write_all(bytes)?;
    new.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A photograph as noisy as one: every pixel by a number of its own.
    fn photograph() -> Vec<u8> {
        let mut state = 7_u32;
        let mut pixels = Vec::new();
        for y in 0..700_u32 {
            for x in 0..1000_u32 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                pixels.extend([(x / 4) as u8, (y / 3) as u8, (state >> 27) as u8]);
            }
        }
        let mut out = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut out, 95);
        encoder.encode(&pixels, 1000, 700, jpeg_encoder::ColorType::Rgb).expect("a picture");
        out
    }

    #[test]
    fn what_was_made_is_found_again_and_what_was_damaged_is_made_anew() {
        let dir = tempfile::tempdir().expect("a folder");
        let photograph = photograph();
        let shelf = Shelf::at(dir.path().join("pictures"));
        let made = shelf.narrower(photograph.clone(), 480);
        assert!(made.len() < photograph.len() / 3, "{} of {}", made.len(), photograph.len());
        let files = || dir.path().join("pictures").read_dir().expect("it is there").flatten();
        let file = files().next().expect("one").path();
        assert_eq!(files().count(), 1);
        // What stands there is believed where its hash agrees.
        let other = [blake3::hash(b"other").as_bytes().as_slice(), b"other"].concat();
        std::fs::write(&file, other).expect("written");
        assert_eq!(&*shelf.narrower(photograph.clone(), 480), b"other");
        std::fs::write(&file, b"damaged").expect("written");
        assert_eq!(shelf.narrower(photograph.clone(), 480), made);
        assert_eq!(read(&file).as_ref(), Some(&made), "and written again");
        let nowhere = Shelf::at(file.join("below a file"));
        assert_eq!(nowhere.narrower(photograph, 480), made);
    }
}
