//! What is taken out of a collection in the midst of a cancellation, and then told nothing.

use crate::report::{
    names::only_dropped,
    story::{Clue, Names, leads::told, origin::drops_a_sender},
};
use wire::{Code, Failure, Operation, Place, Step};

/// Where that is dropped, in the function that closed one of several streams that are made at the same place.
pub(super) fn only_dropped(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::CancellationIgnored || failure.elided > 0 {
        return Vec::new();
    }
    let created = |id: u32| {
        let object = failure.objects.iter().find(|it| it.id == id)?;
        object.created.as_ref()
    };
    let has_others = |id: u32| {
        let mut others = failure.objects.iter().filter(|it| it.id != id);
        created(id).is_some() && others.any(|it| it.created.as_ref() == created(id))
    };
    let closes = |it: &&Step| {
        let is_last = it.note.as_deref() == Some("the last sender");
        is_last && drops_a_sender(it) && it.object.is_some_and(has_others)
    };
    let clue = |place: &Place| {
        let lines = names.lines_around(place)?;
        let found = names.look(&place.file, |file| only_dropped::only_dropped(file, lines))?;
        // What is dropped there in sight is known by that.
        let is_told = |line: u32| {
            let is_here = |it: &Place| it.file == place.file && it.line == line;
            told(failure)
                .any(|it| it.operation == Operation::Drop && it.place.as_ref().is_some_and(is_here))
        };
        let it = found.into_iter().find(|it| !is_told(it.end.line))?;
        let (from, line) = (&it.from, it.taken.line);
        let text = if it.taken == it.end {
            format!("what is in `{from}` is taken out here, and told nothing of the end")
        } else {
            format!(
                "what was in `{from}` until line {line} is only dropped here, and told nothing of the end"
            )
        };
        Some(Clue::cause(it.end.within(&place.file), text))
    };
    let steps = told(failure).filter(closes).rev();
    let mut places = steps.filter_map(|it| it.place.as_ref());
    places.find_map(clue).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::only_dropped;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn what_is_only_dropped_beside_a_close_is_told_nothing() {
        let text = "fn cancel(&self) {\n let open = mem::take(&mut self.open);\n let all = mem::take(&mut self.all);\n \
                    drop(open);\n drop(all);\n}\n";
        let mut failure = bare(Code::CancellationIgnored, String::new());
        failure.objects = [7, 8]
            .map(|id| channel(id, "channel of capacity 0", 9))
            .into();
        failure.steps = vec![step(1, (0, 4), Operation::Drop, 7, Occurrence::Done)];
        failure.steps[0].note = Some("the last sender".to_owned());
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let lines = |failure: &wire::Failure| -> Vec<u32> {
            let names = Names::of(failure).with_sources(&sources);
            let clues = only_dropped(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [5]);
        failure.objects.pop();
        assert!(lines(&failure).is_empty());
    }
}
