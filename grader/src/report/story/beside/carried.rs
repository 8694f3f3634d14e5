//! What is carried out of a map, and may have been removed from it before it is used.

use crate::report::{
    names::{Function, carried},
    story::{Clue, Names, leads::told, nth},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// Where a clone of an entry of a map is used after its lock was let go, and another thread has had that lock in between
/// in a function that removes entries; and where that does so.
pub(super) fn carried(failure: &Failure, names: &Names) -> Vec<Clue> {
    let codes = [
        Code::LimitExceeded,
        Code::WrongValue,
        Code::LostItem,
        Code::DuplicatedItem,
    ];
    if !codes.contains(&failure.code) {
        return Vec::new();
    }
    let locks = told(failure).filter(|it| has(it));
    let mut clues = locks.map(|lock| removed(lock, failure, names));
    clues.find_map(|it| it).unwrap_or_default()
}

/// What to do about it.
pub(super) const ADVICE: &str = "use what is in the map under the lock of the map, or see to it that nobody removes what is in use";

/// It takes a lock.
fn has(step: &Step) -> bool {
    let takes = matches!(step.operation, Operation::Lock | Operation::Read);
    takes && step.occurrence == Occurrence::Done && step.place.is_some()
}

/// What was carried out under a lock, and may have been removed since.
fn removed(lock: &Step, failure: &Failure, names: &Names) -> Option<Vec<Clue>> {
    let place = lock.place.as_ref()?;
    let file = place.file.as_str();
    let function = names.around(place)?;
    let carried = names.look(file, |it| carried::carried(it, function.spot()))??;
    let (map, name) = (&carried.map, &carried.name);
    let is_there = place.line <= carried.spot.line
        && names
            .object(lock.object?, failure)
            .contains(&format!("`{map}`"));
    let removals = names.look(file, |it| carried::removals(it, map))?;
    let mut after = told(failure).filter(|it| it.number > lock.number);
    let other = after.find(|it| it.thread != lock.thread && it.object == lock.object && has(it))?;
    let remover = names
        .around(other.place.as_ref()?)
        .filter(|it| *it != function)?;
    let is_in = |it: &Function, line: u32| (it.first..=it.last).contains(&line);
    let (spot, method) = removals
        .iter()
        .find(|(spot, _)| is_in(remover, spot.line))?;
    // Nothing else was done before, and something is done after that.
    let own = || told(failure).filter(|it| it.thread == lock.thread && it.number > lock.number);
    let mut between = own().filter(|it| it.number < other.number);
    let lets_go = |it: &Step| it.operation == Operation::Unlock && it.object == lock.object;
    let is_used = own().any(|it| it.number > other.number && !lets_go(it));
    if !is_there || !is_used || !between.all(lets_go) {
        return None;
    }
    let (who, step) = (names.thread(other.thread), nth(other));
    let line = carried.spot.line;
    let text = format!(
        "`{name}`, which line {line} got from `{map}`, is used here after the lock was let go: in between, in step {step}, \
         {who} took that lock, and `{method}` (line {}) may have removed that entry",
        spot.line
    );
    let used = carried.used.line;
    let here = format!("what line {line} got may be removed here before line {used} uses it");
    Some(vec![
        Clue::cause(carried.used.within(file), text),
        Clue::beside(spot.within(file), here),
    ])
}

#[cfg(test)]
mod tests {
    use super::carried;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    const TEXT: &str = "fn f(&self) {\nlet it = self.all.lock().unwrap().get(&k)?.clone();\nit.lock();\n}\nfn g(&self) {\n\
                        let mut all = self.all.lock().unwrap();\nall.clear();\n}\n";

    #[test]
    fn what_may_have_been_removed_is_told_where_it_is_used() {
        let mut failure: Failure = bare(Code::LimitExceeded, String::new());
        failure.objects = vec![channel(9, "mutex", 0)];
        failure.objects[0].label = "`all`".to_owned();
        let at =
            |number, at, operation, object| step(number, at, operation, object, Occurrence::Done);
        failure.steps = vec![
            at(1, (1, 2), Operation::Lock, 9),
            at(2, (1, 2), Operation::Unlock, 9),
            at(3, (2, 6), Operation::Lock, 9),
            at(4, (1, 3), Operation::Lock, 8),
        ];
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), TEXT.to_owned())]);
        let lines = |failure: &Failure| -> Vec<u32> {
            let names = Names::of(failure).with_sources(&sources);
            let clues = carried(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(&failure), [3, 7]);
        let mut early = failure.clone();
        early.steps.insert(2, at(2, (1, 3), Operation::Lock, 8));
        assert!(lines(&early).is_empty(), "it was used before");
        let mut unused = failure.clone();
        unused.steps.pop();
        assert!(lines(&unused).is_empty(), "it was not used after that");
        let mut own = failure.clone();
        own.steps[2].thread = 1;
        assert!(lines(&own).is_empty(), "nobody else had the lock");
        failure.code = Code::Deadlock;
        assert!(lines(&failure).is_empty());
    }
}
