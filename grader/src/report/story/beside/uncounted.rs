//! What the learner's code counts, and leaves out in one place.

use crate::report::{
    names::counts::{self, Uncounted},
    story::{Clue, Names, wait_of},
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step, Wait};

/// What to do about an arm that does not count.
pub(super) const ADVICE: &str =
    "count in every arm: whatever came, one less is under way, and the loop ends by that";

/// Where something is called that is counted elsewhere, if what is told of that is too little.
pub(super) fn call(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let (field, missing) = too_little(failure)?;
        let place = failure.place.as_ref()?;
        let around = names.around(place)?;
        let find = |file: &syn::File| counts::uncounted(file, around.spot(), &field);
        let Uncounted {
            spot,
            name,
            is_again,
            counted,
        } = names.look(&place.file, find).flatten()?;
        let text = format!(
            "`{name}` is called here, and `{field}` does not go up, as it does in line {counted}"
        );
        (is_again || missing == 1).then(|| Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// The only number that is wrong in what came, with the name of its field, if it is too small; and by how much.
fn too_little(failure: &Failure) -> Option<(String, u64)> {
    if failure.code != Code::WrongValue {
        return None;
    }
    let numbers = |name: &str| {
        let figure = failure.figures.iter().find(|it| it.name == name)?;
        Some(self::numbers(&figure.value))
    };
    let (wanted, came) = (numbers("expected")?, numbers("got")?);
    let alike = wanted
        .iter()
        .map(|it| &it.0)
        .eq(came.iter().map(|it| &it.0));
    let mut pairs = wanted.iter().zip(&came).filter(|(one, other)| one != other);
    let ((name, wanted), (_, came)) = pairs.next()?;
    let missing = wanted.checked_sub(*came)?;
    (alike && pairs.next().is_none()).then(|| (name.clone(), missing))
}

/// The fields of a value that are numbers: `handled: 3`.
fn numbers(value: &str) -> Vec<(String, u64)> {
    let fields = value.split(['{', '}', ',', '(', ')']);
    let fields = fields.filter_map(|it| it.split_once(':'));
    let numbers = fields
        .filter_map(|(name, number)| Some((name.trim().to_owned(), number.trim().parse().ok()?)));
    numbers.collect()
}

/// The arm in which a variable does not go down, where a loop waits for more than it has handed out.
pub(super) fn arm(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::Deadlock || failure.elided > 0 {
        return Vec::new();
    }
    let waits = failure
        .threads
        .iter()
        .filter_map(|it| Some((it.id, wait_of(it)?)));
    let mut found = waits.filter_map(|(thread, wait)| in_vain(failure, names, (thread, wait)));
    found.next().into_iter().collect()
}

/// The same, of one thread that waits.
fn in_vain(failure: &Failure, names: &Names, (thread, wait): (u32, &Wait)) -> Option<Clue> {
    let place = wait.place.as_ref();
    let place = place.filter(|_| wait.operation == Operation::Receive)?;
    let find = |file: &syn::File| counts::left_out(file, place);
    let arm = names.look(&place.file, find).flatten()?;
    let count = |is_it: &dyn Fn(&Step, &Place) -> bool| {
        let own = failure.steps.iter().filter(|it| it.thread == thread);
        let done = own.filter(|it| it.occurrence == Occurrence::Done);
        done.filter(|it| it.place.as_ref().is_some_and(|place| is_it(it, place)))
            .count()
    };
    let goes_up = |line: u32| arm.up.iter().any(|up| (up.0..=up.1).contains(&line));
    let out = count(&|it, at| {
        matches!(it.operation, Operation::Send | Operation::Spawn)
            && at.file == place.file
            && goes_up(at.line)
    });
    let back = count(&|it, at| it.operation == Operation::Receive && at == place);
    let lines: Vec<String> = arm.others.iter().map(ToString::to_string).collect();
    let others = match &lines[..] {
        [one] => format!("line {one}"),
        _ => format!("lines {}", lines.join(" and ")),
    };
    let name = arm.name;
    let text = format!(
        "`{name}` does not go down in this arm, as it does in {others}: {out} went out and {back} came back, and the \
         loop waits for one more"
    );
    (out > 0 && out == back).then(|| Clue::cause(arm.spot.within(&place.file), text))
}

#[cfg(test)]
mod tests {
    use super::{arm, call};
    use crate::{
        report::story::{
            Names,
            sample::{place, step, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Figure, Occurrence, Operation, Place, State, Wait};

    fn names(failure: &Failure, text: &str) -> Names {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        Names::of(failure).with_sources(&sources)
    }

    #[test]
    fn a_call_is_told_if_the_number_of_calls_is_too_small_by_one() {
        let text = "fn f(a: A, handle: F) {\n let mut done = 0;\n handle(a);\n for b in a {\n  handle(b);\n  done += 1;\n \
                    }\n}\n";
        let lines = |wanted: &str, came: &str| -> Vec<u32> {
            let figure = |name: &str, value: &str| Figure {
                name: name.to_owned(),
                value: value.to_owned(),
                difference: None,
            };
            let mut failure = bare(Code::WrongValue, String::new());
            failure.figures = vec![figure("expected", wanted), figure("got", came)];
            failure.place = Some(place(4));
            let clues = call(&failure, &names(&failure, text));
            clues.iter().map(|it| it.place.line).collect()
        };
        assert_eq!(lines("S { done: 3, by: B }", "S { done: 2, by: B }"), [3]);
        assert!(lines("S { done: 3, by: B }", "S { done: 1, by: B }").is_empty());
        assert!(lines("S { done: 3 }", "S { done: 4 }").is_empty());
        assert!(lines("S { done: 3, n: 1 }", "S { done: 2, n: 2 }").is_empty());
    }

    #[test]
    fn an_arm_is_told_if_all_came_back_that_was_handed_out() {
        let text = "fn f() {\n loop {\n  if n < 2 {\n   jobs.send(1);\n   n += 1;\n  }\n  if n == 0 { break; }\n  \
                    match r.recv() {\n   A => all.push(1),\n   B => n -= 1,\n  }\n }\n}\n";
        let mut failure = bare(Code::Deadlock, String::new());
        let receive = Place {
            column: 11,
            ..place(8)
        };
        failure.threads = vec![thread(1)];
        failure.threads[0].state = State::Blocked(Wait {
            operation: Operation::Receive,
            objects: vec![8],
            place: Some(receive.clone()),
            since: 0,
            deadline: None,
        });
        let done = Occurrence::Done;
        failure.steps = vec![
            step(1, (1, 4), Operation::Send, 7, done),
            step(2, (1, 4), Operation::Send, 7, done),
            step(3, (1, 8), Operation::Receive, 8, done),
            step(4, (1, 8), Operation::Receive, 8, done),
        ];
        for it in &mut failure.steps[2..] {
            it.place = Some(receive.clone());
        }
        let lines = |failure: &Failure| -> Vec<u32> {
            let clues = arm(failure, &names(failure, text));
            clues.iter().map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [9]);
        failure.steps[3].occurrence = Occurrence::Blocked;
        assert!(lines(&failure).is_empty());
    }
}
