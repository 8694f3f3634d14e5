//! A limit that lets one more in than it says.

use super::{lets_in::lets_in, reckoned::meant};
use crate::report::{
    names::{
        Function,
        held_against::{Deed, Held, deeds, is_limited},
    },
    story::{Clue, Names},
};
use wire::{Code, Failure};

/// What to do about it.
pub(super) const ADVICE: &str =
    "count the one who comes now, too, before the count is held against the limit";

/// Where a call that gave too much, or too early, holds a count against its limit before that becomes one more.
pub(super) fn one_more(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::LimitExceeded | Code::TooEarly);
    // A wait that is passed by says more.
    let is_about = is_about && lets_in(failure, names).is_empty();
    let Some(place) = failure.place.as_ref().filter(|_| is_about) else {
        return Vec::new();
    };
    let Some(caller) = names.around(place).filter(|it| it.is_public) else {
        return Vec::new();
    };
    let file = place.file.as_str();
    let all = done(caller, file, names, &mut Vec::new());
    let found = all.iter().enumerate().filter_map(|(at, deed)| {
        let Deed::Holds(held) = deed else {
            return None;
        };
        let (before, after) = all.split_at(at);
        let is_it = |it: &Deed| matches!(it, Deed::More(count) if *count == held.count);
        (!before.iter().any(is_it) && after.iter().any(is_it)).then_some(held)
    });
    let is_it = |it: &&Held| names.look(file, |file| is_limited(file, it)) == Some(true);
    let clue = |it: &Held| {
        let (count, limit) = (&it.count, &it.limit);
        let text = format!(
            "`{count}` may be as large as `{limit}` here already, and one more is let in: who comes now is not counted"
        );
        Clue::cause(it.spot.within(file), text)
    };
    found.filter(is_it).take(1).map(clue).collect()
}

/// What a function does, and in place of each call what is done in that.
fn done<'n>(
    function: &'n Function,
    file: &str,
    names: &'n Names,
    around: &mut Vec<&'n Function>,
) -> Vec<Deed> {
    if around.contains(&function) {
        return Vec::new();
    }
    around.push(function);
    let own = names.look(file, |it| deeds(it, function.spot()));
    let mut all = Vec::new();
    for deed in own.unwrap_or_default() {
        match &deed {
            Deed::Calls(asked) => {
                if let Some(called) = meant(asked, file, names) {
                    all.extend(done(called, file, names, around));
                }
            }
            Deed::Holds(_) | Deed::More(_) => all.push(deed),
        }
    }
    around.pop();
    all
}

#[cfg(test)]
mod tests {
    use super::one_more;
    use crate::{
        report::story::{Names, sample::place},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure};

    fn lines(failure: &Failure, body: &str) -> Vec<u32> {
        let text = format!(
            "impl B {{\n pub fn take(&mut self) {{\n{body}\n }}\n fn is_full(&self) -> bool {{\n  self.n > \
             self.limit\n }}\n fn note(&mut self) {{\n  self.n += 1;\n }}\n pub fn new(limit: u32) -> B {{\n  B {{ n: \
             0, limit }}\n }}\n}}\n"
        );
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(failure).with_sources(&sources);
        let clues = one_more(failure, &names).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn who_comes_now_has_to_be_counted() {
        let mut failure = bare(Code::LimitExceeded, String::new());
        failure.place = Some(place(3));
        assert_eq!(lines(&failure, "if !self.is_full() { self.note() }"), [6]);
        assert!(lines(&failure, "self.note(); self.is_full(); self.note()").is_empty());
        assert!(lines(&failure, "self.is_full()").is_empty());
        failure.code = Code::TooLate;
        assert!(lines(&failure, "if !self.is_full() { self.note() }").is_empty());
    }
}
