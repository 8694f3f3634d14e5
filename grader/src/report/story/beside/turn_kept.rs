//! A turn that is passed on only after the work.

use crate::report::{
    names::turns::awaited,
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str =
    "pass the turn on before the work, and count separately who is still at work";

/// Where the turn is passed on for which others wait while one works, where they could have worked at once.
pub(super) fn turn_kept(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::NotConcurrent || failure.elided > 0 {
        return Vec::new();
    }
    let clue = told(failure).find_map(|woken| {
        let (wait, work) = waited_for_work(failure, woken)?;
        let (place, worked) = (wait.place.as_ref()?, work.place.as_ref()?);
        let found = names.look(&place.file, |file| awaited(file, place));
        let (field, spot) = found.flatten()?;
        let passed = spot.within(&place.file);
        let (first, last) = names.lines_around(&passed)?;
        let is_after = worked.file == passed.file
            && (first..=last).contains(&worked.line)
            && worked.line < passed.line;
        let who = names.thread(woken.thread);
        let (line, at) = (worked.line, place.line);
        let text = format!(
            "only here, after the work of line {line}, `{field}` goes up: {who} waits for that in line {at} meanwhile"
        );
        is_after.then(|| Clue::cause(passed, text))
    });
    clue.into_iter().collect()
}

/// Where the wait on a condition variable began that is over in this step, and the work during which another notified it:
/// what that had waited for last before, with time.
fn waited_for_work<'f>(failure: &'f Failure, woken: &Step) -> Option<(&'f Step, &'f Step)> {
    let is_woken = woken.operation == Operation::Wait && woken.occurrence == Occurrence::Done;
    let own = || told(failure).filter(|it| it.thread == woken.thread && it.number < woken.number);
    let wait = own().next_back().filter(|it| {
        is_woken
            && it.operation == Operation::Wait
            && it.occurrence == Occurrence::Blocked
            && it.object == woken.object
            && it.at < woken.at
    })?;
    let notified = told(failure).rfind(|it| {
        let notifies = [Operation::NotifyOne, Operation::NotifyAll].contains(&it.operation);
        notifies && it.object == wait.object && (wait.number..woken.number).contains(&it.number)
    })?;
    let others: Vec<&Step> = told(failure)
        .filter(|it| it.thread == notified.thread && it.number < notified.number)
        .collect();
    let pairs = others.iter().zip(others.iter().skip(1));
    let works = |begun: &Step| {
        begun.occurrence == Occurrence::Blocked
            && !matches!(begun.operation, Operation::Wait | Operation::Lock)
    };
    let mut works =
        pairs.filter(|(begun, ended)| works(begun) && begun.at < ended.at && ended.at > wait.at);
    Some((wait, works.next_back()?.0))
}

#[cfg(test)]
mod tests {
    use super::waited_for_work;
    use crate::{report::story::sample::step, verdict::bare};
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn one_works_while_another_waits_to_be_notified() {
        let mut failure = bare(Code::NotConcurrent, String::new());
        let (done, blocked) = (Occurrence::Done, Occurrence::Blocked);
        failure.steps = vec![
            step(1, (1, 9), Operation::Sleep, 8, blocked),
            step(2, (2, 5), Operation::Wait, 3, blocked),
            step(3, (1, 9), Operation::Sleep, 8, done),
            step(4, (1, 11), Operation::NotifyAll, 3, done),
            step(5, (2, 5), Operation::Wait, 3, done),
        ];
        let found = |failure: &Failure| {
            let found = waited_for_work(failure, &failure.steps[4]);
            found.map(|(wait, work)| (wait.number, work.number))
        };
        assert_eq!(found(&failure), Some((2, 1)));
        // No time passed in the work while it waited.
        failure.steps[2].at = 2;
        assert_eq!(found(&failure), None);
        failure.steps[2].at = 3;
        failure.steps[0].at = 3;
        assert_eq!(found(&failure), None);
        failure.steps[0].at = 1;
        failure.steps[3].object = Some(4);
        assert_eq!(found(&failure), None);
    }
}
