//! The steps that are shown: the last ones, and those of which the report speaks.

use super::{
    Names, between, counted_steps, deed,
    fold::{self, Fold},
    is_stuck, nth, show, until,
};
use crate::text::grouped;
use wire::{Code, Failure, Operation, Step, Switch};

/// Lines that are left to the last steps, at least.
const LAST: usize = 2;

/// The numbers of the steps of which sentences and labels speak, the most telling first, counted from 0.
pub(in super::super) fn cited(failure: &Failure, names: &Names, labels: &[String]) -> Vec<u64> {
    let pair = between::between(failure, names);
    let mut cited: Vec<u64> = pair.map_or_else(Vec::new, |it| it.steps().to_vec());
    let sentences = super::sentences(failure, names);
    let texts = sentences.iter().chain(labels);
    cited.extend(texts.flat_map(|text| numbers(text)));
    cited
}

/// "… in steps 3 and 5", but for the one since which somebody waits.
fn numbers(text: &str) -> Vec<u64> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("step") {
        rest = after;
        let several = after.strip_prefix('s');
        let after = several.unwrap_or(after);
        if before.ends_with("since ") {
            continue;
        }
        let Some(mut list) = after.strip_prefix(' ') else {
            continue;
        };
        loop {
            let end = list.find(|c: char| !c.is_ascii_digit());
            let (number, after) = list.split_at(end.unwrap_or(list.len()));
            let Ok(number) = number.parse::<u64>() else {
                break;
            };
            found.extend(number.checked_sub(1));
            let next = [", ", " and ", " to "];
            match next.iter().find_map(|it| after.strip_prefix(it)) {
                Some(after) if several.is_some() => list = after,
                Some(_) | None => break,
            }
        }
    }
    found
}

/// The last steps before the failure, loops folded, and before them those that are cited, as far as there is room: at
/// most so many lines, and which steps of how many they are.
pub(in super::super) fn steps(
    failure: &Failure,
    names: &Names,
    most: usize,
    cited: &[u64],
) -> Vec<String> {
    let all = failure.steps.len() as u64 + failure.elided;
    let until = last_shown(failure, names);
    let row = in_a_row(&failure.steps[..until]);
    let (earlier, folds) = chosen(&failure.steps[..until], row, most, cited);
    let shown = folds.iter().map(|fold| fold.steps.len() * fold.times);
    let shown = shown.sum::<usize>() as u64;
    if shown == 0 {
        return Vec::new();
    }
    let steps = || {
        earlier
            .iter()
            .copied()
            .chain(folds.iter().flat_map(|fold| fold.steps))
    };
    let width = |step: &Step| names.thread(step.thread).chars().count();
    let widest = steps().map(width).max().unwrap_or(0);
    let last = nth(&failure.steps[until - 1]);
    let first = last + 1 - shown;
    let title = if shown == all {
        format!("how it came to that ({}):", counted_steps(all))
    } else if !earlier.is_empty() {
        let numbers = earlier.iter().map(|it| nth(it)).chain(first..=last);
        let numbers = ranges(numbers.collect());
        let all = grouped(all);
        format!("how it came to that (steps {numbers} of {all}):")
    } else if until < failure.steps.len() {
        // Steps may be left out after it, too.
        let [first, last, all] = [first, last, all].map(grouped);
        format!("how it came to that (steps {first} to {last} of {all}):")
    } else {
        let all = grouped(all);
        format!(
            "how it came to that (the last {} of {all} steps):",
            grouped(shown)
        )
    };
    let line = |step: &Step, is_turn: bool| line(step, is_turn, widest, failure, names);
    let mut lines = vec![title];
    for (index, step) in earlier.iter().enumerate() {
        lines.push(line(step, false));
        let next = earlier.get(index + 1).map_or(first, |it| nth(it));
        let between = next - nth(step) - 1;
        if between > 0 {
            lines.push(format!("    … {} …", counted_steps(between)));
        }
    }
    for fold in &folds {
        let is_turn = fold.times > 1;
        lines.extend(fold.steps.iter().map(|step| line(step, is_turn)));
        match (fold.times, fold.steps.len()) {
            (1, _) => {}
            (times, 1) => lines.push(format!("    … this {} times", grouped(times as u64))),
            (times, count) => {
                let times = grouped(times as u64);
                lines.push(format!("    … these {count} steps {times} times"));
            }
        }
    }
    lines
}

/// How many of the kept steps are worth showing: after what was outdated has been written nothing goes wrong any more.
fn last_shown(failure: &Failure, names: &Names) -> usize {
    let until = until(failure);
    let is_known = until < failure.steps.len();
    if is_known || failure.code == Code::Panic || is_stuck(failure.code) {
        return until;
    }
    let written = between::between(failure, names).map(|it| it.steps()[2]);
    let at = written.and_then(|number| failure.steps.iter().position(|it| it.number == number));
    at.map_or(until, |at| at + 1)
}

/// The cited steps that come before the last ones, and these.
fn chosen<'f>(
    all: &'f [Step],
    row: &'f [Step],
    most: usize,
    cited: &[u64],
) -> (Vec<&'f Step>, Vec<Fold<'f>>) {
    let mut wanted: Vec<u64> = Vec::new();
    for &number in cited {
        if !wanted.contains(&number) && all.iter().any(|it| it.number == number) {
            wanted.push(number);
        }
    }
    while !wanted.is_empty() && most < usize::MAX {
        for room in (LAST..=most).rev() {
            let folds = fold::folded(row, room);
            let shown: usize = folds.iter().map(|it| it.steps.len() * it.times).sum();
            let Some(first) = row.get(row.len() - shown) else {
                break;
            };
            let is_earlier = |it: &&Step| it.number < first.number && wanted.contains(&it.number);
            let earlier: Vec<&Step> = all.iter().filter(is_earlier).collect();
            let next = earlier.iter().skip(1).copied().chain([first]);
            let gaps = earlier.iter().zip(next);
            let gaps = gaps.filter(|(one, next)| one.number + 1 < next.number);
            let lines = folds
                .iter()
                .map(|it| it.steps.len() + usize::from(it.times > 1));
            if earlier.len() + gaps.count() + lines.sum::<usize>() <= most {
                return (earlier, folds);
            }
        }
        wanted.pop();
    }
    (Vec::new(), fold::folded(row, most))
}

/// "3, 5 and 7 to 9"
fn ranges(numbers: Vec<u64>) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let word = |(first, last): (u64, u64)| {
        let [one, two] = [first, last].map(grouped);
        if first == last {
            one
        } else {
            format!("{one} to {two}")
        }
    };
    let words: Vec<String> = ranges.into_iter().map(word).collect();
    match &words[..] {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => words.concat(),
    }
}

/// One step.
fn line(step: &Step, is_turn: bool, widest: usize, failure: &Failure, names: &Names) -> String {
    let thread = names.thread(step.thread);
    let place = step.place.as_ref();
    let place = place.map(|place| format!("  {}", show(place)));
    let switch = match step.switch {
        Some(Switch::Preempted) => "⇄ ",
        Some(Switch::Blocked | Switch::Yielded | Switch::Finished) | None => "  ",
    };
    // Each turn makes an entry of its own.
    let deed = match step.operation {
        Operation::Call if is_turn => deed(
            &Step {
                note: None,
                ..step.clone()
            },
            failure,
            names,
        ),
        _ => deed(step, failure, names),
    };
    let place = place.unwrap_or_default();
    format!("{switch}{thread:<widest$}  {deed}{place}")
}

/// The last steps between which none was left out.
fn in_a_row(steps: &[Step]) -> &[Step] {
    let gap = steps
        .windows(2)
        .rposition(|pair| pair[0].number + 1 != pair[1].number);
    &steps[gap.map_or(0, |at| at + 1)..]
}

#[cfg(test)]
mod tests {
    use super::{numbers, steps};
    use crate::{
        report::story::{Names, sample::step},
        verdict::bare,
    };
    use wire::{Code, Occurrence, Operation};

    #[test]
    fn the_steps_of_which_a_text_speaks_are_found() {
        assert_eq!(numbers("it went wrong in step 24: `a`"), [23]);
        assert_eq!(
            numbers("did not wait in steps 10 and 14, and step 20"),
            [9, 13, 19]
        );
        assert!(numbers("waits since step 3; 4 steps").is_empty());
        assert_eq!(numbers("in step 45, 3 were at work"), [44]);
    }

    #[test]
    fn a_cited_step_is_shown_before_the_last_ones() {
        let mut failure = bare(Code::WrongValue, String::new());
        for number in 0..20 {
            let line = u32::try_from(number).unwrap() + 1;
            let operation = Operation::Lock;
            failure
                .steps
                .push(step(number, (1, line), operation, 1, Occurrence::Done));
        }
        let names = Names::of(&failure);
        let shown = |cited: &[u64]| steps(&failure, &names, 8, cited);
        assert_eq!(
            shown(&[])[0],
            "how it came to that (the last 8 of 20 steps):"
        );
        assert_eq!(shown(&[15]), shown(&[]));
        let lines = shown(&[3, 15]);
        assert_eq!(
            lines[0],
            "how it came to that (steps 4 and 15 to 20 of 20):"
        );
        assert!(lines[1].ends_with("src/lib.rs:4"), "{lines:?}");
        assert_eq!(lines[2], "    … 10 steps …");
        assert_eq!(lines.len(), 9);
        // What does not fit is left out, the last one first.
        let lines = shown(&[3, 5, 7, 9]);
        let title = "how it came to that (steps 4, 6, 8 and 19 to 20 of 20):";
        assert_eq!(lines[0], title);
    }
}
