//! Advice where the source shows the fault beside what the steps show.

use crate::report::story::{self, Names};
use wire::{Code, Failure, Occurrence};

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    if !story::errors_left_out(failure, names).is_empty() {
        return Some(
            "hand an error on instead of leaving it out: `collect` into a `Result` gives back the first",
        );
    }
    if !story::given_up(failure, names).is_empty() {
        return Some(
            "who gives up looks once more, under the lock: what came meanwhile is taken, or given back, and not lost",
        );
    }
    if let Some(hint) = story::hint(failure, names) {
        return Some(hint);
    }
    if !story::without_a_step(failure, names).is_empty() {
        return Some("look at what the answer is made of, and at what it should depend on");
    }
    if story::is_computed(failure, names) {
        return Some(
            "go through that line by hand, once for each case of what it reads: none, less, more",
        );
    }
    if !story::told_too_soon(failure, names).is_empty() {
        return Some(
            "notify after the change, and not before it: whom you wake looks too soon, and sleeps on",
        );
    }
    if !story::loop_ends(failure, names).is_empty() {
        return Some(
            "look at where each loop ends: a bound that leaves out the last, a step that is too long",
        );
    }
    if story::fixed_index(failure, names) {
        return Some(
            "the index is fixed, and the list may be of any length, also empty: go through it in a loop, or ask first",
        );
    }
    story::advice_of_a_place(failure, names).or_else(|| {
        is_told_at_once(failure).then_some(
            "nothing is waited for here: look at how the time is computed, and from which moment on",
        )
    })
}

/// The check was told a wrong duration by code that does not wait in the check's own thread.
fn is_told_at_once(failure: &Failure) -> bool {
    let is_about = matches!(failure.code, Code::TooEarly | Code::TooLate);
    let is_told = failure.figures.iter().any(|it| it.name == "told");
    let mut steps = failure.steps.iter();
    let waits = steps
        .any(|it| it.thread == 0 && it.occurrence == Occurrence::Blocked && it.place.is_some());
    is_about && is_told && failure.elided == 0 && !waits
}
