//! Comparing what came with what should have come, and naming the difference.

use crate::expect::{fail_with, figure, show};
use std::fmt::Debug;
use wire::{Code, Figure};

/// The items came in exactly this order. Otherwise the difference is named: `lost-item`,
/// `duplicated-item`, `wrong-order` or `wrong-value`.
pub fn expect_sequence<T: PartialEq + Debug>(
    what: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    let (got, want): (Vec<T>, Vec<T>) = (got.into_iter().collect(), want.into_iter().collect());
    if got == want {
        return;
    }
    if let Some((code, message)) = difference(&got, &want) {
        report(what, code, &message, &got, &want);
    }
    let first = got.iter().zip(&want).position(|(a, b)| a != b).unwrap_or(0);
    let message = format!(
        "item {} is {}, and {} should come there",
        first + 1,
        show(&got[first]),
        show(&want[first])
    );
    report(what, Code::WrongOrder, &message, &got, &want);
}

/// The same items came, in any order.
pub fn expect_same_items<T: PartialEq + Debug>(
    what: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    let (got, want): (Vec<T>, Vec<T>) = (got.into_iter().collect(), want.into_iter().collect());
    if let Some((code, message)) = difference(&got, &want) {
        report(what, code, &message, &got, &want);
    }
}

fn report<T: Debug>(what: &str, code: Code, message: &str, got: &[T], want: &[T]) -> ! {
    let figures: Vec<Figure> = vec![
        figure("expected", show(&want)),
        figure("received", show(&got)),
    ];
    fail_with(code, format!("{what}: {message}"), figures)
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
    use super::difference;
    use wire::Code;

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
