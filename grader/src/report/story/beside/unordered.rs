//! A list that stands in the order in which it was made, where another was asked for.

use crate::report::{
    names::methods::{compares, methods},
    story::{Clue, Names},
};
use wire::{Code, Failure, Place};

/// Where the function whose name stands at a place makes a list, if the order is wrong and the function compares nothing,
/// nor calls any function of yours that may.
pub(in super::super::super) fn unordered_at(
    failure: &Failure,
    place: &Place,
    names: &Names,
) -> Vec<Clue> {
    let found = || {
        let function = names.around(place).filter(|it| it.first == place.line)?;
        let lines = (function.first, function.last);
        let functions = names.functions_of(&place.file);
        let mut calls = function.calls.iter();
        let helps = calls.any(|call| functions.iter().any(|it| call.may_mean(it, function)));
        let words = ["Heap", "BTree"];
        let source = names.sources.get(&place.file)?;
        let sorts = words.iter().any(|it| source.contains(it));
        if failure.code != Code::WrongOrder || helps || sorts {
            return None;
        }
        let find = |file: &syn::File| (compares(file, lines), methods(file, lines));
        let (false, all) = names.look(&place.file, find)? else {
            return None;
        };
        let puts = ["push", "extend", "push_back", "append"];
        let mut put = all.iter().filter(|it| puts.contains(&it.name.as_str()));
        let spot = put.next().filter(|_| put.next().is_none())?.spot;
        let name = &function.name;
        let text = format!(
            "these stay in the order in which this line puts them there: nothing in `{name}` compares two of them"
        );
        Some(Clue::cause(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::unordered_at;
    use crate::{
        report::story::{Names, sample::place},
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::Code;

    fn lines(code: Code, body: &str) -> Vec<u32> {
        let failure = bare(code, String::new());
        let text = format!("pub fn f() {{\n{body}\n}}\nfn g() {{}}\n");
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let names = Names::of(&failure).with_sources(&sources);
        let clues = unordered_at(&failure, &place(1), &names).into_iter();
        clues.map(|it| it.place.line).collect()
    }

    #[test]
    fn what_is_compared_with_nothing_keeps_its_order() {
        let body = "for a in b {\n c.push(a);\n}\nc";
        assert_eq!(lines(Code::WrongOrder, body), [3]);
        assert!(lines(Code::WrongValue, body).is_empty());
        for more in [
            "if a < b {}",
            "c.sort();",
            "g();",
            "BTreeMap::new();",
            "c.push(d);",
        ] {
            assert!(
                lines(Code::WrongOrder, &format!("{more}\n{body}")).is_empty(),
                "{more}"
            );
        }
    }
}
