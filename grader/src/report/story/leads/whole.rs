//! A stream that was received to its end, and of which something was wrong before that.

use super::Found;
use crate::report::story::origin;
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
    let came = failure.steps.iter().filter(|it| {
        it.thread == 0
            && it.object == last.object
            && it.operation == Operation::Receive
            && it.occurrence == Occurrence::Done
            && it.number < last.number
    });
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
