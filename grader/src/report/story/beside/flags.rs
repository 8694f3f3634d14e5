//! A flag that keeps a thread from looking again.

use crate::report::{
    names::flags,
    story::{Clue, Names, unfinished},
};
use wire::Failure;

/// Places that are told, at most.
const MOST: usize = 2;

/// Where the flag is turned without which a channel is not looked at again that was left with something in it.
pub(super) fn turned(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let look = unfinished::never_again(failure, names)?.step;
        let place = look.place.as_ref()?;
        let lines = names.lines_around(place)?;
        let found = names.look(&place.file, |file| flags::turned(file, place, lines))?;
        let clue = |it: flags::Turned| {
            let (name, becomes, line) = (it.name, it.becomes, place.line);
            Clue {
                place: it.spot.within(&place.file),
                text: format!(
                    "`{name}` becomes `{becomes}` here, and line {line} is reached only if it is `{}`",
                    !becomes
                ),
                primary: true,
            }
        };
        (found.len() <= MOST).then(|| found.into_iter().map(clue).collect())
    };
    found().unwrap_or_default()
}
