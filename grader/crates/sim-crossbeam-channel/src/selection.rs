//! Choosing one of several operations.
//!
//! The real select looks at its operations one by one, in random order or as they are listed; if it may
//! not wait, a second time in the same order; otherwise it enters itself in their lists, and waits. What
//! it can come to is kept exactly, with as few choices as possible:
//! - A biased select is done literally: a point before each look.
//! - An unbiased one that may wait can take whatever is ready at any moment, since its order is
//!   arbitrary and a vain look leaves no trace: one point, and any operation that is ready.
//! - An unbiased one that may not wait can find each operation unready at moments of its own; `looking`
//!   tells how.
//!
//! A select that waits takes what came first. All its operations are entered at once: in the real one
//! what comes between two entries is found at the next, or in the next round. So a time-out means that
//! at one moment nothing was ready.

use crate::case::{Case, Goal, Target, Ticket};
use crate::looking;
use crate::party::{Party, SOMETHING};
use crate::time::Patience;
use sim::{Arm, At, Choice, Poll};
use wire::{Occurrence, Operation};

/// Which of several ready operations is chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Any.
    Any,
    /// The first in the list.
    Listed,
}

/// The chosen operation's position among the cases.
pub(crate) type Chosen = (usize, Ticket);

/// A select while it lasts.
struct Select<'a> {
    cases: &'a [Case<'a>],
    order: Order,
    goal: Goal,
    thread: u32,
    at: At,
}

/// Chooses one of the cases; `None` if patience is over.
pub(crate) fn select(
    cases: &[Case<'_>],
    patience: Patience,
    (order, goal): (Order, Goal),
    at: At,
) -> Option<Chosen> {
    let select = Select {
        cases,
        order,
        goal,
        thread: sim::current(),
        at,
    };
    let chosen = select.run(patience);
    if chosen.is_none() {
        let attempt = patience == Patience::Attempt;
        let how = if attempt {
            Occurrence::Refused
        } else {
            Occurrence::TimedOut
        };
        let object = cases.first().map(Case::object);
        sim::record(Operation::Select, object, how, at, || None);
    }
    // What is chosen is told when it is completed; what is only found ready is told here.
    if let Some((position, Ticket::Ready)) = chosen {
        let object = cases[position].object();
        sim::record(
            Operation::Select,
            Some(object),
            Occurrence::Done,
            at,
            || Some("ready".to_owned()),
        );
    }
    chosen
}

impl Select<'_> {
    fn run(&self, patience: Patience) -> Option<Chosen> {
        let rounds = if patience == Patience::Attempt { 2 } else { 1 };
        let looked = match (self.order, patience) {
            (Order::Listed, _) => looking::in_order(self.cases.len(), rounds, |p| self.is_ready(p)),
            (Order::Any, Patience::Attempt) => {
                looking::in_any_order(self.cases.len(), rounds, |p| self.is_ready(p))
            }
            (Order::Any, _) => {
                sim::point();
                None
            }
        };
        if let Some(position) = looked {
            return Some(self.take(position));
        }
        if patience == Patience::Attempt {
            sim::poll(Poll::Attempt, self.at);
            return None;
        }
        let mut waited = false;
        loop {
            if let Some(position) = self.pick() {
                return Some(self.take(position));
            }
            if patience.is_over() {
                break;
            }
            waited = true;
            if let Some(chosen) = self.wait(patience) {
                return Some(chosen);
            }
        }
        if !waited {
            sim::poll(Poll::Attempt, self.at);
        }
        None
    }

    fn is_ready(&self, position: usize) -> bool {
        let case = &self.cases[position];
        let due = matches!(case.target, Target::Timer(timer) if timer.is_due());
        due || case.is_served(self.goal, self.thread)
    }

    fn take(&self, position: usize) -> Chosen {
        let ticket = match self.goal {
            Goal::Choose => self.cases[position].take(),
            Goal::Watch => Ticket::Ready,
        };
        (position, ticket)
    }

    /// One of the operations that are ready now.
    fn pick(&self) -> Option<usize> {
        let mut ready = (0..self.cases.len()).filter(|&position| self.is_ready(position));
        if self.order == Order::Listed {
            return ready.next();
        }
        let count = ready.clone().count();
        ready.nth(if count > 1 {
            sim::choose(Choice::Branch, count)
        } else {
            0
        })
    }

    /// Waits for the first operation that becomes ready. `None`: look again, or give up.
    fn wait(&self, patience: Patience) -> Option<Chosen> {
        let party = Party::new();
        let watches: Vec<Watch<'_>> = (0..self.cases.len())
            .map(|arm| Watch {
                select: self,
                case: &self.cases[arm],
                party: &party,
                arm,
            })
            .collect();
        let arms: Vec<Arm> = watches
            .iter()
            .map(|watch| Arm::new(watch.case.object(), watch, Watch::is_ready))
            .collect();
        let timer = self.cases.iter().filter_map(Case::deadline).min();
        let deadline = [timer, patience.deadline()].into_iter().flatten().min();
        self.enter(&party);
        sim::wait(Operation::Select, &arms, deadline, self.at);
        self.leave(&party);
        if let Some((arm, exchange)) = party.met() {
            return Some((arm, Ticket::Exchange(exchange)));
        }
        // A message that came before the time was over is taken before anything else.
        let first = party.first().filter(|&(first, moment)| {
            let in_time = deadline.is_none_or(|deadline| moment < deadline);
            first < self.cases.len() && in_time && self.is_ready(first)
        });
        let position = match first {
            Some((first, _)) => self.any_like(first),
            None => self.pick()?,
        };
        Some(self.take(position))
    }

    /// The operation itself, or another in the list that is the same.
    fn any_like(&self, position: usize) -> usize {
        if self.order == Order::Listed {
            return position;
        }
        let case = &self.cases[position];
        let mut same = (0..self.cases.len()).filter(|&other| self.cases[other].is_same(case));
        let count = same.clone().count();
        same.nth(if count > 1 {
            sim::choose(Choice::Branch, count)
        } else {
            0
        })
        .unwrap_or(position)
    }

    /// Of several equal operations on one channel a partner meets one: only that one is entered.
    fn enter(&self, party: &Party) {
        if self.goal == Goal::Watch {
            return;
        }
        for (position, case) in self.cases.iter().enumerate() {
            let entered = self.cases[..position]
                .iter()
                .any(|earlier| earlier.is_same(case));
            if let (false, Some((channel, role))) = (entered, case.rendezvous()) {
                channel.enter(role, party, self.any_like(position), std::ptr::null());
            }
        }
    }

    fn leave(&self, party: &Party) {
        for (channel, _) in self.cases.iter().filter_map(Case::rendezvous) {
            channel.with(|state| state.forget(party));
        }
    }
}

/// One arm of a waiting select.
struct Watch<'a> {
    select: &'a Select<'a>,
    case: &'a Case<'a>,
    party: &'a Party,
    arm: usize,
}

impl Watch<'_> {
    fn is_ready(&self) -> bool {
        if self.party.met().is_some() {
            return true;
        }
        let Some((channel, _)) = self.case.channel() else {
            return false;
        };
        let ready = self.case.is_served(self.select.goal, self.select.thread);
        let (closed, moment) = channel.with(|state| (state.closed, state.changed_at));
        let meant = !closed && channel.capacity != Some(0);
        self.party
            .note(if meant { self.arm } else { SOMETHING }, ready, moment);
        ready
    }
}
