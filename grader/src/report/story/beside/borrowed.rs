//! Who closes what another has, since there is nothing that it has alone.

use crate::report::{
    names::borrowed,
    story::{Clue, Names, streams},
};
use wire::Failure;

/// What to do about it.
pub(super) const ADVICE: &str = "let each canceller hold the state that was made for its own context: a parent ends its children, and no child its parent";

/// Where what the check called a method of, which closed a stream too soon, gets all that it has from another.
pub(in super::super) fn borrowed(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some((owner, method)) = streams::closer(failure, names) else {
        return Vec::new();
    };
    let mut clues = Vec::new();
    for file in names.sources.keys() {
        let found = names.look(file, |it| borrowed::borrowed(it, owner));
        clues.extend(found.into_iter().flatten().map(|it| {
            let borrowed::Borrowed {
                part, whose, line, ..
            } = &it;
            let text = format!(
                "`{part}` is that of `{whose}` here, and no new one: `{method}` of the `{owner}` of line {line} closes \
                 what `{whose}` has"
            );
            Clue::cause(it.spot.within(file), text)
        }));
    }
    // Of several nobody knows which it was.
    if clues.len() > 1 {
        clues.clear();
    }
    clues
}

#[cfg(test)]
mod tests {
    use super::borrowed;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn what_closes_a_stream_too_soon_and_has_nothing_of_its_own_is_told() {
        let text = "impl C {\n fn cancel(&self) {\n  drop(open);\n }\n}\nimpl X {\n fn new() -> X {\n  bounded(0)\n }\n \
                    fn child(&self) -> C {\n  C { state: self.state.clone() }\n }\n}\n";
        let lines = |failure: &Failure| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = borrowed(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::WrongValue, String::new());
        failure.objects = vec![channel(7, "channel of capacity 0", 8)];
        failure.objects[0].via = vec![place(11)];
        failure.steps = vec![
            step(1, (0, 3), Operation::Drop, 7, Occurrence::Done),
            step(2, (0, 0), Operation::Receive, 7, Occurrence::Disconnected),
        ];
        failure.steps[0].note = Some("the last sender".to_owned());
        assert_eq!(lines(&failure), [11]);
        failure.steps[0].thread = 1;
        assert!(lines(&failure).is_empty());
    }
}
