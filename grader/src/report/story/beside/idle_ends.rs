//! Threads that ended without any work, and those who tell others that never wait.

use crate::report::{
    names::ways_out,
    story::{
        Clue, Names,
        leads::{lets_go, told},
        nth,
    },
};
use wire::{Code, Failure, Operation, Place, State, Step};

/// Ways out that are told, at most.
const MOST: usize = 3;

/// Where a function gives back `None`, if a thread came out of it last, and ended without any work while others worked
/// on.
pub(super) fn idle_ends(failure: &Failure, names: &Names) -> Vec<Clue> {
    if failure.code != Code::NotConcurrent || failure.elided > 0 {
        return Vec::new();
    }
    let mut threads = failure.threads.iter();
    let found = threads.find_map(|thread| {
        let has_ended = thread.spawned.is_some() && matches!(thread.state, State::Finished);
        let end = came_out_of(failure, thread.id).filter(|_| has_ended)?;
        let place = end.place.as_ref()?;
        let function = names.around(place).filter(|it| it.last == place.line)?;
        let spot = function.spot();
        let mut ways = names.look(&place.file, |file| ways_out::ways(file, spot))?;
        ways.retain(|it| it.is_none);
        if !(1..=MOST).contains(&ways.len()) {
            return None;
        }
        let (who, name, number) = (names.thread(thread.id), &function.name, nth(end));
        let lines: Vec<u32> = ways.iter().map(|it| it.spot.line).collect();
        // Told in this order the last cause is the main one.
        ways.sort_by_key(|it| !it.is_asked);
        let main = ways.last()?.spot;
        let clue = |it: ways_out::Way| {
            let others = lines.iter().filter(|line| **line != main.line);
            let others: Vec<String> = others.map(|line| format!("line {line}")).collect();
            let text = match &others[..] {
                _ if it.spot != main => format!("`{name}` may have given `None` here, too"),
                [] => format!(
                    "`{name}` gives `None` here: {who} came out of it in step {number}, and ended"
                ),
                others => format!(
                    "`{name}` gives `None` here, or in {}: {who} came out of it in step {number}, and ended",
                    others.join(" or ")
                ),
            };
            Clue {
                place: it.spot.within(&place.file),
                text,
                primary: !it.is_asked,
            }
        };
        Some(ways.into_iter().map(clue).collect())
    });
    found.unwrap_or_default()
}

/// The last step of a thread before its end, if that was to unlock something, and it never worked, though others did
/// after that.
fn came_out_of(failure: &Failure, thread: u32) -> Option<&Step> {
    let works = [
        Operation::Enter,
        Operation::Call,
        Operation::Send,
        Operation::Wait,
    ];
    let own = || told(failure).filter(|it| it.thread == thread);
    let end = own().rfind(|it| it.operation != Operation::Finish)?;
    let goes_on = told(failure).any(|it| {
        it.thread != thread && it.number > end.number && it.operation == Operation::Enter
    });
    let is_idle = !own().any(|it| works.contains(&it.operation));
    (end.operation == Operation::Unlock && is_idle && goes_on).then_some(end)
}

/// Where a condition variable is notified that nobody ever waits on, if no line of the sources waits on any.
pub(super) fn heard_by_nobody(failure: &Failure, names: &Names) -> Vec<Clue> {
    let is_about = matches!(failure.code, Code::NotConcurrent | Code::LostItem);
    if !is_about || failure.elided > 0 {
        return Vec::new();
    }
    let is_waited_for = |text: &String| [".wait(", ".wait_"].iter().any(|it| text.contains(it));
    if names.sources.values().any(is_waited_for) {
        return Vec::new();
    }
    let tells = [Operation::NotifyOne, Operation::NotifyAll];
    let Some(step) = told(failure).rfind(|it| tells.contains(&it.operation) && !lets_go(it)) else {
        return Vec::new();
    };
    let clue = || {
        let what = names.object(step.object?, failure);
        let place: Place = step.place.clone()?;
        let text = format!("{what} is notified here, and no line ever waits on it");
        Some(Clue::beside(place, text))
    };
    clue().into_iter().collect()
}
