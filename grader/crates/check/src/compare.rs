//! Comparing what came with what should have come, and naming the difference.

use crate::expect::{fail_with, figure, show};
use std::fmt::{Debug, Write};
use wire::{Among, Code, Difference, Figure};

/// Text of a sequence in a report, at most; beyond it, what is around the first difference.
const MOST_TEXT: usize = 200;
/// Items shown before the first difference, and after it, of a sequence that is too long.
const AROUND: usize = 6;
/// Text of one item of a sequence, at most.
const MOST_ITEM: usize = 60;
/// Missing items that are all named, at most.
const MOST_NAMED: usize = 3;
/// Text of them, at most.
const MOST_LOST: usize = 24;

/// The items came in exactly this order. Otherwise the difference is named: `lost-item`,
/// `duplicated-item`, `wrong-order` or `wrong-value`.
pub fn expect_sequence<T: PartialEq + Debug>(
    what: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    in_order(what, ALL, &Both::of(got, want));
}

/// The same of some of the items: those of all that came which `pick` makes something of.
pub fn expect_part<U, T: PartialEq + Debug>(
    what: &str,
    all: &[U],
    pick: impl Fn(&U) -> Option<T>,
    want: impl IntoIterator<Item = T>,
) {
    let mut picked = Picked {
        indices: Vec::new(),
        of: all.len(),
    };
    let mut got = Vec::new();
    for (index, item) in all.iter().enumerate() {
        if let Some(item) = pick(item) {
            picked.indices.push(index);
            got.push(item);
        }
    }
    let side = Came {
        name: "received, of these",
        picked: Some(&picked),
    };
    in_order(what, side, &Both([got, gathered(want)]));
}

/// The same items came, in any order.
pub fn expect_same_items<T: PartialEq + Debug>(
    what: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    in_any_order(what, &Both::of(got, want));
}

/// The item `index` of all that came may be there; otherwise the diagnosis is `code`, and a report points at what made
/// that item.
pub fn expect_item<T: Debug>(
    holds: bool,
    code: Code,
    message: impl Into<String>,
    (all, index): (&[T], usize),
) {
    if !holds {
        let mut shown = Vec::new();
        for item in all {
            shown.push(show_item(item));
        }
        let figure = sequence(ALL.name, &shown, index);
        fail_with(code, message.into(), vec![figure]);
    }
}

/// The items are these, in this order; otherwise `wrong-value`, whatever the difference is, with the first item that
/// differs.
pub fn expect_list<T: PartialEq + Debug>(
    what: &str,
    got: impl IntoIterator<Item = T>,
    want: impl IntoIterator<Item = T>,
) {
    as_list(what, &Both::of(got, want));
}

/// What came, as a figure.
#[derive(Clone, Copy)]
struct Came<'p> {
    /// The figure's name.
    name: &'static str,
    /// Which of all items they were, if that was not all of them.
    picked: Option<&'p Picked>,
}

/// All that came, item by item.
const ALL: Came<'_> = Came {
    name: "received",
    picked: None,
};

/// Items that were picked out of others.
struct Picked {
    /// Where they were among the others.
    indices: Vec<usize>,
    /// How many there were in all.
    of: usize,
}

impl Came<'_> {
    /// Which of all that came the item `index` is.
    fn among(self, index: usize) -> Option<Among> {
        let picked = self.picked?;
        Some(Among {
            index: *picked.indices.get(index)? as u64,
            items: picked.of as u64,
        })
    }
}

/// Index of what came among the two sides.
const GOT: usize = 0;
/// Index of what should have come.
const WANT: usize = 1;

/// What came and what should have come, whatever the items are: all that looks at them is compiled once, and not
/// again in each suite for each type and each iterator.
trait Sides {
    /// How many items came, and how many should have.
    fn lengths(&self) -> [usize; 2];
    /// What came at the index `got` is what should have come at `want`.
    fn equal(&self, got: usize, want: usize) -> bool;
    /// An item of a side.
    fn item(&self, side: usize, index: usize) -> &dyn Debug;
}

struct Both<T>([Vec<T>; 2]);

impl<T> Both<T> {
    fn of(got: impl IntoIterator<Item = T>, want: impl IntoIterator<Item = T>) -> Both<T> {
        Both([gathered(got), gathered(want)])
    }
}

/// As `collect`, which is compiled for each kind of iterator, with all that makes it fast: in some suites that was
/// half of the code.
fn gathered<T>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut list = Vec::new();
    for item in items {
        list.push(item);
    }
    list
}

impl<T: PartialEq + Debug> Sides for Both<T> {
    fn lengths(&self) -> [usize; 2] {
        [self.0[GOT].len(), self.0[WANT].len()]
    }

    fn equal(&self, got: usize, want: usize) -> bool {
        self.0[GOT][got] == self.0[WANT][want]
    }

    fn item(&self, side: usize, index: usize) -> &dyn Debug {
        &self.0[side][index]
    }
}

fn in_order(what: &str, came: Came<'_>, both: &dyn Sides) {
    let [got, want] = both.lengths();
    let shorter = got.min(want);
    let first = (0..shorter).find(|&index| !both.equal(index, index));
    if first.is_none() && got == want {
        return;
    }
    let at = [first.unwrap_or(shorter); 2];
    let difference = difference(what, both);
    // What was compared may be the beginning of a longer stream: what differs first is certain, and what
    // comes behind the last item compared is not foreign.
    let there = first.map(|first| differs(both, first));
    match (difference, there) {
        (Some((Code::WrongValue, _)), Some(there)) => {
            report(what, came, Code::WrongValue, &there, both, at);
        }
        (Some((code, message)), _) => report(what, came, code, &message, both, at),
        (None, there) => {
            let message = there.unwrap_or_default();
            report(what, came, Code::WrongOrder, &message, both, at);
        }
    }
}

/// The items at an index differ.
fn differs(both: &dyn Sides, index: usize) -> String {
    let shown = |side| show(both.item(side, index));
    let (item, got, want) = (index + 1, shown(GOT), shown(WANT));
    format!("item {item} is {got}, and {want} should come there")
}

fn as_list(what: &str, both: &dyn Sides) {
    let [got, want] = both.lengths();
    let shorter = got.min(want);
    let first = (0..shorter).find(|&index| !both.equal(index, index));
    let shown = |side| show(both.item(side, shorter));
    let item = shorter + 1;
    let message = match first {
        Some(first) => differs(both, first),
        None if got < want => format!("item {item} should be {}, and none came", shown(WANT)),
        None if got > want => format!("item {item} is {}, and none should come", shown(GOT)),
        None => return,
    };
    let figures = [("expected", WANT), ("got", GOT)].map(|(name, side)| {
        let items = 0..both.lengths()[side];
        let shown: Vec<String> = items.map(|it| show_item(both.item(side, it))).collect();
        Figure {
            difference: None,
            ..sequence(name, &shown, first.unwrap_or(shorter))
        }
    });
    fail_with(
        Code::WrongValue,
        format!("{what}: {message}"),
        figures.into(),
    )
}

fn in_any_order(what: &str, both: &dyn Sides) {
    if let Some((code, message)) = difference(what, both) {
        let lengths = both.lengths();
        let first = |side: usize| left_over(both, side).first().copied();
        let at = [GOT, WANT].map(|side| first(side).unwrap_or(lengths[side]));
        report(what, ALL, code, &message, both, at);
    }
}

/// Ends the execution; `at` are the indices of the first item that differs in what came and in what
/// should have come.
fn report(
    what: &str,
    came: Came<'_>,
    code: Code,
    message: &str,
    both: &dyn Sides,
    at: [usize; 2],
) -> ! {
    let shown = |side: usize| -> Vec<String> {
        let items = 0..both.lengths()[side];
        items.map(|it| show_item(both.item(side, it))).collect()
    };
    let mut got = sequence(came.name, &shown(GOT), at[GOT]);
    if let Some(difference) = &mut got.difference {
        difference.among = came.among(at[GOT]);
    }
    let figures = vec![sequence("expected", &shown(WANT), at[WANT]), got];
    let what = what.trim_end_matches(',');
    fail_with(code, format!("{what}: {message}"), figures)
}

/// A sequence as text, with its item `index` marked; a long one is shown around that item only.
fn sequence(name: &str, shown: &[String], index: usize) -> Figure {
    let length: usize = shown.iter().map(|item| item.chars().count() + 2).sum();
    let (from, to) = if length <= MOST_TEXT {
        (0, shown.len())
    } else {
        let from = index.saturating_sub(AROUND);
        (from, (index + AROUND).min(shown.len()))
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
    if to < shown.len() {
        let _ = write!(text, ", … {} more", shown.len() - to);
    }
    let (at, length) = mark.unwrap_or((text.chars().count(), 1));
    text.push(']');
    let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let difference = Difference {
        index: index as u64,
        items: shown.len() as u64,
        at: narrow(at),
        length: narrow(length.max(1)),
        among: None,
    };
    Figure {
        difference: Some(difference),
        ..figure(name, text)
    }
}

/// An item as text, without the end of a long one.
fn show_item(item: &dyn Debug) -> String {
    let text = format!("{item:?}");
    if text.chars().count() <= MOST_ITEM {
        return text;
    }
    text.chars().take(MOST_ITEM - 1).chain(['…']).collect()
}

/// How the items differ, whatever their order; `None` if they do not.
fn difference(what: &str, both: &dyn Sides) -> Option<(Code, String)> {
    let [got, want] = both.lengths();
    let (extra, missing) = (left_over(both, GOT), left_over(both, WANT));
    let is_strange = |&&it: &&usize| !(0..want).any(|other| both.equal(it, other));
    if let Some(&strange) = extra.iter().find(is_strange) {
        let strange = show(both.item(GOT, strange));
        let mut wanted = missing.iter().map(|&it| show(both.item(WANT, it)));
        let alike = wanted.find(|it| got == want && agree(&strange, it));
        let message = match alike {
            Some(alike) => format!("{strange} came, and {alike} is expected"),
            None => format!("{strange} should not come at all"),
        };
        return Some((Code::WrongValue, message));
    }
    match (missing.first(), extra.first()) {
        (None, None) => None,
        (_, Some(&twice)) => {
            let twice = show(both.item(GOT, twice));
            Some((
                Code::DuplicatedItem,
                format!("{twice} came more often than it should"),
            ))
        }
        (Some(_), None) => {
            let missing = missing.iter().map(|&it| show(both.item(WANT, it)));
            let lost = lost(what, &missing.collect::<Vec<_>>());
            Some((Code::LostItem, format!("{lost} never came")))
        }
    }
}

/// Tuples that agree in a part.
fn agree(one: &str, other: &str) -> bool {
    fn parts(text: &str) -> Option<std::str::Split<'_, &'static str>> {
        let inner = text.strip_prefix('(')?.strip_suffix(')')?;
        inner.contains(", ").then(|| inner.split(", "))
    }
    let pairs = parts(one).zip(parts(other));
    pairs.is_some_and(|(one, other)| one.zip(other).any(|(one, other)| one == other))
}

/// What is missing: all of few and short items, else the first, and how many there are. Numbers alone are called values, so
/// that they are not taken for a count.
fn lost(what: &str, missing: &[String]) -> String {
    let length = |items: &[String]| items.iter().map(|it| it.chars().count()).sum::<usize>();
    let named = match missing.len() {
        0..=MOST_NAMED if length(missing) <= MOST_LOST => missing.len(),
        1 => 1,
        _ if length(&missing[..2]) <= MOST_LOST => 2,
        _ => 1,
    };
    let is_number = |text: &String| text.chars().all(|it| it.is_ascii_digit());
    let is_said = what.contains("the values") || what.contains("the numbers");
    let noun = match missing.len() {
        _ if is_said || !missing.iter().all(is_number) => "",
        1 => "the value ",
        _ => "the values ",
    };
    match &missing[..named] {
        some if named < missing.len() => {
            format!("{noun}{}, … ({} in all)", some.join(", "), missing.len())
        }
        [before @ .., last] if !before.is_empty() => {
            format!("{noun}{} and {last}", before.join(", "))
        }
        all => format!("{noun}{}", all.concat()),
    }
}

/// The items of a side that remain when each of the other has taken one equal away.
fn left_over(both: &dyn Sides, side: usize) -> Vec<usize> {
    let lengths = both.lengths();
    let equal = |it: usize, other: usize| match side {
        GOT => both.equal(it, other),
        _ => both.equal(other, it),
    };
    let mut taken = vec![false; lengths[side]];
    for other in 0..lengths[1 - side] {
        if let Some(it) = (0..lengths[side]).find(|&it| !taken[it] && equal(it, other)) {
            taken[it] = true;
        }
    }
    (0..lengths[side]).filter(|&it| !taken[it]).collect()
}

#[cfg(test)]
mod tests {
    use super::{Both, agree, difference, lost, sequence};
    use wire::Code;

    #[test]
    fn the_first_difference_is_marked() {
        let marked = |items: &[u32], index: usize| {
            let shown: Vec<String> = items.iter().map(u32::to_string).collect();
            let figure = sequence("received", &shown, index);
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
        let many: Vec<String> = many.iter().map(u32::to_string).collect();
        assert!(sequence("received", &many, 4_321).value.len() < 200);
    }

    fn check(got: &[i32], want: &[i32], code: Option<Code>) {
        assert_eq!(
            difference("it", &Both([got.to_vec(), want.to_vec()])).map(|(code, _)| code),
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

    #[test]
    fn few_missing_items_are_all_named() {
        let named = |what: &str, items: &[&str]| {
            let items: Vec<String> = items.iter().map(|it| (*it).to_owned()).collect();
            lost(what, &items)
        };
        assert_eq!(named("the stream", &["4"]), "the value 4");
        assert_eq!(named("the stream", &["0", "2"]), "the values 0 and 2");
        assert_eq!(named("the values of `a`", &["0", "2", "3"]), "0, 2 and 3");
        let many = named("it", &["0", "2", "3", "4"]);
        assert_eq!(many, "the values 0, 2, … (4 in all)");
        assert_eq!(named("it", &["\"a\"", "\"b\""]), "\"a\" and \"b\"");
        let long = "x".repeat(30);
        assert_eq!(
            named("it", &[&long, &long]),
            format!("{long}, … (2 in all)")
        );
    }

    #[test]
    fn tuples_agree_in_a_part() {
        assert!(agree("(1, 10ms)", "(1, 0ns)"));
        assert!(!agree("(1, 10ms)", "(2, 0ns)"));
        assert!(!agree("1", "1") && !agree("(1)", "(1)"));
        let both = Both([vec![(0, 0), (1, 10)], vec![(0, 0), (1, 0)]]);
        let message = difference("it", &both).map(|(_, message)| message);
        assert_eq!(
            message.as_deref(),
            Some("(1, 10) came, and (1, 0) is expected")
        );
    }
}
