//! Which places of the source explain a failure, and what is said of each.

use super::{
    Mark, calls, crowd, further, greedy,
    places::{begin, buffers, declaration, found, makers, outdated, panics, places, read},
    said::{self, Said},
    silence, slice, slow, turns, wanted,
};
use crate::report::{
    TopicReport, advice,
    story::{self, Names},
};
use wire::{Code, Failure, Operation, Place, State, Step, ThreadReport};

/// All marks, the most telling first.
pub(super) fn all(topic: &TopicReport, failure: &Failure, names: &Names) -> Vec<Mark> {
    let mut marks = Vec::new();
    places(
        topic,
        story::kept_receivers(failure, names),
        true,
        &mut marks,
    );
    makers(topic, story::makers(failure, names), &mut marks);
    let is_told = !marks.is_empty();
    threads(topic, failure, names, &mut marks);
    culprits(topic, failure, names, &mut marks);
    crowd::started(topic, failure, &mut marks);
    if marks.is_empty() {
        wanted::wanted(topic, failure, names, &mut marks);
    }
    let given = story::given(failure, names);
    let is_given = !given.is_empty() && marks.is_empty();
    if is_given {
        found(topic, given, true, &mut marks);
    } else if let Some(place) = &failure.place
        && (marks.is_empty() || is_told)
    {
        here(topic, failure, place, names, &mut marks);
    }
    if failure.code == Code::Panic {
        once(topic, failure, names, &mut marks);
        panicked_first(&mut marks);
    }
    objects(topic, failure, names, &mut marks);
    buffers(topic, failure, names, &mut marks);
    // Where nothing leads to who came in, the lock that let them in would stand there alone.
    if marks.iter().any(|it| it.primary) {
        places(topic, story::counts(failure, names), false, &mut marks);
    }
    further::further(topic, failure, names, &mut marks);
    wanted::dropped(topic, failure, names, &mut marks);
    if marks.is_empty() {
        panics(topic, failure, names, &mut marks);
    }
    if marks.is_empty() {
        leads(topic, story::last_in(failure, names), &mut marks);
    }
    if marks.is_empty()
        && story::is_stuck(failure.code)
        && let Some(step) = story::last_of_all(failure)
    {
        let text = "this is the last step of your code that can be seen".to_owned();
        marks.extend(at(topic, step, text));
    }
    read(topic, failure, names, &mut marks);
    if marks.is_empty() {
        declaration(topic, failure, names, &mut marks);
    }
    leads(topic, story::ended_early(failure, names), &mut marks);
    if failure.code == Code::WrongValue && !is_given {
        unready(topic, failure, names, &mut marks);
    }
    slice::slice(topic, failure, names, &mut marks);
    calls::calls(topic, failure, names, &mut marks);
    turns::yields(topic, failure, names, &mut marks);
    turns::panicked(topic, failure, names, &mut marks);
    further::beside(topic, failure, names, &mut marks);
    let kept = story::kept_over(failure, names).into_iter();
    for (place, text) in kept.chain(story::left_in(failure, names)) {
        marks.extend(mark(topic, &place, text, false));
    }
    marks
}

/// Who was woken from a wait after an `if`.
fn once(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    for once in story::once(failure, names) {
        let rest = if once.ended {
            "woken here, and ended: an `if` looks only once"
        } else {
            "woken here, and went on: an `if` looks only once"
        };
        let said = Said::of(names.thread(once.step.thread), said::WAS, rest);
        let Some(mut found) = at(topic, once.step, said) else {
            continue;
        };
        let is_told = |it: &Mark| {
            let is_there = it.file == found.file && it.span == found.span;
            is_there && said::together(&it.said).contains("was woken here")
        };
        if !once.ended && marks.iter().any(is_told) {
            found.said = vec!["an `if` looks only once".to_owned().into()];
        }
        marks.push(found);
    }
}

/// Of a panic its own place is the main one, whatever led to it.
fn panicked_first(marks: &mut [Mark]) {
    let panicked = [Said::from(advice::here(Code::Panic).to_owned())];
    let is_panic = |mark: &Mark| mark.said == panicked;
    if let Some(index) = marks.iter().position(is_panic) {
        for mark in marks.iter_mut().filter(|it| !is_panic(it)) {
            mark.primary = false;
        }
        marks[..=index].rotate_right(1);
    }
}

/// Where it shows, and what had touched the same before.
fn here(
    topic: &TopicReport,
    failure: &Failure,
    place: &Place,
    names: &Names,
    marks: &mut Vec<Mark>,
) {
    let ended = story::at_once(failure, place, names);
    if !ended.is_empty() {
        found(topic, ended, true, marks);
        return;
    }
    let text = advice::here(failure.code).to_owned();
    let before = story::before_the_brace(failure, place, names);
    let place = before.and_then(|step| step.place.as_ref()).unwrap_or(place);
    marks.extend(mark(topic, place, text, true));
    further::clues(topic, story::answer(failure, place, names), marks);
    let shown = marks.len();
    if story::makers(failure, names).iter().any(|it| it.changes) {
        return;
    }
    let changes = story::last_changes(failure, place, names);
    if changes.is_empty() && !story::is_stuck(failure.code) {
        leads(topic, story::last_in(failure, names), marks);
    }
    let callers: Vec<_> = changes
        .iter()
        .filter_map(|it| names.caller(it.step))
        .map(|(place, text)| {
            (
                place.clone(),
                story::told_there(failure, &place, text, names),
            )
        })
        .collect();
    let changes = story::set_before(failure, place, changes, names);
    further::clues(topic, changes, marks);
    found(topic, callers, false, marks);
    if marks.len() == shown {
        makers(topic, story::variant(failure, names), marks);
    }
    if marks.len() == shown
        && let Some(lead) = story::error_swallowed(failure, names)
    {
        // What showed only at the end was done there.
        for mark in marks.iter_mut() {
            mark.primary = false;
        }
        leads(topic, Some(lead), marks);
    }
    if marks.len() == shown {
        leads(topic, story::left_behind(failure, place, names), marks);
        found(topic, story::alone(failure, place, names), false, marks);
    }
}

/// Steps that lead to a failure.
pub(super) fn leads<'f>(
    topic: &TopicReport,
    leads: impl IntoIterator<Item = story::Lead<'f>>,
    marks: &mut Vec<Mark>,
) {
    for story::Lead {
        step,
        text,
        primary,
    } in leads
    {
        let place = step.place.as_ref();
        marks.extend(place.and_then(|place| mark(topic, place, text, primary)));
    }
}

/// Where a wrong item was sent, where a lock is taken that is held across the work, and where work
/// began of which there was too much.
fn culprits(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    if let Some(origin) = story::origin(failure)
        && let Some(place) = story::place_of_origin(&origin)
    {
        let item = origin.item;
        let text = if origin.ended {
            format!("the last sender is dropped here, before item {item}")
        } else {
            format!("what came as item {item} is sent here")
        };
        marks.extend(mark(topic, place, text, true));
    }
    leads(topic, story::leads(failure, names), marks);
    leads(topic, story::slept(failure, names), marks);
    outdated(topic, failure, names, marks);
    if matches!(failure.code, Code::NotConcurrent | Code::TooLate) {
        slow::slow(topic, failure, names, marks);
    } else if story::is_about_values(failure.code) || failure.code == Code::LimitExceeded {
        slow::locked(topic, failure, names, marks);
    }
    if failure.code == Code::NotConcurrent {
        leads(topic, story::passed(failure, names), marks);
    }
    asleep(topic, failure, names, marks);
    if matches!(failure.code, Code::NotLazy | Code::LimitExceeded) {
        greedy::greedy(topic, failure, names, marks);
    }
    if story::endless(failure).is_some() {
        greedy::greedy(topic, failure, names, marks);
    }
    crowd::crowd(topic, failure, names, marks);
    if let Some(step) = story::asks_the_gone(failure) {
        let name = names.thread(step.thread);
        let again = match step.operation {
            Operation::Send => "sends",
            _ => "asks",
        };
        let what = story::gone(step, failure, names);
        let text = format!("{name} {again} again here, though {what}");
        marks.extend(at(topic, step, text));
    }
    if marks.is_empty()
        && failure.code == Code::LostItem
        && let Some(step) = story::twice_taken(failure)
    {
        let name = names.thread(step.thread);
        let text = format!("{name} takes values here: see what becomes of each of them");
        marks.extend(at(topic, step, text));
    }
    if marks.is_empty()
        && let Some(found) = story::last_value(failure, names)
    {
        marks.extend(mark(topic, found.place, found.text, true));
        leads(topic, found.before, marks);
    }
    if marks.is_empty() {
        further::clues(topic, story::asked_after_its_end(failure, names), marks);
    }
    let counts_calls = story::too_many_there(failure).is_empty();
    if marks.is_empty()
        && !is_about_values(failure.code)
        && !story::is_kept(failure)
        && counts_calls
    {
        // Of an item that never came, who does it all on the caller's thread called for each that came.
        let is_lost = failure.code == Code::LostItem;
        let calls = |step: &&Step| {
            let is_call = step.operation == Operation::Call && step.place.is_some();
            is_call && !(is_lost && step.thread == 0)
        };
        if let Some(step) = failure.steps.iter().rev().find(calls) {
            let text = format!("{} calls what the check counts", names.thread(step.thread));
            // Who ended early tells more than who worked last.
            let primary = !is_lost || story::ended_early(failure, names).is_empty();
            let place = step.place.as_ref();
            marks.extend(place.and_then(|place| mark(topic, place, text, primary)));
            leads(topic, story::received_after(failure, step, names), marks);
            leads(topic, story::signal(failure, names), marks);
        }
    }
    leads(topic, story::reached(failure, names), marks);
    if failure.code != Code::Panic {
        once(topic, failure, names, marks);
    }
    if let Some(step) = story::idle(failure) {
        let name = names.thread(step.thread);
        marks.extend(at(
            topic,
            step,
            format!("{name} was woken here, for no reason"),
        ));
    }
    if failure.code == Code::LostItem {
        unready(topic, failure, names, marks);
    }
}

/// Marks where a step stands.
pub(super) fn at(topic: &TopicReport, step: &Step, text: impl Into<Said>) -> Option<Mark> {
    mark(topic, step.place.as_ref()?, text, true)
}

/// The code is about values, which no count explains.
fn is_about_values(code: Code) -> bool {
    matches!(
        code,
        Code::WrongValue | Code::WrongOrder | Code::Panic | Code::NotImplemented
    )
}

/// Threads that stand in a sleep of the learner's own: whatever comes, they do not notice it.
fn asleep(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    // What was told is told at once, whoever sleeps meanwhile.
    let is_told = failure.figures.iter().any(|it| it.name == "told");
    if failure.code == Code::ThreadLeak || is_told {
        return;
    }
    for thread in &failure.threads {
        if let State::Sleeping {
            place: Some(place), ..
        } = &thread.state
            && names.is_sleep(place)
        {
            let name = names.thread(thread.id);
            let said = Said::of(name, said::SLEEPS, "here, deaf to everything else");
            marks.extend(mark(topic, place, said, true));
        }
    }
}

/// Threads that had not ended when the check looked at a value.
fn unready(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    if story::wants_a_panic(failure) {
        return;
    }
    // A thread that goes on may have every reason to; one that has not begun has done nothing yet.
    let begun = |id: u32| failure.steps.iter().any(|step| step.thread == id);
    let what = match failure.code {
        Code::LostItem => "not ended when the check looked",
        _ => "not begun when the check looked",
    };
    let running = |it: &&ThreadReport| {
        it.id != 0
            && matches!(it.state, State::Runnable { .. })
            && (failure.code == Code::LostItem || failure.elided == 0 && !begun(it.id))
    };
    for thread in failure.threads.iter().filter(running).take(2) {
        if let Some(spawned) = &thread.spawned {
            let name = names.thread(thread.id);
            let text = Said::of(name, said::HAD, what);
            let is_lost = failure.code == Code::LostItem;
            marks.extend(mark(topic, spawned, text, is_lost));
        }
    }
}

/// Where the threads stand that cannot go on.
fn threads(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let open = story::open_still(failure);
    for thread in &failure.threads {
        let said = |verb, rest: &str| Said::of(names.thread(thread.id), verb, rest);
        let (place, said) = match &thread.state {
            // Whoever the check holds at its gate stands in the check's code, not here.
            State::Blocked(wait) if wait.operation == Operation::Gate => continue,
            // Nor does a caller that waits for its threads keep them from working at once.
            State::Blocked(wait)
                if failure.code == Code::NotConcurrent
                    && wait.operation == Operation::Join
                    && thread.spawned.is_none() =>
            {
                continue;
            }
            // Nor has to do with a stream that is open whoever waits for others.
            State::Blocked(wait) if open.is_some_and(|id| !wait.objects.contains(&id)) => continue,
            State::Blocked(wait) => {
                let what = names.waits_for(wait, failure);
                (wait.place.as_ref(), said(said::WAITS, &what))
            }
            State::Sleeping { place, .. } if failure.code == Code::ThreadLeak => {
                (place.as_ref(), said(said::SLEEPS, "here"))
            }
            State::Runnable { place } if goes_on(failure.code) && thread.id != 0 => {
                (place.as_ref(), said(said::GOES_ON, "here"))
            }
            State::Runnable { .. }
            | State::Sleeping { .. }
            | State::Finished
            | State::Panicked { .. } => continue,
        };
        if wants_waits(failure) {
            let primary = failure.cycle.is_empty() || failure.cycle.contains(&thread.id);
            marks.extend(place.and_then(|place| mark(topic, place, said, primary)));
        }
    }
}

/// Whether it matters where threads stand: they are stuck, or too few get to work at all.
fn wants_waits(failure: &Failure) -> bool {
    story::is_stuck(failure.code) || failure.code == Code::NotConcurrent && failure.at == 0
}

/// The code is about threads that do not stop.
fn goes_on(code: Code) -> bool {
    matches!(
        code,
        Code::ThreadLeak | Code::BusyWait | Code::Livelock | Code::CancellationIgnored
    )
}

/// Where the objects that are waited for were created, and taken.
fn objects(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    if !wants_waits(failure) {
        return;
    }
    let open = story::open_still(failure);
    for object in &failure.objects {
        // Of a stream that is open no others need be told.
        if !names.is_waited_for(object.id) || open.is_some_and(|id| id != object.id) {
            continue;
        }
        let name = names.object(object.id, failure);
        if let Some(place) = &object.taken
            && let [holder, ..] = object.held_by[..]
        {
            let text = format!("{} holds {name} since here", names.thread(holder));
            marks.extend(mark(topic, place, text, false));
        }
        if let Some(place) = &object.created
            && !is_threads(&object.kind)
        {
            marks.extend(mark(topic, place, format!("{name} is created here"), false));
        }
    }
    silence::notifications(topic, failure, names, marks);
}

/// The object stands for threads, which are told already.
fn is_threads(kind: &str) -> bool {
    kind == "scope" || kind.starts_with("end of thread") || kind.starts_with("parking place")
}

/// Marks the word at a place.
pub(super) fn mark(
    topic: &TopicReport,
    place: &Place,
    text: impl Into<Said>,
    primary: bool,
) -> Option<Mark> {
    let source = topic.sources.get(&place.file)?;
    let start = begin(source, place)?;
    let line = source[start..].lines().next().unwrap_or_default();
    let (start, length) = if place.column == 0 {
        let indent = line.len() - line.trim_start().len();
        (start + indent, line.trim().len())
    } else {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '!';
        let word = line.find(|c| !is_word(c)).unwrap_or(line.len());
        (
            start,
            if word == 0 {
                line.trim_end().len().min(1)
            } else {
                word
            },
        )
    };
    Some(Mark {
        file: place.file.clone(),
        span: start..start + length,
        said: vec![text.into()],
        primary,
    })
}
