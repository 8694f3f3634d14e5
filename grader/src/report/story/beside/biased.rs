//! A choice that always falls on the same.

use crate::report::{
    names::selects,
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// So often something is taken from one channel while another is passed over.
const OFTEN: usize = 8;

/// Where it is said that the first who is ready is taken, if one input was passed over for long that was ready as well.
pub(super) fn biased(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let has_items = failure.figures.iter().any(|it| it.difference.is_some());
        let is_about = failure.code == Code::WrongOrder && !has_items;
        let receive = passed_over(failure).filter(|_| is_about)?;
        let place = receive.place.as_ref()?;
        let lines = names.lines_around(place)?;
        let find = |file: &syn::File| selects::biased(file, place, lines);
        let (spot, is_macro) = names.look(&place.file, find)??;
        let which = if is_macro {
            "first one here"
        } else {
            "one that was added first"
        };
        Some(Clue {
            place: spot.within(&place.file),
            text: format!("of those that are ready, the {which} is taken, each time anew"),
            // Such a macro is written for that, the method rather by chance.
            primary: !is_macro,
        })
    };
    found().into_iter().collect()
}

/// The first receive from a channel of the check's, by a thread that had taken values of others at the same place, time
/// and again, since there was one in this.
fn passed_over(failure: &Failure) -> Option<&Step> {
    let is_checks = |id: Option<u32>| {
        let mut objects = failure.objects.iter();
        objects.any(|it| Some(it.id) == id && it.created.is_none())
    };
    let takes = |it: &&Step| {
        it.operation == Operation::Receive
            && it.occurrence == Occurrence::Done
            && is_checks(it.object)
    };
    // What was left out of a trace may have been anything, but of each message the number is known.
    let is_first = |it: &Step| it.note.as_deref() == Some("message 1");
    told(failure).filter(takes).find(|first| {
        let sends = |it: &&Step| {
            it.operation == Operation::Send
                && it.occurrence == Occurrence::Done
                && it.object == first.object
                && is_first(it)
        };
        let Some(sent) = failure.steps.iter().find(sends) else {
            return false;
        };
        let others = told(failure).filter(takes).filter(|it| {
            (it.thread, &it.place) == (first.thread, &first.place)
                && it.object != first.object
                && (sent.number..first.number).contains(&it.number)
        });
        is_first(first) && others.count() >= OFTEN
    })
}

#[cfg(test)]
mod tests {
    use super::{OFTEN, passed_over};
    use crate::{
        report::story::sample::{channel, step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    /// Whether channel 2 is passed over, on which something is sent in that step.
    fn found(sent: u64) -> bool {
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.objects = [1, 2].map(|id| channel(id, "unbounded channel", 0)).into();
        let done = Occurrence::Done;
        let taken = 2 * OFTEN as u64;
        let receive = |number, object| step(number, (1, 5), Operation::Receive, object, done);
        let receives = (1..taken).map(|number| receive(number, u32::from(number == taken - 1) + 1));
        failure.steps = receives.collect();
        failure
            .steps
            .push(step(sent, (0, 0), Operation::Send, 2, done));
        for step in &mut failure.steps {
            step.note = (step.object == Some(2)).then(|| "message 1".to_owned());
        }
        passed_over(&failure).is_some()
    }

    #[test]
    fn an_input_is_passed_over_that_had_something_all_the_time() {
        assert!(found(0));
        assert!(!found(2 * OFTEN as u64 - 3));
    }
}
