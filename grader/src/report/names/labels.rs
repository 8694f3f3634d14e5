//! The labels of a failure's threads and objects.

use super::{Namer, arms, at, binding, spawn};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Failure, ObjectReport, Operation, Place, State, Step, ThreadReport};

impl Namer<'_> {
    /// Fills in the labels.
    pub(super) fn label(&mut self, failure: &mut Failure) {
        let names: Vec<Option<String>> = failure
            .objects
            .iter()
            .map(|object| self.name_of(object, failure))
            .collect();
        self.threads(&mut failure.threads, &words(&names));
        objects(failure, names);
    }

    /// Threads: the learner's name; or who spawned them, and which of how many. Not what an object is called.
    fn threads(&self, threads: &mut [ThreadReport], taken: &BTreeSet<String>) {
        let mut nouns: Vec<Option<String>> = Vec::new();
        let mut sites: BTreeMap<Place, u32> = BTreeMap::new();
        for thread in threads.iter() {
            if let Some(site) = thread.spawned.as_ref().filter(|_| is_unnamed(thread)) {
                *sites.entry(site.clone()).or_default() += 1;
            }
        }
        for thread in threads.iter() {
            let site = thread.spawned.as_ref().filter(|_| is_unnamed(thread));
            let noun = site.and_then(|site| {
                let alone = sites[site] == 1;
                spawn::noun(&*self.file(&site.file)?, at(site)?, alone, taken)
            });
            nouns.push(noun);
        }
        let is_checks = |it: &ThreadReport| it.id != 0 && is_unnamed(it) && it.spawned.is_none();
        let checks = threads.iter().filter(|it| is_checks(it)).count();
        let is_shared = threads.iter().any(|it| it.spawned.is_some());
        let mut told: BTreeMap<Place, u32> = BTreeMap::new();
        for index in 0..threads.len() {
            let label = match (&threads[index].spawned, &nouns[index]) {
                _ if threads[index].id == 0 => "the check".to_owned(),
                (Some(site), noun) if is_unnamed(&threads[index]) => {
                    let number = told.entry(site.clone()).or_default();
                    *number += 1;
                    let elsewhere = |(other, its): (&ThreadReport, &Option<String>)| {
                        other.spawned.as_ref() != Some(site) && its == noun
                    };
                    let unique = !threads.iter().zip(&nouns).any(elsewhere);
                    let noun = noun.as_deref().filter(|_| unique);
                    spawned_label(noun, site.line, (*number, sites[site]))
                }
                _ if is_checks(&threads[index]) && is_shared => match checks {
                    1 => "the check's thread".to_owned(),
                    _ => format!("the check's {}", threads[index].name),
                },
                _ if is_unnamed(&threads[index]) => threads[index].name.clone(),
                _ => format!("`{}`", threads[index].name),
            };
            threads[index].label = label;
        }
    }

    /// What the learner's code calls an object: where it was created, where it is put into a select, or used.
    fn name_of(&self, object: &ObjectReport, failure: &Failure) -> Option<String> {
        // A binding there holds what came out of the scope, and not the scope; or it is the thread's own.
        let is_threads = ["end of thread ", "parking place of thread "]
            .iter()
            .any(|kind| object.kind.starts_with(kind));
        if object.kind == "scope" || is_threads {
            return None;
        }
        // A derived `Default` creates fields, and names none.
        if let Some(place) = &object.created
            && let Some(name) = binding::created(&*self.file(&place.file)?, at(place)?)
        {
            return Some(name);
        }
        if let Some(put) = &object.put {
            let name = match &put.name {
                Some(text) => binding::written(text),
                None => binding::put(&*self.file(&put.place.file)?, at(&put.place)?),
            };
            if name.is_some() {
                return name;
            }
        }
        let used = |step: &&Step| step.object == Some(object.id) && is_use(step.operation);
        let mut places: Vec<&Place> = failure
            .steps
            .iter()
            .filter(used)
            .filter_map(|step| step.place.as_ref())
            .collect();
        places.truncate(40);
        places.dedup();
        places.into_iter().find_map(|place| {
            let file = self.file(&place.file)?;
            binding::used(&file, at(place)?).or_else(|| arms::only(&file, place))
        })
    }
}

/// The single words of objects' names, as they stand in backticks.
fn words(names: &[Option<String>]) -> BTreeSet<String> {
    let quoted = |name: &String| -> Vec<String> {
        let parts = name.split('`').skip(1).step_by(2);
        parts.map(str::to_owned).collect()
    };
    names.iter().flatten().flat_map(quoted).collect()
}

/// Objects: by their names, numbered where several have the same.
fn objects(failure: &mut Failure, names: Vec<Option<String>>) {
    let mut bases = Vec::new();
    for (object, name) in failure.objects.iter().zip(names) {
        bases.push(base(object, name, &failure.threads));
    }
    let seen: Vec<bool> = failure
        .objects
        .iter()
        .map(|object| failure.elided > 0 || is_seen(object, failure))
        .collect();
    // What nobody sees is numbered last, so that it does not give a number to what is seen. Where steps were left out,
    // nobody knows that.
    let count = failure.objects.len();
    let order = (0..count).filter(|&it| seen[it]);
    let order: Vec<usize> = order.chain((0..count).filter(|&it| !seen[it])).collect();
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    for index in order {
        let (label, detail) = &bases[index];
        let number = numbers.entry(label).or_default();
        *number += 1;
        let alike = || (0..count).filter(|&it| bases[it].0 == *label);
        let is_alone =
            alike().count() == 1 || seen[index] && alike().filter(|&it| seen[it]).count() == 1;
        let several = label.strip_prefix(binding::ONE_OF).unwrap_or(label);
        failure.objects[index].label = if is_alone {
            format!("{label}{detail}")
        } else {
            format!("{several} #{number}{detail}")
        };
    }
}

/// A report may show it: a step, a wait, or what there is of it still.
fn is_seen(object: &ObjectReport, failure: &Failure) -> bool {
    let waited = |thread: &ThreadReport| match &thread.state {
        State::Blocked(wait) => wait.objects.contains(&object.id),
        _ => false,
    };
    !object.handles.is_empty()
        || !object.held_by.is_empty()
        || failure.steps.iter().any(|it| it.object == Some(object.id))
        || failure.threads.iter().any(waited)
}

/// "`worker` 2 of 3"
fn spawned_label(noun: Option<&str>, line: u32, (number, of): (u32, u32)) -> String {
    match (noun, of) {
        (Some(noun), 1) if noun.ends_with(" thread") => format!("the {noun}"),
        (Some(noun), 1) => noun.to_owned(),
        (Some(noun), _) => format!("{noun} {number} of {of}"),
        (None, 1) => format!("the thread of line {line}"),
        (None, _) => format!("thread {number} of {of} (line {line})"),
    }
}

/// An object's name, and what is said behind it.
fn base(object: &ObjectReport, name: Option<String>, threads: &[ThreadReport]) -> (String, String) {
    let of_thread = |prefix: &str| {
        let id: u32 = object.kind.strip_prefix(prefix)?.parse().ok()?;
        threads.iter().find(|thread| thread.id == id)
    };
    if let Some(thread) = of_thread("end of thread ") {
        return (thread.label.clone(), String::new());
    }
    if let Some(thread) = of_thread("parking place of thread ") {
        let label = format!("the parking place of {}", thread.label);
        return (label, String::new());
    }
    let capacity = object.kind.strip_prefix("channel of ");
    match (name, capacity) {
        (Some(name), Some(capacity)) => (name, format!(" ({capacity})")),
        (Some(name), None) if object.kind == "unbounded channel" => {
            (name, " (unbounded)".to_owned())
        }
        (Some(name), None) => (name, String::new()),
        (None, _) => match &object.created {
            Some(place) if object.kind != "scope" => (
                format!("the {} of line {}", object.kind, place.line),
                String::new(),
            ),
            Some(_) | None => (format!("the {}", object.kind), String::new()),
        },
    }
}

/// The learner gave the thread no name.
fn is_unnamed(thread: &ThreadReport) -> bool {
    thread.id != 0 && thread.name == format!("thread {}", thread.id)
}

/// The operation stands where the object is called by a name.
fn is_use(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Send
            | Operation::Receive
            | Operation::Lock
            | Operation::Read
            | Operation::Wait
            | Operation::NotifyOne
            | Operation::NotifyAll
            | Operation::Load
            | Operation::Store
            | Operation::Update
            | Operation::Barrier
            | Operation::Clone
    )
}

#[cfg(test)]
mod tests {
    use crate::{report::names::Namer, verdict::bare};
    use std::collections::BTreeMap;
    use wire::{
        Code, Failure, ObjectReport, Occurrence, Operation, Place, Put, State, Step, ThreadReport,
    };

    fn place(line: u32, column: u32) -> Place {
        let file = "src/lib.rs".to_owned();
        Place { file, line, column }
    }

    /// A channel of the check's, and how the learner's code puts it into a select.
    fn channel(id: u32, name: Option<&str>) -> ObjectReport {
        let put = |name: &str| Put {
            place: place(1, 1),
            name: Some(name.to_owned()),
        };
        ObjectReport {
            id,
            kind: "unbounded channel".to_owned(),
            label: String::new(),
            created: None,
            via: Vec::new(),
            held_by: Vec::new(),
            taken: None,
            handles: Vec::new(),
            queued: None,
            put: name.map(put),
        }
    }

    fn receives(object: u32) -> Step {
        Step {
            number: 0,
            thread: 0,
            at: 0,
            operation: Operation::Receive,
            object: Some(object),
            occurrence: Occurrence::Done,
            place: None,
            via: Vec::new(),
            switch: None,
            note: None,
        }
    }

    fn thread(id: u32, spawned: Option<Place>) -> ThreadReport {
        ThreadReport {
            id,
            name: format!("thread {id}"),
            label: String::new(),
            spawned,
            state: State::Finished,
        }
    }

    fn named(mut failure: Failure) -> Failure {
        let text = "fn f() {\n for high in all { spawn(|| { a(); b(); }); }\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        Namer::new(&sources).name(&mut failure);
        failure
    }

    fn objects(objects: Vec<ObjectReport>, steps: Vec<Step>) -> Vec<String> {
        let bare = bare(Code::WrongOrder, String::new());
        let failure = named(Failure {
            objects,
            steps,
            ..bare
        });
        failure.objects.into_iter().map(|it| it.label).collect()
    }

    #[test]
    fn numbers_are_for_what_a_report_may_show_twice() {
        let all = || {
            vec![
                channel(1, Some("high")),
                channel(2, Some("high")),
                channel(3, None),
            ]
        };
        assert_eq!(
            objects(all(), vec![receives(1), receives(2)]),
            [
                "`high` #1 (unbounded)",
                "`high` #2 (unbounded)",
                "the unbounded channel"
            ]
        );
        assert_eq!(
            objects(all(), vec![receives(2)])[..2],
            ["`high` #2 (unbounded)", "`high` (unbounded)"]
        );
        assert_eq!(
            objects(vec![channel(1, None), channel(2, None)], Vec::new()),
            ["the unbounded channel #1", "the unbounded channel #2"]
        );
    }

    #[test]
    fn threads_of_the_check_are_told_apart_from_those_of_the_learner() {
        let labels = |threads: Vec<ThreadReport>| -> Vec<String> {
            let bare = bare(Code::WrongOrder, String::new());
            let objects = vec![channel(9, Some("high"))];
            let failure = named(Failure {
                threads,
                objects,
                ..bare
            });
            failure.threads.into_iter().map(|it| it.label).collect()
        };
        assert_eq!(labels(vec![thread(1, None)]), ["thread 1"]);
        let spawned = || Some(place(2, 20));
        assert_eq!(
            labels(vec![
                thread(1, None),
                thread(2, spawned()),
                thread(3, spawned())
            ]),
            [
                "the check's thread",
                "`f` thread 1 of 2",
                "`f` thread 2 of 2"
            ]
        );
        assert_eq!(
            labels(vec![thread(1, None), thread(2, None), thread(3, spawned())]),
            [
                "the check's thread 1",
                "the check's thread 2",
                "the `f` thread"
            ]
        );
    }
}
