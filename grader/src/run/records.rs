//! The reading of a child's records: what may be believed of them.

use crate::text::printable;
use serde_json::Value;
use std::collections::BTreeSet;
use wire::{Event, LearnersTest, Outcome, Record};

/// What a child reported.
#[derive(Debug, PartialEq)]
pub(super) struct Transcript {
    /// The checks that ended, in order.
    pub(super) finished: Vec<(String, Outcome)>,
    /// The tests that there are, if that was asked.
    pub(super) listed: Option<Vec<LearnersTest>>,
    /// The check that had begun and not ended.
    pub(super) running: Option<String>,
    /// The end record came, and its count is right.
    pub(super) ended: bool,
    /// There was a line that is no record of this run: from there on nothing was believed.
    pub(super) disturbed: bool,
}

/// Reads records as long as they bear the nonce, follow one another, and speak of what was asked.
pub(super) fn read(bytes: &[u8], nonce: &str, asked: &[String]) -> Transcript {
    let mut transcript = Transcript {
        finished: Vec::new(),
        listed: None,
        running: None,
        ended: false,
        disturbed: false,
    };
    let mut open: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
    for (next, line) in (0..).zip(bytes.split_inclusive(|&byte| byte == b'\n')) {
        // The end of a record that was cut off by the child's death is no disturbance.
        let Some(line) = line.strip_suffix(b"\n") else {
            break;
        };
        let record = record(line);
        let record = record.filter(|record| record.nonce == nonce && record.sequence == next);
        let believed = !transcript.ended
            && record.is_some_and(|record| transcript.take(record.event, &mut open));
        if !believed {
            transcript.disturbed = true;
            transcript.ended = false;
            break;
        }
    }
    transcript
}

/// A record, with nothing in its texts that would repaint a screen.
fn record(line: &[u8]) -> Option<Record> {
    let mut value = serde_json::from_slice(line).ok()?;
    calm(&mut value);
    serde_json::from_value(value).ok()
}

fn calm(value: &mut Value) {
    match value {
        Value::String(text) => *text = printable(text),
        Value::Array(items) => items.iter_mut().for_each(calm),
        Value::Object(fields) => fields.values_mut().for_each(calm),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Transcript {
    /// Takes one event; `false` if it does not follow from those before.
    fn take(&mut self, event: Event, open: &mut BTreeSet<&str>) -> bool {
        match event {
            Event::Started { check } => {
                let expected = self.running.is_none() && open.contains(check.as_str());
                self.running = self.running.take().or(expected.then_some(check));
                expected
            }
            Event::Finished { check, outcome } => {
                let expected = self.running.as_ref() == Some(&check);
                if expected {
                    open.remove(check.as_str());
                    self.running = None;
                    self.finished.push((check, outcome));
                }
                expected
            }
            Event::Listed { tests } => {
                let expected = self.running.is_none() && self.listed.is_none();
                self.listed = self.listed.take().or(Some(tests));
                expected
            }
            Event::Ended { checks } => {
                let expected = self.running.is_none() && checks == self.finished.len() as u64;
                self.ended = expected;
                expected
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use wire::{Event, Exploration, Extent, Outcome, Record};

    fn outcome() -> Outcome {
        let exploration = Exploration {
            schedules: 1,
            extent: Extent::All,
            atomics: false,
        };
        Outcome {
            failure: None,
            exploration,
        }
    }

    fn lines(events: &[Event], nonce: &str, sequence: impl Fn(u64) -> u64) -> Vec<u8> {
        let mut text = Vec::new();
        for (number, event) in (0..).zip(events) {
            let record = Record {
                nonce: nonce.to_owned(),
                sequence: sequence(number),
                event: event.clone(),
            };
            text.extend(serde_json::to_vec(&record).unwrap());
            text.push(b'\n');
        }
        text
    }

    fn whole() -> Vec<Event> {
        let started = |check: &str| Event::Started {
            check: check.to_owned(),
        };
        let finished = |check: &str| Event::Finished {
            check: check.to_owned(),
            outcome: outcome(),
        };
        vec![
            started("t/a"),
            finished("t/a"),
            started("t/b"),
            finished("t/b"),
            Event::Ended { checks: 2 },
        ]
    }

    fn asked() -> Vec<String> {
        vec!["t/a".to_owned(), "t/b".to_owned()]
    }

    #[test]
    fn a_whole_run_is_believed() {
        let transcript = read(&lines(&whole(), "n", |number| number), "n", &asked());
        assert!(transcript.ended && !transcript.disturbed);
        assert_eq!(transcript.finished.len(), 2);
        assert_eq!(transcript.running, None);
    }

    #[test]
    fn a_forged_nonce_is_believed_nothing() {
        let transcript = read(&lines(&whole(), "m", |number| number), "n", &asked());
        assert!(transcript.disturbed && transcript.finished.is_empty());
    }

    #[test]
    fn after_a_gap_nothing_counts() {
        let gap = |number| if number < 2 { number } else { number + 1 };
        let transcript = read(&lines(&whole(), "n", gap), "n", &asked());
        assert!(transcript.disturbed && !transcript.ended);
        assert_eq!(transcript.finished.len(), 1);
    }

    #[test]
    fn a_cut_line_is_a_death_and_no_disturbance() {
        let mut text = lines(&whole()[..3], "n", |number| number);
        text.extend(b"{\"nonce\":");
        let transcript = read(&text, "n", &asked());
        assert!(!transcript.disturbed && !transcript.ended);
        assert_eq!(transcript.running.as_deref(), Some("t/b"));
    }

    #[test]
    fn events_that_do_not_follow_are_refused() {
        let refused = |events: &[Event]| {
            let transcript = read(&lines(events, "n", |number| number), "n", &asked());
            assert!(transcript.disturbed && !transcript.ended, "{events:?}");
        };
        let all = whole();
        refused(&all[1..]);
        refused(&[all[0].clone(), all[0].clone()]);
        refused(&[all[0].clone(), all[3].clone()]);
        refused(&[all[0].clone(), all[1].clone(), all[0].clone()]);
        refused(&[all[0].clone(), all[1].clone(), Event::Ended { checks: 2 }]);
        refused(&[Event::Started {
            check: "t/other".to_owned(),
        }]);
        refused(&[Event::Ended { checks: 0 }, all[0].clone()]);
    }
}
