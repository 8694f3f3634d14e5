//! One execution: its threads, its clock, and the choice of who moves next.
//!
//! Everything here runs on one thread of the system. The runtime is reached through a pointer in a
//! thread-local and is borrowed only between switches, never across one. What objects mean is left
//! to the facades, strategies to `strategy`, and what a failure tells to `diagnose`.

use crate::object::{At, Kind, Object, ObjectId, Traced};
use crate::set::Set;
use crate::strategy::Strategy;
use crate::switch;
use crate::task::{Stack, Task, TaskState, TracedTask};
use crate::trace::Trace;
use corosensei::stack::DefaultStack;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;
use wire::{Code, Figure, Place, Switch};

/// Virtual stack of a simulated thread in bytes, as a real thread has it; only what is touched costs.
const STACK_SIZE: usize = 2 << 20;
/// Threads that may live at once.
pub(crate) const MOST_THREADS: usize = 4_096;
/// Text that an execution may print, in bytes.
pub(crate) const MOST_OUTPUT: usize = 256 << 10;
/// How often timers may fire after the check's body has returned: a thread that still ticks then
/// ticks for ever.
pub(crate) const HORIZON_ADVANCES: u32 = 500;

/// Waits of a thread that may be over before they begin, at one moment of virtual time.
const MOST_OVERDUE: u32 = 16;

/// What an execution may do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) steps: u64,
    /// Timers that may fire although threads could move.
    pub(crate) adverse: u32,
    /// Rare events: spurious wake-ups, weak failures.
    pub(crate) rare: u32,
    /// Choose again before an operation although the last choice was right after the one before.
    pub(crate) dense: bool,
    /// What a whole program does is observed: to print is an operation, before which others may move,
    /// and a panic ends its own thread.
    pub(crate) program: bool,
}

/// What went wrong, before the evidence is collected.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Its code.
    pub code: Code,
    /// One or two sentences.
    pub message: String,
    /// Values to compare.
    pub figures: Vec<Figure>,
    /// Where in the learner's code, if the fault knows.
    pub place: Option<Place>,
}

impl Fault {
    /// A fault with a message only.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            figures: Vec::new(),
            place: None,
        }
    }
}

/// One execution. Reused for the next one, so that its memory is.
pub(crate) struct Runtime {
    pub(crate) limits: Limits,
    pub(crate) epoch: u32,
    pub(crate) tasks: Vec<Task>,
    pub(crate) enabled: Set,
    pub(crate) current: u32,
    pub(crate) objects: Vec<Object>,
    pub(crate) now: u64,
    pub(crate) timers: BinaryHeap<Reverse<(u64, u64, u32)>>,
    wait_number: u64,
    pub(crate) steps: u64,
    /// How often a thread had to give way although it could have gone on.
    pub(crate) preemptions: u32,
    /// Grows with every change that others can notice.
    pub(crate) progress: u64,
    pub(crate) strategy: Strategy,
    pub(crate) decisions: Vec<u32>,
    pub(crate) failure: Option<Fault>,
    /// The thread that found the failure; none if it is the state in which everything stopped.
    pub(crate) failed_by: Option<u32>,
    /// The execution was given up at the step limit under a strategy that is not fair.
    pub(crate) cut: bool,
    pub(crate) body_done: bool,
    /// The step of the last operation that moved a value or started a thread.
    pub(crate) last_mark: u64,
    /// How often the clock jumped.
    pub(crate) advances: u64,
    pub(crate) advances_after_body: u32,
    /// Above 0, nobody else may move: inside a panic hook, or at the very end.
    pub(crate) frozen: u32,
    pub(crate) output: String,
    pub(crate) trace: Option<Trace>,
    pub(crate) sources: String,
    pub(crate) during: Vec<(Code, String)>,
    pub(crate) panics: u32,
    pub(crate) suite_panics: u32,
    pub(crate) atomics: bool,
    pub(crate) outcomes: Vec<&'static str>,
    pub(crate) statics: Vec<Box<dyn FnOnce()>>,
    /// Where the statics lie that were put back in this execution.
    pub(crate) static_places: Vec<Range<usize>>,
    pub(crate) random_states: u64,
    live: usize,
    pub(crate) next: Option<u32>,
    pub(crate) pool: Vec<DefaultStack>,
    spare_waiters: Vec<Vec<u32>>,
    pub(crate) last_switch: Option<Switch>,
}

/// Stacks that are kept for a traced execution.
const KEPT_STACKS: usize = 64;

/// Objects of which is told by which calls they came about: a backtrace takes time.
const WITH_CALLS: usize = 200;

impl Runtime {
    pub(crate) fn new(sources: &str, strategy: Strategy, limits: Limits) -> Box<Self> {
        Box::new(Self {
            limits,
            epoch: 0,
            tasks: Vec::new(),
            enabled: Set::default(),
            current: 0,
            objects: Vec::new(),
            now: 0,
            timers: BinaryHeap::new(),
            wait_number: 0,
            steps: 0,
            preemptions: 0,
            progress: 0,
            strategy,
            decisions: Vec::new(),
            failure: None,
            failed_by: None,
            cut: false,
            body_done: false,
            last_mark: 0,
            advances: 0,
            advances_after_body: 0,
            frozen: 0,
            output: String::new(),
            trace: None,
            sources: sources.into(),
            during: Vec::new(),
            panics: 0,
            suite_panics: 0,
            atomics: false,
            outcomes: Vec::new(),
            statics: Vec::new(),
            static_places: Vec::new(),
            random_states: 0,
            live: 0,
            next: None,
            pool: Vec::new(),
            spare_waiters: Vec::new(),
            last_switch: None,
        })
    }

    /// Runs `body` as thread 0 until everybody is done, stuck, or the execution has failed.
    pub(crate) fn execute(
        &mut self,
        limits: Limits,
        traced: bool,
        body: Box<dyn FnOnce()>,
        at: At,
    ) {
        self.reset(limits, traced);
        let runtime: *mut Runtime = self;
        let outer = switch::set_current(runtime);
        self.add_task(Some("main".into()), body, at);
        self.next = Some(0);
        // SAFETY: `runtime` is `self`, borrowed anew in each step; simulated threads reach it only
        // while `resume` runs, when no borrow of it is in use here.
        unsafe { switch::run(runtime) };
        self.conclude();
        switch::set_current(outer);
    }

    fn reset(&mut self, limits: Limits, traced: bool) {
        if traced {
            // What a backtrace reads of the program takes memory, which the stacks of very many threads
            // leave no room for.
            self.pool.truncate(KEPT_STACKS);
        }
        self.limits = limits;
        self.epoch = next_epoch();
        self.tasks.clear();
        self.enabled.clear();
        for mut object in self.objects.drain(..) {
            object.waiters.clear();
            self.spare_waiters.push(object.waiters);
        }
        self.now = 0;
        self.timers.clear();
        self.wait_number = 0;
        self.steps = 0;
        self.preemptions = 0;
        self.progress = 0;
        self.decisions.clear();
        self.failure = None;
        self.failed_by = None;
        self.cut = false;
        self.body_done = false;
        self.last_mark = 0;
        self.advances = 0;
        self.advances_after_body = 0;
        self.frozen = 0;
        self.output.clear();
        self.trace = traced.then(Trace::default);
        self.during.clear();
        self.panics = 0;
        self.suite_panics = 0;
        self.outcomes.clear();
        self.static_places.clear();
        self.random_states = 0;
        self.live = 0;
        self.last_switch = None;
    }

    pub(crate) fn add_task(
        &mut self,
        name: Option<String>,
        body: Box<dyn FnOnce()>,
        at: At,
    ) -> u32 {
        let id = u32::try_from(self.tasks.len()).expect("fewer than 2^32 threads");
        let mut task = Task::new(name, at);
        if self.trace.is_some() {
            let spawned = crate::place::of(at, &self.sources);
            task.traced = Some(Box::new(TracedTask {
                spawned,
                last: None,
            }));
        }
        let stack = self.pool.pop().unwrap_or_else(|| {
            let stack = DefaultStack::new(STACK_SIZE).expect("address space for one more stack");
            crate::stack::note(&stack);
            stack
        });
        task.stack = Some(Stack::with_stack(stack, move |yielder, ()| {
            switch::with(|rt| rt.tasks[rt.current as usize].yielder = yielder);
            body();
        }));
        self.tasks.push(task);
        self.last_mark = self.steps;
        self.progress += 1;
        self.live += 1;
        self.enabled.insert(id);
        id
    }

    /// Whether no thread more can be started: the limit is reached, or there is no address space for
    /// another stack and for what a report needs.
    pub(crate) fn is_full(&self) -> bool {
        const ROOM: usize = 4 * STACK_SIZE;
        self.live >= MOST_THREADS || self.pool.is_empty() && DefaultStack::new(ROOM).is_err()
    }

    pub(crate) fn register(&mut self, kind: Kind, created: At) -> ObjectId {
        let id = ObjectId(u32::try_from(self.objects.len()).expect("fewer than 2^32 objects"));
        let traced = self.trace.is_some().then(|| {
            let created = crate::place::of(created, &self.sources);
            let is_told = created.is_some()
                && self.objects.len() < WITH_CALLS
                && self.tasks.len() <= crate::place::MOST_THREADS_WITH_CALLS;
            let via = if is_told {
                crate::place::calls(&self.sources)
            } else {
                Vec::new()
            };
            Box::new(Traced {
                created,
                via,
                ..Traced::default()
            })
        });
        let waiters = self.spare_waiters.pop().unwrap_or_default();
        self.objects.push(Object {
            kind,
            waiters,
            owners: Vec::new(),
            takers: [(0, 0); 4],
            missed: BTreeMap::new(),
            wasted: None,
            traced,
        });
        id
    }

    pub(crate) fn next_wait_number(&mut self) -> u64 {
        self.wait_number += 1;
        self.wait_number
    }

    /// Evaluates anew who of an object's waiters could go on.
    pub(crate) fn refresh(&mut self, object: ObjectId) {
        for index in 0..self.objects[object.0 as usize].waiters.len() {
            let waiter = self.objects[object.0 as usize].waiters[index];
            let task = &self.tasks[waiter as usize];
            if task.wait.timed_out || task.has_ready_arm() {
                self.enabled.insert(waiter);
            } else {
                self.enabled.remove(waiter);
            }
        }
    }

    pub(crate) fn current_task(&mut self) -> &mut Task {
        &mut self.tasks[self.current as usize]
    }

    /// The running thread begins a wait that is over already; tells whether it has done so many
    /// times at this moment.
    pub(crate) fn is_asked_too_often(&mut self) -> bool {
        let now = self.now;
        let overdue = &mut self.current_task().overdue;
        let count = if overdue.0 == now { overdue.1 + 1 } else { 1 };
        *overdue = (now, count);
        count > MOST_OVERDUE
    }

    pub(crate) fn finish(&mut self, id: u32) {
        self.enabled.remove(id);
        let task = &mut self.tasks[id as usize];
        task.state = TaskState::Finished;
        if let Some(ended) = &task.ended {
            ended.set(true);
        }
        self.live -= 1;
        self.progress += 1;
        if id == 0 {
            self.body_done = true;
        }
        if let Some(object) = self.tasks[id as usize].object {
            self.refresh(object);
        }
    }

    /// After the last step: what is wrong with the state in which everything stopped?
    fn conclude(&mut self) {
        if self.failure.is_none() && !self.cut {
            self.failure = crate::diagnose::final_state(self);
        }
        if let Some(fault) = self.failure.take() {
            self.failure = Some(crate::panics::blame(self, fault));
        }
        self.frozen += 1;
        let clean = self.failure.is_none() && !self.cut;
        for drop_value in std::mem::take(&mut self.statics) {
            if clean {
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(drop_value));
            }
        }
        self.release_stacks();
    }

    /// Gives back the stacks of threads that will never move again. What lies on them is not
    /// dropped: a destructor could wait, or fail, and the verdict is known.
    fn release_stacks(&mut self) {
        for task in &mut self.tasks {
            for local in task.locals.drain(..) {
                std::mem::forget(local.value);
            }
            if let Some(mut stack) = task.stack.take() {
                // SAFETY: the thread is never resumed, and nothing that could still be reached
                // from a living execution refers into its stack.
                unsafe { stack.force_reset() };
                self.pool.push(stack.into_stack());
            }
        }
    }
}

fn next_epoch() -> u32 {
    thread_local! { static EPOCH: Cell<u32> = const { Cell::new(0) }; }
    EPOCH.set(EPOCH.get() + 1);
    EPOCH.get()
}
