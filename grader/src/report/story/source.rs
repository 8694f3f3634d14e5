//! What the source around a place says of waiting there.

use super::Names;
use crate::report::names::{
    self,
    signature::{self, Takes},
};
use wire::{Failure, Occurrence, Operation, Place, Wait};

impl Names {
    /// What bears on waiting in the signature of the function around a place.
    pub(in super::super) fn takes(&self, place: &Place) -> Option<Takes> {
        let lines = self.lines_around(place)?;
        self.look(&place.file, |file| signature::takes(file, lines))?
    }

    /// The function around a place only tries, by its name.
    pub(in super::super) fn only_tries(&self, place: &Place) -> bool {
        let around = self.around(place);
        around.is_some_and(|it| it.name.starts_with("try_"))
    }

    /// A wait on a condition variable stands there, and its loop looks at the condition again afterwards.
    pub(in super::super) fn waits_again(&self, place: &Place) -> bool {
        self.waits_in_loops(&place.file)
            .contains(&(place.line, place.column))
    }

    /// The function around a place has such a wait.
    pub(in super::super) fn has_a_waiting_loop(&self, place: &Place) -> bool {
        let Some((first, last)) = self.lines_around(place) else {
            return false;
        };
        let mut waits = self.waits_in_loops(&place.file).into_iter();
        waits.any(|(line, _)| (first..=last).contains(&line))
    }

    fn waits_in_loops(&self, file: &str) -> Vec<(u32, u32)> {
        let text = self.sources.get(file);
        text.map_or_else(Vec::new, |text| names::waits_again(text))
    }

    /// Somewhere a duration is rounded.
    pub(in super::super) fn rounds(&self) -> bool {
        let mut files = self.sources.keys();
        files.any(|file| self.look(file, signature::rounds) == Some(true))
    }

    /// A sender of this channel, made there, is given to `forget` or `leak` in the same function.
    pub(in super::super) fn forgets(&self, channel: u32, made: &Place, failure: &Failure) -> bool {
        let name = self.end(channel, Operation::Send, failure);
        let name = name.split('`').nth(1).unwrap_or_default();
        let forgets = |lines| {
            let find = |file: &syn::File| signature::forgets(file, name, lines);
            self.look(&made.file, find) == Some(true)
        };
        self.lines_around(made).is_some_and(forgets)
    }

    /// Both places stand in one function, as far as is known.
    pub(in super::super) fn are_near(&self, one: &Place, other: &Place) -> bool {
        self.are_in_one_function(one, other)
    }

    /// The caller waits in the call that made what it waits for: whoever was to have the other end of it has not got it yet.
    pub(in super::super) fn is_made_by_the_call(&self, wait: &Wait, failure: &Failure) -> bool {
        let mut objects = failure.objects.iter();
        let Some(object) = objects.find(|it| wait.objects.contains(&it.id)) else {
            return false;
        };
        let Some(made) = &object.created else {
            return object.handles.iter().all(|it| it.made.is_none());
        };
        let begins = failure.steps.iter().rfind(|it| {
            it.occurrence == Occurrence::Blocked && it.thread == 0 && it.place == wait.place
        });
        let via = begins.map_or(&[][..], |it| &it.via);
        let mut around = wait.place.iter().chain(via);
        around.any(|it| self.are_in_one_function(it, made))
    }
}
