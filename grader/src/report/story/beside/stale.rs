//! What depends on the time, and is read as it was left.

use super::{answerer::answerer, reckoned::reached};
use crate::report::{
    names::{Function, reckoned::stale},
    story::{Clue, Names, leads::told},
};
use wire::{Code, Failure};

/// Where the function that gave a wrong answer reads a field without that being brought up to date before, as others do
/// that read it, if time had passed since any other function did something.
pub(super) fn stale(failure: &Failure, names: &Names) -> Vec<Clue> {
    let codes = [
        Code::WrongValue,
        Code::LimitExceeded,
        Code::TooEarly,
        Code::TooLate,
    ];
    let found = || {
        let (file, caller) = answerer(failure, names)?;
        if !codes.contains(&failure.code) || !time_passed(failure, names, caller) {
            return None;
        }
        let reach = |it| reached(vec![it], file, names);
        let is_in = |it: &Function, all: &[&Function]| all.contains(&it);
        let functions = names.functions_of(file);
        let own = reach(caller);
        let mut late = functions.iter().filter(|it| !is_in(it, &own));
        late.find_map(|brings| {
            let fields = names.look(file, |it| stale::brought_up(it, brings.spot()))?;
            fields.iter().find_map(|field| {
                let reads = |function: &Function| {
                    names.look(file, |it| stale::read_first(it, function.spot(), field))?
                };
                let spot = reads(caller)?;
                let is_one = names.look(file, |it| stale::is_of_one(it, field)) == Some(true);
                let mut others = functions.iter().filter(|it| *it != brings && *it != caller);
                let is_usual = others.any(|it| {
                    is_in(brings, &reach(it)) && names.mentions_field(file, it, field)
                });
                let (name, line) = (&brings.name, brings.first);
                let text = format!(
                    "`{field}` is read here as the last call left it: `{name}` (line {line}), which brings it up to date, \
                     is not called before"
                );
                (is_one && is_usual).then(|| Clue::cause(spot.within(file), text))
            })
        })
    };
    found().into_iter().collect()
}

/// What to do about it.
pub(super) const ADVICE: &str =
    "what depends on the time is brought up to date before it is read, each time";

/// Time has passed between the last step of another function and that of this one.
fn time_passed(failure: &Failure, names: &Names, function: &Function) -> bool {
    let is_own = |line: u32| (function.first..=function.last).contains(&line);
    let mut steps = told(failure).rev();
    let Some(last) = steps.find(|it| it.place.as_ref().is_some_and(|it| is_own(it.line))) else {
        return false;
    };
    let mut others = told(failure).filter(|it| it.number < last.number);
    others
        .rfind(|it| {
            let place = it.place.as_ref();
            place.is_some_and(|it| names.around(it).is_some_and(|it| it != function))
        })
        .is_some_and(|it| it.at < last.at)
}

impl Names {
    /// A field of this name is read in a function.
    fn mentions_field(&self, file: &str, function: &Function, field: &str) -> bool {
        let found = self.look(file, |it| stale::reads(it, function.spot(), field));
        found == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::stale;
    use crate::{
        report::story::{
            Names,
            sample::{place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    const TEXT: &str = "impl L {\nfn refill(&mut self, now: Instant) {\nlet come = now.duration_since(self.since);\n\
                        self.left -= come;\n}\npub fn take(&mut self, now: Instant) -> bool {\nself.refill(now);\n\
                        self.left > 0\n}\npub fn idle(&self) -> bool {\nself.lock();\nself.left > 0\n}\n}\n\
                        struct L { left: u32 }\n";

    #[test]
    fn what_depends_on_the_time_is_told_where_it_is_read_as_it_was_left() {
        let lines = |text: &str, passed: u64| -> Vec<u32> {
            let mut failure: Failure = bare(Code::WrongValue, String::new());
            failure.place = Some(place(11));
            let lock = |number, line| step(number, (0, line), Operation::Lock, 5, Occurrence::Done);
            failure.steps = vec![lock(1, 7), lock(2, 11)];
            failure.steps[1].at = 1 + passed;
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(&failure).with_sources(&sources);
            let clues = stale(&failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        assert_eq!(lines(TEXT, 7), [12]);
        assert!(lines(TEXT, 0).is_empty(), "no time has passed");
        let brought = TEXT.replace("self.lock()", "self.refill(now)");
        assert!(lines(&brought, 7).is_empty());
    }
}
