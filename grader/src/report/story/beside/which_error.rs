//! Why another error came back than the one that was wanted.

use crate::report::{
    names::{
        arms,
        which_error::{self, Keeps},
    },
    story::{Clue, Names, leads::told},
};
use std::collections::BTreeSet;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Where the call that gave the error keeps the last that comes, or the first; or where it received that on a channel on
/// which several threads send their errors.
pub(super) fn which(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let figure = |name: &str| {
            let figure = failure.figures.iter().find(|it| it.name == name)?;
            figure.value.strip_prefix("Err(")
        };
        let is_about = failure.code == Code::WrongValue && figure("expected") != figure("got");
        figure("expected").zip(figure("got")).filter(|_| is_about)?;
        let place = failure.place.as_ref()?;
        let function = names.around(place)?;
        let kept = names.look(&place.file, |file| {
            which_error::keeps(file, function.spot())
        })?;
        let mut clues: Vec<Clue> = Vec::new();
        for (spot, keeps) in kept {
            let text = match keeps {
                Keeps::Last(name) => {
                    format!("each error overwrites `{name}` here: the last one is what is left")
                }
                Keeps::First => {
                    "the error that comes first in time is kept here, whatever item it belongs to"
                        .to_owned()
                }
            };
            clues.push(Clue::cause(spot.within(&place.file), text));
        }
        if clues.is_empty() {
            clues.extend(received(failure, names));
        }
        Some(clues)
    };
    found().unwrap_or_default()
}

/// The call's last receive, from a channel of which several threads were given a sender.
fn received(failure: &Failure, names: &Names) -> Option<Clue> {
    let last = told(failure).rfind(|it| it.thread == 0 && it.operation != Operation::Drop)?;
    let is_taken = (last.operation, last.occurrence) == (Operation::Receive, Occurrence::Done);
    let place = last
        .place
        .as_ref()
        .filter(|_| is_taken && failure.elided == 0)?;
    let clones = told(failure).filter(|it| {
        it.operation == Operation::Clone && it.object == last.object && it.number < last.number
    });
    let senders = clones.count();
    let own = |it: &&Step| it.object == last.object && it.operation == Operation::Send;
    let places: BTreeSet<&Place> = told(failure)
        .filter(own)
        .filter_map(|it| it.place.as_ref())
        .collect();
    let from = places.first()?.line;
    let all = names.look(&place.file, |file| arms::receiving(file, place))?;
    let name = names.end(last.object?, Operation::Receive, failure);
    let mut arms = all.iter().filter(|it| format!("`{}`", it.channel) == name);
    let place = arms
        .next()
        .map_or_else(|| place.clone(), |it| it.spot.within(&place.file));
    (senders > 1 && places.len() == 1).then(|| {
        let text = format!(
            "the answer is what came first in time on {name}: {senders} threads send there (line {from}), and nothing says to which item it belongs"
        );
        Clue::cause(place, text)
    })
}

#[cfg(test)]
mod tests {
    use super::which;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Figure, Occurrence, Operation};

    fn failure(wanted: &str) -> Failure {
        let mut failure = bare(Code::WrongValue, String::new());
        let figure = |name: &str, value: &str| Figure {
            name: name.to_owned(),
            value: value.to_owned(),
            difference: None,
        };
        failure.figures = vec![figure("expected", wanted), figure("got", "Err(2)")];
        failure.place = Some(place(2));
        failure
    }

    fn lines(failure: &Failure, text: &str) -> Vec<u32> {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let clues = which(failure, &Names::of(failure).with_sources(&sources)).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn the_last_error_is_left_where_each_overwrites_the_one_before() {
        let text = "fn f() {\n let mut last = None;\n for r in all {\n  if let Err(e) = r {\n   last = Some(e);\n  }\n }\n}\n";
        assert_eq!(lines(&failure("Err(1)"), text), [5]);
        assert!(lines(&failure("Ok(1)"), text).is_empty());
        assert!(lines(&failure("Err(2)"), text).is_empty());
    }

    #[test]
    fn the_first_error_in_time_is_that_of_any_item() {
        let mut failure = failure("Err(1)");
        let done = Occurrence::Done;
        failure.objects = vec![channel(5, "unbounded channel", 1)];
        failure.steps = vec![
            step(1, (0, 2), Operation::Clone, 5, done),
            step(2, (0, 2), Operation::Clone, 5, done),
            step(3, (1, 3), Operation::Send, 5, done),
            step(4, (0, 4), Operation::Receive, 5, done),
        ];
        let text = "fn f() {\n go();\n go();\n rx();\n}\n";
        assert_eq!(lines(&failure, text), [4]);
        failure.steps.remove(0);
        assert!(lines(&failure, text).is_empty());
    }
}
