//! Which part of a submission is judged: which of its tasks, and what of it is explored whole.

use super::{Entry, Expectation, Expected, Plan, Scope, is_wrong};
use crate::{
    points::Points,
    workbook::{Task, Topic},
};
use std::collections::BTreeSet;

/// Some of it is to be judged.
pub(super) fn concerns(topic: &Topic, entry: &Entry, plan: &Plan) -> bool {
    let (part, _) = concerned(topic, entry, plan);
    !part.tasks.is_empty()
}

/// What is expected of the part.
pub(super) fn expected(expectation: &Expectation, part: &Topic, plan: &Plan) -> Expectation {
    let mut expectation = expectation.clone();
    if plan.engine.is_some() {
        let task = |place: &str| place.split('/').next().unwrap_or_default().to_owned();
        let judged = |place: &str| part.tasks.iter().any(|it| it.id == task(place));
        expectation
            .failures
            .retain(|place, _| place.is_empty() || judged(place));
    }
    expectation
}

/// Which checks are explored whole, if not all are: in a hurry, those of which a fault is known.
pub(super) fn light(entry: &Entry, scope: Scope) -> Option<BTreeSet<String>> {
    match &entry.expected {
        Expected::Verdict(expectation) if scope == Scope::Quick => {
            Some(expectation.failures.keys().cloned().collect())
        }
        Expected::Verdict(_) | Expected::Stub | Expected::Solution | Expected::Caught { .. } => {
            None
        }
    }
}

/// The topic with those of its tasks that are to be judged, and what the others are worth.
pub(super) fn concerned(topic: &Topic, entry: &Entry, plan: &Plan) -> (Topic, Points) {
    let (mut topic, left_out) = of_the_scope(topic, entry, plan.scope);
    if let Some(engine) = plan.engine {
        topic.tasks.retain(|task| task.engine == engine);
    }
    (topic, left_out)
}

/// The same, whatever the tasks run on.
fn of_the_scope(topic: &Topic, entry: &Entry, scope: Scope) -> (Topic, Points) {
    let mut topic = topic.clone();
    let expectation = match &entry.expected {
        Expected::Verdict(expectation) => expectation,
        Expected::Caught { task } => {
            topic.tasks.retain(|it| it.id == *task);
            return (topic, Points::ZERO);
        }
        Expected::Stub | Expected::Solution => return (topic, Points::ZERO),
    };
    if let Some(only) = &expectation.task {
        topic.tasks.retain(|task| task.id == *only);
        return (topic, Points::ZERO);
    }
    let wrong = |task: &Task| {
        let mut places = expectation.failures.keys();
        places.any(|place| place.split('/').next() == Some(&task.id))
    };
    let everywhere = expectation.failures.contains_key("");
    // What attacks the grader must not touch the other tasks.
    let whole = scope == Scope::Whole || !is_wrong(entry);
    if whole || everywhere || !topic.tasks.iter().any(wrong) {
        return (topic, Points::ZERO);
    }
    let (judged, others): (Vec<_>, Vec<_>) = topic.tasks.into_iter().partition(wrong);
    topic.tasks = judged;
    (topic, others.iter().map(|task| task.points).sum())
}

#[cfg(test)]
mod tests {
    use super::{concerns, expected, of_the_scope};
    use crate::{
        corpus::{Entry, Expected, Plan, Reports, Scope, parse},
        points::Points,
        submission::single,
        workbook::{self, Engine},
    };

    const TOPIC: &str = "title = \"Classics\"\norder = 1\nsummary = \"Old ones.\"\n\n[[task]]\n\
        id = \"water\"\ntitle = \"Water\"\nlevel = \"core\"\npoints = 5\nitems = [\"Water\"]\n\
        hints = [\"a\", \"b\", \"c\"]\n\n[[task]]\nid = \"queue\"\ntitle = \"Queue\"\n\
        level = \"core\"\npoints = 7\nitems = [\"Queue\"]\nhints = [\"a\", \"b\", \"c\"]\n";

    #[test]
    fn of_a_file_of_one_task_that_task_alone_is_judged() {
        let topic = workbook::parse("classics", "exercise.toml", TOPIC).unwrap();
        let judged = |text: &str| {
            let entry = Entry {
                name: "grader/corpus/classics/wrong/a.rs".to_owned(),
                topic: 0,
                submission: single("classics", text.to_owned()),
                expected: Expected::Verdict(parse("a.rs", text).unwrap()),
            };
            let (part, left_out) = of_the_scope(&topic, &entry, Scope::Whole);
            let ids: Vec<_> = part.tasks.into_iter().map(|task| task.id).collect();
            (ids.join(" "), left_out)
        };
        let one = "//@ expect: deadlock in water/ends\n//@ task: water\n";
        assert_eq!(judged(one), ("water".to_owned(), Points::ZERO));
        let all = "//@ expect: deadlock in water/ends\n";
        assert_eq!(judged(all), ("water queue".to_owned(), Points::ZERO));
    }

    #[test]
    fn an_engine_leaves_out_what_does_not_run_on_it() {
        let mut topic = workbook::parse("classics", "exercise.toml", TOPIC).unwrap();
        topic.tasks[1].engine = Engine::Native;
        let plan = |engine| Plan {
            entries: Vec::new(),
            repeat: 1,
            reports: Reports::Compare,
            scope: Scope::Quick,
            engine,
        };
        let entry = |text: &str| Entry {
            name: "grader/corpus/classics/wrong/a.rs".to_owned(),
            topic: 0,
            submission: single("classics", text.to_owned()),
            expected: Expected::Verdict(parse("a.rs", text).unwrap()),
        };
        let (water, both) = (
            entry("//@ expect: deadlock in water/ends\n"),
            entry("//@ expect: deadlock in water/ends\n//@ expect: panic in queue/ends\n"),
        );
        let native = plan(Some(Engine::Native));
        assert!(concerns(&topic, &water, &plan(None)));
        assert!(concerns(&topic, &water, &plan(Some(Engine::Simulated))));
        assert!(!concerns(&topic, &water, &native));
        assert!(concerns(&topic, &both, &native));
        let (part, _) = super::concerned(&topic, &both, &native);
        let Expected::Verdict(expectation) = &both.expected else {
            unreachable!()
        };
        let left = expected(expectation, &part, &native);
        assert_eq!(left.failures.keys().collect::<Vec<_>>(), ["queue/ends"]);
    }
}
