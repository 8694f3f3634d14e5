//! The stub that a learner begins with: one file, or one for each module.

use crate::{
    error::{Error, Result},
    store,
};
use std::{collections::BTreeMap, fs, path::Path};

/// The pristine stub in `folder`: the text of each file, by the name that it has in an exercise
/// (`src/lib.rs`).
///
/// # Errors
/// If a file cannot be read, or there is no `lib.rs`.
pub fn pristine(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for path in store::rust_files(folder)? {
        let text = fs::read_to_string(&path).map_err(Error::io("cannot read", &path))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        files.insert(format!("src/{stem}.rs"), text);
    }
    if files.contains_key("src/lib.rs") {
        return Ok(files);
    }
    let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
    Err(Error::io("cannot read", folder.join("lib.rs"))(missing))
}

#[cfg(test)]
mod tests {
    use super::pristine;
    use std::fs;

    #[test]
    fn a_stub_has_a_file_for_each_module() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("water.rs"), "// water").unwrap();
        fs::write(folder.path().join("notes.txt"), "no source").unwrap();
        let error = pristine(folder.path()).unwrap_err().to_string();
        assert!(error.contains("lib.rs"), "{error}");
        fs::write(folder.path().join("lib.rs"), "pub mod water;").unwrap();
        let files = pristine(folder.path()).unwrap();
        assert_eq!(
            files.keys().collect::<Vec<_>>(),
            ["src/lib.rs", "src/water.rs"]
        );
        assert_eq!(files["src/lib.rs"], "pub mod water;");
    }
}
