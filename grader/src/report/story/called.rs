//! What the learner calls at a place, read in the source.

use super::Names;
use wire::{Operation, Place, Step, Wait};

impl Names {
    /// A sleep that the learner wrote stands at a place: `sleep(…)`, `thread::sleep_until(…)`.
    pub(in super::super) fn is_sleep(&self, place: &Place) -> bool {
        matches!(self.called(place), "sleep" | "sleep_until")
    }

    /// A step that is such a sleep.
    pub(in super::super) fn is_own_sleep(&self, step: &Step) -> bool {
        let place = step.place.as_ref();
        step.operation == Operation::Sleep && place.is_some_and(|place| self.is_sleep(place))
    }

    /// A `select!` stands at a place.
    pub(in super::super) fn is_select(&self, place: &Place) -> bool {
        self.called(place).starts_with("select")
    }

    /// A wait with a limit stands at a place: `recv_timeout(…)`, `wait_timeout_while(…)`, `send_deadline(…)`, or a
    /// `select!` with a timer or with `default(…)`.
    pub(in super::super) fn is_limited(&self, place: &Place) -> bool {
        let called = self.called(place);
        let has_timer = || {
            let lines = self
                .sources
                .get(&place.file)
                .map_or("", String::as_str)
                .lines();
            let from = usize::try_from(place.line).unwrap_or(usize::MAX);
            let arms = lines.skip(from).map(str::trim_start).take(8);
            let mut arms = arms.take_while(|arm| *arm != "}");
            let limits = ["default(", "recv(after(", "recv(at("];
            arms.any(|arm| limits.iter().any(|limit| arm.starts_with(limit)))
        };
        called.contains("timeout")
            || called.contains("deadline")
            || called.starts_with("select") && has_timer()
    }

    /// Where the function around a step was called from that led to it, and what is said of that.
    pub(in super::super) fn caller(&self, step: &Step) -> Option<(Place, String)> {
        let place = step.place.as_ref()?;
        let name = &self.around(place)?.name;
        let from = step.via.first().filter(|it| self.called(it) == name)?;
        Some((from.clone(), format!("`{name}` is called here")))
    }

    /// The function, method or macro that the learner calls at a place.
    pub(in super::super) fn called(&self, place: &Place) -> &str {
        self.word(place).0
    }

    /// "in `ready`", where a method of a `Select` waits.
    pub(super) fn selects_by(&self, wait: &Wait) -> Option<String> {
        let place = wait.place.as_ref();
        let method = place.filter(|_| wait.operation == Operation::Select);
        Some(format!("in `{}`", self.method(method?)?))
    }

    /// The function or method that the learner calls at a place, and no macro.
    fn method(&self, place: &Place) -> Option<&str> {
        let (word, after) = self.word(place);
        (!word.is_empty() && after.starts_with(['(', ':'])).then_some(word)
    }

    /// What is called at a place, and what follows on the line.
    fn word(&self, place: &Place) -> (&str, &str) {
        let line = usize::try_from(place.line).unwrap_or(usize::MAX);
        let column = usize::try_from(place.column).unwrap_or(usize::MAX);
        let text = self.sources.get(&place.file).map_or("", String::as_str);
        let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        let at = line.char_indices().nth(column.saturating_sub(1));
        let rest = at.map_or("", |(at, _)| &line[at..]);
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let end = rest.find(|c: char| !is_path(c)).unwrap_or(rest.len());
        let word = rest[..end].rsplit("::").next().unwrap_or_default();
        (word, &rest[end..])
    }
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::verdict::bare;
    use std::collections::BTreeMap;
    use wire::{Code, Place};

    #[test]
    fn a_sleep_is_known_by_what_is_called() {
        let text = "thread::sleep(PAUSE);\nstd::thread::sleep_until(end);\nsleep (PAUSE);\nsleeper();\n\
                    ticks.recv();\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let names = Names::of(&bare(Code::TooLate, String::new())).with_sources(&sources);
        let sleeps = |line: u32| {
            let file = "src/lib.rs".to_owned();
            names.is_sleep(&Place {
                file,
                line,
                column: 1,
            })
        };
        let found: Vec<u32> = (1..=6).filter(|&line| sleeps(line)).collect();
        assert_eq!(found, [1, 2, 3]);
    }

    #[test]
    fn a_limit_is_known_by_what_is_called_or_by_an_arm() {
        let text = "rx.recv();\nrx.recv_timeout(PAUSE);\nselect! {\n    recv(rx) -> it => f(it),\n    \
                    recv(after(PAUSE)) -> _ => {}\n}\nselect! {\n    recv(rx) -> it => f(it),\n}\n\
                    crossbeam_channel::select! {\n    recv(rx) -> it => f(it),\n    default(PAUSE) => {}\n}\n";
        let sources = BTreeMap::from([("src/lib.rs".to_owned(), text.to_owned())]);
        let names = Names::of(&bare(Code::TooLate, String::new())).with_sources(&sources);
        let at = |line: u32, column: u32| {
            let file = "src/lib.rs".to_owned();
            Place { file, line, column }
        };
        assert!(!names.is_limited(&at(1, 4)));
        assert!(names.is_limited(&at(2, 4)));
        assert!(names.is_limited(&at(3, 1)) && names.is_select(&at(3, 1)));
        assert!(!names.is_limited(&at(7, 1)) && names.is_select(&at(7, 1)));
        assert!(names.is_limited(&at(10, 1)) && names.is_select(&at(10, 1)));
        assert!(!names.is_select(&at(1, 4)));
        assert_eq!(names.method(&at(2, 4)), Some("recv_timeout"));
        assert_eq!(names.method(&at(3, 1)), None);
    }
}
