//! An item that came twice: where it was sent each time, and what let it in.

use super::{
    Names,
    clue::Clue,
    entries::entry,
    leads::told,
    nth,
    origin::{self, sent},
};
use crate::report::names::flow::{self, Put};
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// Places of one kind that are told, at most.
const MOST: usize = 3;

/// Where what came twice was sent.
pub(in super::super) struct Twice<'f> {
    /// The two entries in the check's list, counted from 1, or `None` where only the last call is known.
    entries: Option<(u64, u64)>,
    /// The sends of what was received before them.
    sends: Vec<&'f Step>,
}

/// An entry of the check's list is there twice, each time made by a thread that had received something of its own
/// before, from a channel of the code under test.
pub(in super::super) fn twice(failure: &Failure) -> Option<Twice<'_>> {
    if failure.code != Code::DuplicatedItem || origin::origin(failure).is_some() {
        return None;
    }
    if failure.figures.is_empty() {
        let calls = |step: &&Step| step.operation == Operation::Call;
        let last = told(failure).rfind(calls)?;
        let sends = vec![sent_before(failure, last)?];
        return Some(Twice {
            entries: None,
            sends,
        });
    }
    let (numbers, before, made) = both(failure)?;
    let sends = [sent_before(failure, before)?, sent_before(failure, made)?];
    (sends[0].number != sends[1].number).then(|| Twice {
        entries: Some(numbers),
        sends: sends.to_vec(),
    })
}

/// The entries of an item that came twice: their numbers, counted from 1, and the steps that made them.
fn both(failure: &Failure) -> Option<((u64, u64), &Step, &Step)> {
    let (second, made) = entry(failure)?;
    let figure = failure.figures.iter().find(|it| it.name == "received")?;
    let items = items(&figure.value)?;
    if items.len() as u64 != figure.difference?.items {
        return None;
    }
    let index = usize::try_from(second).ok()?.checked_sub(1)?;
    let first = items[..index].iter().position(|it| *it == items[index])? as u64 + 1;
    let note = format!("entry {first}");
    let before = failure.steps.iter().find(|step| {
        step.operation == Operation::Call
            && step.object == made.object
            && step.note.as_deref() == Some(&note)
    })?;
    Some(((first, second), before, made))
}

/// The send of what the thread of an entry received last before it, and after its entry before that.
fn sent_before<'f>(failure: &'f Failure, made: &Step) -> Option<&'f Step> {
    let mut own = told(failure).filter(|it| it.thread == made.thread && it.number < made.number);
    let last = own.rfind(|it| {
        let receives = it.operation == Operation::Receive && it.occurrence == Occurrence::Done;
        receives || it.operation == Operation::Call && it.object == made.object
    })?;
    let mut objects = failure.objects.iter();
    let channel = objects.find(|it| Some(it.id) == last.object)?;
    if last.operation != Operation::Receive || channel.created.is_none() {
        return None;
    }
    sent(failure, last).filter(|it| it.place.is_some())
}

/// The items of a list as `Debug` shows it; `None` if it is none, or was shortened.
fn items(text: &str) -> Option<Vec<&str>> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    let (mut depth, mut is_quoted, mut is_escaped) = (0, false, false);
    let (mut found, mut from) = (Vec::new(), 0);
    for (at, c) in inside.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '…' if !is_quoted => return None,
            '(' | '[' | '{' if !is_quoted => depth += 1,
            ')' | ']' | '}' if !is_quoted => depth -= 1,
            ',' if !is_quoted && depth == 0 => {
                found.push(inside[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(inside[from..].trim());
    Some(found)
}

/// Where what came twice was sent; and, if it was taken out of a collection there, what puts something into that.
pub(in super::super) fn clues(failure: &Failure, names: &Names) -> Vec<Clue> {
    let Some(Twice { entries, sends }) = twice(failure) else {
        return alone(failure, names);
    };
    let clue = |step: &Step, text: String| {
        let place = step.place.clone()?;
        Some(Clue::cause(place, text))
    };
    let mut clues: Vec<Clue> = Vec::new();
    match (entries, &sends[..]) {
        (Some((first, second)), [one, other]) if one.place == other.place => {
            let steps = format!("in steps {} and {}", nth(one), nth(other));
            let text = format!(
                "what was received before entries {first} and {second} is sent here, {steps}"
            );
            clues.extend(clue(other, text));
        }
        (Some((first, second)), [one, other]) => {
            for (step, entry) in [(one, first), (other, second)] {
                let step_number = nth(step);
                let text = format!(
                    "what was received before entry {entry} is sent here, in step {step_number}"
                );
                clues.extend(clue(step, text));
            }
        }
        _ => {
            for step in &sends {
                let text = "what was received before that call is sent here".to_owned();
                clues.extend(clue(step, text));
            }
        }
    }
    if let Some(place) = sends.last().and_then(|step| step.place.as_ref()) {
        let fills = fills(place, names);
        // What lets it in is the cause then, and no more what sent it.
        for clue in &mut clues {
            clue.primary &= !fills.iter().any(|it| it.primary);
        }
        clues.extend(fills);
    }
    clues
}

/// The same where one thread does it all: what puts something into the collection out of which that was taken.
fn alone(failure: &Failure, names: &Names) -> Vec<Clue> {
    let made = entry(failure).map(|(_, step)| step);
    let made = made.filter(|_| failure.code == Code::DuplicatedItem);
    let Some((made, place)) = made.and_then(|made| Some((made, made.place.as_ref()?))) else {
        return Vec::new();
    };
    let receives = |it: &Step| it.thread == made.thread && it.operation == Operation::Receive;
    // Who calls for it at two places has it from one and the same look.
    let first = both(failure).map(|(_, before, _)| before.place.as_ref());
    if first != Some(Some(place)) || told(failure).any(receives) {
        return Vec::new();
    }
    fills(place, names)
}

/// What puts something into the collection out of which that comes which is sent at a place.
fn fills(place: &Place, names: &Names) -> Vec<Clue> {
    let Some(lines) = names.lines_around(place) else {
        return Vec::new();
    };
    let taken = names.look(&place.file, |file| flow::taken_from(file, place, lines));
    let Some(queue) = taken.flatten() else {
        return Vec::new();
    };
    let puts = |name: &str| {
        let found = names.look(&place.file, |file| flow::puts(file, name, lines));
        found.unwrap_or_default()
    };
    let found = puts(&queue);
    // What one asks to let something in, and remembers by that.
    let remembers = |put: &Put| {
        let mut asks = put.asks.iter();
        let ask = asks.find(|(name, method)| *name != queue && method == "insert")?;
        Some((ask.0.clone(), put.under?.line))
    };
    let remembered = found.iter().find_map(remembers);
    // One that does so beside it only does not look at the answer.
    let remembered =
        remembered.filter(|(name, _): &(String, u32)| puts(name).iter().all(|put| put.is_asked));
    let mut clues: Vec<Clue> = Vec::new();
    for put in found.iter().take(MOST) {
        let without = match &remembered {
            Some((name, line)) if put.asks.iter().all(|(asked, _)| asked != name) => {
                format!(", without the `{name}.insert` of line {line}")
            }
            _ => String::new(),
        };
        clues.push(Clue {
            place: put.spot.within(&place.file),
            text: format!("put into `{queue}` here{without}"),
            primary: !without.is_empty(),
        });
        // What lets it in is shown, and says enough by itself.
        let under = put.under.map(|spot| spot.within(&place.file));
        clues.extend(under.map(|place| Clue::beside(place, String::new())));
    }
    // What they only look into learns of things elsewhere.
    let looks = found.iter().flat_map(|put| &put.asks);
    let looks = looks.filter(|(name, method)| *name != queue && method == "contains");
    let mut sets: Vec<&String> = looks.map(|(name, _)| name).collect();
    let asks = |set: &String| {
        let asking = found
            .iter()
            .find(|put| put.asks.iter().any(|(name, _)| name == set));
        asking?.under.map(|spot| spot.line)
    };
    sets.sort_unstable();
    sets.dedup();
    for set in sets {
        for put in puts(set).iter().filter(|put| !put.is_asked).take(MOST) {
            let text = match asks(set) {
                Some(line) => format!("put into `{set}` here, of which line {line} asks"),
                None => format!("put into `{set}` here"),
            };
            clues.push(Clue::beside(put.spot.within(&place.file), text));
        }
    }
    clues
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn a_list_is_taken_apart_where_its_items_end() {
        let text = "[\"a, b\", (1, 2), [3], \"\\\"]\"]";
        assert_eq!(
            items(text),
            Some(vec!["\"a, b\"", "(1, 2)", "[3]", "\"\\\"]\""])
        );
        assert_eq!(items("[1, 2, … 5 more]"), None);
        assert_eq!(items("Some([1])"), None);
    }
}
