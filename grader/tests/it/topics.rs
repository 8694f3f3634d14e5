//! The workbook's own topics: none lacks anything that can be told without judging, and no signature
//! that is frozen has changed.

use grader::{frozen, lacks, layout::Layout, workbook::Workbook};

fn workbook() -> (Layout, Workbook) {
    let layout = Layout::new(crate::graded::root(), None);
    let workbook = Workbook::load(&layout).unwrap();
    (layout, workbook)
}

#[test]
fn no_topic_lacks_anything() {
    let (layout, workbook) = workbook();
    let topics: Vec<_> = workbook.topics.iter().collect();
    let lacks = lacks::find(&layout, &topics).unwrap();
    assert_eq!(lacks, Vec::<String>::new());
}

#[test]
fn no_frozen_signature_has_changed() {
    let (layout, workbook) = workbook();
    let changed = |topic| frozen::differences(&layout, topic).unwrap();
    let changed: Vec<_> = workbook.topics.iter().flat_map(changed).collect();
    assert!(
        changed.is_empty(),
        "the signatures of the exercises are frozen since {}: learners' code relies on them. \
         CONTRIBUTING.md says how to go on, under \"Frozen signatures\"\n{}",
        frozen::SINCE,
        changed.join("\n")
    );
}
