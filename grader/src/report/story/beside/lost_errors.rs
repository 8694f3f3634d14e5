//! An error that is thrown away: a panic of which the caller should have heard, and one error that is given for all.

use crate::report::{
    names::lost_errors::{self, Deaf, Lost},
    story::{
        Clue, Names,
        leads::{PROVOKED, provoked, told},
        nth, wants_a_panic,
    },
};
use wire::{Code, Failure, Occurrence, Operation, Place, State, Step, ThreadReport};

/// Where what `join` gave of a thread that panicked is thrown away, or the handle that it could have been joined by, if
/// the check wants that panic.
pub(super) fn not_joined(failure: &Failure, names: &Names) -> Vec<Clue> {
    if !wants_a_panic(failure) {
        return Vec::new();
    }
    let panicked = |it: &&ThreadReport| matches!(&it.state, State::Panicked { message, .. } if message.contains(PROVOKED));
    let mut threads = failure.threads.iter().filter(panicked);
    let clue = threads.find_map(|thread| {
        let who = names.thread(thread.id);
        match joined(failure, thread.id).and_then(|it| it.place.as_ref()) {
            Some(place) => thrown(place, &who, names),
            None if failure.elided == 0 => unkept(failure, thread, &who, names),
            None => None,
        }
    });
    clue.into_iter().collect()
}

/// The step that joined a thread.
fn joined(failure: &Failure, thread: u32) -> Option<&Step> {
    let end = format!("end of thread {thread}");
    let id = failure.objects.iter().find(|it| it.kind == end)?.id;
    let mut steps = failure.steps.iter();
    steps.find(|it| {
        it.operation == Operation::Join
            && it.object == Some(id)
            && it.occurrence == Occurrence::Done
    })
}

/// What becomes of the result of a `join`.
fn thrown(place: &Place, who: &str, names: &Names) -> Option<Clue> {
    let (spot, how) = names.look(&place.file, |file| lost_errors::lost(file, place))??;
    let text = match how {
        Lost::By(method) => format!(
            "`join` gives the panic of {who} as an `Err` here, and `{method}` throws it away"
        ),
        Lost::Dropped => {
            format!("`join` gives the panic of {who} as an `Err` here, and it is thrown away")
        }
        Lost::OnlyOk => format!(
            "`join` gives the panic of {who} as an `Err` here, and only an `Ok` is looked at"
        ),
    };
    Some(Clue::cause(spot.within(&place.file), text))
}

/// A thread whose handle is dropped where it is made.
fn unkept(failure: &Failure, thread: &ThreadReport, who: &str, names: &Names) -> Option<Clue> {
    let place = thread.spawned.as_ref()?;
    let spot = names.look(&place.file, |file| lost_errors::unkept(file, place))??;
    let says = |it: &Step| {
        let note = it.note.as_deref().unwrap_or_default();
        it.operation == Operation::Panic && note == "a scoped thread panicked"
    };
    let text = if failure.steps.iter().any(says) {
        format!(
            "nobody joins {who}, which is started here: the scope panics in its place, with words of its own"
        )
    } else {
        format!("nobody keeps the handle of {who}, which is started here: its panic reaches nobody")
    };
    Some(Clue::cause(spot.within(&place.file), text))
}

/// Where a panic that was caught is thrown away, if the check wants it as an outcome: a filter that lets no error through,
/// or a `map_err` that does not look at the error.
pub(super) fn caught(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let panic = provoked(failure)?;
        let place = panic.place.as_ref().filter(|_| misses_the_panic(failure))?;
        let has_gone_on = told(failure)
            .any(|it| it.thread == panic.thread && it.number > panic.number && !ends(it));
        if !has_gone_on {
            return None;
        }
        let line = place.line;
        let look = |file: &syn::File| lost_errors::deaf(file, place);
        if let Some(Deaf { wild, .. }) = names.look(&place.file, look).flatten() {
            let text = format!(
                "`_` stands for the panic of line {line} here: what it said is thrown away"
            );
            return Some(Clue::cause(wild.within(&place.file), text));
        }
        let spot = names.look(&place.file, |file| lost_errors::filtered(file, place))??;
        let text = format!(
            "no `Err` gets through here: the outcome of the panic of line {line} is left out"
        );
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// It says no more than that the thread ends.
fn ends(step: &Step) -> bool {
    matches!(step.operation, Operation::Finish | Operation::Drop)
}

/// The panic of the check's is wanted as an outcome, and did not come.
fn misses_the_panic(failure: &Failure) -> bool {
    let has = |name: &str| {
        let mut figures = failure.figures.iter();
        figures.any(|it| it.name == name && it.value.contains(PROVOKED))
    };
    matches!(failure.code, Code::WrongValue | Code::LostItem)
        && has("expected")
        && !has("received")
        && !has("got")
}

/// Where one error is given for all, if it came in place of another.
pub(super) fn one_for_all(failure: &Failure, names: &Names) -> Vec<Clue> {
    let figure = |name: &str| {
        let figure = failure.figures.iter().find(|it| it.name == name)?;
        let value = figure.value.strip_prefix("Err(")?.strip_suffix(')')?;
        Some(value.to_owned())
    };
    let found = || {
        let got = figure("got").filter(|_| failure.code == Code::WrongValue)?;
        figure("expected").filter(|it| *it != got)?;
        let last = told(failure).rfind(|it| it.thread == 0 && it.operation != Operation::Drop)?;
        let is_closed = match last.occurrence {
            Occurrence::Disconnected => true,
            Occurrence::TimedOut => false,
            _ => return None,
        };
        let place = last
            .place
            .as_ref()
            .filter(|_| last.operation == Operation::Receive)?;
        let find = |file: &syn::File| lost_errors::deaf(file, place);
        let (spot, name) = names.look(&place.file, find)??.given;
        let number = nth(last);
        let what = names.end(last.object?, Operation::Receive, failure);
        (name? == got).then(|| {
            let how = if is_closed {
                format!("{what} was closed, and no time was over")
            } else {
                format!("the time was over, and {what} not closed")
            };
            let text = format!("`{got}` is given here for every error: in step {number} {how}");
            Clue::cause(spot.within(&place.file), text)
        })
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{caught, not_joined, one_for_all};
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Figure, Occurrence, Operation, State};

    const DONE: Occurrence = Occurrence::Done;
    const MESSAGE: &str = "a panic that this check provokes in `f`";

    fn at(line: u32, column: u32) -> wire::Place {
        wire::Place {
            column,
            ..place(line)
        }
    }

    fn names(failure: &Failure, text: &str) -> Names {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        Names::of(failure).with_sources(&sources)
    }

    fn figure(name: &str, value: &str) -> Figure {
        Figure {
            name: name.to_owned(),
            value: value.to_owned(),
            difference: None,
        }
    }

    #[test]
    fn a_join_whose_error_is_thrown_away_hides_a_panic() {
        let mut failure = bare(Code::WrongValue, "f must panic, and did not".to_owned());
        let mut worker = thread(1);
        worker.spawned = Some(at(2, 2));
        worker.state = State::Panicked {
            message: MESSAGE.to_owned(),
            place: Some(place(2)),
        };
        failure.threads = vec![worker];
        failure.objects = vec![channel(5, "end of thread 1", 0)];
        failure.steps = vec![step(1, (0, 3), Operation::Join, 5, DONE)];
        failure.steps[0].place = Some(at(3, 4));
        let lines = |failure: &Failure, text: &str| -> Vec<u32> {
            let clues = not_joined(failure, &names(failure, text)).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let thrown = "fn f() {\n thread::spawn(g);\n a.join().ok();\n}\n";
        assert_eq!(lines(&failure, thrown), [3]);
        let kept = "fn f() {\n thread::spawn(g);\n a.join().unwrap();\n}\n";
        assert!(lines(&failure, kept).is_empty());
        failure.steps.clear();
        assert_eq!(lines(&failure, kept), [2]);
        failure.message = "the results are wrong".to_owned();
        assert!(lines(&failure, kept).is_empty());
    }

    #[test]
    fn a_panic_that_was_caught_is_thrown_away_where_an_outcome_was_wanted() {
        let mut failure = bare(Code::LostItem, String::new());
        failure.figures = vec![
            figure("expected", &format!("[Ok(1), Err({MESSAGE:?})]")),
            figure("received", "[Ok(1)]"),
        ];
        failure.steps = vec![
            step(1, (1, 2), Operation::Panic, 5, DONE),
            step(2, (1, 3), Operation::Receive, 6, DONE),
        ];
        failure.steps[0].place = Some(at(2, 15));
        failure.steps[0].note = Some(MESSAGE.to_owned());
        let columns = |failure: &Failure, text: &str| -> Vec<u32> {
            let clues = caught(failure, &names(failure, text)).into_iter();
            clues.map(|it| it.place.column).collect()
        };
        let left_out = "fn f() {\n a.map(|job| catch(job)).filter(Result::is_ok).count();\n}\n";
        assert_eq!(columns(&failure, left_out), [26]);
        let deaf = "fn f() {\n a.map(|job| catch(job).map_err(|_| 7)).count();\n}\n";
        assert_eq!(columns(&failure, deaf), [34]);
        failure.figures[1] = figure("received", &format!("[Err({MESSAGE:?})]"));
        assert!(columns(&failure, deaf).is_empty());
    }

    #[test]
    fn an_error_that_is_given_for_all_comes_in_place_of_another() {
        let mut failure = bare(Code::WrongValue, String::new());
        failure.figures = vec![
            figure("expected", "Err(Closed)"),
            figure("got", "Err(TimedOut)"),
        ];
        failure.steps = vec![step(
            1,
            (0, 2),
            Operation::Receive,
            5,
            Occurrence::Disconnected,
        )];
        failure.steps[0].place = Some(at(2, 4));
        let found =
            |failure: &Failure, text: &str| one_for_all(failure, &names(failure, text)).len();
        let deaf = "fn f() {\n a.recv().map_err(|_| E::TimedOut)\n}\n";
        assert_eq!(found(&failure, deaf), 1);
        let other = "fn f() {\n a.recv().map_err(|_| E::Other)\n}\n";
        assert_eq!(found(&failure, other), 0);
        failure.steps[0].occurrence = DONE;
        assert_eq!(found(&failure, deaf), 0);
    }
}
