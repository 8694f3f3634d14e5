//! The command line: what can be asked of the grader.

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

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs, as `grader/schema/report.schema.json` describes it.
    Json,
}

/// What can be asked.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Judge your own work in exercises/: these topics, or all
    Check {
        /// Topics
        #[arg(value_name = "TOPIC")]
        topics: Vec<String>,
    },
    /// Judge somebody's work: a topic's folder, or a folder of them
    Grade {
        /// Where it is
        path: PathBuf,
        /// How to print the report
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Write the report here instead of to standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// List the topics and tasks
    List {
        /// How to print the list
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Show the next hint for a task
    Hint {
        /// The task, as `topic/task` or `task`
        task: String,
    },
    /// Judge the judge: stubs, solutions and the corpus of known mistakes
    Selftest {
        /// Topics
        #[arg(value_name = "TOPIC")]
        topics: Vec<String>,
    },
    /// Explain a diagnosis: what it means, how to find and mend it
    Explain {
        /// Its code, as `deadlock`; without one, all codes
        code: Option<String>,
    },
    /// Begin a topic anew: the stub comes back, your file is kept beside it
    Reset {
        /// The topic
        topic: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}
