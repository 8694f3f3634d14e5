//! The first line of a failure: what happened, in one clause.

use super::{Names, is_able, wait_of, words::is_receiving};
use wire::{Code, Failure, ObjectReport, Operation, ThreadReport, Wait};

/// The longest headline, in characters; what is longer is cut where a sentence or clause ends.
const HEADLINE: usize = 84;
/// Words of a clause, at most, that is taken for a subject without a statement.
const SUBJECT: usize = 6;

/// What happened, and what the message says beyond it. For waits it is built from the evidence,
/// where everything has its name; otherwise it is the message's first clause, or what the code
/// means, if there is no message.
pub(in super::super) fn headline(failure: &Failure, names: &Names) -> (String, String) {
    let prefix = if failure.uncontrolled {
        "potential: "
    } else {
        ""
    };
    if let Some(told) = told(failure, names) {
        return (format!("{prefix}{told}"), String::new());
    }
    let message = failure.message.trim();
    if message.is_empty() {
        let summary = failure.code.summary().trim_end_matches('.');
        return (format!("{prefix}{summary}"), String::new());
    }
    // What happened says more than when it was given up.
    if let Some((after, what)) = message.split_once(": ")
        && after.starts_with("no end after")
    {
        return (format!("{prefix}{what}"), after.to_owned());
    }
    let (line, below) = message.split_once('\n').unwrap_or((message, ""));
    let (first, rest) = if line.chars().count() <= HEADLINE {
        (line, "")
    } else {
        // As much as there is room for; a colon is the last choice, since what it announces is the point.
        let last = |end: &str| {
            let ends = line.match_indices(end).map(|(at, end)| (at, end.len()));
            // Within a quoted value nothing ends.
            let ends = ends.filter(|&(at, _)| is_whole(&line[..at]));
            ends.take_while(|&(at, _)| at <= HEADLINE).last()
        };
        let ends = [". ", "; ", ": "];
        let end = ends.into_iter().find_map(last);
        let beyond = || {
            ends.into_iter()
                .filter_map(|end| {
                    let mut ends = line.match_indices(end);
                    let (at, end) = ends.find(|&(at, _)| is_whole(&line[..at]))?;
                    Some((at, end.len()))
                })
                .min()
        };
        match end.or_else(beyond) {
            Some((at, length)) => (&line[..at], &line[at + length..]),
            None => (line, ""),
        }
    };
    if let Some(outcome) = line[first.len()..].strip_prefix(": ").and_then(outcome) {
        let first = first.trim_end_matches(',');
        let rest = [rest, below].join("\n").trim().to_owned();
        return (format!("{prefix}{first}: {outcome}"), rest);
    }
    // Where values are compared, what comes before the colon says which.
    let is_compared = failure.figures.iter().any(|it| it.difference.is_some());
    let is_subject = line[first.len()..].starts_with(": ")
        && (is_compared || first.split(' ').count() <= SUBJECT);
    let rest = [rest, below].join("\n").trim().to_owned();
    let first = first.trim_end_matches('.');
    if is_subject {
        // Only what it is about: what happened must be said, too.
        let summary = match failure.code {
            Code::LostItem if is_compared => "not everything came",
            Code::WrongOrder if is_compared => "the order is wrong",
            Code::WrongValue if is_compared => "an item is wrong",
            code => code.summary().trim_end_matches('.'),
        };
        let mut letters = summary.chars();
        let begin = letters.next().map(|it| it.to_lowercase().to_string());
        let begin = begin.unwrap_or_default();
        return (
            format!("{prefix}{first}: {begin}{}", letters.as_str()),
            rest,
        );
    }
    (format!("{prefix}{first}"), rest)
}

/// What became of the items that a message tells of, without the items.
fn outcome(told: &str) -> Option<String> {
    if told.ends_with(" should not come at all") {
        return Some("an item came that should not".to_owned());
    }
    told.ends_with(" came more often than it should")
        .then(|| "an item came too often".to_owned())
}

/// No quotation and no value is cut in two where this ends.
fn is_whole(text: &str) -> bool {
    let count = |sign: char| text.matches(sign).count();
    let pairs = [('{', '}'), ('[', ']'), ('(', ')')];
    let is_even = |sign: char| count(sign).is_multiple_of(2);
    is_even('`')
        && is_even('"')
        && pairs
            .iter()
            .all(|&(open, close)| count(open) == count(close))
}

/// The headline of a wait without end, from the evidence.
fn told(failure: &Failure, names: &Names) -> Option<String> {
    let message = failure.message.as_str();
    if failure.code == Code::SelfDeadlock && failure.cycle.len() == 1 {
        let thread = thread(failure, failure.cycle[0])?;
        let wait = wait_of(thread)?;
        let lock = names.object(*wait.objects.first()?, failure);
        let is_join = wait.operation == Operation::Join;
        let thread = names.thread(thread.id);
        return Some(if is_join {
            format!("{thread} waits for its own end")
        } else {
            format!("{thread} waits for {lock}, which it holds itself")
        });
    }
    if message.starts_with("nobody can move any more") {
        return stuck(failure, names);
    }
    if message.starts_with("the check is over, but") {
        return leak(failure, names);
    }
    if failure.code == Code::LostWakeup && message.starts_with("a notification ") {
        let mut waits = failure.threads.iter().filter_map(wait_of);
        let wait = waits.rfind(|wait| wait.operation == Operation::Wait)?;
        let id = *wait.objects.first()?;
        let condvar = names.object(id, failure);
        let last = super::last_notification(failure, id);
        let met = last.filter(|step| step.note.is_none());
        let how = match met.map(|step| step.operation) {
            _ if message.starts_with("a notification woke") => {
                "woke one thread while others wait, and nobody will be woken any more"
            }
            Some(Operation::NotifyOne) => {
                "woke one thread with its last `notify_one`; another waits, and will not be woken"
            }
            Some(_) => "was last notified before this wait began, and will not be again",
            None => "was notified while nobody waited, and will not be again",
        };
        return Some(format!("{condvar} {how}"));
    }
    let (stream, _) = message.split_once(" is never closed: ")?;
    Some(format!("{stream} is never closed"))
}

/// Nobody can move any more.
fn stuck(failure: &Failure, names: &Names) -> Option<String> {
    if failure.cycle.len() > 1 {
        let count = failure.cycle.len();
        return Some(format!("{count} threads wait for each other, in a circle"));
    }
    let waits = || {
        let with_wait = |thread| Some((thread, wait_of(thread)?));
        failure.threads.iter().filter_map(with_wait)
    };
    let orphan = waits().find_map(|(thread, wait)| {
        let object = failure
            .objects
            .iter()
            .find(|it| Some(&it.id) == wait.objects.first())?;
        Some((thread, wait, orphaned(object, wait, failure)?))
    });
    if let Some((thread, wait, lack)) = orphan {
        let name = names.thread(thread.id);
        let what = names.waits_for(wait, failure);
        return Some(format!("{name} waits {what}, and {lack}"));
    }
    let at_gate = |(_, wait): &(&ThreadReport, &Wait)| wait.operation == Operation::Gate;
    let last = waits().rfind(|it| !at_gate(it));
    let (thread, wait) = last.or_else(|| waits().next_back())?;
    let name = names.thread(thread.id);
    let what = names.waits_for(wait, failure);
    Some(format!("nobody can move any more: {name} waits {what}"))
}

/// Why nobody will end this wait, if it is a channel's.
fn orphaned(object: &ObjectReport, wait: &Wait, failure: &Failure) -> Option<&'static str> {
    if object.handles.is_empty() || wait.objects.len() > 1 {
        return None;
    }
    let (role, lack) = if is_receiving(wait.operation) {
        ("sender", "nobody is left who could send")
    } else {
        ("receiver", "nobody is left who could receive")
    };
    let mut handles = object.handles.iter().filter(|handle| handle.role == role);
    let nobody = !handles.any(|handle| is_able(handle, failure));
    nobody.then_some(lack)
}

/// A thread is still there.
fn leak(failure: &Failure, names: &Names) -> Option<String> {
    let left: Vec<&ThreadReport> = failure
        .threads
        .iter()
        .filter(|thread| thread.id != 0 && super::is_left(thread))
        .collect();
    let first = left.first()?;
    let name = names.thread(first.id);
    let (others, verb) = match left.len() - 1 {
        0 => (String::new(), "is"),
        1 => (" and 1 other thread".to_owned(), "are"),
        more => (format!(" and {more} other threads"), "are"),
    };
    Some(format!(
        "the check is over, but {name}{others} {verb} still there"
    ))
}

fn thread(failure: &Failure, id: u32) -> Option<&ThreadReport> {
    failure.threads.iter().find(|thread| thread.id == id)
}

#[cfg(test)]
mod tests {
    use super::{super::Names, headline, outcome};
    use crate::verdict::bare;
    use wire::{Code, Difference, Figure};

    #[test]
    fn a_comparison_that_is_too_long_for_a_line_is_said_whole() {
        let what = "the pages of the crawl from a seed that is there twice, one at a time";
        let missing = "Page { url: \"d\", links: Ok([]) } never came";
        let mut failure = bare(Code::LostItem, format!("{what}: {missing}"));
        let names = Names::of(&failure);
        let (first, rest) = headline(&failure, &names);
        assert_eq!((first.as_str(), rest.as_str()), (what, missing));
        let difference = Difference {
            index: 0,
            items: 0,
            at: 0,
            length: 1,
            among: None,
        };
        failure.figures.push(Figure {
            name: "received".to_owned(),
            value: "[]".to_owned(),
            difference: Some(difference),
        });
        let (first, rest) = headline(&failure, &names);
        assert_eq!(first, format!("{what}: not everything came"));
        assert_eq!(rest, missing);
    }

    #[test]
    fn what_became_of_items_is_said_without_the_items() {
        let told = |text: &str| outcome(text).unwrap_or_default();
        assert_eq!(
            told("7 came more often than it should"),
            "an item came too often"
        );
        assert_eq!(
            told("7 should not come at all"),
            "an item came that should not"
        );
        assert_eq!(outcome("item 1 is 7, and should be 8"), None);
    }
}
