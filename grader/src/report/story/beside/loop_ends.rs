//! A loop that ended before it made what is missing: it had made the same before.

use crate::report::{
    names::turns_of,
    story::{Clue, Names, entries_of, leads::told},
};
use wire::{Code, Failure, Figure, Place, State, Step};

/// What a `for` loop goes through, in which a thread made an entry that is written like the first that is missing at the
/// end of the list, and after which it ended in good order.
pub(in super::super::super) fn loop_ends(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::LostItem || failure.elided > 0 {
        return Vec::new();
    }
    let found = || {
        let figure = |name: &str| failure.figures.iter().find(|it| it.name == name);
        let (want, got) = (figure("expected")?, figure("received")?);
        let (missing, had) = (item(want)?, items(&got.value)?);
        // All that came is right, and too little.
        let is_short = got.difference?.items == want.difference?.index
            && had.len() as u64 == got.difference?.items;
        let index = had
            .iter()
            .rposition(|it| *it == missing)
            .filter(|_| is_short)?;
        let list = entries_of(failure, had.len() as u64)?;
        let number = index as u64 + 1;
        let note = format!("entry {number}");
        let is_it = |it: &&Step| it.object == Some(list) && it.note.as_ref() == Some(&note);
        let entry = told(failure).find(is_it)?;
        let mut threads = failure.threads.iter();
        let thread = threads.find(|it| it.id == entry.thread)?;
        let ended = matches!(thread.state, State::Finished) && thread.id != 0;
        let (place, over) = entry
            .place
            .iter()
            .chain(&entry.via)
            .find_map(|place| Some((place, around(place, names)?)))?;
        let who = names.thread(entry.thread);
        ended.then(|| Clue {
            place: over.within(&place.file),
            text: format!(
                "{who} ends after this loop, in which it made entry {number}, `{missing}` too"
            ),
            primary: true,
        })
    };
    found().into_iter().collect()
}

fn around(place: &Place, names: &Names) -> Option<crate::report::names::flow::Spot> {
    names.look(&place.file, |file| turns_of::over(file, place))?
}

/// The item that differs, as it is written.
fn item(figure: &Figure) -> Option<String> {
    let difference = figure.difference?;
    let (at, length) = (difference.at as usize, difference.length as usize);
    Some(figure.value.chars().skip(at).take(length).collect())
}

/// The items of a list of plain values.
fn items(list: &str) -> Option<Vec<String>> {
    let inner = list.strip_prefix('[')?.strip_suffix(']')?;
    let is_plain = |it: &str| it.chars().all(|c| c.is_alphanumeric() || c == '-');
    let items: Vec<String> = inner.split(", ").map(str::to_owned).collect();
    items.iter().all(|it| is_plain(it)).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn only_lists_of_plain_values_are_taken_apart() {
        assert_eq!(items("[0, 1]").unwrap(), ["0", "1"]);
        assert_eq!(items("[Some(1), None]"), None);
        assert_eq!(items("0"), None);
    }
}
