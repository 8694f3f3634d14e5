//! A method that took something without waiting for it.

use crate::report::{
    names::unawaited::{self, Unawaited},
    story::{Clue, Names},
};
use wire::{Code, Failure};

/// What to do about it.
pub(super) const ADVICE: &str =
    "wait under the lock until something is there, or nothing more can come";

/// Where it took, if nothing came of that, and another method of the type waits.
pub(super) fn unawaited(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let place = failure.place.as_ref().filter(|_| gave_nothing(failure))?;
        let around = names.around(place)?;
        if !around.is_public || names.only_tries(place) {
            return None;
        }
        let find = |file: &syn::File| unawaited::unawaited(file, around.spot());
        let Unawaited {
            spot,
            field,
            other,
            line,
        } = names.look(&place.file, find).flatten()?;
        let name = &around.name;
        let text = format!(
            "`{name}` takes here, whether anything is in `{field}` or not: `{other}` waits for that (line {line})"
        );
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

/// Something was wanted, and nothing came.
fn gave_nothing(failure: &Failure) -> bool {
    let value = |name: &str| {
        let figure = failure.figures.iter().find(|it| it.name == name);
        figure.map(|it| it.value.as_str())
    };
    let nothing = ["[]", "None"].map(Some);
    let came = value("received").or_else(|| value("got"));
    let is_empty = nothing.contains(&came) && value("expected") != came;
    match failure.code {
        Code::LostItem => is_empty,
        Code::WrongValue => is_empty || failure.message.contains("it gave nothing"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::unawaited;
    use crate::{
        report::story::{
            Names,
            sample::{place, received},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::Code;

    #[test]
    fn who_gave_nothing_is_asked_whether_it_waited() {
        let lines = |value: &str, name: &str| -> Vec<u32> {
            let text = format!(
                "impl B {{\n pub fn {name}(&self) {{\n  s.queue.pop_front()\n }}\n pub fn take(&self) {{\n  \
                 while s.queue.is_empty() {{ s = self.c.wait(s); }}\n  s.queue.pop_front()\n }}\n}}\n"
            );
            let mut failure = bare(Code::LostItem, String::new());
            failure.figures = vec![received(value, 0)];
            failure.place = Some(place(3));
            let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
            let names = Names::of(&failure).with_sources(&sources);
            let clues = unawaited(&failure, &names);
            clues.iter().map(|it| it.place.line).collect()
        };
        assert_eq!(lines("[]", "many"), [3]);
        assert!(lines("[1]", "many").is_empty());
        assert!(lines("[]", "try_take").is_empty());
    }
}
