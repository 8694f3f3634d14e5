//! By which calls a thread came to the main mark, where that stands in a function that others call.

use super::{
    Mark,
    marks::mark,
    places::{begin, found, places},
};
use crate::report::{
    TopicReport,
    story::{self, Names},
};
use wire::{Code, Failure, Operation, Place, State, Step};

/// How many calls are marked, at most.
const MOST: usize = 3;

/// Marks the calls that led to the first of the main marks: the caller may be at fault, and not who is called. And
/// those that led to the creation of a stream which the check found open, or closed against the contract.
pub(super) fn calls(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    let Some(main) = marks.iter().find(|mark| mark.primary) else {
        return;
    };
    let (file, start) = (main.file.clone(), main.span.start);
    let stands = |place: &Place| {
        let source = topic.sources.get(&place.file);
        let offset = source.and_then(|text| begin(text, place));
        place.file == file && offset == Some(start)
    };
    let looked_at = story::looked_at(failure);
    let mut objects = failure.objects.iter();
    let object = objects.find(|it| Some(it.id) == looked_at);
    let made = object.and_then(|it| Some((it.created.as_ref()?, &it.via)));
    let closed = story::found_closed(failure, names);
    let is_closed = closed.is_some();
    let is_told = is_closed || story::open_still(failure).is_some();
    let created = closed.into_iter().chain(story::gone_with(failure, names));
    places(topic, created.collect(), false, marks);
    found(topic, story::made_closers(failure, names), false, marks);
    let is_made = |(place, _): &(&Place, &Vec<Place>)| is_told || stands(place);
    let made = made.filter(is_made);
    let here = |it: &&Step| it.place.as_ref().is_some_and(stands);
    let mut steps = failure.steps.iter().filter(here).rev();
    let waits = |it: &&Step| {
        let mut threads = failure.threads.iter();
        threads.any(|thread| thread.id == it.thread && matches!(thread.state, State::Blocked(_)))
    };
    // Of several: that of who waits there; or in which it went wrong; or that has to do with what the check looked at.
    let is_stuck = story::is_stuck(failure.code);
    let waiting = steps.clone().find(|it| is_stuck && waits(it));
    let fatal = story::fatal(failure).filter(|it| here(it));
    let about = steps
        .clone()
        .find(|it| looked_at.is_some() && it.object == looked_at);
    let step = waiting.or(fatal).or(about).or_else(|| steps.next());
    // That a thread is started explains nothing.
    let step = step.filter(|it| it.operation != Operation::Spawn);
    let step = step.and_then(|it| Some((it.place.as_ref()?, &it.via)));
    let step = step.filter(|_| !made.is_some_and(|(place, _)| stands(place)));
    // Who closed a stream is asked first, and who made it after that.
    let mut callers: Vec<_> = made.into_iter().chain(step).collect();
    if is_closed {
        callers.reverse();
    }
    let callers: Vec<_> = callers
        .into_iter()
        .flat_map(|(place, via)| story::callers(place, via, names))
        .collect();
    let mut callers: Vec<_> = callers
        .into_iter()
        .map(|(function, place)| {
            let text = format!("`{function}` is called here");
            (place, story::told_there(failure, place, text, names))
        })
        .collect();
    if failure.code == Code::NotConcurrent {
        let waiting = story::waiting_callers(failure, names, stands);
        if waiting.len() > 1 {
            callers = waiting;
        }
    }
    for (place, text) in callers.into_iter().take(MOST) {
        let Some(call) = mark(topic, place, text, false) else {
            continue;
        };
        let is_marked = |it: &Mark| it.file == call.file && it.span == call.span;
        if !marks.iter().any(is_marked) {
            marks.push(call);
        }
    }
}
