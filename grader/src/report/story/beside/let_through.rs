//! The condition by which somebody was let through who should have waited. Whether it asks for too little, or was made
//! false too early, is not known: it is no cause.

use crate::report::{
    names::{asked_for, waited_for},
    story::{Clue, Names, entries},
};
use wire::{Code, Failure, Operation};

/// What the thread of the wrong entry found false right before it went on.
pub(super) fn let_through(failure: &Failure, names: &Names) -> Vec<Clue> {
    let found = || {
        let looked = entries::looked_before(failure, names)
            .filter(|it| failure.code == Code::WrongOrder && it.operation == Operation::Wait)?;
        let place = looked.place.as_ref()?;
        let spot = names.look(&place.file, |file| waited_for::condition(file, place));
        let spot = spot.flatten().filter(|it| it.line != place.line)?;
        let fields = names.look(&place.file, |file| asked_for::fields(file, spot))?;
        let who = names.thread(looked.thread);
        let asks = match &fields[..] {
            [] => return None,
            [one] => format!("it asks for `{one}` alone"),
            [rest @ .., last] => {
                format!(
                    "it asks for `{}` and `{last}`, and no more",
                    rest.join("`, `")
                )
            }
        };
        let text = format!("{who} goes on when this is false: {asks}");
        Some(Clue::beside(spot.within(&place.file), text))
    };
    found().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::let_through;
    use crate::{
        report::story::{
            Names,
            sample::{received, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn who_goes_on_found_the_condition_false() {
        let mut failure = bare(Code::WrongOrder, String::new());
        failure.figures = vec![received("[2, 1]", 2)];
        failure.steps = vec![
            step(1, (2, 4), Operation::Wait, 7, Occurrence::Done),
            step(2, (2, 0), Operation::Call, 9, Occurrence::Done),
            step(3, (1, 0), Operation::Call, 9, Occurrence::Done),
        ];
        failure.steps[1].note = Some("entry 1".to_owned());
        failure.steps[2].note = Some("entry 2".to_owned());
        let text = "fn f() {\nlock();\nwhile s.free < n {\ns = c.wait(s);\n}\n}\n".to_owned();
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text)]);
        let told = |failure: &wire::Failure| -> Vec<(u32, String)> {
            let mut failure = failure.clone();
            for step in &mut failure.steps {
                if let Some(place) = step.place.as_mut().filter(|it| it.line == 4) {
                    place.column = 7;
                }
            }
            let names = Names::of(&failure).with_sources(&sources);
            let clues = let_through(&failure, &names).into_iter();
            clues.map(|it| (it.place.line, it.text)).collect()
        };
        let found = told(&failure);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, 3);
        assert!(
            found[0].1.ends_with("it asks for `free` alone"),
            "{}",
            found[0].1
        );
        failure.code = Code::LostItem;
        assert!(told(&failure).is_empty());
    }
}
