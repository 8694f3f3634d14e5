//! Where a wrong answer has nothing but helpers to show for it: what the fields begin as that they look at, and which are set
//! back whatever they were.

use super::reckoned::reached;
use crate::report::{
    names::{
        Function,
        begins::{self, Becomes},
    },
    story::{Clue, Names, helpers, leads::told},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Operation};

/// Where such a field is set back; else what it begins as, if nobody had had before what the answer is made of.
pub(super) fn blind(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some(place) = failure
        .place
        .as_ref()
        .filter(|_| helpers::sentence(failure, names).is_some())
    else {
        return Vec::new();
    };
    let (file, Some(caller)) = (place.file.as_str(), names.around(place)) else {
        return Vec::new();
    };
    let functions = reached(vec![caller], file, names);
    let back = all(names, file, &functions, begins::set_back);
    if !back.is_empty() && failure.code != Code::TooLate {
        let clue = |it: Becomes| {
            let (name, value) = (it.name, it.value);
            let text = format!("`{name}` is set to {value} here, whatever it was before");
            Clue::cause(it.spot.within(file), text)
        };
        return back.into_iter().map(clue).collect();
    }
    if failure.code != Code::WrongValue {
        return Vec::new();
    }
    begins_as(failure, names, (file, caller), &functions)
}

/// What these functions find in the file.
fn all(
    names: &Names,
    file: &str,
    functions: &[&Function],
    find: impl Fn(&syn::File, crate::report::names::flow::Spot) -> Vec<Becomes>,
) -> BTreeSet<Becomes> {
    let found = functions
        .iter()
        .filter_map(|function| names.look(file, |it| find(it, function.spot())));
    found.flatten().collect()
}

/// The number that a field begins as which these functions look at, if the call that gave the answer was the first to take
/// its lock.
fn begins_as(
    failure: &Failure,
    names: &Names,
    (file, caller): (&str, &Function),
    functions: &[&Function],
) -> Vec<Clue> {
    let mut locks =
        told(failure).filter(|it| matches!(it.operation, Operation::Lock | Operation::Read));
    let (Some(first), None) = (locks.next(), locks.next()) else {
        return Vec::new();
    };
    let is_own = first.place.as_ref().and_then(|it| names.around(it)) == Some(caller);
    if !is_own || failure.elided > 0 {
        return Vec::new();
    }
    let mut objects = failure.objects.iter();
    let object = objects.find(|it| Some(it.id) == first.object);
    let created = object.and_then(|it| it.created.as_ref());
    let maker = created
        .filter(|it| it.file == file)
        .and_then(|it| names.around(it));
    let made_by = reached(maker.into_iter().collect(), file, names);
    let makers: Vec<&Function> = made_by
        .into_iter()
        .chain(functions.iter().copied())
        .collect();
    let read: BTreeSet<String> = functions
        .iter()
        .filter_map(|function| names.look(file, |it| begins::named(it, function.spot())))
        .flatten()
        .collect();
    let mut found: Vec<Becomes> = all(names, file, &makers, begins::filled_in)
        .into_iter()
        .collect();
    found.retain(|it| read.contains(&it.name));
    let [only] = &found[..] else {
        return Vec::new();
    };
    let text = format!(
        "`{}`, at which `{}` looks, begins as {} here",
        only.name, caller.name, only.value
    );
    vec![Clue::cause(only.spot.within(file), text)]
}

#[cfg(test)]
mod tests {
    use super::blind;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    const TEXT: &str = "impl B {\n pub fn new() -> B {\n  B { level: Mutex::new(Level { there: 0, seen: 0 }) }\n }\n \
                        pub fn take(&self) -> bool {\n  let level = self.level.lock().unwrap();\n  \
                        asks(&level, 1)\n }\n}\nfn asks(level: &Level, n: u32) -> bool {\n level.there >= n\n}\n";

    fn failure() -> Failure {
        let mut failure = bare(Code::WrongValue, "a token is there".to_owned());
        failure.place = Some(place(6));
        failure.objects = vec![channel(7, "Mutex", 3)];
        failure.steps = vec![step(1, (0, 6), Operation::Lock, 7, Occurrence::Done)];
        failure
    }

    fn lines(failure: &Failure, text: &str) -> Vec<u32> {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = blind(failure, &names).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn a_field_that_is_looked_at_first_is_as_it_began() {
        let mut failure = failure();
        assert_eq!(lines(&failure, TEXT), [3]);
        let both = TEXT.replace("level.there >=", "level.seen + level.there >=");
        assert!(lines(&failure, &both).is_empty(), "either may be wrong");
        failure
            .steps
            .insert(0, step(0, (0, 6), Operation::Lock, 7, Occurrence::Done));
        assert!(lines(&failure, TEXT).is_empty(), "it was there before");
    }

    #[test]
    fn a_count_that_is_set_back_blindly_is_told() {
        let text = TEXT.replace(
            " level.there >= n\n",
            " level.there -= 1;\n if n > 0 { level.there = 0; }\n true\n",
        );
        assert_eq!(lines(&failure(), &text), [12]);
    }
}
