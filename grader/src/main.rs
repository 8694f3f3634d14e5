//! The program: reads the command line, has the library do the work, and prints what it found.

mod commands;

use clap::Parser;
use grader::{
    cli::{Cli, When},
    error::Error,
    exit_code::Exit,
    process,
    progress::Progress,
    report::text::Colour,
};
use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` and `--version` are errors to clap, and none to anybody else.
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Passed
            };
            let _ = error.print();
            return exit.into();
        }
    };
    let progress = Progress::start();
    let colour = colour(cli.options.color);
    let interrupted = progress.clone();
    let exit = match process::end_on_interrupt(move || interrupted.clear()) {
        Ok(()) => commands::run(&cli, &progress, colour),
        Err(error) => Err(error),
    };
    progress.clear();
    exit.unwrap_or_else(|error| complain(&error)).into()
}

/// Tells what kept the grader from its work.
fn complain(error: &Error) -> Exit {
    let _ = writeln!(io::stderr(), "error: {error}");
    error.exit()
}

/// Whether standard output gets colours.
fn colour(when: When) -> Colour {
    let styled = match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let choice = anstream::AutoStream::choice(&io::stdout());
            io::stdout().is_terminal() && choice != anstream::ColorChoice::Never
        }
    };
    if styled {
        Colour::Styled
    } else {
        Colour::Plain
    }
}

/// How wide the text may be: as the terminal is, within what can be read well.
fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    terminal.map_or(100, |(width, _)| usize::from(width.0).clamp(30, 100))
}

/// Prints to standard output; whoever closes it early has seen enough.
fn print(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}

/// Prints to standard error.
fn remark(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
