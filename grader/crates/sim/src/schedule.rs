//! A schedule as text: what a person copies into `replay`.
//!
//! The form is the version, then parts, each after a `-`: a decision's number, with `xN` behind it if it
//! stands for N equal ones. Version `2` has groups besides: `.1-0x3,x5` stands for five times `1-0x3`, as
//! loops make them, in characters that no shell takes for its own; groups do not nest. Version `1` has none, and is still read. Trailing zeros are left
//! out: a replay without decisions picks 0.

use std::fmt::Write;

/// More decisions than an execution can make.
const MOST: usize = 10_000_000;
/// Runs of equal decisions that a repeated group may have.
const LONGEST_GROUP: usize = 48;

/// A decision, and how often it was made in a row.
type Run = (u32, usize);

/// Writes decisions as a token.
#[must_use]
pub fn encode(decisions: &[u32]) -> String {
    let end = decisions
        .iter()
        .rposition(|&d| d != 0)
        .map_or(0, |last| last + 1);
    let runs: Vec<Run> = decisions[..end]
        .chunk_by(|a, b| a == b)
        .map(|run| (run[0], run.len()))
        .collect();
    let mut text = String::from("2");
    let mut rest = runs.as_slice();
    while !rest.is_empty() {
        let (length, times) = repetition(rest);
        text.push('-');
        if times > 1 {
            text.push('.');
        }
        write_runs(&mut text, &rest[..length]);
        if times > 1 {
            let _ = write!(text, ",x{times}");
        }
        rest = &rest[length * times..];
    }
    text
}

/// The group at the beginning whose repetition covers most, and how often it comes; one run alone if
/// nothing is repeated.
fn repetition(runs: &[Run]) -> (usize, usize) {
    let longest = LONGEST_GROUP.min(runs.len() / 2);
    // A single run repeats itself already.
    let groups = (2..=longest).map(|length| {
        let (group, rest) = runs.split_at(length);
        let more = rest.chunks_exact(length).take_while(|next| *next == group);
        (length, 1 + more.count())
    });
    groups
        .filter(|&(_, times)| times > 1)
        .max_by_key(|&(length, times)| (length * times, times))
        .unwrap_or((1, 1))
}

fn write_runs(text: &mut String, runs: &[Run]) {
    for (index, &(decision, times)) in runs.iter().enumerate() {
        if index > 0 {
            text.push('-');
        }
        let _ = write!(text, "{decision}");
        if times > 1 {
            let _ = write!(text, "x{times}");
        }
    }
}

/// Reads a token; `None` if it is not one of a known version.
#[must_use]
pub fn decode(token: &str) -> Option<Vec<u32>> {
    let (version, mut rest) = token.split_once('-').unwrap_or((token, ""));
    if !matches!(version, "1" | "2") || (rest.is_empty() && token.ends_with('-')) {
        return None;
    }
    let mut decisions = Vec::new();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('.').filter(|_| version == "2") {
            let (group, after) = inside.split_once(",x")?;
            let (times, after) = next_part(after)?;
            let mut once = Vec::new();
            group
                .split('-')
                .try_for_each(|part| read_run(part, &mut once))?;
            let times = times.parse::<usize>().ok()?;
            let total = once
                .len()
                .checked_mul(times)?
                .checked_add(decisions.len())?;
            if total > MOST {
                return None;
            }
            (0..times).for_each(|_| decisions.extend_from_slice(&once));
            rest = after;
        } else {
            let (part, after) = next_part(rest)?;
            read_run(part, &mut decisions)?;
            rest = after;
        }
    }
    Some(decisions)
}

/// The text up to the next `-`, and what is behind it; `None` if nothing is.
fn next_part(text: &str) -> Option<(&str, &str)> {
    match text.split_once('-') {
        Some((_, "")) => None,
        Some(parts) => Some(parts),
        None => Some((text, "")),
    }
}

fn read_run(part: &str, decisions: &mut Vec<u32>) -> Option<()> {
    let (option, run) = part.split_once('x').unwrap_or((part, "1"));
    let (option, run) = (option.parse().ok()?, run.parse::<usize>().ok()?);
    let total = decisions.len().checked_add(run)?;
    if total > MOST {
        return None;
    }
    decisions.resize(total, option);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn a_token_gives_back_its_decisions() {
        let repeated = [1, 0, 0, 0, 2].repeat(7);
        let cases = [
            vec![],
            vec![1],
            vec![0, 0, 0, 2, 2, 1],
            vec![7, 0, 0, 1],
            [vec![3], repeated.clone(), vec![9, 9, 1]].concat(),
            [repeated, [0, 1].repeat(200)].concat(),
        ];
        for decisions in cases {
            assert_eq!(decode(&encode(&decisions)), Some(decisions));
        }
    }

    #[test]
    fn any_decisions_come_back() {
        // A linear congruential generator over few values, so that much is repeated.
        let mut state = 1_u64;
        for length in 0..400 {
            let mut decisions: Vec<u32> = (0..length)
                .map(|_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    u32::from(state >> 62 == 0)
                })
                .collect();
            decisions.push(1);
            assert_eq!(decode(&encode(&decisions)), Some(decisions));
        }
    }

    #[test]
    fn trailing_zeros_are_left_out() {
        assert_eq!(encode(&[0, 0, 1, 0, 0]), "2-0x2-1");
    }

    #[test]
    fn a_repeated_group_is_written_once() {
        let decisions = [vec![2], [1, 0, 0].repeat(500), vec![3]].concat();
        assert_eq!(encode(&decisions), "2-2-.1-0x2,x500-3");
    }

    #[test]
    fn a_token_of_the_first_version_is_still_read() {
        assert_eq!(decode("1-0x2-1"), Some(vec![0, 0, 1]));
        assert_eq!(decode("1"), Some(vec![]));
        assert_eq!(decode("1-.1-0,x2"), None);
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "3-1",
            "2-",
            "2-x",
            "2-1x",
            "2-1x99999999999",
            "hello",
            "2-.1",
            "2-.1,x",
            "2-.1-,x2",
            "2-..1,x2,x2",
            "2-.1x9999999,x9999999",
            "2-1-",
            "2-.1-2,x2-",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
