//! What the suites of `classics` share.

use check::prelude::*;
use std::fmt::Debug;
use std::thread;

pub const SECOND: Duration = Duration::from_secs(1);

/// A word that is said: when it began and when it ended, with other threads in between if they can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<T> {
    Begin(T),
    End(T),
}

/// Says a word for so long.
pub fn say<T: Copy>(log: &Log<Said<T>>, word: T, time: Duration) {
    log.push(Said::Begin(word));
    thread::sleep(time);
    log.push(Said::End(word));
}

/// Words that are said one after the other.
pub fn one_by_one<T: Copy>(words: &[T]) -> Vec<Said<T>> {
    let said = |&word: &T| [Said::Begin(word), Said::End(word)];
    words.iter().flat_map(said).collect()
}

/// At rest, `got` have come so far: more have come too early, and who could have come and did not is late.
#[track_caller]
pub fn expect_so_far(what: &str, got: usize, want: usize) {
    let figures = format!("{what}: {got}, and it should be {want}");
    expect(got <= want, Code::TooEarly, figures.as_str());
    expect(got >= want, Code::TooLate, figures.as_str());
}

/// At rest, this has been said so far: whoever said more ran ahead of the others.
#[track_caller]
pub fn expect_said<T: PartialEq + Debug>(what: &str, got: &[T], want: &[T]) {
    let figures = format!("{what}: {got:?} was said, and {want:?} should have been");
    expect(want.starts_with(got), Code::WrongOrder, figures.as_str());
    expect(got.len() == want.len(), Code::TooLate, figures.as_str());
}
