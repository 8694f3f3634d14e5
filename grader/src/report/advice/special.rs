//! Advice where a fault can be followed back.

use crate::report::story::{self, Names, Trail};
use wire::Failure;

/// What to look at on the way back to the fault.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    let (trail, _) = story::trail(failure, names)?;
    Some(match trail {
        Trail::Twice => {
            "look at what decides that something is new, and at when that learns of what came before"
        }
        Trail::Apart => {
            "change all that belongs together under one lock: whoever has it in between sees only half of it"
        }
        Trail::Forgotten => "drop it: what is given to `forget` or `leak` is never dropped",
        Trail::Emptied => {
            "look at what is thrown away: what was put in before is still to be taken out"
        }
        Trail::Takers => {
            "look at how many take from the channel, and at how much room there is in it"
        }
        Trail::OneRound => "look at how often the loop goes round that starts the threads",
        Trail::MadeOf => {
            "look at each line that puts something into what it is made of, and at the condition above it"
        }
        Trail::FilledIn => "look at what is filled in there, and at what it should depend on",
        Trail::Compared => {
            "look at each line that writes the part which is wrong, and at what the condition above it compares with"
        }
        Trail::Demanded => "look at the condition, and at each line that writes what it reads",
        Trail::Beside => "look at what it begins as: count by hand what the first who come find",
        Trail::LeftOut => "look at the conditions: for what never came one of them was not so",
        Trail::Newest => {
            "take from the other end than you put in: a `VecDeque` with `push_back` and `pop_front`"
        }
        Trail::Figures => "look at what is left out, and at whether it always may be",
        Trail::Barrier => "look at who lets whom go: each kind of them has to be counted by itself",
        Trail::Untouched => "look at what it begins as, and at who may go first then",
        Trail::Slept => {
            "a sleep waits for nobody: wait until what has to come first has happened, however long that takes"
        }
        Trail::OtherWay => {
            "look at the way that was taken: nothing on it asks for what the contract forbids"
        }
        Trail::Swallowed => return None,
    })
}
