//! Assertions. Each ends the execution as failed, with its diagnosis; nothing of the code under test
//! can catch that.

use crate::engine;
use std::fmt::Debug;
use wire::{Code, Figure};

/// Text of a value in a report, at most.
const MOST_TEXT: usize = 240;

/// A value as text, shortened in the middle.
pub(crate) fn show(value: &dyn Debug) -> String {
    shorten(&format!("{value:?}"))
}

pub(crate) fn shorten(text: &str) -> String {
    let length = text.chars().count();
    if length <= MOST_TEXT {
        return text.to_owned();
    }
    let half = MOST_TEXT / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(length - half).collect();
    format!("{head} … {tail}")
}

pub(crate) fn figure(name: &str, value: impl Into<String>) -> Figure {
    Figure {
        name: name.to_owned(),
        value: value.into(),
        difference: None,
    }
}

/// Ends the execution with this diagnosis.
pub fn fail(code: Code, message: impl Into<String>) -> ! {
    engine::fail(code, message.into(), Vec::new())
}

/// As [`fail`], with values to compare.
pub(crate) fn fail_with(code: Code, message: String, figures: Vec<Figure>) -> ! {
    engine::fail(code, message, figures)
}

/// The condition holds; otherwise the diagnosis is `code`.
pub fn expect(condition: bool, code: Code, message: impl Into<String>) {
    if !condition {
        fail(code, message);
    }
}

/// The values are equal; otherwise `wrong-value`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "reads better at the many places of use"
)]
pub fn expect_eq<T: PartialEq<U> + Debug, U: Debug>(what: &str, got: T, want: U) {
    if got != want {
        unequal(what, &got, &want);
    }
}

fn unequal(what: &str, got: &dyn Debug, want: &dyn Debug) -> ! {
    let figures = vec![figure("expected", show(want)), figure("got", show(got))];
    // What is said in between, ends.
    let comma = if what.contains(", ") && !what.ends_with(',') {
        ","
    } else {
        ""
    };
    let message = format!("{what}{comma} is wrong");
    fail_with(Code::WrongValue, message, figures)
}

/// Runs `f` and gives back its panic's message, if it panicked.
///
/// # Errors
/// The panic's message.
pub fn catch<T>(f: impl FnOnce() -> T) -> Result<T, String> {
    engine::catch(f).map_err(|payload| wire::panic_text(&*payload))
}

/// `f` panics, with a message that contains `mention`.
pub fn expect_panic<T>(what: &str, mention: &str, f: impl FnOnce() -> T) {
    // What came instead of a panic is not dropped before that is told: its drop would be the last step.
    let outcome = catch(f);
    must_have_panicked(what, mention, outcome.as_ref().err().map(String::as_str));
}

fn must_have_panicked(what: &str, mention: &str, message: Option<&str>) {
    match message {
        None => fail(Code::WrongValue, format!("{what} must panic, and did not")),
        Some(message) if message.contains(mention) => {}
        Some(message) if message.starts_with("not yet implemented") => {
            fail(Code::NotImplemented, "this part is still `todo!()`");
        }
        Some(message) => fail_with(
            Code::WrongValue,
            format!("{what} must panic with a message that names `{mention}`"),
            vec![figure("the message was", shorten(message))],
        ),
    }
}

/// Panics on the suite's behalf, inside a closure that the code under test calls.
pub fn boom(message: &str) -> ! {
    engine::panic_from_suite(message)
}
