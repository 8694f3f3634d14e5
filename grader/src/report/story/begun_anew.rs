//! A stream that ended as it should, and a wait with a limit in it that begins anew in each turn.

use super::{Names, leads::Found, leads::told};
use crate::report::names::limits;
use wire::{Code, Failure, Occurrence, Operation, Place, Step};

/// What came last was right: the last item of what was expected, and of what came, is the same.
fn ended_right(failure: &Failure) -> bool {
    let last = |name: &str| {
        let figure = failure.figures.iter().find(|it| it.name == name)?;
        last_item(&figure.value)
    };
    let expected = last("expected");
    failure.code == Code::WrongValue && expected.is_some() && expected == last("got")
}

/// The last item of a list, as it is written.
fn last_item(list: &str) -> Option<&str> {
    let inside = list.strip_prefix('[')?.strip_suffix(']')?;
    let mut depth = 0_u32;
    let begins = inside.char_indices().rev().find(|(_, c)| {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *c == ',' && depth == 0
    });
    let item = begins.map_or(inside, |(at, _)| &inside[at + 1..]).trim();
    (!item.is_empty()).then_some(item)
}

/// Where a wait with a limit begins anew, in each turn and with the whole of the limit, that a value ended at times and
/// the limit at others; if the stream ended with the right item.
pub(in super::super) fn begun_anew<'f>(failure: &'f Failure, names: &Names) -> Option<Found<'f>> {
    if !ended_right(failure) {
        return None;
    }
    let ended = |occurrence: Occurrence| {
        told(failure)
            .filter(move |it| it.operation == Operation::Receive && it.occurrence == occurrence)
    };
    let is_same =
        |one: &Step, other: &Step| (one.thread, &one.place) == (other.thread, &other.place);
    let by_limit = ended(Occurrence::TimedOut)
        .find(|late| ended(Occurrence::Done).any(|it| is_same(it, late)))?;
    let place: &Place = by_limit.place.as_ref()?;
    let limit = names.look(&place.file, |file| limits::whole(file, place))??;
    let who = names.thread(by_limit.thread);
    Some(Found {
        place,
        text: format!(
            "{who} waits for the whole of `{limit}` here in each turn, also after a value came"
        ),
        before: None,
    })
}

#[cfg(test)]
mod tests {
    use super::last_item;

    #[test]
    fn the_last_item_of_a_list_is_read_from_behind() {
        assert_eq!(last_item("[(1, A), (2, B(3, 4))]"), Some("(2, B(3, 4))"));
        assert_eq!(last_item("[7]"), Some("7"));
        assert_eq!(last_item("[]"), None);
        assert_eq!(last_item("[1, 2…"), None);
    }
}
