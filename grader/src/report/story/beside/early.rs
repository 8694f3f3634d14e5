//! A call that left a function before that started its thread.

use crate::report::{
    names::ways,
    story::{Clue, Names, leads, leads::told},
};
use wire::{Failure, ObjectReport, Operation};

/// The way on which the call left a function that made the stream which is open still: there it dropped what else it
/// had made for a thread.
pub(super) fn left(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let open = leads::open_still(failure).filter(|_| failure.elided == 0)?;
        let open = failure.objects.iter().find(|it| it.id == open)?;
        let outermost = open.via.last()?;
        // Channels have their numbers in the order in which they were made.
        let channels = || {
            let mut objects: Vec<&ObjectReport> = failure.objects.iter().collect();
            objects.retain(|it| it.id > open.id && it.kind.starts_with("channel of"));
            objects.sort_by_key(|it| it.id);
            objects.into_iter()
        };
        let mut same = channels().take_while(|it| it.created != open.created);
        same.find_map(|other| {
            let created = other.created.as_ref()?;
            if other.via.last() != Some(outermost) {
                return None;
            }
            let by = open.handles.first()?.made_by;
            let mut own = told(failure).filter(|it| it.thread == by);
            let dropped = own.clone().find(|it| {
                let there = it.place.as_ref();
                it.operation == Operation::Drop
                    && it.object == Some(other.id)
                    && it.via == other.via
                    && there.is_some_and(|it| names.are_in_one_function(it, created))
            })?;
            // On the other ways it would have started a thread right before.
            let before = own.rfind(|it| it.number < dropped.number);
            if before.is_some_and(|it| it.operation == Operation::Spawn) {
                return None;
            }
            let function = names.around(created)?;
            let way = |file: &syn::File| ways::before_the_thread(file, function.spot());
            let spot = names.look(&created.file, way).flatten()?;
            let open = names.end(open.id, Operation::Receive, failure);
            let name = &function.name;
            Some(Clue {
                place: spot.within(&created.file),
                text: format!(
                    "`{name}` is left here for {open}: it has started no thread, and not closed {open} either"
                ),
                primary: true,
            })
        })
    };
    found().into_iter().collect()
}
