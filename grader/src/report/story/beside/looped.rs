//! What a `select!` in a loop sends, where that is wrong.

use crate::{
    report::{
        names::{arms, sent_in_select, turns_of},
        story::{
            Clue, Names,
            leads::told,
            origin::{Origin, origin},
            place_of_origin,
            suspects::variants,
        },
    },
    text::counted,
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What the loop goes through whose variable was sent as the wrong item: the cause, if no more items should have come.
pub(super) fn sent(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(
        failure.code,
        Code::WrongValue | Code::WrongOrder | Code::LostItem | Code::DuplicatedItem
    );
    let found = || {
        let origin = origin(failure).filter(|it| is_about && !it.ended)?;
        let place = place_of_origin(&origin)?;
        let find = |file: &syn::File| sent_in_select::looped(file, place);
        let (spot, name) = names.look(&place.file, find).flatten()?;
        let comes = format!("`{name}`, which is sent, comes from here");
        let start = names.look(&place.file, |file| turns_of::start(file, place));
        let (text, begins) = match begins_with(failure, &origin, start.flatten()) {
            Some((want, came)) => {
                let text = format!("{comes}: it begins with {came}, and {want} should come first");
                (text, true)
            }
            None => (comes, false),
        };
        Some(Clue {
            place: spot.within(&place.file),
            text,
            primary: begins || goes_too_far(failure),
        })
    };
    found().into_iter().collect()
}

/// The same, where it is the cause.
pub(super) fn wrong_loop(failure: &Failure, names: &Names) -> Vec<Clue> {
    let mut clues = sent(failure, names);
    clues.retain(|it| it.primary);
    clues
}

/// The first number that should have come, and the one that came, if the loop begins with that.
fn begins_with(
    failure: &Failure,
    origin: &Origin<'_>,
    start: Option<u64>,
) -> Option<(String, String)> {
    let (want, came) = variants::items(failure).filter(|_| origin.item == 1)?;
    let number: u64 = came.parse().ok()?;
    let is_number = want.parse::<u64>().is_ok();
    (is_number && start == Some(number)).then_some((want, came))
}

/// The arm of a `select!` by which a loop goes on to the next without having sent the one before: where the wrong item
/// was sent only after that.
pub(super) fn passed_by(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let is_about = matches!(failure.code, Code::WrongValue | Code::LostItem);
        let origin = origin(failure).filter(|it| is_about && !it.ended)?;
        let sent = origin.sent?;
        let place = sent.place.as_ref()?;
        let times = passed(failure, sent);
        let find = |file: &syn::File| sent_in_select::looped(file, place);
        let (_, name) = names.look(&place.file, find).flatten()?;
        let arm = names.look(&place.file, |file| arms::passing(file, place));
        let spot = arm.flatten().filter(|_| times > 0)?;
        let (item, times) = (origin.item, counted(times, "time"));
        Some(Clue::cause(
            spot.within(&place.file),
            format!(
                "taken {times} before item {item} was sent: each time this `{name}` is given up, and the loop goes on \
                 to the next"
            ),
        ))
    };
    found().into_iter().collect()
}

/// How often the thread came out of the `select!` without anything before a send there, since the send before that.
fn passed(failure: &Failure, sent: &Step) -> usize {
    let there = told(failure)
        .rev()
        .filter(|it| it.thread == sent.thread && it.number < sent.number);
    let since = there.take_while(|it| {
        it.place == sent.place
            && !(it.operation == Operation::Send && it.occurrence == Occurrence::Done)
    });
    let is_over = |it: &&Step| matches!(it.occurrence, Occurrence::TimedOut | Occurrence::Refused);
    since.filter(is_over).count()
}

/// All that was expected had come before.
fn goes_too_far(failure: &Failure) -> bool {
    let mut figures = failure.figures.iter();
    let expected = figures.find(|it| it.name == "expected");
    failure.code == Code::WrongValue
        && expected
            .and_then(|it| it.difference)
            .is_some_and(|it| it.index == it.items)
}

#[cfg(test)]
mod tests {
    use super::passed;
    use crate::{report::story::sample::step, verdict::bare};
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn turns_without_a_send_are_counted_since_the_last_one() {
        let mut failure = bare(Code::WrongValue, String::new());
        let late = (Operation::Select, Occurrence::TimedOut);
        let deeds = [
            late,
            (Operation::Send, Occurrence::Done),
            late,
            (Operation::Select, Occurrence::Blocked),
            late,
            (Operation::Send, Occurrence::Done),
        ];
        for (number, (operation, occurrence)) in (0..).zip(deeds) {
            failure
                .steps
                .push(step(number, (1, 5), operation, 1, occurrence));
        }
        assert_eq!(passed(&failure, &failure.steps[5]), 2);
        assert_eq!(passed(&failure, &failure.steps[1]), 1);
    }
}
