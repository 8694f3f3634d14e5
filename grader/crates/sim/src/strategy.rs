//! Strategies: who decides at each choice of an execution.
//!
//! A strategy sees only how many options there are and which of them is special; it neither knows
//! threads nor objects. `explore` chains strategies to a portfolio.
//!
//! Sources: context bounding after Musuvathi and Qadeer, "Iterative context bounding for systematic
//! testing of multithreaded programs" (PLDI 2007); priorities after Burckhardt et al., "A randomized
//! scheduler with probabilistic guarantees of finding bugs" (ASPLOS 2010).

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Which thread moves next.
    Thread,
    /// Which of several equally possible things happens: a ready branch, a waiter to wake.
    Branch,
    /// Whether something rare but legal happens (option 1): a spurious wake-up, a weak failure.
    Rare,
}

/// The options of one choice.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) choice: Choice,
    /// At least 2.
    pub(crate) count: usize,
    /// Option 0 lets the running thread go on: any other is a preemption.
    pub(crate) can_continue: bool,
    /// The last option makes a timer fire although threads could move.
    pub(crate) may_fire: bool,
    /// The running thread asked to let others go first.
    pub(crate) yielding: bool,
}

/// Decides.
pub(crate) enum Strategy {
    RoundRobin { turn: usize },
    Random(Random),
    Priorities(Priorities),
    DepthFirst(DepthFirst),
    Replay(Replay),
}

impl Strategy {
    /// Prepares the next execution; `false` when there is none.
    pub(crate) fn begin(&mut self) -> bool {
        match self {
            Strategy::RoundRobin { turn } => *turn = 0,
            Strategy::Random(random) => random.begin(),
            Strategy::Priorities(priorities) => priorities.begin(),
            Strategy::DepthFirst(depth_first) => return depth_first.begin(),
            Strategy::Replay(replay) => replay.position = 0,
        }
        true
    }

    /// Picks one of `options.count` options. `thread` tells which thread an option stands for.
    #[inline]
    pub(crate) fn pick(&mut self, options: Options, thread: impl Fn(usize) -> u32) -> usize {
        match self {
            Strategy::RoundRobin { turn } => round_robin(turn, options),
            Strategy::Random(random) => random.pick(options),
            Strategy::Priorities(priorities) => priorities.pick(options, thread),
            Strategy::DepthFirst(depth_first) => depth_first.pick(options),
            Strategy::Replay(replay) => replay.pick(options),
        }
    }

    /// Whether every thread that can move gets its turn sooner or later.
    pub(crate) fn is_fair(&self) -> bool {
        matches!(self, Strategy::RoundRobin { .. } | Strategy::Random(_))
    }
}

fn round_robin(turn: &mut usize, options: Options) -> usize {
    match options.choice {
        Choice::Thread => {
            let threads = options.count - usize::from(options.may_fire);
            usize::from(options.can_continue && threads > 1)
        }
        Choice::Branch => {
            *turn += 1;
            (*turn - 1) % options.count
        }
        Choice::Rare => 0,
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): small, and good enough to choose by.
pub(crate) struct Generator(u64);

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is small: the bias is below 2^-32.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }
}

/// Every option equally likely, on every choice. If `rotating`, branches take turns instead: a bound
/// on how long a ready branch may be passed over holds only then.
pub(crate) struct Random {
    rotating: Option<usize>,
    seed: u64,
    execution: u64,
    generator: Generator,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rotating: None,
            seed,
            execution: 0,
            generator: Generator::new(seed),
        }
    }

    pub(crate) fn rotating(seed: u64) -> Self {
        Self {
            rotating: Some(0),
            ..Self::new(seed)
        }
    }

    fn begin(&mut self) {
        self.generator = Generator::new(Generator::new(self.seed ^ self.execution).next());
        self.execution += 1;
        if let Some(turn) = &mut self.rotating {
            *turn = self.generator.below(1 << 10);
        }
    }

    fn pick(&mut self, options: Options) -> usize {
        if let (Choice::Branch, Some(turn)) = (options.choice, &mut self.rotating) {
            *turn += 1;
            return *turn % options.count;
        }
        match options.choice {
            Choice::Rare => usize::from(self.generator.below(8) == 0),
            Choice::Thread if options.may_fire => {
                if self.generator.below(8) == 0 {
                    options.count - 1
                } else {
                    self.generator.below(options.count - 1)
                }
            }
            Choice::Thread | Choice::Branch => self.generator.below(options.count),
        }
    }
}

/// Threads have priorities, which fall at a few random steps (PCT).
pub(crate) struct Priorities {
    random: Random,
    depth: usize,
    /// Length of the longest execution so far, in thread choices.
    length: usize,
    levels: Vec<u64>,
    changes: Vec<usize>,
    step: usize,
}

impl Priorities {
    pub(crate) fn new(seed: u64, depth: usize) -> Self {
        let random = Random::new(seed);
        Self {
            random,
            depth,
            length: 50,
            levels: Vec::new(),
            changes: Vec::new(),
            step: 0,
        }
    }

    fn begin(&mut self) {
        self.length = self.length.max(self.step);
        self.random.begin();
        self.levels.clear();
        self.step = 0;
        let length = self.length;
        let generator = &mut self.random.generator;
        self.changes = (1..self.depth).map(|_| generator.below(length)).collect();
    }

    fn priority(&mut self, thread: u32) -> &mut u64 {
        let index = thread as usize;
        while self.levels.len() <= index {
            // The lowest values are kept for the changes, the later the lower.
            let fresh = (self.random.generator.next() >> 1) | (1 << 32);
            self.levels.push(fresh);
        }
        &mut self.levels[index]
    }

    fn pick(&mut self, options: Options, thread: impl Fn(usize) -> u32) -> usize {
        if options.choice != Choice::Thread {
            return self.random.pick(options);
        }
        let threads = options.count - usize::from(options.may_fire);
        if options.may_fire && self.random.generator.below(8) == 0 {
            return threads;
        }
        self.step += 1;
        if options.can_continue && (options.yielding || self.changes.contains(&self.step)) {
            let lowest = (1 << 31) - self.step as u64;
            *self.priority(thread(0)) = lowest;
        }
        let mut best = (0, 0);
        for option in 0..threads {
            let priority = *self.priority(thread(option));
            if priority > best.1 {
                best = (option, priority);
            }
        }
        best.0
    }
}

/// All choices in lexicographic order, with at most `bound` preemptions (and as many adverse
/// timers), option 0 first: the first execution is the one without any preemption.
pub(crate) struct DepthFirst {
    bound: Option<u32>,
    path: Vec<Node>,
    position: usize,
    spent: u32,
    started: bool,
    /// An option was left out because of the bound.
    pruned: bool,
}

struct Node {
    chosen: u32,
    count: u32,
}

impl DepthFirst {
    pub(crate) fn new(bound: Option<u32>) -> Self {
        Self {
            bound,
            path: Vec::new(),
            position: 0,
            spent: 0,
            started: false,
            pruned: false,
        }
    }

    /// Whether the search left something out for the bound's sake.
    pub(crate) fn pruned(&self) -> bool {
        self.pruned
    }

    fn begin(&mut self) -> bool {
        self.position = 0;
        self.spent = 0;
        if !self.started {
            self.started = true;
            return true;
        }
        while let Some(last) = self.path.last_mut() {
            last.chosen += 1;
            if last.chosen < last.count {
                return true;
            }
            self.path.pop();
        }
        false
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "fewer options than threads"
    )]
    fn pick(&mut self, options: Options) -> usize {
        let costly = options.can_continue && !options.yielding;
        let exhausted = self.bound.is_some_and(|bound| self.spent >= bound);
        if self.position == self.path.len() {
            let mut count = options.count as u32;
            if exhausted {
                if costly {
                    count = 1;
                } else if options.may_fire {
                    count -= 1;
                }
                self.pruned |= count < options.count as u32;
            }
            self.path.push(Node { chosen: 0, count });
        }
        let chosen = self.path[self.position].chosen as usize;
        self.position += 1;
        let fires = options.may_fire && chosen + 1 == options.count;
        if (costly && chosen != 0) || fires {
            self.spent += 1;
        }
        chosen
    }
}

/// The choices of a recorded execution.
pub(crate) struct Replay {
    decisions: Vec<u32>,
    position: usize,
    /// A choice did not fit: this is not the program that was recorded, or it is not deterministic.
    diverged: bool,
}

impl Replay {
    pub(crate) fn new(decisions: Vec<u32>) -> Self {
        Self {
            decisions,
            position: 0,
            diverged: false,
        }
    }

    pub(crate) fn diverged(&self) -> bool {
        self.diverged
    }

    fn pick(&mut self, options: Options) -> usize {
        let chosen = self.decisions.get(self.position).copied().unwrap_or(0) as usize;
        self.position += 1;
        if chosen >= options.count {
            self.diverged = true;
            return options.count - 1;
        }
        chosen
    }
}
