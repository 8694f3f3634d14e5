//! Which submissions are built together: most of the time of judging thousands goes into compiling what differs little.
//! How a submission is built alone, as a learner's is, the others show: stubs, solutions, and what is meant to be refused.

use super::{Entry, Expected, Judged, Plan, part};
use crate::{
    error::{Error, Result},
    event::silent,
    grade::Grader,
    workbook::Topic,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How many are built together at most: suites of six already take about a third of the time that they take alone, and
/// who waits for a group would wait longer.
const MOST: usize = 8;

/// The entries, in their order, as groups of one topic. Who is built alone is a group of one.
pub(super) fn of<'e>(entries: &[&'e Entry]) -> Vec<Vec<&'e Entry>> {
    let mut groups: Vec<Vec<&Entry>> = Vec::new();
    for &entry in entries {
        match groups.last_mut() {
            Some(group)
                if group.len() < MOST
                    && is_built_with_others(entry)
                    && is_built_with_others(group[0])
                    && group[0].topic == entry.topic =>
            {
                group.push(entry);
            }
            Some(_) | None => groups.push(vec![entry]),
        }
    }
    groups
}

/// Judges a group: it is built, and then one is judged after the other. `judged` is told of each.
pub(super) fn judge(
    grader: &Grader<'_>,
    topic: &Topic,
    group: &[&Entry],
    plan: &Plan,
    judged: impl Fn(),
) -> Result<Vec<Judged>> {
    let scratch = grader.layout.selftest();
    fs::create_dir_all(&scratch).map_err(Error::io("cannot create", &scratch))?;
    let scratch = tempfile::tempdir_in(&scratch).map_err(Error::io("cannot write in", &scratch))?;
    let suite = grader.suite(topic)?;
    // One child at a time for each group: the groups themselves are judged side by side.
    let in_folder = |scratch: &Path| Grader {
        scratch: scratch.to_owned(),
        kit: grader.kit.clone(),
        listener: &silent,
        threads: 1,
        ..*grader
    };
    let members: Vec<_> = (0..)
        .zip(group)
        .map(|(number, &entry)| {
            let folder = scratch.path().join(i32::to_string(&number));
            (entry, part::concerned(topic, entry, plan), folder)
        })
        .collect();
    if members.len() > 1 {
        let parts: Vec<_> = members
            .iter()
            .map(|(entry, (part, _), folder)| (part, &entry.submission, folder.as_path()))
            .collect();
        let folder = scratch.path().join("together");
        in_folder(&folder).build_together(&folder, &suite, &parts)?;
    }
    let one = |(entry, part, folder): &(&Entry, _, PathBuf)| {
        let whole = part::light(entry, plan.scope);
        let grader = Grader {
            whole: whole.as_ref(),
            ..in_folder(folder)
        };
        let judgement = super::judge(&grader, &suite, topic, entry, part, plan)?;
        judged();
        Ok(judgement)
    };
    members.iter().map(one).collect()
}

/// It is expected to compile, and means no harm.
fn is_built_with_others(entry: &Entry) -> bool {
    match &entry.expected {
        Expected::Stub | Expected::Solution => false,
        Expected::Caught { .. } => true,
        Expected::Verdict(expectation) => {
            let mut places = expectation.failures.keys();
            places.all(|place| place.contains('/')) && !entry.name.contains("/hostile/")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, of};
    use crate::{
        corpus::{Entry, Expected, parse},
        submission::single,
    };

    #[test]
    fn eight_of_a_topic_are_one_group_and_who_is_built_alone_is_one() {
        let entry = |name: &str, topic, expected| Entry {
            name: name.to_owned(),
            topic,
            submission: single("classics", String::new()),
            expected,
        };
        let verdict = |text: &str| Expected::Verdict(parse("a.rs", text).unwrap());
        let (full, unfit) = ("//@ expect: full\n", "//@ expect: does-not-compile\n");
        let mut entries = vec![
            entry("stub", 0, Expected::Stub),
            entry("solution", 0, Expected::Solution),
        ];
        for _ in 0..=MOST {
            entries.push(entry("right/a.rs", 0, verdict(full)));
        }
        entries.push(entry("wrong/a.rs", 0, verdict(unfit)));
        entries.push(entry("wrong/b.rs", 0, verdict(full)));
        entries.push(entry("right/a.rs", 1, verdict(full)));
        entries.push(entry("grader/corpus/hostile/a.rs", 1, verdict(full)));
        let entries: Vec<&Entry> = entries.iter().collect();
        let sizes: Vec<usize> = of(&entries).iter().map(Vec::len).collect();
        assert_eq!(sizes, [1, 1, MOST, 1, 1, 1, 1, 1]);
        assert_eq!(of(&entries).concat(), entries);
    }
}
