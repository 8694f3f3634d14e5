//! The submission: source files, and nothing else of what somebody handed in.
//!
//! Manifests, build scripts, tests and configuration are not even read. Links are refused, and so
//! is what is too large to be an exercise.

use crate::{
    error::{Error, Result},
    store,
    workbook::{Topic, Workbook},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const MAX_FILES: usize = 64;
const MAX_DEPTH: usize = 4;
const MAX_FILE_BYTES: u64 = 256 * 1024;
const MAX_TOTAL_BYTES: usize = 1024 * 1024;

/// The sources of one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Which topic.
    pub topic: String,
    /// The text of each file, by its name relative to the exercise: `src/lib.rs`.
    pub files: BTreeMap<String, String>,
}

/// Whether sources observe how many handles an `Arc` has. Counts are not simulated, so that the
/// exploration must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArcCounts {
    /// They do, or may do.
    Observed,
    /// They do not.
    Ignored,
}

impl Submission {
    /// Whether the sources observe reference counts: by the words they use.
    #[must_use]
    pub fn arc_counts(&self) -> ArcCounts {
        let observed = self.files.values().any(|text| observes_counts(text));
        if observed {
            ArcCounts::Observed
        } else {
            ArcCounts::Ignored
        }
    }
}

/// Whether a source text names what observes reference counts.
fn observes_counts(text: &str) -> bool {
    const ALWAYS: [&str; 8] = [
        "try_unwrap",
        "strong_count",
        "weak_count",
        "unwrap_or_clone",
        "make_mut",
        "downgrade",
        "upgrade",
        "Weak",
    ];
    // These are methods of locks too: they count only as `Arc::into_inner`.
    const OF_ARC: [&str; 2] = ["into_inner", "get_mut"];
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let pairs = || words.iter().zip(words.iter().skip(1));
    words.iter().any(|word| ALWAYS.contains(word))
        || pairs().any(|(owner, word)| *owner == "Arc" && OF_ARC.contains(word))
}

/// What somebody handed in for one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intake {
    /// Sources that can be built.
    Ready(Submission),
    /// Something that cannot be taken in, and why.
    Rejected(String),
    /// Nothing.
    Absent,
}

/// Takes in the sources under `folder`, an exercise's folder.
///
/// # Errors
/// If a file cannot be read although it is there; what is wrong with the submission itself is an
/// [`Intake`].
pub fn take_in(topic: &str, folder: &Path) -> Result<Intake> {
    let mut files = BTreeMap::new();
    let src = folder.join("src");
    if !fs::symlink_metadata(&src).is_ok_and(|meta| meta.is_dir()) {
        return Ok(Intake::Rejected(
            "there is no folder `src` with a `lib.rs` in it".to_owned(),
        ));
    }
    if let Some(reason) = collect(&src, "src", 1, &mut files)? {
        return Ok(Intake::Rejected(reason));
    }
    if !files.contains_key("src/lib.rs") {
        let reason = "`src/lib.rs` is missing; `cargo run -- reset` brings a stub back";
        return Ok(Intake::Rejected(reason.to_owned()));
    }
    Ok(Intake::Ready(Submission {
        topic: topic.to_owned(),
        files,
    }))
}

/// Takes in the learner's own tests as well: the sources under `folder`, and those in its `tests`.
///
/// # Errors
/// If a file cannot be read although it is there.
pub fn take_in_with_tests(topic: &str, folder: &Path) -> Result<Intake> {
    let mut submission = match take_in(topic, folder)? {
        Intake::Ready(submission) => submission,
        other @ (Intake::Rejected(_) | Intake::Absent) => return Ok(other),
    };
    let tests = folder.join("tests");
    if fs::symlink_metadata(&tests).is_ok_and(|meta| meta.is_dir())
        && let Some(reason) = collect(&tests, "tests", 1, &mut submission.files)?
    {
        return Ok(Intake::Rejected(reason));
    }
    Ok(Intake::Ready(submission))
}

/// A submission of a single text, as the corpus has them.
#[must_use]
pub fn single(topic: &str, text: String) -> Submission {
    let files = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
    Submission {
        topic: topic.to_owned(),
        files,
    }
}

/// Reads a folder and those below it; gives the reason if it is to be rejected.
fn collect(
    folder: &Path,
    name: &str,
    depth: usize,
    files: &mut BTreeMap<String, String>,
) -> Result<Option<String>> {
    for path in store::listing(folder)? {
        let Some(last) = path.file_name().and_then(|last| last.to_str()) else {
            return Ok(Some(format!("a file name in `{name}` is not UTF-8")));
        };
        let shown = format!("{name}/{last}");
        let meta = fs::symlink_metadata(&path).map_err(Error::io("cannot read", &path))?;
        let rejected = if meta.is_symlink() {
            Some(format!(
                "`{shown}` is a link; only ordinary files are taken in"
            ))
        } else if meta.is_dir() {
            if depth < MAX_DEPTH {
                collect(&path, &shown, depth + 1, files)?
            } else {
                Some(format!(
                    "`{shown}` is nested too deeply; at most {MAX_DEPTH} folders"
                ))
            }
        } else if !meta.is_file() {
            Some(format!("`{shown}` is not an ordinary file"))
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            take_file(&path, shown, meta.len(), files)?
        } else {
            None
        };
        if rejected.is_some() {
            return Ok(rejected);
        }
    }
    Ok(None)
}

/// Reads one file; gives the reason if it is to be rejected.
fn take_file(
    path: &Path,
    shown: String,
    bytes: u64,
    files: &mut BTreeMap<String, String>,
) -> Result<Option<String>> {
    if bytes > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES / 1024;
        return Ok(Some(format!(
            "`{shown}` is too large: {} KiB, at most {limit}",
            bytes / 1024
        )));
    }
    let content = fs::read(path).map_err(Error::io("cannot read", path))?;
    let Ok(text) = String::from_utf8(content) else {
        return Ok(Some(format!("`{shown}` is not UTF-8 text")));
    };
    files.insert(shown, text);
    if files.len() > MAX_FILES {
        return Ok(Some(format!(
            "there are more than {MAX_FILES} source files"
        )));
    }
    if files.values().map(String::len).sum::<usize>() > MAX_TOTAL_BYTES {
        let limit = MAX_TOTAL_BYTES / 1024;
        return Ok(Some(format!(
            "the sources are larger than {limit} KiB together"
        )));
    }
    Ok(None)
}

/// The topics that a handed-in folder holds, each with its folder; `None` for one that is absent.
///
/// `path` is a topic's folder, a folder of such folders, or one that holds `exercises/`. A topic is
/// recognised by its folder's name.
///
/// # Errors
/// If there is no topic at all: names the nearest.
pub fn locate<'w>(
    workbook: &'w Workbook,
    path: &Path,
) -> Result<Vec<(&'w Topic, Option<PathBuf>)>> {
    let whole = path
        .canonicalize()
        .map_err(Error::io("cannot read", path))?;
    if !whole.is_dir() {
        let shown = path.display();
        return Err(Error::Usage(format!(
            "expected a folder, but `{shown}` is a file"
        )));
    }
    let name = whole
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let own = workbook
        .topics
        .iter()
        .find(|topic| Some(&topic.id) == name.as_ref());
    if let Some(topic) = own
        && whole.join("src").exists()
    {
        return Ok(vec![(topic, Some(whole))]);
    }
    let exercises = whole.join("exercises");
    let base = if exercises.is_dir() { exercises } else { whole };
    let inside = |topic: &Topic| Some(base.join(&topic.id)).filter(|folder| folder.is_dir());
    let found: Vec<_> = workbook
        .topics
        .iter()
        .map(|topic| (topic, inside(topic)))
        .collect();
    if found.iter().any(|(_, folder)| folder.is_some()) {
        return Ok(found);
    }
    let known = workbook.topics.iter().map(|topic| topic.id.as_str());
    Err(Error::unknown(
        "topic",
        &name.unwrap_or_default(),
        known,
        "`cargo run -- list`",
    ))
}

#[cfg(test)]
mod tests {
    use super::{Intake, take_in};
    use std::{fs, path::Path};

    fn rejected(prepare: impl FnOnce(&Path)) -> String {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/lib.rs"), "").unwrap();
        prepare(folder.path());
        match take_in("generator", folder.path()).unwrap() {
            Intake::Rejected(reason) => reason,
            other @ (Intake::Ready(_) | Intake::Absent) => panic!("taken in: {other:?}"),
        }
    }

    #[test]
    fn only_rust_sources_are_taken_in() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src/inner")).unwrap();
        for name in [
            "src/lib.rs",
            "src/inner/a.rs",
            "src/notes.txt",
            "build.rs",
            "Cargo.toml",
        ] {
            fs::write(folder.path().join(name), "text").unwrap();
        }
        let Intake::Ready(submission) = take_in("generator", folder.path()).unwrap() else {
            panic!("rejected");
        };
        assert_eq!(
            submission.files.keys().collect::<Vec<_>>(),
            ["src/inner/a.rs", "src/lib.rs"]
        );
    }

    #[test]
    fn what_cannot_be_a_submission_is_rejected_with_the_reason() {
        let lib = |folder: &Path| folder.join("src/lib.rs");
        let missing = rejected(|folder| fs::remove_file(lib(folder)).unwrap());
        assert!(missing.contains("`src/lib.rs` is missing"), "{missing}");
        let no_src = rejected(|folder| fs::remove_dir_all(folder.join("src")).unwrap());
        assert!(no_src.contains("no folder `src`"), "{no_src}");
        let huge = rejected(|folder| fs::write(lib(folder), vec![b' '; 300 * 1024]).unwrap());
        assert!(huge.contains("too large: 300 KiB"), "{huge}");
        let binary = rejected(|folder| fs::write(lib(folder), [0xff, 0xfe]).unwrap());
        assert!(binary.contains("not UTF-8"), "{binary}");
        let many = rejected(|folder| {
            for number in 0..70 {
                fs::write(folder.join(format!("src/m{number}.rs")), "").unwrap();
            }
        });
        assert!(many.contains("more than 64"), "{many}");
        let deep = rejected(|folder| fs::create_dir_all(folder.join("src/a/b/c/d")).unwrap());
        assert!(deep.contains("nested too deeply"), "{deep}");
    }

    #[test]
    fn who_observes_reference_counts_is_found_out() {
        use super::{ArcCounts, single};
        let observed =
            |text: &str| single("t", text.to_owned()).arc_counts() == ArcCounts::Observed;
        assert!(observed("let x = Arc::try_unwrap(shared);"));
        assert!(observed("Arc :: into_inner(shared)"));
        assert!(observed("use std::sync::{Arc, Weak};"));
        assert!(!observed(
            "let ann = ann.into_inner().unwrap(); let a = Arc::new(1);"
        ));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_rejected() {
        use std::os::unix::fs::symlink;
        let file = rejected(|folder| symlink("/etc/passwd", folder.join("src/x.rs")).unwrap());
        assert!(file.contains("`src/x.rs` is a link"), "{file}");
        let folder = rejected(|folder| {
            fs::remove_dir_all(folder.join("src")).unwrap();
            symlink("/tmp", folder.join("src")).unwrap();
        });
        assert!(folder.contains("no folder `src`"), "{folder}");
    }
}
