//! The database file as it was opened, and whether it is still where it was. It reads nothing of the database.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// A file by path and by what it is.
pub(super) struct Place {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl Place {
    /// Looks at a file that exists.
    ///
    /// # Errors
    /// [`StoreError::Moved`] if it does not.
    pub fn of(path: &Path) -> Result<Self, StoreError> {
        let found = look(path)?;
        Ok(Self { path: path.to_owned(), device: found.dev(), inode: found.ino() })
    }

    /// Looks again.
    ///
    /// # Errors
    /// [`StoreError::Moved`] if the file was moved away, deleted or replaced since.
    pub fn check(&self) -> Result<(), StoreError> {
        let found = look(&self.path)?;
        if (found.dev(), found.ino()) == (self.device, self.inode) { Ok(()) } else { Err(moved(&self.path)) }
    }
}

fn look(path: &Path) -> Result<Metadata, StoreError> {
    std::fs::metadata(path).map_err(|_| moved(path))
}

fn moved(path: &Path) -> StoreError {
    StoreError::Moved { path: path.display().to_string() }
}
