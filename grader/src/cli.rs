//! The command line: what can be asked of the grader.

use crate::process::confine::Wanted;
use crate::workbook::{Engine, Level};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Grades concurrent Rust: explores the interleavings of your code and explains what goes wrong.
///
/// Without a command: judges the task that comes next for you, and says what to do.
#[derive(Debug, Parser)]
#[command(name = "grader", version, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 all passed, 1 something in the submission failed, \
    2 bad usage or input, 3 the grader's own fault."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to do it.
    #[command(flatten)]
    pub options: Options,
}

impl Cli {
    /// How much other people's code is to be confined: somebody else's is not run with less than all,
    /// unless that is said in so many words.
    #[must_use]
    pub fn confinement(&self) -> Wanted {
        let usual = match &self.command {
            Some(Command::Grade { .. }) => Wanted::Require,
            _ => Wanted::Best,
        };
        self.options.confine.unwrap_or(usual)
    }
}

/// What holds for every command.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Colours: on a terminal, always, never
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub color: When,
    /// Say where the time goes
    #[arg(long, global = true)]
    pub timings: bool,
    /// Tell everything: all failures, all threads, all steps
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Seed of the sampled schedules
    #[arg(long, global = true, default_value_t = crate::grade::SEED, value_name = "N")]
    pub seed: u64,
    /// Keep the code from files, network and other processes; `grade` requires it, all else takes the
    /// best that there is
    #[arg(long, global = true, value_enum, value_name = "HOW")]
    pub confine: Option<Wanted>,
    /// Root of the project, if not found from here upwards
    #[arg(long, global = true, value_name = "PATH", hide = true)]
    pub root: Option<PathBuf>,
    /// Folder of the grader's own files, if not `.grader` in the root
    #[arg(long, global = true, value_name = "PATH", hide = true)]
    pub state: Option<PathBuf>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to print a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs, as `grader/schema/report.schema.json` describes it.
    Json,
    /// For a browser: one page with everything inside.
    Html,
    /// `JUnit` XML, for CI services.
    Junit,
    /// Annotations on the learner's lines, for GitHub Actions; they belong on standard output.
    Github,
    /// Markdown, for the summary of a step of GitHub Actions.
    GithubSummary,
    /// Gradescope's `results.json`.
    Gradescope,
}

/// How to print a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How to judge somebody's work.
#[derive(Clone, Debug, Args)]
pub struct GradeOptions {
    /// How to print the report; may be given more than once, each with its --out
    #[arg(long = "format", value_enum, value_name = "FORMAT")]
    pub formats: Vec<Format>,
    /// Write the report here instead of to standard output; - is standard output
    #[arg(long = "out", value_name = "FILE")]
    pub outs: Vec<PathBuf>,
    /// Whose answers these are, whatever answers.toml says
    #[arg(long, value_name = "NAME")]
    pub learner: Option<String>,
    /// What a person decided about answers in free text; without it they are pending
    #[arg(long, value_name = "FILE")]
    pub reviews: Option<PathBuf>,
}

/// Which questions to ask, and how.
#[derive(Clone, Debug, Args)]
pub struct QuizOptions {
    /// Only this topic
    #[arg(value_name = "TOPIC")]
    pub topic: Option<String>,
    /// Only this level
    #[arg(long, value_enum)]
    pub level: Option<Level>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub count: Option<usize>,
    /// Ask again what was answered already
    #[arg(long)]
    pub again: bool,
    /// Words only, no marks and no folding: for screen readers
    #[arg(long)]
    pub plain: bool,
    /// Write an empty answers.toml instead, to be filled in by hand
    #[arg(long)]
    pub template: bool,
    /// Whose letters and numbers: choices are shuffled and numbers drawn by this name
    #[arg(long, value_name = "NAME")]
    pub learner: Option<String>,
}

/// What can be asked.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Judge your own work in exercises/: these topics, or all
    ///
    /// Shows every task, every check, and for each task the first failure. What has not changed since it
    /// was judged last is not judged again.
    #[command(after_help = "Example: cargo run -- check generator")]
    Check {
        /// Topics
        #[arg(value_name = "TOPIC")]
        topics: Vec<String>,
        /// Judge everything again, whatever is known
        #[arg(long)]
        fresh: bool,
        /// Write the report as a page for a browser, too
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    /// Judge somebody's work: a topic's folder, or a folder of them
    ///
    /// Only the sources are looked at: no manifest, build script, test or configuration of a submission.
    #[command(after_help = "Example: cargo run -- grade ~/inbox/ada --format json --out ada.json")]
    Grade {
        /// Where it is
        path: PathBuf,
        /// How to judge it
        #[command(flatten)]
        options: GradeOptions,
    },
    /// Run your own tests in simulation: every interleaving, the same diagnoses
    ///
    /// These are the functions with `#[test]` in src/ and in files of tests/, as `cargo test` runs them:
    /// `#[ignore]`, `#[should_panic]` and results work. There are no points for them.
    #[command(after_help = "Example: cargo run -- test generator odds")]
    Test {
        /// The topic
        topic: String,
        /// Only tests whose names contain this
        #[arg(default_value = "", hide_default_value = true, value_name = "NAME")]
        filter: String,
    },
    /// Show a failure again, exactly, with its whole trace: a column a thread
    ///
    /// A report ends each failure with the command to copy. It holds for the very sources and the very
    /// grader that the report was made with; with others it is refused.
    #[command(
        after_help = "Example: cargo run -- replay welcome/pay_each_other/both_payments_arrive 9f02a77c13de-1-0x12-1"
    )]
    Replay {
        /// The check, as `topic/task/check`
        check: String,
        /// What the report prints behind it
        token: String,
        /// Where the sources are, if not in exercises/: what `grade` was given
        #[arg(long, value_name = "PATH")]
        from: Option<PathBuf>,
    },
    /// Answer the conceptual questions, one at a time, with an explanation after each
    #[command(after_help = "Example: cargo run -- quiz generator --count 5")]
    Quiz(QuizOptions),
    /// List the topics and tasks
    #[command(after_help = "Example: cargo run -- list --format json")]
    List {
        /// How to print the list
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Show the next hint for a task
    ///
    /// There are three, from a nudge to nearly the code; each call shows one more.
    #[command(after_help = "Example: cargo run -- hint generator/odds")]
    Hint {
        /// The task, as `topic/task` or `task`
        task: String,
    },
    /// Judge the judge: stubs, solutions, the corpus of known mistakes, and hostile submissions
    ///
    /// A stub must earn nothing, a solution everything, and each known mistake its own diagnosis. What a
    /// topic lacks (a fault that no submission shows, a level, a section, documentation) is told first.
    #[command(after_help = "Example: cargo run -- selftest generator --repeat 20")]
    Selftest {
        /// Topics; `hostile` for the submissions that attack the grader
        #[arg(value_name = "TOPIC")]
        topics: Vec<String>,
        /// Run each submission so many times, built once: what is simulated must be reported the same to the
        /// byte, what runs on real threads must get the same verdict
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        repeat: u32,
        /// Keep the reports as they are now, and freeze signatures that are new
        #[arg(long)]
        bless: bool,
        /// Of a wrong submission judge only the tasks that it gets wrong, and explore what is known to pass
        /// with an eighth of the schedules
        #[arg(long)]
        quick: bool,
        /// Judge only the tasks that run so
        #[arg(long, value_enum, value_name = "ENGINE", conflicts_with_all = ["bless", "mutants", "lacks"])]
        engine: Option<Engine>,
        /// Only tell what the topics lack; judge nothing
        #[arg(long, conflicts_with_all = ["repeat", "quick"])]
        lacks: bool,
        /// Judge the solutions with a fault put into each instead (`grader/corpus/*/mutants.toml`)
        #[arg(long, conflicts_with_all = ["bless", "quick", "lacks"])]
        mutants: bool,
    },
    /// Make a new topic with an example task, to be filled in
    ///
    /// It builds and is graded as it is. `selftest` tells what is missing.
    #[command(after_help = "Example: cargo run -- new rate_limiter --task take")]
    New {
        /// Its name, in `snake_case`; permanent
        topic: String,
        /// The name of its first task, and of the function that this one asks for
        #[arg(long, default_value = "example")]
        task: String,
    },
    /// Say whether this machine has what grading needs, and what to do if not
    #[command(after_help = "Example: cargo run -- doctor")]
    Doctor,
    /// Explain a diagnosis: what it means, how to find and mend it
    #[command(after_help = "Example: cargo run -- explain lost-wakeup")]
    Explain {
        /// Its code, as `deadlock`; without one, all codes
        code: Option<String>,
    },
    /// Begin a topic anew: the stub comes back, your files are kept beside it
    #[command(after_help = "Example: cargo run -- reset generator")]
    Reset {
        /// The topic
        topic: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Print what a shell needs to complete commands and options
    #[command(
        after_help = "Example: grader completions bash > ~/.local/share/bash-completion/completions/grader"
    )]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}
