//! A wrong send of a thread that merges several channels: whether it may send at all, or what it sends.

use super::guarded;
use crate::{
    report::{
        names::{chooser, flow::Spot, slice},
        story::{
            Clue, Names, beside,
            leads::{self, Fault, hand, measured},
            longest, nth, origin,
        },
    },
    text::{counted, duration},
};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// What is wrong about the send at a place, if that can be told: the cause, and what leads to it.
pub(super) fn merged(failure: &Failure, place: &Place, names: &Names) -> Option<Vec<Clue>> {
    let sent = measured(failure).filter(|it| it.place.as_ref() == Some(place))?;
    let hand = hand(failure, sent)?;
    match hand.fault()? {
        Fault::Choice => chosen(sent, hand.held, names).map(|it| vec![it]),
        Fault::Condition => {
            let guard = names.look(&place.file, |file| slice::guard(file, place))??;
            let (line, number) = (place.line, nth(sent));
            let only = format!("line {line} is reached only if this is so");
            let at = guard.within(&place.file);
            if let Some(buffer) = buffered(failure, sent, hand.empty?, names) {
                return Some(vec![buffer, Clue::beside(at, only)]);
            }
            let what = names.end(hand.empty?.object?, Operation::Receive, failure);
            let look = nth(hand.empty?);
            let text = format!(
                "{only}: it was in step {number}, though step {look} had found nothing in {what}"
            );
            let mut clues = guarded::early(failure, place, guard, names);
            let primary = !clues.iter().any(|it| it.primary);
            let first = Clue {
                place: at,
                text,
                primary,
            };
            clues.insert(0, first);
            Some(clues)
        }
    }
}

/// Where the one of several is chosen that was sent.
fn chosen(sent: &Step, held: usize, names: &Names) -> Option<Clue> {
    let place = sent.place.as_ref()?;
    let lines = names.lines_around(place)?;
    let find = |file: &syn::File| {
        let makers = slice::makers(file, place, lines).into_iter();
        let chosen =
            makers.filter_map(|(spot, name, _)| Some((chooser::chooser(file, spot)?, name)));
        chosen.collect::<Vec<(Spot, String)>>()
    };
    let found = names.look(&place.file, find)?;
    let [(spot, name)] = &found[..] else {
        return None;
    };
    let (number, of) = (nth(sent), counted(held, "value"));
    Some(Clue::cause(
        spot.within(&place.file),
        format!("`{name}` is chosen here: what was sent in step {number} was one of {of}"),
    ))
}

/// The channel in which it waited until something came in the one that had been empty.
fn buffered(failure: &Failure, sent: &Step, empty: &Step, names: &Names) -> Option<Clue> {
    let origin = origin::origin(failure)?;
    let received = origin.received;
    let channel = failure
        .objects
        .iter()
        .find(|it| Some(it.id) == sent.object)?;
    let came = |it: &Step| {
        it.operation == Operation::Send
            && it.object == empty.object
            && it.occurrence == Occurrence::Done
            && (sent.number..received.number).contains(&it.number)
    };
    let has_room = channel.kind != "channel of capacity 0";
    let is_later = sent.at < received.at && failure.steps.iter().any(came);
    if !has_room || !is_later {
        return None;
    }
    let (name, item) = (names.object(channel.id, failure), origin.item);
    let (step, at, then) = (nth(sent), duration(sent.at), duration(received.at));
    Some(Clue::cause(
        channel.created.clone()?,
        format!(
            "{name} is created here: item {item} was sent in step {step}, at {at}, and received at {then}"
        ),
    ))
}

/// It waits for others with something in hand that needs no time.
pub(in super::super::super) fn waits_in_vain(failure: &Failure, names: &Names) -> bool {
    let spent = longest(failure, names).filter(|_| failure.code == Code::TooLate);
    let place = spent.and_then(|it| it.step.place.as_ref());
    place.is_some_and(|place| guarded::in_hand(failure, place, names).is_some())
}

/// What to do about it.
pub(in super::super) fn advice(failure: &Failure, names: &Names) -> Option<&'static str> {
    let sent = measured(failure)?;
    let clues = merged(failure, sent.place.as_ref()?, names)?;
    let is_told = beside::beside(failure, names).iter().any(|it| it.primary)
        || leads::leads(failure, names).iter().any(|it| it.primary)
        || super::super::trail::trail(failure, names).is_some();
    if is_told {
        return None;
    }
    let hand = hand(failure, sent)?;
    let is_condition = hand.fault()? == Fault::Condition;
    Some(if !is_condition {
        "look at what decides which of those that are there goes first"
    } else if clues.first()?.text.contains(" is created here: ") {
        "give the channel less room: what is chosen long before it is received is chosen too early"
    } else {
        "look at the condition under which it sends: who has to have shown something first?"
    })
}

#[cfg(test)]
mod tests {
    use super::merged;
    use crate::{
        report::story::{
            Names,
            sample::{channel, place, step},
        },
        verdict::bare,
    };
    use std::collections::BTreeMap;
    use wire::{Code, Failure, Figure, Occurrence, Operation, Step};

    const TEXT: &str = "fn f() {\n let first = heads.min();\n match first {\n  Some(it) if !wait => {\n   \
                        out.send(first);\n  }\n  _ => {}\n }\n}\n";

    /// Two streams are received from, then something is sent, and received by the check later.
    fn failure(other: Occurrence) -> Failure {
        let message = "the time until the first took 3ns".to_owned();
        let mut failure = bare(Code::TooEarly, message);
        failure.figures.push(Figure {
            name: "took".to_owned(),
            value: "3ns".to_owned(),
            difference: None,
        });
        let streams = [1, 2].map(|id| channel(id, "unbounded channel", 0));
        failure.objects = streams.into();
        failure.objects.push(channel(3, "channel of capacity 0", 1));
        let done = Occurrence::Done;
        let noted = |step: Step| Step {
            note: Some("message 1".to_owned()),
            ..step
        };
        failure.steps = vec![
            step(0, (1, 2), Operation::Receive, 1, done),
            step(1, (1, 2), Operation::Receive, 2, other),
            noted(step(2, (1, 5), Operation::Send, 3, done)),
            noted(step(3, (0, 0), Operation::Receive, 3, done)),
            step(4, (0, 0), Operation::Receive, 3, Occurrence::Disconnected),
        ];
        failure
    }

    #[test]
    fn who_has_but_one_value_should_have_waited_and_who_has_several_chose_wrongly() {
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), TEXT.to_owned())]);
        let found = |other: Occurrence| {
            let failure = failure(other);
            let names = Names::of(&failure).with_sources(&sources);
            let clues = merged(&failure, &place(5), &names).unwrap_or_default();
            let clues = clues.into_iter();
            clues
                .map(|it| (it.place.line, it.primary, it.text))
                .collect::<Vec<_>>()
        };
        let text = "line 5 is reached only if this is so: it was in step 3, though step 2 had found nothing in \
                    unbounded channel #2";
        assert_eq!(found(Occurrence::Refused), [(4, true, text.to_owned())]);
        let text = "`first` is chosen here: what was sent in step 3 was one of 2 values";
        assert_eq!(found(Occurrence::Done), [(2, true, text.to_owned())]);
        // It had one, and the other stream had ended.
        assert!(found(Occurrence::Disconnected).is_empty());
    }
}
