//! A number made of the time that has passed, which is held down before it is used.

use super::worked_out::answers;
use crate::report::{
    names::held_down as source,
    story::{Clue, Names},
};
use wire::{Code, Failure};

/// What to do about it.
pub(super) const ADVICE: &str =
    "all of the time that has passed counts: look at what becomes of a large number on its way";

/// Where a call that answered too late holds such a number down, if that may be larger by now.
pub(super) fn held_down(failure: &Failure, names: &Names) -> Vec<Clue> {
    let answers = answers(failure, names).filter(|_| failure.code == Code::TooLate);
    let Some((file, functions)) = answers else {
        return Vec::new();
    };
    let found = functions.iter().flat_map(|function| {
        let found = names.look(file, |it| source::held_down(it, function.spot()));
        found.unwrap_or_default()
    });
    let found = found.filter(|it| failure.at / it.unit > it.most);
    let clue = |it: source::HeldDown| {
        let most = it.most;
        let text = match (&it.cut, &it.name) {
            (Some(ty), _) => format!(
                "a number above {most} does not fit into `{ty}`: `as {ty}` makes a smaller one of that here"
            ),
            (None, Some(name)) => {
                format!(
                    "no more than {most} of `{name}` is kept here, however much time has passed"
                )
            }
            (None, None) => {
                format!("no more than {most} is kept here, however much time has passed")
            }
        };
        Clue::cause(it.spot.within(file), text)
    };
    found.map(clue).collect()
}

#[cfg(test)]
mod tests {
    use super::held_down;
    use crate::{
        report::story::{Names, sample::place},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure};

    fn lines(failure: &Failure, held: &str) -> Vec<u32> {
        let text = format!(
            "impl B {{\n pub fn take(&self) -> Result<(), Duration> {{\n  self.fill(now)\n }}\n fn fill(&self, now: \
             Instant) {{\n  let n = (now - self.at).as_nanos() / self.every;\n  {held};\n }}\n}}\n"
        );
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = held_down(failure, &names);
        clues.iter().map(|it| it.place.line).collect()
    }

    #[test]
    fn what_is_held_down_matters_when_more_time_has_passed() {
        let mut failure = bare(Code::TooLate, String::new());
        failure.place = Some(place(3));
        failure.at = 4_000_000_000;
        assert_eq!(lines(&failure, "n.min(1)"), [7]);
        assert!(lines(&failure, "n as u32").is_empty());
        failure.at = 5_000_000_000;
        assert_eq!(lines(&failure, "n as u32"), [7]);
        failure.code = Code::TooEarly;
        assert!(lines(&failure, "n.min(1)").is_empty());
    }
}
