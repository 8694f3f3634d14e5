//! What a random program does.

/// A word for each step of each thread, and then for what is left.
pub(super) type Outcome = Vec<Vec<String>>;

/// What a thread does. Thread 0 is the one that starts the others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Lock(usize),
    /// Both locks, this one first.
    LockBoth(usize),
    TryLock(usize),
    /// A panic, caught, while the lock is held.
    Poison(usize),
    Read,
    Write,
    TryRead,
    TryWrite,
    /// Tries to write while it reads.
    ReadTryWrite,
    /// Raises the flag under its lock, then notifies one or all.
    Raise {
        all: bool,
    },
    /// Raises the flag and notifies while holding the lock.
    RaiseInside,
    /// Notifies, without the lock and without a change.
    Notify,
    /// Waits for the flag, and lowers it.
    Await,
    /// Waits once, if the flag is down.
    AwaitOnce,
    AwaitTimeout,
    Load(usize),
    Store(usize),
    Add(usize),
    Swap(usize),
    CompareExchange(usize),
    /// A load, then a store of what it gave and one more.
    LoadStore(usize),
    Park,
    ParkTimeout,
    /// By thread 0: of this thread; by others: of thread 0.
    Unpark(usize),
    /// By thread 0.
    Join(usize),
    IsFinished(usize),
    SpawnJoin,
    SpawnDetach,
    Scope,
    Once,
    Barrier,
    Pass,
    TryPass,
    /// Lets go of its sender of `mpsc`.
    StopPassing,
    /// By thread 0, as it alone has the receiver of `mpsc`.
    Take,
    TryTake,
    TakeTimeout,
    Send(usize),
    TrySend(usize),
    Receive(usize),
    TryReceive(usize),
    ReceiveTimeout(usize),
    Select,
    DropSender(usize),
    DropReceiver(usize),
}

/// What a program has, and what its threads do.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Of two channels of crossbeam; `None`: unbounded.
    pub(super) capacities: [Option<usize>; 2],
    /// Of the channel of `mpsc`.
    pub(super) passing: Option<usize>,
    /// The first is of thread 0.
    pub(super) threads: Vec<Vec<Step>>,
}

impl Program {
    pub(super) fn random(seed: u64) -> Self {
        let mut chance = Chance(seed);
        (0..8).for_each(|_| _ = chance.below(2));
        let mut capacity = || [Some(0), Some(1), Some(2), None][chance.below(4)];
        let capacities = [capacity(), capacity()];
        let passing = capacity();
        let lengths: &[usize] = [
            &[0, 2, 2][..],
            &[1, 2, 1],
            &[2, 2],
            &[1, 3],
            &[2, 1, 1],
            &[0, 3, 1],
            &[1, 1, 1],
        ][chance.below(7)];
        let family = chance.below(8);
        let threads = (0_usize..)
            .zip(lengths)
            .map(|(id, &length)| {
                let others = lengths.len() - 1;
                (0..length)
                    .map(|_| chance.step(id, others, family))
                    .collect()
            })
            .collect();
        Self {
            capacities,
            passing,
            threads,
        }
    }

    fn has(&self, matching: fn(&Step) -> bool) -> bool {
        self.threads.iter().flatten().any(matching)
    }

    /// Whether time-outs decide something.
    pub(super) fn has_timers(&self) -> bool {
        self.has(|step| {
            matches!(
                step,
                Step::AwaitTimeout
                    | Step::ParkTimeout
                    | Step::TakeTimeout
                    | Step::ReceiveTimeout(_)
            )
        })
    }

    /// Whether spurious wake-ups show.
    pub(super) fn has_rare_events(&self) -> bool {
        self.has(|step| matches!(step, Step::AwaitOnce))
    }
}

/// A linear congruential generator: the programs are the same on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    /// Two of three steps are of the program's family, so that its threads meet.
    fn step(&mut self, id: usize, others: usize, family: usize) -> Step {
        let family = if self.below(3) == 0 {
            self.below(8)
        } else {
            family
        };
        let n = self.below(2);
        match family {
            0 => self.one_of(&[
                Step::Lock(0),
                Step::Lock(1),
                Step::LockBoth(0),
                Step::LockBoth(n),
                Step::TryLock(0),
                Step::Poison(0),
            ]),
            1 => self.one_of(&[
                Step::Read,
                Step::Write,
                Step::Write,
                Step::TryRead,
                Step::TryWrite,
                Step::ReadTryWrite,
            ]),
            2 => self.one_of(&[
                Step::Raise { all: true },
                Step::Raise { all: false },
                Step::RaiseInside,
                Step::Raise { all: false },
                Step::Notify,
                Step::Await,
                Step::AwaitOnce,
                Step::AwaitTimeout,
            ]),
            3 => self.one_of(&[
                Step::Load(n),
                Step::Store(n),
                Step::Add(n),
                Step::Swap(n),
                Step::CompareExchange(n),
                Step::LoadStore(n),
            ]),
            4 if id == 0 => self.parking_of_thread_0(others),
            4 => self.one_of(&[
                Step::Unpark(0),
                Step::Unpark(0),
                Step::Park,
                Step::ParkTimeout,
            ]),
            5 => self.one_of(&[
                Step::SpawnJoin,
                Step::SpawnDetach,
                Step::Scope,
                Step::Once,
                Step::Barrier,
                Step::Once,
                Step::Load(0),
            ]),
            6 if id == 0 => self.one_of(&[
                Step::Take,
                Step::Take,
                Step::TryTake,
                Step::TakeTimeout,
                Step::StopPassing,
            ]),
            6 => self.one_of(&[Step::Pass, Step::Pass, Step::TryPass, Step::StopPassing]),
            _ => self.one_of(&[
                Step::Send(n),
                Step::Send(0),
                Step::TrySend(n),
                Step::Receive(n),
                Step::TryReceive(n),
                Step::ReceiveTimeout(n),
                Step::Select,
                Step::DropSender(n),
                Step::DropReceiver(n),
            ]),
        }
    }

    fn parking_of_thread_0(&mut self, others: usize) -> Step {
        let other = 1 + self.below(others);
        self.one_of(&[
            Step::Park,
            Step::ParkTimeout,
            Step::Unpark(other),
            Step::Unpark(other),
            Step::Join(other),
            Step::IsFinished(other),
        ])
    }

    fn one_of(&mut self, steps: &[Step]) -> Step {
        steps[self.below(steps.len())]
    }
}
