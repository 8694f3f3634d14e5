//! A file that is saved, judged, and saved again: what the compiler made last is used again, and the verdict is that
//! of what was saved last.

use crate::graded::{Checkout, solution, stub};
use std::{fs, path::Path};

/// The place of the first failure in a report, as it is printed.
fn place(report: &str) -> &str {
    let (_, place) = report.split_once("--> ").expect("a failure has a place");
    place.lines().next().expect("a place is on a line")
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn the_verdict_is_that_of_what_was_saved_last() {
    let checkout = Checkout::new();
    let (status, first) = checkout.check(&stub());
    assert_eq!(status, Some(1), "{first}");
    assert!(first.contains("error[deadlock]"), "{first}");

    // A line more: everything is one line further down, though the code is the same.
    let (_, moved) = checkout.check(&format!("\n{}", stub()));
    let line = |report: &str| -> usize {
        let mut parts = place(report).split(':').skip(1);
        parts.next().unwrap().parse().unwrap()
    };
    assert_eq!(line(&moved), line(&first) + 1, "{moved}");

    let (status, report) = checkout.check(&solution());
    assert_eq!(status, Some(0), "{report}");

    // Back to what was saved first, to the byte.
    let (_, again) = checkout.check(&stub());
    assert_eq!(again, first);
}

#[test]
fn what_is_broken_of_the_last_build_is_made_anew() {
    let checkout = Checkout::new();
    let (_, first) = checkout.check(&stub());
    let builds = checkout.folder().join("state/build/welcome");
    let kept = builds.join("latest/out/incremental");
    let before = files(&kept);
    assert!(!before.is_empty());
    for file in before {
        let length = fs::metadata(&file).unwrap().len();
        fs::write(&file, vec![0xa5; usize::try_from(length).unwrap()]).unwrap();
    }
    let (status, report) = checkout.check(&solution());
    assert_eq!(status, Some(0), "{report}");
    assert_eq!(checkout.check(&stub()).1, first);

    // Points that count are given for what was compiled from nothing, in a folder of its own.
    let exercises = checkout.folder().join("exercises");
    let (_, graded) = checkout.run(&["grade", exercises.to_str().unwrap()]);
    assert!(graded.contains("error[deadlock]"), "{graded}");
    let others = fs::read_dir(&builds).unwrap().map(|it| it.unwrap().path());
    let others: Vec<_> = others.filter(|it| !it.ends_with("latest")).collect();
    assert_eq!(others.len(), 1, "{others:?}");
    assert!(!others[0].join("out/incremental").exists());
    assert!(others[0].join("out/libwelcome.rlib").is_file());
}
