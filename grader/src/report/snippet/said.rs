//! What is said of a marked place. What several threads do alike is said once.

mod once;

pub(super) use once::created;

/// One remark.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The thread that it is about; nobody, if it is not about a thread.
    who: Option<String>,
    verb: Verb,
    rest: String,
}

/// What a thread does, said of one thread and of several.
type Verb = (&'static str, &'static str);

/// It stands and waits for something.
pub(super) const WAITS: Verb = ("waits", "wait");
/// It does not stop.
pub(super) const GOES_ON: Verb = ("goes on", "go on");
/// It sleeps, though all is over.
pub(super) const SLEEPS: Verb = ("still sleeps", "still sleep");
/// It works while others do.
pub(super) const IS: Verb = ("is", "are");
/// It was told something.
pub(super) const WAS: Verb = ("was", "were");
/// A panic ended it.
pub(super) const PANICKED: Verb = ("panicked", "panicked");
/// It had not ended.
pub(super) const HAD: Verb = ("had", "had");

impl Said {
    /// A remark on a thread: "`worker` waits to lock `m`".
    pub(super) fn of(who: String, verb: Verb, rest: &str) -> Said {
        Said {
            who: Some(who),
            verb,
            rest: rest.to_owned(),
        }
    }

    /// The same is said of somebody else, or of the same.
    fn is_like(&self, other: &Said) -> bool {
        self.who.is_some() && self.verb == other.verb && self.rest == other.rest
    }
}

impl From<String> for Said {
    fn from(rest: String) -> Said {
        Said {
            who: None,
            verb: ("", ""),
            rest,
        }
    }
}

/// All remarks on one place: "`a` and 3 more threads wait to lock `m`; `m` is created here".
pub(super) fn together(all: &[Said]) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for (index, said) in all.iter().enumerate() {
        if all[..index]
            .iter()
            .any(|other| said.is_like(other) || said == other)
        {
            continue;
        }
        let alike = all.iter().filter(|other| said.is_like(other));
        let mut whos: Vec<&str> = alike.filter_map(|it| it.who.as_deref()).collect();
        whos.dedup();
        let Said {
            verb: (one, many),
            rest,
            ..
        } = said;
        sentences.push(match whos[..] {
            [] => rest.clone(),
            [who] => format!("{who} {one} {rest}"),
            [first, second] => format!("{first} and {second} {many} {rest}"),
            [first, ..] => {
                let more = whos.len() - 1;
                format!("{first} and {more} more threads {many} {rest}")
            }
        });
    }
    once::told_once(sentences).join("; ")
}

#[cfg(test)]
mod tests {
    use super::{Said, WAITS, together};

    #[test]
    fn one_wake_up_is_not_told_like_two() {
        let said = |text: &str| Said::from(text.to_owned());
        let (ends, before) = (
            said("`a` was woken here, and ends"),
            "was woken here on `c`, before that",
        );
        let of = |who: &str| said(&format!("{who} {before}"));
        assert_eq!(
            together(&[ends.clone(), of("`a`")]),
            "`a` was woken here, and ends"
        );
        let other = format!("`a` was woken here, and ends; `b` {before}");
        assert_eq!(together(&[ends, of("`b`")]), other);
    }

    #[test]
    fn who_asks_again_goes_on() {
        let said = |text: &str| Said::from(text.to_owned());
        let asks = "`a` asks again here, though `b` is closed";
        let goes_on = Said::of("`a`".to_owned(), super::GOES_ON, "here");
        assert_eq!(together(&[goes_on.clone(), said(asks)]), asks);
        assert_eq!(together(&[goes_on]), "`a` goes on here");
    }

    #[test]
    fn what_several_threads_do_alike_is_said_once() {
        let waits = |who: &str, what: &str| Said::of(format!("`{who}`"), WAITS, what);
        let all = [
            waits("a", "to lock `m`"),
            waits("b", "to lock `n`"),
            waits("c", "to lock `m`"),
            Said::from("`m` is created here".to_owned()),
            waits("d", "to lock `m`"),
        ];
        let expected =
            "`a` and 2 more threads wait to lock `m`; `b` waits to lock `n`; `m` is created here";
        assert_eq!(together(&all), expected);
        assert_eq!(together(&all[..1]), "`a` waits to lock `m`");
        let two = [all[0].clone(), all[2].clone()];
        assert_eq!(together(&two), "`a` and `c` wait to lock `m`");
    }
}
