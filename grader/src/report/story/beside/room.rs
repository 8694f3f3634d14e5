//! A channel whose capacity is another than what was asked for.

use super::waits_with;
use crate::report::{
    names::capacity::{self, Capacity},
    story::{Clue, Names},
};
use wire::{Code, Failure, ObjectReport, Occurrence, Operation};

/// Where a channel is created that has more room, or less, than the function around was asked for: what its capacity is
/// made of.
pub(super) fn room(failure: &Failure, names: &Names) -> Vec<Clue> {
    let about = |object: &ObjectReport| {
        let created = object.created.as_ref()?;
        let size = object.kind.strip_prefix("channel of capacity ")?;
        let size: u64 = size.parse().ok()?;
        let find = |file: &syn::File| capacity::capacity(file, created);
        let made = names.look(&created.file, find).flatten()?;
        let is_full = object.queued > Some(0);
        let text = match made {
            // Where all who work wait themselves, that is the fault, whatever the room.
            Capacity::Fixed
                if is_too_small(failure, object.id)
                    && waits_with::all_who_work(failure, names).is_empty() =>
            {
                let function = names.around(created)?;
                let find = |file: &syn::File| capacity::unused(file, function.spot());
                let unused = names.look(&created.file, find)?;
                let [name] = &unused[..] else {
                    return None;
                };
                format!("the capacity is {size} in every call: `{name}` is not used for it")
            }
            Capacity::More(text, name, more) if is_full && is_too_much(failure) => {
                let rest = size.checked_sub(more)?;
                format!("`{text}` is {size} here, and `{name}` is {rest}")
            }
            Capacity::AtLeast(text, name, least)
                if is_full && is_too_much(failure) && size == least =>
            {
                format!("`{text}` is never less than {least}, even where `{name}` is 0")
            }
            _ => return None,
        };
        Some(Clue::beside(created.clone(), text))
    };
    let mut clues: Vec<Clue> = failure.objects.iter().rev().filter_map(about).collect();
    clues.truncate(1);
    clues
}

/// More was taken, or made, than there should have been room for.
fn is_too_much(failure: &Failure) -> bool {
    matches!(failure.code, Code::NotLazy | Code::LimitExceeded)
}

/// Somebody waits to send on it, who should not.
fn is_too_small(failure: &Failure, id: u32) -> bool {
    let is_about = matches!(failure.code, Code::NotConcurrent | Code::Deadlock);
    let mut steps = failure.steps.iter().filter(|it| it.object == Some(id));
    let last = steps.rfind(|it| it.operation == Operation::Send);
    is_about && last.is_some_and(|it| it.occurrence == Occurrence::Blocked)
}

#[cfg(test)]
mod tests {
    use super::room;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    /// What is said of a channel that is created in line 2 by this.
    fn texts(failure: &Failure, made: &str) -> Vec<String> {
        let text = format!("pub fn f(n: usize) {{\n{made}\n}}\n");
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = room(failure, &names).into_iter();
        clues.map(|it| it.text).collect()
    }

    #[test]
    fn what_a_capacity_is_made_of_is_told() {
        let mut failure = bare(Code::NotLazy, String::new());
        failure.objects = vec![channel(5, "channel of capacity 1", 2)];
        failure.objects[0].queued = Some(1);
        let more = "`n + 1` is 1 here, and `n` is 0";
        assert_eq!(texts(&failure, "bounded(n + 1);"), [more]);
        let least = "`n.max(1)` is never less than 1, even where `n` is 0";
        assert_eq!(texts(&failure, "bounded(n.max(1));"), [least]);
        assert!(texts(&failure, "bounded(n);").is_empty());
        failure.objects[0].queued = None;
        assert!(texts(&failure, "bounded(n + 1);").is_empty(), "empty");
        failure.code = Code::NotConcurrent;
        failure.steps = vec![step(1, (1, 2), Operation::Send, 5, Occurrence::Blocked)];
        let fixed = "the capacity is 1 in every call: `n` is not used for it";
        assert_eq!(texts(&failure, "bounded(1);"), [fixed]);
        assert!(texts(&failure, "bounded(1); g(n);").is_empty(), "used");
        failure.steps[0].occurrence = Occurrence::Done;
        assert!(texts(&failure, "bounded(1);").is_empty(), "it had room");
    }
}
