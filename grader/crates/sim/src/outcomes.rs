//! Every way in which a program can end: what it printed, and whether it then waits for ever. For programs
//! whose possible outputs are asked for, where a failure is an outcome like any other.

use crate::explore::Config;
use crate::panics;
use crate::runtime::{Fault, Limits, Runtime};
use crate::strategy::{DepthFirst, Priorities, Random, Strategy};
use crate::switch::{self, with};
use std::collections::BTreeSet;
use std::panic::Location;
use wire::{Code, Extent};

/// What stands for "and then it waits for ever", on a line of its own.
pub const HANGS: &str = "(hangs)";

/// What stands for "and then `main` panics", on a line of its own.
pub const PANICS: &str = "(panics)";

/// The message by which the end of `main` is told from faults.
const ENDED: &str = "the program has ended";

/// What a program can print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// Each text that came out in some execution, without its last line break; its last line is [`HANGS`]
    /// if the program then waits for ever, [`PANICS`] if `main` panics, and the code of any other fault.
    pub seen: BTreeSet<String>,
    /// How many executions there were.
    pub schedules: u64,
    /// Whether they are all that there are.
    pub extent: Extent,
}

/// Runs `main` in every interleaving, within `config.budget`; beyond it, under bounded preemptions and
/// random schedules, `config.samples` of each. The program ends with `main`, whoever still runs; a panic in
/// `main` ends it too. To print is an operation that others notice.
#[track_caller]
pub fn outcomes(config: &Config, main: &dyn Fn()) -> Outcomes {
    panics::install_hook();
    let limits = Limits {
        program: true,
        ..config.limits()
    };
    let strategy = Strategy::DepthFirst(DepthFirst::new(None));
    let mut search = Search {
        runtime: Runtime::new(&config.sources, strategy, limits),
        limits,
        main,
        at: Location::caller(),
        found: Outcomes {
            seen: BTreeSet::new(),
            schedules: 0,
            extent: Extent::Sampled,
        },
    };
    if search.run(config.budget) {
        search.found.extent = Extent::All;
        return search.found;
    }
    let seed = config.seed;
    for strategy in [
        Strategy::DepthFirst(DepthFirst::new(Some(0))),
        Strategy::DepthFirst(DepthFirst::new(Some(1))),
        Strategy::DepthFirst(DepthFirst::new(Some(2))),
        Strategy::Random(Random::new(seed)),
        Strategy::Priorities(Priorities::new(seed, 3)),
    ] {
        search.runtime.strategy = strategy;
        search.run(config.samples);
    }
    search.found
}

struct Search<'m> {
    runtime: Box<Runtime>,
    limits: Limits,
    main: &'m dyn Fn(),
    at: &'static Location<'static>,
    found: Outcomes,
}

impl Search<'_> {
    /// Whether the strategy's executions were all run, to their ends.
    fn run(&mut self, budget: u64) -> bool {
        let mut whole = true;
        for _ in 0..budget {
            if !self.runtime.strategy.begin() {
                return whole;
            }
            whole &= self.execute();
        }
        false
    }

    /// Runs it once; whether it came to an end.
    fn execute(&mut self) -> bool {
        // SAFETY: as in `explore`: nothing of an execution outlives it, so that `main` is not used
        // beyond its borrow.
        let main: &'static dyn Fn() = unsafe { std::mem::transmute(self.main) };
        let body = Box::new(move || {
            // What a panic says goes to standard error, and the program ends.
            let code = match panics::catch_unwind(main) {
                Ok(()) => Code::Crash,
                Err(_) => Code::Panic,
            };
            // Others may go on until the process is gone.
            switch::point();
            crate::fail(Fault::new(code, ENDED))
        });
        self.runtime.execute(self.limits, false, body, self.at);
        self.found.schedules += 1;
        let Some(fault) = self.runtime.failure.take() else {
            return false;
        };
        let mut text = std::mem::take(&mut self.runtime.output);
        if text.ends_with('\n') {
            text.pop();
        }
        let end = match fault.code {
            Code::Crash if fault.message == ENDED => "",
            Code::Panic if fault.message == ENDED => PANICS,
            Code::Deadlock | Code::SelfDeadlock | Code::LostWakeup => HANGS,
            code => code.name(),
        };
        if !end.is_empty() && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(end);
        self.found.seen.insert(text);
        true
    }
}

/// Whether a whole program is observed.
pub(crate) fn is_program() -> bool {
    with(|rt| rt.limits.program)
}
