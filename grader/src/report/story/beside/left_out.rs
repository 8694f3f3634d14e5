//! Conditions that leave something out that should have come all the same.

use crate::report::{
    names::gives_up_full,
    story::{
        Clue, Names,
        leads::{lets_go, told},
        nth,
    },
};
use wire::{Code, Failure, Operation};

/// What to do about the first.
pub(super) const TAKE_FIRST: &str =
    "give what is still there first: the end comes only when nothing is left";
/// What to do about the second.
pub(super) const ALL_THE_SAME: &str =
    "take back what was counted however the call ended: a panic ends it, too";

/// The condition by which a call gives `None` for a flag alone, where a value never came and the last that was done is the
/// wait of such a call.
pub(super) fn gives_up_full(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let last = told(failure).rfind(|it| !lets_go(it))?;
        let place = last.place.as_ref()?;
        let function = names.around(place)?;
        let is_about = matches!(failure.code, Code::LostItem | Code::EarlyClose)
            && last.operation == Operation::Wait;
        let find = |it: &syn::File| gives_up_full::gives_up_full(it, function.spot(), place);
        let (spot, flag, queue) = names.look(&place.file, find).flatten()?;
        let text =
            format!("the call ends here because of `{flag}` alone, whatever is still in `{queue}`");
        is_about.then(|| Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// The condition by which a number is taken back only if a call went well, where it panicked.
pub(super) fn only_if_ok(failure: &Failure, names: &Names) -> Vec<Clue> {
    let panics = || told(failure).filter(|it| it.operation == Operation::Panic);
    let clue = panics().find_map(|it| {
        let place = it.place.as_ref()?;
        let find = |file: &syn::File| gives_up_full::only_if_ok(file, place);
        let (spot, name) = names.look(&place.file, find).flatten()?;
        let steps: Vec<String> = panics()
            .filter(|other| other.place == it.place)
            .map(|it| nth(it).to_string())
            .collect();
        let (line, word) = (place.line, if steps.len() == 1 { "step" } else { "steps" });
        let text = format!(
            "not so after a panic in line {line}, as in {word} {}: `{name}` is not taken back then",
            steps.join(" and ")
        );
        Some(Clue::cause(spot.within(&place.file), text))
    });
    clue.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{gives_up_full, only_if_ok};
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    const TEXT: &str = "fn take() -> O {\n while s.queue.is_empty() && !s.closed {\ns = c.wait(s);\n }\n if s.closed {\n  \
                        return None;\n }\n q\n}\nfn work() {\n s.n += 1;\nlet ok = catch_unwind(g);\n if ok.is_ok() {\n  \
                        s.n -= 1;\n }\n}\n";

    #[test]
    fn what_was_left_out_is_told_where_that_was_decided() {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), TEXT.to_owned())]);
        let mut failure = bare(Code::LostItem, String::new());
        failure.steps = vec![
            step(1, (1, 12), Operation::Panic, 7, Occurrence::Done),
            step(2, (0, 3), Operation::Wait, 7, Occurrence::Done),
        ];
        let names = Names::of(&failure).with_sources(&sources);
        let (full, ok) = (
            gives_up_full(&failure, &names),
            only_if_ok(&failure, &names),
        );
        let lines = [&full, &ok].map(|it| it.first().map(|it| it.place.line));
        assert_eq!(lines, [Some(5), Some(13)]);
        failure.code = Code::WrongValue;
        assert!(gives_up_full(&failure, &names).is_empty());
        failure.steps.clear();
        assert!(gives_up_full(&failure, &names).is_empty());
        assert!(only_if_ok(&failure, &names).is_empty());
    }
}
