//! Who moves next, and when time passes instead.

use crate::runtime::{HORIZON_ADVANCES, Runtime};
use crate::set::Set;
use crate::strategy::{Choice, Options};
use crate::task::TaskState;
use std::cmp::Reverse;
use wire::Code;

/// Why the running thread gives way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    Point,
    Yield,
    Blocked,
    Finished,
}

impl Runtime {
    /// Counts a step; at the limit, ends the execution.
    pub(crate) fn count_step(&mut self) -> bool {
        self.steps += 1;
        if self.steps <= self.limits.steps {
            return true;
        }
        if self.strategy.is_fair() || self.trace.is_some() {
            let fault = crate::diagnose::never_ends(self);
            let alone = matches!(fault.code, Code::EndlessComputation | Code::BusyWait);
            self.failed_by = alone.then_some(self.current);
            self.failure = Some(fault);
        } else {
            self.cut = true;
        }
        false
    }

    /// Chooses who moves next; `None` ends the execution.
    pub(crate) fn decide(&mut self, cause: Cause) -> Option<u32> {
        let me = self.current;
        loop {
            let enabled = self.enabled.len();
            if enabled == 0 {
                if let Some(settler) = self.settler() {
                    self.tasks[settler as usize].state = TaskState::Ready;
                    self.enabled.insert(settler);
                    return Some(settler);
                }
                if self.may_advance() && self.advance_clock() {
                    continue;
                }
                return None;
            }
            let mine = cause != Cause::Finished && self.enabled.contains(me);
            let yielding = cause == Cause::Yield && mine && enabled > 1;
            let threads = if yielding { enabled - 1 } else { enabled };
            let may_fire = self.limits.adverse > 0 && !self.body_done && self.has_timer();
            let count = threads + usize::from(may_fire);
            let can_continue = mine && !yielding;
            let option = if count == 1 {
                0
            } else {
                let choice = Choice::Thread;
                let options = Options {
                    choice,
                    count,
                    can_continue,
                    may_fire,
                    yielding,
                };
                let set = &self.enabled;
                let option = self
                    .strategy
                    .pick(options, |option| thread_of(set, me, can_continue, option));
                self.decisions
                    .push(u32::try_from(option).expect("few options"));
                option
            };
            if may_fire && option == threads {
                self.limits.adverse -= 1;
                self.advance_clock();
                continue;
            }
            return Some(thread_of(&self.enabled, me, can_continue, option));
        }
    }

    fn settler(&self) -> Option<u32> {
        let index = self
            .tasks
            .iter()
            .position(|task| task.state == TaskState::Settling)?;
        u32::try_from(index).ok()
    }

    fn may_advance(&mut self) -> bool {
        if self.body_done {
            self.advances_after_body += 1;
        }
        self.advances_after_body <= HORIZON_ADVANCES
    }

    fn has_timer(&mut self) -> bool {
        while let Some(Reverse((_, number, task))) = self.timers.peek() {
            if self.is_due(*number, *task) {
                return true;
            }
            self.timers.pop();
        }
        false
    }

    fn is_due(&self, number: u64, task: u32) -> bool {
        let task = &self.tasks[task as usize];
        task.state == TaskState::Blocked && task.wait.number == number && !task.wait.timed_out
    }

    /// Jumps to the earliest timer and lets everybody go whose time has come.
    pub(crate) fn advance_clock(&mut self) -> bool {
        if !self.has_timer() {
            return false;
        }
        let Some(&Reverse((moment, _, _))) = self.timers.peek() else {
            return false;
        };
        self.now = self.now.max(moment);
        self.advances += 1;
        while let Some(&Reverse((deadline, number, task))) = self.timers.peek() {
            if deadline > self.now {
                break;
            }
            self.timers.pop();
            if self.is_due(number, task) {
                self.tasks[task as usize].wait.timed_out = true;
                self.enabled.insert(task);
            }
        }
        true
    }

    pub(crate) fn set_timer(&mut self, task: u32, deadline: u64) {
        let number = self.tasks[task as usize].wait.number;
        self.timers.push(Reverse((deadline, number, task)));
    }
}

fn thread_of(enabled: &Set, me: u32, can_continue: bool, option: usize) -> u32 {
    match (can_continue, option) {
        (true, 0) => me,
        (true, n) => enabled.nth_after(me, n - 1),
        (false, n) => enabled.nth_after(me, n),
    }
}
