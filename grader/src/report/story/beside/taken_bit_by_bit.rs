//! A number that is too small, since somebody has taken a part, and waits for more.

use crate::report::{
    names::{flow, taken_bit_by_bit},
    story::{Clue, Names, wait_of},
};
use wire::{Code, Failure, Operation};

/// What to do about it.
pub(super) const ADVICE: &str = "wait until all of it is there, and take it then at once: who waits with a part of it keeps that from others";

/// Where a thread that waits takes a part of what the check looked at, before it waits for the rest.
pub(super) fn taken_bit_by_bit(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some(place) = failure.place.as_ref() else {
        return Vec::new();
    };
    let Some(lines) = names
        .lines_around(place)
        .filter(|_| failure.code == Code::WrongValue)
    else {
        return Vec::new();
    };
    let mut found = failure.threads.iter().filter_map(|thread| {
        let wait = wait_of(thread).filter(|it| it.operation == Operation::Wait)?;
        let asleep = wait.place.as_ref().filter(|it| it.file == place.file)?;
        let find = |file: &syn::File| {
            let found = taken_bit_by_bit::taken(file, asleep);
            found.filter(|(_, name)| flow::mentions(file, name, lines) > 0)
        };
        let (spot, name) = names.look(&place.file, find)??;
        let (who, line) = (names.thread(thread.id), asleep.line);
        let text = format!("{who} takes a part of `{name}` here, and keeps that part while it waits in line {line} for the rest");
        Some(Clue::cause(spot.within(&place.file), text))
    });
    found.next().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::taken_bit_by_bit;
    use crate::{
        report::story::{
            Names,
            sample::{place, thread},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Operation, State, Wait};

    #[test]
    fn only_of_what_the_check_looked_at() {
        let text = "fn f() {\n loop {\n if s.free > 0 { s.free -= 1; } else {\ns = c.wait(s); }\n }\n}\nfn free() {\n \
                    s.free\n}\nfn other() {\n s.other\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let lines = |line| -> Vec<u32> {
            let mut failure = bare(Code::WrongValue, String::new());
            let mut waits = thread(1);
            let mut asleep = place(4);
            asleep.column = 7;
            waits.state = State::Blocked(Wait {
                operation: Operation::Wait,
                objects: vec![5],
                place: Some(asleep),
                since: 1,
                deadline: None,
            });
            failure.threads = vec![waits];
            failure.place = Some(place(line));
            let names = Names::of(&failure).with_sources(&sources);
            let clues = taken_bit_by_bit(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(8), [3]);
        assert!(lines(11).is_empty());
    }
}
