//! Advice for places that were found beside the steps.

use super::{
    Way, alike_closed, dropped_at_once, error_arm, gives_up_silently, heard_and_sent, looped,
    only_cloned, went_on,
};
use crate::report::story::Names;
use wire::Failure;

/// What to do about the first of them that is there.
pub(in super::super::super) fn hint(failure: &Failure, names: &Names) -> Option<&'static str> {
    let hints: &[(Way, &str)] = &[
        (
            dropped_at_once::dropped,
            "give it a name, as in `let _guard = …`: what is bound to `_` alone is dropped at once",
        ),
        (
            error_arm::passed_over,
            "the signal was received: let a value end it as well as a close, whatever came",
        ),
        (
            heard_and_sent::sent,
            "the signal was heard: hand out nothing more after that, whatever is queued already",
        ),
        (
            gives_up_silently::silent,
            "notify under the lock after each change that somebody may wait for",
        ),
        (
            only_cloned::only_cloned,
            "a sleep notices nothing: wait for what ends the thread, instead of sleeping",
        ),
        (
            went_on::went_on,
            "wait for what is in hand, too: that nothing is queued does not say that all is done",
        ),
        (
            looped::sent_too_much,
            "look at what the loop goes through: where it begins, and where it ends",
        ),
        (
            alike_closed::alike_closed,
            "look at whom a cancellation reaches, and at who keeps the sender that should have been dropped",
        ),
    ];
    let mut hints = hints.iter();
    hints
        .find(|(way, _)| !way(failure, names).is_empty())
        .map(|(_, text)| *text)
}
