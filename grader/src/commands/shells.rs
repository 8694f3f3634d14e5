//! `completions`: what a shell needs to complete commands and options.

use clap::CommandFactory;
use clap_complete::{Shell, generate};
use grader::cli::Cli;

/// The completions for a shell, as its own script.
pub(super) fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "grader", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
