//! A simulated thread: its stack, what it waits for, and what it leaves behind.

use crate::notice::Wakeup;
use crate::object::{At, ObjectId};
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, Yielder};
use std::any::Any;
use std::cell::Cell;
use wire::{Operation, Place};

/// What a simulated thread runs on.
pub(crate) type Stack = Coroutine<(), (), (), DefaultStack>;

/// One of the things a thread waits for.
#[derive(Clone, Copy)]
pub struct Arm {
    /// The object whose changes may make the arm ready.
    pub object: ObjectId,
    /// Tells whether it is ready, from `data`. It must not call back into the runtime.
    pub ready: unsafe fn(*const ()) -> bool,
    /// Passed to `ready`. It must stay valid while the wait lasts.
    pub data: *const (),
}

impl Arm {
    /// An arm that is ready when `ready(state)` says so.
    pub fn new<S>(object: ObjectId, state: &S, ready: fn(&S) -> bool) -> Self {
        // SAFETY: a function of one thin reference is called through a pointer to the same type of
        // object; a reference and a pointer to a sized type are passed alike.
        let ready =
            unsafe { std::mem::transmute::<fn(&S) -> bool, unsafe fn(*const ()) -> bool>(ready) };
        Self {
            object,
            ready,
            data: std::ptr::from_ref(state).cast(),
        }
    }

    #[inline]
    pub(crate) fn is_ready(&self) -> bool {
        // SAFETY: the waiting thread's stack keeps `data` alive until its wait is over.
        unsafe { (self.ready)(self.data) }
    }
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// An arm is ready.
    Ready,
    /// The deadline has come and no arm is ready.
    TimedOut,
}

/// What a blocked thread waits for.
pub(crate) struct Wait {
    pub(crate) operation: Operation,
    pub(crate) arms: Vec<Arm>,
    pub(crate) deadline: Option<u64>,
    pub(crate) timed_out: bool,
    /// Tells a timer whether the wait it was set for still lasts.
    pub(crate) number: u64,
    /// For reports: the number of its step in the trace.
    pub(crate) since: u64,
    /// When it began, in steps, with or without a trace.
    pub(crate) step: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TaskState {
    Ready,
    Blocked,
    /// Waits until nobody else can move.
    Settling,
    Finished,
}

/// A destructor of a thread-local.
pub(crate) struct Local {
    pub(crate) key: *const (),
    pub(crate) value: Option<Box<dyn Any>>,
}

/// A simulated thread.
pub(crate) struct Task {
    pub(crate) name: Option<String>,
    pub(crate) state: TaskState,
    pub(crate) stack: Option<Stack>,
    pub(crate) yielder: *const Yielder<(), ()>,
    pub(crate) wait: Wait,
    pub(crate) object: Option<ObjectId>,
    /// The step at which it last began to run.
    pub(crate) last_run: u64,
    /// Set when the thread has ended, for those who wait for that. Boxed, because they point to it.
    pub(crate) ended: Option<Box<Cell<bool>>>,
    pub(crate) spawned: At,
    /// Panics that are unwinding this thread's stack.
    pub(crate) panicking: u32,
    /// Calls of `catch_unwind` on this thread's stack; the outermost is where the thread ends.
    pub(crate) catchers: u32,
    pub(crate) panic: Option<PanicNote>,
    pub(crate) locals: Vec<Local>,
    /// Failed attempts that do not wait, since anything changed.
    pub(crate) polls: Polls,
    /// The moment and the progress when the clock was last looked at, and how often it was.
    pub(crate) clock_looks: ((u64, u64), u32),
    /// The moment of the last wait that was over before it began, and how many there were then.
    pub(crate) overdue: (u64, u32),
    /// A choice was made right after the thread's last operation: another before its next is the same.
    pub(crate) fresh: bool,
    /// The steps at which it took a lock the last two times, the last one last; a lock that a wake-up
    /// gave back to it counts for both, since whoever is woken looks again.
    pub(crate) acquired: [u64; 2],
    /// It was woken, and has not used that yet.
    pub(crate) woken: Option<Wakeup>,
    pub(crate) traced: Option<Box<TracedTask>>,
}

#[derive(Default)]
pub(crate) struct Polls {
    pub(crate) progress: u64,
    pub(crate) hard: u32,
    pub(crate) soft: u32,
    /// Times that the thread burnt the time until a timer. Never reset: what a timer lets go makes
    /// progress, so a thread that spins through one event after another would never be told.
    pub(crate) burnt: u32,
    pub(crate) alone: u32,
}

/// The last panic of a thread.
#[derive(Clone, Debug)]
pub(crate) struct PanicNote {
    pub(crate) message: String,
    pub(crate) place: Option<Place>,
    pub(crate) by_learner: bool,
    /// Its place among the panics of the execution.
    pub(crate) number: u32,
    /// Nothing on the thread's stack catches it: it will end the thread.
    pub(crate) fatal: bool,
}

/// What a traced execution keeps of a thread.
#[derive(Default)]
pub(crate) struct TracedTask {
    pub(crate) spawned: Option<Place>,
    pub(crate) last: Option<Place>,
}

impl Task {
    pub(crate) fn new(name: Option<String>, spawned: At) -> Self {
        Self {
            name,
            state: TaskState::Ready,
            stack: None,
            yielder: std::ptr::null(),
            wait: Wait {
                operation: Operation::Start,
                arms: Vec::new(),
                deadline: None,
                timed_out: false,
                number: 0,
                since: 0,
                step: 0,
            },
            object: None,
            last_run: 0,
            ended: None,
            spawned,
            panicking: 0,
            catchers: 0,
            panic: None,
            locals: Vec::new(),
            polls: Polls::default(),
            clock_looks: ((0, 0), 0),
            overdue: (0, 0),
            // Whoever chose the thread for the first time has chosen for its first operation.
            fresh: true,
            acquired: [0; 2],
            woken: None,
            traced: None,
        }
    }

    pub(crate) fn has_ready_arm(&self) -> bool {
        self.wait.arms.iter().any(Arm::is_ready)
    }
}
