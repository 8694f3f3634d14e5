//! What a topic lacks is told, each thing by name.

use super::find;
use crate::{frozen, layout::Layout, workbook};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

const MANIFEST: &str = "title = \"Topic\"\norder = 1\nsummary = \"S\"\n\n[[task]]\nid = \"odds\"\n\
    title = \"Odds\"\nlevel = \"core\"\npoints = 1\nitems = [\"odds\"]\nhints = [\"a\", \"b\", \"c\"]\n";
const README: &str = "# Topic\n\n## The question as asked\n\nA strong answer: this.\n\n## Contracts\n\n\
    `odds(max)`\n\n## In practice\n\n## How Rust's version differs from Go's\n";
const SUITE: &str = "//! Suite.\ncheck::suite! {\n    /// It counts.\n    #[check(basic, exhaustive)]\n    \
    fn counts() {}\n}\n";
const FAULTS: &str = "do_nothing = \"nothing\"\nmust_catch = [{ fault = \"no close\", shown_by = \
    [\"open\"] }]\nexempt = [\n    { from = \"warm-up\", because = \"one task\" },\n    \
    { from = \"stretch\", because = \"one task\" },\n]\n";
const LIBRARY: &str =
    "//! Odds.\n\n/// The odd numbers.\npub fn odds(max: u64) -> u64 {\n    max\n}\n";

/// A topic that lacks nothing.
struct Whole(TempDir);

impl Whole {
    fn new() -> Whole {
        let whole = Whole(tempfile::tempdir().unwrap());
        whole.write("exercises/topic/exercise.toml", MANIFEST);
        whole.write("exercises/topic/README.md", README);
        whole.write("exercises/topic/tests/examples.rs", "//! Examples.\n");
        whole.write("grader/suites/topic/odds.rs", SUITE);
        whole.write("grader/suites/topic/faults.toml", FAULTS);
        whole.write("grader/suites/topic/stub/lib.rs", LIBRARY);
        whole.write("solutions/topic/src/lib.rs", LIBRARY);
        whole.write("solutions/topic/tests/examples.rs", "//! Examples.\n");
        whole.write(
            "grader/corpus/topic/wrong/nothing.rs",
            "//@ expect: wrong-value in odds/counts\n//@ points: 0\n",
        );
        whole.write(
            "grader/corpus/topic/wrong/open.rs",
            "//@ expect: missing-close in odds/counts\n",
        );
        whole.write("grader/corpus/topic/mutants.toml", "mutant = []\n");
        for number in 1..=5 {
            whole.write(
                &format!("grader/corpus/topic/right/way_{number}.rs"),
                "//@ expect: full\n",
            );
        }
        frozen::bless(&whole.layout(), &whole.topic()).unwrap();
        whole
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn layout(&self) -> Layout {
        Layout::new(self.0.path(), None)
    }

    fn topic(&self) -> workbook::Topic {
        let text = fs::read_to_string(self.path("exercises/topic/exercise.toml")).unwrap();
        workbook::parse("topic", "exercise.toml", &text).unwrap()
    }

    fn lacks(&self) -> Vec<String> {
        find(&self.layout(), &[&self.topic()]).unwrap()
    }
}

#[test]
fn a_whole_topic_lacks_nothing() {
    assert_eq!(Whole::new().lacks(), Vec::<String>::new());
}

/// With `from` replaced by `to` in a file exactly one thing is lacking, and it is told like this.
#[track_caller]
fn lacking(file: &str, from: &str, to: &str, expected: &str) {
    let whole = Whole::new();
    let text = fs::read_to_string(whole.path(file)).unwrap();
    assert!(text.contains(from), "{file} has no `{from}`");
    whole.write(file, &text.replace(from, to));
    let lacks = whole.lacks();
    let [line] = &lacks[..] else {
        panic!("expected one lack, found {lacks:?}");
    };
    assert!(line.contains(expected), "{line}");
}

#[test]
fn missing_levels_are_told() {
    let faults = "grader/suites/topic/faults.toml";
    let line = "    { from = \"warm-up\", because = \"one task\" },\n";
    let told = "exercises/topic/exercise.toml: no task is of level `warm-up`";
    lacking(faults, line, "", told);
    let spare = "    { from = \"core\", because = \"x\" },\n]\n";
    let told = "grader/suites/topic/faults.toml: `core` is there, and need not be exempt";
    lacking(faults, "},\n]\n", &format!("}},\n{spare}"), told);
}

#[test]
fn a_fault_without_a_submission_is_told() {
    let faults = "grader/suites/topic/faults.toml";
    let told = "faults.toml: nothing in corpus/topic/wrong shows: no close";
    lacking(faults, "[\"open\"]", "[]", told);
    let told = "grader/corpus/topic/wrong/shut.rs: is not there; it is to show: no close";
    lacking(faults, "\"open\"", "\"shut\"", told);
    let told = "faults.toml: no fault is listed";
    lacking(
        faults,
        "{ fault = \"no close\", shown_by = [\"open\"] }",
        "",
        told,
    );
}

#[test]
fn a_corpus_without_its_usual_members_is_told() {
    let faults = "grader/suites/topic/faults.toml";
    lacking(
        faults,
        "\"nothing\"",
        "\"none\"",
        "no submission that does nothing",
    );
    let nothing = "grader/corpus/topic/wrong/nothing.rs";
    lacking(
        nothing,
        "points: 0",
        "points: 1",
        "does not say `//@ points: 0`",
    );
    let whole = Whole::new();
    fs::remove_file(whole.path("grader/corpus/topic/right/way_3.rs")).unwrap();
    assert!(whole.lacks()[0].starts_with("grader/corpus/topic/right: 4 right submissions;"));
}

#[test]
fn a_suite_that_proves_nothing_is_told() {
    let told = "grader/suites/topic: no check is `exhaustive`";
    lacking("grader/suites/topic/odds.rs", ", exhaustive", "", told);
}

#[test]
fn what_is_not_written_down_is_told() {
    let readme = "exercises/topic/README.md";
    lacking(
        readme,
        "## In practice",
        "## Practice",
        "`## In practice` is missing",
    );
    lacking(
        readme,
        "`odds(max)`",
        "odds",
        "the contract of `odds` is missing",
    );
    let stub = "grader/suites/topic/stub/lib.rs";
    lacking(
        stub,
        "/// The odd numbers.",
        "",
        "stub/lib.rs:4: `odds` is not documented",
    );
    let solution = "solutions/topic/src/lib.rs";
    lacking(
        solution,
        "/// The odd",
        "#[allow(x)]\n/// The odd",
        "lib.rs:3: `allow` silences",
    );
    let whole = Whole::new();
    fs::remove_dir_all(whole.path("solutions/topic")).unwrap();
    assert!(
        whole
            .lacks()
            .contains(&"solutions/topic: there is no reference solution".to_owned())
    );
}

#[test]
fn a_place_left_open_is_told_with_its_line() {
    let exercise = "exercises/topic/exercise.toml";
    let open = format!("\"{}: the second hint\"", super::OPEN_PLACE);
    let told = "exercise.toml:12: still to be filled in: the second hint";
    lacking(
        exercise,
        "[\"a\", \"b\", \"c\"]",
        &format!("[\"a\",\n{open},\n\"c\"]"),
        told,
    );
}
