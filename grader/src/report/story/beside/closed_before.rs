//! Who told of something by a close, and wrote what that is only afterwards.

use crate::report::{
    names::{answers, changes_after},
    story::{Clue, Names, leads::told, nth},
};
use wire::{Code, Failure, Occurrence, Operation, Step};

/// What to do about it.
pub(super) const ADVICE: &str =
    "write first, and close afterwards: who hears of the close looks at once";

/// Where a thread closed what the check looked at, and had not come yet to the next statement, which changes the field that
/// the check asked for then.
pub(super) fn closed_before(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let asked = failure.place.as_ref().filter(|_| {
            matches!(failure.code, Code::WrongValue | Code::TooEarly) && failure.elided == 0
        })?;
        let function = names.around(asked).filter(|it| it.is_public)?;
        let find = |it: &syn::File| answers::answer(it, function.spot());
        let Some(answers::Answer::Field(_, field)) = names.look(&asked.file, find).flatten() else {
            return None;
        };
        let look = told(failure).rfind(|it| it.place.as_ref() == Some(asked))?;
        let heard = failure.steps.iter().rfind(|it| {
            let is_own = it.thread == look.thread && it.number < look.number;
            is_own && it.operation == Operation::Receive
        })?;
        let closes = |it: &&Step| {
            (it.operation, it.object) == (Operation::Drop, heard.object)
                && it.note.as_deref() == Some("the last sender")
                && it.number < heard.number
                && it.thread != look.thread
        };
        let closing = told(failure).rfind(closes)?;
        let mut later = told(failure).filter(|it| it.number < look.number);
        let is_on = later.any(|it| it.thread == closing.thread && it.number > closing.number);
        if heard.occurrence != Occurrence::Disconnected || is_on {
            return None;
        }
        let place = closing.place.as_ref()?;
        let after = |it: &syn::File| changes_after::changed_after(it, place);
        let (spot, changed) = names.look(&place.file, after).flatten()?;
        let (what, step) = (
            names.end(heard.object?, Operation::Receive, failure),
            nth(closing),
        );
        let text = format!(
            "closes {what} here, in step {step}, before line {} writes `{field}`: {} looked at `{field}` in between",
            spot.line,
            names.thread(look.thread)
        );
        (changed == field).then(|| Clue::cause(place.clone(), text))
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::closed_before;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Occurrence, Operation};

    #[test]
    fn who_closes_before_it_writes_is_told() {
        let text = "impl S {\n fn cancel(&self) {\ndrop(open);\n  self.inner.lock().unwrap().cause = Some(c);\n }\n \
                    pub fn cause(&self) -> C {\n  self.inner.lock().unwrap().cause\n }\n}\n";
        let lines = |failure: &Failure| -> Vec<u32> {
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
            let names = Names::of(failure).with_sources(&sources);
            let clues = closed_before(failure, &names).into_iter();
            clues.map(|it| it.place.line).collect()
        };
        let mut failure = bare(Code::WrongValue, String::new());
        failure.place = Some(place(7));
        failure.objects = vec![channel(7, "channel of capacity 0", 1)];
        failure.steps = vec![
            step(1, (1, 3), Operation::Drop, 7, Occurrence::Done),
            step(2, (0, 0), Operation::Receive, 7, Occurrence::Disconnected),
            step(4, (0, 7), Operation::Lock, 8, Occurrence::Done),
        ];
        failure.steps[0].note = Some("the last sender".to_owned());
        assert_eq!(lines(&failure), [3]);
        let wrote = step(3, (1, 4), Operation::Lock, 8, Occurrence::Done);
        failure.steps.insert(2, wrote);
        assert!(lines(&failure).is_empty());
    }
}
