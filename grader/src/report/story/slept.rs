//! A sleep during which a value came that was expected at that moment.

use super::{Names, leads::Lead};
use crate::text::duration;
use std::time::Duration;
use wire::{Code, Failure, Occurrence, Operation, Step};

/// The sleep of the learner's in which a thread stood when a value came into a channel that it alone receives from, if
/// the first thing that was expected, and is missing, bears that moment.
pub(in super::super) fn slept<'f>(failure: &'f Failure, names: &Names) -> Option<Lead<'f>> {
    let moment = missing(failure)?;
    let sleeps = |step: &&Step| {
        names.is_own_sleep(step) && step.occurrence == Occurrence::Blocked && failure.elided == 0
    };
    failure.steps.iter().filter(sleeps).find_map(|sleep| {
        let mut after = failure.steps.iter();
        let end = after.find(|it| it.thread == sleep.thread && it.number > sleep.number)?;
        let sent = failure.steps.iter().find(|it| {
            it.operation == Operation::Send
                && matches!(it.occurrence, Occurrence::Done | Occurrence::Blocked)
                && (sleep.number..end.number).contains(&it.number)
                && it.at > sleep.at
                && it.at < end.at
                && format!("{:?}", Duration::from_nanos(it.at)) == moment
                && receives_alone(sleep.thread, it.object, failure)
        })?;
        let who = names.thread(sleep.thread);
        let what = names.end(sent.object?, Operation::Receive, failure);
        let [from, to, at] = [sleep.at, end.at, sent.at].map(duration);
        Some(Lead {
            step: sleep,
            text: format!(
                "{who} sleeps here from {from} to {to}; meanwhile, at {at}, a value is sent to {what}"
            ),
            primary: true,
        })
    })
}

/// The moment, as it is printed, with which the expected figure begins to differ from the other.
fn missing(failure: &Failure) -> Option<&str> {
    if !matches!(failure.code, Code::WrongValue | Code::WrongOrder) || failure.at == 0 {
        return None;
    }
    let mut figures = failure.figures.iter();
    let want = figures.find(|it| it.name == "expected")?.value.as_str();
    let got = figures.find(|it| it.name == "got" || it.name == "received")?;
    let alike = want.chars().zip(got.value.chars());
    let alike: usize = alike
        .take_while(|(want, got)| want == got)
        .map(|(it, _)| it.len_utf8())
        .sum();
    let is_word = |c: char| c.is_alphanumeric() || c == '.';
    let start = want[..alike].rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
    let word = &want[start..];
    Some(&word[..word.find(|c| !is_word(c)).unwrap_or(word.len())])
}

/// The thread receives from the channel, and no other does.
fn receives_alone(thread: u32, channel: Option<u32>, failure: &Failure) -> bool {
    let receives = |it: &&Step| {
        it.operation == Operation::Receive && it.object == channel && channel.is_some()
    };
    let mut threads = failure.steps.iter().filter(receives).map(|it| it.thread);
    threads.next() == Some(thread) && threads.all(|it| it == thread)
}

#[cfg(test)]
mod tests {
    use super::missing;
    use crate::verdict::bare;
    use wire::{Code, Figure};

    #[test]
    fn the_moment_is_that_of_the_first_difference() {
        let moment = |want: &str, got: &str| {
            let mut failure = bare(Code::WrongValue, String::new());
            failure.at = 1;
            for (name, value) in [("expected", want), ("got", got)] {
                failure.figures.push(Figure {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    difference: None,
                });
            }
            missing(&failure).map(str::to_owned)
        };
        let found = moment("[(3ms, V(1)), (10ms, Beat)]", "[(10ms, Beat)]");
        assert_eq!(found.as_deref(), Some("3ms"));
        let found = moment("[(3ms, V), (13ms, Beat)]", "[(3ms, V), (15ms, Beat)]");
        assert_eq!(found.as_deref(), Some("13ms"));
        assert_eq!(moment("[1.5µs]", "[1.6µs]").as_deref(), Some("1.5µs"));
        assert_eq!(moment("[]", "[]").as_deref(), Some(""));
    }
}
