//! Comparing what came with what should have come, and naming the difference.

use crate::expect::{fail_with, figure, show};
use std::fmt::{Debug, Write};
use wire::{Code, Difference, Figure};

/// Text of a sequence in a report, at most; beyond it, what is around the first difference.
const MOST_TEXT: usize = 200;
/// Items shown before the first difference, and after it, of a sequence that is too long.
const AROUND: usize = 6;
/// Text of one item of a sequence, at most.
const MOST_ITEM: usize = 60;

/// The items came in exactly this order. Otherwise the difference is named: `lost-item`,
/// `duplicated-item`, `wrong-order` or `wrong-value`.
pub fn expect_sequence<T: PartialEq + Debug>(
    what: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    in_order(what, RECEIVED, got, want);
}

/// The same of items that were picked out of all that came: which of those the first wrong one was is not
/// known then, so that no step is told for it.
pub fn expect_part<T: PartialEq + Debug>(
    what: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    in_order(what, "received, of these", got, want);
}

/// Name of the figure that tells all that came, item by item.
const RECEIVED: &str = "received";

fn in_order<T: PartialEq + Debug>(
    what: &str,
    name: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    let (got, want): (Vec<T>, Vec<T>) = (got.into_iter().collect(), want.into_iter().collect());
    if got == want {
        return;
    }
    let first = got.iter().zip(&want).position(|(a, b)| a != b);
    let first = first.unwrap_or(got.len().min(want.len()));
    let at = [first, first];
    // What was compared may be the beginning of a longer stream: what differs first is certain, and what
    // comes behind the last item compared is not foreign.
    let there = got.get(first).zip(want.get(first)).map(|(got, want)| {
        let (item, got, want) = (first + 1, show(got), show(want));
        format!("item {item} is {got}, and {want} should come there")
    });
    match (difference(&got, &want), there) {
        (Some((Code::WrongValue, _)), Some(there)) => {
            report(what, name, Code::WrongValue, &there, [&got, &want], at);
        }
        (Some((code, message)), _) => report(what, name, code, &message, [&got, &want], at),
        (None, there) => {
            let message = there.unwrap_or_default();
            report(what, name, Code::WrongOrder, &message, [&got, &want], at);
        }
    }
}

/// The same items came, in any order.
pub fn expect_same_items<T: PartialEq + Debug>(
    what: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    let (got, want): (Vec<T>, Vec<T>) = (got.into_iter().collect(), want.into_iter().collect());
    if let Some((code, message)) = difference(&got, &want) {
        let at = |all: &[T], some: Vec<&T>| {
            let first = some.first().copied();
            first.and_then(|first| all.iter().position(|item| std::ptr::eq(item, first)))
        };
        let extra = at(&got, without(&got, &want)).unwrap_or(got.len());
        let missing = at(&want, without(&want, &got)).unwrap_or(want.len());
        report(
            what,
            RECEIVED,
            code,
            &message,
            [&got, &want],
            [extra, missing],
        );
    }
}

/// Ends the execution; `at` are the indices of the first item that differs in what came and in what
/// should have come.
fn report<T: Debug>(
    what: &str,
    name: &str,
    code: Code,
    message: &str,
    [got, want]: [&[T]; 2],
    at: [usize; 2],
) -> ! {
    let figures = vec![
        sequence("expected", want, at[1]),
        sequence(name, got, at[0]),
    ];
    fail_with(code, format!("{what}: {message}"), figures)
}

/// A sequence as text, with its item `index` marked; a long one is shown around that item only.
fn sequence<T: Debug>(name: &str, items: &[T], index: usize) -> Figure {
    let shown: Vec<String> = items.iter().map(show_item).collect();
    let length: usize = shown.iter().map(|item| item.chars().count() + 2).sum();
    let (from, to) = if length <= MOST_TEXT {
        (0, items.len())
    } else {
        let from = index.saturating_sub(AROUND);
        (from, (index + AROUND).min(items.len()))
    };
    let mut text = String::from("[");
    if from > 0 {
        let _ = write!(text, "… {from} more, ");
    }
    let mut mark = None;
    for (number, item) in shown.iter().enumerate().take(to).skip(from) {
        if number > from {
            text.push_str(", ");
        }
        if number == index {
            mark = Some((text.chars().count(), item.chars().count()));
        }
        text.push_str(item);
    }
    if to < items.len() {
        let _ = write!(text, ", … {} more", items.len() - to);
    }
    let (at, length) = mark.unwrap_or((text.chars().count(), 1));
    text.push(']');
    let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let difference = Difference {
        index: index as u64,
        items: items.len() as u64,
        at: narrow(at),
        length: narrow(length.max(1)),
    };
    Figure {
        difference: Some(difference),
        ..figure(name, text)
    }
}

/// An item as text, without the end of a long one.
fn show_item(item: &impl Debug) -> String {
    let text = format!("{item:?}");
    if text.chars().count() <= MOST_ITEM {
        return text;
    }
    text.chars().take(MOST_ITEM - 1).chain(['…']).collect()
}

/// How the items differ, whatever their order; `None` if they do not.
fn difference<T: PartialEq + Debug>(got: &[T], want: &[T]) -> Option<(Code, String)> {
    let missing = without(want, got);
    let extra = without(got, want);
    let strange = extra.iter().find(|item| !want.contains(item));
    if let Some(strange) = strange {
        return Some((
            Code::WrongValue,
            format!("{} should not come at all", show(strange)),
        ));
    }
    match (missing.first(), extra.first()) {
        (None, None) => None,
        (_, Some(twice)) => Some((
            Code::DuplicatedItem,
            format!("{} came more often than it should", show(twice)),
        )),
        (Some(lost), None) => {
            let more = missing.len() - 1;
            let others = if more == 0 {
                String::new()
            } else {
                format!(" and {more} more")
            };
            Some((Code::LostItem, format!("{}{others} never came", show(lost))))
        }
    }
}

/// The items of `all` that remain when each of `taken` has taken one equal away.
fn without<'a, T: PartialEq>(all: &'a [T], taken: &[T]) -> Vec<&'a T> {
    let mut used = vec![false; all.len()];
    for item in taken {
        if let Some(index) = (0..all.len()).find(|&index| !used[index] && all[index] == *item) {
            used[index] = true;
        }
    }
    (0..all.len())
        .filter(|&index| !used[index])
        .map(|index| &all[index])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{difference, sequence};
    use wire::Code;

    #[test]
    fn the_first_difference_is_marked() {
        let marked = |items: &[u32], index: usize| {
            let figure = sequence("received", items, index);
            let mark = figure.difference.unwrap();
            let text: Vec<char> = figure.value.chars().collect();
            let at = mark.at as usize;
            text[at..at + mark.length as usize]
                .iter()
                .collect::<String>()
        };
        assert_eq!(marked(&[1, 30, 5], 1), "30");
        assert_eq!(marked(&[1, 30, 5], 3), "]");
        let many: Vec<u32> = (0..5_000).collect();
        assert_eq!(marked(&many, 4_321), "4321");
        assert!(sequence("received", &many, 4_321).value.len() < 200);
    }

    fn check(got: &[i32], want: &[i32], code: Option<Code>) {
        assert_eq!(
            difference(got, want).map(|(code, _)| code),
            code,
            "{got:?} for {want:?}"
        );
    }

    #[test]
    fn each_difference_has_its_name() {
        check(&[2, 1], &[1, 2], None);
        check(&[1], &[1, 2], Some(Code::LostItem));
        check(&[1, 1, 2], &[1, 2], Some(Code::DuplicatedItem));
        check(&[1, 1], &[1, 2], Some(Code::DuplicatedItem));
        check(&[1, 3], &[1, 2], Some(Code::WrongValue));
        check(&[1, 2, 2], &[2, 1, 2], None);
    }
}
