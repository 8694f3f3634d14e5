//! Steps that are longer than a line.

use super::{Detail, Look};
use crate::report::story;

/// A line that fits; a step says where it happened at its end, which stays, as does how it went.
pub(super) fn cut(line: &str, look: Look) -> String {
    let length = line.chars().count();
    if length <= look.width || look.detail == Detail::Full {
        return line.to_owned();
    }
    let (head, tail) = match line.rsplit_once("  ") {
        Some((head, tail)) if tail.chars().count() + 16 < look.width => (head, tail),
        Some(_) | None => (line, ""),
    };
    let room = look.width.saturating_sub(tail.chars().count() + 3);
    let outcome = head.rsplit_once(": ");
    let outcome = outcome.filter(|(_, it)| story::OUTCOMES.iter().any(|known| known.ends_with(it)));
    let (head, outcome) = match outcome {
        Some((head, it)) if it.chars().count() + 40 < room => (head, format!(": {it}")),
        Some(_) | None => (head, String::new()),
    };
    // A number tells things of one name apart.
    let number = head.rsplit_once(' ').filter(|(_, it)| it.starts_with('#'));
    let (head, outcome) = match number {
        Some((head, it)) => (head, format!(" {it}{outcome}")),
        None => (head, outcome),
    };
    let room = room.saturating_sub(outcome.chars().count());
    let head: String = head.chars().take(room).collect();
    format!("{}…{outcome}  {tail}", head.trim_end())
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::cut;
    use crate::report::text::{Colour, Detail, Look};

    #[test]
    fn what_tells_most_of_a_step_is_left() {
        let look = Look {
            colour: Colour::Plain,
            width: 90,
            detail: Detail::Short,
        };
        let long = "`a`  receives from the unbounded channel of many, many words #12: the other side is gone  src/lib.rs:7";
        let short = cut(long, look);
        assert!(short.chars().count() <= 90, "{short}");
        assert!(
            short.ends_with("… #12: the other side is gone  src/lib.rs:7"),
            "{short}"
        );
        assert_eq!(cut("`a`  ends", look), "`a`  ends");
        let look = Look {
            detail: Detail::Full,
            ..look
        };
        assert_eq!(cut(long, look), long);
    }
}
