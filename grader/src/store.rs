//! Files of the grader's own, in JSON: read with tolerance, written beside and renamed, so that
//! nobody ever reads half of one.

use crate::error::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// What is stored in a file; `None` if there is nothing, or nothing that makes sense: then it is
/// made again.
#[must_use]
pub fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Stores a value.
///
/// # Errors
/// If the folder or the file cannot be written.
#[expect(
    clippy::missing_panics_doc,
    reason = "the grader's own values are JSON"
)]
pub fn write<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(value).expect("the grader's own values are JSON");
    text.push(b'\n');
    replace(path, &text)
}

/// What is in a folder, in order.
///
/// # Errors
/// If the folder cannot be read.
pub fn listing(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(Error::io("cannot read", folder))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(Error::io("cannot read", folder))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The Rust files of a folder, in order.
///
/// # Errors
/// If the folder cannot be read.
pub fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = listing(folder)?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    Ok(files)
}

/// Replaces a file by another, in one step.
///
/// # Errors
/// If the folder or the file cannot be written.
pub fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| *folder != Path::new(""))
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(Error::io("cannot create", folder))?;
    let mut builder = tempfile::Builder::new();
    // As any other file: who may read it is the user's choice (`umask`), since reports are published.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder
        .tempfile_in(folder)
        .map_err(Error::io("cannot write in", folder))?;
    file.write_all(content)
        .map_err(Error::io("cannot write", path))?;
    file.persist(path)
        .map_err(|error| Error::io("cannot write", path)(error.error))?;
    Ok(())
}
