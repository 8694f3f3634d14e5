//! What is done after an error, as if there had been none.

use crate::report::{
    names::lost_errors::{Lost, lost},
    story::{Clue, Names, entries, leads::told, nth, origin},
};
use wire::{Code, Failure, Occurrence, Operation};

/// The send of an item that should not come at all, after an error that should have been the last.
pub(super) fn sent(failure: &Failure, _: &Names) -> Vec<Clue> {
    let found = || {
        let ends_with_an_error = failure.figures.iter().any(|it| {
            let last = it.value.rfind("Err(").filter(|_| it.name == "expected");
            last > it.value.rfind("Ok(") && it.value.starts_with('[')
        });
        let is_about = failure.code == Code::WrongValue
            && failure.message.ends_with("should not come at all")
            && ends_with_an_error;
        let origin = origin::origin(failure).filter(|it| is_about && !it.ended)?;
        let sent = origin.sent?;
        let mut before = told(failure).filter(|it| it.number < sent.number);
        let last = before.rfind(|it| {
            (it.operation, it.occurrence) == (Operation::Send, Occurrence::Done)
                && (it.object, it.thread, &it.place) == (sent.object, sent.thread, &sent.place)
        })?;
        let text = format!(
            "an error was sent here in step {}, and the loop goes on after it",
            nth(last)
        );
        Some(Clue::cause(sent.place.clone()?, text))
    };
    found().into_iter().collect()
}

/// The call whose result is thrown away by the thread that made the wrong entry, or came in too early, as its last step
/// before that.
pub(super) fn unasked(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = matches!(failure.code, Code::LimitExceeded | Code::TooEarly);
        let entry = told_last(failure).filter(|_| is_about)?;
        let mut own = told(failure).filter(|it| it.thread == entry.0 && it.number < entry.1);
        let last = own.rfind(|it| it.operation == Operation::Lock)?;
        let call = last.via.first()?;
        let inner = names.around(last.place.as_ref()?)?;
        let is_called = names.called(call) == inner.name;
        let gives = |file: &syn::File| {
            crate::report::names::lost_errors::gives_a_result(file, inner.spot())
        };
        let fails = names.look(&last.place.as_ref()?.file, gives) == Some(true);
        let (spot, how) = names.look(&call.file, |file| lost(file, call))??;
        (is_called && fails && how == Lost::Dropped).then(|| {
            let who = names.thread(entry.0);
            let text = format!(
                "what `{}` gave {who} is thrown away here, an `Err` as well",
                inner.name
            );
            Clue::cause(spot.within(&call.file), text)
        })
    };
    found().into_iter().collect()
}

/// The last entry of a thread: that, and the step.
fn told_last(failure: &Failure) -> Option<(u32, u64)> {
    if let Some((_, step)) = entries::entry(failure) {
        return Some((step.thread, step.number));
    }
    let is_entry = |note: &str| note.starts_with("entry ");
    let mut steps = failure
        .steps
        .iter()
        .filter(|it| it.operation == Operation::Call && it.note.as_deref().is_some_and(is_entry));
    steps.next_back().map(|it| (it.thread, it.number))
}

#[cfg(test)]
mod tests {
    use super::{sent, unasked};
    use crate::{
        report::story::{
            Names,
            sample::{place, received, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Figure, Occurrence, Operation};

    const DONE: Occurrence = Occurrence::Done;

    #[test]
    fn what_is_sent_after_an_error_should_not_come() {
        let message = "all: Ok(3) should not come at all".to_owned();
        let mut failure = bare(Code::WrongValue, message);
        let mut came = received("[Err(1), Ok(3)]", 2);
        came.difference.as_mut().unwrap().index = 1;
        failure.figures = vec![
            Figure {
                name: "expected".to_owned(),
                value: "[Err(1)]".to_owned(),
                difference: None,
            },
            came,
        ];
        failure.steps = vec![
            step(1, (1, 4), Operation::Send, 7, DONE),
            step(2, (0, 0), Operation::Receive, 7, DONE),
            step(3, (1, 4), Operation::Send, 7, DONE),
            step(4, (0, 0), Operation::Receive, 7, DONE),
        ];
        for (step, note) in failure.steps.iter_mut().zip([1, 1, 2, 2]) {
            step.note = Some(format!("message {note}"));
        }
        let count = |failure: &Failure| sent(failure, &Names::of(failure)).len();
        assert_eq!(count(&failure), 1);
        failure.figures[0].value = "[Err(1), Ok(2)]".to_owned();
        assert_eq!(count(&failure), 0);
    }

    #[test]
    fn a_result_that_is_thrown_away_lets_too_many_in() {
        let text = |result: &str| {
            format!(
                "fn try_take(&self) {result} {{\nself.m.lock();\n}}\nfn take(&self) {{\nlet _ = self.try_take();\n}}\n"
            )
        };
        let mut failure = bare(Code::LimitExceeded, String::new());
        failure.steps = vec![
            step(1, (1, 2), Operation::Lock, 7, DONE),
            step(2, (1, 0), Operation::Call, 8, DONE),
        ];
        failure.steps[0].via = vec![wire::Place {
            column: 14,
            ..place(5)
        }];
        failure.steps[1].note = Some("entry 1".to_owned());
        let count = |text: String| {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
            unasked(&failure, &Names::of(&failure).with_sources(&sources)).len()
        };
        assert_eq!(count(text("-> Result<(), D>")), 1);
        assert_eq!(count(text("")), 0);
    }
}
