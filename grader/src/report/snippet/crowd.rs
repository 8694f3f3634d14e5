//! Too many at work, or too many threads.

use super::{
    Mark, further,
    marks::{at, leads, mark},
    places::places,
    said::{self, Said},
};
use crate::report::{
    TopicReport,
    story::{self, Names},
};
use wire::Failure;

/// Where too many threads are started: all of them at work at once, or there without any.
pub(super) fn started(topic: &TopicReport, failure: &Failure, marks: &mut Vec<Mark>) {
    if let Some((count, place)) = story::too_many_started(failure) {
        let text = format!("{count} threads are started here, and all work at once");
        marks.extend(mark(topic, place, text, true));
    }
    for (place, count) in story::too_many_there(failure) {
        let text = match count {
            1 => "a thread that is there is started here".to_owned(),
            count => format!("{count} threads are started here"),
        };
        marks.extend(mark(topic, place, text, true));
    }
}

/// Who was at work when too many were, how the last of them came in, and where too many were spawned.
pub(super) fn crowd(topic: &TopicReport, failure: &Failure, names: &Names, marks: &mut Vec<Mark>) {
    for step in story::at_the_peak(failure).map_or_else(Vec::new, |(_, inside)| inside) {
        let text = Said::of(names.thread(step.thread), said::IS, "at work here");
        marks.extend(at(topic, step, text));
    }
    let came: Vec<_> = story::comes_in(failure, names).into_iter().collect();
    let before = came.iter().filter_map(|lead| lead.step.place.as_ref());
    let before: Vec<_> = before
        .flat_map(|place| {
            let changes = story::last_changes(failure, place, names);
            story::set_before(failure, place, changes, names)
        })
        .collect();
    leads(topic, came, marks);
    further::clues(topic, before, marks);
    places(topic, story::callers_at_work(failure, names), true, marks);
    for id in story::let_in(failure) {
        let channel = failure.objects.iter().find(|it| it.id == id);
        if let Some(created) = channel.and_then(|channel| channel.created.as_ref()) {
            let text = format!("{} is created here", names.object(id, failure));
            marks.extend(mark(topic, created, text, true));
        }
    }
    for (place, count) in story::workers(failure) {
        let text = match count {
            1 => "a thread that worked is spawned here".to_owned(),
            count => format!("{count} threads that worked are spawned here"),
        };
        marks.extend(mark(topic, place, text, true));
    }
}
