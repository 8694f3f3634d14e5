//! The declaration of checks.

/// What a check is about. The learner sees it as the category in which points were lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Basic correctness. It gates the other checks of its task.
    Basic,
    /// Order of values and events.
    Ordering,
    /// Freedom from deadlock.
    Deadlock,
    /// Threads, memory, limits.
    Resources,
    /// Stopping when told to.
    Cancellation,
    /// Durations and moments.
    Timing,
}

/// How a check is explored and weighed.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent words of one attribute"
)]
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What it is about.
    pub category: Category,
    /// Its share of the task's points, relative to the other checks.
    pub weight: u32,
    /// Timers may fire although threads could move.
    pub adverse: bool,
    /// Condition variables may wake for no reason, weak exchanges may fail.
    pub spurious: bool,
    /// Only schedules under which everybody gets a turn.
    pub fair: bool,
    /// With the reference solution every interleaving must be covered.
    pub exhaustive: bool,
    /// Executions that each systematic search may spend; 0: the default.
    pub budget: u64,
    /// Steps of one execution; 0: the default.
    pub steps: u64,
    /// Outcomes each of which must occur in some execution.
    pub reachable: &'static [&'static str],
}

impl Options {
    /// The options of a check in this category, with nothing else said.
    #[must_use]
    pub const fn new(category: Category) -> Self {
        Self {
            category,
            weight: 1,
            adverse: false,
            spurious: false,
            fair: false,
            exhaustive: false,
            budget: 0,
            steps: 0,
            reachable: &[],
        }
    }
}

/// A check.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its name, unique in its task.
    pub name: &'static str,
    /// The promise that it checks, one sentence.
    pub promise: &'static str,
    /// How it is explored and weighed.
    pub options: Options,
    /// The check itself: one execution.
    pub body: fn(),
}

/// The checks of one task.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// The module's path; its last part is the task's id.
    pub module: &'static str,
    /// In the order of declaration.
    pub checks: &'static [Check],
}

impl Suite {
    /// The task's id.
    #[must_use]
    pub fn task(&self) -> &'static str {
        self.module.rsplit("::").next().unwrap_or(self.module)
    }
}

/// Declares the checks of a task. See the crate's documentation.
///
/// `#[check(CATEGORY, options…)]`: `weight = N`, `adverse`, `spurious`, `fair`, `exhaustive`,
/// `budget = N`, `steps = N`, `reachable("a", "b")`.
#[macro_export]
macro_rules! suite {
    ($($(#[doc = $doc:literal])+ #[check($category:ident $($option:tt)*)] fn $name:ident() $body:block)+) => {
        $($(#[doc = $doc])+ fn $name() $body)+

        /// The checks of this task.
        pub const SUITE: $crate::Suite = $crate::Suite {
            module: module_path!(),
            checks: &[$($crate::Check {
                name: stringify!($name),
                promise: concat!($($doc),+),
                options: $crate::__options!($crate::__category!($category); $($option)*),
                body: $name,
            }),+],
        };
    };
}

/// A category's word.
#[doc(hidden)]
#[macro_export]
macro_rules! __category {
    (basic) => {
        $crate::Options::new($crate::Category::Basic)
    };
    (ordering) => {
        $crate::Options::new($crate::Category::Ordering)
    };
    (deadlock) => {
        $crate::Options::new($crate::Category::Deadlock)
    };
    (resources) => {
        $crate::Options::new($crate::Category::Resources)
    };
    (cancellation) => {
        $crate::Options::new($crate::Category::Cancellation)
    };
    (timing) => {
        $crate::Options::new($crate::Category::Timing)
    };
}

/// The words behind a category.
#[doc(hidden)]
#[macro_export]
macro_rules! __options {
    ($options:expr;) => { $options };
    ($options:expr; , $($rest:tt)*) => { $crate::__options!($options; $($rest)*) };
    ($options:expr; weight = $n:literal $($rest:tt)*) => {
        $crate::__options!($crate::Options { weight: $n, ..$options }; $($rest)*)
    };
    ($options:expr; budget = $n:literal $($rest:tt)*) => {
        $crate::__options!($crate::Options { budget: $n, ..$options }; $($rest)*)
    };
    ($options:expr; steps = $n:literal $($rest:tt)*) => {
        $crate::__options!($crate::Options { steps: $n, ..$options }; $($rest)*)
    };
    ($options:expr; reachable($($name:literal),+ $(,)?) $($rest:tt)*) => {
        $crate::__options!($crate::Options { reachable: &[$($name),+], ..$options }; $($rest)*)
    };
    ($options:expr; adverse $($rest:tt)*) => {
        $crate::__options!(
            $crate::Options { adverse: true, spurious: true, ..$options }; $($rest)*
        )
    };
    ($options:expr; spurious $($rest:tt)*) => {
        $crate::__options!($crate::Options { spurious: true, ..$options }; $($rest)*)
    };
    ($options:expr; fair $($rest:tt)*) => {
        $crate::__options!($crate::Options { fair: true, ..$options }; $($rest)*)
    };
    ($options:expr; exhaustive $($rest:tt)*) => {
        $crate::__options!($crate::Options { exhaustive: true, ..$options }; $($rest)*)
    };
}
