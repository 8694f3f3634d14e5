//! Asking again and again instead of waiting.
//!
//! A failed attempt that does not wait is fine; many of them, while nothing changes, are a busy wait.
//! Time stands still while anybody can move, so a thread that only asks would hang the simulation: it
//! is made to let others go first, and, when nobody else can move, it burns the time until the next
//! timer, which is the evidence. A short compare-and-swap loop never comes here: each of its failures
//! means that somebody else got on.

use crate::object::At;
use crate::runtime::Fault;
use crate::switch::{self, with};
use wire::Code;

/// How a thread asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// It tried an operation that has a waiting form: `try_recv`, `try_send`, `try_lock`.
    Attempt,
    /// It looked, or let others go first: a load of the same value, `yield_now`, `spin_loop`.
    Look,
}

/// Attempts without any change after which asking is a busy wait, even with pauses between.
const MOST_ATTEMPTS: u32 = 64;
/// Looks without any change after which the thread has to let others go first.
const MOST_LOOKS: u32 = 64;
/// How often a thread that is alone, without any timer, may look so many times in vain: a loop of a few
/// thousand looks comes to an end by itself.
const MOST_ALONE: u32 = 100;
/// How often a thread may burn the time until the next timer.
const MOST_BURNT: u32 = 2;

/// Looks at the clock at one moment, without anything changing, after which each counts as asking in
/// vain: a loop until the clock shows a certain time would never end.
const MOST_CLOCK_LOOKS: u32 = 1_000;

/// The moment that the clock shows to the running thread, in nanoseconds of virtual time.
#[must_use]
pub fn look_at_clock(at: At) -> u64 {
    let (now, often) = with(|rt| {
        let mark = (rt.now, rt.progress);
        let looks = &mut rt.current_task().clock_looks;
        let count = if looks.0 == mark { looks.1 + 1 } else { 1 };
        *looks = (mark, count);
        (rt.now, count > MOST_CLOCK_LOOKS)
    });
    if often {
        poll(Poll::Look, at);
        return crate::now();
    }
    now
}

/// The running thread asked in vain.
pub fn poll(kind: Poll, at: At) {
    let (attempts, looks) = with(|rt| {
        let progress = rt.progress;
        let polls = &mut rt.current_task().polls;
        if polls.progress != progress {
            polls.progress = progress;
            polls.hard = 0;
            polls.soft = 0;
            polls.alone = 0;
        }
        match kind {
            Poll::Attempt => polls.hard += 1,
            Poll::Look => polls.soft += 1,
        }
        (polls.hard, polls.soft)
    });
    if attempts >= MOST_ATTEMPTS {
        switch::fail(busy(
            at,
            &format!("asked {attempts} times in a row, and nothing had changed"),
        ));
    }
    if attempts + looks >= MOST_LOOKS {
        let alone = with(|rt| rt.enabled.len() == 1);
        if alone {
            burn(at);
        }
        switch::yield_point();
    }
}

/// Nobody else can move: only time can change anything.
fn burn(at: At) {
    let burnt = with(|rt| {
        let advanced = rt.advance_clock();
        let polls = &mut rt.current_task().polls;
        polls.soft = 0;
        if advanced {
            polls.burnt += 1;
            Some(polls.burnt)
        } else {
            polls.alone += 1;
            (polls.alone < MOST_ALONE).then_some(0)
        }
    });
    match burnt {
        None => switch::fail(busy(
            at,
            "keeps asking, though nobody else moves and nothing changes by that",
        )),
        Some(burnt) if burnt >= MOST_BURNT => {
            switch::fail(busy(
                at,
                "keeps asking while everybody else waits, instead of waiting too",
            ));
        }
        Some(_) => {}
    }
}

fn busy(at: At, what: &str) -> Fault {
    let who = with(|rt| rt.current);
    let who = match crate::name_of(who) {
        _ if who == 0 => "the check".to_owned(),
        Some(name) => format!("`{name}`"),
        None => format!("thread {who}"),
    };
    let mut fault = Fault::new(Code::BusyWait, format!("{who} {what}"));
    fault.place = crate::place_now(at);
    fault
}
