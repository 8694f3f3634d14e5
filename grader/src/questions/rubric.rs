//! What of a rubric a text seems to say: a help for the person who reads it, never a verdict.

use super::KeyPoint;
use std::collections::BTreeSet;

/// The key points of which a phrasing stands in the text, by index.
pub(super) fn found(text: &str, rubric: &[KeyPoint]) -> BTreeSet<usize> {
    let text = words(text);
    let says = |point: &KeyPoint| {
        let phrasings = point.phrasings.iter().map(|phrase| words(phrase));
        phrasings.into_iter().any(|phrase| contains(&text, &phrase))
    };
    (0..rubric.len())
        .filter(|&index| says(&rubric[index]))
        .collect()
}

/// The words of a text, without case, hyphens and punctuation: `recv_timeout` is one, `half-done` two.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether the words of a phrase follow one another in a text. An ending more is the same word, so
/// that `lock held` is found in `locks held`.
fn contains(text: &[String], phrase: &[String]) -> bool {
    let same = |(word, wanted): (&String, &String)| {
        word.strip_prefix(wanted.as_str())
            .is_some_and(|ending| ending.is_empty() || (wanted.len() > 3 && ending.len() <= 3))
    };
    !phrase.is_empty()
        && text
            .windows(phrase.len())
            .any(|window| window.iter().zip(phrase).all(same))
}

#[cfg(test)]
mod tests {
    use super::{KeyPoint, found};

    #[test]
    fn phrasings_are_found_whatever_their_form() {
        let point = |phrasings: &[&str]| KeyPoint {
            point: "p".to_owned(),
            weight: 1,
            phrasings: phrasings.iter().map(|it| (*it).to_owned()).collect(),
        };
        let rubric = [
            point(&["lock held", "half-updated"]),
            point(&["recv_timeout"]),
            point(&["or"]),
        ];
        let found = |text: &str| found(text, &rubric).into_iter().collect::<Vec<_>>();
        assert_eq!(found("Locks held forever."), [0]);
        assert_eq!(found("left HALF updated; use `recv_timeout`"), [0, 1]);
        assert_eq!(found("held a lock"), [0usize; 0]);
        assert_eq!(found("order"), [0usize; 0]);
        assert_eq!(found("this or that"), [2]);
        assert_eq!(found(""), [0usize; 0]);
    }
}
