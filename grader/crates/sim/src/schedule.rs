//! A schedule as text: what a person copies into `replay`.
//!
//! The form is the version `1`, then a decision after each `-`: the option's number, with `xN` behind it
//! if it stands for N equal ones. Trailing zeros are left out: a replay without decisions picks 0.

use std::fmt::Write;

/// Writes decisions as a token.
#[must_use]
pub fn encode(decisions: &[u32]) -> String {
    let end = decisions
        .iter()
        .rposition(|&d| d != 0)
        .map_or(0, |last| last + 1);
    let mut text = String::from("1");
    let mut rest = &decisions[..end];
    while let Some(&first) = rest.first() {
        let run = rest.iter().take_while(|&&d| d == first).count();
        rest = &rest[run..];
        let _ = write!(text, "-{first}");
        if run > 1 {
            let _ = write!(text, "x{run}");
        }
    }
    text
}

/// Reads a token; `None` if it is not one of this version.
#[must_use]
pub fn decode(token: &str) -> Option<Vec<u32>> {
    /// More decisions than an execution can make.
    const MOST: usize = 10_000_000;
    let mut parts = token.split('-');
    if parts.next() != Some("1") {
        return None;
    }
    let mut decisions = Vec::new();
    for part in parts {
        let (option, run) = part.split_once('x').unwrap_or((part, "1"));
        let run = run.parse::<usize>().ok()?;
        if decisions.len().checked_add(run)? > MOST {
            return None;
        }
        decisions.resize(decisions.len() + run, option.parse().ok()?);
    }
    Some(decisions)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn a_token_gives_back_its_decisions() {
        for decisions in [vec![], vec![1], vec![0, 0, 0, 2, 2, 1], vec![7, 0, 0, 1]] {
            assert_eq!(decode(&encode(&decisions)), Some(decisions));
        }
    }

    #[test]
    fn trailing_zeros_are_left_out() {
        assert_eq!(encode(&[0, 0, 1, 0, 0]), "1-0x2-1");
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "2-1", "1-", "1-x", "1-1x", "1-1x99999999999", "hello"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
