//! A stream that was received to its end, and of which something was wrong before that.

use super::Found;
use crate::{report::story::origin, text::duration};
use std::time::Duration;
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where all was sent that the check received before it found the stream closed, if a text in it is wrong: that it ended
/// is right then.
pub(super) fn sent<'f>(failure: &'f Failure, last: &Step) -> Option<Found<'f>> {
    let is_text = |name: &str| {
        let mut figures = failure.figures.iter();
        figures.any(|it| it.name == name && it.value.starts_with('"'))
    };
    if failure.code != Code::WrongValue || !is_text("expected") || !is_text("got") {
        return None;
    }
    let came = failure.steps.iter().filter(|it| received(it, last));
    let places = came.map(|it| origin::sent(failure, it)?.place.as_ref());
    let mut places = places.collect::<Option<Vec<_>>>()?;
    places.dedup();
    let [place] = places[..] else {
        return None;
    };
    Some(Found {
        place,
        text: "what the check received is sent here".to_owned(),
        before: None,
    })
}

/// Where that was sent which the check received at the moment that it measured, before it found the stream closed: that it
/// ended is right then.
pub(super) fn at<'f>(failure: &'f Failure, last: &Step) -> Option<Found<'f>> {
    let came = came_at(failure, last);
    let places = came
        .iter()
        .map(|it| origin::sent(failure, it)?.place.as_ref());
    let mut places = places.collect::<Option<Vec<_>>>()?;
    places.dedup();
    let [place] = places[..] else {
        return None;
    };
    let at = duration(came.first()?.at);
    Some(Found {
        place,
        text: format!("what the check received at {at} is sent here"),
        before: None,
    })
}

/// What the check received at the moment that it measured, if that was measured from the beginning, and the stream ended
/// at another.
pub(super) fn came_at<'f>(failure: &'f Failure, last: &Step) -> Vec<&'f Step> {
    let is_time = matches!(failure.code, Code::TooEarly | Code::TooLate);
    let mut figures = failure.figures.iter();
    let took = figures
        .find(|it| it.name == "took")
        .map(|it| it.value.as_str());
    let is_then = |it: &Step| took == Some(&*format!("{:?}", Duration::from_nanos(it.at)));
    let is_about = is_time && failure.message.contains("the time until ");
    if !is_about || last.occurrence != Occurrence::Disconnected || is_then(last) {
        return Vec::new();
    }
    let steps = failure.steps.iter();
    steps
        .filter(|it| received(it, last) && is_then(it))
        .collect()
}

/// The check received something from the stream before that.
fn received(step: &Step, last: &Step) -> bool {
    step.thread == 0
        && step.object == last.object
        && step.operation == Operation::Receive
        && step.occurrence == Occurrence::Done
        && step.number < last.number
}

#[cfg(test)]
mod tests {
    use super::came_at;
    use crate::{report::story::sample::step, verdict::bare};
    use wire::{Code, Difference, Figure, Occurrence, Operation};

    #[test]
    fn what_came_at_the_measured_moment_is_found_unless_that_was_the_end() {
        let message = "the time until the second one took 3ns".to_owned();
        let mut failure = bare(Code::TooEarly, message);
        let took = |value: &str| Figure {
            name: "took".to_owned(),
            value: value.to_owned(),
            difference: None::<Difference>,
        };
        failure.figures.push(took("3ns"));
        let receive = |number, occurrence| step(number, (0, 0), Operation::Receive, 1, occurrence);
        failure.steps = vec![
            receive(1, Occurrence::Done),
            receive(3, Occurrence::Done),
            receive(5, Occurrence::Disconnected),
        ];
        let found = |failure: &wire::Failure| {
            let came = came_at(failure, failure.steps.last().unwrap()).into_iter();
            came.map(|it| it.number).collect::<Vec<_>>()
        };
        assert_eq!(found(&failure), [3]);
        failure.figures[0] = took("5ns");
        assert!(found(&failure).is_empty());
        failure.figures[0] = took("3ns");
        failure.message = "waiting for the second one took 3ns".to_owned();
        assert!(found(&failure).is_empty());
    }
}
