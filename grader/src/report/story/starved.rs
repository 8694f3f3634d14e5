//! A thread without work, because the only one who gives it any waits for something else.

use super::Names;
use crate::text::duration;
use wire::{Code, Failure, Occurrence, Operation, Step, ThreadReport};

/// Two waits, one because of the other.
pub(in super::super) struct Starved<'f> {
    /// The wait of who has nothing to do.
    pub(in super::super) idle: &'f Step,
    /// What is said of it.
    pub(in super::super) waits: String,
    /// The wait of who should give it something.
    pub(in super::super) giver: &'f Step,
    /// What is said of that.
    pub(in super::super) keeps: String,
}

/// The longest wait of a thread for a value of a channel on which one other thread alone sends, if that one waits
/// meanwhile, all the time, for something else of the learner's.
pub(in super::super) fn starved<'f>(failure: &'f Failure, names: &Names) -> Option<Starved<'f>> {
    if failure.code != Code::NotConcurrent || failure.elided > 0 {
        return None;
    }
    let waits = failure.steps.iter().filter(|it| {
        it.operation == Operation::Receive && is_wait(it) && is_spawned(it.thread, failure)
    });
    let with_giver = waits.filter_map(|idle| {
        let end = end_of(idle, failure).filter(|it| it.occurrence == Occurrence::Done)?;
        let giver = the_sender(idle, failure)?;
        let mut its = failure.steps.iter().rev();
        let giver =
            its.find(|it| it.thread == giver && it.number < end.number && it.at <= idle.at)?;
        let over = end_of(giver, failure)?;
        let is_other = giver.object != idle.object && is_own(giver.object?, failure);
        let covers = is_wait(giver) && over.at >= end.at && end.at > idle.at;
        (is_other && covers).then_some((idle, end, giver))
    });
    let longest =
        with_giver.max_by_key(|(idle, end, _)| (end.at - idle.at, u64::MAX - idle.number));
    let (idle, end, giver) = longest?;
    let [who, other] = [idle, giver].map(|it| names.thread(it.thread));
    let what = names.end(idle.object?, Operation::Receive, failure);
    let [from, to] = [idle.at, end.at].map(duration);
    Some(Starved {
        idle,
        waits: format!("{who} waits here from {from} to {to} for what only {other} sends"),
        giver,
        keeps: format!("{other} waits here meanwhile, and sends nothing that comes to {what}"),
    })
}

/// Somebody begins to wait in the learner's code.
fn is_wait(step: &Step) -> bool {
    step.occurrence == Occurrence::Blocked && step.place.is_some()
}

/// The next step of the same thread: what it waited for has come.
fn end_of<'f>(wait: &Step, failure: &'f Failure) -> Option<&'f Step> {
    let mut steps = failure.steps.iter();
    steps.find(|it| it.thread == wait.thread && it.number > wait.number)
}

/// The one thread of the learner's, other than who waits, that ever sends on the channel of a wait.
fn the_sender(wait: &Step, failure: &Failure) -> Option<u32> {
    let sends = |it: &&Step| it.operation == Operation::Send && it.object == wait.object;
    let mut threads = failure.steps.iter().filter(sends).map(|it| it.thread);
    let first = threads.next()?;
    let is_one = threads.all(|it| it == first);
    (is_one && first != wait.thread && is_spawned(first, failure)).then_some(first)
}

/// The learner made it.
fn is_own(id: u32, failure: &Failure) -> bool {
    let mut objects = failure.objects.iter();
    objects.any(|it| it.id == id && it.created.is_some())
}

/// The learner started the thread.
fn is_spawned(id: u32, failure: &Failure) -> bool {
    let is_it = |it: &ThreadReport| it.id == id && it.spawned.is_some();
    failure.threads.iter().any(is_it)
}

#[cfg(test)]
mod tests {
    use super::starved;
    use crate::{
        report::story::{
            Names,
            sample::{channel, step, thread},
        },
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    /// Thread 1 waits for what thread 2 sends on channel 1, and that waits meanwhile for channel 2, which was created in
    /// a line, and which another sends on `channel 1` too, if it does.
    fn found(created: u32, other: u32) -> Option<(String, String)> {
        let mut failure = bare(Code::NotConcurrent, String::new());
        failure.threads = [1, 2, 3].map(thread).into();
        failure.objects = vec![channel(1, "channel of capacity 0", 3)];
        failure
            .objects
            .push(channel(2, "channel of capacity 1", created));
        let (waits, done) = (Occurrence::Blocked, Occurrence::Done);
        failure.steps = vec![
            step(0, (2, 20), Operation::Receive, 2, waits),
            step(1, (1, 10), Operation::Receive, 1, waits),
            step(2, (3, 30), Operation::Send, other, done),
            step(5, (2, 20), Operation::Receive, 2, done),
            step(6, (2, 21), Operation::Send, 1, done),
            step(7, (1, 10), Operation::Receive, 1, done),
        ];
        failure.steps[4].at = 5;
        failure.steps[5].at = 5;
        let names = Names::of(&failure);
        let starved = starved(&failure, &names)?;
        assert_eq!((starved.idle.number, starved.giver.number), (1, 0));
        Some((starved.waits, starved.keeps))
    }

    #[test]
    fn who_waits_for_the_only_sender_is_told_with_what_that_waits_for() {
        let (waits, keeps) = found(4, 2).unwrap();
        assert_eq!(
            waits,
            "`t1` waits here from 1 ns to 5 ns for what only `t2` sends"
        );
        assert_eq!(
            keeps,
            "`t2` waits here meanwhile, and sends nothing that comes to the channel of capacity 0"
        );
        // What the check gives late is nobody's fault, and with two senders it may have been the other's turn.
        assert!(found(0, 2).is_none());
        assert!(found(4, 1).is_none());
    }
}
