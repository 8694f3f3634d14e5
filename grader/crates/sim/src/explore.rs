//! Many executions of one body: a portfolio of strategies, and the replay of what they find.

use crate::diagnose;
use crate::object::At;
use crate::panics;
use crate::runtime::{Fault, Limits, Runtime};
use crate::schedule;
use crate::strategy::{DepthFirst, Priorities, Random, Replay, Strategy};
use crate::switch::with;
use std::collections::BTreeSet;
use std::panic::Location;
use wire::{Code, Exploration, Extent, Failure};

/// How to explore.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of one check"
)]
#[derive(Clone, Debug)]
pub struct Config {
    /// Executions that each systematic search may spend.
    pub budget: u64,
    /// Executions of each sampling strategy.
    pub samples: u64,
    /// Steps of one execution.
    pub steps: u64,
    /// Steps that all executions of one strategy may take together: long executions are fewer.
    pub effort: u64,
    /// Timers may fire although threads could move; only safety is judged then.
    pub adverse: bool,
    /// Condition variables may wake for no reason, weak exchanges may fail.
    pub rare: bool,
    /// Only strategies under which everybody gets a turn.
    pub fair: bool,
    /// Seed of the sampling strategies.
    pub seed: u64,
    /// Prefix of the learner's files, as the compiler was told to name them.
    pub sources: String,
    /// The code observes how many handles an `Arc` has, which is not simulated: choices are made
    /// more densely, and nothing is called exhausted.
    pub arc_counts: bool,
    /// Outcomes each of which must occur in some execution.
    pub reachable: Vec<&'static str>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            budget: 5_000,
            samples: 300,
            steps: 50_000,
            effort: 1_000_000,
            adverse: false,
            rare: false,
            fair: false,
            seed: 0x5EED,
            sources: "/submission/".into(),
            arc_counts: false,
            reachable: Vec::new(),
        }
    }
}

impl Config {
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            steps: self.steps,
            adverse: if self.adverse { 2 } else { 0 },
            rare: if self.rare { 2 } else { 0 },
            dense: self.arc_counts,
            program: false,
        }
    }
}

/// What exploration found.
#[derive(Clone, Debug, PartialEq)]
pub struct Explored {
    /// The first failure, replayed with its evidence.
    pub failure: Option<Box<Failure>>,
    /// What was covered.
    pub exploration: Exploration,
    /// Steps of all executions together: how often it was asked who moves next.
    pub steps: u64,
}

pub(crate) struct Search<'a> {
    pub(crate) config: &'a Config,
    pub(crate) runtime: Box<Runtime>,
    body: &'a dyn Fn(),
    pub(crate) schedules: u64,
    steps: u64,
    atomics: bool,
    outcomes: BTreeSet<&'static str>,
    at: At,
}

/// Executions given up at the step limit before a search is.
const MOST_CUT: u32 = 3;

enum Ended {
    /// The strategy has no further execution.
    Exhausted,
    /// The budget is spent.
    Spent,
    /// An execution failed with this fault.
    Failed(Fault),
}

/// Runs `body` under the portfolio: without preemptions and in turns first (their failures read
/// best), then systematically with 1, 2 and any number of preemptions, then sampled.
#[track_caller]
pub fn explore(config: &Config, body: &dyn Fn()) -> Explored {
    panics::install_hook();
    let mut search = Search::new(config, Strategy::RoundRobin { turn: 0 }, body);
    search.portfolio()
}

impl<'a> Search<'a> {
    /// A search that has run nothing yet, on behalf of whoever calls.
    #[track_caller]
    fn new(config: &'a Config, strategy: Strategy, body: &'a dyn Fn()) -> Search<'a> {
        Search {
            config,
            runtime: Runtime::new(&config.sources, strategy, config.limits()),
            body,
            schedules: 0,
            steps: 0,
            atomics: false,
            outcomes: BTreeSet::new(),
            at: Location::caller(),
        }
    }

    fn portfolio(&mut self) -> Explored {
        // Strict turns can fall into step with the code and starve somebody for ever: what is fair
        // is judged under random turns.
        if !self.config.fair
            && let Ended::Failed(fault) = self.run(Strategy::RoundRobin { turn: 0 }, 1)
        {
            return self.failed(&fault);
        }
        let extent = if self.config.fair {
            Extent::Sampled
        } else {
            match self.systematically() {
                Ok(extent) => extent,
                Err(fault) => return self.failed(&fault),
            }
        };
        if extent != Extent::All {
            let (seed, samples) = (self.config.seed, self.config.samples);
            let strategies = if self.config.fair {
                vec![Strategy::Random(Random::rotating(seed))]
            } else {
                vec![
                    Strategy::Random(Random::new(seed)),
                    Strategy::Priorities(Priorities::new(seed, 3)),
                ]
            };
            for strategy in strategies {
                if let Ended::Failed(fault) = self.run(strategy, samples) {
                    return self.failed(&fault);
                }
            }
        }
        match self.unreached() {
            Some(fault) => self.failed(&fault),
            None => Explored {
                failure: None,
                exploration: self.exploration(extent),
                steps: self.steps,
            },
        }
    }

    fn systematically(&mut self) -> Result<Extent, Fault> {
        let mut extent = Extent::Sampled;
        for bound in [Some(0), Some(1), Some(2), None] {
            let strategy = Strategy::DepthFirst(DepthFirst::new(bound));
            match self.run(strategy, self.config.budget) {
                Ended::Failed(fault) => return Err(fault),
                Ended::Exhausted if self.config.arc_counts => {}
                Ended::Exhausted if !self.pruned() => return Ok(Extent::All),
                Ended::Exhausted => extent = bound.map_or(Extent::All, Extent::Preemptions),
                // A wider bound only starts anew; the unbounded search would stay in one corner.
                Ended::Spent => return Ok(extent),
            }
        }
        Ok(extent)
    }

    fn pruned(&self) -> bool {
        match &self.runtime.strategy {
            Strategy::DepthFirst(search) => search.pruned(),
            _ => true,
        }
    }

    fn run(&mut self, strategy: Strategy, budget: u64) -> Ended {
        self.runtime.strategy = strategy;
        let mut cut = 0;
        let mut effort = 0;
        for _ in 0..budget {
            if !self.runtime.strategy.begin() {
                return if cut == 0 {
                    Ended::Exhausted
                } else {
                    Ended::Spent
                };
            }
            self.execute(false);
            if let Some(fault) = self.runtime.failure.take() {
                return Ended::Failed(fault);
            }
            cut += u32::from(self.runtime.cut);
            effort += self.runtime.steps;
            if cut >= MOST_CUT || effort >= self.config.effort {
                return Ended::Spent;
            }
        }
        Ended::Spent
    }

    pub(crate) fn execute(&mut self, traced: bool) {
        // SAFETY: the execution ends before `execute` returns, and everything of it that is left is
        // never run, so that the body is not used beyond its borrow.
        let body: &'static dyn Fn() = unsafe { std::mem::transmute(self.body) };
        let limits = self.config.limits();
        let body = Box::new(move || run_body(body));
        self.runtime.execute(limits, traced, body, self.at);
        self.schedules += u64::from(!traced);
        self.steps += self.runtime.steps;
        self.atomics |= self.runtime.atomics;
        self.outcomes.extend(self.runtime.outcomes.drain(..));
    }

    fn unreached(&self) -> Option<Fault> {
        let missing: Vec<_> = self
            .config
            .reachable
            .iter()
            .filter(|name| !self.outcomes.contains(*name))
            .collect();
        if missing.is_empty() {
            return None;
        }
        let names = missing
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(", ");
        Some(Fault::new(
            Code::OverSynchronised,
            format!(
                "in {} schedules this never happened: {names}",
                self.schedules
            ),
        ))
    }

    fn exploration(&self, extent: Extent) -> Exploration {
        Exploration {
            schedules: self.schedules,
            extent,
            atomics: self.atomics,
        }
    }

    /// Runs the failing schedule once more, traced, for the evidence.
    fn failed(&mut self, fault: &Fault) -> Explored {
        let mut decisions = std::mem::take(&mut self.runtime.decisions);
        let over = fault.code == Code::OverSynchronised;
        if !over {
            decisions = self.minimise(decisions, fault.code);
        }
        let failure = self.retrace(decisions, over.then(|| fault.clone()), fault);
        let exploration = self.exploration(Extent::Sampled);
        Explored {
            failure: Some(Box::new(failure)),
            exploration,
            steps: self.steps,
        }
    }

    fn retrace(&mut self, decisions: Vec<u32>, given: Option<Fault>, found: &Fault) -> Failure {
        let token = schedule::encode(&decisions);
        self.runtime.strategy = Strategy::Replay(Replay::new(decisions));
        self.execute(true);
        let diverged = match &self.runtime.strategy {
            Strategy::Replay(replay) => replay.diverged(),
            _ => false,
        };
        let again = self.runtime.failure.take();
        let same = again.as_ref().is_some_and(|again| again.code == found.code);
        let fault = given.or(again).unwrap_or_else(|| found.clone());
        let mut failure = diagnose::evidence(&mut self.runtime, fault, token);
        if diverged || !(same || found.code == Code::OverSynchronised) {
            failure.code = found.code;
            failure.message.clone_from(&found.message);
            failure.uncontrolled = true;
        }
        failure
    }
}

/// Runs one recorded schedule, traced. `None` if the token is not one of this version, or if the
/// execution does not fail.
#[track_caller]
pub fn replay(config: &Config, token: &str, body: &dyn Fn()) -> Option<Box<Failure>> {
    panics::install_hook();
    let decisions = schedule::decode(token)?;
    let strategy = Strategy::Replay(Replay::new(decisions.clone()));
    let mut search = Search::new(config, strategy, body);
    search.execute(true);
    let fault = search.runtime.failure.take()?;
    Some(Box::new(diagnose::evidence(
        &mut search.runtime,
        fault,
        token.to_owned(),
    )))
}

/// Thread 0. A panic that reaches its end is a fault.
fn run_body(body: &dyn Fn()) {
    let result = panics::catch_unwind(body);
    crate::local::drop_all();
    if let Err(payload) = result {
        let note = with(|rt| rt.current_task().panic.clone());
        let note = note.unwrap_or_else(|| crate::task::PanicNote {
            message: wire::panic_text(&*payload),
            place: None,
            by_learner: true,
            number: 0,
            fatal: true,
        });
        crate::fail(panics::fault_of(&note, "a panic reached the check"));
    }
}
