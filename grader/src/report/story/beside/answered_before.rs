//! A question of the check's that is answered by another, which the check had asked before.

use crate::report::story::{Clue, Names, before_the_brace, callers, leads::told, wants_a_panic};
use wire::{Code, Failure, Step};

/// Where the function that the check called last calls another of the public ones, and does nothing else that is a step, if
/// the check had called that one itself before: what the first makes of it is the news.
pub(in super::super::super) fn answered_before(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = failure.code == Code::WrongValue && failure.elided == 0;
    let Some(place) = failure
        .place
        .as_ref()
        .filter(|_| is_about && !wants_a_panic(failure))
    else {
        return Vec::new();
    };
    let found = || {
        let last = told(failure).rfind(|it| it.thread == 0)?;
        let is_last = last.place.as_ref() == Some(place);
        // What is given back at the end of a function does not tell by which calls it came there.
        let last = before_the_brace(failure, place, names).unwrap_or(last);
        let outer = callers(last.place.as_ref()?, &last.via, names);
        let (name, call) = outer.last()?;
        let asking = names.around(call)?;
        let mut inner = names.functions_of(&call.file).iter();
        let asked = inner.find(|it| {
            it.is_public && it.name == *name && it.owner == asking.owner && it.has_self
        })?;
        // The call is the outermost, and stands in a public function.
        let is_outer = last.via.last() == Some(*call) && asking.is_public && asking != asked;
        let own = |it: &&Step| {
            let mut places = it.place.iter().chain(&it.via);
            it.number < last.number
                && it.thread == 0
                && places
                    .next_back()
                    .is_some_and(|outer| names.around(outer) == Some(asked))
        };
        (is_last && is_outer && told(failure).any(|it| own(&it))).then(|| {
            let text = format!(
                "the check had called `{name}` itself before, and found nothing wrong: look at what this makes of it"
            );
            Clue::cause((*call).clone(), text)
        })
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    (!answered_before(failure, names).is_empty())
        .then_some("look at what is made of an answer that is right: a comparison, a bound, a sign")
}
