//! A text of a type of the learner's, of which the check complains.

use crate::report::{
    names::texts,
    story::{Clue, Names},
};
use wire::{Failure, Place};

/// Where the text is made of which the message says something: "the `Debug` text of `Full` is empty".
pub(super) fn text_of(failure: &Failure, names: &Names) -> Vec<Clue> {
    let clue = found(failure, names).map(|(place, text)| Clue::cause(place, text));
    clue.into_iter().collect()
}

/// What to do about it.
pub(super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    found(failure, names)
        .map(|_| "look at what is written there: whoever reads that text knows nothing else")
}

fn found(failure: &Failure, names: &Names) -> Option<(Place, String)> {
    let (kind, owner) = named(&failure.message)?;
    let made = names
        .sources
        .keys()
        .filter_map(|file| {
            let text = names
                .look(file, |file| texts::made_by(file, kind, owner))
                .flatten()?;
            Some((text.spot.within(file), text.is_empty))
        })
        .collect::<Vec<_>>();
    match &made[..] {
        [(place, is_empty)] => {
            let made = if *is_empty {
                ": nothing is written"
            } else {
                ""
            };
            Some((
                place.clone(),
                format!("the `{kind}` text of `{owner}` is made here{made}"),
            ))
        }
        _ => None,
    }
}

/// The names of the trait and of the type.
fn named(message: &str) -> Option<(&str, &str)> {
    let rest = message.strip_prefix("the `")?;
    let (kind, rest) = rest.split_once("` text of `")?;
    let (owner, _) = rest.split_once('`')?;
    let is_name = |it: &str| it.chars().all(|c| c.is_alphanumeric() || c == '_');
    (is_name(kind) && is_name(owner)).then_some((kind, owner))
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_message_names_the_trait_and_the_type() {
        let found = named("the `Debug` text of `Full` is empty: an `unwrap` tells nothing");
        assert_eq!(found, Some(("Debug", "Full")));
        assert_eq!(named("the winner is wrong"), None);
    }
}
